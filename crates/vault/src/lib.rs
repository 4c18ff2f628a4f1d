//! Keys, sealing of personal data, blind indexes and sealed attachments.
//!
//! It knows no database, no case and no event: sealed bytes, wrapped keys and tags go back to the caller, who stores
//! them. It reads and writes two kinds of file only: secret files ([`secret_file`]) and blobs ([`BlobStore`]).
//! Randomness is a parameter; there is no clock.
//!
//! ```text
//! key file, outside the database      database                          events
//! ─────────────────────────────       ────────────────────────────      ─────────────────
//! master key ──wraps──────────────▶   wrapped person key
//!                                       └─seals─▶ text with its salt     commitment
//!                                       └─seals─▶ attachment (a file)    commitment
//! index key ──HMAC per field──────▶   tag (blind index)
//! ```
//!
//! - [`KeyRing`] holds master and index keys by generation. [`KeyRing::wrap`] ties a person's key to the person.
//! - [`PersonKey`] seals with [`Aad`] (person, field, reference): a sealed value moved to another row does not open.
//! - [`commit`] gives `H(32-byte salt ‖ text)`, which may stand in an event; the salt is sealed with the text, and
//!   whoever is shown salt and text can check the event.
//! - [`BlindIndex`] finds a person by phone or identity number without the database knowing either.
//!
//! **Erasure** is the caller deleting the wrapped key of the person, and their tags, from the database and, after its
//! stated time, from the separate backup of person keys. From then on nothing sealed under that key opens, in any
//! copy; and a commitment in the events means nothing, because its salt was sealed too. Sealed rows and blobs may be
//! removed at leisure.

mod aead;
mod blind_index;
mod blob;
mod blob_store;
mod commitment;
mod key_file;
mod key_ring;
mod person_key;
pub mod secret_file;
mod suite;

pub use blind_index::{BlindIndex, Field, Tag};
pub use blob::{BlobError, SealedBlob};
pub use blob_store::BlobStore;
pub use commitment::{Commitment, Salt, commit};
pub use key_file::ParseKeysError;
pub use key_ring::{KeyRing, LoadKeysError};
pub use person_key::{Aad, OpenError, OpenedText, PersonKey, SealError, SealedText};
pub use secret_file::SecretFileError;
pub use suite::{Cipher, Hasher, Suite};
pub use zeroize::Zeroizing;
