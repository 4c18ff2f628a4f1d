//! Several cases at once: what a list looks at before one step is taken on all of them. Each is then moved by itself.

use domain::id::Number;
use domain::matter::{Case, Refusal, Step, steps};
use store::CaseRow;

use crate::{Caller, Office, OfficeError};

/// A case that somebody picked, as it stands now.
#[derive(Debug, Clone)]
pub struct Picked {
    /// Its row.
    pub row: CaseRow,
    /// The case.
    pub case: Case,
    /// Whether the step is open, or why it is not; none where the caller has no right to it.
    pub open: Option<Result<(), Refusal>>,
}

impl Office {
    /// The cases of these numbers as far as the caller may see them, in that order, each with whether a step is open.
    pub async fn picked(
        &self,
        caller: &Caller,
        numbers: &[Number],
        step: Step,
    ) -> Result<Vec<Picked>, OfficeError> {
        let organisation = self.organisation();
        let (now, book) = (self.surroundings.now(), self.book());
        let mut found = Vec::with_capacity(numbers.len());
        for number in numbers {
            let (case, row) = match self.load(caller, number).await {
                Ok(loaded) => loaded,
                Err(OfficeError::NotFound { .. }) => continue,
                Err(other) => return Err(other),
            };
            let context = self.context(caller, &organisation, &book, now);
            let right = caller.require_step(step, &case, &organisation.tree);
            let open = steps(&case, &context).into_iter().find(|(other, _)| *other == step);
            let open = right.ok().and_then(|()| open.map(|(_, open)| open));
            found.push(Picked { row, case, open });
        }
        Ok(found)
    }
}
