//! Hot words: what is said far more often than before, where, since when, and by which cases; hot spots that the daily look
//! raised; calls.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::code::Axis;
use domain::id::InstitutionId;
use domain::organisation::Right;
use jiff::ToSpan;
use jiff::civil::Date;
use office::{
    GROUPS, HOT_DAYS_MAX, HeardIn, HeardSources, HotQuestion, HotSpot, HotWord, HotWords, NothingHot,
    Organisation,
};
use strum::IntoEnumIterator;

use super::frame::{Frame, Problem};
use super::shown::{Stamp, code_name, day_in_words, institution_name, short_moment, staff_name, thousands};
use super::step::choice::Choice;
use super::trend::{Trend, trend};
use super::typed::{self, Typed};
use crate::Desk;
use crate::encoded::encoded;
use crate::guard::Staff;
use crate::locale::Words;
use crate::page::{Html, PageError, field_sentence};

/// The path of the page.
pub(crate) const PATH: &str = "/desk/hearing";

/// Days of the window and of the baseline where nothing is asked.
const WINDOW_DAYS: i32 = 7;
const BASELINE_DAYS: u16 = 28;
/// Shares of a word's texts below this tell nothing.
const SCENARIOS_MAX: usize = 4;
const EVIDENCE_MAX: usize = 3;

/// A sentence with the case or call it is from.
pub(crate) struct Said {
    pub text: String,
    pub day: Stamp,
    pub href: String,
    pub source: String,
}

/// A hot word as it is read.
pub(crate) struct WordLine {
    pub text: String,
    pub count: String,
    pub before: String,
    pub ratio: String,
    pub sure: String,
    pub first_seen: String,
    pub longer: String,
    pub beside: String,
    pub scenarios: Vec<String>,
    pub evidence: Vec<Said>,
    pub trend: Trend,
    /// The cases of the window that hold it.
    pub href: String,
}

/// A hot spot as it is read.
pub(crate) struct SpotLine {
    pub id: u64,
    pub kind: String,
    pub title: String,
    pub unit: String,
    pub told: String,
    pub raised: Stamp,
    /// Who took note of it, and when; empty while nobody did.
    pub settled: String,
    pub href: String,
    pub may_settle: bool,
}

/// The page.
#[derive(Template)]
#[template(path = "staff/hearing.html")]
pub(crate) struct HearingPage {
    pub page: Frame,
    pub errors: Vec<Problem>,
    pub from: String,
    pub to: String,
    pub baseline: String,
    pub sources: Vec<Choice>,
    pub institutions: Vec<Choice>,
    pub against: Vec<Choice>,
    /// What was compared, in words.
    pub told: String,
    /// Why there is no word, in words; empty where there are some.
    pub nothing: String,
    pub lines: Vec<WordLine>,
    pub spots: Vec<SpotLine>,
    pub all_spots: bool,
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
    let answer = match desk.office.hot_words(staff.caller(), &question).await {
        Ok(answer) => Some(answer),
        Err(office::OfficeError::Invalid(found)) => {
            errors.extend(found.iter().map(|error| Problem {
                field: error.field.clone(),
                name: error.field.clone(),
                sentence: field_sentence(error, words),
            }));
            None
        }
        Err(other) => return Err(other.into()),
    };
    let mut lines = Vec::new();
    if let Some(answer) = &answer {
        for word in &answer.report.words {
            lines.push(line(&desk, &staff, &organisation, &question, answer, word).await?);
        }
    }
    let all_spots = query.get("spots") == Some("all");
    let spots = desk.office.hot_spots(staff.caller(), !all_spots).await?;
    let choices = |chosen: Option<InstitutionId>| offered(&staff, &organisation, chosen);
    let against = question.against;
    Ok(Html(HearingPage {
        page: Frame::new(&desk, &staff, words.t("hearing-title"), PATH).told(&query),
        from: question.from.to_string(),
        to: question.to.to_string(),
        baseline: question.baseline_days.to_string(),
        sources: HeardSources::iter()
            .map(|source| Choice {
                chosen: source == question.sources,
                ..Choice::new(source.to_string(), words.t(&format!("hearing-source-{source}")))
            })
            .collect(),
        institutions: choices(question.institution),
        against: choices(against),
        told: answer.as_ref().map(|answer| told(&question, answer, &organisation, words)).unwrap_or_default(),
        nothing: answer
            .as_ref()
            .and_then(|answer| answer.report.nothing)
            .map(|why| nothing(why, words))
            .unwrap_or_default(),
        lines,
        spots: spots.iter().map(|spot| spot_line(&desk, &staff, &organisation, spot)).collect(),
        all_spots,
        errors,
    })
    .into_response())
}

/// `POST /desk/hearing`: somebody took note of a hot spot.
pub(crate) async fn settle(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let spot = typed.get("settle").and_then(|id| id.parse().ok()).ok_or_else(PageError::not_found)?;
    desk.office.settle_hot_spot(staff.caller(), spot).await?;
    Ok(Redirect::to(&format!("{PATH}?done=hot_spot")).into_response())
}

/// What an address asks; what it does not say, or says in no form, is what is usual.
fn asked(desk: &Desk, organisation: &Organisation, query: &Typed) -> HotQuestion {
    let to =
        query.get("to").and_then(typed::day).unwrap_or_else(|| desk.office.today().saturating_sub(1.day()));
    let from =
        query.get("from").and_then(typed::day).unwrap_or_else(|| to.saturating_sub((WINDOW_DAYS - 1).days()));
    let named = |name: &str| query.get(name).and_then(|code| organisation.tree.by_code(code));
    HotQuestion {
        from,
        to,
        baseline_days: query.get("baseline").and_then(|days| days.parse().ok()).unwrap_or(BASELINE_DAYS),
        sources: query.get("source").and_then(|source| source.parse().ok()).unwrap_or_default(),
        institution: named("institution"),
        against: named("against"),
    }
}

fn offered(staff: &Staff, organisation: &Organisation, chosen: Option<InstitutionId>) -> Vec<Choice> {
    let reach = match staff.caller().grants() {
        Some(grants) => grants.reach(Right::See, &organisation.tree),
        None => return Vec::new(),
    };
    let seen = organisation.tree.iter().filter(|(id, _)| reach.contains(id));
    seen.map(|(id, institution)| Choice {
        chosen: Some(id) == chosen,
        ..Choice::new(&institution.code, institution_name(organisation, id, &staff.words))
    })
    .collect()
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
        Some(unit) => {
            values.push(("unit", institution_name(organisation, unit, words).into()));
            "hearing-told-units"
        }
        None => {
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

async fn line(
    desk: &Desk,
    staff: &Staff,
    organisation: &Organisation,
    question: &HotQuestion,
    answer: &HotWords,
    word: &HotWord,
) -> Result<WordLine, PageError> {
    let words = &staff.words;
    let report = &answer.report;
    let mut evidence = Vec::new();
    for said in word.evidence.iter().take(EVIDENCE_MAX) {
        let heard = HeardIn::of(said.reference);
        let number = desk.office.heard_in_case(staff.caller(), heard).await?;
        let (href, source) = match (heard, number) {
            (HeardIn::Call(call), _) => (format!("{PATH}/calls/{call}"), words.t("hearing-call")),
            (HeardIn::Case(_), Some(number)) => (format!("/desk/cases/{number}"), number.to_string()),
            (HeardIn::Case(_), None) => (String::new(), String::new()),
        };
        evidence.push(Said { text: said.text.clone(), day: Stamp::day(said.date), href, source });
    }
    let scenarios = word.scenarios.iter().take(SCENARIOS_MAX).filter_map(|scenario| {
        let value = scenario_name(desk, organisation, &scenario.column, &scenario.value, words)?;
        let percent = (scenario.share * 100.0).round() as i64;
        Some(words.t2("hearing-scenario", "value", value, "percent", percent))
    });
    let comma = words.t("comma");
    let beside: Vec<&str> = word.beside.iter().map(|beside| beside.text.as_str()).take(5).collect();
    Ok(WordLine {
        count: thousands(word.documents.into()),
        before: thousands(word.baseline_documents.into()),
        ratio: if word.baseline_documents == 0 {
            words.t("hearing-ratio-new")
        } else {
            words.t1("hearing-ratio", "ratio", format!("{:.1}", word.ratio))
        },
        sure: words.t1("hearing-surprise", "surprise", format!("{:.1}", word.surprise)),
        first_seen: day_in_words(word.first_seen, words),
        longer: word.longer.join(&comma),
        beside: beside.join(&comma),
        scenarios: scenarios.collect(),
        evidence,
        trend: trend(&word.trend, report.to, days_of(report.from, report.to), words),
        href: format!(
            "/desk/cases?q={}&received_from={}&received_until={}{}",
            encoded(&word.text),
            report.from,
            report.to,
            question
                .institution
                .and_then(|id| organisation.tree.get(id))
                .map(|found| format!("&institution={}", encoded(&found.code)))
                .unwrap_or_default()
        ),
        text: word.text.clone(),
    })
}

fn days_of(from: Date, to: Date) -> usize {
    usize::try_from(to.duration_since(from).as_hours() / 24 + 1).unwrap_or(1)
}

/// The name of what a word concentrates in; none for what says nothing by itself.
fn scenario_name(
    desk: &Desk,
    organisation: &Organisation,
    column: &str,
    value: &str,
    words: &Words,
) -> Option<String> {
    let of_axis = |axis: Axis| {
        let book = desk.office.book();
        let sets = book.codes.iter().filter(|set| set.axis() == axis);
        let code = sets.filter_map(|set| set.get(value)).last()?;
        Some(code_name(code, words))
    };
    match GROUPS.iter().position(|group| *group == column)? {
        0 => organisation.tree.by_code(value).map(|id| institution_name(organisation, id, words)),
        1 => of_axis(Axis::Business),
        2 => of_axis(Axis::Reason),
        _ => Some(words.t(&format!("hearing-from-{value}"))),
    }
}

fn spot_line(desk: &Desk, reader: &Staff, organisation: &Organisation, spot: &HotSpot) -> SpotLine {
    let words = &reader.words;
    let row = &spot.row;
    let zone = &desk.office.book().zone;
    let details = &spot.details;
    let key = format!("hot_spot-told-{}", row.spot.kind);
    let told = words.t2(&key, "count", i64::from(details.count), "before", i64::from(details.before));
    let settled = row.settled_at.map(|at| {
        let who = row.settled_by.map(|user| staff_name(organisation, user)).unwrap_or_default();
        words.t2("hot_spot-settled", "who", who, "at", short_moment(at, zone))
    });
    SpotLine {
        id: row.hot_spot_id,
        kind: words.t(&format!("hot_spot-{}", row.spot.kind)),
        title: row.spot.title.clone(),
        unit: institution_name(organisation, row.spot.institution_id, words),
        told,
        raised: Stamp::new(row.spot.raised_at, zone),
        may_settle: settled.is_none() && reader.caller().may_somewhere(Right::Steer),
        settled: settled.unwrap_or_default(),
        href: format!(
            "/desk/cases?q={}&received_from={}&received_until={}",
            encoded(&row.spot.title),
            details.from,
            details.to
        ),
    }
}

/// A call's page.
#[derive(Template)]
#[template(path = "staff/call.html")]
pub(crate) struct CallPage {
    pub page: Frame,
    pub unit: String,
    pub started: Stamp,
    /// Words, and whether one of ours spoke.
    pub turns: Vec<(String, bool)>,
}

/// `GET /desk/hearing/calls/{call}`.
pub(crate) async fn call(
    State(desk): State<Arc<Desk>>,
    staff: Staff,
    Path(call): Path<String>,
) -> Result<Response, PageError> {
    let call = call.parse().map_err(|_| PageError::not_found())?;
    let call = desk.office.call(staff.caller(), call).await?;
    let words = &staff.words;
    let title = words.t1("hearing-call-title", "reference", call.reference.as_str());
    Ok(Html(CallPage {
        page: Frame::new(&desk, &staff, title, PATH),
        unit: institution_name(&desk.office.organisation(), call.institution, words),
        started: Stamp::new(call.started_at, &desk.office.book().zone),
        turns: call
            .turns
            .into_iter()
            .map(|turn| {
                let ours = turn.is_ours();
                (turn.text, ours)
            })
            .collect(),
    })
    .into_response())
}

impl HearingPage {
    /// The longest stretch that can be asked.
    fn days_max(&self) -> i32 {
        HOT_DAYS_MAX
    }
}
