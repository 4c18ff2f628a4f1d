//! `huiyin store backup`: a copy of the installation at one moment.
//!
//! ```text
//! FOLDER/                       may be kept as long as any archive: nothing sealed in it opens
//!   backup.json                 when it was made, and of how many events
//!   huiyin.db                   the record, without the keys of persons; a file also where the record is on a server
//!   checkpoints.txt             as it was when the copy began: the record holds at least what it attests
//!   erasures.jsonl              as it was when the copy ended
//!   attachments/                sealed files
//!   keys/                       with `--with-keys` only
//! KEYS_FOLDER/                  kept apart, for a short time
//!   person-keys-20260302T100000Z.db
//! ```
//!
//! The rule of persons' keys: their copies lie apart from the record's, and each backup deletes those older than
//! [`PERSON_KEYS_DAYS`] days. So whoever is erased is beyond recall after that time even for somebody who holds every copy and
//! the master key; and a restore needs a copy of the keys no older than that. Masked copies, which hold nothing of a person by
//! rule, stay in older copies of the record until these are deleted.

use std::fs::File;
use std::path::{Path, PathBuf};

use clap::Args;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::moment;
use crate::console::Console;
use crate::database::Database;
use crate::failure::{Failure, Outcome};
use crate::installation::{create_folder, vault_key_file};
use crate::shell::Shell;

/// How long copies of persons' keys are kept, in days.
pub const PERSON_KEYS_DAYS: i64 = 30;
/// How copies of persons' keys are called, before the time and the ending.
const PERSON_KEYS: &str = "person-keys-";

/// Options of `huiyin store backup`.
#[derive(Debug, Args)]
pub struct Backup {
    /// The folder to make; it must not exist
    #[arg(short, long, value_name = "FOLDER")]
    output: PathBuf,
    /// Where the keys of persons go, apart from the copy: the same folder every time, on another medium. Copies there that are
    /// older than 30 days are deleted
    #[arg(long, value_name = "KEYS_FOLDER")]
    person_keys: PathBuf,
    /// Copy the installation's own keys too: whoever has the copy and the keys of persons then reads everything
    #[arg(long)]
    with_keys: bool,
}

/// What a backup says of itself.
#[derive(Debug, Serialize, Deserialize)]
pub struct Manifest {
    /// The layout.
    pub format: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// Sealed events when the copy began: it holds at least these.
    pub events: u64,
    /// Keys of persons that were put apart.
    pub person_keys: u64,
}

/// The layout of this release.
pub const FORMAT: &str = "huiyin-backup/1";

impl Backup {
    pub async fn run(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        let settings = &shell.settings;
        let target = shell.path(&self.output);
        if target.exists() {
            return Err(Failure::mistake(format!(
                "`{}` exists: a backup makes its folder",
                self.output.display()
            )));
        }
        // Reads beside whoever writes; a server need not be stopped.
        let office = shell.reading().await?;
        let events = office.ledger_status().await?.size;
        let made_at = shell.surroundings.now();
        let keys_folder = shell.path(&self.person_keys);
        let part = beside(&target, "part");
        let copied = |error: std::io::Error| {
            Failure::mistake(error).context(format!("failed to write `{}`", self.output.display()))
        };
        let _ = std::fs::remove_dir_all(&part);
        create_folder(&part)?;
        create_folder(&keys_folder)?;
        // Checkpoints first: what the copy of the record holds is then never less than they attest.
        let records = |bytes: &[u8]| ledger::journal::whole_records_end(bytes).unwrap_or(0);
        copy_whole(&office::checkpoint_file(&settings.data_dir), &part.join("checkpoints.txt"), records)
            .map_err(copied)?;
        let keys = keys_folder.join(format!(
            "{PERSON_KEYS}{}.db",
            TimeZone::UTC.to_datetime(made_at).strftime("%Y%m%dT%H%M%SZ")
        ));
        let keys_part = beside(&keys, "part");
        let _ = std::fs::remove_file(&keys_part);
        let person_keys = match &settings.database {
            Database::Sqlite(folder) => copy_file(folder, &part, &keys_part).await?,
            Database::Postgres(url) => moment::write(url, &part, &keys_part, made_at, console).await?,
        };
        std::fs::rename(&keys_part, &keys).map_err(copied)?;
        // A file is on the disk before the record speaks of it: all that the copied record names are there.
        copy_folder(&settings.data_dir.join("attachments"), &part.join("attachments")).map_err(copied)?;
        let lines = |bytes: &[u8]| bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        copy_whole(&office::erasures_file(&settings.data_dir), &part.join("erasures.jsonl"), lines)
            .map_err(copied)?;
        if self.with_keys {
            let from = vault_key_file(&settings.data_dir);
            copy_folder(from.parent().unwrap_or(&from), &part.join("keys")).map_err(copied)?;
            console.note(
                "warning: the copy holds the installation's keys; with the keys of persons it is readable by whoever has it",
            );
        }
        let manifest = Manifest { format: FORMAT.to_owned(), made_at, events, person_keys };
        let text = serde_json::to_string_pretty(&manifest).map_err(Failure::broken)?;
        write_synced(&part.join("backup.json"), text.as_bytes()).map_err(copied)?;
        std::fs::rename(&part, &target).map_err(copied)?;
        let expired = delete_expired(&keys_folder, made_at).map_err(copied)?;
        console.print(&format!(
            "copied a record of at least {events} sealed events to `{}`; the keys of {person_keys} persons lie apart in `{}`",
            self.output.display(),
            keys.display()
        ))?;
        if expired > 0 {
            console.note(&format!(
                "{expired} copies of persons' keys older than {PERSON_KEYS_DAYS} days were deleted"
            ));
        }
        Ok(())
    }
}

async fn copy_file(folder: &Path, to: &Path, person_keys: &Path) -> Outcome<u64> {
    let (folder, database) = (folder.to_owned(), to.join(store_sqlite::DATABASE_FILE));
    let apart = person_keys.to_owned();
    let copying =
        tokio::task::spawn_blocking(move || store_sqlite::copy_database(&folder, &database, &apart));
    copying.await.map_err(Failure::broken)?.map_err(Failure::broken)
}

/// Deletes copies of persons' keys that are past their time.
fn delete_expired(folder: &Path, now: Timestamp) -> std::io::Result<usize> {
    let mut deleted = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let made = name.strip_prefix(PERSON_KEYS).and_then(|rest| rest.strip_suffix(".db"));
        let Some(made) = made.and_then(|made| jiff::civil::DateTime::strptime("%Y%m%dT%H%M%SZ", made).ok())
        else {
            continue;
        };
        let age = TimeZone::UTC.to_timestamp(made).map(|made| now.duration_since(made));
        if age.is_ok_and(|age| age.as_hours() > 24 * PERSON_KEYS_DAYS) {
            std::fs::remove_file(entry.path())?;
            deleted += 1;
        }
    }
    Ok(deleted)
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{ending}"))
}

/// Copies a file that grows without the record that is being written; nothing where there is no file. `whole_end` says where
/// the last whole record ends.
fn copy_whole(from: &Path, to: &Path, whole_end: impl Fn(&[u8]) -> usize) -> std::io::Result<()> {
    match std::fs::read(from) {
        Ok(bytes) => write_synced(to, &bytes[..whole_end(&bytes)]),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

/// Copies a folder with what is in it; nothing where there is none. Files that go away meanwhile belonged to somebody erased.
pub fn copy_folder(from: &Path, to: &Path) -> std::io::Result<()> {
    let entries = match std::fs::read_dir(from) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    std::fs::create_dir_all(to)?;
    for entry in entries {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
            continue;
        }
        match std::fs::copy(entry.path(), &target) {
            Ok(_) => File::open(&target)?.sync_all()?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Writes a file and makes it durable.
pub fn write_synced(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    std::fs::write(path, bytes)?;
    File::open(path)?.sync_all()
}
