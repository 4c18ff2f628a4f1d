//! Days as tables and letters write them.

use jiff::civil::Date;

/// The day at the beginning of a text: 2026-09-28, 2026/9/28, 2026.9.28, 20260928 or 2026年9月28日, whatever follows it.
pub fn read_day(text: &str) -> Option<Date> {
    let text = text.trim_start();
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let len = digits(text);
    if len == 8 {
        return day(&text[..4], &text[4..6], &text[6..8]);
    }
    let (year, rest) = text.split_at_checked(len).filter(|_| len == 4)?;
    let rest = rest.strip_prefix(['-', '/', '.', '年'])?;
    let (month, rest) = rest.split_at_checked(digits(rest))?;
    let rest = rest.strip_prefix(['-', '/', '.', '月'])?;
    let (of_month, _) = rest.split_at_checked(digits(rest))?;
    day(year, month, of_month)
}

fn day(year: &str, month: &str, of_month: &str) -> Option<Date> {
    Date::new(year.parse().ok()?, month.parse().ok()?, of_month.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_they_are_written() {
        let written = [
            "2026-09-28",
            "2026/9/28 10:00",
            "20260928",
            "2026年9月28日",
            " 2026-09-28T23:59:59+08:00",
            "2026.9.28",
        ];
        for text in written {
            assert_eq!(read_day(text), Some(jiff::civil::date(2026, 9, 28)), "{text}");
        }
        for text in ["", "28.9.2026", "2026-13-01", "2026-02-30", "昨天", "2026", "99999999999", "2026年"]
        {
            assert_eq!(read_day(text), None, "{text}");
        }
    }
}
