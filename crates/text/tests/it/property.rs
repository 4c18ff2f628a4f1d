//! Any text is good input, and nothing planted survives.

use proptest::prelude::*;
use text::{Kind, luhn, mask, spans, valid_resident_id};

/// Ordinary text with everything that the scanner looks at, so that random strings meet its rules.
fn prose() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => "[一-龥]{1,8}",
        1 => "[a-zA-Z ]{1,6}",
        1 => "[0-9０-９]{1,6}[年月日元号]",
        1 => "[，。：；！？、（）\n@*·-]{1,2}",
        2 => proptest::sample::select(vec![
            "身份证", "卡号", "账号：", "电话", "手机号是", "护照", "微信号", "QQ", "我叫", "本人", "姓名：", "我是", "先生", "女士",
            "家住", "地址：", "my name is ", "Mr. ", "长沙市岳麓区", "周小明", "欧阳", "3栋", "****", "***", "+86", "转",
        ]).prop_map(str::to_owned),
        1 => "\\PC{1,3}",
    ];
    proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

fn resident_id() -> impl Strategy<Value = String> {
    let body = (11_u32..=65, 0_u32..10_000, 1930_u32..2015, 1_u32..=12, 1_u32..=28, 0_u32..1000);
    body.prop_map(|(region, place, year, month, day, order)| {
        let body = format!("{region}{place:04}{year}{month:02}{day:02}{order:03}");
        let check = "0123456789X".chars().find(|check| valid_resident_id(&format!("{body}{check}")));
        check.map(|check| format!("{body}{check}"))
    })
    .prop_filter_map("a region", |number| number)
}

/// Cards begin with 3 to 6 or 9 (ISO/IEC 7812-1); what begins otherwise may be the number of an order.
fn card() -> impl Strategy<Value = String> {
    ("[3-69][0-9]{11,17}").prop_map(|body| {
        let check = ('0'..='9').find(|check| luhn(&format!("{body}{check}"))).unwrap();
        format!("{body}{check}")
    })
}

fn phone() -> impl Strategy<Value = String> {
    "1[3-9][0-9]{9}"
}

/// The ways a number is written: widths, separators, invisible characters.
fn written(number: String) -> impl Strategy<Value = (String, String)> {
    let separators = vec!["", "", " ", "-", "－", "\u{3000}", "\u{a0}", "\u{200b}", "–", "."];
    (proptest::sample::select(separators), 3_usize..=4, any::<bool>(), Just(number)).prop_map(
        |(separator, group, wide, number)| {
            let mut text = String::new();
            for (index, character) in number.chars().enumerate() {
                // 138 1234 5678: the first group of a mobile number has three digits.
                let place = if number.len() == 11 { index + 1 } else { index };
                let group = if number.len() == 11 { 4 } else { group };
                if 0 < index && place.is_multiple_of(group) {
                    text.push_str(separator);
                }
                let shift = if wide { 0xfee0 } else { 0 };
                text.push(char::from_u32(u32::from(character) + shift).unwrap());
            }
            (number, text)
        },
    )
}

/// The text in half width without separators, so that a number written apart is seen.
fn bare(text: &str) -> String {
    text::normalise(text).as_str().chars().filter(|c| !c.is_whitespace() && !"-.()".contains(*c)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_text_is_masked_to_a_text_that_stays(text in "\\PC*|.*") {
        let masked = mask(&text);
        prop_assert_eq!(mask(&masked), masked);
    }

    #[test]
    fn prose_is_masked_to_a_text_that_stays(text in prose()) {
        let masked = mask(&text);
        prop_assert_eq!(mask(&masked), masked);
    }

    #[test]
    fn spans_are_in_order_apart_and_within_the_text(text in prose()) {
        let mut end = 0;
        for span in spans(&text) {
            prop_assert!(end <= span.start && span.start < span.end, "{:?}", span);
            prop_assert!(text.get(span.start..span.end).is_some());
            end = span.end;
        }
    }

    #[test]
    fn no_planted_number_survives(
        before in prose(),
        (number, written) in prop_oneof![resident_id().boxed(), card().boxed(), phone().boxed()].prop_flat_map(written),
        after in prose(),
    ) {
        // A letter on each side, lest the prose lend it digits and make it another number.
        let masked = mask(&format!("{before}的{written}吗{after}"));
        prop_assert!(!bare(&masked).contains(&number), "{} stands in {}", number, masked);
    }

    #[test]
    fn no_planted_address_of_mail_survives(
        before in prose(),
        email in "[a-z][a-z0-9._]{1,12}[a-z0-9]@[a-z0-9]{2,8}\\.(com|cn|net|com\\.cn)",
        after in prose(),
    ) {
        let masked = mask(&format!("{before}是{email}的{after}"));
        prop_assert!(!masked.contains(&email), "{} stands in {}", email, masked);
    }

    #[test]
    fn no_name_after_its_cue_survives(
        surname in "[王李张刘陈杨赵吴周徐孙马朱胡林郭何罗郑梁谢]",
        given in "[小晓建国伟芳娜敏静丽强磊军洋艳杰娟涛超明霞平刚桂]{1,2}",
        cue in proptest::sample::select(vec!["我叫", "姓名：", "联系人：", "本人", "我的名字叫"]),
        end in proptest::sample::select(vec!["，", "。", "\n", " ", ""]),
    ) {
        let name = format!("{surname}{given}");
        let masked = mask(&format!("{cue}{name}{end}"));
        prop_assert!(!masked.contains(&name), "{}", masked);
        let shown = format!("{surname}*");
        prop_assert!(masked.contains(&shown));
    }

    #[test]
    fn every_datum_masks_without_panic(text in "\\PC*|.*") {
        for shown in [
            text::mask_phone(&text), text::mask_id(&text), text::mask_card(&text), text::mask_name(&text), text::mask_email(&text),
        ] {
            prop_assert!(shown.contains('*'));
        }
        let _ = (text::normalise_phone(&text), text::normalise_id_number(&text), text::normalise_card(&text));
        let _ = (text::normalise_email(&text), text::normalise_name(&text), text::normalise_amount(&text));
    }

    #[test]
    fn amounts_come_back(cents in 0_i64..1_000_000_000_000) {
        let written = format!("{}.{:02}", cents / 100, cents % 100);
        prop_assert_eq!(text::normalise_amount(&written), Ok(cents));
    }
}

#[test]
fn a_mobile_number_beside_a_date_is_its_own_span() {
    let kinds: Vec<Kind> = spans("2026-03-15 10:30 13812345678").iter().map(|span| span.kind).collect();
    assert_eq!(kinds, [Kind::Mobile]);
}

#[test]
fn long_hostile_texts_take_no_more_than_their_length() {
    for piece in [
        "1",
        "1 ",
        "12-",
        "@",
        "a@",
        "a.a@a.",
        "周",
        "我叫",
        "地址：",
        "姓名：周",
        "Mr. A ",
        "QQ1",
        "1x",
        "账号",
    ] {
        let text = piece.repeat(200_000 / piece.len());
        let masked = mask(&text);
        assert!(masked.len() <= text.len() * 2);
    }
}
