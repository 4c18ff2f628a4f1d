//! Writing the read models anew, as one transaction of the writer.
//!
//! The thread stays with the rebuild until it ends: requests of others wait. Indexes over every row are taken down first and
//! built at the end, each from its rows in order, which takes a fraction of what entering every row in each takes.

use async_trait::async_trait;
use rusqlite::Connection;
use store::{Change, Rebuilding, StoreError};
use tokio::sync::{mpsc, oneshot};

use crate::changes::{self, Before};
use crate::error::engine;
use crate::query::rows;
use crate::writer::{Outcomes, Writer};

/// Writes that may wait for the thread.
const AHEAD: usize = 4;

/// What the thread is sent.
enum Part {
    Rows(Vec<Change>),
    End,
}

/// A rebuild under way, seen from outside the thread.
pub struct Rebuild {
    parts: mpsc::Sender<Part>,
    outcome: oneshot::Receiver<Outcomes<()>>,
}

impl Rebuild {
    /// Begins on the writer's thread.
    pub fn begin(writer: &Writer) -> Result<Self, StoreError> {
        let (parts, mut waiting) = mpsc::channel(AHEAD);
        let mut failed = None;
        let mut begun = false;
        let outcome = writer.enqueue(1, move |connection, _| {
            // The writer runs what failed a second time; what was taken from the channel is gone.
            if std::mem::replace(&mut begun, true) {
                return Err(failed.take().unwrap_or(StoreError::Closed));
            }
            run(connection, &mut waiting).map_err(|error| {
                failed = Some(error);
                StoreError::Closed
            })
        })?;
        Ok(Self { parts, outcome })
    }

    async fn outcome(&mut self) -> Result<(), StoreError> {
        let mut outcomes = (&mut self.outcome).await.unwrap_or(Err(StoreError::Closed))?;
        outcomes.pop().unwrap_or(Err(StoreError::Closed))
    }
}

#[async_trait]
impl Rebuilding for Rebuild {
    async fn write(&mut self, changes: Vec<Change>) -> Result<(), StoreError> {
        if self.parts.send(Part::Rows(changes)).await.is_ok() {
            return Ok(());
        }
        // The thread has given up and says why.
        self.outcome().await.and(Err(StoreError::Closed))
    }

    async fn finish(mut self: Box<Self>) -> Result<(), StoreError> {
        // Where the thread no longer listens, its outcome says why.
        let _ = self.parts.send(Part::End).await;
        self.outcome().await
    }
}

fn run(connection: &Connection, waiting: &mut mpsc::Receiver<Part>) -> Result<(), StoreError> {
    let indexes = take_down(connection)?;
    changes::clear(connection)?;
    loop {
        match waiting.blocking_recv() {
            Some(Part::Rows(changes)) => {
                changes.iter().try_for_each(|change| changes::apply(connection, change, Before::Nothing))?;
            }
            Some(Part::End) => break,
            // Whoever rebuilt has gone: nothing is kept.
            None => return Err(StoreError::Closed),
        }
    }
    indexes.iter().try_for_each(|create| execute(connection, create))
}

/// Drops the indexes of the tables of cases and returns what creates them. Those that make a key are part of their table
/// and stay; so do those over few rows, as building one reads the whole table.
fn take_down(connection: &Connection) -> Result<Vec<String>, StoreError> {
    let sql = "select name, sql from sqlite_schema where type = 'index' \
               and (sql not like '% where %' or name = 'cases_by_marks' or name like 'cases_by_code_%') \
               and tbl_name in ('cases', 'case_sources', 'case_persons', 'case_links', 'case_tasks', 'case_approvals')";
    let indexes = rows(connection, DOING, sql, [], |row| {
        let text = |column| row.get::<_, String>(column).map_err(engine(DOING));
        Ok((text(0)?, text(1)?))
    })?;
    // An index holds no words: its pages are given up as they are. Overwriting each took as long as writing the new one.
    execute(connection, "pragma secure_delete = off")?;
    let drop = |(name, create)| execute(connection, &format!("drop index {name}")).map(|()| create);
    let dropped = indexes.into_iter().map(drop).collect();
    execute(connection, "pragma secure_delete = on")?;
    dropped
}

const DOING: &str = "writing read models anew";

fn execute(connection: &Connection, sql: &str) -> Result<(), StoreError> {
    connection.execute_batch(sql).map_err(engine(DOING))
}
