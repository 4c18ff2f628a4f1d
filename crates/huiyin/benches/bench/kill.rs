//! What `kill -9` loses: nothing that was acknowledged.

use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::Duration;

use jiff::civil::Date;
use serde_json::{Value, json};

use crate::http::{get, post};
use crate::program::{Installation, command, shown};
use crate::report::{Bar, Report, detail};
use crate::{complaints, unlimited};

/// Rows of the import that is killed.
const ROWS: u64 = 30_000;

/// Clients that write while the server is killed.
const CLIENTS: usize = 8;

/// Kills an import again and again, then lets it come to its end.
pub fn importing(times: u32, today: Date, report: &mut Report) {
    let installation = Installation::nothing();
    installation.huiyin(&["init"]).ok();
    let file = installation.path("complaints.csv");
    complaints::csv(&file, ROWS, today);
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
    let told = installation.huiyin(&arguments).json();
    let count = |name: &str| told[name].as_u64().unwrap();
    assert_eq!(count("read"), ROWS, "{told}");
    let wrong = (count("imported") + count("duplicate")).abs_diff(ROWS);
    let verdict = installation.huiyin(&["ledger", "verify", "--format", "json"]).json();
    assert_eq!(verdict["ok"], true, "{verdict}");
    let again = installation.huiyin(&arguments).json();
    assert_eq!((&again["imported"], &again["duplicate"]), (&json!(0), &json!(ROWS)), "{again}");
    let cases = case_count(&installation);
    detail("imports killed before their end", cut);
    let what = format!("import killed {times} times and run again: rows lost or doubled");
    report.bar(what, (wrong + cases.abs_diff(ROWS)) as f64, Bar::Nothing);
}

/// Kills a server under load again and again; whatever it acknowledged is there afterwards.
pub fn serving(times: u32, report: &mut Report) {
    // Nobody is turned away for asking too often: thousands are read back at the end.
    let (installation, token) = unlimited();
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
        let answer = get(&serving.address, &token, &format!("/api/v1/cases/{number}/summary")).unwrap();
        assert!(matches!(answer.status, 200 | 404), "{answer:?}");
        answer.status == 404
    };
    let lost = acknowledged.iter().filter(lost).count();
    detail("cases acknowledged before the kills", acknowledged.len());
    let what = format!("server killed {times} times under load: acknowledged writes lost");
    report.bar(what, lost as f64, Bar::Nothing);
    assert_eq!(serving.stop(), 0);
    let verdict = installation.huiyin(&["ledger", "verify", "--format", "json"]).json();
    assert_eq!(verdict["ok"], true, "{verdict}");
}

/// How many cases the record holds.
fn case_count(installation: &Installation) -> u64 {
    let file = installation.path("all.csv");
    let told = installation.huiyin(&["export", "cases", "-o", &shown(&file)]).json();
    told["rows"].as_u64().unwrap()
}

/// A case to take in.
pub fn submission(row: usize) -> Value {
    json!({
        "kind": "complaint",
        "institution": "HQ",
        "channel": "hotline",
        "subject": format!("Charged twice, case {row}"),
        "person": { "name": "Zhang Wei", "phone": format!("138{:08}", row % 100_000_000) },
    })
}
