//! In and out: files of other systems become cases, cases become files.
//!
//! [`read`] gives rows, a [`Profile`] says what their columns mean, [`Office::import_cases`](crate::Office::import_cases)
//! makes cases of them; [`Office::export_cases`](crate::Office::export_cases) goes the other way, with the same profiles.

mod descriptors;
mod export;
mod format;
mod formula;
mod import;
mod list;
mod profile;
mod read;
mod upload;

pub use export::{Columns, ExportError, ExportReport, ExportRequest, Language, Target, Translate};
pub use format::{Format, UnknownFormatError};
pub use import::{BATCH_ROWS, ImportError, ImportReport, ImportRequest};
pub use list::list_csv;
pub use profile::{
    Column, DateFormats, EndedInTime, Keep, Meaning, Moment, Profile, ProfileError, Template, Told, Words,
    Written,
};
pub use read::{Header, ReadError, Row, read};
pub(crate) use upload::Uploads;
pub use upload::{Preview, PreviewColumn, UPLOAD_BYTES_MAX, Upload, UploadState};
