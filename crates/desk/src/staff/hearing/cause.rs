//! Why so many say it: the few things that cover most of those who do, with their cases, and a proposed statement.

use domain::code::Axis;
use office::{Cause, GROUPS, Organisation, PHRASE, Why};

use super::seen;
use crate::Desk;
use crate::guard::Staff;
use crate::locale::Words;
use crate::page::PageError;
use crate::staff::cases;
use crate::staff::shown::{code_name, institution_name};

/// Cases named with an explanation.
const CASES_MAX: usize = 3;

/// An explanation as it is read.
pub(crate) struct WhyLine {
    pub text: String,
    /// Some of its cases that the reader sees: number and address.
    pub cases: Vec<(String, String)>,
}

/// The explanations of a cause.
pub(super) async fn lines(
    desk: &Desk,
    reader: &Staff,
    organisation: &Organisation,
    cause: &Cause,
) -> Result<Vec<WhyLine>, PageError> {
    let words = &reader.words;
    let mut lines = Vec::new();
    for why in &cause.whys {
        let Some(text) = sentence(desk, organisation, cause, why, words) else { continue };
        let seen = seen(desk, reader, &why.cases, CASES_MAX).await?.into_iter();
        let named = seen.map(|case| (case.number.clone(), format!("{}/{}", cases::PATH, case.number)));
        lines.push(WhyLine { text, cases: named.collect() });
    }
    Ok(lines)
}

/// What holds of how many, and how much more often; nothing where a value says nothing any more.
fn sentence(
    desk: &Desk,
    organisation: &Organisation,
    cause: &Cause,
    why: &Why,
    words: &Words,
) -> Option<String> {
    let named = why.holds.iter().map(|(group, value)| {
        let name = value_name(desk, organisation, group, value, words)?;
        Some(words.t1(&format!("cause-{group}"), "value", name))
    });
    let named: Vec<String> = named.collect::<Option<_>>()?;
    Some(words.tn(
        "cause-why",
        &[
            ("what", named.join(&words.t("comma")).into()),
            ("count", i64::from(why.count).into()),
            ("group", i64::from(cause.group).into()),
            ("lift", format!("{:.1}", why.lift).into()),
        ],
    ))
}

/// A statement of the scenario to be edited; empty where nothing sets the group apart.
pub(super) fn statement(desk: &Desk, organisation: &Organisation, cause: &Cause, words: &Words) -> String {
    let parts = cause.statement.iter().filter_map(|(group, value)| {
        let name = value_name(desk, organisation, group, value, words)?;
        Some(words.t1(&format!("statement-{group}"), "value", name))
    });
    let parts: Vec<String> = parts.collect();
    if parts.is_empty() {
        return String::new();
    }
    words.t1("statement", "parts", parts.join(&words.t("comma")))
}

/// The name of a value of a group; none for what says nothing by itself.
pub(super) fn value_name(
    desk: &Desk,
    organisation: &Organisation,
    group: &str,
    value: &str,
    words: &Words,
) -> Option<String> {
    let of_axis = |axis: Axis| {
        let book = desk.office.book();
        let sets = book.codes.iter().filter(|set| set.axis() == axis);
        let code = sets.filter_map(|set| set.get(value)).last()?;
        Some(code_name(code, words))
    };
    match group {
        "unit" => organisation.tree.by_code(value).map(|id| institution_name(organisation, id, words)),
        "channel" => of_axis(Axis::Channel),
        "business" => of_axis(Axis::Business),
        "reason" => of_axis(Axis::Reason),
        "product" => of_axis(Axis::Product),
        "issue" => of_axis(Axis::Issue),
        PHRASE => Some(value.to_owned()),
        other if GROUPS.contains(&other) => Some(words.t(&format!("hearing-from-{value}"))),
        _ => None,
    }
}
