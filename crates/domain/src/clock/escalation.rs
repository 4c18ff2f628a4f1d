//! Whom to tell, so many days before or after a date, as a regime's file says. Rules are chosen here; who the people are,
//! and that nobody is told twice, is the office's.

use std::ops::RangeInclusive;

use jiff::ToSpan;
use jiff::civil::Date;
use serde::Deserialize;
use strum::{Display, EnumIter, EnumString};

use super::due::{Authority, Due, State};
use super::other_ways::AGREED;
use super::regime::Regime;
use super::regimes::Regimes;
use crate::calendar::{ReadFileError, Words, read_toml};

/// No rule looks further than a century, forward or back.
const OFFSET_MAX: i32 = 36_600;

/// A rule: on that day these are told.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Escalation {
    /// Its name within the regime, `late_1`.
    pub name: String,
    /// The stages it watches over; of dates that sources asked for there is only one.
    #[serde(default)]
    pub stages: Vec<String>,
    /// The day, in natural days from the date that alerts use: -3 is three days before, 1 is the first day that is late.
    pub offset_days: i32,
    /// Who is told.
    pub tell: Vec<Told>,
    /// The article it rests on, or `practice`.
    pub article: String,
}

/// Who is told, by what they are to the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Display, EnumString, EnumIter)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Told {
    /// Who handles it; the unit's head where nobody does.
    Handler,
    /// Who heads complaint handling in its institution.
    UnitHead,
    /// The same in the institution above.
    Superior,
    /// The consumer-protection office: of the institution, or the nearest above that has one.
    ConsumerProtection,
}

/// Whom to tell of a date that a source asked for: practice of the house, whichever regime a case runs.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceRules {
    /// What must be done by the date.
    pub title: Words,
    /// The rules.
    #[serde(rename = "escalation", default)]
    pub escalations: Vec<Escalation>,
}

impl SourceRules {
    /// The rules that ship.
    ///
    /// # Errors
    /// Never for the file as it ships (a test reads it).
    pub fn shipped() -> Result<Self, ReadFileError> {
        Self::read("regimes/sources.toml", include_str!("../../../../regimes/sources.toml"))
    }

    /// Reads a file of rules.
    ///
    /// # Errors
    /// Names file, line, field and what was expected.
    pub fn read(file: &str, text: &str) -> Result<Self, ReadFileError> {
        let rules: Self = read_toml(file, text)?;
        match rules_problem(&rules.escalations, |_| true) {
            None => Ok(rules),
            Some((field, problem)) => Err(ReadFileError::in_toml(file, text, &field, problem)),
        }
    }

    /// The rule that applies today to a date that a source asked for, that is still owed and known here since a day.
    pub fn escalation(&self, required_on: Date, since: Date, today: Date) -> Option<&Escalation> {
        latest(self.escalations.iter(), required_on, since..=today)
    }
}

/// Of the rules whose day has come the latest. What came due before it and was missed (the program did not run, the matter
/// was closed meanwhile) is not made up for; nor is what came due before the matter was known here: who takes over the
/// open matters of another system is not told what they missed there.
fn latest<'a>(
    rules: impl Iterator<Item = &'a Escalation>,
    date: Date,
    days: RangeInclusive<Date>,
) -> Option<&'a Escalation> {
    let day = |rule: &Escalation| date.saturating_add(rule.offset_days.days());
    rules
        .filter(|rule| day(rule) <= *days.end())
        .max_by_key(|rule| rule.offset_days)
        .filter(|rule| *days.start() <= day(rule))
}

impl Regimes {
    /// The rule that applies today to a date of a matter known here since a day: of those whose day has come the latest.
    pub fn escalation(&self, due: &Due, since: Date, today: Date) -> Option<&Escalation> {
        let watched = due.state == State::Running
            && due.authority == Authority::Law
            && !due.advisory
            && due.actor.is_institution_side();
        let regime = self.get_version(&due.regime, due.version).filter(|_| watched)?;
        let watching = regime.escalations.iter().filter(|rule| regime.is_watched_by(&due.stage, rule));
        latest(watching, due.alert_date(), since..=today)
    }

    /// How many days before its date a matter may have to be looked at, by these rules or those of sources.
    pub fn escalation_days_ahead(&self, sources: &SourceRules) -> i32 {
        let rules = self.iter().flat_map(|regime| &regime.escalations).chain(&sources.escalations);
        -rules.map(|rule| rule.offset_days).min().unwrap_or(0).min(0)
    }
}

impl Regime {
    /// Whether a rule watches over a stage, or over the agreed date that stands in the place of one.
    fn is_watched_by(&self, stage: &str, rule: &Escalation) -> bool {
        let replaced = self.agreed.iter().filter(|_| stage == AGREED).flat_map(|agreeing| &agreeing.stages);
        rule.stages.iter().any(|watched| watched == stage || replaced.clone().any(|other| other == watched))
    }

    /// What must be done by a date of this regime: the title of its stage, or of the agreed period.
    pub fn title_of(&self, stage: &str) -> Option<&Words> {
        let agreed = self.agreed.as_ref().filter(|_| stage == AGREED).map(|agreeing| &agreeing.title);
        self.stage(stage).map(|found| &found.title).or(agreed)
    }
}

/// The first thing in the rules of a regime that cannot be, with its field.
pub(super) fn problem(regime: &Regime) -> Option<(String, String)> {
    let unwatched = regime.escalations.iter().position(|rule| rule.stages.is_empty());
    if let Some(number) = unwatched {
        let problem = "expected at least one stage that it watches over".to_owned();
        return Some((format!("escalation[{number}].stages"), problem));
    }
    rules_problem(&regime.escalations, |stage| regime.stage(stage).is_some())
}

fn rules_problem(rules: &[Escalation], is_stage: impl Fn(&str) -> bool) -> Option<(String, String)> {
    for (number, rule) in rules.iter().enumerate() {
        let field = |name: &str| format!("escalation[{number}].{name}");
        let before = rules.get(..number).unwrap_or_default();
        if rule.name.is_empty() || before.iter().any(|other| other.name == rule.name) {
            let problem = format!("`{}` is empty or taken: expected a name of its own", rule.name);
            return Some((field("name"), problem));
        }
        if rule.article.is_empty() {
            return Some((field("article"), "expected an article, or `practice`".to_owned()));
        }
        if rule.tell.is_empty() {
            return Some((field("tell"), "expected at least one who is told".to_owned()));
        }
        if OFFSET_MAX < rule.offset_days.saturating_abs() {
            return Some((field("offset_days"), format!("expected at most {OFFSET_MAX} days")));
        }
        if let Some(index) = rule.stages.iter().position(|stage| !is_stage(stage)) {
            let problem = format!("`{}` is no stage of this regime", rule.stages[index]);
            return Some((field(&format!("stages[{index}]")), problem));
        }
        let same = |other: &&Escalation| {
            other.offset_days == rule.offset_days
                && (rule.stages.is_empty() || other.stages.iter().any(|stage| rule.stages.contains(stage)))
        };
        if let Some(other) = before.iter().find(same) {
            let problem = format!("`{}` tells on the same day: expected one rule a day", other.name);
            return Some((field("offset_days"), problem));
        }
    }
    None
}
