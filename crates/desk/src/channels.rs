//! The channels open to consumers in words: when somebody answers, and whether somebody does now.

use std::collections::BTreeMap;

use domain::clock::Language;
use domain::id::ChannelId;
use domain::open_channel::{ChannelKind, Hours, Minute, OpenChannel, SpecialPeriod, Standing};
use jiff::civil::{Date, DateTime};
use jiff::{ToSpan, civil::Time};
use office::ChannelView;

use crate::Words;
use crate::staff::shown::day_in_words;

/// Days ahead for which a special period is announced.
const ANNOUNCED_DAYS: i32 = 30;

/// A channel as people read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ShownChannel {
    pub name: String,
    pub kind: String,
    pub place: String,
    /// Where the place leads: to dial, to write, to open; empty where it leads nowhere.
    pub href: String,
    pub open: bool,
    pub standing: String,
    /// The hours that hold today.
    pub hours: Vec<String>,
    /// Special periods, today's or coming.
    pub special: Vec<String>,
}

/// Channels with what else must be known to show one: the moment at the office, the others by name.
pub(crate) struct Showing<'a> {
    pub words: &'a Words,
    pub now: DateTime,
    names: BTreeMap<ChannelId, String>,
}

impl<'a> Showing<'a> {
    /// Shows channels of a register, at a moment of the office's zone.
    pub(crate) fn new(register: &[ChannelView], now: DateTime, words: &'a Words) -> Self {
        let named = |view: &ChannelView| {
            let channel = &view.state.channel;
            (
                view.channel_id,
                words.t2("channel-named", "name", name(channel, words), "place", channel.place.as_str()),
            )
        };
        Self { words, now, names: register.iter().map(named).collect() }
    }

    /// One of them.
    pub(crate) fn shown(&self, view: &ChannelView) -> ShownChannel {
        let channel = &view.state.channel;
        let today = self.now.date();
        let soon = today.saturating_add(ANNOUNCED_DAYS.days());
        let announced = view.state.periods.iter().filter(|period| period.from <= soon && today <= period.to);
        ShownChannel {
            name: name(channel, self.words).to_owned(),
            kind: self.words.t(&format!("channel_kind-{}", channel.kind)),
            place: channel.place.clone(),
            href: href(channel),
            open: view.standing.is_open(),
            standing: self.standing(view.standing),
            hours: hour_lines(view.published_on(today), self.words),
            special: announced.map(|period| self.period(period)).collect(),
        }
    }

    /// Whether somebody answers.
    fn standing(&self, standing: Standing) -> String {
        match standing {
            Standing::Open { until: None } => self.words.t("channel-open-always"),
            Standing::Open { until: Some(until) } => {
                self.words.t1("channel-open-until", "time", self.ending(until))
            }
            Standing::Closed { next: Some(next) } => {
                self.words.t1("channel-closed-until", "time", self.time(next.date(), &clock(next.time())))
            }
            Standing::Closed { next: None } => self.words.t("channel-closed"),
        }
    }

    /// An end: midnight belongs to the day that it ends.
    fn ending(&self, until: DateTime) -> String {
        match until.time() == Time::midnight() {
            true => self.time(until.date().saturating_sub(1.day()), &Minute::LAST.to_string()),
            false => self.time(until.date(), &clock(until.time())),
        }
    }

    /// A time, with its day where that is not today.
    fn time(&self, day: Date, time: &str) -> String {
        if day == self.now.date() {
            return time.to_owned();
        }
        let day = match day == self.now.date().saturating_add(1.day()) {
            true => self.words.t("channel-tomorrow"),
            false => day_in_words(day, self.words),
        };
        self.words.t2("channel-day-time", "day", day, "time", time)
    }

    /// A special period in a sentence.
    pub(crate) fn period(&self, period: &SpecialPeriod) -> String {
        let (from, to) = (day_in_words(period.from, self.words), day_in_words(period.to, self.words));
        let name = match self.words.language() {
            Language::Zh => period.name.as_str(),
            Language::En => period.name_en.as_str(),
        };
        let (key, value) = match &period.hours {
            domain::open_channel::PeriodHours::Own(hours) => {
                ("channel-period-own", hour_lines(hours, self.words).join(&self.words.t("channel-and")))
            }
            domain::open_channel::PeriodHours::Closed { instead } => {
                ("channel-period-closed", self.names.get(instead).cloned().unwrap_or_default())
            }
        };
        let days = match period.from == period.to {
            true => from,
            false => self.words.t2("channel-days", "from", from, "to", to),
        };
        let values =
            [("name", name.into()), ("days", days.as_str().into()), ("value", value.as_str().into())];
        self.words.tn(key, &values)
    }
}

/// The name of a channel in the reader's language.
pub(crate) fn name<'a>(channel: &'a OpenChannel, words: &Words) -> &'a str {
    match words.language() {
        Language::Zh => &channel.name_zh,
        Language::En => &channel.name_en,
    }
}

/// Published hours, a line each.
pub(crate) fn hour_lines(hours: &[Hours], words: &Words) -> Vec<String> {
    let line = |hours: &Hours| {
        let days = words.t(&format!("hour_days-{}", hours.days));
        if (hours.from, hours.to) == (Minute::FIRST, Minute::LAST) {
            return words.t1("hours-all-day", "days", days);
        }
        let (from, to) = (hours.from.to_string(), hours.to.to_string());
        let values =
            [("days", days.as_str().into()), ("from", from.as_str().into()), ("to", to.as_str().into())];
        words.tn("hours-line", &values)
    };
    hours.iter().map(line).collect()
}

fn clock(time: Time) -> String {
    Minute::of(time).to_string()
}

/// Where the place of a channel leads. Only what is certainly a number, an address for letters or a page over TLS is a link.
fn href(channel: &OpenChannel) -> String {
    let place = channel.place.as_str();
    match channel.kind {
        ChannelKind::Telephone => {
            let digits: String = place.chars().filter(|letter| !matches!(letter, ' ' | '-')).collect();
            let number = digits.strip_prefix('+').unwrap_or(&digits);
            let dialled = number.len() >= 3 && number.bytes().all(|letter| letter.is_ascii_digit());
            if dialled { format!("tel:{digits}") } else { String::new() }
        }
        ChannelKind::Web | ChannelKind::App if place.starts_with("https://") => place.to_owned(),
        ChannelKind::Email if place.contains('@') && !place.contains([' ', '?', '&']) => {
            format!("mailto:{place}")
        }
        _ => String::new(),
    }
}
