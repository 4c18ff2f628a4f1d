//! What a decision may look at beside the case itself.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

use super::book::Book;
use super::request::Rank;
use crate::id::{Actor, InstitutionId};
use crate::organisation::{Right, Role, Staff, Tree};

/// Who acts, when, and by which rules.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The time of the decision; also the time it is recorded.
    pub now: Timestamp,
    /// Who acts.
    pub actor: &'a Actor,
    /// Their grants, where a member of staff acts.
    pub staff: Option<&'a Staff>,
    /// Regimes, calendars, code sets, limits.
    pub book: &'a Book,
    /// The institutions.
    pub tree: &'a Tree,
}

impl Context<'_> {
    /// The date at the office.
    pub fn today(&self) -> Date {
        self.date(self.now)
    }

    /// The time of day at the office.
    pub fn time_of_day(&self) -> Time {
        self.zone().to_datetime(self.now).time()
    }

    /// The date of a moment at the office.
    pub fn date(&self, at: Timestamp) -> Date {
        self.zone().to_datetime(at).date()
    }

    /// The office's time zone.
    pub fn zone(&self) -> &TimeZone {
        &self.book.zone
    }

    /// Whether who acts has a rank over an institution.
    pub fn has_rank(&self, rank: Rank, institution: InstitutionId) -> bool {
        let Some(staff) = self.staff else { return false };
        // The law means senior management of the head office, which nobody is above.
        let head_office = self.tree.superior(institution).is_none();
        match rank {
            Rank::HandlingHead => staff.may(Right::Approve, institution, self.tree),
            Rank::Superior => staff.grants.iter().any(|grant| {
                grant.role.rights().contains(&Right::Approve)
                    && self.tree.reaches(grant.institution, institution)
                    && (grant.institution != institution || head_office && grant.role == Role::SeniorManager)
            }),
        }
    }
}
