//! Cutting a run of Chinese characters into words of a dictionary, widened by lexicons.

mod lexicon;

use std::sync::LazyLock;

use jieba_rs::Jieba;

pub use lexicon::{Lexicon, LexiconError};

/// Words of finance that the general dictionary does not know.
const FINANCE: &str = include_str!("../../../../lexicons/finance.txt");

/// Cuts folded runs ([`crate::fold::Folded::runs`]) into words: the general dictionary of jieba, and what lexicons add.
pub struct Segmenter {
    jieba: Jieba,
}

impl Segmenter {
    /// The one that knows the words of finance; made once for the whole process.
    pub fn standard() -> &'static Self {
        static STANDARD: LazyLock<Segmenter> = LazyLock::new(|| Segmenter::with(&[]));
        &STANDARD
    }

    /// One that knows the words of finance and those of these lexicons.
    pub fn with(lexicons: &[Lexicon]) -> Self {
        let mut jieba = Jieba::new();
        for word in FINANCE.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            jieba.add_word(word, None, None);
        }
        for entry in lexicons.iter().flat_map(|lexicon| &lexicon.entries) {
            jieba.add_word(&entry.word, entry.frequency.map(|frequency| frequency as usize), None);
        }
        Self { jieba }
    }

    /// The words of a run with their places in characters, long ones together with the shorter ones in them. Without
    /// guessing: what the dictionary does not know is single characters.
    pub fn words<'a>(&self, run: &'a str) -> Vec<(&'a str, usize)> {
        self.jieba.cut_for_search(run, false).into_iter().map(|token| (token.word, token.start)).collect()
    }

    /// The words of a run, each character in one of them.
    pub fn cut<'a>(&self, run: &'a str) -> Vec<&'a str> {
        self.jieba.cut(run, false).into_iter().map(|token| token.word).collect()
    }

    /// The words of a run, each character in one of them; a long word that is two of the dictionary is those two, so that
    /// they are found apart as well.
    pub fn parts<'a>(&self, run: &'a str) -> Vec<&'a str> {
        self.cut(run).into_iter().flat_map(|word| self.halves(word)).collect()
    }

    /// Whether the dictionary or a lexicon knows a word.
    pub fn knows(&self, word: &str) -> bool {
        self.jieba.has_word(word)
    }

    fn halves<'a>(&self, word: &'a str) -> Vec<&'a str> {
        let inner = word.char_indices().map(|(at, _)| at).skip(2);
        let two = inner.map(|at| word.split_at(at)).find(|(first, second)| {
            second.chars().nth(1).is_some() && self.knows(first) && self.knows(second)
        });
        two.map_or_else(|| vec![word], |(first, second)| vec![first, second])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dictionary_knows_finance() {
        let standard = Segmenter::standard();
        assert!(standard.knows("个性化分期") && standard.knows("停息挂账"));
        assert_eq!(standard.parts("信用卡积分兑换"), ["信用卡", "积分", "兑换"]);
    }

    #[test]
    fn a_lexicon_teaches_words_of_its_own() {
        let run = "他办了冰墩墩卡";
        assert!(!Segmenter::standard().parts(run).contains(&"冰墩墩卡"));
        let taught = Segmenter::with(&[Lexicon::parse("冰墩墩卡").expect("a lexicon")]);
        assert_eq!(taught.parts(run).last(), Some(&"冰墩墩卡"));
    }

    #[test]
    fn finance_is_a_lexicon_of_the_documented_form() {
        assert!(!Lexicon::parse(FINANCE).expect("a lexicon").is_empty());
    }
}
