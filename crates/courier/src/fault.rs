//! Why something was not taken, in a word that may be kept and shown: no address, no content, no words of the other side.

use std::fmt;

/// What kept a message from being taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// Nothing is set up that could carry it.
    NotConfigured,
    /// The other side cannot be reached, or hung up.
    Unreachable,
    /// It did not answer in time.
    Timeout,
    /// No trusted connection came about: certificate or protocol.
    Untrusted,
    /// It answered no.
    Refused,
    /// It answered something that cannot be read.
    Unreadable,
    /// The address cannot be one.
    Address,
    /// Its host is not among those that may be called.
    NotAllowed,
    /// The folder takes no file.
    Folder,
}

impl FaultKind {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::NotConfigured,
        Self::Unreachable,
        Self::Timeout,
        Self::Untrusted,
        Self::Refused,
        Self::Unreadable,
        Self::Address,
        Self::NotAllowed,
        Self::Folder,
    ];

    /// The word it is kept and shown under.
    pub fn word(self) -> &'static str {
        match self {
            Self::NotConfigured => "not_configured",
            Self::Unreachable => "unreachable",
            Self::Timeout => "timeout",
            Self::Untrusted => "untrusted",
            Self::Refused => "refused",
            Self::Unreadable => "unreadable",
            Self::Address => "address",
            Self::NotAllowed => "not_allowed",
            Self::Folder => "folder",
        }
    }
}

/// Why a message was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub struct Fault {
    /// In a word.
    pub kind: FaultKind,
    /// The status the other side answered with, where it did: of HTTP or SMTP.
    pub status: Option<u16>,
    /// Whether it will be the same however often it is tried.
    pub lasts: bool,
}

impl Fault {
    /// One that may pass.
    pub fn passing(kind: FaultKind) -> Self {
        Self { kind, status: None, lasts: false }
    }

    /// One that stays.
    pub fn lasting(kind: FaultKind) -> Self {
        Self { kind, status: None, lasts: true }
    }

    /// An answer that was no. Of HTTP: what the other side says is wrong with the message stays wrong (4xx), but for
    /// asking to wait (408, 425, 429); all else may pass.
    pub(crate) fn of_status(status: u16) -> Self {
        let lasts = (400..500).contains(&status) && ![408, 425, 429].contains(&status);
        Self { kind: FaultKind::Refused, status: Some(status), lasts }
    }
}

/// `refused 503`: the word, and the status where there is one.
impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.status {
            Some(status) => write!(formatter, "{} {status}", self.kind.word()),
            None => formatter.write_str(self.kind.word()),
        }
    }
}
