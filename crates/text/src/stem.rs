//! Stems of English words.

use frostem::{Algorithm, Stemmer};

/// The stem of a folded English word, by Snowball's English stemmer (Porter2): `refunds` and `refunded` are `refund`. What
/// is not all small Latin letters is no English word and stays as it is.
pub fn stem(word: &str) -> String {
    if !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return word.to_owned();
    }
    Stemmer::new(Algorithm::English).stem(word).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_an_english_word_meet_and_others_stay() {
        assert_eq!(stem("refunds"), stem("refunded"));
        assert_eq!(stem("x2"), "x2");
        assert_eq!(stem("卡s"), "卡s");
        assert_eq!(stem(""), "");
    }
}
