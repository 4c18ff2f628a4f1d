//! The text of a key file, and of an environment variable that stands in its place.

use base64::prelude::{BASE64_STANDARD, Engine};
use serde::{Deserialize, Deserializer};
use zeroize::Zeroizing;

use crate::key_ring::{Generation, Keys};
use crate::suite::{Cipher, Hasher, Secret, Suite};

/// The first field of every key file of this version.
const FORMAT: &str = "huiyin-vault-key/2";
/// The same before there were generations: one master key and one index key.
const FORMAT_OF_ONE: &str = "huiyin-vault-key/1";

/// Reads the text of a key file.
pub(crate) fn parse(text: &str) -> Result<(Suite, Vec<Generation>), ParseKeysError> {
    let json = |error: serde_json::Error| ParseKeysError::Json {
        line: error.line(),
        column: error.column(),
        message: reason(&error),
    };
    let format = serde_json::from_str::<Format>(text).map_err(json)?.format;
    let (suite, generations) = match format.as_str() {
        FORMAT => {
            let file: KeyFile = serde_json::from_str(text).map_err(json)?;
            let suite = Suite { cipher: file.cipher, hasher: file.hasher };
            (suite, file.generations.into_iter().map(|stored| stored.read(suite)).collect::<Option<_>>())
        }
        FORMAT_OF_ONE => {
            let file: KeyFileOfOne = serde_json::from_str(text).map_err(json)?;
            let suite = Suite { cipher: file.cipher, hasher: file.hasher };
            (suite, Some(vec![Generation::InUse(Keys::new(suite, 1, file.master_key.0, file.index_key.0))]))
        }
        _ => return Err(ParseKeysError::Format(format.chars().take(60).collect())),
    };
    let in_order = |generations: &Vec<Generation>| {
        generations.is_sorted_by(|one, next| one.number() < next.number())
            && generations.first().is_some_and(|first| 0 < first.number())
    };
    let generations = generations.filter(in_order).ok_or(ParseKeysError::Generations)?;
    Ok((suite, generations))
}

/// The text of a key file. It is the secret itself.
pub(crate) fn write(suite: Suite, older: &[Generation], newest: &Keys) -> Zeroizing<String> {
    // Room for all of it, so that growing leaves no copy behind.
    let mut text = Zeroizing::new(String::with_capacity(512 + 256 * older.len()));
    let (cipher, hasher) = (suite.cipher.name(), suite.hasher.name());
    text.push_str(&format!(
        "{{\n  \"format\": \"{FORMAT}\",\n  \"cipher\": \"{cipher}\",\n  \"hasher\": \"{hasher}\",\n  \"generations\": [\n"
    ));
    for generation in older {
        match generation {
            Generation::InUse(keys) => push_keys(&mut text, keys),
            Generation::Retired { number, code_key } => {
                push_generation(&mut text, *number, &[("code_key", code_key)]);
            }
        }
        text.push_str(",\n");
    }
    push_keys(&mut text, newest);
    text.push_str("\n  ]\n}\n");
    text
}

fn push_keys(text: &mut String, keys: &Keys) {
    push_generation(text, keys.number, &[("master_key", &keys.master_key), ("index_key", &keys.index_key)]);
}

fn push_generation(text: &mut String, number: u32, keys: &[(&str, &Secret)]) {
    text.push_str(&format!("    {{\n      \"generation\": {number}"));
    for (name, key) in keys {
        text.push_str(&format!(",\n      \"{name}\": \""));
        push_hex(text, key);
        text.push('"');
    }
    text.push_str("\n    }");
}

/// Reads a master key and an index key from hexadecimal or Base64.
pub(crate) fn parse_bytes(value: &str, suite: Suite) -> Result<(Secret, Secret), ParseKeysError> {
    let bytes = unhex(value)
        .or_else(|| BASE64_STANDARD.decode(value).ok().map(Zeroizing::new))
        .ok_or(ParseKeysError::NotBytes)?;
    let secret = |bytes: &[u8]| bytes.try_into().map(Zeroizing::new).map_err(|_| ParseKeysError::NotBytes);
    match bytes.len() {
        32 => {
            let master_key = secret(&bytes)?;
            let index_key = suite.hasher.expand(&master_key, "index key", &[]);
            Ok((master_key, index_key))
        }
        64 => Ok((secret(&bytes[..32])?, secret(&bytes[32..])?)),
        found => Err(ParseKeysError::Length(found)),
    }
}

/// What tells which version a file has.
#[derive(Deserialize)]
struct Format {
    format: String,
}

/// The stored form of a key ring.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyFile {
    #[expect(dead_code, reason = "read before, to choose this shape")]
    format: String,
    cipher: Cipher,
    hasher: Hasher,
    generations: Vec<StoredGeneration>,
}

/// A generation: with both keys while it is in use, with the key of query codes once it has retired.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredGeneration {
    generation: u32,
    master_key: Option<HexKey>,
    index_key: Option<HexKey>,
    code_key: Option<HexKey>,
}

impl StoredGeneration {
    fn read(self, suite: Suite) -> Option<Generation> {
        match (self.master_key, self.index_key, self.code_key) {
            (Some(master), Some(index), None) => {
                Some(Generation::InUse(Keys::new(suite, self.generation, master.0, index.0)))
            }
            (None, None, Some(code)) => {
                Some(Generation::Retired { number: self.generation, code_key: code.0 })
            }
            _ => None,
        }
    }
}

/// The stored form of the first releases.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyFileOfOne {
    #[expect(dead_code, reason = "read before, to choose this shape")]
    format: String,
    cipher: Cipher,
    hasher: Hasher,
    master_key: HexKey,
    index_key: HexKey,
}

/// 32 bytes as 64 hexadecimal digits.
struct HexKey(Secret);

impl<'de> Deserialize<'de> for HexKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Zeroizing::new(String::deserialize(deserializer)?);
        unhex(&text)
            .and_then(|bytes| bytes.as_slice().try_into().ok())
            .map(|bytes| Self(Zeroizing::new(bytes)))
            .ok_or_else(|| serde::de::Error::custom("a key is not 64 hexadecimal digits"))
    }
}

fn push_hex(text: &mut String, key: &Secret) {
    for byte in key.iter() {
        for digit in [byte >> 4, byte & 15] {
            text.extend(char::from_digit(digit.into(), 16));
        }
    }
}

fn unhex(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let digits = text.as_bytes();
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let byte = |pair: &[u8]| u8::try_from(digit(pair[0])? << 4 | digit(pair[1])?).ok();
    let bytes: Option<Vec<u8>> = digits.chunks_exact(2).map(byte).collect();
    bytes.filter(|_| digits.len().is_multiple_of(2)).map(Zeroizing::new)
}

/// The reason alone: the place stands in our own words.
fn reason(error: &serde_json::Error) -> String {
    error.to_string().split(" at line ").next().unwrap_or_default().to_owned()
}

/// Why a text holds no keys.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseKeysError {
    /// It is not the JSON of a key file.
    #[error("line {line}, column {column}: {message}")]
    Json {
        /// The line, counted from 1.
        line: usize,
        /// The column, counted from 1.
        column: usize,
        /// What was expected.
        message: String,
    },
    /// It is of another kind or version.
    #[error("the field `format` is `{0}`: expected `{FORMAT}`")]
    Format(String),
    /// Its generations make no ring.
    #[error(
        "the field `generations` is malformed: expected rising numbers from 1, each with `master_key` and `index_key`, or with `code_key` alone once retired; the last one in use"
    )]
    Generations,
    /// It is neither hexadecimal nor Base64.
    #[error(
        "the key is malformed: expected the text of a key file, or 32 or 64 bytes in hexadecimal or Base64"
    )]
    NotBytes,
    /// It has another number of bytes.
    #[error("the key has {0} bytes: expected 32 (master key) or 64 (master key and index key)")]
    Length(usize),
}
