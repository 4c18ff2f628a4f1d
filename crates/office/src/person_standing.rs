//! How things stand with a person: their history, what keeps them from being erased, the wish taken back, legal holds.

use domain::id::{PersonId, Stream};
use domain::matter::{Case, Recorded, Refusal};
use domain::organisation::Right;
use domain::person::{
    ErasureBar, HoldLiftReason, HoldReason, PersonEvent, PersonName, PersonState, erasable_from, erasure_bars,
};
use jiff::Timestamp;
use jiff::civil::Date;
use store::{
    Append, CaseFilter, CaseOrder, CaseQuery, Change, Expected, PersonStateRow, Scope, StoredEvent,
    StreamWrite,
};

use crate::{Caller, Office, OfficeError};

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
        if standing.state.erased_at().is_some() {
            return Err(Refusal::PersonErased.into());
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

    /// The person somebody names, for who may erase.
    pub(crate) async fn person_named(
        &self,
        caller: &Caller,
        name: &PersonName,
    ) -> Result<PersonId, OfficeError> {
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

    pub(crate) async fn standing(
        &self,
        person: PersonId,
    ) -> Result<(PersonStanding, Vec<Case>), OfficeError> {
        let state = self.person_history(person).await?;
        let cases = self.every_case_of(person).await?;
        let book = self.book();
        let bars = match state.erased_at() {
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

    /// Records a fact about a person together with the row it makes, and returns when.
    pub(crate) async fn record_person(
        &self,
        caller: &Caller,
        person: PersonId,
        before: &PersonState,
        fact: PersonEvent,
    ) -> Result<Timestamp, OfficeError> {
        let now = self.surroundings.now();
        let mut state = before.clone();
        state.evolve(now, &fact);
        let change = match state.erased_at() {
            Some(erased_at) => Change::PersonErased { person_id: person, erased_at },
            None => Change::PersonState(state_row(person, &state)),
        };
        let write = StreamWrite {
            stream: Stream::Person(person),
            expected: Expected::Version(before.version),
            events: vec![self.event(caller, &fact, now)?],
        };
        self.store.append(Append { writes: vec![write], changes: vec![change] }).await?;
        Ok(now)
    }
}

/// The row that a person's state makes.
pub(crate) fn state_row(person_id: PersonId, state: &PersonState) -> PersonStateRow {
    PersonStateRow {
        person_id,
        restricted_at: state.restricted.map(|(since, _)| kept(since)),
        holds: if state.erased_at().is_some() {
            0
        } else {
            u32::try_from(state.holds.len()).unwrap_or(u32::MAX)
        },
        erased_at: state.erased_at().map(kept),
    }
}

/// A moment as rows keep it, to the microsecond.
fn kept(at: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(at.as_microsecond()).unwrap_or(at)
}
