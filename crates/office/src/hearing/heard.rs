//! Texts of cases and calls with their days, as the miner reads them.

use std::collections::{HashMap, VecDeque};
use std::convert::Infallible;

use domain::id::{CaseId, InstitutionId, Stream, TextId};
use domain::matter::Kind;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use store::{CallRow, CaseFilter, CaseRow, Scope, StoredEvent};
use text::fold::fold;
use text::hotwords::{Corpus, Document};

use super::HeardSources;
use super::calls::CallTurn;
use crate::arriving_rules::every_case;
use crate::text_refs::text_refs;
use crate::words::joined;
use crate::{Office, OfficeError};

/// No more texts of cases, and no more of calls, are read for one question: of more, the newest.
const TEXTS_MAX: usize = 100_000;
/// Of a text no more characters are heard.
const CHARS_MAX: usize = 4_000;
/// Calls read in one go.
const CALLS_PAGE: u32 = 500;

/// Where a word concentrates is told by these, in the order of [`HeardText::groups`].
pub const GROUPS: [&str; 7] = ["unit", "channel", "business", "reason", "product", "issue", "source"];

/// What a text is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HeardIn {
    /// A case.
    Case(CaseId),
    /// A call.
    Call(u64),
}

impl HeardIn {
    /// What a reference of the miner's evidence stands for.
    pub fn of(reference: u64) -> Self {
        match reference & 1 {
            0 => Self::Case(CaseId(reference >> 1)),
            _ => Self::Call(reference >> 1),
        }
    }

    fn reference(self) -> u64 {
        match self {
            Self::Case(case_id) => case_id.0 << 1,
            Self::Call(call_id) => call_id << 1 | 1,
        }
    }
}

/// A text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct HeardText {
    pub date: Date,
    pub heard: HeardIn,
    pub text: String,
    /// By [`GROUPS`]; an empty value is none.
    pub groups: [String; GROUPS.len()],
    /// Who, where that is known; a reference.
    pub person: Option<u64>,
    /// When, in seconds.
    pub moment: i64,
}

/// Marks what stands in for a person nobody knows.
const NAMELESS: u64 = 1 << 63;

impl HeardText {
    /// The case it is from; none where it is a call.
    pub fn case_id(&self) -> Option<CaseId> {
        match self.heard {
            HeardIn::Case(case_id) => Some(case_id),
            HeardIn::Call(_) => None,
        }
    }

    /// Who said it; where nobody knows, somebody else for every text.
    pub fn who(&self) -> u64 {
        self.person.unwrap_or_else(|| NAMELESS | self.heard.reference())
    }
}

/// Texts.
#[derive(Debug, Default)]
pub(super) struct Texts {
    pub texts: Vec<HeardText>,
    /// Whether there were more than are read.
    pub cut: bool,
}

/// As much of a text as is heard.
pub(crate) fn short(text: &str) -> String {
    text.chars().take(CHARS_MAX).collect()
}

/// A text or word as the miner reads it. Its words it writes with the capitals that most texts give them.
pub(super) fn folded(text: &str) -> String {
    let folded = fold(text);
    folded.slice(0..folded.chars.len())
}

impl Corpus for Texts {
    type Error = Infallible;

    fn read(&mut self, visit: &mut dyn FnMut(Document<'_>)) -> Result<(), Infallible> {
        for heard in &self.texts {
            let groups = heard.groups.each_ref().map(String::as_str);
            visit(Document {
                date: heard.date,
                text: &heard.text,
                groups: &groups,
                reference: heard.heard.reference(),
            });
        }
        Ok(())
    }
}

/// Whose texts of which days are read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading<'a> {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    pub scope: &'a Scope,
    pub institution: Option<InstitutionId>,
    pub sources: HeardSources,
    /// Cases of these kinds alone; of all, where none is named.
    pub kinds: &'a [Kind],
}

impl Office {
    /// The texts, in any order.
    pub(super) async fn heard_texts(&self, reading: &Reading<'_>) -> Result<Texts, OfficeError> {
        let mut texts = Texts::default();
        if reading.sources != HeardSources::Calls {
            self.read_cases(reading, &mut texts).await?;
        }
        if reading.sources != HeardSources::Cases {
            self.read_calls(reading, &mut texts).await?;
        }
        Ok(texts)
    }

    /// From when and before when.
    fn moments(&self, reading: &Reading<'_>) -> Result<(Timestamp, Timestamp), OfficeError> {
        Ok((self.start_of(reading.from)?, self.start_of(reading.to.saturating_add(1.day()))?))
    }

    async fn read_cases(&self, reading: &Reading<'_>, texts: &mut Texts) -> Result<(), OfficeError> {
        let (from, before) = self.moments(reading)?;
        let tree = &self.organisation().tree;
        let institutions = reading.institution.map(|top| tree.subtree(top).into_iter().collect());
        let mut query = every_case(CaseFilter {
            received_from: Some(from),
            received_before: Some(before),
            institutions: institutions.unwrap_or_default(),
            kinds: reading.kinds.to_vec(),
            ..CaseFilter::default()
        });
        query.scope = reading.scope.clone();
        loop {
            let page = self.store.case_list(&query).await?;
            let room = TEXTS_MAX - texts.texts.len();
            texts.cut |= room < page.rows.len();
            texts.texts.extend(self.heard_cases(page.rows.into_iter().take(room).collect()).await?);
            if texts.cut {
                return Ok(());
            }
            query.cursor = page.next;
            if query.cursor.is_none() {
                return Ok(());
            }
        }
    }

    /// What people wrote when their cases came in; nothing of those of which nothing is left.
    pub(crate) async fn heard_cases(&self, rows: Vec<CaseRow>) -> Result<Vec<HeardText>, OfficeError> {
        // Those merged into another tell the same again; near-duplicates count once in any case.
        let (sort, _) = Stream::Case(CaseId(0)).parts();
        let case_ids: Vec<u64> = rows.iter().map(|row| row.case_id.0).collect();
        let first_events = self.store.first_events(sort, &case_ids).await?;
        let by_stream: HashMap<Stream, StoredEvent> =
            first_events.into_iter().map(|event| (event.stream, event)).collect();
        let mut told: Vec<(CaseRow, Vec<TextId>)> = Vec::new();
        for row in rows {
            let Some(first) = by_stream.get(&Stream::Case(row.case_id)) else { continue };
            told.push((row, text_refs(first)?.into_iter().map(|text| text.text_id).collect()));
        }
        let every: Vec<TextId> = told.iter().flat_map(|(_, ids)| ids).copied().collect();
        let masked = self.masked(&every).await?;
        let heard = told.into_iter().filter_map(|(row, ids)| {
            joined(ids.into_iter(), &masked).map(|text| self.heard_case(&row, short(&text)))
        });
        Ok(heard.collect())
    }

    fn heard_case(&self, row: &CaseRow, text: String) -> HeardText {
        let code = |code: &Option<String>| code.clone().unwrap_or_default();
        HeardText {
            date: self.book().zone.to_datetime(row.received_at).date(),
            heard: HeardIn::Case(row.case_id),
            text,
            groups: [
                self.unit_code(row.institution_id),
                code(&row.code_channel),
                code(&row.code_business),
                code(&row.code_reason),
                code(&row.code_product),
                code(&row.code_issue),
                "case".to_owned(),
            ],
            person: row.person_id.map(|person| person.0),
            moment: row.received_at.as_second(),
        }
    }

    async fn read_calls(&self, reading: &Reading<'_>, texts: &mut Texts) -> Result<(), OfficeError> {
        let (from, before) = self.moments(reading)?;
        let tree = &self.organisation().tree;
        let below = reading.institution.map(|top| tree.subtree(top));
        let mut after = 0;
        let mut heard = VecDeque::new();
        loop {
            let calls = self.store.calls(reading.scope, from, before, after, CALLS_PAGE).await?;
            let Some(last) = calls.last() else { break };
            after = last.call_id;
            for call in calls {
                if below.as_ref().is_some_and(|below| !below.contains(&call.call.institution_id)) {
                    continue;
                }
                if TEXTS_MAX <= heard.len() {
                    texts.cut = true;
                    heard.pop_front();
                }
                heard.push_back(self.heard_call_text(&call)?);
            }
        }
        texts.texts.extend(heard);
        Ok(())
    }

    fn heard_call_text(&self, row: &CallRow) -> Result<HeardText, OfficeError> {
        let turns = CallTurn::read(&row.call.turns)?;
        // What the institution's own people read out is said in every call.
        let words: Vec<&str> =
            turns.iter().filter(|turn| !turn.is_ours()).map(|turn| turn.text.as_str()).collect();
        Ok(HeardText {
            date: self.book().zone.to_datetime(row.call.started_at).date(),
            heard: HeardIn::Call(row.call_id),
            text: short(&words.join("\n")),
            groups: {
                let mut groups = <[String; GROUPS.len()]>::default();
                groups[0] = self.unit_code(row.call.institution_id);
                groups[GROUPS.len() - 1] = "call".to_owned();
                groups
            },
            person: None,
            moment: row.call.started_at.as_second(),
        })
    }

    fn unit_code(&self, institution: InstitutionId) -> String {
        self.organisation().tree.get(institution).map(|found| found.code.clone()).unwrap_or_default()
    }
}
