//! What stands around every page of the desk: navigation, search, who reads, messages; and what is wrong with a form.

use axum::response::{IntoResponse, Redirect, Response};
use domain::id::Number;
use domain::matter::{Case, Step};
use domain::organisation::Right;
use fluent_bundle::FluentValue;
use office::{Count, FieldError, OfficeError};

use super::bulk::Pick;
use super::typed::Typed;
use crate::guard::{Staff, Visitor};
use crate::page::{PageError, field_sentence};
use crate::preferences::Habits;
use crate::{Desk, Words};

/// A link with a label and, where work waits, a count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub href: String,
    pub label: String,
    pub count: String,
    pub current: bool,
}

/// A group of the navigation; the first has no heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NavGroup {
    pub heading: String,
    pub entries: Vec<Entry>,
}

/// A switch at the top: language, large type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Switch {
    pub action: &'static str,
    pub name: &'static str,
    pub value: &'static str,
    pub label: String,
}

/// The way to take back what was just recorded: a recorded counter-step of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Undo {
    /// Where it is posted.
    pub action: String,
    /// The version of the case at which nothing has happened since.
    pub version: u32,
}

impl Undo {
    fn of(word: &str) -> Option<Self> {
        let Pick { number, version } = Pick::parse(word)?;
        Some(Self { action: format!("/desk/cases/{number}/steps/take_back"), version })
    }
}

/// What the layout shows around a page.
#[derive(Clone)]
pub(crate) struct Frame {
    words: Words,
    pub lang: &'static str,
    pub large: bool,
    pub title: String,
    pub style: &'static str,
    pub script: &'static str,
    pub signed_in: bool,
    pub name: String,
    pub csrf: String,
    pub nav: Vec<NavGroup>,
    pub switches: Vec<Switch>,
    pub here: String,
    pub search: String,
    pub message: String,
    /// The way to take back what the message tells of.
    pub undo: Option<Undo>,
    /// How the reader wants to work.
    pub habits: Habits,
    /// The way to the notices, with how many are not seen.
    pub notices: Option<Entry>,
    /// Who reads: tells the tabs of one reader from those of another in the same browser.
    pub reader: u64,
}

impl Frame {
    /// The frame of a page at an address of the navigation.
    pub(crate) fn new(desk: &Desk, staff: &Staff, title: String, path: &str) -> Self {
        let organisation = desk.office.organisation();
        let user = organisation.users.get(&staff.signed_in.user_id);
        Self {
            signed_in: true,
            name: user.map(|user| user.display_name.clone()).unwrap_or_default(),
            nav: nav(staff, path),
            notices: notices(staff, path),
            reader: staff.signed_in.user_id.0,
            habits: staff.habits,
            ..Self::bare(&staff.words, staff.large, staff.csrf.clone(), title, path)
        }
    }

    /// The frame of a page for somebody who has not signed in.
    pub(crate) fn outside(visitor: &Visitor, title: String, path: &str) -> Self {
        Self::bare(&visitor.words, visitor.large, visitor.csrf.clone(), title, path)
    }

    fn bare(words: &Words, large: bool, csrf: String, title: String, path: &str) -> Self {
        Self {
            words: words.clone(),
            lang: words.tag(),
            large,
            title,
            style: crate::static_files::style(),
            script: crate::static_files::script(),
            signed_in: false,
            name: String::new(),
            csrf,
            nav: Vec::new(),
            switches: switches(words, large),
            here: path.to_owned(),
            search: String::new(),
            message: String::new(),
            undo: None,
            habits: Habits { single_keys: true, compact: false },
            notices: None,
            reader: 0,
        }
    }

    /// The same frame on a page at another address than that of the navigation.
    pub(crate) fn at(self, here: &str) -> Self {
        Self { here: here.to_owned(), ..self }
    }

    /// The same frame with what is searched for.
    pub(crate) fn searching(self, search: &str) -> Self {
        Self { search: search.to_owned(), ..self }
    }

    /// The same frame with one sentence on what was just done.
    pub(crate) fn told(self, query: &Typed) -> Self {
        let key = query.get("done").map(|done| format!("told-{done}")).filter(|key| self.words.has(key));
        let count: Option<u64> = query.get("n").and_then(|count| count.parse().ok());
        let message = key.and_then(|key| match key.starts_with("told-bulk") {
            true => Some(self.words.t1(&key, "count", count?)),
            false => Some(self.words.t(&key)),
        });
        let undo = message.as_ref().and_then(|_| Undo::of(query.get("undo")?));
        Self { message: message.unwrap_or_default(), undo, ..self }
    }

    /// The same frame with one sentence on what was just done to a case, and the step that comes next.
    pub(crate) fn told_of(self, query: &Typed, case: &Case) -> Self {
        let told = self.told(query);
        // What waits for a second person says so itself.
        let next = case.next_step().filter(|step| *step != Step::Approve);
        match next {
            Some(step) if !told.message.is_empty() => {
                let step = told.words.t(&format!("step-{step}"));
                let message = told.words.t2("told-next", "told", told.message.as_str(), "step", step);
                Self { message, ..told }
            }
            _ => told,
        }
    }

    /// The words of a key.
    pub(crate) fn t(&self, key: &str) -> String {
        self.words.t(key)
    }

    /// The words of a key with one value in them.
    pub(crate) fn t1<'a>(&self, key: &str, name: &'a str, value: impl Into<FluentValue<'a>>) -> String {
        self.words.t1(key, name, value)
    }

    /// The words of a key with two values in them.
    pub(crate) fn t2<'a>(
        &self,
        key: &str,
        one: &'a str,
        value: impl Into<FluentValue<'a>>,
        two: &'a str,
        other: impl Into<FluentValue<'a>>,
    ) -> String {
        self.words.t2(key, one, value, two, other)
    }

    /// The heading over what has to be put right.
    pub(crate) fn errors_heading(&self, errors: &[Problem]) -> String {
        let count = i64::try_from(errors.len()).unwrap_or(i64::MAX);
        self.words.t1("errors-heading", "count", count)
    }
}

/// The way to the notices, for who sees cases.
fn notices(staff: &Staff, path: &str) -> Option<Entry> {
    let unseen = staff.notices;
    staff.caller().may_somewhere(Right::See).then(|| Entry {
        href: super::notices::PATH.to_owned(),
        label: staff.words.t("nav-notices"),
        count: super::stream::shown(unseen),
        current: path == super::notices::PATH,
    })
}

fn switches(words: &Words, large: bool) -> Vec<Switch> {
    let chinese = words.language() == domain::clock::Language::Zh;
    vec![
        Switch {
            action: crate::preferences::PATH,
            name: "type",
            value: if large { "normal" } else { "large" },
            label: words.t(if large { "switch-type-normal" } else { "switch-type-large" }),
        },
        Switch {
            action: crate::preferences::PATH,
            name: "lang",
            value: if chinese { "en" } else { "zh-CN" },
            label: words.t("switch-language"),
        },
    ]
}

/// The navigation: what the reader may not use is absent, never grey.
fn nav(staff: &Staff, path: &str) -> Vec<NavGroup> {
    let words = &staff.words;
    let may = |right| staff.caller().may_somewhere(right);
    type Page = (&'static str, &'static str, bool);
    let groups: [(&str, &[Page]); 3] = [
        (
            "",
            &[
                ("/desk", "overview", may(Right::Figures)),
                ("/desk/queue", "queue", may(Right::Handle)),
                ("/desk/intake", "intake", may(Right::Intake)),
            ],
        ),
        (
            "nav-group-cases",
            &[
                ("/desk/cases", "cases", may(Right::See)),
                ("/desk/approvals", "approvals", may(Right::Approve)),
                ("/desk/team", "team", may(Right::Steer)),
                (super::channels::PATH, "channels", may(Right::See)),
                ("/desk/import", "import", may(Right::Import)),
                (super::hearing::PATH, "hearing", may(Right::Figures)),
            ],
        ),
        (
            "nav-group-system",
            &[
                ("/desk/ledger", "ledger", may(Right::Audit)),
                ("/desk/admin/institutions", "admin", may(Right::Administer)),
            ],
        ),
    ];
    let entry = |(href, word, _): &Page| Entry {
        href: (*href).to_owned(),
        label: words.t(&format!("nav-{word}")),
        // Counts only where work waits.
        count: match *word {
            "queue" => waiting(staff.waiting.cases),
            "approvals" => waiting(staff.waiting.approvals),
            _ => String::new(),
        },
        current: path == *href || (path.starts_with("/desk/admin/") && *word == "admin"),
    };
    let groups = groups.iter().map(|(heading, entries)| NavGroup {
        heading: if heading.is_empty() { String::new() } else { words.t(heading) },
        entries: entries.iter().filter(|(_, _, shown)| *shown).map(entry).collect(),
    });
    groups.filter(|group| !group.entries.is_empty()).collect()
}

/// How much waits; nothing where nothing does.
fn waiting(count: Count) -> String {
    if count.count == 0 { String::new() } else { super::listing::counted(count) }
}

/// Something that has to be put right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    /// The identifier of the field on the page; empty for the whole.
    pub field: String,
    /// The name of the field in the form.
    pub name: String,
    /// What would be right.
    pub sentence: String,
}

impl Problem {
    /// With a field.
    pub(crate) fn of_field(error: &FieldError, words: &Words) -> Self {
        Self {
            field: error.field.replace('.', "-"),
            name: error.field.clone(),
            sentence: field_sentence(error, words),
        }
    }

    /// With the whole.
    pub(crate) fn of_case(sentence: String) -> Self {
        Self { field: String::new(), name: String::new(), sentence }
    }
}

/// The number in an address. One that cannot be is answered like one that is not there.
pub(crate) fn open_number(number: &str) -> Result<Number, PageError> {
    number.parse().map_err(|_| OfficeError::NotFound { what: "case" }.into())
}

/// To another page.
pub(crate) fn see(path: &str) -> Response {
    Redirect::to(path).into_response()
}
