//! Full text at every node, and erasing persons beside nodes.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde_json::json;

use super::{Shared, submission};
use crate::backup::{PROFILE, contains, person};
use crate::http::{get, post};
use crate::program::{Serving, shown};

/// How long anything done at one node may take to be so at the others.
const SOON: Duration = Duration::from_secs(30);

/// The numbers of the cases in which a node finds a word.
fn found(node: &Serving, token: &str, word: &str) -> Vec<String> {
    let answer = get(&node.address, token, &format!("/api/v1/search?q={word}")).unwrap();
    assert!(matches!(answer.status, 200 | 503), "{answer:?}");
    let hits = answer.json()["hits"].as_array().cloned().unwrap_or_default();
    hits.iter().map(|hit| hit["case"]["number"].as_str().unwrap().to_owned()).collect()
}

#[track_caller]
fn becomes(what: &str, is_so: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < SOON, "{what}");
        std::thread::sleep(Duration::from_millis(200));
    }
}

#[track_caller]
fn is_found_by_all(nodes: &[&Serving], token: &str, word: &str, cases: usize) {
    for (place, node) in nodes.iter().enumerate() {
        becomes(&format!("node {place} finds {cases} cases with `{word}`"), || {
            found(node, token, word).len() == cases
        });
    }
}

impl Shared {
    /// The folders of search indexes whose files hold a word.
    fn indexes_with(&self, word: &str) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(self.installation.data()).unwrap().flatten();
        let folders = entries.map(|entry| entry.path()).filter(|path| {
            path.is_dir() && path.file_name().unwrap().to_string_lossy().starts_with("search")
        });
        let holds = |folder: &PathBuf| {
            // A file may go while they are looked through.
            let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
            files.filter_map(|file| std::fs::read(file.path()).ok()).any(|bytes| contains(&bytes, word))
        };
        folders.filter(holds).collect()
    }

    fn erased(&self) -> usize {
        let register = std::fs::read_to_string(self.installation.data().join("erasures.jsonl"));
        register.unwrap_or_default().lines().count()
    }
}

#[test]
fn every_node_finds_what_is_new_and_forgets_who_is_erased() {
    let Some((shared, token)) = Shared::with_handler() else { return };
    let rows: String = ["aardvark", "quokka", "wombat"]
        .iter()
        .zip(1..)
        .map(|(word, row)| person(row, word, &format!("王植{row}"), &format!("1381111000{row}")))
        .collect();
    let rows = shared.installation.file("old.jsonl", rows);
    let profile = shared.installation.file("old.toml", PROFILE);
    shared.huiyin(&["import", "cases", &shown(&rows), "--profile", &shown(&profile)]).ok();
    let mut nodes: Vec<_> = (0..3).map(|_| shared.serve()).collect();
    let all: Vec<&Serving> = nodes.iter().collect();
    for word in ["aardvark", "quokka", "wombat"] {
        is_found_by_all(&all, &token, word, 1);
        assert_eq!(shared.indexes_with(word).len(), 3, "each node has an index of its own");
    }
    let number = |word: &str| found(&nodes[0], &token, word).pop().unwrap();
    let [aardvark, quokka, wombat] = ["aardvark", "quokka", "wombat"].map(number);

    // Nobody's index stays as it was at the first question.
    let mut later = submission(1, 1);
    later["narrative"] = json!("The giraffe fee was taken twice.");
    assert_eq!(post(&all[1].address, &token, "/api/v1/cases", None, &later).unwrap().status, 201);
    is_found_by_all(&all, &token, "giraffe", 1);

    // By a command beside the nodes, and at a node.
    let erased = shared.huiyin(&["vault", "erase", "--case", &aardvark, "--reason", "retention_over"]);
    assert!(erased.code == 0 && erased.out.contains("erased at"), "{erased:?}");
    assert_eq!(shared.erased(), 1, "it is told as done once the register says so");
    let path = format!("/api/v1/cases/{quokka}/erasure");
    let reason = json!({ "reason": "retention_over" });
    let answer = post(&all[2].address, &token, &path, None, &reason).unwrap();
    assert!(answer.status == 200 && answer.json()["erased_at"].is_string(), "{answer:?}");
    assert_eq!(shared.erased(), 2);
    for word in ["aardvark", "quokka"] {
        is_found_by_all(&all, &token, word, 0);
        becomes(&format!("`{word}` leaves every index"), || shared.indexes_with(word).is_empty());
    }
    is_found_by_all(&all, &token, "giraffe", 1);

    // A node that was killed forgets too, and the others go on.
    nodes.remove(1).kill();
    let all: Vec<&Serving> = nodes.iter().collect();
    assert_eq!(shared.indexes_with("wombat").len(), 3, "its index is left");
    let erased = shared.huiyin(&["vault", "erase", "--case", &wombat, "--reason", "retention_over"]);
    assert!(erased.code == 0 && shared.erased() == 3, "{erased:?}");
    is_found_by_all(&all, &token, "wombat", 0);
    becomes("`wombat` leaves every index", || shared.indexes_with("wombat").is_empty());

    // Nodes build their own anew; one that starts takes the folder that was left.
    let asked = shared.huiyin(&["search", "rebuild"]);
    assert!(asked.code == 0 && asked.err.contains("were asked to build"), "{asked:?}");
    let again = shared.serve();
    let data = shared.installation.data();
    becomes("every index is built anew", || {
        ["search.rebuild", "search-2.rebuild", "search-3.rebuild"]
            .iter()
            .all(|name| !data.join(name).exists())
    });
    is_found_by_all(&[&nodes[0], &nodes[1], &again], &token, "giraffe", 1);
    assert!(!data.join("search-4").exists());
    for node in nodes.into_iter().chain([again]) {
        assert_eq!(node.stop(), 0);
    }
    assert_eq!(shared.huiyin(&["ledger", "verify", "--texts"]).code, 0);
}
