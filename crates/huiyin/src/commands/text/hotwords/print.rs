//! Hot words as a table and as CSV.

use text::hotwords::{HotWord, Report};

use crate::console::Console;
use crate::failure::Outcome;
use crate::table::{ListFormat, Table};

const COLUMNS: &[&str] = &[
    "rank",
    "word",
    "documents",
    "before",
    "times",
    "surprise",
    "false",
    "first_seen",
    "trend",
    "where",
    "beside",
];

/// Columns of a terminal a trend takes.
const TREND_LEN: usize = 28;
/// Words told beside one.
const BESIDE_MAX: usize = 4;

/// Prints words in aligned columns, then evidence.
pub fn table(report: &Report, console: &mut dyn Console) -> Outcome {
    list(report).print(ListFormat::Table, console)?;
    for (word, rank) in report.words.iter().zip(1..) {
        if let Some(evidence) = word.evidence.first() {
            console.print(&format!(
                "{rank:>2}  {}  [{} {}]",
                evidence.text, evidence.date, evidence.reference
            ))?;
        }
    }
    Ok(())
}

/// Prints a row a word. No cell begins with what a spreadsheet takes for a formula: words begin with a letter, lists are
/// led by their share.
pub fn csv(report: &Report, console: &mut dyn Console) -> Outcome {
    list(report).print(ListFormat::Csv, console)
}

fn list(report: &Report) -> Table {
    let mut list = Table::new(COLUMNS);
    for (word, rank) in report.words.iter().zip(1..) {
        list.push([
            rank.to_string(),
            word.text.clone(),
            word.documents.to_string(),
            word.baseline_documents.to_string(),
            format!("{:.1}", word.ratio),
            format!("{:.1}", word.surprise),
            format!("{:.0e}", word.false_discovery),
            word.first_seen.to_string(),
            spark(&word.trend),
            places(word),
            beside(word),
        ]);
    }
    list
}

fn places(word: &HotWord) -> String {
    let shown = word.scenarios.iter().take(2);
    shown
        .map(|scenario| format!("{:.0}% {} {}", scenario.share * 100.0, scenario.column, scenario.value))
        .collect::<Vec<_>>()
        .join("; ")
}

fn beside(word: &HotWord) -> String {
    let shown = word.beside.iter().take(BESIDE_MAX);
    shown.map(|beside| format!("{:.0}% {}", beside.share * 100.0, beside.text)).collect::<Vec<_>>().join(" ")
}

/// A trend in one line: as many days as have room, the last ones, each as high as its share of the highest.
fn spark(trend: &[u32]) -> String {
    const HEIGHTS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let shown = &trend[trend.len().saturating_sub(TREND_LEN)..];
    let highest = shown.iter().copied().max().unwrap_or(0).max(1);
    let height = |count: &u32| HEIGHTS[(u64::from(*count) * 7).div_ceil(u64::from(highest)) as usize % 8];
    shown.iter().map(height).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trend_is_as_high_as_its_days() {
        assert_eq!(spark(&[0, 1, 7, 0]), "▁▂█▁");
        assert_eq!(spark(&[]), "");
        assert_eq!(spark(&[0, 0]), "▁▁");
        assert_eq!(spark(&[1; 100]).chars().count(), TREND_LEN);
    }
}
