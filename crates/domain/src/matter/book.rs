//! The rule book: everything a decision reads that is data.

use std::collections::BTreeMap;

use jiff::tz::{TimeZone, TimeZoneDatabase};

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
    /// Where days begin and end at the office.
    pub zone: TimeZone,
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
