//! Requests that may be sent again: the same request under the same key is carried out once, and whoever sends it again
//! learns what came of it (draft-ietf-httpapi-idempotency-key-header).
//!
//! What came of a request is known before it is written, so it is kept in the very transaction that writes the events:
//! there is no moment at which a case exists and its request is forgotten. It is sealed under a secret made from the
//! sender's key and the vault's, because it holds query codes, tokens and masked words; the record alone opens nothing.
//! A refusal wrote nothing and is not kept: the same request is then decided anew.

use std::collections::HashSet;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::SignedDuration;
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::{Append, Appended, Change, DoneRequest, StoreError};
use vault::{Aad, Field, PersonKey, Zeroizing};

use crate::words::vault_error;
use crate::{Caller, FieldError, Office, OfficeError};

/// How long what came of a request is kept, in hours.
pub const DONE_REQUEST_HOURS: i64 = 24;

const KEY: Field = Field::new("done_request_key");
const FINGERPRINT: Field = Field::new("done_request_fingerprint");
/// The two halves of the secret that seals what came of a request.
const SECRET: [Field; 2] = [Field::new("done_request_secret_1"), Field::new("done_request_secret_2")];

/// Stands where the person would: what came of a request belongs to who sent it.
const PLACE: Aad<'_> = Aad { person: "sender", field: "done_request", reference: "" };

/// A request under a key.
#[derive(Debug, Clone, Copy)]
pub struct OnceRequest<'a> {
    /// The address it goes to, `POST /api/v1/cases`. A key counts for one sender at one address.
    pub address: &'a str,
    /// The key the sender chose.
    pub key: &'a str,
    /// All that makes it this request and no other, as a digest or in full. Kept as a keyed digest only.
    pub asked: &'a str,
}

/// The keys of requests this process is working on.
#[derive(Debug, Default)]
pub(crate) struct UnderWay(Arc<Mutex<HashSet<Vec<u8>>>>);

/// Held while a request is under way.
struct Turn {
    all: Arc<Mutex<HashSet<Vec<u8>>>>,
    key: Vec<u8>,
}

impl UnderWay {
    fn begin(&self, key: &[u8]) -> Result<Turn, OfficeError> {
        let mut keys = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match keys.insert(key.to_vec()) {
            true => Ok(Turn { all: Arc::clone(&self.0), key: key.to_vec() }),
            false => Err(OfficeError::UnderWay),
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.all.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.key);
    }
}

/// What a caller carries who asks under a key.
pub(crate) struct Once {
    fingerprint: Vec<u8>,
    seal: PersonKey,
    /// What came of it before, as JSON.
    known: Option<Zeroizing<Vec<u8>>>,
    turn: Turn,
}

impl fmt::Debug for Once {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Once").field("known", &self.known.is_some()).finish_non_exhaustive()
    }
}

impl PartialEq for Once {
    fn eq(&self, other: &Self) -> bool {
        self.turn.key == other.turn.key
    }
}

impl Eq for Once {}

impl Office {
    /// The caller under a key: what they do next is done once.
    ///
    /// # Errors
    /// [`OfficeError::UnderWay`] while the same key is being worked on; [`OfficeError::Invalid`] where another request was
    /// carried out under it.
    pub async fn once(&self, caller: Caller, request: &OnceRequest<'_>) -> Result<Caller, OfficeError> {
        let OnceRequest { address, key, asked } = request;
        let keys = self.keys();
        let place = format!("{}\0{address}\0{key}", caller.actor());
        let turn = self.under_way.begin(&keys.lasting_tag(KEY, &place).0)?;
        let fingerprint = keys.lasting_tag(FINGERPRINT, asked).0.to_vec();
        let mut secret = Zeroizing::new([0; 32]);
        for (half, field) in secret.chunks_exact_mut(16).zip(SECRET) {
            half.copy_from_slice(&keys.lasting_tag(field, &place).0);
        }
        let seal = PersonKey::from_secret(keys.suite(), secret);
        let known = match self.store.done_request(&turn.key, self.surroundings.now()).await? {
            None => None,
            Some(done) if done.fingerprint != fingerprint => {
                let message =
                    "another request was carried out under this key; expected a new key for a new request";
                return Err(OfficeError::Invalid(vec![FieldError::new(
                    "Idempotency-Key",
                    "key_reused",
                    message,
                )]));
            }
            Some(done) => Some(seal.open(&PLACE, &done.sealed).map_err(vault_error)?),
        };
        Ok(caller.under(Arc::new(Once { fingerprint, seal, known, turn })))
    }

    /// What came of the caller's request, where it was carried out before.
    pub(crate) fn done_before<T: DeserializeOwned>(&self, caller: &Caller) -> Result<Option<T>, OfficeError> {
        let Some(known) = caller.once().and_then(|once| once.known.as_ref()) else { return Ok(None) };
        let outcome = serde_json::from_slice(known);
        outcome.map(Some).map_err(|error| OfficeError::Unreadable(format!("a done request: {error}")))
    }

    /// Appends what a caller does, together with what comes of it where they asked under a key.
    pub(crate) async fn commit<T: Serialize>(
        &self,
        caller: &Caller,
        mut append: Append,
        outcome: &T,
    ) -> Result<Appended, OfficeError> {
        if let Some(once) = caller.once() {
            append.changes.push(self.done(once, outcome)?);
        }
        self.store.append(append).await.map_err(|error| match error {
            // Another node was faster, or the first one's sender went away before its end.
            StoreError::Taken { name } if name == "done_requests_key" => OfficeError::UnderWay,
            other => other.into(),
        })
    }

    /// Keeps what came of a request that changed nothing.
    pub(crate) async fn commit_nothing<T: Serialize>(
        &self,
        caller: &Caller,
        outcome: &T,
    ) -> Result<(), OfficeError> {
        if caller.once().is_some() {
            self.commit(caller, Append::default(), outcome).await?;
        }
        Ok(())
    }

    fn done<T: Serialize>(&self, once: &Once, outcome: &T) -> Result<Change, OfficeError> {
        let json = serde_json::to_vec(outcome).map(Zeroizing::new);
        let json = json.map_err(|error| OfficeError::Unreadable(error.to_string()))?;
        let sealed = once.seal.seal(&PLACE, &json, &mut self.randomness()).map_err(vault_error)?;
        let done_at = self.surroundings.now();
        Ok(Change::Done(DoneRequest {
            key: once.turn.key.clone(),
            fingerprint: once.fingerprint.clone(),
            sealed,
            done_at,
            expires_at: done_at + SignedDuration::from_hours(DONE_REQUEST_HOURS),
        }))
    }
}
