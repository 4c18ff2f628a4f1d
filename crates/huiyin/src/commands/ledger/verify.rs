//! `huiyin ledger verify`.

use std::path::{Path, PathBuf};

use clap::Args;
use ledger::{Journal, VerifyingKey};
use office::{OfficeError, Verification};
use serde_json::json;
use store_sqlite::Access;

use super::ReportFormat;
use crate::console::Console;
use crate::failure::{Failure, Outcome};
use crate::installation;
use crate::shell::Shell;

/// Options of `huiyin ledger verify`.
#[derive(Debug, Args)]
pub struct Verify {
    /// A file of checkpoints to verify against [default: checkpoints.txt in the data folder]
    #[arg(long, value_name = "FILE")]
    checkpoint: Option<PathBuf>,
    /// The public key that signed them, or a file that holds it [default: the installation's own]
    #[arg(long, value_name = "KEY|FILE")]
    key: Option<String>,
    /// Open every sealed text too and hold it to the commitment in its event; needs the vault's key
    #[arg(long)]
    texts: bool,
    /// How the result is printed
    #[arg(long, default_value = "text")]
    format: ReportFormat,
}

impl Verify {
    pub async fn run(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        let key = match &self.key {
            Some(key) => super::verify_receipt::read_key(shell, key)?,
            None => installation::load_signer(&shell.settings)?.verifying_key().clone(),
        };
        let checkpoints = match &self.checkpoint {
            Some(path) => {
                expect_well_formed(shell, path)?;
                shell.path(path)
            }
            None => office::checkpoint_file(&shell.settings.data_dir),
        };
        let mut found = self.verify(shell, &key, &checkpoints).await?;
        if self.texts && found.ok {
            found = shell.reading().await?.verify_texts(found).await?;
        }
        self.print(&found, console)?;
        if found.ok { Ok(()) } else { Err(Failure::Check) }
    }

    async fn verify(&self, shell: &Shell, key: &VerifyingKey, checkpoints: &Path) -> Outcome<Verification> {
        let store =
            installation::open_store(&shell.settings, Access::Read, shell.surroundings.as_ref()).await?;
        match office::verify(store.as_ref(), key, checkpoints, shell.surroundings.now()).await {
            // A record damaged beyond reading is a finding, not a failure to look.
            Err(OfficeError::Unreadable(reason)) => Ok(Verification::unreadable(reason)),
            Err(OfficeError::Store(error @ store::StoreError::Unreadable { .. })) => {
                Ok(Verification::unreadable(error.to_string()))
            }
            other => Ok(other?),
        }
    }

    fn print(&self, found: &Verification, console: &mut dyn Console) -> Outcome {
        if self.format == ReportFormat::Json {
            return console.print(&json!(found).to_string());
        }
        for former in &found.former {
            console.note(&format!(
                "the record was restored or replaced: the log `{}` attests {} events, of which {} were there when the next log began",
                former.origin, former.size, former.kept
            ));
        }
        if found.ok {
            console.print(&format!(
                "ok: {} events, nothing altered, missing, added, reordered or cut off; compared with {} checkpoints up to {} events",
                found.events, found.checkpoints, found.attested
            ))?;
            console.print(&match found.texts {
                Some(texts) => format!("ok: {texts} sealed texts, each as committed to"),
                None => "sealed texts were not opened (`--texts`), read models not compared (`huiyin store check`)".to_owned(),
            })?;
            return match (found.waiting, found.waiting_since) {
                (0, _) => Ok(()),
                (count, since) => console.print(&format!(
                    "{count} events wait to be sealed{}; nothing vouches for them yet but their order and times",
                    since.map(|since| format!(", since {since:.0}")).unwrap_or_default()
                )),
            };
        }
        let place = found.first_bad.map(|index| format!(" at log index {index}")).unwrap_or_default();
        console.print(&format!("NOT OK{place}: {}", found.reason.as_deref().unwrap_or_default()))
    }
}

/// A file that the person named must be a file of checkpoints; whether they hold is for the verification to say.
fn expect_well_formed(shell: &Shell, path: &Path) -> Outcome {
    let bytes = shell.read_bytes(path)?;
    let journal = Journal::parse(&bytes).map_err(|error| {
        Failure::mistaken(error).context(format!("`{}` is no file of checkpoints", path.display()))
    })?;
    if journal.records().is_empty() {
        return Err(Failure::mistake(format!(
            "`{}` holds no checkpoint: expected from line 1 on a signed note of origin, size, root hash, an empty line and a signature",
            path.display()
        )));
    }
    Ok(())
}
