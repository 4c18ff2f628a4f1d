//! Sealing, verifying, and receipts a person can keep.

use std::fs::OpenOptions;
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use domain::id::{Number, Stream};
use domain::matter::{Echo, Event};
use domain::organisation::Right;
use ledger::{
    Checkpoint, Entry, Hash, HashAlgorithm, Journal, Opening, ReadPlan, Receipt, StreamVerifier, TreeHead,
    VerifyingKey, journal,
};
use serde::Serialize;
use store::Store;

use crate::{Caller, Office, OfficeError, UnmaskReason};

/// How many events one sealing takes at most: short enough that no write waits for it.
const SEAL_LIMIT: u32 = 4_096;

/// The setting that holds the origin of the log.
const ORIGIN_SETTING: &str = "ledger_origin";

/// The state of the ledger.
#[derive(Debug, Clone, Serialize)]
pub struct LedgerStatus {
    /// The name of the log.
    pub origin: String,
    /// Sealed events.
    pub size: u64,
    /// The root over them, Base64.
    pub root: String,
    /// Events that wait to be sealed.
    pub waiting: u64,
    /// How long the oldest of them has waited, in milliseconds.
    pub lag_ms: Option<i64>,
    /// The size of the newest signed checkpoint.
    pub checkpoint_size: Option<u64>,
    /// The newest signed checkpoint.
    pub checkpoint: Option<String>,
    /// The key that checks checkpoints and receipts.
    pub public_key: String,
}

/// What a verification found.
#[derive(Debug, Clone, Serialize)]
pub struct Verification {
    /// Whether nothing was altered, is missing, was added, reordered or cut off.
    pub ok: bool,
    /// Events read.
    pub events: u64,
    /// The log index of the first bad one.
    pub first_bad: Option<u64>,
    /// What is wrong with it.
    pub reason: Option<String>,
}

impl Verification {
    fn bad(events: u64, first_bad: Option<u64>, reason: impl Into<String>) -> Self {
        Self { ok: false, events, first_bad, reason: Some(reason.into()) }
    }
}

/// The file of checkpoints in a data folder, outside the database.
pub fn checkpoint_file(data_dir: &Path) -> PathBuf {
    data_dir.join("checkpoints.txt")
}

impl Office {
    /// The key that checks this installation's checkpoints and receipts.
    pub fn public_key(&self) -> String {
        self.signer.verifying_key().to_string()
    }

    /// The log's name. The first caller of a new installation gives it one.
    pub async fn origin(&self) -> Result<String, OfficeError> {
        if let Some(origin) = self.store.setting(ORIGIN_SETTING).await? {
            return Ok(origin);
        }
        let mut bytes = [0; 8];
        self.surroundings.fill(&mut bytes);
        let random: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let origin = format!("huiyin.example/{random}");
        self.store.setting_put(ORIGIN_SETTING, &origin).await?;
        Ok(origin)
    }

    /// Seals everything that waits, then signs the head and keeps the checkpoint in the database and in the file.
    pub async fn seal(&self) -> Result<u64, OfficeError> {
        // Sizes in the file only grow: two who seal at once must not sign in the wrong order.
        let _turn = self.sealing.lock().await;
        let mut sealed = 0;
        let head = loop {
            let step = self.store.seal(SEAL_LIMIT).await?;
            sealed += step.head.size - step.before;
            if step.head.size == step.before {
                break step.head;
            }
        };
        let newest = self.store.checkpoint_newest().await?.map(|(size, _)| size);
        if head.size > 0 && newest != Some(head.size) {
            let tree = TreeHead { size: head.size, root: head.root };
            let checkpoint = Checkpoint::new(&self.origin().await?, tree, self.store.hash_algorithm())
                .map_err(ledger_error)?;
            let signed = checkpoint.sign(&self.signer).map_err(ledger_error)?;
            // The file first: a checkpoint the database knows is also outside it. Signing one size twice does no harm.
            let file = checkpoint_file(&self.data_dir);
            append_record(&file, &signed)
                .map_err(|error| OfficeError::Vault(format!("{}: {error}", file.display())))?;
            self.store.checkpoint_put(head.size, &signed).await?;
        }
        Ok(sealed)
    }

    /// The state of the ledger.
    pub async fn ledger_status(&self) -> Result<LedgerStatus, OfficeError> {
        let head = self.store.head().await?;
        let (waiting, oldest) = self.store.unsealed().await?;
        let newest = self.store.checkpoint_newest().await?;
        let now = self.surroundings.now();
        Ok(LedgerStatus {
            origin: self.origin().await?,
            size: head.size,
            root: head.root.to_base64(),
            waiting,
            lag_ms: oldest
                .map(|oldest| now.duration_since(oldest).as_millis().try_into().unwrap_or(i64::MAX)),
            checkpoint_size: newest.as_ref().map(|(size, _)| *size),
            checkpoint: newest.map(|(_, note)| note),
            public_key: self.public_key(),
        })
    }

    /// Verifies the whole log for somebody who may.
    pub async fn verify_ledger(&self, caller: &Caller) -> Result<Verification, OfficeError> {
        caller.require(Right::Audit)?;
        let file = checkpoint_file(&self.data_dir);
        verify(self.store.as_ref(), self.signer.verifying_key(), &file).await
    }

    /// A receipt for a case: every sealed event with its proof, and the words the person wrote opened. It shows those
    /// words in full, so it is a look like any other and recorded before it is made.
    pub async fn receipt(
        &self,
        caller: &Caller,
        number: &Number,
        reason: UnmaskReason,
    ) -> Result<Receipt, OfficeError> {
        let (case, _) = self.load(caller, number).await?;
        self.record_look(caller, &case, vec!["receipt".to_owned()], reason).await?;
        self.receipt_of(case.case_id).await
    }

    /// [`receipt`](Self::receipt) once the look was recorded, or number and query code were shown.
    pub(crate) async fn receipt_of(&self, case_id: domain::id::CaseId) -> Result<Receipt, OfficeError> {
        self.seal().await?;
        let (_, entries) = self.fold(case_id).await?;
        let indexes = self.store.log_indexes(Stream::Case(case_id)).await?;
        let (size, signed) =
            self.store.checkpoint_newest().await?.ok_or(OfficeError::NotFound { what: "checkpoint" })?;
        let checkpoint = Checkpoint::open(&signed, self.signer.verifying_key()).map_err(ledger_error)?;
        let mut proven = Vec::new();
        for (stored, entry) in &entries {
            let Some((_, log_index)) =
                indexes.iter().find(|(version, index)| *version == stored.version && *index < size)
            else {
                continue;
            };
            let plan = ReadPlan::inclusion(*log_index, size).map_err(ledger_error)?;
            let inclusion_proof = self.read_hashes(&plan).await?;
            let openings = self.openings(&entry.event).await?;
            proven.push(Entry { log_index: *log_index, leaf: stored.leaf_data(), openings, inclusion_proof });
        }
        proven.sort_by_key(|entry| entry.log_index);
        Ok(Receipt::new(&checkpoint, &signed, proven))
    }

    /// Opens the words between the person and the institution in an event: what they asked, told, sent and withdrew with, and
    /// the answer. What staff write for each other stays sealed.
    async fn openings(&self, event: &Event) -> Result<Vec<Opening>, OfficeError> {
        let own = match event {
            Event::Received(received) => vec![Some(received.subject), received.narrative, received.request],
            Event::RepeatMerged { material, .. } => vec![*material],
            Event::MaterialReceived { text } => vec![Some(*text)],
            Event::Withdrawn { reason, .. } => vec![*reason],
            Event::Echoed { echo: Echo::Answered { text, .. } } => vec![*text],
            Event::CarriedOver(carried) => match &carried.echo {
                Some(Echo::CarriedOver { text, .. } | Echo::Answered { text, .. }) => vec![*text],
                _ => vec![],
            },
            _ => vec![],
        };
        let mut openings = Vec::new();
        for text in own.into_iter().flatten() {
            let Some(item) = self.store.sealed_item(text.text_id).await? else { continue };
            for (_, opened) in self.open_items(vec![item]).await? {
                openings.push(Opening {
                    hash: self.commitment_hash(),
                    commitment: Hash(text.commitment.0),
                    salt: opened.salt,
                    text: opened.words,
                });
            }
        }
        Ok(openings)
    }

    fn commitment_hash(&self) -> HashAlgorithm {
        match self.keys.suite().hasher {
            vault::Hasher::Sha256 => HashAlgorithm::Sha256,
            vault::Hasher::Sm3 => HashAlgorithm::Sm3,
        }
    }

    async fn read_hashes(&self, plan: &ReadPlan) -> Result<Vec<Hash>, OfficeError> {
        let mut rows = Vec::with_capacity(plan.row_ranges().len());
        for range in plan.row_ranges() {
            let (from, until) = (range.indexes.start, range.indexes.end);
            rows.push(match range.level {
                0 => self.store.leaf_hashes(from, until).await?,
                level => self.store.tile_hashes(level, from, until).await?,
            });
        }
        plan.hashes(self.store.hash_algorithm(), &rows).map_err(ledger_error)
    }
}

/// Verifies a record against its own head and a file of checkpoints: any changed byte, any event missing, added or
/// reordered, the newest rows cut off, a rewritten tree. Needs no key but the public one.
///
/// # Errors
/// When the record or the file cannot be read at all; what is merely wrong is in the result.
pub async fn verify(
    store: &dyn Store,
    key: &VerifyingKey,
    checkpoints: &Path,
) -> Result<Verification, OfficeError> {
    let heads = match std::fs::read(checkpoints) {
        Ok(bytes) => read_checkpoints(&bytes, key, checkpoints)?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(OfficeError::Unreadable(format!("{}: {error}", checkpoints.display()))),
    };
    let attested = heads.iter().map(|head| head.size).max().unwrap_or(0);
    let head = store.head().await?;
    if head.size > 0 && heads.is_empty() {
        let reason = format!("`{}` holds no checkpoint, and the log is not empty", checkpoints.display());
        return Ok(Verification::bad(0, None, reason));
    }
    let mut verifier = StreamVerifier::new(store.hash_algorithm(), heads);
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
            }
            true
        })
        .await?;
    if let Some((index, reason)) = bad {
        return Ok(Verification::bad(scan.leaves, Some(index), reason));
    }
    let report = verifier.finish(&TreeHead { size: head.size, root: head.root });
    if !report.ok {
        return Ok(Verification::bad(report.events, report.first_bad, report.reason.unwrap_or_default()));
    }
    if let Some((sort, id, version)) = scan.first_stray {
        let reason = format!(
            "{} events have no leaf, the first in stream {sort}/{id} at version {version}",
            scan.stray_events
        );
        return Ok(Verification::bad(report.events, None, reason));
    }
    if head.size < attested {
        let reason = format!("the log ends at {} events; a checkpoint attests {attested}", head.size);
        return Ok(Verification::bad(report.events, Some(head.size), reason));
    }
    Ok(Verification { ok: true, events: report.events, first_bad: None, reason: None })
}

fn read_checkpoints(bytes: &[u8], key: &VerifyingKey, file: &Path) -> Result<Vec<TreeHead>, OfficeError> {
    let unreadable =
        |error: &dyn std::fmt::Display| OfficeError::Unreadable(format!("{}: {error}", file.display()));
    let journal = Journal::parse(bytes).map_err(|error| unreadable(&error))?;
    let opened = journal.open_all(key).map_err(|error| unreadable(&error))?;
    Ok(opened.iter().map(Checkpoint::head).collect())
}

/// Appends a checkpoint to its file and makes it durable. A record torn by a kill is cut off first.
fn append_record(path: &Path, signed: &str) -> std::io::Result<()> {
    let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
    let length = file.seek(SeekFrom::End(0))?;
    let complete = complete_length(&mut file, length)?;
    if complete != length {
        file.set_len(complete)?;
    }
    file.seek(SeekFrom::Start(complete))?;
    file.write_all(journal::record(signed).as_bytes())?;
    file.sync_data()
}

/// Where the last whole record ends: after the last blank line. Only the end of the file is read.
fn complete_length(file: &mut std::fs::File, length: u64) -> std::io::Result<u64> {
    const TAIL: u64 = 4_096;
    let start = length.saturating_sub(TAIL);
    file.seek(SeekFrom::Start(start))?;
    let mut tail = Vec::new();
    std::io::Read::read_to_end(file, &mut tail)?;
    if tail.is_empty() || tail.ends_with(b"\n\n") {
        return Ok(length);
    }
    let end = tail.windows(2).rposition(|pair| pair == b"\n\n").map_or(0, |at| at as u64 + 2);
    Ok(start + end)
}

fn ledger_error(error: impl std::error::Error) -> OfficeError {
    OfficeError::Unreadable(error.to_string())
}
