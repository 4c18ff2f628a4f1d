//! How the groups of a number are written, and which numbers are written so.

use super::run::Group;
use crate::character::Separator;
use crate::checksum::is_date;

/// Several groups, one after the other.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape<'a> {
    /// The groups.
    pub(super) groups: &'a [Group],
    /// Their digits.
    pub(super) values: &'a [u8],
    /// Whether they are the whole run.
    pub(super) is_whole: bool,
}

impl Shape<'_> {
    /// Whether one and the same separator stands in every gap.
    pub(super) fn is_uniform(&self) -> bool {
        let mut gaps = self.groups.iter().skip(1).map(|group| group.before);
        match gaps.next() {
            None => true,
            Some(None) => false,
            Some(first) => gaps.all(|gap| gap == first),
        }
    }

    /// Whether the groups have these lengths.
    pub(super) fn has_lens(&self, lens: &[usize]) -> bool {
        self.groups.len() == lens.len() && self.groups.iter().zip(lens).all(|(group, &len)| group.len == len)
    }

    /// Whether this separator stands in every gap.
    pub(super) fn is_parted_by(&self, separator: Separator) -> bool {
        self.groups.iter().skip(1).all(|group| group.before == Some(separator))
    }

    /// Three digits or more at the head (138 1234 5678), digit by digit, or in any way that fills the run.
    pub(super) fn can_be_mobile(&self) -> bool {
        if 1 < self.groups.len() && self.is_parted_by(Separator::Dot) {
            // 192.168.100.100 is none.
            return self.has_lens(&[3, 4, 4]);
        }
        self.groups.len() == 1
            || self.is_whole
            || (self.groups.len() <= 4 && self.groups.first().is_some_and(|group| 3 <= group.len))
            || self.groups.iter().all(|group| group.len <= 2)
            // The country code apart.
            || self.groups.get(1).is_some_and(|group| 3 <= group.len)
    }

    /// As cards are printed and typed: in one piece; four by four; in like groups; the first six apart; as 4-6-5.
    /// Otherwise every tenth column of figures would hold a card.
    pub(super) fn can_be_card(&self) -> bool {
        let Some((last, body)) = self.groups.split_last().filter(|(_, body)| !body.is_empty()) else {
            return true;
        };
        let Some(len) = body.first().map(|group| group.len) else { return true };
        let like = || body.iter().all(|group| group.len == len) && last.len <= len;
        let six_apart = body.len() == 1 && len == 6;
        (len == 4 || 3 <= len && self.is_uniform() || self.is_whole && self.is_uniform()) && like()
            || (self.is_uniform() && (six_apart || self.has_lens(&[4, 6, 5]) || self.has_lens(&[4, 6, 4])))
    }

    /// Whether the number begins with a date or a time of day behind one, or holds a date as a group of its own.
    pub(super) fn has_dates(&self) -> bool {
        let parted = matches!(self.groups, [year, month, day, ..]
            if year.len == 4 && month.len <= 2 && day.len <= 2 && self.is_date_parted(month.len, day.len));
        parted
            || self.groups.iter().any(|group| {
                let start = group.first - self.groups.first().map_or(0, |first| first.first);
                group.len == 8 && self.values.get(start..start + 8).is_some_and(is_date)
            })
    }

    /// Whether one group begins with a date of this or the last century, as numbers of orders do (20260315000123).
    pub(super) fn begins_with_date(&self) -> bool {
        matches!(self.values, [1, 9, ..] | [2, 0, ..])
            && self.groups.first().is_some_and(|group| 8 <= group.len)
            && self.values.get(..8).is_some_and(is_date)
    }

    fn is_date_parted(&self, month_len: usize, day_len: usize) -> bool {
        let number = |at: usize, len: usize| {
            let part = self.values.get(at..at + len).unwrap_or_default();
            part.iter().fold(0_u8, |sum, &value| sum.saturating_mul(10).saturating_add(value))
        };
        matches!(self.values, [1, 9, ..] | [2, 0, ..])
            && (1..=12).contains(&number(4, month_len))
            && (1..=31).contains(&number(4 + month_len, day_len))
    }
}
