//! Hot words: what is said far more often than before, where, since when, and by which cases; hot spots that the daily look
//! raised; calls.

pub(crate) mod alerts;
mod call;
mod cause;
mod spot;
pub(crate) mod spots;
mod trend;
mod word;

use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use domain::id::CaseId;
use domain::organisation::Right;
use jiff::ToSpan;
use jiff::civil::Date;
use office::{
    Against, CaseRow, HOT_DAYS_MAX, HeardIn, HeardSources, HotQuestion, HotSpotList, HotWords, NothingHot,
    Organisation,
};
use strum::IntoEnumIterator;

use super::cases;
use super::frame::{Entry, Frame, Problem};
use super::shown::{day_in_words, institution_name, thousands};
use super::step::choice::Choice;
use super::typed::{self, Typed};
use crate::Desk;
use crate::encoded::address;
use crate::guard::Staff;
use crate::locale::Words;
use crate::page::{Html, PageError, looking_again};
use word::WordLine;

pub(crate) use call::call;

/// The path of the page.
pub(crate) const PATH: &str = "/desk/hearing";

/// How long a page waits for an answer before it says that the texts are being read.
const WAIT: Duration = Duration::from_millis(250);
/// What days are held against, as an address says it: those before them, other days, another institution.
const BEFORE: &str = "before";
const PERIOD: &str = "period";
const UNIT: &str = "unit";
/// Days of the window and of the baseline where nothing is asked.
const WINDOW_DAYS: i32 = 7;
const BASELINE_DAYS: u16 = 28;

/// The page.
#[derive(Template)]
#[template(path = "staff/hearing.html")]
pub(crate) struct HearingPage {
    pub page: Frame,
    pub tabs: Vec<Entry>,
    pub errors: Vec<Problem>,
    pub from: String,
    pub to: String,
    pub sources: Vec<Choice>,
    pub institutions: Vec<Choice>,
    /// What the days are held against.
    pub compare: Vec<Choice>,
    pub baseline: String,
    pub against_from: String,
    pub against_to: String,
    pub against: Vec<Choice>,
    /// What was compared, in words; or that it is being read.
    pub told: String,
    /// Why there is no word, in words; empty where there are some.
    pub nothing: String,
    pub lines: Vec<WordLine>,
}

/// `GET /desk/hearing`.
pub(crate) async fn show(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Query(query): Query<Typed>,
) -> Result<Response, PageError> {
    let words = &staff.words;
    let organisation = desk.office.organisation();
    let mut errors = Vec::new();
    let question = asked(&desk, &organisation, &query);
    let mut under_way = false;
    if query.get("compare") == Some(UNIT) && !matches!(question.against, Against::Unit(_)) {
        errors.push(Problem::of_field(
            &office::FieldError::new("against", "hot_unit_missing", "no institution is named"),
            words,
        ));
    }
    let answer = match desk.office.hot_words(staff.caller(), &question, WAIT).await {
        Ok(answer) => {
            under_way = answer.is_none();
            answer
        }
        Err(office::OfficeError::Invalid(found)) => {
            errors.extend(found.iter().map(|error| Problem::of_field(error, words)));
            None
        }
        Err(other) => return Err(other.into()),
    };
    let mut lines = Vec::new();
    if let Some(answer) = &answer {
        for word in answer.report.words.iter().zip(&answer.causes) {
            lines.push(word::line(&desk, &staff, &organisation, &question, answer, word).await?);
        }
    }
    let other_days = match question.against {
        Against::Period { from, to } => (from, to),
        Against::Before(_) | Against::Unit(_) => a_year_before(&question),
    };
    let institutions = |chosen| Choice::institutions(&staff, Right::Figures, &organisation, chosen);
    let shown = HearingPage {
        page: Frame::new(&desk, &staff, words.t("hearing-title"), PATH).told(&query),
        tabs: tabs(PATH, &desk, &staff),
        from: question.from.to_string(),
        to: question.to.to_string(),
        sources: HeardSources::iter()
            .map(|source| Choice {
                chosen: source == question.sources,
                ..Choice::new(source.to_string(), words.t(&format!("hearing-source-{source}")))
            })
            .collect(),
        institutions: institutions(question.institution),
        compare: compare(question.against, words),
        baseline: match question.against {
            Against::Before(days) => days,
            Against::Period { .. } | Against::Unit(_) => BASELINE_DAYS,
        }
        .to_string(),
        against_from: other_days.0.to_string(),
        against_to: other_days.1.to_string(),
        against: institutions(match question.against {
            Against::Unit(unit) => Some(unit),
            Against::Before(_) | Against::Period { .. } => None,
        }),
        told: match &answer {
            Some(answer) => told(&question, answer, &organisation, words),
            None if under_way => words.t("hearing-under_way"),
            None => String::new(),
        },
        nothing: answer
            .as_ref()
            .and_then(|answer| answer.report.nothing)
            .map(|why| nothing(why, words))
            .unwrap_or_default(),
        lines,
        errors,
    };
    Ok(looking_again(under_way, Html(shown)))
}

/// Hot words, hot spots and what different persons share, as tabs, as far as the reader may see them.
fn tabs(current: &str, desk: &Desk, reader: &Staff) -> Vec<Entry> {
    let pages = [
        (PATH, "hearing-words", HotSpotList::Heard),
        (spots::SPOTS_PATH, "hot_spots-title", HotSpotList::Heard),
        (spots::SHARED_PATH, "shared-title", HotSpotList::Shared),
    ];
    let tab = |(path, label, _): (&str, &str, HotSpotList)| Entry {
        href: path.to_owned(),
        label: reader.words.t(label),
        count: String::new(),
        current: path == current,
    };
    pages.into_iter().filter(|(.., list)| desk.office.may_list(reader.caller(), *list)).map(tab).collect()
}

/// What days may be held against, as choices.
fn compare(against: Against, words: &Words) -> Vec<Choice> {
    let chosen = match against {
        Against::Before(_) => BEFORE,
        Against::Period { .. } => PERIOD,
        Against::Unit(_) => UNIT,
    };
    let choice = |compared: &str| Choice {
        chosen: compared == chosen,
        ..Choice::new(compared, words.t(&format!("hearing-compare-{compared}")))
    };
    [BEFORE, PERIOD, UNIT].map(choice).into()
}

/// The same days a year before.
fn a_year_before(question: &HotQuestion) -> (Date, Date) {
    let before = |day: Date| day.saturating_sub(1.year());
    (before(question.from), before(question.to))
}

/// What an address asks; what it does not say, or says in no form, is what is usual.
fn asked(desk: &Desk, organisation: &Organisation, query: &Typed) -> HotQuestion {
    let to =
        query.get("to").and_then(typed::day).unwrap_or_else(|| desk.office.today().saturating_sub(1.day()));
    let from =
        query.get("from").and_then(typed::day).unwrap_or_else(|| to.saturating_sub((WINDOW_DAYS - 1).days()));
    let named = |name: &str| query.get(name).and_then(|code| organisation.tree.by_code(code));
    let baseline = query.get("baseline").and_then(|days| days.parse().ok()).unwrap_or(BASELINE_DAYS);
    let mut question = HotQuestion {
        from,
        to,
        against: Against::Before(baseline),
        sources: query.get("source").and_then(|source| source.parse().ok()).unwrap_or_default(),
        institution: named("institution"),
    };
    match (query.get("compare"), named("against")) {
        (Some(PERIOD), _) => {
            let (first, last) = a_year_before(&question);
            let day = |name: &str, usual: Date| query.get(name).and_then(typed::day).unwrap_or(usual);
            question.against =
                Against::Period { from: day("against_from", first), to: day("against_to", last) };
        }
        // An address that names an institution and not what is compared is of an older page.
        (Some(UNIT) | None, Some(unit)) => question.against = Against::Unit(unit),
        _ => {}
    }
    question
}

/// Those of some cases that a reader sees, as far as they are named.
async fn seen(
    desk: &Desk,
    reader: &Staff,
    cases: &[CaseId],
    named_max: usize,
) -> Result<Vec<CaseRow>, PageError> {
    let mut seen = Vec::new();
    for case_id in cases.iter().take(named_max) {
        seen.extend(desk.office.heard_in_case(reader.caller(), HeardIn::Case(*case_id)).await?);
    }
    Ok(seen)
}

/// What was compared with what, and how many texts that were.
fn told(question: &HotQuestion, answer: &HotWords, organisation: &Organisation, words: &Words) -> String {
    let report = &answer.report;
    let day = |day: Date| day_in_words(day, words);
    let mut values = vec![
        ("from", day(report.from).into()),
        ("to", day(report.to).into()),
        ("window", thousands(report.documents.window.into()).into()),
        ("baseline", thousands(report.documents.baseline.into()).into()),
        ("duplicates", thousands(report.documents.duplicates.into()).into()),
    ];
    let key = match question.against {
        Against::Unit(unit) => {
            values.push(("unit", institution_name(organisation, unit, words).into()));
            "hearing-told-units"
        }
        Against::Period { from, to } => {
            values.extend([("since", day(from).into()), ("until", day(to).into())]);
            "hearing-told-periods"
        }
        Against::Before(_) => {
            values.push(("since", day(report.baseline_from).into()));
            "hearing-told"
        }
    };
    let told = words.tn(key, &values);
    if answer.cut { format!("{told} {}", words.t("hearing-cut")) } else { told }
}

fn nothing(why: NothingHot, words: &Words) -> String {
    words.t(match why {
        NothingHot::WindowEmpty => "hearing-nothing-window",
        NothingHot::BaselineEmpty => "hearing-nothing-baseline",
        NothingHot::NothingSignificant => "hearing-nothing",
    })
}

impl HearingPage {
    /// The longest stretch that can be asked.
    fn days_max(&self) -> i32 {
        HOT_DAYS_MAX
    }
}

/// The list of cases with a word that were received within some days, of an institution and those below it.
fn cases_with(word: &str, (from, to): (Date, Date), institution: Option<String>) -> String {
    let days =
        [("q", word.to_owned()), ("received_from", from.to_string()), ("received_until", to.to_string())];
    address(cases::PATH, days.into_iter().chain(institution.map(|code| ("institution", code))))
}
