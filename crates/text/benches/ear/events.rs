//! Known public events among the hot words of their days.

use jiff::civil::Date;

use crate::public_events::heard;
use crate::report::{Bar, Report, heading};
use crate::titles::titles;

/// Looks for each event.
pub fn measure(report: &mut Report) {
    heading("known events among the hot words of their days");
    let Some(titles) = titles() else { return };
    let titles: Vec<(Date, &str)> = titles.iter().map(|(day, title)| (*day, title.as_str())).collect();
    let heard = heard(&titles);
    let found = heard.iter().filter(|heard| heard.is_found()).count();
    for missed in heard.iter().filter(|heard| !heard.is_found()) {
        println!("  {} {}: not among {:?}", missed.event.from, missed.event.words[0], missed.words);
    }
    let fragments: usize = heard.iter().map(|heard| heard.fragments.len()).sum();
    report.bar(
        format!("events in the first five words of their days, share of {}", heard.len()),
        found as f64 / heard.len() as f64,
        Bar::AtLeast(0.9),
    );
    report.bar("words that are fragments of another", fragments as f64, Bar::Nothing);
}
