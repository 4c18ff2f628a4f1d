//! The files of rules: that they cover the table of deadlines, and what is said of malformed ones.

use std::collections::{BTreeMap, BTreeSet};

use domain::clock::{Facts, InnerClocks, Language, Regimes, Unit, cite};
use expect_test::{Expect, expect};

use crate::clock::{at, date, regime};

/// Rows of the table of deadlines that are no clock of a case: yearly and half-yearly reports, publications, retention
/// of other records, incidents, and rights that need no case.
const NOT_OF_A_CASE: [&str; 14] = [
    "CN-P5-LEAK72",
    "CN-P5-SELF",
    "CN-P5-PUB",
    "CN-NBP-PUB",
    "CN-CR-BAD5Y",
    "CN-CR-FREE2",
    "CN-CR-REPAIR",
    "CN-CSL-LOG",
    "CN-PIPL-PIA3Y",
    "CN-PIPL-BREACH",
    "CN-SUIT-5Y",
    "CN-SUIT-RISK12M",
    "UK-DISP-REP",
    "UK-DISP-PUB",
];

#[test]
fn every_row_of_the_table_of_deadlines_is_covered_as_it_says() {
    let text = include_str!("../data/deadlines.csv");
    let regimes = Regimes::shipped().unwrap();
    let covered: BTreeSet<&str> = regimes.iter().flat_map(|regime| regime.rules()).collect();
    let mut periods: BTreeMap<&str, Vec<(u32, Unit)>> = BTreeMap::new();
    for regime in regimes.iter() {
        let stages = regime.stages.iter();
        let counted =
            stages.filter_map(|stage| Some((stage.rule.as_deref()?, (stage.duration?, stage.unit?))));
        let early = regime
            .early_close
            .iter()
            .filter_map(|early| Some((early.rule.as_deref()?, (early.duration, early.unit))));
        counted.chain(early).for_each(|(rule, period)| periods.entry(rule).or_default().push(period));
    }
    let mut rows = BTreeSet::new();
    for row in csv::Reader::from_reader(text.as_bytes()).records() {
        let row = row.unwrap();
        let id = row[0].to_owned();
        assert_ne!(
            covered.contains(&id[..]),
            NOT_OF_A_CASE.contains(&&id[..]),
            "{id}: in a regime, or listed as none"
        );
        if let Some(periods) = periods.get(&id[..]) {
            let unit = match &row[2] {
                "day" => Unit::NaturalDay,
                "workday" | "business day" => Unit::WorkingDay,
                "week" => Unit::Week,
                "month" => Unit::Month,
                "hour" => Unit::Hour,
                other => panic!("{id}: {other:?}"),
            };
            assert!(periods.contains(&(row[1].parse().unwrap(), unit)), "{id}: {periods:?}");
        }
        rows.insert(id);
    }
    assert_eq!(rows.len(), 47);
    assert!(covered.iter().all(|rule| rows.contains(*rule)), "no regime names a row that is not there");
}

#[test]
fn articles_stand_with_every_stage_and_are_cited_in_both_languages() {
    for regime in Regimes::shipped().unwrap().iter() {
        assert!(regime.stages.iter().all(|stage| !stage.article.is_empty()), "{}", regime.id);
    }
    assert_eq!(cite("18(1)", Language::Zh), "第18条第1款");
    assert_eq!(cite("33; 43", Language::Zh), "第33条、第43条");
    assert_eq!(cite("18(1)", Language::En), "art. 18(1)");
    assert_eq!(cite("DISP 1.6.2R", Language::Zh), "DISP 1.6.2R");
}

#[test]
fn order_2020_no_3_says_what_is_not_a_date() {
    let regime = regime("cn-n3");
    assert_eq!(regime.representatives.as_ref().unwrap().maximum, 5);
    assert!(regime.decline_ground("wrong_institution").unwrap().tell_where);
    assert!(!regime.decline_ground("not_entitled").unwrap().tell_where);
    let codes =
        |parts: &[domain::clock::NoticePart]| parts.iter().map(|part| part.code.clone()).collect::<Vec<_>>();
    let notice = regime.notice.as_ref().unwrap();
    assert_eq!(codes(&notice.parts), ["result", "basis", "reasons", "remedies"]);
    assert_eq!(codes(&notice.remedies), ["review", "mediation", "arbitration", "litigation"]);
    assert_eq!(regime.major.iter().find_map(|ground| ground.persons_min), Some(20));
    assert_eq!(regime.keep_until(date("2024-02-29")), None);
    assert_eq!(crate::clock::regime("cn-p5").keep_until(date("2024-02-29")), Some(date("2027-02-28")));
}

#[test]
fn the_version_in_force_on_the_day_of_receipt_is_found() {
    let text = include_str!("../../../../regimes/cn-n3.toml");
    let ended = text.replace(
        "in_force_from = \"2020-03-01\"",
        "in_force_from = \"2020-03-01\"\nin_force_to = \"2026-12-31\"",
    );
    let next = text.replace("version = 1\n", "version = 2\n").replace("2020-03-01", "2027-01-01");
    let mut regimes = Regimes::default();
    regimes.load(&[("1.toml", &ended), ("2.toml", &next)]).unwrap();
    let version = |day: &str| regimes.in_force("cn-n3", date(day)).map(|regime| regime.version);
    assert_eq!(version("2020-02-29"), None);
    assert_eq!(version("2026-12-31"), Some(1));
    assert_eq!(version("2027-01-01"), Some(2));
    assert_eq!(regimes.get("cn-n3").unwrap().version, 2);
}

#[track_caller]
fn check_regime(from: &str, to: &str, expected: Expect) {
    let text = include_str!("../../../../regimes/cn-n3.toml");
    assert!(text.contains(from), "{from}");
    let mut regimes = Regimes::default();
    let error = regimes.load(&[("regimes/mine.toml", &text.replacen(from, to, 1))]).unwrap_err();
    expected.assert_eq(&error.to_string());
    assert_eq!(regimes.iter().count(), 0, "nothing half-loaded");
}

#[test]
fn a_malformed_regime_says_where_and_what() {
    check_regime(
        "id = \"cn-n3\"",
        "id = cn-n3",
        expect![
            "`regimes/mine.toml` line 4, field `.`: string values must be quoted, expected literal string"
        ],
    );
    check_regime(
        "version = 1",
        "version = \"one\"",
        expect![[r#"`regimes/mine.toml` line 5, field `version`: invalid type: string "one", expected u32"#]],
    );
    check_regime(
        "unit = \"working_day\"",
        "unit = \"fortnight\"",
        expect![
            "`regimes/mine.toml` line 23, field `stage[0].unit`: unknown variant `fortnight`, expected one of `natural_day`, `working_day`, `working_hour`, `hour`, `week`, `month`, `year`"
        ],
    );
    check_regime(
        "time_zone = \"Asia/Shanghai\"",
        "time_zone = \"Asia/Atlantis\"",
        expect![
            "`regimes/mine.toml` line 9, field `time_zone`: `Asia/Atlantis` is no time zone: expected a name such as `Asia/Shanghai`"
        ],
    );
    check_regime(
        "from = \"09:00\", to = \"17:00\"",
        "from = \"17:00\", to = \"09:00\"",
        expect![
            "`regimes/mine.toml` line 10, field `working_hours`: working hours from `17:00:00` to `09:00:00` are empty: expected `to` to be later than `from`"
        ],
    );
    check_regime(
        "2020-03-01",
        "2020-02-30",
        expect![
            "`regimes/mine.toml` line 6, field `in_force_from`: parsed date is not valid: parameter 'day' for `2020-02` is invalid, must be in range `1..=29`"
        ],
    );
    check_regime(
        "article = \"18(1)\"",
        "artcle = \"18(1)\"",
        expect![
            "`regimes/mine.toml` line 33, field `stage[1].artcle`: unknown field `artcle`, expected one of `name`, `title`, `rule`, `article`, `article_verified`, `verified`, `instrument`, `from`, `assumed_from`, `duration`, `unit`, `supplied`, `earlier_on`, `ends_on`, `actor`, `condition`, `only_if`, `not_if`, `extends`, `extended_by`, `reasons`, `approver`, `notice_to`, `maximum`, `advisory`, `soon_days`"
        ],
    );
    check_regime(
        "extends = \"decide_30\"",
        "extends = \"decide_31\"",
        expect![
            "`regimes/mine.toml` line 66, field `stage[3].extends`: `decide_31` is no stage above this one: expected the stage it extends"
        ],
    );
    check_regime(
        "duration = 15\n",
        "",
        expect![
            "`regimes/mine.toml` line 29, field `stage[1].duration`: expected either `duration` and `unit`, or `supplied` alone"
        ],
    );
    check_regime(
        "duration = 15\n",
        "duration = 999999\n",
        expect![
            "`regimes/mine.toml` line 35, field `stage[1].duration`: `999999` is too long: expected at most 36600"
        ],
    );
    check_regime(
        "name = \"decide_30\"",
        "name = \"decide_15\"",
        expect![
            "`regimes/mine.toml` line 42, field `stage[2].name`: `decide_15` is empty or taken: expected a name of its own"
        ],
    );
    check_regime(
        "stages = [\"decide_15\", \"decide_30\", \"decide_60\"]",
        "stages = [\"decide_15\", \"decide_3\"]",
        expect![
            "`regimes/mine.toml` line 120, field `tolling[0].stages[1]`: `decide_3` is no stage of this regime"
        ],
    );
    check_regime(
        "in_force_from",
        "in_force_to = \"2019-01-01\"\nin_force_from",
        expect![
            "`regimes/mine.toml` line 6, field `in_force_to`: `2019-01-01` is before `in_force_from`: expected a later day"
        ],
    );
}

#[track_caller]
fn check_facts(text: &str, expected: Expect) {
    let received = Some(at("2026-09-28T10:00"));
    expected.assert_eq(&Facts::read("facts.json", text, received).unwrap_err().to_string());
}

#[test]
fn malformed_facts_say_where_and_what() {
    check_facts("{", expect!["`facts.json` line 1, field `.`: EOF while parsing an object"]);
    check_facts(
        "{\n  \"recieved\": 1\n}",
        expect![
            "`facts.json` line 2, field `recieved`: unknown field `recieved`, expected one of `received`, `events`, `extensions`, `agreed_period`, `exclusions`, `restarts`, `withdrawn_at`, `early_closed_at`, `centre_due`, `subjects`"
        ],
    );
    check_facts(
        "{\n  \"events\": { \"answerd\": \"2026-10-01T00:00:00+08:00\" }\n}",
        expect![
            "`facts.json` line 2, field `events`: unknown variant `answerd`, expected one of `received`, `regulator_received`, `administration_received`, `forwarded`, `acknowledged`, `accepted`, `declined`, `contacted`, `decided`, `answered`, `unreachable`, `answer_received`, `review_requested`, `review_answered`, `centre_notice`, `centre_answered`, `regulator_accepted`, `regulator_answered`, `in_progress`, `holding_reply`, `feedback_given`, `referred`, `published`, `closed`"
        ],
    );
    check_facts(
        "{\n  \"events\": { \"answered\": \"yesterday\" }\n}",
        expect![
            "`facts.json` line 2, field `events`: failed to parse four digit integer as year: invalid digit, expected 0-9 but got y"
        ],
    );
    check_facts(
        "{\n  \"events\": { \"received\": \"2026-10-01T00:00:00+08:00\" }\n}",
        expect![
            "`facts.json` line 2, field `events.received`: expected the receipt in the field `received` alone"
        ],
    );
    check_facts(
        "{\n  \"received\": \"2026-09-28T11:00:00+08:00\"\n}",
        expect![
            "`facts.json` line 2, field `received`: `2026-09-28T03:00:00Z` is not the receipt `2026-09-28T02:00:00Z` given beside the file: expected one time"
        ],
    );
    check_facts(
        "{\"exclusions\": [\n {\"cause\": \"mediation\", \"from\": \"2026-10-02T00:00:00Z\", \"to\": \"2026-10-01T00:00:00Z\"}]}",
        expect![
            "`facts.json` line 2, field `exclusions[0].to`: `2026-10-01T00:00:00Z` is before `from`: expected a later time, or none while it lasts"
        ],
    );
    check_facts(
        "{\"restarts\": [{\"at\": \"2026-09-01T00:00:00Z\"}]}",
        expect![
            "`facts.json` line 1, field `restarts[0].at`: `2026-09-01T00:00:00Z` is before the receipt: expected a later time"
        ],
    );
    check_facts(
        "{\"extensions\": [{\"stage\": \"decide_30\"}]}",
        expect!["`facts.json` line 1, field `extensions[0]`: missing field `approved_at`"],
    );
    check_facts("{} x", expect!["`facts.json` line 1, field `.`: trailing characters"]);
    let error = Facts::read("facts.json", "{}", None).unwrap_err();
    expect!["`facts.json` line 1, field `received`: is missing: expected a time such as `2026-09-28T10:00:00+08:00`"].assert_eq(&error.to_string());
}

#[test]
fn facts_are_read_whole() {
    let text = r#"{
      "received": "2026-09-28T10:00:00+08:00",
      "events": { "accepted": "2026-09-29T10:00:00+08:00", "answered": "2026-11-01T10:00:00+08:00" },
      "extensions": [{ "stage": "decide_60", "reason_code": "special_reason",
        "approver_rank": "head_office_senior_or_superior", "approved_at": "2026-10-20T10:00:00+08:00",
        "notice_at": "2026-10-21T10:00:00+08:00" }],
      "agreed_period": { "due": "2026-12-01", "evidence": "letter" },
      "exclusions": [{ "cause": "mediation", "from": "2026-10-02T00:00:00+08:00", "to": null }],
      "restarts": [{ "at": "2026-10-05T00:00:00+08:00" }],
      "withdrawn_at": "2026-12-02T00:00:00+08:00",
      "centre_due": "2026-10-12",
      "subjects": ["payment_service"]
    }"#;
    let facts = Facts::read("facts.json", text, None).unwrap();
    assert_eq!(facts.received, at("2026-09-28T10:00"));
    assert_eq!(facts.at(domain::clock::Event::Accepted), Some(at("2026-09-29T10:00")));
    assert_eq!(facts.extensions[0].approver_rank, domain::clock::Rank::HeadOfficeSeniorOrSuperior);
    assert!(facts.exclusions[0].to.is_none() && facts.centre_due == Some(date("2026-10-12")));
}

#[test]
fn malformed_inner_clocks_say_where_and_what() {
    let text = include_str!("../../../../regimes/inner.toml");
    let wrong = |from: &str, to: &str| {
        InnerClocks::read("inner.toml", &text.replacen(from, to, 1)).unwrap_err().to_string()
    };
    let errors = [
        wrong("duration = 3", "duration = 3000000"),
        wrong("ends_on = [\"accepted\"", "ends_on = [\"acepted\""),
        wrong("kinds =", "kind ="),
    ];
    expect![[r#"
        `inner.toml` line 11, field `inner_clock[0].duration`: expected at most 36600
        `inner.toml` line 13, field `inner_clock[0].ends_on[0]`: unknown variant `acepted`, expected one of `received`, `regulator_received`, `administration_received`, `forwarded`, `acknowledged`, `accepted`, `declined`, `contacted`, `decided`, `answered`, `unreachable`, `answer_received`, `review_requested`, `review_answered`, `centre_notice`, `centre_answered`, `regulator_accepted`, `regulator_answered`, `in_progress`, `holding_reply`, `feedback_given`, `referred`, `published`, `closed`
        `inner.toml` line 10, field `inner_clock[0].kind`: unknown field `kind`, expected one of `name`, `title`, `kinds`, `units`, `urgencies`, `duration`, `unit`, `ends_on`, `soon_days`"#]].assert_eq(&errors.join("\n"));
}
