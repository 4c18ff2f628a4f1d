//! A case as a line of a list.

use domain::matter::Book;
use jiff::Timestamp;
use office::{CaseRow, Organisation};

use crate::encoded::encoded;
use crate::locale::Words;
use crate::staff::shown::{Clock, Stamp, institution_name, staff_name};

/// A case as a line of a list.
#[derive(Debug, Clone)]
pub(crate) struct CaseLine {
    /// Where its page is.
    pub href: String,
    /// Its number.
    pub number: String,
    /// Number and version as a box of the list sends them.
    pub pick: String,
    /// Its kind.
    pub kind: String,
    /// Where it stands.
    pub status: String,
    /// What is asked, masked.
    pub subject: String,
    /// What is special about it, in words.
    pub flags: Vec<String>,
    /// The time left, while a clock runs.
    pub clock: Option<Clock>,
    /// The institution responsible.
    pub institution: String,
    /// Who handles it.
    pub handler: String,
    /// The step that comes next.
    pub next_step: String,
    /// When it was received.
    pub received: Stamp,
    /// When the kind was changed, for the monthly list.
    pub rekinded: Option<Stamp>,
    /// Whether it ended.
    pub ended: bool,
}

/// What lines are made from.
pub(crate) struct Lines<'a> {
    /// Institutions and staff.
    pub organisation: &'a Organisation,
    /// The rules.
    pub book: &'a Book,
    /// The time.
    pub now: Timestamp,
    /// The language.
    pub words: &'a Words,
    /// The address of the list, so that the case's page leads back; empty where there is none.
    pub from: String,
}

impl Lines<'_> {
    /// One line.
    pub(crate) fn line(&self, row: &CaseRow) -> CaseLine {
        let words = self.words;
        let from =
            if self.from.is_empty() { String::new() } else { format!("?from={}", encoded(&self.from)) };
        CaseLine {
            href: format!("/desk/cases/{}{from}", row.number),
            number: row.number.clone(),
            pick: super::bulk::Pick::word(&row.number, row.version),
            kind: words.t(&format!("kind-{}", row.kind)),
            status: words.t(&format!("status-{}", row.status)),
            subject: subject(row, self.words),
            flags: flags(row, words),
            clock: Clock::of_row(row, self.book, self.now, words)
                .filter(|_| !row.ended)
                .map(|clock| clock.this_year(self.book.zone.to_datetime(self.now).date())),
            institution: institution_name(self.organisation, row.institution_id, words),
            handler: row.handler_id.map(|handler| staff_name(self.organisation, handler)).unwrap_or_default(),
            next_step: row
                .next_step
                .as_ref()
                .map(|step| words.t(&format!("step-{step}")))
                .unwrap_or_default(),
            received: Stamp::new(row.received_at, &self.book.zone),
            rekinded: row.rekinded_at.map(|at| Stamp::new(at, &self.book.zone)),
            ended: row.ended,
        }
    }

    /// All of them.
    pub(crate) fn lines(&self, rows: &[CaseRow]) -> Vec<CaseLine> {
        rows.iter().map(|row| self.line(row)).collect()
    }
}

/// What stands after the matter: urgent, major, sensitive, transferred in, repeats.
pub(crate) fn flags(row: &CaseRow, words: &Words) -> Vec<String> {
    let mut flags = Vec::new();
    if row.urgent {
        flags.push(words.t("flag-urgent"));
    }
    if row.major {
        flags.push(words.t("flag-major"));
    }
    if !row.sensitivity.is_empty() {
        flags.push(words.t("flag-sensitive"));
    }
    if row.transferred {
        let channel = words.t(&format!("channel-{}", row.channel));
        flags.push(words.t1("flag-transferred", "channel", channel));
    }
    if row.receipts > 1 {
        flags.push(words.t1("flag-repeats", "count", i64::from(row.receipts)));
    }
    if row.feedback_owed > 0 {
        flags.push(words.t("flag-feedback-owed"));
    }
    flags
}

/// The subject of a case, masked; where its person is erased, that.
pub(crate) fn subject(row: &CaseRow, words: &Words) -> String {
    if row.subject.is_empty() { words.t("subject-erased") } else { row.subject.clone() }
}
