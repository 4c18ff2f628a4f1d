//! `huiyin ledger verify-receipt`: for whoever holds a receipt and a public key, and nothing else.

use std::path::{Path, PathBuf};

use clap::Args;
use ledger::{Receipt, ReceiptError, Verified, VerifyingKey};
use serde_json::json;

use super::ReportFormat;
use crate::console::Console;
use crate::failure::{Failure, Outcome};
use crate::leaf;
use crate::shell::Shell;

/// Options of `huiyin ledger verify-receipt`.
#[derive(Debug, Args)]
pub struct VerifyReceipt {
    /// The receipt
    receipt: PathBuf,
    /// The institution's public key, or a file that holds it
    #[arg(long, value_name = "KEY|FILE")]
    key: String,
    /// How the result is printed
    #[arg(long, default_value = "text")]
    format: ReportFormat,
}

impl VerifyReceipt {
    pub fn run(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        let key = read_key(shell, &self.key)?;
        let name = self.receipt.display();
        let malformed =
            |error: ReceiptError| Failure::mistaken(error).context(format!("`{name}` is no receipt"));
        let receipt = Receipt::parse(&shell.read(&self.receipt)?).map_err(malformed)?;
        match receipt.verify(&key) {
            Ok(verified) => self.print(&verified, console),
            Err(error) => {
                let reason = error.to_string();
                console.print(&match self.format {
                    ReportFormat::Json => json!({ "ok": false, "reason": reason }).to_string(),
                    ReportFormat::Text => format!("NOT OK: {reason}"),
                })?;
                Err(Failure::Check)
            }
        }
    }

    fn print(&self, verified: &Verified<'_>, console: &mut dyn Console) -> Outcome {
        let head = verified.checkpoint.head();
        if self.format == ReportFormat::Json {
            let events: Vec<_> = verified.entries.iter().map(event).collect();
            let report = json!({
                "ok": true,
                "log": verified.checkpoint.origin(),
                "size": head.size,
                "root": head.root.to_base64(),
                "events": events,
            });
            return console.print(&serde_json::to_string_pretty(&report).map_err(Failure::broken)?);
        }
        console.print(&format!(
            "ok: {} events, proved to be in the log {} at {} events",
            verified.entries.len(),
            verified.checkpoint.origin(),
            head.size
        ))?;
        verified.entries.iter().try_for_each(|entry| console.print(&shown(entry)))
    }
}

/// The public key itself, or the contents of a file that holds it.
pub fn read_key(shell: &Shell, typed: &str) -> Outcome<VerifyingKey> {
    let path = Path::new(typed);
    if shell.path(path).is_file() {
        return shell.read(path)?.parse().map_err(|error: ledger::KeyError| {
            Failure::mistaken(error).context(format!("`{typed}` holds no public key"))
        });
    }
    typed.parse().map_err(|error: ledger::KeyError| {
        Failure::mistaken(error)
            .context(format!("`{typed}` is neither a public key nor a file that holds one"))
            .hint("`huiyin ledger key` prints the key of an installation")
    })
}

fn event(entry: &ledger::Entry) -> serde_json::Value {
    let words: Vec<&str> = entry.openings.iter().map(|opening| opening.text.as_str()).collect();
    match leaf::read(&entry.leaf) {
        Some(leaf) => json!({
            "log_index": entry.log_index,
            "event": leaf.name,
            "actor": leaf.actor,
            "occurred_at": leaf.occurred_at,
            "recorded_at": leaf.recorded_at,
            "payload": serde_json::from_str::<serde_json::Value>(leaf.payload).ok(),
            "words": words,
        }),
        None => json!({ "log_index": entry.log_index, "words": words }),
    }
}

/// One event on a line, the words the person is shown below it.
fn shown(entry: &ledger::Entry) -> String {
    let mut lines = match leaf::read(&entry.leaf) {
        Some(leaf) => {
            let recorded = format!("{:.0}", leaf.recorded_at);
            let occurred = match leaf.occurred_at == leaf.recorded_at {
                true => String::new(),
                false => format!(", happened {:.0}", leaf.occurred_at),
            };
            format!("#{} recorded {recorded}{occurred}: {} by {}", entry.log_index, leaf.name, leaf.actor)
        }
        None => format!("#{} (of a later release; its place in the log is proved)", entry.log_index),
    };
    for opening in &entry.openings {
        for line in opening.text.lines() {
            lines.push_str("\n    ");
            lines.push_str(line);
        }
    }
    lines
}
