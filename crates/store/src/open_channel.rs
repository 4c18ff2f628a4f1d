//! The channels open to consumers, rebuilt from their events: what each is, how it was found when tried, what was missed.

use async_trait::async_trait;
use domain::id::{ChannelId, InstitutionId, UserId};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::{Scope, StoreError};

/// A channel as a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelRow {
    /// The channel.
    pub channel_id: ChannelId,
    /// The version of its stream.
    pub version: u32,
    /// Whose it is.
    pub institution_id: InstitutionId,
    /// Its code, unique.
    pub code: String,
    /// JSON of `domain::open_channel::ChannelState`.
    pub details: String,
    /// When it was tried last.
    pub tested_at: Option<Timestamp>,
}

/// A test contact as a row. It never changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactTestRow {
    /// The channel.
    pub channel_id: ChannelId,
    /// The version of the channel's stream that it is.
    pub version: u32,
    /// When it was tried.
    pub tested_at: Timestamp,
    /// Who tried; none for a program of the installation.
    pub tester_id: Option<UserId>,
    /// Whether somebody answered.
    pub reached: bool,
    /// How long it took.
    pub waited_seconds: Option<u32>,
    /// Why it went so, as a word.
    pub note: Option<String>,
    /// Whether the channel was open by its published hours.
    pub within_hours: bool,
}

/// What a channel missed on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissedCallsRow {
    /// The channel.
    pub channel_id: ChannelId,
    /// The day.
    pub day: Date,
    /// How many calls or visits went unanswered.
    pub count: u32,
}

/// Reading the channels that are open to consumers.
#[async_trait]
pub trait OpenChannels: Send + Sync {
    /// The channels of the institutions in a scope, by institution and then in the order they were entered.
    async fn open_channels(&self, scope: &Scope) -> Result<Vec<ChannelRow>, StoreError>;
    /// One by its code.
    async fn open_channel_by_code(&self, code: &str) -> Result<Option<ChannelRow>, StoreError>;
    /// Test contacts of the channels in a scope made from `since` until before `before`, newest first.
    async fn contact_tests(
        &self,
        scope: &Scope,
        since: Timestamp,
        before: Timestamp,
    ) -> Result<Vec<ContactTestRow>, StoreError>;
    /// What the channels in a scope missed from `first` to `last`, by channel and day.
    async fn missed_calls(
        &self,
        scope: &Scope,
        first: Date,
        last: Date,
    ) -> Result<Vec<MissedCallsRow>, StoreError>;
}
