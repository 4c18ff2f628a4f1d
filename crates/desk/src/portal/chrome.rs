//! What stands around every page of the portal, and what is wrong with a form.

use fluent_bundle::FluentValue;

use super::draft::Finding;
use crate::guard::Visitor;
use crate::{Desk, Words, form_token, preferences, static_files};

/// One thing that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// Whether it is chosen now.
    pub chosen: bool,
}

impl Choice {
    /// A choice.
    pub(crate) fn new(value: impl Into<String>, label: impl Into<String>, chosen: bool) -> Self {
        Self { value: value.into(), label: label.into(), chosen }
    }
}

/// A switch at the top: language, large type.
#[derive(Debug, Clone)]
pub(crate) struct Switch {
    pub action: &'static str,
    pub name: &'static str,
    pub value: &'static str,
    pub label: String,
}

/// A link that looks like a button.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    pub href: String,
    pub label: String,
    pub primary: bool,
}

impl Link {
    /// The one usual way on.
    pub(crate) fn primary(href: impl Into<String>, label: String) -> Self {
        Self { href: href.into(), label, primary: true }
    }

    /// Another way.
    pub(crate) fn plain(href: impl Into<String>, label: String) -> Self {
        Self { href: href.into(), label, primary: false }
    }
}

/// What the layout shows around a page.
#[derive(Clone)]
pub(crate) struct Chrome {
    words: Words,
    pub lang: &'static str,
    pub large: bool,
    pub title: String,
    pub style: &'static str,
    pub script: &'static str,
    /// The token of every form.
    pub token: String,
    /// When the page was shown, signed.
    pub shown_at: String,
    pub switches: Vec<Switch>,
    /// The page's own address, for coming back from the switches.
    pub here: String,
    pub hotline: String,
    pub message: String,
    /// Whether the line says why something was not done.
    pub warns: bool,
    /// After how many seconds the page goes on by itself; 0 for never.
    pub refresh: u64,
    /// Where it goes then.
    pub refresh_to: String,
}

impl Chrome {
    /// Around a page at an address.
    pub(crate) fn new(desk: &Desk, visitor: &Visitor, title: String, here: &str) -> Self {
        let words = &visitor.words;
        Self {
            words: words.clone(),
            lang: words.tag(),
            large: visitor.large,
            title,
            style: static_files::style(),
            script: static_files::script(),
            token: visitor.csrf.clone(),
            shown_at: sign_time(desk),
            switches: switches(words, visitor.large),
            here: here.to_owned(),
            hotline: desk.settings.hotline.clone(),
            message: String::new(),
            warns: false,
            refresh: 0,
            refresh_to: String::new(),
        }
    }

    /// With one line on what was just done.
    pub(crate) fn saying(self, message: String) -> Self {
        Self { message, ..self }
    }

    /// With one line on why something was not done.
    pub(crate) fn warning(self, message: String) -> Self {
        Self { message, warns: true, ..self }
    }

    /// With what has to be put right: the title says so first.
    pub(crate) fn wrong(self, errors: &Errors) -> Self {
        if errors.is_empty() {
            return self;
        }
        Self { title: format!("{}{}", self.words.t("portal-error-title"), self.title), ..self }
    }

    /// A page that goes on by itself.
    pub(crate) fn going_on(self, seconds: u64, to: String) -> Self {
        Self { refresh: seconds, refresh_to: to, ..self }
    }

    /// The words of a key.
    pub(crate) fn t(&self, key: &str) -> String {
        self.words.t(key)
    }

    /// The words of a key with one value in them.
    pub(crate) fn t1<'a>(&self, key: &str, name: &'a str, value: impl Into<FluentValue<'a>>) -> String {
        self.words.t1(key, name, value)
    }

    /// The service telephone, on top of every page.
    pub(crate) fn hotline_line(&self) -> String {
        self.t1("portal-hotline", "number", self.hotline.as_str())
    }

    /// The words of a key that names the service telephone; of another key where there is none.
    pub(crate) fn with_hotline(&self, key: &str, without: &str) -> String {
        if self.hotline.is_empty() { self.t(without) } else { self.t1(key, "number", self.hotline.as_str()) }
    }

    /// What to do when money is in danger.
    pub(crate) fn danger_line(&self) -> String {
        self.with_hotline("home-danger", "home-danger-no-number")
    }

    /// The heading over what has to be put right.
    pub(crate) fn errors_heading(&self, count: usize) -> String {
        self.t1("portal-errors", "count", count)
    }
}

fn switches(words: &Words, large: bool) -> Vec<Switch> {
    let chinese = words.language() == domain::clock::Language::Zh;
    vec![
        Switch {
            action: preferences::PATH,
            name: "type",
            value: if large { "normal" } else { "large" },
            label: words.t(if large { "switch-type-normal" } else { "switch-type-large" }),
        },
        Switch {
            action: preferences::PATH,
            name: "lang",
            value: if chinese { "en" } else { "zh-CN" },
            label: words.t("switch-language"),
        },
    ]
}

/// The present second, signed, for a form to bring back.
fn sign_time(desk: &Desk) -> String {
    let second = desk.office.surroundings().now().as_second().to_string();
    format!("{second}.{}", form_token::sign(&desk.settings.cookie_secret, "shown", &second))
}

/// How many seconds ago a form was shown; none where it does not say so under our signature.
pub(crate) fn seconds_since_shown(desk: &Desk, shown_at: &str) -> Option<i64> {
    let (second, signature) = shown_at.split_once('.')?;
    if !form_token::same(&form_token::sign(&desk.settings.cookie_secret, "shown", second), signature) {
        return None;
    }
    Some(desk.office.surroundings().now().as_second() - second.parse::<i64>().ok()?)
}

/// What has to be put right on a page: field and sentence.
#[derive(Debug, Clone, Default)]
pub(crate) struct Errors(pub Vec<Error>);

/// One thing that has to be put right.
#[derive(Debug, Clone)]
pub(crate) struct Error {
    /// The field's name and identifier.
    pub field: &'static str,
    /// What would be right.
    pub sentence: String,
}

impl Errors {
    /// The sentences of findings.
    pub(crate) fn of(findings: &[Finding], words: &Words) -> Self {
        let sentence = |finding: &Finding| match finding.count {
            0 => words.t(finding.key),
            count => words.t1(finding.key, "count", count),
        };
        Self(
            findings
                .iter()
                .map(|finding| Error { field: finding.field, sentence: sentence(finding) })
                .collect(),
        )
    }

    /// One thing.
    pub(crate) fn one(field: &'static str, sentence: String) -> Self {
        Self(vec![Error { field, sentence }])
    }

    /// Whether there is nothing.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many things.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether a field is wrong.
    pub(crate) fn has(&self, field: &str) -> bool {
        self.0.iter().any(|error| error.field == field)
    }

    /// What would be right in a field.
    pub(crate) fn sentence(&self, field: &str) -> &str {
        self.0.iter().find(|error| error.field == field).map_or("", |error| error.sentence.as_str())
    }
}
