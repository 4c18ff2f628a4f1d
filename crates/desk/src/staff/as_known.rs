//! Pages as known on a day: what was recorded or corrected after its end does not count. Their links stay on that day, one
//! leads back to today, and nothing can be done there.

use jiff::civil::Date;
use office::AsKnown;

use super::filter;
use super::shown::day_in_words;
use super::typed::{self, Typed};
use crate::page::PageError;
use crate::{Desk, Words};

/// The parameter that names the day.
const NAME: &str = "as_of";

/// A day that has passed, and what was known at its end.
pub(crate) struct Past {
    pub day: Date,
    pub known: AsKnown,
}

impl Past {
    /// An address on the same day.
    pub(crate) fn keep(&self, address: &str) -> String {
        let (path, part) = address.split_once('#').map_or((address, None), |(path, part)| (path, Some(part)));
        let sign = if path.contains('?') { '&' } else { '?' };
        let part = part.map(|part| format!("#{part}")).unwrap_or_default();
        format!("{path}{sign}{NAME}={}{part}", self.day)
    }
}

/// An address that stays on the day that is shown, if one is.
pub(crate) fn kept(past: Option<&Past>, address: String) -> String {
    past.map_or_else(|| address.clone(), |past| past.keep(&address))
}

/// What an address says of a day.
#[derive(Default)]
pub(crate) struct Asked {
    /// The day; none for today, which is no past.
    pub past: Option<Past>,
    /// What cannot be followed, as it was written; empty where all can.
    mistaken: String,
}

/// Reads the day an address names. One that is none, or still to come, shows today and says so.
pub(crate) async fn asked(desk: &Desk, query: &Typed) -> Result<Asked, PageError> {
    let Some(written) = query.get(NAME) else { return Ok(Asked::default()) };
    let today = desk.office.today();
    match typed::day(written) {
        Some(day) if day < today => {
            let known = desk.office.as_known(desk.office.as_of(&day.to_string())?).await?;
            Ok(Asked { past: Some(Past { day, known }), mistaken: String::new() })
        }
        Some(day) if day == today => Ok(Asked::default()),
        _ => Ok(Asked { past: None, mistaken: written.chars().take(40).collect() }),
    }
}

/// The date field of a page with what it says about its day.
#[derive(Default)]
pub(crate) struct DayField {
    /// Whether the page offers it.
    pub offered: bool,
    /// The day that is shown; empty for today.
    pub value: String,
    /// The last day that can be chosen.
    pub last: String,
    /// What the page shows, where that is not today; else empty.
    pub banner: String,
    /// The same page as it is today.
    pub now: String,
    /// What could not be followed; empty where all was.
    pub mistake: String,
}

impl DayField {
    /// The field of the page at an address.
    pub(crate) fn new(asked: &Asked, desk: &Desk, path: &str, query: &Typed, words: &Words) -> Self {
        let past = asked.past.as_ref();
        Self {
            offered: true,
            value: past.map(|past| past.day.to_string()).unwrap_or_default(),
            last: desk.office.today().to_string(),
            banner: past
                .map(|past| words.t1("as_known-banner", "day", day_in_words(past.day, words)))
                .unwrap_or_default(),
            now: filter::without(path, query, NAME),
            mistake: match asked.mistaken.as_str() {
                "" => String::new(),
                mistaken => words.t1("as_known-mistake", "value", mistaken),
            },
        }
    }
}
