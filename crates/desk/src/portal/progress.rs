//! How a matter stands, for the person it belongs to: the status as the heading, the date, the whole way so far, the
//! answer once there is one.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use domain::matter::{Remedy, Status};
use jiff::Timestamp;
use office::{Progress, ProgressStep};

use super::chrome::{Chrome, Link};
use super::code::{self, Purpose};
use crate::guard::Consumer;
use crate::page::{Html, PageError};
use crate::staff::shown::{Stamp, day_in_words};
use crate::staff::typed::Typed;
use crate::{Desk, Words};

/// The answer as it was sent, with what it rests on.
struct Answer {
    heading: String,
    /// Where the one-time code is asked for that opens it; empty where it is open.
    unlock: String,
    outcome: String,
    words: String,
    /// Heading and words of the basis and the reasons.
    grounds: Vec<(String, String)>,
}

/// One station of the way.
struct Station {
    class: &'static str,
    words: String,
    machine: String,
    shown: String,
    detail: String,
}

/// The page.
#[derive(Template)]
#[template(path = "portal/progress.html")]
struct ProgressPage {
    page: Chrome,
    number_line: String,
    heading: String,
    due: String,
    material: Option<String>,
    answer: Option<Answer>,
    review: String,
    links: Vec<Link>,
    remedies: Vec<String>,
    way: Vec<Station>,
}

/// `GET /track/{number}`.
pub(crate) async fn show(
    State(desk): State<Arc<Desk>>,
    consumer: Consumer,
    Query(query): Query<Typed>,
) -> Result<Response, PageError> {
    let progress = desk.office.progress(&consumer.number).await?;
    let locked = progress.answer.is_some() && code::needed(&desk, &consumer).await?;
    let Consumer { number, visitor, .. } = consumer;
    let words = &visitor.words;
    let here = format!("/track/{number}");
    let heading = heading(&progress, words);
    let page = Chrome::new(&desk, &visitor, format!("{heading} {number}"), &here);
    let page = match query.get("did").map(|did| format!("did-{did}")).filter(|key| words.has(key)) {
        Some(key) => page.saying(words.t(&key)),
        None if query.get("not_now").is_some() => page.warning(words.t("progress-not_now")),
        None => page,
    };
    let due = match (&progress.answer, progress.withdrawn_at) {
        (_, Some(at)) => {
            let day = desk.office.book().zone.to_datetime(at).date();
            words.t1("progress-withdrawn", "day", day_in_words(day, words))
        }
        (None, None) => due(&desk, &progress, words),
        (Some(_), None) => String::new(),
    };
    let review = progress.review.as_ref().map(|(number, at)| {
        let at = moment(&desk, *at, words);
        words.t2("progress-review", "number", number.as_str(), "moment", at)
    });
    let unlock = match locked {
        true => Purpose::Read.path(&number),
        false => String::new(),
    };
    let answer = progress.answer.as_ref().map(|(at, said)| Answer {
        unlock: unlock.clone(),
        heading: match at {
            Some(at) => words.t1("progress-answer-at", "moment", moment(&desk, *at, words)),
            None => words.t("progress-answer-heading"),
        },
        outcome: progress
            .decided
            .as_ref()
            .map(|decided| words.t(&format!("consumer-outcome-{}", decided.outcome)))
            .or_else(|| Some(progress.declined.as_ref()?.in_language(words.language()).to_owned()))
            .unwrap_or_default(),
        words: if said.is_empty() { words.t("progress-answer-told") } else { said.clone() },
        grounds: grounds(&progress, said, words),
    });
    Ok(Html(ProgressPage {
        number_line: words.t1("progress-number", "number", number.as_str()),
        links: links(&desk, &progress, words),
        remedies: remedies(&progress, words),
        way: way(&desk, &progress, &heading, words),
        material: progress.material_asked,
        page,
        heading,
        due,
        answer,
        review: review.unwrap_or_default(),
    })
    .into_response())
}

/// What the decision rests on; words that the answer says already are not said again.
fn grounds(progress: &Progress, answer: &str, words: &Words) -> Vec<(String, String)> {
    let Some(decided) = &progress.decided else { return Vec::new() };
    let parts = [("progress-basis", &decided.basis), ("progress-reasons", &decided.reasons)];
    let told = parts.into_iter().filter(|(_, said)| !said.trim().is_empty() && said.trim() != answer.trim());
    told.map(|(key, said)| (words.t(key), said.clone())).collect()
}

/// A moment in prose.
pub(super) fn moment(desk: &Desk, at: Timestamp, words: &Words) -> String {
    let local = desk.office.book().zone.to_datetime(at);
    format!("{} {}", day_in_words(local.date(), words), local.strftime("%H:%M"))
}

/// The status, in the consumer's words. What only concerns the house shows as what it is for the person.
fn heading(progress: &Progress, words: &Words) -> String {
    let accepted = progress.steps.iter().any(|step| step.word == "accepted");
    let word: &'static str = match progress.status {
        Status::AwaitingApproval if accepted => Status::Investigating.into(),
        Status::AwaitingApproval => Status::Received.into(),
        Status::FeedbackOwed => Status::Closed.into(),
        other => other.into(),
    };
    named(&format!("consumer-{word}"), progress, words)
}

/// The words of a key, with the institution where they name it.
fn named(key: &str, progress: &Progress, words: &Words) -> String {
    let institution = match words.language() {
        domain::clock::Language::Zh => progress.institution_zh.as_str(),
        domain::clock::Language::En => progress.institution_en.as_str(),
    };
    words.t1(key, "institution", institution)
}

/// Until when the answer comes. No clock, no line.
fn due(desk: &Desk, progress: &Progress, words: &Words) -> String {
    let Some((day, provisional)) = progress.due else { return String::new() };
    let days = desk.office.today().duration_until(day).as_hours() / 24;
    if days < 0 {
        return words.t1("progress-due-late", "days", -days);
    }
    let key = if provisional { "progress-due-provisional" } else { "progress-due" };
    let until = words.t1(key, "day", day_in_words(day, words));
    format!("{until}{}", words.t1("progress-due-left", "days", days))
}

fn links(desk: &Desk, progress: &Progress, words: &Words) -> Vec<Link> {
    let here = format!("/track/{}", progress.number);
    let mut links = Vec::new();
    let mut offer = |offered: bool, page: &str, key: &str| {
        if offered {
            links.push(Link::plain(format!("{here}/{page}"), words.t(key)));
        }
    };
    let answered = progress.answer.as_ref().is_some_and(|(_, said)| !said.is_empty());
    offer(progress.may_add, "add", "progress-add");
    offer(answered, "answer", "progress-answer-download");
    offer(may_disagree(desk, progress), "disagree", "progress-disagree");
    offer(progress.may_withdraw, "withdraw", "progress-withdraw");
    offer(true, "receipt", "progress-receipt");
    if progress.material_asked.is_some()
        && let Some(first) = links.first_mut()
    {
        first.primary = true;
    }
    links
}

/// Whether the decision can still be taken to the superior institution.
pub(super) fn may_disagree(desk: &Desk, progress: &Progress) -> bool {
    progress.review.is_none() && progress.review_until.is_some_and(|until| desk.office.today() <= until)
}

fn remedies(progress: &Progress, words: &Words) -> Vec<String> {
    let remedy = |remedy: &Remedy| match (remedy, progress.review_until) {
        (Remedy::Review, Some(until)) => {
            words.t1("consumer-remedy-review-until", "day", day_in_words(until, words))
        }
        _ => {
            let word: &'static str = remedy.into();
            words.t(&format!("consumer-remedy-{word}"))
        }
    };
    if progress.answer.is_some() { progress.remedies.iter().map(remedy).collect() } else { Vec::new() }
}

/// The way so far, then where it stands, then the answer that is to come.
fn way(desk: &Desk, progress: &Progress, heading: &str, words: &Words) -> Vec<Station> {
    let zone = &desk.office.book().zone;
    let station = |step: &ProgressStep| {
        let stamp = Stamp::new(step.at, zone);
        let detail =
            if step.word == "accepted" { named("way-accepted-by", progress, words) } else { String::new() };
        Station {
            class: "past",
            words: named(&format!("way-{}", step.word), progress, words),
            machine: stamp.machine,
            shown: moment(desk, step.at, words),
            detail,
        }
    };
    let mut way: Vec<Station> = progress.steps.iter().map(station).collect();
    let still = |class, words: String, shown: String| Station {
        class,
        words,
        machine: String::new(),
        shown: String::new(),
        detail: shown,
    };
    if progress.answer.is_some() || !progress.may_withdraw {
        return way;
    }
    if way.iter().all(|station| station.words != heading) {
        way.push(still("now", heading.to_owned(), String::new()));
    }
    if let Some(day) = progress.accept_by {
        let until = words.t1("progress-answer-by", "day", day_in_words(day, words));
        way.push(still("ahead", words.t("progress-accept-to-come"), until));
    }
    if let Some((day, _)) = progress.due {
        let until = words.t1("progress-answer-by", "day", day_in_words(day, words));
        way.push(still("ahead", words.t("progress-answer-to-come"), until));
    }
    way
}
