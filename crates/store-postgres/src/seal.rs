//! Sealing: giving events their place in the Merkle tree.
//!
//! Numbers of events become visible out of order, so a place in the log is given only here, to what waits in the queue,
//! under a lock that lasts until the places are visible: nobody who reads by log index can miss an event that commits late.

use jiff::Timestamp;
use ledger::{Frontier, Hash, HashAlgorithm, Tile};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, PgExecutor, PgPool};
use store::{Chronology, EventFields, Head, SealStep, StoreError};

use crate::convert::id;
use crate::error::{engine, unreadable};
use crate::fields::Fields;
use crate::query::{one, rows, run};

/// Leaves written in one go at most, so that the transaction stays short.
const LEAVES_MAX: u32 = 4_096;

/// The sealer's lock.
const SEALING: i64 = 0x4859_494e_0003;

const DOING: &str = "sealing";

/// Leaves to be written.
struct Sealed {
    before: u64,
    after: Frontier,
    numbers: Vec<i64>,
    leaves: Vec<Hash>,
    tiles: Vec<Tile>,
    latest: i64,
}

/// Creates the head of an empty log, unless there is a head.
pub async fn head_create(connection: &mut PgConnection, algorithm: HashAlgorithm) -> Result<(), StoreError> {
    let empty = Frontier::new(algorithm);
    let sql = "insert into ledger_head (only_row, size, root, frontier, latest) values (1, 0, $1, $2, $3) \
               on conflict do nothing";
    let query = sqlx::query(sql).bind(empty.root().as_bytes().as_slice()).bind(json(&empty)?).bind(i64::MIN);
    run(connection, "beginning the ledger", query).await.map(|_| ())
}

/// Where the tree stands, as the head row says.
pub async fn frontier(connection: &mut PgConnection) -> Result<Frontier, StoreError> {
    Ok(head_row(connection).await?.0)
}

/// When the latest event of all was recorded, sealed or waiting, in microseconds since 1970.
pub async fn latest_recorded(connection: &mut PgConnection) -> Result<i64, StoreError> {
    let sql = "select greatest(latest, (select max(recorded_at) from events join event_unsealed using (event_seq))) \
               from ledger_head";
    let latest = one(connection, "reading the ledger's head", sqlx::query(sql), |row| {
        Fields::new(row, "ledger_head").get()
    });
    Ok(latest.await?.unwrap_or(i64::MIN))
}

/// See [`store::LedgerRows::seal`].
pub async fn seal(pool: &PgPool, limit: u32, now: Timestamp) -> Result<SealStep, StoreError> {
    let mut transaction = pool.begin().await.map_err(engine(DOING))?;
    let lock = sqlx::query("select pg_advisory_xact_lock($1)").bind(SEALING);
    run(&mut *transaction, "waiting for another sealer", lock).await?;
    let (before, latest) = head_row(&mut transaction).await?;
    let sealed = prepare(&mut transaction, before, Chronology::after(latest, now), limit).await?;
    let head = Head { size: sealed.after.size(), root: sealed.after.root() };
    let before = sealed.before;
    if before < head.size {
        write(&mut transaction, sealed).await?;
    }
    transaction.commit().await.map_err(engine(DOING))?;
    Ok(SealStep { before, head })
}

async fn head_row(connection: &mut PgConnection) -> Result<(Frontier, i64), StoreError> {
    let sql = "select frontier, latest from ledger_head";
    let row = one(connection, "reading the ledger's head", sqlx::query(sql), |row| {
        let mut fields = Fields::new(row, "ledger_head");
        let frontier = serde_json::from_str(fields.get()?)
            .map_err(|error| unreadable("ledger_head.frontier", error.to_string()))?;
        Ok((frontier, fields.get()?))
    });
    row.await?.ok_or_else(|| unreadable("ledger_head", "expected one row"))
}

/// Hashes what waits, in the order of the queue. Stops before an event that must not be sealed, and fails when that is the
/// first.
async fn prepare(
    connection: &mut PgConnection,
    mut after: Frontier,
    mut walk: Chronology,
    limit: u32,
) -> Result<Sealed, StoreError> {
    let before = after.size();
    let (mut numbers, mut leaves, mut tiles) = (Vec::new(), Vec::new(), Vec::new());
    let query = sqlx::query(include_str!("sql/events_to_seal.sql"));
    let query = query.bind(i64::from(limit.clamp(1, LEAVES_MAX)));
    let waiting = query.fetch_all(connection).await.map_err(engine("reading events to be sealed"))?;
    let mut data = Vec::new();
    for row in &waiting {
        let mut fields = Fields::new(row, "event_unsealed");
        let (number, there) = (fields.get::<i64>()?, fields.get::<bool>()?);
        let sound = if there {
            let fields = event_fields(row, 2)?;
            walk.step(fields.recorded_at).map(|()| fields).map_err(|error| error.to_string())
        } else {
            Err("the event was removed, and waits to be sealed".to_owned())
        };
        match sound {
            Ok(fields) => {
                fields.write_leaf_data(&mut data);
                let leaf = after.algorithm().leaf(&data);
                numbers.push(number);
                leaves.push(leaf);
                after.append(leaf, |tile| tiles.push(tile));
            }
            Err(reason) if leaves.is_empty() => {
                return Err(unreadable(format!("events.event_seq {number}"), reason));
            }
            Err(_) => break,
        }
    }
    Ok(Sealed { before, after, numbers, leaves, tiles, latest: walk.latest() })
}

/// Writes leaves and tiles, empties the queue and advances the head from where it was read.
async fn write(connection: &mut PgConnection, sealed: Sealed) -> Result<(), StoreError> {
    let Sealed { before, after, numbers, leaves, tiles, latest } = sealed;
    let hashes: Vec<_> = leaves.iter().map(|leaf| leaf.as_bytes().as_slice()).collect();
    let query = sqlx::query(include_str!("sql/leaves_insert.sql"));
    run(&mut *connection, DOING, query.bind(id(before)).bind(&numbers).bind(hashes)).await?;
    if !tiles.is_empty() {
        let sql = "insert into tiles (level, tile_index, hash) \
                   select * from unnest($1::bigint[], $2::bigint[], $3::bytea[])";
        let query = sqlx::query(sql)
            .bind(tiles.iter().map(|tile| i64::from(tile.level)).collect::<Vec<_>>())
            .bind(tiles.iter().map(|tile| id(tile.index)).collect::<Vec<_>>())
            .bind(tiles.iter().map(|tile| tile.hash.as_bytes().as_slice()).collect::<Vec<_>>());
        run(&mut *connection, DOING, query).await?;
    }
    let query = sqlx::query("delete from event_unsealed where event_seq = any($1)").bind(&numbers);
    run(&mut *connection, DOING, query).await?;
    let sql = "update ledger_head set size = $1, root = $2, frontier = $3, latest = $4 where size = $5";
    let query = sqlx::query(sql)
        .bind(id(after.size()))
        .bind(after.root().as_bytes().to_vec())
        .bind(json(&after)?)
        .bind(latest)
        .bind(id(before));
    if run(connection, DOING, query).await? != 1 {
        let expected = format!("expected a log of {before} leaves: another sealed meanwhile");
        return Err(unreadable("ledger_head", expected));
    }
    Ok(())
}

/// What the ledger hashes of an event, from the nine columns that begin at `first`.
pub fn event_fields(row: &PgRow, first: usize) -> Result<EventFields<'_>, StoreError> {
    let mut fields = Fields::starting_at(row, "events", first);
    Ok(EventFields {
        stream_sort: fields.number()?,
        stream_id: fields.id()?,
        version: fields.id()?,
        name: fields.get::<&str>()?.as_bytes(),
        name_version: fields.id()?,
        occurred_at: fields.get()?,
        recorded_at: fields.get()?,
        actor: fields.get::<&str>()?.as_bytes(),
        payload: fields.get::<&str>()?.as_bytes(),
    })
}

fn json(frontier: &Frontier) -> Result<String, StoreError> {
    serde_json::to_string(frontier).map_err(|error| unreadable("ledger_head.frontier", error.to_string()))
}

/// Reads the head.
pub async fn head(executor: impl PgExecutor<'_>) -> Result<Head, StoreError> {
    let found =
        rows(executor, "reading the ledger", sqlx::query("select size, root from ledger_head"), |row| {
            let mut fields = Fields::new(row, "ledger_head");
            Ok(Head { size: fields.id()?, root: fields.hash()? })
        });
    found.await?.pop().ok_or_else(|| unreadable("ledger_head", "expected one row"))
}
