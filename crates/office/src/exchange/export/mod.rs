//! Export: cases become rows of a file, page by page, in the order in which they were recorded.
//!
//! What the caller may not see is not there. Personal data is masked unless the caller asks for it in full, has the right
//! and gives a reason; then every look is recorded before it happens. The file is complete or not there at all: it is
//! written beside its place and moved there at the end.

mod cell;
mod kept;
mod standard;
mod subject;
mod write;

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use domain::id::CaseId;
use domain::organisation::{Right, UserEvent};
use jiff::ToSpan;
use jiff::civil::Date;
use store::{CaseFilter, CaseOrder, CaseQuery, CaseRow};

use self::subject::Exporting;
use self::write::Writing;
use super::Format;
use super::profile::Profile;
use crate::{AsOf, Caller, Office, OfficeError, UnmaskReason, as_known};

/// Rows read and written at once.
const PAGE_ROWS: u32 = 500;

/// A workbook's sheet has no more rows (Excel specifications and limits); one holds the names.
const SHEET_ROWS_MAX: u64 = 1_048_576;

/// Gives the word to show for a word of the record, by its group: (`status`, `closed`).
pub type Translate = Arc<dyn Fn(&str, &str) -> Option<String> + Send + Sync>;

/// Which columns a file has.
#[derive(Debug, Clone)]
pub enum Columns {
    /// Those of the lists: state, dates, codes, outcome.
    Standard,
    /// Those of a profile, as an import with it would read them.
    Profile(Arc<Profile>),
}

/// In which language a profile's columns are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// By their first name.
    #[default]
    Chinese,
    /// By their second name, where there is one.
    English,
}

/// Where a file goes.
pub enum Target {
    /// To a place in a folder. A file that is there is replaced at the end.
    File(PathBuf),
    /// To a writer, once it is complete.
    Writer(Box<dyn Write + Send>),
}

/// What is to be exported.
pub struct ExportRequest {
    /// Which cases.
    pub filter: CaseFilter,
    /// The first day of receipt, in the office's zone.
    pub from: Option<Date>,
    /// The last day of receipt.
    pub to: Option<Date>,
    /// As known then: what was recorded later does not count.
    pub as_of: Option<AsOf>,
    /// Which columns.
    pub columns: Columns,
    /// In which format.
    pub format: Format,
    /// Where to.
    pub target: Target,
    /// In full, and why. Masked where left out.
    pub unmask: Option<UnmaskReason>,
    /// How a profile's columns are named.
    pub language: Language,
    /// Words to show instead of those of the record, in tables; JSON keeps the record's.
    pub translate: Option<Translate>,
}

/// What an export wrote.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct ExportReport {
    /// Rows, without the names of the columns.
    pub rows: u64,
    /// Cells cut to the 32,767 characters that a workbook holds.
    pub cut: u64,
    /// The size of the log up to which the record was read, where it was asked as known then: the same size gives the
    /// same file again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log_size: Option<u64>,
}

/// Why an export did not take place. No file was made or changed.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// More rows than a sheet has.
    #[error("more than {} cases: a workbook holds no more; narrow the dates, or export as .csv", SHEET_ROWS_MAX - 1)]
    TooManyRows,
    /// The file.
    #[error("the export cannot be written to `{place}`: {reason}")]
    Write {
        /// Where.
        place: String,
        /// Why.
        reason: String,
    },
    /// The office.
    #[error(transparent)]
    Office(#[from] OfficeError),
}

impl ExportError {
    /// Whether whoever asked can put it right.
    pub fn is_mistake(&self) -> bool {
        !matches!(self, Self::Office(_))
    }
}

/// Cases that words were found in, newest first, as the lists they are read by: the last one first.
fn chunked(found: Option<Vec<CaseId>>) -> Vec<Vec<CaseId>> {
    const CHUNK: usize = 1_000;
    match found {
        None => Vec::new(),
        Some(found) if found.is_empty() => vec![found],
        Some(found) => found.chunks(CHUNK).map(<[CaseId]>::to_vec).collect(),
    }
}

impl Office {
    /// Exports cases. `progress` is told how many rows are read.
    pub async fn export_cases(
        &self,
        caller: &Caller,
        request: ExportRequest,
        mut progress: impl FnMut(u64) + Send,
    ) -> Result<ExportReport, ExportError> {
        let mut query = self.export_query(caller, &request)?;
        let known = match request.as_of {
            Some(as_of) => {
                as_known::tasks_not_asked(&request.filter)?;
                Some(self.as_known(as_of).await?)
            }
            None => None,
        };
        if known.is_none() {
            self.found_by_words(&query.scope.clone(), &mut query.filter, usize::MAX).await?;
        }
        if request.format == Format::Xlsx {
            let count = self
                .store()
                .case_count(&query.scope, &query.filter, SHEET_ROWS_MAX)
                .await
                .map_err(OfficeError::from)?;
            if count.capped {
                return Err(ExportError::TooManyRows);
            }
        }
        let log_size = known.as_ref().map(|known| known.log_size);
        let mut chunks = chunked(query.filter.among.take());
        if let Some(chunk) = chunks.pop() {
            query.filter.among = Some(chunk);
        }
        let exporting =
            Exporting::new(self, caller, &request, known.map(|known| (known, query.filter.clone())));
        if log_size.is_some() {
            // How a case stands now says nothing of how it stood then.
            query.filter = as_known::lasting(&query.filter);
        }
        let name = match &request.columns {
            Columns::Standard => "standard".to_owned(),
            Columns::Profile(profile) => profile.name.clone(),
        };
        let unmask = request.unmask;
        let format = request.format;
        let mut writing = Writing::start(format, exporting.header(), request.target)?;
        let mut report = ExportReport { log_size, ..ExportReport::default() };
        loop {
            let page = self.store().case_list(&query).await.map_err(OfficeError::from)?;
            let mut rows = page.rows;
            rows.reverse();
            if let Some(reason) = unmask {
                self.record_looks(caller, &rows, reason, &name).await?;
            }
            let cells = exporting.rows(rows).await?;
            report.rows += cells.len() as u64;
            if !writing.rows(cells).await {
                break;
            }
            progress(report.rows);
            query.cursor = page.previous;
            if query.cursor.is_none() {
                let Some(chunk) = chunks.pop() else { break };
                query.filter.among = Some(chunk);
            }
        }
        let finished = writing.finish().await?;
        report.cut = finished.cut();
        let shown =
            if unmask.is_some() { format!("{format} {name} unmasked") } else { format!("{format} {name}") };
        self.record_export(caller, report.rows, shown).await?;
        finished.deliver().await?;
        Ok(report)
    }

    /// What the caller may take out of what they ask for. In full only by who may look at all of it.
    fn export_query(&self, caller: &Caller, request: &ExportRequest) -> Result<CaseQuery, OfficeError> {
        caller.require(Right::Export)?;
        let organisation = self.organisation();
        let scope = caller.scope(Right::Export, &organisation.tree);
        if request.unmask.is_some() {
            caller.require(Right::Unmask)?;
            if let store::Scope::Institutions(institutions) = &scope {
                for institution in institutions {
                    caller.require_over(Right::Unmask, *institution, &organisation.tree)?;
                }
            } else if caller.scope(Right::Unmask, &organisation.tree) != store::Scope::All {
                return Err(OfficeError::Denied { right: Right::Unmask });
            }
        }
        let zone = &self.book().zone;
        let start = |day: Date| day.to_zoned_datetime(zone.clone()).map(|zoned| zoned.timestamp()).ok();
        let from = request.from.and_then(start);
        let before = request.to.and_then(|day| day.checked_add(1.day()).ok()).and_then(start);
        let mut filter = request.filter.clone();
        filter.received_from = filter.received_from.into_iter().chain(from).max();
        filter.received_before = filter.received_before.into_iter().chain(before).min();
        let (order, backward) = (CaseOrder::Newest, true);
        Ok(CaseQuery { scope, filter, order, cursor: None, backward, limit: PAGE_ROWS })
    }

    /// Records that personal data of these cases is looked at in full, before it is.
    async fn record_looks(
        &self,
        caller: &Caller,
        rows: &[CaseRow],
        reason: UnmaskReason,
        columns: &str,
    ) -> Result<(), OfficeError> {
        let now = self.surroundings().now();
        let look = |row: &CaseRow| {
            let case = row.case_id;
            self.event(
                caller,
                &UserEvent::Unmasked {
                    case,
                    fields: vec![format!("export {columns}")],
                    reason: reason.to_string(),
                    note: None,
                },
                now,
            )
        };
        let events = rows.iter().map(look).collect::<Result<Vec<_>, _>>()?;
        self.append_act(caller, events, &()).await
    }

    async fn record_export(&self, caller: &Caller, rows: u64, format: String) -> Result<(), OfficeError> {
        let event = self.event(caller, &UserEvent::Exported { rows, format }, self.surroundings().now())?;
        self.append_act(caller, vec![event], &()).await
    }
}
