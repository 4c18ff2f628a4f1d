//! Several nodes on one PostgreSQL database and one data folder.

mod away;
mod backup;
mod erasing;
mod sharing;

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use store_postgres::cluster::Cluster;

use crate::http::{get, post};
use crate::program::{Installation, Ran, Serving, command, huiyin, messages, shown};

/// A data folder, and a database of the tests' cluster.
struct Shared {
    installation: Installation,
    url: String,
}

impl Shared {
    /// An empty database; none where tests of PostgreSQL are left out.
    fn nothing() -> Option<Self> {
        Cluster::shared().unwrap_or_else(|error| panic!("{error}")).map(Self::in_cluster)
    }

    /// An empty database of a cluster.
    fn in_cluster(cluster: &Cluster) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let url = runtime.block_on(cluster.database()).unwrap();
        Self { installation: Installation::nothing(), url }
    }

    /// An installation as `init` makes it, with a handler and their token.
    fn with_handler() -> Option<(Self, String)> {
        Self::nothing().map(Self::with_staff)
    }

    fn with_staff(self) -> (Self, String) {
        self.huiyin(&["init"]).ok();
        let roles = ["--role", "handler", "--role", "officer", "--role", "approver"];
        self.huiyin(&[&["user", "set", "li", "--institution", "HQ"], &roles[..]].concat()).ok();
        let token = self.huiyin(&["token", "create", "--user", "li", "--label", "test"]).ok();
        (self, token.trim().to_owned())
    }

    fn huiyin(&self, arguments: &[&str]) -> Ran {
        let ran =
            huiyin(&self.installation.data(), &[&["--database-url", &self.url], arguments].concat(), "");
        assert!(!ran.err.contains("not-a-secret") && !ran.out.contains("not-a-secret"), "{ran:?}");
        ran
    }

    fn serve(&self) -> Serving {
        let arguments = ["--database-url", &self.url, "serve", "--listen", "127.0.0.1:0"];
        Serving::start(command(&self.installation.data(), &arguments))
    }
}

fn submission(client: usize, row: usize) -> Value {
    json!({
        "kind": "complaint",
        "institution": "HQ",
        "channel": "hotline",
        "subject": format!("Charged twice, case {client}-{row}"),
        "narrative": "The fee was taken on two days.",
        "person": { "name": "Zhang", "phone": format!("138{client:02}00{row:04}") },
    })
}

/// Clients write to three nodes; one node is killed under load, and its clients go on at the others.
#[test]
fn killing_a_node_loses_and_doubles_nothing() {
    const CLIENTS: usize = 6;
    let Some((shared, token)) = Shared::with_handler() else { return };
    let nodes: Vec<_> = (0..3).map(|_| shared.serve()).collect();
    let addresses: Vec<_> = nodes.iter().map(|node| node.address.clone()).collect();
    let acknowledged = Mutex::new(Vec::new());
    let unanswered = AtomicUsize::new(0);
    let (killed, over) = (AtomicBool::new(false), AtomicBool::new(false));
    std::thread::scope(|scope| {
        for client in 0..CLIENTS {
            let (addresses, token) = (&addresses, &token);
            let (acknowledged, unanswered, killed, over) = (&acknowledged, &unanswered, &killed, &over);
            scope.spawn(move || {
                let mut node = client % 3;
                for row in 0.. {
                    if over.load(Ordering::Relaxed) {
                        break;
                    }
                    match post(&addresses[node], token, "/api/v1/cases", None, &submission(client, row)) {
                        Ok(answer) => {
                            assert_eq!(answer.status, 201, "{answer:?}");
                            let number = answer.json()["number"].as_str().unwrap().to_owned();
                            acknowledged.lock().unwrap().push((number, client, row));
                        }
                        Err(error) => {
                            assert!(node == 0 && killed.load(Ordering::Relaxed), "{error}");
                            unanswered.fetch_add(1, Ordering::Relaxed);
                            node = 1 + client % 2;
                        }
                    }
                }
            });
        }
        let wait_for = |cases: usize| {
            let begun = Instant::now();
            while acknowledged.lock().unwrap().len() < cases && begun.elapsed() < Duration::from_secs(40) {
                std::thread::sleep(Duration::from_millis(5));
            }
        };
        wait_for(60);
        killed.store(true, Ordering::Relaxed);
        let process = nodes[0].process().to_string();
        assert!(std::process::Command::new("kill").args(["-KILL", &process]).status().unwrap().success());
        wait_for(150);
        over.store(true, Ordering::Relaxed);
    });
    let acknowledged = acknowledged.into_inner().unwrap();
    assert!(acknowledged.len() >= 150, "{} cases", acknowledged.len());

    // Every case is there, by whichever node, with the words that were sent, and under a number of its own.
    let mut numbers: Vec<_> = acknowledged.iter().map(|(number, ..)| number.clone()).collect();
    for (place, (number, client, row)) in acknowledged.iter().enumerate() {
        let node = &addresses[1 + place % 2];
        let found = get(node, &token, &format!("/api/v1/cases/{number}")).unwrap();
        assert_eq!(found.status, 200, "{number} was acknowledged and is gone");
        assert!(found.body.contains(&format!("case {client}-{row}")), "{number}: {}", found.body);
    }
    numbers.sort();
    numbers.dedup();
    assert_eq!(numbers.len(), acknowledged.len());
    // What was cut off before its answer may be there or not, but at most once each.
    let count = get(&addresses[2], &token, "/api/v1/cases/count").unwrap().json()["count"].as_u64().unwrap();
    let most = acknowledged.len() + unanswered.load(Ordering::Relaxed);
    assert!(
        (acknowledged.len()..=most).contains(&usize::try_from(count).unwrap()),
        "{count}, at most {most}"
    );

    for node in nodes.into_iter().skip(1) {
        assert_eq!(node.stop(), 0);
    }
    assert_eq!(shared.huiyin(&["store", "check"]).code, 0);
    let verified = shared.huiyin(&["ledger", "verify", "--texts"]);
    assert_eq!(verified.code, 0, "{verified:?}");
    shared.huiyin(&["doctor"]).ok();
}

/// What one node, or a command beside them, changes of staff and rights holds at every node at once.
#[test]
fn a_change_at_one_node_holds_at_the_others() {
    let Some((shared, token)) = Shared::with_handler() else { return };
    let (one, other) = (shared.serve(), shared.serve());
    for node in [&one, &other] {
        assert_eq!(get(&node.address, &token, "/api/v1/cases/count").unwrap().status, 200);
    }
    let new = shared.huiyin(&["user", "set", "zhou", "--institution", "HQ", "--role", "handler"]);
    assert_eq!(new.code, 0, "{new:?}");
    let second = shared.huiyin(&["token", "create", "--user", "zhou", "--label", "second"]).ok();
    for node in [&one, &other] {
        assert_eq!(get(&node.address, second.trim(), "/api/v1/cases/count").unwrap().status, 200);
    }
    shared.huiyin(&["user", "set", "zhou", "--active", "false"]).ok();
    for node in [&other, &one] {
        assert_eq!(get(&node.address, second.trim(), "/api/v1/cases/count").unwrap().status, 401);
    }
    // What bears nobody beside it waits for the nodes to be stopped.
    let rebuilt = shared.huiyin(&["store", "rebuild"]);
    assert!(rebuilt.code == 1 && rebuilt.err.contains("is in use by"), "{rebuilt:?}");
    assert_eq!((one.stop(), other.stop()), (0, 0));
    assert_eq!(shared.huiyin(&["store", "rebuild"]).code, 0);
}

/// A node keeps the keys in memory: beside one they stay as they are, and what it takes in meanwhile opens under them.
#[test]
fn keys_are_rotated_and_retired_while_no_node_runs() {
    let Some((shared, token)) = Shared::with_handler() else { return };
    let node = shared.serve();
    let received = |node: &Serving| {
        let answer = post(&node.address, &token, "/api/v1/cases", None, &submission(1, 1)).unwrap();
        assert_eq!(answer.status, 201, "{answer:?}");
        answer.json()["number"].as_str().unwrap().to_owned()
    };
    received(&node);
    for command in ["rotate", "retire"] {
        let refused = shared.huiyin(&["vault", command]);
        assert!(refused.code == 1 && refused.err.contains("is in use by"), "{refused:?}");
    }
    // Had new keys begun behind its back, it would know nobody by their tags.
    received(&node);
    assert_eq!(node.stop(), 0);
    let rotated = shared.huiyin(&["vault", "rotate", "--format", "json"]);
    assert_eq!((rotated.json()["generation"].as_u64(), rotated.json()["keys"].as_u64()), (Some(2), Some(1)));
    assert!(shared.huiyin(&["vault", "retire"]).ok().contains("generation 1 is gone"));
    let node = shared.serve();
    let number = received(&node);
    assert_eq!(node.stop(), 0);
    let standing = shared.huiyin(&["vault", "show", "--case", &number]).ok();
    assert!(standing.contains("3 cases"), "one person is recognised throughout: {standing}");
    assert_eq!(shared.huiyin(&["ledger", "verify", "--texts"]).code, 0);
}

/// From the file to the server and back: the same log, the same rows, the same words.
#[test]
fn a_copy_has_an_equal_ledger_and_goes_on() {
    let Some(shared) = Shared::nothing() else { return };
    let (from, _) = Installation::with_handler();
    assert_eq!(from.import(300).code, 0);
    let data = shown(&from.data());
    let status = |database: &str| {
        let arguments = ["--database-url", database, "ledger", "status", "--format", "json"];
        serde_json::from_str::<Value>(&huiyin(&from.data(), &arguments, "").ok()).unwrap()
    };
    let before = status(&data);
    let copy = |from_url: &str, to_url: &str| {
        huiyin(&from.data(), &["store", "copy", "--from", from_url, "--to", to_url], "")
    };

    // Killed at any moment it is refused as it stands, and copied whole by the next attempt.
    for pause in [30, 120, 250] {
        let mut child = command(&from.data(), &["store", "copy", "--from", &data, "--to", &shared.url])
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(pause));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    // The server notices a moment later that the one that was killed is gone.
    let begun = Instant::now();
    let copied = loop {
        let copied = copy(&data, &shared.url);
        let busy = copied.err.contains("is in use by") || copied.err.contains("is not empty");
        if copied.code == 0 || !busy || begun.elapsed() > Duration::from_secs(10) {
            break copied;
        }
        std::thread::sleep(Duration::from_millis(100));
    };
    // The last of the killed ones may have been done already.
    let done = copied.code == 0 || copied.err.contains("is not empty");
    assert!(done && !copied.err.contains("not-a-secret"), "{copied:?}");
    assert_eq!(status(&shared.url), before);
    let full = copy(&data, &shared.url);
    assert!(full.code == 2 && full.err.contains("is not empty"), "{full:?}");

    for arguments in [&["ledger", "verify", "--texts"][..], &["store", "check"]] {
        let checked = huiyin(&from.data(), &[&["--database-url", &shared.url], arguments].concat(), "");
        assert_eq!(checked.code, 0, "{checked:?}");
    }
    // It goes on: what was imported before is known, what is new comes in.
    let file = from.file("more.jsonl", messages(310));
    let arguments =
        ["--database-url", &shared.url, "import", "cases", &shown(&file), "--profile", "messages"];
    let imported = huiyin(&from.data(), &arguments, "");
    assert_eq!(imported.json()["imported"], 10, "{imported:?}");

    // And back.
    let back = Installation::nothing();
    let returned = copy(&shared.url, &shown(&back.data()));
    assert_eq!(returned.code, 0, "{returned:?}");
    let back = shown(&back.data());
    assert_eq!(status(&back)["root"], status(&shared.url)["root"]);
    let checked = huiyin(&from.data(), &["--database-url", &back, "store", "check"], "");
    assert_eq!(checked.code, 0, "{checked:?}");
}

/// Nothing there, nobody listening, a URL that cannot be: each says so, and never the password.
#[test]
fn a_database_that_cannot_be_used_is_named() {
    let Some(shared) = Shared::nothing() else { return };
    let empty = shared.huiyin(&["doctor"]);
    assert!(empty.code == 1 && empty.out.contains("there is no installation here"), "{empty:?}");
    let away = "postgres://me:not-a-secret@127.0.0.1:1/huiyin";
    let folder = shared.installation.data();
    let refused = huiyin(&folder, &["--database-url", away, "init"], "");
    assert_eq!(refused.code, 1, "{refused:?}");
    assert!(refused.err.contains("`postgres://me@127.0.0.1:1/huiyin`"), "{refused:?}");
    assert!(!refused.err.contains("not-a-secret"), "{refused:?}");
    let wrong = huiyin(&folder, &["--database-url", "postgres://me:not-a-secret@h:x/d", "init"], "");
    assert!(wrong.code == 2 && wrong.err.contains("invalid port number"), "{wrong:?}");
    assert!(!wrong.err.contains("not-a-secret"), "{wrong:?}");
}
