//! Which cases of a segment no facet tells apart, worked out once when it is opened: whoever counts facets then adds one to
//! one number a case, whatever the facets are.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHashMap;
use tantivy::index::SegmentId;
use tantivy::{DocId, Searcher, SearcherGeneration, SegmentReader, Warmer};

use crate::facet::Place;
use crate::schema::PLACE;

/// The cases of a segment by their place.
#[derive(Debug)]
pub(crate) struct Alike {
    /// Every place that a case of the segment has.
    pub places: Vec<Place>,
    /// By case: where in these its own is. Four bytes a case.
    group_of: Vec<u32>,
}

impl Alike {
    fn of(segment: &SegmentReader) -> tantivy::Result<Self> {
        let column = segment.fast_fields().u64(PLACE)?;
        let mut groups: FxHashMap<u64, u32> = FxHashMap::default();
        let mut places = Vec::new();
        let group_of = (0..segment.max_doc())
            .map(|doc| {
                // Every case has a place; a file that lost one puts it where the words begin.
                let packed = column.first(doc).unwrap_or_default();
                let next = u32::try_from(places.len()).unwrap_or(u32::MAX);
                *groups.entry(packed).or_insert_with(|| {
                    places.push(Place::unpacked(packed));
                    next
                })
            })
            .collect();
        Ok(Self { places, group_of })
    }

    /// Which of the places is a case's.
    pub fn group(&self, doc: DocId) -> usize {
        self.group_of[doc as usize] as usize
    }
}

/// Those of the segments in use.
#[derive(Debug, Default)]
pub(crate) struct AlikeBySegment(Mutex<HashMap<SegmentId, Arc<Alike>>>);

impl AlikeBySegment {
    /// That of a segment; worked out where nobody did.
    pub fn of(&self, segment: &SegmentReader) -> tantivy::Result<Arc<Alike>> {
        if let Some(known) = self.locked().get(&segment.segment_id()) {
            return Ok(Arc::clone(known));
        }
        let alike = Arc::new(Alike::of(segment)?);
        self.locked().insert(segment.segment_id(), Arc::clone(&alike));
        Ok(alike)
    }

    fn locked(&self) -> MutexGuard<'_, HashMap<SegmentId, Arc<Alike>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Warmer for AlikeBySegment {
    fn warm(&self, searcher: &Searcher) -> tantivy::Result<()> {
        searcher.segment_readers().iter().try_for_each(|segment| self.of(segment).map(drop))
    }

    fn garbage_collect(&self, live_generations: &[&SearcherGeneration]) {
        let is_live = |segment: &SegmentId| {
            live_generations.iter().any(|generation| generation.segments().contains_key(segment))
        };
        self.locked().retain(|segment, _| is_live(segment));
    }
}
