//! What is found, and in which order.

use domain::id::{InstitutionId, UserId};
use domain::matter::{Channel, Kind, Status};
use jiff::civil::date;
use search::days::Days;
use search::{Asked, Document, Field, Mark, Reach};

use crate::world::{case, place, shown};

#[test]
fn a_part_of_a_word_is_found_inside_it_and_a_word_inside_a_longer_run() {
    let place =
        place(&[case(1, &["信用卡积分兑换后被取消"]), case(2, &["信用卡年费"]), case(3, &["银行卡，积分"])]);
    assert_eq!(place.cases("卡积分"), [1]);
    assert_eq!(place.cases("信用卡积分"), [1]);
    assert_eq!(place.cases("用卡"), [1, 2]);
    assert_eq!(place.cases("积分"), [1, 3]);
    let longer = crate::world::place(&[case(4, &["收取账单分期手续费三次"]), case(5, &["小额账户管理费"])]);
    assert_eq!(longer.cases("分期手续费"), [4]);
    assert_eq!(longer.cases("账户管理费"), [5]);
}

#[test]
fn words_of_a_run_are_found_apart_too() {
    let place = place(&[case(1, &["积分在兑换以后全部被取消了"])]);
    assert_eq!(place.cases("积分兑换取消"), [1]);
    assert!(place.cases("积分兑换年费").is_empty());
    assert!(place.cases("\"积分兑换\"").is_empty());
}

#[test]
fn a_word_is_found_where_the_cutting_parts_it_and_first_where_it_is_whole() {
    let place = place(&[
        case(1, &["年费已付"]),
        case(2, &["银行卡已付"]),
        case(3, &["当年费用已付"]),
        case(4, &["工商银行卡已付"]),
        case(5, &["信用卡被盗刷三次"]),
        case(6, &["有人盗刷信用卡"]),
    ]);
    let order = |typed: &str| -> Vec<u64> {
        place.found(typed, &Reach::All).hits.iter().map(|hit| hit.case_id.0).collect()
    };
    assert_eq!(order("年费"), [1, 3]);
    assert_eq!(order("银行卡"), [2, 4]);
    assert_eq!(place.cases("盗刷"), [5, 6]);
    assert_eq!(place.cases("盗刷 -被盗"), [6]);
    assert_eq!(place.cases("信用卡盗刷"), [5, 6]);
    assert_eq!(place.cases("已付 -年费"), [2, 4], "what a word finds, its absence leaves out");
}

#[test]
fn traditional_and_simplified_find_each_other() {
    let place = place(&[case(1, &["信用卡積分被銀行取消"]), case(2, &["信用卡积分被银行取消"])]);
    assert_eq!(place.cases("信用卡积分"), [1, 2]);
    assert_eq!(place.cases("銀行 積分"), [1, 2]);
    assert_eq!(place.cases("卡積分被銀"), [1, 2]);
}

#[test]
fn english_is_found_by_its_stems_in_any_case_and_width() {
    let place = place(&[case(1, &["Charged late fees twice, refund REFUSED"]), case(2, &["ＡＴＭ吞卡三天"])]);
    assert_eq!(place.cases("refunds fee"), [1]);
    assert_eq!(place.cases("\"late fee\""), [1]);
    assert!(place.cases("\"fee late\"").is_empty());
    assert_eq!(place.cases("atm吞卡"), [2]);
    assert_eq!(place.cases("\"ATM吞卡\""), [2]);
}

#[test]
fn numbers_are_found_whole_and_by_their_end() {
    let place = place(&[case(48_213, &["甲"]), case(48_214, &["乙"])]);
    assert_eq!(place.cases("ts-2026-0048213"), [48_213]);
    assert_eq!(place.cases("number:48214"), [48_214]);
    assert_eq!(place.cases("案号：TS-2026-0048214"), [48_214]);
}

#[test]
fn what_must_not_be_there_may_stand_anywhere() {
    let mut cases: Vec<Document> = (1..=9).map(|id| case(id, &["客户来电"])).collect();
    cases.push(case(10, &["客户说信用卡积分，年费 late fee"]));
    cases.extend((11..=15).map(|id| case(id, &["客户来电"])));
    let place = place(&cases);
    for typed in [
        "客户 -卡积分",
        "客户 -\"信用卡积分\"",
        "-\"late fee\"",
        "-种类:咨询 -信用卡说",
        "客户 -积分年费 -late",
    ] {
        let found = place.cases(typed);
        assert!(found.len() >= 14, "{typed}: {found:?}");
    }
    assert!(!place.cases("客户 -卡积分").contains(&10));
    assert!(!place.cases("-\"late fee\"").contains(&10));
}

fn varied() -> Vec<Document> {
    vec![
        Document {
            due_on: Some(date(2026, 11, 25)),
            handler_id: Some(UserId(7)),
            codes: vec!["prov:C0501".to_owned()],
            urgent: true,
            ..case(1, &["积分"])
        },
        Document {
            kind: Kind::Enquiry,
            institution_id: InstitutionId(2),
            channel: Channel::Counter,
            due_on: Some(date(2026, 12, 20)),
            ..case(2, &["积分"])
        },
        Document {
            status: Status::Closed,
            ended: true,
            institution_id: InstitutionId(2),
            received_on: date(2026, 3, 2),
            names: vec!["信用卡 账单服务".to_owned()],
            ..case(3, &["年费"])
        },
    ]
}

#[test]
fn fields_narrow_in_both_languages() {
    let place = place(&varied());
    for (typed, expected) in [
        ("kind:complaint", &[1, 3][..]),
        ("种类：咨询", &[2]),
        ("-kind:complaint", &[2]),
        ("status:open", &[1, 2]),
        ("状态:在办 积分 -咨询", &[1, 2]),
        ("status:closed", &[3]),
        ("due:<3d", &[1]),
        ("期限：＜３０天", &[1, 2]),
        ("received:2026-03", &[3]),
        ("handler:me", &[1]),
        ("handler:none", &[2, 3]),
        ("handler:nobody", &[]),
        ("code:prov:C05", &[1]),
        ("机构:城东支行", &[2, 3]),
        ("institution:城东支行 -积分", &[3]),
        ("channel:counter,hotline", &[1, 2, 3]),
        ("urgent:yes", &[1]),
        ("急：否", &[2, 3]),
        ("账单服务", &[3]),
        ("-积分", &[3]),
        ("", &[]),
        ("，。", &[]),
    ] {
        assert_eq!(place.cases(typed), expected, "{typed}");
    }
}

#[test]
fn facets_count_without_their_own_narrowing() {
    let place = place(&varied());
    let found = place.found("kind:complaint", &Reach::All);
    assert_eq!(found.total, 2);
    assert_eq!(found.facets.kinds, [(Kind::Complaint, 2), (Kind::Enquiry, 1)]);
    assert_eq!(found.facets.institutions, [(InstitutionId(1), 1), (InstitutionId(2), 1)]);
    let found = place.found("kind:complaint institution:城东支行", &Reach::All);
    assert_eq!(found.total, 1);
    assert_eq!(found.facets.kinds, [(Kind::Complaint, 1), (Kind::Enquiry, 1)]);
    assert_eq!(found.facets.channels, [(Channel::Hotline, 1)]);
}

#[test]
fn fields_alone_give_the_newest_first_and_words_the_best() {
    let place = place(&[case(1, &["积分"]), case(2, &["积分，还有许多别的事情要说"]), case(3, &["积分"])]);
    let order = |typed: &str| -> Vec<u64> {
        place.found(typed, &Reach::All).hits.iter().map(|hit| hit.case_id.0).collect()
    };
    assert_eq!(order("kind:complaint"), [3, 2, 1]);
    assert_eq!(order("积分"), [3, 1, 2]);
}

#[test]
fn hits_show_what_was_looked_for_in_the_masked_words() {
    let place = place(&[case(1, &["来电", "手机138****1234，信用卡積分兑换失败"])]);
    let found = place.found("卡积分 兑换", &Reach::All);
    assert_eq!(shown(&found), ["手机138****1234，信用[卡積分兑换]失败"]);
}

#[test]
fn lists_are_narrowed_to_the_newest_cases_that_hold_all_words() {
    let place = place(&varied());
    let cases = |asked: &Asked, reach: &Reach, limit| -> Vec<u64> {
        place.index.cases(asked, reach, limit).unwrap().into_iter().map(|case| case.0).collect()
    };
    let asked = Asked::words("积分");
    assert_eq!(cases(&asked, &Reach::All, 10), [2, 1]);
    assert_eq!(cases(&asked, &Reach::All, 1), [2]);
    assert_eq!(cases(&asked, &Reach::Institutions(vec![InstitutionId(1)]), 10), [1]);
    assert!(cases(&Asked::words("积分 年费"), &Reach::All, 10).is_empty());
    assert!(cases(&Asked::words("， kind:complaint"), &Reach::All, 10).is_empty(), "fields are words here");
    assert!(cases(&Asked::words("，"), &Reach::All, 10).is_empty());
    let mut open = Asked::words("账单");
    assert_eq!(cases(&open, &Reach::All, 10), [3]);
    open.and_mark(Mark::Ended, false);
    assert!(cases(&open, &Reach::All, 10).is_empty());
    let mut mine = Asked::words("积分");
    mine.and_handler(UserId(7));
    mine.and_days(Field::Due, Days { from: None, until: Some(date(2026, 11, 30)) });
    mine.and_days(Field::Received, Days::default());
    mine.narrowing.kinds = vec![Kind::Complaint];
    assert_eq!(cases(&mine, &Reach::All, 10), [1]);
}
