//! What `kill -9` loses: nothing that was acknowledged; and whether each acknowledged write was synced to the disk.

use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::http::{get, post};
use crate::line;
use crate::program::{HUIYIN, Installation, Serving, command, shown};
use crate::rows;

/// Rows of the import that is killed.
const ROWS: u64 = 30_000;

/// Clients that write while the server is killed.
const CLIENTS: usize = 8;

/// Kills an import again and again, then lets it come to its end.
pub fn importing(times: u32) {
    let installation = Installation::nothing();
    installation.huiyin(&["init"]).ok();
    let file = installation.path("complaints.csv");
    rows::complaints(&file, ROWS);
    let file = shown(&file);
    let arguments = ["import", "cases", &file, "--profile", "cfpb", "--format", "json"];
    let mut cut = 0;
    for time in 0..times {
        let mut child = command(&installation.data(), &arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Another moment each time: while it starts, in the middle, at the end of a batch.
        std::thread::sleep(Duration::from_millis(60 + u64::from(time) * 47 % 700));
        cut += u32::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let report = installation.huiyin(&arguments).json();
    let count = |name: &str| report[name].as_u64().unwrap();
    assert_eq!(count("read"), ROWS, "{report}");
    assert_eq!(count("imported") + count("duplicate"), ROWS, "{report}");
    let verdict = installation.huiyin(&["ledger", "verify", "--format", "json"]).json();
    assert_eq!(verdict["ok"], true, "{verdict}");
    let again = installation.huiyin(&arguments).json();
    assert_eq!((&again["imported"], &again["duplicate"]), (&json!(0), &json!(ROWS)), "{again}");
    line(&format!("imports killed {times} times ({cut} before their end): rows lost or doubled"), 0);
}

/// Kills a server under load again and again; whatever it acknowledged is there afterwards.
pub fn serving(times: u32) {
    let (installation, token) = Installation::with_handler();
    let mut acknowledged = Vec::new();
    for time in 0..times {
        let serving = installation.serve();
        let taken = Mutex::new(Vec::new());
        std::thread::scope(|scope| {
            for client in 0..CLIENTS {
                let (address, token, taken) = (&serving.address, &token, &taken);
                scope.spawn(move || {
                    for row in 0.. {
                        let body = submission((time as usize * CLIENTS + client) * 100_000 + row);
                        let Ok(answer) = post(address, token, "/api/v1/cases", None, &body) else { break };
                        assert_eq!(answer.status, 201, "{answer:?}");
                        taken.lock().unwrap().push(answer.json()["number"].as_str().unwrap().to_owned());
                    }
                });
            }
            std::thread::sleep(Duration::from_millis(400 + u64::from(time) * 53 % 300));
            let killed = Command::new("kill").args(["-KILL", &serving.process().to_string()]).status();
            assert!(killed.unwrap().success());
        });
        acknowledged.extend(taken.into_inner().unwrap());
    }
    let serving = installation.serve();
    let lost = |number: &&String| {
        get(&serving.address, &token, &format!("/api/v1/cases/{number}/summary")).unwrap().status != 200
    };
    let lost = acknowledged.iter().filter(lost).count();
    line(
        &format!("servers killed {times} times under load, {} cases acknowledged: lost", acknowledged.len()),
        lost,
    );
    assert_eq!(lost, 0);
    assert_eq!(serving.stop(), 0);
    let verdict = installation.huiyin(&["ledger", "verify", "--format", "json"]).json();
    assert_eq!(verdict["ok"], true, "{verdict}");
    syncs(&installation, &token);
}

/// Counts the calls that reach the disk while one client writes, one write after the other: at least one for each.
fn syncs(installation: &Installation, token: &str) {
    if Command::new("strace").arg("--version").stdout(Stdio::null()).status().is_err() {
        return line("syncs to the disk", "SKIPPED: no strace here");
    }
    const WRITES: usize = 200;
    let log = installation.path("syncs");
    let mut traced = Command::new("strace");
    traced.args(["-f", "-qq", "-e", "trace=fsync,fdatasync", "-o", &shown(&log), HUIYIN]);
    traced.args(["--data-dir", &shown(&installation.data()), "serve", "--listen", "127.0.0.1:0"]);
    let serving = Serving::start(traced);
    let counted = || std::fs::read_to_string(&log).unwrap().matches("sync(").count();
    let before = counted();
    let begun = Instant::now();
    for row in 0..WRITES {
        let answer =
            post(&serving.address, token, "/api/v1/cases", None, &submission(90_000_000 + row)).unwrap();
        assert_eq!(answer.status, 201, "{answer:?}");
    }
    let (after, seconds) = (counted(), begun.elapsed().as_secs_f64());
    line(
        &format!("syncs to the disk for {WRITES} writes one after the other ({seconds:.1} s)"),
        after - before,
    );
    assert!(WRITES <= after - before);
}

fn submission(row: usize) -> Value {
    json!({
        "kind": "complaint",
        "institution": "HQ",
        "channel": "hotline",
        "subject": format!("Charged twice, case {row}"),
        "person": { "name": "Zhang Wei", "phone": format!("138{:08}", row % 100_000_000) },
    })
}
