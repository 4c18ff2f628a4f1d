//! Signing in: passwords, sessions, tokens. Slow on purpose where somebody guesses.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use domain::id::UserId;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use store::{Credential, Login, Session};

use crate::{Caller, Office, OfficeError};

/// How long a sign-in lasts without use.
const SESSION_HOURS: i64 = 12;
/// After so many failures the next try waits.
const FAILURES_FREE: u32 = 5;
/// The longest wait between tries at a password, in seconds.
const SIGN_IN_WAIT_SECONDS_MAX: u64 = 900;
/// The longest wait between tries at a query code: guessing 28⁸ codes stays hopeless, and nobody is kept from their own case.
pub(crate) const TRACK_WAIT_SECONDS_MAX: u64 = 30;

/// What is typed to sign in.
#[derive(Debug, Clone)]
pub struct SignIn {
    /// The sign-in name.
    pub login: String,
    /// The password.
    pub password: String,
    /// Where the request comes from: an address, for throttling.
    pub network: String,
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
        let keys = [format!("login:{login}"), format!("network:{}", sign_in.network)];
        let now = self.surroundings.now();
        for key in &keys {
            self.throttle(key, SIGN_IN_WAIT_SECONDS_MAX, now).await?;
        }
        let user = self.store.user_by_login(&login).await?.filter(|user| user.active);
        let credential = match &user {
            Some(user) => self.store.credential(user.user_id).await?,
            None => None,
        };
        let hash = credential.map(|credential| credential.password_hash);
        let matches = self.password_matches(sign_in.password, hash).await?;
        let Some(user) = user.filter(|_| matches) else {
            for key in &keys {
                self.count_failure(key, now).await?;
            }
            return Err(OfficeError::Unauthenticated);
        };
        self.store.login_failures_put(&keys[0], None).await?;
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
        if session.expires_at.duration_since(now) < SignedDuration::from_hours(SESSION_HOURS / 2) {
            session.expires_at = now + SignedDuration::from_hours(SESSION_HOURS);
            self.store.session_put(session.clone()).await?;
        }
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

    /// Refuses while the wait after failures lasts. It doubles with every failure past the free ones.
    pub(crate) async fn throttle(&self, key: &str, wait_max: u64, now: Timestamp) -> Result<(), OfficeError> {
        let Some(login) = self.store.login_failures(key).await? else { return Ok(()) };
        if login.failures < FAILURES_FREE {
            return Ok(());
        }
        let wait = 2_u64.saturating_pow((login.failures - FAILURES_FREE).min(16) + 1).min(wait_max);
        let waited = u64::try_from(now.duration_since(login.last_failure_at).as_secs()).unwrap_or(0);
        if waited < wait { Err(OfficeError::Throttled { seconds: wait - waited }) } else { Ok(()) }
    }

    pub(crate) async fn count_failure(&self, key: &str, now: Timestamp) -> Result<(), OfficeError> {
        let known = self.store.login_failures(key).await?;
        // A day without failures wipes the slate.
        let recent =
            known.filter(|login| now.duration_since(login.last_failure_at) < SignedDuration::from_hours(24));
        let failures = recent.map_or(0, |login| login.failures) + 1;
        Ok(self.store.login_failures_put(key, Some(Login { failures, last_failure_at: now })).await?)
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
