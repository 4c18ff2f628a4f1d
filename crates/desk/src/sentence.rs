//! What went wrong, as a sentence for people. The words lie in `errors.ftl` under `error-` and the code of a field error,
//! or `refusal-` and the word of a refusal.

use domain::code::CodeError;
use domain::matter::Refusal;
use fluent_bundle::FluentValue;
use office::{FieldError, OfficeError};

use crate::Words;

/// What has to be put right in a field.
pub fn field_sentence(error: &FieldError, words: &Words) -> String {
    words.t(&format!("error-{}", error.code))
}

/// Why a step is not carried out.
pub fn refusal_sentence(refusal: &Refusal, words: &Words) -> String {
    let key = format!("refusal-{}", refusal.word());
    let of = |group: &str, word: &dyn std::fmt::Display| words.t(&format!("{group}-{word}"));
    let one = |name: &'static str, value: FluentValue<'_>| words.tn(&key, &[(name, value)]);
    let two = |name: &'static str, value: String, other_name: &'static str, other: String| {
        words.tn(&key, &[(name, value.into()), (other_name, other.into())])
    };
    match refusal {
        Refusal::NotOfKind { kind, step } => two("kind", of("kind", kind), "step", of("step", step)),
        Refusal::NotNow { step, status } => two("step", of("step", step), "status", of("status", status)),
        Refusal::RequestOpen { request } | Refusal::NoSuchRequest { request } => {
            one("request", (*request).into())
        }
        Refusal::TasksOpen { open } => one("count", (*open).into()),
        Refusal::Rank { rank } => one("rank", of("rank", rank).into()),
        Refusal::NoSuchTask { task } => one("task", (*task).into()),
        // People count sources from 1.
        Refusal::NoSuchSource { source_position } => one("source", (source_position + 1).into()),
        Refusal::PeriodOver { due_on } => one("date", due_on.to_string().into()),
        Refusal::ReviewTooLate { last_day } => one("date", last_day.to_string().into()),
        Refusal::OutcomeNotOfKind { kind, outcome } => {
            two("kind", of("kind", kind), "outcome", of("outcome", outcome))
        }
        Refusal::DecisionIncomplete { part } => one("part", of("refusal-part", part).into()),
        Refusal::NoSuchRemedy { remedy } => one("remedy", of("remedy", remedy).into()),
        Refusal::AxisMissing { axis } => one("axis", of("axis", axis).into()),
        Refusal::AlreadyPaused { cause } => one("cause", of("pause_cause", cause).into()),
        Refusal::TooManyRepresentatives { max } => one("max", (*max).into()),
        Refusal::ObjectionIncomplete { outcome, .. } => one("outcome", of("outcome", outcome).into()),
        Refusal::Code(error) => code_sentence(error, words),
        _ => words.t(&key),
    }
}

fn code_sentence(error: &CodeError, words: &Words) -> String {
    let (word, code) = match error {
        CodeError::UnknownSet { code, .. } => ("unknown_set", code),
        CodeError::UnknownVersion { code, .. } => ("unknown_version", code),
        CodeError::NotValid { code, .. } => ("not_valid", code),
        CodeError::UnknownCode { code, .. } => ("unknown_code", code),
        CodeError::NotALeaf { code, .. } => ("not_a_leaf", code),
        CodeError::NoCrosswalk { code, .. } => ("no_crosswalk", code),
    };
    words.t1(&format!("refusal-code-{word}"), "code", code.as_str())
}

/// Everything that has to be put right, by field; an empty field is the whole.
pub fn sentences(error: &OfficeError, words: &Words) -> Vec<(String, String)> {
    match error {
        OfficeError::Invalid(fields) => {
            fields.iter().map(|error| (error.field.clone(), field_sentence(error, words))).collect()
        }
        OfficeError::Refused { refusal, .. } => {
            vec![(refusal.field().unwrap_or_default().to_owned(), refusal_sentence(refusal, words))]
        }
        _ => Vec::new(),
    }
}
