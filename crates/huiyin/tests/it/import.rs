//! Import and export from the command line.

use crate::program::{Installation, shown};

#[test]
fn the_last_line_counts_and_a_second_import_adds_nothing() {
    let installation = Installation::nothing();
    let first = installation.import(30);
    assert_eq!(first.code, 0, "{first:?}");
    assert_eq!(first.json().to_string(), r#"{"duplicate":0,"imported":30,"read":30,"rejected":0}"#);
    let again = installation.import(40);
    assert_eq!(again.json().to_string(), r#"{"duplicate":30,"imported":10,"read":40,"rejected":0}"#);
    let verified = installation.huiyin(&["ledger", "verify", "--format", "json"]);
    assert_eq!((verified.code, &verified.json()["ok"]), (0, &true.into()), "{verified:?}");
}

#[test]
fn bad_rows_lie_beside_the_file_and_good_ones_are_imported() {
    let installation = Installation::nothing();
    let file = installation.file(
        "rows.csv",
        "留言编号,留言主题,留言时间,留言详情\n1,Counter,2026-03-01 10:00:00,When?\n2,Counter,yesterday,When?\n",
    );
    let ran =
        installation.huiyin(&["import", "cases", &shown(&file), "--profile", "messages", "--format", "json"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(ran.json()["rejected"], 1);
    assert!(ran.err.contains("line 3") && ran.err.contains("yesterday"), "{ran:?}");
    let rejects = std::fs::read_to_string(installation.path("rows.csv.rejects.csv")).unwrap();
    assert!(rejects.contains("yesterday"), "{rejects}");
}

#[test]
fn what_was_imported_can_be_exported() {
    let installation = Installation::nothing();
    installation.import(12).ok();
    let file = installation.path("out.csv");
    let arguments = ["export", "cases", "--from", "2026-03-01", "--to", "2026-03-05", "-o", &shown(&file)];
    assert_eq!(installation.huiyin(&arguments).json()["rows"], 4);
    assert_eq!(std::fs::read_to_string(&file).unwrap().trim_end().lines().count(), 5, "a head and four rows");
    // As known before anything was recorded there was nothing.
    let arguments = ["export", "cases", "--as-of", "2020-01-01", "-o", &shown(&file)];
    assert_eq!(installation.huiyin(&arguments).json()["rows"], 0);
}

#[test]
fn rebuilding_gives_an_equal_result() {
    let installation = Installation::nothing();
    installation.import(12).ok();
    let export = |name: &str| {
        let file = installation.path(name);
        installation.huiyin(&["export", "cases", "-o", &shown(&file)]).ok();
        std::fs::read_to_string(file).unwrap()
    };
    let before = export("before.csv");
    let checked = installation.huiyin(&["store", "check"]);
    assert_eq!(checked.code, 0, "{checked:?}");
    let rebuilt = installation.huiyin(&["store", "rebuild"]);
    assert_eq!(rebuilt.code, 0, "{rebuilt:?}");
    assert!(rebuilt.err.contains("rebuilt 12 cases"), "{rebuilt:?}");
    assert_eq!(export("after.csv"), before);
}
