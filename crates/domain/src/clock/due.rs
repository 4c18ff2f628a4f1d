//! A date that somebody owes something by, with the reasons for it.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use strum::{Display, EnumIter};

use super::extend::ExtendError;
use super::step::Step;
use super::terms::{AlertOn, Party, Unit, Zone};
use crate::calendar::Words;

/// One date of one clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The regime it rests on, or the name of the inner clocks' institution.
    pub regime: String,
    /// The regime's version.
    pub version: u32,
    /// The stage, `decide_15`.
    pub stage: String,
    /// What must be done.
    pub title: Words,
    /// Which start of the clock: 1 from receipt, 2 from the first new facts, and so on.
    pub run: u32,
    /// Law, or the institution's own rule.
    pub authority: Authority,
    /// Whether it is shown for information only.
    pub advisory: bool,
    /// Who owes it.
    pub actor: Party,
    /// The article, `18(1)`.
    pub article: String,
    /// Whether article and rule were found in public material, not only remembered.
    pub article_verified: bool,
    /// The row of the table of deadlines.
    pub rule: Option<String>,
    /// In what it is counted; none where the date is supplied or agreed.
    pub unit: Option<Unit>,
    /// When the clock started.
    pub starts_at: Timestamp,
    /// The last day as counted.
    pub due_natural: Date,
    /// The last day after rolling (Civil Code art. 203).
    pub due_rolled: Date,
    /// The exact end, where hours count.
    pub due_at: Option<Timestamp>,
    /// Which of the two days alerts and on-time figures use.
    pub alert_on: AlertOn,
    /// How many days before its end it is called *soon*.
    pub soon_days: u16,
    /// Whether a day beyond the loaded calendar was judged by its weekday.
    pub provisional: bool,
    /// How many days were excluded.
    pub excluded_days: u32,
    /// How many minutes were excluded, where time is credited by the hour.
    pub excluded_minutes: i64,
    /// How it stands.
    pub state: State,
    /// How the date came about, step by step.
    pub explanation: Vec<Step>,
    pub(super) zone: Zone,
}

/// On whose word a date rests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Authority {
    /// An instrument of law or of a regulator.
    Law,
    /// The institution's own, stricter rule.
    Inner,
}

/// How a date stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum State {
    /// It would hold under a condition that is not met: an extension not granted, a start assumed.
    Possible,
    /// The clock runs.
    Running,
    /// The clock stands still.
    Paused {
        /// Why, as a code.
        cause: String,
        /// In words.
        #[serde(rename = "cause_title")]
        title: Words,
        /// Since when.
        since: Timestamp,
    },
    /// What was owed was done.
    Met {
        /// When.
        at: Timestamp,
    },
    /// Another date took its place.
    Superseded {
        /// Which: a stage's name, or `agreed`, or `restart`.
        by: String,
    },
    /// An extension to it was asked for and does not hold.
    Refused {
        /// Why not.
        reason: ExtendError,
    },
    /// The matter ended otherwise.
    Ended {
        /// How.
        how: Ending,
        /// When.
        at: Timestamp,
    },
}

/// How a matter ended without the act being owed any longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Display, EnumIter)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Ending {
    /// It was withdrawn.
    Withdrawn,
    /// It was declined.
    Declined,
    /// The person accepted it as resolved at once.
    EarlyClosed,
}

impl Due {
    /// The day that alerts and on-time figures use.
    pub fn alert_date(&self) -> Date {
        match self.alert_on {
            AlertOn::Natural => self.due_natural,
            AlertOn::Rolled => self.due_rolled,
        }
    }

    /// The first moment at which it is late: the end of the alert date, or just after the exact end.
    pub fn ends_at(&self) -> Timestamp {
        self.due_at.unwrap_or_else(|| self.zone.end_of(self.alert_date()))
    }

    /// Whether an act at that time was in time. The last hour of an hour clock is still in time.
    pub fn in_time(&self, at: Timestamp) -> bool {
        if self.due_at.is_some() { at <= self.ends_at() } else { at < self.ends_at() }
    }

    /// Whether it holds: not merely possible, refused, or replaced by another.
    pub fn applies(&self) -> bool {
        match self.state {
            State::Running | State::Paused { .. } | State::Met { .. } | State::Ended { .. } => true,
            State::Possible | State::Superseded { .. } | State::Refused { .. } => false,
        }
    }

    /// Whether what it asks for is still owed.
    pub fn is_open(&self) -> bool {
        matches!(self.state, State::Running | State::Paused { .. })
    }

    /// The time zone in which its days begin and end.
    pub fn zone(&self) -> &Zone {
        &self.zone
    }
}

/// The date that orders the queue: the earliest legal one that the institution's side still owes. A clock that runs
/// comes before one that stands still.
pub fn governing(dues: &[Due]) -> Option<&Due> {
    dues.iter()
        .filter(|due| due.authority == Authority::Law && !due.advisory)
        .filter(|due| due.is_open() && due.actor.is_institution_side())
        .min_by_key(|due| (matches!(due.state, State::Paused { .. }), due.ends_at()))
}
