//! From a row to a case that could be: every cell read, everything checked that can be checked before the first write.
//!
//! All faults of a row are told together, each with the column, what stands there and what was expected.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use domain::code::CodeRef;
use domain::id::InstitutionId;
use domain::matter::{CarriedText, Channel, Liability, Outcome, Particulars};
use domain::organisation::Right;
use jiff::Timestamp;
use jiff::civil::Date;

use super::codes::Codes;
use super::reading::{Places, Reading, SUBJECT_CHARS_MAX};
use crate::exchange::profile::{Meaning, Moment, Profile, Words, Written};
use crate::exchange::read::Row;
use crate::{Caller, Office, Organisation};

/// A row made ready.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    /// The row, should it be refused after all.
    pub row: Row,
    /// By what it is imported once.
    pub external_id: String,
    /// The source's number.
    pub external_number: Option<String>,
    /// The institution responsible.
    pub institution: InstitutionId,
    /// How it came.
    pub channel: Channel,
    /// When it was received.
    pub received: Written,
    /// When the regulator received it.
    pub forwarded_at: Option<Timestamp>,
    /// What the source asks for.
    pub required_on: Option<Date>,
    /// How many complain together.
    pub complainants: u32,
    /// Words of lists.
    pub particulars: Particulars,
    /// What is known of the person, as written, by field.
    pub person: BTreeMap<&'static str, String>,
    /// What is asked.
    pub subject: String,
    /// The story.
    pub narrative: Option<String>,
    /// The claim.
    pub request: Option<String>,
    /// What the other system had recorded beyond that.
    pub carried: CarriedDraft,
}

/// What another system had recorded, before its words are sealed.
#[derive(Debug, Clone, Default)]
pub(crate) struct CarriedDraft {
    /// When it was accepted.
    pub accepted_at: Option<Timestamp>,
    /// When it was first handled.
    pub handled_at: Option<Timestamp>,
    /// Its codes.
    pub codes: Vec<CodeRef>,
    /// What came of it, with the liability.
    pub decision: Option<(Outcome, Option<Liability>)>,
    /// When that was decided.
    pub decided_at: Option<Timestamp>,
    /// Why.
    pub reasons: Option<String>,
    /// Whether the person was answered, and when if that is known.
    pub answered: Option<Option<Timestamp>>,
    /// With which words.
    pub answer: Option<String>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// When the person was called back, if known, and how satisfied they were.
    pub called_back: Option<(Option<Timestamp>, Option<u8>)>,
    /// Other texts.
    pub texts: Vec<(CarriedText, String)>,
}

impl CarriedDraft {
    /// Whether it had ended there: decided, answered, closed.
    pub fn has_ended(&self) -> bool {
        self.decision.is_some() && self.answered.is_some() && self.ended_at.is_some()
    }
}

/// What rows are read with: the profile and the office as they are when the import begins.
pub(crate) struct Drafting {
    pub profile: Arc<Profile>,
    pub office: Arc<Office>,
    pub organisation: Arc<Organisation>,
    pub caller: Caller,
    pub default_institution: InstitutionId,
    pub now: Timestamp,
    codes: Codes,
    institutions: HashMap<String, InstitutionId>,
    places: Option<Places>,
}

impl Drafting {
    pub fn new(
        profile: Arc<Profile>,
        office: Arc<Office>,
        caller: Caller,
        default_institution: InstitutionId,
        now: Timestamp,
    ) -> Self {
        let organisation = office.organisation();
        // A closed institution takes no new work; what is written about it goes to the default one.
        let active = organisation.tree.iter().filter(|(_, institution)| institution.active);
        let institutions = active.map(|(id, institution)| (institution.code.clone(), id)).collect();
        let codes = Codes::new(&profile);
        Self {
            profile,
            office,
            organisation,
            caller,
            default_institution,
            now,
            codes,
            institutions,
            places: None,
        }
    }

    /// Reads a row, or tells what is wrong with it.
    pub fn draft(&mut self, row: Row) -> Result<Draft, (Row, String)> {
        if let Some(fault) = &row.fault {
            let fault = fault.clone();
            return Err((row, fault));
        }
        let profile = Arc::clone(&self.profile);
        let known = self.places.take().filter(|places| places.are_of(&row.header));
        let places = known.unwrap_or_else(|| Places::new(&profile, &row.header));
        let mut reading = Reading::new(&profile, &row, &places, self.now);
        let draft = self.read(&mut reading);
        let faults = reading.faults;
        self.places = Some(places);
        match draft {
            Some(draft) if faults.is_empty() => Ok(Draft { row, ..draft }),
            _ => Err((row, faults.join("; "))),
        }
    }

    fn read(&mut self, reading: &mut Reading<'_>) -> Option<Draft> {
        let profile = Arc::clone(&self.profile);
        let external_id = reading.external_id();
        let received = reading.received();
        let (particulars, long) = reading.particulars();
        let person = reading.person();
        let mut texts = reading.texts();
        texts.extend(long);
        let channel =
            reading.word(&Meaning::Channel).and_then(|word| word.parse().ok()).unwrap_or(profile.channel);
        let external_number = reading.external_number();
        let complainants = reading.complainants();
        let institution = self.institution(reading);
        let received = received?;
        let mut take = |words| texts.remove(&words);
        let subject =
            take(Words::Subject).or_else(|| reading.made(&profile.subject).map(|made| one_line(&made)));
        let narrative = take(Words::Narrative).or_else(|| reading.made(&profile.narrative));
        let (request, answer, reasons) = (take(Words::Request), take(Words::Answer), take(Words::Reasons));
        if subject.is_none() {
            reading
                .faults
                .push(format!("nothing says what it is about: expected {}", reading.expected_subject()));
        }
        let mut carried = reading.carried(&received, answer, reasons);
        carried.codes =
            self.codes.find(&self.office.book().codes, reading, received.day, self.office.today());
        carried.texts = texts
            .into_iter()
            .filter_map(|(words, text)| match words {
                Words::Carried(kind) => Some((kind, text)),
                _ => None,
            })
            .collect();
        Some(Draft {
            row: Row { line: 0, bytes: 0, header: Arc::default(), cells: Vec::new(), fault: None },
            external_id: external_id?,
            external_number,
            institution: institution?,
            channel,
            received,
            forwarded_at: reading.moment(Moment::ForwardedAt, &received),
            required_on: reading.written(Moment::RequiredOn).map(|written| written.day),
            complainants,
            particulars,
            person,
            subject: subject?,
            narrative,
            request,
            carried,
        })
    }

    /// The institution of the row's code; the default one where there is none of that code that takes new work.
    fn institution(&self, reading: &mut Reading<'_>) -> Option<InstitutionId> {
        let written = reading.first(&Meaning::Institution);
        let found = written.and_then(|(_, code)| self.institutions.get(code)).copied();
        let institution = found.unwrap_or(self.default_institution);
        if self.caller.may(Right::Import, institution, &self.organisation.tree) {
            return Some(institution);
        }
        let (name, code) = written.map_or(("", ""), |(column, code)| (column.name(), code));
        reading.faults.push(format!("`{name}` is `{code}`: expected an institution you may import for"));
        None
    }
}

/// A made-up subject as one line, cut where it would be too long.
fn one_line(made: &str) -> String {
    let line = made.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= SUBJECT_CHARS_MAX {
        return line;
    }
    line.chars().take(SUBJECT_CHARS_MAX - 1).chain(['…']).collect()
}
