//! Templates of replies: places are filled, and what is left open is found.

use domain::reply::{ReplyField, fill, open_places, salutation, unknown_places};

#[test]
fn places_are_filled_in_either_language_and_others_stay() {
    let value = |field| match field {
        ReplyField::Number => Some("TS-2026-0000001".to_owned()),
        ReplyField::Institution => Some("{编号}".to_owned()),
        _ => None,
    };
    let text = "{称呼}：{number}（{ 编号 }）由{机构}办理，{见附件}。";
    let filled = "{称呼}：TS-2026-0000001（TS-2026-0000001）由{编号}办理，{见附件}。";
    assert_eq!(fill(text, value), filled, "what a value holds is no place");
    assert_eq!(fill("no places { at } all", value), "no places { at } all");
}

#[test]
fn what_is_left_open_is_found_and_nothing_else() {
    assert_eq!(
        open_places("{称呼}您好：【请填写：原因】【待填金额】{today}"),
        ["称呼", "today", "请填写：原因", "待填金额"]
    );
    for text in ["", "{{7*7}} ${7*7} {}", "{ \n称呼}", "【注】按合同", "{\"number\": 1}", "}{", "{称呼"]
    {
        assert_eq!(open_places(text), [""; 0], "{text}");
    }
    assert_eq!(unknown_places("{编号}{nunber}{原因}"), ["nunber", "原因"]);
}

#[test]
fn a_person_is_addressed_by_surname() {
    for (name, sex, said) in [
        (Some("周明远"), Some("男"), "周先生"),
        (Some("欧阳 婷"), Some("女"), "欧阳女士"),
        (Some("欧阳"), None, "欧先生/女士"),
        (Some("李敏"), None, "李先生/女士"),
        (Some("Maria Rossi"), Some("female"), "客户"),
        (Some("某某贸易有限公司"), None, "客户"),
        (None, Some("女"), "客户"),
    ] {
        assert_eq!(salutation(name, sex), said, "{name:?}");
    }
}
