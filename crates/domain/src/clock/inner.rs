//! An institution's own, stricter clocks. They may only tighten: where one would end after the legal date, it ends
//! with it.

use jiff::Timestamp;
use serde::Deserialize;

use super::count::{Counter, intervals};
use super::due::{Authority, Due, Ending, State, governing};
use super::facts::Facts;
use super::standing::standing_still;
use super::step::Step;
use super::terms::{AlertOn, Event, Party, Roll, Unit, Zone};
use crate::calendar::{Calendar, DayHours, ReadFileError, Words, read_toml};

/// No inner clock is longer than this, in its own unit.
const DURATION_MAX: u32 = 36_600;

/// The inner clocks of an institution.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InnerClocks {
    /// The calendar their working days are counted in.
    pub calendar: String,
    /// Where their days begin and end.
    pub time_zone: Zone,
    /// The institution's business hours.
    #[serde(default)]
    pub working_hours: DayHours,
    /// The clocks.
    #[serde(default, rename = "inner_clock")]
    pub clocks: Vec<InnerClock>,
}

/// One inner clock. It runs from the receipt.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InnerClock {
    /// What it is for, `first_contact`. Of several with one name the one that names the unit or the urgency counts.
    pub name: String,
    /// In words.
    pub title: Words,
    /// The kinds of case it is for; none named: all.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// The codes of the units it is for; none named: all.
    #[serde(default)]
    pub units: Vec<String>,
    /// The codes of urgency it is for; none named: all.
    #[serde(default)]
    pub urgencies: Vec<String>,
    /// How long.
    pub duration: u32,
    /// In what it is counted.
    pub unit: Unit,
    /// What meets it: the first of these.
    pub ends_on: Vec<Event>,
    /// How many days before its end it is called *soon*.
    #[serde(default)]
    pub soon_days: u16,
}

/// What an inner clock is chosen by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaseTraits<'a> {
    /// The kind of case, `complaint`.
    pub kind: &'a str,
    /// The code of the unit that handles it.
    pub unit: &'a str,
    /// The code of its urgency, if it has one.
    pub urgency: Option<&'a str>,
}

impl InnerClocks {
    /// The inner clocks that ship, for an institution that has none of its own.
    ///
    /// # Errors
    /// Never for the file as it ships (a test reads it).
    pub fn shipped() -> Result<Self, ReadFileError> {
        Self::read("regimes/inner.toml", include_str!("../../../../regimes/inner.toml"))
    }

    /// Reads a file of inner clocks.
    ///
    /// # Errors
    /// Names file, line, field and what was expected.
    pub fn read(file: &str, text: &str) -> Result<Self, ReadFileError> {
        let clocks: Self = read_toml(file, text)?;
        match clocks.clocks.iter().position(|clock| DURATION_MAX < clock.duration) {
            None => Ok(clocks),
            Some(number) => {
                let field = format!("inner_clock[{number}].duration");
                Err(ReadFileError::in_toml(file, text, &field, format!("expected at most {DURATION_MAX}")))
            }
        }
    }

    /// Whether an urgency belongs to the urgent lane: some clock is tighter for it.
    pub fn is_urgent(&self, urgency: &str) -> bool {
        self.clocks.iter().any(|clock| clock.urgencies.iter().any(|one| one == urgency))
    }

    /// The clocks that a case runs, one for each name: the one that says most about the case.
    pub fn of_case(&self, case: CaseTraits<'_>) -> Vec<&InnerClock> {
        let mut chosen: Vec<&InnerClock> = Vec::new();
        for clock in self.clocks.iter().filter(|clock| clock.is_for(case)) {
            match chosen.iter_mut().find(|other| other.name == clock.name) {
                None => chosen.push(clock),
                Some(other) if other.precision() < clock.precision() => *other = clock,
                Some(_) => {}
            }
        }
        chosen
    }

    /// The dates of a case's inner clocks. `legal` are its legal dates, of all its regimes: no inner date is later than
    /// the one that governs.
    ///
    /// Returns `None` when the calendar is not the one these clocks are counted in.
    pub fn compute(
        &self,
        case: CaseTraits<'_>,
        facts: &Facts,
        calendar: &Calendar,
        legal: &[Due],
        now: Timestamp,
    ) -> Option<Vec<Due>> {
        if calendar.id() != self.calendar {
            return None;
        }
        let counter =
            Counter { calendar, zone: &self.time_zone, hours: self.working_hours, roll: Roll::None };
        Some(self.of_case(case).into_iter().map(|clock| clock.due(&counter, facts, legal, now)).collect())
    }
}

impl InnerClock {
    fn is_for(&self, case: CaseTraits<'_>) -> bool {
        let all_or = |names: &[String], name: &str| names.is_empty() || names.iter().any(|one| one == name);
        all_or(&self.kinds, case.kind)
            && all_or(&self.units, case.unit)
            && (self.urgencies.is_empty()
                || case.urgency.is_some_and(|urgency| all_or(&self.urgencies, urgency)))
    }

    /// Urgency says more than the unit, and the unit more than nothing.
    fn precision(&self) -> (bool, bool) {
        (!self.urgencies.is_empty(), !self.units.is_empty())
    }

    fn due(&self, counter: &Counter<'_>, facts: &Facts, legal: &[Due], now: Timestamp) -> Due {
        let zone = counter.zone;
        let exclusions =
            || facts.exclusions.iter().map(|exclusion| (exclusion, Words::code(&exclusion.cause)));
        let reckoned = counter.count(facts.received, self.duration, self.unit, &intervals(exclusions(), now));
        let starts = Step::Starts { event: Event::Received, at: zone.local(facts.received), assumed: false };
        let mut due = Due {
            regime: "inner".to_owned(),
            version: 1,
            stage: self.name.clone(),
            title: self.title.clone(),
            run: 1,
            authority: Authority::Inner,
            advisory: false,
            actor: Party::Institution,
            article: String::new(),
            article_verified: true,
            rule: None,
            unit: Some(self.unit),
            starts_at: facts.received,
            due_natural: reckoned.natural,
            due_rolled: reckoned.natural,
            due_at: reckoned.at,
            alert_on: AlertOn::Natural,
            soon_days: self.soon_days,
            provisional: reckoned.provisional,
            excluded_days: reckoned.excluded_days,
            excluded_minutes: reckoned.excluded_minutes,
            state: State::Running,
            explanation: std::iter::once(starts).chain(reckoned.steps).collect(),
            zone: zone.clone(),
        };
        if let Some(law) = governing(legal).filter(|law| law.ends_at() < due.ends_at()) {
            due.explanation.push(Step::CutToLegal {
                from: due.due_natural,
                to: law.alert_date(),
                stage: law.stage.clone(),
                title: law.title.clone(),
            });
            due.due_natural = law.alert_date();
            due.due_rolled = law.alert_date();
            due.due_at = law.due_at;
            // The legal day may begin and end in another zone than this one.
            due.zone = law.zone.clone();
            due.provisional = law.provisional;
        }
        let met = self.ends_on.iter().filter_map(|event| facts.at(*event)).min();
        let endings =
            [(Ending::Withdrawn, facts.withdrawn_at), (Ending::Declined, facts.at(Event::Declined))];
        let ended = endings.into_iter().filter_map(|(how, at)| Some((how, at?))).min_by_key(|(_, at)| *at);
        due.state = match (met, ended) {
            (Some(at), Some((_, ended_at))) if at <= ended_at => State::Met { at },
            (Some(at), None) => State::Met { at },
            (_, Some((how, at))) => State::Ended { how, at },
            (None, None) => standing_still(exclusions(), &due, now).unwrap_or(State::Running),
        };
        due
    }
}
