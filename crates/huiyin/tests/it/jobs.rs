//! What the program does by itself, from outside: seen, run by hand, and done by a server.

use std::time::{Duration, Instant};

use crate::program::Installation;

const YEAR_2027: &str = "id = \"cn\"\ntitle = { zh = \"c\", en = \"c\" }\nweekend = [\"saturday\", \"sunday\"]\n\n\
    [[year]]\nyear = 2027\nday_off = [{ days = \"01-01\", zh = \"n\", en = \"New Year's Day\" }]\n";

/// The statuses of a kind of job, as the list tells them.
fn statuses(installation: &Installation, kind: &str) -> Vec<String> {
    let listed = installation.huiyin(&["jobs", "list", "--format", "json"]).ok();
    let jobs: Vec<serde_json::Value> = serde_json::from_str(&listed).unwrap();
    let of_kind = jobs.iter().filter(|job| job["kind"] == kind);
    of_kind.map(|job| job["status"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn jobs_are_done_by_hand_and_run_again() {
    let (installation, _) = Installation::with_handler();
    assert!(statuses(&installation, "sweep").is_empty());
    let ran = installation.huiyin(&["jobs", "run"]).ok();
    assert!(ran.contains("sweep: done {") && ran.contains("escalate: done {"), "{ran}");
    assert_eq!(statuses(&installation, "sweep"), ["done"]);
    let job = ran.lines().find(|line| line.contains("sweep")).unwrap().split(' ').next().unwrap();
    let again = installation.huiyin(&["jobs", "run", job]).ok();
    assert!(again.starts_with(&format!("{job} sweep: done")), "{again}");
    let none = installation.huiyin(&["jobs", "run", "999"]);
    assert!(none.code == 2 && none.err.contains("there is no such finished job"), "{none:?}");
    let wrong = installation.huiyin(&["jobs", "list", "--status", "late"]);
    assert!(
        wrong.code == 2 && wrong.err.contains("expected one of waiting, running, done, failed"),
        "{wrong:?}"
    );
}

#[test]
fn a_calendar_is_loaded_through_a_running_server_and_by_its_folder() {
    let (installation, _) = Installation::with_handler();
    let file = installation.file("cn-2027.toml", YEAR_2027);
    let wrong = installation.file("wrong.toml", YEAR_2027.replace("01-01", "13-01"));
    let refused = installation.huiyin(&["calendar", "load", wrong.to_str().unwrap()]);
    assert_eq!(refused.code, 2);
    assert!(
        refused.err.contains("line 7, field `year[0].day_off[0].days`: `13-01` is no run of days"),
        "{refused:?}"
    );

    let serving = installation.serve();
    installation.huiyin(&["calendar", "load", file.to_str().unwrap()]).ok();
    let folder = installation.data().join("calendars");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("bad.toml"), "id = 1\n").unwrap();
    let begun = Instant::now();
    loop {
        let mut found = statuses(&installation, "calendar");
        found.sort();
        if found == ["done", "failed"] {
            break;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "{found:?}");
        std::thread::sleep(Duration::from_millis(200));
    }
    let listed = installation.huiyin(&["jobs", "list", "--status", "failed"]).ok();
    assert!(listed.contains("bad.toml` line 1, field `id`"), "{listed}");
    drop(serving);
}
