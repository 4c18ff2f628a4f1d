//! What was found in a text, with a little of what stands around it.

use std::ops::Range;

use text::fold::{Folded, Run, fold};
use text::stem;

use crate::piece::Sought;

/// How much of a text is looked through, in bytes.
const LOOKED_THROUGH: usize = 16_000;
/// How long an extract is, in characters.
const EXTRACT_CHARS: usize = 90;
/// How much of it stands before the first word found.
const BEFORE_CHARS: usize = 16;

/// A stretch of an extract. Plain text: whoever shows it escapes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// Whether it is what was looked for.
    pub found: bool,
}

/// An extract from the first text that holds something of what was sought, else from the beginning of the first.
pub(crate) fn extract(texts: &[String], sought: &Sought) -> Vec<Piece> {
    let mut first = None;
    for text in texts {
        let text = beginning(text);
        let folded = fold(text);
        let found = places(&folded, sought);
        if !found.is_empty() {
            return cut_out(text, &folded, &found);
        }
        first.get_or_insert((text, folded));
    }
    first.map(|(text, folded)| cut_out(text, &folded, &[])).unwrap_or_default()
}

fn beginning(text: &str) -> &str {
    &text[..text.floor_char_boundary(LOOKED_THROUGH)]
}

/// Where something sought stands, in order, without overlaps.
fn places(folded: &Folded, sought: &Sought) -> Vec<Range<usize>> {
    let mut places: Vec<Range<usize>> = Vec::new();
    for run in sought.runs.iter().filter(|run| !run.is_empty()) {
        let windows = folded.chars.windows(run.len()).enumerate();
        places.extend(windows.filter(|(_, window)| window == run).map(|(at, _)| at..at + run.len()));
    }
    if !sought.stems.is_empty() {
        for run in folded.runs() {
            if let Run::Word(range) = run
                && sought.stems.contains(&stem(&folded.slice(range.clone())))
            {
                places.push(range);
            }
        }
    }
    places.sort_by_key(|place| (place.start, place.end));
    let mut joined: Vec<Range<usize>> = Vec::new();
    for place in places {
        match joined.last_mut() {
            Some(last) if place.start <= last.end => last.end = last.end.max(place.end),
            _ => joined.push(place),
        }
    }
    joined
}

fn cut_out(text: &str, folded: &Folded, found: &[Range<usize>]) -> Vec<Piece> {
    let length = folded.chars.len();
    let first = found.first().map_or(0, |place| place.start);
    let start = first.saturating_sub(BEFORE_CHARS).min(length.saturating_sub(EXTRACT_CHARS));
    let end = (start + EXTRACT_CHARS).min(length);
    let mut pieces = Vec::new();
    let mut push = |range: Range<usize>, found: bool| {
        let text = text.get(folded.origin(&range)).unwrap_or_default();
        if !text.is_empty() {
            pieces.push(Piece { text: text.to_owned(), found });
        }
    };
    let mut at = start;
    for place in found.iter().filter(|place| place.start < end) {
        push(at..place.start, false);
        push(place.start..place.end.min(end), true);
        at = place.end.min(end);
    }
    push(at..end, false);
    let ellipsis = || Piece { text: "…".to_owned(), found: false };
    if start > 0 {
        pieces.insert(0, ellipsis());
    }
    if end < length || text.len() >= LOOKED_THROUGH {
        pieces.push(ellipsis());
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_is_pointed_out_in_the_original() {
        let sought = Sought { runs: vec!["卡积分".chars().collect()], stems: vec!["refund".to_owned()] };
        let texts = ["没有".to_owned(), "信用卡積分 <b>REFUNDS</b>".to_owned()];
        let shown: String = extract(&texts, &sought)
            .into_iter()
            .map(|piece| if piece.found { format!("[{}]", piece.text) } else { piece.text })
            .collect();
        assert_eq!(shown, "信用[卡積分] <b>[REFUNDS]</b>");
    }

    #[test]
    fn an_extract_is_short_and_says_so() {
        let texts = [format!("{}卡积分{}", "前".repeat(200), "后".repeat(200))];
        let sought = Sought { runs: vec!["卡积分".chars().collect()], stems: Vec::new() };
        let pieces = extract(&texts, &sought);
        let shown: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
        assert!(shown.starts_with("…前") && shown.ends_with("后…"));
        assert_eq!(shown.chars().count(), EXTRACT_CHARS + 2);
        assert_eq!(pieces.iter().filter(|piece| piece.found).count(), 1);
    }
}
