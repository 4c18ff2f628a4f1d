//! E-mail addresses (RFC 5321, in the form people really use).

use crate::character::{ascii, is_ignorable};

/// A text that is not an e-mail address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not an e-mail address: {reason}, expected the form `name@example.com`")]
pub struct NormaliseEmailError {
    /// The text as given.
    pub text: String,
    /// What is wrong with it.
    pub reason: &'static str,
}

/// Brings an e-mail address to half width and lower case. RFC 5321 lets hosts tell cases apart before the `@`; none
/// that matters does, and people do not.
pub fn normalise_email(text: &str) -> Result<String, NormaliseEmailError> {
    let error = |reason| NormaliseEmailError { text: text.trim().to_owned(), reason };
    let mut address = String::with_capacity(text.len());
    for character in text.trim().chars().filter(|&character| !is_ignorable(character)) {
        match ascii(character) {
            Some(byte) if byte.is_ascii_graphic() => address.push(char::from(byte.to_ascii_lowercase())),
            Some(_) => return Err(error("it contains a blank")),
            None => return Err(error("it contains a character that addresses do not have")),
        }
    }
    let Some((local, domain)) = address.split_once('@') else {
        return Err(error("it has no `@`"));
    };
    if local.is_empty() || 64 < local.len() || !local.bytes().all(is_local) {
        return Err(error(
            "the part before `@` is empty, too long or has other characters than letters, digits and `._%+-`",
        ));
    }
    if local.starts_with('.') || local.ends_with('.') || local.contains("..") {
        return Err(error("a dot may not begin, end or be doubled before `@`"));
    }
    if !is_domain(domain) {
        return Err(error("the part after `@` is not a domain with at least one dot"));
    }
    Ok(address)
}

/// Masks an e-mail address: `a***@example.com`; a name of one letter is hidden whole.
pub fn mask_email(text: &str) -> String {
    let mut masked = String::new();
    write_masked_email(text, &mut masked);
    masked
}

/// Writes what [`mask_email`] gives behind a text.
pub(crate) fn write_masked_email(text: &str, out: &mut String) {
    let start = out.len();
    out.extend(text.chars().filter_map(ascii).map(char::from).filter(|c| !c.is_ascii_whitespace()));
    // All that was written is ASCII.
    let hidden = match out[start..].rfind('@') {
        Some(local_len) => start + usize::from(1 < local_len)..start + local_len,
        None => start..out.len(),
    };
    out.replace_range(hidden, "***");
}

/// Whether a byte can stand before the `@`.
pub(crate) fn is_local(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"._%+-".contains(&byte)
}

/// Whether the text is a domain of at least two labels, the last of letters.
pub(crate) fn is_domain(domain: &str) -> bool {
    let labels: Vec<&str> = domain.split('.').collect();
    let is_label = |label: &&str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let ends_in_letters = labels
        .last()
        .is_some_and(|last| 2 <= last.len() && last.bytes().all(|byte| byte.is_ascii_alphabetic()));
    2 <= labels.len() && domain.len() <= 253 && labels.iter().all(is_label) && ends_in_letters
}
