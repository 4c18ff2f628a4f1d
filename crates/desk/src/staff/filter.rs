//! What a list is narrowed to, read from its address and written back into addresses.

use domain::matter::{Channel, Kind, Status};
use jiff::ToSpan;
use jiff::civil::Date;
use office::{CaseFilter, Organisation};

use crate::locale::Words;
use crate::staff::list::encoded;
use crate::staff::step::choice::Choice;
use crate::staff::typed::Typed;

/// A filter that is on, with the address without it.
pub(crate) struct Chip {
    /// What it narrows to.
    pub label: String,
    /// The list without it.
    pub href: String,
}

/// A group of choices of the filter bar.
pub(crate) struct FilterGroup {
    /// The name of its parameter.
    pub name: &'static str,
    /// Its heading.
    pub label: String,
    /// What can be chosen.
    pub choices: Vec<Choice>,
    /// Whether any is chosen: then it stands open.
    pub open: bool,
}

/// The parameters that narrow a list.
const NARROWING: [&str; 6] = ["kind", "status", "channel", "institution", "due", "q"];

/// The words a due window has in addresses.
const DUE_WINDOWS: [&str; 4] = ["late", "today", "soon", "week"];

/// Adds what an address narrows to. Words it does not know narrow to nothing and are left out.
pub(crate) fn narrow(filter: &mut CaseFilter, query: &Typed, organisation: &Organisation, today: Date) {
    filter.kinds.extend(query.all("kind").filter_map(|word| word.parse::<Kind>().ok()));
    filter.statuses.extend(query.all("status").filter_map(|word| word.parse::<Status>().ok()));
    let channels = query.all("channel").filter(|word| word.parse::<Channel>().is_ok());
    filter.channels.extend(channels.map(str::to_owned));
    let tops = query.all("institution").filter_map(|code| organisation.tree.by_code(code));
    let below: std::collections::BTreeSet<_> = tops.flat_map(|top| organisation.tree.subtree(top)).collect();
    if !below.is_empty() {
        // An institution that is named takes the place of the reader's own; what they may not see stays unseen.
        filter.institutions = below.into_iter().collect();
    }
    if let Some(window) = query.get("due") {
        due_window(filter, window, today);
    }
    if let Some(text) = query.get("q") {
        filter.text = Some(text.to_owned());
    }
}

fn due_window(filter: &mut CaseFilter, window: &str, today: Date) {
    let after = |days: i64| today.saturating_add(days.days());
    let (from, to) = match window {
        "late" => (None, Some(after(-1))),
        "today" => (Some(today), Some(today)),
        "soon" => (Some(today), Some(after(3))),
        "week" => (Some(today), Some(after(7))),
        _ => return,
    };
    filter.ended = Some(false);
    filter.due_from = from;
    filter.due_to = to;
}

/// The groups of the filter bar.
pub(crate) fn groups(query: &Typed, organisation: &Organisation, words: &Words) -> Vec<FilterGroup> {
    let fixed = |name: &'static str, values: &[&str]| {
        let choices: Vec<Choice> = values
            .iter()
            .map(|value| Choice {
                chosen: query.all(name).any(|chosen| chosen == *value),
                ..Choice::new(*value, words.t(&format!("{name}-{value}")))
            })
            .collect();
        group(name, choices, words)
    };
    let kinds: Vec<&str> = super::KINDS.iter().map(AsRef::as_ref).collect();
    let statuses: Vec<&str> = super::STATUSES.iter().map(AsRef::as_ref).collect();
    let institutions = organisation.tree.iter().map(|(id, institution)| Choice {
        chosen: query.all("institution").any(|code| code == institution.code),
        ..Choice::new(&institution.code, super::shown::institution_name(organisation, id, words))
    });
    vec![
        fixed("kind", &kinds),
        fixed("due", &DUE_WINDOWS),
        group("institution", institutions.collect(), words),
        fixed("status", &statuses),
        fixed("channel", super::step::table::CHANNEL_WORDS),
    ]
}

fn group(name: &'static str, choices: Vec<Choice>, words: &Words) -> FilterGroup {
    let open = choices.iter().any(|choice| choice.chosen);
    FilterGroup { name, label: words.t(&format!("filter-{name}")), choices, open }
}

/// The filters that are on.
pub(crate) fn chips(path: &str, query: &Typed, organisation: &Organisation, words: &Words) -> Vec<Chip> {
    let narrowing =
        query.0.iter().filter(|(name, value)| NARROWING.contains(&name.as_str()) && !value.trim().is_empty());
    narrowing
        .map(|(name, value)| {
            let shown = match name.as_str() {
                "q" => value.clone(),
                "institution" => organisation.tree.by_code(value).map_or_else(
                    || value.clone(),
                    |id| super::shown::institution_name(organisation, id, words),
                ),
                name if is_known(name, value) => words.t(&format!("{name}-{value}")),
                _ => value.clone(),
            };
            let label = words.t(&format!("filter-{name}"));
            Chip {
                label: words.tn("filter-chip", &[("name", label.into()), ("value", shown.into())]),
                href: address(path, query, |other, its| !(is_place(other) || other == name && its == value)),
            }
        })
        .collect()
}

fn is_known(name: &str, value: &str) -> bool {
    match name {
        "kind" => value.parse::<Kind>().is_ok(),
        "status" => value.parse::<Status>().is_ok(),
        "channel" => value.parse::<Channel>().is_ok(),
        "due" => DUE_WINDOWS.contains(&value),
        _ => false,
    }
}

/// Whether a parameter says where in the list one is, not what the list is.
fn is_place(name: &str) -> bool {
    matches!(name, "cursor" | "before")
}

/// An address with the parameters that are kept.
pub(crate) fn address(path: &str, query: &Typed, keep: impl Fn(&str, &str) -> bool) -> String {
    let kept = query.0.iter().filter(|(name, value)| !value.trim().is_empty() && keep(name, value));
    let pairs: Vec<String> =
        kept.map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
    if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
}

/// An address with one more parameter, at another place of the list.
pub(crate) fn at_place(path: &str, query: &Typed, name: &str, value: &str) -> String {
    let there = address(path, query, |other, _| !is_place(other));
    let sign = if there.contains('?') { '&' } else { '?' };
    format!("{there}{sign}{name}={}", encoded(value))
}

/// The list without any filter.
pub(crate) fn cleared(path: &str, query: &Typed) -> String {
    address(path, query, |name, _| !NARROWING.contains(&name) && !is_place(name))
}
