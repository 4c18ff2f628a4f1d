//! United Kingdom, United States, Australia; hours; business days.

use domain::clock::{Event, Exclusion, Extension, Facts, Rank, Regimes, State, compute};
use expect_test::{Expect, expect};
use jiff::Timestamp;

use crate::clock::{calendar, date, dues, stage, table};

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[track_caller]
fn check(id: &str, facts: &Facts, now: &str, expected: Expect) {
    expected.assert_eq(&table(&dues(id, facts, time(now))));
}

#[test]
fn disp_runs_eight_weeks_and_three_business_days() {
    // The Thursday before Easter 2026.
    let facts = Facts::received(time("2026-04-02T15:00:00+01:00"));
    check(
        "uk-disp",
        &facts,
        "2026-04-02T15:00:00+01:00",
        expect![[r#"
        1.final_8w 2026-05-28 running *
        1.payment_15 2026-04-27 possible
        1.payment_35 2026-05-27 possible
        1.resolve_3 2026-04-09 possible"#]],
    );
    let mut resolved = facts.clone();
    resolved.early_closed_at = Some(time("2026-04-09T23:00:00+01:00"));
    check(
        "uk-disp",
        &resolved,
        "2026-04-10T15:00:00+01:00",
        expect![[r#"
        1.final_8w 2026-05-28 ended: EarlyClosed
        1.payment_15 2026-04-27 possible
        1.payment_35 2026-05-27 possible
        1.resolve_3 2026-04-09 met at 2026-04-09T22:00:00Z"#]],
    );
    resolved.early_closed_at = Some(time("2026-04-10T00:00:00+01:00"));
    check(
        "uk-disp",
        &resolved,
        "2026-04-10T15:00:00+01:00",
        expect![[r#"
        1.final_8w 2026-05-28 running *
        1.payment_15 2026-04-27 possible
        1.payment_35 2026-05-27 possible
        1.resolve_3 2026-04-09 possible"#]],
    );
    let answered = facts.with(Event::Answered, time("2026-08-31T10:00:00+01:00"));
    assert_eq!(
        stage(&dues("uk-disp", &answered, time("2026-09-01T00:00:00Z")), "ombudsman_6m").due_natural,
        date("2027-02-28")
    );
}

#[test]
fn disp_payment_services_run_in_business_days() {
    let mut facts = Facts::received(time("2026-04-02T15:00:00+01:00"));
    facts.subjects.insert("payment_service".to_owned());
    check(
        "uk-disp",
        &facts,
        "2026-04-03T15:00:00+01:00",
        expect![[r#"
        1.final_8w 2026-05-28 possible
        1.payment_15 2026-04-27 running *
        1.payment_35 2026-05-27 possible
        1.resolve_3 2026-04-09 possible"#]],
    );
    let facts = facts.with(Event::HoldingReply, time("2026-04-20T10:00:00+01:00"));
    check(
        "uk-disp",
        &facts,
        "2026-04-21T15:00:00+01:00",
        expect![[r#"
        1.final_8w 2026-05-28 possible
        1.payment_15 2026-04-27 superseded by payment_35
        1.payment_35 2026-05-27 running *
        1.resolve_3 2026-04-09 possible"#]],
    );
}

#[test]
fn cfpb_runs_sixty_days_once_in_progress() {
    let facts = Facts::received(time("2015-03-01T23:00:00-05:00"));
    check(
        "us-cfpb",
        &facts,
        "2015-03-02T12:00:00-05:00",
        expect![[r#"
        1.respond_15 2015-03-16 running *
        1.final_60 2015-04-30 possible
        1.publish 2015-03-16 running"#]],
    );
    let in_progress = facts.clone().with(Event::InProgress, time("2015-03-16T12:00:00-04:00"));
    check(
        "us-cfpb",
        &in_progress,
        "2015-03-17T12:00:00-04:00",
        expect![[r#"
        1.respond_15 2015-03-16 superseded by final_60
        1.final_60 2015-04-30 running *
        1.publish 2015-03-16 running"#]],
    );
    let too_late = facts.clone().with(Event::InProgress, time("2015-03-17T00:00:00-04:00"));
    check(
        "us-cfpb",
        &too_late,
        "2015-03-17T12:00:00-04:00",
        expect![[r#"
        1.respond_15 2015-03-16 running *
        1.final_60 2015-04-30 refused: approved at `2015-03-17T00:00:00`: expected before the running period ended at `2015-03-17T00:00:00`
        1.publish 2015-03-16 running"#]],
    );
    let answered = facts.with(Event::Answered, time("2015-03-05T12:00:00-05:00"));
    check(
        "us-cfpb",
        &answered,
        "2015-03-17T12:00:00-04:00",
        expect![[r#"
        1.respond_15 2015-03-16 met at 2015-03-05T17:00:00Z
        1.final_60 2015-04-30 possible
        1.feedback_60 2015-05-04 running
        1.publish 2015-03-05 running"#]],
    );
}

#[test]
fn rg_271_runs_hours_days_and_until_the_day_of_a_delay_notice() {
    // Daylight saving ends in Sydney on 2026-04-05 at 03:00: twenty-four hours are twenty-four hours.
    let facts = Facts::received(time("2026-04-04T10:00:00+11:00"));
    check(
        "au-rg271",
        &facts,
        "2026-04-04T12:00:00+11:00",
        expect![[r#"
        1.acknowledge_24h 2026-04-05 at 09:00:00 running *
        1.respond_30 2026-05-04 running
        1.respond_45 2026-05-19 possible
        1.resolve_5 2026-04-13 possible"#]],
    );
    let mut delayed = facts.clone();
    delayed.extensions.push(Extension {
        regime: Some("au-rg271".to_owned()),
        stage: "respond_delayed".to_owned(),
        reason_code: "beyond_control".to_owned(),
        approver_rank: Rank::None,
        approved_at: time("2026-05-01T10:00:00+10:00"),
        notice_at: Some(time("2026-05-01T11:00:00+10:00")),
        until: Some(date("2026-06-01")),
    });
    check(
        "au-rg271",
        &delayed,
        "2026-05-05T12:00:00+10:00",
        expect![[r#"
        1.acknowledge_24h 2026-04-05 at 09:00:00 running *
        1.respond_30 2026-05-04 superseded by respond_delayed
        1.respond_45 2026-05-19 possible
        1.respond_delayed 2026-06-01 running
        1.resolve_5 2026-04-13 possible"#]],
    );
    delayed.extensions[0].until = None;
    check(
        "au-rg271",
        &delayed,
        "2026-05-02T12:00:00+10:00",
        expect![[r#"
        1.acknowledge_24h 2026-04-05 at 09:00:00 running *
        1.respond_30 2026-05-04 running
        1.respond_45 2026-05-19 possible
        1.resolve_5 2026-04-13 possible"#]],
    );
    let mut superannuation = facts;
    superannuation.subjects.insert("superannuation".to_owned());
    check(
        "au-rg271",
        &superannuation,
        "2026-04-04T12:00:00+11:00",
        expect![[r#"
        1.acknowledge_24h 2026-04-05 at 09:00:00 running *
        1.respond_30 2026-05-04 possible
        1.respond_45 2026-05-19 running
        1.resolve_5 2026-04-13 possible"#]],
    );
}

/// A regime of one stage that can be paused.
fn paused(duration: u32, unit: &str, hours: &str, received: &str, from: &str, to: &str) -> String {
    let text = format!(
        r#"
        id = "house"
        version = 1
        in_force_from = "2020-01-01"
        title = {{ zh = "甲", en = "House" }}
        calendar = "cn"
        time_zone = "Asia/Shanghai"
        working_hours = {{ {hours} }}
        roll = "none"
        alert_on = "natural"
        [[stage]]
        name = "act"
        title = {{ zh = "办", en = "Act" }}
        article = "1"
        from = ["received"]
        duration = {duration}
        unit = "{unit}"
        ends_on = ["answered"]
        actor = "institution"
        [[tolling]]
        cause = "appraisal"
        title = {{ zh = "鉴定", en = "appraisal" }}
        article = "2"
        stages = ["act"]
        "#
    );
    let mut regimes = Regimes::default();
    regimes.load(&[("house.toml", &text)]).unwrap();
    let mut facts = Facts::received(crate::clock::at(received));
    facts.exclusions.push(Exclusion {
        cause: "appraisal".to_owned(),
        from: crate::clock::at(from),
        to: Some(crate::clock::at(to)),
        notice_at: None,
        under: None,
    });
    let dues = compute(regimes.get("house").unwrap(), &facts, &calendar("cn"), facts.received).unwrap();
    let due = stage(&dues, "act");
    assert_eq!(due.state, State::Running);
    format!("{} credited {} min", table(&dues), due.excluded_minutes)
}

#[test]
fn under_a_working_day_rule_only_working_time_is_credited() {
    let nine_to_five = "from = \"09:00\", to = \"17:00\"";
    let friday_to_monday = ("2026-03-02T10:00", "2026-03-06T15:00", "2026-03-09T10:00");
    let (received, from, to) = friday_to_monday;
    let cases = [
        // Five working days from Monday the 2nd end on Monday the 9th; three working hours more on Tuesday at noon.
        paused(5, "working_day", nine_to_five, received, from, to),
        paused(20, "working_hour", nine_to_five, "2026-03-05T10:00", from, to),
        // The same pause under natural days leaves out Friday, Saturday and Sunday.
        paused(15, "natural_day", nine_to_five, received, from, to),
        // And by the clock all of its sixty-seven hours.
        paused(120, "hour", nine_to_five, received, from, to),
        // A pause over the weekend alone credits nothing; a whole working day moves a whole day.
        paused(5, "working_day", nine_to_five, received, "2026-03-06T18:00", "2026-03-09T09:00"),
        paused(5, "working_day", nine_to_five, received, "2026-03-05T09:00", "2026-03-05T17:00"),
        // After business on the last day the day is not over; after midnight it is.
        paused(5, "working_day", nine_to_five, received, "2026-03-09T20:00", "2026-03-10T12:00"),
        paused(5, "working_day", nine_to_five, received, "2026-03-10T00:00", "2026-03-10T12:00"),
        paused(1, "working_hour", nine_to_five, received, "2026-03-02T12:00", "2026-03-02T14:00"),
    ];
    expect![[r#"
        1.act 2026-03-10 at 12:00:00 running * credited 180 min
        1.act 2026-03-09 at 17:00:00 running * credited 180 min
        1.act 2026-03-20 running * credited 0 min
        1.act 2026-03-10 at 05:00:00 running * credited 4020 min
        1.act 2026-03-09 running * credited 0 min
        1.act 2026-03-10 running * credited 480 min
        1.act 2026-03-10 at 12:00:00 running * credited 180 min
        1.act 2026-03-09 running * credited 0 min
        1.act 2026-03-02 at 11:00:00 running * credited 0 min"#]]
    .assert_eq(&cases.join("\n"));
}

#[test]
fn hour_clocks_count_working_hours_over_the_weekend() {
    let friday = |duration, hours, time: &str| {
        let received = format!("2026-03-06T{time}");
        paused(duration, "working_hour", hours, &received, "2026-04-01T00:00", "2026-04-02T00:00")
    };
    let cases = [
        friday(4, "from = \"08:00\", to = \"17:00\"", "16:00"),
        friday(8, "from = \"09:00\", to = \"17:00\"", "17:00"),
    ];
    expect![[r#"
        1.act 2026-03-09 at 11:00:00 running * credited 0 min
        1.act 2026-03-09 at 17:00:00 running * credited 0 min"#]]
    .assert_eq(&cases.join("\n"));
}
