//! Sessions as their owner sees them, and ending them: one by one, all others, or all of somebody by who administers them.
//! And what an administrator sees of how somebody signs in.

use domain::id::{Stream, UserId};
use domain::organisation::UserEvent;
use jiff::Timestamp;
use store::{Append, Change, Expected, Session, StreamWrite, UserRow};

use crate::oidc::fingerprint;
use crate::{Caller, Office, OfficeError, SignedIn};

/// How much of a session's hash names it: it opens nothing, and no two of somebody begin alike.
const HANDLE_CHARS: usize = 16;

/// A session as its owner knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionInfo {
    /// What it is called by.
    pub handle: String,
    /// The family of browser and system; empty where unknown.
    pub family: String,
    /// The network it began in, without its last part; empty where unknown.
    pub network: String,
    /// Since when.
    pub created_at: Timestamp,
    /// When it was last used, give or take five minutes.
    pub seen_at: Timestamp,
    /// Whether a second factor was shown with it.
    pub second_factor: bool,
    /// Whether it is the one that asks.
    pub current: bool,
}

/// How somebody signs in, as who administers them sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInState {
    /// Their sign-in name.
    pub login: String,
    /// Whether they have a password.
    pub password: bool,
    /// Whether it was set by somebody else and not yet replaced.
    pub one_time: bool,
    /// Since when they have a second factor.
    pub second_factor_at: Option<Timestamp>,
    /// How many recovery codes they have left.
    pub codes_left: u64,
    /// Whether a role of theirs has to have one.
    pub second_factor_required: bool,
    /// Since when it is known who they are to the issuer.
    pub linked_at: Option<Timestamp>,
    /// How many sessions they have.
    pub sessions: u64,
    /// When they were last seen in one of them.
    pub seen_at: Option<Timestamp>,
}

impl Office {
    /// The running sessions of who asks, the one last used first.
    pub async fn sessions(&self, signed_in: &SignedIn) -> Result<Vec<SessionInfo>, OfficeError> {
        let now = self.surroundings.now();
        let running = self.store.sessions_of(signed_in.user_id).await?;
        let info = |session: Session| SessionInfo {
            handle: handle(&session),
            current: session.session_hash == signed_in.session_hash,
            family: session.family,
            network: session.network,
            created_at: session.created_at,
            seen_at: session.seen_at,
            second_factor: session.second_factor,
        };
        Ok(running.into_iter().filter(|session| now < session.expires_at).map(info).collect())
    }

    /// Ends one session of who asks.
    ///
    /// # Errors
    /// [`OfficeError::NotFound`] where they have none of that name.
    pub async fn session_end(&self, signed_in: &SignedIn, wanted: &str) -> Result<(), OfficeError> {
        let sessions = self.store.sessions_of(signed_in.user_id).await?;
        let found = sessions.into_iter().find(|session| handle(session) == wanted);
        let found = found.ok_or(OfficeError::NotFound { what: "session" })?;
        Ok(self.store.session_end(&found.session_hash).await?)
    }

    /// Ends all sessions of who asks but this one. Returns how many there were.
    pub async fn sessions_end_others(&self, signed_in: &SignedIn) -> Result<u64, OfficeError> {
        Ok(self.store.sessions_end_of(signed_in.user_id, Some(&signed_in.session_hash)).await?)
    }

    /// Ends all sessions of somebody within reach. Returns how many there were.
    ///
    /// # Errors
    /// [`OfficeError::NotFound`] where there is no such person within reach.
    pub async fn sessions_end_for(&self, caller: &Caller, login: &str) -> Result<u64, OfficeError> {
        if let Some(sessions) = self.done_before(caller)? {
            return Ok(sessions);
        }
        let user = self.administered(caller, login)?;
        let sessions = self.store.sessions_end_of(user.user_id, None).await?;
        let ended = UserEvent::SessionsEnded { sessions };
        let event = self.event(caller, &ended, self.surroundings.now())?;
        let write =
            StreamWrite { stream: Stream::User(user.user_id), expected: Expected::Any, events: vec![event] };
        self.commit(caller, Append { writes: vec![write], changes: Vec::new() }, &sessions).await?;
        Ok(sessions)
    }

    /// How somebody within reach signs in.
    ///
    /// # Errors
    /// [`OfficeError::NotFound`] where there is no such person within reach.
    pub async fn sign_in_state(&self, caller: &Caller, login: &str) -> Result<SignInState, OfficeError> {
        let user = self.administered(caller, login)?;
        let now = self.surroundings.now();
        let credential = self.store.credential(user.user_id).await?;
        let factor = self.store.second_factor(user.user_id).await?;
        let running: Vec<_> = self
            .store
            .sessions_of(user.user_id)
            .await?
            .into_iter()
            .filter(|session| now < session.expires_at)
            .collect();
        Ok(SignInState {
            password: credential.is_some(),
            one_time: credential.is_some_and(|credential| credential.one_time),
            second_factor_at: factor.and_then(|factor| factor.confirmed_at),
            codes_left: self.store.recovery_codes_left(user.user_id).await?,
            second_factor_required: self.organisation().requires_second_factor(user.user_id),
            linked_at: self.store.subject(user.user_id).await?.map(|subject| subject.linked_at),
            sessions: running.len() as u64,
            seen_at: running.iter().map(|session| session.seen_at).max(),
            login: user.login,
        })
    }

    /// Forgets who somebody within reach is to the issuer: the next to come under their sign-in name is them.
    ///
    /// # Errors
    /// [`OfficeError::NotFound`] where there is no such person within reach, or nothing is known.
    pub async fn subject_unlink(&self, caller: &Caller, login: &str) -> Result<(), OfficeError> {
        let user = self.administered(caller, login)?;
        let known =
            self.store.subject(user.user_id).await?.ok_or(OfficeError::NotFound { what: "subject" })?;
        let unlinked = UserEvent::SubjectUnlinked { fingerprint: fingerprint(&known.issuer, &known.subject) };
        let changes = vec![Change::SubjectRemoved(user.user_id)];
        self.append_of_user(caller, user.user_id, &unlinked, changes).await
    }

    /// Those who have to have a second factor and have none, as far as the caller reaches.
    pub async fn without_second_factor(&self, caller: &Caller) -> Result<Vec<UserRow>, OfficeError> {
        caller.require(domain::organisation::Right::Administer)?;
        let organisation = self.organisation();
        let have = self.store.second_factor_users().await?;
        let lacks = |user: &&UserRow| {
            user.active
                && organisation.requires_second_factor(user.user_id)
                && have.binary_search(&user.user_id).is_err()
                && caller.require_administer_staff(user, &organisation.tree).is_ok()
        };
        Ok(organisation.users.values().filter(lacks).cloned().collect())
    }

    /// A member of staff whom the caller administers; of others it is not said whether there are any.
    pub(crate) fn administered(&self, caller: &Caller, login: &str) -> Result<UserRow, OfficeError> {
        caller.require(domain::organisation::Right::Administer)?;
        let organisation = self.organisation();
        let login = login.trim().to_lowercase();
        let user = organisation.users.values().find(|user| user.login == login);
        let user = user.filter(|user| caller.require_administer_staff(user, &organisation.tree).is_ok());
        user.cloned().ok_or(OfficeError::NotFound { what: "user" })
    }

    /// The row of the member of staff who asks.
    pub(crate) fn own_row(&self, caller: &Caller) -> Result<UserRow, OfficeError> {
        let user_id = caller.actor().user().ok_or(OfficeError::Unauthenticated)?;
        self.organisation().users.get(&user_id).cloned().ok_or(OfficeError::Unauthenticated)
    }

    /// Appends one event of a member of staff, with what changes by it.
    pub(crate) async fn append_of_user(
        &self,
        caller: &Caller,
        user_id: UserId,
        fact: &UserEvent,
        changes: Vec<Change>,
    ) -> Result<(), OfficeError> {
        let event = self.event(caller, fact, self.surroundings.now())?;
        let write =
            StreamWrite { stream: Stream::User(user_id), expected: Expected::Any, events: vec![event] };
        self.commit(caller, Append { writes: vec![write], changes }, &()).await.map(drop)
    }
}

fn handle(session: &Session) -> String {
    session.session_hash.chars().take(HANDLE_CHARS).collect()
}
