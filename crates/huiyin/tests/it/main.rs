//! The program as a new user runs it: a simulated bank, its proof, a receipt, clocks, and mistakes that are named.

// All of this binary is test code, its helpers too: what cannot be unwrapped fails the test that asked.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

fn huiyin(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_huiyin"));
    command.arg("--data-dir").arg(folder.join("data")).args(arguments).current_dir(folder);
    command.env_remove("HUIYIN_VAULT_KEY").env_remove("HUIYIN_LEDGER_KEY").output().unwrap()
}

#[track_caller]
fn succeeds(folder: &Path, arguments: &[&str]) -> String {
    let output = huiyin(folder, arguments);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

/// What a mistake is told: exit code and message.
#[track_caller]
fn fails(folder: &Path, arguments: &[&str], code: i32, expected: &str) {
    let output = huiyin(folder, arguments);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
    assert!(said.contains(expected), "{arguments:?}: expected `{expected}` in: {said}");
}

#[test]
fn a_simulated_bank_is_filled_verified_and_proven_by_a_receipt() {
    let folder = TempDir::new().unwrap();
    let path = folder.path();
    succeeds(path, &["demo", "--cases", "40", "--seed", "7", "--no-serve"]);
    let verified: serde_json::Value =
        serde_json::from_str(&succeeds(path, &["ledger", "verify", "--format", "json"])).unwrap();
    assert_eq!(verified["ok"], true, "{verified}");
    assert!(verified["events"].as_u64().unwrap() > 100);

    succeeds(path, &["export", "cases", "--from", "2000-01-01", "--to", "2100-01-01", "-o", "cases.csv"]);
    let exported = std::fs::read_to_string(path.join("cases.csv")).unwrap();
    let number =
        exported.split([',', '\n']).find(|cell| cell.starts_with("TS-")).expect("an exported complaint");
    succeeds(path, &["ledger", "receipt", number, "-o", "receipt.json"]);
    let key = succeeds(path, &["ledger", "key"]);

    // On a copy with no database.
    let elsewhere = TempDir::new().unwrap();
    std::fs::copy(path.join("receipt.json"), elsewhere.path().join("receipt.json")).unwrap();
    let proof =
        succeeds(elsewhere.path(), &["ledger", "verify-receipt", "receipt.json", "--key", key.trim()]);
    assert!(proof.contains("received"), "{proof}");
    let text = std::fs::read_to_string(path.join("receipt.json")).unwrap();
    let at = text.find("\"salt\": \"").unwrap() + 9;
    let other = if text.as_bytes()[at] == b'0' { "1" } else { "0" };
    let forged = format!("{}{other}{}", &text[..at], &text[at + 1..]);
    std::fs::write(elsewhere.path().join("forged.json"), forged).unwrap();
    fails(elsewhere.path(), &["ledger", "verify-receipt", "forged.json", "--key", key.trim()], 1, "receipt");
}

#[test]
fn altered_records_are_found() {
    let folder = TempDir::new().unwrap();
    let path = folder.path();
    succeeds(path, &["demo", "--cases", "20", "--seed", "3", "--no-serve"]);
    let database = path.join("data").join("huiyin.db");
    let original = std::fs::read(&database).unwrap();
    for tampering in [
        "update events set payload = payload || ' ' where event_seq = 29",
        "update events set actor = 'user:999' where event_seq = 30",
        "update events set recorded_at = recorded_at + 1 where event_seq = 31",
        "delete from events where event_seq = 40",
    ] {
        std::fs::write(&database, &original).unwrap();
        let connection = rusqlite::Connection::open(&database).unwrap();
        connection.execute_batch("pragma foreign_keys = off").unwrap();
        assert_eq!(connection.execute(tampering, []).unwrap(), 1, "{tampering}");
        drop(connection);
        let output = huiyin(path, &["ledger", "verify", "--format", "json"]);
        assert_eq!(output.status.code(), Some(1), "not noticed: {tampering}");
        let found: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(found["ok"], false);
    }
}

#[test]
fn every_date_explains_itself() {
    let folder = TempDir::new().unwrap();
    let arguments = [
        "clock",
        "explain",
        "--regime",
        "cn-n3",
        "--received",
        "2026-09-20T10:00:00+08:00",
        "--format",
        "json",
    ];
    let dues: serde_json::Value = serde_json::from_str(&succeeds(folder.path(), &arguments)).unwrap();
    let stage =
        |name: &str| dues.as_array().unwrap().iter().find(|due| due["stage"] == name).unwrap().clone();
    assert_eq!(stage("decide_15")["due_natural"], "2026-10-05");
    assert_eq!(stage("decide_15")["due_rolled"], "2026-10-08");
    assert_eq!(stage("forward")["due_natural"], "2026-09-30");
    assert_eq!(stage("decide_60")["due_natural"], "2026-11-19");
    assert!(stage("decide_15")["explanation"].as_str().is_some_and(|words| !words.is_empty()));
}

#[test]
fn mistakes_are_named_and_leave_nothing_behind() {
    let folder = TempDir::new().unwrap();
    let path = folder.path();
    let explain = |arguments: &[&'static str]| [&["clock", "explain"], arguments].concat();
    fails(path, &explain(&["--regime", "cn-n3", "--received", "yesterday"]), 2, "yesterday");
    fails(path, &explain(&["--regime", "mars", "--received", "2026-09-20T10:00:00+08:00"]), 2, "mars");
    std::fs::write(path.join("bad.toml"), "id = 3\n").unwrap();
    fails(
        path,
        &explain(&["--regime-file", "bad.toml", "--received", "2026-09-20T10:00:00+08:00"]),
        2,
        "bad.toml",
    );
    std::fs::write(path.join("receipt.json"), "{}").unwrap();
    fails(path, &["ledger", "verify-receipt", "receipt.json", "--key", "nonsense"], 2, "key");
    fails(path, &["ledger", "verify"], 2, "data");
    assert!(!path.join("data").join("huiyin.db").exists());
}
