//! The simulated bank: the same seed makes the same bank, and what it makes is sound.

use rusqlite::Connection;

use crate::http;
use crate::program::{Installation, Serving, command};

const FILL: [&str; 7] = ["demo", "--cases", "60", "--seed", "7", "--no-serve", "--listen=127.0.0.1:0"];

/// What the same seed makes again: every event but for the salts in its payload, and the lists. Keys and salts are random,
/// so that commitments, query codes and roots differ.
fn made(installation: &Installation) -> (Vec<String>, Vec<String>) {
    let database = Connection::open(installation.data().join("huiyin.db")).unwrap();
    let column = |sql: &str| {
        let mut query = database.prepare(sql).unwrap();
        let rows = query.query_map([], |row| row.get::<_, String>(0)).unwrap();
        rows.collect::<Result<Vec<_>, _>>().unwrap()
    };
    let events = column(
        "select stream_sort || '/' || stream_id || ' ' || version || ' ' || name || ' ' || occurred_at || ' ' || recorded_at \
         || ' ' || actor from events where stream_sort = 1 order by stream_id, version",
    );
    let cases = column(
        "select number || ' ' || status || ' ' || version || ' ' || institution_id || ' ' || coalesce(due_on, '') || ' ' \
         || subject from cases order by number",
    );
    (events, cases)
}

#[test]
fn the_same_seed_makes_the_same_bank() {
    let (one, other) = (Installation::nothing(), Installation::nothing());
    for installation in [&one, &other] {
        let ran = installation.huiyin(&FILL);
        assert_eq!(ran.code, 0, "{ran:?}");
        assert!(!ran.err.contains("refused"), "every action of the year follows the rules: {ran:?}");
        assert!(ran.out.contains("huiyin-demo") && ran.out.contains("handler"), "{ran:?}");
        let verified = installation.huiyin(&["ledger", "verify", "--format", "json"]);
        assert_eq!(verified.code, 0, "{verified:?}");
        let checked = installation.huiyin(&["store", "check"]);
        assert_eq!(checked.code, 0, "the lists say what the events say: {checked:?}");
    }
    // A day may have turned between the two; then their years are not the same.
    let (events, cases) = made(&one);
    let (other_events, other_cases) = made(&other);
    assert!(events.len() > 200 && cases.len() >= 55, "{} events, {} cases", events.len(), cases.len());
    let keep = |rows: &[String]| rows.iter().take(rows.len() / 2).cloned().collect::<Vec<_>>();
    assert_eq!(keep(&events), keep(&other_events));
    assert_eq!(keep(&cases), keep(&other_cases));
}

#[test]
fn a_filled_folder_is_served_as_it_is() {
    let installation = Installation::nothing();
    installation.huiyin(&FILL).ok();
    let again = installation.huiyin(&FILL);
    assert_eq!(again.code, 0, "{again:?}");
    assert!(again.err.contains("already; nothing was added"), "{again:?}");
    let serving =
        Serving::start(command(&installation.data(), &["demo", "--cases", "60", "--listen", "127.0.0.1:0"]));
    assert_eq!(http::send(&serving.address, "GET", "/", &[], "").unwrap().status, 200);
    assert_eq!(serving.stop(), 0);
}

#[test]
fn a_real_record_is_not_filled() {
    let installation = Installation::nothing();
    installation.huiyin(&["init"]).ok();
    let ran = installation.huiyin(&FILL);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("holds a record that is no demonstration"), "{ran:?}");
}
