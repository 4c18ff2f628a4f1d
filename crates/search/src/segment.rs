//! Cutting a run of Chinese characters into words: one dictionary for the whole process, widened by words of finance.

use std::sync::LazyLock;

use jieba_rs::Jieba;

/// Words that the general dictionary does not know.
const FINANCE: &str = include_str!("../../../lexicons/finance.txt");

static JIEBA: LazyLock<Jieba> = LazyLock::new(|| {
    let mut jieba = Jieba::new();
    for word in FINANCE.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        jieba.add_word(word, None, None);
    }
    jieba
});

/// The words of a run with their places in characters, long ones together with the shorter ones in them. Without guessing:
/// what the dictionary does not know is single characters, and the pairs of the other field find it.
pub fn words(run: &str) -> Vec<(&str, usize)> {
    JIEBA.cut_for_search(run, false).into_iter().map(|token| (token.word, token.start)).collect()
}

/// The words of a run, each character in one of them; a long word that is two of the dictionary is those two, so that they
/// are found apart as well.
pub fn parts(run: &str) -> Vec<&str> {
    JIEBA.cut(run, false).into_iter().flat_map(|token| halves(token.word)).collect()
}

fn halves(word: &str) -> Vec<&str> {
    let inner = word.char_indices().map(|(at, _)| at).skip(2);
    let two = inner
        .map(|at| word.split_at(at))
        .find(|(first, second)| second.chars().nth(1).is_some() && knows(first) && knows(second));
    two.map_or_else(|| vec![word], |(first, second)| vec![first, second])
}

/// Whether the dictionary knows a word.
pub fn knows(word: &str) -> bool {
    JIEBA.has_word(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dictionary_knows_finance() {
        assert!(knows("个性化分期") && knows("停息挂账"));
        assert_eq!(parts("信用卡积分兑换"), ["信用卡", "积分", "兑换"]);
    }
}
