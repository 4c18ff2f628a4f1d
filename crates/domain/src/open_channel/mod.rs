//! 投诉渠道畅通: the ways open to consumers, with the hours an institution publishes for each, the special periods in which
//! other hours hold, and whether somebody answered when the institution tried them itself.
//!
//! A special period ends by itself: hours are asked for a date, and outside the period the ordinary ones hold. What stands
//! here is public (numbers, addresses, hours); who reached out to whom stands on cases.

mod hours;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::{AsRefStr, Display, EnumIter, EnumString, VariantNames};

pub use hours::{Days, Hours, Minute, ParseMinuteError, Standing};

use crate::calendar::Calendar;
use crate::id::{ChannelId, InstitutionId};

/// What a channel is.
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
    JsonSchema,
    AsRefStr,
    Display,
    EnumIter,
    EnumString,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum ChannelKind {
    /// 电话.
    Telephone,
    /// 网点柜台.
    Counter,
    /// 网站.
    Web,
    /// 手机应用、小程序.
    App,
    /// 信函.
    Post,
    /// 电子邮件.
    Email,
}

/// A way to complain, as it is published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenChannel {
    /// Whose it is.
    pub institution: InstitutionId,
    /// Its code, unique.
    pub code: String,
    /// What it is.
    pub kind: ChannelKind,
    /// Its Chinese name.
    pub name_zh: String,
    /// Its English name.
    pub name_en: String,
    /// What a person needs to reach it: a telephone number, a street address, a web address.
    pub place: String,
    /// When somebody answers there; several lines add up.
    pub hours: Vec<Hours>,
    /// Whether it is open to consumers: shown, tried out and counted.
    pub published: bool,
}

/// Other hours for some days, under a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpecialPeriod {
    /// Its name, such as 春节. A channel has one period of a name; setting it again replaces it.
    pub name: String,
    /// Its English name.
    pub name_en: String,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// What holds on these days.
    pub hours: PeriodHours,
}

/// What holds for a channel in a special period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PeriodHours {
    /// Hours of its own.
    Own(Vec<Hours>),
    /// Nobody answers; this channel is open instead.
    Closed {
        /// Where to turn to.
        instead: ChannelId,
    },
}

impl SpecialPeriod {
    /// Whether a date lies in it.
    pub fn holds(&self, date: Date) -> bool {
        self.from <= date && date <= self.to
    }
}

/// Why a test contact went as it did, for the figures.
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
    JsonSchema,
    AsRefStr,
    Display,
    EnumIter,
    EnumString,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum TestNote {
    /// 排队过久.
    LongWait,
    /// 占线.
    Busy,
    /// 无人接听.
    NoAnswer,
    /// 停机、空号、页面打不开.
    OutOfService,
    /// 菜单里找不到投诉入口.
    HardToFind,
    /// 实际时间与公示不符.
    HoursDiffer,
    /// 推诿、答非所问.
    TurnedAway,
}

/// A test contact (拨测): staff tried the channel as a consumer would.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactTest {
    /// When.
    pub at: Timestamp,
    /// Whether somebody answered who takes complaints.
    pub reached: bool,
    /// How long it took, in seconds.
    pub waited_seconds: Option<u32>,
    /// Why it went so.
    pub note: Option<TestNote>,
    /// Whether the channel was open then by its published hours: only then does it count for the rate.
    pub within_hours: bool,
}

/// A fact about a channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, AsRefStr, VariantNames)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum ChannelEvent {
    /// It was entered, or entered anew with changes.
    ChannelSet(OpenChannel),
    /// Other hours hold for some days.
    PeriodSet(SpecialPeriod),
    /// A period of this name is taken back: the ordinary hours hold again.
    PeriodTakenBack {
        /// Its name.
        name: String,
    },
    /// Somebody tried it.
    ContactTested(ContactTest),
    /// So many calls or visits went unanswered on a day, in all: what was told of the day before is replaced.
    CallsMissed {
        /// The day.
        day: Date,
        /// How many.
        count: u32,
    },
}

impl crate::matter::Recorded for ChannelEvent {
    const UPCASTERS: &'static [crate::matter::Upcaster] = &[];
}

/// A channel with the periods set for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelState {
    /// The channel.
    pub channel: OpenChannel,
    /// Its special periods, in the order of their first days.
    pub periods: Vec<SpecialPeriod>,
}

impl ChannelState {
    /// What the channel is after an event; none before it was entered.
    pub fn evolve(state: Option<Self>, event: &ChannelEvent) -> Option<Self> {
        if let ChannelEvent::ChannelSet(channel) = event {
            let periods = state.map(|state| state.periods).unwrap_or_default();
            return Some(Self { channel: channel.clone(), periods });
        }
        let mut state = state?;
        match event {
            ChannelEvent::PeriodSet(period) => {
                state.periods.retain(|other| other.name != period.name);
                state.periods.push(period.clone());
                state.periods.sort_by(|one, other| (one.from, &one.name).cmp(&(other.from, &other.name)));
            }
            ChannelEvent::PeriodTakenBack { name } => state.periods.retain(|period| period.name != *name),
            ChannelEvent::ChannelSet(_)
            | ChannelEvent::ContactTested(_)
            | ChannelEvent::CallsMissed { .. } => {}
        }
        Some(state)
    }

    /// The special period of a date. Where two hold, the one that began last does.
    pub fn period_on(&self, date: Date) -> Option<&SpecialPeriod> {
        self.periods.iter().rfind(|period| period.holds(date))
    }

    /// The hours that are published for a date, whatever days they name; none where it is closed for a period.
    pub fn published_on(&self, date: Date) -> &[Hours] {
        match self.period_on(date).map(|period| &period.hours) {
            Some(PeriodHours::Own(hours)) => hours,
            Some(PeriodHours::Closed { .. }) => &[],
            None => &self.channel.hours,
        }
    }

    /// Whether somebody answers at a moment of the office's zone.
    pub fn standing(&self, moment: DateTime, calendar: &Calendar) -> Standing {
        Standing::at(moment, |date| {
            let held = self.published_on(date).iter().filter(|hours| hours.days.hold(date, calendar));
            held.map(|hours| (hours.from, hours.to)).collect()
        })
    }
}
