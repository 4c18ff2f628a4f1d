//! The words that regimes and facts share: events, units, who owes an act, ranks.

use jiff::civil::{Date, DateTime};
use jiff::tz::{TimeZone, TimeZoneDatabase};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Deserializer, Serialize};
use strum::{Display, EnumIter, EnumString, IntoStaticStr};

use crate::calendar::days_after;

/// What can start a clock or stop it.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    Display,
    EnumIter,
    EnumString,
    IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    /// The institution received the matter: what 15, 30 and 60 days run from.
    Received,
    /// A financial regulator received it.
    RegulatorReceived,
    /// Another administrative department received it (Consumer Protection Law art. 46).
    AdministrationReceived,
    /// The regulator passed it on to the institution.
    Forwarded,
    /// Receipt was acknowledged to the person.
    Acknowledged,
    /// The institution accepted it.
    Accepted,
    /// The institution declined it and told the person.
    Declined,
    /// The person was contacted for the first time.
    Contacted,
    /// The institution decided.
    Decided,
    /// The answer was handed over, sent or dialled (art. 21: the act of sending counts).
    Answered,
    /// The person could not be reached, and there is proof of it (art. 21).
    Unreachable,
    /// The person has the answer.
    AnswerReceived,
    /// The person asked the superior institution for a review.
    ReviewRequested,
    /// The review was decided and the person told.
    ReviewAnswered,
    /// The credit centre's request to verify an item arrived.
    CentreNotice,
    /// The credit centre was answered.
    CentreAnswered,
    /// A regulator accepted a complaint about the institution's handling.
    RegulatorAccepted,
    /// The regulator answered that complaint in writing.
    RegulatorAnswered,
    /// The institution said that the matter is in progress.
    InProgress,
    /// The institution explained the delay in writing, with an expected date and the right of referral.
    HoldingReply,
    /// The person commented on the answer.
    FeedbackGiven,
    /// The person took the matter to an external body.
    Referred,
    /// The regulator published the matter.
    Published,
    /// The matter was closed.
    Closed,
}

/// In what a period is counted.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    Display,
    EnumIter,
    EnumString,
    IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Unit {
    /// Every day counts; the day of the event does not.
    NaturalDay,
    /// Working days of the regime's calendar; the day of the event does not count.
    WorkingDay,
    /// Hours of working time.
    WorkingHour,
    /// Hours by the clock.
    Hour,
    /// Seven natural days.
    Week,
    /// To the same day of a later month, or its last day.
    Month,
    /// To the same day of a later year.
    Year,
}

/// Who owes an act, or is owed a notice.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    Display,
    EnumIter,
    EnumString,
    IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Party {
    /// The institution that handles the matter.
    Institution,
    /// Its superior institution, for a review.
    Superior,
    /// The person who raised the matter.
    Complainant,
    /// A regulator.
    Regulator,
}

impl Party {
    /// Whether the act is owed on the institution's side of the counter.
    pub fn is_institution_side(self) -> bool {
        matches!(self, Self::Institution | Self::Superior)
    }
}

/// The rank of whoever approves an extension, lowest first.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    Serialize,
    Deserialize,
    Display,
    EnumIter,
    EnumString,
    IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Rank {
    /// The rule names nobody.
    #[default]
    None,
    /// The head of complaint handling.
    HandlingHead,
    /// Senior management at head office, or the superior institution.
    HeadOfficeSeniorOrSuperior,
}

/// What happens to a last day on which nobody works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Roll {
    /// Nothing.
    None,
    /// It moves to the first day after it that is no day off (Civil Code art. 203).
    NextWorkingDay,
}

/// Which of the two dates alerts and on-time figures use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlertOn {
    /// The date as counted: the strict reading.
    Natural,
    /// The date after rolling.
    Rolled,
}

/// A time zone, named in files as in `Asia/Shanghai`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone(TimeZone);

impl Zone {
    /// The zone of that IANA name, from the table built into the program: the same on every machine.
    pub fn named(name: &str) -> Option<Self> {
        TimeZoneDatabase::bundled().get(name).ok().map(Self)
    }

    /// What a clock on the wall shows.
    pub fn local(&self, at: Timestamp) -> DateTime {
        self.0.to_datetime(at)
    }

    /// The day on the wall's calendar.
    pub fn date(&self, at: Timestamp) -> Date {
        self.local(at).date()
    }

    /// The moment of a local time. A time that daylight saving skips is taken as the same distance after the gap.
    pub fn timestamp(&self, local: DateTime) -> Timestamp {
        // Only times within hours of the end of the year 9999 have no timestamp.
        self.0.to_timestamp(local).unwrap_or(Timestamp::MAX)
    }

    /// The moment at which a day is over: its 24:00.
    pub fn end_of(&self, date: Date) -> Timestamp {
        let next = days_after(date, 1);
        if next == date { Timestamp::MAX } else { self.timestamp(next.at(0, 0, 0, 0)) }
    }
}

impl<'de> Deserialize<'de> for Zone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::named(&name).ok_or_else(|| {
            serde::de::Error::custom(format!(
                "`{name}` is no time zone: expected a name such as `Asia/Shanghai`"
            ))
        })
    }
}

/// Whole minutes in a stretch of time.
pub(super) fn minutes(time: SignedDuration) -> i64 {
    time.as_secs() / 60
}
