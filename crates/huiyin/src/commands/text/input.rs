//! Where the commands on texts read from: a file or standard input, in UTF-8 or GB18030, as a stream.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use encoding_rs::{Decoder, GB18030, UTF_8};

use super::rows::Packing;
use crate::console::Console;
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;

/// How much is read at once, in bytes.
const BLOCK_LEN: usize = 64 * 1024;

/// What to read, and how it is encoded.
#[derive(Debug, Args)]
pub struct Input {
    /// The file, also as .gz or .zst; standard input where it is left out or `-`
    file: Option<PathBuf>,
    /// How the text is encoded; `auto` takes GB18030 where the beginning is no UTF-8
    #[arg(long, default_value = "auto")]
    encoding: Encoding,
}

/// An encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Encoding {
    /// UTF-8, or GB18030 where the first 64 KiB are no UTF-8.
    Auto,
    /// UTF-8.
    #[value(name = "utf-8")]
    Utf8,
    /// GB18030, which holds GBK and GB2312.
    Gb18030,
}

impl Input {
    /// What is read, as messages name it.
    pub fn name(&self) -> String {
        self.path().map_or_else(|| "standard input".to_owned(), |path| format!("`{}`", path.display()))
    }

    /// The file, where it is none of standard input.
    pub fn path(&self) -> Option<&Path> {
        self.file.as_deref().filter(|path| *path != Path::new("-"))
    }

    /// How it is encoded.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// Opens it. What comes out is UTF-8; bytes that are no character come out as U+FFFD and are counted.
    pub fn open(&self, shell: &Shell) -> Outcome<Decoded> {
        let source: Box<dyn Read> = match self.path() {
            Some(path) => {
                let (packing, _) = Packing::of(path.to_str().unwrap_or_default());
                let opened = File::open(shell.path(path)).and_then(|file| packing.open(file));
                opened.map_err(|error| self.unreadable(error))?
            }
            None => Box::new(io::stdin().lock()),
        };
        Ok(Decoded::new(source, self.encoding))
    }

    /// The failure to read it.
    pub fn unreadable(&self, error: io::Error) -> Failure {
        Failure::mistake(error).context(format!("failed to read {}", self.name()))
    }

    /// Tells what could not be read as characters.
    pub fn note_replaced(&self, replaced: u64, console: &mut dyn Console) {
        if 0 < replaced {
            console.note(&format!(
                "{} has {replaced} places that are no characters of its encoding and stand as U+FFFD in the result; \
                 if there are many, give `--encoding gb18030` or `--encoding utf-8`",
                self.name()
            ));
        }
    }
}

/// A stream of bytes as UTF-8.
pub struct Decoded {
    source: Box<dyn Read>,
    encoding: Encoding,
    decoder: Option<Decoder>,
    block: Vec<u8>,
    ready: String,
    given: usize,
    ended: bool,
    replaced: u64,
}

impl Decoded {
    /// Of bytes in an encoding.
    pub fn new(source: Box<dyn Read>, encoding: Encoding) -> Self {
        Self {
            source,
            encoding,
            decoder: None,
            block: vec![0; BLOCK_LEN],
            ready: String::new(),
            given: 0,
            ended: false,
            replaced: 0,
        }
    }

    /// How many places were no characters so far.
    pub fn replaced(&self) -> u64 {
        self.replaced
    }

    /// Reads the next block and decodes it.
    fn fill(&mut self) -> io::Result<()> {
        let len = read_full(&mut self.source, &mut self.block)?;
        let block = self.block.get(..len).unwrap_or_default();
        self.ended = len < BLOCK_LEN;
        let decoder = self.decoder.get_or_insert_with(|| {
            let encoding = match self.encoding {
                Encoding::Auto if is_utf8(block) => UTF_8,
                Encoding::Utf8 => UTF_8,
                Encoding::Auto | Encoding::Gb18030 => GB18030,
            };
            encoding.new_decoder_with_bom_removal()
        });
        self.ready.clear();
        self.given = 0;
        let mut at = 0;
        loop {
            let room = decoder.max_utf8_buffer_length_without_replacement(len - at).unwrap_or(4 * BLOCK_LEN);
            self.ready.reserve(room + 16);
            let (result, read) = decoder.decode_to_string_without_replacement(
                block.get(at..).unwrap_or_default(),
                &mut self.ready,
                self.ended,
            );
            at += read;
            match result {
                encoding_rs::DecoderResult::InputEmpty => return Ok(()),
                encoding_rs::DecoderResult::OutputFull => {}
                encoding_rs::DecoderResult::Malformed(..) => {
                    self.replaced += 1;
                    self.ready.push(char::REPLACEMENT_CHARACTER);
                }
            }
        }
    }
}

impl Read for Decoded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.ready.len() && !self.ended {
            self.fill()?;
        }
        let rest = self.ready.as_bytes().get(self.given..).unwrap_or_default();
        let len = rest.len().min(buffer.len());
        buffer[..len].copy_from_slice(&rest[..len]);
        self.given += len;
        Ok(len)
    }
}

/// Fills the block as far as the source goes.
fn read_full(source: &mut dyn Read, block: &mut [u8]) -> io::Result<usize> {
    let mut len = 0;
    while len < block.len() {
        match source.read(&mut block[len..]) {
            Ok(0) => break,
            Ok(count) => len += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(len)
}

/// Whether the beginning of a text is UTF-8; its last character may be cut.
fn is_utf8(block: &[u8]) -> bool {
    match std::str::from_utf8(block) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none() && block.len() == BLOCK_LEN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8], encoding: Encoding) -> (String, u64) {
        let mut decoded = Decoded::new(Box::new(io::Cursor::new(bytes.to_vec())), encoding);
        let mut text = String::new();
        decoded.read_to_string(&mut text).unwrap();
        (text, decoded.replaced())
    }

    #[test]
    fn both_encodings_are_read_across_blocks_and_bad_bytes_are_counted() {
        let text = "卡号尾号1234，𠮷㐂\n".repeat(10_000);
        assert_eq!(decoded(text.as_bytes(), Encoding::Auto), (text.clone(), 0));
        let (gb18030, _, _) = GB18030.encode(&text);
        assert_eq!(decoded(&gb18030, Encoding::Auto), (text, 0));
        assert_eq!(decoded(b"\xef\xbb\xbfa\xff\xfeb", Encoding::Utf8), ("a\u{fffd}\u{fffd}b".to_owned(), 2));
        assert_eq!(decoded("一".as_bytes().get(..2).unwrap(), Encoding::Utf8), ("\u{fffd}".to_owned(), 1));
        assert_eq!(decoded(b"", Encoding::Auto), (String::new(), 0));
    }
}
