//! Whom to tell and when: rules are data, and of those whose day has come only the latest tells.

use domain::calendar::Calendars;
use domain::clock::{Due, Event, Facts, Regimes, SourceRules, Told, compute};
use jiff::Timestamp;
use jiff::civil::Date;

fn moment(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// The 15-day date of a complaint received on 2 March: 17 March.
fn decide_15(facts: Facts) -> Due {
    let (regimes, calendars) = (Regimes::shipped().unwrap(), Calendars::shipped().unwrap());
    let regime = regimes.get("cn-n3").unwrap();
    let now = moment("2026-03-10T10:00:00+08:00");
    let dues = compute(regime, &facts, calendars.get("cn").unwrap(), now).unwrap();
    let due = dues.into_iter().find(|due| due.stage == "decide_15").unwrap();
    assert_eq!(due.alert_date(), day("2026-03-17"));
    due
}

fn received() -> Facts {
    Facts::received(moment("2026-03-02T10:00:00+08:00"))
}

#[test]
fn only_the_latest_rule_whose_day_has_come_tells() {
    let regimes = Regimes::shipped().unwrap();
    let due = decide_15(received());
    let rule =
        |today: &str| regimes.escalation(&due, day("2026-03-02"), day(today)).map(|rule| rule.name.as_str());
    for (today, expected) in [
        ("2026-03-13", None),
        ("2026-03-14", Some("near_3")),
        ("2026-03-15", Some("near_3")),
        ("2026-03-16", Some("near_1")),
        ("2026-03-17", Some("near_1")),
        ("2026-03-18", Some("late_1")),
        ("2026-03-23", Some("late_1")),
        ("2026-03-24", Some("late_7")),
        ("2026-12-31", Some("late_7")),
    ] {
        assert_eq!(rule(today), expected, "{today}");
    }
    let late = regimes.escalation(&due, day("2026-03-02"), day("2026-03-24")).unwrap();
    assert_eq!(late.tell, [Told::UnitHead, Told::Superior, Told::ConsumerProtection]);
}

#[test]
fn what_came_due_before_the_matter_was_known_here_tells_nobody() {
    let regimes = Regimes::shipped().unwrap();
    let due = decide_15(received());
    let rule = |since: &str, today: &str| {
        regimes.escalation(&due, day(since), day(today)).map(|rule| rule.name.as_str())
    };
    for (since, today, expected) in [
        ("2026-03-18", "2026-03-18", Some("late_1")),
        ("2026-03-19", "2026-03-19", None),
        ("2026-03-19", "2026-03-23", None),
        ("2026-03-19", "2026-03-24", Some("late_7")),
        ("2028-03-19", "2028-03-24", None),
    ] {
        assert_eq!(rule(since, today), expected, "{since} {today}");
    }
}

#[test]
fn what_is_met_tells_nobody() {
    let regimes = Regimes::shipped().unwrap();
    let met = decide_15(received().with(Event::Answered, moment("2026-03-09T10:00:00+08:00")));
    assert_eq!(regimes.escalation(&met, day("2026-03-02"), day("2026-04-01")), None);
}

#[test]
fn an_agreed_date_is_watched_in_the_place_of_the_periods() {
    let (regimes, calendars) = (Regimes::shipped().unwrap(), Calendars::shipped().unwrap());
    let mut facts = received();
    facts.agreed_period = Some(domain::clock::AgreedPeriod {
        due: day("2026-04-10"),
        agreed_at: Some(moment("2026-03-05T10:00:00+08:00")),
        evidence: None,
    });
    let now = moment("2026-04-09T10:00:00+08:00");
    let dues = compute(regimes.get("cn-n3").unwrap(), &facts, calendars.get("cn").unwrap(), now).unwrap();
    let told = dues.iter().filter_map(|due| regimes.escalation(due, day("2026-03-02"), day("2026-04-09")));
    assert_eq!(told.map(|rule| rule.name.as_str()).collect::<Vec<_>>(), ["near_1"]);
}

#[test]
fn every_legal_period_of_the_institution_is_watched_and_looked_for_in_time() {
    let regimes = Regimes::shipped().unwrap();
    let sources = SourceRules::shipped().unwrap();
    assert_eq!(regimes.escalation_days_ahead(&sources), 3);
    for regime in regimes.iter() {
        for stage in &regime.stages {
            let counted_in_days = !matches!(stage.unit, Some(domain::clock::Unit::Hour));
            let owed = stage.actor.is_institution_side() && !stage.advisory && counted_in_days;
            let watched = regime.escalations.iter().any(|rule| rule.stages.contains(&stage.name));
            assert_eq!(watched, owed, "{} {}", regime.id, stage.name);
        }
    }
}

#[test]
fn a_wrong_rule_is_named_with_its_place() {
    let text = include_str!("../../../../regimes/cn-n3.toml");
    for (from, to, said) in [
        (
            "offset_days = -3",
            "offset_days = -1",
            "field `escalation[1].offset_days`: `near_3` tells on the same day",
        ),
        ("name = \"near_1\"", "name = \"near_3\"", "field `escalation[1].name`: `near_3` is empty or taken"),
        ("tell = [\"handler\"]", "tell = []", "field `escalation[0].tell`: expected at least one"),
        (
            "tell = [\"handler\"]",
            "tell = [\"boss\"]",
            "field `escalation[0].tell[0]`: unknown variant `boss`",
        ),
        ("offset_days = -3", "offset_days = 40000", "field `escalation[0].offset_days`: expected at most"),
        (
            "\"decide_60\", \"review_decide\"]\noffset_days = -3",
            "\"decide_61\"]\noffset_days = -3",
            "`decide_61` is no stage of this regime",
        ),
    ] {
        assert!(text.contains(from), "{from}");
        let wrong = text.replacen(from, to, 1);
        let error = Regimes::default().load(&[("mine.toml", &wrong)]).unwrap_err().to_string();
        assert!(error.starts_with("`mine.toml` line ") && error.contains(said), "{error}");
    }
}

#[test]
fn a_date_that_a_source_asked_for_is_watched_too() {
    let rules = SourceRules::shipped().unwrap();
    let rule = |today: &str| {
        rules.escalation(day("2026-03-20"), day("2026-03-02"), day(today)).map(|rule| rule.name.as_str())
    };
    for (today, expected) in [
        ("2026-03-16", None),
        ("2026-03-17", Some("near_3")),
        ("2026-03-19", Some("near_1")),
        ("2026-03-21", Some("late_1")),
        ("2026-04-30", Some("late_7")),
    ] {
        assert_eq!(rule(today), expected, "{today}");
    }
    let twice = "title = { zh = \"a\", en = \"a\" }\n".to_owned()
        + &"[[escalation]]\nname = \"x\"\noffset_days = 1\ntell = [\"handler\"]\narticle = \"practice\"\n"
            .repeat(2);
    let error =
        SourceRules::read("sources.toml", &twice.replacen("\"x\"", "\"y\"", 1)).unwrap_err().to_string();
    assert!(error.contains("expected one rule a day"), "{error}");
}
