//! `huiyin store restore`: a copy becomes an installation again, in a file or on a server, and nobody who was erased comes
//! back with it.

use std::path::{Path, PathBuf};

use clap::Args;
use store_sqlite::{CopyError, DATABASE_FILE};

use super::backup::{FORMAT, Manifest, copy_folder, write_synced};
use super::copy;
use crate::console::Console;
use crate::database::Database;
use crate::failure::{Failure, Outcome};
use crate::installation::{
    LEDGER_KEY_VARIABLE, VAULT_KEY_VARIABLE, create_folder, ledger_key_file, vault_key_file,
};
use crate::shell::{Shell, operator};

/// Options of `huiyin store restore`.
#[derive(Debug, Args)]
pub struct Restore {
    /// The folder that `store backup` made
    #[arg(value_name = "FROM")]
    from: PathBuf,
    /// The newest copy of persons' keys
    #[arg(long, value_name = "FILE")]
    person_keys: PathBuf,
    /// An erasure register that may be newer than the copy's; may be given several times. One in the data folder counts anyway
    #[arg(long, value_name = "FILE")]
    erasures: Vec<PathBuf>,
    /// A file of checkpoints that may be newer than the copy's. One in the data folder counts anyway
    #[arg(long, value_name = "FILE")]
    checkpoints: Option<PathBuf>,
}

impl Restore {
    pub async fn run(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        let settings = &shell.settings;
        let (from, data_dir) = (shell.path(&self.from), &settings.data_dir);
        // For a server it becomes a file first, in a folder that is gone again in the end.
        let folder = match &settings.database {
            Database::Sqlite(folder) => folder.clone(),
            Database::Postgres(_) => data_dir.join(".restore"),
        };
        let database = folder.join(DATABASE_FILE);
        match &settings.database {
            Database::Sqlite(_) if database.exists() => {
                let message =
                    format!("`{}` exists: a copy is restored where no database is", database.display());
                return Err(Failure::mistake(message).hint("move the database aside, with its `-wal` file"));
            }
            Database::Sqlite(_) => {}
            Database::Postgres(_) => {
                copy::require_empty(shell, &settings.database).await?;
                // What an interrupted one left.
                let _ = std::fs::remove_dir_all(&folder);
            }
        }
        let manifest = read_manifest(&from)?;
        create_folder(data_dir)?;
        create_folder(&folder)?;
        self.restore_checkpoints(shell, &from)?;
        self.restore_register(shell, &from)?;
        let failed = |error: std::io::Error| Failure::mistake(error).context("failed to bring the copy back");
        copy_folder(&from.join("attachments"), &data_dir.join("attachments")).map_err(failed)?;
        if !vault_key_file(data_dir).exists() {
            copy_folder(&from.join("keys"), &data_dir.join("keys")).map_err(failed)?;
        }
        for (key, variable) in
            [(vault_key_file(data_dir), VAULT_KEY_VARIABLE), (ledger_key_file(data_dir), LEDGER_KEY_VARIABLE)]
        {
            if !key.exists() && std::env::var_os(variable).is_none() {
                let message = format!("the key file `{}` is missing, and the copy holds none", key.display());
                return Err(Failure::mistake(message)
                    .hint(format!("put it there first, or give the key in the variable `{variable}`")));
            }
        }

        // Beside its place until it is whole: interrupted, the command is run again.
        let part = folder.join(format!(".{DATABASE_FILE}.part"));
        std::fs::copy(from.join(DATABASE_FILE), &part).map_err(failed)?;
        let (copy, keys) = (part.clone(), shell.path(&self.person_keys));
        let without = tokio::task::spawn_blocking(move || store_sqlite::person_keys_put(&copy, &keys))
            .await
            .map_err(Failure::broken)?
            .map_err(|error| match error {
                CopyError::NotKeys => Failure::mistake(format!("`{}`: {error}", self.person_keys.display())),
                other => Failure::broken(other),
            })?;
        std::fs::rename(&part, &database).map_err(failed)?;
        if let Database::Postgres(_) = &settings.database {
            copy::copy(shell, &Database::Sqlite(folder.clone()), &settings.database, console).await?;
            std::fs::remove_dir_all(&folder).map_err(failed)?;
        }

        // Opening it erases again who the register names, and begins a new log where the newest checkpoint is ahead.
        let office = shell.writing().await?;
        let found = office.verify_ledger(&operator()).await?;
        if !found.ok {
            console.print(&format!("NOT OK: {}", found.reason.unwrap_or_default()))?;
            return Err(Failure::Check);
        }
        console.print(&format!(
            "restored {} events of the copy made at {:.0}; the ledger verifies, its log is `{}`",
            found.events,
            manifest.made_at,
            office.origin().await?
        ))?;
        if without > 0 {
            console.note(&format!(
                "warning: {without} persons had no key in the copy of keys and were not erased: what is sealed of them stays closed. \
                 A newer copy of keys may hold them"
            ));
        }
        Ok(())
    }

    /// The newest file of checkpoints known: the one in the data folder, the one given or the copy's. Each must go on from
    /// the others.
    fn restore_checkpoints(&self, shell: &Shell, from: &Path) -> Outcome {
        let place = office::checkpoint_file(&shell.settings.data_dir);
        let mut newest: (PathBuf, Vec<u8>) = (place.clone(), Vec::new());
        let given = self.checkpoints.as_ref().map(|path| shell.path(path));
        if let Some(missing) = given.as_ref().filter(|path| !path.exists()) {
            return Err(Failure::mistake(format!("there is no file `{}`", missing.display())));
        }
        for path in [Some(place.clone()), given, Some(from.join("checkpoints.txt"))].into_iter().flatten() {
            let bytes = read_if_there(&path)?;
            if bytes.starts_with(&newest.1) {
                newest = (path, bytes);
            } else if !newest.1.starts_with(&bytes) {
                return Err(Failure::mistake(format!(
                    "`{}` and `{}` do not go on from one another: they are of two installations",
                    newest.0.display(),
                    path.display()
                )));
            }
        }
        if newest.0 != place && !newest.1.is_empty() {
            write_synced(&place, &newest.1).map_err(Failure::broken)?;
        }
        Ok(())
    }

    fn restore_register(&self, shell: &Shell, from: &Path) -> Outcome {
        let mut others: Vec<PathBuf> = self.erasures.iter().map(|path| shell.path(path)).collect();
        if let Some(missing) = others.iter().find(|path| !path.exists()) {
            return Err(Failure::mistake(format!("there is no file `{}`", missing.display())));
        }
        others.push(from.join("erasures.jsonl"));
        let register = office::erasures_file(&shell.settings.data_dir);
        office::erasures_merge(&register, &others).map_err(Failure::mistaken)?;
        Ok(())
    }
}

fn read_manifest(from: &Path) -> Outcome<Manifest> {
    let path = from.join("backup.json");
    let place = path.display();
    let text = std::fs::read_to_string(&path)
        .map_err(|error| Failure::mistake(error).context(format!("`{}` is no backup", from.display())))?;
    let manifest: Manifest = serde_json::from_str(&text)
        .map_err(|error| Failure::mistake(format!("`{place}` is malformed: {error}")))?;
    match manifest.format == FORMAT {
        true => Ok(manifest),
        false => Err(Failure::mistake(format!("`{place}` is `{}`: expected `{FORMAT}`", manifest.format))),
    }
}

fn read_if_there(path: &Path) -> Outcome<Vec<u8>> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(bytes),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(Failure::mistake(error).context(format!("failed to read `{}`", path.display()))),
    }
}
