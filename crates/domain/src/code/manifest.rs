//! The shape of `sets.toml`.

use jiff::civil::Date;
use serde::Deserialize;

use super::axis::Axis;

/// The list of the versions that a folder of code sets holds.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    /// The versions. Within an axis, the set named first is the one meant when only the axis is named.
    pub(super) set: Vec<Entry>,
}

/// One version of a set.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    /// The set: small letters, digits, dashes.
    pub(super) id: String,
    /// The version: letters, digits, dots, dashes.
    pub(super) version: String,
    /// What it classifies by.
    pub(super) axis: Axis,
    /// First day of validity; left out, there is none.
    pub(super) valid_from: Option<Date>,
    /// Last day of validity; left out, it is still valid.
    pub(super) valid_to: Option<Date>,
    /// The CSV file of its codes.
    pub(super) file: String,
    /// Whether the set itself leaves its lower levels open.
    #[serde(default)]
    pub(super) leaf_optional: bool,
    /// Title in Chinese.
    pub(super) title_zh: String,
    /// Title in English.
    pub(super) title_en: String,
    /// Where the names were found.
    pub(super) source: String,
    /// What may be done with them.
    pub(super) licence: String,
    /// The version that succeeds this one.
    pub(super) successor: Option<String>,
    /// The CSV file that leads to the successor: `from_code,to_code,relation`.
    pub(super) crosswalk: Option<String>,
    /// For an issue: the set of the products it is paired with, in the same version.
    pub(super) pairs_with: Option<String>,
    /// The CSV file of the pairs: `product,issue,verified`.
    pub(super) pairs: Option<String>,
}
