use expect_test::{Expect, expect};
use proptest::prelude::*;
use text::normalise;

#[track_caller]
fn check(text: &str, expected: Expect) {
    expected.assert_eq(normalise(text).as_str());
}

#[test]
fn widths_are_unified_and_chinese_marks_stay() {
    check("ＡＢＣ１２３，余额：￥１，２３４．５０（元）", expect!["ABC123，余额：¥1，234.50（元）"]);
}

#[test]
fn blanks_dashes_and_invisible_characters_are_unified() {
    check("张\u{3000}\u{a0}三\t–\u{200b}李—四\r\n\u{feff}完\u{7}", expect!["张 三 -李-四\n完"]);
}

#[test]
fn compatibility_characters_are_written_out() {
    check("５０㎡，№７，ﬁne，𝟏𝟑𝟖", expect!["50m2，No7，fine，138"]);
}

#[test]
fn a_place_is_found_again_in_the_original() {
    let original = "卡 \u{200b}号：６２２２";
    let normalised = normalise(original);
    let at = normalised.as_str().find("6222").unwrap();
    assert_eq!(&original[normalised.original_offset(at)..], "６２２２");
    assert_eq!(&original[normalised.original_offset(at + 3)..], "２");
    assert_eq!(normalised.original_offset(normalised.as_str().len()), original.len());
}

proptest! {
    #[test]
    fn normalising_twice_changes_nothing(text in "\\PC*|.*") {
        let once = normalise(&text).into_string();
        prop_assert_eq!(normalise(&once).into_string(), once);
    }

    #[test]
    fn offsets_ascend_and_point_at_characters(text in "[\\PC０-９\u{200b}ﬁ㎡ \u{3000}]*") {
        let normalised = normalise(&text);
        let mut last = 0;
        for (offset, character) in normalised.as_str().char_indices() {
            let original = normalised.original_offset(offset);
            prop_assert!(last <= original);
            // One written-out character (㎡) answers for all its letters, so only a kept one can be compared.
            if text.is_char_boundary(original) && text[original..].starts_with(character) {
                last = original;
            }
        }
    }
}
