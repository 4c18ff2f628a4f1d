//! Verifying the record against itself and against the signed checkpoints outside it.

use std::path::Path;

use domain::organisation::Right;
use jiff::Timestamp;
use ledger::{StreamVerifier, TreeHead, VerifyingKey};
use serde::Serialize;
use store::{Chronology, Store, StoreError};

use crate::{Caller, FormerLog, Office, OfficeError, checkpoint_file, checkpoints};

/// Waiting events read in one go.
const PAGE: u32 = 10_000;

/// What a verification found.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Verification {
    /// Whether nothing was altered, is missing, was added, reordered or cut off.
    pub ok: bool,
    /// Events read.
    pub events: u64,
    /// The log index of the first bad one.
    pub first_bad: Option<u64>,
    /// What is wrong with it.
    pub reason: Option<String>,
    /// Events that wait to be sealed. Nothing vouches for them yet but their order and their times.
    pub waiting: u64,
    /// When the first of them says it was recorded.
    pub waiting_since: Option<Timestamp>,
    /// Signed checkpoints the log was compared with.
    pub checkpoints: u64,
    /// How many events the newest of them attests.
    pub attested: u64,
    /// Logs that ended when an older database was restored: what they attest above `kept` is not in this record.
    pub former: Vec<FormerLog>,
    /// Sealed texts opened and held to their commitments; none where nobody asked for it.
    pub texts: Option<u64>,
}

impl Verification {
    /// A record, or a file of checkpoints, that cannot be read is bad.
    pub fn unreadable(reason: String) -> Self {
        Self { reason: Some(reason), ..Self::default() }
    }

    pub(crate) fn bad(mut self, first_bad: Option<u64>, reason: impl Into<String>) -> Self {
        (self.ok, self.first_bad, self.reason) = (false, first_bad, Some(reason.into()));
        self
    }
}

/// What waits to be sealed.
#[derive(Debug, Clone, Default)]
struct Waiting {
    /// How many events.
    count: u64,
    /// When the first says it was recorded.
    since: Option<Timestamp>,
    /// The log index of the first that cannot be sealed, and why.
    fault: Option<(u64, String)>,
}

impl Office {
    /// Verifies the whole log for somebody who may.
    pub async fn verify_ledger(&self, caller: &Caller) -> Result<Verification, OfficeError> {
        caller.require(Right::Audit)?;
        let file = checkpoint_file(&self.data_dir);
        verify(self.store.as_ref(), self.signer.verifying_key(), &file, self.surroundings.now()).await
    }

    /// Why sealing cannot go on, if it cannot: the log index of the event it stops at, and what is wrong with that.
    pub async fn sealing_fault(&self) -> Result<Option<(u64, String)>, OfficeError> {
        let size = self.store.head().await?.size;
        let last = match size {
            0 => None,
            _ => self.store.logged_events(size - 1, 1).await?.pop(),
        };
        let latest = last.map_or(i64::MIN, |last| last.event.event.recorded_at.as_microsecond());
        let walk = Chronology::after(latest, self.surroundings.now());
        Ok(waiting(self.store.as_ref(), size, walk).await?.fault)
    }
}

/// Verifies a record against its own head and a file of checkpoints: any changed byte, any event missing, added or
/// reordered, the newest rows cut off, a rewritten tree, a recorded time that cannot be true by the clock `now`. Events that
/// wait to be sealed are held to their order and times. Needs no key but the public one.
///
/// # Errors
/// When the record or the file cannot be read at all; what is merely wrong is in the result.
pub async fn verify(
    store: &dyn Store,
    key: &VerifyingKey,
    checkpoint_file: &Path,
    now: Timestamp,
) -> Result<Verification, OfficeError> {
    let known = checkpoints::read(checkpoint_file, key)?;
    let mut found = Verification {
        checkpoints: known.heads.len() as u64,
        attested: known.heads.iter().map(|head| head.size).max().unwrap_or(0),
        former: known.former,
        ..Verification::default()
    };
    let mut verifier = StreamVerifier::new(store.hash_algorithm(), known.heads);
    let mut walk = Chronology::after(i64::MIN, now);
    let mut bad = None;
    let scan = store
        .scan_leaves(&mut |chunk| {
            for leaf in chunk {
                let Some(recomputed) = leaf.recomputed else {
                    bad = Some((leaf.log_index, "the event is missing".to_owned()));
                    return false;
                };
                if let Err(found) = verifier.push(leaf.log_index, &leaf.stored, &recomputed) {
                    bad = Some((found.index, found.reason.to_string()));
                    return false;
                }
                if let Err(error) = walk.step(leaf.recorded_at) {
                    bad = Some((leaf.log_index, error.to_string()));
                    return false;
                }
            }
            true
        })
        .await?;
    found.events = scan.leaves;
    if scan.head.size > 0 && found.checkpoints == 0 {
        let reason = format!("`{}` holds no checkpoint, and the log is not empty", checkpoint_file.display());
        return Ok(found.bad(None, reason));
    }
    if let Some((index, reason)) = bad {
        return Ok(found.bad(Some(index), reason));
    }
    let report = verifier.finish(&TreeHead { size: scan.head.size, root: scan.head.root });
    found.events = report.events;
    if !report.ok {
        return Ok(found.bad(report.first_bad, report.reason.unwrap_or_default()));
    }
    if let Some((sort, id, version)) = scan.first_stray {
        let reason = format!(
            "{} events have no leaf, the first in stream {sort}/{id} at version {version}",
            scan.stray_events
        );
        return Ok(found.bad(None, reason));
    }
    let waiting = waiting(store, scan.end, walk).await?;
    (found.waiting, found.waiting_since) = (waiting.count, waiting.since);
    if let Some((index, reason)) = waiting.fault {
        return Ok(found.bad(Some(index), format!("what waits to be sealed cannot be: {reason}")));
    }
    found.ok = true;
    Ok(found)
}

/// Reads what waits behind the sealed events and finds the first that cannot be sealed.
async fn waiting(store: &dyn Store, from: u64, mut walk: Chronology) -> Result<Waiting, StoreError> {
    let mut found = Waiting::default();
    let mut expected = from;
    loop {
        let page = store.waiting_events(expected, PAGE).await?;
        let Some(first) = page.first() else { return Ok(found) };
        if found.count == 0 {
            found.since = Timestamp::from_microsecond(first.recorded_at).ok();
        }
        found.count += page.len() as u64;
        for event in page {
            let sound = match event.log_index == expected {
                true => walk.step(event.recorded_at).map_err(|error| error.to_string()),
                false => Err(format!("the next event stored has log index {}", event.log_index)),
            };
            if let Err(reason) = sound {
                found.fault.get_or_insert((expected, reason));
            }
            expected = event.log_index + 1;
        }
    }
}
