//! `huiyin ledger`: verifying the record, and receipts that prove themselves.

mod receipt;
mod verify;
mod verify_receipt;

use clap::{Args, Subcommand, ValueEnum};
use serde_json::json;

use crate::console::Console;
use crate::failure::{Failure, Outcome};
use crate::installation;
use crate::shell::Shell;

/// What can be done with the ledger.
#[derive(Debug, Subcommand)]
pub enum Ledger {
    /// Read the whole record and say whether anything was altered, removed, added, reordered or cut off
    Verify(verify::Verify),
    /// Write a receipt that proves, without a database, what was recorded of a case and when
    Receipt(receipt::WriteReceipt),
    /// Check a receipt; needs no database
    VerifyReceipt(verify_receipt::VerifyReceipt),
    /// Print the public key that checks checkpoints and receipts
    Key,
    /// Print how far the record is sealed
    Status(Status),
}

/// Options of `huiyin ledger status`.
#[derive(Debug, Args)]
pub struct Status {
    /// How the status is printed
    #[arg(long, default_value = "text")]
    format: ReportFormat,
}

/// How a report is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// For people.
    Text,
    /// One object.
    Json,
}

impl Ledger {
    pub async fn run(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        match self {
            Self::Verify(verify) => verify.run(shell, console).await,
            Self::Receipt(receipt) => receipt.run(shell, console).await,
            Self::VerifyReceipt(verify) => verify.run(shell, console),
            Self::Key => {
                let signer = installation::load_signer(&shell.settings)?;
                console.print(&signer.verifying_key().to_string())
            }
            Self::Status(status) => status.run(shell, console).await,
        }
    }

    /// Whether a server that owns the data folder may run it in our place.
    pub fn may_run_in_server(&self) -> bool {
        // The others only read, which goes on beside a server.
        matches!(self, Self::Receipt(_))
    }
}

impl Status {
    async fn run(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        let status = shell.reading().await?.ledger_status().await?;
        if self.format == ReportFormat::Json {
            return console.print(&serde_json::to_string_pretty(&json!(status)).map_err(Failure::broken)?);
        }
        let lag = status.lag_ms.map_or("none".to_owned(), |lag| format!("{:.1} s", lag as f64 / 1000.0));
        let attested = status.checkpoint_size.map_or("none".to_owned(), |size| format!("at {size} events"));
        console.print(&format!(
            "log: {}\nsealed: {} events\nroot: {}\nwaiting: {} events, the oldest for {lag}\ncheckpoint: {attested}\npublic key: {}",
            status.origin, status.size, status.root, status.waiting, status.public_key
        ))
    }
}
