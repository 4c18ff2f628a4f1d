use expect_test::{Expect, expect};
use jiff::tz::TimeZone;

use super::*;

const GOOD: &str = r#"profile = "mine"
kind = "complaint"
zone = "Asia/Shanghai"
dates = ["%Y-%m-%d"]
subject = ["{issue}"]

[[column]]
names = ["id"]
means = ["external_id"]

[[column]]
names = ["day"]
means = ["received_at"]

[[column]]
names = ["issue"]
keep = "text.narrative"

[[column]]
names = ["result"]
means = ["outcome"]

[column.values]
"yes" = "upheld"
"#;

#[track_caller]
fn check(from: &str, to: &str, expected: Expect) {
    assert!(GOOD.contains(from), "the sample has `{from}`");
    let error = Profile::parse("mine.toml", &GOOD.replacen(from, to, 1)).unwrap_err();
    expected.assert_eq(&error.to_string());
}

#[test]
fn shipped_profiles_are_good() {
    for name in Profile::shipped_names() {
        let profile = Profile::load(name).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(profile.name, name);
    }
    assert!(Profile::parse("mine.toml", GOOD).is_ok());
}

#[test]
fn the_68_columns_are_there_in_order_and_each_has_a_home() {
    let profile = Profile::load("bank68").unwrap();
    assert_eq!(profile.columns.len(), 68);
    assert!(profile.columns.iter().all(|column| column.keep.is_some()));
    let text = include_str!("../../../tests/data/bank68.csv");
    let mut table = csv::Reader::from_reader(text.as_bytes());
    for (column, field) in profile.columns.iter().zip(table.records()) {
        let field = field.unwrap();
        assert_eq!(column.name(), &field[0]);
        assert_eq!(profile.position(&field[1]), profile.position(&field[0]), "{}", &field[1]);
    }
}

#[test]
fn a_fault_is_told_with_file_line_and_field() {
    check(
        "kind = \"complaint\"",
        "kind = \"compliant\"",
        expect![[r#"
        profile `mine.toml` line 2, field `kind`: unknown variant `compliant`, expected one of `complaint`, `enquiry`, `objection`, `suggestion`, `praise`, `tip_off`, `petition`"#]],
    );
    check(
        "Asia/Shanghai",
        "Asia/Shangai",
        expect![
            "profile `mine.toml` line 3, field `zone`: `Asia/Shangai`: expected the name of a time zone such as `Asia/Shanghai`"
        ],
    );
    check(
        "%Y-%m-%d",
        "%H:%M",
        expect![
            "profile `mine.toml` line 4, field `dates[0]`: `%H:%M` does not tell a day: expected a format such as `%Y-%m-%d`"
        ],
    );
    check(
        "{issue}",
        "{isue}",
        expect!["profile `mine.toml` line 5, field `subject[0]`: `isue` is no column of this profile"],
    );
    check(
        "external_id",
        "external",
        expect![
            "profile `mine.toml` line 9, field `column[0].means`: `external`: expected a meaning such as `external_id`, `received_at`, `outcome` or `code.SET`"
        ],
    );
    check(
        "text.narrative",
        "text.story",
        expect![
            "profile `mine.toml` line 17, field `column[2].keep`: `text.story`: expected `particular.NAME`, `person.FIELD` or `text.NAME`"
        ],
    );
    check(
        "\"upheld\"",
        "\"explained\"",
        expect![
            "profile `mine.toml` line 24, field `column[3].values.yes`: `explained`: expected an outcome of `complaint`: `upheld`, `partly_upheld`, `not_upheld`, `settled`"
        ],
    );
    check(
        "names = [\"day\"]",
        "names = [\"ID\"]",
        expect![
            "profile `mine.toml` line 12, field `column[1].names`: `ID` is empty or names an earlier column: expected a name of its own"
        ],
    );
    check(
        "zone =",
        "zones =",
        expect![
            "profile `mine.toml` line 3, field `zones`: unknown field `zones`, expected one of `profile`, `kind`, `regimes`, `channel`, `zone`, `dates`, `subject`, `narrative`, `outcome_when_answered`, `ended`, `column`"
        ],
    );
    check(
        "means = [\"received_at\"]\n",
        "",
        expect!["profile `mine.toml` line 1, field `column`: no column means `received_at`: expected one"],
    );
}

#[test]
fn an_unknown_name_lists_those_there_are() {
    expect!["there is no profile `cfbp`: expected one of `cfpb`, `bank68`, `messages`, or the name of a .toml file"]
        .assert_eq(&Profile::load("cfbp").unwrap_err().to_string());
    expect!["profile `/nowhere/mine.toml` cannot be read: No such file or directory (os error 2)"]
        .assert_eq(&Profile::load("/nowhere/mine.toml").unwrap_err().to_string());
}

#[test]
fn dates_are_read_as_they_are_written() {
    let profile = Profile::load("bank68").unwrap();
    let zone = TimeZone::get("Asia/Shanghai").unwrap();
    let read =
        |text| profile.dates.read(text, &zone).map(|written| (written.at.to_string(), written.whole_day));
    let day = || Some(("2026-01-04T16:00:00Z".to_owned(), true));
    for text in ["2026-01-05", "2026/01/05", "2026/1/5", "20260105", "2026年1月5日", " 2026-01-05 "] {
        assert_eq!(read(text), day(), "{text}");
    }
    assert_eq!(read("2026-01-05 10:30:00"), Some(("2026-01-05T02:30:00Z".to_owned(), false)));
    for text in ["2026-13-01", "2026-02-30", "05.01.2026", "2026-01-05x", ""] {
        assert_eq!(read(text), None, "{text}");
    }
    let cfpb = Profile::load("cfpb").unwrap();
    let at = |text| cfpb.dates.read(text, &cfpb.zone).map(|written| written.at.to_string());
    assert_eq!(at("01/31/15"), Some("2015-01-31T05:00:00Z".to_owned()));
    assert_eq!(at("2020-01-01T12:00:00-05:00"), Some("2020-01-01T17:00:00Z".to_owned()));
}
