//! The life of a credit-report objection (Credit Reporting Regulation, art. 25).

use jiff::Timestamp;
use jiff::civil::Date;

use super::super::case::Case;
use super::super::command::Step;
use super::super::context::Context;
use super::super::event::Event;
use super::super::refusal::{Expected, Refusal};
use super::super::value::{Outcome, VerificationResult};
use super::{approval, within};

pub(super) fn mark(case: &Case, at: Timestamp, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    within(case, at, "at", Step::Mark, context)?;
    Ok(vec![Event::Marked { at }])
}

/// The centre's own day, never before the receipt. A later one than stands in the record gives the institution more time,
/// so a second person looks at the centre's word for it.
pub(super) fn set_centre_date(
    case: &Case,
    due_on: Date,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    if due_on < context.date(case.received_at()) {
        return Err(Refusal::OutOfRange { field: "due_on", expected: Expected::NotBeforeReceipt });
    }
    match case.objection.centre_due_on {
        Some(standing) if standing == due_on => Ok(vec![]),
        Some(standing) if standing < due_on => Ok(vec![approval::ask_centre_date(case, due_on)]),
        _ => Ok(vec![Event::CentreDateSet { due_on }]),
    }
}

/// What must stand in the record before an outcome (Credit Reporting Regulation, art. 25): always the mark and the
/// verification; corrected → verified as wrong and corrected; found correct → verified as correct and the mark removed;
/// noted → objection and verification recorded.
pub(super) fn check_outcome(case: &Case, outcome: Outcome) -> Result<(), Refusal> {
    let objection = &case.objection;
    let lacking = |expected| Err(Refusal::ObjectionIncomplete { outcome, expected });
    if objection.centre_passed == Some(false) {
        return lacking("the credit centre sent the result back; verify again");
    }
    if matches!(outcome, Outcome::Corrected | Outcome::FoundCorrect | Outcome::Noted) {
        if objection.marked_at.is_none() {
            return lacking("the mark that the information is disputed");
        }
        if objection.verified.is_none() {
            return lacking("the verification");
        }
    }
    match outcome {
        Outcome::Corrected if !objection.verified.is_some_and(VerificationResult::needs_correction) => {
            lacking("verification that the information is wrong, omitted or to be deleted")
        }
        Outcome::Corrected if objection.corrected_at.is_none() => lacking("the correction"),
        Outcome::FoundCorrect if objection.verified != Some(VerificationResult::Correct) => {
            lacking("verification that the information is correct")
        }
        Outcome::FoundCorrect if objection.mark_removed_at.is_none() => lacking("the removal of the mark"),
        Outcome::Noted if !objection.recorded => lacking("the recorded objection and verification"),
        _ => Ok(()),
    }
}
