//! `huiyin token`: tokens for programs that use the API.

use clap::{Args, Subcommand};
use jiff::Timestamp;
use serde_json::json;

use crate::console::Console;
use crate::failure::{Failure, Outcome};
use crate::shell::{Shell, operator};
use crate::table::{ListFormat, Table};

/// What can be done with tokens.
#[derive(Debug, Subcommand)]
pub enum Token {
    /// Make a token that acts for a member of staff, and print it: the one time it is shown
    Create(Create),
    /// List all tokens, newest first
    List(List),
    /// Take a token back
    Revoke(Revoke),
}

/// Options of `huiyin token create`.
#[derive(Debug, Args)]
pub struct Create {
    /// For whom it acts
    #[arg(long, value_name = "LOGIN")]
    user: String,
    /// What it is for
    #[arg(long)]
    label: String,
    /// For how many days it is good; without it, until it is taken back
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=36_500))]
    days: Option<u32>,
    /// Print the token alone, or with its fingerprint
    #[arg(long, default_value = "text")]
    format: TokenFormat,
}

/// How a new token is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum TokenFormat {
    /// The token and nothing else.
    Text,
    /// An object of token and fingerprint.
    Json,
}

/// Options of `huiyin token list`.
#[derive(Debug, Args)]
pub struct List {
    /// How the list is printed
    #[arg(long, default_value = "table")]
    format: ListFormat,
}

/// Options of `huiyin token revoke`.
#[derive(Debug, Args)]
pub struct Revoke {
    /// The first eight digits of its hash, as `huiyin token list` shows them
    fingerprint: String,
}

impl Token {
    pub async fn run(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        match self {
            Self::Create(create) => create.run(shell, console).await,
            Self::List(list) => list.run(shell, console).await,
            Self::Revoke(revoke) => {
                let well_formed = revoke.fingerprint.len() >= 8
                    && revoke.fingerprint.bytes().all(|byte| byte.is_ascii_hexdigit());
                if !well_formed {
                    let message = format!(
                        "`{}` is no fingerprint: expected at least 8 hexadecimal digits",
                        revoke.fingerprint
                    );
                    return Err(Failure::mistake(message).hint("`huiyin token list` shows them"));
                }
                let office = shell.writing().await?;
                office.revoke_token(&operator(), &revoke.fingerprint.to_ascii_lowercase()).await?;
                console.note(&format!("the token {} is no longer good", revoke.fingerprint));
                Ok(())
            }
        }
    }
}

impl Create {
    async fn run(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        let office = shell.writing().await?;
        let unknown =
            !office.organisation().users.values().any(|user| user.login == self.user.trim().to_lowercase());
        if unknown {
            let message = format!("there is no user `{}` for the token to act for", self.user);
            return Err(Failure::mistake(message).hint("`huiyin user list` shows them"));
        }
        let made = office.create_token(&operator(), &self.user, &self.label, self.days).await?;
        match self.format {
            TokenFormat::Text => {
                console.note(&format!("made the token {}; it is not shown again:", made.fingerprint));
                console.print(&made.token)
            }
            TokenFormat::Json => {
                console.print(&json!({ "token": made.token, "fingerprint": made.fingerprint }).to_string())
            }
        }
    }
}

impl List {
    async fn run(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        let office = shell.reading().await?;
        let mut table = Table::new(&["fingerprint", "user", "label", "created_at", "expires_at", "state"]);
        let now = shell.surroundings.now();
        for token in office.tokens(&operator()).await? {
            let expired = token.expires_at.is_some_and(|end: Timestamp| end <= now);
            let state = match (token.revoked, expired) {
                (true, _) => "revoked",
                (false, true) => "expired",
                (false, false) => "good",
            };
            table.push([
                token.fingerprint,
                token.login,
                token.label,
                format!("{:.0}", token.created_at),
                token.expires_at.map(|end| format!("{end:.0}")).unwrap_or_default(),
                state.to_owned(),
            ]);
        }
        table.print(self.format, console)
    }
}
