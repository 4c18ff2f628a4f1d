//! A case as it is put into the index. Nothing in it but what every reader of the case may see: masked.

use domain::id::{CaseId, InstitutionId, UserId};
use domain::matter::{Channel, Kind, Status};
use jiff::civil::Date;

/// A case, masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The case.
    pub case_id: CaseId,
    /// Its number, `TS-2026-0048213`.
    pub number: String,
    /// Its kind.
    pub kind: Kind,
    /// Where it stands.
    pub status: Status,
    /// How it came first.
    pub channel: Channel,
    /// The institution responsible: who reaches it, sees the case.
    pub institution_id: InstitutionId,
    /// Who handles it.
    pub handler_id: Option<UserId>,
    /// The day of its receipt at the office.
    pub received_on: Date,
    /// The next legal date.
    pub due_on: Option<Date>,
    /// Whether it goes by the urgent lane.
    pub urgent: bool,
    /// Whether it is confirmed as major.
    pub major: bool,
    /// Whether it ended.
    pub ended: bool,
    /// Whether its clock stands still.
    pub paused: bool,
    /// Its codes on all axes.
    pub codes: Vec<String>,
    /// Names in words: of its codes and of its institution. Searched, not shown.
    pub names: Vec<String>,
    /// Masked words, the subject first: searched, shown with what was found in them.
    pub texts: Vec<String>,
}
