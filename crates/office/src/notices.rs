//! Notices: who is told of a case, and what a member of staff was told. A notice holds no word of a case; whether its
//! reader may see the case is asked when it is written and again whenever it is shown.

use domain::clock::Told;
use domain::id::{InstitutionId, UserId};
use domain::matter::Case;
use domain::organisation::{Right, Role};
use store::{CaseRow, Change, Count, NewNotice, NoticeRow};

use crate::{Caller, Office, OfficeError, Organisation};

/// A notice with its case.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    /// What is told.
    pub row: NoticeRow,
    /// About which case, as it stands now.
    pub case: CaseRow,
}

/// Stands for the newest notice where no news will come any more.
pub const NEWS_ENDED: u64 = u64::MAX;
/// No list of notices is longer; what is older is on the next.
pub const NOTICES_MAX: u32 = 200;
/// Notices not seen are counted no further.
const COUNT_CEILING: u64 = 100;

impl Office {
    /// What the caller was told about cases they may see, newest first, at most [`NOTICES_MAX`] of it; what is older than one
    /// notice, or all.
    pub async fn notices(&self, caller: &Caller, before: Option<u64>) -> Result<Vec<Notice>, OfficeError> {
        let Some(user_id) = caller.actor().user() else { return Ok(Vec::new()) };
        let scope = caller.scope(Right::See, &self.organisation().tree);
        let found = self.store.notices(user_id, &scope, before, NOTICES_MAX).await?;
        Ok(found.into_iter().map(|(row, case)| Notice { row, case }).collect())
    }

    /// How many of them they have not seen, up to a hundred.
    pub async fn notices_unseen(&self, caller: &Caller) -> Result<Count, OfficeError> {
        let nothing = Count { count: 0, capped: false };
        let Some(user_id) = caller.actor().user().filter(|_| caller.may_somewhere(Right::See)) else {
            return Ok(nothing);
        };
        let scope = caller.scope(Right::See, &self.organisation().tree);
        Ok(self.store.notices_unseen(user_id, &scope, COUNT_CEILING).await?)
    }

    /// Notes that the caller has seen their notices up to one of them.
    pub async fn see_notices(&self, caller: &Caller, until: u64) -> Result<(), OfficeError> {
        let Some(user_id) = caller.actor().user() else { return Ok(()) };
        Ok(self.store.notices_see(user_id, until, self.surroundings.now()).await?)
    }

    /// Whose matter a case is among the staff: who handles it, or the unit's head.
    pub(crate) fn people_of(&self, case: &Case) -> Vec<UserId> {
        self.told(Told::Handler, case, &self.organisation())
    }

    /// The staff that a rule means, as far as they may see the case and are not kept out of it.
    pub(crate) fn told(&self, told: Told, case: &Case, organisation: &Organisation) -> Vec<UserId> {
        let tree = &organisation.tree;
        let above = || tree.superiors(case.institution);
        let here_or_above = || std::iter::once(case.institution).chain(above());
        let approves = |role: Role| role.rights().contains(&Right::Approve);
        match told {
            Told::Handler => match case.handler.filter(|user| self.may_be_told(*user, case, organisation)) {
                Some(handler) => vec![handler],
                None => self.told(Told::UnitHead, case, organisation),
            },
            Told::UnitHead => self.nearest(here_or_above(), approves, case, organisation),
            Told::Superior => self.nearest(above(), approves, case, organisation),
            Told::ConsumerProtection => {
                self.nearest(here_or_above(), |role| role == Role::Officer, case, organisation)
            }
        }
    }

    /// Those who hold such a role at the first of these institutions that has any.
    fn nearest(
        &self,
        mut institutions: impl Iterator<Item = InstitutionId>,
        is_meant: impl Fn(Role) -> bool,
        case: &Case,
        organisation: &Organisation,
    ) -> Vec<UserId> {
        let holds = |user: &UserId, institution| {
            let staff = organisation.staff(*user);
            staff.is_some_and(|staff| {
                staff.grants.iter().any(|grant| grant.institution == institution && is_meant(grant.role))
            })
        };
        let found = institutions.find_map(|institution| {
            let users: Vec<UserId> = organisation
                .users
                .keys()
                .filter(|user| holds(user, institution) && self.may_be_told(**user, case, organisation))
                .copied()
                .collect();
            (!users.is_empty()).then_some(users)
        });
        found.unwrap_or_default()
    }

    /// Looks whether anybody was told of anything since; whoever waits for [`news`](Self::news) wakes.
    pub async fn look_for_news(&self) -> Result<(), OfficeError> {
        let newest = self.store.notice_newest().await?;
        self.news
            .send_if_modified(|known| *known != NEWS_ENDED && std::mem::replace(known, newest) != newest);
        Ok(())
    }

    /// Tells whoever waits for news that there will be none: the server stops.
    pub fn end_news(&self) {
        self.news.send_replace(NEWS_ENDED);
    }

    /// The newest notice of the installation, as this process last looked; [`NEWS_ENDED`] where the server stops.
    pub fn news(&self) -> tokio::sync::watch::Receiver<u64> {
        self.news.subscribe()
    }

    /// What the caller was told after a notice about cases they may see, oldest first, but for what they want to be told
    /// of quietly.
    pub async fn notices_after(&self, caller: &Caller, after: u64) -> Result<Vec<Notice>, OfficeError> {
        let quiet = self.preferences(caller).await?.quiet;
        let mut found = self.notices(caller, None).await?;
        found.retain(|notice| after < notice.row.notice_id && !quiet.contains(&notice.row.notice.kind));
        found.reverse();
        Ok(found)
    }

    /// Tells people of a case, once each, with the e-mails and webhooks that go with it. Returns how many were told.
    pub(crate) async fn put_notices(
        &self,
        notices: Vec<NewNotice>,
        date: Option<jiff::civil::Date>,
    ) -> Result<u64, OfficeError> {
        let untold = self.store.notices_untold(notices).await?;
        let told = untold.len() as u64;
        if told > 0 {
            let mut changes = self.spread(&untold, date).await?;
            changes.extend(untold.into_iter().map(Change::Notice));
            self.append_changes(changes).await?;
        }
        Ok(told)
    }

    pub(crate) fn may_be_told(&self, user: UserId, case: &Case, organisation: &Organisation) -> bool {
        let sees =
            |staff: domain::organisation::Staff| staff.may(Right::See, case.institution, &organisation.tree);
        !case.recused.contains(&user) && organisation.staff(user).is_some_and(sees)
    }
}
