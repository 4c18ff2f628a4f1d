//! The usual run to the end as one form: accept, classify, decide, answer, close; whatever of it is still to do.

use domain::matter::{Case, Ending, Phase, Step};
use office::CaseView;

use crate::locale::Words;

/// The steps that one form records, where a run of at least two is open to the reader.
pub(crate) fn offered(view: &CaseView) -> Option<Vec<Step>> {
    let steps = run(&view.case);
    // Rights are the same for all of these; the first of them says whether the reader has them.
    let first = steps.first()?;
    let open = view.steps.iter().any(|(step, open)| step == first && open.is_ok());
    (open && steps.len() > 1).then_some(steps)
}

/// What is still to do, in order; the steps' own rules say no where something stands in the way.
fn run(case: &Case) -> Vec<Step> {
    if case.kind.outcomes().is_empty() || case.open_requests().next().is_some() {
        return Vec::new();
    }
    let uncoded = case.kind.must_be_coded() && case.coding.is_none();
    let mut steps = Vec::new();
    match &case.phase {
        Phase::Received => steps.push(Step::Accept),
        // What is declined is not decided.
        Phase::Declined { .. }
        | Phase::Ended(
            Ending::Closed { .. }
            | Ending::Declined { .. }
            | Ending::Withdrawn { .. }
            | Ending::Merged { .. }
            | Ending::ReferredOn { .. },
        ) => {
            return Vec::new();
        }
        Phase::Accepted | Phase::Decided { .. } | Phase::Answered { .. } => {}
    }
    if uncoded {
        steps.push(Step::Code);
    }
    if matches!(case.phase, Phase::Received | Phase::Accepted) {
        steps.push(Step::Decide);
    }
    if !matches!(case.phase, Phase::Answered { .. }) {
        steps.push(Step::Answer);
    }
    if case.open_tasks().next().is_none() {
        steps.push(Step::Close);
    }
    steps
}

/// What the form will record, in words.
pub(crate) fn records(steps: &[Step], words: &Words) -> String {
    let names: Vec<String> = steps.iter().map(|step| words.t(&format!("step-{step}"))).collect();
    let list = match words.language() {
        domain::clock::Language::Zh => names.join("\u{3001}"),
        domain::clock::Language::En => names.join(", "),
    };
    words.t1("will-record", "steps", list)
}
