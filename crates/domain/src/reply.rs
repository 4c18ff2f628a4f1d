//! Templates of replies: words with places for what stands in a case. What is left open in a text is found here, so that no
//! letter goes out with a place nobody filled.

use strum::{EnumIter, IntoEnumIterator};

/// What a place of a template stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter)]
pub enum ReplyField {
    /// The institution that answers.
    Institution,
    /// The number of the case.
    Number,
    /// The day on which it was received.
    ReceivedOn,
    /// The day of the answer.
    Today,
    /// How the person is addressed. Filled when the answer is recorded: whoever writes it sees the person masked.
    Salutation,
}

impl ReplyField {
    /// How a place is written, between braces: in Chinese and in English.
    pub fn names(self) -> [&'static str; 2] {
        match self {
            Self::Institution => ["机构", "institution"],
            Self::Number => ["编号", "number"],
            Self::ReceivedOn => ["收到日期", "received_on"],
            Self::Today => ["今天", "today"],
            Self::Salutation => ["称呼", "salutation"],
        }
    }

    /// The field of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::iter().find(|field| field.names().contains(&name.trim()))
    }
}

/// The longest name a place may have, in characters.
const NAME_CHARS_MAX: usize = 40;

/// Fills the places for which there is a value; the others stay as they are.
pub fn fill(text: &str, value: impl Fn(ReplyField) -> Option<String>) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, name, after)) = next_place(rest) {
        filled.push_str(before);
        match ReplyField::named(name).and_then(&value) {
            Some(value) => filled.push_str(&value),
            None => filled.push_str(&format!("{{{name}}}")),
        }
        rest = after;
    }
    filled.push_str(rest);
    filled
}

/// The places of a template whose names nothing is known by.
pub fn unknown_places(text: &str) -> Vec<&str> {
    places(text).filter(|name| ReplyField::named(name).is_none()).collect()
}

/// What is left open in a text: places of known fields, and what a template leaves to its writer, in brackets such as
/// 【请填写：原因】.
pub fn open_places(text: &str) -> Vec<&str> {
    let known = places(text).filter(|name| ReplyField::named(name).is_some());
    let marked = text.split('【').skip(1).filter_map(|rest| rest.split_once('】').map(|(inside, _)| inside));
    let left = marked.filter(|inside| inside.trim().starts_with("请填") || inside.trim().starts_with("待填"));
    known.chain(left).collect()
}

fn places(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (_, name, after) = next_place(rest)?;
        rest = after;
        Some(name)
    })
}

/// What stands before the next place, its name, and what comes after it.
fn next_place(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    loop {
        let open = from + text.get(from..)?.find('{')?;
        let inside = &text[open + 1..];
        let close = inside.find(['{', '}', '\n'])?;
        let name = &inside[..close];
        let is_name = !name.trim().is_empty() && name.chars().count() <= NAME_CHARS_MAX;
        if inside[close..].starts_with('}') && is_name {
            return Some((&text[..open], name, &inside[close + 1..]));
        }
        from = open + 1 + close;
    }
}

/// Surnames of two characters, those in use.
const COMPOUND_SURNAMES: [&str; 20] = [
    "欧阳", "上官", "司马", "诸葛", "东方", "皇甫", "尉迟", "公孙", "令狐", "慕容", "司徒", "夏侯", "宇文",
    "长孙", "端木", "南宫", "呼延", "独孤", "轩辕", "澹台",
];

/// How a person is addressed in Chinese: by their surname, 先生 or 女士 where it is known which, else both; 客户 where the name
/// is none of a person's in Chinese.
pub fn salutation(name: Option<&str>, sex: Option<&str>) -> String {
    let name: String = name.unwrap_or_default().chars().filter(|letter| !letter.is_whitespace()).collect();
    let is_han = |letter: char| matches!(letter, '\u{3400}'..='\u{9fff}');
    let chars = name.chars().count();
    if !(2..=4).contains(&chars) || !name.chars().all(is_han) {
        return "客户".to_owned();
    }
    let compound = COMPOUND_SURNAMES.iter().find(|surname| chars > 2 && name.starts_with(**surname));
    let surname = compound.map_or_else(|| name.chars().take(1).collect(), |surname| (*surname).to_owned());
    let title = match sex.unwrap_or_default().trim() {
        "男" | "male" | "M" => "先生",
        "女" | "female" | "F" => "女士",
        _ => "先生/女士",
    };
    format!("{surname}{title}")
}
