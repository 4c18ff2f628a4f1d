//! A step's form as its page shows it: fields with labels, choices, what was typed and what was wrong with it.

use domain::matter::{AnswerForm, Kind, Phase, Step};
use jiff::Timestamp;

use super::choice::{Choice, ChoiceGroup, Offering};
use super::field::{Field, Input};
use super::table;
use crate::locale::Words;
use crate::staff::typed::{Typed, field_moment};

/// A field ready to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ShownField {
    /// For labels and errors to point at.
    pub id: String,
    /// The name it is sent under.
    pub name: String,
    /// What it is called.
    pub label: String,
    /// Whether it may stay empty.
    pub optional: bool,
    /// What helps to fill it, masked; empty if nothing does.
    pub hint: String,
    /// What was wrong with it; empty if nothing was.
    pub error: String,
    /// What is typed or chosen in.
    pub control: Control,
}

/// Lists longer than this get a field that narrows them.
const PICKER_MIN: usize = 8;

impl ShownField {
    /// Whether it offers so much that a field to narrow it helps.
    pub(crate) fn is_long(&self) -> bool {
        match &self.control {
            Control::Select(groups) => {
                groups.iter().map(|group| group.choices.len()).sum::<usize>() >= PICKER_MIN
            }
            _ => false,
        }
    }
}

/// What is typed or chosen in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Control {
    /// An input of one line: its type, `inputmode` and value.
    Line(&'static str, &'static str, String),
    /// Several lines.
    Words(String),
    /// A box to tick.
    Switch(bool),
    /// A list to choose one from.
    Select(Vec<ChoiceGroup>),
    /// Up to seven choices, all of them seen.
    Radios(Vec<Choice>),
    /// Boxes to tick.
    Boxes(Vec<Choice>),
}

/// Fields under a heading; the heading may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct FieldGroup {
    /// The heading.
    pub legend: String,
    /// The name and value of the choice it belongs to: a script hides what belongs to another one.
    pub choice: Option<(String, &'static str)>,
    /// The fields.
    pub fields: Vec<ShownField>,
    /// Fields that most do not need; they stand folded.
    pub further: Vec<ShownField>,
}

impl FieldGroup {
    /// Whether anything stands in the folded fields: then they stand open.
    pub(crate) fn further_open(&self) -> bool {
        self.further.iter().any(|field| {
            let filled = matches!(&field.control, Control::Line(_, _, value) if !value.is_empty());
            filled || !field.error.is_empty()
        })
    }
}

/// What was wrong with a field, by its full name, as a sentence.
pub(crate) type Errors = Vec<(String, String)>;

/// More choices than this become a list to choose from.
const RADIOS_MAX: usize = 4;

/// The fields of a step. `typed` is none on first sight: then fields hold what is usual.
pub(crate) fn shown(
    step: Step,
    offering: &Offering<'_>,
    typed: Option<&Typed>,
    errors: &Errors,
    now: Timestamp,
) -> Vec<FieldGroup> {
    let mut groups: Vec<FieldGroup> = Vec::new();
    let mut last = None;
    for field in table::fields(step, &offering.view.case) {
        let Some(shown) = shown_field(&field, offering, typed, errors, now) else { continue };
        if groups.is_empty() || last != field.group {
            let legend = field.group.map(|group| offering.words.t(&format!("group-{group}")));
            groups.push(FieldGroup {
                legend: legend.unwrap_or_default(),
                choice: field.choice(),
                ..FieldGroup::default()
            });
            last = field.group;
        }
        if let Some(group) = groups.last_mut() {
            let fields = if field.is_further() { &mut group.further } else { &mut group.fields };
            fields.push(shown);
        }
    }
    groups
}

/// A field; none where it would offer nothing and may stay empty.
fn shown_field(
    field: &Field,
    offering: &Offering<'_>,
    typed: Option<&Typed>,
    errors: &Errors,
    now: Timestamp,
) -> Option<ShownField> {
    let value = || typed.map(|typed| typed.shown(&field.name).to_owned()).unwrap_or_default();
    let control = match field.input {
        Input::Line => Control::Line("text", "text", value()),
        Input::Words => Control::Words(value()),
        Input::Now => {
            let first = || field_moment(now, &offering.book.zone);
            Control::Line(
                "datetime-local",
                "",
                typed.map_or_else(first, |typed| typed.shown(&field.name).to_owned()),
            )
        }
        Input::Moment => Control::Line("datetime-local", "", value()),
        Input::Day => Control::Line("date", "", value()),
        Input::Hour => Control::Line("time", "", value()),
        Input::Money => Control::Line("text", "decimal", value()),
        Input::Score => Control::Radios(
            (1..=5)
                .map(|score: u8| Choice {
                    chosen: value() == score.to_string(),
                    ..Choice::new(score.to_string(), score.to_string())
                })
                .collect(),
        ),
        Input::Either(prefix) => Control::Radios(
            ["yes", "no"]
                .map(|word| Choice {
                    chosen: value() == word,
                    ..Choice::new(word, offering.words.t(&format!("{prefix}-{word}")))
                })
                .into(),
        ),
        Input::Switch => Control::Switch(match typed {
            Some(typed) => typed.ticked(&field.name),
            None => usual(field, offering),
        }),
        Input::One(choices) => {
            let mut groups = offering.choices(choices);
            if field.label == "answer_form" && offering.view.case.kind == Kind::Objection {
                let written = |choice: &Choice| choice.value.parse().is_ok_and(AnswerForm::is_written);
                groups.iter_mut().for_each(|group| group.choices.retain(written));
            }
            mark(&mut groups, field, typed);
            let count: usize = groups.iter().map(|group| group.choices.len()).sum();
            match count {
                0 if !field.needed => return None,
                1..=RADIOS_MAX if field.needed && groups.len() == 1 => {
                    Control::Radios(groups.into_iter().flat_map(|group| group.choices).collect())
                }
                _ => Control::Select(groups),
            }
        }
        Input::Many(choices) => {
            let mut groups = offering.choices(choices);
            mark(&mut groups, field, typed);
            Control::Boxes(groups.into_iter().flat_map(|group| group.choices).collect())
        }
    };
    let hint = match (field.label, &offering.view.case.phase) {
        ("answer_text_agreed", Phase::Declined { text, .. }) => {
            offering.view.texts.get(&text.text_id).cloned().unwrap_or_default()
        }
        _ => String::new(),
    };
    let error = errors.iter().find(|(name, _)| *name == field.name).map(|(_, sentence)| sentence.clone());
    Some(ShownField {
        id: field.name.replace('.', "-"),
        name: field.name.clone(),
        label: offering.words.t(&format!("field-{}", field.label)),
        optional: !field.needed
            && !matches!(field.input, Input::Switch | Input::Many(_))
            && field.group.is_none(),
        hint,
        error: error.unwrap_or_default(),
        control,
    })
}

/// What a box stands at before anything was typed.
fn usual(field: &Field, offering: &Offering<'_>) -> bool {
    let case = &offering.view.case;
    match field.name.as_str() {
        "note.investigation" | "centre_answer.passed" => true,
        "raise.urgent" => case.urgent || case.urgency.is_none(),
        _ => false,
    }
}

/// Chooses what was chosen before; of a short needed list the first, and where something is needed the only one there is.
fn mark(groups: &mut [ChoiceGroup], field: &Field, typed: Option<&Typed>) {
    if let Some(typed) = typed {
        for choice in groups.iter_mut().flat_map(|group| &mut group.choices) {
            choice.chosen = typed.all(&field.name).any(|value| value == choice.value);
        }
        return;
    }
    let none = groups.iter().all(|group| group.choices.iter().all(|choice| !choice.chosen));
    let opens = matches!(
        field.label,
        "echo_kind" | "answer_form" | "contact_form" | "coding_form" | "confirm_form" | "task" | "source"
    );
    let is_only = field.needed && groups.iter().map(|group| group.choices.len()).sum::<usize>() == 1;
    if none
        && (opens || is_only)
        && let Some(first) = groups.first_mut().and_then(|group| group.choices.first_mut())
    {
        first.chosen = true;
    }
}

/// What would be right in a field that is empty, built from its label: a sentence of its own where there is one.
pub(crate) fn missing(field: &Field, words: &Words) -> String {
    let own = format!("missing-{}", field.label);
    if words.has(&own) {
        return words.t(&own);
    }
    let key = match field.input {
        Input::One(_) | Input::Many(_) | Input::Either(_) | Input::Score => "missing-choose",
        Input::Words => "missing-write",
        _ => "missing-fill",
    };
    words.t1(key, "label", words.t(&format!("field-{}", field.label)))
}
