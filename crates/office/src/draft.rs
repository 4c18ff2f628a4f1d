//! What a visitor of the portal has typed and not sent yet: kept for a day, sealed so that only the visitor's browser
//! opens it. The cookie holds 32 random bytes; the store holds what they seal, under a digest of them.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::id::Number;
use jiff::SignedDuration;
use sha2::{Digest, Sha256};
use store::{Change, StoreError};
use vault::{Aad, PersonKey, Zeroizing};

use crate::error::Findings;
use crate::intake::query_code_from;
use crate::person::PersonData;
use crate::words::vault_error;
use crate::{Caller, Office, OfficeError, PersonInput, Submission};

/// How long a draft is kept since it was last touched.
const DRAFT_HOURS: i64 = 24;

/// Under which name the record remembers which draft became which case.
const FILED: &str = "portal";

/// A sealed draft belongs to no person yet: this stands where the person would.
const PLACE: Aad<'_> = Aad { person: "visitor", field: "draft", reference: "" };

/// The secret of a draft.
#[derive(Clone)]
pub struct DraftKey(Zeroizing<[u8; 32]>);

impl std::fmt::Debug for DraftKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("DraftKey")
    }
}

impl DraftKey {
    /// Reads the text a cookie holds; none where it is not one that [`to_text`](Self::to_text) wrote.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = Zeroizing::new(URL_SAFE_NO_PAD.decode(text).ok()?);
        Some(Self(Zeroizing::new(bytes.as_slice().try_into().ok()?)))
    }

    /// The text for a cookie.
    pub fn to_text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0.as_slice())
    }

    /// Where the draft lies. Says nothing of the key.
    fn place(&self) -> String {
        self.derived("place", 0).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The query code of the case this draft becomes. It follows from the key, so that sending twice shows one code.
    fn query_code(&self) -> String {
        let mut block = 0_u32;
        query_code_from(|bytes| {
            let derived = self.derived("query code", block);
            block += 1;
            bytes.iter_mut().zip(derived).for_each(|(byte, derived)| *byte = derived);
        })
    }

    fn derived(&self, purpose: &str, block: u32) -> [u8; 32] {
        let digest = Sha256::new()
            .chain_update("huiyin draft\0")
            .chain_update(purpose)
            .chain_update(block.to_be_bytes());
        digest.chain_update(self.0.as_slice()).finalize().into()
    }
}

/// What became of a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filed {
    /// The number of the case.
    pub number: Number,
    /// Its query code.
    pub query_code: String,
}

impl Office {
    /// The key of a new draft.
    pub fn new_draft_key(&self) -> DraftKey {
        let mut secret = Zeroizing::new([0; 32]);
        self.surroundings.fill(secret.as_mut_slice());
        DraftKey(secret)
    }

    /// Keeps a draft for a day from now.
    pub async fn draft_put(&self, key: &DraftKey, json: &str) -> Result<(), OfficeError> {
        let sealed = self
            .draft_seal(key)
            .seal(&PLACE, json.as_bytes(), &mut self.randomness())
            .map_err(vault_error)?;
        let expires_at = self.surroundings.now() + SignedDuration::from_hours(DRAFT_HOURS);
        Ok(self.store.draft_put(&key.place(), &sealed, expires_at).await?)
    }

    /// A draft; none once a day has passed, or where there never was one.
    pub async fn draft(&self, key: &DraftKey) -> Result<Option<String>, OfficeError> {
        let Some(sealed) = self.store.draft(&key.place(), self.surroundings.now()).await? else {
            return Ok(None);
        };
        let opened = self.draft_seal(key).open(&PLACE, &sealed).map_err(vault_error)?;
        let json = std::str::from_utf8(&opened)
            .map_err(|error| OfficeError::Unreadable(format!("a draft: {error}")))?;
        Ok(Some(json.to_owned()))
    }

    /// Deletes a draft.
    pub async fn draft_clear(&self, key: &DraftKey) -> Result<(), OfficeError> {
        Ok(self.store.draft_put(&key.place(), &[], self.surroundings.now()).await?)
    }

    /// Checks what somebody typed about themselves before it is filed. Values come back normalised, by field.
    pub fn check_person(&self, typed: &PersonInput) -> Result<BTreeMap<&'static str, String>, OfficeError> {
        let mut findings = Findings::default();
        let data = PersonData::from_input(typed, false, &mut findings);
        findings.finish()?;
        Ok(data.0)
    }

    /// Files what a draft holds. Filing it again, also at the same moment, gives the same number and code: the record
    /// remembers the draft in the transaction that makes the case.
    pub async fn file_draft(&self, key: &DraftKey, submission: Submission) -> Result<Filed, OfficeError> {
        let _keys = self.key_use.read().await;
        let query_code = key.query_code();
        if let Some(number) = self.filed_as(key).await? {
            return Ok(Filed { number, query_code });
        }
        let caller = Caller::consumer();
        let institution = self.institution_for_intake(&caller, &submission.institution)?;
        let mut prepared =
            self.prepare_with_code(&caller, submission, institution, query_code.clone()).await?;
        let case_id = prepared.case.case_id;
        prepared.append.changes.push(Change::Imported {
            profile: FILED.to_owned(),
            external_id: key.place(),
            case_id,
        });
        self.tell(&caller, &prepared.case, &mut prepared.append).await?;
        match self.store.append(prepared.append).await {
            Ok(_) => Ok(Filed { number: prepared.case.number, query_code }),
            Err(StoreError::Taken { name }) => match self.filed_as(key).await? {
                Some(number) => Ok(Filed { number, query_code }),
                None => Err(StoreError::Taken { name }.into()),
            },
            Err(other) => Err(other.into()),
        }
    }

    async fn filed_as(&self, key: &DraftKey) -> Result<Option<Number>, OfficeError> {
        let Some(case_id) = self.store.case_by_import(FILED, &key.place()).await? else { return Ok(None) };
        Ok(self.store.case_row(case_id).await?.and_then(|row| row.number.parse().ok()))
    }

    fn draft_seal(&self, key: &DraftKey) -> PersonKey {
        PersonKey::from_secret(self.keys().suite(), key.0.clone())
    }
}
