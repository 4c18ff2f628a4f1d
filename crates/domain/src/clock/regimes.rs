//! The regimes of an installation: those that ship and those it adds, checked as they are read.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::escalation;
use super::regime::Regime;
use crate::calendar::{ReadFileError, read_toml};

/// No period of a regime is longer than this, in its own unit: a century of days.
const DURATION_MAX: u32 = 36_600;

/// The regimes of an installation, by name and version.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Regimes {
    by_id: BTreeMap<(String, u32), Regime>,
}

impl Regimes {
    /// The regimes that ship.
    ///
    /// # Errors
    /// Never for the files as they ship (a test reads them); the text of a damaged one is named.
    pub fn shipped() -> Result<Self, ReadFileError> {
        let mut regimes = Self::default();
        regimes.load(&[
            ("regimes/cn-n3.toml", include_str!("../../../../regimes/cn-n3.toml")),
            ("regimes/cn-p5.toml", include_str!("../../../../regimes/cn-p5.toml")),
            ("regimes/cn-credit.toml", include_str!("../../../../regimes/cn-credit.toml")),
            ("regimes/uk-disp.toml", include_str!("../../../../regimes/uk-disp.toml")),
            ("regimes/us-cfpb.toml", include_str!("../../../../regimes/us-cfpb.toml")),
            ("regimes/au-rg271.toml", include_str!("../../../../regimes/au-rg271.toml")),
        ])?;
        Ok(regimes)
    }

    /// Adds regimes from (file name, text); the same version of one is replaced. Either all are added or none.
    ///
    /// # Errors
    /// Names file, line, field and what was expected.
    pub fn load(&mut self, files: &[(&str, &str)]) -> Result<(), ReadFileError> {
        let read: Vec<Regime> =
            files.iter().map(|(file, text)| read(file, text)).collect::<Result<_, _>>()?;
        self.by_id.extend(read.into_iter().map(|regime| ((regime.id.clone(), regime.version), regime)));
        Ok(())
    }

    /// The newest version of a regime.
    pub fn get(&self, id: &str) -> Option<&Regime> {
        self.versions(id).next_back()
    }

    /// One version of a regime.
    pub fn get_version(&self, id: &str, version: u32) -> Option<&Regime> {
        self.by_id.get(&(id.to_owned(), version))
    }

    /// The version for a matter received on that day.
    pub fn in_force(&self, id: &str, received: Date) -> Option<&Regime> {
        self.versions(id).rev().find(|regime| regime.in_force_on(received))
    }

    /// All of them, by name and version.
    pub fn iter(&self) -> impl Iterator<Item = &Regime> {
        self.by_id.values()
    }

    fn versions(&self, id: &str) -> impl DoubleEndedIterator<Item = &Regime> {
        self.by_id.range((id.to_owned(), 0)..=(id.to_owned(), u32::MAX)).map(|(_, regime)| regime)
    }
}

/// Reads one regime file and checks that it makes sense.
fn read(file: &str, text: &str) -> Result<Regime, ReadFileError> {
    let regime: Regime = read_toml(file, text)?;
    match problem(&regime).or_else(|| escalation::problem(&regime)) {
        None => Ok(regime),
        Some((field, problem)) => Err(ReadFileError::in_toml(file, text, &field, problem)),
    }
}

/// The first thing in a regime that cannot be, with its field.
fn problem(regime: &Regime) -> Option<(String, String)> {
    let wrong = |field: String, problem: String| Some((field, problem));
    if regime.id.is_empty() {
        return wrong("id".to_owned(), "expected a name such as `cn-n3`".to_owned());
    }
    if let Some(last) = regime.in_force_to.filter(|last| *last < regime.in_force_from) {
        let problem = format!("`{last}` is before `in_force_from`: expected a later day");
        return wrong("in_force_to".to_owned(), problem);
    }
    for (number, stage) in regime.stages.iter().enumerate() {
        let field = |name: &str| format!("stage[{number}].{name}");
        let before = regime.stages.get(..number).unwrap_or_default();
        if stage.name.is_empty() || before.iter().any(|other| other.name == stage.name) {
            return wrong(
                field("name"),
                format!("`{}` is empty or taken: expected a name of its own", stage.name),
            );
        }
        match (stage.duration, stage.unit, stage.supplied) {
            (Some(duration), Some(_), None) if duration <= DURATION_MAX => {}
            (None, None, Some(_)) => {}
            (Some(duration), Some(_), None) => {
                return wrong(
                    field("duration"),
                    format!("`{duration}` is too long: expected at most {DURATION_MAX}"),
                );
            }
            _ => {
                let expected = "expected either `duration` and `unit`, or `supplied` alone";
                return wrong(field("duration"), expected.to_owned());
            }
        }
        if stage.from.is_empty() && stage.assumed_from.is_none() {
            return wrong(field("from"), "expected the event it runs from".to_owned());
        }
        if let Some(extended) = &stage.extends {
            match before.iter().find(|other| other.name == *extended) {
                None => {
                    let problem =
                        format!("`{extended}` is no stage above this one: expected the stage it extends");
                    return wrong(field("extends"), problem);
                }
                Some(other) if other.maximum => {
                    let problem = format!("`{extended}` is a maximum: expected a stage that may be extended");
                    return wrong(field("extends"), problem);
                }
                Some(_) => {}
            }
        }
    }
    let unknown = |field: String, stages: &[String]| {
        let index = stages.iter().position(|name| regime.stage(name).is_none())?;
        let name = stages.get(index)?;
        Some((format!("{field}.stages[{index}]"), format!("`{name}` is no stage of this regime")))
    };
    let tolling = regime.tolling.iter().enumerate();
    let mut lists = tolling.map(|(number, tolling)| (format!("tolling[{number}]"), &tolling.stages)).chain(
        [
            regime.restart.as_ref().map(|restart| ("restart".to_owned(), &restart.stages)),
            regime.agreed.as_ref().map(|agreed| ("agreed".to_owned(), &agreed.stages)),
            regime.early_close.as_ref().map(|early_close| ("early_close".to_owned(), &early_close.stages)),
        ]
        .into_iter()
        .flatten(),
    );
    lists.find_map(|(field, stages)| unknown(field, stages)).or_else(|| {
        let early_close = regime.early_close.as_ref()?;
        let too_long = early_close.duration > DURATION_MAX;
        too_long.then(|| ("early_close.duration".to_owned(), format!("expected at most {DURATION_MAX}")))
    })
}
