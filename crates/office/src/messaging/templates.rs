//! What messages say: texts as data, one file a template in `messages/`. A text has places for a number, a step and a
//! date, never for what stands in a case; and no link, since people are taught that links in bank messages are fraud.

use std::collections::BTreeMap;

use domain::clock::Language;
use serde::Deserialize;

/// The templates that ship, by path.
const SHIPPED: [(&str, &str); 8] = [
    ("messages/received.toml", include_str!("../../../../messages/received.toml")),
    ("messages/accepted.toml", include_str!("../../../../messages/accepted.toml")),
    ("messages/material_asked.toml", include_str!("../../../../messages/material_asked.toml")),
    ("messages/extended.toml", include_str!("../../../../messages/extended.toml")),
    ("messages/answered.toml", include_str!("../../../../messages/answered.toml")),
    ("messages/review_opened.toml", include_str!("../../../../messages/review_opened.toml")),
    ("messages/reopened.toml", include_str!("../../../../messages/reopened.toml")),
    ("messages/one_time_code.toml", include_str!("../../../../messages/one_time_code.toml")),
];

/// The file with what staff are told.
const STAFF: (&str, &str) = ("messages/staff.toml", include_str!("../../../../messages/staff.toml"));

/// The template of a one-time code.
pub(crate) const ONE_TIME_CODE: &str = "one_time_code";

/// Words in both languages.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Both {
    zh: String,
    en: String,
}

impl Both {
    /// In a language.
    pub fn of(&self, language: Language) -> &str {
        match language {
            Language::Zh => &self.zh,
            Language::En => &self.en,
        }
    }

    fn each(&self) -> [&str; 2] {
        [&self.zh, &self.en]
    }
}

/// A template for persons.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Template {
    id: String,
    /// The step in words.
    pub step: Both,
    /// Whether it goes by letter where there is neither telephone nor e-mail.
    pub letter: bool,
    /// The whole text.
    pub text: Both,
    /// The numbers under which the gateway approved the text.
    pub sms: Both,
}

impl Template {
    /// Whether it says nothing without a date.
    pub fn needs_date(&self) -> bool {
        self.text.each().iter().any(|text| text.contains("{date}"))
    }
}

/// What staff and programs are told.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StaffWords {
    pub subject: Both,
    pub text: Both,
    pub date: Both,
    pub digest: DigestWords,
    step: BTreeMap<String, Both>,
}

impl StaffWords {
    /// The step that a kind of notice tells of.
    pub fn step(&self, kind: &str, language: Language) -> &str {
        self.step.get(kind).map_or("", |step| step.of(language))
    }
}

/// What a digest says around its lines.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DigestWords {
    pub subject: Both,
    pub more: Both,
}

/// A template that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    /// Not of the shape.
    #[error("the template `{file}` is malformed")]
    Malformed {
        /// The file.
        file: String,
        /// Where and why.
        source: Box<toml::de::Error>,
    },
    /// A template that nothing sends.
    #[error("the template `{file}` has the id `{id}`, which names no message")]
    Unknown {
        /// The file.
        file: String,
        /// The id.
        id: String,
    },
    /// A place for something that messages do not carry.
    #[error("the template `{file}` has a place `{{{place}}}`: a message carries number, step and date")]
    Place {
        /// The file.
        file: String,
        /// What stands there.
        place: String,
    },
    /// A link.
    #[error("the template `{file}` holds what looks like a link: messages hold none")]
    Link {
        /// The file.
        file: String,
    },
}

/// All templates.
#[derive(Debug, Clone)]
pub struct Templates {
    persons: BTreeMap<String, Template>,
    staff: StaffWords,
}

impl Templates {
    /// Those that ship, and files of an installation in their place, by name and content.
    ///
    /// # Errors
    /// [`TemplateError`] for a file that cannot be used.
    pub fn load(own: &[(String, String)]) -> Result<Self, TemplateError> {
        let mut persons = BTreeMap::new();
        for (file, text) in SHIPPED {
            let template = read(file, text)?;
            persons.insert(template.id.clone(), template);
        }
        let mut staff = staff(STAFF.0, STAFF.1)?;
        for (file, text) in own {
            if file.rsplit('/').next() == STAFF.0.rsplit('/').next() {
                staff = self::staff(file, text)?;
                continue;
            }
            let template = read(file, text)?;
            if persons.insert(template.id.clone(), template.clone()).is_none() {
                return Err(TemplateError::Unknown { file: file.clone(), id: template.id });
            }
        }
        Ok(Self { persons, staff })
    }

    /// A template for persons.
    pub(crate) fn person(&self, id: &str) -> Option<&Template> {
        self.persons.get(id)
    }

    /// What staff are told.
    pub(crate) fn staff(&self) -> &StaffWords {
        &self.staff
    }
}

fn read(file: &str, text: &str) -> Result<Template, TemplateError> {
    let malformed = |source| TemplateError::Malformed { file: file.to_owned(), source: Box::new(source) };
    let template: Template = toml::from_str(text).map_err(malformed)?;
    let places: &[&str] = match template.id == ONE_TIME_CODE {
        true => &["number", "code"],
        false => &["number", "step", "date"],
    };
    check(file, template.text.each(), places)?;
    check(file, template.step.each(), &[])?;
    Ok(template)
}

fn staff(file: &str, text: &str) -> Result<StaffWords, TemplateError> {
    let malformed = |source| TemplateError::Malformed { file: file.to_owned(), source: Box::new(source) };
    let words: StaffWords = toml::from_str(text).map_err(malformed)?;
    check(file, words.subject.each(), &["number", "step", "date"])?;
    check(file, words.text.each(), &["number", "step", "date"])?;
    check(file, words.date.each(), &["date"])?;
    check(file, words.digest.subject.each(), &["count"])?;
    check(file, words.digest.more.each(), &["count"])?;
    words.step.values().try_for_each(|step| check(file, step.each(), &[]))?;
    Ok(words)
}

/// Refuses places for other things, and links.
fn check(file: &str, texts: [&str; 2], places: &[&str]) -> Result<(), TemplateError> {
    for text in texts {
        for after in text.split('{').skip(1) {
            let place = after.split('}').next().unwrap_or_default();
            if !after.contains('}') || !places.contains(&place) {
                return Err(TemplateError::Place { file: file.to_owned(), place: place.to_owned() });
            }
        }
        if holds_link(text) {
            return Err(TemplateError::Link { file: file.to_owned() });
        }
    }
    Ok(())
}

/// Whether a text holds an address of the web: with a scheme, or letters, a dot and letters with none between them.
fn holds_link(text: &str) -> bool {
    let lower = text.to_lowercase();
    let letters: Vec<char> = lower.chars().collect();
    let dotted = letters
        .windows(3)
        .any(|three| three[1] == '.' && three[0].is_ascii_alphanumeric() && three[2].is_ascii_alphabetic());
    lower.contains("://") || lower.contains("www.") || dotted
}

/// A text with its places filled. What is put in is never taken for a place.
pub(crate) fn filled(text: &str, values: &BTreeMap<String, String>) -> String {
    let mut pieces = text.split('{');
    let mut filled = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (place, after) = piece.split_once('}').unwrap_or(("", piece));
        filled.push_str(values.get(place).map_or("", String::as_str));
        filled.push_str(after);
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_templates_that_ship_can_be_used_and_name_each_message() {
        let templates = Templates::load(&[]).unwrap();
        for kind in <domain::matter::MessageKind as strum::IntoEnumIterator>::iter() {
            assert!(templates.person(kind.into()).is_some(), "{kind}");
        }
        assert!(templates.person(ONE_TIME_CODE).is_some());
        assert!(templates.person("extended").unwrap().needs_date());
        for kind in crate::messaging::NOTICE_KINDS {
            assert_ne!(templates.staff().step(kind, Language::Zh), "", "{kind}");
        }
    }

    #[test]
    fn content_and_links_are_refused() {
        let with = |text: &str, id: &str| {
            let file = format!(
                "id = \"{id}\"\nstep = {{ zh = \"a\", en = \"b\" }}\nletter = false\n[text]\nzh = \"{text}\"\nen = \"x\"\n[sms]\nzh = \"1\"\nen = \"2\"\n"
            );
            Templates::load(&[("messages/own.toml".to_owned(), file)]).map(|_| ())
        };
        assert!(with("您的事项{number}{step}{date}。致电95588", "accepted").is_ok());
        for text in ["{subject}", "{name}", "{number", "{code}", "{}"] {
            assert!(matches!(with(text, "accepted"), Err(TemplateError::Place { .. })), "{text}");
        }
        for text in ["见https://bank.example", "WWW.bank", "bank.example/x", "t.cn/a1"] {
            assert!(matches!(with(text, "accepted"), Err(TemplateError::Link { .. })), "{text}");
        }
        assert!(matches!(with("{number}", "closed_up"), Err(TemplateError::Unknown { .. })));
        let broken = Templates::load(&[("messages/own.toml".to_owned(), "id = 1".to_owned())]);
        assert!(matches!(broken, Err(TemplateError::Malformed { .. })));
    }

    #[test]
    fn what_is_put_in_is_no_place() {
        let values = BTreeMap::from([
            ("number".to_owned(), "{date}".to_owned()),
            ("date".to_owned(), "11-25".to_owned()),
        ]);
        assert_eq!(filled("a{number}b{date}c{else}d", &values), "a{date}b11-25cd");
    }
}
