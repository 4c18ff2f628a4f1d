//! The file formats of import and export.

use std::path::Path;

use strum::{AsRefStr, Display, EnumIter, EnumString};

/// A file format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, AsRefStr, Display, EnumString, EnumIter)]
#[strum(serialize_all = "snake_case")]
pub enum Format {
    /// Comma-separated values, RFC 4180, the first row naming the columns.
    Csv,
    /// An Excel workbook; its first sheet, the first row naming the columns.
    Xlsx,
    /// One JSON object a line.
    Jsonl,
}

/// A file whose name tells no format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}`: expected a name that ends in .csv, .xlsx or .jsonl")]
pub struct UnknownFormatError(pub String);

impl Format {
    /// The format that a file's name tells.
    ///
    /// # Errors
    /// When it ends in none of `.csv`, `.xlsx`, `.jsonl` (or `.ndjson`), in any case.
    pub fn of(path: &Path) -> Result<Self, UnknownFormatError> {
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
        match ending.as_str() {
            "csv" => Ok(Self::Csv),
            "xlsx" => Ok(Self::Xlsx),
            "jsonl" | "ndjson" => Ok(Self::Jsonl),
            _ => Err(UnknownFormatError(path.display().to_string())),
        }
    }
}
