//! What a command runs in: settings, the folder that relative paths begin in, and the installation when it asks for it.
//!
//! A command that writes asks for [`Shell::writing`]. Where a server owns the data folder this fails with
//! [`Failure::Owned`] before anything was done, and `main` hands the whole command to that server (see `socket`), which
//! runs the same function over the office it has open.

use std::fs::File;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use office::{Caller, Office, Surroundings};
use store::Access;

use crate::database::Database;
use crate::failure::{Failure, Outcome};
use crate::installation;
use crate::settings::Settings;

/// What a command runs in.
pub struct Shell {
    /// The installation's settings.
    pub settings: Settings,
    /// Time and randomness.
    pub surroundings: Arc<dyn Surroundings>,
    /// What the person gave on standard input, where the command takes any.
    pub input: Option<String>,
    folder: PathBuf,
    served: Option<Arc<Office>>,
    opened: OnceLock<Arc<Office>>,
}

impl Shell {
    /// In the process the person started.
    pub fn new(settings: Settings, surroundings: Arc<dyn Surroundings>, input: Option<String>) -> Self {
        Self { settings, surroundings, input, folder: PathBuf::new(), served: None, opened: OnceLock::new() }
    }

    /// In a server that runs the command for a person in `folder`.
    pub fn in_server(&self, office: Arc<Office>, folder: PathBuf, input: Option<String>) -> Self {
        Self {
            settings: self.settings.clone(),
            surroundings: Arc::clone(&self.surroundings),
            input,
            folder,
            served: Some(office),
            opened: OnceLock::new(),
        }
    }

    /// The office, to write; made when missing.
    pub async fn writing(&self) -> Outcome<Arc<Office>> {
        if let Some(office) = &self.served {
            return Ok(Arc::clone(office));
        }
        self.open(Access::Create).await
    }

    /// The office, to stay and serve; made when missing.
    pub async fn serving(&self) -> Outcome<Arc<Office>> {
        self.open(Access::Serve).await
    }

    /// The office, to change what a process that serves keeps in memory and would not learn of. Where processes share the
    /// database that is done while none of them runs; a file's only process does it itself.
    pub async fn writing_for_all(&self) -> Outcome<Arc<Office>> {
        match self.settings.database {
            Database::Sqlite(_) => self.writing().await,
            Database::Postgres(_) => self.alone().await,
        }
    }

    /// The office, to write while no other process does. There must be one.
    pub async fn alone(&self) -> Outcome<Arc<Office>> {
        self.open(Access::Alone).await
    }

    async fn open(&self, access: Access) -> Outcome<Arc<Office>> {
        let office = installation::open(&self.settings, access, Arc::clone(&self.surroundings)).await?;
        Ok(Arc::clone(self.opened.get_or_init(|| office)))
    }

    /// The office, to read beside whoever may be writing.
    pub async fn reading(&self) -> Outcome<Arc<Office>> {
        match &self.served {
            Some(office) => Ok(Arc::clone(office)),
            None => installation::open(&self.settings, Access::Read, Arc::clone(&self.surroundings)).await,
        }
    }

    /// Leaves nothing unsealed behind that this process wrote.
    pub async fn close(self) -> Outcome {
        if let Some(office) = self.opened.get() {
            office.seal().await?;
        }
        Ok(())
    }

    /// A path as the person meant it.
    pub fn path(&self, path: &Path) -> PathBuf {
        self.folder.join(path)
    }

    /// The text of a file the person named.
    pub fn read(&self, path: &Path) -> Outcome<String> {
        let bytes = self.read_bytes(path)?;
        String::from_utf8(bytes).map_err(|error| {
            let line = bytes_line(error.as_bytes(), error.utf8_error().valid_up_to());
            Failure::mistake(format!("`{}` line {line}: expected UTF-8 text", path.display()))
        })
    }

    /// The bytes of a file the person named.
    pub fn read_bytes(&self, path: &Path) -> Outcome<Vec<u8>> {
        std::fs::read(self.path(path))
            .map_err(|error| Failure::mistake(error).context(format!("failed to read `{}`", path.display())))
    }

    /// Writes a file whole or not at all; only its owner may read it, because it may hold a person's words.
    pub fn write_private(&self, path: &Path, contents: &[u8]) -> Outcome {
        let target = self.path(path);
        write_private(&target, contents)
            .map_err(|error| Failure::mistake(error).context(format!("failed to write `{}`", path.display())))
    }
}

/// The command line itself, as events name it.
pub fn operator() -> Caller {
    Caller::system("command-line")
}

fn bytes_line(bytes: &[u8], offset: usize) -> usize {
    bytes.iter().take(offset).filter(|byte| **byte == b'\n').count() + 1
}

fn write_private(target: &Path, contents: &[u8]) -> std::io::Result<()> {
    let name = target.file_name().ok_or(std::io::ErrorKind::InvalidFilename)?;
    let part = target.with_file_name(format!(".{}.part", name.to_string_lossy()));
    let opened = File::options().write(true).create(true).truncate(true).mode(0o600).open(&part);
    let written = opened.and_then(|mut file| {
        file.write_all(contents)?;
        file.sync_all()?;
        std::fs::rename(&part, target)
    });
    if written.is_err() {
        // The first error says what happened; the part may never have been made.
        let _ = std::fs::remove_file(&part);
    }
    written
}
