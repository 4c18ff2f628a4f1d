//! Addresses after a cue: what lies below the district.

use crate::character::{digit, is_han, spoken_digit};
use crate::han_set::HanSet;

/// No address is longer, in characters.
const LEN_MAX: usize = 60;

/// So many blanks and colons may stand behind the cue.
const LEAD_LEN_MAX: usize = 8;

/// The longest name of a region, in characters (黔东南苗族侗族自治州).
const UNIT_LEN_MAX: usize = 11;

/// Words that begin the next field.
const NEXT_FIELDS: [&str; 13] = [
    "电话",
    "手机",
    "联系",
    "身份证",
    "邮编",
    "邮政",
    "姓名",
    "我叫",
    "本人",
    "電話",
    "手機",
    "聯繫",
    "聯絡",
];

/// The characters that those begin with.
static FIELD_FIRSTS: HanSet = HanSet::of("电電手联聯身邮姓我本");

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

/// The same behind 省 or 市, without a cue: a district, and below it a place with a number.
pub(super) fn below_region(text: &str, at: usize) -> Option<(usize, usize)> {
    /// A district begins right behind its city: 长沙市岳麓区.
    const DISTRICT_LEN_MAX: usize = 8;
    let rest = text.get(at..)?;
    let is_district = |character| matches!(character, '区' | '區' | '县' | '縣' | '旗' | '市');
    rest.chars().take(DISTRICT_LEN_MAX).take_while(|&c| is_han(c)).skip(1).find(|&c| is_district(c))?;
    let segment = segment(rest);
    let district = district_end(segment);
    let below = segment.get(district..).filter(|_| 0 < district)?;
    let found = last_marker(below).filter(|found| found.numbered)?;
    Some((at + district, at + district + found.end))
}

fn find(text: &str, at: usize, must_be_named: bool) -> Option<(usize, usize)> {
    let rest = text.get(at..)?;
    let lead = rest.chars().take(LEAD_LEN_MAX).take_while(|&c| is_lead(c)).map(char::len_utf8).sum::<usize>();
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
        let ends_clause = ends_clause(character);
        let next_field = FIELD_FIRSTS.contains(character)
            && NEXT_FIELDS.iter().any(|field| text[offset..].starts_with(field));
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

/// Whether an address ends before the character.
fn ends_clause(character: char) -> bool {
    match character {
        '\u{4e00}'..='\u{9fff}' => character == '的',
        _ => matches!(
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
                | '*'
                | '＊'
                | '"'
                | '”'
                | '“'
                | '、'
                | ')'
                | '）'
        ),
    }
}

/// Units of an address below the district.
static BELOW: HanSet = HanSet::of("路街道巷号號栋棟村镇鎮乡鄉苑");

/// What may end the name of a province, a city or a district.
static UNITS: HanSet = HanSet::of("省县縣盟市州旗区區");

/// Where province, city and district end: the part that may be shown.
fn district_end(segment: &str) -> usize {
    let (mut end, mut unit_len) = (0, 0);
    let mut previous = ' ';
    for (offset, character) in segment.char_indices() {
        let after = offset + character.len_utf8();
        let next = segment[after..].chars().next().unwrap_or(' ');
        unit_len += 1;
        if UNIT_LEN_MAX < unit_len || BELOW.contains(character) {
            break;
        }
        let is_unit = 1 < unit_len
            && UNITS.contains(character)
            && match character {
                '省' | '县' | '縣' | '盟' => true,
                '市' => {
                    !matches!(previous, '超' | '城' | '门' | '夜' | '菜' | '股' | '委' | '全' | '本' | '我')
                }
                '州' => next != '市',
                '旗' => !matches!(next, '路' | '街' | '村' | '镇'),
                // 南山区 is a district, 贫困山区 none.
                '区' | '區' if previous == '山' => unit_len == 3,
                '区' | '區' => !matches!(
                    previous,
                    '小' | '社' | '园' | '園' | '校' | '厂' | '廠' | '住' | '街' | '景' | '片' | '库'
                ),
                _ => false,
            };
        if is_unit {
            (end, unit_len) = (after, 0);
            let is_district =
                matches!(character, '区' | '區' | '县' | '縣' | '旗') && !matches!(previous, '治' | '政');
            if is_district {
                break;
            }
        }
        previous = character;
    }
    end
}

/// The characters that begin a word which ends a unit of an address below the district.
static MARKERS: HanSet =
    HanSet::of("路街道巷弄号號栋棟幢座室楼樓层層村镇鎮乡鄉组組社苑园園城府庄莊屯湾里坊郡胡单單小公大广廣家");

/// The length of the word here that ends a unit of an address below the district.
fn marker_len(character: char, rest: &str) -> Option<usize> {
    if !MARKERS.contains(character) {
        return None;
    }
    let second = match character {
        '路' | '街' | '道' | '巷' | '弄' | '号' | '號' | '栋' | '棟' | '幢' | '座' | '室' | '楼' | '樓'
        | '层' | '層' | '村' | '镇' | '鎮' | '乡' | '鄉' | '组' | '組' | '社' | '苑' | '园' | '園' | '城'
        | '府' | '庄' | '莊' | '屯' | '湾' | '里' | '坊' | '郡' => return Some(character.len_utf8()),
        '胡' => "同",
        '单' => "元",
        '單' => "元",
        '小' if rest.starts_with("小區") => "區",
        '小' => "区",
        '公' => "寓",
        '大' if rest.starts_with("大廈") => "廈",
        '大' => "厦",
        '广' => "场",
        '廣' => "場",
        '家' => "园",
        _ => return None,
    };
    rest.get(character.len_utf8()..)?.starts_with(second).then_some(character.len_utf8() + second.len())
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
        if let Some(len) = marker_len(character, &text[offset..]) {
            found.end = offset + len;
            found.count += 1;
            let is_number = |c: char| {
                c.is_ascii_alphanumeric()
                    || digit(c).is_some()
                    || spoken_digit(c).is_some()
                    || matches!(c, '十' | '百')
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
