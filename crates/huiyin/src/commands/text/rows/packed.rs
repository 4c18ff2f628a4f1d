//! Compressed files: their name says how, and they are unpacked while they are read.

use std::fs::File;
use std::io::{self, Read};

use flate2::read::MultiGzDecoder;

/// How a file is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    /// Not at all.
    None,
    /// `.gz`, of several parts perhaps.
    Gzip,
    /// `.zst`.
    Zstandard,
}

impl Packing {
    /// How a file of this name is compressed, and the name without that ending.
    pub fn of(name: &str) -> (Self, &str) {
        let without = |ending: &str| {
            let at = name.len().checked_sub(ending.len())?;
            let ends = name.get(at..).is_some_and(|found| found.eq_ignore_ascii_case(ending));
            name.get(..at).filter(|_| ends)
        };
        match (without(".gz"), without(".zst")) {
            (Some(plain), _) => (Self::Gzip, plain),
            (_, Some(plain)) => (Self::Zstandard, plain),
            _ => (Self::None, name),
        }
    }

    /// The file unpacked.
    pub fn open(self, file: File) -> io::Result<Box<dyn Read>> {
        Ok(match self {
            Self::None => Box::new(file),
            Self::Gzip => Box::new(MultiGzDecoder::new(io::BufReader::with_capacity(1 << 16, file))),
            Self::Zstandard => Box::new(zstd::Decoder::new(file)?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_says_how() {
        assert_eq!(Packing::of("a.csv.gz"), (Packing::Gzip, "a.csv"));
        assert_eq!(Packing::of("词.jsonl.ZST"), (Packing::Zstandard, "词.jsonl"));
        assert_eq!(Packing::of("词"), (Packing::None, "词"));
        assert_eq!(Packing::of(""), (Packing::None, ""));
    }
}
