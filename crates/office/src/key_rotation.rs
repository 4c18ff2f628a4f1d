//! New keys for the vault: a generation begins, every person's key is wrapped anew and their tags are made anew under the
//! new index, and the older generation retires once nothing rests on it.
//!
//! What is under way shows in the key file (it holds more than one generation in use) and in the record (keys and tags of
//! the older one): interrupted, it is run again and goes on. Asked for in a browser, it is a job; a process that shares the
//! database with others may not begin one, because they would go on with the keys they hold. Sealed words are not touched: they are under the persons' keys.
//! Query codes keep the key they were digested with, because nobody but the person knows the code.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use domain::id::{CaseId, PersonId};
use domain::organisation::{OfficeEvent, Right};
use serde::Serialize;
use store::{JobStatus, PersonKeyRow, Rewrap, TagRow};
use vault::{BlindIndex, KeyRing};

use crate::jobs::{Counts, JobFailure, JobKind, Turn};
use crate::person::{PERSON_FIELDS, PersonData};
use crate::words::vault_error;
use crate::{Caller, Office, OfficeError};

/// Persons taken at once.
const PERSONS: u32 = 200;
/// Tags deleted at once: short enough that no write waits for it.
const TAGS: u32 = 2_000;
/// How long intakes under way may take to end before new keys begin. Imports take longer.
const INTAKES_WAIT: Duration = Duration::from_secs(2);
/// How often keys wrapped meanwhile by requests decided before are looked for.
const PASSES_MAX: usize = 10;

/// What a rotation did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Rotated {
    /// The generation that wraps and tags now.
    pub generation: u32,
    /// Persons looked at.
    pub persons: u64,
    /// Keys wrapped anew.
    pub keys: u64,
    /// Tags made anew.
    pub tags: u64,
    /// Tags of the older generation that were deleted.
    pub tags_deleted: u64,
    /// Tags that no sealed datum gave any more; they were deleted with the others.
    pub tags_unmatched: u64,
}

/// Why keys were not rotated or retired.
#[derive(Debug, thiserror::Error)]
pub enum RotationError {
    /// An import knows persons by the tags of the older generation.
    #[error("an import is under way: new keys begin once it is over")]
    ImportUnderWay,
    /// Something still rests on the older generation.
    #[error(
        "{keys} keys of persons and {tags} fields of tags still rest on older keys: run `huiyin vault rotate` to its end first"
    )]
    InUse {
        /// Keys wrapped by it.
        keys: u64,
        /// Fields with tags of it.
        tags: usize,
    },
    /// There is nothing to retire.
    #[error("there are no older keys")]
    NoOlder,
    /// The key file.
    #[error("the new keys cannot be kept: {0}")]
    Keep(String),
    /// Other processes hold the same keys.
    #[error("the database may be shared with other nodes: stop them and run `huiyin vault rotate`")]
    Shared,
    /// The office.
    #[error(transparent)]
    Office(#[from] OfficeError),
}

impl From<store::StoreError> for RotationError {
    fn from(error: store::StoreError) -> Self {
        Self::Office(error.into())
    }
}

/// Writes the key file anew.
pub type KeepKeys = dyn Fn(&KeyRing) -> Result<(), String> + Send + Sync;

/// The keys of an installation, without any of their secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeysInfo {
    /// The algorithms that seal.
    pub suite: vault::Suite,
    /// The generation that wraps and tags now.
    pub generation: u32,
    /// Those that are still in the key file beside it.
    pub older: Vec<u32>,
    /// No person has a higher number; so no more have keys.
    pub persons_at_most: u64,
    /// Whether this process may begin new ones.
    pub may_rotate: bool,
    /// How far a rotation that was asked for in a browser is; none where none was asked for of late.
    pub rotation: Option<JobStatus>,
}

/// Who follows a rotation, and may end it.
trait Watch: Send {
    type Failure: From<OfficeError> + Send;

    /// Told between any two steps.
    fn see(&mut self, done: &Rotated) -> impl Future<Output = Result<(), Self::Failure>> + Send;
}

impl<F: FnMut(&Rotated) + Send> Watch for F {
    type Failure = OfficeError;

    async fn see(&mut self, done: &Rotated) -> Result<(), OfficeError> {
        self(done);
        Ok(())
    }
}

impl Watch for Turn<'_> {
    type Failure = JobFailure;

    async fn see(&mut self, _: &Rotated) -> Result<(), JobFailure> {
        self.goes_on().await
    }
}

impl Office {
    /// Lets this process begin new keys: it is the only one that holds them, and `keep` writes their file. New ones are safe
    /// there before anything rests on them.
    pub fn set_keep_keys(&self, keep: Arc<KeepKeys>) {
        *self.keep_keys.write().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(keep);
    }

    fn keep_keys(&self) -> Option<Arc<KeepKeys>> {
        self.keep_keys.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    fn keep(&self, keys: &KeyRing) -> Result<(), RotationError> {
        let keep = self.keep_keys().ok_or(RotationError::Shared)?;
        keep(keys).map_err(RotationError::Keep)
    }

    /// What there is to know about the keys.
    ///
    /// # Errors
    /// Where the caller may not administer the whole installation, or the record cannot be read.
    pub async fn keys_info(&self, caller: &Caller) -> Result<KeysInfo, OfficeError> {
        caller.require_installation(Right::Administer, &self.organisation().tree)?;
        let keys = self.keys();
        let rotation = self.store.job_of_key(&rotation_key(keys.generation())).await?;
        Ok(KeysInfo {
            suite: keys.suite(),
            generation: keys.generation(),
            older: keys.older_generations(),
            persons_at_most: self.store.person_last().await?.0,
            may_rotate: self.keep_keys().is_some(),
            rotation: rotation.map(|row| row.status),
        })
    }

    /// Begins a new generation, or goes on with the one under way, as a job.
    ///
    /// # Errors
    /// Where new keys cannot begin now.
    pub async fn ask_key_rotation(&self, caller: &Caller) -> Result<(), RotationError> {
        caller.require_installation(Right::Administer, &self.organisation().tree)?;
        if self.keep_keys().is_none() {
            return Err(RotationError::Shared);
        }
        self.begin_keys(caller).await?;
        let key = rotation_key(self.keys().generation());
        match self.store.job_of_key(&key).await? {
            // What was done or given up is looked through once more; what waits or runs goes on by itself.
            Some(row) => {
                self.store.job_again(row.job_id, self.surroundings.now()).await?;
            }
            None => {
                self.add_job(JobKind::RotateKeys, key, String::new(), self.surroundings.now()).await?;
            }
        }
        Ok(())
    }

    /// The job: everything rests on the newest keys afterwards.
    pub(crate) async fn rotate_in_turn(&self, turn: &mut Turn<'_>) -> Result<Counts, JobFailure> {
        let done = self.rest_on_newest(turn).await?;
        Ok(Counts::from([("keys", done.keys), ("tags", done.tags)]))
    }

    /// Begins a new generation of keys, or goes on with the one under way, and makes everything that rested on the older one
    /// rest on it.
    pub async fn rotate_keys(
        &self,
        caller: &Caller,
        mut progress: impl FnMut(&Rotated) + Send,
    ) -> Result<Rotated, RotationError> {
        caller.require_installation(Right::Administer, &self.organisation().tree)?;
        self.begin_keys(caller).await?;
        Ok(self.rest_on_newest(&mut progress).await?)
    }

    async fn begin_keys(&self, caller: &Caller) -> Result<(), RotationError> {
        if self.keys().older_generations().is_empty() {
            let turn = tokio::time::timeout(INTAKES_WAIT, self.key_use.write()).await;
            let _turn = turn.map_err(|_| RotationError::ImportUnderWay)?;
            // Somebody else may have begun them meanwhile.
            if !self.keys().older_generations().is_empty() {
                return Ok(());
            }
            let new = self.keys().with_new_generation(&mut self.randomness());
            self.keep(&new)?;
            let generation = new.generation();
            self.use_keys(new);
            self.append_act(
                caller,
                vec![self.event(caller, &OfficeEvent::KeysBegun { generation }, self.surroundings.now())?],
                &(),
            )
            .await?;
        }
        Ok(())
    }

    /// Makes everything that rested on older keys rest on the newest.
    async fn rest_on_newest<W: Watch>(&self, watch: &mut W) -> Result<Rotated, W::Failure> {
        let mut done = Rotated { generation: self.keys().generation(), ..Rotated::default() };
        for _ in 0..PASSES_MAX {
            let before = done.keys;
            self.rewrap_all(&mut done, watch).await?;
            if done.keys == before {
                break;
            }
        }
        for field in self.tag_fields_before(done.generation).await? {
            loop {
                let deleted = self.store.tags_delete(&field, TAGS).await.map_err(OfficeError::from)?;
                done.tags_deleted += deleted;
                watch.see(&done).await?;
                if deleted == 0 {
                    break;
                }
            }
        }
        watch.see(&done).await?;
        Ok(done)
    }

    /// Takes the older generations out of the key file, where nothing rests on them any more. Returns their numbers.
    pub async fn retire_keys(&self, caller: &Caller) -> Result<Vec<u32>, RotationError> {
        caller.require_installation(Right::Administer, &self.organisation().tree)?;
        let older = self.keys().older_generations();
        if older.is_empty() {
            return Err(RotationError::NoOlder);
        }
        let newest = self.keys().generation();
        let mut keys = 0;
        let mut after = PersonId(0);
        loop {
            let page = self.store.person_keys_after(after, PERSONS).await?;
            let Some(last) = page.last() else { break };
            after = last.person_id;
            keys += page.iter().filter(|row| KeyRing::generation_of(&row.wrapped) < newest).count() as u64;
        }
        let tags = self.tag_fields_before(newest).await?.len();
        if keys > 0 || tags > 0 {
            return Err(RotationError::InUse { keys, tags });
        }
        let kept = self.keys().without_older_generations();
        self.keep(&kept)?;
        self.use_keys(kept);
        let fact = OfficeEvent::KeysRetired { generations: older.clone() };
        self.append_act(caller, vec![self.event(caller, &fact, self.surroundings.now())?], &()).await?;
        Ok(older)
    }

    fn use_keys(&self, keys: KeyRing) {
        *self.keys.write().unwrap_or_else(std::sync::PoisonError::into_inner) = Arc::new(keys);
    }

    /// The names under which tags of generations before one are kept.
    async fn tag_fields_before(&self, generation: u32) -> Result<Vec<String>, OfficeError> {
        let fields = self.store.tag_fields().await?;
        Ok(fields.into_iter().filter(|field| BlindIndex::generation_of(field) < generation).collect())
    }

    async fn rewrap_all<W: Watch>(&self, done: &mut Rotated, watch: &mut W) -> Result<(), W::Failure> {
        let mut after = PersonId(0);
        done.persons = 0;
        loop {
            let page = self.store.person_keys_after(after, PERSONS).await.map_err(OfficeError::from)?;
            let Some(last) = page.last() else { return Ok(()) };
            after = last.person_id;
            done.persons += page.len() as u64;
            let mut rewraps = Vec::new();
            let generation = done.generation;
            for row in page.into_iter().filter(|row| KeyRing::generation_of(&row.wrapped) < generation) {
                rewraps.push(self.rewrapped(row, done).await?);
            }
            if !rewraps.is_empty() {
                done.tags += rewraps.iter().map(|rewrap| rewrap.tags.len() as u64).sum::<u64>();
                done.keys += self.store.person_keys_rewrap(rewraps).await.map_err(OfficeError::from)?;
            }
            watch.see(done).await?;
        }
    }

    /// A person's key wrapped anew, with their tags made anew. The older tags stay until all are done.
    async fn rewrapped(&self, row: PersonKeyRow, done: &mut Rotated) -> Result<Rewrap, OfficeError> {
        let keys = self.keys();
        let person = row.person_id.to_string();
        let key = keys.unwrap(&person, &row.wrapped).map_err(vault_error)?;
        let after = keys.wrap(&person, &key, &mut self.randomness()).map_err(vault_error)?;
        let tags = self.retagged(&keys, row.person_id, done).await?;
        Ok(Rewrap { person_id: row.person_id, before: row.wrapped, after, tags })
    }

    /// For every tag of an older generation, the one the newest gives to the same value. The values are found among the sealed
    /// data, each case's by itself, laid out as an intake or as an import lays them out.
    async fn retagged(
        &self,
        keys: &KeyRing,
        person: PersonId,
        done: &mut Rotated,
    ) -> Result<Vec<TagRow>, OfficeError> {
        let newest = keys.blind_index();
        let is_older = |tag: &TagRow| BlindIndex::generation_of(&tag.field) < newest.generation();
        let stored: Vec<TagRow> = self.store.tags_of(&[person]).await?.into_iter().filter(is_older).collect();
        if stored.is_empty() {
            return Ok(Vec::new());
        }
        let mut matched = BTreeSet::new();
        let mut tags: BTreeMap<(String, Vec<u8>), TagRow> = BTreeMap::new();
        for data in self.data_by_case(person).await? {
            for (field, value) in data.tagged() {
                for index in keys.blind_indexes().iter().skip(1) {
                    let (name, tag) = (index.stored_name(field), index.tag(field, &value).0.to_vec());
                    let Some(place) = stored.iter().position(|row| row.field == name && row.tag == tag)
                    else {
                        continue;
                    };
                    matched.insert(place);
                    let (field, tag) = (newest.stored_name(field), newest.tag(field, &value).0.to_vec());
                    tags.insert((field.clone(), tag.clone()), TagRow { field, tag, person_id: person });
                }
            }
        }
        done.tags_unmatched += (stored.len() - matched.len()) as u64;
        Ok(tags.into_values().collect())
    }

    /// What each case was told of a person, as tags may have been made of it.
    async fn data_by_case(&self, person: PersonId) -> Result<Vec<PersonData>, OfficeError> {
        let items = self.store.sealed_items_of(person).await?;
        let items: Vec<_> =
            items.into_iter().filter(|item| PERSON_FIELDS.contains(&item.field.as_str())).collect();
        let cases: BTreeMap<_, CaseId> = items.iter().map(|item| (item.text_id, item.case_id)).collect();
        let mut by_case: BTreeMap<CaseId, BTreeMap<String, String>> = BTreeMap::new();
        for (text_id, opened) in self.open_items(items).await? {
            if let Some(case) = cases.get(&text_id) {
                by_case.entry(*case).or_default().insert(opened.field, opened.words);
            }
        }
        let held = by_case.into_values().map(PersonData::held);
        Ok(held.flat_map(|data| [PersonData::laid_out(&data.0), data]).collect())
    }
}

/// The key of the job that makes everything rest on a generation.
fn rotation_key(generation: u32) -> String {
    format!("{}@{generation}", JobKind::RotateKeys)
}
