//! Working days and working hours.

use std::collections::BTreeMap;

use domain::calendar::{Calendar, Calendars, DayHours};
use expect_test::{Expect, expect};
use jiff::civil::{DateTime, Time, date};
use jiff::{SignedDuration, ToSpan};

use crate::clock::{calendar, date as day};

fn hours(from: i8, to: i8) -> DayHours {
    DayHours::new(Time::new(from, 0, 0, 0).unwrap(), Time::new(to, 0, 0, 0).unwrap()).unwrap()
}

#[track_caller]
fn check_hours(start: &str, added: i64, hours: DayHours, expected: &str) {
    let start: DateTime = start.parse().unwrap();
    let counted = calendar("cn").add_working_time(start, SignedDuration::from_hours(added), hours);
    assert_eq!(counted.at, expected.parse().unwrap());
    assert!(!counted.provisional);
}

#[test]
fn working_hours_stop_for_the_night_and_the_weekend() {
    // 2026-03-06 is a Friday.
    check_hours("2026-03-06T16:00", 4, hours(8, 17), "2026-03-09T11:00");
    check_hours("2026-03-06T17:00", 8, hours(9, 17), "2026-03-09T17:00");
    check_hours("2026-03-06T07:00", 1, hours(8, 17), "2026-03-06T09:00");
    check_hours("2026-03-07T12:00", 1, hours(9, 17), "2026-03-09T10:00");
    // Over the Spring Festival, with its two make-up Saturdays.
    check_hours("2026-02-14T16:00", 2, hours(9, 17), "2026-02-24T10:00");
}

#[test]
fn working_time_between_leaves_out_nights_and_weekends() {
    let between = |from: &str, to: &str| {
        calendar("cn")
            .working_time_between(from.parse().unwrap(), to.parse().unwrap(), hours(9, 17))
            .as_hours()
    };
    assert_eq!(between("2026-03-06T15:00", "2026-03-09T10:00"), 3);
    assert_eq!(between("2026-03-06T18:00", "2026-03-09T08:00"), 0);
    assert_eq!(between("2026-03-09T10:00", "2026-03-06T15:00"), 0);
}

#[test]
fn a_make_up_sunday_is_a_working_day_and_no_day_off() {
    let calendar = calendar("cn");
    let sunday = day("2026-01-04");
    assert_eq!(sunday.weekday(), jiff::civil::Weekday::Sunday);
    assert_eq!(calendar.is_working_day(sunday), Some(true));
    assert_eq!(calendar.is_statutory_day_off(sunday), Some(false));
    assert!(calendar.is_make_up_working_day(sunday));
    assert_eq!(calendar.roll(sunday).date, sunday);
    assert_eq!(calendar.add_working_days(day("2026-01-03"), 1).date, sunday);
    assert_eq!(calendar.holiday(day("2026-01-03")).unwrap().zh, "元旦");
}

#[test]
fn a_year_not_loaded_is_unknown_and_counting_into_it_is_provisional() {
    let calendar = calendar("cn");
    for beyond in ["2006-12-31", "2027-01-01", "2027-06-15"] {
        assert!(!calendar.covers(day(beyond)));
        assert_eq!(calendar.is_working_day(day(beyond)), None);
        assert_eq!(calendar.is_statutory_day_off(day(beyond)), None);
    }
    let last = calendar.add_working_days(day("2026-12-30"), 1);
    assert_eq!((last.date, last.provisional), (day("2026-12-31"), false));
    let next = calendar.add_working_days(day("2026-12-30"), 2);
    assert_eq!((next.date, next.provisional), (day("2027-01-01"), true));
    assert!(calendar.roll(day("2027-01-02")).provisional);
    assert_eq!(calendar.years().collect::<Vec<_>>(), (2007..=2026).collect::<Vec<i16>>());
}

#[test]
fn counting_at_the_end_of_time_stops_there() {
    let calendar = calendar("cn");
    let last = jiff::civil::Date::MAX;
    assert_eq!(calendar.add_working_days(last, 5).date, last);
    assert!(calendar.add_working_time(DateTime::MAX, SignedDuration::MAX, hours(9, 17)).provisional);
    assert_eq!(
        calendar.working_time_between(DateTime::MAX, DateTime::MAX, hours(9, 17)),
        SignedDuration::ZERO
    );
}

#[test]
fn each_year_has_as_many_working_days_as_were_announced() {
    let calendar = calendar("cn");
    let announced = [
        (2019, 250),
        (2020, 249),
        (2021, 250),
        (2022, 249),
        (2023, 249),
        (2024, 251),
        (2025, 248),
        (2026, 248),
    ];
    for (year, working_days) in announced {
        let (first, last) = (date(year - 1, 12, 31), date(year, 12, 31));
        assert_eq!(calendar.working_days_between(first, last), working_days, "{year}");
    }
}

#[test]
fn the_calendar_agrees_with_the_days_the_notices_mark() {
    let text = include_str!("../data/cn-marked-days.csv");
    let mut marked = BTreeMap::new();
    for row in csv::Reader::from_reader(text.as_bytes()).records() {
        let row = row.unwrap();
        marked.insert(day(&row[0]), &row[1] == "yes");
    }
    assert_eq!(marked.len(), 290);
    let calendar = calendar("cn");
    let mut date = day("2019-01-01");
    while date <= day("2026-12-31") {
        let weekday =
            !matches!(date.weekday(), jiff::civil::Weekday::Saturday | jiff::civil::Weekday::Sunday);
        let working = marked.get(&date).copied().unwrap_or(weekday);
        assert_eq!(calendar.is_working_day(date), Some(working), "{date}");
        date = date.checked_add(1.day()).unwrap();
    }
}

#[test]
fn every_make_up_day_is_a_weekend_day() {
    let calendars = Calendars::shipped().unwrap();
    for calendar in calendars.iter() {
        for year in calendar.years() {
            let mut date = date(year, 1, 1);
            while date.year() == year {
                if calendar.is_make_up_working_day(date) {
                    assert!(date.weekday().to_monday_zero_offset() >= 5, "{} {date}", calendar.id());
                }
                date = date.checked_add(1.day()).unwrap();
            }
        }
    }
}

#[test]
fn foreign_bank_holidays_are_no_business_days() {
    let off = |id: &str, date: &str| calendar(id).is_statutory_day_off(day(date)) == Some(true);
    for date in ["2020-05-08", "2022-06-02", "2022-09-19", "2023-05-08", "2026-12-28", "2024-04-01"] {
        assert!(off("uk", date), "{date}");
    }
    assert!(!off("uk", "2020-05-04"));
    for date in ["2021-06-18", "2026-07-03", "2025-11-27"] {
        assert!(off("us", date), "{date}");
    }
    assert!(!off("us", "2020-06-19"));
    assert!(off("au", "2026-01-26") && off("au", "2025-04-25") && off("au", "2022-09-22"));
}

#[track_caller]
fn check_error(text: &str, expected: Expect) {
    expected.assert_eq(&Calendar::read("my.toml", text).unwrap_err().to_string());
}

#[test]
fn a_malformed_calendar_says_where_and_what() {
    let head = "id = \"x\"\ntitle = { zh = \"甲\", en = \"X\" }\nweekend = [\"sunday\"]\n";
    let with = |rest: &str| format!("{head}{rest}");
    check_error(
        "id = \n",
        expect!["`my.toml` line 1, field `.`: string values must be quoted, expected literal string"],
    );
    check_error("id = \"x\"\n", expect!["`my.toml` line 1, field `.`: missing field `title`"]);
    check_error(&with(""), expect!["`my.toml` line 1, field `.`: missing field `year`"]);
    check_error(&with("year = []\n"), expect!["`my.toml` line 4, field `year`: expected at least one year"]);
    check_error(
        &with("holidays = 1\nyear = []\n"),
        expect![
            "`my.toml` line 4, field `holidays`: unknown field `holidays`, expected one of `id`, `title`, `weekend`, `year`"
        ],
    );
    check_error(
        &with("[[year]]\nyear = 2026\nday_off = [\n  { days = \"02-30\", zh = \"乙\", en = \"Y\" },\n]\n"),
        expect![
            "`my.toml` line 7, field `year[0].day_off[0].days`: `02-30` is no run of days in 2026: expected `MM-DD` or `MM-DD..MM-DD`, first day first"
        ],
    );
    check_error(
        &with("[[year]]\nyear = 2026\nworkday = [\"01-04\", \"1-4\"]\n"),
        expect!["`my.toml` line 6, field `year[0].workday[1]`: `1-4` is no day of 2026: expected `MM-DD`"],
    );
    check_error(
        &with("[[year]]\nyear = 2026\nworkday = [\"01-04\", \"01-04\"]\n"),
        expect![
            "`my.toml` line 6, field `year[0].workday[1]`: `2026-01-04` is marked twice: expected each day once"
        ],
    );
    check_error(
        &with("[[year]]\nyear = 2026\n[[year]]\nyear = 2026\n"),
        expect![
            "`my.toml` line 7, field `year[1].year`: the year 2026 stands here twice: expected each year once"
        ],
    );
    check_error(
        &with("[[year]]\nyear = \"2026\"\n"),
        expect![[r#"`my.toml` line 5, field `year[0].year`: invalid type: string "2026", expected i16"#]],
    );
    check_error(
        &head.replace("sunday", "domingo"),
        expect![
            "`my.toml` line 3, field `weekend[0]`: unknown variant `domingo`, expected one of `monday`, `tuesday`, `wednesday`, `thursday`, `friday`, `saturday`, `sunday`"
        ],
    );
    // A bad file among good ones adds nothing.
    let mut calendars = Calendars::default();
    let good = with("[[year]]\nyear = 2026\n");
    assert!(calendars.load(&[("good.toml", &good), ("bad.toml", "")]).is_err());
    assert!(calendars.get("x").is_none());
}
