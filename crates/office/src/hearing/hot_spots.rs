//! Hot spots: what stood out and was raised for the institutions whose officers work there, each over its subtree. They are
//! listed, told of and settled here; how they are found, `look` and `shared` say.
//!
//! A hot spot keeps a word that several people said or the number of a case, with figures and codes, and what an officer
//! says it is; no phrase of anybody's: those are read when somebody looks, and an erasure owes nothing to it.

use std::collections::BTreeSet;

use domain::id::{CaseId, InstitutionId};
use domain::organisation::{Right, Role};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use store::{HotSpotRow, NewHotSpot, NewNotice, Scope};
use strum::{Display, EnumIter, EnumString, IntoEnumIterator};

use super::why::Cause;
use crate::{Caller, Office, OfficeError};

/// The kind of notice, of [`NOTICE_KINDS`](crate::NOTICE_KINDS).
const NOTICE: &str = "hot_spot";
/// The same is raised again after so many days without it.
const QUIET_DAYS: i32 = 28;
/// Cases that a hot spot names; of what persons share all are kept, as far as anybody could look at them.
pub(super) const CASES_MAX: usize = 50;
const SHARED_CASES_MAX: usize = 1_000;
/// Characters of a statement.
pub const STATEMENT_CHARS_MAX: usize = 500;
/// Hot spots shown.
const SHOWN_MAX: u32 = 200;
/// Hot spots raised before that a new one is held against.
const KNOWN_MAX: u32 = 2_000;

/// What a hot spot is.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    Display,
    EnumIter,
    EnumString,
    strum::AsRefStr,
    strum::IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum HotSpotKind {
    /// A word that is said far more often than before.
    Word,
    /// Many people who tell one event.
    Group,
    /// Different people whose complaints have one template.
    Template,
    /// Different people who left one telephone.
    Phone,
    /// Different people who left one e-mail address.
    Email,
    /// Different people who left one address.
    Address,
}

impl HotSpotKind {
    /// Whether different people share something.
    pub fn is_shared(self) -> bool {
        !matches!(self, Self::Word | Self::Group)
    }
}

/// The lists of hot spots.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HotSpotList {
    /// What is said: words and groups.
    Heard,
    /// What different people share: perhaps paid agents (代理维权), perhaps a family. For officers to look at; no ground to
    /// decline a matter, or to count it less.
    Shared,
}

impl HotSpotList {
    /// The words of its kinds.
    fn kinds(self) -> Vec<&'static str> {
        let kinds = HotSpotKind::iter().filter(|kind| kind.is_shared() == (self == Self::Shared));
        kinds.map(Into::into).collect()
    }
}

/// What was found, in figures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HotSpotDetails {
    /// The window's first day.
    pub from: Date,
    /// The window's last day.
    pub to: Date,
    /// Texts of the window with the word; of everything else, distinct people.
    pub count: u32,
    /// Texts of the baseline with the word; nought for everything else.
    pub before: u32,
    /// How many times as frequent the word is; nought for everything else.
    pub ratio: f64,
    /// Cases, newest first.
    pub cases: Vec<CaseId>,
    /// What else persons who share something have in common: kinds, in the order of [`HotSpotKind`].
    #[serde(default)]
    pub also: Vec<HotSpotKind>,
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
pub(super) struct Found {
    pub kind: HotSpotKind,
    /// The word; of everything else, the number of its first case.
    pub title: String,
    pub details: HotSpotDetails,
    /// All of its cases; of a word, none.
    pub members: BTreeSet<CaseId>,
}

impl Office {
    /// Hot spots of a list that the caller sees the whole of, newest first.
    ///
    /// # Errors
    /// Where the record cannot be read.
    pub async fn hot_spots(
        &self,
        caller: &Caller,
        list: HotSpotList,
        open_only: bool,
    ) -> Result<Vec<HotSpot>, OfficeError> {
        let scope = match list {
            HotSpotList::Heard => {
                caller.require(Right::Figures)?;
                self.hot_scope(caller, Right::Figures)
            }
            HotSpotList::Shared => self.scope_of_officer(caller)?,
        };
        self.raised(&scope, list, open_only, SHOWN_MAX).await
    }

    /// Whether a list is shown to the caller at all.
    pub fn may_list(&self, caller: &Caller, list: HotSpotList) -> bool {
        match list {
            HotSpotList::Heard => caller.may_somewhere(Right::Figures),
            HotSpotList::Shared => self.scope_of_officer(caller).is_ok(),
        }
    }

    /// Hot spots of a list, newest first; of what persons share, none that rests on somebody whose data is not used any more.
    async fn raised(
        &self,
        scope: &Scope,
        list: HotSpotList,
        open_only: bool,
        limit: u32,
    ) -> Result<Vec<HotSpot>, OfficeError> {
        let rows = self.store.hot_spots(scope, &list.kinds(), open_only, limit).await?;
        let read = |row: HotSpotRow| Ok(HotSpot { details: details_of(&row)?, row });
        let mut raised: Vec<HotSpot> = rows.into_iter().map(read).collect::<Result<_, OfficeError>>()?;
        if list == HotSpotList::Shared && !raised.is_empty() {
            let unusable = self.unusable_persons().await?;
            let cases: BTreeSet<CaseId> =
                raised.iter().flat_map(|spot| &spot.details.cases).copied().collect();
            let cases: Vec<CaseId> = cases.into_iter().collect();
            let parties = self.store.case_persons(&cases).await?.into_iter();
            let barred: BTreeSet<CaseId> = parties
                .filter(|(_, party)| unusable.contains(&party.person_id))
                .map(|(case, _)| case)
                .collect();
            raised.retain(|spot| !spot.details.cases.iter().any(|case_id| barred.contains(case_id)));
        }
        Ok(raised)
    }

    /// Notes that the caller took note of a hot spot, and what they say it is; that is kept masked.
    ///
    /// # Errors
    /// Where there is none open that they see, or they say too much.
    pub async fn settle_hot_spot(
        &self,
        caller: &Caller,
        list: HotSpotList,
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
        let scope = match list {
            HotSpotList::Heard => self.hot_scope(caller, Right::Steer),
            HotSpotList::Shared => self.scope_of_officer(caller)?,
        };
        let open = self.raised(&scope, list, true, KNOWN_MAX).await?;
        if !open.iter().any(|spot| spot.row.hot_spot_id == hot_spot_id) {
            return Err(unknown);
        }
        let now = self.surroundings.now();
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

    /// Institutions of which the caller is an officer, with all below them: whoever decides cases is not to know whose others
    /// share something.
    fn scope_of_officer(&self, caller: &Caller) -> Result<Scope, OfficeError> {
        let tree = &self.organisation().tree;
        let grants = caller.grants().into_iter().flat_map(|staff| &staff.grants);
        let officer = grants.filter(|grant| grant.role == Role::Officer);
        let reach: BTreeSet<InstitutionId> =
            officer.flat_map(|grant| tree.subtree(grant.institution)).collect();
        match reach.is_empty() {
            true => Err(OfficeError::Denied { right: Right::Steer }),
            false => Ok(Scope::Institutions(reach.into_iter().collect())),
        }
    }

    /// What was raised for an institution before, of a list.
    pub(super) async fn raised_for(
        &self,
        top: InstitutionId,
        list: HotSpotList,
    ) -> Result<Vec<HotSpot>, OfficeError> {
        self.raised(&Scope::Institutions([top].into()), list, false, KNOWN_MAX).await
    }

    /// Raises what was found, unless it is known, as those are that were `raised` before.
    pub(super) async fn raise(
        &self,
        top: InstitutionId,
        found: Found,
        raised: &[HotSpot],
    ) -> Result<Raised, OfficeError> {
        let to = found.details.to;
        // A run that was interrupted after raising has perhaps told nobody; whoever was told is not told again.
        let is_of_today = raised
            .iter()
            .map(|spot| &spot.row.spot)
            .any(|spot| spot.kind == found.kind.as_ref() && spot.title == found.title && spot.found_on == to);
        if !is_of_today && found.is_known(raised) {
            return Ok(Raised::Known);
        }
        let details = serde_json::to_string(&found.details)
            .map_err(|error| OfficeError::Unreadable(format!("a hot spot: {error}")))?;
        let spot = NewHotSpot {
            institution_id: top,
            kind: found.kind.to_string(),
            title: found.title,
            found_on: to,
            details,
            raised_at: self.surroundings.now(),
        };
        let known_from = if found.kind.is_shared() { to } else { to.saturating_sub(QUIET_DAYS.days()) };
        match self.store.hot_spot_raise(spot, known_from).await? {
            true => Ok(Raised::New),
            false if is_of_today => Ok(Raised::Today),
            false => Ok(Raised::Known),
        }
    }

    /// Tells the officers of an institution, those who see the newest case of what was raised; how many were told.
    pub(super) async fn tell_of(
        &self,
        top: InstitutionId,
        kind: HotSpotKind,
        details: &HotSpotDetails,
    ) -> Result<u64, OfficeError> {
        let Some(case_id) = details.cases.first().copied() else { return Ok(0) };
        let (case, _) = self.fold(case_id).await?;
        let organisation = self.organisation();
        let officers = organisation.users.keys().filter(|user| {
            let holds = |staff: domain::organisation::Staff| {
                staff.grants.iter().any(|grant| grant.role == Role::Officer && grant.institution == top)
            };
            organisation.staff(**user).is_some_and(holds) && self.may_be_told(**user, &case, &organisation)
        });
        let now = self.surroundings.now();
        let notices = officers.map(|user_id| NewNotice {
            user_id: *user_id,
            case_id,
            kind: NOTICE.to_owned(),
            rule: format!("{NOTICE}/{kind}/{}", details.to),
            run: 0,
            at: now,
        });
        self.put_notices(notices.collect(), None).await
    }
}

fn cases_max(kind: HotSpotKind) -> usize {
    if kind.is_shared() { SHARED_CASES_MAX } else { CASES_MAX }
}

/// What became of something that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Raised {
    /// It was raised.
    New,
    /// It had been raised on the same day.
    Today,
    /// It was known.
    Known,
}

impl Found {
    /// Something found among cases, called after the first of them, with the newest of them named.
    pub(super) fn of_cases(
        kind: HotSpotKind,
        number: String,
        (from, to): (Date, Date),
        persons: usize,
        members: BTreeSet<CaseId>,
    ) -> Self {
        let details = HotSpotDetails {
            from,
            to,
            count: u32::try_from(persons).unwrap_or(u32::MAX),
            before: 0,
            ratio: 0.0,
            cases: members.iter().rev().copied().take(cases_max(kind)).collect(),
            also: Vec::new(),
            cause: Cause::default(),
        };
        Self { kind, title: number, details, members }
    }

    /// Whether it was raised before. Of an event, another shares a case with it and was raised within some weeks; of what
    /// persons share, another of its kind has most of the cases of the smaller one, and it has not grown to twice the
    /// persons. Words are known by themselves.
    fn is_known(&self, raised: &[HotSpot]) -> bool {
        let quiet_since = self.details.to.saturating_sub(QUIET_DAYS.days());
        let both = |spot: &HotSpot| {
            spot.details.cases.iter().filter(|case_id| self.members.contains(case_id)).count()
        };
        let most = |spot: &HotSpot| spot.details.cases.len().min(self.members.len()) < 2 * both(spot);
        let mut akin = raised.iter().filter(|spot| spot.row.spot.kind == self.kind.as_ref());
        match self.kind {
            HotSpotKind::Word => false,
            HotSpotKind::Group => akin.any(|spot| quiet_since <= spot.row.spot.found_on && 0 < both(spot)),
            _ => akin.any(|spot| most(spot) && self.details.count < spot.details.count.saturating_mul(2)),
        }
    }
}

fn details_of(row: &HotSpotRow) -> Result<HotSpotDetails, OfficeError> {
    serde_json::from_str(&row.spot.details)
        .map_err(|error| OfficeError::Unreadable(format!("hot spot {}: {error}", row.hot_spot_id)))
}
