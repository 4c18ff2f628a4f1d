//! The models of an installation: the one that ships, those it trained, and which of them is in use.
//!
//! ```text
//! models/
//!   NAME.model         a model, never changed once kept
//!   promotions.jsonl   who put which model to use, when and why; the last line counts
//! ```
//!
//! Nodes share the folder, and each looks at the register whenever a suggestion is asked for: a promotion reaches all of
//! them at once, without a restart.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use text::coding::{About, Model, ModelFileError};

/// The folder in a data folder in which models lie.
pub const MODELS_FOLDER: &str = "models";
/// The name of the model that ships.
pub const SHIPPED_MODEL: &str = "shipped";

const REGISTER: &str = "promotions.jsonl";
const ENDING: &str = "model";
const NAME_LEN_MAX: usize = 60;

/// See `models/README.md`.
const SHIPPED: &[u8] = include_bytes!("../../../../models/jrt0169-2018.model");

/// The model that ships: JR/T 0169, learnt from texts of our own making.
///
/// # Errors
/// Never with the file that ships.
pub fn shipped_model() -> Result<Model, ModelFileError> {
    Model::from_bytes(SHIPPED)
}

/// Why a model was not read, kept or promoted.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// A name that is none.
    #[error(
        "`{0}` is no name for a model: expected 1 to {NAME_LEN_MAX} small letters, digits, `-`, `_` or `.`, beginning with a letter or digit, and not `{SHIPPED_MODEL}`"
    )]
    Name(String),
    /// Kept models do not change.
    #[error("there is a model `{0}` already; kept models never change, so give the new one another name")]
    Taken(String),
    /// Nothing of that name.
    #[error("there is no model `{0}`; `huiyin text models list` names those there are")]
    Unknown(String),
    /// The file.
    #[error("the model `{place}` cannot be used: {source}")]
    Damaged {
        /// Which file.
        place: String,
        /// Why.
        source: ModelFileError,
    },
    /// The disk.
    #[error("`{place}`: {source}")]
    File {
        /// Which file.
        place: String,
        /// Why.
        source: std::io::Error,
    },
    /// A line that is none.
    #[error("the register `{place}` is damaged at line {line}: {reason}")]
    Register {
        /// Which file.
        place: String,
        /// The line, from 1.
        line: usize,
        /// What was expected.
        reason: String,
    },
}

/// That a person put a model to use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Promotion {
    /// When.
    pub at: Timestamp,
    /// Which model.
    pub model: String,
    /// Who, by login.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// A model there is.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptModel {
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub size_bytes: u64,
    /// Where it comes from; why it cannot be read where it cannot.
    pub about: Result<About, String>,
    /// Whether suggestions come from it.
    pub in_use: bool,
}

/// The models in a data folder.
pub struct Models {
    folder: PathBuf,
    /// The model in use with its name, as it was loaded last.
    loaded: Mutex<Option<(String, Arc<Model>)>>,
}

/// The model that ships, read once. Where it could not be read, which a test excludes, there are no suggestions.
static SHIPPED_READ: LazyLock<Option<Arc<Model>>> = LazyLock::new(|| match shipped_model() {
    Ok(model) => Some(Arc::new(model)),
    Err(error) => {
        tracing::error!("the model that ships cannot be read: {error}");
        None
    }
});

impl Models {
    /// The models in a data folder. Touches no file.
    pub fn new(data_dir: &Path) -> Self {
        Self { folder: data_dir.join(MODELS_FOLDER), loaded: Mutex::default() }
    }

    /// The model that suggestions come from. One that cannot be read is told in the log, and the one that ships takes its
    /// place: a damaged file must not keep anybody from coding.
    pub(super) fn in_use(&self) -> Option<Arc<Model>> {
        let name = match self.in_use_name() {
            Ok(name) => name,
            Err(error) => {
                tracing::warn!("suggestions come from the model that ships: {error}");
                SHIPPED_MODEL.to_owned()
            }
        };
        if name == SHIPPED_MODEL {
            return SHIPPED_READ.clone();
        }
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, model)) = loaded.as_ref().filter(|(known, _)| *known == name) {
            return Some(Arc::clone(model));
        }
        let model = match self.read(&name) {
            Ok(model) => Some(Arc::new(model)),
            Err(error) => {
                tracing::warn!("suggestions come from the model that ships: {error}");
                SHIPPED_READ.clone()
            }
        };
        *loaded = model.as_ref().map(|model| (name, Arc::clone(model)));
        model
    }

    /// The name of the model that suggestions come from.
    ///
    /// # Errors
    /// Where the register cannot be read.
    pub fn in_use_name(&self) -> Result<String, ModelError> {
        let newest = self.promotions()?.pop();
        Ok(newest.map_or_else(|| SHIPPED_MODEL.to_owned(), |promotion| promotion.model))
    }

    /// All promotions, oldest first.
    ///
    /// # Errors
    /// Where the register cannot be read.
    pub fn promotions(&self) -> Result<Vec<Promotion>, ModelError> {
        let path = self.folder.join(REGISTER);
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(source) => return Err(file_error(&path, source)),
        };
        // What follows the last whole line was torn by a kill and never told as done.
        let whole = &bytes[..whole_end(&bytes)];
        let lines = whole.split(|byte| *byte == b'\n').enumerate().filter(|(_, line)| !line.is_empty());
        let read = |(position, line)| {
            serde_json::from_slice(line).map_err(|error| ModelError::Register {
                place: path.display().to_string(),
                line: position + 1,
                reason: error.to_string(),
            })
        };
        lines.map(read).collect()
    }

    /// All models by name, the one that ships first.
    ///
    /// # Errors
    /// Where folder or register cannot be read.
    pub fn list(&self) -> Result<Vec<KeptModel>, ModelError> {
        let used = self.in_use_name()?;
        let mut found = vec![KeptModel {
            name: SHIPPED_MODEL.to_owned(),
            size_bytes: SHIPPED.len() as u64,
            about: shipped_model().map(|model| model.about().clone()).map_err(|error| error.to_string()),
            in_use: used == SHIPPED_MODEL,
        }];
        for name in self.names()? {
            let path = self.path(&name);
            let size_bytes = path.metadata().map_err(|source| file_error(&path, source))?.len();
            let about =
                self.read(&name).map(|model| model.about().clone()).map_err(|error| error.to_string());
            found.push(KeptModel { in_use: used == name, name, size_bytes, about });
        }
        Ok(found)
    }

    /// Reads a model by its name.
    ///
    /// # Errors
    /// Where there is none, or its file is damaged.
    pub fn read(&self, name: &str) -> Result<Model, ModelError> {
        if name == SHIPPED_MODEL {
            return shipped_model()
                .map_err(|source| ModelError::Damaged { place: SHIPPED_MODEL.to_owned(), source });
        }
        check_name(name)?;
        let path = self.path(name);
        let bytes = std::fs::read(&path).map_err(|source| match source.kind() {
            ErrorKind::NotFound => ModelError::Unknown(name.to_owned()),
            _ => file_error(&path, source),
        })?;
        Model::from_bytes(&bytes)
            .map_err(|source| ModelError::Damaged { place: path.display().to_string(), source })
    }

    /// Keeps a model under a name of its own; it is not in use yet. Returns its size in bytes.
    ///
    /// # Errors
    /// Where the name is none or taken, or the disk refuses.
    pub fn keep(&self, name: &str, model: &Model) -> Result<u64, ModelError> {
        check_name(name)?;
        let path = self.path(name);
        let bytes = model.to_bytes();
        let write = || -> std::io::Result<()> {
            DirBuilder::new().recursive(true).mode(0o700).create(&self.folder)?;
            let mut part = tempfile::NamedTempFile::new_in(&self.folder)?;
            part.write_all(&bytes)?;
            part.as_file().sync_all()?;
            part.persist_noclobber(&path)?;
            File::open(&self.folder)?.sync_all()
        };
        match write() {
            Ok(()) => Ok(bytes.len() as u64),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(ModelError::Taken(name.to_owned())),
            Err(source) => Err(file_error(&path, source)),
        }
    }

    /// Puts a model to use, here and on every node.
    ///
    /// # Errors
    /// Where the model cannot be read, or the register cannot be written.
    pub fn promote(&self, promotion: &Promotion) -> Result<(), ModelError> {
        self.read(&promotion.model)?;
        self.promotions()?;
        let path = self.folder.join(REGISTER);
        let write = || -> std::io::Result<()> {
            DirBuilder::new().recursive(true).mode(0o700).create(&self.folder)?;
            let mut options = OpenOptions::new();
            options
                .read(true)
                .write(true)
                .create(true)
                .truncate(false)
                .mode(0o600)
                .open(&path)?
                .set_len(std::fs::read(&path).map(|bytes| whole_end(&bytes) as u64)?)?;
            let mut line = serde_json::to_vec(promotion)?;
            line.push(b'\n');
            let mut file = OpenOptions::new().append(true).open(&path)?;
            file.write_all(&line)?;
            file.sync_data()?;
            File::open(&self.folder)?.sync_all()
        };
        write().map_err(|source| file_error(&path, source))
    }

    fn names(&self) -> Result<Vec<String>, ModelError> {
        let entries = match std::fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(source) => return Err(file_error(&self.folder, source)),
        };
        let mut names = Vec::new();
        for entry in entries {
            let path = entry.map_err(|source| file_error(&self.folder, source))?.path();
            let name = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
            if path.extension().is_some_and(|ending| ending == ENDING) && check_name(name).is_ok() {
                names.push(name.to_owned());
            }
        }
        names.sort_unstable();
        Ok(names)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.{ENDING}"))
    }
}

/// Names become files, so they hold nothing that leads elsewhere.
fn check_name(name: &str) -> Result<(), ModelError> {
    let plain =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_' | b'.');
    let begins = name.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric());
    let sound = begins && name.len() <= NAME_LEN_MAX && name.bytes().all(plain) && name != SHIPPED_MODEL;
    if sound { Ok(()) } else { Err(ModelError::Name(name.to_owned())) }
}

/// Where the last whole line ends.
fn whole_end(bytes: &[u8]) -> usize {
    bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |position| position + 1)
}

fn file_error(path: &Path, source: std::io::Error) -> ModelError {
    ModelError::File { place: path.display().to_string(), source }
}
