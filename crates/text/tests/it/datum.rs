use expect_test::{Expect, expect};
use text::*;

#[track_caller]
fn check<T: ToString, E: std::fmt::Display>(result: Result<T, E>, expected: Expect) {
    expected.assert_eq(&result.map_or_else(|error| format!("error: {error}"), |value| value.to_string()));
}

#[test]
fn the_resident_number_of_the_standard_is_valid() {
    assert!(valid_resident_id("11010519491231002X"));
    assert!(valid_resident_id("１１０１０５１９４９１２３１００２ｘ"));
    assert!(!valid_resident_id("110105194912310021"), "check character");
    assert!(!valid_resident_id("11010519491331002X"), "month 13");
    assert!(!valid_resident_id("1101051949123100X2"), "X in the middle");
    assert!(!valid_resident_id(""));
}

#[test]
fn the_card_of_the_reference_passes_luhn() {
    assert!(luhn("6222021234567890128"));
    assert!(luhn("4111 1111 1111 1111"));
    assert!(!luhn("6222021234567890129"));
    assert!(!luhn(""));
}

#[test]
fn phones() {
    check(normalise_phone("１３８ 1234-5678"), expect!["13812345678"]);
    check(normalise_phone("+86 138 1234 5678"), expect!["13812345678"]);
    check(normalise_phone("008613812345678"), expect!["13812345678"]);
    check(normalise_phone("(0731)84876543转8012"), expect!["0731-84876543-8012"]);
    check(normalise_phone("010-62345678"), expect!["010-62345678"]);
    check(normalise_phone("+86 731 84876543"), expect!["0731-84876543"]);
    check(normalise_phone("+852 2345 6789"), expect!["+85223456789"]);
    check(
        normalise_phone("12345"),
        expect![
            "error: `12345` is not a telephone number: expected a mobile number (11 digits beginning 13 to 19), a landline with its area code (`0731-84876543`) or `+` and the country code"
        ],
    );
    check(
        normalise_phone("无"),
        expect![
            "error: a telephone number has no `无`: expected digits, as in `13812345678` or `0731-84876543`"
        ],
    );
    check(
        normalise_phone(""),
        expect![
            "error: `` is not a telephone number: expected a mobile number (11 digits beginning 13 to 19), a landline with its area code (`0731-84876543`) or `+` and the country code"
        ],
    );
}

#[test]
fn identity_numbers() {
    check(normalise_id_number("110105 19491231 002x"), expect!["11010519491231002X"]);
    check(normalise_id_number("110105491231002"), expect!["11010519491231002X"]);
    check(
        normalise_id_number("110105194912310021"),
        expect!["error: the last character is `1`, expected `X` after these seventeen digits"],
    );
    check(
        normalise_id_number("11010519491331002X"),
        expect![
            "error: `19491331` is not a date of birth: expected digits 7 to 14 of an identity number to be YYYYMMDD"
        ],
    );
    check(
        normalise_id_number("00010519491231002X"),
        expect![
            "error: `00` is not a region: expected an identity number to begin with a province from 11 to 83, or 91"
        ],
    );
    check(
        normalise_id_number("1234"),
        expect!["error: an identity number has 18 characters (15 before 1999), found 4"],
    );
    check(
        normalise_id_number("护照E1"),
        expect![
            "error: an identity number has digits only and may end in X: expected 18 characters, found `护照E1`"
        ],
    );
    check(
        normalise_id_number("11010549123100X"),
        expect![
            "error: an identity number has digits only and may end in X: expected 18 characters, found `11010549123100X`"
        ],
    );
}

#[test]
fn cards() {
    check(normalise_card("6222 0212 3456 7890 128"), expect!["6222021234567890128"]);
    check(
        normalise_card("6222 0212 3456 7890 129"),
        expect![
            "error: the last digit of the card number is `9`, expected `8`: one of the digits is mistyped"
        ],
    );
    check(normalise_card("6222"), expect!["error: a card number has 13 to 19 digits, found 4"]);
    check(normalise_card("6222a"), expect!["error: a card number has no `a`: expected 13 to 19 digits"]);
}

#[test]
fn emails() {
    check(normalise_email(" Zhou.Ming＠Example.COM "), expect!["zhou.ming@example.com"]);
    check(
        normalise_email("zhou"),
        expect![
            "error: `zhou` is not an e-mail address: it has no `@`, expected the form `name@example.com`"
        ],
    );
    check(
        normalise_email("zhou@bank"),
        expect![
            "error: `zhou@bank` is not an e-mail address: the part after `@` is not a domain with at least one dot, expected the form `name@example.com`"
        ],
    );
    check(
        normalise_email("周@bank.cn"),
        expect![
            "error: `周@bank.cn` is not an e-mail address: it contains a character that addresses do not have, expected the form `name@example.com`"
        ],
    );
}

#[test]
fn names() {
    check(normalise_name(" 周 小 明 "), expect!["周小明"]);
    check(normalise_name("阿依古丽•买买提"), expect!["阿依古丽·买买提"]);
    check(normalise_name("John   Smith"), expect!["John Smith"]);
    check(
        normalise_name("周1"),
        expect!["error: a name has no `1`: expected letters, blanks and the marks `·`, `-`, `'`, `.`"],
    );
    check(
        normalise_name(" "),
        expect!["error: the name is empty: expected at least one letter or Chinese character"],
    );
}

#[test]
fn amounts_are_cents() {
    check(normalise_amount("￥１，２３４．５"), expect!["123450"]);
    check(normalise_amount("1234.56元"), expect!["123456"]);
    check(normalise_amount("人民币 100 元整"), expect!["10000"]);
    check(normalise_amount("3.5万"), expect!["3500000"]);
    check(normalise_amount("1.23456789亿元"), expect!["12345678900"]);
    check(normalise_amount("0.1"), expect!["10"]);
    check(normalise_amount("1.230"), expect!["123"]);
    check(
        normalise_amount("1.234"),
        expect!["error: `1.234` is finer than a cent: expected at most two decimal places in yuan"],
    );
    check(
        normalise_amount("1,23"),
        expect!["error: the commas in `1,23` do not part thousands: expected `1,234,567.89` or no commas"],
    );
    check(normalise_amount("-5"), expect!["error: `-5` is negative: expected an amount of zero or more"]);
    check(
        normalise_amount("99999999999999999999"),
        expect!["error: `99999999999999999999` is too large: expected less than ninety quadrillion yuan"],
    );
    check(
        normalise_amount("很多"),
        expect![
            "error: `很多` is not an amount: expected yuan in digits, as in `1234.56`, `￥1,234.56` or `3.5万`"
        ],
    );
    check(
        normalise_amount("元"),
        expect![
            "error: `元` is not an amount: expected yuan in digits, as in `1234.56`, `￥1,234.56` or `3.5万`"
        ],
    );
    check(
        normalise_amount("5."),
        expect![
            "error: `5.` is not an amount: expected yuan in digits, as in `1234.56`, `￥1,234.56` or `3.5万`"
        ],
    );
}

#[test]
fn masks_of_one_datum() {
    assert_eq!(mask_phone("138-1234-1234"), "138****1234");
    assert_eq!(mask_phone("+86 13812341234"), "138****1234");
    assert_eq!(mask_phone("0731-84876543"), "0731****6543");
    assert_eq!(mask_phone("84876543"), "****6543");
    assert_eq!(mask_phone("123"), "****");
    assert_eq!(mask_phone(""), "****");
    assert_eq!(mask_id("11010519491231002X"), "1****************X");
    assert_eq!(mask_id("1"), "****");
    assert_eq!(mask_card("6222 0212 3456 7890 128"), "****0128");
    assert_eq!(mask_card("1234"), "****");
    assert_eq!(mask_name("周小明"), "周*");
    assert_eq!(mask_name("欧阳娜娜"), "欧阳*");
    assert_eq!(mask_name("欧阳"), "欧*");
    assert_eq!(mask_name("John Smith"), "J* S*");
    assert_eq!(mask_name(""), "*");
    assert_eq!(mask_email("Amy@Example.com"), "A***@Example.com");
    assert_eq!(mask_email("a@example.com"), "***@example.com");
    assert_eq!(mask_email("nothing"), "***");
}
