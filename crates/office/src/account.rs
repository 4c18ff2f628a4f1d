//! Staff accounts and tokens, entered by an administrator or from the command line.

use std::collections::BTreeSet;

use domain::id::{InstitutionId, Stream, UserId};
use domain::organisation::{Grant, Right, Role, UserEvent};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::{Append, Change, Credential, Expected, RoleRow, Series, StreamWrite, TokenRow, UserRow};

use crate::access::secret_hash;
use crate::error::Findings;
use crate::organise::taken;
use crate::{Caller, FieldError, Office, OfficeError, Organisation};

/// A member of staff as an administrator enters them.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StaffInput {
    /// The name to sign in with.
    pub login: String,
    /// The name to show.
    pub display_name: String,
    /// The code of the institution where they work.
    pub institution: String,
    /// Roles: `handler` at the own institution, `approver@HQ` at another.
    pub roles: Vec<String>,
    /// A new password; left out, the old one stays.
    #[serde(default)]
    pub password: Option<String>,
    /// Whether they may sign in.
    #[serde(default = "yes")]
    pub active: bool,
}

fn yes() -> bool {
    true
}

/// What an administrator entered, found to be in order.
pub(crate) struct CheckedStaff {
    pub login: String,
    pub display_name: String,
    pub institution_id: InstitutionId,
    pub grants: BTreeSet<Grant>,
    pub active: bool,
    /// The one there is.
    pub existing: Option<UserRow>,
}

impl CheckedStaff {
    /// Whether it changes nothing.
    pub fn is_as_before(&self) -> bool {
        self.existing.as_ref().is_some_and(|user| {
            user.display_name == self.display_name
                && user.institution_id == self.institution_id
                && user.active == self.active
                && crate::organise::grants(user) == self.grants
        })
    }
}

/// A token just made.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NewToken {
    /// The token, shown once.
    pub token: String,
    /// The first eight digits of its hash, by which it is called.
    pub fingerprint: String,
}

/// A token as lists show it.
#[derive(Debug, Clone)]
pub struct TokenInfo {
    /// The first eight digits of its hash.
    pub fingerprint: String,
    /// For whom it acts.
    pub login: String,
    /// What it is for.
    pub label: String,
    /// Since when.
    pub created_at: Timestamp,
    /// Until when.
    pub expires_at: Option<Timestamp>,
    /// Whether it was taken back.
    pub revoked: bool,
}

impl Office {
    /// Enters a member of staff, or changes the one of that login. An administrator reaches whom they administer wholly,
    /// grants what lies within their own reach, and changes nothing of what they themselves may do.
    pub async fn set_staff(&self, caller: &Caller, input: StaffInput) -> Result<UserId, OfficeError> {
        caller.require(Right::Administer)?;
        if let Some(user_id) = self.done_before(caller)? {
            return Ok(user_id);
        }
        self.refresh_organisation().await?;
        let checked = self.checked_staff(caller, &input)?;
        let user_id = match &checked.existing {
            Some(user) => user.user_id,
            None => UserId(self.store.allocate(Series::User, 1).await?),
        };
        let credential = match input.password {
            Some(password) => {
                // What an administrator knows is good for one sign-in; the operator's own word stands.
                let own = caller.actor().user();
                let one_time = own.is_some_and(|own| own != user_id);
                Some(self.hash_password(user_id, password, one_time).await?)
            }
            None => None,
        };
        let existed = checked.existing.is_some();
        let (write, changes) = self.staff_write(caller, user_id, checked, credential)?;
        self.commit(caller, Append { writes: vec![write], changes }, &user_id)
            .await
            .map_err(taken("login"))?;
        if existed {
            self.store.sessions_end_of(user_id, None).await?;
        }
        self.reload_organisation().await?;
        Ok(user_id)
    }

    /// Checks what an administrator entered, without writing anything.
    pub(crate) fn checked_staff(
        &self,
        caller: &Caller,
        input: &StaffInput,
    ) -> Result<CheckedStaff, OfficeError> {
        let organisation = self.organisation();
        let tree = &organisation.tree;
        let mut findings = Findings::default();
        let login = input.login.trim().to_lowercase();
        let login_ok = (2..=40).contains(&login.len())
            && login
                .chars()
                .all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_'));
        if !login_ok {
            findings.add(
                "login",
                "login_form",
                "a sign-in name has 2 to 40 letters, figures, `.`, `-` or `_`",
            );
        }
        let display_name = input.display_name.trim().to_owned();
        if display_name.is_empty() || display_name.chars().count() > 40 {
            findings.add("display_name", "display_name_form", "a name has 1 to 40 characters");
        }
        let home = tree.by_code(input.institution.trim());
        if home.is_none() {
            findings.add(
                "institution",
                "institution_unknown",
                format!("there is no institution `{}`", input.institution),
            );
        }
        let mut grants = BTreeSet::new();
        for role in input.roles.iter().map(|role| role.trim()).filter(|role| !role.is_empty()) {
            let (word, at) = role.split_once('@').map_or((role, None), |(word, at)| (word, Some(at)));
            match (word.parse::<Role>(), at.map_or(home, |code| tree.by_code(code))) {
                (Ok(Role::SeniorManager), Some(institution)) if tree.superior(institution).is_some() => {
                    let message = "senior managers are of a head office: an institution with no superior";
                    findings.add("roles", "role_head_office", message);
                }
                (Ok(role), Some(institution)) => {
                    grants.insert(Grant { role, institution });
                }
                _ => findings.add(
                    "roles",
                    "role_unknown",
                    format!("`{role}` is no role, or names no institution"),
                ),
            }
        }
        if let Some(password) = &input.password {
            crate::password::check(password, &login, &display_name, "password", &mut findings);
        }
        findings.finish()?;
        let institution_id = home.ok_or(OfficeError::NotFound { what: "institution" })?;
        caller.require_administer(institution_id, tree)?;
        for grant in &grants {
            caller.require_administer(grant.institution, tree)?;
        }
        let existing = organisation.users.values().find(|user| user.login == login).cloned();
        if let Some(user) = &existing {
            caller.require_administer_staff(user, tree)?;
            let own = caller.actor().user() == Some(user.user_id);
            let same = crate::organise::grants(user) == grants && user.institution_id == institution_id;
            if own && !(same && input.active) {
                let message = "nobody changes what they themselves may do";
                return Err(OfficeError::Invalid(vec![FieldError::new("roles", "roles_own", message)]));
            }
        }
        let active = input.active;
        Ok(CheckedStaff { login, display_name, institution_id, grants, active, existing })
    }

    /// What enters or changes a member of staff: their events and rows.
    pub(crate) fn staff_write(
        &self,
        caller: &Caller,
        user_id: UserId,
        checked: CheckedStaff,
        credential: Option<Credential>,
    ) -> Result<(StreamWrite, Vec<Change>), OfficeError> {
        let CheckedStaff { login, display_name, institution_id, grants, active, existing } = checked;
        let now = self.surroundings.now();
        let set = UserEvent::UserSet {
            login: login.clone(),
            institution: institution_id,
            grants: grants.clone(),
            active,
        };
        let mut events = vec![self.event(caller, &set, now)?];
        let mut changes = Vec::new();
        if let Some(credential) = credential {
            events.push(self.event(caller, &UserEvent::PasswordSet {}, now)?);
            changes.push(Change::Credential(credential));
        }
        let version = existing.as_ref().map_or(0, |user| user.version);
        let roles = grants
            .iter()
            .map(|grant| RoleRow { role: grant.role.to_string(), institution_id: grant.institution })
            .collect();
        changes.push(Change::User(UserRow {
            user_id,
            version: version + 1,
            login,
            display_name,
            active,
            institution_id,
            roles,
        }));
        // Unmasking and exports are written to the same stream by others at any moment; what must not be lost is only
        // that somebody else changed the account, and the newest word on it counts.
        Ok((StreamWrite { stream: Stream::User(user_id), expected: Expected::Any, events }, changes))
    }

    /// Changes one's own password, given the old one.
    pub async fn change_password(
        &self,
        caller: &Caller,
        old: String,
        new: String,
        network: String,
    ) -> Result<(), OfficeError> {
        let user = self.own_row(caller)?;
        let user_id = user.user_id;
        let mut findings = Findings::default();
        crate::password::check(&new, &user.login, &user.display_name, "new", &mut findings);
        if new == old {
            findings.add("new", "password_same", "this is the password there is already");
        }
        findings.finish()?;
        self.require_own_password(&user, old, &network, "old").await?;
        let credential = self.hash_password(user_id, new, false).await?;
        let changes = vec![Change::Credential(credential)];
        self.append_of_user(caller, user_id, &UserEvent::PasswordSet {}, changes).await?;
        self.store.sessions_end_of(user_id, None).await?;
        Ok(())
    }

    /// Makes a token: for oneself, or for an account within one's reach that no person signs in with. A token that acts
    /// for another person would be that person's hand; only the operator of the installation makes one.
    pub async fn create_token(
        &self,
        caller: &Caller,
        login: &str,
        label: &str,
        days: Option<u32>,
    ) -> Result<NewToken, OfficeError> {
        caller.require(Right::Administer)?;
        if let Some(made) = self.done_before(caller)? {
            return Ok(made);
        }
        let user = self.store.user_by_login(&login.trim().to_lowercase()).await?.filter(|user| user.active);
        let user = user.ok_or(OfficeError::NotFound { what: "user" })?;
        if let Some(own) = caller.actor().user()
            && own != user.user_id
        {
            caller.require_administer_staff(&user, &self.organisation().tree)?;
            if self.store.credential(user.user_id).await?.is_some() {
                let message = "a token is for yourself or for an account without a password";
                return Err(OfficeError::Invalid(vec![FieldError::new("login", "token_of_person", message)]));
            }
        }
        let now = self.surroundings.now();
        let token = format!("hy_{}", self.random_secret());
        let token_hash = secret_hash(&token);
        let fingerprint = token_hash.chars().take(8).collect::<String>();
        let event = self.event(caller, &UserEvent::TokenCreated { fingerprint: fingerprint.clone() }, now)?;
        let row = TokenRow {
            token_hash,
            user_id: user.user_id,
            label: label.trim().chars().take(80).collect(),
            created_at: now,
            // Longer than times can be counted is until then.
            expires_at: days.map(|days| {
                let length = SignedDuration::from_hours(24 * i64::from(days));
                now.checked_add(length).unwrap_or(Timestamp::MAX)
            }),
            revoked: false,
        };
        let write =
            StreamWrite { stream: Stream::User(user.user_id), expected: Expected::Any, events: vec![event] };
        let append = Append { writes: vec![write], changes: vec![Change::Token(row)] };
        let made = NewToken { token, fingerprint };
        self.commit(caller, append, &made).await?;
        Ok(made)
    }

    /// Takes a token back.
    pub async fn revoke_token(&self, caller: &Caller, fingerprint: &str) -> Result<(), OfficeError> {
        caller.require(Right::Administer)?;
        if self.done_before::<()>(caller)?.is_some() {
            return Ok(());
        }
        let found = self
            .store
            .tokens()
            .await?
            .into_iter()
            .find(|row| fingerprint.len() >= 8 && row.token_hash.starts_with(fingerprint));
        let organisation = self.organisation();
        let mut row = found
            .filter(|row| token_within_reach(caller, &organisation, row))
            .ok_or(OfficeError::NotFound { what: "token" })?;
        row.revoked = true;
        let now = self.surroundings.now();
        let event =
            self.event(caller, &UserEvent::TokenRevoked { fingerprint: fingerprint.to_owned() }, now)?;
        let write =
            StreamWrite { stream: Stream::User(row.user_id), expected: Expected::Any, events: vec![event] };
        let append = Append { writes: vec![write], changes: vec![Change::Token(row)] };
        self.commit(caller, append, &()).await?;
        Ok(())
    }

    /// All tokens within reach, newest first.
    pub async fn tokens(&self, caller: &Caller) -> Result<Vec<TokenInfo>, OfficeError> {
        caller.require(Right::Administer)?;
        let organisation = self.organisation();
        let rows = self.store.tokens().await?;
        let reached = rows.into_iter().filter(|row| token_within_reach(caller, &organisation, row));
        let infos = reached.map(|row| TokenInfo {
            fingerprint: row.token_hash.chars().take(8).collect(),
            login: organisation.users.get(&row.user_id).map(|user| user.login.clone()).unwrap_or_default(),
            label: row.label,
            created_at: row.created_at,
            expires_at: row.expires_at,
            revoked: row.revoked,
        });
        Ok(infos.collect())
    }
}

/// Whether a token is one's own or acts for somebody one administers.
fn token_within_reach(caller: &Caller, organisation: &Organisation, row: &TokenRow) -> bool {
    let reached = |user: &UserRow| caller.require_administer_staff(user, &organisation.tree).is_ok();
    caller.actor().user() == Some(row.user_id) || organisation.users.get(&row.user_id).is_none_or(reached)
}
