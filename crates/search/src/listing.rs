//! Which cases a text stands in, for lists that are kept elsewhere: no order by how well they fit, no extracts.

use domain::id::CaseId;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column;
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

use crate::ask::{Asked, narrowed};
use crate::find::Reach;
use crate::schema::CASE_ID;
use crate::{Index, SearchError};

impl Index {
    /// The cases that are found, newest first: at most so many of them. A question without a letter finds none.
    ///
    /// # Errors
    /// When files of the index are damaged or gone.
    pub fn cases(&self, asked: &Asked, reach: &Reach, limit: usize) -> Result<Vec<CaseId>, SearchError> {
        let (query, _, scored) = asked.query(&self.fields(), reach);
        if !scored {
            return Ok(Vec::new());
        }
        let query = narrowed(query, &asked.narrowing);
        let mut found = self.searcher().search(query.as_ref(), &Newest(limit))?;
        found.sort_unstable_by(|one, other| other.cmp(one));
        Ok(found.into_iter().map(CaseId).collect())
    }
}

/// Keeps the largest identifiers.
struct Newest(usize);

impl Newest {
    fn keep(&self, found: &mut Vec<u64>) {
        if self.0 < found.len() {
            found.select_nth_unstable_by(self.0, |one, other| other.cmp(one));
            found.truncate(self.0);
        }
    }
}

impl Collector for Newest {
    type Fruit = Vec<u64>;
    type Child = Cases;

    fn for_segment(&self, _: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<Cases> {
        Ok(Cases { cases: segment.fast_fields().u64(CASE_ID)?, found: Vec::new() })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, fruits: Vec<Vec<u64>>) -> tantivy::Result<Vec<u64>> {
        let mut found = Vec::new();
        for fruit in fruits {
            found.extend(fruit);
            self.keep(&mut found);
        }
        Ok(found)
    }
}

/// All cases of one segment.
struct Cases {
    cases: Column<u64>,
    found: Vec<u64>,
}

impl SegmentCollector for Cases {
    type Fruit = Vec<u64>;

    fn collect(&mut self, doc: DocId, _: Score) {
        self.found.extend(self.cases.first(doc));
    }

    fn harvest(self) -> Vec<u64> {
        self.found
    }
}
