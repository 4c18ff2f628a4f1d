//! What is asked of the miner, and the corpus it is asked of.

use std::num::NonZero;

use jiff::ToSpan;
use jiff::civil::Date;

/// A text with its day.
#[derive(Debug, Clone, Copy)]
pub struct Document<'a> {
    /// Its day.
    pub date: Date,
    /// What was said. Of one that is longer than [`TEXT_BYTES_MAX`] the rest is left out.
    pub text: &'a str,
    /// Its value in each of [`Question::group_columns`]; an empty one is none.
    pub groups: &'a [&'a str],
    /// What evidence names it by.
    pub reference: u64,
}

/// How much of a text is mined, in bytes.
pub const TEXT_BYTES_MAX: usize = 1 << 18;

/// Texts that can be read twice, in the same order: first to discover phrases, then to count them.
pub trait Corpus {
    /// Why reading fails.
    type Error;

    /// Shows every document.
    ///
    /// # Errors
    /// Where the source cannot be read.
    fn read(&mut self, visit: &mut dyn FnMut(Document<'_>)) -> Result<(), Self::Error>;
}

/// Whether repetitions and fillers ([`crate::without_noise`]) are taken out before mining.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Noise {
    /// They are taken out: transcripts and chats are full of them.
    #[default]
    Settled,
    /// Texts are taken as they are.
    Kept,
}

/// What is asked.
#[derive(Debug, Clone)]
pub struct Question {
    /// The window's first day.
    pub from: Date,
    /// The window's last day.
    pub to: Date,
    /// The days before the window it is held against.
    pub baseline_days: u32,
    /// Up to the window's last day, how many days tell of bursts and of the day a word was first seen.
    pub history_days: u32,
    /// How many words are wanted.
    pub top: usize,
    /// The greatest share of false discoveries among them.
    pub false_discovery_max: f64,
    /// What becomes of repetitions and fillers.
    pub noise: Noise,
    /// The names of the group columns.
    pub group_columns: Vec<String>,
    /// How many threads count; all cores where left out. The answer is the same.
    pub threads: Option<NonZero<usize>>,
}

impl Question {
    /// Twenty words of a window against the four weeks before it, at most one in twenty false, with ten years of history.
    pub fn new(from: Date, to: Date) -> Self {
        Self {
            from,
            to,
            baseline_days: 28,
            history_days: 3653,
            top: 20,
            false_discovery_max: 0.05,
            noise: Noise::default(),
            group_columns: Vec::new(),
            threads: None,
        }
    }
}

/// Why a question cannot be answered.
#[derive(Debug, thiserror::Error)]
pub enum MineError<E> {
    /// The window ends before it begins.
    #[error("the window ends on `{to}`, before it begins on `{from}`")]
    WindowBackwards {
        /// Its first day.
        from: Date,
        /// Its last day.
        to: Date,
    },
    /// Window, baseline or history are longer than can be counted day by day.
    #[error("window and baseline together are at most {DAYS_MAX} days, these are {days}")]
    TooLong {
        /// Their days.
        days: i64,
    },
    /// No baseline was asked for.
    #[error("the baseline needs a day at least")]
    NoBaseline,
    /// Too many words were asked for.
    #[error("at most {TOP_MAX} words can be asked for, not {top}")]
    TooMany {
        /// How many were.
        top: usize,
    },
    /// The threads that count could not be started.
    #[error("failed to start the threads that count")]
    Threads(#[source] rayon::ThreadPoolBuildError),
    /// The corpus could not be read.
    #[error("failed to read the texts")]
    Corpus(#[source] E),
}

/// Window, baseline and history reach over no more days.
pub const DAYS_MAX: i64 = 36_525;
/// No more words are given.
pub const TOP_MAX: usize = 200;

/// The days a question is about, as numbers from 1970-01-01.
#[derive(Debug, Clone, Copy)]
pub(super) struct Days {
    /// The first day that history may reach back to.
    pub history: i32,
    pub baseline: i32,
    pub from: i32,
    pub to: i32,
}

impl Days {
    /// # Errors
    /// Where the question asks for an impossible stretch of days.
    pub(super) fn of<E>(question: &Question) -> Result<Self, MineError<E>> {
        let (from, to) = (number(question.from), number(question.to));
        if to < from {
            return Err(MineError::WindowBackwards { from: question.from, to: question.to });
        }
        if question.baseline_days == 0 {
            return Err(MineError::NoBaseline);
        }
        let days = i64::from(to) - i64::from(from) + 1 + i64::from(question.baseline_days);
        let first_ever = number(Date::MIN);
        if DAYS_MAX < days || i64::from(to) - days < i64::from(first_ever) {
            return Err(MineError::TooLong { days });
        }
        if TOP_MAX < question.top {
            return Err(MineError::TooMany { top: question.top });
        }
        let baseline = from - question.baseline_days as i32;
        let history_days = i64::from(question.history_days).clamp(days, DAYS_MAX);
        let history = (i64::from(to) - history_days + 1).max(i64::from(first_ever)) as i32;
        Ok(Self { history, baseline, from, to })
    }

    pub(super) fn in_window(&self, day: i32) -> bool {
        (self.from..=self.to).contains(&day)
    }

    pub(super) fn in_contrast(&self, day: i32) -> bool {
        (self.baseline..=self.to).contains(&day)
    }

    pub(super) fn in_history(&self, day: i32) -> bool {
        (self.history..=self.to).contains(&day)
    }

    /// The stretch of the window's length a day is in: 0 the window, -1 the one before it. A text counts once in each, so
    /// that a template that is sent all the time is as rare in the window as before.
    pub(super) fn period(&self, day: i32) -> i32 {
        (day - self.from).div_euclid(self.to - self.from + 1)
    }
}

/// The number of a day from 1970-01-01.
pub(super) fn number(date: Date) -> i32 {
    (date.duration_since(Date::constant(1970, 1, 1)).as_hours() / 24) as i32
}

/// The day of a number.
pub(super) fn date(number: i32) -> Date {
    Date::constant(1970, 1, 1).saturating_add(number.days())
}
