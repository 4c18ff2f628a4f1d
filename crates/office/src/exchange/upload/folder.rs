//! The folders of files that were handed in.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use super::Upload;
use crate::OfficeError;
use crate::exchange::Format;

/// Under the data folder.
const FOLDER: &str = "imports";
/// What is known of a file.
const ABOUT: &str = "about.json";
/// How the file with the rows begins; its ending tells the format.
const ROWS: &str = "rows.";
/// How the file of refused rows ends.
const REJECTS: &str = ".rejects.csv";

/// The folder of a key; none where it is no key of ours: nothing else is ever part of a path.
fn place(data_dir: &Path, key: &str) -> Option<PathBuf> {
    let is_key = key.len() == 32 && key.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_key.then(|| data_dir.join(FOLDER).join(key))
}

fn there(data_dir: &Path, key: &str) -> io::Result<PathBuf> {
    place(data_dir, key).ok_or_else(|| io::ErrorKind::NotFound.into())
}

/// Keeps a file. What is known of it comes last: without that nobody sees it.
pub fn create(data_dir: &Path, upload: &Upload, format: Format, content: &[u8]) -> io::Result<()> {
    let place = there(data_dir, &upload.key)?;
    DirBuilder::new().recursive(true).mode(0o700).create(&place)?;
    let path = place.join(format!("{ROWS}{format}"));
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(content)?;
    file.sync_all()?;
    write(data_dir, upload)
}

/// Writes down what is known of a file: all of it or nothing.
pub fn write(data_dir: &Path, upload: &Upload) -> io::Result<()> {
    let place = there(data_dir, &upload.key)?;
    let mut file = tempfile::NamedTempFile::new_in(&place)?;
    serde_json::to_writer(&mut file, upload)?;
    file.as_file().sync_all()?;
    file.persist(place.join(ABOUT)).map_err(|error| error.error)?;
    Ok(())
}

/// What is known of a file, if there is one.
pub fn read(data_dir: &Path, key: &str) -> Option<Upload> {
    let text = fs::read(place(data_dir, key)?.join(ABOUT)).ok()?;
    serde_json::from_slice(&text).ok()
}

/// What is known of all files, in no order.
pub fn all(data_dir: &Path) -> Vec<Upload> {
    let entries = fs::read_dir(data_dir.join(FOLDER)).into_iter().flatten().flatten();
    entries.filter_map(|entry| read(data_dir, entry.file_name().to_str()?)).collect()
}

/// The file with the rows.
pub fn rows(data_dir: &Path, key: &str) -> Result<PathBuf, OfficeError> {
    found(data_dir, key, |name| name.starts_with(ROWS) && !name.ends_with(REJECTS))
        .ok_or(OfficeError::NotFound { what: "file" })
}

/// The refused rows; nothing where there are none.
pub fn rejects(data_dir: &Path, key: &str) -> io::Result<Vec<u8>> {
    found(data_dir, key, |name| name.ends_with(REJECTS)).map_or_else(|| Ok(Vec::new()), fs::read)
}

fn found(data_dir: &Path, key: &str, wanted: impl Fn(&str) -> bool) -> Option<PathBuf> {
    let entries = fs::read_dir(place(data_dir, key)?).ok()?.flatten();
    let mut paths =
        entries.filter(|entry| entry.file_name().to_str().is_some_and(&wanted)).map(|entry| entry.path());
    paths.next()
}

/// Writes down how an import ended; the rows go then.
pub fn end(data_dir: &Path, upload: &Upload) -> io::Result<()> {
    write(data_dir, upload)?;
    match rows(data_dir, &upload.key) {
        Ok(path) if matches!(upload.state, super::UploadState::Ended(_)) => fs::remove_file(path),
        _ => Ok(()),
    }
}

/// Deletes a file with all that belongs to it.
pub fn remove(data_dir: &Path, key: &str) -> io::Result<()> {
    match fs::remove_dir_all(there(data_dir, key)?) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
