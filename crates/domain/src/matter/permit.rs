//! Which steps are open where a case stands: the one table behind buttons, the API and every decision.

use strum::IntoEnumIterator;

use super::case::{Case, Ending, LastAct, Phase};
use super::command::Step;
use super::context::Context;
use super::refusal::Refusal;
use super::request::RequestKind;
use super::{Echo, Kind, Outcome};

impl Kind {
    /// The outcomes a matter of this kind can have.
    pub fn outcomes(self) -> &'static [Outcome] {
        match self {
            Self::Complaint => {
                &[Outcome::Upheld, Outcome::PartlyUpheld, Outcome::NotUpheld, Outcome::Settled]
            }
            Self::Enquiry => &[Outcome::Explained],
            Self::Objection => &[Outcome::Corrected, Outcome::FoundCorrect, Outcome::Noted],
            Self::Suggestion => &[Outcome::Adopted, Outcome::PartlyAdopted, Outcome::NotAdopted],
            Self::Praise => &[Outcome::PassedOn],
            Self::TipOff | Self::Petition => &[],
        }
    }

    /// Whether a step belongs to this kind at all.
    pub fn knows(self, step: Step) -> bool {
        match step {
            Step::Mark
            | Step::Verify
            | Step::CentreAnswer
            | Step::CorrectInformation
            | Step::RemoveMark
            | Step::RecordStatement
            | Step::SetCentreDate => self == Self::Objection,
            Step::ClaimRight => self == Self::Enquiry,
            Step::Extend
            | Step::TellExtended
            | Step::AgreePeriod
            | Step::PauseClock
            | Step::ResumeClock
            | Step::ProposeMajor
            | Step::OpenReview
            | Step::ConcludeReview => self == Self::Complaint,
            Step::CallBack | Step::Reopen | Step::Decline => {
                matches!(self, Self::Complaint | Self::Objection)
            }
            Step::Decide | Step::Answer | Step::ProveDelivery | Step::Close => !self.outcomes().is_empty(),
            Step::OpenTask | Step::FinishTask | Step::CancelTask => {
                !matches!(self, Self::TipOff | Self::Petition | Self::Praise)
            }
            Step::Code => {
                matches!(self, Self::Complaint | Self::Enquiry | Self::Suggestion | Self::Objection)
            }
            Step::ReferOn => matches!(self, Self::TipOff | Self::Petition | Self::Enquiry | Self::Suggestion),
            _ => true,
        }
    }

    /// Whether a matter of this kind is coded before it is closed.
    pub fn must_be_coded(self) -> bool {
        self == Self::Complaint
    }
}

/// Whether a step is open. Says nothing of rights over institutions, which the caller has checked, nor of the fields.
pub fn permit(case: &Case, step: Step, context: &Context<'_>) -> Result<(), Refusal> {
    if let Some(user) = context.actor.user()
        && case.recused.contains(&user)
    {
        return Err(Refusal::Recused { user });
    }
    if !case.kind.knows(step) {
        return Err(Refusal::NotOfKind { kind: case.kind, step });
    }
    let not_now = || Refusal::NotNow { step, status: case.status() };
    let require = |held: bool| if held { Ok(()) } else { Err(not_now()) };
    let accepted = matches!(case.phase, Phase::Accepted);
    let decided = matches!(case.phase, Phase::Decided { .. });
    let declined = matches!(case.phase, Phase::Declined { .. });
    let running = matches!(case.phase, Phase::Received | Phase::Accepted | Phase::Decided { .. });
    let closed = matches!(case.phase, Phase::Ended(Ending::Closed { .. }));
    match step {
        Step::Accept => require(matches!(case.phase, Phase::Received))?,
        Step::Assign => require(!case.is_ended())?,
        Step::Transfer => require(running || matches!(case.phase, Phase::Answered { .. }))?,
        Step::Mark => require(
            running && (case.objection.marked_at.is_none() || case.objection.mark_removed_at.is_some()),
        )?,
        Step::Verify => require(accepted && case.objection.verified.is_none())?,
        Step::CentreAnswer => {
            require(accepted && case.objection.verified.is_some() && case.objection.centre_passed.is_none())?
        }
        Step::CorrectInformation => require(
            accepted
                && case.objection.verified.is_some_and(|result| result.needs_correction())
                && case.objection.corrected_at.is_none(),
        )?,
        Step::RemoveMark => require(
            accepted
                && case.objection.marked_at.is_some()
                && case.objection.mark_removed_at.is_none()
                && case.objection.verified.is_some(),
        )?,
        Step::RecordStatement => require(running)?,
        Step::SetCentreDate => {
            require(running)?;
            refuse_open(case, RequestKind::CentreDate)?;
        }
        Step::Decide => {
            require(accepted)?;
            refuse_open_request(case)?;
        }
        Step::Answer => {
            require(decided || declined || accepted)?;
            if accepted {
                return Err(Refusal::NoDecision);
            }
        }
        Step::ProveDelivery => require(case.echo().is_some_and(Echo::awaits_delivery))?,
        Step::Close => {
            require(running || matches!(case.phase, Phase::Answered { .. }))?;
            if case.decision().is_none() {
                return Err(Refusal::NoDecision);
            }
            if case.echo().is_none() {
                return Err(Refusal::NoEcho);
            }
            if case.kind.must_be_coded() && case.coding.is_none() {
                return Err(Refusal::NotCoded);
            }
            let open = case.open_tasks().count();
            if open > 0 {
                return Err(Refusal::TasksOpen { open });
            }
        }
        Step::CallBack => require(closed || matches!(case.phase, Phase::Answered { .. }))?,
        Step::Code | Step::Contact | Step::Note | Step::Attach | Step::IssueCode => {
            require(!matches!(case.phase, Phase::Ended(Ending::Merged { .. })))?
        }
        Step::TakeBack => {
            let own = |act: &LastAct| act.actor == context.actor.to_string();
            require(case.last_act.as_ref().is_some_and(own))?;
        }
        Step::AskMaterial => require(accepted && !case.material_asked)?,
        Step::ReceiveMaterial => require(running)?,
        Step::SendFeedback => {
            require(case.sources.iter().any(super::case::SourceState::owes))?;
        }
        Step::FeedbackReturned => {
            require(case.sources.iter().any(|state| state.sent_at.is_some() && state.returned_at.is_none()))?
        }
        Step::Report => require(!matches!(case.phase, Phase::Ended(Ending::Merged { .. })))?,
        Step::OpenTask => require(accepted)?,
        Step::FinishTask | Step::CancelTask => require(case.open_tasks().next().is_some())?,
        Step::AddSource => require(!case.is_ended())?,
        Step::MergeRepeat => {
            if case.is_echoed() {
                return Err(Refusal::AfterAnswer);
            }
            require(running)?;
        }
        Step::Link => {}
        Step::CorrectFact => refuse_open(case, RequestKind::Correction)?,
        Step::AddParty | Step::Raise => require(!case.is_ended())?,
        Step::Recuse => {
            require(!case.is_ended())?;
            refuse_open(case, RequestKind::Recusal)?;
        }
        Step::Readmit => {
            require(!case.is_ended() && !case.recused.is_empty())?;
            refuse_open(case, RequestKind::Readmission)?;
        }
        Step::ClaimRight => require(!matches!(
            case.phase,
            Phase::Ended(Ending::Merged { .. } | Ending::ReferredOn { .. } | Ending::Declined { .. })
        ))?,
        Step::Rekind => {
            require(matches!(case.phase, Phase::Received | Phase::Accepted))?;
            refuse_open(case, RequestKind::Rekind)?;
        }
        Step::ProposeMajor => {
            require(!case.is_ended() && case.major.is_none())?;
            refuse_open(case, RequestKind::Major)?;
        }
        Step::Approve | Step::Refuse => require(case.open_requests().next().is_some())?,
        Step::Extend => {
            require(accepted)?;
            refuse_open(case, RequestKind::Extension)?;
        }
        Step::TellExtended => require(accepted && case.owes_extension_notice())?,
        Step::AgreePeriod => require(accepted)?,
        Step::PauseClock => {
            require(accepted)?;
            if let Some(pause) = case.pause() {
                return Err(Refusal::AlreadyPaused { cause: pause.cause });
            }
        }
        Step::ResumeClock => {
            if case.pause().is_none() {
                return Err(Refusal::NotPaused);
            }
        }
        Step::ReferOn => require(matches!(case.phase, Phase::Received | Phase::Accepted))?,
        Step::Decline => {
            require(matches!(case.phase, Phase::Received))?;
            refuse_open(case, RequestKind::Decline)?;
        }
        Step::Withdraw => require(running || declined)?,
        Step::Reopen => require(closed)?,
        Step::OpenReview => {
            require(case.echo().is_some() && case.decision().is_some())?;
            require(!matches!(case.review, Some((_, None))))?;
            let Some(decision) = case.decision() else { return Err(not_now()) };
            if case.is_review() || context.tree.superior(decision.institution).is_none() {
                return Err(Refusal::NoReview);
            }
        }
        Step::ConcludeReview => require(matches!(case.review, Some((_, None))))?,
        Step::CarryOver => require(case.version == 1)?,
    }
    Ok(())
}

/// The steps of a kind, in the order pages show them, each open or with the reason why not. Steps that only come with
/// another act (an import, the end of a review) are not among them.
pub fn steps(case: &Case, context: &Context<'_>) -> Vec<(Step, Result<(), Refusal>)> {
    Step::iter()
        .filter(|step| !matches!(step, Step::CarryOver | Step::ConcludeReview) && case.kind.knows(*step))
        .map(|step| (step, permit(case, step, context)))
        .collect()
}

fn refuse_open(case: &Case, kind: RequestKind) -> Result<(), Refusal> {
    match case.open_requests().find(|state| state.request.what.kind() == kind) {
        Some(state) => Err(Refusal::RequestOpen { request: state.request.request }),
        None => Ok(()),
    }
}

/// A decision waits for what would change its ground: another kind, or money that is not yet approved.
fn refuse_open_request(case: &Case) -> Result<(), Refusal> {
    refuse_open(case, RequestKind::Rekind)?;
    refuse_open(case, RequestKind::Major)?;
    refuse_open(case, RequestKind::Payment)
}
