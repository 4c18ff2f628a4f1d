//! A calendar arrives: it is kept, every node counts by it, and the dates it settles are computed anew.
//!
//! It comes by command or as a file in the folder `calendars` of a data folder. Either way it becomes a job, so that it is
//! taken in once, whatever is interrupted and however many nodes there are.

use std::path::Path;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use domain::clock::ReadFileError;
use domain::matter::Book;
use domain::organisation::Right;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::{
    Append, CalendarFile, CaseFilter, CaseOrder, CaseQuery, CaseRow, Change, Expected, NewNotice, Scope,
    StoreError, StreamWrite,
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

/// Why a calendar was not taken in.
#[derive(Debug, thiserror::Error)]
pub enum CalendarError {
    /// The file.
    #[error(transparent)]
    File(#[from] ReadFileError),
    /// The office.
    #[error(transparent)]
    Office(#[from] OfficeError),
}

/// What a job of [`JobKind::Calendar`] is given.
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
    ) -> Result<bool, CalendarError> {
        caller.require(Right::Administer)?;
        self.book().calendars.clone().add_years(name, text)?;
        Ok(self.add_arrival(name, text).await?)
    }

    /// Takes on what lies in the folder of calendars. A file that cannot be read becomes a job that fails and says why.
    pub async fn look_for_calendars(&self) -> Result<(), OfficeError> {
        let folder = self.data_dir.join(CALENDAR_FOLDER);
        let found = tokio::task::spawn_blocking(move || calendars_in(&folder)).await.unwrap_or_default();
        for (name, text) in found {
            let digest = digest(&text);
            let news = self.calendars_seen().insert(digest.clone());
            if news && let Err(error) = self.add_arrival(&name, &text).await {
                self.calendars_seen().remove(&digest);
                return Err(error);
            }
        }
        Ok(())
    }

    async fn add_arrival(&self, name: &str, text: &str) -> Result<bool, OfficeError> {
        let digest = digest(text);
        if self.store.calendar_files().await?.iter().any(|file| file.digest == digest) {
            return Ok(false);
        }
        let arrival = Arrival { name: name.to_owned(), text: text.to_owned() };
        let argument =
            serde_json::to_string(&arrival).map_err(|error| OfficeError::Unreadable(error.to_string()))?;
        let key = format!("{}:{digest}", JobKind::Calendar);
        self.add_job(JobKind::Calendar, key, argument, self.surroundings.now()).await
    }

    /// Takes the calendars into the book that arrived since it was last looked, here or at another node.
    pub async fn reload_calendars(&self) -> Result<(), OfficeError> {
        let count = self.store.calendar_file_count().await?;
        if count == self.calendars_read.load(Ordering::Acquire) {
            return Ok(());
        }
        let files = self.store.calendar_files().await?;
        let mut place = self.book.write().unwrap_or_else(PoisonError::into_inner);
        let read = usize::try_from(self.calendars_read.load(Ordering::Acquire)).unwrap_or(usize::MAX);
        let mut book = Book::clone(&place);
        for file in files.iter().skip(read) {
            // It was good when it came; beside a calendar of the settings it may have become wrong since.
            if let Err(error) = book.calendars.add_years(&file.name, &file.text) {
                tracing::error!(%error, "a calendar that arrived does not go with the others and is left out");
            }
        }
        *place = Arc::new(book);
        self.calendars_read.store(files.len() as u64, Ordering::Release);
        Ok(())
    }

    /// Does a job of [`JobKind::Calendar`].
    pub(crate) async fn take_calendar_in(
        &self,
        argument: &str,
        turn: &mut Turn<'_>,
    ) -> Result<Counts, JobFailure> {
        let never = |reason: String| JobFailure::Never(reason);
        let Arrival { name, text } =
            serde_json::from_str(argument).map_err(|error| never(error.to_string()))?;
        if let Some(line) = text.lines().position(|line| line.contains('\u{fffd}')) {
            return Err(never(format!("`{name}` line {}: expected UTF-8 text", line + 1)));
        }
        let mut calendars = self.book().calendars.clone();
        calendars.add_years(&name, &text).map_err(|error| never(error.to_string()))?;
        let file = CalendarFile { digest: digest(&text), name, text, arrived_at: self.surroundings.now() };
        self.store.calendar_file_put(file).await.map_err(OfficeError::from)?;
        self.reload_calendars().await?;
        self.settle_dates(turn).await
    }

    /// Computes the rows anew that the calendars may have changed: of all open cases, and of those that ended under a
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
        let files = self.store.calendar_files().await?;
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
                stream: domain::id::Stream::Case(case.case_id),
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
