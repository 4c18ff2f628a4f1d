//! What sets a group apart is found, corrected for how much was looked at, and told without repeating itself.

use proptest::prelude::*;
use text::cause::{Condition, ContrastRule, Facts, Slot, contrast, scenario};

fn facts<'a>(document: u64, axes: &[(&'a str, &'a str)], text: &'a str) -> Facts<'a> {
    Facts { document, axes: axes.to_vec(), text }
}

/// Forty complaints of which thirty are about one machine's software at one branch, and a rest that looks like any month.
fn month() -> (Vec<Facts<'static>>, Vec<Facts<'static>>) {
    let mut group = Vec::new();
    for document in 0..30 {
        let channel = if document % 10 == 0 { "热线" } else { "手机银行" };
        group.push(facts(
            document,
            &[("渠道", channel), ("产品", "信用卡"), ("机构", "城南支行")],
            "升级新版之后，还款页面一直白屏，点了没反应",
        ));
    }
    for document in 30..40 {
        group.push(facts(
            document,
            &[("渠道", "热线"), ("产品", "储蓄"), ("机构", "城北支行")],
            "排队太久了，希望多开窗口",
        ));
    }
    let channels = ["热线", "手机银行", "网点", "信函"];
    let products = ["储蓄", "信用卡", "贷款", "理财", "保险"];
    let units = ["城南支行", "城北支行", "江东支行", "开发区支行", "湖滨支行", "东门支行", "大学城支行"];
    let texts = ["年费怎么减免", "利率什么时候调整", "证明怎么开", "积分能换什么", "还款记录要打印"];
    let rest = (0..400)
        .map(|number: usize| {
            let axes =
                [("渠道", channels[number % 4]), ("产品", products[number % 5]), ("机构", units[number % 7])];
            facts(1000 + number as u64, &axes, texts[number / 3 % 5])
        })
        .collect();
    (group, rest)
}

#[test]
fn the_few_that_cover_most_come_with_counts_and_documents() {
    let (group, rest) = month();
    let found = contrast(&group, &rest, &ContrastRule::default());
    assert_eq!((found.group, found.rest), (40, 400));
    assert!(found.tests > found.explanations.len());
    assert!((30..=40).contains(&found.covered), "{}", found.covered);
    assert!((1..=3).contains(&found.cover.len()), "{:?}", found.cover);
    let strongest = &found.explanations[found.cover[0].explanation];
    assert_eq!((strongest.table.inside, strongest.documents.len(), found.cover[0].added), (30, 30, 30));
    assert!(strongest.chance < 1e-12 && strongest.lift > 5.0, "{strongest:?}");
    let says = |words: &str| {
        found.explanations.iter().any(|one| one.conditions == [Condition::Phrase(words.to_owned())])
    };
    assert!(says("还款页面一直白屏") && !says("款页面一直白屏") && !says("页面"), "whole phrases only");
    let pair = found.explanations.iter().find(|one| one.conditions.len() == 2).unwrap();
    assert!(pair.table.inside >= 27);
}

#[test]
fn the_statement_has_a_value_in_each_slot_that_says_something() {
    let (group, rest) = month();
    let found = contrast(&group, &rest, &ContrastRule::default());
    let slots =
        [("渠道", Slot::TouchPoint), ("产品", Slot::Product), ("机构", Slot::Unit), ("原因", Slot::Reason)];
    let proposed = scenario(&found, &slots);
    let shown: Vec<_> = proposed.slots.iter().map(|(slot, value, _)| (*slot, value.as_str())).collect();
    assert_eq!(
        shown[..3],
        [(Slot::TouchPoint, "手机银行"), (Slot::Product, "信用卡"), (Slot::Unit, "城南支行")]
    );
    assert_eq!(shown[3].0, Slot::Phrase);
    assert_eq!((proposed.agreeing, proposed.group), (27, 40));
}

#[test]
fn a_group_like_the_rest_and_a_group_without_a_rest_have_no_explanation() {
    let (_, rest) = month();
    let like: Vec<Facts<'_>> = rest.iter().step_by(9).cloned().collect();
    let found = contrast(&like, &rest, &ContrastRule::default());
    assert!(found.explanations.is_empty(), "{:?}", found.explanations);
    for (group, rest) in
        [(&like[..], &[][..]), (&[][..], &rest[..]), (&[][..], &[][..]), (&like[..1], &rest[..])]
    {
        let found = contrast(group, rest, &ContrastRule::default());
        assert!(found.explanations.is_empty() && found.cover.is_empty() && found.covered == 0);
        assert!(scenario(&found, &[]).slots.is_empty());
    }
}

#[test]
fn a_megabyte_is_looked_at_as_far_as_it_matters() {
    let long = "贵行的系统升级以后工资没有到账，".repeat(20_000);
    let group: Vec<Facts<'_>> = (0..4).map(|document| facts(document, &[], &long)).collect();
    let rest: Vec<Facts<'_>> = (4..90).map(|document| facts(document, &[], "别的")).collect();
    assert!(!contrast(&group, &rest, &ContrastRule::default()).explanations.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_facts_give_a_contrast_that_adds_up(
        group in proptest::collection::vec(("\\PC{0,20}|[ab ]{0,8}", "[ab]{0,1}", "[xy]{0,1}"), 0..12),
        rest in proptest::collection::vec(("\\PC{0,20}|[ab ]{0,8}", "[ab]{0,1}", "[xy]{0,1}"), 0..12),
    ) {
        fn made(rows: &[(String, String, String)]) -> Vec<Facts<'_>> {
            let rows = rows.iter().enumerate();
            rows.map(|(document, (text, axis, value))| facts(document as u64, &[(axis, value)], text)).collect()
        }
        let rule = ContrastRule { documents_min: 1, chance_max: 1.0, lift_min: 0.0, ..ContrastRule::default() };
        let found = contrast(&made(&group), &made(&rest), &rule);
        prop_assert!(found.covered <= found.group);
        for explanation in &found.explanations {
            prop_assert_eq!(explanation.documents.len(), explanation.table.inside);
            prop_assert!(explanation.table.inside <= group.len() && explanation.table.outside <= rest.len());
            prop_assert!((0.0..=1.0).contains(&explanation.chance) && explanation.lift.is_finite());
        }
    }
}
