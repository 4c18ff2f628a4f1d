//! One row being read: each field of a case out of the columns that keep or mean it. Faults are gathered, so that
//! whoever corrects the file sees all of a row at once.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::matter::{CarriedText, Liability, Outcome, PARTICULAR_CHARS_MAX, Particular, Particulars};
use jiff::{Timestamp, ToSpan};

use super::draft::CarriedDraft;
use crate::exchange::descriptors;
use crate::exchange::profile::{
    Column, EndedInTime, Keep, Meaning, Moment, Profile, Template, Words, Written,
};
use crate::exchange::read::{Header, Row};
use crate::open_words::is_personal;
use crate::words::TEXT_CHARS_MAX;

/// The longest subject, in characters.
pub(super) const SUBJECT_CHARS_MAX: usize = 200;

/// The longest datum of a person, in characters.
const PERSON_CHARS_MAX: usize = 200;

/// A word of a list has no more characters; what is longer is a sentence.
const WORD_CHARS_MAX: usize = 30;

/// What a number must be that stands open in the record.
const NOTHING_PERSONAL: &str =
    "a number that holds nothing of a person: no name, telephone, card or identity number";

/// Where the columns of a profile stand in a file.
pub(super) struct Places {
    header: Arc<Header>,
    positions: Vec<Option<usize>>,
}

impl Places {
    /// Finds the columns in a header.
    pub fn new(profile: &Profile, header: &Arc<Header>) -> Self {
        let place = |column: &Column| column.names.iter().find_map(|name| header.position(name));
        Self { header: Arc::clone(header), positions: profile.columns.iter().map(place).collect() }
    }

    /// Whether they are the places in this header.
    pub fn are_of(&self, header: &Arc<Header>) -> bool {
        Arc::ptr_eq(&self.header, header)
    }
}

/// One row being read.
pub(super) struct Reading<'a> {
    profile: &'a Profile,
    row: &'a Row,
    places: &'a Places,
    now: Timestamp,
    /// What is wrong with the row.
    pub faults: Vec<String>,
}

impl<'a> Reading<'a> {
    /// Begins to read a row.
    pub fn new(profile: &'a Profile, row: &'a Row, places: &'a Places, now: Timestamp) -> Self {
        Self { profile, row, places, now, faults: Vec::new() }
    }

    /// What stands in a column, as written.
    pub fn cell(&self, column: usize) -> &'a str {
        self.places.positions.get(column).copied().flatten().map_or("", |position| self.row.cell(position))
    }

    /// The first filled column of a meaning with its trimmed value.
    pub fn first(&self, meaning: &Meaning) -> Option<(&'a Column, &'a str)> {
        let mut columns =
            self.profile.columns.iter().enumerate().filter(|(_, column)| column.means.contains(meaning));
        columns.find_map(|(position, column)| {
            let value = self.cell(position).trim();
            (!value.is_empty()).then_some((column, value))
        })
    }

    /// What the first telling column of a meaning stands for.
    pub fn word(&mut self, meaning: &Meaning) -> Option<&'a str> {
        for (position, column) in self.profile.columns.iter().enumerate() {
            let written = self.cell(position).trim();
            if written.is_empty() || !column.means.contains(meaning) {
                continue;
            }
            match column.stands_for(written) {
                Some("") => {}
                Some(word) => return Some(word),
                None => {
                    let known = column
                        .values
                        .iter()
                        .map(|(value, _)| format!("`{value}`"))
                        .collect::<Vec<_>>()
                        .join(", ");
                    self.fault(column, written, &format!("one of {known}"));
                }
            }
        }
        None
    }

    fn fault(&mut self, column: &Column, written: &str, expected: &str) {
        let shown: String = written.chars().take(60).collect();
        let fault = format!("`{}` is `{shown}`: expected {expected}", column.name());
        // A column with two meanings has its fault once.
        if !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
    }

    pub fn external_id(&mut self) -> Option<String> {
        match self.first(&Meaning::ExternalId) {
            Some((column, id)) if id.chars().count() > PARTICULAR_CHARS_MAX => {
                self.fault(column, id, &format!("at most {PARTICULAR_CHARS_MAX} characters"));
                None
            }
            Some((column, id)) if is_personal(id) => {
                self.fault(column, &text::mask(id), NOTHING_PERSONAL);
                None
            }
            // Columns that stand in for one another number rows of their own.
            Some((column, id)) => {
                let first = self
                    .profile
                    .meaning(&Meaning::ExternalId)
                    .next()
                    .is_some_and(|(_, first)| first == column);
                Some(if first { id.to_owned() } else { format!("{}:{id}", column.name()) })
            }
            None => {
                let names = self.names(&Meaning::ExternalId);
                let expected =
                    if names.is_empty() { "a profile with an `external_id`".to_owned() } else { names };
                self.faults.push(format!("the row has no identifier: expected one in {expected}"));
                None
            }
        }
    }

    /// The number of the source, which stands open in the record. What tells something of a person is left out where it is
    /// kept as a descriptor too, which is sealed then; else it is a fault of the row.
    pub fn external_number(&mut self) -> Option<String> {
        let (column, number) = self.first(&Meaning::ExternalNumber)?;
        if !is_personal(number) {
            return Some(number.to_owned());
        }
        if !matches!(column.keep, Some(Keep::Particular(_))) {
            self.fault(column, &text::mask(number), NOTHING_PERSONAL);
        }
        None
    }

    fn names(&self, meaning: &Meaning) -> String {
        let columns = self.profile.columns.iter().filter(|column| column.means.contains(meaning));
        columns.map(|column| format!("`{}`", column.name())).collect::<Vec<_>>().join(" or ")
    }

    pub fn expected_subject(&self) -> String {
        let kept = |column: &&Column| {
            matches!(column.keep, Some(Keep::Text(Words::Subject | Words::Narrative)))
                || column.means.iter().any(|meaning| matches!(meaning, Meaning::Code(_)))
        };
        self.profile
            .columns
            .iter()
            .filter(kept)
            .map(|column| format!("`{}`", column.name()))
            .collect::<Vec<_>>()
            .join(" or ")
    }

    /// A moment as written; a fault where it is no date.
    pub fn written(&mut self, moment: Moment) -> Option<Written> {
        let (column, text) = self.first(&Meaning::At(moment))?;
        let read = self.profile.dates.read(text, &self.profile.zone);
        if read.is_none() {
            self.fault(column, text, &format!("a date such as {}", self.profile.dates.example()));
        }
        read
    }

    pub fn received(&mut self) -> Option<Written> {
        let moment = Moment::ReceivedAt;
        if self.first(&Meaning::At(moment)).is_none() {
            let names = self.names(&Meaning::At(moment));
            self.faults
                .push(format!("{names} is empty: expected a date such as {}", self.profile.dates.example()));
        }
        let written = self.written(moment)?;
        self.past(moment, written.at);
        Some(written)
    }

    fn past(&mut self, moment: Moment, at: Timestamp) {
        if at > self.now
            && let Some((column, text)) = self.first(&Meaning::At(moment))
        {
            self.fault(column, text, "a time that has come");
        }
    }

    /// A moment of the row's later life: it has come, and not before the receipt. Told to the day only, the day of the
    /// receipt is late enough.
    pub fn moment(&mut self, moment: Moment, received: &Written) -> Option<Timestamp> {
        let written = self.written(moment)?;
        self.past(moment, written.at);
        if moment == Moment::ForwardedAt {
            return Some(written.at);
        }
        let same_day = written.day == received.day && (written.whole_day || received.whole_day);
        if written.at < received.at && !same_day {
            let (column, text) = self.first(&Meaning::At(moment))?;
            let expected = format!("a time not before the receipt on {}", received.day);
            self.fault(column, text, &expected);
        }
        Some(written.at.max(received.at))
    }

    pub fn complainants(&mut self) -> u32 {
        let Some((column, written)) = self.first(&Meaning::Complainants) else { return 1 };
        match written.parse() {
            Ok(number) if number > 0 => number,
            _ => {
                self.fault(column, written, "a number of persons, 1 or more");
                1
            }
        }
    }

    /// The words of lists, and what goes elsewhere: the one that is a sentence, and those that tell something of a
    /// person, which are sealed together.
    pub fn particulars(&mut self) -> (Particulars, Vec<(Words, String)>) {
        let mut particulars: BTreeMap<Particular, String> = BTreeMap::new();
        let mut sentences = Vec::new();
        let mut personal = Vec::new();
        for (position, column) in self.profile.columns.iter().enumerate() {
            let Some(Keep::Particular(particular)) = column.keep else { continue };
            let written = self.cell(position);
            if written.trim().is_empty() {
                continue;
            }
            if let Some(words) = column.keep_sentence
                && is_sentence(written)
            {
                sentences.push((words, written.to_owned()));
            } else if written.chars().count() > PARTICULAR_CHARS_MAX || written.contains(['\n', '\r']) {
                self.fault(
                    column,
                    written,
                    &format!("one line of at most {PARTICULAR_CHARS_MAX} characters"),
                );
            } else if is_personal(written) {
                personal.push((particular, written));
            } else {
                particulars.insert(particular, written.to_owned());
            }
        }
        if !personal.is_empty() {
            sentences.push((Words::Carried(CarriedText::Descriptors), descriptors::write(&personal)));
        }
        (particulars, sentences)
    }

    pub fn person(&mut self) -> BTreeMap<&'static str, String> {
        let mut person = BTreeMap::new();
        for (position, column) in self.profile.columns.iter().enumerate() {
            let Some(Keep::Person(field)) = column.keep else { continue };
            let written = self.cell(position);
            if written.trim().is_empty() {
                continue;
            }
            if written.chars().count() > PERSON_CHARS_MAX {
                self.faults.push(format!(
                    "`{}` is too long: expected at most {PERSON_CHARS_MAX} characters",
                    column.name()
                ));
            }
            person.insert(field, written.to_owned());
        }
        person
    }

    pub fn texts(&mut self) -> BTreeMap<Words, String> {
        let mut texts = BTreeMap::new();
        for (position, column) in self.profile.columns.iter().enumerate() {
            let Some(Keep::Text(words)) = column.keep else { continue };
            let written = self.cell(position);
            if written.trim().is_empty() {
                continue;
            }
            let longest = if words == Words::Subject { SUBJECT_CHARS_MAX } else { TEXT_CHARS_MAX };
            let chars = written.chars().count();
            if chars > longest {
                self.faults
                    .push(format!("`{}` has {chars} characters: expected at most {longest}", column.name()));
            }
            texts.insert(words, written.to_owned());
        }
        texts
    }

    /// The first template that can be filled, as one line.
    pub fn made(&self, templates: &[Template]) -> Option<String> {
        templates.iter().find_map(|template| template.fill(|column| self.cell(column)))
    }

    pub fn carried(
        &mut self,
        received: &Written,
        answer: Option<String>,
        reasons: Option<String>,
    ) -> CarriedDraft {
        let mut carried = CarriedDraft {
            accepted_at: self.moment(Moment::AcceptedAt, received),
            handled_at: self.moment(Moment::HandledAt, received),
            ended_at: self.moment(Moment::EndedAt, received),
            ..CarriedDraft::default()
        };
        let decided_at = self.moment(Moment::DecidedAt, received);
        let answered_at = self.moment(Moment::AnsweredAt, received);
        let liability: Option<Liability> = self.word(&Meaning::Liability).and_then(|word| word.parse().ok());
        let outcome: Option<Outcome> = self.word(&Meaning::Outcome).and_then(|word| word.parse().ok());
        let answered = match self.first(&Meaning::Answered).map(|(column, _)| column.keep) {
            // An answer in words is an answer; in a list, what stands there says whether there was one.
            Some(Some(Keep::Text(_))) => true,
            Some(_) => self.word(&Meaning::Answered).is_some_and(|word| word != "no"),
            None => false,
        };
        if answered {
            carried.answered = Some(answered_at);
            carried.answer = answer;
        }
        let outcome = outcome.or_else(|| {
            let settled = answered || carried.ended_at.is_some();
            let found = self.profile.outcome_when_answered.filter(|_| answered);
            found.or_else(|| liability.filter(|_| settled).and_then(|liability| self.outcome_of(liability)))
        });
        carried.decision = outcome.map(|outcome| (outcome, liability));
        carried.decided_at = decided_at.filter(|_| outcome.is_some());
        match (&reasons, outcome) {
            (Some(_), None) => self.reasons_without_outcome(),
            _ => carried.reasons = reasons,
        }
        if outcome.is_some() && answered && carried.ended_at.is_none() {
            carried.ended_at = Some(self.ended_latest(received));
        }
        let called_back_at = self.moment(Moment::CalledBackAt, received);
        let satisfaction = self.word(&Meaning::Satisfaction).and_then(|word| word.parse().ok());
        if self.word(&Meaning::CalledBack) == Some("yes") {
            carried.called_back = Some((called_back_at, satisfaction));
        }
        carried
    }

    /// What liability alone says of the outcome of a complaint.
    fn outcome_of(&self, liability: Liability) -> Option<Outcome> {
        let outcome = match liability {
            Liability::Liable => Outcome::Upheld,
            Liability::PartlyLiable => Outcome::PartlyUpheld,
            Liability::NotLiable => Outcome::NotUpheld,
        };
        self.profile.kind.outcomes().contains(&outcome).then_some(outcome)
    }

    fn reasons_without_outcome(&mut self) {
        let columns = self.profile.columns.iter().enumerate();
        let sentence = columns.filter(|(_, column)| {
            column.keep_sentence.is_some() || column.keep == Some(Keep::Text(Words::Reasons))
        });
        let found = sentence
            .map(|(position, column)| (column, self.cell(position)))
            .find(|(_, text)| !text.trim().is_empty());
        if let Some((column, written)) = found {
            self.fault(
                column,
                written,
                "a word of the list of results, or a decision the sentence is the reason of",
            );
        }
    }

    /// When an ended row ended that does not tell: the latest that what it does tell leaves open. Without any hint that
    /// is the import: by then it had ended.
    fn ended_latest(&self, received: &Written) -> Timestamp {
        let Some(rule) =
            self.profile.ended.as_ref().filter(|rule| self.cell(rule.column).trim() == rule.word)
        else {
            return self.now;
        };
        let not_before =
            rule.not_before.and_then(|column| self.profile.dates.read(self.cell(column), &self.profile.zone));
        let last_in_time = self.last_in_time(received.at, rule);
        not_before.map_or(last_in_time, |day| last_in_time.max(day.at)).min(self.now)
    }

    fn last_in_time(&self, received: Timestamp, rule: &EndedInTime) -> Timestamp {
        let later = self.profile.zone.to_datetime(received).saturating_add(i64::from(rule.days).days());
        self.profile.zone.to_timestamp(later).unwrap_or(self.now)
    }
}

/// Whether a value reads as a sentence rather than an entry of a list.
fn is_sentence(written: &str) -> bool {
    written.chars().count() > WORD_CHARS_MAX || written.contains(['。', '，', '；', '！', '？', '\n', '\r'])
}
