//! Sealing the words of a command: from what a person typed to what rules and events carry.

use super::Evidence;
use super::command::Command;
use super::value::Echo;

impl<T> Evidence<T> {
    /// Puts something else in the place of the words.
    pub fn try_map<U, E>(
        self,
        map: &mut impl FnMut(&'static str, T) -> Result<U, E>,
    ) -> Result<Evidence<U>, E> {
        Ok(match self {
            Self::File(blob) => Evidence::File(blob),
            Self::Words(words) => Evidence::Words(map("evidence", words)?),
            Self::Message(message) => Evidence::Message(message),
            Self::Call { number, recording, digest } => Evidence::Call {
                number: map("call_number", number)?,
                recording: map("call_recording", recording)?,
                digest,
            },
        })
    }
}

impl<T> Echo<T> {
    /// Puts something else in the place of the words.
    pub fn try_map<U, E>(self, map: &mut impl FnMut(&'static str, T) -> Result<U, E>) -> Result<Echo<U>, E> {
        Ok(match self {
            Self::Answered { form, at, received_at, text, evidence } => Echo::Answered {
                form,
                at,
                received_at,
                text: text.map(|text| map("answer", text)).transpose()?,
                evidence: evidence.map(|evidence| evidence.try_map(map)).transpose()?,
            },
            Self::Unreachable { attempts, proof } => {
                Echo::Unreachable { attempts, proof: proof.try_map(map)? }
            }
            Self::CarriedOver { at, text } => {
                Echo::CarriedOver { at, text: text.map(|text| map("answer", text)).transpose()? }
            }
        })
    }
}

impl<T> Command<T> {
    /// Puts something else in the place of the words; `map` gets the name of the field and the words. Steps without
    /// words pass unchanged.
    pub fn try_map<U, E>(
        self,
        map: &mut impl FnMut(&'static str, T) -> Result<U, E>,
    ) -> Result<Command<U>, E> {
        macro_rules! optional {
            ($name:literal, $words:expr) => {
                $words.map(|words| map($name, words)).transpose()?
            };
        }
        Ok(match self {
            Self::AddSource { source } => Command::AddSource { source },
            Self::MergeRepeat { source, material, new_facts } => {
                Command::MergeRepeat { source, material: optional!("material", material), new_facts }
            }
            Self::Link { other, relation } => Command::Link { other, relation },
            Self::Accept => Command::Accept,
            Self::Decline { ground, text, reason } => {
                Command::Decline { ground, text: map("answer", text)?, reason: optional!("reason", reason) }
            }
            Self::Assign { handler } => Command::Assign { handler },
            Self::Transfer { to, reason } => Command::Transfer { to, reason: map("reason", reason)? },
            Self::Code { codes, form } => Command::Code { codes, form },
            Self::Contact { at, form, reached, note } => {
                Command::Contact { at, form, reached, note: optional!("contact", note) }
            }
            Self::Note { text, investigation } => Command::Note { text: map("note", text)?, investigation },
            Self::Attach { blob, name, media_type, bytes, commitment } => {
                Command::Attach { blob, name: map("file_name", name)?, media_type, bytes, commitment }
            }
            Self::AskMaterial { what } => Command::AskMaterial { what: map("material_asked", what)? },
            Self::ReceiveMaterial { text } => Command::ReceiveMaterial { text: map("material", text)? },
            Self::OpenTask { kind, unit, owner, due_on, due_time, until, amount_cents, details } => {
                let details = optional!("task", details);
                Command::OpenTask { kind, unit, owner, due_on, due_time, until, amount_cents, details }
            }
            Self::FinishTask { task, outcome, note, proof } => Command::FinishTask {
                task,
                outcome,
                note: optional!("task_outcome", note),
                proof: proof.map(|proof| proof.try_map(map)).transpose()?,
            },
            Self::TakeBack => Command::TakeBack,
            Self::CancelTask { task } => Command::CancelTask { task },
            Self::Extend { regime, stage, reason_code, notice_at, reason } => {
                Command::Extend { regime, stage, reason_code, notice_at, reason: optional!("reason", reason) }
            }
            Self::TellExtended { at, evidence } => {
                Command::TellExtended { at, evidence: evidence.try_map(map)? }
            }
            Self::AgreePeriod { due_on, evidence } => {
                Command::AgreePeriod { due_on, evidence: evidence.try_map(map)? }
            }
            Self::PauseClock { cause, from, told_at, evidence } => Command::PauseClock {
                cause,
                from,
                told_at,
                evidence: evidence.map(|evidence| evidence.try_map(map)).transpose()?,
            },
            Self::ResumeClock { at } => Command::ResumeClock { at },
            Self::Raise { urgent, grade, urgency, sensitivity, reason } => {
                Command::Raise { urgent, grade, urgency, sensitivity, reason: map("reason", reason)? }
            }
            Self::ProposeMajor { ground } => Command::ProposeMajor { ground },
            Self::Approve { request } => Command::Approve { request },
            Self::Refuse { request, reason } => Command::Refuse { request, reason: map("reason", reason)? },
            Self::Report { to, at } => Command::Report { to, at },
            Self::Decide { at, outcome, liability, basis, reasons, remedies } => Command::Decide {
                at,
                outcome,
                liability,
                basis: optional!("basis", basis),
                reasons: optional!("reasons", reasons),
                remedies,
            },
            Self::Answer { echo } => Command::Answer { echo: echo.try_map(map)? },
            Self::ProveDelivery { at, evidence } => {
                Command::ProveDelivery { at, evidence: evidence.try_map(map)? }
            }
            Self::Close => Command::Close,
            Self::CallBack { at, reached, satisfaction, note } => {
                Command::CallBack { at, reached, satisfaction, note: optional!("call_back", note) }
            }
            Self::Withdraw { received_at, form, confirmed_at, reason, evidence } => Command::Withdraw {
                received_at,
                form,
                confirmed_at,
                reason: optional!("reason", reason),
                evidence: evidence.map(|evidence| evidence.try_map(map)).transpose()?,
            },
            Self::Reopen { reason } => Command::Reopen { reason: map("reason", reason)? },
            Self::OpenReview { review, requested_at } => Command::OpenReview { review, requested_at },
            Self::ConcludeReview { review, outcome } => Command::ConcludeReview { review, outcome },
            Self::SendFeedback { source, form, at, text } => {
                Command::SendFeedback { source, form, at, text: optional!("feedback", text) }
            }
            Self::FeedbackReturned { source, at, reason } => {
                Command::FeedbackReturned { source, at, reason: optional!("reason", reason) }
            }
            Self::ClaimRight { received_at, claim } => {
                Command::ClaimRight { received_at, claim: map("request", claim)? }
            }
            Self::Rekind { to, reason } => Command::Rekind { to, reason: map("reason", reason)? },
            Self::IssueCode { check, evidence, phone_replaced } => {
                Command::IssueCode { check, evidence: evidence.try_map(map)?, phone_replaced }
            }
            Self::AddParty { party } => Command::AddParty { party },
            Self::Recuse { user, reason, approves } => {
                Command::Recuse { user, reason: map("reason", reason)?, approves }
            }
            Self::Readmit { user, reason } => Command::Readmit { user, reason: map("reason", reason)? },
            Self::Mark { at } => Command::Mark { at },
            Self::Verify { result, note } => {
                Command::Verify { result, note: optional!("verification", note) }
            }
            Self::CentreAnswer { passed, opinion } => {
                Command::CentreAnswer { passed, opinion: optional!("centre_opinion", opinion) }
            }
            Self::CorrectInformation { at } => Command::CorrectInformation { at },
            Self::RemoveMark { at } => Command::RemoveMark { at },
            Self::RecordStatement { text } => Command::RecordStatement { text: map("statement", text)? },
            Self::SetCentreDate { due_on } => Command::SetCentreDate { due_on },
            Self::ReferOn { to, echo } => {
                Command::ReferOn { to: map("referred_to", to)?, echo: echo.try_map(map)? }
            }
            Self::CorrectFact { correction, reason } => {
                Command::CorrectFact { correction, reason: map("reason", reason)? }
            }
            Self::CarryOver { carried } => Command::CarryOver { carried },
        })
    }
}
