//! Sealing: giving events their place in the Merkle tree.
//!
//! Events of this engine commit in the order of their row numbers, so the leaf at log index n belongs to row n + 1 and
//! what waits is whatever lies above the head. The leaves are hashed beside the writer; the writer's share is a few rows
//! a leaf's worth of work, so that requests behind a sealing wait milliseconds.

use ledger::{Frontier, Hash, HashAlgorithm, Tile};
use rusqlite::{Connection, Row};
use store::{Chronology, EventFields, Head, SealStep, StoreError};

use crate::convert::Fields;
use crate::error::{engine, unreadable};
use crate::query::one;

/// Leaves written in one go at most: about five milliseconds on the writer.
const LEAVES_MAX: u32 = 4_096;

/// Leaves hashed and ready to be written.
pub struct Prepared {
    before: Frontier,
    after: Frontier,
    leaves: Vec<Hash>,
    tiles: Vec<Tile>,
    walk: Chronology,
}

impl Prepared {
    /// When the latest event up to the last of these was recorded, in microseconds since 1970.
    pub const fn latest(&self) -> i64 {
        self.walk.latest()
    }
}

/// Creates the head of an empty log, unless there is a head.
pub fn head_create(connection: &Connection, algorithm: HashAlgorithm) -> Result<(), StoreError> {
    let empty = Frontier::new(algorithm);
    connection
        .execute(
            "insert or ignore into ledger_head (only_row, size, root, frontier) values (1, 0, ?1, ?2)",
            (empty.root().as_bytes(), json(&empty)?),
        )
        .map(|_| ())
        .map_err(engine("beginning the ledger"))
}

/// Where the tree stands, as the head row says.
pub fn frontier(connection: &Connection) -> Result<Frontier, StoreError> {
    let sql = "select frontier from ledger_head";
    let stored: Option<String> =
        one(connection, "reading the ledger's head", sql, [], |row| Fields::new(row, "ledger_head").get())?;
    let stored = stored.ok_or_else(|| unreadable("ledger_head", "expected one row"))?;
    serde_json::from_str(&stored).map_err(|error| unreadable("ledger_head.frontier", error.to_string()))
}

/// When the latest sealed event was recorded, in microseconds since 1970. Recorded times rise along the log but for what
/// commands under way differ by, so the last ones hold the latest.
pub fn latest_sealed(connection: &Connection) -> Result<i64, StoreError> {
    let sql = "select max(recorded_at) from (select recorded_at from events \
               where event_seq <= (select size from ledger_head) order by event_seq desc limit 10000)";
    let latest: Option<Option<i64>> =
        one(connection, "reading the ledger's head", sql, [], |row| Fields::new(row, "events").get())?;
    Ok(latest.flatten().unwrap_or(i64::MIN))
}

/// Hashes up to `limit` waiting events; none when nothing waits. Stops before an event that must not be sealed, and fails
/// when that is the first.
pub fn prepare(
    connection: &Connection,
    limit: u32,
    mut walk: Chronology,
) -> Result<Option<Prepared>, StoreError> {
    let doing = "hashing events to be sealed";
    let before = frontier(connection)?;
    let mut after = before.clone();
    let (mut leaves, mut tiles) = (Vec::new(), Vec::new());
    let mut statement =
        connection.prepare_cached(include_str!("sql/events_to_seal.sql")).map_err(engine(doing))?;
    let mut rows =
        statement.query((before.size().cast_signed(), limit.clamp(1, LEAVES_MAX))).map_err(engine(doing))?;
    let mut data = Vec::new();
    while let Some(row) = rows.next().map_err(engine(doing))? {
        let event_seq: i64 = row.get(0).map_err(engine(doing))?;
        let fields = event_fields(row, 1)?;
        let sound = if event_seq == after.size().cast_signed() + 1 {
            walk.step(fields.recorded_at).map_err(|error| error.to_string())
        } else {
            Err(format!(
                "expected the next event without a gap, found `{event_seq}`: events were removed or added"
            ))
        };
        match sound {
            Ok(()) => {}
            Err(reason) if leaves.is_empty() => {
                return Err(unreadable(format!("events.event_seq after {}", after.size()), reason));
            }
            Err(_) => break,
        }
        fields.write_leaf_data(&mut data);
        let leaf = after.algorithm().leaf(&data);
        leaves.push(leaf);
        after.append(leaf, |tile| tiles.push(tile));
    }
    Ok((!leaves.is_empty()).then_some(Prepared { before, after, leaves, tiles, walk }))
}

/// Writes leaves and tiles and advances the head from where they were prepared.
pub fn write(connection: &Connection, prepared: &Prepared) -> Result<SealStep, StoreError> {
    let doing = "sealing";
    let Prepared { before, after, leaves, tiles, walk: _ } = prepared;
    let head = Head { size: after.size(), root: after.root() };
    let frontier = json(after)?;
    let advanced = connection
        .prepare_cached("update ledger_head set size = ?1, root = ?2, frontier = ?3 where size = ?4")
        .and_then(|mut statement| {
            statement.execute((
                head.size.cast_signed(),
                head.root.as_bytes(),
                frontier,
                before.size().cast_signed(),
            ))
        })
        .map_err(engine(doing))?;
    if advanced != 1 {
        return Err(unreadable(
            "ledger_head",
            format!("expected a log of {} leaves: another sealed meanwhile", before.size()),
        ));
    }
    let mut insert = connection
        .prepare_cached("insert into leaves (log_index, leaf_hash) values (?1, ?2)")
        .map_err(engine(doing))?;
    for (log_index, leaf) in (before.size().cast_signed()..).zip(leaves) {
        insert.execute((log_index, leaf.as_bytes())).map_err(engine(doing))?;
    }
    let mut insert = connection
        .prepare_cached("insert into tiles (level, tile_index, hash) values (?1, ?2, ?3)")
        .map_err(engine(doing))?;
    for tile in tiles {
        insert
            .execute((tile.level, tile.index.cast_signed(), tile.hash.as_bytes()))
            .map_err(engine(doing))?;
    }
    Ok(SealStep { before: before.size(), head })
}

/// What the ledger hashes of an event, from the nine columns that begin at `first`. A field of the wrong sort (the table
/// is strict, but a file can be edited) is an error; text is taken as the bytes that lie there.
pub fn event_fields<'row>(row: &'row Row<'_>, first: usize) -> Result<EventFields<'row>, StoreError> {
    let mut fields = Fields::starting_at(row, "events", first);
    Ok(EventFields {
        stream_sort: fields.get()?,
        stream_id: fields.id()?,
        version: fields.id()?,
        name: fields.bytes()?,
        name_version: fields.id()?,
        occurred_at: fields.get()?,
        recorded_at: fields.get()?,
        actor: fields.bytes()?,
        payload: fields.bytes()?,
    })
}

fn json(frontier: &Frontier) -> Result<String, StoreError> {
    serde_json::to_string(frontier).map_err(|error| unreadable("ledger_head.frontier", error.to_string()))
}
