//! Signing in: passwords, the second step after them, sessions, tokens. Slow on purpose where somebody guesses.
//!
//! The way in: [`Office::sign_in`] checks name and password (or [`oidc`](crate::oidc) the word of an issuer) → who has a second
//! factor is asked for a code of it, by [`Office::sign_in_with_code`] → a session begins, under a secret of its own. What a
//! session still [`owes`](SignedIn::owes) keeps it from everything else until it is done.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use domain::id::UserId;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::{AttemptLimit, Credential, Session, UserRow};

use crate::draft::DraftKey;
use crate::{Caller, FieldError, Office, OfficeError};

/// How long a sign-in lasts without use.
const SESSION_HOURS: i64 = 12;
/// How long a sign-in lasts at most, however much it is used.
const SESSION_DAYS_MAX: i64 = 7;
/// No sign-in name is longer; a longer one is nobody's and is not even looked for.
const LOGIN_CHARS_MAX: usize = 64;

/// How long a session is used without it being written down.
const SEEN_MINUTES: i64 = 5;
/// How long somebody who showed their password has for the second step.
const CODE_MINUTES: i64 = 10;

/// What is attempted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Attempt {
    /// To sign in.
    SignIn,
    /// To show a code of a second factor.
    Code,
    /// To show the query code of a case.
    Track,
}

/// What an attempt costs: of one name from one network, of one name from anywhere, from one network at any name. The first is
/// what guessing meets; the others are loose, so that nobody is kept out by what others do.
struct Price {
    word: &'static str,
    /// Attempts without waiting.
    free: [u32; 3],
    /// The longest waits between attempts after that, in seconds.
    wait_seconds_max: [u64; 3],
}

impl Attempt {
    const fn price(self) -> Price {
        match self {
            Self::SignIn => Price { word: "login", free: [5, 60, 200], wait_seconds_max: [900, 30, 30] },
            // Whoever is here knows the password: that others are kept waiting is what it is for. A day of guessing at three
            // codes in a million finds one in six hundred.
            Self::Code => Price { word: "code", free: [5, 20, 200], wait_seconds_max: [900, 300, 30] },
            // Guessing 28⁸ codes stays hopeless, and nobody is kept from their own case.
            Self::Track => Price { word: "track", free: [5, 60, 200], wait_seconds_max: [30, 10, 10] },
        }
    }
}

/// The limits of an attempt at a name from a network. Somebody on a device that signed in under the name before has a
/// count of their own: others' failures do not touch it.
pub(crate) fn attempt_limits(
    attempt: Attempt,
    name: &str,
    network: &str,
    device: Option<&str>,
) -> Vec<AttemptLimit> {
    let Price { word, free, wait_seconds_max } = attempt.price();
    let keys = match device {
        Some(device) => vec![format!("{word}-device:{name}:{device}")],
        None => vec![
            format!("{word}-from:{name}:{network}"),
            format!("{word}:{name}"),
            format!("{word}-network:{network}"),
        ],
    };
    let limits = keys.into_iter().zip(free).zip(wait_seconds_max);
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
    /// The family of browser and system, `Firefox, Windows`, for the list of sessions; empty where unknown.
    pub family: String,
}

/// How far a sign-in came.
#[derive(Debug, Clone)]
pub enum Entry {
    /// They are in.
    In(Box<SignedIn>),
    /// A code of their second factor is asked for. The key is their browser's alone; it opens nothing by itself.
    Code(DraftKey),
}

impl Entry {
    /// The session, where they are in.
    pub fn signed_in(self) -> Option<SignedIn> {
        match self {
            Self::In(signed_in) => Some(*signed_in),
            Self::Code(_) => None,
        }
    }
}

/// What has to be done before anything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owed {
    /// To set a password of one's own in the place of one that somebody else set.
    Password,
    /// To set up a second factor, which a role asks for.
    SecondFactor,
}

/// Where a session begins, as its owner will know it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Whence {
    pub network: String,
    pub family: String,
    /// Whether the password was one that somebody else set.
    pub one_time: bool,
}

/// What lies sealed between the two steps of a sign-in.
#[derive(Serialize, Deserialize)]
struct HalfWay {
    user_id: UserId,
    whence: Whence,
    until: Timestamp,
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
    /// What they have to do before anything else.
    pub owes: Option<Owed>,
    pub(crate) session_hash: String,
}

impl Office {
    /// Signs in with name and password. Name unknown and password wrong are one answer, and take the same time.
    pub async fn sign_in(&self, sign_in: SignIn) -> Result<Entry, OfficeError> {
        let SignIn { login, password, network, device, family } = sign_in;
        let (user, credential) = self.check_password(&login, password, &network, device.as_deref()).await?;
        self.refresh_organisation().await?;
        let whence = Whence { network: coarse(&network), family, one_time: credential.one_time };
        self.let_in(user.user_id, whence, false).await
    }

    /// Whose name and password these are.
    async fn check_password(
        &self,
        login: &str,
        password: String,
        network: &str,
        device: Option<&str>,
    ) -> Result<(UserRow, Credential), OfficeError> {
        let login = login.trim().to_lowercase();
        if login.chars().count() > LOGIN_CHARS_MAX {
            return Err(OfficeError::Unauthenticated);
        }
        let limits = attempt_limits(Attempt::SignIn, &login, network, device);
        self.begin_attempt(&limits, self.surroundings.now()).await?;
        let user = self.store.user_by_login(&login).await?.filter(|user| user.active);
        let credential = match &user {
            Some(user) => self.store.credential(user.user_id).await?,
            None => None,
        };
        let hash = credential.as_ref().map(|credential| credential.password_hash.clone());
        let matches = self.password_matches(password, hash).await?;
        let known = user.as_ref().map(|user| user.user_id.0);
        let Some(found) = user.zip(credential).filter(|_| matches) else {
            // Whoever reads the log learns whether the name exists; whoever tried does not.
            tracing::warn!(user = known, network = coarse(network), "a password was wrong");
            return Err(OfficeError::Unauthenticated);
        };
        self.end_attempt(&limits).await?;
        Ok(found)
    }

    /// Refuses where this is not the password of somebody who is signed in.
    pub(crate) async fn require_own_password(
        &self,
        user: &UserRow,
        password: String,
        network: &str,
        field: &'static str,
    ) -> Result<(), OfficeError> {
        match self.check_password(&user.login, password, network, None).await {
            Ok(_) => Ok(()),
            Err(OfficeError::Unauthenticated) => {
                let message = "this is not the password";
                Err(OfficeError::Invalid(vec![FieldError::new(field, "password_wrong", message)]))
            }
            Err(other) => Err(other),
        }
    }

    /// Lets somebody in who showed who they are, or asks for a code first. `proven`: a second factor was shown elsewhere.
    pub(crate) async fn let_in(
        &self,
        user_id: UserId,
        whence: Whence,
        proven: bool,
    ) -> Result<Entry, OfficeError> {
        if proven || !self.has_second_factor(user_id).await? {
            return Ok(Entry::In(Box::new(self.begin_session(user_id, whence, proven).await?)));
        }
        let until = self.surroundings.now() + SignedDuration::from_mins(CODE_MINUTES);
        let json = serde_json::to_string(&HalfWay { user_id, whence, until })
            .map_err(|error| OfficeError::Unreadable(error.to_string()))?;
        let key = self.new_draft_key();
        self.draft_put(&key, &json).await?;
        Ok(Entry::Code(key))
    }

    /// The sign-in name of somebody who showed their password a short while ago, for the second step.
    pub async fn half_way(&self, key: &DraftKey) -> Result<String, OfficeError> {
        Ok(self.half_way_of(key).await?.1.login)
    }

    /// The second step: a code of the authenticator, or a recovery code.
    ///
    /// # Errors
    /// [`OfficeError::Unauthenticated`] where the first step is unknown or too long ago; [`OfficeError::Invalid`] on `code`
    /// where it is wrong.
    pub async fn sign_in_with_code(
        &self,
        key: &DraftKey,
        code: &str,
        network: &str,
        device: Option<&str>,
    ) -> Result<SignedIn, OfficeError> {
        let (half_way, user) = self.half_way_of(key).await?;
        self.require_code(&user, code, network, device).await?;
        self.draft_clear(key).await?;
        self.begin_session(half_way.user_id, half_way.whence, true).await
    }

    async fn half_way_of(&self, key: &DraftKey) -> Result<(HalfWay, UserRow), OfficeError> {
        let kept = self.draft(key).await?.and_then(|json| serde_json::from_str::<HalfWay>(&json).ok());
        let half_way = kept.filter(|half_way| self.surroundings.now() < half_way.until);
        let half_way = half_way.ok_or(OfficeError::Unauthenticated)?;
        self.refresh_organisation().await?;
        let organisation = self.organisation();
        let user = organisation.users.get(&half_way.user_id).filter(|user| user.active);
        Ok((half_way, user.cloned().ok_or(OfficeError::Unauthenticated)?))
    }

    async fn begin_session(
        &self,
        user_id: UserId,
        whence: Whence,
        second_factor: bool,
    ) -> Result<SignedIn, OfficeError> {
        let now = self.surroundings.now();
        let secret = self.random_secret();
        let session = Session {
            session_hash: secret_hash(&secret),
            user_id,
            form_secret: self.random_secret(),
            created_at: now,
            expires_at: now + SignedDuration::from_hours(SESSION_HOURS),
            seen_at: now,
            family: whence.family,
            network: whence.network,
            second_factor,
            one_time: whence.one_time,
        };
        self.store.session_put(session.clone()).await?;
        tracing::info!(user = user_id.0, network = session.network, second_factor, "signed in");
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
        let unseen = now.duration_since(session.seen_at) >= SignedDuration::from_mins(SEEN_MINUTES);
        if half_spent && session.expires_at < end {
            session.expires_at = (now + SignedDuration::from_hours(SESSION_HOURS)).min(end);
        }
        if half_spent || unseen {
            let (expires_at, second_factor) = (session.expires_at, session.second_factor);
            self.store.session_keep(&hash, now, expires_at, second_factor).await?;
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
        let organisation = self.organisation();
        let staff = organisation.staff(session.user_id).ok_or(OfficeError::Unauthenticated)?;
        let required = organisation.requires_second_factor(session.user_id);
        Ok(SignedIn {
            caller: Caller::staff(staff),
            user_id: session.user_id,
            secret: None,
            form_secret: session.form_secret.clone(),
            expires_at: session.expires_at,
            owes: match session {
                Session { one_time: true, .. } => Some(Owed::Password),
                Session { second_factor: false, .. } if required => Some(Owed::SecondFactor),
                _ => None,
            },
            session_hash: session.session_hash.clone(),
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
        one_time: bool,
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
        Ok(Credential { user_id, password_hash, set_at: self.surroundings.now(), one_time })
    }

    pub(crate) fn random_secret(&self) -> String {
        let mut bytes = [0; 32];
        self.surroundings.fill(&mut bytes);
        base64::Engine::encode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, bytes)
    }
}

/// An address without its last part: enough to tell home from work, not whose desk it was.
pub(crate) fn coarse(network: &str) -> String {
    use std::net::{Ipv4Addr, Ipv6Addr};
    if let Ok(address) = network.parse::<Ipv4Addr>() {
        return format!("{}/24", Ipv4Addr::from_bits(address.to_bits() >> 8 << 8));
    }
    match network.trim_end_matches("/64").parse::<Ipv6Addr>() {
        Ok(address) => format!("{}/48", Ipv6Addr::from_bits(address.to_bits() >> 80 << 80)),
        Err(_) => String::new(),
    }
}

/// The hash of a password nobody has, at the same cost as a real one.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// The hash a random secret is kept as. The secret has 256 bits, so no salt and no slow hash is needed.
pub(crate) fn secret_hash(secret: &str) -> String {
    Sha256::digest(secret.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::coarse;

    #[test]
    fn a_network_is_kept_without_its_last_part() {
        for (network, kept) in [
            ("203.0.113.9", "203.0.113.0/24"),
            ("2001:db8:1:2::/64", "2001:db8:1::/48"),
            ("unknown", ""),
            ("session:7", ""),
        ] {
            assert_eq!(coarse(network), kept);
        }
    }
}
