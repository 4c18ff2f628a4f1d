//! The daily look for what is new and stands out: words, groups of people who tell the same, and what different people share.

use std::collections::BTreeSet;

use domain::id::{CaseId, InstitutionId};
use domain::matter::AlertLimits;
use domain::organisation::Role;
use jiff::ToSpan;
use jiff::civil::Date;
use store::Scope;
use text::similar::{AlertRule, EventRule, Record, alert, same_event};

use super::heard::{HeardText, folded};
use super::hot_spots::{CASES_MAX, Found, HotSpotDetails, HotSpotKind, HotSpotList, Raised};
use super::why::{Cause, cause};
use super::{Against, HeardSources, HotQuestion, HotWords, of_window};
use crate::jobs::{Counts, JobFailure, Turn};
use crate::{Office, OfficeError};

/// What is looked at for words: a week against the four before it.
const WINDOW_DAYS: i32 = 7;
const BASELINE_DAYS: u16 = 28;
/// A word is raised that stands in so many texts, with at most one false discovery in a hundred.
const DOCUMENTS_MIN: u32 = 5;
const FALSE_DISCOVERY_MAX: f64 = 0.01;
/// So many people must have said it.
const PEOPLE_MIN: usize = 3;
/// Of what persons share, so much is raised in one look: somebody has to look at each.
const SHARED_MAX: usize = 20;
/// Texts compared with each other for groups: of more, the newest.
const COMPARED_MAX: usize = 20_000;

impl Office {
    /// The daily look, over the days up to yesterday. It raises what it finds for every institution that has officers, over its
    /// subtree, and tells those officers of what is said.
    pub(crate) async fn look_for_hot_spots(&self, turn: &mut Turn<'_>) -> Result<Counts, JobFailure> {
        let mut counts = Counts::from([("institutions", 0), ("raised", 0), ("told", 0)]);
        let to = self.today().saturating_sub(1.day());
        let mut failed = None;
        for top in self.tops_of_officers() {
            *counts.entry("institutions").or_default() += 1;
            for list in [HotSpotList::Heard, HotSpotList::Shared] {
                let looked = match list {
                    HotSpotList::Heard => turn.beside(self.found_hot(top, to)).await,
                    HotSpotList::Shared => turn.beside(self.found_shared(top, to)).await,
                };
                match looked {
                    Ok(found) => self.raise_all(top, list, found, turn, &mut counts).await?,
                    Err(JobFailure::Lost) => return Err(JobFailure::Lost),
                    // The others are looked at all the same; what they raise is not raised again when this is tried again.
                    Err(failure) => failed = Some(failure),
                }
            }
        }
        match failed {
            Some(failure) => Err(failure),
            None => Ok(counts),
        }
    }

    /// Where officers work.
    fn tops_of_officers(&self) -> BTreeSet<InstitutionId> {
        let organisation = self.organisation();
        let grants = organisation
            .users
            .keys()
            .filter_map(|user| organisation.staff(*user))
            .flat_map(|staff| staff.grants);
        grants.filter(|grant| grant.role == Role::Officer).map(|grant| grant.institution).collect()
    }

    async fn raise_all(
        &self,
        top: InstitutionId,
        list: HotSpotList,
        found: Vec<Found>,
        turn: &mut Turn<'_>,
        counts: &mut Counts,
    ) -> Result<(), JobFailure> {
        let raised = self.raised_for(top, list).await?;
        let mut shared = 0;
        for found in found {
            if shared == SHARED_MAX {
                break;
            }
            turn.goes_on().await?;
            let (kind, details) = (found.kind, found.details.clone());
            let became = self.raise(top, found, &raised).await?;
            if became == Raised::Known {
                continue;
            }
            // What people share stands on a list and is no news.
            let told = match list {
                HotSpotList::Heard => self.tell_of(top, kind, &details).await?,
                HotSpotList::Shared => 0,
            };
            shared += usize::from(list == HotSpotList::Shared);
            *counts.entry("told").or_default() += told;
            *counts.entry("raised").or_default() += u64::from(became == Raised::New || 0 < told);
        }
        Ok(())
    }

    async fn found_hot(&self, top: InstitutionId, to: Date) -> Result<Vec<Found>, OfficeError> {
        let scope = Scope::Institutions(self.organisation().tree.subtree(top).into_iter().collect());
        let limits = self.book().alerts;
        let since = |days: i32| to.saturating_sub((days - 1).days());
        let question = HotQuestion {
            from: since(WINDOW_DAYS),
            to,
            against: Against::Before(BASELINE_DAYS),
            sources: HeardSources::All,
            institution: None,
        };
        let group_days = (since(i32::from(limits.group_days)), to);
        let _turn = self.heard.turn().await;
        let (words, texts) = self.mined(&scope, &question).await?;
        let looked = tokio::task::spawn_blocking(move || {
            let window = of_window(&texts, question.from.min(group_days.0)).iter();
            let cases: Vec<&HeardText> = window.filter(|heard| heard.case_id().is_some()).collect();
            let said: Vec<String> = cases.iter().map(|heard| folded(&heard.text)).collect();
            let since = |from: Date| cases.partition_point(|heard| heard.date < from);
            let (week, days) = (since(question.from), since(group_days.0));
            let found = hot(words, &cases[week..], &said[week..]);
            (found, groups(&cases[days..], &said[days..], limits))
        });
        let looked = looked.await.map_err(|error| OfficeError::Unreadable(error.to_string()))?;
        let (mut found, groups) = looked;
        for group in groups {
            let Some(number) = self.number_of_first(&group.members).await? else { continue };
            let mut of_group =
                Found::of_cases(HotSpotKind::Group, number, group_days, group.persons, group.members);
            of_group.details.cause = group.cause;
            found.push(of_group);
        }
        Ok(found)
    }

    /// The number of the first of some cases.
    pub(super) async fn number_of_first(
        &self,
        cases: &BTreeSet<CaseId>,
    ) -> Result<Option<String>, OfficeError> {
        let Some(first) = cases.first() else { return Ok(None) };
        Ok(self.store.case_row(*first).await?.map(|row| row.number))
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
        let persons: BTreeSet<u64> = holds.iter().map(|heard| heard.who()).collect();
        // What one person says many times over is theirs, and would have to be erased with them.
        if !holds.is_empty() && persons.len() < PEOPLE_MIN {
            continue;
        }
        let details = HotSpotDetails {
            from: report.from,
            to: report.to,
            count: word.documents,
            before: word.baseline_documents,
            ratio: word.ratio,
            cases: holds.into_iter().filter_map(HeardText::case_id).take(CASES_MAX).collect(),
            also: Vec::new(),
            cause: cause.without_phrases(),
        };
        found.push(Found { kind: HotSpotKind::Word, title: word.text, details, members: BTreeSet::new() });
    }
    found
}

/// Many people who tell one event.
struct Group {
    members: BTreeSet<CaseId>,
    persons: usize,
    cause: Cause,
}

fn record(heard: &HeardText) -> Option<Record<'_>> {
    Some(Record {
        document: heard.case_id()?.0,
        person: heard.who(),
        moment: heard.moment,
        text: &heard.text,
    })
}

/// Groups of many people who tell one event. It says that there are many; what it is, a person decides.
fn groups(texts: &[&HeardText], said: &[String], limits: AlertLimits) -> Vec<Group> {
    let newest = &texts[texts.len().saturating_sub(COMPARED_MAX)..];
    let mut records: Vec<Record<'_>> = newest.iter().filter_map(|heard| record(heard)).collect();
    records.sort_by_key(|record| record.document);
    let rule = AlertRule {
        people_min: usize::from(limits.group_persons),
        window_s: i64::from(limits.group_days) * 24 * 3_600,
    };
    let many = same_event(&records, &EventRule::default()).into_iter().filter_map(|group| {
        let of_group = |document: &u64| {
            let place = records.binary_search_by_key(document, |record| record.document).ok()?;
            Some(records[place])
        };
        let members: Vec<Record<'_>> = group.iter().filter_map(of_group).collect();
        let persons = alert(&members, &rule)?.people;
        let members: BTreeSet<CaseId> = group.into_iter().map(CaseId).collect();
        let is_member =
            |place: usize| texts[place].case_id().is_some_and(|case_id| members.contains(&case_id));
        let cause = cause(texts, said, is_member).without_phrases();
        Some(Group { members, persons, cause })
    });
    many.collect()
}
