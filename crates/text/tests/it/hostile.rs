//! Bad input: bytes that are no text, marks nobody sees, lines of megabytes, files that are none. Everything is answered or
//! refused, in a time that its length bounds.

use std::time::{Duration, Instant};

use jiff::civil::date;
use proptest::prelude::*;
use text::coding::Model;
use text::hotwords::{Corpus, Document, Question, mine};
use text::segment::{Lexicon, Segmenter};
use text::similar::{NearDuplicates, NearRule};
use text::{mask, spans};

/// What a file of another encoding, or none, is once it was read as UTF-8: bytes at random, and runs that begin characters and
/// never end them.
fn broken() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::collection::vec(any::<u8>(), 0..24),
        2 => prop::collection::vec(0x80_u8..=0xff, 0..24),
        2 => "[一-龥a-z0-9@.，]{0,12}".prop_map(String::into_bytes),
        1 => prop::sample::select(vec![
            "\0", "\u{1b}[31m", "\u{202e}", "\u{200b}\u{200d}", "\u{feff}", "\u{fffd}", "\u{10ffff}", "e\u{301}", "👨‍👩‍👧",
            "\r\r\n", "\u{85}\u{2028}",
        ]).prop_map(|text: &str| text.as_bytes().to_vec()),
    ];
    prop::collection::vec(piece, 0..16)
        .prop_map(|pieces| String::from_utf8_lossy(&pieces.concat()).into_owned())
}

/// Texts with their days.
struct Said(Vec<(i64, String)>);

impl Corpus for Said {
    type Error = std::convert::Infallible;

    fn read(&mut self, visit: &mut dyn FnMut(Document<'_>)) -> Result<(), Self::Error> {
        for (place, (day, text)) in self.0.iter().enumerate() {
            let date = date(2026, 3, 1).saturating_add(jiff::Span::new().days(*day));
            visit(Document { date, text, groups: &["一"], reference: place as u64 });
        }
        Ok(())
    }
}

fn asked() -> Question {
    Question { group_columns: vec!["unit".to_owned()], ..Question::new(date(2026, 3, 1), date(2026, 3, 7)) }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn what_is_no_text_is_masked_and_cut_all_the_same(text in broken()) {
        let mut end = 0;
        for span in spans(&text) {
            prop_assert!(end <= span.start && text.get(span.start..span.end).is_some());
            end = span.end;
        }
        let masked = mask(&text);
        prop_assert_eq!(mask(&masked), masked);
        let words = Segmenter::standard().words(&text);
        prop_assert!(words.iter().all(|(word, _)| text.contains(word)));
        let folded: String = text::fold::fold(&text).chars.iter().collect();
        prop_assert!(!folded.contains('Ａ'));
    }

    #[test]
    fn a_file_that_is_no_model_is_refused(bytes in prop::collection::vec(any::<u8>(), 0..400), marked in any::<bool>()) {
        let bytes = if marked { [text::coding::MARK.as_slice(), &bytes].concat() } else { bytes };
        prop_assert!(Model::from_bytes(&bytes).is_err());
    }

    #[test]
    fn a_lexicon_of_anything_is_read_or_refused(text in broken()) {
        if let Ok(lexicon) = Lexicon::parse(&text) {
            prop_assert!(lexicon.len() <= text.lines().count());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn hot_words_of_anything_are_defined(said in prop::collection::vec((-40_i64..12, broken()), 0..40)) {
        let report = mine(&mut Said(said), &asked(), Segmenter::standard()).unwrap();
        for word in &report.words {
            prop_assert!(word.surprise.is_finite() && !word.text.is_empty());
            // What is shown was masked, and masking again changes nothing.
            for said in &word.evidence {
                prop_assert_eq!(mask(&said.text), said.text.clone());
            }
        }
    }

    #[test]
    fn near_duplicates_of_anything_are_placed(said in prop::collection::vec(broken(), 0..40)) {
        let mut groups = NearDuplicates::new(NearRule::default());
        for (place, text) in said.iter().enumerate() {
            let _ = groups.add(place as u64, text);
        }
    }
}

/// A megabyte without a line end: what a database writes into one cell.
#[test]
fn lines_of_a_megabyte_are_worked_through() {
    let pieces =
        ["一", "1", "a", " ", "@", "我叫王", "138", "\u{200b}", "，", "ａ", "e\u{301}", "地址：长沙市"];
    let started = Instant::now();
    for piece in pieces {
        let line = piece.repeat((1 << 20) / piece.len());
        let masked = mask(&line);
        assert!(masked.len() <= 4 * line.len(), "{piece}");
        let words = Segmenter::standard().words(&line);
        assert!(words.len() <= line.len(), "{piece}");
    }
    let mut said = Said((0..6).map(|day| (day, "退年费，".repeat(1 << 17))).collect());
    mine(&mut said, &asked(), Segmenter::standard()).unwrap();
    // Not a measurement: something that grows with the square of the length takes hours.
    assert!(started.elapsed() < Duration::from_secs(300));
}
