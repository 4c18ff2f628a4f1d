//! Numbers that look right, pass their checks and belong to nobody.

use crate::dice::Dice;

/// The first digits of mobile numbers.
const MOBILE: [&str; 16] = [
    "130", "131", "133", "135", "136", "137", "138", "139", "150", "158", "176", "180", "185", "187", "189",
    "199",
];

/// Province codes of GB/T 2260.
const PROVINCES: [u8; 19] = [11, 12, 13, 21, 22, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 51, 53, 61];

/// GB 11643-1999: the weight of each of the first seventeen digits, and the check character by remainder.
const ID_WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const ID_CHECK: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];

/// A mobile number whose fourth to sixth digits are zero: the shape of specimen forms.
pub(crate) fn phone(dice: &mut Dice) -> String {
    let prefix = dice.pick(&MOBILE).copied().unwrap_or("138");
    format!("{prefix}000{:05}", dice.below(100_000))
}

/// A resident identity number with a valid check character, of a county that exists in no province (`9999`).
pub(crate) fn id_number(dice: &mut Dice, born: i64) -> String {
    let province = dice.pick(&PROVINCES).copied().unwrap_or(11);
    let (month, day, order) = (dice.between(1, 12), dice.between(1, 28), dice.below(1000));
    let body = format!("{province:02}9999{born:04}{month:02}{day:02}{order:03}");
    let sum: u32 = body.bytes().zip(ID_WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    let check = ID_CHECK.get((sum % 11) as usize).copied().unwrap_or('X');
    format!("{body}{check}")
}

/// A card number with a valid check digit (ISO/IEC 7812-1 annex B) under an issuer number given to no bank.
pub(crate) fn card(dice: &mut Dice, length: usize) -> String {
    let mut digits = String::from("629999");
    while digits.len() + 1 < length {
        digits.push(char::from(b'0' + dice.below(10) as u8));
    }
    let doubled = digits.bytes().rev().enumerate().map(|(position, digit)| {
        let value = u32::from(digit - b'0');
        match position % 2 {
            0 if value > 4 => value * 2 - 9,
            0 => value * 2,
            _ => value,
        }
    });
    let sum: u32 = doubled.sum();
    digits.push(char::from(b'0' + ((10 - sum % 10) % 10) as u8));
    digits
}

/// An amount in cents as prose writes it: `386.40元`, `12,000元`.
pub(crate) fn yuan(cents: i64) -> String {
    let whole = (cents / 100).to_string();
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    match cents % 100 {
        0 => format!("{grouped}元"),
        rest => format!("{grouped}.{rest:02}元"),
    }
}
