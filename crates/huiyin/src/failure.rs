//! How a command ends when it does not succeed, and what the process tells the shell that started it.

use std::fmt::Display;

use office::OfficeError;
use store::StoreError;

/// What every command returns.
pub type Outcome<T = ()> = Result<T, Failure>;

/// The exit code of a person's mistake.
const MISTAKE: u8 = 2;
/// The exit code of a failed check, and of everything that is no mistake of the person at the keyboard.
const FAILED: u8 = 1;

/// Why a command did not succeed.
#[derive(Debug)]
pub enum Failure {
    /// The arguments or a file they name are wrong.
    Mistake(Told),
    /// A check ran and failed; its result has been printed.
    Check,
    /// Anything else: the disk, the database, a defect.
    Broken(Told),
    /// The data folder belongs to another process, which may carry out the command in our place.
    Owned(StoreError),
    /// A server ran the command and ended it with this exit code; what it had to say has been printed.
    Relayed(u8),
    /// Nobody reads our output any more. Not worth a word: `huiyin … | head` is no failure.
    Unread,
}

/// An error and what may help.
#[derive(Debug)]
pub struct Told {
    error: anyhow::Error,
    hints: Vec<String>,
}

impl Failure {
    /// A person's mistake, in words that name the place and what was expected.
    pub fn mistake(message: impl Display) -> Self {
        Self::Mistake(Told { error: anyhow::anyhow!("{message}"), hints: Vec::new() })
    }

    /// A person's mistake that another layer found.
    pub fn mistaken(error: impl Into<anyhow::Error>) -> Self {
        Self::Mistake(Told { error: error.into(), hints: Vec::new() })
    }

    /// Something that failed and is no mistake of the person at the keyboard.
    pub fn broken(error: impl Into<anyhow::Error>) -> Self {
        Self::Broken(Told { error: error.into(), hints: Vec::new() })
    }

    /// Adds what may help.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        if let Self::Mistake(told) | Self::Broken(told) = &mut self {
            told.hints.push(hint.into());
        }
        self
    }

    /// Says what was being done when another layer failed.
    #[must_use]
    pub fn context(self, doing: impl Display + Send + Sync + 'static) -> Self {
        match self {
            Self::Mistake(told) => Self::Mistake(Told { error: told.error.context(doing), ..told }),
            Self::Broken(told) => Self::Broken(Told { error: told.error.context(doing), ..told }),
            other => other,
        }
    }

    /// What the process ends with.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Mistake(_) => MISTAKE,
            Self::Check | Self::Broken(_) | Self::Owned(_) => FAILED,
            Self::Relayed(code) => *code,
            Self::Unread => 0,
        }
    }

    /// What is printed to standard error: the chain of causes once, then the hints after a blank line. Nothing where the
    /// result has been printed already.
    pub fn message(&self) -> Option<String> {
        let (error, hints) = match self {
            Self::Mistake(told) | Self::Broken(told) => (chain(told.error.chain()), told.hints.clone()),
            Self::Owned(error) => (
                chain(anyhow::Chain::new(error)),
                vec!["stop that process first, or wait for it to end".to_owned()],
            ),
            Self::Check | Self::Relayed(_) | Self::Unread => return None,
        };
        let mut message = format!("error: {error}");
        for (position, hint) in hints.iter().enumerate() {
            message.push_str(if position == 0 { "\n\nhint: " } else { "\nhint: " });
            message.push_str(hint);
        }
        Some(message)
    }
}

/// The causes from the outermost in, each once: many errors repeat their cause in their own text.
fn chain(causes: anyhow::Chain<'_>) -> String {
    let mut text = String::new();
    for cause in causes.map(ToString::to_string) {
        if !text.contains(&cause) {
            text.push_str(if text.is_empty() { "" } else { ": " });
            text.push_str(&cause);
        }
    }
    text
}

impl From<OfficeError> for Failure {
    fn from(error: OfficeError) -> Self {
        match error {
            OfficeError::Invalid(fields) => {
                let fields: Vec<String> = fields
                    .iter()
                    .map(|field| format!("field `{}`: {}", field.field, field.message))
                    .collect();
                Self::mistake(fields.join("; "))
            }
            OfficeError::Store(error) => error.into(),
            absent @ OfficeError::Search(_) => {
                Self::mistaken(absent).hint("`huiyin search rebuild` builds the index from the record")
            }
            mistake @ (OfficeError::NotFound { .. }
            | OfficeError::Denied { .. }
            | OfficeError::Refused { .. }
            | OfficeError::Stale { .. }
            | OfficeError::Conflict) => Self::mistaken(mistake),
            other => Self::broken(other),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            owned @ StoreError::Locked { .. } => Self::Owned(owned),
            other => Self::broken(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_that_its_error_repeats_is_printed_once() {
        let error = anyhow::anyhow!("line 3: no date").context("`a.csv` cannot be read: line 3: no date");
        let failure = Failure::mistaken(error.context("failed to import")).hint("see the file");
        assert_eq!(
            failure.message().unwrap(),
            "error: failed to import: `a.csv` cannot be read: line 3: no date\n\nhint: see the file"
        );
        assert_eq!(failure.exit_code(), 2);
    }

    #[test]
    fn a_failed_check_and_a_closed_pipe_say_nothing() {
        assert_eq!((Failure::Check.message(), Failure::Check.exit_code()), (None, 1));
        assert_eq!((Failure::Unread.message(), Failure::Unread.exit_code()), (None, 0));
    }
}
