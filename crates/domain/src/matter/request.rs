//! What needs a second person, and who that may be.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use strum::{AsRefStr, Display, EnumIter, EnumString, IntoStaticStr};

use super::Kind;
use super::event::Correction;
use super::value::MajorGround;
use crate::id::{TextRef, UserId};

/// With which standing somebody approves.
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
    AsRefStr,
    Display,
    EnumString,
    EnumIter,
    IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Rank {
    /// Another person who may approve in the institution: also the head of complaint handling.
    HandlingHead,
    /// The superior institution, or senior management of the head office (art. 18(1)).
    Superior,
}

/// Something that waits for a second person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Its number within the case, from 1.
    pub request: u32,
    /// What is asked.
    pub what: Asked,
    /// The standing it needs.
    pub rank: Rank,
    /// Why.
    pub reason: Option<TextRef>,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asked {
    /// Not to accept.
    Decline {
        /// The ground's code in the regime file.
        ground: String,
        /// What the person is to be told when it is approved.
        text: TextRef,
    },
    /// A longer period.
    Extension {
        /// The regime.
        regime: String,
        /// The stage asked for.
        stage: String,
        /// Why, as a code.
        reason: String,
        /// When the person was told.
        notice_at: Option<Timestamp>,
    },
    /// Another kind.
    Rekind {
        /// Which.
        to: Kind,
    },
    /// To be confirmed as major.
    Major {
        /// On which ground.
        ground: MajorGround,
    },
    /// An amount for a waiver or a small compensation.
    Payment {
        /// The task.
        task: u32,
        /// In cents of CNY.
        amount_cents: i64,
        /// The limit of the unit that asked, in cents.
        limit_cents: i64,
    },
    /// A correction that would give the institution more time.
    Correction {
        /// What should stand in the record.
        correction: Correction,
    },
    /// A later day than the one the credit centre set.
    CentreDate {
        /// The day.
        due_on: Date,
    },
    /// To keep out somebody who may approve.
    Recusal {
        /// Who.
        user: UserId,
    },
    /// To let somebody in again who was kept out.
    Readmission {
        /// Who.
        user: UserId,
    },
}

/// The kind of a request.
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
    AsRefStr,
    Display,
    EnumString,
    EnumIter,
    IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum RequestKind {
    /// Not to accept.
    Decline,
    /// A longer period.
    Extension,
    /// Another kind.
    Rekind,
    /// Major.
    Major,
    /// Money.
    Payment,
    /// A fact.
    Correction,
    /// A later day of the credit centre.
    CentreDate,
    /// Keeping somebody out.
    Recusal,
    /// Letting somebody in again.
    Readmission,
}

impl Asked {
    /// Its kind.
    pub fn kind(&self) -> RequestKind {
        match self {
            Self::Decline { .. } => RequestKind::Decline,
            Self::Extension { .. } => RequestKind::Extension,
            Self::Rekind { .. } => RequestKind::Rekind,
            Self::Major { .. } => RequestKind::Major,
            Self::Payment { .. } => RequestKind::Payment,
            Self::Correction { .. } => RequestKind::Correction,
            Self::CentreDate { .. } => RequestKind::CentreDate,
            Self::Recusal { .. } => RequestKind::Recusal,
            Self::Readmission { .. } => RequestKind::Readmission,
        }
    }
}

/// How far a request has come.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    AsRefStr,
    Display,
    EnumString,
    EnumIter,
    IntoStaticStr,
)]
#[strum(serialize_all = "snake_case")]
pub enum RequestStatus {
    /// Waits.
    Open,
    /// Agreed.
    Approved,
    /// Not agreed.
    Refused,
    /// The case went on without it.
    Void,
}
