//! Calls: what a telephone system hands over becomes masked turns, kept once.

use domain::id::InstitutionId;
use domain::organisation::Right;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::NewCall;

use super::HOT_DAYS_MAX;
use crate::{Caller, Office, OfficeError};

/// A call has no more turns, and none is longer in characters: what is, is cut.
const TURNS_MAX: usize = 2_000;
const TURN_CHARS_MAX: usize = 4_000;
const REFERENCE_CHARS_MAX: usize = 200;
/// How many days a call is kept: a question about this year may be held against the year before, and questions that reach
/// further back are asked of cases alone. What was recorded stays with the telephone system that handed it over.
pub(super) const CALLS_DAYS: i32 = 2 * HOT_DAYS_MAX;
/// Calls deleted in one write.
const DELETED_AT_ONCE: u32 = 2_000;
/// What the tags of calls are made for.
const CALL: vault::Field = vault::Field::new("call");

/// What the speaker of a turn is called where it is one of the institution; the first is kept.
const OURS: [&str; 6] = ["agent", "staff", "坐席", "客服", "座席", "员工"];

/// Everybody else.
const THEIRS: &str = "customer";

/// What one speaker said without a break.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallTurn {
    /// Who: `agent` or `customer`; in a file also as it names them.
    pub speaker: String,
    /// What.
    pub text: String,
}

impl CallTurn {
    /// Whether the institution's own people spoke.
    pub fn is_ours(&self) -> bool {
        OURS.iter().any(|ours| self.speaker.trim().eq_ignore_ascii_case(ours))
    }

    pub(super) fn read(turns: &str) -> Result<Vec<Self>, OfficeError> {
        serde_json::from_str(turns).map_err(|error| OfficeError::Unreadable(format!("a call: {error}")))
    }
}

/// A call as it comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallInput {
    /// What the telephone system calls it.
    pub reference: String,
    /// When it began.
    pub started_at: Timestamp,
    /// What was said.
    pub turns: Vec<CallTurn>,
}

/// What became of calls that came.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct CallsKept {
    /// Kept now.
    pub kept: u64,
    /// Known before.
    pub known: u64,
    /// Of which something is not kept, since they are longer than a call may be.
    pub cut: u64,
}

/// A call as it may be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeardCall {
    /// What the telephone system calls it, masked: some call it by the number that rang.
    pub reference: String,
    /// Whose it is.
    pub institution: InstitutionId,
    /// When it began.
    pub started_at: Timestamp,
    /// What was said, masked.
    pub turns: Vec<CallTurn>,
}

impl Office {
    /// Keeps calls of an institution: masked, each once. Nothing of what was said is kept as it came.
    ///
    /// # Errors
    /// Where the caller may not import for the institution, or the record cannot be written.
    pub async fn keep_calls(
        &self,
        caller: &Caller,
        institution: InstitutionId,
        calls: Vec<CallInput>,
    ) -> Result<CallsKept, OfficeError> {
        if !caller.may(Right::Import, institution, &self.organisation().tree) {
            return Err(OfficeError::Denied { right: Right::Import });
        }
        let imported_at = self.surroundings.now();
        let count = calls.len() as u64;
        let mut masked = Vec::with_capacity(calls.len());
        let mut cut = 0;
        for call in calls {
            let is_long = |turn: &CallTurn| TURN_CHARS_MAX < turn.text.chars().count();
            cut += u64::from(TURNS_MAX < call.turns.len() || call.turns.iter().any(is_long));
            let turns: Vec<CallTurn> = call.turns.into_iter().take(TURNS_MAX).map(masked_turn).collect();
            let turns = serde_json::to_string(&turns)
                .map_err(|error| OfficeError::Unreadable(format!("a call: {error}")))?;
            masked.push(NewCall {
                institution_id: institution,
                reference: self.kept_reference(&call.reference),
                started_at: call.started_at,
                turns,
                imported_at,
            });
        }
        let kept = self.store.calls_put(masked).await?;
        Ok(CallsKept { kept, known: count - kept, cut })
    }

    /// Deletes calls that no question can reach any more; how many there were.
    pub(crate) async fn sweep_calls(&self) -> Result<u64, OfficeError> {
        let before = self.surroundings.now() - SignedDuration::from_hours(24 * i64::from(CALLS_DAYS));
        let mut calls = 0;
        loop {
            let deleted = self.store.calls_delete(before, DELETED_AT_ONCE).await?;
            calls += deleted;
            if deleted < u64::from(DELETED_AT_ONCE) {
                return Ok(calls);
            }
        }
    }

    /// What a call is known by. Some systems call it by the number that rang: then it is kept masked, with a tag that only the
    /// vault's keys make, so that the same call is known again.
    fn kept_reference(&self, reference: &str) -> String {
        let masked = text::mask(reference);
        if masked == reference && reference.chars().count() <= REFERENCE_CHARS_MAX {
            return masked;
        }
        let tag = self.keys().lasting_tag(CALL, reference).0;
        let tag: String = tag.iter().map(|byte| format!("{byte:02x}")).collect();
        let shown: String = masked.chars().take(REFERENCE_CHARS_MAX - tag.len() - 1).collect();
        format!("{shown} {tag}")
    }

    /// One call, if the caller may see it.
    ///
    /// # Errors
    /// Where there is none that they may see.
    pub async fn call(&self, caller: &Caller, call_id: u64) -> Result<HeardCall, OfficeError> {
        let row = self.store.call(call_id).await?.map(|row| row.call);
        let tree = &self.organisation().tree;
        let call = row
            .filter(|call| caller.may(Right::See, call.institution_id, tree))
            .ok_or(OfficeError::NotFound { what: "call" })?;
        Ok(HeardCall {
            turns: CallTurn::read(&call.turns)?,
            reference: call.reference,
            institution: call.institution_id,
            started_at: call.started_at,
        })
    }
}

/// Of the speaker only the side is kept: some systems put the customer's name there.
fn masked_turn(turn: CallTurn) -> CallTurn {
    let speaker = if turn.is_ours() { OURS[0] } else { THEIRS };
    // Masked before it is cut: half a number would not be known for one.
    let text = text::mask(&turn.text).chars().take(TURN_CHARS_MAX).collect();
    CallTurn { speaker: speaker.to_owned(), text }
}
