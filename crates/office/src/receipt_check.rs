//! Checking a receipt for somebody who has no program of their own. Needs no row of the record, only the public key.

use jiff::Timestamp;
use ledger::{Receipt, ReceiptError};

use crate::{FieldError, Office, OfficeError};

/// What a receipt proves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedReceipt {
    /// The name of the log.
    pub origin: String,
    /// How many events the log had when the receipt was made.
    pub size: u64,
    /// What was recorded.
    pub entries: Vec<CheckedEntry>,
}

/// One recorded event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedEntry {
    /// Its place in the log, from 0.
    pub log_index: u64,
    /// What it is, `received`.
    pub name: String,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// The words it commits to, as they were written.
    pub words: Vec<String>,
}

impl Office {
    /// Checks the text of a receipt file against this installation's key. The error's code says whether it is no receipt
    /// (`receipt_malformed`) or one that proves nothing (`receipt_not_genuine`).
    pub fn check_receipt(&self, text: &str) -> Result<CheckedReceipt, OfficeError> {
        let receipt = Receipt::parse(text).map_err(|error| refused(&error))?;
        let verified = receipt.verify(self.signer.verifying_key()).map_err(|error| refused(&error))?;
        let entries = verified.entries.iter().map(|entry| {
            let (name, recorded_at) = name_and_time(&entry.leaf).unwrap_or_default();
            let words = entry.openings.iter().map(|opening| opening.text.clone()).collect();
            CheckedEntry { log_index: entry.log_index, name, recorded_at, words }
        });
        Ok(CheckedReceipt {
            origin: verified.checkpoint.origin().to_owned(),
            size: verified.checkpoint.head().size,
            entries: entries.collect(),
        })
    }
}

fn refused(error: &ReceiptError) -> OfficeError {
    let code = match error {
        ReceiptError::Malformed { .. } | ReceiptError::Format(_) | ReceiptError::NoEntries => {
            "receipt_malformed"
        }
        _ => "receipt_not_genuine",
    };
    OfficeError::Invalid(vec![FieldError::new("receipt", code, error.to_string())])
}

/// Reads the event's name and the time of its recording out of a leaf; the layout is that of
/// [`store::EventFields::write_leaf_data`].
fn name_and_time(leaf: &[u8]) -> Option<(String, Timestamp)> {
    // Before the name stand the format, the sort of stream, its identifier and the version.
    let rest = leaf.strip_prefix(b"huiyin-event/1")?.get(1 + 8 + 8..)?;
    let (length, rest) = rest.split_first_chunk::<4>()?;
    let (name, rest) = rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
    // Between the name and the recording stand the name's version and when it happened.
    let recorded = rest.get(8 + 8..)?.first_chunk::<8>()?;
    let recorded = Timestamp::from_microsecond(i64::from_be_bytes(*recorded)).ok()?;
    Some((String::from_utf8(name.to_vec()).ok()?, recorded))
}
