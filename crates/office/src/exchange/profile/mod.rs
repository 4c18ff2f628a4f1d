//! What the columns of a file mean: a profile, one TOML file, shipped or a user's own.
//!
//! A profile lists columns in their order. For each it says under which names files have it, where its value is *kept* as
//! it was written (a particular, a field of the person, a text) and what else it *means* (a date, a code, an outcome).
//! What is kept is what an export with the same profile gives back. To add a profile: a file in `profiles/`, a line in
//! [`SHIPPED`], a few rows of your own making in the tests.

mod column;
mod load;
mod meaning;
mod moment;
mod template;

use domain::matter::{Channel, Kind, Outcome};
use jiff::tz::TimeZone;

pub use column::{Column, Keep, Words};
pub use load::ProfileError;
pub use meaning::{Meaning, Moment, Told};
pub use moment::{DateFormats, Written};
pub use template::Template;

/// The profiles that ship.
const SHIPPED: [(&str, &str); 3] = [
    ("profiles/cfpb.toml", include_str!("../../../../../profiles/cfpb.toml")),
    ("profiles/bank68.toml", include_str!("../../../../../profiles/bank68.toml")),
    ("profiles/messages.toml", include_str!("../../../../../profiles/messages.toml")),
];

/// What the columns of a file mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    /// Its name; imports remember rows under it.
    pub name: String,
    /// What every row is.
    pub kind: Kind,
    /// The regimes whose clocks its cases run; those of the kind where empty.
    pub regimes: Vec<String>,
    /// How a row came where no column says it.
    pub channel: Channel,
    /// Where its days begin.
    pub zone: TimeZone,
    /// How its dates are written.
    pub dates: DateFormats,
    /// What the subject is made of where no column is one; the first that can be filled.
    pub subject: Vec<Template>,
    /// What the story is made of where its column is empty; the first that can be filled.
    pub narrative: Vec<Template>,
    /// The outcome of an answered row that tells none.
    pub outcome_when_answered: Option<Outcome>,
    /// When an ended row ended that does not tell.
    pub ended: Option<EndedInTime>,
    /// The columns in order.
    pub columns: Vec<Column>,
}

/// A source that tells whether a row was answered in time, but not when. The last day that was in time stands for the
/// day it does not tell; a row that was not in time ended at the latest when it was imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndedInTime {
    /// The column that tells it, by its place.
    pub column: usize,
    /// What stands there for "in time".
    pub word: String,
    /// How many days after the receipt were in time.
    pub days: u16,
    /// A column with a day before which it cannot have ended.
    pub not_before: Option<usize>,
}

impl Profile {
    /// A profile that ships, by name.
    pub fn shipped(name: &str) -> Option<Result<Self, ProfileError>> {
        let found = SHIPPED.iter().find(|(file, _)| *file == format!("profiles/{name}.toml"));
        found.map(|(file, text)| Self::parse(file, text))
    }

    /// The names of the profiles that ship.
    pub fn shipped_names() -> impl Iterator<Item = &'static str> {
        SHIPPED.iter().filter_map(|(file, _)| file.strip_prefix("profiles/")?.strip_suffix(".toml"))
    }

    /// The place of a column, by any of its names.
    pub fn position(&self, name: &str) -> Option<usize> {
        let name = super::read::fold(name);
        self.columns
            .iter()
            .position(|column| column.names.iter().any(|other| super::read::fold(other) == name))
    }

    /// The columns that mean something.
    pub fn meaning<'a>(&'a self, meaning: &'a Meaning) -> impl Iterator<Item = (usize, &'a Column)> {
        self.columns.iter().enumerate().filter(move |(_, column)| column.means.contains(meaning))
    }

    /// The code sets its columns name, each with the columns that lead from the top of the set down.
    pub fn codes(&self) -> Vec<(&str, Vec<usize>)> {
        let mut sets: Vec<(&str, Vec<usize>)> = Vec::new();
        for (position, column) in self.columns.iter().enumerate() {
            for meaning in &column.means {
                let Meaning::Code(set) = meaning else { continue };
                match sets.iter_mut().find(|(known, _)| known == set) {
                    Some((_, positions)) => positions.push(position),
                    None => sets.push((set, vec![position])),
                }
            }
        }
        sets
    }
}

#[cfg(test)]
mod tests;
