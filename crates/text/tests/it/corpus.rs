//! Real text, when it is there: how much is found in letters whose authors meant to give little away.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

use text::{mask, spans};

fn shared(path: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")).join(path)
}

/// The text of a file, also of one compressed with zstd; `None`, said aloud, when it or the program is absent.
pub fn read(path: &str) -> Option<String> {
    let path = shared(path);
    let bytes = if path.extension().is_some_and(|extension| extension == "zst") {
        Command::new("zstd")
            .arg("-dcq")
            .arg(&path)
            .output()
            .ok()
            .filter(|output| output.status.success())
            .map(|o| o.stdout)
    } else {
        std::fs::read(&path).ok()
    };
    if bytes.is_none() {
        println!("skipped: {} is not here or cannot be read", path.display());
    }
    String::from_utf8(bytes?).ok()
}

#[track_caller]
fn check(path: &str, share_max: f64) {
    let Some(text) = read(path) else { return };
    let found = spans(&text);
    let mut counts = BTreeMap::new();
    for span in &found {
        *counts.entry(span.kind).or_insert(0) += 1;
    }
    println!("{path}: {} bytes, {} spans {counts:?}", text.len(), found.len());
    if std::env::var_os("SHOW_SPANS").is_some() {
        for span in &found {
            let before: String = text[..span.start].chars().rev().take(16).collect();
            let before: String = before.chars().rev().collect();
            let after: String = text[span.end..].chars().take(8).collect();
            let piece = &text[span.start..span.end];
            println!("  {:?}: {before}⟦{piece}⟧{after}", span.kind);
        }
    }
    let hidden: usize = found.iter().map(|span| span.end - span.start).sum();
    assert!((hidden as f64) < share_max * text.len() as f64, "{hidden} of {} bytes hidden", text.len());
    let masked = mask(&text);
    assert_eq!(mask(&masked), masked);
}

#[test]
fn citizens_messages() {
    check("gov_messages_tipdm/messages_dated.csv", 0.01);
    check("gov_messages_tipdm/labelled.csv", 0.01);
    check("gov_messages_tipdm/messages_replies.csv.zst", 0.01);
}

#[test]
fn narratives() {
    check("cfpb_narratives/complaints.csv.zst", 0.01);
}
