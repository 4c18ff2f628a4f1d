//! When an extension holds: dated inside the running period, approved by sufficient rank, notified, for a known reason.

use jiff::civil::DateTime;
use serde::Serialize;

use super::compute::{Clock, Run};
use super::facts::Extension;
use super::regime::{Stage, Supplied};
use super::terms::{Party, Rank};

/// Why an extension does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize)]
#[serde(tag = "problem", rename_all = "snake_case")]
pub enum ExtendError {
    /// The regime has no such extension.
    #[error("`{stage}` is no extension of this regime: expected one of {expected}")]
    Unknown {
        /// What was asked for.
        stage: String,
        /// What there is.
        expected: String,
    },
    /// The extension before it was not granted.
    #[error("the period is not at `{stage}`: expected that extension first")]
    NotThereYet {
        /// The stage that must run.
        stage: String,
    },
    /// The clock had not begun.
    #[error("approved at `{approved_at}`, before the clock began at `{starts_at}`")]
    BeforeStart {
        /// When it was approved.
        approved_at: DateTime,
        /// When the clock began.
        starts_at: DateTime,
    },
    /// The period it extends was over.
    #[error("approved at `{approved_at}`: expected before the running period ended at `{ended_at}`")]
    AfterExpiry {
        /// When it was approved.
        approved_at: DateTime,
        /// When the period ended.
        ended_at: DateTime,
    },
    /// Whoever approved it may not.
    #[error("approved with rank `{given}`: expected at least `{needed}`")]
    RankTooLow {
        /// The rank of the approver.
        given: Rank,
        /// The rank the rule asks for.
        needed: Rank,
    },
    /// Somebody had to be told and was not.
    #[error("no notice to the {to}: expected one before the running period ends")]
    NoticeMissing {
        /// Who.
        to: Party,
    },
    /// Somebody had to be told and was told too late.
    #[error("notice given at `{notice_at}`: expected before the running period ended at `{ended_at}`")]
    NoticeAfterExpiry {
        /// When the notice was given.
        notice_at: DateTime,
        /// When the period ended.
        ended_at: DateTime,
    },
    /// The rule knows no such reason.
    #[error("reason `{given}` is none of the rule's: expected one of {expected}")]
    UnknownReason {
        /// The reason.
        given: String,
        /// The rule's reasons.
        expected: String,
    },
    /// The notice had to name a day and did not.
    #[error("no last day: expected the day that the notice named, in `until`")]
    NoDay,
}

/// The extension by which a stage runs: `None` when nobody asked for it, else whether it holds.
pub(super) fn granted(clock: &Clock<'_>, stage: &Stage, run: &Run) -> Option<Result<Extension, ExtendError>> {
    stage.extends.as_ref()?;
    let mut refusal = None;
    for extension in asked(clock, stage, run) {
        match check(clock, &extension, run) {
            Ok(()) => return Some(Ok(extension)),
            Err(error) => refusal = refusal.or(Some(Err(error))),
        }
    }
    refusal
}

/// The extensions to a stage that were asked for in a run, and the event that is itself one.
fn asked(clock: &Clock<'_>, stage: &Stage, run: &Run) -> Vec<Extension> {
    let recorded = clock.facts.extensions.iter().filter(|extension| {
        let ours = extension.regime.as_ref().is_none_or(|regime| *regime == clock.regime.id);
        ours && extension.stage == stage.name && run.contains(extension.approved_at)
    });
    let by_event = stage.extended_by.and_then(|event| clock.facts.at(event)).map(|at| Extension {
        regime: None,
        stage: stage.name.clone(),
        reason_code: String::new(),
        approver_rank: Rank::None,
        approved_at: at,
        notice_at: Some(at),
        until: None,
    });
    recorded.cloned().chain(by_event).collect()
}

/// Whether an extension holds in a run.
pub(super) fn check(clock: &Clock<'_>, extension: &Extension, run: &Run) -> Result<(), ExtendError> {
    let unknown = || ExtendError::Unknown {
        stage: extension.stage.clone(),
        expected: list(clock.regime.extensions().map(|stage| stage.name.as_str())),
    };
    let stage = clock.regime.stage(&extension.stage).ok_or_else(unknown)?;
    let extended = stage.extends.as_ref().and_then(|name| clock.regime.stage(name)).ok_or_else(unknown)?;
    // A regime lists a stage before its extension, so this goes up and ends.
    if extended.extends.is_some() && !matches!(granted(clock, extended, run), Some(Ok(_))) {
        return Err(ExtendError::NotThereYet { stage: extended.name.clone() });
    }
    let (_, starts_at, _) = clock.start(extended, run).ok_or_else(unknown)?;
    let approved_at = extension.approved_at;
    let local = |at| clock.counter.zone.local(at);
    if approved_at < starts_at {
        let (approved_at, starts_at) = (local(approved_at), local(starts_at));
        return Err(ExtendError::BeforeStart { approved_at, starts_at });
    }
    let reckoned = clock.reckon(extended, run, approved_at, None).ok_or_else(unknown)?;
    let end = clock.end(&reckoned);
    if end <= approved_at {
        let (approved_at, ended_at) = (local(approved_at), local(end));
        return Err(ExtendError::AfterExpiry { approved_at, ended_at });
    }
    if extension.approver_rank < stage.approver {
        return Err(ExtendError::RankTooLow { given: extension.approver_rank, needed: stage.approver });
    }
    let known =
        |code: &str| stage.reasons.is_empty() || stage.reasons.iter().any(|reason| reason.code == code);
    if !known(&extension.reason_code) {
        return Err(ExtendError::UnknownReason {
            given: extension.reason_code.clone(),
            expected: list(stage.reasons.iter().map(|reason| reason.code.as_str())),
        });
    }
    if let Some(to) = stage.notice_to {
        let notice_at = extension.notice_at.ok_or(ExtendError::NoticeMissing { to })?;
        if end <= notice_at {
            let (notice_at, ended_at) = (local(notice_at), local(end));
            return Err(ExtendError::NoticeAfterExpiry { notice_at, ended_at });
        }
    }
    if stage.supplied == Some(Supplied::Notice) && extension.until.is_none() {
        return Err(ExtendError::NoDay);
    }
    Ok(())
}

fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
