//! What events say the channels open to consumers are, and how they were found.

use domain::id::{Actor, ChannelId, Stream};
use store::{Change, ChannelRow, ContactTestRow, MissedCallsRow};

use super::organisation::read;
use crate::{Office, OfficeError, open_channels};

/// The sort of the streams of channels, see [`Stream::parts`].
const CHANNELS: u8 = 6;

/// Rows of channels and of what was recorded of them, in the order of their events.
#[derive(Default)]
pub(crate) struct ChannelRows {
    pub(crate) channels: Vec<ChannelRow>,
    pub(crate) contact_tests: Vec<ContactTestRow>,
    pub(crate) missed_calls: Vec<MissedCallsRow>,
    /// Events they follow from.
    pub(crate) events: u64,
}

impl ChannelRows {
    pub(crate) fn changes(self) -> Vec<Change> {
        let channels = self.channels.into_iter().map(Change::Channel);
        let tests = self.contact_tests.into_iter().map(Change::ContactTest);
        channels.chain(tests).chain(self.missed_calls.into_iter().map(Change::MissedCalls)).collect()
    }
}

impl Office {
    pub(crate) async fn channel_rows(&self) -> Result<ChannelRows, OfficeError> {
        let mut rows = ChannelRows::default();
        for id in self.all_streams(CHANNELS).await? {
            self.add_channel(ChannelId(id), &mut rows).await?;
        }
        Ok(rows)
    }

    async fn add_channel(&self, channel_id: ChannelId, rows: &mut ChannelRows) -> Result<(), OfficeError> {
        let events = self.store.stream_events(Stream::Channel(channel_id)).await?;
        rows.events += events.len() as u64;
        let mut row: Option<ChannelRow> = None;
        for stored in &events {
            let event = read(&stored.event)?;
            let actor: Actor = stored.event.actor.parse().map_err(|error| {
                OfficeError::Unreadable(format!("an event of channel {channel_id}: {error}"))
            })?;
            let (after, beside) =
                open_channels::project(channel_id, row.as_ref(), stored.version, &actor, &event)?;
            row = Some(after);
            match beside {
                Some(Change::ContactTest(test)) => rows.contact_tests.push(test),
                Some(Change::MissedCalls(missed)) => rows.missed_calls.push(missed),
                _ => {}
            }
        }
        rows.channels.extend(row);
        Ok(())
    }
}
