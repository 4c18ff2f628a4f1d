//! What people type into the search box, read without ever refusing.
//!
//! ```text
//! words            all of them must be there
//! "a phrase"       exactly so; “ ” 「 」 too
//! -word -"phrase"  must not be there
//! field:value      kind status due received handler code institution channel urgent major paused number
//! 种类：投诉       the same in Chinese, with full-width signs
//! ```
//!
//! Work is bounded: what lies beyond [`CHARS_MAX`] characters or [`CLAUSES_MAX`] conditions is not read.

/// How many characters of a question are read.
pub const CHARS_MAX: usize = 512;
/// How many conditions of a question are read.
pub const CLAUSES_MAX: usize = 24;

/// A field that can be asked for by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::EnumIter)]
pub enum Field {
    /// The kind.
    Kind,
    /// The status, or whether open or ended.
    Status,
    /// The next legal date.
    Due,
    /// The day of receipt.
    Received,
    /// Who handles it.
    Handler,
    /// A code, or one it stands under.
    Code,
    /// The institution and all below it.
    Institution,
    /// How it came first.
    Channel,
    /// Whether it goes by the urgent lane.
    Urgent,
    /// Whether it is confirmed as major.
    Major,
    /// Whether its clock stands still.
    Paused,
    /// The number.
    Number,
}

impl Field {
    /// The names it goes by, the first one in English.
    pub fn names(self) -> &'static [&'static str] {
        match self {
            Self::Kind => &["kind", "type", "种类", "类型"],
            Self::Status => &["status", "state", "状态"],
            Self::Due => &["due", "期限", "到期"],
            Self::Received => &["received", "收到", "收件", "登记"],
            Self::Handler => &["handler", "assignee", "经办", "经办人"],
            Self::Code => &["code", "代码", "分类"],
            Self::Institution => &["institution", "机构"],
            Self::Channel => &["channel", "来源", "渠道"],
            Self::Urgent => &["urgent", "急", "加急", "紧急"],
            Self::Major => &["major", "重大"],
            Self::Paused => &["paused", "暂停"],
            Self::Number => &["number", "编号", "案号"],
        }
    }

    fn named(name: &str) -> Option<Self> {
        let name = name.to_lowercase();
        let mut all = <Self as strum::IntoEnumIterator>::iter();
        all.find(|field| field.names().contains(&name.as_str()))
    }
}

/// One condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// Whether it must not hold.
    pub negated: bool,
    /// What is asked.
    pub what: What,
    /// As it was typed, without the sign before it.
    pub typed: String,
}

/// What a condition asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// A word.
    Word(String),
    /// Exactly these words.
    Phrase(String),
    /// A field with a value, half width and not empty.
    Field(Field, String),
}

/// Reads a question.
pub fn clauses(typed: &str) -> Vec<Clause> {
    let letters: Vec<char> = typed.chars().take(CHARS_MAX).filter(|letter| *letter != '\0').collect();
    let mut reader = Reader { letters: &letters, at: 0 };
    let mut clauses = Vec::new();
    while clauses.len() < CLAUSES_MAX {
        reader.skip_blanks();
        if reader.peek().is_none() {
            break;
        }
        clauses.extend(reader.clause());
    }
    clauses
}

struct Reader<'a> {
    letters: &'a [char],
    at: usize,
}

/// The sign that ends what another one opened.
fn closing(opening: char) -> Option<&'static [char]> {
    match opening {
        '"' | '＂' | '“' | '”' => Some(&['"', '＂', '”', '“']),
        '「' => Some(&['」']),
        '『' => Some(&['』']),
        _ => None,
    }
}

/// A sign in half width; everything else as it is.
fn half(letter: char) -> char {
    match letter {
        '！'..='～' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        '。' => '.',
        '−' | '–' | '—' => '-',
        other => other,
    }
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.letters.get(self.at).copied()
    }

    fn skip_blanks(&mut self) {
        while self.peek().is_some_and(|letter| letter.is_whitespace() || letter.is_control()) {
            self.at += 1;
        }
    }

    /// The next condition; nothing for a sign that stands alone.
    fn clause(&mut self) -> Option<Clause> {
        let mut negated = false;
        if self.peek().map(half) == Some('-') {
            self.at += 1;
            negated = true;
        }
        let start = self.at;
        let what = self.what()?;
        let typed: String = self.letters.get(start..self.at).unwrap_or_default().iter().collect();
        Some(Clause { negated, what, typed: typed.trim().to_owned() })
    }

    fn what(&mut self) -> Option<What> {
        if let Some(phrase) = self.quoted() {
            return Some(What::Phrase(phrase));
        }
        let start = self.at;
        while let Some(letter) = self.peek() {
            if letter.is_whitespace() || letter.is_control() || closing(letter).is_some() {
                break;
            }
            self.at += 1;
            if half(letter) != ':' {
                continue;
            }
            let name: String = self.letters[start..self.at - 1].iter().collect();
            if let Some(field) = Field::named(&name) {
                let word = self.at;
                let value = self.value();
                return Some(match value.is_empty() {
                    true => What::Word(self.letters[start..word].iter().collect()),
                    false => What::Field(field, value),
                });
            }
        }
        let word: String = self.letters[start..self.at].iter().collect();
        if word.is_empty() {
            // A closing sign that closes nothing.
            self.at += 1;
            return None;
        }
        Some(What::Word(word))
    }

    /// What stands between quotation marks here; to the end where nothing closes them.
    fn quoted(&mut self) -> Option<String> {
        let closing = closing(self.peek()?)?;
        self.at += 1;
        let start = self.at;
        while self.peek().is_some_and(|letter| !closing.contains(&letter)) {
            self.at += 1;
        }
        let phrase = self.letters[start..self.at].iter().collect();
        self.at = (self.at + 1).min(self.letters.len());
        Some(phrase)
    }

    /// The value of a field, quoted or up to the next blank.
    fn value(&mut self) -> String {
        let value = match self.quoted() {
            Some(quoted) => quoted,
            None => {
                let start = self.at;
                while self.peek().is_some_and(|letter| !letter.is_whitespace() && !letter.is_control()) {
                    self.at += 1;
                }
                self.letters[start..self.at].iter().collect()
            }
        };
        value.trim().chars().map(half).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(typed: &str) -> Vec<String> {
        let show = |clause: Clause| format!("{}{:?}", if clause.negated { "-" } else { "" }, clause.what);
        clauses(typed).into_iter().map(show).collect()
    }

    #[test]
    fn words_phrases_and_fields_in_both_languages() {
        assert_eq!(
            shown("积分 -年费 “分期 手续费” kind:complaint 期限：＜３ｄ"),
            [
                r#"Word("积分")"#,
                r#"-Word("年费")"#,
                r#"Phrase("分期 手续费")"#,
                r#"Field(Kind, "complaint")"#,
                r#"Field(Due, "<3d")"#,
            ]
        );
        assert_eq!(shown("机构:\"城东 支行\""), [r#"Field(Institution, "城东 支行")"#]);
        assert_eq!(shown("－种类：投诉"), [r#"-Field(Kind, "投诉")"#]);
    }

    #[test]
    fn what_is_no_field_is_a_word() {
        assert_eq!(
            shown("http://x kind: 10:30"),
            [r#"Word("http://x")"#, r#"Word("kind:")"#, r#"Word("10:30")"#]
        );
        assert_eq!(shown("\"open"), [r#"Phrase("open")"#]);
        assert_eq!(shown("- -- 」 \" "), [r#"-Word("-")"#, r#"Word("」")"#, r#"Phrase(" ")"#]);
        assert!(shown("").is_empty());
    }
}
