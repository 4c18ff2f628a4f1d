//! Coding: what is learnt is found again, equally on every run, and no damaged file is taken for a model.

use std::sync::LazyLock;

use proptest::prelude::*;
use text::coding::{AxisPlan, Labelled, Model, ModelFileError, Parents, Plan, compare, evaluate, train};

/// Things people say, by business, and how they speak of it, by reason.
const BUSINESS: [(&str, [&str; 4]); 3] = [
    ("card.fee", ["信用卡年费", "信用卡的年费没有减免", "卡的年费", "白金卡年费"]),
    ("card.lost", ["信用卡挂失", "卡丢了要挂失", "补办丢失的卡", "挂失换卡"]),
    ("loan", ["房贷利率", "按揭贷款还款", "房贷提前还款", "贷款的月供"]),
];
const REASON: [(&str, [&str; 4]); 2] = [
    ("attitude", ["客服态度很差", "柜员爱理不理", "工作人员骂人", "没人理我"]),
    ("price", ["多收了钱", "扣费不合理", "收费太高", "乱扣钱"]),
];
const FILLERS: [&str; 5] = ["上周", "我的", "请问一下，", "昨天去网点办", "在手机银行看到"];

fn texts() -> Vec<Labelled> {
    let mut texts = Vec::new();
    for (business, things) in BUSINESS {
        for (reason, ways) in REASON {
            for (thing, way, filler) in (0..4 * 4 * 5).map(|at| (at % 4, at / 4 % 4, at / 16)) {
                texts.push(Labelled {
                    text: format!("{}{}，{}", FILLERS[filler], things[thing], ways[way]),
                    labels: vec![Some(business.to_owned()), Some(reason.to_owned())],
                    group: None,
                });
            }
        }
    }
    texts
}

fn plan(threads: usize) -> Plan {
    let parents: Parents = [("card.fee", "card"), ("card.lost", "card")]
        .map(|(code, parent)| (code.into(), parent.into()))
        .into();
    let axes = vec![
        AxisPlan { name: "business".into(), parents },
        AxisPlan { name: "reason".into(), parents: Parents::new() },
    ];
    Plan { members: 2, hidden: 16, folds: 3, threads, ..Plan::new("texts of a test", axes) }
}

fn model() -> &'static Model {
    static MODEL: LazyLock<Model> = LazyLock::new(|| train(&plan(2), texts()).unwrap());
    &MODEL
}

#[test]
fn axes_are_coded_together_with_the_words_that_say_so() {
    let text = "前天我信用卡的年费又被扣了，客服态度很差";
    let suggestions = model().code(text);
    let codes: Vec<Option<&str>> = suggestions.iter().map(|suggestion| suggestion.code.as_deref()).collect();
    assert_eq!(codes, [Some("card.fee"), Some("attitude")]);
    let words = |axis: usize| suggestions[axis].evidence.iter().map(|evidence| &text[evidence.range.clone()]);
    assert!(words(0).any(|words| words.contains("年费")), "{:?}", words(0).collect::<Vec<_>>());
    assert!(words(1).any(|words| words.contains("态度")), "{:?}", words(1).collect::<Vec<_>>());
}

#[test]
fn what_is_not_known_gets_no_suggestion() {
    let suggestions = model().code("今日の天気はどうですか");
    assert!(suggestions.iter().all(|suggestion| suggestion.code.is_none()), "{suggestions:?}");
}

#[test]
fn the_model_depends_on_texts_and_seed_alone() {
    let again = train(&plan(1), texts()).expect("a model").to_bytes();
    assert!(again == model().to_bytes());
    let other = train(&Plan { seed: 2, ..plan(1) }, texts()).expect("a model").to_bytes();
    assert!(again != other);
}

#[test]
fn a_model_read_back_says_the_same() {
    let read = Model::from_bytes(&model().to_bytes()).expect("a model");
    for text in texts() {
        assert_eq!(read.code(&text.text), model().code(&text.text));
    }
    assert_eq!(read.about(), model().about());
}

#[test]
fn a_model_is_judged_and_compared() {
    let reports = evaluate(model(), texts(), None);
    assert!(reports.iter().all(|report| 0.95 < report.accuracy && 0.95 < report.macro_f1), "{reports:?}");
    let wrong = texts().into_iter().map(|text| Labelled { labels: vec![Some("nothing".into()); 2], ..text });
    assert!(evaluate(model(), wrong, None).iter().all(|report| report.accuracy == 0.0));
    let compared = compare(model(), model(), texts());
    assert!(compared.iter().all(|compared| compared.first_alone_right == 0 && compared.chance == 1.0));
}

#[test]
fn nothing_to_learn_is_said() {
    let one = texts().into_iter().map(|text| Labelled { labels: vec![Some("same".into()); 2], ..text });
    let told = train(&plan(1), one).expect_err("one class").to_string();
    assert_eq!(told, "axis `business` has 1 labels in 480 texts; at least 2 are needed");
    assert!(train(&plan(1), []).is_err());
    assert!(train(&Plan { precision: f32::NAN, ..plan(1) }, texts()).is_err());
}

#[test]
fn another_form_is_refused_by_its_version() {
    let mut bytes = model().to_bytes();
    bytes[8] = 9;
    assert_eq!(Model::from_bytes(&bytes).err(), Some(ModelFileError::Version(9)));
}

/// The bytes with a checksum that fits them.
fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    let end = bytes.len() - 4;
    let checksum = crc32fast::hash(&bytes[..end]).to_le_bytes();
    bytes[end..].copy_from_slice(&checksum);
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_damaged_file_is_an_error(at in any::<prop::sample::Index>(), bit in 0..8, cut in any::<prop::sample::Index>()) {
        let bytes = model().to_bytes();
        let mut damaged = bytes.clone();
        damaged[at.index(bytes.len())] ^= 1_u8 << bit;
        prop_assert!(Model::from_bytes(&damaged).is_err());
        prop_assert!(Model::from_bytes(&bytes[..cut.index(bytes.len())]).is_err());
    }

    /// A forged file may be read, but whatever it says, nothing panics.
    #[test]
    fn a_forged_file_does_no_harm(
        at in any::<prop::sample::Index>(),
        forged in prop::collection::vec(any::<u8>(), 1..16),
        near_end in any::<bool>(),
        text in "\\PC{0,40}",
    ) {
        let mut bytes = model().to_bytes();
        let len = bytes.len();
        // Beginning and end hold the numbers that everything else is read by.
        let at = if near_end { len - 1 - at.index(len / 8) } else { 10 + at.index(200) };
        for (offset, byte) in forged.into_iter().enumerate() {
            if let Some(place) = bytes.get_mut(at + offset) {
                *place = byte;
            }
        }
        if let Ok(model) = Model::from_bytes(&sealed(bytes)) {
            prop_assert_eq!(model.code(&text).len(), model.axes().len());
        }
    }

    #[test]
    fn any_text_is_coded(text in "\\PC{0,200}") {
        for suggestion in model().code(&text) {
            prop_assert!((0.0..=1.0).contains(&suggestion.confidence));
            for evidence in suggestion.evidence {
                prop_assert!(text.get(evidence.range).is_some_and(|words| !words.is_empty()));
            }
        }
    }
}
