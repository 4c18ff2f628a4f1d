//! `huiyin doctor`: explains an installation and says what is wrong with it.

use std::fs::Metadata;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use clap::Args;
use store::Access;
use tokio::net::UnixStream;

use crate::console::Console;
use crate::failure::{Failure, Outcome};
use crate::installation::{self, LEDGER_KEY_VARIABLE, VAULT_KEY_VARIABLE, ledger_key_file, vault_key_file};
use crate::issuer;
use crate::messaging::{self, Unset};
use crate::shell::Shell;
use crate::socket::SOCKET_FILE;

/// Options of `huiyin doctor`.
#[derive(Debug, Args)]
pub struct Doctor {}

/// A server seals several times a second; what waits longer than this, in milliseconds, is stuck.
const LAG_MS_MAX: i64 = 60_000;

/// What an examination found.
type Finding = Result<String, String>;

impl Doctor {
    pub async fn run(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        let settings = &shell.settings;
        let findings = [
            ("data folder", private(&settings.data_dir, 0o077)),
            ("rules", rules(shell)),
            ("vault key", key(VAULT_KEY_VARIABLE, &vault_key_file(&settings.data_dir))),
            ("ledger key", key(LEDGER_KEY_VARIABLE, &ledger_key_file(&settings.data_dir))),
            ("database", database(shell).await),
            ("record", record(shell).await),
            ("search", search(shell).await),
            ("messages", messages(shell)),
            ("sign-in", sign_in(shell).await),
            ("server", server(shell).await),
        ];
        let mut sound = true;
        for (what, finding) in findings {
            let (mark, text) = match finding {
                Ok(text) => ("ok ", text),
                Err(text) => {
                    sound = false;
                    ("BAD", text)
                }
            };
            console.print(&format!("{mark} {what}: {text}"))?;
        }
        if sound { Ok(()) } else { Err(Failure::Check) }
    }
}

/// Whether a path exists and nobody else gets at it.
fn private(path: &Path, forbidden: u32) -> Finding {
    let place = path.display();
    match path.metadata() {
        Ok(found) if mode(&found) & forbidden != 0 => Err(format!(
            "`{place}` has mode {:04o}: others can read it; run `chmod go-rwx {place}`",
            mode(&found)
        )),
        Ok(found) => Ok(format!("`{place}`, mode {:04o}", mode(&found))),
        Err(error) => Err(format!("`{place}`: {error}")),
    }
}

fn mode(metadata: &Metadata) -> u32 {
    metadata.permissions().mode() & 0o7777
}

fn key(variable: &str, path: &Path) -> Finding {
    match std::env::var_os(variable) {
        Some(_) => Ok(format!("in the variable `{variable}`")),
        None => private(path, 0o077),
    }
}

fn rules(shell: &Shell) -> Finding {
    let book = installation::load_book(&shell.settings).map_err(said)?;
    let (regimes, sets) = (book.regimes.iter().count(), book.codes.iter().count());
    Ok(format!("{regimes} regimes, {} calendars, {sets} code sets", book.calendars.iter().count()))
}

async fn database(shell: &Shell) -> Finding {
    let opened = installation::open_store(&shell.settings, Access::Read, shell.surroundings.as_ref());
    opened.await.map_err(said)?;
    Ok(format!("`{}`, schema of this release", shell.settings.database))
}

async fn record(shell: &Shell) -> Finding {
    let office = shell.reading().await.map_err(said)?;
    let status = office.ledger_status().await.map_err(|error| error.to_string())?;
    let organisation = office.organisation();
    let waiting = status.waiting;
    if let Some((index, reason)) = office.sealing_fault().await.map_err(|error| error.to_string())? {
        return Err(format!(
            "sealing is stuck at log index {index}: {reason}; `huiyin ledger verify` says more"
        ));
    }
    if let Some(former) = office.left_behind().await.map_err(|error| error.to_string())? {
        return Err(format!(
            "{} events are sealed, and the newest checkpoint attests {} of the log `{}`: the record was restored from an older \
             copy, or replaced; the next command that writes begins a new log",
            status.size, former.size, former.origin
        ));
    }
    let served = UnixStream::connect(shell.settings.data_dir.join(SOCKET_FILE)).await.is_ok();
    if served && status.lag_ms.is_some_and(|lag| lag > LAG_MS_MAX) {
        return Err(format!(
            "{waiting} events wait to be sealed, and the server does not seal them: read its log"
        ));
    }
    Ok(format!(
        "{} events sealed, {waiting} waiting; {} institutions, {} users",
        status.size,
        organisation.tree.len(),
        organisation.users.len()
    ))
}

/// How many sealed events the index of a running server may be behind.
const BEHIND_MAX: u64 = 100_000;

async fn search(shell: &Shell) -> Finding {
    let office = shell.reading().await.map_err(said)?;
    let status = match office.search_status().await {
        Ok(status) => status,
        Err(office::OfficeError::Search(error)) => {
            return Ok(format!("{error}; `huiyin serve` builds it"));
        }
        Err(error) => return Err(error.to_string()),
    };
    let served = UnixStream::connect(shell.settings.data_dir.join(SOCKET_FILE)).await.is_ok();
    let told = format!("{} cases, {} sealed events behind", status.documents, status.behind);
    if served && status.behind > BEHIND_MAX {
        Err(format!("{told}: read the server's log"))
    } else {
        Ok(told)
    }
}

/// What people are reached with, and where the gateway sends receipts.
fn messages(shell: &Shell) -> Finding {
    let messaging = messaging::load(&shell.settings, Unset::Nothing).map_err(said)?;
    let file = &shell.settings.file;
    let sms = match (&file.sms.folder, &file.sms.gateway) {
        (Some(folder), _) => format!("text messages into the folder `{}`", folder.display()),
        (None, Some(gateway)) => format!("text messages by `{}`", gateway.url),
        (None, None) => "no text messages".to_owned(),
    };
    let mail = file.mail.as_ref().map_or("no e-mail".to_owned(), |mail| format!("e-mail by `{}`", mail.host));
    let receipts = match messaging.receipts {
        Some(_) => {
            let secret = installation::cookie_secret(&shell.settings, &shell.surroundings).map_err(said)?;
            format!("; the gateway sends receipts to `{}`", desk::receipts_path(&secret))
        }
        None => String::new(),
    };
    Ok(format!("{sms}, {mail}, {} hosts for webhooks{receipts}", file.webhooks.hosts.len()))
}

/// Who has to have a second factor, and whose word on who somebody is is believed.
async fn sign_in(shell: &Shell) -> Finding {
    let issuer = issuer::load(&shell.settings).map_err(said)?;
    let file = shell.settings.file.oidc.as_ref().and_then(|oidc| oidc.client_secret_file.as_ref());
    file.map_or(Ok(String::new()), |file| private(&shell.settings.data_dir.join(file), 0o077))?;
    let office = shell.reading().await.map_err(said)?;
    let roles: Vec<String> =
        office.organisation().second_factor_roles.iter().map(ToString::to_string).collect();
    let factor = match roles.is_empty() {
        true => "no role has to have a second factor".to_owned(),
        false => format!("a second factor for {}", roles.join(", ")),
    };
    let issuer = match issuer {
        Some(issuer) => format!(
            "; the issuer `{}` sends people back to `{}{}`",
            issuer.issuer,
            issuer.desk_address.trim_end_matches('/'),
            office::RETURN_PATH
        ),
        None => String::new(),
    };
    Ok(format!("{factor}{issuer}"))
}

async fn server(shell: &Shell) -> Finding {
    if shell.settings.database.file().is_none() {
        return Ok("nodes may run anywhere; commands write beside them".to_owned());
    }
    match UnixStream::connect(shell.settings.data_dir.join(SOCKET_FILE)).await {
        Ok(_) => Ok("running; commands that write go through it".to_owned()),
        Err(_) => Ok("not running".to_owned()),
    }
}

fn said(failure: Failure) -> String {
    let message = failure.message().unwrap_or_default();
    message.trim_start_matches("error: ").replace("\n\nhint: ", "; ")
}
