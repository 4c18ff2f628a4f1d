//! What people say: hot words of cases and calls, the daily look for hot spots, and calls as a source.
//!
//! A question is answered from what its reader may see now, and no text of another's is read for it. Texts are the masked
//! copies; where two units are compared, only those that the reader sees.

mod answers;
mod calls;
mod heard;
mod hot_spots;
mod look;
mod shared;
mod why;

use std::num::NonZero;
use std::sync::Arc;
use std::time::Duration;

use domain::id::InstitutionId;
use domain::organisation::Right;
use jiff::ToSpan;
use jiff::civil::Date;
use store::{CaseRow, Scope};
use text::hotwords::{Question, Report, mine};
use text::segment::Segmenter;

pub(crate) use answers::Answers;
use calls::CALLS_DAYS;
pub use calls::{CallInput, CallTurn, CallsKept, HeardCall};
pub use heard::{GROUPS, HeardIn};
pub use hot_spots::{HotSpot, HotSpotDetails, HotSpotKind, HotSpotList, STATEMENT_CHARS_MAX};
pub use why::{Cause, PHRASE, Why};

use crate::{Caller, FieldError, Office, OfficeError};
pub(crate) use heard::short;
use heard::{HeardText, Reading, Texts, folded};
use why::cause_of_word;

/// Window and baseline together reach over no more days here.
pub const HOT_DAYS_MAX: i32 = 370;
/// How many words are told.
const WORDS_MAX: usize = 20;

/// Where texts come from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, strum::Display, strum::EnumString, strum::EnumIter)]
#[strum(serialize_all = "snake_case")]
pub enum HeardSources {
    /// Cases and calls.
    #[default]
    All,
    /// Cases alone.
    Cases,
    /// Calls alone.
    Calls,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HotQuestion {
    /// The window's first day.
    pub from: Date,
    /// The window's last day.
    pub to: Date,
    /// What the window is held against.
    pub against: Against,
    /// Where texts come from.
    pub sources: HeardSources,
    /// Only of this institution and those below it.
    pub institution: Option<InstitutionId>,
}

/// What a window is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Against {
    /// So many days before it.
    Before(u16),
    /// Another stretch of days, earlier or later.
    Period {
        /// Its first day.
        from: Date,
        /// Its last day.
        to: Date,
    },
    /// What is said at this institution and those below it on the same days.
    Unit(InstitutionId),
}

impl HotQuestion {
    /// How many days the window has, and what it is held against.
    fn days(&self) -> Result<(i32, i32), OfficeError> {
        let window = days(self.from, self.to);
        let baseline = match self.against {
            Against::Before(days) => i32::from(days),
            Against::Period { from, to } => days(from, to),
            Against::Unit(_) => window,
        };
        if window < 1 {
            return Err(invalid("to", "hot_days_backwards", "the last day is before the first"));
        }
        if let Against::Period { from, to } = self.against {
            if baseline < 1 {
                return Err(invalid("against_to", "hot_days_backwards", "the last day is before the first"));
            }
            if from <= self.to && self.from <= to {
                return Err(invalid("against_from", "hot_days_overlap", "the two periods share days"));
            }
        }
        if baseline < 1 || HOT_DAYS_MAX < window + baseline {
            let field = match self.against {
                Against::Before(_) => "baseline",
                Against::Period { .. } => "against_from",
                Against::Unit(_) => "from",
            };
            return Err(invalid(field, "hot_days_many", "window and baseline are too long together"));
        }
        Ok((window, baseline))
    }
}

/// The answer.
#[derive(Debug, Clone, PartialEq)]
pub struct HotWords {
    /// What was found. References of its evidence are [`HeardIn::of`].
    pub report: Report,
    /// Why, of each of its words in their order.
    pub causes: Vec<Cause>,
    /// Whether there were more texts than are read; then the oldest are missing.
    pub cut: bool,
}

impl Office {
    /// Hot words of what the caller may see; none where they are not found within `wait`: they are looked for behind, to be
    /// asked for again.
    ///
    /// # Errors
    /// Where the days cannot be asked for, or the record cannot be read.
    pub async fn hot_words(
        self: &Arc<Self>,
        caller: &Caller,
        question: &HotQuestion,
        wait: Duration,
    ) -> Result<Option<Arc<HotWords>>, OfficeError> {
        caller.require(Right::Figures)?;
        let (_, baseline) = question.days()?;
        if question.sources != HeardSources::Cases {
            let first = match question.against {
                Against::Before(_) => question.from.saturating_sub(baseline.days()),
                Against::Period { from, .. } => from.min(question.from),
                Against::Unit(_) => question.from,
            };
            if first < self.today().saturating_sub(CALLS_DAYS.days()) {
                return Err(invalid("source", "hot_days_calls", "calls of these days are not kept any more"));
            }
        }
        // Whoever may have figures of an institution sees its cases.
        let scope = caller.scope(Right::Figures, &self.organisation().tree);
        self.answer_soon(caller.actor().user(), (scope, question.clone()), wait).await
    }

    /// Answers a question, and hands out the texts it was answered from, in the order of their days.
    async fn mined(
        &self,
        scope: &Scope,
        question: &HotQuestion,
    ) -> Result<(HotWords, Vec<HeardText>), OfficeError> {
        let (from, to) = (question.from, question.to);
        let (window, baseline) = question.days()?;
        let (institution, sources) = (question.institution, question.sources);
        let reading = Reading { from, to, scope, institution, sources, kinds: &[] };
        let first = match question.against {
            Against::Before(_) => from.saturating_sub(baseline.days()),
            Against::Period { .. } | Against::Unit(_) => from,
        };
        let mut texts = self.heard_texts(&Reading { from: first, ..reading }).await?;
        let others = match question.against {
            Against::Before(_) => None,
            Against::Period { from, to } => Some(Reading { from, to, ..reading }),
            Against::Unit(unit) => Some(Reading { institution: Some(unit), ..reading }),
        };
        if let Some(others) = others {
            let last = others.to;
            texts.join_as_before(self.heard_texts(&others).await?, days(last, from) - 2);
        }
        texts.texts.sort_unstable();
        let asked = Question {
            baseline_days: u32::try_from(baseline).unwrap_or(1),
            history_days: u32::try_from(window + baseline).unwrap_or(1),
            top: WORDS_MAX,
            group_columns: GROUPS.map(str::to_owned).into(),
            // Whoever asks is one of many.
            threads: NonZero::new(1),
            ..Question::new(from, to)
        };
        let found = tokio::task::spawn_blocking(move || {
            let report =
                mine(&mut texts, &asked, Segmenter::standard()).map_err(|error| error.to_string())?;
            let window: Vec<&HeardText> = of_window(&texts.texts, from).iter().collect();
            let said: Vec<String> = window.iter().map(|heard| folded(&heard.text)).collect();
            let words = report.words.iter();
            let causes = words.map(|word| cause_of_word(&window, &said, &word.text)).collect();
            Ok((HotWords { report, causes, cut: texts.cut }, texts.texts))
        });
        let found = found.await.map_err(|error| OfficeError::Unreadable(error.to_string()))?;
        found.map_err(OfficeError::Unreadable)
    }

    /// The case that evidence is from; none where it is of a call, gone, or may not be seen.
    ///
    /// # Errors
    /// Where the record cannot be read.
    pub async fn heard_in_case(
        &self,
        caller: &Caller,
        heard: HeardIn,
    ) -> Result<Option<CaseRow>, OfficeError> {
        let HeardIn::Case(case_id) = heard else { return Ok(None) };
        let tree = &self.organisation().tree;
        let row = self.store.case_row(case_id).await?;
        Ok(row.filter(|row| caller.may(Right::See, row.institution_id, tree)))
    }
}

/// Those texts, in the order of their days, that are of a day or later.
fn of_window(texts: &[HeardText], from: Date) -> &[HeardText] {
    &texts[texts.partition_point(|heard| heard.date < from)..]
}

/// The days from one to another, both counted.
fn days(from: Date, to: Date) -> i32 {
    let hours = to.duration_since(from).as_hours();
    i32::try_from(hours.div_euclid(24) + 1).unwrap_or(i32::MAX)
}

fn invalid(field: &str, code: &str, message: &str) -> OfficeError {
    OfficeError::Invalid(vec![FieldError::new(field, code, message)])
}

impl Texts {
    /// Takes others as what was said before, so many days later than they were said.
    fn join_as_before(&mut self, others: Texts, later: i32) {
        self.cut |= others.cut;
        self.texts.extend(others.texts.into_iter().map(|mut text| {
            text.date = text.date.saturating_add(later.days());
            text
        }));
    }
}
