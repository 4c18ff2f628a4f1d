//! The one writer: a thread that owns the only writing connection, and a queue to it.
//!
//! Requests that wait are written together in one transaction. Each is all or nothing by itself, and each sees what the
//! earlier ones of its batch wrote. Nobody is answered before the transaction is on the disk. A request that finds the
//! thread idle begins at once; while it is being written out, others gather, so batches grow with the load by themselves.
//!
//! A savepoint around every request would undo one that fails, but keeps a copy of every page touched: at a thousand
//! requests a batch it took four fifths of the time. Requests therefore check before they write, so that the usual
//! refusals (a conflict, a name taken) leave nothing to undo. Where one fails after its first write, which takes a broken
//! rule or a broken disk, the batch is rolled back and run again, this time with savepoints.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use store::{StoreError, Written};
use tokio::sync::oneshot;

/// No request waits longer for the commit because of others of its batch.
const BATCH_TIME: Duration = Duration::from_millis(50);

/// What became of the parts of a request, or why none was kept.
pub type Outcomes<T> = Result<Vec<Result<T, StoreError>>, StoreError>;

/// What was written since the thread started.
#[derive(Debug, Default)]
struct Counts {
    submitted: AtomicU64,
    answered: AtomicU64,
    batches: AtomicU64,
    batches_lost: AtomicU64,
}

/// A handle to the thread. Dropping it lets the thread finish what waits, then joins it.
#[derive(Debug)]
pub struct Writer {
    queue: Option<mpsc::Sender<Box<dyn Work>>>,
    counts: Arc<Counts>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Starts the thread. `closing` runs on it after the last request, outside any transaction.
    pub fn start(
        connection: Connection,
        closing: impl FnOnce(&Connection) + Send + 'static,
    ) -> Result<Self, StoreError> {
        let (queue, waiting) = mpsc::channel();
        let counts = Arc::<Counts>::default();
        let counted = Arc::clone(&counts);
        let thread = std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || {
                write_batches(&connection, &waiting, &counted);
                closing(&connection);
            })
            .map_err(|error| StoreError::Engine {
                doing: "starting the writer thread",
                source: Box::new(error),
            })?;
        Ok(Self { queue: Some(queue), counts, thread: Some(thread) })
    }

    /// What was written so far.
    pub fn written(&self) -> Written {
        // In this order: what is answered meanwhile was submitted before.
        let requests = self.counts.answered.load(Ordering::Acquire);
        let submitted = self.counts.submitted.load(Ordering::Acquire);
        Written {
            requests,
            batches: self.counts.batches.load(Ordering::Relaxed),
            batches_lost: self.counts.batches_lost.load(Ordering::Relaxed),
            waiting: submitted.saturating_sub(requests),
        }
    }

    /// Runs `work` on the writing connection and returns its result once that is durable. On an error nothing of it is
    /// kept. It may be run twice, the first time undone.
    pub async fn submit<T: Send + 'static>(
        &self,
        mut work: impl FnMut(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let mut outcomes = self.submit_parts(1, move |connection, _| work(connection)).await?;
        outcomes.pop().unwrap_or(Err(StoreError::Closed))
    }

    /// Runs `work` for each of so many parts in one transaction, each part all or nothing by itself.
    pub async fn submit_parts<T: Send + 'static>(
        &self,
        parts: usize,
        work: impl FnMut(&Connection, usize) -> Result<T, StoreError> + Send + 'static,
    ) -> Outcomes<T> {
        self.enqueue(parts, work)?.await.unwrap_or(Err(StoreError::Closed))
    }

    /// [`submit_parts`](Self::submit_parts) without waiting: what comes of it arrives later.
    pub fn enqueue<T: Send + 'static>(
        &self,
        parts: usize,
        work: impl FnMut(&Connection, usize) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<oneshot::Receiver<Outcomes<T>>, StoreError> {
        let (reply, answer) = oneshot::channel();
        let request = Request { work, outcomes: (0..parts).map(|_| None).collect(), reply };
        let queue = self.queue.as_ref().ok_or(StoreError::Closed)?;
        self.counts.submitted.fetch_add(1, Ordering::Release);
        queue.send(Box::new(request)).map_err(|_| StoreError::Closed)?;
        Ok(answer)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.queue.take());
        if let Some(thread) = self.thread.take() {
            // A panic on the thread has been printed there and was answered to those who waited.
            let _ = thread.join();
        }
    }
}

/// Something to be written, in one or more parts.
trait Work: Send {
    /// How many parts.
    fn parts(&self) -> usize;

    /// Does a part, perhaps again. Returns whether it succeeded.
    fn run(&mut self, connection: &Connection, part: usize) -> bool;

    /// Answers whoever waits: with the outcomes, or with why the batch could not be kept.
    fn answer(self: Box<Self>, kept: Result<(), &Arc<rusqlite::Error>>);
}

struct Request<T, W> {
    work: W,
    outcomes: Vec<Option<Result<T, StoreError>>>,
    reply: oneshot::Sender<Outcomes<T>>,
}

impl<T: Send, W: FnMut(&Connection, usize) -> Result<T, StoreError> + Send> Work for Request<T, W> {
    fn parts(&self) -> usize {
        self.outcomes.len()
    }

    fn run(&mut self, connection: &Connection, part: usize) -> bool {
        let outcome = (self.work)(connection, part);
        let succeeded = outcome.is_ok();
        self.outcomes[part] = Some(outcome);
        succeeded
    }

    fn answer(self: Box<Self>, kept: Result<(), &Arc<rusqlite::Error>>) {
        let lost = |error: &Arc<rusqlite::Error>| {
            Err(StoreError::Engine { doing: "committing", source: Box::new(Arc::clone(error)) })
        };
        let answer = |outcome| match (outcome, kept) {
            // A refusal stands whatever became of the batch.
            (Some(Err(refused)), _) => Err(refused),
            (Some(Ok(done)), Ok(())) => Ok(done),
            (_, Err(error)) => lost(error),
            (None, Ok(())) => Err(StoreError::Closed),
        };
        // Who asked may have gone away meanwhile.
        let _ = self.reply.send(Ok(self.outcomes.into_iter().map(answer).collect()));
    }
}

/// How requests of a batch are undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Undo {
    /// All together, should one fail after its first write.
    Batch,
    /// Each by itself.
    Each,
}

/// What became of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Batch {
    /// It is on the disk.
    Kept,
    /// A request failed after its first write: all is undone, to be run again with [`Undo::Each`].
    Spoiled,
}

/// Takes batch after batch until all handles are gone.
fn write_batches(connection: &Connection, waiting: &mpsc::Receiver<Box<dyn Work>>, counts: &Counts) {
    let home = Home::of(connection);
    while let Ok(first) = waiting.recv() {
        let begun = Instant::now();
        let mut batch = vec![first];
        let more = || if begun.elapsed() < BATCH_TIME { waiting.try_recv().ok() } else { None };
        let kept = home.check().and_then(|()| match write(connection, &mut batch, Undo::Batch, more)? {
            Batch::Spoiled => write(connection, &mut batch, Undo::Each, || None),
            Batch::Kept => Ok(Batch::Kept),
        });
        let kept = kept.map_err(Arc::new);
        if let Err(error) = &kept {
            tracing::error!(%error, requests = batch.len(), "a batch of writes was not kept");
        }
        let counter = if kept.is_ok() { &counts.batches } else { &counts.batches_lost };
        counter.fetch_add(1, Ordering::Relaxed);
        counts.answered.fetch_add(batch.len() as u64, Ordering::Release);
        for work in batch {
            work.answer(kept.as_ref().map(|_| ()));
        }
    }
}

/// The database file as it was opened. Moved or deleted, SQLite would go on writing to what no path leads to any more, and
/// say that it is kept.
struct Home {
    path: PathBuf,
    file: Option<(u64, u64)>,
}

impl Home {
    fn of(connection: &Connection) -> Self {
        let path = PathBuf::from(connection.path().unwrap_or_default());
        Self { file: file_at(&path), path }
    }

    fn check(&self) -> rusqlite::Result<()> {
        if self.file.is_none() || file_at(&self.path) == self.file {
            return Ok(());
        }
        let moved = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_READONLY_DBMOVED);
        Err(rusqlite::Error::SqliteFailure(moved, Some("the database file is not where it was".to_owned())))
    }
}

/// Device and number of the file at a path.
fn file_at(path: &Path) -> Option<(u64, u64)> {
    std::fs::metadata(path).ok().map(|found| (found.dev(), found.ino()))
}

/// Writes a batch in one transaction, letting it grow by what arrives meanwhile.
fn write(
    connection: &Connection,
    batch: &mut Vec<Box<dyn Work>>,
    undo: Undo,
    more: impl FnMut() -> Option<Box<dyn Work>>,
) -> rusqlite::Result<Batch> {
    execute(connection, "begin immediate")?;
    let written = run_all(connection, batch, undo, more);
    let kept = match written {
        Ok(Batch::Kept) => execute(connection, "commit").map(|()| Batch::Kept),
        other => other,
    };
    // After some errors (a full disk) SQLite has rolled back by itself.
    if !matches!(kept, Ok(Batch::Kept)) && !connection.is_autocommit() {
        execute(connection, "rollback")?;
    }
    kept
}

fn run_all(
    connection: &Connection,
    batch: &mut Vec<Box<dyn Work>>,
    undo: Undo,
    mut more: impl FnMut() -> Option<Box<dyn Work>>,
) -> rusqlite::Result<Batch> {
    let mut done = 0;
    while done < batch.len() {
        for part in 0..batch[done].parts() {
            if run(connection, batch[done].as_mut(), part, undo)? == Batch::Spoiled {
                return Ok(Batch::Spoiled);
            }
        }
        done += 1;
        if done == batch.len() {
            batch.extend(more());
        }
    }
    Ok(Batch::Kept)
}

/// An error means that the whole transaction is lost.
fn run(connection: &Connection, work: &mut dyn Work, part: usize, undo: Undo) -> rusqlite::Result<Batch> {
    match undo {
        Undo::Batch => {
            let changes = connection.total_changes();
            let succeeded = work.run(connection, part);
            // A transaction that is gone was rolled back by SQLite itself: what follows must not run outside one.
            let untouched = connection.total_changes() == changes && !connection.is_autocommit();
            Ok(if succeeded || untouched { Batch::Kept } else { Batch::Spoiled })
        }
        Undo::Each => {
            execute(connection, "savepoint request")?;
            if !work.run(connection, part) {
                // Fails where SQLite rolled back everything by itself: then earlier requests are lost too.
                execute(connection, "rollback to request")?;
            }
            execute(connection, "release request").map(|()| Batch::Kept)
        }
    }
}

fn execute(connection: &Connection, sql: &str) -> rusqlite::Result<()> {
    connection.prepare_cached(sql)?.execute([]).map(|_| ())
}
