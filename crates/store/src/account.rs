//! Institutions, staff, sign-in and tokens. Secrets are stored as hashes only.

use async_trait::async_trait;
use domain::id::{InstitutionId, UserId};
use jiff::{SignedDuration, Timestamp};

use crate::StoreError;

/// An institution as a row, rebuilt from its events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstitutionRow {
    /// The institution.
    pub institution_id: InstitutionId,
    /// The version of its stream.
    pub version: u32,
    /// Its code in the bank, unique.
    pub code: String,
    /// JSON of `domain::organisation::Institution`.
    pub details: String,
}

/// A role held over an institution and all below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleRow {
    /// The role's word.
    pub role: String,
    /// The top of the subtree it reaches.
    pub institution_id: InstitutionId,
}

/// A member of staff as a row, rebuilt from their events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserRow {
    /// The member of staff.
    pub user_id: UserId,
    /// How many times the account was entered or changed. Not the version of the stream, to which looks at personal data
    /// are written at any moment.
    pub version: u32,
    /// The name to sign in with, unique, lower case.
    pub login: String,
    /// The name to show.
    pub display_name: String,
    /// Whether they may sign in.
    pub active: bool,
    /// Home institution.
    pub institution_id: InstitutionId,
    /// What they may do and where.
    pub roles: Vec<RoleRow>,
}

/// A password's hash in PHC form (argon2id).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    /// Whose.
    pub user_id: UserId,
    /// The PHC string.
    pub password_hash: String,
    /// When it was set.
    pub set_at: Timestamp,
    /// Whether somebody else set it: it is good for signing in once and setting one's own.
    pub one_time: bool,
}

/// An API token's record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenRow {
    /// The hash of the token, hexadecimal.
    pub token_hash: String,
    /// For whom it acts.
    pub user_id: UserId,
    /// What it is for.
    pub label: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends, if it does.
    pub expires_at: Option<Timestamp>,
    /// Whether it was taken back.
    pub revoked: bool,
}

/// A signed-in browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The hash of the cookie's secret, hexadecimal.
    pub session_hash: String,
    /// Who.
    pub user_id: UserId,
    /// Secret of this session from which form tokens are made, hexadecimal.
    pub form_secret: String,
    /// Since when.
    pub created_at: Timestamp,
    /// Until when, unless used.
    pub expires_at: Timestamp,
    /// When it was last used, give or take five minutes.
    pub seen_at: Timestamp,
    /// The family of browser and system, as its owner knows it; empty where they said nothing.
    pub family: String,
    /// The network it began in, without its last part.
    pub network: String,
    /// Whether a second factor was shown with it.
    pub second_factor: bool,
    /// Whether it began with a one-time password: it is good for setting one's own.
    pub one_time: bool,
}

/// Failed attempts under one key (a login name or a network), for throttling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Login {
    /// Failures since the last success or since they lapsed.
    pub failures: u32,
    /// The last failure.
    pub last_failure_at: Timestamp,
}

/// How many attempts may be made under a key, and how fast after that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttemptLimit {
    /// What is counted: a name, a network, both together.
    pub key: String,
    /// How many attempts cost no waiting.
    pub free: u32,
    /// The longest wait between two attempts after that, in seconds; it doubles from 2 up to this.
    pub wait_seconds_max: u64,
}

impl AttemptLimit {
    /// A day without attempts wipes the slate.
    const FORGOTTEN: SignedDuration = SignedDuration::from_hours(24);

    /// The seconds to wait until the next attempt; 0 for none.
    pub fn wait_seconds(&self, login: Option<Login>, now: Timestamp) -> u64 {
        let Some(login) = self.remembered(login, now).filter(|login| login.failures >= self.free) else {
            return 0;
        };
        let wait = 2_u64.saturating_pow((login.failures - self.free).min(16) + 1).min(self.wait_seconds_max);
        let waited = u64::try_from(now.duration_since(login.last_failure_at).as_secs()).unwrap_or(0);
        wait.saturating_sub(waited)
    }

    /// The count with one attempt more.
    pub fn counted(&self, login: Option<Login>, now: Timestamp) -> Login {
        let failures = self.remembered(login, now).map_or(0, |login| login.failures).saturating_add(1);
        Login { failures, last_failure_at: now }
    }

    fn remembered(&self, login: Option<Login>, now: Timestamp) -> Option<Login> {
        login.filter(|login| now.duration_since(login.last_failure_at) < Self::FORGOTTEN)
    }
}

/// How often something may be done under a key by whoever shares it: so many times at once, then once in so many seconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TurnLimit {
    /// What is counted: a network.
    pub key: String,
    /// How many turns may be taken at once.
    pub turns: u32,
    /// After how many seconds a turn comes free again.
    pub seconds_each: u64,
}

impl TurnLimit {
    /// The count with one turn more, or the seconds to wait for one.
    ///
    /// # Errors
    /// The seconds to wait, where no turn is free.
    pub fn taken(&self, login: Option<Login>, now: Timestamp) -> Result<Login, u64> {
        let (taken, seconds) = login.map_or((0, 0), |login| {
            let seconds = u64::try_from(now.duration_since(login.last_failure_at).as_secs()).unwrap_or(0);
            let freed = u32::try_from(seconds / self.seconds_each).unwrap_or(u32::MAX);
            (login.failures.saturating_sub(freed), seconds)
        });
        if taken >= self.turns {
            return Err(self.seconds_each - seconds.min(self.seconds_each - 1));
        }
        Ok(Login { failures: taken + 1, last_failure_at: now })
    }
}

/// Reading and keeping accounts.
#[async_trait]
pub trait Accounts: Send + Sync {
    /// Rises whenever an institution or a member of staff is written by any process: whoever keeps them in memory reads
    /// this first. An engine that one process owns may say the same for ever.
    async fn organisation_version(&self) -> Result<u64, StoreError>;
    /// All institutions, by identifier.
    async fn institutions(&self) -> Result<Vec<InstitutionRow>, StoreError>;
    /// All members of staff, by identifier.
    async fn users(&self) -> Result<Vec<UserRow>, StoreError>;
    /// One by login name.
    async fn user_by_login(&self, login: &str) -> Result<Option<UserRow>, StoreError>;
    /// A password hash.
    async fn credential(&self, user_id: UserId) -> Result<Option<Credential>, StoreError>;
    /// A token by its hash.
    async fn token(&self, token_hash: &str) -> Result<Option<TokenRow>, StoreError>;
    /// All tokens, newest first.
    async fn tokens(&self) -> Result<Vec<TokenRow>, StoreError>;
    /// Begins a session.
    async fn session_put(&self, session: Session) -> Result<(), StoreError>;
    /// Notes that a session was used, until when it counts now, and whether a second factor was shown with it. One that was
    /// ended meanwhile stays ended.
    async fn session_keep(
        &self,
        session_hash: &str,
        seen_at: Timestamp,
        expires_at: Timestamp,
        second_factor: bool,
    ) -> Result<(), StoreError>;
    /// A session by its hash, expired or not.
    async fn session(&self, session_hash: &str) -> Result<Option<Session>, StoreError>;
    /// Ends a session; ending an unknown one changes nothing.
    async fn session_end(&self, session_hash: &str) -> Result<(), StoreError>;
    /// All sessions of a member of staff, expired ones too, the one last used first.
    async fn sessions_of(&self, user_id: UserId) -> Result<Vec<Session>, StoreError>;
    /// Ends all sessions of a member of staff but the one of that hash. Returns how many there were.
    async fn sessions_end_of(&self, user_id: UserId, but: Option<&str>) -> Result<u64, StoreError>;
    /// Counts an attempt under every limit before it is made, unless one of them says to wait: then nothing is counted and
    /// the seconds to wait are returned. Attempts that arrive together are counted one after the other.
    async fn attempt_begin(
        &self,
        limits: Vec<AttemptLimit>,
        now: Timestamp,
    ) -> Result<Option<u64>, StoreError>;
    /// Takes a turn, or returns the seconds to wait for one. Turns taken together are counted one after the other.
    async fn turn_take(&self, limit: TurnLimit, now: Timestamp) -> Result<Option<u64>, StoreError>;
    /// Takes back what a successful attempt counted: all of the keys in `cleared`, one of each in `returned`.
    async fn attempt_succeeded(&self, cleared: Vec<String>, returned: Vec<String>) -> Result<(), StoreError>;
    /// Failures under a key.
    async fn login_failures(&self, key: &str) -> Result<Option<Login>, StoreError>;
    /// Counts a failure, or clears the key with `None`.
    async fn login_failures_put(&self, key: &str, failures: Option<Login>) -> Result<(), StoreError>;
    /// A small setting of the installation (its name, ledger origin, …).
    async fn setting(&self, name: &str) -> Result<Option<String>, StoreError>;
    /// Keeps a setting where the one kept is still `before` (none: where there is none), and returns the one that stands
    /// then: of several processes that want to set it, one does.
    async fn setting_replace(
        &self,
        name: &str,
        before: Option<&str>,
        value: &str,
    ) -> Result<String, StoreError>;
    /// Keeps a setting.
    async fn setting_put(&self, name: &str, value: &str) -> Result<(), StoreError>;
    /// Deletes a setting; deleting an unknown one changes nothing.
    async fn setting_delete(&self, name: &str) -> Result<(), StoreError>;
    /// Keeps a sealed draft of a portal form until `expires_at`; an empty value deletes it.
    async fn draft_put(&self, key: &str, sealed: &[u8], expires_at: Timestamp) -> Result<(), StoreError>;
    /// A sealed draft, unless it expired at or before `now`.
    async fn draft(&self, key: &str, now: Timestamp) -> Result<Option<Vec<u8>>, StoreError>;
    /// Deletes sessions and drafts that expired at or before `now`, and failures last counted before
    /// `failures_before`. Returns how many rows went.
    async fn lapsed_delete(&self, now: Timestamp, failures_before: Timestamp) -> Result<u64, StoreError>;
}
