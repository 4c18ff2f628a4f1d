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
        Refusal::AlreadyPaused { cause } | Refusal::NoTolling { cause } => {
            one("cause", of("pause_cause", cause).into())
        }
        Refusal::TooManyRepresentatives { max } => one("max", (*max).into()),
        Refusal::ObjectionIncomplete { outcome, .. } => one("outcome", of("outcome", outcome).into()),
        Refusal::Code(error) => code_sentence(error, words),
        Refusal::OutOfRange { expected, .. } => words.t(&format!("refusal-out_of_range-{}", expected.word())),
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

#[cfg(test)]
mod tests {
    use domain::clock::Language;
    use domain::id::{CaseId, UserId};
    use domain::matter::{Expected, Kind, Outcome, PauseCause, Rank, Remedy, Status, Step};
    use jiff::civil::date;
    use strum::IntoEnumIterator;

    use super::*;
    use crate::{Locales, Missing};

    fn code_refusals() -> Vec<Refusal> {
        let book = domain::matter::Book::shipped().unwrap();
        let day = date(2026, 3, 2);
        ["none@1:a", "jrt0169-business@1:a", "jrt0169-business@2018:none", "jrt0169-business@2018:prov:B0302"]
            .iter()
            .map(|code| Refusal::Code(book.codes.validate(&code.parse().unwrap(), day, true).unwrap_err()))
            .collect()
    }

    #[test]
    fn every_refusal_can_be_said_in_both_languages() {
        let (outcome, step, kind) = (Outcome::Upheld, Step::Accept, Kind::Enquiry);
        let mut refusals = vec![
            Refusal::NotOfKind { kind, step },
            Refusal::NotNow { step, status: Status::Closed },
            Refusal::RequestOpen { request: 1 },
            Refusal::NoDecision,
            Refusal::NoEcho,
            Refusal::NotCoded,
            Refusal::TasksOpen { open: 2 },
            Refusal::Recused { user: UserId(1) },
            Refusal::PersonRestricted,
            Refusal::PersonErased,
            Refusal::OwnRequest,
            Refusal::Rank { rank: Rank::Superior },
            Refusal::StaffOnly,
            Refusal::NoSuchRequest { request: 1 },
            Refusal::NoSuchTask { task: 1 },
            Refusal::NoSuchSource { source_position: 0 },
            Refusal::UnknownGround { ground: "x".into(), regime: "x".into(), known: "x".into() },
            Refusal::UnknownStage { regime: "x".into(), stage: "x".into() },
            Refusal::UnknownReason { reason: "x".into(), known: "x".into() },
            Refusal::PeriodOver { due_on: date(2026, 3, 2) },
            Refusal::NoticeMissing,
            Refusal::OutcomeNotOfKind { kind, outcome },
            Refusal::NoSuchRemedy { remedy: Remedy::Review },
            Refusal::MustBeWritten,
            Refusal::NoAttempt,
            Refusal::InFuture { field: "at" },
            Refusal::BeforeReceipt { field: "at" },
            Refusal::BeforeDecision { field: "at" },
            Refusal::Missing { field: "at" },
            Refusal::AxisMissing { axis: "reason".into() },
            Refusal::AlreadyPaused { cause: PauseCause::Mediation },
            Refusal::NoTolling { cause: PauseCause::Mediation },
            Refusal::NotRecused { user: UserId(1) },
            Refusal::NotPaused,
            Refusal::TooManyRepresentatives { max: 5 },
            Refusal::DocumentMissing,
            Refusal::UnknownInstitution,
            Refusal::AlreadyThere,
            Refusal::NoReview,
            Refusal::ReviewTooLate { last_day: date(2026, 3, 2) },
            Refusal::NotSamePerson,
            Refusal::SameCase(CaseId(1)),
            Refusal::AfterAnswer,
            Refusal::ObjectionIncomplete { outcome, expected: "x" },
            Refusal::NothingToDo,
        ];
        for part in ["liability", "basis", "reasons", "remedies"] {
            refusals.push(Refusal::DecisionIncomplete { part });
        }
        refusals.extend(Expected::iter().map(|expected| Refusal::OutOfRange { field: "at", expected }));
        refusals.extend(code_refusals());
        let locales = Locales::shipped(Missing::Stops).unwrap();
        for language in [Language::Zh, Language::En] {
            for refusal in &refusals {
                let sentence = refusal_sentence(refusal, locales.words(language));
                assert!(!sentence.contains(['{', '$']), "{refusal:?}: {sentence}");
            }
        }
    }
}
