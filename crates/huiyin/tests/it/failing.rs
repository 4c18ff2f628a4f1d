//! A database that goes away, a disk that fills, a folder that may not be written: whoever writes is told, nothing is
//! half-written, and once it is well again so is the server, by itself.

use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::http::{Answer, get, post};
use crate::program::{HUIYIN, Installation, Serving, shown};

fn submission(narrative: &str) -> Value {
    json!({
        "kind": "complaint",
        "institution": "HQ",
        "channel": "hotline",
        "subject": "Charged twice",
        "narrative": narrative,
        "person": { "name": "Zhang", "phone": "13800000001" },
    })
}

fn create(serving: &Serving, token: &str, narrative: &str) -> Answer {
    post(&serving.address, token, "/api/v1/cases", None, &submission(narrative)).unwrap()
}

#[track_caller]
fn refused(answer: &Answer) {
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (503, Some("application/problem+json")),
        "{answer:?}"
    );
    assert_eq!(answer.header("retry-after"), Some("5"));
    assert_eq!(answer.json()["code"], "unavailable");
}

/// The parts that are not ready.
fn unready(serving: &Serving) -> Vec<String> {
    let answer = get(&serving.address, "", "/readyz").unwrap();
    match answer.status {
        200 => Vec::new(),
        _ => {
            let errors = answer.json()["errors"].as_array().unwrap().clone();
            errors.iter().map(|error| error["field"].as_str().unwrap().to_owned()).collect()
        }
    }
}

#[track_caller]
fn becomes(serving: &Serving, expected: &[&str]) {
    let begun = Instant::now();
    loop {
        let found = unready(serving);
        let there = |part: &&str| found.iter().any(|found| found == part);
        if expected.iter().all(there) && expected.is_empty() == found.is_empty() {
            return;
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "{found:?} is not ready, expected {expected:?}");
        std::thread::sleep(Duration::from_millis(300));
    }
}

/// Whatever happened, what is there is whole, and so many cases are.
fn whole(installation: &Installation, serving: Serving, token: &str, cases: u64) {
    assert_eq!(get(&serving.address, token, "/api/v1/cases/count").unwrap().json()["count"], cases);
    becomes(&serving, &[]);
    assert_eq!(serving.stop(), 0);
    let verified = installation.huiyin(&["ledger", "verify"]);
    assert_eq!(verified.code, 0, "{verified:?}");
}

#[test]
fn a_database_that_goes_away_takes_no_write_with_it() {
    let (installation, token) = Installation::with_handler();
    let serving = installation.serve();
    assert_eq!(create(&serving, &token, "before").status, 201);
    becomes(&serving, &[]);
    let (place, elsewhere) = (installation.data().join("huiyin.db"), installation.path("elsewhere.db"));
    std::fs::rename(&place, &elsewhere).unwrap();
    // A batch that was begun before may still take what comes within its 50 ms.
    becomes(&serving, &["database"]);
    for _ in 0..3 {
        refused(&create(&serving, &token, "nowhere"));
    }
    std::fs::rename(&elsewhere, &place).unwrap();
    assert_eq!(create(&serving, &token, "after").status, 201);
    whole(&installation, serving, &token, 2);
}

#[test]
fn a_lock_held_for_long_and_a_newer_schema_are_named() {
    let (installation, token) = Installation::with_handler();
    let serving = installation.serve();
    let stranger = rusqlite::Connection::open(installation.data().join("huiyin.db")).unwrap();
    stranger.execute_batch("begin immediate").unwrap();
    assert!(unready(&serving).contains(&"database".to_owned()));
    stranger.execute_batch("rollback").unwrap();
    becomes(&serving, &[]);
    let version: i64 = stranger.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    stranger.pragma_update(None, "user_version", 99).unwrap();
    becomes(&serving, &["schema"]);
    stranger.pragma_update(None, "user_version", version).unwrap();
    drop(stranger);
    whole(&installation, serving, &token, 0);
}

/// A limit on the size of files stands for the full disk; it is set on the server, and lifted while it runs.
#[test]
fn a_full_disk_is_told_and_outlived() {
    if Command::new("prlimit").arg("--version").output().is_err() {
        eprintln!("SKIPPED: `prlimit` is not installed");
        return;
    }
    let (installation, token) = Installation::with_handler();
    let mut command = Command::new("sh");
    command.args([
        "-c",
        "trap '' XFSZ; exec \"$0\" \"$@\"",
        HUIYIN,
        "--data-dir",
        &shown(&installation.data()),
    ]);
    let serving = Serving::start({
        command.args(["serve", "--listen", "127.0.0.1:0"]);
        command
    });
    assert_eq!(create(&serving, &token, "before").status, 201);
    let limit = |limit: &str| {
        let pid = serving.process().to_string();
        let set = Command::new("prlimit").args(["--pid", &pid, &format!("--fsize={limit}:")]).status();
        assert!(set.unwrap().success());
    };
    limit("65536");
    let large = "长".repeat(9_000);
    for _ in 0..5 {
        refused(&create(&serving, &token, &large));
    }
    becomes(&serving, &["database"]);
    limit("unlimited");
    assert_eq!(create(&serving, &token, &large).status, 201);
    whole(&installation, serving, &token, 2);
}

#[test]
fn a_folder_that_may_not_be_written_is_named() {
    let (installation, _) = Installation::with_handler();
    let data = shown(&installation.data());
    // Who is root may write anywhere but on a mount that is read-only.
    let script = format!(
        "mount --bind '{data}' '{data}' && mount -o remount,ro,bind '{data}' && exec '{HUIYIN}' --data-dir '{data}' \"$@\""
    );
    let apart = |arguments: &[&str]| {
        Command::new("unshare")
            .args(["-r", "-m", "sh", "-c", &script, "sh"])
            .args(arguments)
            .output()
            .unwrap()
    };
    let possible = Command::new("unshare").args(["-r", "-m", "true"]).status();
    if !possible.is_ok_and(|status| status.success()) {
        eprintln!("SKIPPED: no mount namespace may be made here");
        return;
    }
    for arguments in
        [&["serve", "--listen", "127.0.0.1:0"][..], &["user", "set", "wang", "--institution", "HQ"]]
    {
        let ran = apart(arguments);
        let said = String::from_utf8_lossy(&ran.stderr);
        assert!(matches!(ran.status.code(), Some(1 | 2)), "{ran:?}");
        assert!(
            said.contains("error: ") && said.contains(&data) && said.to_lowercase().contains("read-only"),
            "{said}"
        );
    }
}
