//! The Chinese regimes: the vectors of the law, and what other systems got wrong.

use domain::calendar::{Calendar, Calendars};
use domain::clock::{
    AgreedPeriod, Due, Event, Exclusion, ExtendError, Extension, Facts, Rank, Regime, Regimes, Restart,
    State, check_extension, compute, governing,
};
use expect_test::{Expect, expect};
use jiff::Timestamp;
use jiff::civil::Date;

/// A local time in China.
pub fn at(text: &str) -> Timestamp {
    format!("{text}:00+08:00").parse().unwrap()
}

pub fn date(text: &str) -> Date {
    text.parse().unwrap()
}

pub fn regime(id: &str) -> Regime {
    Regimes::shipped().unwrap().get(id).unwrap().clone()
}

pub fn calendar(id: &str) -> Calendar {
    Calendars::shipped().unwrap().get(id).unwrap().clone()
}

pub fn dues(id: &str, facts: &Facts, now: Timestamp) -> Vec<Due> {
    let regime = regime(id);
    compute(&regime, facts, &calendar(&regime.calendar), now).unwrap()
}

pub fn stage<'a>(dues: &'a [Due], name: &str) -> &'a Due {
    dues.iter().rfind(|due| due.stage == name).unwrap_or_else(|| panic!("no stage `{name}` in {dues:#?}"))
}

/// What the clocks say: stage, days, whether provisional, and how they stand.
pub fn table(dues: &[Due]) -> String {
    let governs = governing(dues);
    let lines = dues.iter().map(|due| {
        let state = match &due.state {
            State::Possible => "possible".to_owned(),
            State::Running => "running".to_owned(),
            State::Paused { cause, since, .. } => format!("paused by {cause} since {since}"),
            State::Met { at } => format!("met at {at}"),
            State::Superseded { by } => format!("superseded by {by}"),
            State::Refused { reason } => format!("refused: {reason}"),
            State::Ended { how, .. } => format!("ended: {how:?}"),
        };
        let rolled =
            if due.due_rolled == due.due_natural { String::new() } else { format!("/{}", due.due_rolled) };
        let exact = due.due_at.map(|at| format!(" at {}", due.zone().local(at).time())).unwrap_or_default();
        let provisional = if due.provisional { " provisional" } else { "" };
        let governs = if governs == Some(due) { " *" } else { "" };
        format!("{}.{} {}{rolled}{exact}{provisional} {state}{governs}", due.run, due.stage, due.due_natural)
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[track_caller]
fn check(id: &str, facts: &Facts, now: &str, expected: Expect) {
    expected.assert_eq(&table(&dues(id, facts, at(now))));
}

fn extension(stage: &str, rank: Rank, approved: &str, notice: Option<&str>) -> Extension {
    Extension {
        regime: None,
        stage: stage.to_owned(),
        reason_code: match stage {
            "decide_60" => "especially_complex".to_owned(),
            _ => "complex".to_owned(),
        },
        approver_rank: rank,
        approved_at: at(approved),
        notice_at: notice.map(at),
        until: None,
    }
}

pub fn exclusion(cause: &str, from: &str, to: Option<&str>) -> Exclusion {
    Exclusion { cause: cause.to_owned(), from: at(from), to: to.map(at), notice_at: None, under: None }
}

/// Received; 7 working days; 15 natural, rolled; 30 natural, rolled; 60 natural.
const VECTORS: [[&str; 7]; 5] = [
    ["2026-09-28", "2026-10-13", "2026-10-13", "2026-10-13", "2026-10-28", "2026-10-28", "2026-11-27"],
    ["2026-09-20", "2026-09-30", "2026-10-05", "2026-10-08", "2026-10-20", "2026-10-20", "2026-11-19"],
    ["2026-02-13", "2026-03-02", "2026-02-28", "2026-02-28", "2026-03-15", "2026-03-16", "2026-04-14"],
    ["2025-01-20", "2025-02-05", "2025-02-04", "2025-02-05", "2025-02-19", "2025-02-19", "2025-03-21"],
    ["2024-09-12", "2024-09-24", "2024-09-27", "2024-09-27", "2024-10-12", "2024-10-12", "2024-11-11"],
];

#[test]
fn the_vectors_of_order_2020_no_3_hold() {
    for [received, working_7, natural_15, rolled_15, natural_30, rolled_30, natural_60] in VECTORS {
        // The hour of receipt never matters, from midnight to midnight in China.
        for time in ["00:00", "10:00", "23:59"] {
            let received = at(&format!("{received}T{time}"));
            let dues = dues("cn-n3", &Facts::received(received), received);
            let days = |name: &str| (stage(&dues, name).due_natural, stage(&dues, name).due_rolled);
            assert_eq!(days("forward"), (date(working_7), date(working_7)), "{received}");
            assert_eq!(days("decide_15"), (date(natural_15), date(rolled_15)), "{received}");
            assert_eq!(days("decide_30"), (date(natural_30), date(rolled_30)), "{received}");
            assert_eq!(days("decide_60").0, date(natural_60), "{received}");
            assert!(dues.iter().all(|due| !due.provisional), "{received}");
        }
    }
}

#[test]
fn receipt_alone_shows_every_period_and_only_the_first_holds() {
    let facts = Facts::received(at("2026-09-28T10:00"));
    check(
        "cn-n3",
        &facts,
        "2026-09-28T10:00",
        expect![[r#"
        1.forward 2026-10-13 possible
        1.decide_15 2026-10-13 running *
        1.decide_30 2026-10-28 possible
        1.decide_60 2026-11-27 possible"#]],
    );
    check(
        "cn-p5",
        &facts,
        "2026-09-28T10:00",
        expect![[r#"
        1.answer_15 2026-10-13 running *
        1.answer_60 2026-11-27 possible"#]],
    );
    check("cn-credit", &facts, "2026-09-28T10:00", expect!["1.answer_20 2026-10-18/2026-10-19 running *"]);
}

#[test]
fn a_receipt_just_after_midnight_in_china_belongs_to_that_day() {
    // 16:30 on the 27th in UTC.
    let received: Timestamp = "2026-09-27T16:30:00Z".parse().unwrap();
    assert_eq!(
        stage(&dues("cn-n3", &Facts::received(received), received), "decide_15").due_natural,
        date("2026-10-13")
    );
}

#[test]
fn a_due_date_in_a_year_not_loaded_is_provisional() {
    let facts = Facts::received(at("2026-12-20T10:00"));
    check(
        "cn-n3",
        &facts,
        "2026-12-20T10:00",
        expect![[r#"
        1.forward 2026-12-29 possible
        1.decide_15 2027-01-04 provisional running *
        1.decide_30 2027-01-19 provisional possible
        1.decide_60 2027-02-18 provisional possible"#]],
    );
    // The last day of the calendar itself is certain.
    let facts = Facts::received(at("2026-12-16T10:00"));
    assert!(!stage(&dues("cn-n3", &facts, at("2026-12-16T10:00")), "decide_15").provisional);
}

#[test]
fn extensions_supersede_the_period_before_them() {
    let mut facts = Facts::received(at("2026-09-28T10:00"));
    facts.extensions.push(extension("decide_30", Rank::None, "2026-10-13T23:59", None));
    check(
        "cn-n3",
        &facts,
        "2026-10-14T09:00",
        expect![[r#"
        1.forward 2026-10-13 possible
        1.decide_15 2026-10-13 superseded by decide_30
        1.decide_30 2026-10-28 running *
        1.decide_60 2026-11-27 possible"#]],
    );
    facts.extensions.push(extension(
        "decide_60",
        Rank::HeadOfficeSeniorOrSuperior,
        "2026-10-20T09:00",
        Some("2026-10-28T18:00"),
    ));
    let facts = facts.with(Event::Answered, at("2026-11-27T23:59"));
    check(
        "cn-n3",
        &facts,
        "2026-11-28T09:00",
        expect![[r#"
        1.forward 2026-10-13 possible
        1.decide_15 2026-10-13 superseded by decide_30
        1.decide_30 2026-10-28 superseded by decide_60
        1.decide_60 2026-11-27 met at 2026-11-27T15:59:00Z
        1.review_apply 2026-12-27/2026-12-28 running"#]],
    );
}

#[test]
fn extensions_that_do_not_hold_are_refused_with_the_reason() {
    let head_office = Rank::HeadOfficeSeniorOrSuperior;
    let to_30 = extension("decide_30", Rank::None, "2026-10-01T09:00", None);
    let refuse = |before: &[Extension], asked: Extension| {
        let mut facts = Facts::received(at("2026-09-28T10:00"));
        facts.extensions.extend_from_slice(before);
        let error = check_extension(&regime("cn-n3"), &facts, &calendar("cn"), &asked).unwrap_err();
        facts.extensions.push(asked.clone());
        let dues = dues("cn-n3", &facts, at("2026-10-02T09:00"));
        if let Some(due) = dues.iter().find(|due| due.stage == asked.stage) {
            assert!(!due.applies(), "what is refused does not hold");
        }
        error.to_string()
    };
    let after_expiry = extension("decide_30", Rank::None, "2026-10-14T00:00", None);
    let too_soon = extension("decide_60", head_office, "2026-10-02T09:00", Some("2026-10-02T09:00"));
    let low_rank = extension("decide_60", Rank::HandlingHead, "2026-10-20T09:00", Some("2026-10-20T09:00"));
    let no_notice = extension("decide_60", head_office, "2026-10-20T09:00", None);
    let late_notice = extension("decide_60", head_office, "2026-10-20T09:00", Some("2026-10-29T00:00"));
    let before_start = extension("decide_30", Rank::None, "2026-09-28T09:59", None);
    let no_reason = Extension { reason_code: "busy".to_owned(), ..to_30.clone() };
    let no_stage = extension("decide_90", head_office, "2026-10-20T09:00", None);
    let not_extending = extension("decide_15", head_office, "2026-10-01T09:00", None);
    let before = std::slice::from_ref(&to_30);
    let refusals = [
        refuse(&[], after_expiry),
        refuse(&[], too_soon),
        refuse(before, low_rank),
        refuse(before, no_notice),
        refuse(before, late_notice),
        refuse(&[], before_start),
        refuse(&[], no_reason),
        refuse(before, no_stage),
        refuse(before, not_extending),
    ];
    expect![[r#"
        approved at `2026-10-14T00:00:00`: expected before the running period ended at `2026-10-14T00:00:00`
        the period is not at `decide_30`: expected that extension first
        approved with rank `handling_head`: expected at least `head_office_senior_or_superior`
        no notice to the complainant: expected one before the running period ends
        notice given at `2026-10-29T00:00:00`: expected before the running period ended at `2026-10-29T00:00:00`
        approved at `2026-09-28T09:59:00`, before the clock began at `2026-09-28T10:00:00`
        reason `busy` is none of the rule's: expected one of `complex`
        `decide_90` is no extension of this regime: expected one of `decide_30`, `decide_60`
        `decide_15` is no extension of this regime: expected one of `decide_30`, `decide_60`"#]].assert_eq(&refusals.join("\n"));
    assert_eq!(
        check_extension(&regime("cn-n3"), &Facts::received(at("2026-09-28T10:00")), &calendar("cn"), &to_30),
        Ok(())
    );
}

#[test]
fn a_refused_extension_leaves_the_running_period_in_force() {
    let mut facts = Facts::received(at("2026-09-28T10:00"));
    facts.extensions.push(extension("decide_30", Rank::None, "2026-10-20T09:00", None));
    check(
        "cn-n3",
        &facts,
        "2026-10-21T09:00",
        expect![[r#"
        1.forward 2026-10-13 possible
        1.decide_15 2026-10-13 running *
        1.decide_30 2026-10-28 refused: approved at `2026-10-20T09:00:00`: expected before the running period ended at `2026-10-14T00:00:00`
        1.decide_60 2026-11-27 possible"#]],
    );
    // One that holds beside one that does not is enough.
    facts.extensions.push(extension("decide_30", Rank::None, "2026-10-13T09:00", None));
    let dues = dues("cn-n3", &facts, at("2026-10-21T09:00"));
    assert_eq!(governing(&dues).unwrap().stage, "decide_30");
}

#[test]
fn p5_extends_once_with_the_head_of_complaint_handling() {
    let mut facts = Facts::received(at("2026-09-28T10:00"));
    let asked = extension("answer_60", Rank::None, "2026-10-08T09:00", Some("2026-10-08T10:00"));
    let error = check_extension(&regime("cn-p5"), &facts, &calendar("cn"), &asked).unwrap_err();
    assert!(matches!(
        error,
        domain::clock::CheckExtensionError::Extend(ExtendError::RankTooLow {
            needed: Rank::HandlingHead,
            ..
        })
    ));
    facts.extensions.push(Extension { approver_rank: Rank::HandlingHead, ..asked });
    check(
        "cn-p5",
        &facts,
        "2026-10-08T11:00",
        expect![[r#"
        1.answer_15 2026-10-13 superseded by answer_60
        1.answer_60 2026-11-27 running *"#]],
    );
}

#[test]
fn an_extension_of_another_regime_changes_nothing() {
    let mut facts = Facts::received(at("2026-09-28T10:00"));
    let mut other = extension("decide_30", Rank::None, "2026-10-08T09:00", None);
    other.regime = Some("cn-other".to_owned());
    facts.extensions.push(other);
    assert_eq!(stage(&dues("cn-n3", &facts, at("2026-10-09T09:00")), "decide_15").state, State::Running);
}

#[test]
fn mediation_and_appraisal_leave_whole_days_out() {
    let mut facts = Facts::received(at("2026-09-28T10:00"));
    // Five days of mediation, and two of them again for an appraisal: five days in all.
    facts.exclusions.push(exclusion("mediation", "2026-10-05T15:00", Some("2026-10-10T09:00")));
    facts.exclusions.push(exclusion("appraisal", "2026-10-06T09:00", Some("2026-10-08T09:00")));
    check(
        "cn-n3",
        &facts,
        "2026-10-11T09:00",
        expect![[r#"
        1.forward 2026-10-13 possible
        1.decide_15 2026-10-18/2026-10-19 running *
        1.decide_30 2026-11-02 possible
        1.decide_60 2026-12-02 possible"#]],
    );
    let dues = dues("cn-n3", &facts, at("2026-10-11T09:00"));
    assert_eq!(stage(&dues, "decide_15").excluded_days, 5);
}

#[test]
fn a_pause_that_lasts_is_credited_up_to_now() {
    let mut facts = Facts::received(at("2026-09-28T10:00"));
    facts.exclusions.push(exclusion("mediation", "2026-10-13T20:00", None));
    check(
        "cn-n3",
        &facts,
        "2026-10-13T21:00",
        expect![[r#"
        1.forward 2026-10-13 possible
        1.decide_15 2026-10-13 paused by mediation since 2026-10-13T12:00:00Z *
        1.decide_30 2026-10-28 possible
        1.decide_60 2026-11-27 possible"#]],
    );
    check(
        "cn-n3",
        &facts,
        "2026-10-20T09:00",
        expect![[r#"
        1.forward 2026-10-13 possible
        1.decide_15 2026-10-20 paused by mediation since 2026-10-13T12:00:00Z *
        1.decide_30 2026-11-04 possible
        1.decide_60 2026-12-04 possible"#]],
    );
}

#[test]
fn a_pause_that_begins_when_the_period_is_over_changes_nothing() {
    let mut facts = Facts::received(at("2026-09-28T10:00"));
    facts.exclusions.push(exclusion("mediation", "2026-10-14T00:00", None));
    check(
        "cn-n3",
        &facts,
        "2026-10-20T09:00",
        expect![[r#"
        1.forward 2026-10-13 possible
        1.decide_15 2026-10-13 running *
        1.decide_30 2026-11-03 possible
        1.decide_60 2026-12-03 possible"#]],
    );
}

#[test]
fn a_pause_is_kept_when_the_rule_changes() {
    let mut facts = Facts::received(at("2026-09-28T10:00"));
    facts.exclusions.push(Exclusion {
        under: Some("cn-n3".to_owned()),
        ..exclusion("mediation", "2026-10-05T15:00", None)
    });
    let text = include_str!("../../../../regimes/cn-n3.toml").replace("version = 1\n", "version = 2\n");
    let shorter = text.replacen("duration = 15", "duration = 12", 1);
    let without_mediation =
        shorter.replace("cause = \"mediation\"", "cause = \"other\"").replace("version = 2", "version = 3");
    let mut regimes = Regimes::shipped().unwrap();
    regimes.load(&[("v2.toml", &shorter), ("v3.toml", &without_mediation)]).unwrap();
    let now = at("2026-10-09T09:00");
    let states = (1..=3).map(|version| {
        let dues =
            compute(regimes.get_version("cn-n3", version).unwrap(), &facts, &calendar("cn"), now).unwrap();
        let due = stage(&dues, "decide_15");
        let State::Paused { cause, since, .. } = &due.state else { panic!("{due:#?}") };
        assert_eq!(*since, at("2026-10-05T15:00"));
        format!("version {version}: {} after {} days, paused by {cause}", due.due_natural, due.excluded_days)
    });
    expect![[r#"
        version 1: 2026-10-17 after 4 days, paused by mediation
        version 2: 2026-10-14 after 4 days, paused by mediation
        version 3: 2026-10-14 after 4 days, paused by mediation"#]]
    .assert_eq(&states.collect::<Vec<_>>().join("\n"));
}

#[test]
fn new_facts_start_the_clock_anew_and_the_old_one_stays_visible() {
    let mut facts = Facts::received(at("2026-09-28T10:00"));
    facts.extensions.push(extension("decide_30", Rank::None, "2026-10-08T09:00", None));
    facts.restarts.push(Restart { at: at("2026-10-20T10:00") });
    facts.extensions.push(extension("decide_30", Rank::None, "2026-10-21T09:00", None));
    check(
        "cn-n3",
        &facts,
        "2026-10-22T10:00",
        expect![[r#"
        1.decide_15 2026-10-13 superseded by restart
        1.decide_30 2026-10-28 superseded by restart
        1.forward 2026-10-13 possible
        2.decide_15 2026-11-04 superseded by decide_30
        2.decide_30 2026-11-19 running *
        2.decide_60 2026-12-19/2026-12-21 possible"#]],
    );
    // The regime of the People's Bank knows no restart.
    check(
        "cn-p5",
        &facts,
        "2026-10-22T10:00",
        expect![[r#"
        1.answer_15 2026-10-13 running *
        1.answer_60 2026-11-27 possible"#]],
    );
}

#[test]
fn an_agreed_period_takes_the_place_of_the_others() {
    let mut facts = Facts::received(at("2026-09-28T10:00"));
    facts.agreed_period = Some(AgreedPeriod {
        due: date("2026-12-01"),
        agreed_at: None,
        evidence: Some("recording 17".to_owned()),
    });
    check(
        "cn-n3",
        &facts,
        "2026-10-22T10:00",
        expect![[r#"
        1.forward 2026-10-13 possible
        1.decide_15 2026-10-13 superseded by agreed
        1.decide_30 2026-10-28 possible
        1.decide_60 2026-11-27 possible
        1.agreed 2026-12-01 running *"#]],
    );
    facts.agreed_period.as_mut().unwrap().evidence = Some(" ".to_owned());
    let error = compute(&regime("cn-n3"), &facts, &calendar("cn"), at("2026-10-22T10:00")).unwrap_err();
    expect!["facts, field `agreed_period.evidence`: is empty: expected what proves the agreement"]
        .assert_eq(&error.to_string());
}

#[test]
fn the_act_of_sending_decides_and_proof_of_unreachability_counts() {
    let facts = Facts::received(at("2026-09-28T10:00")).with(Event::Answered, at("2026-10-13T23:59"));
    let answered = dues("cn-n3", &facts, at("2026-10-20T10:00"));
    assert!(stage(&answered, "decide_15").in_time(at("2026-10-13T23:59")));
    assert!(!stage(&answered, "decide_15").in_time(at("2026-10-14T00:00")));
    let facts = Facts::received(at("2026-09-28T10:00")).with(Event::Unreachable, at("2026-10-12T10:00"));
    check(
        "cn-n3",
        &facts,
        "2026-10-20T10:00",
        expect![[r#"
        1.forward 2026-10-13 possible
        1.decide_15 2026-10-13 met at 2026-10-12T02:00:00Z
        1.decide_30 2026-10-28 possible
        1.decide_60 2026-11-27 possible"#]],
    );
}

#[test]
fn a_withdrawal_ends_the_clocks_and_an_answer_before_it_still_counts() {
    let mut facts = Facts::received(at("2026-09-28T10:00"));
    facts.withdrawn_at = Some(at("2026-10-02T10:00"));
    check(
        "cn-n3",
        &facts,
        "2026-10-20T10:00",
        expect![[r#"
        1.forward 2026-10-13 possible
        1.decide_15 2026-10-13 ended: Withdrawn
        1.decide_30 2026-10-28 possible
        1.decide_60 2026-11-27 possible"#]],
    );
    let facts = facts.with(Event::Answered, at("2026-10-01T10:00"));
    assert!(matches!(
        stage(&dues("cn-n3", &facts, at("2026-10-20T10:00")), "decide_15").state,
        State::Met { .. }
    ));
}

#[test]
fn a_review_runs_from_the_answer_and_from_the_request() {
    let facts = Facts::received(at("2026-09-28T10:00"))
        .with(Event::Answered, at("2026-10-10T10:00"))
        .with(Event::AnswerReceived, at("2026-10-12T10:00"))
        .with(Event::ReviewRequested, at("2026-10-15T10:00"));
    check(
        "cn-n3",
        &facts,
        "2026-10-20T10:00",
        expect![[r#"
        1.forward 2026-10-13 possible
        1.decide_15 2026-10-13 met at 2026-10-10T02:00:00Z
        1.decide_30 2026-10-28 possible
        1.decide_60 2026-11-27 possible
        1.review_apply 2026-11-11 met at 2026-10-15T02:00:00Z
        1.review_decide 2026-11-14/2026-11-16 running *"#]],
    );
}

#[test]
fn of_the_twenty_days_and_the_centres_date_the_earlier_governs() {
    let mut facts = Facts::received(at("2026-09-28T10:00")).with(Event::CentreNotice, at("2026-09-29T10:00"));
    facts.centre_due = Some(date("2026-10-12"));
    check(
        "cn-credit",
        &facts,
        "2026-09-30T10:00",
        expect![[r#"
        1.answer_20 2026-10-18/2026-10-19 running
        1.centre 2026-10-12 running *
        1.centre_10 2026-10-19 running"#]],
    );
    facts.centre_due = Some(date("2026-10-30"));
    let dues = dues("cn-credit", &facts, at("2026-09-30T10:00"));
    assert_eq!(governing(&dues).unwrap().stage, "answer_20");
}

#[test]
fn of_several_regimes_the_earliest_date_governs() {
    let complaint = Facts::received(at("2026-09-28T10:00"));
    let transferred = Facts::received(at("2026-09-25T10:00"));
    let now = at("2026-10-01T10:00");
    let mut all = dues("cn-n3", &complaint, now);
    all.extend(dues("cn-p5", &transferred, now));
    let governing = governing(&all).unwrap();
    assert_eq!((governing.regime.as_str(), governing.due_natural), ("cn-p5", date("2026-10-10")));
}

#[test]
fn the_calendar_must_be_the_regimes() {
    let facts = Facts::received(at("2026-09-28T10:00"));
    let error = compute(&regime("cn-n3"), &facts, &calendar("uk"), facts.received).unwrap_err();
    expect!["regime `cn-n3` counts in calendar `cn`, not in `uk`"].assert_eq(&error.to_string());
}
