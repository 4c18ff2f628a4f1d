//! What a list is narrowed to, read from its address and written back into addresses.

use std::collections::BTreeSet;

use domain::code::Axis;
use domain::id::{InstitutionId, UserId};
use domain::matter::{Channel, Kind, Status};
use jiff::ToSpan;
use jiff::civil::Date;
use office::{CaseFilter, Counted, FirstTimeOf, Office, OfficeError, Organisation};

use crate::encoded::{self, encoded};
use crate::locale::Words;
use crate::staff::shown::{code_name, day_in_words, institution_name, staff_name};
use crate::staff::step::choice::Choice;
use crate::staff::typed::{self, Typed};

/// A filter that is on, with the address without it.
pub(crate) struct Chip {
    /// What it narrows to.
    pub label: String,
    /// The list without it.
    pub href: String,
}

/// A box of the filter bar.
pub(crate) struct FilterBox {
    /// The name of its parameter.
    pub name: &'static str,
    /// Its value and label, and whether it is chosen.
    pub choice: Choice,
}

/// A group of boxes of the filter bar.
pub(crate) struct FilterGroup {
    /// The name of its parameter; of a group of several, a name for the group.
    pub name: &'static str,
    /// Its heading.
    pub label: String,
    /// What can be chosen.
    pub boxes: Vec<FilterBox>,
    /// How many are chosen.
    pub chosen: usize,
    /// Whether only one can be.
    pub single: bool,
}

/// The parameters that narrow a list. Those of the filter bar come first, the others come with links from figures.
const NARROWING: [&str; 18] = [
    "due",
    "kind",
    "institution",
    "business",
    "channel",
    "status",
    "urgent",
    "major",
    "paused",
    "owed",
    "q",
    "only",
    "state",
    "handler",
    "received_from",
    "received_until",
    "rekinded",
    "counted",
];

/// How many of [`NARROWING`] stand in the filter bar.
const IN_BAR: usize = 10;

/// What a case has or has not, each by a box of its own.
const MARKS: [&str; 4] = ["urgent", "major", "paused", "owed"];

/// The windows of the next legal date; the one that is chosen narrows to open cases.
const DUE_WINDOWS: [&str; 5] = ["late", "today", "next", "soon", "week"];

/// How many levels of the business categories can be chosen.
pub(crate) const BUSINESS_LEVELS: u8 = 2;

/// Whether cases are open or ended.
const STATES: [&str; 2] = ["open", "ended"];

/// What a figure of the overview counts, as a word in addresses.
pub(crate) fn counted_word(counted: Counted) -> &'static str {
    match counted {
        Counted::Due(_) => "due",
        Counted::Landed => "landed",
        Counted::Echoed(_) => "echoed",
        Counted::Present(FirstTimeOf::Acceptance) => "accepted",
        Counted::Present(FirstTimeOf::Handling) => "handled",
        Counted::Present(FirstTimeOf::Reporting) => "reported",
        Counted::Present(FirstTimeOf::Feedback) => "answered",
        Counted::Missing(FirstTimeOf::Acceptance, _) => "not_accepted",
        Counted::Missing(FirstTimeOf::Handling, _) => "not_handled",
        Counted::Missing(FirstTimeOf::Reporting, _) => "not_reported",
        Counted::Missing(FirstTimeOf::Feedback, _) => "not_answered",
    }
}

/// The four first-times, in the order of the overview.
pub(crate) const FIRST_TIMES: [FirstTimeOf; 4] =
    [FirstTimeOf::Acceptance, FirstTimeOf::Handling, FirstTimeOf::Reporting, FirstTimeOf::Feedback];

fn counted_of(word: &str, today: Date) -> Option<Counted> {
    let firsts = FIRST_TIMES.into_iter().flat_map(|of| [Counted::Present(of), Counted::Missing(of, today)]);
    let mut all = firsts.chain([Counted::Due(today), Counted::Landed, Counted::Echoed(today)]);
    all.find(|counted| counted_word(*counted) == word)
}

/// What reading an address needs beside it.
pub(crate) struct Reading<'a> {
    /// For days as moments.
    pub office: &'a Office,
    /// Institutions and staff.
    pub organisation: &'a Organisation,
    /// The language.
    pub words: &'a Words,
    /// What the address says.
    pub query: &'a Typed,
    /// The institutions whose cases the reader may see: others are not offered.
    pub reach: &'a BTreeSet<InstitutionId>,
    /// The day that is shown.
    pub today: Date,
}

impl Reading<'_> {
    /// Adds what the address narrows to. What it does not know narrows to nothing: [`unknown`](Self::unknown) says so.
    pub(crate) fn narrow(&self, filter: &mut CaseFilter) -> Result<(), OfficeError> {
        let (query, today) = (self.query, self.today);
        let tree = &self.organisation.tree;
        filter.kinds.extend(query.all("kind").filter_map(|word| word.parse::<Kind>().ok()));
        filter.statuses.extend(query.all("status").filter_map(|word| word.parse::<Status>().ok()));
        let channels = query.all("channel").filter(|word| word.parse::<Channel>().is_ok());
        filter.channels.extend(channels.map(str::to_owned));
        let tops = query.all("institution").filter_map(|code| tree.by_code(code));
        let mut named: BTreeSet<_> = tops.flat_map(|top| tree.subtree(top)).collect();
        named.extend(query.all("only").filter_map(|code| tree.by_code(code)));
        if !named.is_empty() {
            // An institution that is named takes the place of the reader's own; what they may not see stays unseen.
            filter.institutions = named.into_iter().collect();
        }
        if let Some((from, to)) = query.get("due").and_then(|window| due_window(window, today)) {
            filter.ended = filter.ended.or(Some(false));
            (filter.due_from, filter.due_to) = (from, to);
        }
        match query.get("state") {
            Some("open") => filter.ended = Some(false),
            Some("ended") => filter.ended = Some(true),
            _ => {}
        }
        // What is urgent and whose clock stands is asked of open cases.
        for (name, wanted, open) in [
            ("urgent", &mut filter.urgent, true),
            ("paused", &mut filter.paused, true),
            ("major", &mut filter.major, false),
            ("owed", &mut filter.feedback_owed, false),
        ] {
            if query.ticked(name) {
                *wanted = Some(true);
                filter.ended = filter.ended.or(open.then_some(false));
            }
        }
        filter.code = query.get("business").filter(|code| self.business(code).is_some()).map(str::to_owned);
        if let Some(handler) = query.get("handler").and_then(|handler| handler.parse().ok()) {
            filter.handler = filter.handler.or(Some(UserId(handler)));
        }
        let start = |day: Date| self.office.start_of(day);
        if let Some(from) = query.get("received_from").and_then(typed::day) {
            filter.received_from = Some(start(from)?);
        }
        if let Some(until) = query.get("received_until").and_then(typed::day) {
            filter.received_before = Some(start(until.saturating_add(1.day()))?);
        }
        if let Some(first) = query.get("rekinded").and_then(month) {
            filter.rekinded_from = Some(start(first)?);
            filter.rekinded_before = Some(start(first.saturating_add(1.month()))?);
        }
        filter.counted = query.get("counted").and_then(|word| counted_of(word, today));
        filter.text = query.owned("q");
        Ok(())
    }

    /// What a parameter says, in words; none where it says nothing that is known.
    fn shown(&self, name: &str, value: &str) -> Option<String> {
        let words = self.words;
        let value = value.trim();
        let named = |known: bool| known.then(|| words.t(&format!("{name}-{value}")));
        match name {
            "q" => Some(value.to_owned()),
            "kind" => named(value.parse::<Kind>().is_ok()),
            "status" => named(value.parse::<Status>().is_ok()),
            "channel" => named(value.parse::<Channel>().is_ok()),
            "due" => named(DUE_WINDOWS.contains(&value)),
            "state" => named(STATES.contains(&value)),
            mark if MARKS.contains(&mark) => matches!(value, "1" | "on" | "true").then(|| words.t("yes")),
            "business" => self.business(value),
            "counted" => named(counted_of(value, self.today).is_some()),
            "institution" | "only" => {
                let id = self.organisation.tree.by_code(value)?;
                Some(institution_name(self.organisation, id, words))
            }
            "handler" => {
                let handler = UserId(value.parse().ok()?);
                self.organisation.users.contains_key(&handler).then(|| staff_name(self.organisation, handler))
            }
            "received_from" | "received_until" => Some(day_in_words(typed::day(value)?, words)),
            "rekinded" => month(value).map(|first| first.strftime("%Y-%m").to_string()),
            _ => None,
        }
    }

    /// The name of a business category.
    fn business(&self, code: &str) -> Option<String> {
        self.businesses().into_iter().find(|(known, _)| known == code).map(|(_, name)| name)
    }

    /// The business categories that hold today, two levels deep, each code once.
    fn businesses(&self) -> Vec<(String, String)> {
        let book = self.office.book();
        let mut found: Vec<(String, String)> = Vec::new();
        for set in book.codes.sets_on(Axis::Business, self.office.today()) {
            for code in set.codes().iter().filter(|code| code.level <= BUSINESS_LEVELS) {
                if found.iter().all(|(known, _)| known != code.code()) {
                    found.push((code.code().to_owned(), code_name(code, self.words)));
                }
            }
        }
        found
    }

    fn narrowing(&self) -> impl Iterator<Item = &(String, String)> {
        let pairs = self.query.0.iter();
        pairs.filter(|(name, value)| NARROWING.contains(&name.as_str()) && !value.trim().is_empty())
    }

    /// The filters that are on.
    pub(crate) fn chips(&self, path: &str) -> Vec<Chip> {
        let chip = |(name, value): &(String, String)| {
            let shown = self.shown(name, value)?;
            let label = self.words.t(&format!("filter-{name}"));
            Some(Chip {
                label: self.words.tn("filter-chip", &[("name", label.into()), ("value", shown.into())]),
                href: address(path, self.query, |other, its| {
                    !(is_place(other) || other == name && its == value)
                }),
            })
        };
        self.narrowing().filter_map(chip).collect()
    }

    /// A sentence for each condition of the address that could not be followed.
    pub(crate) fn unknown(&self) -> Vec<String> {
        let unknown = self.narrowing().filter(|(name, value)| self.shown(name, value).is_none());
        unknown
            .map(|(name, value)| {
                let name = self.words.t(&format!("filter-{name}"));
                let value: String = value.chars().take(40).collect();
                self.words.tn("filter-unknown", &[("name", name.into()), ("value", value.into())])
            })
            .collect()
    }

    /// The groups of the filter bar.
    pub(crate) fn groups(&self) -> Vec<FilterGroup> {
        let fixed = |name: &'static str, values: &[&str]| {
            let choices = values.iter().map(|value| self.choice(name, value, format!("{name}-{value}")));
            self.group(name, choices.collect())
        };
        let kinds: Vec<&str> = super::KINDS.iter().map(AsRef::as_ref).collect();
        let statuses: Vec<&str> = super::STATUSES.iter().map(AsRef::as_ref).collect();
        let institutions = self.organisation.tree.iter().filter(|(id, _)| self.reach.contains(id));
        let institutions = institutions.map(|(id, institution)| Choice {
            chosen: self.query.all("institution").any(|code| code == institution.code),
            ..Choice::new(&institution.code, institution_name(self.organisation, id, self.words))
        });
        let businesses = self.businesses().into_iter().map(|(code, name)| Choice {
            chosen: self.query.get("business") == Some(code.as_str()),
            ..Choice::new(code, name)
        });
        let marks = MARKS.map(|name| FilterBox {
            name,
            choice: Choice {
                chosen: self.query.ticked(name),
                ..Choice::new("1", self.words.t(&format!("filter-{name}")))
            },
        });
        vec![
            fixed("due", &DUE_WINDOWS),
            fixed("kind", &kinds),
            self.group("institution", institutions.collect()),
            self.group("business", businesses.collect()),
            fixed("channel", super::step::table::CHANNEL_WORDS),
            fixed("status", &statuses),
            FilterGroup {
                name: "marks",
                label: self.words.t("filter-marks"),
                chosen: marks.iter().filter(|mark| mark.choice.chosen).count(),
                boxes: marks.into(),
                single: false,
            },
        ]
    }

    fn choice(&self, name: &str, value: &str, key: String) -> Choice {
        let chosen = self.query.all(name).any(|chosen| chosen == value);
        Choice { chosen, ..Choice::new(value, self.words.t(&key)) }
    }

    fn group(&self, name: &'static str, choices: Vec<Choice>) -> FilterGroup {
        let chosen = choices.iter().filter(|choice| choice.chosen).count();
        let label = self.words.t(&format!("filter-{name}"));
        let boxes = choices.into_iter().map(|choice| FilterBox { name, choice }).collect();
        FilterGroup { name, label, boxes, chosen, single: matches!(name, "due" | "business") }
    }

    /// Parameters that narrow the list and have no place in the filter bar: its form sends them along.
    pub(crate) fn kept(&self) -> Vec<(&'static str, String)> {
        NARROWING[IN_BAR..].iter().filter_map(|name| Some((*name, self.query.owned(name)?))).collect()
    }
}

/// The first and last day of a window.
fn due_window(window: &str, today: Date) -> Option<(Option<Date>, Option<Date>)> {
    let after = |days: i64| Some(today.saturating_add(days.days()));
    Some(match window {
        "late" => (None, after(-1)),
        "today" => (after(0), after(0)),
        "next" => (after(1), after(3)),
        "soon" => (after(0), after(3)),
        "week" => (after(0), after(7)),
        _ => return None,
    })
}

/// The first day of a month, `2026-11`.
pub(crate) fn month(typed: &str) -> Option<Date> {
    format!("{}-01", typed.trim()).parse().ok()
}

/// Whether a parameter says where in the list one is, not what the list is.
fn is_place(name: &str) -> bool {
    matches!(name, "cursor" | "before" | "at" | "pick" | "tasks") || says_done(name)
}

/// Whether a parameter says what was just done.
pub(crate) fn says_done(name: &str) -> bool {
    matches!(name, "done" | "n" | "undo")
}

/// An address that says what was just done.
pub(crate) fn said(address: &str, word: &str) -> String {
    let sign = if address.contains('?') { '&' } else { '?' };
    format!("{address}{sign}done={}", encoded(word))
}

/// An address that says what was just done to so many cases.
pub(crate) fn said_of(address: &str, word: &str, count: usize) -> String {
    format!("{}&n={count}", said(address, word))
}

/// An address with the parameters that are kept.
pub(crate) fn address(path: &str, query: &Typed, keep: impl Fn(&str, &str) -> bool) -> String {
    let kept = query.0.iter().filter(|(name, value)| !value.trim().is_empty() && keep(name, value));
    encoded::address(path, kept.map(|(name, value)| (name.as_str(), value.clone())))
}

/// An address with other parameters of place.
pub(crate) fn at_place(path: &str, query: &Typed, place: &[(&str, &str)]) -> String {
    let mut there = address(path, query, |other, _| !is_place(other));
    for (name, value) in place {
        let sign = if there.contains('?') { '&' } else { '?' };
        there.push_str(&format!("{sign}{name}={}", encoded(value)));
    }
    there
}

/// The first page of a list without one parameter.
pub(crate) fn without(path: &str, query: &Typed, name: &str) -> String {
    address(path, query, |other, _| !(is_place(other) || other == name))
}

/// The list without any filter.
pub(crate) fn cleared(path: &str, query: &Typed) -> String {
    address(path, query, |name, _| !NARROWING.contains(&name) && !is_place(name))
}
