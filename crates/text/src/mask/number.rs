//! What the digits of a run can be: numbers of identity, cards, telephones.

use super::cue::Digits;
use super::gap::Gap;
use super::run::{GROUP_LEN_MAX, Run, Script};
use super::shape::Shape;
use super::{Confidence, Kind};
use crate::character::Separator;
use crate::checksum::{X, has_organisation_check, has_region, is_credit_code, is_resident_id, luhn_values};
use crate::datum::phone::{is_mobile, is_mobile_with_prefix, known_area_code_len};

/// Fewer digits are no number of a person's.
pub(super) const LEN_MIN: usize = 7;

/// ISO/IEC 7812-1: the longest card number. Accounts are longer only behind their cue.
const CARD_LEN_MAX: usize = 19;

/// Telephone numbers are not written in more groups than this.
const PHONE_GROUPS_MAX: usize = 6;

/// A piece of a run that is personal data.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) kind: Kind,
    pub(super) confidence: Confidence,
}

/// What stands around a run.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Around {
    /// The cue before it.
    pub(super) cue: Option<(Digits, Gap)>,
    /// Letters stand against it: it is part of a code.
    pub(super) in_code: bool,
    /// A sign of money stands against it.
    pub(super) is_amount: bool,
    /// A plus sign stands before it.
    pub(super) is_international: bool,
}

impl Around {
    fn announces(&self, digits: Digits) -> bool {
        self.cue == Some((digits, Gap::Close))
    }
}

type Reading = (Kind, Confidence);

/// Finds what is personal data in the run.
pub(super) fn find(run: &Run, around: Around, mut found: impl FnMut(Found)) {
    let mut around = around;
    let mut index = 0;
    while index < run.groups.len() {
        if let Some((last, (kind, confidence))) = best(run, index, &around) {
            let (from, to) = (run.groups[index].first, run.groups[last].first + run.groups[last].len);
            if let Some((start, end)) = run.place(from, to) {
                found(Found { start, end, kind, confidence });
            }
            index = last + 1;
        } else {
            glued(run, index, &mut found);
            // A cue speaks of what stands next to it.
            around.cue = around.cue.filter(|&(digits, _)| digits == Digits::Reference);
            index += 1;
        }
        around.is_international = false;
    }
}

/// The best reading of the groups from `first` on: the last group it takes in, and what it is. An identity number and a
/// mobile number are surer than a card, which is right by chance once in ten; of several cards the longest.
fn best(run: &Run, first: usize, around: &Around) -> Option<(usize, Reading)> {
    let from = run.groups.get(first)?.first;
    let (mut mobile, mut announced, mut phone, mut card) = (None, None, None, None);
    let mut total = 0;
    let is_account = matches!(around.cue, Some((Digits::Account, _)));
    for (last, group) in run.groups.iter().enumerate().skip(first) {
        total += group.len;
        if GROUP_LEN_MAX < total {
            break;
        }
        if total < LEN_MIN {
            continue;
        }
        if CARD_LEN_MAX < total && !is_account {
            break;
        }
        let values = run.values.get(from..from + total)?;
        let is_whole = run.groups.len() == last + 1 - first;
        let shape = Shape { groups: &run.groups[first..=last], values, is_whole };
        if is_resident_id(values) {
            return Some((last, (Kind::ResidentId, Confidence::High)));
        }
        if let Some(reading) = credit_code(&shape, around) {
            return Some((last, reading));
        }
        if mobile.is_none() {
            mobile = mobile_number(&shape, around).map(|reading| (last, reading));
        }
        if let Some(reading) = announced_number(&shape, around) {
            announced = Some((last, reading));
        }
        if let Some(reading) = social_security(&shape, around).or_else(|| telephone(&shape, around)) {
            phone = Some((last, reading));
        }
        if let Some(reading) = card_number(&shape, around, run.script) {
            card = Some((last, reading));
        }
    }
    if around.announces(Digits::Account) && card.is_some() {
        return card;
    }
    mobile.or(phone).or(announced).or(card)
}

fn credit_code(shape: &Shape<'_>, around: &Around) -> Option<Reading> {
    let values: &[u8; 18] = shape.values.try_into().ok()?;
    if shape.groups.len() != 1 || values.contains(&X) {
        return None;
    }
    let code = values.map(|value| b'0' + value);
    let announced = around.announces(Digits::Credit);
    // Of digits alone only what the registers of institutions, associations and companies give out; 62 begins cards.
    let proved = is_credit_code(&code)
        && (announced || matches!(code[0], b'1' | b'5' | b'9') && has_organisation_check(&code));
    proved.then_some((Kind::CreditCode, Confidence::High))
}

fn mobile_number(shape: &Shape<'_>, around: &Around) -> Option<Reading> {
    if around.is_amount || !is_mobile_with_prefix(shape.values) || !shape.can_be_mobile() {
        return None;
    }
    // +1 513 778 2992 is a number in North America.
    if around.is_international && shape.groups.first().is_some_and(|group| group.len == 1) {
        return None;
    }
    let parted = 1 < shape.groups.len() || shape.values.len() != 11;
    let confidence = match around.cue {
        Some((Digits::Phone, _)) => Confidence::High,
        Some((Digits::Reference, Gap::Close)) => Confidence::Low,
        _ if around.in_code => Confidence::Low,
        _ if parted && shape.is_uniform() => Confidence::High,
        _ => Confidence::Medium,
    };
    Some((Kind::Mobile, confidence))
}

/// What a cue makes of digits that prove nothing by themselves.
fn announced_number(shape: &Shape<'_>, around: &Around) -> Option<Reading> {
    let values = shape.values;
    if around.is_amount {
        return None;
    }
    let kind = match (around.cue?, values.len()) {
        ((Digits::Identity, Gap::Close), 15..=18) => Kind::ResidentId,
        // A mistyped number a few words behind its cue: 身份证上写的是.
        ((Digits::Identity, Gap::Loose), 18) if has_region(values) && shape.groups.len() == 1 => {
            Kind::ResidentId
        }
        // United States social security numbers.
        ((Digits::Identity, Gap::Close), 9) => Kind::ResidentId,
        ((Digits::Credit, Gap::Close), 15..=18) => Kind::CreditCode,
        ((Digits::Account, Gap::Close), 8..=30) if shape.is_uniform() && !shape.has_dates() => Kind::Card,
        ((Digits::Account, Gap::Loose), 12..=30) if shape.is_uniform() && !shape.begins_with_date() => {
            Kind::Card
        }
        // Service lines belong to institutions, not persons.
        ((Digits::Phone, Gap::Close), 7..=12)
            if !matches!(values, [4 | 8, 0, 0, ..]) && !shape.has_dates() && last_is_no_date(shape) =>
        {
            Kind::Landline
        }
        _ => return None,
    };
    Some((kind, Confidence::Medium))
}

/// Whether the last of several groups cannot be the year or the day of what is told next: 电话84876543 2026-03-15.
fn last_is_no_date(shape: &Shape<'_>) -> bool {
    let whole_before = shape.groups.split_last().is_some_and(|(_, body)| {
        matches!(body.iter().map(|group| group.len).sum::<usize>(), 7 | 8) && body.len() == 1
    });
    !whole_before
}

/// A telephone number that is no Chinese mobile number, by its form: area code and number; three, three and four digits as
/// in North America; a country code behind a plus sign.
fn telephone(shape: &Shape<'_>, around: &Around) -> Option<Reading> {
    let values = shape.values;
    if PHONE_GROUPS_MAX < shape.groups.len() {
        return None;
    }
    let is_refused = || {
        let marked = around.is_amount || around.in_code || around.announces(Digits::Reference);
        marked || values.contains(&X) || shape.has_dates()
    };
    let sure = |fits: bool| if fits { Confidence::High } else { Confidence::Medium };
    let announced = around.announces(Digits::Phone);
    if around.is_international && (8..=15).contains(&values.len()) && shape.is_uniform() && shape.is_whole {
        return (!is_refused()).then_some((Kind::Landline, sure(announced)));
    }
    if is_landline(shape) {
        let parted = 1 < shape.groups.len();
        let confidence = if announced { Confidence::High } else { by_form(parted) };
        return (!is_refused()).then_some((Kind::Landline, confidence));
    }
    let (north, has_country) = match values {
        [1, rest @ ..] if rest.len() == 10 => (rest, true),
        rest => (rest, false),
    };
    let lens: &[usize] = if has_country { &[1, 3, 3, 4] } else { &[3, 3, 4] };
    // No exchange begins with 0 or 1, but people make up numbers (555-123-4567); between blanks it could be any column.
    let may_be_any = shape.is_parted_by(Separator::Dash) || shape.is_parted_by(Separator::Dot);
    let is_north = shape.has_lens(lens)
        && (matches!(north, [2..=9, _, _, 2..=9, ..]) || may_be_any && matches!(north, [2..=9, ..]))
        // Toll-free numbers belong to institutions.
        && !matches!(north, [4, 0, 0, ..] | [8, 0, 0, ..] | [8, 3..=8, 3..=8, ..]);
    (is_north && !is_refused()).then_some((Kind::Landline, sure(announced)))
}

fn by_form(parted: bool) -> Confidence {
    if parted { Confidence::Medium } else { Confidence::Low }
}

/// Area code and seven or eight digits: together, or apart as 0731-84876543, (0731)84876543, 0731-8487-6543.
fn is_landline(shape: &Shape<'_>) -> bool {
    let values = shape.values;
    let Some(area) = known_area_code_len(values) else { return false };
    let number = values.len() - area;
    let full = if area == 3 { number == 8 } else { matches!(number, 7 | 8) };
    if !full || !matches!(values.get(area), Some(2..=8)) {
        return false;
    }
    match shape.groups {
        [_] => true,
        [first, second] => first.len == area && second.len == number,
        [first, _, last] => first.len == area && last.len == 4,
        _ => false,
    }
}

/// Thirteen to nineteen digits that pass Luhn, in the shape of a card.
fn card_number(shape: &Shape<'_>, around: &Around, script: Script) -> Option<Reading> {
    let values = shape.values;
    let can_be = (13..=CARD_LEN_MAX).contains(&values.len())
        && values.first() != Some(&0)
        // An X ends its run.
        && values.last() != Some(&X)
        && shape.can_be_card()
        && luhn_values(values);
    if !can_be {
        return None;
    }
    let known = is_of_known_network(values);
    match around.cue {
        Some((Digits::Account, _)) if !around.is_amount => return Some((Kind::Card, Confidence::High)),
        Some((Digits::Reference, Gap::Close)) => return None,
        _ => {}
    }
    if around.is_amount || around.in_code || shape.has_dates() || shape.begins_with_date() {
        return None;
    }
    let confidence = match values.first() {
        _ if known => Confidence::High,
        // ISO/IEC 7812-1: banking and travel, and what a country gives out itself.
        Some(3..=6 | 9) => Confidence::Medium,
        _ if script == Script::Spoken => return None,
        _ => Confidence::Low,
    };
    Some((Kind::Card, confidence))
}

/// Whether prefix and length are those of a network: UnionPay, Visa, Mastercard, American Express, JCB, Diners, Discover.
fn is_of_known_network(values: &[u8]) -> bool {
    let prefix = values.iter().take(4).fold(0_u16, |sum, &value| sum * 10 + u16::from(value));
    match values.len() {
        14 => matches!(prefix / 10, 300..=305 | 360..=369 | 380..=399),
        15 => matches!(prefix / 100, 34 | 37),
        16 => {
            matches!(prefix, 2221..=2720 | 3528..=3589 | 6011)
                || matches!(prefix / 100, 40..=49 | 51..=55 | 62 | 64 | 65)
        }
        17..=19 => prefix / 100 == 62 || (values.len() == 19 && prefix / 1000 == 4),
        13 => prefix / 1000 == 4,
        _ => false,
    }
}

/// Numbers that were typed or spoken without a break: two mobile numbers, a number of identity among others, and a mobile
/// number with a 一 on its side that belongs to the next word.
fn glued(run: &Run, index: usize, found: &mut impl FnMut(Found)) {
    let Some(group) = run.groups.get(index) else { return };
    let Some(values) = run.values.get(group.first..group.first + group.len) else { return };
    let mut tell = |from: usize, len: usize, kind, confidence| {
        if let Some((start, end)) = run.place(group.first + from, group.first + from + len) {
            found(Found { start, end, kind, confidence });
        }
    };
    match values.len() {
        12 if run.script == Script::Spoken => {
            let spoken = [0, 1].into_iter().find(|&from| is_mobile(&values[from..from + 11]));
            if let Some(from) = spoken {
                tell(from, 11, Kind::Mobile, Confidence::Medium);
            }
        }
        22 if is_mobile(&values[..11]) && is_mobile(&values[11..]) => {
            tell(0, 11, Kind::Mobile, Confidence::Medium);
            tell(11, 11, Kind::Mobile, Confidence::Medium);
        }
        19.. => {
            let Some(from) = (0..=values.len() - 18).find(|&from| is_resident_id(&values[from..from + 18]))
            else {
                return;
            };
            if is_mobile(&values[..from]) {
                tell(0, from, Kind::Mobile, Confidence::Medium);
            }
            tell(from, 18, Kind::ResidentId, Confidence::High);
            if is_mobile(&values[from + 18..]) {
                tell(from + 18, values.len() - from - 18, Kind::Mobile, Confidence::Medium);
            }
        }
        _ => {}
    }
}

/// A social security number of the United States as it is written, 123-45-6789: no area 000, 666 or 9xx, no group 00, no
/// serial number 0000.
fn social_security(shape: &Shape<'_>, around: &Around) -> Option<Reading> {
    if around.in_code || around.announces(Digits::Reference) || !shape.has_lens(&[3, 2, 4]) {
        return None;
    }
    let is_given_out = !matches!(shape.values, [0, 0, 0, ..] | [6, 6, 6, ..] | [9, ..])
        && !matches!(shape.values, [_, _, _, 0, 0, ..] | [.., 0, 0, 0, 0]);
    let announced = around.announces(Digits::Identity);
    let confidence = if announced { Confidence::High } else { Confidence::Medium };
    (is_given_out && (announced || shape.is_parted_by(Separator::Dash)))
        .then_some((Kind::ResidentId, confidence))
}
