//! The rule book: everything a decision reads that is data.

use std::collections::BTreeMap;

use jiff::tz::{TimeZone, TimeZoneDatabase};
use serde::Deserialize;

use crate::calendar::{Calendars, ReadFileError};
use crate::clock::{InnerClocks, Regimes, SourceRules};
use crate::code::{CodeSets, LoadError};
use crate::id::InstitutionId;
use crate::organisation::Tree;

/// Regimes, calendars, code sets and the institution's own limits.
#[derive(Debug, Clone)]
pub struct Book {
    /// Legal clocks.
    pub regimes: Regimes,
    /// The institution's own stricter clocks.
    pub inner: InnerClocks,
    /// Whom to tell of dates that sources asked for.
    pub sources: SourceRules,
    /// Working days.
    pub calendars: Calendars,
    /// Classifications.
    pub codes: CodeSets,
    /// The amount a unit's own approver may agree to where nothing is said of it or of a unit above it, in cents of CNY;
    /// above it the superior does.
    pub payment_limit_cents: i64,
    /// The same of single units, by their code: it holds for the units below, too, that have none of their own.
    pub payment_limits_cents: BTreeMap<String, i64>,
    /// From how many persons on an officer is told.
    pub alerts: AlertLimits,
    /// Where days begin and end at the office.
    pub zone: TimeZone,
}

/// From how many persons on something is shown to an officer. It is to be looked at, no more: what it is, a person decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AlertLimits {
    /// Persons who tell the same event.
    pub group_persons: u16,
    /// Within so many days, at most [`GROUP_DAYS_MAX`](Self::GROUP_DAYS_MAX).
    pub group_days: u16,
    /// Persons whose complaints have a template, a telephone or an address in common.
    pub shared_persons: u16,
    /// Within so many days, at most [`SHARED_DAYS_MAX`](Self::SHARED_DAYS_MAX).
    pub shared_days: u16,
}

impl AlertLimits {
    /// The longest stretch of one event: what is told a month apart is another.
    pub const GROUP_DAYS_MAX: u16 = 28;
    /// The longest stretch over which persons are compared.
    pub const SHARED_DAYS_MAX: u16 = 366;

    /// The first limit that makes no sense, by its name, with what is expected.
    pub fn fault(&self) -> Option<(&'static str, String)> {
        let persons = |name, value: u16| (value < 2).then(|| (name, "expected 2 persons or more".to_owned()));
        let days = |name, value: u16, most: u16| {
            (!(1..=most).contains(&value)).then(|| (name, format!("expected 1 to {most} days")))
        };
        persons("group_persons", self.group_persons)
            .or_else(|| days("group_days", self.group_days, Self::GROUP_DAYS_MAX))
            .or_else(|| persons("shared_persons", self.shared_persons))
            .or_else(|| days("shared_days", self.shared_days, Self::SHARED_DAYS_MAX))
    }
}

impl Default for AlertLimits {
    /// Twenty persons who tell one event within a week; three who share something within a quarter.
    fn default() -> Self {
        Self { group_persons: 20, group_days: 7, shared_persons: 3, shared_days: 90 }
    }
}

/// A rule book that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum BookError {
    /// A regime or calendar.
    #[error(transparent)]
    File(#[from] ReadFileError),
    /// A code set.
    #[error(transparent)]
    Codes(#[from] LoadError),
    /// A time zone.
    #[error("`{0}` is no time zone: expected a name such as `Asia/Shanghai`")]
    Zone(String),
}

/// 2,000 CNY: what a unit's own approver may agree to unless the installation says otherwise.
const PAYMENT_LIMIT_CENTS: i64 = 200_000;

impl Book {
    /// The rules that ship, at an office in China.
    pub fn shipped() -> Result<Self, BookError> {
        Ok(Self {
            regimes: Regimes::shipped()?,
            inner: InnerClocks::shipped()?,
            sources: SourceRules::shipped()?,
            calendars: Calendars::shipped()?,
            codes: CodeSets::shipped()?,
            payment_limit_cents: PAYMENT_LIMIT_CENTS,
            payment_limits_cents: BTreeMap::new(),
            alerts: AlertLimits::default(),
            zone: zone("Asia/Shanghai")?,
        })
    }

    /// The amount that an approver of an institution may agree to, in cents of CNY: its own limit, else that of the
    /// nearest above it that has one, else the house's.
    pub fn payment_limit(&self, institution: InstitutionId, tree: &Tree) -> i64 {
        let own = |id: InstitutionId| self.payment_limits_cents.get(&tree.get(id)?.code).copied();
        let limit = std::iter::once(institution).chain(tree.superiors(institution)).find_map(own);
        limit.unwrap_or(self.payment_limit_cents)
    }
}

/// A time zone by name, from the table built into the program.
pub fn zone(name: &str) -> Result<TimeZone, BookError> {
    TimeZoneDatabase::bundled().get(name).map_err(|_| BookError::Zone(name.to_owned()))
}
