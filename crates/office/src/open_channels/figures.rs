//! How the channels were found: the share of test contacts in which somebody answered, what was missed, what nobody tried.

use std::collections::BTreeMap;

use domain::id::ChannelId;
use jiff::ToSpan;
use jiff::civil::Date;
use store::ContactTestRow;

use super::ChannelView;
use crate::error::Findings;
use crate::{Caller, Office, OfficeError};

/// Days of figures at most.
const DAYS_MAX: i32 = 400;

/// From a day to a day, both counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChannelPeriod {
    /// The first day.
    pub first: Date,
    /// The last day.
    pub last: Date,
}

/// How a channel was found within a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelFigures {
    /// The channel.
    pub view: ChannelView,
    /// Test contacts within its published hours.
    pub tests: u64,
    /// Those in which somebody answered.
    pub reached: u64,
    /// Test contacts outside its hours: they count for nothing.
    pub outside: u64,
    /// The median of how long it took where somebody answered, in seconds.
    pub waited_seconds: Option<u32>,
    /// Test contacts by why they went so, most frequent first.
    pub notes: Vec<(String, u64)>,
    /// Calls and visits that went unanswered.
    pub missed: u64,
    /// For how many days that was reported; for the others it is not known.
    pub missed_days: u64,
    /// Days since it was tried last; none for never.
    pub untested_days: Option<i64>,
}

impl Office {
    /// How the channels that the caller knows of and that are open to consumers were found.
    pub async fn channel_figures(
        &self,
        caller: &Caller,
        period: ChannelPeriod,
    ) -> Result<Vec<ChannelFigures>, OfficeError> {
        let scope = self.channel_scope(caller);
        let tests = self.channel_tests(caller, period).await?;
        let mut by_channel: BTreeMap<ChannelId, Vec<ContactTestRow>> = BTreeMap::new();
        for test in tests {
            by_channel.entry(test.channel_id).or_default().push(test);
        }
        let mut missed: BTreeMap<ChannelId, (u64, u64)> = BTreeMap::new();
        for row in self.store.missed_calls(&scope, period.first, period.last).await? {
            let (count, days) = missed.entry(row.channel_id).or_default();
            *count += u64::from(row.count);
            *days += 1;
        }
        let (zone, today) = (self.book().zone.clone(), self.today());
        let views = self.channels_within(&scope).await?;
        let figures = views.into_iter().filter(|view| view.state.channel.published).map(|view| {
            let tests = by_channel.remove(&view.channel_id).unwrap_or_default();
            let (missed, missed_days) = missed.get(&view.channel_id).copied().unwrap_or_default();
            let since = |at| (today - zone.to_datetime(at).date()).get_days();
            let untested_days = view.tested_at.map(|at| i64::from(since(at)));
            let counted = count(&tests);
            ChannelFigures { missed, missed_days, untested_days, ..counted(view) }
        });
        Ok(figures.collect())
    }

    /// The test contacts themselves, newest first.
    pub async fn channel_tests(
        &self,
        caller: &Caller,
        period: ChannelPeriod,
    ) -> Result<Vec<ContactTestRow>, OfficeError> {
        let mut findings = Findings::default();
        if period.last < period.first {
            findings.add("to", "period_order", "the last day is not before the first");
        } else if (period.last - period.first).get_days() >= DAYS_MAX {
            findings.add("to", "figures_long", format!("figures are of {DAYS_MAX} days at most"));
        }
        findings.finish()?;
        let zone = self.book().zone.clone();
        let midnight = |day: Date| zone.to_timestamp(day.at(0, 0, 0, 0));
        let outside = |error: jiff::Error| {
            OfficeError::Invalid(vec![crate::FieldError::new("from", "period_order", error.to_string())])
        };
        let since = midnight(period.first).map_err(outside)?;
        let before = midnight(period.last.saturating_add(1.day())).map_err(outside)?;
        Ok(self.store.contact_tests(&self.channel_scope(caller), since, before).await?)
    }
}

fn count(tests: &[ContactTestRow]) -> impl FnOnce(ChannelView) -> ChannelFigures {
    let within = || tests.iter().filter(|test| test.within_hours);
    let reached: Vec<_> = within().filter(|test| test.reached).collect();
    let mut waited: Vec<u32> = reached.iter().filter_map(|test| test.waited_seconds).collect();
    waited.sort_unstable();
    let mut notes: BTreeMap<String, u64> = BTreeMap::new();
    for note in within().filter_map(|test| test.note.clone()) {
        *notes.entry(note).or_default() += 1;
    }
    let mut notes: Vec<_> = notes.into_iter().collect();
    notes.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    let tried = within().count() as u64;
    let (reached, outside) = (reached.len() as u64, tests.len() as u64 - tried);
    let waited_seconds = waited.get(waited.len() / 2).copied();
    move |view| ChannelFigures {
        view,
        tests: tried,
        reached,
        outside,
        waited_seconds,
        notes,
        missed: 0,
        missed_days: 0,
        untested_days: None,
    }
}
