//! What an installation is told before it starts: the command line first, then the environment, then `huiyin.toml` in
//! the data folder, then what stands here. After [`Settings::load`] nobody asks where a value came from.

use std::collections::BTreeMap;
use std::path::PathBuf;

use courier::MailSettings;
use desk::RateLimits;
use domain::matter::AlertLimits;
use serde::Deserialize;
use vault::Suite;

use crate::database::Database;
use crate::failure::{Failure, Outcome};
use crate::issuer::Oidc;
use crate::messaging::{Messages, Sms, Webhooks};

/// The file of settings in a data folder.
pub const SETTINGS_FILE: &str = "huiyin.toml";

/// Options of every command.
#[derive(Debug, Clone, clap::Args)]
pub struct Global {
    /// The folder that holds the record, its keys and its attachments; made when missing
    #[arg(
        long,
        global = true,
        env = "HUIYIN_DATA_DIR",
        default_value = "./huiyin-data",
        value_name = "FOLDER"
    )]
    pub data_dir: PathBuf,
    /// The database, where it is not in the data folder: `postgres://USER:PASSWORD@HOST:PORT/DATABASE`, `sqlite:PATH`, or
    /// the path alone
    #[arg(long, global = true, env = "HUIYIN_DATABASE_URL", hide_env_values = true, value_name = "URL")]
    pub database_url: Option<String>,
    /// How the log on standard error is written
    #[arg(long, global = true, default_value = "text", value_name = "FORMAT")]
    pub log_format: LogFormat,
}

/// How log lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// What an installation is told, complete.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The data folder.
    pub data_dir: PathBuf,
    /// The database.
    pub database: Database,
    /// What the settings file says, or its defaults.
    pub file: SettingsFile,
}

/// `huiyin.toml`. Every key may be left out; an unknown one is an error.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SettingsFile {
    /// What the pages call the installation; the name of the topmost institution where left out.
    pub name: Option<String>,
    /// The telephone shown to consumers.
    pub hotline: Option<String>,
    /// The code of the institution that takes in what consumers file; the topmost one where left out.
    pub intake_institution: Option<String>,
    /// Whether only the consumers' pages are served: the part that may be published.
    pub portal_only: bool,
    /// Whether requests come through a proxy of the institution, whose word on the sender's address is believed.
    pub behind_proxy: bool,
    /// The address to serve at unless `--listen` says otherwise, `127.0.0.1:8080`.
    pub listen: Option<String>,
    /// Whether cookies travel over HTTPS only: true behind a proxy that ends TLS. False on a loopback address unless
    /// said otherwise.
    pub secure_cookies: Option<bool>,
    /// The amount a unit's own approver may agree to, in cents of CNY; above it the superior does.
    pub payment_limit_cents: Option<i64>,
    /// The same of single units, by their code; it holds for the units below that have none of their own.
    pub payment_limits_cents: BTreeMap<String, i64>,
    /// From how many persons on an officer is told that many tell the same, or that they share a template, a telephone or
    /// an address.
    pub alerts: AlertLimits,
    /// How fast requests may come.
    pub limits: Limits,
    /// How persons are written to.
    pub messages: Messages,
    /// Where text messages are handed over.
    pub sms: Sms,
    /// The mail server; no e-mail where left out.
    pub mail: Option<MailSettings>,
    /// Which webhooks there may be.
    pub webhooks: Webhooks,
    /// Whose word on who somebody is is believed; nobody's where left out.
    pub oidc: Option<Oidc>,
    /// Rules beside those that ship.
    pub rules: RuleFiles,
    /// The algorithms of a new installation. One that exists keeps its own.
    pub algorithms: Algorithms,
}

/// How fast requests may come, counted by each server for itself. For two seconds' worth they may come at once; 0 is no
/// limit; what is left out is as [`RateLimits`] says.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Requests a second under one token.
    pub token_per_second: Option<u32>,
    /// Requests a second from one network.
    pub network_per_second: Option<u32>,
}

impl Limits {
    /// As the desk takes them.
    pub fn rates(self) -> RateLimits {
        let usual = RateLimits::default();
        RateLimits {
            token_per_second: self.token_per_second.unwrap_or(usual.token_per_second),
            network_per_second: self.network_per_second.unwrap_or(usual.network_per_second),
        }
    }
}

/// Files of rules, relative to the data folder.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RuleFiles {
    /// Regimes to add, or to put in the place of the shipped version of the same number.
    pub regimes: Vec<PathBuf>,
    /// Calendars to add or replace.
    pub calendars: Vec<PathBuf>,
    /// The institution's own stricter clocks, in place of those that ship.
    pub inner_clocks: Option<PathBuf>,
    /// Official codes from a licensed copy of a standard.
    pub official_codes: Vec<OfficialCodes>,
}

/// A table of official codes for a shipped code set.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfficialCodes {
    /// The code set.
    pub set: String,
    /// Its version.
    pub version: String,
    /// The table.
    pub file: PathBuf,
}

/// Which algorithms a new installation uses.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Algorithms {
    /// What seals: `aes-256-gcm` or `sm4-gcm`.
    pub cipher: vault::Cipher,
    /// What commitments and blind indexes are made with: `sha256` or `sm3`.
    pub hasher: vault::Hasher,
    /// What the ledger's tree is built with: `sha256` or `sm3`.
    pub ledger: ledger::HashAlgorithm,
}

impl Algorithms {
    /// The vault's part.
    pub fn suite(self) -> Suite {
        Suite { cipher: self.cipher, hasher: self.hasher }
    }
}

impl Settings {
    /// Puts together what was typed and what the data folder says.
    ///
    /// # Errors
    /// A mistake in the database URL or in `huiyin.toml`, named.
    pub fn load(global: &Global) -> Outcome<Self> {
        let data_dir = global.data_dir.clone();
        let database = match &global.database_url {
            Some(url) => Database::parse(url)?,
            None => Database::Sqlite(data_dir.clone()),
        };
        let path = data_dir.join(SETTINGS_FILE);
        let file = match std::fs::read_to_string(&path) {
            Ok(text) => toml::from_str(&text).map_err(|error| {
                Failure::mistake(error)
                    .context(format!("the settings file `{}` is malformed", path.display()))
            })?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => SettingsFile::default(),
            Err(error) => {
                return Err(Failure::broken(error)
                    .context(format!("failed to read the settings file `{}`", path.display())));
            }
        };
        Ok(Self { data_dir, database, file })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_settings_file_works_and_an_unknown_key_does_not() {
        assert!(toml::from_str::<SettingsFile>("").unwrap().name.is_none());
        let error = toml::from_str::<SettingsFile>("[rules]\nregime = []\n").unwrap_err().to_string();
        assert!(error.contains("line 2") && error.contains("unknown field `regime`"), "{error}");
    }
}
