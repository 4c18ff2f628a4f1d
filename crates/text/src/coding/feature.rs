//! What a text is made of, as numbers: words, pairs of words, and pieces of words.
//!
//! No dictionary takes part: pieces of Chinese up to four characters hold its words, and a model stays valid when
//! lexicons change.

use std::ops::Range;

use super::random::scramble;
use crate::character::is_han;
use crate::fold::{Folded, fold};

/// No more of a text is read, in characters: long narratives say what they are about early.
pub const TEXT_CHARS_MAX: usize = 6_000;

/// How long pieces of a word are, in characters, with the marks of its beginning and end.
const PIECE_CHARS: std::ops::RangeInclusive<usize> = 2..=5;
/// How long pieces of Chinese are beyond single characters and pairs.
const HAN_CHARS: std::ops::RangeInclusive<usize> = 3..=4;

/// Which features are weighed together: each block of a text has the length 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Block {
    /// Words, or Chinese characters, alone and in pairs.
    Words,
    /// Pieces of words, and of Chinese.
    Pieces,
}

/// How many blocks there are.
pub(super) const BLOCKS: usize = 2;

/// One feature at one place.
#[derive(Debug, Clone)]
pub(super) struct Feature {
    /// Its name, hashed; equal on every machine.
    pub(super) hash: u64,
    pub(super) block: Block,
    /// Which characters show it.
    pub(super) range: Range<usize>,
}

/// A word, a Chinese character or a question mark.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) range: Range<usize>,
    pub(super) kind: TokenKind,
    hash: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenKind {
    Word,
    Han,
    Mark,
}

/// A text's characters in one form, for training and coding, with the way back.
pub(super) enum Letters {
    /// Each character is one byte of the original.
    Plain(Vec<char>),
    Folded(Folded),
}

impl Letters {
    pub(super) fn of(text: &str) -> Self {
        let plain = |byte: u8| matches!(byte, b' '..=b'~' | b'\n');
        // What needs no folding goes a shorter way to the same characters; runs of blanks part words like one.
        if text.bytes().take(TEXT_CHARS_MAX).all(plain) {
            let bytes = text.bytes().take(TEXT_CHARS_MAX);
            return Self::Plain(bytes.map(|byte| char::from(byte.to_ascii_lowercase())).collect());
        }
        let end = text.char_indices().nth(TEXT_CHARS_MAX).map_or(text.len(), |(at, _)| at);
        Self::Folded(fold(text.get(..end).unwrap_or(text)))
    }

    pub(super) fn chars(&self) -> &[char] {
        match self {
            Self::Plain(chars) => chars,
            Self::Folded(folded) => &folded.chars,
        }
    }

    /// The bytes of the original that a range of characters came from.
    pub(super) fn origin(&self, range: &Range<usize>) -> Range<usize> {
        match self {
            Self::Plain(_) => range.clone(),
            Self::Folded(folded) => folded.origin(range),
        }
    }
}

/// The tokens of folded characters, in order.
pub(super) fn tokens(letters: &[char]) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(letters.len() / 4 + 4);
    let mut word: Option<Token> = None;
    for (at, &letter) in letters.iter().enumerate() {
        if letter.is_ascii_lowercase() || (!is_han(letter) && letter.is_alphanumeric()) {
            let token = word.get_or_insert(Token { range: at..at, kind: TokenKind::Word, hash: START });
            token.range.end = at + 1;
            token.hash = step(token.hash, letter);
            continue;
        }
        // `can't` is one word.
        if letter == '\'' && word.is_some() {
            continue;
        }
        tokens.extend(word.take());
        let kind = match letter {
            '?' | '？' => TokenKind::Mark,
            _ if is_han(letter) => TokenKind::Han,
            _ => continue,
        };
        let letter = if kind == TokenKind::Mark { '?' } else { letter };
        tokens.push(Token { range: at..at + 1, kind, hash: step(START, letter) });
    }
    tokens.extend(word);
    tokens
}

/// Calls back for every feature of a text, as often as it occurs. `pieces` says whether words are cut into pieces, too.
pub(super) fn each(letters: &[char], tokens: &[Token], pieces: bool, found: &mut impl FnMut(Feature)) {
    let mut former: Option<&Token> = None;
    let mut han = 0;
    for (index, token) in tokens.iter().enumerate() {
        let range = token.range.clone();
        found(Feature { hash: named(Name::Word, token.hash), block: Block::Words, range: range.clone() });
        match former {
            None => {
                found(Feature {
                    hash: named(Name::First, token.hash),
                    block: Block::Words,
                    range: range.clone(),
                });
            }
            Some(former) => {
                let pair = scramble(former.hash) ^ token.hash.rotate_left(17);
                let both = former.range.start..range.end;
                if index == 1 {
                    found(Feature {
                        hash: named(Name::FirstPair, pair),
                        block: Block::Words,
                        range: both.clone(),
                    });
                }
                found(Feature { hash: named(Name::Pair, pair), block: Block::Words, range: both });
            }
        }
        let joins = former.is_some_and(|former| former.range.end == range.start);
        han = match token.kind {
            TokenKind::Han if joins => han + 1,
            TokenKind::Han => 1,
            _ => 0,
        };
        match token.kind {
            TokenKind::Word if pieces => each_piece(letters, &range, found),
            TokenKind::Han => {
                for length in HAN_CHARS.filter(|&length| length <= han) {
                    let range = range.end - length..range.end;
                    let hash = letters[range.clone()].iter().fold(START, |hash, &letter| step(hash, letter));
                    found(Feature { hash: named(Name::Chinese, hash), block: Block::Pieces, range });
                }
            }
            _ => {}
        }
        former = Some(token);
    }
}

/// The pieces of one word, with a mark before and behind it.
fn each_piece(letters: &[char], word: &Range<usize>, found: &mut impl FnMut(Feature)) {
    // Place 0 and the last are the marks, `'` inside is passed over.
    let place = |place: usize| match place {
        0 => EDGE,
        _ => letters.get(word.start + place - 1).copied().filter(|_| place <= word.len()).unwrap_or(EDGE),
    };
    let places = word.len() + 2;
    for start in 0..places {
        if place(start) == '\'' {
            continue;
        }
        let (mut hash, mut length) = (START, 0);
        for end in start..places {
            let letter = place(end);
            if letter == '\'' {
                continue;
            }
            hash = step(hash, letter);
            length += 1;
            if PIECE_CHARS.contains(&length) {
                let first = word.start + start.max(1) - 1;
                let range = first..(word.start + end).min(word.end).max(first + 1);
                found(Feature { hash: named(Name::Piece, hash), block: Block::Pieces, range });
            }
            if *PIECE_CHARS.end() <= length {
                break;
            }
        }
    }
}

/// What a hash is the hash of, so that a word and an equal piece are two features.
#[derive(Debug, Clone, Copy)]
enum Name {
    Word = 1,
    Pair,
    First,
    FirstPair,
    Piece,
    Chinese,
}

const START: u64 = 0xcbf2_9ce4_8422_2325;
/// Stands before and behind a word; no folded text holds it.
const EDGE: char = '\u{1}';

fn step(hash: u64, letter: char) -> u64 {
    (hash ^ u64::from(letter)).wrapping_mul(0x9fb2_1c65_1e98_df25).rotate_left(29)
}

fn named(name: Name, hash: u64) -> u64 {
    scramble(hash ^ ((name as u64) << 56))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, pieces: bool) -> Vec<String> {
        let letters = Letters::of(text);
        let letters = letters.chars();
        let mut shown = Vec::new();
        each(letters, &tokens(letters), pieces, &mut |feature| {
            shown.push(letters[feature.range].iter().collect());
        });
        shown
    }

    #[test]
    fn words_pairs_and_pieces() {
        assert_eq!(
            shown("I can't pay", false),
            ["i", "i", "can't", "i can't", "i can't", "pay", "can't pay"]
        );
        let pieces = shown("fee", true);
        assert_eq!(pieces, ["fee", "fee", "f", "fe", "fee", "fee", "fe", "fee", "fee", "ee", "ee", "e"]);
    }

    #[test]
    fn chinese_up_to_four_characters() {
        assert_eq!(
            shown("扣年费了", false),
            ["扣", "扣", "年", "扣年", "扣年", "费", "年费", "扣年费", "了", "费了", "年费了", "扣年费了"]
        );
    }

    #[test]
    fn the_short_way_and_folding_agree() {
        for text in ["What's  up, Doc?\nI paid $35.00", "", "'", "a'b''c '' d?"] {
            let short = Letters::of(text);
            assert!(matches!(short, Letters::Plain(_)));
            let folded = fold(text).chars;
            let names = |letters: &[char]| {
                let mut hashes = Vec::new();
                each(letters, &tokens(letters), true, &mut |feature| hashes.push(feature.hash));
                hashes
            };
            assert_eq!(names(short.chars()), names(&folded), "{text:?}");
        }
    }
}
