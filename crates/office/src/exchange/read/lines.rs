//! The lines of a text file, decoded. Which of the two encodings it is shows at the first letter beyond ASCII, from what
//! has been read ahead at that point.

use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GB18030, GBK, UTF_8};

use super::ROW_BYTES_MAX;

/// How much is read ahead, and so how much the encoding is judged by.
const AHEAD_BYTES: usize = 256 << 10;

/// A line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// Its number, from 1.
    pub number: u64,
    /// Its letters with the line break, if it has one.
    pub text: String,
    /// What is wrong with it.
    pub fault: Option<String>,
}

/// Why there is no next line.
#[derive(Debug)]
pub(super) enum LinesError {
    Io(io::Error),
    /// The encoding it looks like instead.
    Encoding(String),
}

/// The lines of a file.
pub(super) struct Lines<R> {
    source: BufReader<R>,
    encoding: Option<&'static Encoding>,
    number: u64,
    bytes: u64,
    /// Lines to be read again, the next one first.
    again: VecDeque<Line>,
    raw: Vec<u8>,
}

impl<R: Read> Lines<R> {
    pub fn new(source: R) -> Self {
        Self {
            source: BufReader::with_capacity(AHEAD_BYTES, source),
            encoding: None,
            number: 0,
            bytes: 0,
            again: VecDeque::new(),
            raw: Vec::new(),
        }
    }

    /// How many bytes have been read.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Gives lines back, to be read again in their order.
    pub fn give_back(&mut self, lines: impl DoubleEndedIterator<Item = Line>) {
        lines.rev().for_each(|line| self.again.push_front(line));
    }

    /// The next line; none at the end of the file.
    pub fn next(&mut self) -> Result<Option<Line>, LinesError> {
        if let Some(line) = self.again.pop_front() {
            return Ok(Some(line));
        }
        let too_long = self.read_raw().map_err(LinesError::Io)?;
        if self.raw.is_empty() {
            return Ok(None);
        }
        self.number += 1;
        let mut raw = self.raw.as_slice();
        if self.number == 1 {
            if let [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] = raw {
                return Err(LinesError::Encoding("UTF-16".to_owned()));
            }
            if let Some(rest) = raw.strip_prefix(b"\xEF\xBB\xBF") {
                self.encoding = Some(UTF_8);
                raw = rest;
            }
        }
        if self.encoding.is_none() && !raw.is_ascii() {
            self.encoding =
                Some(encoding_of(&[raw, self.source.buffer()].concat()).map_err(LinesError::Encoding)?);
        }
        let encoding = self.encoding.unwrap_or(UTF_8);
        let (text, malformed) = encoding.decode_without_bom_handling(raw);
        let fault = if too_long {
            Some(format!("the line is longer than {ROW_BYTES_MAX} bytes"))
        } else if malformed {
            Some(format!(
                "the line has bytes that are not {}",
                if encoding == GB18030 { "GB18030" } else { "UTF-8" }
            ))
        } else {
            None
        };
        Ok(Some(Line { number: self.number, text: text.into_owned(), fault }))
    }

    /// Reads bytes up to and with the line break. Both encodings use that byte for nothing else. Of a line that is too
    /// long the rest is passed over; returns whether that was so.
    fn read_raw(&mut self) -> io::Result<bool> {
        self.raw.clear();
        let mut too_long = false;
        loop {
            let ahead = match self.source.fill_buf() {
                Ok(ahead) => ahead,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            let (taken, ended) = match ahead.iter().position(|byte| *byte == b'\n') {
                Some(position) => (position + 1, true),
                None => (ahead.len(), ahead.is_empty()),
            };
            if self.raw.len() + taken > ROW_BYTES_MAX {
                too_long = true;
            } else {
                self.raw.extend_from_slice(&ahead[..taken]);
            }
            self.source.consume(taken);
            self.bytes += taken as u64;
            if ended {
                return Ok(too_long);
            }
        }
    }
}

/// The encoding of a text of which this is a piece that begins with a line.
///
/// A file of the one encoding with a damaged line must not be taken for the other, so most lines decide; only then is
/// the piece compared with what encodings look like.
fn encoding_of(sample: &[u8]) -> Result<&'static Encoding, String> {
    // The last line may be cut in the middle of a letter.
    let whole = sample.iter().rposition(|byte| *byte == b'\n').map_or(sample, |end| &sample[..end]);
    let beyond_ascii = || whole.split(|byte| *byte == b'\n').filter(|line| !line.is_ascii());
    let utf8 = beyond_ascii().filter(|line| std::str::from_utf8(line).is_ok()).count();
    if utf8 * 2 > beyond_ascii().count() {
        return Ok(UTF_8);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(whole, false);
    let guess = detector.guess(Some(b"cn"), Utf8Detection::Deny);
    if guess == GBK || guess == GB18030 {
        return Ok(GB18030);
    }
    // A few words alone often look Western; what is good GB18030 throughout is that, since nothing Western is read here.
    let (_, malformed) = GB18030.decode_without_bom_handling(whole);
    if guess.is_single_byte() && !malformed { Ok(GB18030) } else { Err(guess.name().to_owned()) }
}
