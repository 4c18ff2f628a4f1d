//! The year itself: day after day, and every case's script woven into one order of time.

use std::cell::{Cell, RefCell};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

use domain::calendar::Calendars;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use crate::bank::{Bank, House};
use crate::directory::{Directory, DirectoryError, Resolved};
use crate::hours::Hours;
use crate::life::{self, Arrival};
use crate::plan::Action;
use crate::script::{Recent, Stage};
use crate::season;
use crate::texts::Texts;

/// What the stories read. It does not change while the year goes by.
#[derive(Debug)]
pub(crate) struct World {
    pub seed: u64,
    pub house: House,
    pub texts: Texts,
    pub hours: Hours,
    pub start: Date,
    pub end: Date,
}

/// A year that cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum YearError {
    /// A table of texts or people is damaged.
    #[error("`{file}`: {problem}")]
    Data {
        /// The file.
        file: &'static str,
        /// What is wrong with it.
        problem: String,
    },
    /// The calendar cannot be read.
    #[error("the calendar of working days cannot be read")]
    Calendar(#[from] domain::calendar::ReadFileError),
    /// There is no calendar of that name.
    #[error("there is no calendar `cn`")]
    NoCalendar,
}

/// A bank's year from a seed. The same seed, number of cases and last day give the same actions, byte for byte.
#[derive(Debug, Clone)]
pub struct Year {
    world: Arc<World>,
    cases: u32,
}

impl Year {
    /// The 365 days that end with `end`, in which about `cases` matters come in; what grows out of them (reviews,
    /// repeats, claims split off) comes on top.
    ///
    /// # Errors
    /// Never with the tables that ship; the damaged file is named.
    pub fn new(seed: u64, cases: u32, end: Date) -> Result<Self, YearError> {
        let calendars = Calendars::shipped()?;
        let calendar = calendars.get("cn").cloned().ok_or(YearError::NoCalendar)?;
        // China has kept UTC+8 without summer time since 1992.
        let zone = TimeZone::fixed(jiff::tz::offset(8));
        let world = World {
            seed,
            house: House::read()?,
            texts: Texts::read()?,
            hours: Hours { calendar, zone },
            start: end.saturating_sub(364.days()),
            end,
        };
        Ok(Self { world: Arc::new(world), cases })
    }

    /// The institutions and staff, to be entered first.
    pub fn bank(&self) -> &Bank {
        &self.world.house.bank
    }

    /// The first day.
    pub fn start(&self) -> Date {
        self.world.start
    }

    /// The last day.
    pub fn end(&self) -> Date {
        self.world.end
    }

    /// The first and the last day of the epidemic spring, cut to the year.
    pub fn epidemic(&self) -> Option<(Date, Date)> {
        let mut days = self.days().filter(|day| season::is_epidemic(*day));
        let first = days.next()?;
        Some((first, days.last().unwrap_or(first)))
    }

    /// Everything that is done, in the order of time, up to the end of the last day. What would come later is left out:
    /// that is why cases stand open. To stop in the middle of the last day, take while `at` is not past it.
    ///
    /// # Errors
    /// When the directory lacks an institution or a member of staff of [`bank`](Self::bank).
    pub fn actions(&self, directory: &Directory) -> Result<Actions, DirectoryError> {
        let ids = Resolved::new(directory, &self.world.house)?;
        let total = self.days().map(|day| season::weight(day, self.world.end, &self.world.hours)).sum();
        Ok(Actions {
            ids,
            cases: self.cases,
            total,
            passed: 0,
            next_day: self.world.start,
            keys: 0,
            arrivals: 0,
            pushed: 0,
            recent: RefCell::default(),
            pending: BinaryHeap::new(),
            world: Arc::clone(&self.world),
        })
    }

    fn days(&self) -> impl Iterator<Item = Date> + use<> {
        let end = self.world.end;
        std::iter::successors(Some(self.world.start), |day| day.tomorrow().ok())
            .take_while(move |day| *day <= end)
    }
}

/// The actions of a year, in the order of time. Holds the steps still to come of the cases that run, not the year.
#[derive(Debug)]
pub struct Actions {
    world: Arc<World>,
    ids: Resolved,
    cases: u32,
    /// The weight of all days, and of those that have passed.
    total: u64,
    passed: u64,
    next_day: Date,
    keys: u64,
    arrivals: u64,
    pushed: u64,
    recent: RefCell<Recent>,
    pending: BinaryHeap<Reverse<Pending>>,
}

/// An action in its place: by time, then in the order it was written.
#[derive(Debug)]
struct Pending {
    place: (Timestamp, u64),
    action: Action,
}

impl PartialEq for Pending {
    fn eq(&self, other: &Self) -> bool {
        self.place == other.place
    }
}

impl Eq for Pending {}

impl PartialOrd for Pending {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Pending {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.place.cmp(&other.place)
    }
}

/// How many cases of a day are staged for the last day to find them in a certain state.
const STAGED_A_DAY: u64 = 2;

impl Actions {
    /// Writes the scripts of all that comes in on the next day.
    fn begin_day(&mut self) {
        let day = self.next_day;
        let hours = &self.world.hours;
        let due = |passed: u64| u64::from(self.cases) * passed / self.total.max(1);
        let before = due(self.passed);
        self.passed += season::weight(day, self.world.end, hours);
        let count = due(self.passed) - before;
        let age = (self.world.end - day).get_days();
        for order in 0..count {
            let keys = Cell::new(self.keys);
            let stage = Stage { world: &self.world, ids: &self.ids, keys: &keys, recent: &self.recent };
            let halt = (order < STAGED_A_DAY).then(|| life::staged(age, order)).flatten();
            self.arrivals += 1;
            let actions = life::live(stage, &Arrival { order: self.arrivals, day, halt });
            self.keys = keys.get();
            for action in actions {
                self.pushed += 1;
                self.pending.push(Reverse(Pending { place: (action.at, self.pushed), action }));
            }
        }
        self.next_day = day.saturating_add(1.day());
    }
}

impl Iterator for Actions {
    type Item = Action;

    fn next(&mut self) -> Option<Action> {
        let world = Arc::clone(&self.world);
        while self.next_day <= world.end {
            let begins = world.hours.moment(self.next_day.at(0, 0, 0, 0));
            if self.pending.peek().is_some_and(|Reverse(pending)| pending.place.0 < begins) {
                break;
            }
            self.begin_day();
        }
        let Reverse(pending) = self.pending.pop()?;
        (pending.action.at < world.hours.midnight_after(world.end)).then_some(pending.action)
    }
}
