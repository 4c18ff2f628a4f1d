//! What is found, and what is not.

use std::num::NonZero;

use jiff::ToSpan;
use jiff::civil::date;
use text::hotwords::{MineError, Nothing, Question, Report, mine};
use text::segment::Segmenter;

use super::texts::{FROM, TO, Texts, mined, mined_as, ordinary, question};

fn words(report: &Report) -> Vec<&str> {
    report.words.iter().map(|word| word.text.as_str()).collect()
}

/// Ordinary complaints and, in the window, an application nobody knew before.
fn with_event() -> Texts {
    let mut texts = ordinary();
    let said = [
        "打不开",
        "扣了两次钱",
        "一直转圈",
        "要求注销",
        "客服不知道",
        "怎么关掉",
        "手续费太高",
        "骗老人签约",
    ];
    let then = ["马上退款", "希望核实", "限三日回复", "电话没人接", "网点不管", "已录音"];
    for number in 0..48 {
        let day = FROM.checked_add((number as i64 % 5).days()).unwrap();
        let (said, then) = (said[number % 8], then[number / 8]);
        texts.add_in(day, "手机银行", &format!("我开通的云闪盈{said}，{then}，卡号6222021234567890128"));
    }
    texts
}

#[test]
fn a_word_nobody_knew_is_found_whole_with_its_story() {
    let report = mined(&with_event());
    let word = report.words.first().expect("a word");
    assert!(word.text.contains("云闪盈"), "{:?}", words(&report));
    assert_eq!(word.baseline_documents, 0);
    assert_eq!(word.first_seen, FROM);
    assert_eq!(word.trend.len(), report.days.len());
    assert_eq!(word.trend.iter().sum::<u32>(), word.documents);
    assert_eq!(word.bursts.len(), 1);
    assert!(FROM <= word.bursts[0].from && word.bursts[0].to <= TO);
    let scenario = word.scenarios.first().expect("a scenario");
    assert_eq!((scenario.column.as_str(), scenario.value.as_str()), ("触点", "手机银行"));
    assert!(!word.evidence.is_empty());
    for evidence in &word.evidence {
        assert!(
            evidence.text.contains("云闪盈") && !evidence.text.contains("6222021234567890128"),
            "{evidence:?}"
        );
    }
    assert!(
        !words(&report).iter().any(|word| ["闪盈", "云闪", "云闪盈打"].contains(word)),
        "{:?}",
        words(&report)
    );
    assert!(word.false_discovery < 1e-6, "{word:?}");
}

#[test]
fn where_nothing_happens_nothing_is_told() {
    let report = mined(&ordinary());
    assert!(report.words.is_empty(), "{:?}", words(&report));
    assert_eq!(report.nothing, Some(Nothing::NothingSignificant));
}

#[test]
fn a_template_sent_five_hundred_times_counts_once() {
    let mut texts = ordinary();
    for number in 0..500 {
        let text = format!(
            "尊敬的行领导：本人姓名不便透露，合同编号{number}，在贵行办理的装修分期被收取高额砍头息，现依法要求贵行退还全部违约金并书面致歉，\
             否则将向有关部门持续反映直至问题解决为止，金额{}元。",
            number * 37
        );
        texts.add(FROM, &text);
    }
    let report = mined(&texts);
    assert!(495 <= report.documents.duplicates, "{:?}", report.documents);
    assert!(!words(&report).iter().any(|word| word.contains("砍头息")), "{:?}", words(&report));
}

#[test]
fn the_answer_does_not_depend_on_threads_or_order_of_duplicates() {
    let texts = with_event();
    let one = mined_as(&texts, &Question { threads: NonZero::new(1), ..question() });
    for threads in [2, 3, 7] {
        assert_eq!(one, mined_as(&texts, &Question { threads: NonZero::new(threads), ..question() }));
    }
}

#[test]
fn english_is_found_by_whole_words() {
    let mut texts = Texts::default();
    let about = ["transfer", "rate", "card", "loan", "branch", "app", "statement", "deposit"];
    for number in 0..400 {
        let day = date(2026, 5, 4).checked_add((number as i64 % 35).days()).unwrap();
        let (one, other) = (about[number % 8], about[number / 8 % 8]);
        texts.add(day, &format!("{other} and {one} {}", about[number / 64]));
    }
    let said = ["charged again", "nobody told me", "cancel it", "refused by the branch", "why so high"];
    let then = ["please call", "refund the money", "very angry", "for my mother"];
    for number in 0..20 {
        let (said, then) = (said[number % 5], then[number % 4]);
        texts.add(FROM, &format!("Overdraft Shield {said}, {then}"));
    }
    let report = mined(&texts);
    assert!(words(&report).iter().any(|word| word.contains("Overdraft Shield")), "{:?}", words(&report));
}

#[test]
fn empty_windows_and_baselines_are_answers() {
    let mut texts = Texts::default();
    assert_eq!(mined(&texts).nothing, Some(Nothing::WindowEmpty));
    texts.add(FROM, "只有一条");
    let report = mined(&texts);
    assert_eq!((report.nothing, report.words.len()), (Some(Nothing::BaselineEmpty), 0));
    assert_eq!(report.documents.window, 1);
    texts.add(date(1, 1, 1), "太早");
    texts.add(date(9999, 12, 31), "太晚");
    assert_eq!(mined(&texts).documents.outside, 2);
}

#[test]
fn impossible_questions_are_refused() {
    let refused = |question: &Question| {
        mine(&mut Texts::default(), question, Segmenter::standard()).map(|_| ()).expect_err("refused")
    };
    assert!(matches!(refused(&Question::new(TO, FROM)), MineError::WindowBackwards { .. }));
    assert!(matches!(refused(&Question { baseline_days: 0, ..question() }), MineError::NoBaseline));
    assert!(matches!(
        refused(&Question { baseline_days: u32::MAX, ..question() }),
        MineError::TooLong { .. }
    ));
    assert!(matches!(refused(&Question { top: usize::MAX, ..question() }), MineError::TooMany { .. }));
}
