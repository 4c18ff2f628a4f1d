//! A person outside, as a subject of rights: their wish to be erased, what keeps them, and being erased.
//!
//! The events of a person's stream carry codes only. Rules: Personal Information Protection Law 2021 (PIPL) art. 47 (when
//! data is deleted, and that until the law allows it nothing is done with it but storing and securing it), and the
//! retention that regimes state.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::{AsRefStr, Display, EnumIter, EnumString, VariantNames};

use crate::clock::{Regime, Retention};
use crate::id::{CaseId, Number, PersonId, TextId};
use crate::matter::{Book, Case, Recorded, case_regimes};

/// Why a person's data is to be deleted: the grounds of PIPL art. 47.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    AsRefStr,
    Display,
    EnumString,
    EnumIter,
    JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum ErasureReason {
    /// The purpose is reached, cannot be reached, or no longer needs the data (art. 47(1)).
    PurposeOver,
    /// The service has ended, or the time for keeping is over (art. 47(2)).
    RetentionOver,
    /// The person withdrew their consent, or asks for it (art. 47(3)).
    PersonAsked,
    /// The data was handled against the law or an agreement (art. 47(4)).
    Unlawful,
}

/// Why a person's data must not be deleted until that is over.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    AsRefStr,
    Display,
    EnumString,
    EnumIter,
    JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum HoldReason {
    /// A lawsuit or an arbitration.
    Litigation,
    /// An investigation by the police, a prosecutor or a supervisory commission.
    Investigation,
    /// A regulator inspects or asks for the material.
    Regulator,
    /// An audit.
    Audit,
}

/// Why a hold is lifted.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    AsRefStr,
    Display,
    EnumString,
    EnumIter,
    JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum HoldLiftReason {
    /// What it was set for is over.
    Over,
    /// It was set by mistake.
    Mistake,
}

/// A fact about a person. Never what they are called or how they are reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, AsRefStr, VariantNames)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum PersonEvent {
    /// Erasing was asked for and could not be done yet: until it is, their data is stored and secured and nothing else.
    Restricted {
        /// Why it is to be erased.
        reason: ErasureReason,
    },
    /// The wish was taken back: their data may be used again.
    RestrictionLifted {},
    /// Erasing is forbidden until the hold is lifted.
    HoldSet {
        /// Its number among the person's holds, from 1.
        hold: u32,
        /// Why.
        reason: HoldReason,
    },
    /// A hold was lifted.
    HoldLifted {
        /// Which.
        hold: u32,
        /// Why.
        reason: HoldLiftReason,
    },
    /// Their key, tags, words, masked copies and files were deleted. What events commit to stays, meaningless.
    Erased {
        /// Why.
        reason: ErasureReason,
        /// The cases they are a party of, for those who follow the log and hold copies of their own.
        cases: Vec<CaseId>,
        /// The texts that are gone.
        texts: Vec<TextId>,
    },
}

impl Recorded for PersonEvent {
    const UPCASTERS: &'static [crate::matter::Upcaster] = &[];
}

/// What the events of a person's stream come to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonState {
    /// The version of the stream.
    pub version: u32,
    /// Since when their data is only stored, and why it is to be erased.
    pub restricted: Option<(Timestamp, ErasureReason)>,
    /// Holds not lifted, by number, with the moment each was set.
    pub holds: BTreeMap<u32, (Timestamp, HoldReason)>,
    /// How many holds there ever were.
    pub holds_ever: u32,
    /// When they were erased, and why.
    pub erased: Option<(Timestamp, ErasureReason)>,
    /// The texts that went with them.
    pub erased_texts: Vec<TextId>,
}

impl PersonState {
    /// When they were erased.
    pub fn erased_at(&self) -> Option<Timestamp> {
        self.erased.map(|(at, _)| at)
    }

    /// Takes in the next event, which happened at a moment.
    pub fn evolve(&mut self, at: Timestamp, event: &PersonEvent) {
        self.version += 1;
        match event {
            PersonEvent::Restricted { reason } => self.restricted = Some((at, *reason)),
            PersonEvent::RestrictionLifted {} => self.restricted = None,
            PersonEvent::HoldSet { hold, reason } => {
                self.holds_ever = self.holds_ever.max(*hold);
                self.holds.insert(*hold, (at, *reason));
            }
            PersonEvent::HoldLifted { hold, .. } => drop(self.holds.remove(hold)),
            PersonEvent::Erased { reason, texts, .. } => {
                self.restricted = None;
                self.erased = Some((at, *reason));
                self.erased_texts.extend(texts);
            }
        }
    }
}

/// What keeps a person from being erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "bar")]
pub enum ErasureBar {
    /// A case has not ended.
    OpenCase {
        /// Its number.
        number: String,
    },
    /// The material of an ended case must still be kept.
    Retention {
        /// Its number.
        number: String,
        /// The first day on which it need not be kept.
        #[schemars(with = "crate::schema::Day")]
        until: Date,
        /// For how many years from its end.
        years: u16,
        /// The regime that says so.
        regime: String,
        /// The article.
        article: String,
    },
    /// A hold is set.
    Hold {
        /// Its number.
        hold: u32,
        /// Why.
        reason: HoldReason,
        /// Since when.
        #[schemars(with = "crate::schema::Moment")]
        since: Timestamp,
    },
}

/// What keeps a person from being erased on a day; nothing where they may be.
pub fn erasure_bars(state: &PersonState, cases: &[Case], book: &Book, today: Date) -> Vec<ErasureBar> {
    let held = state.holds.iter().map(|(hold, (since, reason))| ErasureBar::Hold {
        hold: *hold,
        reason: *reason,
        since: *since,
    });
    cases.iter().filter_map(|case| case_bar(case, book, today)).chain(held).collect()
}

fn case_bar(case: &Case, book: &Book, today: Date) -> Option<ErasureBar> {
    let number = case.number.to_string();
    if !case.is_ended() {
        return Some(ErasureBar::OpenCase { number });
    }
    let (regime, retention) = retention(case, book)?;
    let ended_on = book.zone.to_datetime(case.ended_at.unwrap_or(case.recorded_at)).date();
    let until = ended_on.saturating_add(i32::from(retention.years).years());
    (today < until).then(|| ErasureBar::Retention {
        number,
        until,
        years: retention.years,
        regime: regime.id.clone(),
        article: retention.article.clone(),
    })
}

/// The longest retention that binds a case. An instrument that states none leaves the period to the others of its country
/// (N3 does, P5 art. 44 says three years): so it is the longest of all loaded regimes that count by the same calendar as
/// one of the case's own, and of all where the case runs none.
pub fn retention<'a>(case: &Case, book: &'a Book) -> Option<(&'a Regime, &'a Retention)> {
    let own = case_regimes(case, book);
    let binds = |regime: &&Regime| own.is_empty() || own.iter().any(|own| own.calendar == regime.calendar);
    let stated = book.regimes.iter().filter(binds);
    let stated = stated.filter_map(|regime| regime.retention.as_ref().map(|retention| (regime, retention)));
    stated.max_by_key(|(_, retention)| retention.years)
}

/// The first day on which a person may be erased, as far as it is known: not while a case is open or a hold is set.
pub fn erasable_from(bars: &[ErasureBar]) -> Option<Date> {
    let dates: Option<Vec<Date>> = bars
        .iter()
        .map(|bar| match bar {
            ErasureBar::Retention { until, .. } => Some(*until),
            ErasureBar::OpenCase { .. } | ErasureBar::Hold { .. } => None,
        })
        .collect();
    dates?.into_iter().max()
}

/// How somebody names a person: none has a name here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PersonName {
    /// By identifier.
    Person(PersonId),
    /// As the one whose matter a case is.
    ComplainantOf(Number),
}
