//! The three stages of an import, one batch in each.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

use domain::id::InstitutionId;
use store::{Appended, Series, StoreError};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::draft::{Draft, Drafting};
use super::group::{Group, Grouped, OnTheWay, group};
use super::rejects::Rejects;
use super::seal::{Identifiers, Sealed, SealedBatch, Sealer, needed};
use super::{ImportError, ImportReport, ImportRequest};
use crate::exchange::Format;
use crate::exchange::profile::{Meaning, Moment, Profile};
use crate::exchange::read::{self, Header, Row};
use crate::{Caller, Office, OfficeError, Organisation};

/// A row made ready, or the row with the reason why it is not taken.
type Prepared = Result<Box<Draft>, Box<(Row, String)>>;

/// What the reading thread hands over: rows with how far into the file they reach.
struct Batch {
    rows: Vec<Prepared>,
    columns_not_read: Vec<String>,
    bytes: u64,
}

/// What became of each append of a batch.
type Written = Result<Vec<Result<Appended, StoreError>>, StoreError>;

/// A batch being written.
struct Writing {
    drafts: Vec<Vec<Draft>>,
    written: JoinHandle<Written>,
}

pub(super) struct Pipeline {
    office: Arc<Office>,
    organisation: Arc<Organisation>,
    caller: Caller,
    profile: Arc<Profile>,
    batch_rows: usize,
    bytes: Option<u64>,
    batches: mpsc::Receiver<Batch>,
    reading: JoinHandle<Result<(), ImportError>>,
    rejects: Rejects,
    report: ImportReport,
    on_the_way: OnTheWay,
    /// Rows to be grouped with the next batch.
    waiting: Vec<Draft>,
    /// Sealed and not yet handed to the writer.
    ready: Option<Vec<Sealed>>,
    writing: Option<Writing>,
}

impl Pipeline {
    pub fn start(
        office: &Arc<Office>,
        caller: &Caller,
        request: ImportRequest,
        format: Format,
        institution: InstitutionId,
    ) -> Result<Self, ImportError> {
        let ImportRequest { path, profile, batch_rows, .. } = request;
        let size = std::fs::metadata(&path)
            .map_err(|source| read::ReadError::Io { path: path.clone(), source })?
            .len();
        let batch_rows = batch_rows.max(1);
        let now = office.surroundings().now();
        let drafting =
            Drafting::new(Arc::clone(&profile), Arc::clone(office), caller.clone(), institution, now);
        let (sender, batches) = mpsc::channel(2);
        let rejects = Rejects::beside(&path);
        let organisation = Arc::clone(&drafting.organisation);
        let reading =
            tokio::task::spawn_blocking(move || read_batches(path, format, drafting, batch_rows, &sender));
        Ok(Self {
            office: Arc::clone(office),
            organisation,
            caller: caller.clone(),
            profile,
            batch_rows,
            bytes: (format != Format::Xlsx).then_some(size),
            batches,
            reading,
            rejects,
            report: ImportReport::default(),
            on_the_way: OnTheWay::default(),
            waiting: Vec::new(),
            ready: None,
            writing: None,
        })
    }

    pub async fn run(
        mut self,
        mut progress: impl FnMut(&ImportReport) -> ControlFlow<()> + Send,
    ) -> Result<ImportReport, ImportError> {
        // Two batches on their way must know a person by the same tags.
        let _keys = Arc::clone(&self.office.key_use).read_owned().await;
        let outcome = self.batches(&mut progress).await;
        // Whatever happened: the rows refused so far are kept, and what is on its way arrives.
        let kept = self.rejects.flush();
        let arrived = self.arrive().await;
        outcome?;
        kept.map_err(|source| self.rejects_error(source))?;
        arrived?;
        if !self.report.interrupted {
            self.reading.await.unwrap_or_else(|panicked| Err(joined(panicked).into()))?;
        }
        self.report.rejects = self.rejects.path().map(ToOwned::to_owned);
        // It is over: whether to go on is no longer asked.
        let _ = progress(&self.report);
        Ok(self.report)
    }

    async fn batches(
        &mut self,
        progress: &mut (impl FnMut(&ImportReport) -> ControlFlow<()> + Send),
    ) -> Result<(), ImportError> {
        while let Some(batch) = self.batches.recv().await {
            self.take(batch)?;
            if self.waiting.len() > 2 * self.batch_rows {
                // More wait than a batch holds: let everything arrive first.
                self.arrive().await?;
            }
            self.step().await?;
            if progress(&self.report).is_break() {
                self.report.interrupted = true;
                self.batches.close();
                return Ok(());
            }
        }
        loop {
            // What arrives may send rows back to be looked at again.
            self.arrive().await?;
            if self.waiting.is_empty() {
                return Ok(());
            }
            self.step().await?;
        }
    }

    /// Takes what was read.
    fn take(&mut self, batch: Batch) -> Result<(), ImportError> {
        self.report.read += batch.rows.len() as u64;
        self.report.bytes = self.bytes.map(|size| (batch.bytes, size));
        if !batch.columns_not_read.is_empty() {
            self.report.columns_not_read = batch.columns_not_read;
        }
        for row in batch.rows {
            match row {
                Ok(draft) => self.waiting.push(*draft),
                Err(refused) => self.reject(&refused.0, &refused.1)?,
            }
        }
        self.rejects.flush().map_err(|source| self.rejects_error(source))
    }

    /// Moves every batch one stage on.
    async fn step(&mut self) -> Result<(), ImportError> {
        let waiting = std::mem::take(&mut self.waiting);
        let Grouped { groups, waiting, duplicates } =
            group(&self.office, &self.profile.name, waiting, &mut self.on_the_way).await?;
        self.waiting = waiting;
        self.report.duplicate += duplicates;
        if groups.is_empty() {
            return Ok(());
        }
        self.written().await?;
        // The writer is idle now: a block of identifiers costs it no wait.
        let first = self.allocate(&needed(&groups)).await?;
        self.write();
        self.seal(groups, first).await
    }

    /// Lets everything on its way arrive in the record.
    async fn arrive(&mut self) -> Result<(), ImportError> {
        self.written().await?;
        self.write();
        self.written().await
    }

    async fn allocate(&self, needed: &Identifiers) -> Result<Identifiers, OfficeError> {
        let store = self.office.store();
        let allocate =
            async |series, count| if count == 0 { Ok(0) } else { store.allocate(series, count).await };
        let (case, person, text) = tokio::join!(
            allocate(Series::Case, needed.case),
            allocate(Series::Person, needed.person),
            allocate(Series::Text, needed.text),
        );
        Ok(Identifiers { case: case?, person: person?, text: text? })
    }

    async fn seal(&mut self, groups: Vec<Group>, first: Identifiers) -> Result<(), ImportError> {
        let sealer = Sealer {
            office: Arc::clone(&self.office),
            organisation: Arc::clone(&self.organisation),
            caller: self.caller.clone(),
            profile: Arc::clone(&self.profile),
            // A long import records each batch when it is written, as the ledger's order of times asks.
            now: self.office.surroundings().now(),
        };
        let sealing = tokio::task::spawn_blocking(move || sealer.seal(groups, first));
        let SealedBatch { sealed, refused } =
            sealing.await.unwrap_or_else(|panicked| Err(joined(panicked)))?;
        for (draft, reason) in refused {
            self.reject(&draft.row, &reason)?;
        }
        self.ready = Some(sealed);
        Ok(())
    }

    /// Hands the sealed batch to the writer.
    fn write(&mut self) {
        let Some(sealed) = self.ready.take() else { return };
        let (appends, drafts) = sealed.into_iter().map(|sealed| (sealed.append, sealed.drafts)).unzip();
        let store = Arc::clone(self.office.store());
        let written = tokio::spawn(async move { store.append_many(appends).await });
        self.writing = Some(Writing { drafts, written });
    }

    /// Waits for the batch being written.
    async fn written(&mut self) -> Result<(), ImportError> {
        let Some(Writing { drafts, written }) = self.writing.take() else { return Ok(()) };
        let outcomes = written.await.map_err(joined)?.map_err(OfficeError::from)?;
        self.on_the_way.arrived();
        for (drafts, outcome) in drafts.into_iter().zip(outcomes) {
            match outcome {
                Ok(_) => self.report.imported += drafts.len() as u64,
                // Another import was faster with one of them. Which one shows when they are looked up again.
                Err(StoreError::Taken { .. }) => self.waiting.extend(drafts),
                Err(error) => return Err(OfficeError::from(error).into()),
            }
        }
        Ok(())
    }

    fn reject(&mut self, row: &Row, reason: &str) -> Result<(), ImportError> {
        self.report.rejected += 1;
        self.rejects.add(row, reason).map_err(|source| self.rejects_error(source))
    }

    fn rejects_error(&self, source: std::io::Error) -> ImportError {
        ImportError::Rejects { path: self.rejects.name().to_owned(), source }
    }
}

fn joined(error: tokio::task::JoinError) -> OfficeError {
    OfficeError::Unreadable(format!("a stage of the import broke off: {error}"))
}

/// Reads the file on a thread of its own and hands over batch after batch, until nobody takes them any more.
fn read_batches(
    path: PathBuf,
    format: Format,
    mut drafting: Drafting,
    batch_rows: usize,
    sender: &mpsc::Sender<Batch>,
) -> Result<(), ImportError> {
    let mut batch = Batch { rows: Vec::with_capacity(batch_rows), columns_not_read: Vec::new(), bytes: 0 };
    let mut checked = false;
    let mut failed = None;
    read::read(&path, format, &mut |row| {
        if !checked {
            checked = true;
            // Objects have the keys they have; a table without the columns is a table of something else.
            if format != Format::Jsonl
                && let Err(error) = check_columns(&path, &drafting.profile, &row.header)
            {
                failed = Some(error);
                return ControlFlow::Break(());
            }
            batch.columns_not_read = columns_not_read(&drafting.profile, &row.header);
        }
        batch.bytes = row.bytes;
        batch.rows.push(drafting.draft(row).map(Box::new).map_err(Box::new));
        if batch.rows.len() < batch_rows {
            return ControlFlow::Continue(());
        }
        let full = Batch {
            rows: std::mem::replace(&mut batch.rows, Vec::with_capacity(batch_rows)),
            columns_not_read: std::mem::take(&mut batch.columns_not_read),
            bytes: batch.bytes,
        };
        match sender.blocking_send(full) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    })?;
    if let Some(error) = failed {
        return Err(error);
    }
    if !batch.rows.is_empty() {
        // Nobody takes it any more when the import was stopped.
        let _ = sender.blocking_send(batch);
    }
    Ok(())
}

/// Whether the file has what no row can do without.
pub(in crate::exchange) fn check_columns(
    path: &std::path::Path,
    profile: &Profile,
    header: &Header,
) -> Result<(), ImportError> {
    for needed in [Meaning::ExternalId, Meaning::At(Moment::ReceivedAt)] {
        let columns: Vec<_> = profile.meaning(&needed).map(|(_, column)| column).collect();
        let there =
            columns.iter().any(|column| column.names.iter().any(|name| header.position(name).is_some()));
        if !there {
            let names = columns.iter().flat_map(|column| &column.names).map(|name| format!("`{name}`"));
            return Err(ImportError::Columns {
                path: path.to_owned(),
                profile: profile.name.clone(),
                expected: names.collect::<Vec<_>>().join(" or "),
                found: header
                    .names()
                    .iter()
                    .take(20)
                    .map(|name| format!("`{name}`"))
                    .collect::<Vec<_>>()
                    .join(", "),
            });
        }
    }
    Ok(())
}

fn columns_not_read(profile: &Profile, header: &Header) -> Vec<String> {
    header.names().iter().filter(|name| profile.position(name).is_none()).cloned().collect()
}
