//! Addresses after a cue: what lies below the district.

use crate::character::{digit, is_han};

/// No address is longer, in characters.
const LEN_MAX: usize = 60;

/// The longest name of a region, in characters (黔东南苗族侗族自治州).
const UNIT_LEN_MAX: usize = 11;

/// Words that end a unit of an address below the district.
const MARKERS: [&str; 34] = [
    "路", "街", "道", "巷", "弄", "胡同", "号", "栋", "幢", "座", "单元", "室", "楼", "层", "村", "镇", "乡",
    "组", "社", "苑", "园", "城", "府", "庄", "小区", "公寓", "大厦", "广场", "家园", "屯", "湾", "里", "坊",
    "郡",
];

/// Words that begin the next field.
const NEXT_FIELDS: [&str; 9] = ["电话", "手机", "联系", "身份证", "邮编", "邮政", "姓名", "我叫", "本人"];

/// The part of the address below the district, as (start, end).
///
/// Without province, city or district there must be two marks of an address, one of them with a number: 住在三楼 is none.
pub(super) fn below_district(text: &str, at: usize) -> Option<(usize, usize)> {
    find(text, at, false)
}

/// The same, only of an address that names its district.
pub(super) fn below_named_district(text: &str, at: usize) -> Option<(usize, usize)> {
    find(text, at, true)
}

fn find(text: &str, at: usize, must_be_named: bool) -> Option<(usize, usize)> {
    let rest = text.get(at..)?;
    let lead = rest.len() - rest.trim_start_matches(is_lead).len();
    let has_colon = rest[..lead].contains([':', '：']);
    let segment = segment(&rest[lead..]);
    let district = district_end(segment);
    if must_be_named && district == 0 {
        return None;
    }
    let below = &segment[district..];
    let blank = below.len() - below.trim_start().len();
    let end = match last_marker(below) {
        Some(found) if 0 < district || (2 <= found.count && found.numbered) => found.end,
        None if has_colon && 0 < district && below.chars().count() <= 12 => below.trim_end().len(),
        _ => return None,
    };
    let start = at + lead + district + blank;
    let end = at + lead + district + end;
    (start < end && text[start..end].contains(char::is_alphanumeric)).then_some((start, end))
}

fn is_lead(character: char) -> bool {
    matches!(character, ' ' | '\u{3000}' | ':' | '：' | '是' | '为' | '在' | '于' | '位' | '“' | '（' | '(')
}

/// The text up to the end of the clause or a 的 (which no address has), the next field, a telephone number or something masked.
fn segment(text: &str) -> &str {
    let mut digits = 0;
    for (count, (offset, character)) in text.char_indices().enumerate() {
        digits = if digit(character).is_some() { digits + 1 } else { 0 };
        let ends_clause = matches!(
            character,
            '，' | ','
                | '。'
                | ';'
                | '；'
                | '!'
                | '！'
                | '?'
                | '？'
                | '\n'
                | '\r'
                | '的'
                | '*'
                | '＊'
                | '"'
                | '”'
                | '“'
                | '、'
                | ')'
                | '）'
        );
        let next_field =
            is_han(character) && NEXT_FIELDS.iter().any(|field| text[offset..].starts_with(field));
        if LEN_MAX <= count || ends_clause || next_field {
            return &text[..offset];
        }
        // Seven digits are no house number: the address ended before them.
        if digits == 7 {
            let end = text[..offset].rfind(|c| digit(c).is_none());
            return end.and_then(|end| text.get(..end)).unwrap_or_default();
        }
    }
    text
}

/// Where province, city and district end: the part that may be shown.
fn district_end(segment: &str) -> usize {
    let (mut end, mut unit_len) = (0, 0);
    let mut previous = ' ';
    for (offset, character) in segment.char_indices() {
        let after = offset + character.len_utf8();
        let next = segment[after..].chars().next().unwrap_or(' ');
        unit_len += 1;
        if UNIT_LEN_MAX < unit_len
            || matches!(character, '路' | '街' | '道' | '巷' | '号' | '栋' | '村' | '镇' | '乡' | '苑')
        {
            break;
        }
        let is_unit = 1 < unit_len
            && match character {
                '省' | '县' | '盟' => true,
                '市' => !matches!(previous, '超' | '城' | '门' | '夜' | '菜' | '股'),
                '州' => next != '市',
                '旗' => !matches!(next, '路' | '街' | '村' | '镇'),
                '区' => !matches!(
                    previous,
                    '小' | '社' | '园' | '校' | '厂' | '住' | '街' | '景' | '片' | '山' | '库'
                ),
                _ => false,
            };
        if is_unit {
            (end, unit_len) = (after, 0);
            let is_district = matches!(character, '区' | '县' | '旗') && !matches!(previous, '治' | '政');
            if is_district {
                break;
            }
        }
        previous = character;
    }
    end
}

struct Marker {
    /// Offset after the last mark.
    end: usize,
    count: usize,
    /// Whether a number stands before one of them.
    numbered: bool,
}

fn last_marker(text: &str) -> Option<Marker> {
    let mut found = Marker { end: 0, count: 0, numbered: false };
    let mut previous = ' ';
    for (offset, character) in text.char_indices() {
        let marker = MARKERS.iter().find(|marker| text[offset..].starts_with(**marker));
        if let Some(marker) = marker {
            found.end = offset + marker.len();
            found.count += 1;
            let is_number = |c: char| {
                c.is_ascii_alphanumeric() || digit(c).is_some() || "一二三四五六七八九十".contains(c)
            };
            found.numbered |= is_number(previous);
        }
        previous = character;
    }
    // The number of a room may follow its building: 3栋502.
    let tail = text[found.end..]
        .find(|c: char| !(c.is_ascii_alphanumeric() || digit(c).is_some() || c == '-' || c == '－'));
    let end = found.end + tail.unwrap_or(text.len() - found.end);
    (0 < found.count).then_some(Marker { end, ..found })
}
