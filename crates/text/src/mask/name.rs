//! Names of persons near a cue.

use super::cue::NameCue;
use crate::character::{Separator, is_han, is_ignorable, separator};
use crate::surname;

/// Never part of a given name.
const NEVER: &str = "的了是在不我你他她们这那吗呢吧啊您";

/// Rarely the second character of a given name, and often the first of the next word.
const GOES_ON: &str = "住电身手性男女现今昨因于从被把向到请要想说已将曾就也都还和与及或来有没家为以";

/// Words of grammar and time: behind a weak cue they show that no name stands there.
const GRAMMAR: &str =
    "有和与及或就也都还把被从对于以为向给让使得着过说来去到请要想会能已将曾又再很没天年月日时个人次户";

/// What forms hold in place of a name.
const NO_NAMES: [&str; 11] =
    ["不详", "匿名", "未知", "保密", "同上", "本人", "没有", "暂无", "日期", "电话", "地址"];

/// Titles that follow a name.
const TITLES: [&str; 6] = ["先生", "女士", "小姐", "阿姨", "同志", "老师"];

/// A company whose name looks like a person's.
const COMPANIES: [&str; 1] = ["Cooper"];

/// The Chinese name after a cue.
pub(super) fn after(text: &str, at: usize, cue: NameCue) -> Option<(usize, usize)> {
    let rest = text.get(at..)?;
    let (gap, name) = rest.split_at(rest.find(|character| !is_gap(character, cue))?);
    let has_colon = gap.contains([':', '：', '=', '|']);
    if gap.chars().take(7).count() == 7 || (cue == NameCue::Field && gap.is_empty()) {
        return None;
    }
    let start = at + gap.len();
    if matches!(cue, NameCue::Role) && !has_colon || cue == NameCue::IAm {
        let len = with_surname(name)?;
        let titled = starts_with_any(&name[len..], &TITLES);
        let named = cue == NameCue::IAm && names_itself(&name[..len], &name[len..]);
        return (titled || named).then_some((start, start + len));
    }
    if let Some(len) = with_middle_dot(name) {
        return Some((start, start + len));
    }
    let is_form = has_colon && matches!(cue, NameCue::Field | NameCue::Role | NameCue::Called);
    let len = with_surname(name).or_else(|| if is_form { alone(name) } else { None })?;
    let (name, follows) = name.split_at(len);
    if starts_with_any(name, &NO_NAMES) || follows.starts_with(['*', '＊']) {
        return None;
    }
    let stands_alone = !follows.starts_with(is_han);
    let everyday = is_everyday(name);
    let certain = match cue {
        // 我叫曾小明: behind this cue a whole name that stands alone is one.
        NameCue::Called if stands_alone && is_whole(name) => true,
        NameCue::Myself => stands_alone && !everyday && !name.contains(|c| GRAMMAR.contains(c)),
        _ => !everyday || (has_colon && stands_alone),
    };
    (certain || is_followed_by_identity(follows)).then_some((start, start + len))
}

/// The Chinese name before a title, back to the last mark.
pub(super) fn before_title(text: &str, title_at: usize) -> Option<(usize, usize)> {
    const AHEAD: [&str; 22] = [
        "我是",
        "是",
        "我叫",
        "叫",
        "联系",
        "找",
        "给",
        "由",
        "向",
        "和",
        "与",
        "请",
        "让",
        "客户",
        "经理",
        "贵行",
        "你行",
        "尊敬的",
        "跟",
        "同",
        "对",
        "被",
    ];
    const RUN_LEN_MAX: usize = 9;
    let mut start = title_at;
    for (count, (offset, character)) in text[..title_at].char_indices().rev().enumerate() {
        if !is_han(character) {
            break;
        }
        if RUN_LEN_MAX <= count {
            return None;
        }
        start = offset;
    }
    let mut run = &text[start..title_at];
    let is_name = |run: &str| {
        with_surname(run) == Some(run.len()) && !is_everyday(run) && !run.contains(|c| GRAMMAR.contains(c))
    };
    loop {
        if is_name(run) {
            return Some((title_at - run.len(), title_at));
        }
        match AHEAD.iter().find_map(|word| run.strip_prefix(word)) {
            Some(rest) => run = rest,
            None => break,
        }
    }
    // 已电话联系到孙春花女士: whatever stands before, three characters with a common surname are a name.
    let (offset, first) = run.char_indices().rev().nth(2)?;
    let name = &run[offset..];
    let whole = is_name(name) && (surname::is_common(first) || surname::compound_at(name).is_some());
    whole.then_some((title_at - name.len(), title_at))
}

/// Whether what stands behind 我是 names the speaker: a number of theirs follows, or a whole name stands alone.
fn names_itself(name: &str, follows: &str) -> bool {
    let common = name.chars().next().is_some_and(surname::is_common) || surname::compound_at(name).is_some();
    let alone = !follows.starts_with(is_han) && is_whole(name);
    common
        && !is_everyday(name)
        && !name.contains(|c| GRAMMAR.contains(c))
        && (alone || is_followed_by_identity(follows))
}

/// Whether a name has a given name of two characters, or a surname of two.
fn is_whole(name: &str) -> bool {
    3 <= name.chars().count()
}

/// The name in Latin letters after “my name is” or a title: up to three words with capitals.
pub(super) fn latin_after(text: &str, at: usize) -> Option<(usize, usize)> {
    let rest = text.get(at..)?;
    let start = at + (rest.len() - rest.trim_start_matches([' ', '.', ':', '\u{a0}']).len());
    if start == at || 4 < start - at {
        return None;
    }
    let mut end = start;
    let mut next = start;
    for _ in 0..3 {
        let Some(len) = latin_word(&text[next..]) else { break };
        end = next + len;
        let gap = text[end..].len() - text[end..].trim_start_matches(['.', ' ']).len();
        if gap == 0 || 2 < gap {
            break;
        }
        next = end + gap;
    }
    // An initial alone is what a masked name looks like.
    let name = &text[start..end];
    let is_word = name.split([' ', '.']).any(|word| 2 <= word.chars().count());
    (is_word && !COMPANIES.contains(&name) && !text[end..].starts_with('*')).then_some((start, end))
}

/// A word with a capital, or an initial with a full stop. X's are a name already struck out.
fn latin_word(text: &str) -> Option<usize> {
    let is_part = |c: char| c.is_alphabetic() && !is_han(c) || matches!(c, '\'' | '’' | '-');
    let len = text.find(|c| !is_part(c)).unwrap_or(text.len());
    let word = &text[..len];
    let is_capital = word.chars().next().is_some_and(char::is_uppercase);
    let is_initial = word.chars().count() == 1 && text[len..].starts_with('.');
    let struck_out = word.bytes().all(|byte| matches!(byte, b'X' | b'x'));
    (is_capital && !struck_out && (2 <= word.chars().count() || is_initial)).then_some(len)
}

/// A surname from the list and one or two characters: how many bytes.
fn with_surname(text: &str) -> Option<usize> {
    let first = text.chars().next()?;
    let surname_len = match surname::compound_at(text) {
        Some(surname) => surname.len(),
        None if surname::is_single(first) => first.len_utf8(),
        None => return None,
    };
    let given = &text[surname_len..];
    // 周 小明: a blank after the surname.
    let blank = given.len()
        - given.trim_start_matches(|c| separator(c) == Some(Separator::Space) || is_ignorable(c)).len();
    let given = given.get(blank..).filter(|_| blank <= 3)?;
    let mut len = 0;
    for (count, character) in given.chars().take(2).enumerate() {
        let rest = &given[len..];
        let ends = !is_han(character) || NEVER.contains(character) || starts_with_any(rest, &TITLES);
        let goes_on =
            count == 1 && GOES_ON.contains(character) && rest[character.len_utf8()..].starts_with(is_han);
        if ends || goes_on {
            break;
        }
        len += character.len_utf8();
    }
    // After a blank a single character is as likely the next field.
    (0 < len && (blank == 0 || !given[len..].starts_with(is_han))).then_some(surname_len + blank + len)
}

/// A name with a middle dot, 阿依古丽·买买提.
fn with_middle_dot(text: &str) -> Option<usize> {
    const PART_LEN_MAX: usize = 10;
    let mut len = 0;
    let mut dots = 0;
    loop {
        let part = text[len..].chars().take_while(|&c| is_han(c)).take(PART_LEN_MAX + 1).collect::<Vec<_>>();
        if part.is_empty() || PART_LEN_MAX < part.len() {
            return None;
        }
        len += part.iter().map(|c| c.len_utf8()).sum::<usize>();
        match text[len..].chars().next().filter(|&c| matches!(c, '·' | '•' | '・' | '‧')) {
            Some(dot) if text[len + dot.len_utf8()..].starts_with(is_han) => {
                len += dot.len_utf8();
                dots += 1;
            }
            _ => return (0 < dots).then_some(len),
        }
    }
}

/// Two to four Chinese characters that fill the field of a form.
fn alone(text: &str) -> Option<usize> {
    let len = text.find(|character| !is_han(character)).unwrap_or(text.len());
    (2..=4).contains(&text[..len].chars().count()).then_some(len)
}

/// Whether a name may be the beginning of an ordinary word.
fn is_everyday(name: &str) -> bool {
    let first = name.chars().next().is_some_and(surname::is_everyday);
    (first || surname::starts_with_word(name)) && surname::compound_at(name).is_none()
}

/// Whether what follows a name tells that a person was named: a number of identity, sex or telephone.
fn is_followed_by_identity(text: &str) -> bool {
    let rest = text.trim_start_matches(['，', ',', ' ', '（', '(', '、', '：', ':']);
    starts_with_any(rest, &["身份证", "性别", "男", "女", "手机", "电话", "联系电话", "证件"])
}

fn is_gap(character: char, cue: NameCue) -> bool {
    let mark = matches!(
        character,
        ' ' | '\t' | '\u{a0}' | '\u{3000}' | ':' | '：' | '=' | '|' | '“' | '"' | '（' | '(' | '【'
    ) || is_ignorable(character);
    match cue {
        NameCue::Field | NameCue::Called => mark || matches!(character, '是' | '为' | '叫' | '做'),
        NameCue::Role => mark || character == '是',
        NameCue::Myself | NameCue::IAm => mark,
    }
}

fn starts_with_any(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.starts_with(word))
}
