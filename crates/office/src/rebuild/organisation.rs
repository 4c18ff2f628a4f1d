//! What events say the institutions, the staff and the states of persons are.

use std::collections::{BTreeSet, HashMap};

use domain::id::{InstitutionId, PersonId, Stream, UserId};
use domain::matter::Recorded;
use domain::organisation::{Grant, InstitutionEvent, OfficeEvent, Role, UserEvent};
use store::{Change, InstitutionRow, NewEvent, PersonStateRow, RoleRow, UserRow};

use crate::person_standing::state_row;
use crate::second_factor::second_factor_setting;
use crate::{Office, OfficeError};

/// Streams listed in one go.
const STREAMS: u32 = 500;
/// The name of [`OfficeEvent::SecondFactorRequired`].
const SECOND_FACTOR_REQUIRED: &str = "second_factor_required";

/// Rows that are not of cases.
#[derive(Default)]
pub(crate) struct OrganisationRows {
    pub(crate) institutions: Vec<InstitutionRow>,
    pub(crate) users: Vec<UserRow>,
    pub(crate) persons: Vec<PersonStateRow>,
    /// Who has to show a second factor.
    pub(crate) second_factor_roles: BTreeSet<Role>,
    /// Events they follow from.
    pub(crate) events: u64,
}

impl OrganisationRows {
    pub(crate) fn changes(self) -> Result<Vec<Change>, OfficeError> {
        let roles = second_factor_setting(&self.second_factor_roles)?;
        let institutions = self.institutions.into_iter().map(Change::Institution);
        let users = self.users.into_iter().map(Change::User);
        let persons = self.persons.into_iter().map(Change::PersonState);
        Ok(institutions.chain(users).chain(persons).chain([roles]).collect())
    }
}

impl Office {
    pub(crate) async fn organisation_rows(&self) -> Result<OrganisationRows, OfficeError> {
        let mut rows = OrganisationRows::default();
        for id in self.all_streams(2).await? {
            rows.events += self.institution_row(InstitutionId(id), &mut rows.institutions).await?;
        }
        // Names to show are not in events; they are carried over from the rows there are.
        let names: HashMap<UserId, String> =
            self.store.users().await?.into_iter().map(|user| (user.user_id, user.display_name)).collect();
        for id in self.all_streams(3).await? {
            rows.events += self.user_row(UserId(id), &names, &mut rows.users).await?;
        }
        for id in self.all_streams(4).await? {
            let state = self.person_history(PersonId(id)).await?;
            rows.events += u64::from(state.version);
            rows.persons.push(state_row(PersonId(id), &state));
        }
        for stored in self.store.stream_events(Stream::Office).await? {
            // Acts of programs stand in the same stream.
            if stored.event.name == SECOND_FACTOR_REQUIRED
                && let OfficeEvent::SecondFactorRequired { roles } = read(&stored.event)?
            {
                rows.second_factor_roles = roles;
                rows.events += 1;
            }
        }
        Ok(rows)
    }

    async fn institution_row(
        &self,
        institution_id: InstitutionId,
        rows: &mut Vec<InstitutionRow>,
    ) -> Result<u64, OfficeError> {
        let events = self.store.stream_events(Stream::Institution(institution_id)).await?;
        if let Some(newest) = events.last() {
            let InstitutionEvent::InstitutionSet(institution) = read(&newest.event)?;
            let details = serde_json::to_string(&institution)
                .map_err(|error| OfficeError::Unreadable(error.to_string()))?;
            rows.push(InstitutionRow {
                institution_id,
                version: newest.version,
                code: institution.code,
                details,
            });
        }
        Ok(events.len() as u64)
    }

    async fn user_row(
        &self,
        user_id: UserId,
        names: &HashMap<UserId, String>,
        rows: &mut Vec<UserRow>,
    ) -> Result<u64, OfficeError> {
        let events = self.store.stream_events(Stream::User(user_id)).await?;
        let mut row: Option<UserRow> = None;
        for stored in &events {
            let UserEvent::UserSet { login, institution, grants, active } = read(&stored.event)? else {
                continue;
            };
            let role =
                |grant: &Grant| RoleRow { role: grant.role.to_string(), institution_id: grant.institution };
            row = Some(UserRow {
                user_id,
                version: row.map_or(0, |row| row.version) + 1,
                display_name: names.get(&user_id).unwrap_or(&login).clone(),
                login,
                active,
                institution_id: institution,
                roles: grants.iter().map(role).collect(),
            });
        }
        rows.extend(row);
        Ok(events.len() as u64)
    }

    pub(super) async fn all_streams(&self, sort: u8) -> Result<Vec<u64>, OfficeError> {
        let mut all = Vec::new();
        loop {
            let ids = self.store.stream_ids(sort, all.last().copied().unwrap_or(0), STREAMS).await?;
            if ids.is_empty() {
                return Ok(all);
            }
            all.extend(ids);
        }
    }
}

pub(super) fn read<E: Recorded>(event: &NewEvent) -> Result<E, OfficeError> {
    E::from_stored(&event.name, event.name_version, &event.payload)
        .map_err(|error| OfficeError::Unreadable(error.to_string()))
}
