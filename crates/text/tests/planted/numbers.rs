//! Numbers with their check digits, and the ways they are written.

use super::dice::Dice;

pub fn mobile(dice: &mut Dice) -> String {
    format!("1{}{}", dice.between(3, 9), dice.digits(9))
}

/// A number that carries the check character of GB 11643, computed here apart from the code under test.
pub fn resident_id(dice: &mut Dice) -> String {
    let body = resident_body(dice);
    format!("{body}{}", resident_check(&body))
}

/// The same with another check character.
pub fn resident_id_mistyped(dice: &mut Dice) -> String {
    let body = resident_body(dice);
    let right = resident_check(&body);
    let wrong = "0123456789X".chars().cycle().skip_while(|&c| c != right).nth(dice.between(1, 10) as usize);
    format!("{body}{}", wrong.unwrap())
}

fn resident_body(dice: &mut Dice) -> String {
    let region = dice
        .pick(&["110105", "310115", "430104", "440305", "510107", "330106", "420111", "610113", "820000"]);
    let (year, month, day) = (dice.between(1940, 2010), dice.between(1, 12), dice.between(1, 28));
    format!("{region}{year}{month:02}{day:02}{}", dice.digits(3))
}

fn resident_check(body: &str) -> char {
    // GB 11643 states the weights as powers of two modulo eleven.
    let sum: u32 =
        body.bytes().rev().zip(1..).map(|(byte, power)| u32::from(byte - b'0') * (1 << power) % 11).sum();
    "0123456789X".chars().nth(((12 - sum % 11) % 11) as usize).unwrap()
}

/// A card of a network that is used in China or abroad.
pub fn card(dice: &mut Dice) -> String {
    let (prefix, len) = match dice.below(6) {
        0 | 1 => (format!("62{}", dice.digits(4)), 19),
        2 => (format!("62{}", dice.digits(4)), dice.between(16, 18) as usize),
        3 => (format!("4{}", dice.digits(5)), 16),
        4 => (format!("5{}{}", dice.between(1, 5), dice.digits(4)), 16),
        _ => (format!("3{}{}", dice.pick(&["4", "7"]), dice.digits(4)), 15),
    };
    let body = format!("{prefix}{}", dice.digits(len - prefix.len() - 1));
    format!("{body}{}", luhn_check(&body))
}

/// The same with another last digit.
pub fn card_mistyped(dice: &mut Dice) -> String {
    let mut card = card(dice);
    let last = card.pop().unwrap().to_digit(10).unwrap();
    format!("{card}{}", (last + dice.between(1, 9)) % 10)
}

fn luhn_check(body: &str) -> u32 {
    let doubled = |value: u32| if value < 5 { 2 * value } else { 2 * value - 9 };
    let values = body.bytes().rev().map(|byte| u32::from(byte - b'0'));
    let sum: u32 =
        values.enumerate().map(|(index, value)| if index % 2 == 0 { doubled(value) } else { value }).sum();
    (10 - sum % 10) % 10
}

/// A unified social credit code (GB 32100), as of companies and of sole traders.
pub fn credit_code(dice: &mut Dice) -> String {
    const CHARACTERS: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    let kind = dice.pick(&["91", "92", "91", "52", "12"]);
    let region = dice.pick(&["430104", "110108", "310000", "440300"]);
    let mut body = format!("{kind}{region}MA");
    (0..7).for_each(|_| body.push(dice.character(CHARACTERS)));
    let (mut sum, mut weight) = (0, 1);
    for character in body.chars() {
        sum += CHARACTERS.find(character).unwrap() * weight;
        weight = weight * 3 % 31;
    }
    format!("{body}{}", CHARACTERS.chars().nth((31 - sum % 31) % 31).unwrap())
}

/// Area code and number.
pub fn landline(dice: &mut Dice) -> (&'static str, String) {
    let area = dice.pick(&["010", "021", "0731", "0755", "028", "0571", "0898", "0371"]);
    (area, format!("{}{}", dice.between(2, 8), dice.digits(7)))
}

pub fn plate(dice: &mut Dice) -> String {
    let province = dice.character("京沪湘粤川浙苏鲁新渝");
    let city = dice.character("ABCDEFGHJKLM");
    let dot = dice.pick(&["", "", "·", " "]);
    let number = match dice.below(3) {
        0 => format!("{}{}", dice.character("DF"), dice.digits(5)),
        1 => format!("{}{}", dice.character("ABCDEFGHJKLMNPQRSTUVWXYZ"), dice.digits(4)),
        _ => dice.digits(5),
    };
    format!("{province}{city}{dot}{number}")
}

/// The number in groups: the first of `first` digits, the others of four.
pub fn grouped(number: &str, first: usize, separator: &str) -> String {
    let mut written = String::new();
    for (index, character) in number.chars().enumerate() {
        if first <= index && (index - first).is_multiple_of(4) {
            written.push_str(separator);
        }
        written.push(character);
    }
    written
}

/// In full width.
pub fn wide(number: &str) -> String {
    number.chars().map(|c| char::from_u32(u32::from(c) + 0xfee0).unwrap()).collect()
}

/// Read out, in simple, formal or traditional characters.
pub fn spoken(number: &str, dice: &mut Dice) -> String {
    let table = dice.pick(&[
        "零幺二三四五六七八九",
        "零一二三四五六七八九",
        "〇一二三四五六七八九",
        "零壹貳參肆伍陸柒捌玖",
    ]);
    let digit = |c: char| c.to_digit(10).and_then(|value| table.chars().nth(value as usize)).unwrap_or(c);
    number.chars().map(digit).collect()
}
