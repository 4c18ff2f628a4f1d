//! What a column of a profile says of a case: what was kept as it was written, or what the case tells.
//!
//! A case that came from another system and has not moved here says exactly what its row said, also where that was
//! nothing; where a column is kept nowhere as it was written, the case tells it. Once it has moved, what moves with it (state, dates, outcome) is told by the case.

use std::collections::BTreeMap;

use domain::id::TextRef;
use domain::matter::{Book, CarriedText, Case, Channel, Echo, Particular, TaskKind, TaskOutcome, TaskStatus};
use domain::organisation::{Institution, Tree};
use jiff::Timestamp;
use store::CaseRow;

use crate::exchange::profile::{Column, Keep, Meaning, Moment, Profile, Told, Words};

/// A case being told.
pub(super) struct Telling<'a> {
    pub profile: &'a Profile,
    pub case: &'a Case,
    pub row: &'a CaseRow,
    pub book: &'a Book,
    pub tree: &'a Tree,
    pub imported: bool,
    pub moved: bool,
    pub texts: &'a BTreeMap<Words, String>,
    /// The descriptors that are sealed, masked or in full.
    pub descriptors: &'a BTreeMap<Particular, String>,
    pub person: &'a BTreeMap<String, String>,
}

/// A text of a case.
pub(super) fn text_of(case: &Case, words: Words) -> Option<TextRef> {
    match words {
        Words::Subject => Some(case.subject),
        Words::Narrative => case.narrative,
        Words::Request => case.request,
        Words::Answer => case.echo().and_then(|echo| match echo {
            Echo::Answered { text, .. } | Echo::CarriedOver { text, .. } => *text,
            Echo::Unreachable { .. } => None,
        }),
        Words::Reasons => case.decision().and_then(|decision| decision.reasons),
        Words::Carried(kind) => carried(case, kind),
    }
}

fn carried(case: &Case, kind: CarriedText) -> Option<TextRef> {
    case.carried_texts.iter().find(|(found, _)| *found == kind).map(|(_, text)| *text)
}

impl Telling<'_> {
    /// What stands in a column.
    pub fn cell(&self, column: &Column) -> String {
        let kept = self.kept(column);
        if self.imported && !self.moved && column.keep.is_some() {
            return kept.unwrap_or_default();
        }
        let moves = column.means.iter().any(moves);
        let told = || {
            column.means.iter().find_map(|meaning| self.told(column, meaning)).filter(|told| !told.is_empty())
        };
        let found = if moves { told().or(kept) } else { kept.or_else(told) };
        found.unwrap_or_default()
    }

    fn kept(&self, column: &Column) -> Option<String> {
        let kept = match column.keep? {
            Keep::Particular(particular) => {
                self.case.particulars.get(&particular).or_else(|| self.descriptors.get(&particular))
            }
            // A layout with one column for telephone and e-mail gets whichever is known.
            Keep::Person("contact") => {
                ["contact", "phone", "email"].into_iter().find_map(|field| self.person.get(field))
            }
            Keep::Person(field) => self.person.get(field),
            Keep::Text(words) => self.texts.get(&words),
        };
        kept.or_else(|| self.texts.get(&column.keep_sentence?)).cloned()
    }

    fn told(&self, column: &Column, meaning: &Meaning) -> Option<String> {
        let case = self.case;
        let word = |word: &str| Some(column.written_as(word).to_owned());
        match meaning {
            // What came from elsewhere has a number of there, and ours would be taken for it.
            Meaning::ExternalId if self.imported => None,
            Meaning::ExternalId => {
                // Of the columns that stand in for one another only the first is given a number.
                let first = self
                    .profile
                    .meaning(&Meaning::ExternalId)
                    .next()
                    .is_some_and(|(_, first)| first == column);
                first.then(|| case.number.to_string())
            }
            Meaning::ExternalNumber => {
                case.sources.iter().find_map(|state| state.source.external_number.clone())
            }
            Meaning::Institution => self.institution().map(|institution| institution.code.clone()),
            Meaning::Channel => Some(case.channel())
                .filter(|channel| *channel != Channel::Other)
                .and_then(|channel| word(channel.as_ref())),
            Meaning::Complainants => Some(case.complainants.to_string()),
            Meaning::At(moment) => self.moment(*moment),
            Meaning::Outcome => case.decision().and_then(|decision| word(decision.outcome.as_ref())),
            Meaning::Liability => case.decision()?.liability.and_then(|liability| word(liability.as_ref())),
            Meaning::Answered => word(if case.is_echoed() { "yes" } else { "no" }),
            Meaning::CalledBack => word(if case.called_back { "yes" } else { "no" }),
            Meaning::Satisfaction => case.satisfaction.and_then(|number| word(&number.to_string())),
            Meaning::Code(set) => self.code(set),
            Meaning::Told(told) => self.told_only(column, *told),
        }
    }

    fn moment(&self, moment: Moment) -> Option<String> {
        let case = self.case;
        let source = case.sources.first().map(|state| &state.source);
        let at = match moment {
            Moment::ReceivedAt => Some(case.received_at()),
            Moment::ForwardedAt => source.and_then(|source| source.forwarded_at),
            Moment::RequiredOn => {
                let day = source.and_then(|source| source.required_on)?;
                day.to_zoned_datetime(self.profile.zone.clone()).ok().map(|zoned| zoned.timestamp())
            }
            Moment::AcceptedAt => case.first.accepted_at,
            Moment::HandledAt => case.first.handled_at,
            Moment::DecidedAt => case.decided_at,
            Moment::AnsweredAt => case.first.feedback_at,
            Moment::EndedAt => case.ended_at,
            Moment::CalledBackAt => case.called_back_at,
        };
        at.map(|at| self.date(at))
    }

    fn date(&self, at: Timestamp) -> String {
        self.profile.dates.write(&at.to_zoned_datetime(self.profile.zone.clone()))
    }

    fn code(&self, set: &str) -> Option<String> {
        let code = self.case.codes.iter().find(|code| code.set() == set)?;
        self.book.codes.resolve(code).ok().map(|code| code.shown_zh().to_owned())
    }

    fn institution(&self) -> Option<&Institution> {
        self.tree.get(self.case.institution)
    }

    fn told_only(&self, column: &Column, told: Told) -> Option<String> {
        let institution = self.institution();
        match told {
            Told::State => {
                Some(column.written_as(if self.case.is_ended() { "ended" } else { "open" }).to_owned())
            }
            Told::InstitutionName => institution.map(|institution| institution.name_zh.clone()),
            Told::InstitutionLevel => {
                institution.map(|institution| column.written_as(institution.level.as_ref()).to_owned())
            }
            Told::InstitutionParent => {
                let parent =
                    self.tree.superior(self.case.institution).and_then(|parent| self.tree.get(parent));
                parent.map(|parent| parent.name_zh.clone())
            }
            Told::InstitutionProvince => institution.map(|institution| institution.region.province.clone()),
            Told::InstitutionCity => institution.map(|institution| institution.region.city.clone()),
            Told::InstitutionDistrict => institution.map(|institution| institution.region.district.clone()),
            Told::HandlingDays => {
                let day = |at: Timestamp| at.to_zoned_datetime(self.profile.zone.clone()).date();
                let ended = self.case.ended_at?;
                let days = day(self.case.received_at()).until(day(ended)).ok()?.get_days();
                Some(days.to_string())
            }
            Told::DueOn => {
                let due = self.row.due_on?;
                let zoned = due.to_zoned_datetime(self.profile.zone.clone()).ok()?;
                Some(self.profile.dates.write(&zoned))
            }
            Told::CompensationFlag => {
                // Of a case that came from elsewhere only the row knows whether something was paid there.
                let paid = compensated_cents(self.case);
                let known = paid > 0 || !self.imported;
                known.then(|| column.written_as(if paid > 0 { "yes" } else { "no" }).to_owned())
            }
            Told::CompensationAmount => {
                let paid = compensated_cents(self.case);
                (paid > 0).then(|| format!("{}.{:02}", paid / 100, paid % 100))
            }
            Told::PbcReportStatus => {
                let mut sources = self.case.sources.iter();
                let state = sources.find(|state| state.source.channel == Channel::Pbc)?;
                match state.sent_at.filter(|_| state.returned_at.is_none()) {
                    Some(_) => Some(column.written_as("sent").to_owned()),
                    None if state.owes() && !self.imported => Some(column.written_as("owed").to_owned()),
                    None => None,
                }
            }
            Told::Grade => {
                let grade = self.case.grade.as_ref()?;
                self.book.codes.resolve(grade).ok().map(|code| code.shown_zh().to_owned())
            }
        }
    }
}

/// What was paid as a small compensation, in cents of CNY.
fn compensated_cents(case: &Case) -> i64 {
    let paid = case.tasks.values().filter(|task| {
        task.kind == TaskKind::Compensation
            && task.status == TaskStatus::Done
            && task.outcome.is_some_and(|outcome| outcome != TaskOutcome::NotPossible)
    });
    paid.filter_map(|task| task.amount_cents).sum()
}

/// Whether what a column means changes in the life of a case.
fn moves(meaning: &Meaning) -> bool {
    match meaning {
        Meaning::At(moment) => {
            !matches!(moment, Moment::ReceivedAt | Moment::ForwardedAt | Moment::RequiredOn)
        }
        Meaning::Outcome
        | Meaning::Liability
        | Meaning::Answered
        | Meaning::CalledBack
        | Meaning::Satisfaction
        | Meaning::Code(_) => true,
        Meaning::Told(told) => matches!(
            told,
            Told::State
                | Told::HandlingDays
                | Told::DueOn
                | Told::Grade
                | Told::CompensationFlag
                | Told::CompensationAmount
                | Told::PbcReportStatus
        ),
        _ => false,
    }
}
