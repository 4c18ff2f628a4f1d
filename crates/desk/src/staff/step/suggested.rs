//! Codes that a model suggests, on the form of coding and on the page of a case that has none: with the words that speak for them, and one press to take them.

use domain::matter::Step;
use office::{CaseView, SuggestedCode};

use super::form::{Control, FieldGroup};
use super::table;
use crate::encoded::encoded;
use crate::guard::Staff;
use crate::staff::shown::code_path;
use crate::staff::typed::Typed;
use crate::{Desk, Words};

/// The parameter of an address that takes the suggestion of an axis, `take=business`; it may stand more than once.
const TAKE: &str = "take";

/// A suggestion as it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SuggestedLine {
    /// The axis.
    pub label: String,
    /// The code with those above it.
    pub path: String,
    /// How sure it is, in words.
    pub sure: String,
    /// The words of the text that speak for it, in words; empty where none stands out.
    pub because: String,
    /// The form filled with it; empty where only a parent is sure, which no case may carry.
    pub href: String,
    /// The field it fills, for a script.
    pub field: String,
    /// What it fills it with.
    pub value: String,
}

/// All suggestions of a form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct SuggestedLines {
    /// Each.
    pub lines: Vec<SuggestedLine>,
    /// The form filled with all of them; empty where one press on the only one does the same.
    pub all_href: String,
}

/// The address of the form of coding filled with suggestions; none where none can be taken.
pub(crate) fn code_form(number: &str, from: &str, suggested: &[SuggestedCode]) -> Option<String> {
    let taken: Vec<&SuggestedCode> = suggested.iter().filter(|suggested| suggested.is_leaf).collect();
    (!taken.is_empty()).then(|| filled(&format!("/desk/cases/{number}/steps/{}", Step::Code), from, &taken))
}

fn filled(path: &str, from: &str, taken: &[&SuggestedCode]) -> String {
    let takes: String = taken.iter().map(|suggested| format!("&{TAKE}={}", suggested.axis)).collect();
    format!("{path}?from={}{takes}", encoded(from))
}

/// The lines of suggestions; `path` is that of the form that codes.
pub(crate) fn lines(
    suggested: &[SuggestedCode],
    path: &str,
    from: &str,
    desk: &Desk,
    words: &Words,
) -> SuggestedLines {
    let book = desk.office.book();
    let lines = suggested.iter().map(|suggested| SuggestedLine {
        label: words.t(&format!("field-code_{}", suggested.axis)),
        path: code_path(&suggested.code, &book, words),
        sure: sure(suggested, words),
        because: because(suggested, words),
        href: if suggested.is_leaf { filled(path, from, &[suggested]) } else { String::new() },
        field: field_name(suggested).replace('.', "-"),
        value: suggested.code.to_string(),
    });
    let taken: Vec<&SuggestedCode> = suggested.iter().filter(|suggested| suggested.is_leaf).collect();
    let all_href = if taken.len() > 1 { filled(path, from, &taken) } else { String::new() };
    SuggestedLines { lines: lines.collect(), all_href }
}

/// How sure a suggestion is, in words.
pub(crate) fn sure(suggested: &SuggestedCode, words: &Words) -> String {
    // Whatever rounds up to all of them is still no certainty.
    let percent = (suggested.confidence * 100.0).round().clamp(1.0, 99.0) as u64;
    words.t1("suggested-sure", "percent", percent)
}

/// Why a code is suggested, in words.
pub(crate) fn because(suggested: &SuggestedCode, words: &Words) -> String {
    if suggested.words.is_empty() {
        return String::new();
    }
    words.t1("suggested-because", "words", suggested.words.join(&words.t("comma")))
}

/// Chooses in the form what the address takes of the suggestions. Says whether it chose anything.
pub(crate) fn take(
    suggested: &[SuggestedCode],
    sections: &mut [(String, Vec<FieldGroup>)],
    query: &Typed,
) -> bool {
    let mut taken = false;
    for suggested in suggested {
        if !query.all(TAKE).any(|axis| axis.parse() == Ok(suggested.axis)) {
            continue;
        }
        let name = field_name(suggested);
        let groups = sections.iter_mut().flat_map(|(_, groups)| groups);
        for field in groups.flat_map(|group| &mut group.fields).filter(|field| field.name == name) {
            let Control::Select(groups) = &mut field.control else { continue };
            for choice in groups.iter_mut().flat_map(|group| &mut group.choices) {
                choice.chosen = choice.value == suggested.code.as_str();
                taken |= choice.chosen;
            }
        }
    }
    taken
}

/// Suggestions for a form of these steps, on the axes that its case is coded on; none where it does not code.
pub(crate) fn for_form(desk: &Desk, view: &CaseView, steps: &[Step]) -> Vec<SuggestedCode> {
    if !steps.contains(&Step::Code) {
        return Vec::new();
    }
    let axes = table::axes(&view.case);
    let suggested = desk.office.suggested_codes(view).into_iter();
    suggested.filter(|suggested| axes.contains(&suggested.axis)).collect()
}

/// What is suggested on the page of a case that has no codes yet, where the reader may code it.
pub(crate) fn for_case(
    desk: &Desk,
    view: &CaseView,
    href: &str,
    from: &str,
    words: &Words,
) -> SuggestedLines {
    let open = view.steps.iter().any(|(step, open)| *step == Step::Code && open.is_ok());
    if !open || view.case.coding.is_some() {
        return SuggestedLines::default();
    }
    let form = format!("{href}/steps/{}", Step::Code);
    lines(&for_form(desk, view, &[Step::Code]), &form, from, desk, words)
}

/// What is suggested for words that were just taken in: a line each, and the way to the form of coding for those who may
/// go it.
pub(crate) fn for_intake(
    desk: &Desk,
    staff: &Staff,
    number: &str,
    typed: &str,
) -> (Vec<String>, Option<String>) {
    let suggested = desk.office.suggested_codes_for(typed);
    let book = desk.office.book();
    let line = |suggested: &SuggestedCode| {
        let words = &staff.words;
        let path = code_path(&suggested.code, &book, words);
        [path, sure(suggested, words), because(suggested, words)].join(" ").trim_end().to_owned()
    };
    let href = code_form(number, crate::staff::queue::PATH, &suggested);
    let may = staff.caller().may_somewhere(domain::organisation::Right::Handle);
    (suggested.iter().map(line).collect(), href.filter(|_| may))
}

fn field_name(suggested: &SuggestedCode) -> String {
    format!("{}.{}", Step::Code, suggested.axis)
}
