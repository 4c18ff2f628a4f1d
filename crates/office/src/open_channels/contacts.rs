//! Test contacts and missed calls: what staff, or the call platform, report of a channel.

use domain::open_channel::{ChannelEvent, ContactTest, TestNote};
use domain::organisation::Right;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde::Deserialize;

use super::ChannelView;
use crate::error::Findings;
use crate::{Caller, Office, OfficeError};

/// How far back something may be reported, in days.
const BACK_DAYS: i32 = 31;
/// How long a contact may have taken, in seconds: an hour.
const WAITED_SECONDS_MAX: u32 = 3_600;
/// Calls missed on a day at most: beyond that somebody mistyped.
const MISSED_MAX: u32 = 1_000_000;
/// How often a report is tried that meets another of the same channel.
const ATTEMPTS: u32 = 4;

/// A test contact as it is reported.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ContactTestInput {
    /// When; now where left out.
    #[serde(default)]
    #[schemars(with = "Option<domain::schema::Moment>")]
    pub at: Option<Timestamp>,
    /// Whether somebody answered who takes complaints.
    pub reached: bool,
    /// How long it took, in seconds.
    #[serde(default)]
    #[schemars(range(max = 3600))]
    pub waited_seconds: Option<u32>,
    /// Why it went so. Asked for where nobody was reached.
    #[serde(default)]
    pub note: Option<TestNote>,
}

/// Missed calls as they are reported.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MissedCallsInput {
    /// How many calls or visits went unanswered on the day, in all. A later report replaces an earlier one.
    #[schemars(range(max = 1_000_000))]
    pub count: u32,
}

impl Office {
    /// Records that somebody tried a channel.
    pub async fn record_contact_test(
        &self,
        caller: &Caller,
        code: &str,
        input: ContactTestInput,
    ) -> Result<(), OfficeError> {
        if self.done_before::<()>(caller)?.is_some() {
            return Ok(());
        }
        let channel = self.reported_channel(caller, code).await?;
        let now = self.surroundings.now();
        let at = input.at.unwrap_or(now);
        let mut findings = Findings::default();
        let earliest = now - SignedDuration::from_hours(24 * i64::from(BACK_DAYS));
        if at > now || at < earliest {
            findings.add(
                "at",
                "test_time",
                format!("the time is not in the future and at most {BACK_DAYS} days ago"),
            );
        }
        if input.waited_seconds.is_some_and(|seconds| seconds > WAITED_SECONDS_MAX) {
            findings.add("waited_seconds", "test_waited", "it took an hour at most");
        }
        if !input.reached && input.note.is_none() {
            findings.add("note", "test_note", "say why nobody was reached");
        }
        findings.finish()?;
        let local = self.book().zone.to_datetime(at);
        let test = ContactTest {
            at,
            reached: input.reached,
            waited_seconds: input.waited_seconds,
            note: input.note,
            within_hours: self.channel_standing(&channel.state, local)?.is_open(),
        };
        self.report(caller, code, ChannelEvent::ContactTested(test)).await
    }

    /// Records what a channel missed on a day. The same as is known records nothing.
    pub async fn record_missed_calls(
        &self,
        caller: &Caller,
        code: &str,
        day: Date,
        input: MissedCallsInput,
    ) -> Result<(), OfficeError> {
        if self.done_before::<()>(caller)?.is_some() {
            return Ok(());
        }
        let channel = self.reported_channel(caller, code).await?;
        let today = self.today();
        let mut findings = Findings::default();
        if day > today || day < today.saturating_sub(BACK_DAYS.days()) {
            findings.add(
                "day",
                "missed_day",
                format!("the day is not in the future and at most {BACK_DAYS} days ago"),
            );
        }
        if input.count > MISSED_MAX {
            findings.add("count", "missed_count", format!("at most {MISSED_MAX} in a day"));
        }
        findings.finish()?;
        let scope = store::Scope::Institutions(vec![channel.institution()]);
        let known = self.store.missed_calls(&scope, day, day).await?;
        let same =
            |row: &store::MissedCallsRow| row.channel_id == channel.channel_id && row.count == input.count;
        if known.iter().any(same) {
            return self.commit_nothing(caller, &()).await;
        }
        self.report(caller, code, ChannelEvent::CallsMissed { day, count: input.count }).await
    }

    /// The channel somebody reports of: one they know, of an institution they take in for, and open to consumers.
    async fn reported_channel(&self, caller: &Caller, code: &str) -> Result<ChannelView, OfficeError> {
        let channel = self.channel(caller, code).await?;
        caller.require_over(Right::Intake, channel.institution(), &self.organisation().tree)?;
        if channel.state.channel.published {
            return Ok(channel);
        }
        let message = format!("`{code}` is not open to consumers");
        Err(OfficeError::Invalid(vec![crate::FieldError::new("channel", "channel_not_open", message)]))
    }

    /// Appends a report. It rests on nothing that another report changes, so it is tried again where one came first.
    async fn report(&self, caller: &Caller, code: &str, event: ChannelEvent) -> Result<(), OfficeError> {
        for attempt in 1.. {
            let row = self.store.open_channel_by_code(code.trim()).await?;
            let row = row.ok_or(OfficeError::NotFound { what: "channel" })?;
            let append = self.channel_append(caller, vec![(row.channel_id, Some(row), event.clone())])?;
            match self.commit(caller, append, &()).await {
                Err(OfficeError::Conflict) if attempt < ATTEMPTS => {}
                written => return written.map(|_| ()),
            }
        }
        Err(OfficeError::Conflict)
    }
}
