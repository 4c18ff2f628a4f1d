//! How fast the engine is, and whether it stays so with many cases.
//!
//! `cargo bench -p store-sqlite -- [CASES] [FOLDER]` fills a database with CASES cases (100,000 unless told) as an import
//! would, then measures. A FOLDER that holds such a database from before is used again and kept.

// A benchmark prints, and stops at the first thing that fails.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

mod sample;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use domain::id::{CaseId, InstitutionId};
use jiff::Timestamp;
use ledger::HashAlgorithm;
use store::{CaseFilter, CaseOrder, CaseQuery, CaseViews, EventLog, LedgerRows, Scope, Series, StoreError};
use store_sqlite::{Access, OpenOptions, SqliteStore};

use crate::sample::filters::single_filters;
use crate::sample::{FINAL_DAY, Sampler};

/// Cases an import writes in one transaction.
const BATCH: u64 = 1_000;

#[tokio::main]
async fn main() {
    // `cargo bench` adds an option of its own.
    let mut arguments = std::env::args().skip(1).filter(|argument| !argument.starts_with("--"));
    let cases: u64 = arguments.next().map_or(100_000, |cases| cases.parse().unwrap());
    let kept = arguments.next().map(PathBuf::from);
    let temporary = tempfile::tempdir().unwrap();
    let folder = kept.unwrap_or_else(|| temporary.path().to_owned());

    let store = open(&folder);
    import(&store, cases).await;
    appends(&store, 64).await;
    lives(&store, 64).await;
    handing_over(&store).await;
    lists(&store).await;
    totals(&store).await;
    scan(&store).await;
    println!("{:<44} {:>12}", "resident memory, MB", resident_megabytes());
}

fn open(folder: &std::path::Path) -> Arc<SqliteStore> {
    let opened_at = Timestamp::UNIX_EPOCH;
    let options = OpenOptions { access: Access::Create, hash_algorithm: HashAlgorithm::Sha256, opened_at };
    SqliteStore::open(folder, options).unwrap()
}

/// Fills the store up to `cases`, sealing along, and reports rows a second over all and over the last tenth.
async fn import(store: &Arc<SqliteStore>, cases: u64) {
    let present = store.event_count().await.unwrap();
    if 0 < present {
        println!("{:<44} {present:>12}", "events found");
        return;
    }
    let (sealer, done) = sealer(store);
    let writing = writer_seconds();
    let begun = Instant::now();
    let mut last_tenth = begun;
    let mut sampler = Sampler::new(1);
    let mut first = 1;
    while first <= cases {
        let count = BATCH.min(cases - first + 1);
        if first <= cases / 10 * 9 {
            last_tenth = Instant::now();
        }
        let first_id = store.allocate(Series::Case, count).await.unwrap();
        let appends = (0..count).map(|offset| sampler.imported(first_id + offset, cases)).collect();
        for result in store.append_many(appends).await.unwrap() {
            result.unwrap();
        }
        first += count;
    }
    rate("imported rows a second, sealing along", cases, begun.elapsed());
    let writing = writer_seconds() - writing;
    println!("{:<44} {:>12.1}", "  processor time of the writer a row, µs", writing * 1e6 / cases as f64);
    rate("  the last tenth", cases / 10, last_tenth.elapsed());
    done.store(true, Ordering::Relaxed);
    let begun = Instant::now();
    sealer.await.unwrap();
    println!("{:<44} {:>12.1}", "  sealing finished after, ms", begun.elapsed().as_secs_f64() * 1e3);
}

/// Clients that each record new cases one after the other, every one durable before the next.
async fn appends(store: &Arc<SqliteStore>, clients: u64) {
    for clients in [1, clients] {
        let (latencies, elapsed) = clients_of(store, clients, |store, mut sampler| async move {
            let case_id = store.allocate(Series::Case, 1).await?;
            store.append(sampler.received(case_id)).await?;
            Ok((1, sampler))
        })
        .await;
        rate(&format!("case appends a second, {clients} clients"), latencies.len() as u64, elapsed);
        percentiles("  latency, ms", latencies);
    }
}

/// Create, assign, resolve, read: what a complaint costs the store.
async fn lives(store: &Arc<SqliteStore>, clients: u64) {
    let (sealer, done) = sealer(store);
    let (latencies, elapsed) = clients_of(store, clients, |store, mut sampler| async move {
        let case_id = store.allocate(Series::Case, 1).await?;
        for append in sampler.life(case_id) {
            store.append(append).await?;
        }
        let events = store.stream_events(domain::id::Stream::Case(CaseId(case_id))).await?;
        assert_eq!(events.len(), 5);
        Ok((1, sampler))
    })
    .await;
    rate(&format!("lives a second, {clients} clients, sealing along"), latencies.len() as u64, elapsed);
    percentiles("  latency, ms", latencies);
    done.store(true, Ordering::Relaxed);
    sealer.await.unwrap();
}

/// A short read where it is asked for, against the same read on a blocking thread.
async fn handing_over(store: &Arc<SqliteStore>) {
    const READS: u32 = 20_000;
    let begun = Instant::now();
    for read in 0..READS {
        store.case_row(CaseId(u64::from(1 + read % 1_000))).await.unwrap();
    }
    println!(
        "{:<44} {:>12.1}",
        "reading a case here, µs",
        begun.elapsed().as_secs_f64() * 1e6 / f64::from(READS)
    );
    let begun = Instant::now();
    for read in 0..READS {
        let (store, runtime) = (Arc::clone(store), tokio::runtime::Handle::current());
        let case_id = CaseId(u64::from(1 + read % 1_000));
        tokio::task::spawn_blocking(move || runtime.block_on(store.case_row(case_id)))
            .await
            .unwrap()
            .unwrap();
    }
    println!(
        "{:<44} {:>12.1}",
        "  handed to another thread, µs",
        begun.elapsed().as_secs_f64() * 1e6 / f64::from(READS)
    );
}

/// Every single filter in both orders: a first page and the page after it.
async fn lists(store: &Arc<SqliteStore>) {
    println!("{:<44} {:>12} {:>12}", "first and second page of 50, p95 in ms", "deadline", "newest");
    let mut sampler = Sampler::new(9);
    for (name, scope, filters) in single_filters(&mut sampler) {
        let mut columns = Vec::new();
        for order in [CaseOrder::Deadline, CaseOrder::Newest] {
            let mut latencies = Vec::new();
            for filter in &filters {
                let mut cursor = None;
                for _ in 0..2 {
                    let (scope, filter) = (scope.clone(), filter.clone());
                    let query = CaseQuery { scope, filter, order, cursor, backward: false, limit: 50 };
                    let begun = Instant::now();
                    let page = store.case_list(&query).await.unwrap();
                    latencies.push(begun.elapsed());
                    cursor = page.next;
                }
            }
            columns.push(percentile(&mut latencies, 95));
        }
        println!("  {name:<42} {:>12.2} {:>12.2}", columns[0], columns[1]);
    }
}

async fn totals(store: &Arc<SqliteStore>) {
    let today = sample::date(0);
    let part = Scope::Institutions((1..=40).map(InstitutionId).collect());
    for (name, scope) in [("everything", &Scope::All), ("40 institutions", &part)] {
        let mut times = [const { Vec::new() }; 4];
        for _ in 0..3 {
            let begun = Instant::now();
            store.case_tally(scope, &CaseFilter::default(), today).await.unwrap();
            times[0].push(begun.elapsed());
            let begun = Instant::now();
            store.tally_by_institution(scope, today, 100).await.unwrap();
            times[1].push(begun.elapsed());
            let begun = Instant::now();
            store.case_count(scope, &CaseFilter::default(), 1_000).await.unwrap();
            times[2].push(begun.elapsed());
            let begun = Instant::now();
            let year = Timestamp::from_second((FINAL_DAY - 365) * 86_400).unwrap();
            let end = Timestamp::from_second((FINAL_DAY + 1) * 86_400).unwrap();
            let figures = store.figures(scope, year, end, today).await.unwrap();
            times[3].push(begun.elapsed());
            assert!(0 < figures.received);
        }
        for (what, mut times) in
            ["tally", "tally by institution", "count to 1,000", "figures of a year"].iter().zip(times)
        {
            println!("{:<44} {:>12.2}", format!("{what}, {name}, ms"), percentile(&mut times, 50));
        }
    }
}

async fn scan(store: &Arc<SqliteStore>) {
    loop {
        let step = store.seal(u32::MAX, Timestamp::MAX).await.unwrap();
        if step.before == step.head.size {
            break;
        }
    }
    for _ in 0..2 {
        let begun = Instant::now();
        let mut unfit = 0;
        let mut look = |leaves: &[store::ScannedLeaf]| {
            unfit += leaves.iter().filter(|leaf| leaf.recomputed != Some(leaf.stored)).count();
            true
        };
        let scan = store.scan_leaves(&mut look).await.unwrap();
        assert_eq!((unfit, scan.stray_events), (0, 0));
        rate("events scanned a second", scan.leaves, begun.elapsed());
    }
}

/// Seals four times a second until told, then until nothing waits.
fn sealer(store: &Arc<SqliteStore>) -> (tokio::task::JoinHandle<()>, Arc<AtomicBool>) {
    let (store, done) = (Arc::clone(store), Arc::new(AtomicBool::new(false)));
    let stop = Arc::clone(&done);
    let task = tokio::spawn(async move {
        loop {
            let step = store.seal(u32::MAX, Timestamp::MAX).await.unwrap();
            if step.before == step.head.size {
                if stop.load(Ordering::Relaxed) {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(250)).await;
            }
        }
    });
    (task, done)
}

/// Runs clients in a closed loop for three seconds and returns the latency of each turn.
async fn clients_of<F>(
    store: &Arc<SqliteStore>,
    clients: u64,
    turn: impl Fn(Arc<SqliteStore>, Sampler) -> F + Copy + Send + Sync + 'static,
) -> (Vec<Duration>, Duration)
where
    F: Future<Output = Result<(u64, Sampler), StoreError>> + Send,
{
    let begun = Instant::now();
    let tasks: Vec<_> = (0..clients)
        .map(|client| {
            let store = Arc::clone(store);
            tokio::spawn(async move {
                let mut sampler = Sampler::new(100 + client);
                let mut latencies = Vec::new();
                while begun.elapsed() < Duration::from_secs(3) {
                    let started = Instant::now();
                    (_, sampler) = turn(Arc::clone(&store), sampler).await.unwrap();
                    latencies.push(started.elapsed());
                }
                latencies
            })
        })
        .collect();
    let mut latencies = Vec::new();
    for task in tasks {
        latencies.extend(task.await.unwrap());
    }
    (latencies, begun.elapsed())
}

fn rate(name: &str, count: u64, elapsed: Duration) {
    println!("{name:<44} {:>12.0}", count as f64 / elapsed.as_secs_f64());
}

fn percentiles(name: &str, mut latencies: Vec<Duration>) {
    let figures =
        [50, 95, 99].map(|percent| format!("p{percent} {:.2}", percentile(&mut latencies, percent)));
    println!("{name:<44} {:>12}", figures.join("  "));
}

fn percentile(latencies: &mut [Duration], percent: usize) -> f64 {
    latencies.sort_unstable();
    latencies[(latencies.len() - 1) * percent / 100].as_secs_f64() * 1e3
}

/// Processor time the writer has used: what is left of a rate's meaning when the machine has other things to do.
fn writer_seconds() -> f64 {
    const TICKS_A_SECOND: f64 = 100.0;
    let threads = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let mut stats = threads.filter_map(|thread| std::fs::read_to_string(thread.path().join("stat")).ok());
    let writer = stats.find(|stat| stat.contains("(store-writer)")).unwrap_or_default();
    let fields: Vec<_> = writer.split(' ').collect();
    let ticks =
        |field: usize| fields.get(field).and_then(|ticks| ticks.parse::<f64>().ok()).unwrap_or_default();
    (ticks(13) + ticks(14)) / TICKS_A_SECOND
}

fn resident_megabytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kilobytes| kilobytes.parse::<u64>().ok()).unwrap_or_default()
        / 1_024
}
