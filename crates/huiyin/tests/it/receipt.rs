//! A receipt proves itself where there is no database, and an altered one proves nothing.

use std::path::Path;

use crate::program::{Installation, Ran, huiyin, shown};

/// A receipt of an imported case, with the installation's public key.
fn receipt() -> (Installation, String, String) {
    let installation = Installation::nothing();
    installation.import(8).ok();
    let list = installation.path("list.csv");
    installation.huiyin(&["export", "cases", "-o", &shown(&list)]).ok();
    let list = std::fs::read_to_string(list).unwrap();
    let number = list.split(['"', ',', '\n', '\r']).find(|cell| cell.starts_with("ZX-")).unwrap().to_owned();
    let file = installation.path("receipt.json");
    installation.huiyin(&["ledger", "receipt", &number, "-o", &shown(&file)]).ok();
    let key = installation.huiyin(&["ledger", "key"]).ok().trim().to_owned();
    let text = std::fs::read_to_string(file).unwrap();
    (installation, text, key)
}

/// Verifies a receipt in a folder where there is nothing else.
fn verify(folder: &Path, text: &str, key: &str, format: &str) -> Ran {
    let file = folder.join("receipt.json");
    std::fs::write(&file, text).unwrap();
    huiyin(
        &folder.join("no-data"),
        &["ledger", "verify-receipt", &shown(&file), "--key", key, "--format", format],
        "",
    )
}

#[test]
fn a_receipt_says_who_did_what_when_in_the_person_s_own_words() {
    let (_, text, key) = receipt();
    let elsewhere = tempfile::tempdir().unwrap();
    let told = verify(elsewhere.path(), &text, &key, "text").ok();
    assert!(told.starts_with("ok: "), "{told}");
    assert!(told.contains(": received by system:command-line"), "{told}");
    assert!(told.contains("    When is counter ") && told.contains("    From nine to five."), "{told}");
    let report: serde_json::Value =
        serde_json::from_str(&verify(elsewhere.path(), &text, &key, "json").ok()).unwrap();
    assert_eq!(report["ok"], true);
    let first = &report["events"][0];
    assert_eq!(first["event"], "received");
    assert!(first["occurred_at"].as_str().unwrap().starts_with("2026-03-"), "{report:#}");
    assert!(!elsewhere.path().join("no-data").exists(), "verifying makes nothing");
    // The key may also lie in a file.
    let file = elsewhere.path().join("bank.pub");
    std::fs::write(&file, format!("{key}\n")).unwrap();
    verify(elsewhere.path(), &text, &shown(&file), "text").ok();
}

#[test]
fn an_altered_receipt_is_refused() {
    let (_, text, key) = receipt();
    let elsewhere = tempfile::tempdir().unwrap();
    let other = Installation::nothing();
    other.huiyin(&["init"]).ok();
    let other_key = other.huiyin(&["ledger", "key"]).ok();
    let root = text.split("\\n").nth(2).unwrap();
    for altered in [
        text.replacen("When is counter", "Why is counter", 1),
        text.replacen("From nine to five.", "From nine to nine.", 1),
        text.replacen("\"log_index\": ", "\"log_index\": 1", 1),
        text.replacen("\"origin\": \"", "\"origin\": \"x", 1),
        text.replacen(root, &root.chars().rev().collect::<String>(), 1),
    ] {
        assert_ne!(altered, text);
        let ran = verify(elsewhere.path(), &altered, &key, "json");
        assert_eq!((ran.code, &ran.json()["ok"]), (1, &false.into()), "{ran:?}");
        let ran = verify(elsewhere.path(), &altered, &key, "text");
        assert!(ran.code == 1 && ran.out.starts_with("NOT OK: "), "{ran:?}");
    }
    assert_eq!(verify(elsewhere.path(), &text, other_key.trim(), "text").code, 1, "the key of another bank");
}
