//! Telling people before and after a date, as the regimes' rules say.

use std::collections::BTreeMap;

use domain::id::UserId;
use domain::matter::{Case, CaseDue};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use store::{CaseFilter, CaseRow, Change, NewNotice, TOLD_TOGETHER};

use crate::arriving_rules::every_case;
use crate::jobs::{Counts, JobFailure, Turn};
use crate::projection::{Projecting, SOURCE_STAGE, is_owed};
use crate::{Office, OfficeError};

/// The kind of notice, of [`NOTICE_KINDS`](crate::NOTICE_KINDS).
const ESCALATION: &str = "escalation";

/// Who is told of more cases than this in one turn is told of them together, in one notice.
const TOLD_ALONE_MAX: usize = 20;

/// The rule of a notice that stands for many, `many/2026-03-14/300`, by when and how many they are. It is told on the
/// case whose date comes first.
const MANY: &str = "many";

/// How many cases a notice by this rule stands for; none where it stands for its own case alone.
pub fn told_together(rule: &str) -> Option<u64> {
    rule.strip_prefix(MANY)?.rsplit_once('/')?.1.parse().ok()
}

/// What each is to be told in one turn, and the date it is about.
type Telling = BTreeMap<UserId, Vec<(Option<Date>, NewNotice)>>;

impl Office {
    /// Looks at every open case whose date is near or past, and at every ended one that owes feedback to a source, and
    /// tells whom its rule names, each once for a rule and a run of the clock. Only the rule that applies today is looked
    /// at, and none whose day came before the case was known here; so a server that was off for weeks, a case that is
    /// opened again after months and the open cases of another system tell nothing that came due meanwhile.
    pub(crate) async fn escalate(&self, turn: &mut Turn<'_>) -> Result<Counts, JobFailure> {
        let mut counts = Counts::from([("cases", 0), ("told", 0), ("nobody", 0)]);
        let mut telling = Telling::new();
        let book = self.book();
        let ahead = book.regimes.escalation_days_ahead(&book.sources);
        let due_to = Some(self.today().saturating_add(ahead.days()));
        let open = CaseFilter { ended: Some(false), due_to, ..CaseFilter::default() };
        let owing =
            CaseFilter { ended: Some(true), feedback_owed: Some(true), due_to, ..CaseFilter::default() };
        for near in [open, owing] {
            let mut query = every_case(near);
            loop {
                let page = self.store.case_list(&query).await.map_err(OfficeError::from)?;
                for row in page.rows {
                    turn.goes_on().await?;
                    self.escalate_case(&row, &mut telling, &mut counts).await?;
                }
                query.cursor = page.next;
                if query.cursor.is_none() {
                    break;
                }
            }
        }
        for (user_id, untold) in telling {
            turn.goes_on().await?;
            *counts.entry("told").or_default() += untold.len() as u64;
            self.tell_dates(user_id, untold).await?;
        }
        Ok(counts)
    }

    async fn escalate_case(
        &self,
        row: &CaseRow,
        telling: &mut Telling,
        counts: &mut Counts,
    ) -> Result<(), OfficeError> {
        let (case, _) = self.fold(row.case_id).await?;
        *counts.entry("cases").or_default() += 1;
        let notices = self.escalation_of(&case);
        let Some(notices) = notices else { return Ok(()) };
        if notices.is_empty() {
            *counts.entry("nobody").or_default() += 1;
        }
        for notice in self.store.notices_untold(notices).await? {
            telling.entry(notice.user_id).or_default().push((row.due_on, notice));
        }
        Ok(())
    }

    /// Tells somebody of the dates of cases: of each, or of all together where they are many.
    async fn tell_dates(
        &self,
        user_id: UserId,
        mut untold: Vec<(Option<Date>, NewNotice)>,
    ) -> Result<(), OfficeError> {
        let mut changes = Vec::new();
        if untold.len() > TOLD_ALONE_MAX {
            untold.sort_by_key(|(date, notice)| (*date, notice.case_id));
            let first = untold.first().map(|(date, notice)| (*date, notice.case_id, notice.at));
            let many = format!("{MANY}/{}/{}", self.today(), untold.len());
            for (_, notice) in &mut untold {
                notice.kind = TOLD_TOGETHER.to_owned();
            }
            changes.extend(untold.into_iter().map(|(_, notice)| Change::Notice(notice)));
            untold = first
                .map(|(date, case_id, at)| {
                    let kind = ESCALATION.to_owned();
                    (date, NewNotice { user_id, case_id, kind, rule: many, run: 0, at })
                })
                .into_iter()
                .collect();
        }
        for (date, notice) in untold {
            changes.extend(self.spread(std::slice::from_ref(&notice), date).await?);
            changes.push(Change::Notice(notice));
        }
        self.append_changes(changes).await
    }

    /// Who is to be told of a case today; none where no rule applies.
    fn escalation_of(&self, case: &Case) -> Option<Vec<NewNotice>> {
        let (organisation, book) = (self.organisation(), self.book());
        let (now, today) = (self.surroundings.now(), self.today());
        let known_since = |at: Timestamp| book.zone.to_datetime(at).date();
        let clocks = Projecting { book: &book, tree: &organisation.tree, now }.clocks(case);
        let legal = clocks.governing().and_then(|due: &CaseDue| {
            let rule = book.regimes.escalation(due, known_since(case.recorded_at), today)?;
            Some((rule, format!("{}/{}/{}", due.regime, due.stage, rule.name), due.run))
        });
        // Each source is owed its own feedback, so each has its own run.
        let asked = (1..).zip(&case.sources).filter_map(|(run, state)| {
            let required_on = state.source.required_on.filter(|_| is_owed(case, state))?;
            let since = state.returned_at.map_or(case.recorded_at, |at| at.max(case.recorded_at));
            let rule = book.sources.escalation(required_on, known_since(since), today)?;
            Some((rule, format!("{SOURCE_STAGE}/{}", rule.name), run))
        });
        let rules: Vec<_> = legal.into_iter().chain(asked).collect();
        let notices = rules.iter().flat_map(|(rule, name, run)| {
            let mut users: Vec<_> =
                rule.tell.iter().flat_map(|told| self.told(*told, case, &organisation)).collect();
            users.sort_unstable();
            users.dedup();
            users.into_iter().map(|user_id| NewNotice {
                user_id,
                case_id: case.case_id,
                kind: ESCALATION.to_owned(),
                rule: name.clone(),
                run: *run,
                at: now,
            })
        });
        (!rules.is_empty()).then(|| notices.collect())
    }
}
