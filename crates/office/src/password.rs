//! What a password must be: long, and not what everybody tries first. No other rule: no change by the calendar, no signs
//! that have to be in it (NIST SP 800-63B section 3.1.1).

use crate::Office;
use crate::error::Findings;

/// The shortest password, in characters.
pub(crate) const CHARS_MIN: usize = 10;
/// The longest, in characters: hashing takes what is typed whole.
pub(crate) const CHARS_MAX: usize = 256;
/// With fewer different characters it is a pattern.
const DIFFERENT_MIN: usize = 5;
/// A name shorter than this stands in many words by chance.
const NAME_CHARS_MIN: usize = 4;

/// Along these fingers and counters run.
const RUNS: [&str; 8] = [
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1q2w3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "qazwsxedcrfvtgbyhnujm",
];
/// What stands in most of the passwords that were ever published, once figures and signs are left out.
const WORDS: [&str; 20] = [
    "password",
    "passw",
    "passwd",
    "pass",
    "admin",
    "administrator",
    "welcome",
    "letmein",
    "login",
    "master",
    "qwerty",
    "iloveyou",
    "woaini",
    "mima",
    "guest",
    "test",
    "root",
    "user",
    "huiyin",
    "bank",
];

impl Office {
    /// A password of 20 letters that no eye confuses: 95 bits.
    pub fn new_password(&self) -> String {
        const LETTERS: &[u8; 27] = b"abcdefghjkmnpqrstuvwxyz2345";
        let mut password = String::with_capacity(23);
        while password.len() < 23 {
            let mut bytes = [0; 32];
            self.surroundings.fill(&mut bytes);
            // 243 is the largest multiple of 27 in a byte: no letter is likelier than another.
            for byte in bytes.into_iter().filter(|byte| *byte < 243) {
                if password.len() == 23 {
                    break;
                }
                if password.len() % 6 == 5 {
                    password.push('-');
                }
                password.push(char::from(LETTERS[usize::from(byte % 27)]));
            }
        }
        password
    }
}

/// Says what is wrong with a password of somebody.
pub(crate) fn check(password: &str, login: &str, name: &str, field: &str, findings: &mut Findings) {
    let count = password.chars().count();
    if count < CHARS_MIN {
        findings.add(field, "password_short", format!("a password has at least {CHARS_MIN} characters"));
    } else if count > CHARS_MAX {
        findings.add(field, "password_long", format!("a password has at most {CHARS_MAX} characters"));
    } else if is_common(password) {
        findings.add(field, "password_common", "this is among the first that anybody tries");
    } else if [login, name].into_iter().any(|own| holds(password, own)) {
        findings.add(field, "password_own", "a password does not hold one's own name");
    }
}

fn holds(password: &str, own: &str) -> bool {
    own.chars().count() >= NAME_CHARS_MIN && password.to_lowercase().contains(&own.to_lowercase())
}

fn is_common(password: &str) -> bool {
    let lower = password.to_lowercase();
    let different = lower.chars().collect::<std::collections::BTreeSet<_>>().len();
    let letters: String = lower
        .chars()
        .filter_map(|letter| match letter {
            '@' => Some('a'),
            '0' => Some('o'),
            '$' => Some('s'),
            letter => letter.is_alphabetic().then_some(letter),
        })
        .collect();
    // `password2024` is `password` with figures, also where a zero was taken for an o at its end.
    let bare = letters.trim_end_matches('o');
    let is_word = |word: &&str| [bare, letters.as_str()].contains(word);
    different < DIFFERENT_MIN || is_run(&lower) || WORDS.iter().any(is_word)
}

/// Whether it is nothing but runs of at least four along keys or counters, either way.
fn is_run(password: &str) -> bool {
    let letters: Vec<char> = password.chars().collect();
    let mut rest = letters.as_slice();
    while !rest.is_empty() {
        let longest = (4..=rest.len()).rev().find(|length| {
            let part: String = rest.iter().take(*length).collect();
            let back: String = part.chars().rev().collect();
            RUNS.iter().any(|run| run.contains(&part) || run.contains(&back))
        });
        match longest {
            Some(length) => rest = rest.get(length..).unwrap_or_default(),
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(password: &str) -> String {
        let mut findings = Findings::default();
        check(password, "wang.min", "王小明明", "password", &mut findings);
        match findings.finish() {
            Ok(()) => String::new(),
            Err(crate::OfficeError::Invalid(errors)) => errors[0].code.clone(),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn what_everybody_tries_first_is_refused() {
        for (password, word) in [
            ("short", "password_short"),
            ("aaaaaaaaaaaa", "password_common"),
            ("1212121212", "password_common"),
            ("1234567890", "password_common"),
            ("0987654321", "password_common"),
            ("qwertyuiop", "password_common"),
            ("1q2w3e4r5t6y", "password_common"),
            ("abcd12345678", "password_common"),
            ("Password2024", "password_common"),
            ("P@ssw0rd!123", "password_common"),
            ("Admin123456!", "password_common"),
            ("wang.min#2026", "password_own"),
            ("我是王小明明我是王小明明", "password_own"),
            ("correct horse battery", ""),
            ("小楼一夜听春雨深巷明朝", ""),
        ] {
            assert_eq!(said(password), word, "{password}");
        }
        assert_eq!(said(&"ab c".repeat(100)), "password_long");
    }
}
