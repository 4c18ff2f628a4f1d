//! Rebuilding the read models from the events, with equal result.

use std::collections::HashMap;

use domain::id::{Actor, CaseId, ChannelId, InstitutionId, PersonId, Stream, UserId};
use domain::matter::Recorded;
use domain::open_channel::ChannelEvent;
use domain::organisation::{Grant, InstitutionEvent, UserEvent};
use store::{Change, ChannelRow, InstitutionRow, MaskedText, NewEvent, RoleRow, UserRow};

use crate::open_channels;
use crate::person_standing::state_row;
use crate::projection::Projecting;
use crate::read::text_ids;
use crate::{Office, OfficeError};

/// Streams read in one go.
const BATCH: u32 = 500;

/// What a rebuild did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rebuilt {
    /// Cases written.
    pub cases: u64,
    /// Events read.
    pub events: u64,
}

impl Office {
    /// Empties the read models and writes them again from the events and the vault. Interrupted, it is run again;
    /// masked copies are made anew, so better masking reaches old cases this way.
    pub async fn rebuild(&self, mut progress: impl FnMut(Rebuilt) + Send) -> Result<Rebuilt, OfficeError> {
        let mut done = Rebuilt::default();
        // The first write after clearing happens in one transaction with it: an interruption leaves the old rows whole.
        let mut changes = self.rebuild_institutions(&mut done).await?;
        changes.extend(self.rebuild_users(&mut done).await?);
        changes.extend(self.rebuild_persons(&mut done).await?);
        changes.extend(self.rebuild_channels(&mut done).await?);
        self.store.views_clear().await?;
        self.store.append_views(changes).await?;
        self.reload_organisation().await?;
        let mut after = 0;
        loop {
            let ids = self.store.stream_ids(1, after, BATCH).await?;
            let Some(last) = ids.last() else { return Ok(done) };
            after = *last;
            let mut changes = Vec::new();
            for id in ids {
                changes.extend(self.rebuild_case(CaseId(id), &mut done).await?);
            }
            self.store.append_views(changes).await?;
            progress(done);
        }
    }

    pub(crate) async fn rebuild_case(
        &self,
        case_id: CaseId,
        done: &mut Rebuilt,
    ) -> Result<Vec<Change>, OfficeError> {
        let (case, entries) = self.fold(case_id).await?;
        done.cases += 1;
        done.events += entries.len() as u64;
        let mut items = Vec::new();
        for text_id in text_ids(&entries)? {
            items.extend(self.store.sealed_item(text_id).await?);
        }
        let opened = self.open_items(items).await?;
        let masked: HashMap<_, _> =
            opened.into_iter().map(|(id, opened)| (id, text::mask(&opened.words))).collect();
        let subject = masked.get(&case.subject.text_id).cloned().unwrap_or_default();
        let organisation = self.organisation();
        let book = self.book();
        let projecting = Projecting { book: &book, tree: &organisation.tree, now: self.surroundings.now() };
        let mut changes = projecting.changes(None, &case, &subject);
        changes.extend(
            masked.into_iter().map(|(text_id, masked)| Change::Masked(MaskedText { text_id, masked })),
        );
        Ok(changes)
    }

    pub(crate) async fn rebuild_institutions(&self, done: &mut Rebuilt) -> Result<Vec<Change>, OfficeError> {
        let mut changes = Vec::new();
        for id in self.all_streams(2).await? {
            let events = self.store.stream_events(Stream::Institution(InstitutionId(id))).await?;
            done.events += events.len() as u64;
            let Some(newest) = events.last() else { continue };
            let InstitutionEvent::InstitutionSet(institution) = read(&newest.event)?;
            let details = serde_json::to_string(&institution)
                .map_err(|error| OfficeError::Unreadable(error.to_string()))?;
            changes.push(Change::Institution(InstitutionRow {
                institution_id: InstitutionId(id),
                version: newest.version,
                code: institution.code,
                details,
            }));
        }
        Ok(changes)
    }

    /// Names to show are not in events; they are carried over from the rows there are.
    pub(crate) async fn rebuild_users(&self, done: &mut Rebuilt) -> Result<Vec<Change>, OfficeError> {
        let names: HashMap<UserId, String> =
            self.store.users().await?.into_iter().map(|user| (user.user_id, user.display_name)).collect();
        let mut changes = Vec::new();
        for id in self.all_streams(3).await? {
            let user_id = UserId(id);
            let events = self.store.stream_events(Stream::User(user_id)).await?;
            done.events += events.len() as u64;
            let mut row: Option<UserRow> = None;
            for stored in &events {
                let UserEvent::UserSet { login, institution, grants, active } = read(&stored.event)? else {
                    continue;
                };
                let role = |grant: &Grant| RoleRow {
                    role: grant.role.to_string(),
                    institution_id: grant.institution,
                };
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
            changes.extend(row.map(Change::User));
        }
        Ok(changes)
    }

    pub(crate) async fn rebuild_persons(&self, done: &mut Rebuilt) -> Result<Vec<Change>, OfficeError> {
        let mut changes = Vec::new();
        for id in self.all_streams(4).await? {
            let state = self.person_history(PersonId(id)).await?;
            done.events += u64::from(state.version);
            changes.push(Change::PersonState(state_row(PersonId(id), &state)));
        }
        Ok(changes)
    }

    pub(crate) async fn rebuild_channels(&self, done: &mut Rebuilt) -> Result<Vec<Change>, OfficeError> {
        let mut changes = Vec::new();
        for id in self.all_streams(6).await? {
            let channel_id = ChannelId(id);
            let events = self.store.stream_events(Stream::Channel(channel_id)).await?;
            done.events += events.len() as u64;
            let mut row: Option<ChannelRow> = None;
            for stored in &events {
                let event: ChannelEvent = read(&stored.event)?;
                let actor: Actor = stored.event.actor.parse().map_err(|error| {
                    OfficeError::Unreadable(format!("an event of channel {channel_id}: {error}"))
                })?;
                let version = stored.version;
                let (after, beside) =
                    open_channels::project(channel_id, row.as_ref(), version, &actor, &event)?;
                row = Some(after);
                changes.extend(beside);
            }
            changes.extend(row.map(Change::Channel));
        }
        Ok(changes)
    }

    async fn all_streams(&self, sort: u8) -> Result<Vec<u64>, OfficeError> {
        let mut all = Vec::new();
        loop {
            let ids = self.store.stream_ids(sort, all.last().copied().unwrap_or(0), BATCH).await?;
            if ids.is_empty() {
                return Ok(all);
            }
            all.extend(ids);
        }
    }
}

fn read<E: Recorded>(event: &NewEvent) -> Result<E, OfficeError> {
    E::from_stored(&event.name, event.name_version, &event.payload)
        .map_err(|error| OfficeError::Unreadable(error.to_string()))
}
