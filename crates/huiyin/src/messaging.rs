//! What people are reached with, from `huiyin.toml`: gateway or folder for text messages, mail server, webhooks.
//!
//! ```toml
//! [messages]
//! language = "zh"                   # in which persons are written to
//!
//! [sms]
//! folder = "outbox"                 # files in the data folder; or a gateway:
//! [sms.gateway]
//! url = "https://gateway.example/send"
//! headers = { authorization = "$SMS_KEY" }   # from the environment
//! request = '{"phone":"{to}","template":"{template}","id":"{id}","values":"{values}"}'
//! taken = { pointer = "/code", values = ["OK"] }
//! reference = "/data/id"
//! [sms.receipts]                    # sent to the address that `huiyin doctor` shows
//! reference = "/id"
//! status = "/status"
//! delivered = ["DELIVRD"]
//!
//! [mail]
//! host = "mail.bank.example"
//! security = "starttls"             # `tls`, `starttls`, `none` on this machine
//! from = "huiyin@bank.example"
//! username = "huiyin"
//! password_variable = "HUIYIN_MAIL_PASSWORD"
//!
//! [webhooks]
//! hosts = ["hooks.bank.example", "*.internal.example:8443"]
//! ```

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use courier::{
    Allowed, Client, Folder, Gateway, GatewaySettings, MailSettings, Mailer, ReceiptSettings, TextMessages,
};
use domain::clock::Language;
use office::{Messaging, Office, OfficeError, Templates};
use serde::Deserialize;
use tokio::sync::watch;
use tokio::time::MissedTickBehavior;

use crate::failure::{Failure, Outcome};
use crate::settings::Settings;

/// Where an installation's own templates lie, in the data folder.
const TEMPLATE_FOLDER: &str = "messages";
/// The folder that a demonstration puts text messages into, in the data folder.
const DEMO_FOLDER: &str = "outbox";
/// How often it is looked what is due and whether anybody was told of anything.
const LOOKING_EVERY: Duration = Duration::from_secs(1);
/// Of how many failures to look one after the other the first is told: one a minute.
const FAILURES_TOLD: u32 = 60;

/// How persons are written to.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Messages {
    /// In which language.
    pub language: Language,
}

/// Where text messages are handed over: a folder or a gateway, not both.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Sms {
    /// A folder, relative to the data folder.
    pub folder: Option<PathBuf>,
    /// A gateway.
    pub gateway: Option<GatewaySettings>,
    /// How the gateway says what became of them.
    pub receipts: Option<ReceiptSettings>,
}

/// Which webhooks there may be.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Webhooks {
    /// The hosts they may lead to; none where left out.
    pub hosts: Vec<String>,
}

/// What becomes of text messages where the settings say nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unset {
    /// There are none.
    Nothing,
    /// They go into a folder, to be looked at.
    Folder,
}

/// What people are reached with.
///
/// # Errors
/// A mistake in the settings or in a template, named.
pub fn load(settings: &Settings, unset: Unset) -> Outcome<Messaging> {
    let file = &settings.file;
    let client = Client::new();
    let folder =
        |path: &PathBuf| Arc::new(Folder::new(settings.data_dir.join(path))) as Arc<dyn TextMessages>;
    let sms = match (&file.sms.folder, &file.sms.gateway) {
        (Some(_), Some(_)) => {
            return Err(Failure::mistake(
                "`[sms]` names both a `folder` and a `gateway`: expected one of them",
            ));
        }
        (Some(path), None) => Some(folder(path)),
        (None, Some(gateway)) => {
            let gateway = Gateway::new(client.clone(), gateway).map_err(in_settings)?;
            Some(Arc::new(gateway) as Arc<dyn TextMessages>)
        }
        (None, None) if unset == Unset::Folder => Some(folder(&PathBuf::from(DEMO_FOLDER))),
        (None, None) => None,
    };
    if let Some(receipts) = &file.sms.receipts {
        receipts.check().map_err(in_settings)?;
    }
    let mail = file.mail.as_ref().map(mailer).transpose()?;
    Ok(Messaging {
        templates: Templates::load(&own_templates(settings)?).map_err(Failure::mistaken)?,
        language: file.messages.language,
        sms,
        receipts: file.sms.receipts.clone(),
        mail,
        client,
        webhook_hosts: Allowed::new(&file.webhooks.hosts),
    })
}

fn mailer(settings: &MailSettings) -> Outcome<Mailer> {
    Mailer::new(settings).map_err(in_settings)
}

fn in_settings(error: impl std::error::Error + Send + Sync + 'static) -> Failure {
    Failure::mistaken(error).context("`huiyin.toml` cannot be used")
}

/// The templates of the data folder, by name and content.
fn own_templates(settings: &Settings) -> Outcome<Vec<(String, String)>> {
    let folder = settings.data_dir.join(TEMPLATE_FOLDER);
    let entries = match std::fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(unread(&folder, error)),
    };
    let mut found = Vec::new();
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.extension().is_some_and(|extension| extension == "toml") {
            let text = std::fs::read_to_string(&path).map_err(|error| unread(&path, error))?;
            found.push((path.display().to_string(), text));
        }
    }
    found.sort();
    Ok(found)
}

fn unread(path: &std::path::Path, error: std::io::Error) -> Failure {
    Failure::mistake(error).context(format!("failed to read `{}`", path.display()))
}

/// Sends what is due and looks for news until told to stop. What is being sent then is sent again by the next to look,
/// under the same identifier.
pub async fn deliver_along(office: Arc<Office>, mut stopped: watch::Receiver<bool>) {
    let mut clock = tokio::time::interval(LOOKING_EVERY);
    clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut failures: u32 = 0;
    // A task of its own: a mail server that takes its time keeps no news back.
    let mut sending: Option<tokio::task::JoinHandle<Result<u64, OfficeError>>> = None;
    while !*stopped.borrow() {
        tokio::select! {
            _ = clock.tick() => {
                let mut problem = office.look_for_news().await.err().map(|error| error.to_string());
                if let Some(ended) = sending.take_if(|sending| sending.is_finished()) {
                    problem = problem.or(match ended.await {
                        Ok(Ok(_)) => None,
                        Ok(Err(error)) => Some(error.to_string()),
                        Err(error) => Some(error.to_string()),
                    });
                }
                if sending.is_none() {
                    let office = Arc::clone(&office);
                    sending = Some(tokio::spawn(async move { office.deliver_due().await }));
                }
                match problem {
                    None => failures = 0,
                    Some(error) => {
                        if failures.is_multiple_of(FAILURES_TOLD) {
                            tracing::error!(error, "messages cannot be sent; it is tried again");
                        }
                        failures = failures.wrapping_add(1);
                    }
                }
            }
            _ = stopped.changed() => {}
        }
    }
    if let Some(sending) = sending {
        sending.abort();
    }
}
