//! Sealing, and receipts a person can keep.

use std::sync::atomic::Ordering;

use domain::id::{Number, Stream};
use domain::matter::{Echo, Event};
use ledger::{Checkpoint, Entry, Hash, HashAlgorithm, Opening, ReadPlan, Receipt};
use serde::Serialize;

use crate::{Caller, Office, OfficeError, UnmaskReason};

/// How many events one sealing takes at most: short enough that no write waits for it.
const SEAL_LIMIT: u32 = 4_096;

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

impl Office {
    /// The key that checks this installation's checkpoints and receipts.
    pub fn public_key(&self) -> String {
        self.signer.verifying_key().to_string()
    }

    /// Seals everything that waits, then signs the head and keeps the checkpoint in the database and in the file.
    pub async fn seal(&self) -> Result<u64, OfficeError> {
        // Sizes in the file only grow: two who seal at once must not sign in the wrong order.
        let _turn = self.sealing.lock().await;
        let mut sealed = 0;
        let head = loop {
            let step = self.store.seal(SEAL_LIMIT, self.surroundings.now()).await?;
            sealed += step.head.size - step.before;
            if step.head.size == step.before {
                break step.head;
            }
        };
        let newest = self.store.checkpoint_newest().await?.map(|(size, _)| size);
        if head.size > 0 && newest != Some(head.size) {
            self.sign_head(&self.origin().await?, &head).await?;
        }
        self.sealer_came_by.store(self.surroundings.now().as_microsecond(), Ordering::Relaxed);
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
        match self.keys().suite().hasher {
            vault::Hasher::Sha256 => HashAlgorithm::Sha256,
            vault::Hasher::Sm3 => HashAlgorithm::Sm3,
        }
    }

    pub(crate) async fn read_hashes(&self, plan: &ReadPlan) -> Result<Vec<Hash>, OfficeError> {
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

pub(crate) fn ledger_error(error: impl std::error::Error) -> OfficeError {
    OfficeError::Unreadable(error.to_string())
}
