//! Erasing a person: what keeps them, what is deleted, and in which order, so that a kill at any moment leaves an erasure
//! that the next opening completes.
//!
//! 1. One transaction records the event and deletes key, tags, masked copies, subjects, query codes, drafts and sealed items.
//! 2. Attachments' files go, those who hold copies of their own forget, and deleted bytes leave the database's files.
//! 3. The erasure register says so. Only then is the erasure told as done.
//!
//! [`Office::keep_erasures`] compares register and record at every opening: who is erased in one and not in the other is
//! erased in both, before anything is served. Events, cases and figures stay as they are; commitments mean nothing more.

use domain::id::{BlobId, CaseId, PersonId, Stream};
use domain::matter::{Case, Event, Recorded};
use domain::organisation::Right;
use domain::person::{
    ErasureBar, ErasureReason, HoldLiftReason, HoldReason, PersonEvent, PersonName, PersonState,
    erasable_from, erasure_bars,
};
use jiff::Timestamp;
use jiff::civil::Date;
use store::{
    Append, CaseFilter, CaseOrder, CaseQuery, Change, Expected, PersonStateRow, Scope, Series, StoreError,
    StoredEvent, StreamWrite,
};

use crate::act::owner;
use crate::erasure_register::{self, Erasure};
use crate::{Caller, Office, OfficeError, erasures_file, erasures_read};

/// Cases read in one go.
const PAGE: u32 = 500;

/// How things stand with a person's erasure.
#[derive(Debug, Clone)]
pub struct PersonStanding {
    /// The person.
    pub person_id: PersonId,
    /// What their events come to.
    pub state: PersonState,
    /// What keeps them from being erased today; nothing where they may be.
    pub bars: Vec<ErasureBar>,
    /// The first day on which they may be; none while a case is open or a hold is set.
    pub erasable_from: Option<Date>,
    /// How many cases they are a party of.
    pub cases: usize,
}

/// What asking for an erasure came to.
#[derive(Debug, Clone)]
pub enum Erasing {
    /// They are erased.
    Erased(PersonStanding),
    /// Something keeps them: until that is gone, their data is stored and not used.
    Barred(PersonStanding),
}

impl Office {
    /// How things stand with a person.
    pub async fn person_standing(
        &self,
        caller: &Caller,
        name: &PersonName,
    ) -> Result<PersonStanding, OfficeError> {
        let person = self.person_named(caller, name).await?;
        self.standing(person).await.map(|(standing, _)| standing)
    }

    /// Erases a person, or says what keeps them; then their data is only stored from now on. Asked again, it is completed.
    pub async fn erase_person(
        &self,
        caller: &Caller,
        name: &PersonName,
        reason: ErasureReason,
    ) -> Result<Erasing, OfficeError> {
        let person = self.person_named(caller, name).await?;
        let (standing, cases) = self.standing(person).await?;
        if standing.state.erased_at.is_none() && !standing.bars.is_empty() {
            if standing.state.restricted.is_none() {
                self.record_person(caller, person, &standing.state, PersonEvent::Restricted { reason })
                    .await?;
            }
            return self.standing(person).await.map(|(standing, _)| Erasing::Barred(standing));
        }
        self.erase(caller, person, &standing.state, &cases, reason).await?;
        self.standing(person).await.map(|(standing, _)| Erasing::Erased(standing))
    }

    /// Erases everybody who asked for it and whom nothing keeps any more. Returns who they are. Interrupted, it is run again.
    pub async fn erase_due(&self, caller: &Caller) -> Result<Vec<PersonId>, OfficeError> {
        caller.require_installation(Right::Erase, &self.organisation().tree)?;
        let mut erased = Vec::new();
        for row in self.store.person_states().await? {
            let (standing, cases) = self.standing(row.person_id).await?;
            if let Some((_, reason)) = standing.state.restricted.filter(|_| standing.bars.is_empty()) {
                self.erase(caller, row.person_id, &standing.state, &cases, reason).await?;
                erased.push(row.person_id);
            }
        }
        Ok(erased)
    }

    /// Takes the wish to be erased back: the person's data may be used again.
    pub async fn lift_restriction(
        &self,
        caller: &Caller,
        name: &PersonName,
    ) -> Result<PersonStanding, OfficeError> {
        let person = self.person_named(caller, name).await?;
        let (standing, _) = self.standing(person).await?;
        if standing.state.restricted.is_none() {
            return Err(OfficeError::NotFound { what: "restriction" });
        }
        self.record_person(caller, person, &standing.state, PersonEvent::RestrictionLifted {}).await?;
        self.standing(person).await.map(|(standing, _)| standing)
    }

    /// Forbids erasing a person until the hold is lifted.
    pub async fn set_hold(
        &self,
        caller: &Caller,
        name: &PersonName,
        reason: HoldReason,
    ) -> Result<PersonStanding, OfficeError> {
        let person = self.person_named(caller, name).await?;
        let (standing, _) = self.standing(person).await?;
        if standing.state.erased_at.is_some() {
            return Err(domain::matter::Refusal::PersonErased.into());
        }
        let hold = standing.state.holds_ever + 1;
        self.record_person(caller, person, &standing.state, PersonEvent::HoldSet { hold, reason }).await?;
        self.standing(person).await.map(|(standing, _)| standing)
    }

    /// Lifts a hold.
    pub async fn lift_hold(
        &self,
        caller: &Caller,
        name: &PersonName,
        hold: u32,
        reason: HoldLiftReason,
    ) -> Result<PersonStanding, OfficeError> {
        let person = self.person_named(caller, name).await?;
        let (standing, _) = self.standing(person).await?;
        if !standing.state.holds.contains_key(&hold) {
            return Err(OfficeError::NotFound { what: "hold" });
        }
        self.record_person(caller, person, &standing.state, PersonEvent::HoldLifted { hold, reason }).await?;
        self.standing(person).await.map(|(standing, _)| standing)
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
                let reason = ErasureReason::PersonAsked;
                self.erase(&caller, row.person_id, &standing.state, &cases, reason).await?;
            }
        }
        Ok(back)
    }

    async fn pass_identifier(&self, person: PersonId) -> Result<(), OfficeError> {
        let next = self.store.allocate(Series::Person, 1).await?;
        if next < person.0 {
            self.store.allocate(Series::Person, person.0 - next).await?;
        }
        Ok(())
    }

    /// The person somebody names, for who may erase.
    async fn person_named(&self, caller: &Caller, name: &PersonName) -> Result<PersonId, OfficeError> {
        caller.require_installation(Right::Erase, &self.organisation().tree)?;
        let not_found = || OfficeError::NotFound { what: "person" };
        match name {
            PersonName::ComplainantOf(number) => {
                let (case, _) = self.load(caller, number).await?;
                case.complainant().ok_or_else(not_found)
            }
            PersonName::Person(person) => {
                let known = self.store.person_key(*person).await?.is_some()
                    || self.store.person_state(*person).await?.is_some();
                known.then_some(*person).ok_or_else(not_found)
            }
        }
    }

    async fn standing(&self, person: PersonId) -> Result<(PersonStanding, Vec<Case>), OfficeError> {
        let state = self.person_history(person).await?;
        let cases = self.every_case_of(person).await?;
        let book = self.book();
        let bars = match state.erased_at {
            Some(_) => Vec::new(),
            None => erasure_bars(&state, &cases, &book, self.today()),
        };
        let erasable_from = erasable_from(&bars);
        let standing = PersonStanding { person_id: person, state, bars, erasable_from, cases: cases.len() };
        Ok((standing, cases))
    }

    /// What a person's events come to.
    pub(crate) async fn person_history(&self, person: PersonId) -> Result<PersonState, OfficeError> {
        let mut state = PersonState::default();
        for StoredEvent { event, .. } in self.store.stream_events(Stream::Person(person)).await? {
            let fact = PersonEvent::from_stored(&event.name, event.name_version, &event.payload)
                .map_err(|error| OfficeError::Unreadable(format!("person {person}: {error}")))?;
            state.evolve(event.occurred_at, &fact);
        }
        Ok(state)
    }

    async fn every_case_of(&self, person: PersonId) -> Result<Vec<Case>, OfficeError> {
        let mut query = CaseQuery {
            scope: Scope::All,
            filter: CaseFilter { person: Some(person), ..CaseFilter::default() },
            order: CaseOrder::Newest,
            cursor: None,
            backward: false,
            limit: PAGE,
        };
        let mut cases = Vec::new();
        loop {
            let page = self.store.case_list(&query).await?;
            for row in page.rows {
                cases.push(self.fold(row.case_id).await?.0);
            }
            query.cursor = page.next;
            if query.cursor.is_none() {
                return Ok(cases);
            }
        }
    }

    /// Records a fact about a person together with the row it makes.
    async fn record_person(
        &self,
        caller: &Caller,
        person: PersonId,
        before: &PersonState,
        fact: PersonEvent,
    ) -> Result<(), OfficeError> {
        let now = self.surroundings.now();
        let mut state = before.clone();
        state.evolve(now, &fact);
        let change = match state.erased_at {
            Some(erased_at) => Change::PersonErased { person_id: person, erased_at },
            None => Change::PersonState(state_row(person, &state)),
        };
        let write = StreamWrite {
            stream: Stream::Person(person),
            expected: Expected::Version(before.version),
            events: vec![self.event(caller, &fact, now)?],
        };
        self.store.append(Append { writes: vec![write], changes: vec![change] }).await?;
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
        let erased_at = match state.erased_at {
            Some(erased_at) => erased_at,
            None => {
                let items = self.store.sealed_items_of(person).await?;
                let texts = items.iter().map(|item| item.text_id).collect();
                let fact = PersonEvent::Erased { reason, cases: case_ids.clone(), texts };
                self.record_person(caller, person, state, fact).await?;
                self.surroundings.now()
            }
        };
        self.delete_files(person, cases).await?;
        self.search_forget(&case_ids).await?;
        self.store.deleted_purge().await?;
        self.register(Erasure { person, erased_at, reason })
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

/// The row that a person's state makes.
pub(crate) fn state_row(person_id: PersonId, state: &PersonState) -> PersonStateRow {
    PersonStateRow {
        person_id,
        restricted_at: state.restricted.map(|(since, _)| kept(since)),
        holds: if state.erased_at.is_some() {
            0
        } else {
            u32::try_from(state.holds.len()).unwrap_or(u32::MAX)
        },
        erased_at: state.erased_at.map(kept),
    }
}

/// A moment as rows keep it, to the microsecond.
fn kept(at: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(at.as_microsecond()).unwrap_or(at)
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
