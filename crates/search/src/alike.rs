//! Which cases of a segment no facet tells apart, worked out once when it is opened: whoever counts facets then adds one to
//! one number a case, whatever the facets are.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tantivy::index::SegmentId;
use tantivy::{DocId, Searcher, SearcherGeneration, SegmentReader, Warmer};

use crate::facet::Place;
use crate::schema::PLACE;

/// The cases of a segment by their place.
#[derive(Debug)]
pub(crate) struct Alike {
    /// Every place that a case of the segment has.
    pub places: Vec<Place>,
    group_of: GroupOf,
}

/// By case: which of the places is its own. Two bytes a case where they do.
#[derive(Debug)]
enum GroupOf {
    Short(Vec<u16>),
    Long(Vec<u32>),
}

impl GroupOf {
    fn new(groups: Vec<u32>, count: usize) -> Self {
        match u16::try_from(count) {
            // Every group is below their count.
            Ok(_) => Self::Short(groups.into_iter().map(|group| group as u16).collect()),
            Err(_) => Self::Long(groups),
        }
    }
}

impl Alike {
    fn of(segment: &SegmentReader) -> tantivy::Result<Self> {
        let column = segment.fast_fields().u64(PLACE)?;
        let mut groups: HashMap<u64, u32> = HashMap::new();
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
        Ok(Self { group_of: GroupOf::new(group_of, places.len()), places })
    }

    /// Which of the places is a case's.
    pub fn group(&self, doc: DocId) -> usize {
        let at = doc as usize;
        match &self.group_of {
            GroupOf::Short(groups) => usize::from(groups[at]),
            GroupOf::Long(groups) => groups[at] as usize,
        }
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
