//! Signed notes: a text, a blank line, and lines `— name Base64(key identifier ‖ signature)` (C2SP signed-note).

use crate::encoding;
use crate::key::{SigningKey, VerifyingKey, is_key_name};

const SIGNATURE_PREFIX: &str = "— ";

/// Signs `text`, which ends with a newline, and returns the whole note.
///
/// # Errors
/// When the text does not end with a newline or contains another control character.
pub fn sign(text: &str, key: &SigningKey) -> Result<String, NoteError> {
    expect_plain(text)?;
    expect_newline(text)?;
    let mut signature = key.verifying_key().id().to_vec();
    signature.extend_from_slice(&key.sign(text.as_bytes()));
    let name = key.verifying_key().name();
    Ok(format!("{text}\n{SIGNATURE_PREFIX}{name} {}\n", encoding::base64(&signature)))
}

/// Returns the text of a note that `key` has signed. Signatures of other keys are ignored.
///
/// # Errors
/// When the note is malformed, is not signed by the key, or is signed wrongly.
pub fn open<'note>(note: &'note str, key: &VerifyingKey) -> Result<&'note str, NoteError> {
    let (text, signatures) = split(note)?;
    let mut verified = false;
    for signature in parse_signatures(text, signatures) {
        let Signature { line, name, bytes } = signature?;
        let Some(made) = bytes.strip_prefix(&key.id()).filter(|_| name == key.name()) else { continue };
        verified = made.try_into().is_ok_and(|made| key.verify(text.as_bytes(), made));
        if !verified {
            return Err(NoteError::WrongSignature { line, key: key.label() });
        }
    }
    if verified { Ok(text) } else { Err(NoteError::NotSigned { key: key.label() }) }
}

/// Cuts a note into its text and its signature lines. The text may contain blank lines: the last one separates.
fn split(note: &str) -> Result<(&str, &str), NoteError> {
    expect_plain(note)?;
    expect_newline(note)?;
    let lines = note.lines().count();
    note.rfind("\n\n")
        .map(|end| (&note[..=end], &note[end + 2..]))
        .filter(|(_, signatures)| !signatures.is_empty())
        .ok_or_else(|| NoteError::malformed(lines + 1, "a blank line and a signature line", ""))
}

/// The text of a well-formed note, whoever signed it.
pub(crate) fn unverified_text(note: &str) -> Result<&str, NoteError> {
    let (text, signatures) = split(note)?;
    parse_signatures(text, signatures).try_for_each(|signature| signature.map(drop))?;
    Ok(text)
}

/// One signature line: its number, the key's name, and identifier and signature together.
struct Signature<'note> {
    line: usize,
    name: &'note str,
    bytes: Vec<u8>,
}

fn parse_signatures<'note>(
    text: &str,
    signatures: &'note str,
) -> impl Iterator<Item = Result<Signature<'note>, NoteError>> {
    let first_line = text.lines().count() + 2;
    (first_line..).zip(signatures.lines()).map(|(line, content)| {
        content
            .strip_prefix(SIGNATURE_PREFIX)
            .and_then(|rest| rest.split_once(' '))
            .filter(|(name, _)| is_key_name(name))
            .and_then(|(name, signature)| {
                Some(Signature { line, name, bytes: encoding::unbase64(signature)? })
            })
            .filter(|signature| signature.bytes.len() > 4)
            .ok_or_else(|| {
                NoteError::malformed(line, "`— name Base64(key identifier and signature)`", content)
            })
    })
}

fn expect_newline(text: &str) -> Result<(), NoteError> {
    if text.ends_with('\n') {
        return Ok(());
    }
    let last = text.lines().last().unwrap_or_default();
    Err(NoteError::malformed(text.lines().count().max(1), "a newline at the end", last))
}

fn expect_plain(text: &str) -> Result<(), NoteError> {
    let foreign = |letter: char| letter < ' ' && letter != '\n';
    // Lines end at newlines alone: a carriage return is a control character like any other.
    match (1..).zip(text.split('\n')).find(|(_, content)| content.contains(foreign)) {
        Some((line, content)) => Err(NoteError::malformed(line, "no control characters", content)),
        None => Ok(()),
    }
}

/// Why a note could not be signed or opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// The note breaks the format.
    #[error("line {line} is `{found}`: expected {expected}")]
    Malformed {
        /// The line, counted from 1.
        line: usize,
        /// What should stand there.
        expected: &'static str,
        /// What stands there: its beginning.
        found: String,
    },
    /// No signature is by this key.
    #[error("the note is not signed by the key `{key}`")]
    NotSigned {
        /// Name and identifier of the key.
        key: String,
    },
    /// The key's signature does not fit the text.
    #[error("line {line}: the signature of the key `{key}` does not fit the text")]
    WrongSignature {
        /// The line, counted from 1.
        line: usize,
        /// Name and identifier of the key.
        key: String,
    },
}

impl NoteError {
    /// The same error, in a file in which the note begins after so many lines.
    pub(crate) fn after_lines(self, lines: usize) -> Self {
        match self {
            Self::Malformed { line, expected, found } => {
                Self::Malformed { line: line + lines, expected, found }
            }
            Self::WrongSignature { line, key } => Self::WrongSignature { line: line + lines, key },
            Self::NotSigned { key } => Self::NotSigned { key },
        }
    }

    pub(crate) fn malformed(line: usize, expected: &'static str, found: &str) -> Self {
        Self::Malformed { line, expected, found: encoding::excerpt(&found.escape_debug().to_string()) }
    }
}
