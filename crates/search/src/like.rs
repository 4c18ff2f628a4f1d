//! Cases that tell what a text tells: those that say its rarest words too.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use domain::id::CaseId;
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, Query, TermQuery};
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::tokenizer::{TokenStream, Tokenizer};
use tantivy::{Searcher, TantivyDocument, Term};

use crate::find::Reach;
use crate::schema::{CASE_ID, Fields};
use crate::token::{WordTokenizer, is_loose};
use crate::{Index, SearchError};

/// Words of a text that are looked for, the rarest.
const WORDS_MAX: usize = 24;
/// Places of these words that are looked at, together: more would take longer than a page may.
const PLACES_MAX: u64 = 200_000;
/// A word in more than a tenth of all cases says nothing of one of them; among few cases, one in more than twenty.
const COMMON_SHARE: u64 = 10;
const COMMON_MIN: u64 = 20;
/// Cases that are held against the text, the best by their words.
const HELD_MAX: usize = 32;
/// Of the weight of the words looked for, a case that is like says so much.
const SHARE_MIN: f32 = 0.2;
/// And so many of the words, whole ones.
const BOTH_MIN: usize = 2;
/// Words named for a case.
const NAMED_MAX: usize = 5;

/// A case that is like a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Like {
    /// The case.
    pub case_id: CaseId,
    /// How much of what was looked for it says, 0 to 1, the rarer words weighing more.
    pub share: f32,
    /// Words both say, as the text writes them and in its order, none inside another.
    pub words: Vec<String>,
}

/// A word that is looked for.
struct Sought {
    word: String,
    /// As the text writes it first, and where.
    written: String,
    place: usize,
    term: Term,
    cases: u64,
    weight: f32,
}

impl Index {
    /// Cases within reach that are like a masked text, most alike first; not the case it is from.
    ///
    /// # Errors
    /// When files of the index are damaged or gone.
    pub fn like(
        &self,
        text: &str,
        own: CaseId,
        reach: &Reach,
        limit: usize,
    ) -> Result<Vec<Like>, SearchError> {
        let (fields, searcher) = (self.fields(), self.searcher());
        let sought = rarest(text, &fields, &searcher)?;
        if sought.is_empty() {
            return Ok(Vec::new());
        }
        let term = |sought: &Sought| -> Box<dyn Query> {
            Box::new(TermQuery::new(sought.term.clone(), IndexRecordOption::WithFreqs))
        };
        let any: Box<dyn Query> = Box::new(BooleanQuery::union(sought.iter().map(term).collect()));
        let query = reach.narrowed(any, &fields);
        // One more, since the case itself is among them.
        let best = searcher.search(&query, &TopDocs::with_limit(HELD_MAX + 1).order_by_score())?;
        let total: f32 = sought.iter().map(|sought| sought.weight).sum();
        let mut found = Vec::new();
        for (_, address) in best {
            let segment = searcher.segment_reader(address.segment_ord);
            let Some(case_id) = segment.fast_fields().u64(CASE_ID)?.first(address.doc_id) else { continue };
            if case_id == own.0 {
                continue;
            }
            let stored: TantivyDocument = searcher.doc(address)?;
            let texts = stored.get_all(fields.text).filter_map(|value| value.as_str().map(str::to_owned));
            let said: BTreeSet<String> = texts.flat_map(|text| words(&text).into_keys()).collect();
            // In the order of the text: how rare a word is elsewhere is told to nobody.
            let mut both: Vec<&Sought> = sought.iter().filter(|sought| said.contains(&sought.word)).collect();
            both.sort_by_key(|sought| sought.place);
            let share = both.iter().map(|sought| sought.weight).sum::<f32>() / total;
            let mut words = whole(&both);
            if SHARE_MIN <= share && BOTH_MIN <= words.len() {
                words.truncate(NAMED_MAX);
                found.push(Like { case_id: CaseId(case_id), share, words });
            }
        }
        found.sort_by(|one, other| {
            other.share.total_cmp(&one.share).then_with(|| other.case_id.cmp(&one.case_id))
        });
        found.truncate(limit);
        Ok(found)
    }
}

/// The words as written, without those that stand inside another: beside 捆绑销售, 捆绑 says nothing more.
fn whole(sought: &[&Sought]) -> Vec<String> {
    let is_part = |word: &str| {
        sought.iter().any(|other| word.len() < other.written.len() && other.written.contains(word))
    };
    let written = sought.iter().map(|sought| &sought.written);
    written.filter(|word| !is_part(word)).cloned().collect()
}

/// The rarest words of a text that other cases say too.
fn rarest(text: &str, fields: &Fields, searcher: &Searcher) -> Result<Vec<Sought>, SearchError> {
    let all = searcher.num_docs();
    let mut sought = Vec::new();
    for (word, place) in words(text) {
        let term = Term::from_field_text(fields.words, &word);
        let cases = searcher.doc_freq(&term)?;
        if (2..=(all / COMMON_SHARE).max(COMMON_MIN)).contains(&cases) {
            let weight = (all as f32 / cases as f32).ln();
            let written = text.get(place.clone()).unwrap_or(&word).to_owned();
            sought.push(Sought { word, written, place: place.start, term, cases, weight });
        }
    }
    sought.sort_by(|one, other| one.cases.cmp(&other.cases).then_with(|| one.word.cmp(&other.word)));
    let mut places = 0;
    let few = sought.into_iter().take(WORDS_MAX).take_while(|sought| {
        places += sought.cases;
        places <= PLACES_MAX
    });
    Ok(few.collect())
}

/// The words of a text that say something by themselves (no numbers, which masking leaves halves of, no single characters),
/// with the place where each stands first, in bytes.
fn words(text: &str) -> BTreeMap<String, Range<usize>> {
    let mut stream = WordTokenizer.token_stream(text);
    let mut words = BTreeMap::new();
    while let Some(token) = stream.next() {
        let says_something =
            token.text.chars().nth(1).is_some() && token.text.chars().any(char::is_alphabetic);
        if says_something && !is_loose(&token.text) {
            words.entry(token.text.clone()).or_insert(token.offset_from..token.offset_to);
        }
    }
    words
}
