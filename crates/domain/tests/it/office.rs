//! A small office for tests: a head office with a card centre, a branch with a sub-branch, and people of every role.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use domain::code::CodeRef;
use domain::id::{Actor, CaseId, Commitment, InstitutionId, Number, PersonId, TextId, TextRef, UserId};
use domain::matter::{
    Book, Case, Channel, Command, Context, Entry, Event, Kind, Particulars, Party, PartyRole, Received,
    Refusal, Source, decide, receive,
};
use domain::organisation::{Grant, Institution, Level, Region, Role, Staff, Tree};
use jiff::{SignedDuration, Timestamp};

pub const HEAD: InstitutionId = InstitutionId(1);
pub const CENTRE: InstitutionId = InstitutionId(2);
pub const BRANCH: InstitutionId = InstitutionId(3);
pub const HANDLER: UserId = UserId(1);
pub const APPROVER: UserId = UserId(2);
pub const SENIOR: UserId = UserId(3);
pub const OTHER_HANDLER: UserId = UserId(4);

/// The rules that ship, read once for all tests.
static BOOK: LazyLock<Book> = LazyLock::new(|| Book::shipped().unwrap());

/// An office with a clock that tests move by hand.
pub struct Office {
    pub book: &'static Book,
    pub tree: Tree,
    pub now: Timestamp,
    next: u64,
}

impl Office {
    pub fn at(now: &str) -> Self {
        let institution = |code: &str, level, superior| Institution {
            code: code.to_owned(),
            name_zh: code.to_owned(),
            name_en: code.to_owned(),
            level,
            superior,
            region: Region::default(),
            supervised_by: BTreeSet::new(),
            active: true,
        };
        let tree = Tree::new(BTreeMap::from([
            (HEAD, institution("HQ", Level::HeadOffice, None)),
            (CENTRE, institution("CC", Level::Centre, Some(HEAD))),
            (BRANCH, institution("B1", Level::Branch, Some(HEAD))),
        ]))
        .unwrap();
        Self { book: &BOOK, tree, now: now.parse().unwrap(), next: 1 }
    }

    pub fn later(&mut self, hours: i64) -> &mut Self {
        self.now += SignedDuration::from_hours(hours);
        self
    }

    pub fn text(&mut self, words: &str) -> TextRef {
        self.next += 1;
        let chars = u32::try_from(words.chars().count()).unwrap();
        TextRef { text_id: TextId(self.next), commitment: Commitment([7; 32]), chars }
    }

    pub fn staff(user: UserId) -> Staff {
        let (institution, role) = match user {
            APPROVER => (CENTRE, Role::Approver),
            SENIOR => (HEAD, Role::SeniorManager),
            _ => (CENTRE, Role::Handler),
        };
        Staff { user_id: user, institution, grants: BTreeSet::from([Grant { role, institution }]) }
    }

    pub fn received(&mut self, kind: Kind, channel: Channel) -> Received {
        let subject = self.text("退还分期手续费");
        self.next += 1;
        Received {
            number: Number::new(kind.prefix(), 2026, CaseId(self.next)),
            kind,
            institution: CENTRE,
            source: Source {
                channel,
                external_number: None,
                received_at: self.now,
                forwarded_at: None,
                required_on: None,
                feedback_owed: channel.is_transfer(),
            },
            parties: vec![Party { person: PersonId(9), role: PartyRole::Complainant, document: None }],
            subject,
            narrative: None,
            request: None,
            complainants: 1,
            in_person: false,
            origin: None,
            particulars: Particulars::new(),
            regimes: vec![],
            respondents: Vec::new(),
            item_number: None,
        }
    }

    pub fn receive(&mut self, received: &Received) -> Result<Case, Refusal> {
        let actor = Actor::User(HANDLER);
        let staff = Self::staff(HANDLER);
        let context =
            Context { now: self.now, actor: &actor, staff: Some(&staff), book: self.book, tree: &self.tree };
        let events = receive(received, &context)?;
        let entries: Vec<Entry> = events
            .into_iter()
            .map(|event| Entry { recorded_at: self.now, actor: actor.to_string(), event })
            .collect();
        Ok(Case::from_events(received.number.case_id(), &entries).unwrap())
    }

    pub fn case(&mut self, kind: Kind, channel: Channel) -> Case {
        let received = self.received(kind, channel);
        self.receive(&received).unwrap()
    }

    /// Asks the rules something as a member of staff.
    pub fn with<T>(&self, user: UserId, ask: impl FnOnce(&Context<'_>) -> T) -> T {
        let actor = Actor::User(user);
        let staff = Self::staff(user);
        let context =
            Context { now: self.now, actor: &actor, staff: Some(&staff), book: self.book, tree: &self.tree };
        ask(&context)
    }

    /// Folds what a member of staff did.
    pub fn folds(&self, case: &mut Case, user: UserId, events: Vec<Event>) {
        let actor = Actor::User(user).to_string();
        for event in events {
            case.evolve(&Entry { recorded_at: self.now, actor: actor.clone(), event });
        }
    }

    /// Decides a command as a member of staff and folds what happened.
    pub fn act(&self, case: &mut Case, user: UserId, command: &Command) -> Result<Vec<Event>, Refusal> {
        let actor = Actor::User(user);
        let staff = Self::staff(user);
        let context =
            Context { now: self.now, actor: &actor, staff: Some(&staff), book: self.book, tree: &self.tree };
        let events = decide(case, command, &context)?;
        for event in &events {
            case.evolve(&Entry { recorded_at: self.now, actor: actor.to_string(), event: event.clone() });
        }
        Ok(events)
    }

    #[track_caller]
    pub fn does(&self, case: &mut Case, user: UserId, command: Command) -> Vec<Event> {
        self.act(case, user, &command).unwrap()
    }

    pub fn codes() -> Vec<CodeRef> {
        [
            "jrt0169-channel@2018:prov:A01033",
            "jrt0169-business@2018:prov:B03023",
            "jrt0169-reason@2018:prov:C05",
        ]
        .map(|code| code.parse().unwrap())
        .to_vec()
    }
}
