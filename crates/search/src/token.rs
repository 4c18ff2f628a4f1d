//! What a text is cut into, for the index and for questions alike.

use std::ops::Range;

use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer, TokenizerManager};
use text::fold::{Folded, Run, fold};
use text::segment::Segmenter;
use text::stem;

/// The name of [`WordTokenizer`] in the index.
pub const WORDS: &str = "words";
/// The name of [`PairTokenizer`] in the index.
pub const PAIRS: &str = "pairs";

/// Words of the dictionary of so many characters are also noted [loosely](loose). Those of two are pairs anyway, and of
/// longer ones the parts are words.
pub const LOOSE_CHARS: usize = 3;

/// How a word of the dictionary is noted where its characters stand together and the text was cut otherwise.
pub fn loose(word: &str) -> String {
    // No word holds a sign.
    format!("~{word}")
}

/// Whether a token is a word noted [loosely](loose).
pub fn is_loose(token: &str) -> bool {
    token.starts_with('~')
}

/// Cuts into words: dictionary words of Chinese, stems of English.
#[derive(Debug, Clone, Default)]
pub struct WordTokenizer;

/// Cuts into pairs of neighbouring Chinese characters, and the last one of a run; other words stay whole. Places count
/// characters and words, so that pairs one after the other are exactly the run.
#[derive(Debug, Clone, Default)]
pub struct PairTokenizer;

/// Tokens made at once.
#[derive(Debug)]
pub struct Tokens {
    tokens: Vec<Token>,
    next: usize,
}

impl TokenStream for Tokens {
    fn advance(&mut self) -> bool {
        self.next += 1;
        self.next <= self.tokens.len()
    }

    fn token(&self) -> &Token {
        &self.tokens[self.next - 1]
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.tokens[self.next - 1]
    }
}

impl Tokenizer for WordTokenizer {
    type TokenStream<'a> = Tokens;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Tokens {
        let folded = fold(text);
        let mut tokens = Vec::new();
        for run in folded.runs() {
            let range = run.range();
            let run_text = folded.slice(range.clone());
            match run {
                Run::Word(_) => {
                    let position = tokens.len();
                    tokens.push(token(&folded, range, position, stem(&run_text)));
                }
                Run::Han(_) => {
                    let first = tokens.len();
                    for (word, start) in Segmenter::standard().words(&run_text) {
                        let start = range.start + start;
                        let place = start..start + word.chars().count();
                        let position = tokens.len();
                        tokens.push(token(&folded, place, position, word.to_owned()));
                    }
                    let cut = first..tokens.len();
                    for place in windows(&range) {
                        let word = folded.slice(place.clone());
                        if !Segmenter::standard().knows(&word) {
                            continue;
                        }
                        let position = tokens.len();
                        let found = token(&folded, place, position, loose(&word));
                        let is_cut =
                            |other: &Token| other.offset_from == found.offset_from && other.text == word;
                        if !tokens[cut.clone()].iter().any(is_cut) {
                            tokens.push(found);
                        }
                    }
                }
            }
        }
        Tokens { tokens, next: 0 }
    }
}

impl Tokenizer for PairTokenizer {
    type TokenStream<'a> = Tokens;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Tokens {
        let folded = fold(text);
        let pairs = pairs(&folded);
        let token = |(place, text): (usize, Pair)| token(&folded, text.range, place, text.text);
        Tokens { tokens: pairs.into_iter().map(token).collect(), next: 0 }
    }
}

/// The places of so many characters in a run.
fn windows(run: &Range<usize>) -> impl Iterator<Item = Range<usize>> + use<> {
    let end = run.end;
    (run.start..end).map(|start| start..start + LOOSE_CHARS).take_while(move |place| place.end <= end)
}

/// A pair, a last character or a word.
pub struct Pair {
    text: String,
    range: Range<usize>,
    /// Whether it is the last character of a run of several, which its pair holds already.
    pub is_rest: bool,
}

impl Pair {
    /// As the index holds it.
    pub fn into_text(self) -> String {
        self.text
    }
}

/// The pairs of a text with their places.
pub fn pairs(folded: &Folded) -> Vec<(usize, Pair)> {
    let mut pairs = Vec::new();
    let mut place = 0;
    for run in folded.runs() {
        let range = run.range();
        match run {
            Run::Word(_) => {
                let text = stem(&folded.slice(range.clone()));
                pairs.push((place, Pair { text, range, is_rest: false }));
                place += 1;
            }
            Run::Han(_) => {
                let alone = range.len() == 1;
                for at in range.clone() {
                    let pair = at..(at + 2).min(range.end);
                    let is_rest = pair.len() == 1 && !alone;
                    pairs.push((place, Pair { text: folded.slice(pair.clone()), range: pair, is_rest }));
                    place += 1;
                }
            }
        }
    }
    pairs
}

fn token(folded: &Folded, range: Range<usize>, position: usize, text: String) -> Token {
    let origin = folded.origin(&range);
    Token { offset_from: origin.start, offset_to: origin.end, position, text, position_length: 1 }
}

/// The tokenizers under their names.
pub(crate) fn tokenizers() -> TokenizerManager {
    let manager = TokenizerManager::default();
    manager.register(WORDS, TextAnalyzer::builder(WordTokenizer).build());
    manager.register(PAIRS, TextAnalyzer::builder(PairTokenizer).build());
    manager
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(mut tokens: Tokens) -> Vec<String> {
        let mut texts = Vec::new();
        while let Some(token) = tokens.next() {
            texts.push(format!("{}@{}", token.text, token.position));
        }
        texts
    }

    #[test]
    fn words_come_with_the_shorter_ones_in_them() {
        let found = texts(WordTokenizer.token_stream("信用卡積分 Refunds"));
        assert_eq!(found, ["信用@0", "信用卡@1", "积分@2", "refund@3"]);
    }

    #[test]
    fn every_word_of_three_is_noted_once() {
        for run in ["工商银行卡手续费用", "北京大学生前来还信用卡", "中信用卡年终奖金"]
        {
            let found = texts(WordTokenizer.token_stream(run));
            let characters: Vec<char> = run.chars().collect();
            let threes = characters.windows(LOOSE_CHARS).map(|three| three.iter().collect::<String>());
            for word in threes.filter(|three| Segmenter::standard().knows(three)) {
                let noted =
                    |word: &str| found.iter().filter(|token| token.starts_with(&format!("{word}@"))).count();
                assert_eq!(noted(&word) + noted(&loose(&word)), 1, "{word} in {run}: {found:?}");
            }
            assert!(
                found.iter().any(|token| token.starts_with("信用卡@") || token.contains("银行卡@")),
                "{found:?}"
            );
        }
    }

    #[test]
    fn pairs_cover_a_run_and_count_places() {
        let found = texts(PairTokenizer.token_stream("卡积分，ATM吞"));
        assert_eq!(found, ["卡积@0", "积分@1", "分@2", "atm@3", "吞@4"]);
    }
}
