//! A process that dies in the middle of writing loses nothing it acknowledged.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use domain::id::{CaseId, Stream};
use ledger::MemoryLog;
use store::{Append, EventLog, Expected, LedgerRows, NewEvent, Series, StreamWrite};
use store_sqlite::{Access, SqliteStore};

use crate::engine::options;

/// Tells the child where to write.
const FOLDER: &str = "HUIYIN_KILLED_FOLDER";

/// Every case the child printed is there, whole; the tree still grows right; no identifier comes twice.
#[test]
fn kill_loses_nothing_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let mut acknowledged: Vec<u64> = Vec::new();
    for round in 1..=5 {
        let printed = run_and_kill(folder.path(), 150 * round);
        assert!(printed.iter().all(|case_id| !acknowledged.contains(case_id)), "an identifier came twice");
        acknowledged.extend(printed);
        check(folder.path(), &acknowledged);
    }
}

/// Writes cases from several tasks, sealing along, and prints each once it is acknowledged. Ends only by being killed.
pub fn child() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let store = SqliteStore::open(Path::new(&folder), options(Access::Create)).unwrap();
        let sealed = store.clone();
        tokio::spawn(async move {
            loop {
                sealed.seal(64, jiff::Timestamp::MAX).await.unwrap();
            }
        });
        let writers = (0..8).map(|_| {
            let store = store.clone();
            tokio::spawn(async move {
                // Ends by being killed.
                loop {
                    let case_id = store.allocate(Series::Case, 1).await.unwrap();
                    store.append(received(case_id)).await.unwrap();
                    // One write a line: what is read was acknowledged.
                    std::io::stdout().write_all(format!("case {case_id}\n").as_bytes()).unwrap();
                }
            })
        });
        let mut writers: Vec<tokio::task::JoinHandle<()>> = writers.collect();
        writers.pop().unwrap().await.unwrap();
    });
}

fn received(case_id: u64) -> Append {
    let event = |name: &str| NewEvent {
        name: name.to_owned(),
        name_version: 1,
        occurred_at: jiff::Timestamp::UNIX_EPOCH,
        recorded_at: jiff::Timestamp::UNIX_EPOCH,
        actor: "system:test".to_owned(),
        payload: format!("{{\"case\":{case_id}}}"),
    };
    let stream = Stream::Case(CaseId(case_id));
    let events = vec![event("received"), event("accepted")];
    Append { writes: vec![StreamWrite { stream, expected: Expected::Version(0), events }], changes: vec![] }
}

/// Starts this test binary again as the child, reads so many acknowledged cases, and kills it without warning.
fn run_and_kill(folder: &Path, cases: usize) -> Vec<u64> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child_that_is_killed", "--nocapture", "--test-threads=1"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut printed = Vec::new();
    while printed.len() < cases {
        let line = lines.next().expect("the child writes until it is killed").unwrap();
        printed.extend(written_in(&line));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    // What it printed between the last line read and its death was acknowledged too.
    printed.extend(lines.map_while(Result::ok).filter_map(|line| written_in(&line)));
    printed
}

/// The case a line names. Before the first one stands, on the same line, which test the child runs.
fn written_in(line: &str) -> Option<u64> {
    line.rsplit_once("case ")?.1.parse().ok()
}

#[tokio::main(flavor = "multi_thread")]
async fn check(folder: &Path, acknowledged: &[u64]) {
    let store = SqliteStore::open(folder, options(Access::Write)).unwrap();
    for case_id in acknowledged {
        let events = store.stream_events(Stream::Case(CaseId(*case_id))).await.unwrap();
        let names: Vec<_> = events.iter().map(|stored| stored.event.name.as_str()).collect();
        assert_eq!(names, ["received", "accepted"], "case {case_id} was acknowledged");
    }
    let mut unacknowledged = 0;
    for case_id in store.stream_ids(1, 0, u32::MAX).await.unwrap() {
        assert_eq!(
            store.stream_events(Stream::Case(CaseId(case_id))).await.unwrap().len(),
            2,
            "nothing is half-written"
        );
        unacknowledged += u64::from(!acknowledged.contains(&case_id));
    }
    assert!(unacknowledged <= 8 * 5, "one a writer and round may have been committed and not printed");

    while 0 < store.unsealed().await.unwrap().0 {
        store.seal(u32::MAX, jiff::Timestamp::MAX).await.unwrap();
    }
    let mut log = MemoryLog::new(store.hash_algorithm());
    loop {
        let page = store.logged_events(log.frontier().size(), 1_000).await.unwrap();
        if page.is_empty() {
            break;
        }
        page.iter().for_each(|logged| assert_eq!(log.push(&logged.event.leaf_data()), logged.log_index));
    }
    assert_eq!(log.frontier().size(), store.event_count().await.unwrap());
    assert_eq!(log.frontier().root(), store.head().await.unwrap().root);
    let next = store.allocate(Series::Case, 1).await.unwrap();
    assert!(acknowledged.iter().all(|case_id| *case_id < next));
}
