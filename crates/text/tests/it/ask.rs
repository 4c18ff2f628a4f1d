//! Questions are answered by what they mean, and what nobody can answer is not.

use std::num::NonZeroUsize;

use proptest::prelude::*;
use text::ask::{AskRule, Asker, Basis, Knowledge, Row, TrainError};

fn row(id: &str, question: &str, answer: &str) -> Row {
    let id = (!id.is_empty()).then(|| id.to_owned());
    Row { id, question: question.to_owned(), answer: answer.to_owned() }
}

/// Six standard questions with eight wordings each.
fn knowledge() -> Knowledge {
    let things = [
        (
            "loss",
            ["卡丢了", "银行卡不见了", "卡被偷了", "找不到卡了"],
            ["怎么挂失", "要去哪里挂失"],
            "在手机银行或拨打热线挂失。",
        ),
        (
            "fee",
            ["年费", "信用卡年费", "卡的年费", "每年的费用"],
            ["怎么减免", "能不能不收"],
            "一年刷满六次免年费。",
        ),
        (
            "limit",
            ["额度", "信用卡额度", "临时额度", "可用额度"],
            ["怎么提高", "能调高吗"],
            "在手机银行申请调整额度。",
        ),
        (
            "code",
            ["验证码", "短信验证码", "手机验证码", "动态码"],
            ["收不到", "一直没有来"],
            "请检查是否拦截了短信。",
        ),
        (
            "rate",
            ["房贷利率", "按揭利率", "住房贷款利率", "存量房贷利率"],
            ["什么时候调整", "哪天下调"],
            "每年一月一日重新定价。",
        ),
        (
            "proof",
            ["存款证明", "资产证明", "余额证明", "出国用的存款证明"],
            ["怎么开", "在哪里办"],
            "持本人证件到任一网点办理。",
        ),
    ];
    let rows = things.iter().flat_map(|(id, subjects, verbs, answer)| {
        subjects.iter().flat_map(move |subject| {
            verbs.iter().map(move |verb| row(id, &format!("{subject}{verb}"), answer))
        })
    });
    Knowledge::of(rows)
}

fn meant(asker: &Asker, knowledge: &Knowledge, query: &str) -> (bool, String) {
    let reply = asker.ask(query, 3);
    let first = reply.matches.first().map_or("", |found| knowledge.entries[found.entry].id.as_str());
    (reply.answered, first.to_owned())
}

#[test]
fn questions_are_answered_and_strangers_are_not() {
    let knowledge = knowledge();
    assert_eq!((knowledge.entries.len(), knowledge.entries[0].wordings.len()), (6, 8));
    let asker = Asker::train(&knowledge, &AskRule::default()).unwrap();
    let calibration = asker.calibration();
    assert_eq!((calibration.basis, calibration.asked > 20), (Basis::Wordings, true));
    assert!(calibration.precision >= 0.9 && calibration.accuracy > 0.9, "{calibration:?}");
    for (query, id) in [
        ("我的信用卡年费可不可以减免呀", "fee"),
        ("請問餘額證明在哪裡開", "proof"),
        ("怎么挂失啊卡找不到", "loss"),
        ("临时额度调高", "limit"),
    ] {
        assert_eq!(meant(&asker, &knowledge, query), (true, id.to_owned()), "{query}");
    }
    for query in ["今天天气怎么样", "", "？！", "what is the meaning of life", "帮我订一张去北京的机票"]
    {
        assert!(!asker.ask(query, 3).answered, "{query}: {:?}", asker.ask(query, 3));
    }
}

#[test]
fn matches_name_the_nearest_wording_and_are_ordered() {
    let knowledge = knowledge();
    let asker = Asker::train(&knowledge, &AskRule::default()).unwrap();
    let reply = asker.ask("短信验证码收不到", 5);
    let first = reply.matches[0];
    assert_eq!(knowledge.entries[first.entry].wordings[first.wording], "短信验证码收不到");
    assert!(reply.matches.is_sorted_by(|one, next| one.confidence >= next.confidence));
    assert!(asker.ask("短信验证码收不到", 0).matches.is_empty());
}

#[test]
fn rows_of_one_answer_or_one_identifier_are_one_standard_question() {
    let rows = [
        row("", "怎么挂失", "打热线"),
        row("", "挂失怎么办", "打热线"),
        row("", " ", "打热线"),
        row("", "没有答案的问题", ""),
        row("", "另一个没有答案的问题", ""),
        row("9", "年费多少", ""),
        row("9", "年费多少", "三百元"),
    ];
    let knowledge = Knowledge::of(rows);
    let shown: Vec<_> = knowledge
        .entries
        .iter()
        .map(|entry| (entry.id.as_str(), entry.question(), entry.wordings.len(), entry.answer.as_str()))
        .collect();
    let expected = [
        ("1", "怎么挂失", 2, "打热线"),
        ("4", "没有答案的问题", 1, ""),
        ("5", "另一个没有答案的问题", 1, ""),
        ("9", "年费多少", 1, "三百元"),
    ];
    assert_eq!(shown, expected);
}

#[test]
fn little_knowledge_is_used_for_what_it_is() {
    assert_eq!(Asker::train(&Knowledge::default(), &AskRule::default()), Err(TrainError));
    let one = Knowledge::of([row("", "怎么挂失银行卡", "打热线")]);
    let asker = Asker::train(&one, &AskRule::default()).unwrap();
    assert_eq!(asker.calibration().basis, Basis::Nothing);
    assert!(asker.ask("怎么挂失银行卡", 3).answered);
    assert!(!asker.ask("天气", 3).answered);
    let mut entries = knowledge();
    for entry in &mut entries.entries {
        entry.wordings.truncate(1);
    }
    let asker = Asker::train(&entries, &AskRule::default()).unwrap();
    assert_eq!(asker.calibration().basis, Basis::Strangers);
    assert_eq!(meant(&asker, &entries, "卡丢了怎么挂失"), (true, "loss".to_owned()));
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let knowledge = knowledge();
    let one = Asker::train(&knowledge, &AskRule::default()).unwrap();
    let threads = NonZeroUsize::new(3).unwrap();
    assert_eq!(Asker::train(&knowledge, &AskRule { threads, ..AskRule::default() }).unwrap(), one);
}

#[test]
fn a_megabyte_of_question_is_a_question() {
    let long = "怎么挂失".repeat(100_000);
    let knowledge = Knowledge::of([row("", &long, &long), row("", "年费多少", "三百元")]);
    let asker = Asker::train(&knowledge, &AskRule::default()).unwrap();
    assert_eq!(asker.ask(&long, 1).matches[0].entry, 0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_rows_are_learned_or_refused_and_any_query_gets_a_reply(
        rows in proptest::collection::vec(("[ab]{0,1}", "\\PC{0,12}|[甲乙丙 a]{0,6}", "\\PC{0,12}"), 0..12),
        query in "\\PC*|.*|[甲乙丙 a]{0,6}",
    ) {
        let knowledge = Knowledge::of(rows.iter().map(|(id, question, answer)| row(id, question, answer)));
        match Asker::train(&knowledge, &AskRule::default()) {
            Err(TrainError) => prop_assert!(knowledge.entries.is_empty()),
            Ok(asker) => {
                let reply = asker.ask(&query, 5);
                let sum: f64 = reply.matches.iter().map(|found| found.confidence).sum();
                prop_assert!((0.0..=1.000_001).contains(&sum), "{}", sum);
            }
        }
    }
}
