//! One moment of a database on a server, written as the file that a backup holds: the log sealed to the same root, what
//! waited behind it, and every table but the keys of persons, which go apart.

use std::fs::File;
use std::path::Path;

use domain::id::PersonId;
use jiff::Timestamp;
use store::{Access, COPIED, Cell, LedgerRows, PersonKeyRow, Table, Transfer};
use store_postgres::{PostgresStore, PostgresUrl, Snapshot};
use store_sqlite::{DATABASE_FILE, LOCK_FILE, SqliteStore};

use crate::console::{Console, Progress};
use crate::failure::{Failure, Outcome};

/// Rows and events read and written at once.
const PAGE: u32 = 2_000;
/// The table that goes apart.
const PERSON_KEYS: &str = "person_keys";

/// Writes the database of a server, as it is now, into a folder, and the keys of persons into a file. Returns how many keys
/// there are.
pub async fn write(
    url: &PostgresUrl,
    folder: &Path,
    person_keys: &Path,
    now: Timestamp,
    console: &mut dyn Console,
) -> Outcome<u64> {
    // What is there keeps its own hash.
    let options =
        store_postgres::OpenOptions { access: Access::Read, hash_algorithm: ledger::HashAlgorithm::Sha256 };
    let server = PostgresStore::open(url, options).await.map_err(Failure::broken)?;
    let mut snapshot = server.snapshot().await?;
    let options = store_sqlite::OpenOptions {
        access: Access::Fill,
        hash_algorithm: snapshot.hash_algorithm(),
        opened_at: now,
    };
    let file = SqliteStore::open(folder, options).map_err(Failure::broken)?;
    write_log(&mut snapshot, &file, now, console).await?;
    for table in COPIED.iter().filter(|table| table.name != PERSON_KEYS) {
        let mut after = None;
        while let Some(rows) = next_rows(&mut snapshot, table, &mut after).await? {
            file.table_write(table, rows).await?;
        }
    }
    store_sqlite::person_keys_create(person_keys).map_err(Failure::broken)?;
    let mut keys = 0;
    for table in COPIED.iter().filter(|table| table.name == PERSON_KEYS) {
        let mut after = None;
        while let Some(rows) = next_rows(&mut snapshot, table, &mut after).await? {
            let rows = rows.into_iter().map(key_row).collect::<Outcome<Vec<_>>>()?;
            store_sqlite::person_keys_add(person_keys, &rows).map_err(Failure::broken)?;
            keys += rows.len() as u64;
        }
    }
    // Closing folds the write-ahead log into the file.
    drop(file);
    let durable = File::open(folder.join(DATABASE_FILE)).and_then(|file| file.sync_all());
    let unlocked = durable.and_then(|()| std::fs::remove_file(folder.join(LOCK_FILE)));
    unlocked.map_err(|error| Failure::broken(error).context("failed to make the copy durable"))?;
    Ok(keys)
}

/// Writes the events in the order of the log, seals them to the same root, and writes behind them what waited.
async fn write_log(
    snapshot: &mut Snapshot,
    file: &SqliteStore,
    now: Timestamp,
    console: &mut dyn Console,
) -> Outcome {
    let head = snapshot.head().clone();
    let mut done = 0;
    while done < head.size {
        console.progress(Progress { what: "events".to_owned(), done, total: Some(head.size) });
        let page = snapshot.logged_events(done, PAGE).await?;
        let Some(last) = page.last() else { break };
        done = last.log_index + 1;
        file.events_write(page.into_iter().map(|logged| logged.event).collect()).await?;
    }
    let sealed = loop {
        let step = file.seal(PAGE, now).await?;
        if step.before == step.head.size {
            break step.head;
        }
    };
    if sealed != head {
        return Err(Failure::broken(anyhow::anyhow!(
            "the copied log is another: expected {} events under the root `{}`, found {} under `{}`",
            head.size,
            head.root.to_base64(),
            sealed.size,
            sealed.root.to_base64()
        )));
    }
    console.progress(Progress { what: "events".to_owned(), done, total: Some(head.size) });
    let mut after = 0;
    loop {
        let page = snapshot.waiting_events(after, PAGE).await?;
        let Some((last, _)) = page.last() else { return Ok(()) };
        after = *last;
        file.events_write(page.into_iter().map(|(_, event)| event).collect()).await?;
    }
}

async fn next_rows(
    snapshot: &mut Snapshot,
    table: &Table,
    after: &mut Option<Vec<Cell>>,
) -> Outcome<Option<Vec<Vec<Cell>>>> {
    let rows = snapshot.table_rows(table, after.as_deref(), PAGE).await?;
    let Some(last) = rows.last() else { return Ok(None) };
    *after = Some(last[..table.key].to_vec());
    Ok(Some(rows))
}

fn key_row(row: Vec<Cell>) -> Outcome<PersonKeyRow> {
    match <[Cell; 2]>::try_from(row) {
        Ok([Cell::Integer(person), Cell::Bytes(wrapped)]) => {
            Ok(PersonKeyRow { person_id: PersonId(person.cast_unsigned()), wrapped })
        }
        _ => Err(Failure::broken(anyhow::anyhow!("a row of `{PERSON_KEYS}` holds no person and key"))),
    }
}
