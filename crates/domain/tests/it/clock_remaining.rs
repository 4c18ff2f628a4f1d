//! The time left, in the forms of the desk.

use domain::clock::{Badge, Due, Event, Facts, Remaining};
use expect_test::{Expect, expect};

use crate::clock::{at, calendar, dues, exclusion, stage};

fn short(due: &Due, now: &str) -> String {
    let remaining = match due.remaining(at(now), &calendar("cn")) {
        Remaining::Paused { cause } => format!("Paused({})", cause.zh),
        other => format!("{other:?}"),
    };
    format!("{now} {remaining} {:?}", due.badge(at(now)))
}

#[track_caller]
fn check(facts: &Facts, name: &str, times: &[&str], expected: Expect) {
    let lines = times.iter().map(|now| short(stage(&dues("cn-n3", facts, at(now)), name), now));
    expected.assert_eq(&lines.collect::<Vec<_>>().join("\n"));
}

#[test]
fn a_day_clock_counts_down_to_midnight_and_up_again() {
    let facts = Facts::received(at("2026-09-28T10:00"));
    let times = [
        "2026-09-28T10:00",
        "2026-10-08T23:59",
        "2026-10-11T10:00",
        "2026-10-12T10:00",
        "2026-10-12T23:30",
        "2026-10-13T10:00",
        "2026-10-13T18:00",
        "2026-10-13T20:40",
        "2026-10-13T23:59",
        "2026-10-14T00:00",
        "2026-10-14T04:30",
        "2026-10-14T23:30",
        "2026-10-15T00:00",
        "2026-10-16T12:00",
    ];
    check(
        &facts,
        "decide_15",
        &times,
        expect![[r#"
        2026-09-28T10:00 Days { days: 15 } InTime
        2026-10-08T23:59 Days { days: 5 } InTime
        2026-10-11T10:00 Days { days: 2 } Soon
        2026-10-12T10:00 Tomorrow Soon
        2026-10-12T23:30 Tomorrow Soon
        2026-10-13T10:00 TodayBefore Soon
        2026-10-13T18:00 TodayBefore Soon
        2026-10-13T20:40 HoursMinutes { hours: 3, minutes: 20 } Soon
        2026-10-13T23:59 HoursMinutes { hours: 0, minutes: 1 } Soon
        2026-10-14T00:00 LateHours { hours: 1 } Late
        2026-10-14T04:30 LateHours { hours: 5 } Late
        2026-10-14T23:30 LateHours { hours: 24 } Late
        2026-10-15T00:00 LateDays { days: 2 } Late
        2026-10-16T12:00 LateDays { days: 3 } Late"#]],
    );
}

#[test]
fn working_days_are_counted_as_such() {
    let facts =
        Facts::received(at("2026-09-28T10:00")).with(Event::RegulatorReceived, at("2026-09-28T10:00"));
    check(
        &facts,
        "forward",
        &["2026-09-28T10:00", "2026-10-08T10:00", "2026-10-12T10:00"],
        expect![[r#"
        2026-09-28T10:00 WorkingDays { days: 7 } InTime
        2026-10-08T10:00 WorkingDays { days: 4 } InTime
        2026-10-12T10:00 Tomorrow Soon"#]],
    );
}

#[test]
fn what_is_done_says_whether_in_time() {
    let answered = |time: &str| Facts::received(at("2026-09-28T10:00")).with(Event::Answered, at(time));
    check(
        &answered("2026-10-13T23:59"),
        "decide_15",
        &["2026-10-20T10:00"],
        expect!["2026-10-20T10:00 Met Done"],
    );
    check(
        &answered("2026-10-14T00:01"),
        "decide_15",
        &["2026-10-20T10:00"],
        expect!["2026-10-20T10:00 MetLateDays { days: 1 } Done"],
    );
    check(
        &answered("2026-10-16T00:01"),
        "decide_15",
        &["2026-10-20T10:00"],
        expect!["2026-10-20T10:00 MetLateDays { days: 3 } Done"],
    );
}

#[test]
fn a_stopped_clock_a_provisional_one_and_one_that_is_not_owed_say_so() {
    let mut facts = Facts::received(at("2026-09-28T10:00"));
    facts.exclusions.push(exclusion("mediation", "2026-10-05T15:00", None));
    check(&facts, "decide_15", &["2026-10-20T10:00"], expect!["2026-10-20T10:00 Paused(调解) Stopped"]);
    check(&facts, "decide_30", &["2026-10-20T10:00"], expect!["2026-10-20T10:00 NotOwed Done"]);
    let facts = Facts::received(at("2026-12-20T10:00"));
    check(
        &facts,
        "decide_15",
        &["2026-12-28T10:00", "2027-01-04T10:00", "2027-01-05T10:00"],
        expect![[r#"
            2026-12-28T10:00 Provisional { date: 2027-01-04 } Provisional
            2027-01-04T10:00 TodayBefore Soon
            2027-01-05T10:00 LateHours { hours: 10 } Late"#]],
    );
}

#[test]
fn an_hour_clock_shows_hours() {
    let facts = Facts::received("2026-03-02T10:00:00+11:00".parse().unwrap());
    let show = |facts: &Facts, now: &str| {
        let now = now.parse().unwrap();
        let dues = dues("au-rg271", facts, now);
        format!("{:?}", stage(&dues, "acknowledge_24h").remaining(now, &calendar("au")))
    };
    let lines = [
        show(&facts, "2026-03-02T11:00:00+11:00"),
        show(&facts, "2026-03-03T10:00:00+11:00"),
        show(&facts, "2026-03-03T10:20:00+11:00"),
        show(&facts, "2026-03-04T11:00:00+11:00"),
        show(
            &facts.clone().with(Event::Acknowledged, "2026-03-03T11:30:00+11:00".parse().unwrap()),
            "2026-03-04T11:00:00+11:00",
        ),
    ];
    expect![[r#"
        HoursMinutes { hours: 23, minutes: 0 }
        HoursMinutes { hours: 0, minutes: 0 }
        LateHours { hours: 1 }
        LateDays { days: 1 }
        MetLateHours { hours: 2 }"#]]
    .assert_eq(&lines.join("\n"));
    assert!(Badge::Late < Badge::Soon, "badges sort by urgency");
}
