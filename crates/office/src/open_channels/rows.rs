//! From the events of a channel to its rows.

use domain::id::{Actor, ChannelId};
use domain::open_channel::{ChannelEvent, ChannelState};
use store::{Change, ChannelRow, ContactTestRow, MissedCallsRow};

use crate::OfficeError;

/// The state a row holds.
pub fn read(row: &ChannelRow) -> Result<ChannelState, OfficeError> {
    serde_json::from_str(&row.details)
        .map_err(|error| OfficeError::Unreadable(format!("channel `{}`: {error}", row.code)))
}

/// The rows after an event of a version: the channel's own, and what the event adds beside it.
pub fn project(
    channel_id: ChannelId,
    before: Option<&ChannelRow>,
    version: u32,
    actor: &Actor,
    event: &ChannelEvent,
) -> Result<(ChannelRow, Option<Change>), OfficeError> {
    let unreadable = |reason: String| OfficeError::Unreadable(format!("channel {channel_id}: {reason}"));
    let state = before.map(read).transpose()?;
    let state = ChannelState::evolve(state, event)
        .ok_or_else(|| unreadable("its first event does not enter it".to_owned()))?;
    let before_tested = before.and_then(|row| row.tested_at);
    let tested_at = match event {
        ChannelEvent::ContactTested(test) => before_tested.max(Some(test.at)),
        _ => before_tested,
    };
    let row = ChannelRow {
        channel_id,
        version,
        institution_id: state.channel.institution,
        code: state.channel.code.clone(),
        details: serde_json::to_string(&state).map_err(|error| unreadable(error.to_string()))?,
        tested_at,
    };
    let beside = match event {
        ChannelEvent::ContactTested(test) => Some(Change::ContactTest(ContactTestRow {
            channel_id,
            version,
            tested_at: test.at,
            tester_id: actor.user(),
            reached: test.reached,
            waited_seconds: test.waited_seconds,
            note: test.note.map(|note| note.to_string()),
            within_hours: test.within_hours,
        })),
        ChannelEvent::CallsMissed { day, count } => {
            Some(Change::MissedCalls(MissedCallsRow { channel_id, day: *day, count: *count }))
        }
        _ => None,
    };
    Ok((row, beside))
}
