//! Cases of other persons that tell the same, beside a case.

use office::{CaseView, OfficeError};

use crate::Desk;
use crate::guard::Staff;
use crate::staff::list::{CaseLine, Lines};
use crate::staff::shown::Stamp;

/// A case that tells the same.
pub(crate) struct SimilarLine {
    pub line: CaseLine,
    pub received: Stamp,
    pub is_nearly_same: bool,
    /// The words both say, in words; empty where none is named.
    pub words: String,
}

/// Those of a case, most alike first.
pub(super) async fn lines(
    desk: &Desk,
    staff: &Staff,
    view: &CaseView,
) -> Result<Vec<SimilarLine>, OfficeError> {
    let words = &staff.words;
    let (organisation, book) = (desk.office.organisation(), desk.office.book());
    let now = desk.office.surroundings().now();
    let lines = Lines { organisation: &organisation, book: &book, now, words, from: String::new() };
    let similar = desk.office.similar_cases(staff.caller(), view).await?;
    let line = |similar: office::SimilarCase| SimilarLine {
        line: lines.line(&similar.row),
        received: Stamp::new(similar.row.received_at, &book.zone),
        is_nearly_same: similar.is_nearly_same,
        words: match similar.words.is_empty() {
            true => String::new(),
            false => words.t1("similar-words", "words", similar.words.join(&words.t("comma"))),
        },
    };
    Ok(similar.into_iter().map(line).collect())
}
