//! Words one after another, as the engine's own phrase finds them, where most cases with one of the words have all of them.
//!
//! The engine reads the places of a word case by case, and each time adds up how many there are before: in a phrase of three
//! words that stands in every third case that is nearly all of the time. Here a block of cases is read at once, in order.
//! Where one of the words is rare the engine skips nearly everything, and does it itself.

use tantivy::directory::CompositeFile;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::index::SegmentComponent;
use tantivy::positions::PositionReader;
use tantivy::postings::{BlockSegmentPostings, TermInfo};
use tantivy::query::{
    Bm25Weight, EmptyScorer, EnableScoring, Explanation, PhraseQuery, Query, Scorer, Weight,
};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, Term};

/// With more cases than so many times those of the rarest word, all words together, the engine is faster.
const SKIPPED_RATIO: u64 = 16;

/// Cases in a whole block of the engine.
const BLOCK_CASES: usize = 128;

/// Terms of one field at their distances from the first.
#[derive(Debug, Clone)]
pub(crate) struct Adjacent(Vec<(usize, Term)>);

impl Adjacent {
    /// At least two terms.
    pub fn new(terms: Vec<(usize, Term)>) -> Self {
        Self(terms)
    }
}

impl Query for Adjacent {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let terms: Vec<Term> = self.0.iter().map(|(_, term)| term.clone()).collect();
        let similarity = match scoring {
            EnableScoring::Enabled { statistics_provider, .. } => {
                Some(Bm25Weight::for_terms(statistics_provider, &terms)?)
            }
            EnableScoring::Disabled { .. } => None,
        };
        let skipping = PhraseQuery::new_with_offset(self.0.clone()).weight(scoring)?;
        Ok(Box::new(AdjacentWeight { terms: self.0.clone(), similarity, skipping }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.0.iter().for_each(|(_, term)| visitor(term, true));
    }
}

struct AdjacentWeight {
    terms: Vec<(usize, Term)>,
    /// How well a case fits; nothing where nobody asks.
    similarity: Option<Bm25Weight>,
    /// The engine's own.
    skipping: Box<dyn Weight>,
}

impl AdjacentWeight {
    /// Reading in order; nothing where the engine does better.
    fn in_order(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Option<AdjacentScorer>> {
        let field = self.terms[0].1.field();
        let index = segment.inverted_index(field)?;
        let mut found: Vec<(usize, TermInfo)> = Vec::with_capacity(self.terms.len());
        for (place, term) in &self.terms {
            let Some(info) = index.get_term_info(term)? else { return Ok(None) };
            found.push((*place, info));
        }
        let cases = || found.iter().map(|(_, info)| u64::from(info.doc_freq));
        let rarest = cases().min().unwrap_or_default();
        if cases().sum::<u64>() > rarest * SKIPPED_RATIO {
            return Ok(None);
        }
        // Nothing opens the file of a segment that was merged away meanwhile. The engine still holds its own.
        let Ok(file) = segment.open_read(SegmentComponent::Positions) else { return Ok(None) };
        let Some(positions) = CompositeFile::open(&file)?.open_read(field) else { return Ok(None) };
        let last = self.terms.iter().map(|(place, _)| *place).max().unwrap_or_default();
        let mut words = Vec::with_capacity(found.len());
        for (place, info) in &found {
            let postings =
                index.read_block_postings_from_terminfo(info, IndexRecordOption::WithFreqsAndPositions)?;
            let bytes = positions.slice(info.positions_range.clone()).read_bytes()?;
            words.push(Word::new((last - place) as u32, postings, PositionReader::open(bytes)?));
        }
        let lengths = match &self.similarity {
            Some(_) => segment.fieldnorms_readers().get_field(field)?,
            None => None,
        };
        let lengths = lengths.unwrap_or_else(|| FieldNormReader::constant(segment.max_doc(), 1));
        let similarity = self.similarity.as_ref().map(|similarity| similarity.boost_by(boost));
        let rarest = u32::try_from(rarest).unwrap_or(u32::MAX);
        let mut scorer =
            AdjacentScorer { words, rarest, similarity, lengths, doc: 0, starts: Vec::new(), times: 0 };
        scorer.go_to(0);
        Ok(Some(scorer))
    }
}

impl Weight for AdjacentWeight {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        match self.in_order(segment, boost)? {
            Some(scorer) if scorer.doc == TERMINATED => Ok(Box::new(EmptyScorer)),
            Some(scorer) => Ok(Box::new(scorer)),
            None => self.skipping.scorer(segment, boost),
        }
    }

    fn explain(&self, segment: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        self.skipping.explain(segment, doc)
    }

    fn for_each(
        &self,
        segment: &SegmentReader,
        callback: &mut dyn FnMut(DocId, Score),
    ) -> tantivy::Result<()> {
        let Some(mut scorer) = self.in_order(segment, 1.0)? else {
            return self.skipping.for_each(segment, callback);
        };
        while scorer.doc != TERMINATED {
            callback(scorer.doc, scorer.score());
            scorer.go_to(scorer.doc + 1);
        }
        Ok(())
    }
}

/// One word in the cases of a segment, read forward block by block.
struct Word {
    /// What its places are moved by to stand on those of the last word.
    moved: u32,
    postings: BlockSegmentPostings,
    positions: PositionReader,
    /// The cases of the block, filled up with ends, and which of them is looked at.
    docs: [DocId; BLOCK_CASES],
    at: usize,
    /// Where the places of each case begin, the next one's being its end.
    starts: [u32; BLOCK_CASES + 1],
    /// The places of the block, moved; empty until they are asked for.
    places: Vec<u32>,
    /// How many places come before the block.
    before: u64,
}

impl Word {
    fn new(moved: u32, postings: BlockSegmentPostings, positions: PositionReader) -> Self {
        let (docs, starts) = ([TERMINATED; BLOCK_CASES], [0; BLOCK_CASES + 1]);
        let mut word =
            Self { moved, postings, positions, docs, at: 0, starts, places: Vec::new(), before: 0 };
        word.begin_block();
        word
    }

    fn begin_block(&mut self) {
        let cases = self.postings.block_len();
        self.docs[..cases].copy_from_slice(&self.postings.docs()[..cases]);
        self.docs[cases..].fill(TERMINATED);
        let mut start = 0;
        for (end, times) in self.starts[1..].iter_mut().zip(&self.postings.freqs()[..cases]) {
            start += times;
            *end = start;
        }
        self.starts[cases + 1..].fill(start);
        self.places.clear();
        self.at = 0;
    }

    /// How many places the block holds.
    const fn in_block(&self) -> u32 {
        self.starts[BLOCK_CASES]
    }

    /// Goes on to the first case that is not before this one.
    fn seek(&mut self, target: DocId) -> DocId {
        while self.docs[BLOCK_CASES - 1] < target {
            self.before += u64::from(self.in_block());
            self.postings.advance();
            self.begin_block();
        }
        while self.docs[self.at] < target {
            self.at += 1;
        }
        self.docs[self.at]
    }

    /// Its places in the case, moved, in their order.
    fn places(&mut self) -> &[u32] {
        if self.places.is_empty() {
            self.read_places();
        }
        &self.places[self.starts[self.at] as usize..self.starts[self.at + 1] as usize]
    }

    fn read_places(&mut self) {
        self.places.resize(self.in_block() as usize, 0);
        self.positions.read(self.before, &mut self.places);
        // The first of a case is told from the beginning of its text, the others from the one before.
        for case in self.starts.windows(2) {
            let mut place = self.moved;
            for distance in &mut self.places[case[0] as usize..case[1] as usize] {
                place += *distance;
                *distance = place;
            }
        }
    }
}

/// The cases of a segment where all words stand one after another.
struct AdjacentScorer {
    words: Vec<Word>,
    /// In how many cases the rarest word stands.
    rarest: u32,
    similarity: Option<Bm25Weight>,
    lengths: FieldNormReader,
    doc: DocId,
    /// Where they stand in the case, and how often.
    starts: Vec<u32>,
    times: u32,
}

impl AdjacentScorer {
    /// Goes on to the first match that is not before this case.
    fn go_to(&mut self, mut target: DocId) -> DocId {
        self.doc = loop {
            let doc = self.words[0].seek(target);
            let furthest = self.words[1..].iter_mut().map(|word| word.seek(doc)).max().unwrap_or(doc);
            if furthest >= TERMINATED {
                break TERMINATED;
            }
            target = furthest;
            if furthest == doc {
                self.times = self.count();
                if self.times > 0 {
                    break doc;
                }
                target += 1;
            }
        };
        self.doc
    }

    /// How often they stand one after another, where all of them are in the case.
    fn count(&mut self) -> u32 {
        let (first, others) = self.words.split_at_mut(1);
        self.starts.clear();
        self.starts.extend_from_slice(first[0].places());
        for word in others {
            keep_common(&mut self.starts, word.places());
        }
        self.starts.len() as u32
    }
}

/// Keeps what is in both, each in its order.
fn keep_common(kept: &mut Vec<u32>, others: &[u32]) {
    let (mut at, mut left) = (0, 0);
    for other in others {
        while kept.get(at).is_some_and(|one| one < other) {
            at += 1;
        }
        if kept.get(at) == Some(other) {
            kept[left] = *other;
            (at, left) = (at + 1, left + 1);
        }
    }
    kept.truncate(left);
}

impl DocSet for AdjacentScorer {
    fn advance(&mut self) -> DocId {
        match self.doc {
            TERMINATED => TERMINATED,
            doc => self.go_to(doc + 1),
        }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        match self.doc < target {
            true => self.go_to(target),
            false => self.doc,
        }
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.rarest / self.words.len() as u32
    }

    fn cost(&self) -> u64 {
        u64::from(self.rarest) * self.words.len() as u64
    }
}

impl Scorer for AdjacentScorer {
    fn score(&mut self) -> Score {
        match &self.similarity {
            Some(similarity) => similarity.score(self.lengths.fieldnorm_id(self.doc), self.times),
            None => 1.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tantivy::collector::TopDocs;
    use tantivy::query::{BooleanQuery, Occur, QueryClone, TermQuery};
    use tantivy::schema::{Field, Schema, TEXT};
    use tantivy::{DocAddress, Index, Searcher, TantivyDocument};

    use super::*;

    fn index(texts: &[String]) -> (Searcher, Field) {
        let mut schema = Schema::builder();
        let field = schema.add_text_field("text", TEXT);
        let index = Index::create_in_ram(schema.build());
        let mut writer = index.writer_with_num_threads(1, 15_000_000).unwrap();
        for text in texts {
            let mut document = TantivyDocument::default();
            document.add_text(field, text);
            writer.add_document(document).unwrap();
        }
        writer.commit().unwrap();
        (index.reader().unwrap().searcher(), field)
    }

    fn found(searcher: &Searcher, query: &dyn Query) -> Vec<(Score, DocAddress)> {
        let mut found = searcher.search(query, &TopDocs::with_limit(10_000).order_by_score()).unwrap();
        found.sort_by_key(|(_, at)| *at);
        found
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn the_same_is_found_as_by_the_engine(
            texts in prop::collection::vec("([abc] ){0,9}|([ab] ){0,300}", 0..900),
            phrase in prop::collection::vec(("[abc]", 1_usize..3), 2..5),
            besides in "[abc]",
        ) {
            let (searcher, field) = index(&texts);
            let mut at = 0;
            let terms: Vec<(usize, Term)> = phrase
                .iter()
                .map(|(word, step)| {
                    at += step;
                    (at, Term::from_field_text(field, word))
                })
                .collect();
            let ours = Adjacent::new(terms.clone());
            let engine = PhraseQuery::new_with_offset(terms);
            prop_assert_eq!(found(&searcher, &ours), found(&searcher, &engine));
            let besides = TermQuery::new(Term::from_field_text(field, &besides), IndexRecordOption::Basic);
            for occur in [Occur::Must, Occur::MustNot, Occur::Should] {
                let among = |phrase: Box<dyn Query>| {
                    BooleanQuery::new(vec![(Occur::Must, phrase), (occur, besides.box_clone())])
                };
                prop_assert_eq!(
                    found(&searcher, &among(ours.box_clone())),
                    found(&searcher, &among(engine.box_clone()))
                );
            }
        }
    }
}
