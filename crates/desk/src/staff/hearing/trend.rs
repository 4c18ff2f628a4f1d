//! A trend as a small picture: a bar a day, those of the window filled, with a title that says it in words.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::locale::Words;
use crate::staff::shown::day_in_words;

/// How wide and high the picture is, in its own units.
const WIDTH: usize = 180;
const HEIGHT: usize = 32;

/// A day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bar {
    pub x: String,
    pub y: String,
    pub width: String,
    pub height: String,
    /// Whether it is of the window.
    pub is_window: bool,
    pub title: String,
}

/// The picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Trend {
    pub bars: Vec<Bar>,
    /// What it shows, for who does not see it.
    pub label: String,
}

impl Trend {
    /// Its area, as an SVG names it.
    pub(crate) fn view_box(&self) -> String {
        format!("0 0 {WIDTH} {HEIGHT}")
    }
}

/// The picture of counts a day, of which the last so many are the window and the last is that of `to`.
pub(crate) fn trend(counts: &[u32], to: Date, window_days: usize, words: &Words) -> Trend {
    let days = counts.len().max(1);
    let highest = counts.iter().copied().max().unwrap_or(0).max(1);
    let width = WIDTH as f64 / days as f64;
    let bars = counts.iter().enumerate().map(|(place, count)| {
        let height = HEIGHT as f64 * f64::from(*count) / f64::from(highest);
        let back = i64::try_from(days - 1 - place).unwrap_or(0);
        let day = day_in_words(to.saturating_sub(back.days()), words);
        Bar {
            x: format!("{:.2}", place as f64 * width),
            y: format!("{:.2}", HEIGHT as f64 - height),
            width: format!("{:.2}", (width * 0.85).max(0.4)),
            height: format!("{height:.2}"),
            is_window: days - place <= window_days,
            title: words.t2("hearing-bar", "day", day, "count", i64::from(*count)),
        }
    });
    let sum = |counts: &[u32]| counts.iter().map(|count| i64::from(*count)).sum::<i64>();
    let (before, window) = counts.split_at(days.saturating_sub(window_days).min(counts.len()));
    Trend {
        bars: bars.collect(),
        label: words.t2("hearing-trend", "window", sum(window), "before", sum(before)),
    }
}
