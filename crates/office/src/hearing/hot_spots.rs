//! The daily look for what is new and stands out: words, and groups of people who tell the same.
//!
//! It raises hot spots for the institutions whose officers work there, each over its subtree, and tells those officers of
//! the newest case among them. A hot spot keeps a word that several people said or the number of a case, with figures and
//! codes, and what an officer says it is; no phrase of anybody's: those are read when somebody looks, and an erasure owes
//! nothing to it.

use std::collections::{BTreeMap, BTreeSet};

use domain::id::{CaseId, InstitutionId};
use domain::organisation::{Right, Role};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use store::{HotSpotRow, NewHotSpot, NewNotice, Scope};
use text::similar::{AlertRule, EventRule, Record, alert, same_event};

use super::heard::{HeardText, folded};
use super::why::{Cause, cause};
use super::{HeardIn, HeardSources, HotQuestion, HotWords, of_window};
use crate::jobs::{Counts, JobFailure, Turn};
use crate::{Caller, Office, OfficeError};

/// The words for what hot spots are.
pub const HOT_SPOT_KINDS: [&str; 2] = [WORD, GROUP];

const WORD: &str = "word";
const GROUP: &str = "group";
/// The kind of notice, of [`NOTICE_KINDS`](crate::NOTICE_KINDS).
const NOTICE: &str = "hot_spot";

/// What is looked at: a week against the four before it.
const WINDOW_DAYS: i32 = 7;
const BASELINE_DAYS: u16 = 28;
/// A word is raised that stands in so many texts, with at most one false discovery in a hundred.
const DOCUMENTS_MIN: u32 = 5;
const FALSE_DISCOVERY_MAX: f64 = 0.01;
/// So many people must have said it.
const PEOPLE_MIN: usize = 3;
/// The same is raised again after so many days without it.
const QUIET_DAYS: i32 = 28;
/// Cases that a hot spot names.
const CASES_MAX: usize = 50;
/// Characters of a statement.
pub const STATEMENT_CHARS_MAX: usize = 500;
/// Hot spots shown.
const SHOWN_MAX: u32 = 200;
/// Texts compared with each other for groups: of more, the newest.
const COMPARED_MAX: usize = 20_000;

/// What was found, in figures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HotSpotDetails {
    /// The window's first day.
    pub from: Date,
    /// The window's last day.
    pub to: Date,
    /// Texts of the window with the word; of a group, distinct people.
    pub count: u32,
    /// Texts of the baseline with the word; nought for a group.
    pub before: u32,
    /// How many times as frequent the word is; nought for a group.
    pub ratio: f64,
    /// Cases, newest first.
    pub cases: Vec<CaseId>,
    /// What they have in common that others of these days have not.
    pub cause: Cause,
}

/// A hot spot that was raised.
#[derive(Debug, Clone, PartialEq)]
pub struct HotSpot {
    /// The row.
    pub row: HotSpotRow,
    /// What was found.
    pub details: HotSpotDetails,
}

/// Something to raise.
struct Found {
    kind: &'static str,
    /// The word; of a group, the number of its first case.
    title: String,
    details: HotSpotDetails,
    /// Of a group, all of its cases.
    members: BTreeSet<CaseId>,
}

impl Office {
    /// Hot spots that the caller sees the whole of, newest first.
    ///
    /// # Errors
    /// Where the record cannot be read.
    pub async fn hot_spots(&self, caller: &Caller, open_only: bool) -> Result<Vec<HotSpot>, OfficeError> {
        caller.require(Right::Figures)?;
        self.raised(&self.hot_scope(caller, Right::Figures), open_only).await
    }

    async fn raised(&self, scope: &Scope, open_only: bool) -> Result<Vec<HotSpot>, OfficeError> {
        let rows = self.store.hot_spots(scope, open_only, SHOWN_MAX).await?;
        let read = |row: HotSpotRow| Ok(HotSpot { details: details_of(&row)?, row });
        rows.into_iter().map(read).collect()
    }

    /// Notes that the caller took note of a hot spot, and what they say it is; that is kept masked.
    ///
    /// # Errors
    /// Where there is none open that they see, or they say too much.
    pub async fn settle_hot_spot(
        &self,
        caller: &Caller,
        hot_spot_id: u64,
        statement: &str,
    ) -> Result<(), OfficeError> {
        caller.require(Right::Steer)?;
        // A browser counts a line break once and sends it as two characters.
        let statement = statement.replace("\r\n", "\n");
        if STATEMENT_CHARS_MAX < statement.chars().count() {
            return Err(super::invalid("statement", "statement_long", "the statement is too long"));
        }
        let unknown = OfficeError::NotFound { what: "open hot spot" };
        let Some(user_id) = caller.actor().user() else { return Err(unknown) };
        let (scope, now) = (self.hot_scope(caller, Right::Steer), self.surroundings.now());
        let statement = text::mask(statement.trim());
        match self.store.hot_spot_settle(&scope, hot_spot_id, user_id, &statement, now).await? {
            true => Ok(()),
            false => Err(unknown),
        }
    }

    /// Institutions over which, and over all below them, the caller has a right: a hot spot is of a whole subtree, and must
    /// tell nobody of a part that is not theirs.
    fn hot_scope(&self, caller: &Caller, right: Right) -> Scope {
        let tree = &self.organisation().tree;
        match caller.scope(right, tree) {
            Scope::All => Scope::All,
            Scope::Institutions(reach) => {
                let whole =
                    |top: &InstitutionId| tree.subtree(*top).iter().all(|below| reach.contains(below));
                Scope::Institutions(reach.iter().copied().filter(whole).collect())
            }
        }
    }

    /// The daily look, over the week up to yesterday.
    pub(crate) async fn look_for_hot_spots(&self, turn: &mut Turn<'_>) -> Result<Counts, JobFailure> {
        let mut counts = Counts::from([("institutions", 0), ("raised", 0), ("told", 0)]);
        let to = self.today().saturating_sub(1.day());
        let organisation = self.organisation();
        let mut tops: Vec<InstitutionId> = organisation
            .users
            .keys()
            .filter_map(|user| organisation.staff(*user))
            .flat_map(|staff| staff.grants)
            .filter(|grant| grant.role == Role::Officer)
            .map(|grant| grant.institution)
            .collect();
        tops.sort_unstable();
        tops.dedup();
        let mut failed = None;
        for top in tops {
            *counts.entry("institutions").or_default() += 1;
            let found = match turn.beside(self.found_hot(top, to)).await {
                Ok(found) => found,
                Err(JobFailure::Lost) => return Err(JobFailure::Lost),
                // The others are looked at all the same; what they raise is not raised again when this is tried again.
                Err(failure) => {
                    failed = Some(failure);
                    continue;
                }
            };
            let raised = self.raised(&Scope::Institutions([top].into()), false).await?;
            for found in found {
                turn.goes_on().await?;
                if let Some(told) = self.raise(top, to, found, &raised).await? {
                    *counts.entry("raised").or_default() += 1;
                    *counts.entry("told").or_default() += told;
                }
            }
        }
        match failed {
            Some(failure) => Err(failure),
            None => Ok(counts),
        }
    }

    async fn found_hot(&self, top: InstitutionId, to: Date) -> Result<Vec<Found>, OfficeError> {
        let scope = Scope::Institutions(self.organisation().tree.subtree(top).into_iter().collect());
        let from = to.saturating_sub((WINDOW_DAYS - 1).days());
        let question = HotQuestion {
            from,
            to,
            baseline_days: BASELINE_DAYS,
            sources: HeardSources::All,
            institution: None,
            against: None,
        };
        let _turn = self.heard.turn().await;
        let (words, texts) = self.mined(&scope, &question).await?;
        let looked = tokio::task::spawn_blocking(move || {
            let window = of_window(&texts, from).iter();
            let cases: Vec<&HeardText> = window.filter(|heard| case_of(heard).is_some()).collect();
            let said: Vec<String> = cases.iter().map(|heard| folded(&heard.text)).collect();
            (hot(words, &cases, &said), groups(&cases, &said))
        });
        let looked = looked.await.map_err(|error| OfficeError::Unreadable(error.to_string()))?;
        let (mut found, groups) = looked;
        for group in groups {
            let Some(first) = group.members.first() else { continue };
            let Some(row) = self.store.case_row(*first).await? else { continue };
            let details = HotSpotDetails {
                from,
                to,
                count: u32::try_from(group.people).unwrap_or(u32::MAX),
                before: 0,
                ratio: 0.0,
                cases: group.members.iter().rev().copied().take(CASES_MAX).collect(),
                cause: group.cause,
            };
            found.push(Found { kind: GROUP, title: row.number, details, members: group.members });
        }
        Ok(found)
    }

    /// Raises what was found and tells the officers who see the newest of its cases. None where it is known, as those are
    /// that were `raised` before.
    async fn raise(
        &self,
        top: InstitutionId,
        to: Date,
        found: Found,
        raised: &[HotSpot],
    ) -> Result<Option<u64>, OfficeError> {
        let now = self.surroundings.now();
        let known_from = to.saturating_sub(QUIET_DAYS.days());
        if found.kind == GROUP && is_known_group(raised, &found.members, known_from) {
            return Ok(None);
        }
        // A run that was interrupted after raising has perhaps told nobody; whoever was told is not told again.
        let is_of_today = raised
            .iter()
            .map(|spot| &spot.row.spot)
            .any(|spot| spot.kind == found.kind && spot.title == found.title && spot.found_on == to);
        let details = serde_json::to_string(&found.details)
            .map_err(|error| OfficeError::Unreadable(format!("a hot spot: {error}")))?;
        let spot = NewHotSpot {
            institution_id: top,
            kind: found.kind.to_owned(),
            title: found.title,
            found_on: to,
            details,
            raised_at: now,
        };
        let is_new = self.store.hot_spot_raise(spot, known_from).await?;
        if !is_new && !is_of_today {
            return Ok(None);
        }
        let Some(case_id) = found.details.cases.first().copied() else { return Ok(is_new.then_some(0)) };
        let (case, _) = self.fold(case_id).await?;
        let organisation = self.organisation();
        let officers = organisation.users.keys().filter(|user| {
            let holds = |staff: domain::organisation::Staff| {
                staff.grants.iter().any(|grant| grant.role == Role::Officer && grant.institution == top)
            };
            organisation.staff(**user).is_some_and(holds) && self.may_be_told(**user, &case, &organisation)
        });
        let notices = officers.map(|user_id| NewNotice {
            user_id: *user_id,
            case_id,
            kind: NOTICE.to_owned(),
            rule: format!("{NOTICE}/{}/{to}", found.kind),
            run: 0,
            at: now,
        });
        let told = self.put_notices(notices.collect(), None).await?;
        Ok((is_new || 0 < told).then_some(told))
    }
}

/// Whether a group was raised before that shares a case with this one: a group goes on and grows, and its first case leaves
/// the window.
fn is_known_group(raised: &[HotSpot], members: &BTreeSet<CaseId>, known_from: Date) -> bool {
    let groups =
        raised.iter().filter(|HotSpot { row, .. }| row.spot.kind == GROUP && known_from <= row.spot.found_on);
    groups.flat_map(|spot| &spot.details.cases).any(|case_id| members.contains(case_id))
}

fn details_of(row: &HotSpotRow) -> Result<HotSpotDetails, OfficeError> {
    serde_json::from_str(&row.spot.details)
        .map_err(|error| OfficeError::Unreadable(format!("hot spot {}: {error}", row.hot_spot_id)))
}

pub(super) fn case_of(heard: &HeardText) -> Option<CaseId> {
    match heard.heard {
        HeardIn::Case(case_id) => Some(case_id),
        HeardIn::Call(_) => None,
    }
}

/// The words that are to be raised. `said` is what the texts say, folded.
fn hot(HotWords { report, causes, .. }: HotWords, texts: &[&HeardText], said: &[String]) -> Vec<Found> {
    let mut found = Vec::new();
    for (word, cause) in report.words.into_iter().zip(causes) {
        if word.documents < DOCUMENTS_MIN || FALSE_DISCOVERY_MAX < word.false_discovery {
            continue;
        }
        let written = folded(&word.text);
        let holds = texts.iter().zip(said).rev().filter(|(_, said)| said.contains(&written));
        let holds: Vec<&HeardText> = holds.map(|(heard, _)| *heard).collect();
        let people: BTreeSet<u64> = holds.iter().filter_map(|heard| heard.person).collect();
        let nameless = holds.iter().filter(|heard| heard.person.is_none()).count();
        // What one person says many times over is theirs, and would have to be erased with them.
        if !holds.is_empty() && people.len() + nameless < PEOPLE_MIN {
            continue;
        }
        let details = HotSpotDetails {
            from: report.from,
            to: report.to,
            count: word.documents,
            before: word.baseline_documents,
            ratio: word.ratio,
            cases: holds.into_iter().filter_map(case_of).take(CASES_MAX).collect(),
            cause: cause.without_phrases(),
        };
        found.push(Found { kind: WORD, title: word.text, details, members: BTreeSet::new() });
    }
    found
}

/// Many people who tell one event.
struct Group {
    members: BTreeSet<CaseId>,
    people: usize,
    cause: Cause,
}

/// Groups of many people who tell one event. It says that there are many; what it is, a person decides.
fn groups(texts: &[&HeardText], said: &[String]) -> Vec<Group> {
    let newest = &texts[texts.len().saturating_sub(COMPARED_MAX)..];
    let by_case: BTreeMap<u64, &HeardText> =
        newest.iter().filter_map(|heard| Some((case_of(heard)?.0, *heard))).collect();
    let records: Vec<Record<'_>> = by_case
        .iter()
        .map(|(case, heard)| Record {
            document: *case,
            person: heard.person.unwrap_or_default(),
            moment: heard.moment,
            text: &heard.text,
        })
        .collect();
    let many = same_event(&records, &EventRule::default()).into_iter().filter_map(|group| {
        let members: Vec<Record<'_>> =
            records.iter().filter(|record| group.contains(&record.document)).copied().collect();
        let people = alert(&members, &AlertRule::default())?.people;
        let members: BTreeSet<CaseId> = members.iter().map(|member| CaseId(member.document)).collect();
        let is_member =
            |place: usize| case_of(texts[place]).is_some_and(|case_id| members.contains(&case_id));
        let cause = cause(texts, said, is_member).without_phrases();
        Some(Group { members, people, cause })
    });
    many.collect()
}
