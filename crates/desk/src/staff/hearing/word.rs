//! A hot word as it is read: how often, how sure, where, with what, in whose words.

use office::{Against, Cause, HeardIn, HotQuestion, HotWord, HotWords, Organisation};

use super::cause::{self, WhyLine, value_name};
use super::trend::{Trend, trend};
use super::{PATH, cases_with};
use crate::Desk;
use crate::guard::Staff;
use crate::page::PageError;
use crate::staff::cases;
use crate::staff::shown::{Stamp, day_in_words, thousands};

/// How many of the places that a word concentrates in are named.
const SCENARIOS_MAX: usize = 4;
/// How many sentences stand for a word.
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
    /// None where the days before are not what it is held against.
    pub trend: Option<Trend>,
    /// Why, as far as something sets those who say it apart.
    pub whys: Vec<WhyLine>,
    /// A proposed statement of the scenario; empty where there is none.
    pub statement: String,
    /// The cases of the window that hold it.
    pub href: String,
}

/// The line of a word in an answer.
pub(super) async fn line(
    desk: &Desk,
    staff: &Staff,
    organisation: &Organisation,
    question: &HotQuestion,
    answer: &HotWords,
    (word, cause): (&HotWord, &Cause),
) -> Result<WordLine, PageError> {
    let words = &staff.words;
    let report = &answer.report;
    let mut evidence = Vec::new();
    for said in word.evidence.iter().take(EVIDENCE_MAX) {
        let heard = HeardIn::of(said.reference);
        let case = desk.office.heard_in_case(staff.caller(), heard).await?;
        let (href, source) = match (heard, case) {
            (HeardIn::Call(call), _) => (format!("{PATH}/calls/{call}"), words.t("hearing-call")),
            (HeardIn::Case(_), Some(case)) => (format!("{}/{}", cases::PATH, case.number), case.number),
            // It is gone, or not the reader's any more.
            (HeardIn::Case(_), None) => continue,
        };
        evidence.push(Said { text: said.text.clone(), day: Stamp::day(said.date), href, source });
    }
    let scenarios = word.scenarios.iter().take(SCENARIOS_MAX).filter_map(|scenario| {
        let value = value_name(desk, organisation, &scenario.column, &scenario.value, words)?;
        let percent = (scenario.share * 100.0).round() as i64;
        Some(words.t2("hearing-scenario", "value", value, "percent", percent))
    });
    // Held against other texts, the days before are no days of this window's.
    let is_before = matches!(question.against, Against::Before(_));
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
        first_seen: match is_before {
            true => words.t1("hearing-first", "day", day_in_words(word.first_seen, words)),
            false => String::new(),
        },
        longer: word.longer.join(&comma),
        beside: beside.join(&comma),
        scenarios: scenarios.collect(),
        evidence,
        whys: cause::lines(desk, staff, organisation, cause).await?,
        statement: cause::statement(desk, organisation, cause, words),
        trend: is_before.then(|| trend(&word.trend, report.to, report.window_days(), words)),
        href: cases_with(
            &word.text,
            (report.from, report.to),
            question.institution.and_then(|id| organisation.tree.get(id)).map(|found| found.code.clone()),
        ),
        text: word.text.clone(),
    })
}
