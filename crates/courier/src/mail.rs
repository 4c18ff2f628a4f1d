//! E-mail through an SMTP server.

use std::env;
use std::time::Duration;

use lettre::message::header::{Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, SinglePart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use serde::Deserialize;

use crate::{Fault, FaultKind};

/// How long a step of the conversation may take.
const WAIT: Duration = Duration::from_secs(15);

/// How the mail server is spoken to.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailSettings {
    /// Its host.
    pub host: String,
    /// Its port: 465 for `tls`, 587 for `starttls`, 25 for `none` where left out.
    #[serde(default)]
    pub port: Option<u16>,
    /// How the connection is kept secret.
    #[serde(default)]
    pub security: Security,
    /// From whom the e-mails are, `name <address>`.
    pub from: String,
    /// The name to sign in with; none where the server asks for no name.
    #[serde(default)]
    pub username: Option<String>,
    /// The environment variable that holds the password.
    #[serde(default)]
    pub password_variable: Option<String>,
}

/// How a connection to a mail server is kept secret.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Security {
    /// TLS from the first byte.
    #[default]
    Tls,
    /// TLS asked for after the greeting, and required.
    Starttls,
    /// None: on this machine only.
    None,
}

/// Settings that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The sender.
    #[error("`from` is no address of a mailbox: `{0}`")]
    From(String),
    /// Unencrypted to another machine.
    #[error("`security = \"none\"` is for a mail server on this machine; `{0}` is another")]
    Plain(String),
    /// A password that is not there.
    #[error("the environment variable `{0}` with the password of the mail server is not set")]
    Password(String),
    /// The name of the server.
    #[error("`{host}` is no name of a server")]
    Host {
        /// The name.
        host: String,
        /// What is wrong with it.
        source: lettre::transport::smtp::Error,
    },
}

/// An e-mail, plain text.
pub struct Mail<'a> {
    /// Its identifier; the same e-mail sent again bears the same, as its `Message-ID`.
    pub id: &'a str,
    /// The address.
    pub to: &'a str,
    /// The subject.
    pub subject: &'a str,
    /// The text.
    pub text: &'a str,
}

/// Sends e-mails.
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Mailer {
    /// From settings.
    ///
    /// # Errors
    /// [`MailError`], which names what has to be put right.
    pub fn new(settings: &MailSettings) -> Result<Self, MailError> {
        let host = settings.host.trim();
        let from = settings.from.parse().map_err(|_| MailError::From(settings.from.clone()))?;
        let parameters = || {
            TlsParameters::new(host.to_owned())
                .map_err(|source| MailError::Host { host: host.to_owned(), source })
        };
        let (tls, usual) = match settings.security {
            Security::Tls => (Tls::Wrapper(parameters()?), 465),
            Security::Starttls => (Tls::Required(parameters()?), 587),
            Security::None if ["127.0.0.1", "::1", "localhost"].contains(&host) => (Tls::None, 25),
            Security::None => return Err(MailError::Plain(host.to_owned())),
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host)
            .port(settings.port.unwrap_or(usual))
            .tls(tls)
            .timeout(Some(WAIT));
        if let Some(username) = &settings.username {
            let variable = settings.password_variable.clone().unwrap_or_default();
            let password = env::var(&variable).map_err(|_| MailError::Password(variable))?;
            builder = builder.credentials(Credentials::new(username.clone(), password));
        }
        Ok(Self { transport: builder.build(), from })
    }

    /// Sends an e-mail.
    ///
    /// # Errors
    /// [`Fault`] where the server did not take it.
    pub async fn send(&self, mail: &Mail<'_>) -> Result<(), Fault> {
        let to: Address = mail.to.parse().map_err(|_| Fault::lasting(FaultKind::Address))?;
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(mail.subject)
            .message_id(Some(format!("<{}@{}>", mail.id, self.from.email.domain())))
            .header(AutoSubmitted)
            .singlepart(SinglePart::plain(mail.text.to_owned()))
            .map_err(|_| Fault::lasting(FaultKind::Address))?;
        self.transport.send(message).await.map(|_| ()).map_err(|error| fault_of(&error))
    }
}

fn fault_of(error: &lettre::transport::smtp::Error) -> Fault {
    let status = error.status().map(u16::from);
    let passing = |kind| Fault { kind, status, lasts: false };
    match () {
        // What concerns the mailbox stays; a wrong password or a closed server is put right by somebody.
        () if matches!(status, Some(510 | 511 | 550 | 551 | 553 | 556)) => {
            Fault { lasts: true, ..passing(FaultKind::Refused) }
        }
        () if error.is_permanent() || error.is_transient() => passing(FaultKind::Refused),
        () if error.is_timeout() => passing(FaultKind::Timeout),
        () if error.is_tls() => passing(FaultKind::Untrusted),
        () if error.is_response() => passing(FaultKind::Unreadable),
        () => passing(FaultKind::Unreachable),
    }
}

/// `Auto-Submitted: auto-generated` (RFC 3834): no absence note answers to it.
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}
