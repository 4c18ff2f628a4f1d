//! Counts beside the hits: how many of them have which kind, status, channel, institution. What a count shows does not
//! narrow it itself, so that a reader sees what else there would be.

use std::cmp::Reverse;
use std::sync::Arc;

use domain::id::InstitutionId;
use domain::matter::{Channel, Kind, Status};
use strum::IntoEnumIterator;
use tantivy::COLLECT_BLOCK_BUFFER_LEN;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, ColumnIndex};
use tantivy::query::Query;
use tantivy::query::doc_predicate_query::{DocPredicateQuery, FunctionPredicate};
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

use crate::Document;
use crate::alike::{Alike, AlikeBySegment};
use crate::best::{Best, Rank, bits};
use crate::schema::{CASE_ID, PLACE};

/// What is chosen among facets; an empty list narrows to nothing in particular.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Narrowing {
    /// Kinds, any of.
    pub kinds: Vec<Kind>,
    /// Statuses, any of.
    pub statuses: Vec<Status>,
    /// Channels, any of.
    pub channels: Vec<Channel>,
    /// Institutions, any of (a subtree is written out).
    pub institutions: Vec<InstitutionId>,
}

/// How many cases have what, most first; nothing that no case has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facets {
    /// By kind.
    pub kinds: Vec<(Kind, u64)>,
    /// By status.
    pub statuses: Vec<(Status, u64)>,
    /// By channel.
    pub channels: Vec<(Channel, u64)>,
    /// By institution.
    pub institutions: Vec<(InstitutionId, u64)>,
}

/// What facets read of a case: places in the lists of kinds, statuses and channels, and the institution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    of: [usize; 4],
}

const KIND: usize = 0;
const STATUS: usize = 1;
const CHANNEL: usize = 2;
const INSTITUTION: usize = 3;

impl Place {
    pub fn of(case: &Document) -> Self {
        let institution = usize::try_from(case.institution_id.0).unwrap_or(usize::MAX);
        Self { of: [case.kind as usize, case.status as usize, case.channel as usize, institution] }
    }

    pub fn packed(self) -> u64 {
        let [kind, status, channel, institution] = self.of.map(|place| place as u64);
        institution << 24 | channel << 16 | status << 8 | kind
    }

    pub fn unpacked(packed: u64) -> Self {
        let byte = |shift: u64| (packed >> shift & 0xff) as usize;
        Self { of: [byte(0), byte(8), byte(16), usize::try_from(packed >> 24).unwrap_or(usize::MAX)] }
    }
}

/// By facet: which places are chosen; none where all are.
#[derive(Debug, Clone)]
struct Chosen([Option<Vec<bool>>; 4]);

impl Chosen {
    fn of(narrowing: &Narrowing) -> Self {
        let chosen = |places: Vec<usize>| {
            let highest = places.iter().copied().max()?;
            let mut chosen = vec![false; highest + 1];
            places.into_iter().for_each(|place| chosen[place] = true);
            Some(chosen)
        };
        let institutions = narrowing.institutions.iter();
        Self([
            chosen(narrowing.kinds.iter().map(|kind| *kind as usize).collect()),
            chosen(narrowing.statuses.iter().map(|status| *status as usize).collect()),
            chosen(narrowing.channels.iter().map(|channel| *channel as usize).collect()),
            chosen(institutions.filter_map(|institution| usize::try_from(institution.0).ok()).collect()),
        ])
    }

    /// The facets by which a case is left out.
    fn leave_out(&self, place: Place) -> impl Iterator<Item = usize> {
        let left_out = move |facet: &usize| {
            let chosen = self.0[*facet].as_ref();
            chosen.is_some_and(|chosen| !chosen.get(place.of[*facet]).copied().unwrap_or(false))
        };
        (0..4).filter(left_out)
    }
}

/// Everything a narrowing leaves, as a condition.
pub(crate) fn filter(narrowing: &Narrowing) -> Box<dyn Query> {
    let chosen = Chosen::of(narrowing);
    let predicate = FunctionPredicate::from(move |segment: &SegmentReader| {
        let (places, chosen) = (segment.fast_fields().u64(PLACE)?, chosen.clone());
        Ok(move |doc: DocId| {
            let place = places.first(doc).map(Place::unpacked);
            place.is_some_and(|place| chosen.leave_out(place).next().is_none())
        })
    });
    Box::new(DocPredicateQuery::from(predicate))
}

/// Counts by place in a list.
type Tallies = [Vec<u64>; 4];

/// Counts every match by facet, and all that a narrowing leaves; keeps the best of these. One pass does both: a second one,
/// for the best alone, would decode every list of cases again.
pub(crate) struct Counting {
    alike: Arc<AlikeBySegment>,
    chosen: Chosen,
    best: usize,
    scored: bool,
}

impl Counting {
    /// Keeps so many; where nothing says how well a case fits (it is not `scored`), all fit alike.
    pub fn new(alike: Arc<AlikeBySegment>, narrowing: &Narrowing, best: usize, scored: bool) -> Self {
        Self { alike, chosen: Chosen::of(narrowing), best, scored }
    }
}

/// What was counted.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    /// All that the narrowing leaves.
    pub total: u64,
    /// The best of them, best first once merged, then newest.
    pub best: Vec<(Rank, DocAddress)>,
    tallies: Tallies,
}

impl Counts {
    pub fn facets(&self) -> Facets {
        Facets {
            kinds: listed(&self.tallies[KIND], Kind::iter()),
            statuses: listed(&self.tallies[STATUS], Status::iter()),
            channels: listed(&self.tallies[CHANNEL], Channel::iter()),
            institutions: listed(&self.tallies[INSTITUTION], (0..).map(InstitutionId)),
        }
    }

    fn add(&mut self, facet: usize, place: Place, cases: u64) {
        let (tally, at) = (&mut self.tallies[facet], place.of[facet]);
        if tally.len() <= at {
            tally.resize(at + 1, 0);
        }
        tally[at] += cases;
    }
}

fn listed<T>(tally: &[u64], things: impl Iterator<Item = T>) -> Vec<(T, u64)> {
    let mut found: Vec<(T, u64)> =
        things.zip(tally.iter().copied()).filter(|(_, count)| *count > 0).collect();
    found.sort_by_key(|(_, count)| Reverse(*count));
    found
}

impl Collector for Counting {
    type Fruit = Counts;
    type Child = SegmentCounting;

    fn for_segment(&self, at: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<SegmentCounting> {
        let alike = self.alike.of(segment)?;
        let places = alike.places.iter();
        Ok(SegmentCounting {
            at,
            counts: vec![0; alike.places.len()],
            is_left: places.map(|place| self.chosen.leave_out(*place).next().is_none()).collect(),
            alike,
            cases: segment.fast_fields().u64(CASE_ID)?,
            chosen: self.chosen.clone(),
            best: Best::of(self.best),
            scored: self.scored,
            case_ids: Vec::with_capacity(COLLECT_BLOCK_BUFFER_LEN),
        })
    }

    fn requires_scoring(&self) -> bool {
        self.scored
    }

    fn merge_fruits(&self, fruits: Vec<Counts>) -> tantivy::Result<Counts> {
        let mut sum = fruits.into_iter().fold(Counts::default(), |mut sum, one| {
            sum.total += one.total;
            sum.best.extend(one.best);
            for (sum, one) in sum.tallies.iter_mut().zip(one.tallies) {
                sum.resize(sum.len().max(one.len()), 0);
                sum.iter_mut().zip(one).for_each(|(sum, one)| *sum += one);
            }
            sum
        });
        sum.best.sort_unstable_by(|one, other| other.cmp(one));
        sum.best.truncate(self.best);
        Ok(sum)
    }
}

/// Counts in one segment. A case costs one count; the facets are told apart at the end.
pub(crate) struct SegmentCounting {
    at: SegmentOrdinal,
    alike: Arc<Alike>,
    /// By group of cases that are alike: how many were found, and whether the narrowing leaves them.
    counts: Vec<u64>,
    is_left: Vec<bool>,
    cases: Column<u64>,
    chosen: Chosen,
    best: Best,
    scored: bool,
    /// The numbers of a block of cases.
    case_ids: Vec<u64>,
}

impl SegmentCounting {
    /// Counts a case, and says whether the narrowing leaves it.
    fn count(&mut self, doc: DocId) -> bool {
        let group = self.alike.group(doc);
        self.counts[group] += 1;
        self.is_left[group]
    }
}

impl SegmentCollector for SegmentCounting {
    type Fruit = Counts;

    fn collect(&mut self, doc: DocId, score: Score) {
        // Where nothing is scored there may be something that weighs all alike.
        let score = if self.scored { bits(score) } else { 0 };
        if self.count(doc)
            && self.best.may_keep(score)
            && let Some(case_id) = self.cases.first(doc)
        {
            self.best.offer((score, case_id), doc);
        }
    }

    // Nothing is scored: every case ties and its number decides, so that all are read, in one go.
    fn collect_block(&mut self, docs: &[DocId]) {
        if self.best.keeps_none() {
            for doc in docs {
                self.count(*doc);
            }
            return;
        }
        let mut case_ids = std::mem::take(&mut self.case_ids);
        read(&self.cases, docs, &mut case_ids);
        for (doc, case_id) in docs.iter().zip(&case_ids) {
            if self.count(*doc) {
                self.best.offer((0, *case_id), *doc);
            }
        }
        self.case_ids = case_ids;
    }

    fn harvest(self) -> Counts {
        let mut counts = Counts::default();
        for (place, cases) in self.alike.places.iter().zip(&self.counts) {
            let mut leaving_out = self.chosen.leave_out(*place);
            match (leaving_out.next(), leaving_out.next()) {
                (None, _) => {
                    counts.total += cases;
                    (0..4).for_each(|facet| counts.add(facet, *place, *cases));
                }
                // Only its own facet leaves it out: there it is counted all the same.
                (Some(facet), None) => counts.add(facet, *place, *cases),
                _ => {}
            }
        }
        let address = |(rank, doc)| (rank, DocAddress::new(self.at, doc));
        counts.best = self.best.into_kept().into_iter().map(address).collect();
        counts
    }
}

/// Reads the numbers of a block of cases.
fn read(column: &Column<u64>, docs: &[DocId], into: &mut Vec<u64>) {
    into.clear();
    match column.index {
        ColumnIndex::Full => {
            into.resize(docs.len(), 0);
            column.values.get_vals(docs, into);
        }
        _ => into.extend(docs.iter().map(|doc| column.first(*doc).unwrap_or_default())),
    }
}
