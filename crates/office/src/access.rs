//! Signing in: passwords, sessions, tokens. Slow on purpose where somebody guesses.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use domain::id::UserId;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use store::{AttemptLimit, Credential, Session};

use crate::{Caller, Office, OfficeError};

/// How long a sign-in lasts without use.
const SESSION_HOURS: i64 = 12;
/// How long a sign-in lasts at most, however much it is used.
const SESSION_DAYS_MAX: i64 = 7;
/// No sign-in name is longer; a longer one is nobody's and is not even looked for.
const LOGIN_CHARS_MAX: usize = 64;

/// Attempts without waiting: of one name from one network, of one name from anywhere, from one network at any name. The
/// first is what guessing meets; the others are loose, so that nobody is kept out by what others do.
const FREE: [u32; 3] = [5, 60, 200];
/// The longest waits between tries at a password, in seconds.
const SIGN_IN_WAIT_SECONDS_MAX: [u64; 3] = [900, 30, 30];
/// The longest waits between tries at a query code: guessing 28⁸ codes stays hopeless, and nobody is kept from their own
/// case.
const TRACK_WAIT_SECONDS_MAX: [u64; 3] = [30, 10, 10];

/// What is attempted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Attempt {
    /// To sign in.
    SignIn,
    /// To show the query code of a case.
    Track,
}

/// The limits of an attempt at a name from a network. Somebody on a device that signed in under the name before has a
/// count of their own: others' failures do not touch it.
pub(crate) fn attempt_limits(
    attempt: Attempt,
    name: &str,
    network: &str,
    device: Option<&str>,
) -> Vec<AttemptLimit> {
    let (word, waits) = match attempt {
        Attempt::SignIn => ("login", SIGN_IN_WAIT_SECONDS_MAX),
        Attempt::Track => ("track", TRACK_WAIT_SECONDS_MAX),
    };
    let keys = match device {
        Some(device) => vec![format!("{word}-device:{name}:{device}")],
        None => vec![
            format!("{word}-from:{name}:{network}"),
            format!("{word}:{name}"),
            format!("{word}-network:{network}"),
        ],
    };
    let limits = keys.into_iter().zip(FREE).zip(waits);
    limits.map(|((key, free), wait_seconds_max)| AttemptLimit { key, free, wait_seconds_max }).collect()
}

/// What is typed to sign in.
#[derive(Debug, Clone)]
pub struct SignIn {
    /// The sign-in name.
    pub login: String,
    /// The password.
    pub password: String,
    /// Where the request comes from: an address, for throttling.
    pub network: String,
    /// The device, where it signed in under this name before and can show it: a name of its own.
    pub device: Option<String>,
}

/// Somebody who signed in.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// With their grants as they are now.
    pub caller: Caller,
    /// Who.
    pub user_id: UserId,
    /// The secret of the session, for its cookie; only when it was just made.
    pub secret: Option<String>,
    /// The secret that form tokens are made from.
    pub form_secret: String,
    /// Until when, unless used.
    pub expires_at: Timestamp,
}

impl Office {
    /// Signs in with name and password. Name unknown and password wrong are one answer, and take the same time.
    pub async fn sign_in(&self, sign_in: SignIn) -> Result<SignedIn, OfficeError> {
        let login = sign_in.login.trim().to_lowercase();
        if login.chars().count() > LOGIN_CHARS_MAX {
            return Err(OfficeError::Unauthenticated);
        }
        let limits = attempt_limits(Attempt::SignIn, &login, &sign_in.network, sign_in.device.as_deref());
        let now = self.surroundings.now();
        self.begin_attempt(&limits, now).await?;
        let user = self.store.user_by_login(&login).await?.filter(|user| user.active);
        let credential = match &user {
            Some(user) => self.store.credential(user.user_id).await?,
            None => None,
        };
        let hash = credential.map(|credential| credential.password_hash);
        let matches = self.password_matches(sign_in.password, hash).await?;
        let Some(user) = user.filter(|_| matches) else {
            return Err(OfficeError::Unauthenticated);
        };
        self.end_attempt(&limits).await?;
        self.refresh_organisation().await?;
        let secret = self.random_secret();
        let session = Session {
            session_hash: secret_hash(&secret),
            user_id: user.user_id,
            form_secret: self.random_secret(),
            created_at: now,
            expires_at: now + SignedDuration::from_hours(SESSION_HOURS),
        };
        self.store.session_put(session.clone()).await?;
        let mut signed_in = self.signed_in(&session)?;
        signed_in.secret = Some(secret);
        Ok(signed_in)
    }

    /// Who a session's cookie belongs to. Half-spent sessions are prolonged.
    pub async fn session(&self, secret: &str) -> Result<SignedIn, OfficeError> {
        let now = self.surroundings.now();
        let hash = secret_hash(secret);
        let mut session = self.store.session(&hash).await?.ok_or(OfficeError::Unauthenticated)?;
        if session.expires_at <= now {
            // For a day it is still known whose it was; see `session_owner`.
            if session.expires_at + SignedDuration::from_hours(24) <= now {
                self.store.session_end(&hash).await?;
            }
            return Err(OfficeError::Unauthenticated);
        }
        let end = session.created_at + SignedDuration::from_hours(24 * SESSION_DAYS_MAX);
        let half_spent =
            session.expires_at.duration_since(now) < SignedDuration::from_hours(SESSION_HOURS / 2);
        if half_spent && session.expires_at < end {
            session.expires_at = (now + SignedDuration::from_hours(SESSION_HOURS)).min(end);
            self.store.session_put(session.clone()).await?;
        }
        // What another node did to their rights holds from now on, not from when this one happens to read again.
        self.refresh_organisation().await?;
        self.signed_in(&session)
    }

    /// Who a session's cookie belongs to, for a page that only listens: that is no use of it and prolongs nothing.
    pub async fn session_listening(&self, secret: &str) -> Result<SignedIn, OfficeError> {
        let session = self.store.session(&secret_hash(secret)).await?.ok_or(OfficeError::Unauthenticated)?;
        if session.expires_at <= self.surroundings.now() {
            return Err(OfficeError::Unauthenticated);
        }
        self.refresh_organisation().await?;
        self.signed_in(&session)
    }

    /// Whose session a cookie stands for, also for a day after it expired: what they typed is kept for them. Opens
    /// nothing.
    pub async fn session_owner(&self, secret: &str) -> Result<Option<UserId>, OfficeError> {
        Ok(self.store.session(&secret_hash(secret)).await?.map(|session| session.user_id))
    }

    /// Ends a session.
    pub async fn sign_out(&self, secret: &str) -> Result<(), OfficeError> {
        Ok(self.store.session_end(&secret_hash(secret)).await?)
    }

    /// Who a bearer token acts for.
    pub async fn token(&self, token: &str) -> Result<Caller, OfficeError> {
        let row = self.store.token(&secret_hash(token)).await?.ok_or(OfficeError::Unauthenticated)?;
        let now = self.surroundings.now();
        if row.revoked || row.expires_at.is_some_and(|end| end <= now) {
            return Err(OfficeError::Unauthenticated);
        }
        self.refresh_organisation().await?;
        self.organisation().staff(row.user_id).map(Caller::staff).ok_or(OfficeError::Unauthenticated)
    }

    fn signed_in(&self, session: &Session) -> Result<SignedIn, OfficeError> {
        let staff = self.organisation().staff(session.user_id).ok_or(OfficeError::Unauthenticated)?;
        Ok(SignedIn {
            caller: Caller::staff(staff),
            user_id: session.user_id,
            secret: None,
            form_secret: session.form_secret.clone(),
            expires_at: session.expires_at,
        })
    }

    /// Counts an attempt before it is made, or says how long to wait for it.
    pub(crate) async fn begin_attempt(
        &self,
        limits: &[AttemptLimit],
        now: Timestamp,
    ) -> Result<(), OfficeError> {
        match self.store.attempt_begin(limits.to_vec(), now).await? {
            Some(seconds) => Err(OfficeError::Throttled { seconds }),
            None => Ok(()),
        }
    }

    /// Takes a successful attempt out of the counts; the first one is cleared.
    pub(crate) async fn end_attempt(&self, limits: &[AttemptLimit]) -> Result<(), OfficeError> {
        let mut keys = limits.iter().map(|limit| limit.key.clone());
        let cleared = keys.by_ref().take(1).collect();
        Ok(self.store.attempt_succeeded(cleared, keys.collect()).await?)
    }

    /// Checks a password; against a hash of nothing where there is no such user, so that both take the same time.
    async fn password_matches(&self, password: String, hash: Option<String>) -> Result<bool, OfficeError> {
        let _turn = self.passwords.acquire().await.map_err(|_| OfficeError::Unauthenticated)?;
        let known = hash.is_some();
        let hash = match hash {
            Some(hash) => hash,
            None => NOBODY.to_owned(),
        };
        let matches = tokio::task::spawn_blocking(move || {
            PasswordHash::new(&hash)
                .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
        });
        Ok(matches.await.unwrap_or(false) && known)
    }

    /// A password's hash: argon2id, 19 MiB, two passes.
    pub(crate) async fn hash_password(
        &self,
        user_id: UserId,
        password: String,
    ) -> Result<Credential, OfficeError> {
        let _turn = self.passwords.acquire().await.map_err(|_| OfficeError::Unauthenticated)?;
        let mut salt = [0; 16];
        self.surroundings.fill(&mut salt);
        let hashed = tokio::task::spawn_blocking(move || {
            Argon2::default().hash_password_with_salt(password.as_bytes(), &salt).map(|hash| hash.to_string())
        });
        let password_hash = hashed
            .await
            .map_err(|error| OfficeError::Vault(error.to_string()))?
            .map_err(|error| OfficeError::Vault(error.to_string()))?;
        Ok(Credential { user_id, password_hash, set_at: self.surroundings.now() })
    }

    pub(crate) fn random_secret(&self) -> String {
        let mut bytes = [0; 32];
        self.surroundings.fill(&mut bytes);
        base64::Engine::encode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, bytes)
    }
}

/// The hash of a password nobody has, at the same cost as a real one.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// The hash a random secret is kept as. The secret has 256 bits, so no salt and no slow hash is needed.
pub(crate) fn secret_hash(secret: &str) -> String {
    Sha256::digest(secret.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
