//! Why so many: what a group of texts has in common that the others of the same days have not, and a proposed statement of
//! the scenario. An officer edits it; nobody is told it as a finding.

use domain::id::CaseId;
use serde::{Deserialize, Serialize};
use text::cause::{Condition, ContrastRule, Facts, Slot, contrast, scenario};

use super::heard::{GROUPS, HeardText, folded};

/// Texts that a group is held against: of more, the newest.
const REST_MAX: usize = 10_000;
/// Cases that stand for an explanation.
const CASES_MAX: usize = 10;
/// What an explanation by words is called, beside [`GROUPS`].
pub const PHRASE: &str = "phrase";

/// Which group fills which slot of a statement.
const SLOTS: [(&str, Slot); 6] = [
    ("channel", Slot::TouchPoint),
    ("business", Slot::Product),
    ("product", Slot::Product),
    ("reason", Slot::Reason),
    ("issue", Slot::Reason),
    ("unit", Slot::Unit),
];

/// One of the few explanations that cover most of a group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Why {
    /// What holds: one of [`GROUPS`] or [`PHRASE`], with its value; two where both hold at once.
    pub holds: Vec<(String, String)>,
    /// Of how many texts of the group it holds.
    pub count: u32,
    /// How many of these no explanation before it reached.
    pub added: u32,
    /// How many times as frequent it is as among the others.
    pub lift: f64,
    /// Some of its cases, newest first.
    pub cases: Vec<CaseId>,
}

/// Why a group is there.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Cause {
    /// Texts of the group.
    pub group: u32,
    /// Those that the explanations reach.
    pub covered: u32,
    /// The explanations, strongest first; none where nothing sets the group apart.
    pub whys: Vec<Why>,
    /// What a statement of the scenario is made of: one of [`GROUPS`] or [`PHRASE`], with its value.
    pub statement: Vec<(String, String)>,
}

impl Cause {
    /// Without anybody's phrases: what is kept outlives the texts they are from.
    pub(super) fn without_phrases(mut self) -> Self {
        let is_phrase = |(group, _): &(String, String)| group == PHRASE;
        self.whys.retain(|why| !why.holds.iter().any(is_phrase));
        self.statement.retain(|part| !is_phrase(part));
        self
    }
}

/// Holds those texts that say a word, as `said` has it, against the others. That they say it explains nothing, so it is left
/// out of what they say.
pub(super) fn cause_of_word(texts: &[&HeardText], said: &[String], word: &str) -> Cause {
    let word = folded(word);
    let without: Vec<String> = said.iter().map(|said| said.replace(&word, "\n")).collect();
    cause(texts, &without, |place| said[place].contains(&word))
}

/// Holds a group of texts, by their places, against the others. Texts are in the order of their days, `said` is what counts
/// of each.
pub(super) fn cause(texts: &[&HeardText], said: &[String], is_member: impl Fn(usize) -> bool) -> Cause {
    let (members, others): (Vec<usize>, Vec<usize>) = (0..texts.len()).partition(|place| is_member(*place));
    let facts =
        |place: &usize| Facts { document: *place as u64, axes: axes(texts[*place]), text: &said[*place] };
    let newest = |places: &[usize]| -> Vec<Facts<'_>> {
        places[places.len().saturating_sub(REST_MAX)..].iter().map(facts).collect()
    };
    let found = contrast(&newest(&members), &newest(&others), &ContrastRule::default());
    let slots = scenario(&found, &SLOTS).slots;
    let whys = found.cover.iter().map(|step| {
        let explanation = &found.explanations[step.explanation];
        let heard = explanation.documents.iter().rev().map(|place| texts[*place as usize]);
        Why {
            holds: explanation.conditions.iter().map(named).collect(),
            count: small(explanation.table.inside),
            added: small(step.added),
            lift: explanation.lift,
            cases: heard.filter_map(HeardText::case_id).take(CASES_MAX).collect(),
        }
    });
    Cause {
        group: small(found.group),
        covered: small(found.covered),
        whys: whys.collect(),
        statement: slots
            .into_iter()
            .filter_map(|(.., place)| found.explanations[place].conditions.first().map(named))
            .collect(),
    }
}

fn axes(heard: &HeardText) -> Vec<(&str, &str)> {
    let values = heard.groups.iter().map(String::as_str);
    GROUPS.into_iter().zip(values).filter(|(_, value)| !value.is_empty()).collect()
}

fn named(condition: &Condition) -> (String, String) {
    match condition {
        Condition::Value { axis, value } => (axis.clone(), value.clone()),
        Condition::Phrase(words) => (PHRASE.to_owned(), words.clone()),
    }
}

fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
