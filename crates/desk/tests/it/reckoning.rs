//! How a date was counted, in both languages.

use desk::{ExplainedDue, Locales, Missing, Words, reckoning};
use domain::calendar::{Calendar, Calendars};
use domain::clock::{
    CaseTraits, Due, Ending, Event, Exclusion, Facts, InnerClocks, Language, Party, Rank, Regimes, Unit,
    compute,
};
use expect_test::expect;
use jiff::Timestamp;
use strum::IntoEnumIterator;

fn at(text: &str) -> Timestamp {
    format!("{text}:00+08:00").parse().unwrap()
}

fn calendar() -> Calendar {
    Calendars::shipped().unwrap().get("cn").unwrap().clone()
}

fn dues(facts: &Facts, now: Timestamp) -> Vec<Due> {
    compute(Regimes::shipped().unwrap().get("cn-n3").unwrap(), facts, &calendar(), now).unwrap()
}

fn exclusion(cause: &str, from: &str, to: Option<&str>) -> Exclusion {
    Exclusion { cause: cause.to_owned(), from: at(from), to: to.map(at), notice_at: None, under: None }
}

const ORDINARY: CaseTraits<'static> = CaseTraits { kind: "complaint", unit: "card-centre", urgency: None };

fn stage<'a>(dues: &'a [Due], name: &str) -> &'a Due {
    dues.iter().find(|due| due.stage == name).unwrap()
}

fn words(language: Language) -> Words {
    Locales::shipped(Missing::Stops).unwrap().words(language).clone()
}

#[test]
fn days_left_out_are_told() {
    let mut facts = Facts::received(at("2026-09-28T10:00"));
    facts.exclusions.push(exclusion("mediation", "2026-10-05T15:00", Some("2026-10-10T09:00")));
    facts.exclusions.push(exclusion("appraisal", "2026-10-06T09:00", Some("2026-10-08T09:00")));
    let dues = dues(&facts, at("2026-10-11T09:00"));
    expect!["2026年9月28日（周一）10:00收到。当日不计，2026年9月29日（周二）为第1日。满15个自然日为2026年10月13日（周二）。调解自2026年10月5日（周一）至2026年10月10日（周六）前不计，共5日。扣除后期限为2026年10月18日（周日）。2026年10月18日（周日）是法定休假日（休息日），按民法典第203条顺延至2026年10月19日（周一）。尚无将鉴定告知投诉人的记录。条件：事实清楚、争议情况简单。依据：银行业保险业消费投诉处理管理办法（银保监会令2020年第3号）第18条第1款。"].assert_eq(&reckoning(stage(&dues, "decide_15"), &words(Language::Zh)));
    expect!["Received on Monday 28 September 2026 10:00. That day does not count; Tuesday 29 September 2026 is day 1. 15 natural days lead to Tuesday 13 October 2026. Left out for mediation from Monday 5 October 2026 until Saturday 10 October 2026, 5 days. With that it ends on Sunday 18 October 2026. Sunday 18 October 2026 is a day off (weekend); under Civil Code art. 203 it rolls to Monday 19 October 2026. There is no record that the complainant was told of the appraisal. Condition: facts clear and dispute simple. Rests on Measures for Handling Banking and Insurance Consumer Complaints (CBIRC Order 2020 No. 3), art. 18(1)."].assert_eq(&reckoning(stage(&dues, "decide_15"), &words(Language::En)));
}

#[test]
fn a_stopped_clock_is_printed_with_its_cause_beside_its_title() {
    let mut facts = Facts::received(at("2026-09-28T10:00"));
    facts.exclusions.push(exclusion("mediation", "2026-10-05T15:00", None));
    let dues = dues(&facts, at("2026-10-06T09:00"));
    let explained = ExplainedDue::all(std::slice::from_ref(stage(&dues, "decide_15")), &words(Language::En));
    let json = serde_json::to_string(&explained).unwrap();
    assert_eq!(json.matches("\"title\":").count(), 1);
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(value[0]["state"], "paused");
    assert_eq!(value[0]["cause"], "mediation");
    assert_eq!(value[0]["cause_title"]["zh"], "调解");
    assert_eq!(value[0]["title"]["en"], "Decide and answer");
}

#[test]
fn dates_are_printed_with_their_reasons() {
    let received = at("2026-09-20T10:00");
    let dues = dues(&Facts::received(received), received);
    let explained = ExplainedDue::all(&dues[1..2], &words(Language::Zh));
    expect![[r#"
        [
          {
            "regime": "cn-n3",
            "version": 1,
            "stage": "decide_15",
            "title": {
              "zh": "决定并答复",
              "en": "Decide and answer"
            },
            "run": 1,
            "authority": "law",
            "actor": "institution",
            "applies": true,
            "governs": true,
            "state": "running",
            "due_natural": "2026-10-05",
            "due_rolled": "2026-10-08",
            "due_at": null,
            "provisional": false,
            "excluded_days": 0,
            "excluded_minutes": 0,
            "article": "18(1)",
            "article_verified": true,
            "explanation": "2026年9月20日（周日）10:00收到。当日不计，2026年9月21日（周一）为第1日。满15个自然日为2026年10月5日（周一）。2026年10月5日（周一）是法定休假日（国庆节），按民法典第203条顺延至2026年10月8日（周四）。条件：事实清楚、争议情况简单。依据：银行业保险业消费投诉处理管理办法（银保监会令2020年第3号）第18条第1款。",
            "steps": [
              {
                "step": "starts",
                "event": "received",
                "at": "2026-09-20T10:00:00",
                "assumed": false
              },
              {
                "step": "day_one",
                "date": "2026-09-21"
              },
              {
                "step": "counted",
                "duration": 15,
                "unit": "natural_day",
                "date": "2026-10-05"
              },
              {
                "step": "rolled",
                "from": "2026-10-05",
                "holiday": {
                  "zh": "国庆节",
                  "en": "National Day"
                },
                "to": "2026-10-08"
              },
              {
                "step": "condition",
                "condition": {
                  "zh": "事实清楚、争议情况简单",
                  "en": "facts clear and dispute simple"
                }
              },
              {
                "step": "article",
                "article": "18(1)",
                "instrument": {
                  "zh": "银行业保险业消费投诉处理管理办法（银保监会令2020年第3号）",
                  "en": "Measures for Handling Banking and Insurance Consumer Complaints (CBIRC Order 2020 No. 3)"
                },
                "verified": true
              }
            ]
          }
        ]"#]].assert_eq(&serde_json::to_string_pretty(&explained).unwrap());
    let sentences = |language| {
        let of = |due: &Due| format!("{}: {}", due.stage, reckoning(due, &words(language)));
        dues.iter().map(of).collect::<Vec<_>>().join("\n")
    };
    expect![[r#"
        forward: 假定从2026年9月20日（周日）10:00收到起算，仅供参考。当日不计，2026年9月21日（周一）为第1日。满7个工作日为2026年9月30日（周三）。条件：投诉先到监管部门。依据：银行业保险业消费投诉处理管理办法（银保监会令2020年第3号）第33条、第43条。
        decide_15: 2026年9月20日（周日）10:00收到。当日不计，2026年9月21日（周一）为第1日。满15个自然日为2026年10月5日（周一）。2026年10月5日（周一）是法定休假日（国庆节），按民法典第203条顺延至2026年10月8日（周四）。条件：事实清楚、争议情况简单。依据：银行业保险业消费投诉处理管理办法（银保监会令2020年第3号）第18条第1款。
        decide_30: 2026年9月20日（周日）10:00收到。当日不计，2026年9月21日（周一）为第1日。满30个自然日为2026年10月20日（周二）。条件：情况复杂。依据：银行业保险业消费投诉处理管理办法（银保监会令2020年第3号）第18条第1款。
        decide_60: 2026年9月20日（周日）10:00收到。当日不计，2026年9月21日（周一）为第1日。满60个自然日为2026年11月19日（周四）。条件：情况特别复杂或者有其他特殊原因，经上级机构或者总行、总公司高级管理人员审批并告知投诉人。依据：银行业保险业消费投诉处理管理办法（银保监会令2020年第3号）第18条第1款。"#]].assert_eq(&sentences(Language::Zh));
    expect![[r#"
        forward: For information, as if from Sunday 20 September 2026 10:00: Received. That day does not count; Monday 21 September 2026 is day 1. 7 working days lead to Wednesday 30 September 2026. Condition: the complaint reached the regulator first. Rests on Measures for Handling Banking and Insurance Consumer Complaints (CBIRC Order 2020 No. 3), art. 33; 43.
        decide_15: Received on Sunday 20 September 2026 10:00. That day does not count; Monday 21 September 2026 is day 1. 15 natural days lead to Monday 5 October 2026. Monday 5 October 2026 is a day off (National Day); under Civil Code art. 203 it rolls to Thursday 8 October 2026. Condition: facts clear and dispute simple. Rests on Measures for Handling Banking and Insurance Consumer Complaints (CBIRC Order 2020 No. 3), art. 18(1).
        decide_30: Received on Sunday 20 September 2026 10:00. That day does not count; Monday 21 September 2026 is day 1. 30 natural days lead to Tuesday 20 October 2026. Condition: circumstances complex. Rests on Measures for Handling Banking and Insurance Consumer Complaints (CBIRC Order 2020 No. 3), art. 18(1).
        decide_60: Received on Sunday 20 September 2026 10:00. That day does not count; Monday 21 September 2026 is day 1. 60 natural days lead to Thursday 19 November 2026. Condition: especially complex or another special reason, approved by the superior institution or head-office senior management, complainant told. Rests on Measures for Handling Banking and Insurance Consumer Complaints (CBIRC Order 2020 No. 3), art. 18(1)."#]].assert_eq(&sentences(Language::En));
}

#[test]
fn an_inner_date_cut_to_the_law_says_so() {
    let text = include_str!("../../../../regimes/inner.toml").replace("duration = 10", "duration = 40");
    let clocks = InnerClocks::read("inner.toml", &text).unwrap();
    let facts = Facts::received(at("2026-09-28T10:00"));
    let legal = dues(&facts, facts.received);
    let inner = clocks.compute(ORDINARY, &facts, &calendar(), &legal, facts.received).unwrap();
    let decide = stage(&inner, "decide");
    expect!["Received on Monday 28 September 2026 10:00. That day does not count; Tuesday 29 September 2026 is day 1. 40 natural days lead to Saturday 7 November 2026. The inner date Saturday 7 November 2026 is later than the legal one (Decide and answer), so it is Tuesday 13 October 2026."].assert_eq(&reckoning(decide, &words(Language::En)));
}

#[test]
fn every_term_has_its_words() {
    fn check<T: IntoEnumIterator + std::fmt::Display>(group: &str) {
        for language in [Language::Zh, Language::En] {
            for term in T::iter() {
                let key = format!("reckon-{group}-{term}");
                assert!(words(language).has(&key), "{key}");
            }
        }
    }
    check::<Event>("event");
    check::<Unit>("length");
    check::<Party>("party");
    check::<Rank>("rank");
    check::<Ending>("ending");
}
