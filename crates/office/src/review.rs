//! Review (核查): the superior institution looks again at a branch's decision, as a case of its own.

use domain::id::Number;
use domain::matter::{Channel, Command, Kind, Particulars, Relation};
use domain::organisation::Right;
use jiff::Timestamp;

use crate::intake::{PersonInput, Submission};
use crate::{Caller, Office, OfficeError, Receipt};

impl Office {
    /// Opens a review: a child case at the deciding institution's superior, linked in the same append.
    pub async fn open_review(
        &self,
        caller: &Caller,
        number: &Number,
        requested_at: Timestamp,
        grounds: String,
    ) -> Result<Receipt, OfficeError> {
        if let Some(receipt) = self.done_before(caller)? {
            return Ok(receipt);
        }
        let (parent, _) = self.load(caller, number).await?;
        caller.require_over(Right::Handle, parent.institution, &self.organisation().tree)?;
        self.open_review_for(caller, number, requested_at, grounds, Channel::Letter).await
    }

    /// [`open_review`](Self::open_review) once the right to it was shown: by grants, or by number and query code.
    pub(crate) async fn open_review_for(
        &self,
        caller: &Caller,
        number: &Number,
        requested_at: Timestamp,
        grounds: String,
        channel: Channel,
    ) -> Result<Receipt, OfficeError> {
        let (parent, _) = self.fold(number.case_id()).await?;
        let row = self.store.case_row(parent.case_id).await?.ok_or(OfficeError::NotFound { what: "case" })?;
        let organisation = self.organisation();
        let decided_by = parent.decision().map_or(parent.institution, |decision| decision.institution);
        let superior = organisation.tree.superior(decided_by).ok_or(domain::matter::Refusal::NoReview)?;
        let submission = Submission {
            kind: Kind::Complaint,
            institution: String::new(),
            channel,
            external_number: None,
            received_at: Some(requested_at),
            forwarded_at: None,
            required_on: None,
            feedback_owed: Some(false),
            person: PersonInput::default(),
            agent: None,
            subject: grounds.chars().take(60).collect(),
            narrative: Some(grounds),
            request: None,
            complainants: parent.complainants,
            in_person: false,
            origin: None,
            particulars: Particulars::new(),
            respondents: Vec::new(),
            item_number: None,
        };
        let from = Some((&parent, Relation::Review));
        let mut prepared = self.prepare_for(caller, submission, superior, from).await?;
        let command = Command::OpenReview { review: prepared.case.case_id, requested_at };
        let (parent, mut parent_append, _) = self.decide(caller, &parent, &row, &[command], Vec::new())?;
        self.tell(caller, &parent, &mut parent_append).await?;
        prepared.append.writes.extend(parent_append.writes);
        prepared.append.changes.extend(parent_append.changes);
        self.commit_receipt(caller, prepared, Vec::new()).await
    }
}
