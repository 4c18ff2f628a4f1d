//! Rules arrive, a calendar or a regime: they are kept, every node counts by them, and the dates they change are computed
//! anew.
//!
//! A calendar comes by command, from administration or as a file in the folder `calendars` of a data folder; a regime from
//! administration. Either way it becomes a job, so that it is taken in once, whatever is interrupted and however many nodes
//! there are. What it would change is seen before (`rules_preview`).

use std::path::Path;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use domain::clock::{ReadFileError, Regimes};
use domain::id::Stream;
use domain::matter::Book;
use domain::organisation::{OfficeEvent, Right};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::{
    Append, CaseFilter, CaseOrder, CaseQuery, CaseRow, Change, Expected, NewNotice, RuleFile, RuleKind,
    Scope, StoreError, StreamWrite,
};

use crate::jobs::{Counts, JobFailure, JobKind, Turn};
use crate::projection::Projecting;
use crate::{Caller, Office, OfficeError};

/// The folder in a data folder in which calendars are found.
pub const CALENDAR_FOLDER: &str = "calendars";
/// A calendar file is no longer.
const BYTES_MAX: u64 = 1 << 20;
/// Cases looked at in one go.
const PAGE: u32 = 200;
/// How often a case is read again that somebody else is changing.
const TRIES: usize = 5;

/// Why rules were not taken in.
#[derive(Debug, thiserror::Error)]
pub enum RulesError {
    /// The file.
    #[error(transparent)]
    File(#[from] ReadFileError),
    /// Dates were computed by this version of the regime already: what changes is a new version.
    #[error("`{id}` version {version} is loaded already with another content: expected a higher version")]
    Version {
        /// The regime.
        id: String,
        /// Its version.
        version: u32,
    },
    /// The office.
    #[error(transparent)]
    Office(#[from] OfficeError),
}

/// What a job of [`JobKind::Calendar`] or [`JobKind::Regime`] is given.
#[derive(Serialize, Deserialize)]
struct Arrival {
    name: String,
    text: String,
}

impl Office {
    /// Takes a calendar file on: a job does the rest. False where the same text came before.
    ///
    /// # Errors
    /// Names file, line, field and what was expected.
    pub async fn calendar_arrives(
        &self,
        caller: &Caller,
        name: &str,
        text: &str,
    ) -> Result<bool, RulesError> {
        self.rules_arrive(caller, RuleKind::Calendar, name, text).await
    }

    /// Takes a file of rules on: a job does the rest. False where the same text came before.
    ///
    /// # Errors
    /// Names file, line, field and what was expected; a regime of a version that is loaded with another content.
    pub async fn rules_arrive(
        &self,
        caller: &Caller,
        kind: RuleKind,
        name: &str,
        text: &str,
    ) -> Result<bool, RulesError> {
        match kind {
            RuleKind::Calendar => caller.require(Right::Administer)?,
            RuleKind::Regime => caller.require_installation(Right::Administer, &self.organisation().tree)?,
        }
        if let Some(news) = self.done_before(caller)? {
            return Ok(news);
        }
        let (_, loaded) = self.book_with(kind, name, text)?;
        if self.is_known(kind, text).await? {
            self.commit_nothing(caller, &false).await?;
            return Ok(false);
        }
        // First the job, then the word: what was done is done once, whoever says so twice.
        let news = self.add_arrival(kind, name, text).await?;
        if news {
            let event = self.event(caller, &loaded, self.surroundings.now())?;
            let write = StreamWrite { stream: Stream::Office, expected: Expected::Any, events: vec![event] };
            self.commit(caller, Append { writes: vec![write], changes: Vec::new() }, &true).await?;
        }
        Ok(news)
    }

    /// The rules as they would be with a file, and what is said of it.
    pub(crate) fn book_with(
        &self,
        kind: RuleKind,
        name: &str,
        text: &str,
    ) -> Result<(Book, OfficeEvent), RulesError> {
        let mut book = Book::clone(&self.book());
        let digest = digest(text);
        let loaded = match kind {
            RuleKind::Calendar => {
                book.calendars.add_years(name, text)?;
                let calendar = domain::calendar::Calendar::read(name, text)?;
                OfficeEvent::CalendarLoaded {
                    id: calendar.id().to_owned(),
                    years: calendar.years().collect(),
                    digest,
                }
            }
            RuleKind::Regime => {
                let mut read = Regimes::default();
                read.load(&[(name, text)])?;
                for regime in read.iter() {
                    let there = book.regimes.get_version(&regime.id, regime.version);
                    if there.is_some_and(|there| there != regime) {
                        return Err(RulesError::Version { id: regime.id.clone(), version: regime.version });
                    }
                }
                book.regimes.load(&[(name, text)])?;
                let (id, version) =
                    read.iter().map(|regime| (regime.id.clone(), regime.version)).next().unwrap_or_default();
                OfficeEvent::RegimeLoaded { id, version, digest }
            }
        };
        Ok((book, loaded))
    }

    /// Whether the same text arrived before.
    pub(crate) async fn is_known(&self, kind: RuleKind, text: &str) -> Result<bool, OfficeError> {
        let digest = digest(text);
        Ok(self.store.rule_files(kind).await?.iter().any(|file| file.digest == digest))
    }

    /// Takes on what lies in the folder of calendars. A file that cannot be read becomes a job that fails and says why.
    pub async fn look_for_calendars(&self) -> Result<(), OfficeError> {
        let folder = self.data_dir.join(CALENDAR_FOLDER);
        let found = tokio::task::spawn_blocking(move || calendars_in(&folder)).await.unwrap_or_default();
        for (name, text) in found {
            let digest = digest(&text);
            let news = self.calendars_seen().insert(digest.clone());
            if news && let Err(error) = self.add_arrival(RuleKind::Calendar, &name, &text).await {
                self.calendars_seen().remove(&digest);
                return Err(error);
            }
        }
        Ok(())
    }

    async fn add_arrival(&self, kind: RuleKind, name: &str, text: &str) -> Result<bool, OfficeError> {
        if self.is_known(kind, text).await? {
            return Ok(false);
        }
        let arrival = Arrival { name: name.to_owned(), text: text.to_owned() };
        let argument =
            serde_json::to_string(&arrival).map_err(|error| OfficeError::Unreadable(error.to_string()))?;
        let job = match kind {
            RuleKind::Calendar => JobKind::Calendar,
            RuleKind::Regime => JobKind::Regime,
        };
        self.add_job(job, format!("{job}:{}", digest(text)), argument, self.surroundings.now()).await
    }

    /// Takes the rules into the book that arrived since it was last looked, here or at another node.
    pub async fn reload_rules(&self) -> Result<(), OfficeError> {
        let known = |read: &std::sync::atomic::AtomicU64| read.load(Ordering::Acquire);
        let count = self.store.rule_file_count().await?;
        if count == known(&self.calendars_read) + known(&self.regimes_read) {
            return Ok(());
        }
        let calendars = self.store.rule_files(RuleKind::Calendar).await?;
        let regimes = self.store.rule_files(RuleKind::Regime).await?;
        let mut place = self.book.write().unwrap_or_else(PoisonError::into_inner);
        let mut book = Book::clone(&place);
        let skip = |read: u64| usize::try_from(read).unwrap_or(usize::MAX);
        for file in calendars.iter().skip(skip(known(&self.calendars_read))) {
            // It was good when it came; beside a calendar of the settings it may have become wrong since.
            if let Err(error) = book.calendars.add_years(&file.name, &file.text) {
                tracing::error!(%error, "a calendar that arrived does not go with the others and is left out");
            }
        }
        for file in regimes.iter().skip(skip(known(&self.regimes_read))) {
            if let Err(error) = book.regimes.load(&[(&file.name, &file.text)]) {
                tracing::error!(%error, "a regime that arrived cannot be read by this release and is left out");
            }
        }
        *place = Arc::new(book);
        self.calendars_read.store(calendars.len() as u64, Ordering::Release);
        self.regimes_read.store(regimes.len() as u64, Ordering::Release);
        Ok(())
    }

    /// Does a job of [`JobKind::Calendar`] or [`JobKind::Regime`].
    pub(crate) async fn take_rules_in(
        &self,
        kind: RuleKind,
        argument: &str,
        turn: &mut Turn<'_>,
    ) -> Result<Counts, JobFailure> {
        let never = |reason: String| JobFailure::Never(reason);
        let Arrival { name, text } =
            serde_json::from_str(argument).map_err(|error| never(error.to_string()))?;
        if let Some(line) = text.lines().position(|line| line.contains('\u{fffd}')) {
            return Err(never(format!("`{name}` line {}: expected UTF-8 text", line + 1)));
        }
        self.book_with(kind, &name, &text).map_err(|error| never(error.to_string()))?;
        let file = RuleFile { kind, digest: digest(&text), name, text, arrived_at: self.surroundings.now() };
        self.store.rule_file_put(file).await.map_err(OfficeError::from)?;
        self.reload_rules().await?;
        self.settle_dates(turn).await
    }

    /// Computes the rows anew that rules may have changed: of all open cases, and of those that ended under a
    /// calendar that came late. Writes those that differ; tells once of every date that was provisional and is no more.
    pub(crate) async fn settle_dates(&self, turn: &mut Turn<'_>) -> Result<Counts, JobFailure> {
        let mut counts = Counts::from([("cases", 0), ("told", 0)]);
        let open = CaseFilter { ended: Some(false), ..CaseFilter::default() };
        let recent = self.latest_calendar_year().await?.map(|year| Date::new(year - 1, 1, 1));
        let ended = match recent {
            Some(Ok(day)) => Some(CaseFilter {
                ended: Some(true),
                received_from: Some(self.start_of(day)?),
                ..CaseFilter::default()
            }),
            _ => None,
        };
        for filter in std::iter::once(open).chain(ended) {
            let mut query = every_case(filter);
            loop {
                let page = self.store.case_list(&query).await.map_err(OfficeError::from)?;
                for row in page.rows {
                    turn.goes_on().await?;
                    self.settle_case(row, &mut counts).await?;
                }
                query.cursor = page.next;
                if query.cursor.is_none() {
                    break;
                }
            }
        }
        Ok(counts)
    }

    /// The first year of the calendar that arrived last.
    async fn latest_calendar_year(&self) -> Result<Option<i16>, OfficeError> {
        let files = self.store.rule_files(RuleKind::Calendar).await?;
        let newest = files
            .last()
            .and_then(|file| domain::calendar::Calendar::read(&file.name, &file.text).ok()?.years().next());
        Ok(newest)
    }

    async fn settle_case(&self, mut row: CaseRow, counts: &mut Counts) -> Result<(), OfficeError> {
        for _ in 0..TRIES {
            let (case, _) = self.fold(row.case_id).await?;
            let (organisation, book) = (self.organisation(), self.book());
            let now = self.surroundings.now();
            let projecting = Projecting { book: &book, tree: &organisation.tree, now };
            let settled = projecting.row(&case, &row.subject);
            if settled == row {
                return Ok(());
            }
            if row.due_provisional && !settled.due_provisional && settled.due_on.is_some() {
                // Told before it is written: interrupted in between, it is told and written again, and told once.
                let users = self.people_of(&case);
                let rule = settled.due_stage.clone().unwrap_or_default();
                let run = projecting.clocks(&case).governing().map_or(0, |due| due.run);
                let notice = |user_id| NewNotice {
                    user_id,
                    case_id: case.case_id,
                    kind: "date_settled".to_owned(),
                    rule: rule.clone(),
                    run,
                    at: now,
                };
                let told = self.put_notices(users.into_iter().map(notice).collect(), settled.due_on).await?;
                *counts.entry("told").or_default() += told;
            }
            let write = StreamWrite {
                stream: Stream::Case(case.case_id),
                expected: Expected::Version(case.version),
                events: Vec::new(),
            };
            let append = Append { writes: vec![write], changes: vec![Change::Case(Box::new(settled))] };
            match self.store.append(append).await {
                Ok(_) => {
                    *counts.entry("cases").or_default() += 1;
                    return Ok(());
                }
                Err(StoreError::Conflict { .. }) => {}
                Err(error) => return Err(error.into()),
            }
            // Somebody moved the case meanwhile; what they wrote may know the calendar or not.
            match self.store.case_row(row.case_id).await? {
                Some(found) => row = found,
                None => return Ok(()),
            }
        }
        Err(OfficeError::Conflict)
    }

    fn calendars_seen(&self) -> std::sync::MutexGuard<'_, std::collections::BTreeSet<String>> {
        self.calendars_seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Every case of a filter, in an order that nothing changes that is done to them.
pub(crate) fn every_case(filter: CaseFilter) -> CaseQuery {
    CaseQuery {
        scope: Scope::All,
        filter,
        order: CaseOrder::Newest,
        cursor: None,
        backward: false,
        limit: PAGE,
    }
}

fn digest(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The calendar files of a folder, by name. What is no text stands with replacement characters.
fn calendars_in(folder: &Path) -> Vec<(String, String)> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut found = Vec::new();
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let name = path.display().to_string();
        match path.metadata().map(|about| about.len()) {
            Ok(bytes) if bytes <= BYTES_MAX => {}
            _ => {
                tracing::warn!("`{name}` is left alone: expected a file of at most {BYTES_MAX} bytes");
                continue;
            }
        }
        match std::fs::read(&path) {
            Ok(bytes) => found.push((name, String::from_utf8_lossy(&bytes).into_owned())),
            Err(error) => tracing::warn!(%error, "`{name}` cannot be read"),
        }
    }
    found.sort();
    found
}
