//! What a member of staff signs in with besides a password: an authenticator, recovery codes, the word of an issuer.
//! Secrets come sealed, codes as keyed digests; what they are made of the office knows.

use async_trait::async_trait;
use domain::id::UserId;
use jiff::Timestamp;

use crate::StoreError;

/// A second factor: an authenticator that makes codes of the time (RFC 6238).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecondFactorRow {
    /// Whose.
    pub user_id: UserId,
    /// Its secret, sealed.
    pub secret: Vec<u8>,
    /// When the secret was made.
    pub made_at: Timestamp,
    /// When its owner showed by a code that they hold it; none until then: it is not asked for.
    pub confirmed_at: Option<Timestamp>,
    /// The last time step of which a code was taken: none of it or of an earlier one is taken again.
    pub last_step: i64,
}

/// Who a member of staff is to an issuer of OpenID Connect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectRow {
    /// The member of staff.
    pub user_id: UserId,
    /// The issuer's address.
    pub issuer: String,
    /// What the issuer calls them, for ever.
    pub subject: String,
    /// Since when it is known.
    pub linked_at: Timestamp,
}

/// Reading and using them. They change by [`crate::Change`], together with their events.
#[async_trait]
pub trait Factors: Send + Sync {
    /// Somebody's second factor, confirmed or not.
    async fn second_factor(&self, user_id: UserId) -> Result<Option<SecondFactorRow>, StoreError>;

    /// Who has a confirmed second factor, by identifier.
    async fn second_factor_users(&self) -> Result<Vec<UserId>, StoreError>;

    /// Keeps a second factor that is yet to be confirmed, in the place of one that never was. False where there is a
    /// confirmed one, which stays.
    async fn second_factor_begin(&self, row: SecondFactorRow) -> Result<bool, StoreError>;

    /// Takes a time step. False where it or a later one was taken before: of many who show one code at once, one passes.
    async fn second_factor_step(&self, user_id: UserId, step: i64) -> Result<bool, StoreError>;

    /// How many recovery codes somebody has left.
    async fn recovery_codes_left(&self, user_id: UserId) -> Result<u64, StoreError>;

    /// Uses a recovery code up. False where there is none of that digest.
    async fn recovery_code_use(&self, user_id: UserId, tag: &[u8]) -> Result<bool, StoreError>;

    /// Who somebody is to an issuer.
    async fn subject(&self, user_id: UserId) -> Result<Option<SubjectRow>, StoreError>;

    /// Who it is that an issuer calls so.
    async fn subject_user(&self, issuer: &str, subject: &str) -> Result<Option<UserId>, StoreError>;
}
