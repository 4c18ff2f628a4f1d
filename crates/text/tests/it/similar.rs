//! What says the same is found; what is found is the same for any order of work.

use std::num::NonZeroUsize;

use proptest::prelude::*;
use text::similar::{
    AlertRule, Bearing, EventRule, NearDuplicates, NearRule, Record, Shared, Sketch, Trait, alert,
    same_event, shared_traits,
};

const DAY_S: i64 = 24 * 3600;

fn grouped(texts: &[&str]) -> Vec<Vec<u64>> {
    let mut near = NearDuplicates::new(NearRule::default());
    for (document, text) in (0..).zip(texts) {
        near.add(document, text);
    }
    near.groups()
}

fn record(document: u64, person: u64, moment: i64, text: &str) -> Record<'_> {
    Record { document, person, moment, text }
}

#[test]
fn edits_widths_scripts_and_amounts_do_not_part_copies() {
    let letter = "上个月在手机银行办理了账单分期，客服当时说手续费可以减免，结果三月十五日出账时又扣了128.50元，要求核实并退回。";
    let edited = "您好！上個月在手機銀行辦理了賬單分期,客服當時說手續費可以減免,結果三月十五日出賬時又扣了35.00元，请核实退回。";
    let other = "我想问一下城南支行周末是否营业，需要带什么材料才能把预留的手机号码换成现在用的这个，谢谢。";
    assert_eq!(grouped(&[letter, other, edited, letter]), [[0, 2, 3]]);
    let (one, two) = (Sketch::of(letter), Sketch::of(other));
    assert!(one.resemblance(&two) < 0.1);
    assert!(one.resemblance(&one) > 0.999);
}

#[test]
fn what_is_too_short_or_empty_stays_alone() {
    assert!(grouped(&["谢谢", "谢谢", "", "", "！！！", "！！！"]).is_empty());
    let mut near = NearDuplicates::new(NearRule { units_min: 0, ..NearRule::default() });
    near.add(1, "");
    near.add(2, "");
    near.add(3, "谢谢");
    near.add(4, "谢谢！");
    assert_eq!(near.groups(), [[3, 4]]);
}

#[test]
fn a_text_that_unites_two_groups_says_so_and_a_document_counts_once() {
    let parts = ["甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳", "天地玄黄宇宙洪荒日月盈昃辰宿列张"];
    let mut near = NearDuplicates::new(NearRule { resemblance_min: 0.4, units_min: 8 });
    assert_eq!(near.add(7, parts[0]).group, 7);
    assert_eq!(near.add(8, parts[1]).group, 8);
    let placed = near.add(9, &parts.concat());
    assert_eq!((placed.group, placed.merged), (7, vec![8]));
    assert_eq!(near.group_of(8), Some(7));
    assert_eq!(near.add(9, "别的什么也不是的一段话在这里").group, 7);
    assert_eq!((near.len(), near.group_of(10)), (3, None));
}

#[test]
fn a_sketch_is_kept_and_read_again_and_no_other_bytes_are() {
    let long = "我要投诉贵行多收费用".repeat(200) + "以及其他";
    for text in ["", "卡", "我要投诉贵行多收费用", &long] {
        let sketch = Sketch::of(text);
        let bytes = sketch.to_bytes();
        assert!(bytes.len() <= 654, "{}", bytes.len());
        assert_eq!(Sketch::from_bytes(&bytes), Ok(sketch));
        assert!(Sketch::from_bytes(&bytes[..bytes.len() - 1]).is_err());
        assert!(Sketch::from_bytes(&[bytes, vec![1]].concat()).is_err());
    }
    assert!(Sketch::from_bytes(&[]).is_err());
}

#[test]
fn megabytes_and_thousands_of_copies_take_their_time_and_no_more() {
    let line = "贵行的系统升级以后工资没有到账".repeat(40_000);
    assert_eq!(grouped(&[&line, &line[3..]]), [[0, 1]]);
    let copies: Vec<String> = (0..3000)
        .map(|copy| format!("尊敬的领导您好我要投诉信用卡分期手续费多收了{copy}第{copy}次"))
        .collect();
    let texts: Vec<&str> = copies.iter().map(String::as_str).collect();
    assert_eq!(grouped(&texts).len(), 1);
}

#[test]
fn one_event_in_different_words_is_one_group_and_others_are_not() {
    let texts = [
        "今天早上星河花园那台存取款一体机把我的卡吞了，打电话没人管。",
        "昨晚在星河花园取钱，存取款一体机吞卡了，到现在卡也没还给我！",
        "星河花园门口的存取款一体机是不是坏了？我妈的卡被吞，等了一小时。",
        "房贷利率重新定价什么时候开始，需要自己申请吗",
        "关于房贷利率重新定价，我的合同是不是要去支行改？",
        "请问网点几点下班",
        "积分过期了没有提前通知，请恢复",
        "短信验证码收不到怎么办",
    ];
    let mut records: Vec<Record<'_>> =
        (0..).zip(texts).map(|(document, text)| record(document, document, 0, text)).collect();
    assert_eq!(same_event(&records, &EventRule::default()), [vec![0, 1, 2], vec![3, 4]]);
    records[2].moment = 60 * DAY_S;
    assert_eq!(same_event(&records, &EventRule::default()), [vec![0, 1], vec![3, 4]]);
    assert!(same_event(&[], &EventRule::default()).is_empty());
    assert!(same_event(&records[..1], &EventRule::default()).is_empty());
}

#[test]
fn an_alert_counts_people_within_the_window() {
    let rule = AlertRule { people_min: 3, window_s: 7 * DAY_S };
    let days = |days: &[(i64, u64)]| -> Vec<Record<'static>> {
        (0..).zip(days).map(|(document, (day, person))| record(document, *person, day * DAY_S, "")).collect()
    };
    assert_eq!(alert(&[], &rule), None);
    // One person ten times is one person; three people over a month are not three within a week.
    assert_eq!(alert(&days(&[(0, 1), (0, 1), (1, 1), (2, 1)]), &rule), None);
    assert_eq!(alert(&days(&[(0, 1), (14, 2), (28, 3)]), &rule), None);
    let found = alert(&days(&[(30, 4), (0, 1), (8, 2), (9, 3), (10, 1), (12, 1)]), &rule).unwrap();
    assert_eq!((found.reached, found.people), (10 * DAY_S, 3));
    assert_eq!((found.from, found.to, found.documents), (8 * DAY_S, 12 * DAY_S, vec![2, 3, 4, 5]));
    let extreme = [record(0, 1, i64::MIN, ""), record(1, 2, i64::MAX, ""), record(2, 3, 0, "")];
    assert_eq!(alert(&extreme, &rule), None);
}

#[test]
fn what_different_people_share_is_listed() {
    let bearing =
        |what, key, document, person| Bearing { what, key, moment: document as i64, document, person };
    let bearings = [
        bearing(Trait::Phone, 7, 4, 1),
        bearing(Trait::Phone, 7, 0, 1),
        bearing(Trait::Phone, 7, 1, 2),
        bearing(Trait::Phone, 7, 2, 3),
        bearing(Trait::Phone, 8, 3, 4),
        // The same number as an address is another thing.
        bearing(Trait::Address, 8, 0, 1),
        bearing(Trait::Address, 8, 4, 1),
        // The very documents of the telephone.
        bearing(Trait::Email, 9, 0, 1),
        bearing(Trait::Email, 9, 1, 2),
        bearing(Trait::Email, 9, 2, 3),
        bearing(Trait::Email, 9, 4, 1),
        bearing(Trait::Template, 1, 5, 5),
        bearing(Trait::Template, 1, 6, 6),
    ];
    let found = shared_traits(&bearings, 3);
    let phone = Shared {
        what: Trait::Phone,
        also: vec![Trait::Email],
        people: vec![1, 2, 3],
        documents: vec![0, 1, 2, 4],
        first: 0,
        last: 4,
    };
    assert_eq!(found, [phone]);
    let mut backwards = bearings;
    backwards.reverse();
    assert_eq!(shared_traits(&backwards, 3), found);
    let fewest = shared_traits(&bearings, 0);
    let whats: Vec<Trait> = fewest.iter().map(|shared| shared.what).collect();
    assert_eq!(whats, [Trait::Phone, Trait::Template], "what one person has is not shared");
    assert_eq!(shared_traits(&[], 0), []);
}

/// Texts of few pieces, so that many resemble one another.
fn texts() -> impl Strategy<Value = Vec<String>> {
    let piece = proptest::sample::select(vec![
        "信用卡年费",
        "多收了",
        "手续费",
        "请退回",
        "客服说",
        "不予受理",
        "手机银行",
        "转账失败",
        "，",
        "！",
        " refund ",
        "ATM",
        "128元",
        "\u{200b}",
        "\0",
    ]);
    let text = proptest::collection::vec(piece, 0..10).prop_map(|pieces| pieces.concat());
    proptest::collection::vec(text, 0..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn one_by_one_or_all_at_once_on_any_number_of_threads_gives_the_same(texts in texts(), threads in 1_usize..5) {
        let records: Vec<(u64, &str)> = (0..).zip(texts.iter().map(String::as_str)).collect();
        let mut single = NearDuplicates::new(NearRule::default());
        for (document, text) in &records {
            single.add(*document, text);
        }
        let mut batch = NearDuplicates::new(NearRule::default());
        batch.add_all(&records, NonZeroUsize::new(threads).unwrap());
        prop_assert_eq!(single.groups(), batch.groups());
        let mut sketched = NearDuplicates::new(NearRule::default());
        for (document, text) in &records {
            sketched.add_sketch(*document, &Sketch::from_bytes(&Sketch::of(text).to_bytes()).unwrap());
        }
        prop_assert_eq!(sketched.groups(), batch.groups());
    }

    #[test]
    fn any_text_has_a_sketch_and_any_bytes_are_read_or_refused(text in "\\PC*|.*", bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let sketch = Sketch::of(&text);
        let alike = sketch.resemblance(&sketch);
        prop_assert!(alike == 0.0 || alike == 1.0);
        let _ = Sketch::from_bytes(&bytes);
    }

    #[test]
    fn the_order_of_records_changes_no_event(texts in texts()) {
        let mut records: Vec<Record<'_>> =
            (0..).zip(&texts).map(|(document, text)| record(document, 0, document as i64, text)).collect();
        let forward = same_event(&records, &EventRule::default());
        records.reverse();
        prop_assert_eq!(same_event(&records, &EventRule::default()), forward);
    }
}
