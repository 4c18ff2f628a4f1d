//! The steps on the way to a date, as data: pages word them in their own language.

use jiff::civil::{Date, DateTime};
use serde::Serialize;

use super::due::Ending;
use super::extend::ExtendError;
use super::terms::{Event, Party, Unit};
use crate::calendar::Words;

/// A step on the way to a date. Times are local.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// The clock starts with an event.
    Starts {
        /// The event.
        event: Event,
        /// When.
        at: DateTime,
        /// Whether the event is assumed, for information.
        assumed: bool,
    },
    /// Day 1 is the day after (Civil Code art. 201).
    DayOne {
        /// That day.
        date: Date,
    },
    /// So many days, weeks, months or years lead to a day.
    Counted {
        /// How many.
        duration: u32,
        /// Of what.
        unit: Unit,
        /// Where they lead.
        date: Date,
    },
    /// So many hours lead to a moment.
    CountedTime {
        /// How many.
        duration: u32,
        /// Of what.
        unit: Unit,
        /// Where they lead.
        at: DateTime,
    },
    /// The day is supplied, not counted.
    Supplied {
        /// The day.
        date: Date,
    },
    /// Whole days are left out, from the first up to but without the second.
    DaysExcluded {
        /// Why.
        cause: Words,
        /// The first day left out.
        from: Date,
        /// The day on which counting goes on.
        to: Date,
        /// How many days.
        days: i32,
        /// Whether it still lasts.
        open: bool,
    },
    /// Time is left out: of working time only what lies in business hours.
    TimeExcluded {
        /// Why.
        cause: Words,
        /// From when.
        from: DateTime,
        /// Until when.
        to: DateTime,
        /// How many minutes of it counted.
        minutes: i64,
        /// Whether only working time was credited.
        working: bool,
        /// Whether it still lasts.
        open: bool,
    },
    /// With that, the last day is another one.
    MovedTo {
        /// Which.
        date: Date,
        /// The exact moment, where time was credited.
        at: Option<DateTime>,
    },
    /// Whoever must be told of the exclusion was not.
    NoticeOwed {
        /// Of what.
        cause: Words,
        /// Who.
        to: Party,
    },
    /// An event brought the date forward.
    Earlier {
        /// The event.
        event: Event,
        /// Its day.
        date: Date,
    },
    /// The last day is a day off and moves (Civil Code art. 203).
    Rolled {
        /// The last day as counted.
        from: Date,
        /// Its name, if it has one.
        holiday: Option<Words>,
        /// Where it moves.
        to: Date,
    },
    /// The last day is a weekend day on which people work: nothing moves.
    MakeUpWorkingDay {
        /// That day.
        date: Date,
    },
    /// The calendar of that year is not loaded.
    Provisional {
        /// The year.
        year: i16,
    },
    /// It holds under a condition.
    Condition {
        /// Which.
        condition: Words,
    },
    /// The period was extended.
    Extended {
        /// When it was approved.
        approved_at: DateTime,
        /// The day until which the period before it ran.
        before: Date,
    },
    /// An extension does not hold.
    Refused {
        /// Why not.
        reason: ExtendError,
    },
    /// New facts started the clock anew.
    Restarted {
        /// When they were received.
        at: DateTime,
        /// The article.
        article: String,
    },
    /// Person and institution agreed on the day.
    Agreed {
        /// What proves it, where it is not sealed elsewhere.
        evidence: Option<String>,
    },
    /// The matter ended otherwise.
    Ended {
        /// How.
        how: Ending,
        /// When.
        at: DateTime,
    },
    /// An inner clock that would end after the legal date ends with it.
    CutToLegal {
        /// The day it would have ended.
        from: Date,
        /// The legal day.
        to: Date,
        /// The legal stage.
        stage: String,
        /// What must be done by then.
        title: Words,
    },
    /// The article that says so.
    Article {
        /// As in the regime, `18(1)`.
        article: String,
        /// The instrument.
        instrument: Words,
        /// Whether it was found in public material.
        verified: bool,
    },
}
