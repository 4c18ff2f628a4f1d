//! Amounts of money in yuan, as people write them.

use crate::character::{Fold, digit, fold};

/// A text that is not an amount of money.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NormaliseAmountError {
    /// No digits, or something an amount does not have.
    #[error("`{text}` is not an amount: expected yuan in digits, as in `1234.56`, `￥1,234.56` or `3.5万`")]
    Shape {
        /// The text as given.
        text: String,
    },
    /// Commas that do not part thousands.
    #[error("the commas in `{text}` do not part thousands: expected `1,234,567.89` or no commas")]
    Commas {
        /// The text as given.
        text: String,
    },
    /// Finer than a cent.
    #[error("`{text}` is finer than a cent: expected at most two decimal places in yuan")]
    Fraction {
        /// The text as given.
        text: String,
    },
    /// Below zero.
    #[error("`{text}` is negative: expected an amount of zero or more")]
    Negative {
        /// The text as given.
        text: String,
    },
    /// More than fits.
    #[error("`{text}` is too large: expected less than ninety quadrillion yuan")]
    Overflow {
        /// The text as given.
        text: String,
    },
}

/// Reads an amount in yuan and gives it in cents (分). Full-width digits, blanks, thousands commas, ￥, 人民币, `CNY`,
/// `RMB`, 元, 块, 整, 千, 万 and 亿 are understood; negative amounts and fractions of a cent are refused, never rounded.
pub fn normalise_amount(text: &str) -> Result<i64, NormaliseAmountError> {
    let given = || text.trim().to_owned();
    let shape = || NormaliseAmountError::Shape { text: given() };
    let compact = compact(text);
    let mut rest = compact.as_str();
    for prefix in ["人民币", "CNY", "RMB", "¥"] {
        rest = rest.strip_prefix(prefix).unwrap_or(rest);
    }
    if rest.starts_with('-') {
        return Err(NormaliseAmountError::Negative { text: given() });
    }
    rest = rest.strip_suffix('整').unwrap_or(rest);
    for suffix in ["人民币", "元", "圆", "块", "CNY", "RMB", "YUAN"] {
        rest = rest.strip_suffix(suffix).unwrap_or(rest);
    }
    // The power of ten from the written figure to cents.
    let mut places = 2;
    for (suffix, power) in [('亿', 8), ('万', 4), ('千', 3)] {
        if let Some(shorter) = rest.strip_suffix(suffix) {
            rest = shorter;
            places += power;
        }
    }
    let (whole, fraction) = rest.split_once('.').unwrap_or((rest, ""));
    if fraction.is_empty() && rest.contains('.') || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(shape());
    }
    let parts = whole_parts(whole).ok_or_else(shape)?;
    if !parts_thousands(&parts) {
        return Err(NormaliseAmountError::Commas { text: given() });
    }
    let whole = parts.concat();
    let fraction = fraction.trim_end_matches('0');
    let missing = usize::checked_sub(places, fraction.len())
        .ok_or_else(|| NormaliseAmountError::Fraction { text: given() })?;
    let digits = format!("{whole}{fraction}{}", "0".repeat(missing));
    digits.parse().map_err(|_| NormaliseAmountError::Overflow { text: given() })
}

/// The text in half width and capitals without any blank.
fn compact(text: &str) -> String {
    let mut compact = String::with_capacity(text.len());
    for character in text.chars() {
        match (digit(character), fold(character)) {
            (Some(value), _) => compact.push(char::from(b'0' + value)),
            (None, Fold::Character(folded)) => compact.push(folded.to_ascii_uppercase()),
            (None, Fold::Keep) if character == '，' => compact.push(','),
            (None, Fold::Keep) if !character.is_whitespace() => compact.push(character.to_ascii_uppercase()),
            _ => {}
        }
    }
    compact
}

/// What the commas part before the decimal point; `None` when it is not all digits.
fn whole_parts(whole: &str) -> Option<Vec<&str>> {
    let parts: Vec<&str> = whole.split(',').collect();
    let digits_only = parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    (!whole.is_empty() && digits_only).then_some(parts)
}

/// Whether the commas, if any, stand where commas part thousands.
fn parts_thousands(parts: &[&str]) -> bool {
    match parts {
        [] | [_] => true,
        [first, rest @ ..] => (1..=3).contains(&first.len()) && rest.iter().all(|part| part.len() == 3),
    }
}
