//! `huiyin clock explain`: the vectors of the law by the command line, and files of one's own.

use serde_json::Value;

use crate::program::{Installation, shown};

/// The dates of one stage.
#[track_caller]
fn dates(explained: &Value, stage: &str) -> (String, String, bool) {
    let due = explained.as_array().unwrap().iter().rfind(|due| due["stage"] == stage);
    let due = due.unwrap_or_else(|| panic!("no stage `{stage}` in {explained:#}"));
    let text = |field: &str| due[field].as_str().unwrap().to_owned();
    assert!(!text("article").is_empty() && !text("explanation").is_empty(), "{due:#}");
    (text("due_natural"), text("due_rolled"), due["provisional"].as_bool().unwrap())
}

#[track_caller]
fn explain(installation: &Installation, arguments: &[&str]) -> Value {
    let all = [&["clock", "explain", "--format", "json"], arguments].concat();
    let explained = serde_json::from_str(&installation.huiyin(&all).ok()).unwrap();
    assert!(!installation.data().exists(), "explaining a clock needs no data folder and makes none");
    explained
}

#[test]
fn the_vectors_of_order_2020_no_3_hold() {
    let installation = Installation::nothing();
    for [received, natural_15, rolled_15, natural_30, rolled_30, natural_60] in [
        ["2026-09-28", "2026-10-13", "2026-10-13", "2026-10-28", "2026-10-28", "2026-11-27"],
        ["2026-09-20", "2026-10-05", "2026-10-08", "2026-10-20", "2026-10-20", "2026-11-19"],
        ["2026-02-13", "2026-02-28", "2026-02-28", "2026-03-15", "2026-03-16", "2026-04-14"],
        ["2025-01-20", "2025-02-04", "2025-02-05", "2025-02-19", "2025-02-19", "2025-03-21"],
        ["2024-09-12", "2024-09-27", "2024-09-27", "2024-10-12", "2024-10-12", "2024-11-11"],
    ] {
        let received = format!("{received}T10:00:00+08:00");
        let explained = explain(&installation, &["--regime", "cn-n3", "--received", &received]);
        let days = |stage| {
            let (natural, rolled, provisional) = dates(&explained, stage);
            assert!(!provisional, "{received} {stage}");
            (natural, rolled)
        };
        assert_eq!(days("decide_15"), (natural_15.to_owned(), rolled_15.to_owned()), "{received}");
        assert_eq!(days("decide_30"), (natural_30.to_owned(), rolled_30.to_owned()), "{received}");
        assert_eq!(days("decide_60").0, natural_60, "{received}");
    }
}

#[test]
fn a_date_beyond_the_loaded_calendar_is_provisional() {
    let installation = Installation::nothing();
    let explained = explain(&installation, &["--regime", "cn-n3", "--received", "2026-12-25T10:00:00+08:00"]);
    assert_eq!(dates(&explained, "decide_15"), ("2027-01-09".to_owned(), "2027-01-11".to_owned(), true));
}

#[test]
fn the_table_names_stage_date_and_article() {
    let installation = Installation::nothing();
    let arguments = [
        "clock",
        "explain",
        "--regime",
        "cn-n3",
        "--received",
        "2026-09-28T10:00:00+08:00",
        "--language",
        "en",
    ];
    let table = installation.huiyin(&arguments).ok();
    let row = table.lines().find(|line| line.starts_with("decide_15")).unwrap();
    assert!(row.contains("2026-10-13") && row.contains("running") && row.contains("18(1)"), "{table}");
    assert!(table.contains("decide_15: "), "{table}");
}

/// A rule of one's own, in working hours of one's own.
fn support_rule(from: &str, to: &str, hours: u32) -> String {
    format!(
        r#"id = "support"
version = 1
in_force_from = "2020-01-01"
title = {{ zh = "支持", en = "Support" }}
calendar = "cn"
time_zone = "Asia/Shanghai"
working_hours = {{ from = "{from}", to = "{to}" }}
roll = "none"
alert_on = "natural"
soon_days = 1

[[stage]]
name = "reply"
title = {{ zh = "答复", en = "Reply" }}
article = "1"
from = ["received"]
duration = {hours}
unit = "working_hour"
ends_on = ["answered"]
actor = "institution"

[[tolling]]
cause = "waiting"
title = {{ zh = "等待", en = "Waiting" }}
article = "2"
stages = ["reply"]
"#
    )
}

/// What other systems got wrong: hours across a weekend. 2026-11-20 is a Friday.
#[test]
fn working_hours_skip_the_weekend() {
    let installation = Installation::nothing();
    for (from, to, hours, received, end) in [
        ("08:00", "17:00", 4, "2026-11-20T16:00:00+08:00", "2026-11-23T03:00:00Z"),
        ("09:00", "17:00", 8, "2026-11-20T17:00:00+08:00", "2026-11-23T09:00:00Z"),
    ] {
        let file = installation.file("support.toml", support_rule(from, to, hours));
        let explained = explain(&installation, &["--regime-file", &shown(&file), "--received", received]);
        assert_eq!(explained[0]["due_at"], end);
    }
}

/// Paused from Friday 15:00 to Monday 10:00: two hours on Friday and one on Monday are credited, not a weekend.
#[test]
fn a_pause_is_credited_with_working_time_only() {
    let installation = Installation::nothing();
    let rule = installation.file("support.toml", support_rule("09:00", "17:00", 8));
    let facts = installation.file(
        "facts.json",
        r#"{"received": "2026-11-20T10:00:00+08:00",
            "exclusions": [{"cause": "waiting", "from": "2026-11-20T15:00:00+08:00", "to": "2026-11-23T10:00:00+08:00"}]}"#,
    );
    let explained = explain(&installation, &["--regime-file", &shown(&rule), "--facts", &shown(&facts)]);
    assert_eq!(explained[0]["excluded_minutes"], 180);
    assert_eq!(
        explained[0]["due_at"], "2026-11-23T05:00:00Z",
        "7 hours on Friday less 2, then 3 on Monday from 10:00"
    );
}

/// Sunday 2026-01-04 is a make-up working day.
#[test]
fn a_make_up_sunday_is_a_working_day() {
    let installation = Installation::nothing();
    let rule = installation.file("support.toml", support_rule("09:00", "17:00", 8));
    let arguments = ["--regime-file", &shown(&rule), "--received", "2026-01-04T09:00:00+08:00"];
    assert_eq!(explain(&installation, &arguments)[0]["due_natural"], "2026-01-04");
}
