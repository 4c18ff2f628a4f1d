//! Taking in: a submission becomes one case, or several, or joins the same person's running one.

use domain::id::{CaseId, InstitutionId, Number, PersonId, Stream, UserId};
use domain::matter::{
    Case, Channel, Entry, Evidence, Kind, Origin, Particulars, Party, PartyRole, Received, Relation, Source,
    receive,
};
use domain::organisation::Right;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use store::{Append, Change, Expected, Series, StreamWrite};

use crate::error::Findings;
use crate::open_words;
use crate::person::PersonData;
use crate::projection::Projecting;
use crate::words::Sealing;
use crate::{Caller, FieldError, Office, OfficeError, Organisation};

/// What is typed about a person.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PersonInput {
    /// Name.
    pub name: Option<String>,
    /// Telephone to call back.
    pub phone: Option<String>,
    /// E-mail.
    pub email: Option<String>,
    /// Identity number.
    pub id_number: Option<String>,
    /// Account or card.
    pub account: Option<String>,
    /// Address.
    pub address: Option<String>,
    /// Sex, as the source writes it.
    pub sex: Option<String>,
    /// Year of birth.
    pub birth_year: Option<String>,
    /// Country.
    pub country: Option<String>,
    /// Province.
    pub province: Option<String>,
    /// City.
    pub city: Option<String>,
    /// District.
    pub district: Option<String>,
    /// Telephone or e-mail, in one field, as another system keeps it.
    pub contact: Option<String>,
    /// The telephone the bank holds.
    pub reserved_phone: Option<String>,
    /// The telephone to answer.
    pub reply_phone: Option<String>,
}

impl PersonInput {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What comes in.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Submission {
    /// What it is.
    pub kind: Kind,
    /// The code of the institution responsible.
    pub institution: String,
    /// How it came.
    #[serde(default = "counter")]
    pub channel: Channel,
    /// The source's own number.
    #[serde(default)]
    pub external_number: Option<String>,
    /// When the institution received it; now where left out.
    #[serde(default)]
    #[schemars(with = "Option<domain::schema::Moment>")]
    pub received_at: Option<Timestamp>,
    /// When the regulator received it.
    #[serde(default)]
    #[schemars(with = "Option<domain::schema::Moment>")]
    pub forwarded_at: Option<Timestamp>,
    /// The date the source asks for.
    #[serde(default)]
    #[schemars(with = "Option<domain::schema::Day>")]
    pub required_on: Option<Date>,
    /// Whether the source is owed feedback; by default where another body passed the matter on.
    #[serde(default)]
    pub feedback_owed: Option<bool>,
    /// Whose matter it is.
    #[serde(default)]
    pub person: PersonInput,
    /// Who acts for that person, and as what.
    #[serde(default)]
    pub agent: Option<AgentInput>,
    /// What is asked, one line.
    pub subject: String,
    /// The story.
    #[serde(default)]
    pub narrative: Option<String>,
    /// The claim.
    #[serde(default)]
    pub request: Option<String>,
    /// How many complain together.
    #[serde(default = "one")]
    pub complainants: u32,
    /// Whether they came in person.
    #[serde(default)]
    pub in_person: bool,
    /// The number of the case this comes from, and what it is to it: split, redress, repeat.
    #[serde(default)]
    pub origin: Option<OriginInput>,
    /// Descriptors.
    #[serde(default)]
    #[schemars(with = "std::collections::BTreeMap<String, String>")]
    pub particulars: Particulars,
    /// Sign-in names of staff whom the matter is about: none of them handles or approves it (art. 17).
    #[serde(default)]
    pub respondents: Vec<String>,
    /// The credit centre's item number.
    #[serde(default)]
    pub item_number: Option<String>,
}

fn one() -> u32 {
    1
}

/// A case that is not there is here the mistake of a field.
fn origin_unknown(error: OfficeError) -> OfficeError {
    match error {
        OfficeError::NotFound { .. } => {
            let message = "there is no such case";
            OfficeError::Invalid(vec![FieldError::new("origin.number", "case_unknown", message)])
        }
        other => other,
    }
}

/// Reviews and mergers have acts of their own, which write both cases.
fn check_relation(relation: Relation) -> Result<(), OfficeError> {
    match relation {
        Relation::Split | Relation::Redress | Relation::Repeat | Relation::Related => Ok(()),
        Relation::Review | Relation::Merged => {
            let message = format!("`{relation}`: expected `split`, `redress`, `repeat` or `related`");
            Err(OfficeError::Invalid(vec![FieldError::new("origin.relation", "origin_relation", message)]))
        }
    }
}

/// Staff by their sign-in names.
fn respondents(organisation: &Organisation, logins: &[String]) -> Result<Vec<UserId>, OfficeError> {
    let found = |login: &String| {
        let login = login.trim().to_lowercase();
        let user = organisation.users.iter().find(|(_, user)| user.login == login).map(|(id, _)| *id);
        user.ok_or_else(|| {
            let message = format!("there is no member of staff `{login}`");
            OfficeError::Invalid(vec![FieldError::new("respondents", "staff_unknown", message)])
        })
    };
    logins.iter().filter(|login| !login.trim().is_empty()).map(found).collect()
}

fn counter() -> Channel {
    Channel::Counter
}

/// Who acts for the person.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AgentInput {
    /// `agent`, `heir` or `representative`.
    pub role: PartyRole,
    /// Who.
    pub person: PersonInput,
    /// Where the authorisation or the proof of succession lies.
    #[serde(default)]
    pub document: Option<String>,
}

/// The case a submission comes from.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OriginInput {
    /// Its number.
    pub number: String,
    /// What the new case is to it.
    pub relation: Relation,
}

/// What the person gets in the hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The case.
    pub case_id: CaseId,
    /// Its number.
    pub number: Number,
    /// The query code, shown once.
    pub query_code: String,
    /// The version of the case.
    pub version: u32,
    /// Other running cases of the same person.
    pub others_running: Vec<Number>,
}

/// A submission made ready: person found, words sealed, first events decided.
pub(crate) struct Prepared {
    pub case: Case,
    pub append: Append,
    pub query_code: String,
    pub person: PersonId,
    /// Whether the person was here before.
    pub known: bool,
}

/// Letters of the query code: none that look alike.
const QUERY_CODE_LETTERS: &[u8; 28] = b"2346789ABCDEFGHJKMNPQRTUVWXY";

impl Office {
    /// What a query code may be kept as, what a new one is kept as first: digested under a key that is in no database, since
    /// 28⁸ codes are soon tried against a plain hash. Case, spaces, dashes and full width do not matter.
    pub(crate) fn query_code_tags(&self, number: &Number, code: &str) -> Vec<vault::Tag> {
        let letters: String =
            text::normalise(code).as_str().chars().filter(char::is_ascii_alphanumeric).collect();
        let normalised = format!("{number}\u{0}{}", letters.to_ascii_uppercase());
        self.keys().query_code_tags(&normalised)
    }

    /// Receives a submission.
    pub async fn submit(&self, caller: &Caller, submission: Submission) -> Result<Receipt, OfficeError> {
        if let Some(receipt) = self.done_before(caller)? {
            return Ok(receipt);
        }
        let _keys = self.key_use.read().await;
        let organisation = self.organisation();
        let institution = self.institution_for_intake(caller, &submission.institution)?;
        let origin = match &submission.origin {
            Some(origin) => {
                let parent = match origin.number.parse::<Number>() {
                    Ok(number) => self.load(caller, &number).await,
                    Err(_) => Err(OfficeError::NotFound { what: "case" }),
                };
                let (parent, _) = parent.map_err(origin_unknown)?;
                check_relation(origin.relation)?;
                // The child takes the parent's person with their data, and the parent records the child.
                caller.require_over(Right::Handle, parent.institution, &organisation.tree)?;
                Some((parent, origin.relation))
            }
            None => None,
        };
        let parent = origin.as_ref().map(|(parent, relation)| (parent, *relation));
        let mut prepared = self.prepare_for(caller, submission, institution, parent).await?;
        if let Some((parent, relation)) = &origin {
            self.link_to_parent(caller, parent, prepared.case.case_id, *relation, &mut prepared.append)
                .await?;
        }
        let others = match prepared.known {
            true => {
                self.running_cases_of(prepared.person, &caller.scope(Right::See, &organisation.tree)).await?
            }
            false => Vec::new(),
        };
        self.commit_receipt(caller, prepared, others).await
    }

    /// Appends a new case and says what the person gets in the hand.
    pub(crate) async fn commit_receipt(
        &self,
        caller: &Caller,
        mut prepared: Prepared,
        others_running: Vec<Number>,
    ) -> Result<Receipt, OfficeError> {
        self.tell(caller, &prepared.case, &mut prepared.append).await?;
        // The first write is the new case's own, which begins at nothing.
        let events = prepared.append.writes.first().map_or(0, |write| write.events.len());
        let receipt = Receipt {
            case_id: prepared.case.case_id,
            number: prepared.case.number,
            query_code: prepared.query_code,
            version: u32::try_from(events).unwrap_or(u32::MAX),
            others_running,
        };
        self.commit(caller, prepared.append, &receipt).await?;
        Ok(receipt)
    }

    /// The institution named, if the caller may take in for it.
    pub(crate) fn institution_for_intake(
        &self,
        caller: &Caller,
        code: &str,
    ) -> Result<InstitutionId, OfficeError> {
        let organisation = self.organisation();
        let unknown = || {
            let message = format!("there is no institution `{code}` to take this in");
            OfficeError::Invalid(vec![FieldError::new("institution", "institution_unknown", message)])
        };
        let institution = organisation.tree.by_code(code.trim()).ok_or_else(unknown)?;
        let may = caller.may(Right::Intake, institution, &organisation.tree)
            || *caller.actor() == domain::id::Actor::Consumer;
        if may { Ok(institution) } else { Err(unknown()) }
    }

    /// [`prepare_for`](Self::prepare_for) with a query code that was settled before, so that filing twice shows one code.
    pub(crate) async fn prepare_with_code(
        &self,
        caller: &Caller,
        submission: Submission,
        institution: InstitutionId,
        query_code: String,
    ) -> Result<Prepared, OfficeError> {
        self.prepare_all(caller, submission, institution, None, query_code).await
    }

    /// Makes a submission ready to be appended; of the person of another case where it comes from one and names nobody.
    pub(crate) async fn prepare_for(
        &self,
        caller: &Caller,
        submission: Submission,
        institution: InstitutionId,
        parent: Option<(&Case, Relation)>,
    ) -> Result<Prepared, OfficeError> {
        let query_code = query_code_from(|bytes| self.surroundings.fill(bytes));
        self.prepare_all(caller, submission, institution, parent, query_code).await
    }

    async fn prepare_all(
        &self,
        caller: &Caller,
        submission: Submission,
        institution: InstitutionId,
        parent: Option<(&Case, Relation)>,
        query_code: String,
    ) -> Result<Prepared, OfficeError> {
        let organisation = self.organisation();
        let now = self.surroundings.now();
        let lenient = matches!(caller.actor(), domain::id::Actor::System(_));
        let mut findings = Findings::default();
        if submission.subject.trim().is_empty() {
            findings.add("subject", "missing", "say in one line what is asked");
        }
        if submission.subject.chars().count() > 200 {
            findings.add(
                "subject",
                "subject_too_long",
                "at most 200 characters; the story has room in `narrative`",
            );
        }
        let mut data = PersonData::from_input(&submission.person, lenient, &mut findings);
        let agent_data = submission
            .agent
            .as_ref()
            .map(|agent| PersonData::from_input(&agent.person, lenient, &mut findings));
        for (field, number) in
            [("external_number", &submission.external_number), ("item_number", &submission.item_number)]
        {
            number.iter().for_each(|number| open_words::check(field, number, &mut findings));
        }
        open_words::check_particulars(&submission.particulars, &mut findings);
        findings.finish()?;

        // Who splits a case does not type the person again.
        let parent_person = parent.and_then(|(parent, _)| Some((parent, parent.complainant()?)));
        let known = match parent_person.filter(|_| submission.person.is_empty()) {
            Some((parent, person)) => {
                self.require_usable(caller, person).await?;
                data = PersonData::held(self.person_data(person, &self.told_by(parent).await?).await?);
                Some(person)
            }
            None if submission.person.is_empty() => None,
            None => self.known_person(&data).await?,
        };
        let person = match known {
            Some(person) => person,
            None => self.fresh_person().await?,
        };
        let texts = 8 + crate::person::PERSON_FIELDS.len() as u64;
        let case_id = CaseId(self.store.allocate(Series::Case, 1).await?);
        let mut sealing = self.sealing_for(person, known.is_some(), case_id, texts).await?;
        self.seal_person(person, &data, &mut sealing)?;

        let mut parties = vec![Party { person, role: PartyRole::Complainant, document: None }];
        let mut changes = Vec::new();
        if let (Some(agent), Some(data)) = (&submission.agent, agent_data) {
            let known = self.known_person(&data).await?;
            let agent_person = match known {
                Some(person) => person,
                None => self.fresh_person().await?,
            };
            let mut agent_sealing = self.sealing_for(agent_person, known.is_some(), case_id, texts).await?;
            self.seal_person(agent_person, &data, &mut agent_sealing)?;
            let document = agent.document.as_deref().filter(|words| !words.trim().is_empty());
            let document = document.map(|words| agent_sealing.words("document", words)).transpose()?;
            changes.append(&mut agent_sealing.changes);
            parties.push(Party {
                person: agent_person,
                role: agent.role,
                document: document.map(Evidence::Words),
            });
        }

        // Whom the case it comes from keeps out, this one keeps out from the beginning (art. 17).
        let inherited = parent.map(|(parent, relation)| parent.kept_out_of(relation));
        let mut kept_out = respondents(&organisation, &submission.respondents)?;
        kept_out.extend(inherited.into_iter().flatten());
        kept_out.sort_unstable();
        kept_out.dedup();

        let received_at = submission.received_at.unwrap_or(now);
        let year = self.book().zone.to_datetime(received_at).year();
        let number = Number::new(submission.kind.prefix(), year, case_id);
        let channel = submission.channel;
        let received = Received {
            number: number.clone(),
            kind: submission.kind,
            institution,
            source: Source {
                channel,
                external_number: submission.external_number.filter(|number| !number.trim().is_empty()),
                received_at,
                forwarded_at: submission.forwarded_at,
                required_on: submission.required_on,
                feedback_owed: submission.feedback_owed.unwrap_or(channel.is_transfer()),
            },
            parties,
            subject: sealing.words("subject", &submission.subject)?,
            narrative: optional(&mut sealing, "narrative", submission.narrative.as_deref())?,
            request: optional(&mut sealing, "request", submission.request.as_deref())?,
            complainants: submission.complainants,
            in_person: submission.in_person,
            origin: parent.map(|(parent, relation)| Origin { case: parent.case_id, relation }),
            particulars: submission.particulars,
            regimes: Vec::new(),
            respondents: kept_out,
            item_number: submission.item_number.filter(|number| !number.trim().is_empty()),
        };
        changes.append(&mut sealing.changes);
        let tags = self.query_code_tags(&number, &query_code);
        changes.extend(tags.first().map(|tag| Change::QueryCode { case_id, tag: tag.0.to_vec() }));
        let book = self.book();
        let context = self.context(caller, &organisation, &book, now);
        let events = receive(&received, &context)?;
        let mut case = Case::received(case_id, &received, now, caller.actor());
        let actor = caller.actor().to_string();
        for event in events.iter().skip(1) {
            case.evolve(&Entry { recorded_at: now, actor: actor.clone(), event: event.clone() });
        }
        let subject = text::mask(submission.subject.trim());
        let projecting = Projecting { book: &book, tree: &organisation.tree, now };
        changes.extend(projecting.changes(None, &case, &subject));
        let mut new_events = Vec::with_capacity(events.len());
        for event in &events {
            let occurred_at = if new_events.is_empty() { received_at } else { now };
            let mut new_event = self.event(caller, event, now)?;
            new_event.occurred_at = occurred_at;
            new_events.push(new_event);
        }
        let append = Append {
            writes: vec![StreamWrite {
                stream: Stream::Case(case_id),
                expected: Expected::Version(0),
                events: new_events,
            }],
            changes,
        };
        Ok(Prepared { case, append, query_code, person, known: known.is_some() })
    }
}

/// A query code out of random bytes: `7K4M-Q9XW`.
pub(crate) fn query_code_from(mut fill: impl FnMut(&mut [u8])) -> String {
    let mut code = String::with_capacity(9);
    while code.len() < 9 {
        let mut bytes = [0; 16];
        fill(&mut bytes);
        for byte in bytes {
            if code.len() == 4 {
                code.push('-');
            }
            // 252 is the largest multiple of 28 in a byte: no letter is likelier than another.
            if byte < 252 && code.len() < 9 {
                code.push(char::from(QUERY_CODE_LETTERS[usize::from(byte % 28)]));
            }
        }
    }
    code
}

fn optional(
    sealing: &mut Sealing,
    field: &'static str,
    words: Option<&str>,
) -> Result<Option<domain::id::TextRef>, OfficeError> {
    words.filter(|words| !words.trim().is_empty()).map(|words| sealing.words(field, words)).transpose()
}
