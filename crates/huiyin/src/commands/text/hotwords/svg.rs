//! Hot words as a picture: a row a word with its trend, the window shaded.

use std::fmt::Write;

use text::hotwords::{HotWord, Report};

const ROW_HEIGHT: usize = 36;
const HEAD_HEIGHT: usize = 40;
const WORD_WIDTH: usize = 240;
const FIGURES_WIDTH: usize = 200;
const TREND_WIDTH: usize = 360;
const MARGIN: usize = 16;

/// The picture. Everything people wrote is escaped.
pub fn svg(report: &Report) -> String {
    let width = MARGIN * 2 + WORD_WIDTH + FIGURES_WIDTH + TREND_WIDTH;
    let height = HEAD_HEIGHT + report.words.len() * ROW_HEIGHT + MARGIN;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
         font-family=\"system-ui, sans-serif\" font-size=\"14\">\n<rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\n"
    );
    let title = format!("{} – {}", report.from, report.to);
    let _ =
        writeln!(svg, "<title>{title}</title>\n<text x=\"{MARGIN}\" y=\"26\" fill=\"#555\">{title}</text>");
    for (place, word) in report.words.iter().enumerate() {
        row(&mut svg, word, HEAD_HEIGHT + place * ROW_HEIGHT, report);
    }
    svg.push_str("</svg>");
    svg
}

fn row(svg: &mut String, word: &HotWord, top: usize, report: &Report) {
    let baseline = top + 23;
    let figures_at = MARGIN + WORD_WIDTH;
    let trend_at = figures_at + FIGURES_WIDTH;
    let _ = write!(
        svg,
        "<g><text x=\"{MARGIN}\" y=\"{baseline}\" font-weight=\"600\" fill=\"#111\">{}</text>\
         <text x=\"{figures_at}\" y=\"{baseline}\" fill=\"#555\">{} / {} · ×{:.1}</text>",
        escaped(&word.text),
        word.documents,
        word.baseline_documents,
        word.ratio
    );
    let days = word.trend.len().max(1);
    let across = |day: usize| trend_at as f64 + day as f64 * TREND_WIDTH as f64 / days as f64;
    let highest = word.trend.iter().copied().max().unwrap_or(0).max(1);
    let (shade_at, shade_end) = (across(days.saturating_sub(report.window_days())), across(days));
    let _ = write!(
        svg,
        "<rect x=\"{shade_at:.1}\" y=\"{top}\" width=\"{:.1}\" height=\"{ROW_HEIGHT}\" fill=\"#eef3fb\"/>",
        shade_end - shade_at
    );
    let room = (ROW_HEIGHT - 8) as f64;
    let points: Vec<String> = word
        .trend
        .iter()
        .enumerate()
        .map(|(day, count)| {
            let y = (top + ROW_HEIGHT - 4) as f64 - room * f64::from(*count) / f64::from(highest);
            format!("{:.1},{y:.1}", across(day) + TREND_WIDTH as f64 / days as f64 / 2.0)
        })
        .collect();
    let _ = writeln!(
        svg,
        "<polyline points=\"{}\" fill=\"none\" stroke=\"#1f5fbf\" stroke-width=\"1.5\"/></g>",
        points.join(" ")
    );
}

/// A text as it may stand in a document; what XML does not allow is left out.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            _ if character.is_control() || matches!(character, '\u{fffe}' | '\u{ffff}') => {}
            _ => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_wrote_is_escaped() {
        assert_eq!(escaped("<script>&\"\u{1}卡"), "&lt;script&gt;&amp;&quot;卡");
    }
}
