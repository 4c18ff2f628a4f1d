//! An office on a fresh store in a temporary folder, with a clock that tests move and randomness from a seed.

use std::sync::{Arc, Mutex};

use domain::id::Number;
use domain::matter::{
    AnswerForm, Book, Channel, CodingForm, Command, ContactForm, Echo, Evidence, Kind, Liability, Outcome,
    Particulars, Remedy,
};
use jiff::{SignedDuration, Timestamp};
use ledger::{HashAlgorithm, SigningKey};
use office::{
    Caller, InstitutionInput, Office, Opening, PersonInput, Receipt, StaffInput, Submission, Surroundings,
};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use store_sqlite::{Access, OpenOptions, SqliteStore};
use tempfile::TempDir;

/// A clock and dice of tests.
pub struct Fixed {
    now: Mutex<Timestamp>,
    random: Mutex<ChaCha20Rng>,
}

impl Fixed {
    /// The time goes on.
    pub fn wait_seconds(&self, seconds: i64) {
        *self.now.lock().unwrap() += SignedDuration::from_secs(seconds);
    }
}

impl Surroundings for Fixed {
    fn now(&self) -> Timestamp {
        *self.now.lock().unwrap()
    }

    fn fill(&self, bytes: &mut [u8]) {
        self.random.lock().unwrap().fill_bytes(bytes);
    }
}

/// An office under test.
pub struct TestOffice {
    pub office: Arc<Office>,
    pub fixed: Arc<Fixed>,
    pub folder: TempDir,
}

impl TestOffice {
    /// Head office HQ with card centre CC and branch B1; an association AS that supervises B1; people of every role.
    pub async fn start() -> Self {
        Self::start_by(|_| {}).await
    }

    /// The same by rules of the house's own.
    pub async fn start_by(set: impl FnOnce(&mut Book)) -> Self {
        let folder = TempDir::new().unwrap();
        let fixed = Arc::new(Fixed {
            now: Mutex::new("2026-03-02T10:00:00+08:00".parse().unwrap()),
            random: Mutex::new(ChaCha20Rng::seed_from_u64(7)),
        });
        let mut book = Book::shipped().unwrap();
        set(&mut book);
        let office = open(&folder, &fixed, book).await;
        let test = Self { office, fixed, folder };
        let system = Caller::system("test");
        for (code, level, superior) in
            [("HQ", "head_office", None), ("CC", "centre", Some("HQ")), ("AS", "association", None)]
        {
            test.institution(&system, code, level, superior, &[]).await;
        }
        test.institution(&system, "B1", "branch", Some("HQ"), &["AS"]).await;
        for (login, home, roles) in [
            ("handler", "CC", vec!["handler"]),
            ("approver", "CC", vec!["approver"]),
            ("branch", "B1", vec!["handler"]),
            ("senior", "HQ", vec!["senior_manager"]),
            ("officer", "HQ", vec!["officer"]),
            ("auditor", "HQ", vec!["auditor"]),
            ("admin", "HQ", vec!["administrator"]),
            ("desk", "AS", vec!["supervisor"]),
        ] {
            test.staff(login, home, &roles).await;
        }
        test
    }

    /// Enters a member of staff without a password.
    pub async fn staff(&self, login: &str, home: &str, roles: &[&str]) {
        let input = StaffInput {
            login: login.to_owned(),
            display_name: login.to_owned(),
            institution: home.to_owned(),
            roles: roles.iter().map(|role| (*role).to_owned()).collect(),
            password: None,
            active: true,
        };
        self.office.set_staff(&Caller::system("test"), input).await.unwrap();
    }

    async fn institution(
        &self,
        caller: &Caller,
        code: &str,
        level: &str,
        superior: Option<&str>,
        desks: &[&str],
    ) {
        let input = InstitutionInput {
            code: code.to_owned(),
            name_zh: code.to_owned(),
            name_en: String::new(),
            level: level.to_owned(),
            superior: superior.map(str::to_owned),
            region: Default::default(),
            supervised_by: desks.iter().map(|desk| (*desk).to_owned()).collect(),
            active: true,
        };
        self.office.set_institution(caller, input).await.unwrap();
    }

    /// Closes the store and opens it again, as a restart does.
    pub async fn restart(self) -> Self {
        self.restart_with(|| {}).await
    }

    /// The same with something done to the folder in between.
    pub async fn restart_with(self, between: impl FnOnce()) -> Self {
        let Self { office, fixed, folder } = self;
        drop(office);
        between();
        let office = open(&folder, &fixed, Book::shipped().unwrap()).await;
        Self { office, fixed, folder }
    }

    pub fn later(&self, hours: i64) {
        *self.fixed.now.lock().unwrap() += SignedDuration::from_hours(hours);
    }

    /// A member of staff by login.
    pub fn user(&self, login: &str) -> Caller {
        let organisation = self.office.organisation();
        let (id, _) = organisation.users.iter().find(|(_, user)| user.login == login).unwrap();
        Caller::staff(organisation.staff(*id).unwrap())
    }

    pub fn user_id(&self, login: &str) -> domain::id::UserId {
        self.user(login).actor().user().unwrap()
    }

    pub async fn complaint(&self, login: &str, institution: &str, name: &str, phone: &str) -> Receipt {
        self.office.submit(&self.user(login), submission(institution, name, phone)).await.unwrap()
    }

    #[track_caller]
    pub fn acts<'a>(
        &'a self,
        login: &str,
        number: &'a Number,
        commands: Vec<Command<String>>,
    ) -> impl Future<Output = office::Acted> + 'a {
        let caller = self.user(login);
        async move { self.office.act(&caller, number, None, commands).await.unwrap() }
    }

    /// Takes a complaint from acceptance to closing.
    pub async fn work_off(&self, login: &str, number: &Number) {
        let now = self.office.surroundings().now();
        let remedies = vec![Remedy::Review, Remedy::Mediation, Remedy::Arbitration, Remedy::Litigation];
        let commands = vec![
            Command::Accept,
            Command::Assign { handler: self.user_id(login) },
            Command::Contact {
                at: now,
                form: ContactForm::Telephone,
                reached: true,
                note: Some("已联系".to_owned()),
            },
            Command::Code { codes: codes(), form: CodingForm::Full },
            Command::Decide {
                at: now,
                outcome: Outcome::Upheld,
                liability: Some(Liability::Liable),
                basis: Some("合同第三条".to_owned()),
                reasons: Some("未提前告知".to_owned()),
                remedies,
            },
            Command::Answer {
                echo: Echo::Answered {
                    form: AnswerForm::Sms,
                    at: now,
                    received_at: None,
                    text: Some("同意退还".to_owned()),
                    evidence: Some(Evidence::Words("录音编号0001".to_owned())),
                },
            },
            Command::Close,
        ];
        self.acts(login, number, commands).await;
    }
}

async fn open(folder: &TempDir, fixed: &Arc<Fixed>, book: Book) -> Arc<Office> {
    let options = OpenOptions {
        access: Access::Create,
        hash_algorithm: HashAlgorithm::Sha256,
        opened_at: Timestamp::UNIX_EPOCH,
    };
    let store = SqliteStore::open(folder.path(), options).unwrap();
    let mut random = ChaCha20Rng::seed_from_u64(1);
    let path = folder.path().join("vault.key");
    let keys = vault::KeyRing::load_or_create(&path, vault::Suite::default(), &mut random).unwrap();
    let opening = Opening {
        store,
        keys,
        signer: SigningKey::from_seed("test", &[3; 32]).unwrap(),
        surroundings: Arc::clone(fixed) as Arc<dyn Surroundings>,
        book,
        data_dir: folder.path().to_owned(),
    };
    let office = Office::open(opening).await.unwrap();
    office.set_keep_keys(Arc::new(move |keys| keys.replace_file(&path).map_err(|error| error.to_string())));
    office
}

pub fn codes() -> Vec<domain::code::CodeRef> {
    ["jrt0169-channel@2018:prov:A01033", "jrt0169-business@2018:prov:B03023", "jrt0169-reason@2018:prov:C05"]
        .map(|code| code.parse().unwrap())
        .to_vec()
}

pub fn submission(institution: &str, name: &str, phone: &str) -> Submission {
    Submission {
        kind: Kind::Complaint,
        institution: institution.to_owned(),
        channel: Channel::Hotline,
        external_number: None,
        received_at: None,
        forwarded_at: None,
        required_on: None,
        feedback_owed: None,
        person: PersonInput {
            name: Some(name.to_owned()),
            phone: Some(phone.to_owned()),
            ..PersonInput::default()
        },
        agent: None,
        subject: "分期手续费未提前告知，要求退还".to_owned(),
        narrative: Some(format!("我叫{name}，手机{phone}，卡号6222021234567890128，要求退还386.40元。")),
        request: Some("退还手续费".to_owned()),
        complainants: 1,
        in_person: false,
        origin: None,
        particulars: Particulars::new(),
        respondents: vec![],
        item_number: None,
    }
}
