//! What is kept open, outside the vault: numbers other bodies gave and descriptors. They stand in events and in masked
//! files, so nothing of a person may be in them.

use domain::matter::{Command, Correction, Particulars};

use crate::error::Findings;

/// Notes what of a command is kept open and holds what masking would hide.
pub(crate) fn check_command(command: &Command<String>, findings: &mut Findings) {
    match command {
        Command::AddSource { source } | Command::MergeRepeat { source, .. } => {
            source.external_number.iter().for_each(|number| check("external_number", number, findings));
        }
        Command::CorrectFact { correction: Correction::ExternalNumber { number, .. }, .. } => {
            check("number", number, findings);
        }
        Command::CorrectFact { correction: Correction::Particulars(particulars), .. } => {
            check_particulars(particulars, findings);
        }
        _ => {}
    }
}

pub(crate) fn check_particulars(particulars: &Particulars, findings: &mut Findings) {
    particulars.iter().for_each(|(name, value)| check(&format!("particulars.{name}"), value, findings));
}

/// Notes a value that tells something of a person.
pub(crate) fn check(field: &str, value: &str, findings: &mut Findings) {
    if is_personal(value) {
        let message = "this is kept open and must hold nothing of a person: no name, telephone, card or identity number";
        findings.add(field, "open_words_personal", message);
    }
}

/// Whether masking finds something of a person in a value, and not by chance only: an order number that passes for a card
/// is none.
pub(crate) fn is_personal(value: &str) -> bool {
    text::spans(value).into_iter().any(|span| text::Confidence::Low < span.confidence)
}
