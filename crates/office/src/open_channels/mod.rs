//! 投诉渠道畅通: the register of channels open to consumers. `register` enters and changes them and sets special periods,
//! `contacts` records how they were found when tried and what they missed, `figures` counts that, `rows` makes the rows.

mod contacts;
mod figures;
mod register;
mod rows;

use domain::id::{ChannelId, InstitutionId};
use domain::open_channel::{ChannelState, Hours, PeriodHours, Standing};
use domain::organisation::Right;
use jiff::Timestamp;
use jiff::civil::DateTime;
use store::Scope;

pub use contacts::{ContactTestInput, MissedCallsInput};
pub use figures::{ChannelFigures, ChannelPeriod};
pub use register::{ChannelInput, PeriodInput};

pub(crate) use rows::project;

use crate::{Caller, Office, OfficeError};

/// The calendar that working days of published hours follow.
const CALENDAR: &str = "cn";

/// A channel as somebody reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelView {
    /// The channel.
    pub channel_id: ChannelId,
    /// The version of its stream.
    pub version: u32,
    /// What it is, with its special periods.
    pub state: ChannelState,
    /// Whether somebody answers there now, by its published hours.
    pub standing: Standing,
    /// When it was tried last.
    pub tested_at: Option<Timestamp>,
}

impl ChannelView {
    /// The institution it belongs to.
    pub fn institution(&self) -> InstitutionId {
        self.state.channel.institution
    }

    /// The hours that are published for a day.
    pub fn published_on(&self, day: jiff::civil::Date) -> &[Hours] {
        self.state.published_on(day)
    }

    /// The channel that is open instead on a day on which this one is closed.
    pub fn instead_on(&self, day: jiff::civil::Date) -> Option<ChannelId> {
        match self.state.period_on(day)?.hours {
            PeriodHours::Closed { instead } => Some(instead),
            PeriodHours::Own(_) => None,
        }
    }
}

impl Office {
    /// Channels the caller knows of: those of the institutions whose cases they see or which they administer.
    pub async fn channels(&self, caller: &Caller) -> Result<Vec<ChannelView>, OfficeError> {
        self.channels_within(&self.channel_scope(caller)).await
    }

    /// One of them by its code.
    pub async fn channel(&self, caller: &Caller, code: &str) -> Result<ChannelView, OfficeError> {
        let not_found = || OfficeError::NotFound { what: "channel" };
        let row = self.store.open_channel_by_code(code.trim()).await?.ok_or_else(not_found)?;
        let known = match self.channel_scope(caller) {
            Scope::All => true,
            Scope::Institutions(institutions) => institutions.contains(&row.institution_id),
        };
        if known { self.channel_view(row) } else { Err(not_found()) }
    }

    /// The channels that are published for institutions. Anybody may read them.
    pub async fn published_channels(
        &self,
        institutions: Vec<InstitutionId>,
    ) -> Result<Vec<ChannelView>, OfficeError> {
        let mut channels = self.channels_within(&Scope::Institutions(institutions)).await?;
        channels.retain(|channel| channel.state.channel.published);
        Ok(channels)
    }

    async fn channels_within(&self, scope: &Scope) -> Result<Vec<ChannelView>, OfficeError> {
        self.store.open_channels(scope).await?.into_iter().map(|row| self.channel_view(row)).collect()
    }

    fn channel_view(&self, row: store::ChannelRow) -> Result<ChannelView, OfficeError> {
        let state = rows::read(&row)?;
        let book = self.book();
        let now = book.zone.to_datetime(self.surroundings.now());
        let standing = self.channel_standing(&state, now)?;
        Ok(ChannelView {
            channel_id: row.channel_id,
            version: row.version,
            state,
            standing,
            tested_at: row.tested_at,
        })
    }

    fn channel_standing(&self, state: &ChannelState, at: DateTime) -> Result<Standing, OfficeError> {
        let book = self.book();
        let calendar = book.calendars.get(CALENDAR);
        let missing = || OfficeError::Unreadable(format!("there is no calendar `{CALENDAR}`"));
        Ok(state.standing(at, calendar.ok_or_else(missing)?))
    }

    fn channel_scope(&self, caller: &Caller) -> Scope {
        let organisation = self.organisation();
        let tree = &organisation.tree;
        if caller.require_installation(Right::Administer, tree).is_ok() {
            return Scope::All;
        }
        match (caller.scope(Right::See, tree), caller.scope(Right::Administer, tree)) {
            (Scope::Institutions(mut seen), Scope::Institutions(administered)) => {
                seen.extend(administered);
                seen.sort_unstable();
                seen.dedup();
                Scope::Institutions(seen)
            }
            _ => Scope::All,
        }
    }
}
