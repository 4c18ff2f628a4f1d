//! Attachments: sealed in files beside the database, named and committed to in the record.

use std::io::{Cursor, Read};
use std::sync::{Arc, PoisonError};

use domain::id::{Actor, BlobId, Commitment, Number};
use domain::matter::{Case, Command, Entry, Event};
use store::{Change, SealedItem, Series, StoredEvent};
use vault::{Aad, BlobStore, Salt};

use crate::act::owner;
use crate::suspicious::suspicion;
use crate::words::vault_error;
use crate::{Acted, Caller, FieldError, Office, OfficeError, UnmaskReason};

/// The largest attachment, in bytes.
pub const ATTACHMENT_BYTES_MAX: usize = 20 * 1024 * 1024;

/// Files a person may send at once.
const SENT_FILES_MAX: usize = 10;
/// Files a case takes from outside.
const CASE_FILES_MAX: usize = 50;
/// What they may hold together, in bytes.
const CASE_FILE_BYTES_MAX: u64 = 200 * 1024 * 1024;

/// What attachments may be, by the bytes they begin with: what a name or a header claims is not believed.
const TYPES: [(&[u8], &str); 6] = [
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"RIFF", "audio/wav"),
    (b"ID3", "audio/mpeg"),
    (b"PK\x03\x04", "application/zip"),
];

/// An attachment as it was sent.
#[derive(Debug, Clone)]
pub struct AttachmentInput {
    /// Its name.
    pub name: String,
    /// Its content.
    pub content: Vec<u8>,
}

/// An attachment, opened.
#[derive(Debug, Clone)]
pub struct Attachment {
    /// Its name.
    pub name: String,
    /// Its media type, found from its content.
    pub media_type: String,
    /// Its content.
    pub content: Vec<u8>,
}

impl Office {
    /// Attaches a file to a case. The sealed file is on disk before the record speaks of it.
    pub async fn attach(
        &self,
        caller: &Caller,
        number: &Number,
        expected: Option<u32>,
        input: AttachmentInput,
    ) -> Result<Acted, OfficeError> {
        if let Some(acted) = self.done_before(caller)? {
            return Ok(acted);
        }
        let media_type = media_type(&input)?;
        let (case, row) = self.load_as_read(caller, number, expected).await?;
        caller.require_step(domain::matter::Step::Attach, &case, &self.organisation().tree)?;
        let (command, changes) = self.seal_file(&case, input, media_type).await?;
        let decided = self.decide(caller, &case, &row, &[command], changes)?;
        self.record(caller, decided, row).await
    }

    /// Adds what a person writes and sends to their own case, all in one append; for somebody who has shown the query
    /// code before. A code in the wrong hands must not fill the disk: a case takes so many files from outside and no more.
    pub async fn add_material(
        &self,
        number: &Number,
        words: String,
        files: Vec<AttachmentInput>,
    ) -> Result<(), OfficeError> {
        let types = files.iter().map(media_type).collect::<Result<Vec<_>, _>>()?;
        let caller = Caller::consumer();
        let (case, entries) = self.fold(number.case_id()).await?;
        check_room(&entries, &files)?;
        let row = self.store.case_row(case.case_id).await?.ok_or(OfficeError::NotFound { what: "case" })?;
        let words = vec![Command::ReceiveMaterial { text: words }];
        let (mut commands, mut changes) = self.seal_commands(&case, words).await?;
        // A case that takes nothing more leaves no file behind.
        self.decide(&caller, &case, &row, &commands, Vec::new())?;
        for (file, media_type) in files.into_iter().zip(types) {
            let (command, more) = self.seal_file(&case, file, media_type).await?;
            commands.push(command);
            changes.extend(more);
        }
        let (_, append, _) = self.decide(&caller, &case, &row, &commands, changes)?;
        self.store.append(append).await?;
        Ok(())
    }

    /// Whether a file would be taken: its size, name and content.
    pub fn check_attachment(&self, input: &AttachmentInput) -> Result<(), OfficeError> {
        media_type(input).map(|_| ())
    }

    /// Seals a file on disk and makes the command that records it.
    async fn seal_file(
        &self,
        case: &Case,
        input: AttachmentInput,
        media_type: &'static str,
    ) -> Result<(Command, Vec<Change>), OfficeError> {
        let person = owner(case);
        let mut sealing = self.sealing(person, case.case_id, 2).await?;
        let name = sealing.words("file_name", &input.name)?;
        let key = self.person_key(person, &sealing).await?;

        let blob = BlobId(self.store.allocate(Series::Blob, 1).await?);
        let bytes = input.content.len() as u64;
        let (person, reference) = (person.to_string(), reference_of(case, blob));
        let mut randomness = self.randomness();
        let salt = Salt::generate(&mut randomness);
        let aad = Aad { person: &person, field: "attachment", reference: &reference };
        let sealed = self.blobs()?.put(&file_of(blob), |writer| {
            key.seal_blob(&aad, &salt, Cursor::new(&input.content), writer, &mut randomness)
        });
        let commitment = Commitment(sealed.map_err(vault_error)?.commitment.0);
        let command = Command::Attach { blob, name, media_type: media_type.to_owned(), bytes, commitment };
        Ok((command, sealing.changes))
    }

    /// Opens an attachment for somebody who may see personal data in full; the look is recorded.
    pub async fn attachment(
        &self,
        caller: &Caller,
        number: &Number,
        blob: BlobId,
        reason: UnmaskReason,
    ) -> Result<Attachment, OfficeError> {
        let (case, _) = self.load(caller, number).await?;
        caller.require_unmask(&case, &self.organisation().tree)?;
        let not_found = || OfficeError::NotFound { what: "attachment" };
        let (_, entries) = self.fold(case.case_id).await?;
        let found = entries.iter().find_map(|(_, entry)| match &entry.event {
            Event::Attached { blob: attached, name, media_type, .. } if *attached == blob => {
                Some((*name, media_type.clone()))
            }
            _ => None,
        });
        let (name, media_type) = found.ok_or_else(not_found)?;
        self.record_look(caller, &case, vec![format!("attachment:{blob}")], reason).await?;

        let person = owner(&case);
        let row = self.store.person_key(person).await?.ok_or_else(not_found)?;
        let key = self.keys().unwrap(&person.to_string(), &row.wrapped).map_err(vault_error)?;
        let (person, reference) = (person.to_string(), reference_of(&case, blob));
        let aad = Aad { person: &person, field: "attachment", reference: &reference };
        let mut content = Vec::new();
        let mut sealed = self.blobs()?.get(&file_of(blob)).map_err(vault_error)?;
        key.open_blob(&aad, Read::by_ref(&mut sealed), &mut content).map_err(vault_error)?;
        let item: Option<SealedItem> = self.store.sealed_item(name.text_id).await?;
        let opened = self.open_items(item.into_iter().collect()).await?;
        let name = opened.into_values().next().map(|opened| opened.words).unwrap_or_default();
        Ok(Attachment { name, media_type, content })
    }

    /// Deletes sealed files; those that are gone already are no fault.
    pub(crate) fn blobs_delete(&self, blobs: &[BlobId]) -> Result<(), OfficeError> {
        for blob in blobs {
            match self.blobs()?.delete(&file_of(*blob)) {
                Ok(()) | Err(vault::BlobError::NotFound(_)) => {}
                Err(error) => return Err(vault_error(error)),
            }
        }
        Ok(())
    }

    fn blobs(&self) -> Result<Arc<BlobStore>, OfficeError> {
        let mut opened = self.blobs.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(blobs) = &*opened {
            return Ok(Arc::clone(blobs));
        }
        let blobs = Arc::new(BlobStore::open(&self.data_dir.join("attachments")).map_err(vault_error)?);
        *opened = Some(Arc::clone(&blobs));
        Ok(blobs)
    }

    /// A person's key: the one just made with this append, or the stored one.
    async fn person_key(
        &self,
        person: domain::id::PersonId,
        sealing: &crate::words::Sealing,
    ) -> Result<vault::PersonKey, OfficeError> {
        let made = sealing.changes.iter().find_map(|change| match change {
            Change::PersonKey(row) => Some(row.clone()),
            _ => None,
        });
        let row = match made {
            Some(row) => Some(row),
            None => self.store.person_key(person).await?,
        };
        let row = row.ok_or(OfficeError::NotFound { what: "person" })?;
        self.keys().unwrap(&person.to_string(), &row.wrapped).map_err(vault_error)
    }
}

/// Refuses files from outside that a case has no room for.
fn check_room(entries: &[(StoredEvent, Entry)], files: &[AttachmentInput]) -> Result<(), OfficeError> {
    let consumer = Actor::Consumer.to_string();
    let held = entries.iter().filter(|(_, entry)| entry.actor == consumer);
    let (count, bytes) = held.fold((0, 0), |(count, sum), (_, entry)| match &entry.event {
        Event::Attached { bytes, .. } => (count + 1, sum + bytes),
        _ => (count, sum),
    });
    let adding: u64 = files.iter().map(|file| file.content.len() as u64).sum();
    let fits = files.len() <= SENT_FILES_MAX
        && count + files.len() <= CASE_FILES_MAX
        && bytes + adding <= CASE_FILE_BYTES_MAX;
    if files.is_empty() || fits {
        return Ok(());
    }
    let message = format!(
        "at most {SENT_FILES_MAX} files at once, and {CASE_FILES_MAX} files of {} MiB together in a case",
        CASE_FILE_BYTES_MAX >> 20
    );
    Err(OfficeError::Invalid(vec![FieldError::new("file", "files_too_many", message)]))
}

/// The name of an attachment's file.
fn file_of(blob: BlobId) -> String {
    format!("blob-{blob}")
}

/// What an attachment is bound to when it is sealed: it opens in its own case and in no other.
fn reference_of(case: &Case, blob: BlobId) -> String {
    format!("case-{}/{}", case.case_id, file_of(blob))
}

/// The media type of a file, from its content; text is what is valid UTF-8 without control characters. What looks harmful has
/// none.
fn media_type(input: &AttachmentInput) -> Result<&'static str, OfficeError> {
    let refuse = |code: &str, message: &str| {
        Err(OfficeError::Invalid(vec![FieldError::new("file", code, format!("`{}`: {message}", input.name))]))
    };
    if input.content.is_empty() {
        return refuse("file_empty", "the file is empty");
    }
    if input.content.len() > ATTACHMENT_BYTES_MAX {
        return refuse("file_too_large", "at most 20 MiB");
    }
    if input.name.trim().is_empty() || input.name.chars().count() > 200 {
        return refuse("file_name", "a file name has 1 to 200 characters");
    }
    let Some(media_type) = type_of(&input.content) else {
        return refuse("file_type", "PDF, PNG, JPEG, WAV, MP3, ZIP (also DOCX, XLSX) or plain text");
    };
    match suspicion(&input.name, &input.content, media_type) {
        Some((code, message)) => refuse(code, message),
        None => Ok(media_type),
    }
}

fn type_of(content: &[u8]) -> Option<&'static str> {
    let plain =
        |text: &str| !text.chars().any(|letter| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t'));
    match TYPES.iter().find(|(start, _)| content.starts_with(start)) {
        Some((_, media_type)) => Some(media_type),
        None => std::str::from_utf8(content).is_ok_and(plain).then_some("text/plain"),
    }
}
