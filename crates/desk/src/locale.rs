//! The words on screen, one bundle a language, from `locales/`.
//!
//! Every key stands in both languages with the same variables; a test compares them. A key that is missing all the same
//! stops a test and shows itself to a reader.

use std::str::FromStr;
use std::sync::Arc;

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;
use domain::clock::Language;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

use crate::{DeskSettings, cookie};

/// The cookie that holds the language somebody chose.
pub const LANGUAGE_COOKIE: &str = "lang";

macro_rules! files {
    ($folder:literal: $($name:literal),+) => {
        &[$((
            concat!("locales/", $folder, "/", $name, ".ftl"),
            include_str!(concat!("../../../locales/", $folder, "/", $name, ".ftl")),
        )),+]
    };
}

/// The files of a language, by path.
pub fn sources(language: Language) -> &'static [(&'static str, &'static str)] {
    match language {
        Language::Zh => {
            files!("zh-CN": "common", "states", "clocks", "errors", "staff", "access", "workbench", "as_known", "hearing", "portal", "messages", "channels", "assisted", "reply_templates", "import")
        }
        Language::En => {
            files!("en": "common", "states", "clocks", "errors", "staff", "access", "workbench", "as_known", "hearing", "portal", "messages", "channels", "assisted", "reply_templates", "import")
        }
    }
}

/// The tag that `<html lang>` and cookies carry.
pub fn tag(language: Language) -> &'static str {
    match language {
        Language::Zh => "zh-CN",
        Language::En => "en",
    }
}

/// A locale file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LocaleError {
    /// Not Fluent.
    #[error("`{file}`: {problems}")]
    Syntax {
        /// The file.
        file: &'static str,
        /// What the parser says.
        problems: String,
    },
    /// A key that stands twice.
    #[error("`{file}`: {problems}")]
    Twice {
        /// The file.
        file: &'static str,
        /// Which keys.
        problems: String,
    },
    /// A tag that is none.
    #[error("`{0}` is no language tag")]
    Tag(&'static str),
}

/// What becomes of a key without words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// The key is shown, and logged: a page with a flaw is better than none.
    Shows,
    /// The program stops: for tests.
    Stops,
}

/// All languages.
#[derive(Clone)]
pub struct Locales {
    chinese: Words,
    english: Words,
}

impl Locales {
    /// The languages that ship.
    ///
    /// # Errors
    /// When a locale file is not Fluent or has a key twice; both are found by the tests.
    pub fn shipped(missing: Missing) -> Result<Self, LocaleError> {
        Ok(Self { chinese: Words::new(Language::Zh, missing)?, english: Words::new(Language::En, missing)? })
    }

    /// The words of a language.
    pub fn words(&self, language: Language) -> &Words {
        match language {
            Language::Zh => &self.chinese,
            Language::En => &self.english,
        }
    }

    /// The words a request asks for: by cookie, then by what the browser prefers, else Chinese.
    pub fn of(&self, settings: &DeskSettings, headers: &HeaderMap) -> &Words {
        let chosen = cookie::read(settings, headers, LANGUAGE_COOKIE).and_then(|tag| language_of(&tag));
        let preferred =
            || headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).and_then(preferred);
        self.words(chosen.or_else(preferred).unwrap_or_default())
    }
}

/// The language of a tag, by its first part.
pub fn language_of(tag: &str) -> Option<Language> {
    let primary = tag.split('-').next().unwrap_or_default().trim();
    Language::from_str(&primary.to_ascii_lowercase()).ok()
}

/// The first language of `Accept-Language` that ships, by weight and then by place.
fn preferred(header: &str) -> Option<Language> {
    let mut offers: Vec<(f32, Language)> = header
        .split(',')
        .take(20)
        .filter_map(|offer| {
            let (tag, weight) = offer.split_once(";q=").unwrap_or((offer, "1"));
            let weight = weight.trim().parse::<f32>().ok().filter(|weight| *weight > 0.0)?;
            Some((weight, language_of(tag.trim())?))
        })
        .collect();
    // Stable: what is named first wins among equals.
    offers.sort_by(|one, other| other.0.total_cmp(&one.0));
    offers.first().map(|(_, language)| *language)
}

/// The words of one language.
#[derive(Clone)]
pub struct Words {
    bundle: Arc<FluentBundle<FluentResource>>,
    language: Language,
    missing: Missing,
}

impl Words {
    fn new(language: Language, missing: Missing) -> Result<Self, LocaleError> {
        let identifier = tag(language).parse().map_err(|_| LocaleError::Tag(tag(language)))?;
        let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
        // The marks around values confuse copying and searching; none of our languages runs right to left.
        bundle.set_use_isolating(false);
        for &(file, text) in sources(language) {
            let resource = FluentResource::try_new(text.to_owned())
                .map_err(|(_, errors)| LocaleError::Syntax { file, problems: format!("{errors:?}") })?;
            bundle
                .add_resource(resource)
                .map_err(|errors| LocaleError::Twice { file, problems: format!("{errors:?}") })?;
        }
        Ok(Self { bundle: Arc::new(bundle), language, missing })
    }

    /// Which language.
    pub fn language(&self) -> Language {
        self.language
    }

    /// Its tag, for `<html lang>`.
    pub fn tag(&self) -> &'static str {
        tag(self.language)
    }

    /// Whether there are words for a key.
    pub fn has(&self, key: &str) -> bool {
        self.bundle.get_message(key).is_some_and(|message| message.value().is_some())
    }

    /// The words of a key.
    pub fn t(&self, key: &str) -> String {
        self.format(key, None)
    }

    /// The words of a key with one value in them.
    pub fn t1<'a>(&self, key: &str, name: &'a str, value: impl Into<FluentValue<'a>>) -> String {
        self.tn(key, &[(name, value.into())])
    }

    /// The words of a key with two values in them.
    pub fn t2<'a>(
        &self,
        key: &str,
        name: &'a str,
        value: impl Into<FluentValue<'a>>,
        other_name: &'a str,
        other: impl Into<FluentValue<'a>>,
    ) -> String {
        self.tn(key, &[(name, value.into()), (other_name, other.into())])
    }

    /// The words of a key with several values in them.
    pub fn tn<'a>(&self, key: &str, values: &[(&'a str, FluentValue<'a>)]) -> String {
        let arguments: FluentArgs<'a> = values.iter().map(|(name, value)| (*name, value.clone())).collect();
        self.format(key, Some(&arguments))
    }

    fn format(&self, key: &str, arguments: Option<&FluentArgs<'_>>) -> String {
        let message = self.bundle.get_message(key);
        let Some(pattern) = message.as_ref().and_then(fluent_bundle::FluentMessage::value) else {
            return self.fault(key, "no words");
        };
        let mut errors = Vec::new();
        let words = self.bundle.format_pattern(pattern, arguments, &mut errors);
        match errors.first() {
            None => words.into_owned(),
            Some(error) => self.fault(key, &error.to_string()),
        }
    }

    fn fault(&self, key: &str, why: &str) -> String {
        assert!(self.missing == Missing::Shows, "locales/{}: `{key}`: {why}", self.tag());
        tracing::error!(key, language = self.tag(), why, "words are missing");
        key.to_owned()
    }
}
