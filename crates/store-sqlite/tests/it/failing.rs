//! A disk that fails, and writes that break a rule in the middle.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use domain::id::{CaseId, PersonId, Stream, TextId};
use rusqlite::Connection;
use store::{
    Accounts, Append, Change, EventLog, Expected, NewEvent, SealedItem, StoreError, StreamWrite, VaultRows,
};
use store_sqlite::{Access, DATABASE_FILE, SqliteStore};

use crate::engine::options;

fn noted(stream: Stream, payload: String) -> Append {
    let event = NewEvent {
        name: "noted".to_owned(),
        name_version: 1,
        occurred_at: jiff::Timestamp::UNIX_EPOCH,
        recorded_at: jiff::Timestamp::UNIX_EPOCH,
        actor: "system:test".to_owned(),
        payload,
    };
    Append {
        writes: vec![StreamWrite { stream, expected: Expected::Any, events: vec![event] }],
        changes: vec![],
    }
}

fn sealed(text_id: u64) -> Change {
    Change::Sealed(SealedItem {
        text_id: TextId(text_id),
        person_id: PersonId(1),
        case_id: CaseId(1),
        field: "name".to_owned(),
        sealed: vec![1],
    })
}

/// One of many that fails after its first write takes nothing and nobody with it, wherever it stands.
#[tokio::test]
async fn a_write_that_fails_halfway_is_undone_alone() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path(), options(Access::Create)).unwrap();
    let with = |case_id: u64, text_id| Append {
        changes: vec![sealed(text_id)],
        ..noted(Stream::Case(CaseId(case_id)), "{}".to_owned())
    };
    let results =
        store.append_many(vec![with(1, 1), with(2, 1), with(3, 3), with(4, 3), with(5, 5)]).await.unwrap();
    let succeeded: Vec<_> = results.iter().map(Result::is_ok).collect();
    assert_eq!(succeeded, [true, false, true, false, true]);
    assert_eq!(store.stream_ids(1, 0, 10).await.unwrap(), [1, 3, 5]);
    assert_eq!(store.event_count().await.unwrap(), 3);
    assert!(store.sealed_item(TextId(5)).await.unwrap().is_some());
}

/// Tells the child of [`a_full_disk_is_told_and_outlived`] where to write.
const FOLDER: &str = "HUIYIN_FULL_DISK_FOLDER";

/// A full disk: whoever writes is told, nothing is half-written, and once there is room writing goes on by itself.
///
/// A limit on the size of files stands for the full disk; it is set on a child process, and lifted from outside.
#[test]
fn a_full_disk_is_told_and_outlived() {
    if Command::new("prlimit").arg("--version").output().is_err() {
        println!("skipped: `prlimit` is not installed");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut child = Command::new("sh")
        .args([
            "-c",
            "trap '' XFSZ; exec prlimit --fsize=1000000: \"$0\" --exact child_on_a_full_disk --nocapture",
        ])
        .arg(std::env::current_exe().unwrap())
        .env(FOLDER, folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    assert!(lines.any(|line| line.ends_with("refused")));
    let pid = child.id().to_string();
    assert!(Command::new("prlimit").args(["--pid", &pid, "--fsize=unlimited:"]).status().unwrap().success());
    child.stdin.take().unwrap().write_all(b"there is room\n").unwrap();
    assert!(lines.any(|line| line.ends_with("written")));
    lines.for_each(drop);
    assert!(child.wait().unwrap().success());
}

/// The child: small writes succeed, large ones are refused, until there is room.
pub fn child_on_a_full_disk() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let store = SqliteStore::open(Path::new(&folder), options(Access::Create)).unwrap();
        store.append(noted(Stream::Office, "{}".to_owned())).await.unwrap();
        let large = || noted(Stream::Office, format!("{{\"filler\":\"{}\"}}", "x".repeat(4 << 20)));
        for _ in 0..3 {
            let (one, other) = tokio::join!(store.append(large()), store.append(large()));
            for outcome in [one, other] {
                assert!(matches!(outcome, Err(StoreError::Engine { .. })), "{outcome:?}");
            }
        }
        assert_eq!(store.event_count().await.unwrap(), 1, "nothing is half-written");
        assert_eq!(store.stream_events(Stream::Office).await.unwrap().len(), 1);
        println!("refused");
        std::io::stdin().read_line(&mut String::new()).unwrap();
        assert_eq!(store.append(large()).await.unwrap().versions, [2]);
        drop(store);
        let store = SqliteStore::open(Path::new(&folder), options(Access::Write)).unwrap();
        assert_eq!(store.stream_events(Stream::Office).await.unwrap().len(), 2);
        println!("written");
    });
}

/// Somebody holds the database's write lock for a while (a backup, a shell): writers wait and then go on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lock_held_by_another_is_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path(), options(Access::Create)).unwrap();
    let stranger = Connection::open(folder.path().join(DATABASE_FILE)).unwrap();
    stranger.execute_batch("begin immediate").unwrap();
    let writing = tokio::spawn({
        let store = store.clone();
        async move { store.setting_put("name", "回音").await }
    });
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    assert!(!writing.is_finished());
    stranger.execute_batch("rollback").unwrap();
    writing.await.unwrap().unwrap();
    assert_eq!(store.setting("name").await.unwrap().as_deref(), Some("回音"));
}
