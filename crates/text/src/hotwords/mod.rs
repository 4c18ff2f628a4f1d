//! Hot words: what people say in a window of days far more often than before.
//!
//! Phrases of any length (to 64 characters) come from the texts themselves; a dictionary only draws edges. How:
//!
//! 1. `discovery` reads the corpus once and keeps a sample of window and baseline of bounded size (everything, where it
//!    fits), chosen by a hash of the text. All suffixes of the sample in order (`suffix`) give every phrase that occurs in
//!    three texts of the window, with its document frequencies (`discover`). Fragments fall away, edges move to where the
//!    segmenter cuts (`edge`), and the few hundred most surprising phrases are kept (`shortlist`).
//! 2. `count` reads the corpus again and counts these exactly: documents a day, group values, texts to quote.
//! 3. `rank` tests each (`statistic`): is it more than a fifth as frequent again as in the baseline? An exact conditional test of
//!    two rates, with counts divided by their dispersion, and Benjamini and Hochberg's correction over all phrases that were
//!    tested. Of phrases with nearly the same documents the whole one is told; what another explains is told under it.
//! 4. `describe` adds trend, first day, bursts (`burst`), words beside it, where it concentrates (`group`), and masked
//!    sentences (`evidence`).
//!
//! Texts that are equal, or of one template (`duplicate`), count once in each stretch of the window's length. Memory is bounded
//! but for the days of the history; reading goes on while the batch before is worked on by all cores; the answer does not
//! depend on how many there are.

mod burst;
mod count;
mod describe;
mod discover;
mod discovery;
mod duplicate;
mod edge;
mod evidence;
mod group;
mod matcher;
mod question;
mod rank;
mod report;
mod sample;
mod shortlist;
mod statistic;
mod stream;
mod suffix;
mod symbol;

pub use question::{Corpus, DAYS_MAX, Document, MineError, Noise, Question, TEXT_BYTES_MAX, TOP_MAX};
pub use report::{Beside, Burst, Documents, Evidence, HotWord, Nothing, Report, Scenario};

use crate::segment::Segmenter;
use describe::{Sources, describe};
use matcher::Matcher;
use question::{Days, date};

/// A phrase is tested against being at most this many times as frequent as in the baseline: that a common word is used a
/// little more is certain in a large corpus, and nothing to tell.
const RISE: f64 = 1.2;

/// Finds the hot words of a corpus.
///
/// # Errors
/// Where the question is impossible, the threads cannot be started, or the corpus cannot be read. A corpus without documents
/// in window or baseline is no error: [`Report::nothing`] says so.
pub fn mine<C: Corpus>(
    corpus: &mut C,
    question: &Question,
    segmenter: &Segmenter,
) -> Result<Report, MineError<C::Error>> {
    let days = Days::of(question)?;
    let threads = question.threads.map_or(0, std::num::NonZero::get);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().map_err(MineError::Threads)?;
    let discovery =
        discovery::discover(corpus, question, days, &pool, segmenter).map_err(MineError::Corpus)?;
    let counts = count::count(corpus, question, days, &discovery, &pool).map_err(MineError::Corpus)?;
    let matcher = Matcher::new(&discovery.phrases);
    let sources =
        Sources { question, days, discovery: &discovery, counts: &counts, matcher: &matcher, segmenter };
    let ranked = rank::rank(&discovery, &counts, days, question);
    let words: Vec<HotWord> =
        ranked.iter().filter_map(|ranked| describe(&sources, ranked)).take(question.top).collect();
    let nothing = match counts.documents {
        Documents { window: 0, .. } => Some(Nothing::WindowEmpty),
        Documents { baseline: 0, .. } => Some(Nothing::BaselineEmpty),
        _ if words.is_empty() => Some(Nothing::NothingSignificant),
        _ => None,
    };
    Ok(Report {
        from: question.from,
        to: question.to,
        baseline_from: date(days.baseline),
        documents: counts.documents,
        days: counts.totals[counts.place(days.baseline)..].to_vec(),
        tested: discovery.tested,
        nothing,
        words,
    })
}
