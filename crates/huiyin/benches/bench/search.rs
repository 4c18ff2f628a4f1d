//! The full text at a record of some size: building its index, and how long questions take.

use std::time::Instant;

use crate::asking::{Asker, encoded};
use crate::memory::until_it_ends;
use crate::program::{Installation, command};
use crate::report::{Report, detail};

/// What a question must not take, in milliseconds.
const BAR: f64 = 20.0;

/// Questions as people type them, and whether the record has an answer: words, phrases, fields; words inside a longer
/// run; traditional forms of words that stand there in simplified ones, and the other way round. Some find a third of the
/// record or all of it.
const QUESTIONS: [(&str, bool); 24] = [
    ("mortgage", true),
    ("fee consent", true),
    ("\"record put right\"", true),
    ("status:closed refund", true),
    ("kind:complaint", true),
    ("account -mortgage", true),
    ("nobody", true),
    ("zzzz", false),
    ("信用卡", true),
    ("信用卡积分", true),
    ("卡积分", true),
    ("积分清零", true),
    ("信用卡積分", true),
    ("卡積分", true),
    ("信用卡积分 种类:投诉", true),
    ("\"信用卡积分\" -分期", false),
    ("渠道:电话 积分", false),
    ("\"积分清零\"", true),
    ("due:<3d", true),
    ("received:<30d fee", true),
    ("handler:me status:open", true),
    ("urgent:yes", false),
    ("经办:无 期限:<7d", false),
    ("TS-2026-0000042", false),
];

/// Builds the index anew.
pub fn build(installation: &Installation, cases: u64) {
    let begun = Instant::now();
    let mut child = command(&installation.data(), &["search", "rebuild", "--format", "json"])
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let most = until_it_ends(&mut child);
    assert!(child.wait().unwrap().success());
    detail("cases indexed a second", format!("{:.0}", cases as f64 / begun.elapsed().as_secs_f64()));
    detail("  megabytes of memory at most, mapped files included", format!("{most:.0}"));
}

/// Asks each question; what the record surely holds must be found.
pub fn measure(asker: &Asker<'_>, report: &mut Report) {
    let path = |question: &str| format!("/api/v1/search?q={}", encoded(question));
    for (question, found) in QUESTIONS {
        let total = asker.read(&path(question)).json()["total"].as_u64().unwrap();
        assert!(!found || 0 < total, "`{question}` finds nothing");
    }
    let paths = QUESTIONS.map(|(question, _)| (question.to_owned(), path(question)));
    asker.measure("search over HTTP", &paths, BAR, report);
}
