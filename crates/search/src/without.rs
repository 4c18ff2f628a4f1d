//! What is found but for what must not be there. What must not is read first and marked case by case, so that whatever is
//! found is looked up at once: the engine's own exclusion asks anew for every case, and may ask backwards, which a run of
//! several terms must not be asked.

use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{BitSet, COLLECT_BLOCK_BUFFER_LEN, DocId, DocSet, Score, SegmentReader, TERMINATED, Term};

/// A question and what must not match.
#[derive(Debug)]
pub(crate) struct Without {
    /// What is found.
    pub wanted: Box<dyn Query>,
    /// What must not be there, each by itself.
    pub unwanted: Vec<Box<dyn Query>>,
}

impl Clone for Without {
    fn clone(&self) -> Self {
        Self {
            wanted: self.wanted.box_clone(),
            unwanted: self.unwanted.iter().map(|query| query.box_clone()).collect(),
        }
    }
}

impl Query for Without {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let unscored = || match scoring.searcher() {
            Some(searcher) => EnableScoring::disabled_from_searcher(searcher),
            None => EnableScoring::disabled_from_schema(scoring.schema()),
        };
        let unwanted = self.unwanted.iter().map(|query| query.weight(unscored()));
        Ok(Box::new(WithoutWeight {
            unwanted: unwanted.collect::<tantivy::Result<_>>()?,
            wanted: self.wanted.weight(scoring)?,
        }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.wanted.query_terms(visitor);
        self.unwanted.iter().for_each(|query| query.query_terms(visitor));
    }
}

struct WithoutWeight {
    wanted: Box<dyn Weight>,
    unwanted: Vec<Box<dyn Weight>>,
}

impl WithoutWeight {
    fn marked(&self, segment: &SegmentReader) -> tantivy::Result<BitSet> {
        let mut marked = BitSet::with_max_value(segment.max_doc());
        for weight in &self.unwanted {
            weight.for_each_no_score(segment, &mut |docs| {
                for doc in docs {
                    marked.insert(*doc);
                }
            })?;
        }
        Ok(marked)
    }
}

impl Weight for WithoutWeight {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let mut scorer =
            WithoutScorer { marked: self.marked(segment)?, wanted: self.wanted.scorer(segment, boost)? };
        let first = scorer.doc();
        scorer.unmarked_from(first);
        Ok(Box::new(scorer))
    }

    fn explain(&self, segment: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        self.wanted.explain(segment, doc)
    }

    // Both leave going through what is found to the question itself, which may do it faster than one by one.
    fn for_each(
        &self,
        segment: &SegmentReader,
        callback: &mut dyn FnMut(DocId, Score),
    ) -> tantivy::Result<()> {
        let marked = self.marked(segment)?;
        self.wanted.for_each(segment, &mut |doc, score| {
            if !marked.contains(doc) {
                callback(doc, score);
            }
        })
    }

    fn for_each_no_score(
        &self,
        segment: &SegmentReader,
        callback: &mut dyn FnMut(&[DocId]),
    ) -> tantivy::Result<()> {
        let marked = self.marked(segment)?;
        let mut left = Vec::with_capacity(COLLECT_BLOCK_BUFFER_LEN);
        self.wanted.for_each_no_score(segment, &mut |docs| {
            left.clear();
            left.extend(docs.iter().copied().filter(|doc| !marked.contains(*doc)));
            callback(&left);
        })
    }
}

struct WithoutScorer {
    wanted: Box<dyn Scorer>,
    marked: BitSet,
}

impl WithoutScorer {
    /// Goes on from what is found to the first that is not marked.
    fn unmarked_from(&mut self, mut doc: DocId) -> DocId {
        while doc != TERMINATED && self.marked.contains(doc) {
            doc = self.wanted.advance();
        }
        doc
    }
}

// `seek_danger` stays the trait's own, which seeks.
impl DocSet for WithoutScorer {
    fn advance(&mut self) -> DocId {
        let doc = self.wanted.advance();
        self.unmarked_from(doc)
    }

    fn seek(&mut self, target: DocId) -> DocId {
        let doc = self.wanted.seek(target);
        self.unmarked_from(doc)
    }

    fn doc(&self) -> DocId {
        self.wanted.doc()
    }

    fn size_hint(&self) -> u32 {
        self.wanted.size_hint()
    }

    fn cost(&self) -> u64 {
        self.wanted.cost()
    }
}

impl Scorer for WithoutScorer {
    fn score(&mut self) -> Score {
        self.wanted.score()
    }
}
