//! `huiyin ledger receipt`.

use std::path::PathBuf;

use clap::Args;
use domain::id::Number;
use office::UnmaskReason;

use crate::commands::export::reason;
use crate::console::Console;
use crate::failure::{Failure, Outcome};
use crate::shell::{Shell, operator};

/// Options of `huiyin ledger receipt`.
#[derive(Debug, Args)]
pub struct WriteReceipt {
    /// The number of the case, TS-2026-0048213
    #[arg(value_parser = number)]
    case: Number,
    /// The file to write; it holds the person's words and gets mode 0600
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Why; the receipt shows the person's words, so that it was made is recorded
    #[arg(long, default_value = "inspection", value_parser = reason)]
    reason: UnmaskReason,
}

impl WriteReceipt {
    pub async fn run(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        let office = shell.writing().await?;
        let receipt =
            office.receipt(&operator(), &self.case, self.reason).await.map_err(|error| match error {
                office::OfficeError::NotFound { what: "case" } => {
                    Failure::mistake(format!("there is no case `{}`", self.case))
                }
                other => other.into(),
            })?;
        let text = receipt.to_text().map_err(Failure::broken)?;
        shell.write_private(&self.output, text.as_bytes())?;
        console.note(&format!(
            "wrote the receipt of {} to `{}`; check it with `huiyin ledger verify-receipt FILE --key {}`",
            self.case,
            self.output.display(),
            office.public_key()
        ));
        Ok(())
    }
}

fn number(text: &str) -> Result<Number, domain::id::ParseNumberError> {
    text.parse()
}
