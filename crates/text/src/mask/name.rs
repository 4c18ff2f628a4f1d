//! Names of persons near a cue.

use super::cue::NameCue;
use crate::character::{Separator, is_han, is_ignorable, separator};
use crate::han_set::HanSet;
use crate::surname;

/// Never part of a given name.
static NEVER: HanSet = HanSet::of("的了是在不我你他她们这那吗呢吧啊您");

/// Rarely the second character of a given name, and often the first of the next word.
static GOES_ON: HanSet =
    HanSet::of("住电身手性男女现今昨因于从被把向到请要想说已将曾就也都还和与及或来有没家为以");

/// Words of grammar and time: behind a weak cue they show that no name stands there.
static GRAMMAR: HanSet = HanSet::of(
    "有和与及或就也都还把被从对于以为向给让使得着过说来去到请要想会能已将曾又再很没天年月日时个人次户",
);

/// What forms hold in place of a name.
const NO_NAMES: [&str; 11] =
    ["不详", "匿名", "未知", "保密", "同上", "本人", "没有", "暂无", "日期", "电话", "地址"];

/// Titles that follow a name.
const TITLES: [&str; 6] = ["先生", "女士", "小姐", "阿姨", "同志", "老师"];

/// Offices that stand behind a surname: 王经理 names nobody more than the surname does.
const JOBS: [&str; 7] = ["经理", "主任", "行长", "主管", "总监", "老师", "师傅"];

/// Verbs and particles that go on after the name of somebody in a role: 经办人周小明告诉我.
const GOES_ON_AFTER_ROLE: [&str; 24] = [
    "说", "称", "告诉", "告知", "表示", "答复", "承诺", "让", "给", "在", "于", "把", "没", "不", "已", "曾",
    "当时", "要求", "的", "向", "对", "態度", "态度", "回复",
];

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
        let named = match cue {
            NameCue::IAm => names_itself(&name[..len], &name[len..]),
            _ => stands_in_role(&name[..len], &name[len..]),
        };
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
    // 已电话联系到孙春花女士: whatever stands before, a whole name with a common or compound surname is one.
    let tail = |count: usize| run.char_indices().rev().nth(count - 1).map(|(offset, _)| &run[offset..]);
    let compound = tail(4).filter(|name| surname::compound_at(name).is_some() && is_name(name));
    let name = compound.or_else(|| {
        let is_common = |name: &&str| {
            name.chars().next().is_some_and(surname::is_common) || surname::compound_at(name).is_some()
        };
        tail(3).filter(is_common).filter(|name| is_name(name))
    })?;
    Some((title_at - name.len(), title_at))
}

/// Whether what stands right behind a role is a name: a whole one with a common surname, and then a mark or a verb.
fn stands_in_role(name: &str, follows: &str) -> bool {
    let common = name.chars().next().is_some_and(surname::is_common) || surname::compound_at(name).is_some();
    let goes_on = !follows.starts_with(is_han) || starts_with_any(follows, &GOES_ON_AFTER_ROLE);
    let is_job = JOBS.iter().any(|job| name.ends_with(job));
    common
        && is_whole(name)
        && goes_on
        && !is_job
        && !is_everyday(name)
        && !name.contains(|c| GRAMMAR.contains(c))
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
    const PARTS_MAX: usize = 5;
    let mut len = 0;
    let mut dots = 0;
    loop {
        let part = text[len..].chars().take_while(|&c| is_han(c)).take(PART_LEN_MAX + 1);
        let (count, bytes) = part.fold((0, 0), |(count, bytes), c| (count + 1, bytes + c.len_utf8()));
        if count == 0 || PART_LEN_MAX < count || PARTS_MAX < dots {
            return None;
        }
        len += bytes;
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
    // All words are Chinese: their first characters are compared at once.
    let Some(first) = text.as_bytes().first_chunk::<3>() else { return false };
    words.iter().any(|word| word.as_bytes().starts_with(first) && text.starts_with(word))
}
