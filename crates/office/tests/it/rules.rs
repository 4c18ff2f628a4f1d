//! A regime or a calendar from administration: seen first, applied once, and only forward.

use domain::id::Stream;
use domain::matter::Command;
use office::{JobEnd, OfficeError, RuleKind, RulesError};

use crate::harness::TestOffice;
use crate::jobs::do_all;

/// The shipped regime of complaints as a later version in force since a day, with another length for its ordinary answer.
fn regime(version: u32, from: &str, days: u32) -> String {
    let shipped = include_str!("../../../../regimes/cn-n3.toml");
    let mut lines = Vec::new();
    let mut in_stage = false;
    for line in shipped.lines() {
        in_stage = in_stage && !line.starts_with("[[") || line.contains("name = \"decide_15\"");
        lines.push(match line {
            line if line.starts_with("version = ") => format!("version = {version}"),
            line if line.starts_with("in_force_from = ") => format!("in_force_from = \"{from}\""),
            line if in_stage && line.starts_with("duration = ") => format!("duration = {days}"),
            line => line.to_owned(),
        });
    }
    lines.join("\n")
}

async fn due(test: &TestOffice, number: &domain::id::Number) -> String {
    test.office.case_row(&test.user("officer"), number).await.unwrap().due_on.unwrap().to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_regime_is_seen_before_it_is_applied_and_moves_what_it_said() {
    let test = TestOffice::start().await;
    let (admin, officer) = (test.user("admin"), test.user("officer"));
    let mut numbers = Vec::new();
    for phone in ["13800001234", "13800001235"] {
        numbers.push(test.complaint("handler", "CC", "周敏", phone).await.number);
    }
    let ended = test.complaint("handler", "CC", "周敏", "13800001236").await.number;
    test.work_off("handler", &ended).await;
    let before = due(&test, &numbers[0]).await;
    let kind = RuleKind::Regime;

    let later = regime(9, "2027-01-01", 10);
    let preview = test.office.rules_preview(&admin, kind, "later.toml", &later).await.unwrap();
    assert_eq!((preview.looked, preview.changed, preview.complete), (2, 0, true), "it is not in force yet");
    let sooner = regime(9, "2026-01-01", 10);
    let preview = test.office.rules_preview(&admin, kind, "sooner.toml", &sooner).await.unwrap();
    assert_eq!((preview.changed, preview.earlier, preview.later), (2, 2, 0), "{preview:?}");
    assert!(preview.first.iter().all(|change| change.number.is_none()), "an administrator sees no case");
    assert_eq!(due(&test, &numbers[0]).await, before, "looking changes nothing");
    assert!(test.office.rules_preview(&officer, kind, "x", &sooner).await.is_err(), "not theirs to load");

    assert!(test.office.rules_arrive(&admin, kind, "sooner.toml", &sooner).await.unwrap());
    assert!(
        !test.office.rules_arrive(&admin, kind, "again.toml", &sooner).await.unwrap(),
        "it waits already"
    );
    let done = do_all(&test).await;
    let taken_in = done.iter().find(|(job, _)| job == "regime");
    let Some((_, JobEnd::Done(counts))) = taken_in else { panic!("{done:?}") };
    assert_eq!(counts, "{\"cases\":2,\"told\":0}");
    let moved = due(&test, &numbers[0]).await;
    assert!(moved < before, "{moved} {before}");
    assert_eq!(preview.first[0].after.unwrap().to_string(), moved, "as it was said");
    let known = test.office.rules_preview(&admin, kind, "again.toml", &sooner).await.unwrap();
    assert!(known.known && known.changed == 0);
    let other = regime(9, "2026-01-01", 60);
    match test.office.rules_arrive(&admin, kind, "other.toml", &other).await {
        Err(RulesError::Version { id, version }) => assert_eq!((&*id, version), ("cn-n3", 9)),
        other => panic!("{other:?}"),
    }
    let events = test.office.store().stream_events(Stream::Office).await.unwrap();
    let said: Vec<_> = events.iter().filter(|stored| stored.event.name == "regime_loaded").collect();
    assert_eq!(said.len(), 1);
    assert!(
        said[0].event.payload.starts_with("{\"id\":\"cn-n3\",\"version\":9,"),
        "{}",
        said[0].event.payload
    );

    let test = test.restart().await;
    assert_eq!(test.office.book().regimes.get("cn-n3").unwrap().version, 9, "it outlives a restart");
    let handler = test.user_id("handler");
    test.acts("approver", &numbers[1], vec![Command::Accept, Command::Assign { handler }]).await;
    assert_eq!(due(&test, &numbers[1]).await, moved, "what is decided now counts by it");
    let check = test.office.check_views(|_| {}).await.unwrap();
    assert_eq!(check.different, 0, "{:?}", check.first);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_regime_is_named_with_its_place_and_changes_nothing() {
    let test = TestOffice::start().await;
    let admin = test.user("admin");
    let wrong = regime(9, "2026-01-01", 10).replacen("duration = 10", "duration = \"ten\"", 1);
    for found in [
        test.office.rules_preview(&admin, RuleKind::Regime, "bad.toml", &wrong).await.map(drop),
        test.office.rules_arrive(&admin, RuleKind::Regime, "bad.toml", &wrong).await.map(drop),
    ] {
        match found {
            Err(RulesError::File(error)) => assert!(error.to_string().contains("`bad.toml` line"), "{error}"),
            other => panic!("{other:?}"),
        }
    }
    test.staff("local", "B1", &["administrator"]).await;
    let good = regime(9, "2026-01-01", 10);
    let denied = test.office.rules_arrive(&test.user("local"), RuleKind::Regime, "x.toml", &good).await;
    assert!(matches!(denied, Err(RulesError::Office(OfficeError::Denied { .. }))), "{denied:?}");
    assert!(test.office.jobs(&admin, None, None, 10).await.unwrap().is_empty());
}
