//! Sealing attachments of any size, chunk by chunk, in constant memory.
//!
//! Layout: `"HYB" ‖ version ‖ cipher ‖ 32-byte file salt`, then chunks of 64 KiB, each followed by its tag; only the
//! last may be shorter. Every file has its own key, derived from the person's key, the salt and the [`Aad`]. The nonce of a chunk
//! is its number and a byte that says whether it is the last (the STREAM construction of Hoang, Reyhanitabar, Rogaway
//! and Vizár, CRYPTO 2015): chunks cannot be dropped, repeated, exchanged or taken from another file.

use std::io::{self, Read, Write};

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::aead::{Aead, NONCE_LENGTH, TAG_LENGTH};
use crate::commitment::{Commitment, Salt};
use crate::person_key::{Aad, PersonKey};
use crate::suite::Cipher;

/// Bytes of plaintext in a chunk.
const CHUNK_LENGTH: usize = 64 * 1024;
/// What a blob begins with; the last byte is the version.
const MAGIC: [u8; 4] = *b"HYB\x01";
const FILE_SALT_LENGTH: usize = 32;
const HEADER_LENGTH: usize = MAGIC.len() + 1 + FILE_SALT_LENGTH;

/// What is known of an attachment once it is sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedBlob {
    /// Bytes of plaintext.
    pub length: u64,
    /// The hash of the plaintext. It would let one recognise a known document: keep it sealed, out of events.
    pub digest: [u8; 32],
    /// The salted commitment to the plaintext, which may stand in an event.
    pub commitment: Commitment,
}

impl PersonKey {
    /// Seals all of `plain` into `sealed`, under the commitment salt `salt`.
    ///
    /// # Errors
    /// When reading or writing fails.
    pub fn seal_blob(
        &self,
        aad: &Aad<'_>,
        salt: &Salt,
        mut plain: impl Read,
        mut sealed: impl Write,
        random: &mut (impl CryptoRng + ?Sized),
    ) -> Result<SealedBlob, BlobError> {
        let cipher = self.suite().cipher;
        let mut file_salt = [0; FILE_SALT_LENGTH];
        random.fill_bytes(&mut file_salt);
        let header = header(cipher, &file_salt);
        sealed.write_all(&header).map_err(BlobError::Write)?;
        let aead = self.file_aead(cipher, &header, aad);

        let mut length = 0;
        let mut hash = self.suite().hasher.start();
        let mut committing = hash.clone();
        committing.update(salt.as_bytes());
        for_each_chunk(&mut plain, CHUNK_LENGTH, |number, last, chunk| {
            hash.update(chunk);
            committing.update(chunk);
            length += chunk.len() as u64;
            let tag = aead
                .seal(&nonce(number, last), &[], chunk)
                .map_err(|_| BlobError::Rejected { chunk: number })?;
            sealed.write_all(chunk).and_then(|()| sealed.write_all(&tag)).map_err(BlobError::Write)
        })?;
        sealed.flush().map_err(BlobError::Write)?;
        Ok(SealedBlob { length, digest: hash.finish(), commitment: Commitment(committing.finish()) })
    }

    /// Opens all of `sealed` into `plain` and returns the number of bytes. Every chunk is checked before it is written;
    /// but only at the end is it known that nothing is missing, so on an error what was written is to be thrown away.
    ///
    /// # Errors
    /// When the blob is not one, was altered, cut off or put together anew, or was sealed under another key or for
    /// another person, field or reference; when reading or writing fails.
    pub fn open_blob(
        &self,
        aad: &Aad<'_>,
        mut sealed: impl Read,
        mut plain: impl Write,
    ) -> Result<u64, BlobError> {
        let mut header = [0; HEADER_LENGTH];
        let found = fill(&mut sealed, &mut header).map_err(BlobError::Read)?;
        if found < HEADER_LENGTH || !header.starts_with(&MAGIC) {
            return Err(BlobError::NotBlob);
        }
        let code = header[MAGIC.len()];
        let cipher = Cipher::from_code(code).ok_or(BlobError::Cipher(code))?;
        let aead = self.file_aead(cipher, &header, aad);

        let mut length = 0;
        for_each_chunk(&mut sealed, CHUNK_LENGTH + TAG_LENGTH, |number, last, chunk| {
            let rejected = || BlobError::Rejected { chunk: number };
            let end = chunk.len().checked_sub(TAG_LENGTH).ok_or_else(rejected)?;
            let (data, tag) = chunk.split_at_mut(end);
            let tag = (&*tag).try_into().map_err(|_| rejected())?;
            aead.open(&nonce(number, last), &[], data, tag).map_err(|_| rejected())?;
            length += data.len() as u64;
            plain.write_all(data).map_err(BlobError::Write)
        })?;
        plain.flush().map_err(BlobError::Write)?;
        Ok(length)
    }

    fn file_aead(&self, cipher: Cipher, header: &[u8; HEADER_LENGTH], aad: &Aad<'_>) -> Aead {
        let mut context = header.to_vec();
        aad.append_to(&mut context);
        Aead::derive(cipher, self.secret(), "blob", &context)
    }
}

fn header(cipher: Cipher, file_salt: &[u8; FILE_SALT_LENGTH]) -> [u8; HEADER_LENGTH] {
    let mut header = [0; HEADER_LENGTH];
    header[..MAGIC.len()].copy_from_slice(&MAGIC);
    header[MAGIC.len()] = cipher.code();
    header[MAGIC.len() + 1..].copy_from_slice(file_salt);
    header
}

/// Three zero bytes, the number of the chunk, and 1 for the last chunk.
fn nonce(number: u64, last: bool) -> [u8; NONCE_LENGTH] {
    let mut nonce = [0; NONCE_LENGTH];
    nonce[3..11].copy_from_slice(&number.to_be_bytes());
    nonce[11] = u8::from(last);
    nonce
}

/// Cuts a stream into chunks of `size` bytes, the last one shorter or, for an empty stream, empty.
fn for_each_chunk(
    reader: &mut impl Read,
    size: usize,
    mut work: impl FnMut(u64, bool, &mut [u8]) -> Result<(), BlobError>,
) -> Result<(), BlobError> {
    let mut current = Zeroizing::new(vec![0; size]);
    let mut ahead = Zeroizing::new(vec![0; size]);
    let mut length = fill(reader, &mut current).map_err(BlobError::Read)?;
    for number in 0.. {
        // Whether a full chunk is the last is known only from what follows it.
        let following = if length == size { fill(reader, &mut ahead).map_err(BlobError::Read)? } else { 0 };
        work(number, following == 0, &mut current[..length])?;
        if following == 0 {
            break;
        }
        std::mem::swap(&mut current, &mut ahead);
        length = following;
    }
    Ok(())
}

/// Reads until the buffer is full or the stream ends.
fn fill(reader: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut length = 0;
    while length < buffer.len() {
        match reader.read(&mut buffer[length..]) {
            Ok(0) => break,
            Ok(read) => length += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(length)
}

/// Why an attachment could not be sealed, stored or opened.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// The source cannot be read.
    #[error("failed to read the attachment")]
    Read(#[source] io::Error),
    /// The target cannot be written.
    #[error("failed to write the attachment")]
    Write(#[source] io::Error),
    /// The file is something else, or of another version.
    #[error("the file is not a sealed attachment of version 1")]
    NotBlob,
    /// It names no cipher.
    #[error("the sealed attachment has cipher {0}: expected 1 (AES-256-GCM) or 2 (SM4-GCM)")]
    Cipher(u8),
    /// A chunk's tag does not fit.
    #[error(
        "the sealed attachment does not open at chunk {chunk}: it was altered, cut off or reordered, belongs elsewhere, or was sealed under another key"
    )]
    Rejected {
        /// Which chunk, counted from 0.
        chunk: u64,
    },
    /// The identifier cannot be a file name.
    #[error("`{0}` is not the identifier of a blob: expected 1 to 100 letters, digits, `-` and `_`")]
    Identifier(String),
    /// There is one already.
    #[error("the blob `{0}` exists already")]
    Exists(String),
    /// There is none.
    #[error("the blob `{0}` does not exist")]
    NotFound(String),
    /// The folder cannot be used.
    #[error("failed to use the blob folder `{path}`")]
    Folder {
        /// The folder or file.
        path: String,
        /// Why.
        source: io::Error,
    },
}
