//! A date as the command line and the API print it.

use domain::clock::{Authority, Due, Party, State, Step, governing};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use crate::Words;
use crate::reckoning::reckoning;

/// A date with its article and its reasons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExplainedDue {
    /// The regime.
    pub regime: String,
    /// Its version.
    pub version: u32,
    /// The stage.
    pub stage: String,
    /// What must be done.
    pub title: domain::clock::Words,
    /// Which start of the clock, from 1.
    pub run: u32,
    /// Law or the institution's own rule.
    pub authority: Authority,
    /// Who owes it.
    pub actor: Party,
    /// Whether it holds now; an extension not granted does not.
    pub applies: bool,
    /// Whether this is the date that orders the queue.
    pub governs: bool,
    /// How it stands.
    #[serde(flatten)]
    pub state: State,
    /// The last day as counted.
    pub due_natural: Date,
    /// The last day after rolling.
    pub due_rolled: Date,
    /// The exact end, where hours count.
    pub due_at: Option<Timestamp>,
    /// Whether the calendar of that year is not loaded.
    pub provisional: bool,
    /// How many days were excluded.
    pub excluded_days: u32,
    /// How many minutes were excluded, where time is credited by the hour.
    pub excluded_minutes: i64,
    /// The article.
    pub article: String,
    /// Whether article and rule were found in public material.
    pub article_verified: bool,
    /// The reasons in sentences.
    pub explanation: String,
    /// The reasons step by step.
    pub steps: Vec<Step>,
}

impl ExplainedDue {
    /// Explains dates. One of them governs, if any is open.
    pub fn all(dues: &[Due], words: &Words) -> Vec<Self> {
        let governs = governing(dues);
        dues.iter().map(|due| Self::one(due, governs == Some(due), words)).collect()
    }

    fn one(due: &Due, governs: bool, words: &Words) -> Self {
        Self {
            regime: due.regime.clone(),
            version: due.version,
            stage: due.stage.clone(),
            title: due.title.clone(),
            run: due.run,
            authority: due.authority,
            actor: due.actor,
            applies: due.applies(),
            governs,
            state: due.state.clone(),
            due_natural: due.due_natural,
            due_rolled: due.due_rolled,
            due_at: due.due_at,
            provisional: due.provisional,
            excluded_days: due.excluded_days,
            excluded_minutes: due.excluded_minutes,
            article: due.article.clone(),
            article_verified: due.article_verified,
            explanation: reckoning(due, words),
            steps: due.explanation.clone(),
        }
    }
}
