//! A reference to one code of one version of one set.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserializer, Error as _, Visitor};
use serde::{Deserialize, Serialize, Serializer};

/// The longest code, in bytes.
pub(super) const CODE_LEN_MAX: usize = 120;

/// The longest name of a set or version, in bytes.
const NAME_LEN_MAX: usize = 40;

/// A reference to a code, written `set@version:code`, as in `jrt0169-business@2018:prov:B0302`.
///
/// It says nothing about whether the code exists or may be used today; what was once recorded stays readable forever.
/// Cloning it copies a pointer.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CodeRef {
    text: Arc<str>,
    /// Offset of the `@`; follows from the text, as the next.
    at: u16,
    /// Offset of the `:` after the version.
    colon: u16,
}

/// A text that is not a reference to a code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{text}` is not a code reference: {problem}, expected `set@version:code`, as in `jrt0169-business@2018:prov:B0302`"
)]
pub struct ParseCodeRefError {
    /// The text as given.
    pub text: String,
    /// What is wrong with it.
    pub problem: &'static str,
}

impl CodeRef {
    /// Joins the three names.
    ///
    /// # Errors
    /// When a name is empty, too long or has characters that names do not have.
    pub fn new(set: &str, version: &str, code: &str) -> Result<Self, ParseCodeRefError> {
        format!("{set}@{version}:{code}").parse()
    }

    /// The set, `jrt0169-business`.
    pub fn set(&self) -> &str {
        &self.text[..usize::from(self.at)]
    }

    /// The version of the set, `2018`.
    pub fn version(&self) -> &str {
        &self.text[usize::from(self.at) + 1..usize::from(self.colon)]
    }

    /// The code within the set, `prov:B0302`.
    pub fn code(&self) -> &str {
        &self.text[usize::from(self.colon) + 1..]
    }

    /// The reference as written.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl FromStr for CodeRef {
    type Err = ParseCodeRefError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = |problem| ParseCodeRefError { text: text.chars().take(200).collect(), problem };
        let (set, rest) = text.split_once('@').ok_or_else(|| error("it has no `@`"))?;
        let (version, code) = rest.split_once(':').ok_or_else(|| error("it has no `:` after the version"))?;
        if !is_set_name(set) {
            return Err(error("the set is not a name of small letters, digits and dashes"));
        }
        if !is_version_name(version) {
            return Err(error("the version is not a name of letters, digits, dots and dashes"));
        }
        if !is_code_name(code) {
            return Err(error("the code is empty, too long or has blanks"));
        }
        let (Ok(at), Ok(colon)) = (u16::try_from(set.len()), u16::try_from(set.len() + 1 + version.len()))
        else {
            return Err(error("it is too long"));
        };
        Ok(Self { text: text.into(), at, colon })
    }
}

impl fmt::Display for CodeRef {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl fmt::Debug for CodeRef {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "CodeRef({})", self.text)
    }
}

impl Serialize for CodeRef {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for CodeRef {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl Visitor<'_> for Text {
            type Value = CodeRef;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a code reference, `set@version:code`")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<CodeRef, E> {
                text.parse().map_err(E::custom)
            }
        }
        deserializer.deserialize_str(Text).map_err(D::Error::custom)
    }
}

impl JsonSchema for CodeRef {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "CodeRef".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": "^[a-z0-9-]+@[A-Za-z0-9.-]+:\\S+$",
            "description": "A code: set@version:code.",
            "examples": ["jrt0169-business@2018:prov:B0302"],
        })
    }
}

/// Whether the text can name a set.
pub(super) fn is_set_name(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=NAME_LEN_MAX).contains(&text.len()) && text.bytes().all(is_part)
}

/// Whether the text can name a version.
pub(super) fn is_version_name(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.';
    (1..=NAME_LEN_MAX).contains(&text.len()) && text.bytes().all(is_part)
}

/// Whether the text can be a code.
pub(super) fn is_code_name(text: &str) -> bool {
    (1..=CODE_LEN_MAX).contains(&text.len()) && !text.contains(|c: char| c.is_whitespace() || c.is_control())
}
