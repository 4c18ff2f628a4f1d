//! Erasing a person: what keeps them, what is deleted, and in which order, so that a kill at any moment leaves an erasure
//! that the next opening completes.
//!
//! 1. One transaction records the event and deletes key, tags, masked copies, subjects, query codes, drafts and sealed items.
//! 2. Attachments' files go.
//! 3. The erasure register says so: no copy of the database brings anybody back.
//! 4. The search index forgets, and deleted bytes leave the database's files. Either may be kept from it (a full disk, a
//!    reader at an older state) and undoes nothing of the erasure: the index catches up by the log, and the purge stays owed
//!    in the record until it was done, by the next opening or by what the program does by itself.
//!
//! [`Office::keep_erasures`] compares register and record at every opening: who is erased in one and not in the other is
//! erased in both, before anything is served. Events, cases and figures stay as they are; commitments mean nothing more.

use domain::id::{BlobId, CaseId, PersonId};
use domain::matter::{Case, Event};
use domain::organisation::Right;
use domain::person::{ErasureReason, PersonEvent, PersonName, PersonState};
use store::{PersonStateRow, Series, StoreError};

use crate::act::owner;
use crate::erasure_register::{self, Erasure};
use crate::jobs::{Counts, JobFailure, Turn};
use crate::{Caller, Office, OfficeError, PersonStanding, erasures_file, erasures_read};

/// The setting that stands in the record from before an erasure until its deleted bytes have left the files.
const PURGE_OWED: &str = "purge_owed";

/// What asking for an erasure came to.
#[derive(Debug, Clone)]
pub enum Erasing {
    /// They are erased.
    Erased(PersonStanding),
    /// Something keeps them: until that is gone, their data is stored and not used.
    Barred(PersonStanding),
}

impl Office {
    /// Erases a person, or says what keeps them; then their data is only stored from now on. Asked again, it is completed.
    pub async fn erase_person(
        &self,
        caller: &Caller,
        name: &PersonName,
        reason: ErasureReason,
    ) -> Result<Erasing, OfficeError> {
        let person = self.person_named(caller, name).await?;
        let (standing, cases) = self.standing(person).await?;
        if standing.state.erased_at().is_none() && !standing.bars.is_empty() {
            if standing.state.restricted.is_none() {
                self.record_person(caller, person, &standing.state, PersonEvent::Restricted { reason })
                    .await?;
            }
            return self.standing(person).await.map(|(standing, _)| Erasing::Barred(standing));
        }
        self.erase(caller, person, &standing.state, &cases, reason).await?;
        self.purge_or_owe().await;
        self.standing(person).await.map(|(standing, _)| Erasing::Erased(standing))
    }

    /// Erases everybody who asked for it and whom nothing keeps any more. Returns who they are. Interrupted, it is run again.
    pub async fn erase_due(&self, caller: &Caller) -> Result<Vec<PersonId>, OfficeError> {
        caller.require_installation(Right::Erase, &self.organisation().tree)?;
        let mut erased = Vec::new();
        for person in self.who_waits_to_be_erased().await? {
            if self.erase_if_free(caller, person).await? {
                erased.push(person);
            }
        }
        if !erased.is_empty() {
            self.purge_or_owe().await;
        }
        Ok(erased)
    }

    /// The same as a job, once a day: whom the rules keep no longer is erased on the day they let go. One who cannot be
    /// erased keeps nobody else waiting.
    pub(crate) async fn erase_due_persons(&self, turn: &mut Turn<'_>) -> Result<Counts, JobFailure> {
        let caller = Caller::system("jobs");
        let (mut erased, mut problem) = (0, None);
        for person in self.who_waits_to_be_erased().await? {
            turn.goes_on().await?;
            match self.erase_if_free(&caller, person).await {
                Ok(true) => erased += 1,
                Ok(false) => {}
                Err(error) => problem = Some(error),
            }
        }
        if erased > 0 {
            self.purge_or_owe().await;
        }
        match problem {
            Some(error) => Err(error.into()),
            None => Ok(Counts::from([("persons", erased)])),
        }
    }

    async fn who_waits_to_be_erased(&self) -> Result<Vec<PersonId>, OfficeError> {
        let waiting = |row: &PersonStateRow| row.restricted_at.is_some() && row.erased_at.is_none();
        let rows = self.store.person_states().await?;
        Ok(rows.into_iter().filter(waiting).map(|row| row.person_id).collect())
    }

    /// Erases somebody who asked for it, unless something still keeps them.
    async fn erase_if_free(&self, caller: &Caller, person: PersonId) -> Result<bool, OfficeError> {
        let (standing, cases) = self.standing(person).await?;
        let Some((_, reason)) = standing.state.restricted.filter(|_| standing.bars.is_empty()) else {
            return Ok(false);
        };
        self.erase(caller, person, &standing.state, &cases, reason).await?;
        Ok(true)
    }

    /// Makes register and record agree: who is erased in one is erased in both. For every opening to write, before anything is
    /// served. Returns how many persons a restored copy had brought back.
    pub async fn keep_erasures(&self) -> Result<usize, OfficeError> {
        let caller = Caller::system("erasure-register");
        let registered = erasures_read(&erasures_file(&self.data_dir))?;
        let recorded = self.store.person_states().await?;
        let is_recorded =
            |person| recorded.iter().any(|row| row.person_id == person && row.erased_at.is_some());
        let mut back = 0;
        for erasure in &registered {
            if is_recorded(erasure.person) {
                continue;
            }
            // An identifier the copy had not handed out yet must never be somebody else's.
            self.pass_identifier(erasure.person).await?;
            let (standing, cases) = self.standing(erasure.person).await?;
            self.erase(&caller, erasure.person, &standing.state, &cases, erasure.reason).await?;
            back += 1;
        }
        for row in recorded.iter().filter(|row| row.erased_at.is_some()) {
            if registered.iter().all(|erasure| erasure.person != row.person_id) {
                let (standing, cases) = self.standing(row.person_id).await?;
                let reason = standing.state.erased.map_or(ErasureReason::PersonAsked, |(_, reason)| reason);
                self.erase(&caller, row.person_id, &standing.state, &cases, reason).await?;
            }
        }
        self.purge_what_is_owed().await;
        Ok(back)
    }

    /// Does what an erasure that was interrupted, or kept from it, left to do.
    pub(crate) async fn purge_what_is_owed(&self) {
        match self.store.setting(PURGE_OWED).await {
            Ok(None) => {}
            // Not knowing whether it is owed, it is done.
            Ok(Some(_)) | Err(_) => self.purge_or_owe().await,
        }
    }

    /// Makes deleted bytes leave the database's files. What keeps it from that is told to the log, and it stays owed.
    async fn purge_or_owe(&self) {
        let purged = async {
            self.store.deleted_purge().await?;
            self.store.setting_delete(PURGE_OWED).await
        };
        if let Err(error) = purged.await {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "what was deleted has not left the database's files yet; it is tried again"
            );
        }
    }

    async fn pass_identifier(&self, person: PersonId) -> Result<(), OfficeError> {
        let next = self.store.allocate(Series::Person, 1).await?;
        if next < person.0 {
            self.store.allocate(Series::Person, person.0 - next).await?;
        }
        Ok(())
    }

    /// Erases a person whom nothing keeps, or completes an erasure that was interrupted.
    async fn erase(
        &self,
        caller: &Caller,
        person: PersonId,
        state: &PersonState,
        cases: &[Case],
        reason: ErasureReason,
    ) -> Result<(), OfficeError> {
        let case_ids: Vec<CaseId> = cases.iter().map(|case| case.case_id).collect();
        let erased_at = match state.erased_at() {
            Some(erased_at) => erased_at,
            None => {
                let items = self.store.sealed_items_of(person).await?;
                let texts = items.iter().map(|item| item.text_id).collect();
                let fact = PersonEvent::Erased { reason, cases: case_ids.clone(), texts };
                self.store.setting_put(PURGE_OWED, "").await?;
                self.record_person(caller, person, state, fact).await?
            }
        };
        self.heard.forget();
        self.delete_files(person, cases).await?;
        self.register(Erasure { person, erased_at, reason })?;
        if let Err(error) = self.search_forget(&case_ids).await {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "the search index has not forgotten an erased person yet; it does when it follows the log"
            );
        }
        Ok(())
    }

    /// Deletes the attachments that were sealed under a person's key.
    async fn delete_files(&self, person: PersonId, cases: &[Case]) -> Result<(), OfficeError> {
        for case in cases.iter().filter(|case| owner(case) == person) {
            let (_, entries) = self.fold(case.case_id).await?;
            let blobs: Vec<BlobId> = entries
                .iter()
                .filter_map(|(_, entry)| match &entry.event {
                    Event::Attached { blob, .. } => Some(*blob),
                    _ => None,
                })
                .collect();
            self.blobs_delete(&blobs)?;
        }
        Ok(())
    }

    fn register(&self, erasure: Erasure) -> Result<(), OfficeError> {
        let path = erasures_file(&self.data_dir);
        if erasures_read(&path)?.iter().any(|one| one.person == erasure.person) {
            return Ok(());
        }
        Ok(erasure_register::append(&path, &[erasure])?)
    }
}

impl From<erasure_register::RegisterError> for OfficeError {
    fn from(error: erasure_register::RegisterError) -> Self {
        match error {
            erasure_register::RegisterError::File { .. } => Self::Store(StoreError::Engine {
                doing: "keeping the erasure register",
                source: Box::new(error),
            }),
            erasure_register::RegisterError::Line { .. } => Self::Unreadable(error.to_string()),
        }
    }
}
