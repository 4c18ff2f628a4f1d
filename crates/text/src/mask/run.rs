//! Runs of digits: groups of digits held apart by blanks, dashes, dots or brackets, and what can stand in them.

use super::Kind;
use super::cue::{Digits, Gap};
use crate::character::{Separator, digit, is_ignorable, separator};
use crate::checksum::{X, is_date, is_resident_id, luhn_values};
use crate::datum::phone::is_mobile_with_prefix;

/// No identifier is longer; a longer group of digits is none and parts what stands on its sides.
const GROUP_LEN_MAX: usize = 32;

/// More separators than this between two groups, and they do not belong together.
const SEPARATORS_MAX: usize = 3;

#[derive(Debug, Clone, Copy)]
struct Place {
    start: usize,
    end: usize,
}

#[derive(Debug, Clone, Copy)]
struct Group {
    /// Index of its first digit.
    first: usize,
    len: usize,
    /// What stands before it; `None` for the first, and when several kinds do.
    before: Option<Separator>,
}

/// A run of digits. Kept by the scanner and filled again for every run.
#[derive(Debug, Default)]
pub(super) struct Run {
    values: Vec<u8>,
    places: Vec<Place>,
    groups: Vec<Group>,
}

/// A piece of a run that is personal data.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) kind: Kind,
}

impl Run {
    /// Reads the run that begins with the digit at `at`; returns the offset after it.
    pub(super) fn read(&mut self, text: &str, at: usize) -> usize {
        self.values.clear();
        self.places.clear();
        self.groups.clear();
        let mut end = at;
        let mut before = None;
        let mut separators = 0;
        let mut opens = true;
        for (index, character) in text[at..].char_indices() {
            let start = at + index;
            if let Some(value) = digit(character) {
                if opens {
                    self.groups.push(Group { first: self.values.len(), len: 0, before });
                    (opens, before, separators) = (false, None, 0);
                }
                self.push(value, Place { start, end: start + character.len_utf8() });
                end = start + character.len_utf8();
            } else if let Some(kind) = separator(character) {
                separators += 1;
                if SEPARATORS_MAX < separators {
                    break;
                }
                before = if separators == 1 || before == Some(kind) { Some(kind) } else { None };
                opens = true;
            } else if matches!(character, 'x' | 'X' | 'ｘ' | 'Ｘ') {
                let after = text[start + character.len_utf8()..].chars().next();
                if after.is_none_or(|next| digit(next).is_none()) {
                    self.push(X, Place { start, end: start + character.len_utf8() });
                    end = start + character.len_utf8();
                }
                break;
            } else if !is_ignorable(character) {
                break;
            }
        }
        end
    }

    fn push(&mut self, value: u8, place: Place) {
        let Some(group) = self.groups.last_mut() else { return };
        group.len += 1;
        if group.len <= GROUP_LEN_MAX {
            self.values.push(value);
            self.places.push(place);
        }
    }

    /// How many digits there are.
    pub(super) fn len(&self) -> usize {
        self.values.len()
    }

    /// Finds what is personal data in the run, under the cue that stands before it, if any.
    pub(super) fn find(&self, cue: Option<(Digits, Gap)>, mut found: impl FnMut(Found)) {
        let mut cue = cue;
        let mut index = 0;
        while index < self.groups.len() {
            match self.best(index, cue) {
                Some((last, kind)) => {
                    if let Some(piece) = self.piece(index, last, kind) {
                        found(piece);
                    }
                    index = last + 1;
                }
                None => {
                    // A cue speaks of what stands next to it.
                    cue = None;
                    index += 1;
                }
            }
        }
    }

    /// The best reading of the groups from `first` on: the last group it takes in, and its kind. An identity number
    /// and a mobile number are surer than a card, which is right by chance once in ten; of several cards the longest.
    fn best(&self, first: usize, cue: Option<(Digits, Gap)>) -> Option<(usize, Kind)> {
        let from = self.groups.get(first)?.first;
        let (mut mobile, mut announced, mut card) = (None, None, None);
        let mut total = 0;
        for (last, group) in self.groups.iter().enumerate().skip(first) {
            total += group.len;
            if GROUP_LEN_MAX < total {
                break;
            }
            let values = self.values.get(from..from + total)?;
            let shape =
                Shape { groups: &self.groups[first..=last], is_whole: self.groups.len() == last + 1 - first };
            if is_resident_id(values) {
                return Some((last, Kind::ResidentId));
            }
            if mobile.is_none() && is_mobile_with_prefix(values) && shape.can_be_mobile() {
                mobile = Some((last, Kind::Mobile));
            }
            if let Some(kind) = cue.and_then(|cue| announced_kind(cue, values, &shape)) {
                announced = Some((last, kind));
            }
            if (13..=19).contains(&total)
                && luhn_values(values)
                && !values.contains(&X)
                && shape.can_be_card(values)
            {
                card = Some((last, Kind::Card));
            }
        }
        mobile.or(announced).or(card)
    }

    fn piece(&self, first: usize, last: usize, kind: Kind) -> Option<Found> {
        let (first, last) = (self.groups.get(first)?, self.groups.get(last)?);
        let start = self.places.get(first.first)?.start;
        let end = self.places.get(last.first + last.len - 1)?.end;
        Some(Found { start, end, kind })
    }
}

/// What a cue makes of digits that prove nothing by themselves.
fn announced_kind(cue: (Digits, Gap), values: &[u8], shape: &Shape<'_>) -> Option<Kind> {
    match (cue, values.len()) {
        ((Digits::Identity, Gap::Close), 15..=18) => Some(Kind::ResidentId),
        // United States social security numbers.
        ((Digits::Identity, Gap::Close), 9) => Some(Kind::ResidentId),
        ((Digits::Account, Gap::Close), 8..=30) if shape.is_uniform() && !shape.has_dates(values) => {
            Some(Kind::Card)
        }
        ((Digits::Account, Gap::Loose), 12..=30) if shape.is_uniform() => Some(Kind::Card),
        // Service lines (400, 800) belong to institutions, not persons.
        ((Digits::Phone, Gap::Close), 7..=12)
            if !matches!(values, [4 | 8, 0, 0, ..]) && !shape.has_dates(values) =>
        {
            Some(Kind::Landline)
        }
        _ => None,
    }
}

/// How a number is written: its groups, and whether they are the whole run.
struct Shape<'a> {
    groups: &'a [Group],
    is_whole: bool,
}

impl Shape<'_> {
    /// Whether one and the same separator stands in every gap.
    fn is_uniform(&self) -> bool {
        let mut gaps = self.groups.iter().skip(1).map(|group| group.before);
        match gaps.next() {
            None => true,
            Some(None) => false,
            Some(first) => gaps.all(|gap| gap == first),
        }
    }

    fn first_len(&self) -> usize {
        self.groups.first().map_or(0, |group| group.len)
    }

    /// Three digits or more at the head (138 1234 5678), digit by digit, or in any way that fills the run.
    fn can_be_mobile(&self) -> bool {
        self.groups.len() == 1
            || self.is_whole
            || (self.groups.len() <= 4 && 3 <= self.first_len())
            || self.groups.iter().all(|group| group.len <= 2)
            // The country code apart.
            || self.groups.get(1).is_some_and(|group| 3 <= group.len)
    }

    /// Four by four, in like groups of three digits or more, or in any way that fills the run with one separator.
    /// Otherwise every tenth column of figures would hold a card.
    fn can_be_card(&self, values: &[u8]) -> bool {
        let Some((_, body)) = self.groups.split_last().filter(|(_, body)| !body.is_empty()) else {
            return true;
        };
        if values.first() == Some(&0) || self.has_dates(values) {
            return false;
        }
        body.iter().all(|group| group.len == 4)
            || (self.is_uniform() && (self.is_whole || body.iter().all(|group| 3 <= group.len)))
    }

    /// Whether a group is a date of eight digits, or the first three are year, month and day.
    fn has_dates(&self, values: &[u8]) -> bool {
        let mut offset = 0;
        let starts_with_date = match self.groups {
            [year, month, day, ..] => {
                let two = |len: usize, at: usize| {
                    let part = values.get(at..at + len).unwrap_or_default();
                    part.iter().fold(0_u8, |sum, &value| sum.saturating_mul(10).saturating_add(value))
                };
                let month_number = two(month.len.min(2), year.len);
                let day_number = two(day.len.min(2), year.len + month.len);
                year.len == 4
                    && month.len <= 2
                    && day.len <= 2
                    && matches!(values, [1, 9, ..] | [2, 0, ..])
                    && (1..=12).contains(&month_number)
                    && (1..=31).contains(&day_number)
            }
            _ => false,
        };
        starts_with_date
            || self.groups.iter().any(|group| {
                let start = offset;
                offset += group.len;
                group.len == 8 && values.get(start..offset).is_some_and(is_date)
            })
    }
}
