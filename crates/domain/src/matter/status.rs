//! Where a case stands, in one word, and what comes next.

use super::case::{Case, Ending, Phase};
use super::command::Step;
use super::value::PauseCause;
use super::{Echo, Kind, Status};

impl Case {
    /// Where the case stands, for staff.
    pub fn status(&self) -> Status {
        match &self.phase {
            Phase::Received => match self.open_requests().next() {
                Some(_) => Status::AwaitingApproval,
                None => Status::Received,
            },
            Phase::Accepted => self.status_accepted(),
            Phase::Decided { .. } | Phase::Declined { .. } => Status::Decided,
            Phase::Answered { echo: Echo::Unreachable { .. }, .. } => Status::Unreachable,
            Phase::Answered { .. } => Status::Answered,
            Phase::Ended(ending) => self.status_ended(ending),
        }
    }

    fn status_accepted(&self) -> Status {
        if self.open_requests().next().is_some() {
            return Status::AwaitingApproval;
        }
        match self.pause().map(|pause| pause.cause) {
            Some(PauseCause::Mediation) => return Status::InMediation,
            Some(PauseCause::Appraisal) => return Status::InAppraisal,
            None => {}
        }
        if self.transferred {
            return Status::Transferred;
        }
        if self.material_asked {
            return Status::MaterialAsked;
        }
        if self.open_tasks().next().is_some() {
            return Status::HelpAsked;
        }
        if self.kind == Kind::Objection && self.objection.marked_at.is_some() {
            return if self.objection.verified.is_some() { Status::Verifying } else { Status::Marked };
        }
        if self.reopening.is_some() {
            return Status::Reopened;
        }
        if self.first.handled_at.is_some() { Status::Investigating } else { Status::Accepted }
    }

    fn status_ended(&self, ending: &Ending) -> Status {
        match ending {
            Ending::Merged { .. } => return Status::Merged,
            Ending::Closed { .. } if matches!(self.review, Some((_, None))) => return Status::UnderReview,
            _ => {}
        }
        if self.sources.iter().any(super::case::SourceState::owes) {
            return Status::FeedbackOwed;
        }
        match ending {
            Ending::Closed { .. } if self.called_back => Status::CalledBack,
            Ending::Closed { .. } => Status::Closed,
            Ending::Declined { .. } => Status::Declined,
            Ending::Withdrawn { .. } => Status::Withdrawn,
            Ending::ReferredOn { .. } => Status::ReferredOn,
            Ending::Merged { .. } => Status::Merged,
        }
    }

    /// The step that usually comes next; what the queue shows. None when nothing is left to do.
    pub fn next_step(&self) -> Option<Step> {
        match &self.phase {
            Phase::Received if self.open_requests().next().is_some() => Some(Step::Approve),
            Phase::Received if self.kind.outcomes().is_empty() => Some(Step::ReferOn),
            Phase::Received => Some(Step::Accept),
            Phase::Accepted if self.open_requests().next().is_some() => Some(Step::Approve),
            Phase::Accepted if self.owes_extension_notice() => Some(Step::TellExtended),
            Phase::Accepted if self.pause().is_some() => Some(Step::ResumeClock),
            Phase::Accepted if self.kind.outcomes().is_empty() => Some(Step::ReferOn),
            Phase::Accepted if self.handler.is_none() => Some(Step::Assign),
            Phase::Accepted if self.kind == Kind::Objection => Some(self.next_step_objection()),
            Phase::Accepted if self.first.handled_at.is_none() && self.kind == Kind::Complaint => {
                Some(Step::Contact)
            }
            Phase::Accepted if self.kind.must_be_coded() && self.coding.is_none() => Some(Step::Code),
            Phase::Accepted if self.open_tasks().next().is_some() => Some(Step::FinishTask),
            Phase::Accepted => Some(Step::Decide),
            Phase::Decided { .. } | Phase::Declined { .. } => Some(Step::Answer),
            Phase::Answered { .. } if self.kind.must_be_coded() && self.coding.is_none() => Some(Step::Code),
            Phase::Answered { .. } if self.open_tasks().next().is_some() => Some(Step::FinishTask),
            Phase::Answered { .. } => Some(Step::Close),
            Phase::Ended(_) if self.sources.iter().any(super::case::SourceState::owes) => {
                Some(Step::SendFeedback)
            }
            Phase::Ended(Ending::Closed { .. }) if self.kind == Kind::Complaint && !self.called_back => {
                Some(Step::CallBack)
            }
            Phase::Ended(_) => None,
        }
    }

    fn next_step_objection(&self) -> Step {
        let objection = &self.objection;
        match objection.verified {
            _ if objection.marked_at.is_none() => Step::Mark,
            None => Step::Verify,
            Some(result) if result.needs_correction() && objection.corrected_at.is_none() => {
                Step::CorrectInformation
            }
            Some(_) if objection.mark_removed_at.is_none() => Step::RemoveMark,
            Some(_) => Step::Decide,
        }
    }
}
