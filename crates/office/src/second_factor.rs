//! The second factor of staff: an authenticator on a device of theirs, recovery codes for the day it is lost, and who has to
//! have one.
//!
//! A secret is sealed under the vault's keys and shown until it is confirmed; recovery codes are kept as keyed digests and
//! shown once. Whoever changes any of it shows what they have: the password for setting up, a code for the rest. No code is
//! taken twice, on whichever node it is shown.

use std::collections::BTreeSet;

use domain::id::{Stream, UserId};
use domain::organisation::{FactorRemovalReason, OfficeEvent, Right, Role, UserEvent};
use jiff::Timestamp;
use store::{Append, Change, Expected, SecondFactorRow, StreamWrite, UserRow};
use vault::{Aad, Field, Zeroizing};

use crate::access::{Attempt, attempt_limits, coarse};
use crate::intake::query_code_from;
use crate::totp;
use crate::words::vault_error;
use crate::{Caller, FieldError, Office, OfficeError, Organisation, SignedIn};

/// What the secret that seals secrets is made of.
const SECRET: [Field; 2] = [Field::new("second_factor_secret_1"), Field::new("second_factor_secret_2")];
/// What recovery codes are digested with.
const RECOVERY_CODE: Field = Field::new("recovery_code");
/// How many recovery codes there are.
const RECOVERY_CODES: usize = 10;
/// The setting that names the roles.
const ROLES_SETTING: &str = "second_factor_roles";

/// How it stands with somebody's second factor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecondFactor {
    /// There is none.
    None,
    /// A secret was made and no code of it shown yet.
    Begun {
        /// The secret as authenticators are told it: base 32.
        secret: Zeroizing<String>,
    },
    /// It is asked for.
    Confirmed {
        /// Since when.
        at: Timestamp,
        /// How many recovery codes are left.
        codes_left: u64,
    },
}

impl Organisation {
    /// Whether somebody has to show a second factor to sign in.
    pub fn requires_second_factor(&self, user_id: UserId) -> bool {
        let required = |user: &UserRow| {
            crate::organise::grants(user).iter().any(|grant| self.second_factor_roles.contains(&grant.role))
        };
        !self.second_factor_roles.is_empty() && self.users.get(&user_id).is_some_and(required)
    }
}

impl Office {
    /// How it stands with the caller's second factor.
    pub async fn second_factor(&self, caller: &Caller) -> Result<SecondFactor, OfficeError> {
        let user_id = caller.actor().user().ok_or(OfficeError::Unauthenticated)?;
        let Some(row) = self.store.second_factor(user_id).await? else { return Ok(SecondFactor::None) };
        Ok(match row.confirmed_at {
            Some(at) => {
                SecondFactor::Confirmed { at, codes_left: self.store.recovery_codes_left(user_id).await? }
            }
            None => SecondFactor::Begun { secret: Zeroizing::new(totp::base32(&self.open_factor(&row)?)) },
        })
    }

    /// Makes a secret for the caller's second factor, in the place of one that was never confirmed.
    ///
    /// # Errors
    /// [`OfficeError::Invalid`] on `password` where it is not theirs; [`OfficeError::Conflict`] where they have a confirmed
    /// one already.
    pub async fn second_factor_begin(
        &self,
        caller: &Caller,
        password: String,
        network: &str,
    ) -> Result<(), OfficeError> {
        let user = self.own_row(caller)?;
        self.require_own_password(&user, password, network, "password").await?;
        let mut secret = Zeroizing::new([0; totp::SECRET_BYTES]);
        self.surroundings.fill(secret.as_mut_slice());
        let place = user.user_id.to_string();
        let seal = self.lasting_seal(SECRET, &place);
        let sealed = seal.seal(&aad(&place), secret.as_slice(), &mut self.randomness());
        let row = SecondFactorRow {
            user_id: user.user_id,
            secret: sealed.map_err(vault_error)?,
            made_at: self.surroundings.now(),
            confirmed_at: None,
            last_step: 0,
        };
        match self.store.second_factor_begin(row).await? {
            true => Ok(()),
            false => Err(OfficeError::Conflict),
        }
    }

    /// Confirms the caller's second factor by a code. Their other sessions end; this one goes on. Returns the recovery
    /// codes, which are not shown again.
    ///
    /// # Errors
    /// [`OfficeError::Invalid`] on `code` where it is none of the secret's; [`OfficeError::NotFound`] where there is nothing
    /// to confirm.
    pub async fn second_factor_confirm(
        &self,
        signed_in: &SignedIn,
        code: &str,
        network: &str,
    ) -> Result<Vec<String>, OfficeError> {
        let user = self.own_row(&signed_in.caller)?;
        let row = self.store.second_factor(user.user_id).await?.filter(|row| row.confirmed_at.is_none());
        let row = row.ok_or(OfficeError::NotFound { what: "second factor" })?;
        let limits = attempt_limits(Attempt::Code, &user.login, network, None);
        let now = self.surroundings.now();
        self.begin_attempt(&limits, now).await?;
        let secret = self.open_factor(&row)?;
        let step = totp::step_of(&secret, &digits(code), now).ok_or_else(code_wrong)?;
        self.end_attempt(&limits).await?;
        let codes = self.new_recovery_codes();
        let confirmed = SecondFactorRow { confirmed_at: Some(now), last_step: step, ..row };
        let changes = vec![Change::SecondFactor(confirmed), self.digests(user.user_id, &codes)];
        self.append_of_user(&signed_in.caller, user.user_id, &UserEvent::SecondFactorSet {}, changes).await?;
        self.store.sessions_end_of(user.user_id, Some(&signed_in.session_hash)).await?;
        self.store.session_keep(&signed_in.session_hash, now, signed_in.expires_at, true).await?;
        Ok(codes)
    }

    /// Makes new recovery codes for the caller; the former ones count no more. They are not shown again.
    ///
    /// # Errors
    /// [`OfficeError::Invalid`] on `code` where it is neither a code of the authenticator nor a recovery code.
    pub async fn recovery_codes_renew(
        &self,
        caller: &Caller,
        code: &str,
        network: &str,
    ) -> Result<Vec<String>, OfficeError> {
        let user = self.own_row(caller)?;
        self.require_code(&user, code, network, None).await?;
        let codes = self.new_recovery_codes();
        let changes = vec![self.digests(user.user_id, &codes)];
        self.append_of_user(caller, user.user_id, &UserEvent::RecoveryCodesMade {}, changes).await?;
        Ok(codes)
    }

    /// Removes the caller's second factor. Their other sessions end.
    ///
    /// # Errors
    /// [`OfficeError::Invalid`] on `code` where it is wrong, or where their role has to have a second factor.
    pub async fn second_factor_remove(
        &self,
        signed_in: &SignedIn,
        code: &str,
        network: &str,
    ) -> Result<(), OfficeError> {
        let user = self.own_row(&signed_in.caller)?;
        if self.organisation().requires_second_factor(user.user_id) {
            let message = "a role of yours has to have a second factor";
            return Err(OfficeError::Invalid(vec![FieldError::new(
                "code",
                "second_factor_required",
                message,
            )]));
        }
        self.require_code(&user, code, network, None).await?;
        let changes = vec![Change::SecondFactorRemoved(user.user_id)];
        let removed = UserEvent::SecondFactorRemoved { reason: None };
        self.append_of_user(&signed_in.caller, user.user_id, &removed, changes).await?;
        self.store.sessions_end_of(user.user_id, Some(&signed_in.session_hash)).await?;
        Ok(())
    }

    /// Removes somebody's second factor, so that they set up another. All their sessions end. Whoever administers them does
    /// it; nobody for themselves.
    ///
    /// # Errors
    /// [`OfficeError::NotFound`] where there is no such person within reach, or they have no second factor.
    pub async fn second_factor_reset(
        &self,
        caller: &Caller,
        login: &str,
        reason: FactorRemovalReason,
    ) -> Result<(), OfficeError> {
        if self.done_before::<()>(caller)?.is_some() {
            return Ok(());
        }
        let user = self.administered(caller, login)?;
        if caller.actor().user() == Some(user.user_id) {
            let message = "nobody resets their own second factor; another administrator does";
            return Err(OfficeError::Invalid(vec![FieldError::new("login", "second_factor_own", message)]));
        }
        if self.store.second_factor(user.user_id).await?.is_none() {
            return Err(OfficeError::NotFound { what: "second factor" });
        }
        let removed = UserEvent::SecondFactorRemoved { reason: Some(reason) };
        let changes = vec![Change::SecondFactorRemoved(user.user_id)];
        self.append_of_user(caller, user.user_id, &removed, changes).await?;
        self.store.sessions_end_of(user.user_id, None).await?;
        Ok(())
    }

    /// Says which roles have to have a second factor. Who holds one of them and has none sets it up before anything else.
    pub async fn require_second_factor(
        &self,
        caller: &Caller,
        roles: BTreeSet<Role>,
    ) -> Result<(), OfficeError> {
        let organisation = self.organisation();
        caller.require_installation(Right::Administer, &organisation.tree)?;
        if self.done_before::<()>(caller)?.is_some() {
            return Ok(());
        }
        if roles == organisation.second_factor_roles {
            return self.commit_nothing(caller, &()).await;
        }
        let changes = vec![second_factor_setting(&roles)?];
        let event =
            self.event(caller, &OfficeEvent::SecondFactorRequired { roles }, self.surroundings.now())?;
        let write = StreamWrite { stream: Stream::Office, expected: Expected::Any, events: vec![event] };
        self.commit(caller, Append { writes: vec![write], changes }, &()).await?;
        self.reload_organisation().await
    }

    /// The roles that have to have a second factor, as they are kept. A role that this release does not know is nobody's here.
    pub(crate) async fn second_factor_roles(&self) -> Result<BTreeSet<Role>, OfficeError> {
        let kept = self.store.setting(ROLES_SETTING).await?.unwrap_or_default();
        let roles: Vec<String> = serde_json::from_str(&kept).unwrap_or_default();
        Ok(roles.iter().filter_map(|role| role.parse().ok()).collect())
    }

    /// Who has a second factor.
    pub(crate) async fn has_second_factor(&self, user_id: UserId) -> Result<bool, OfficeError> {
        Ok(self.store.second_factor(user_id).await?.is_some_and(|row| row.confirmed_at.is_some()))
    }

    /// Refuses where what somebody typed is neither a code of their authenticator nor one of their recovery codes. What was
    /// taken is taken for ever.
    pub(crate) async fn require_code(
        &self,
        user: &UserRow,
        typed: &str,
        network: &str,
        device: Option<&str>,
    ) -> Result<(), OfficeError> {
        let limits = attempt_limits(Attempt::Code, &user.login, network, device);
        self.begin_attempt(&limits, self.surroundings.now()).await?;
        match self.take_code(user, typed).await? {
            true => self.end_attempt(&limits).await,
            false => {
                tracing::warn!(user = user.user_id.0, network = coarse(network), "a code was wrong");
                Err(code_wrong())
            }
        }
    }

    async fn take_code(&self, user: &UserRow, typed: &str) -> Result<bool, OfficeError> {
        let row = self.store.second_factor(user.user_id).await?.filter(|row| row.confirmed_at.is_some());
        let Some(row) = row else { return Ok(false) };
        let normalised = text::normalise(typed);
        let letters: String = normalised
            .as_str()
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect::<String>()
            .to_uppercase();
        if letters.len() == totp::DIGITS && letters.bytes().all(|letter| letter.is_ascii_digit()) {
            let secret = self.open_factor(&row)?;
            return match totp::step_of(&secret, &letters, self.surroundings.now()) {
                Some(step) => Ok(self.store.second_factor_step(user.user_id, step).await?),
                None => Ok(false),
            };
        }
        let used =
            self.store.recovery_code_use(user.user_id, &self.recovery_tag(user.user_id, &letters)).await?;
        if used && let Some(staff) = self.organisation().staff(user.user_id) {
            let caller = Caller::staff(staff);
            self.append_of_user(&caller, user.user_id, &UserEvent::RecoveryCodeUsed {}, Vec::new()).await?;
        }
        Ok(used)
    }

    fn new_recovery_codes(&self) -> Vec<String> {
        // Twice the letters of a query code: 77 bits.
        let half = || query_code_from(|bytes| self.surroundings.fill(bytes));
        (0..RECOVERY_CODES).map(|_| format!("{}-{}", half(), half())).collect()
    }

    fn digests(&self, user_id: UserId, codes: &[String]) -> Change {
        let letters = |code: &String| code.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
        let tags = codes.iter().map(|code| self.recovery_tag(user_id, &letters(code))).collect();
        Change::RecoveryCodes(user_id, tags)
    }

    fn recovery_tag(&self, user_id: UserId, letters: &str) -> Vec<u8> {
        self.keys().lasting_tag(RECOVERY_CODE, &format!("{user_id}\u{0}{letters}")).0.to_vec()
    }

    fn open_factor(&self, row: &SecondFactorRow) -> Result<Zeroizing<Vec<u8>>, OfficeError> {
        let place = row.user_id.to_string();
        self.lasting_seal(SECRET, &place).open(&aad(&place), &row.secret).map_err(vault_error)
    }
}

/// Keeps which roles have to have a second factor.
pub(crate) fn second_factor_setting(roles: &BTreeSet<Role>) -> Result<Change, OfficeError> {
    let value = serde_json::to_string(roles).map_err(|error| OfficeError::Unreadable(error.to_string()))?;
    Ok(Change::OrganisationSetting { name: ROLES_SETTING, value })
}

/// A sealed secret belongs to its member of staff.
fn aad(user: &str) -> Aad<'_> {
    Aad { person: "staff", field: "second_factor", reference: user }
}

/// The digits of what was typed: full width, spaces and dashes are no mistake.
fn digits(typed: &str) -> String {
    text::normalise(typed).as_str().chars().filter(char::is_ascii_digit).collect()
}

fn code_wrong() -> OfficeError {
    let message = "this is no code that counts now";
    OfficeError::Invalid(vec![FieldError::new("code", "second_factor_code", message)])
}
