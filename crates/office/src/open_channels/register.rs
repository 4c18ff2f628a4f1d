//! Entering and changing channels, and the hours of a special period: one act for as many channels as it concerns.

use std::collections::BTreeSet;

use domain::id::{ChannelId, Stream};
use domain::open_channel::{ChannelEvent, ChannelKind, Hours, OpenChannel, PeriodHours, SpecialPeriod};
use domain::organisation::Right;
use jiff::civil::Date;
use serde::Deserialize;
use store::{Append, Change, ChannelRow, Expected, Scope, Series, StreamWrite};

use super::{project, rows};
use crate::error::Findings;
use crate::organise::taken;
use crate::{Caller, Office, OfficeError};

/// Lines of hours a channel has at most.
const HOURS_MAX: usize = 14;
/// Days a special period lasts at most.
const PERIOD_DAYS_MAX: i32 = 366;

/// A channel as an administrator enters it.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChannelInput {
    /// Its code, unique.
    pub code: String,
    /// The code of the institution it belongs to.
    pub institution: String,
    /// What it is.
    pub kind: ChannelKind,
    /// Its Chinese name.
    pub name_zh: String,
    /// Its English name; the Chinese one where left empty.
    #[serde(default)]
    pub name_en: String,
    /// What a person needs to reach it: a telephone number, a street address, a web address.
    pub place: String,
    /// When somebody answers; several lines add up.
    pub hours: Vec<Hours>,
    /// Whether it is open to consumers.
    #[serde(default = "yes")]
    pub published: bool,
}

/// Hours of a special period for some channels.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PeriodInput {
    /// Its name. A channel has one period of a name; setting it again replaces it.
    pub name: String,
    /// Its English name; the name itself where left empty.
    #[serde(default)]
    pub name_en: String,
    /// The first day.
    #[schemars(with = "domain::schema::Day")]
    pub from: Date,
    /// The last day. From the next day on the ordinary hours hold again.
    #[schemars(with = "domain::schema::Day")]
    pub to: Date,
    /// The codes of the channels.
    pub channels: Vec<String>,
    /// The hours that hold; left out where the channels are closed.
    #[serde(default)]
    pub hours: Vec<Hours>,
    /// Where they are closed: the code of the channel that is open instead.
    #[serde(default)]
    pub instead: Option<String>,
}

fn yes() -> bool {
    true
}

impl Office {
    /// Enters a channel, or changes the one of that code. Changing nothing records nothing.
    pub async fn set_channel(&self, caller: &Caller, input: ChannelInput) -> Result<ChannelId, OfficeError> {
        caller.require(Right::Administer)?;
        if let Some(channel_id) = self.done_before(caller)? {
            return Ok(channel_id);
        }
        let organisation = self.organisation();
        let tree = &organisation.tree;
        let mut findings = Findings::default();
        let code = input.code.trim().to_owned();
        if code.is_empty()
            || code.len() > 32
            || code.chars().any(|letter| letter.is_whitespace() || letter.is_control())
        {
            findings.add("code", "institution_code", "a code has 1 to 32 letters without spaces");
        }
        let name_zh = line(&input.name_zh, "name_zh", 40, &mut findings);
        let name_en = match input.name_en.trim() {
            "" => name_zh.clone(),
            given => line(given, "name_en", 80, &mut findings),
        };
        let place = line(&input.place, "place", 200, &mut findings);
        check_hours(&input.hours, &mut findings);
        let institution = tree.by_code(input.institution.trim());
        if institution.is_none() {
            let message = format!("there is no institution `{}`", input.institution);
            findings.add("institution", "institution_unknown", message);
        }
        findings.finish()?;
        let Some(institution) = institution else {
            return Err(OfficeError::NotFound { what: "institution" });
        };
        caller.require_administer(institution, tree)?;
        let before = self.store.open_channel_by_code(&code).await?;
        if let Some(before) = &before {
            caller.require_administer(before.institution_id, tree)?;
        }
        let channel = OpenChannel {
            institution,
            code,
            kind: input.kind,
            name_zh,
            name_en,
            place,
            hours: input.hours,
            published: input.published,
        };
        if let Some(before) = &before
            && rows::read(before)?.channel == channel
        {
            self.commit_nothing(caller, &before.channel_id).await?;
            return Ok(before.channel_id);
        }
        if !channel.published
            && let Some(before) = &before
        {
            self.require_nobodys_alternative(before.channel_id, self.today(), Date::MAX, "published").await?;
        }
        let channel_id = match &before {
            Some(before) => before.channel_id,
            None => ChannelId(self.store.allocate(Series::Channel, 1).await?),
        };
        let event = ChannelEvent::ChannelSet(channel);
        let append = self.channel_append(caller, vec![(channel_id, before, event)])?;
        self.commit(caller, append, &channel_id).await.map_err(taken("code"))?;
        Ok(channel_id)
    }

    /// Sets the hours of a special period for channels, for all of them or for none. Returns how many it is for.
    pub async fn set_channel_period(&self, caller: &Caller, input: PeriodInput) -> Result<u32, OfficeError> {
        caller.require(Right::Administer)?;
        if let Some(count) = self.done_before(caller)? {
            return Ok(count);
        }
        let mut findings = Findings::default();
        let name = line(&input.name, "name", 40, &mut findings);
        let name_en = match input.name_en.trim() {
            "" => name.clone(),
            given => line(given, "name_en", 80, &mut findings),
        };
        if input.to < input.from {
            findings.add("to", "period_order", "the last day is not before the first");
        } else if input.to < self.today() {
            findings.add("to", "period_over", "a period that is over changes nothing");
        } else if (input.to - input.from).get_days() >= PERIOD_DAYS_MAX {
            findings.add("to", "period_long", "a special period lasts a year at most");
        }
        let instead = input.instead.as_deref().map(str::trim).filter(|code| !code.is_empty());
        match (&instead, input.hours.is_empty()) {
            (None, true) => findings.add("hours", "period_hours", "give hours, or the channel open instead"),
            (Some(_), false) => findings.add("instead", "period_both", "either hours or closed, not both"),
            (None, false) => check_hours(&input.hours, &mut findings),
            (Some(_), true) => {}
        }
        findings.finish()?;
        let channels = self.administered_channels(caller, &input.channels).await?;
        let hours = match instead {
            None => PeriodHours::Own(input.hours),
            Some(code) => {
                let concerned: BTreeSet<ChannelId> = channels.iter().map(|row| row.channel_id).collect();
                let instead = self.alternative(code, &concerned, input.from, input.to).await?;
                for row in &channels {
                    let (from, to) = (input.from, input.to);
                    self.require_nobodys_alternative(row.channel_id, from, to, "channels").await?;
                }
                PeriodHours::Closed { instead }
            }
        };
        let period = SpecialPeriod { name, name_en, from: input.from, to: input.to, hours };
        let count = u32::try_from(channels.len()).unwrap_or(u32::MAX);
        let events = channels
            .into_iter()
            .map(|row| (row.channel_id, Some(row), ChannelEvent::PeriodSet(period.clone())))
            .collect();
        let append = self.channel_append(caller, events)?;
        self.commit(caller, append, &count).await?;
        Ok(count)
    }

    /// Takes a special period back for every channel that has it and that the caller administers: the ordinary hours hold
    /// again at once. Returns for how many.
    pub async fn take_back_channel_period(&self, caller: &Caller, name: &str) -> Result<u32, OfficeError> {
        caller.require(Right::Administer)?;
        if let Some(count) = self.done_before(caller)? {
            return Ok(count);
        }
        let organisation = self.organisation();
        let mut events = Vec::new();
        for row in self.store.open_channels(&self.channel_scope(caller)).await? {
            let has = rows::read(&row)?.periods.iter().any(|period| period.name == name);
            if has && caller.require_administer(row.institution_id, &organisation.tree).is_ok() {
                let event = ChannelEvent::PeriodTakenBack { name: name.to_owned() };
                events.push((row.channel_id, Some(row), event));
            }
        }
        if events.is_empty() {
            return Err(OfficeError::NotFound { what: "period" });
        }
        let count = u32::try_from(events.len()).unwrap_or(u32::MAX);
        let append = self.channel_append(caller, events)?;
        self.commit(caller, append, &count).await?;
        Ok(count)
    }

    /// One append of an event for each of several channels.
    pub(super) fn channel_append(
        &self,
        caller: &Caller,
        events: Vec<(ChannelId, Option<ChannelRow>, ChannelEvent)>,
    ) -> Result<Append, OfficeError> {
        let now = self.surroundings.now();
        let mut append = Append::default();
        for (channel_id, before, event) in events {
            let version = before.as_ref().map_or(0, |row| row.version);
            let (row, beside) = project(channel_id, before.as_ref(), version + 1, caller.actor(), &event)?;
            append.writes.push(StreamWrite {
                stream: Stream::Channel(channel_id),
                expected: Expected::Version(version),
                events: vec![self.event(caller, &event, now)?],
            });
            append.changes.push(Change::Channel(row));
            append.changes.extend(beside);
        }
        Ok(append)
    }

    /// The channels of these codes, each once; refuses where one is not there or not the caller's to change.
    async fn administered_channels(
        &self,
        caller: &Caller,
        codes: &[String],
    ) -> Result<Vec<ChannelRow>, OfficeError> {
        let organisation = self.organisation();
        let known = self.store.open_channels(&self.channel_scope(caller)).await?;
        let mut findings = Findings::default();
        let mut channels: Vec<ChannelRow> = Vec::new();
        for code in codes.iter().map(|code| code.trim()).filter(|code| !code.is_empty()) {
            match known.iter().find(|row| row.code == code) {
                Some(row) if channels.contains(row) => {}
                Some(row) => {
                    caller.require_administer(row.institution_id, &organisation.tree)?;
                    channels.push(row.clone());
                }
                None => findings.add("channels", "channel_unknown", format!("there is no channel `{code}`")),
            }
        }
        if codes.iter().all(|code| code.trim().is_empty()) {
            findings.add("channels", "channels_none", "choose the channels it is for");
        }
        findings.finish()?;
        Ok(channels)
    }

    /// The channel that is open instead: published, not among those that close, not closed itself meanwhile.
    async fn alternative(
        &self,
        code: &str,
        closing: &BTreeSet<ChannelId>,
        from: Date,
        to: Date,
    ) -> Result<ChannelId, OfficeError> {
        let refuse = |code: &str, message: String| {
            Err(OfficeError::Invalid(vec![crate::FieldError::new("instead", code, message)]))
        };
        let Some(row) = self.store.open_channel_by_code(code).await? else {
            return refuse("channel_unknown", format!("there is no channel `{code}`"));
        };
        let state = rows::read(&row)?;
        let closed = |period: &SpecialPeriod| {
            matches!(period.hours, PeriodHours::Closed { .. }) && period.from <= to && from <= period.to
        };
        if !state.channel.published {
            // The same as where there is none: what is not published is not told of.
            return refuse("channel_unknown", format!("there is no channel `{code}`"));
        }
        if closing.contains(&row.channel_id) || state.periods.iter().any(closed) {
            return refuse("instead_closed", format!("`{code}` is closed then itself"));
        }
        Ok(row.channel_id)
    }

    /// Refuses where people are sent to this channel in the place of another within the time.
    async fn require_nobodys_alternative(
        &self,
        channel_id: ChannelId,
        from: Date,
        to: Date,
        field: &str,
    ) -> Result<(), OfficeError> {
        for row in self.store.open_channels(&Scope::All).await? {
            let sent = rows::read(&row)?.periods.iter().any(|period| {
                let here = matches!(period.hours, PeriodHours::Closed { instead } if instead == channel_id);
                here && period.from <= to && from <= period.to
            });
            if sent {
                let message = "another channel that is closed then sends people here";
                return Err(OfficeError::Invalid(vec![crate::FieldError::new(
                    field,
                    "channel_alternative",
                    message,
                )]));
            }
        }
        Ok(())
    }
}

/// A line of public words.
fn line(given: &str, field: &str, chars_max: usize, findings: &mut Findings) -> String {
    let given = given.trim();
    if given.is_empty() || given.chars().count() > chars_max || given.chars().any(char::is_control) {
        findings.add(field, "channel_line", format!("`{field}` has 1 to {chars_max} characters in one line"));
    }
    given.to_owned()
}

fn check_hours(hours: &[Hours], findings: &mut Findings) {
    if hours.is_empty() {
        findings.add("hours", "hours_none", "give the hours in which somebody answers");
    }
    if hours.len() > HOURS_MAX {
        findings.add("hours", "hours_many", format!("at most {HOURS_MAX} lines of hours"));
    }
    for (position, line) in hours.iter().enumerate() {
        if line.to <= line.from {
            let message = format!("`{}` is not later than `{}`", line.to, line.from);
            findings.add(format!("hours.{position}.to"), "hours_order", message);
        }
    }
}
