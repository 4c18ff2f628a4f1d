//! Webhooks: where the notices of a member of staff go as well, for a program that acts for them. Whoever administers the
//! installation sets them up; each is told what its member of staff is told and nothing more.

use courier::{Target, WebhookSecret};
use domain::id::{Stream, UserId};
use domain::organisation::{OfficeEvent, Right};
use jiff::{SignedDuration, Timestamp};
use store::{Append, Change, Expected, StreamWrite, WebhookRow};
use vault::{Aad, Field, Zeroizing};

use super::NOTICE_KINDS;
use crate::error::Findings;
use crate::words::vault_error;
use crate::{Caller, Office, OfficeError};

/// What the secret that seals secrets is made of.
const SECRET: [Field; 2] = [Field::new("webhook_secret_1"), Field::new("webhook_secret_2")];
/// Where a sealed secret belongs.
const PLACE: Aad<'_> = Aad { person: "webhook", field: "secret", reference: "" };
/// After how long without a single success a webhook is called no more.
pub(crate) const FAILING_MAX: SignedDuration = SignedDuration::from_hours(24 * 5);
/// No installation has more.
const WEBHOOKS_MAX: usize = 100;

/// A webhook as administrators see it. The secret is shown once, when it is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookInfo {
    /// Its identifier.
    pub webhook_id: u64,
    /// For whom it acts.
    pub user_id: UserId,
    /// What it is for.
    pub label: String,
    /// The address.
    pub url: String,
    /// The kinds of notices it wants.
    pub kinds: Vec<String>,
    /// Whether it is called.
    pub active: bool,
    /// Since when every message to it has failed; none while they arrive.
    pub failing_since: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// What is said about a webhook.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WebhookInput {
    /// Which; none for a new one.
    pub webhook_id: Option<u64>,
    /// The sign-in name of the member of staff for whom it acts.
    pub login: String,
    /// What it is for.
    pub label: String,
    /// The address.
    pub url: String,
    /// The kinds of notices it wants.
    pub kinds: Vec<String>,
    /// Whether it is called.
    pub active: bool,
    /// Whether it gets another secret.
    pub another_secret: bool,
}

impl Office {
    /// All webhooks.
    pub async fn webhooks(&self, caller: &Caller) -> Result<Vec<WebhookInfo>, OfficeError> {
        caller.require_installation(Right::Administer, &self.organisation().tree)?;
        let rows = self.store.webhooks().await?;
        let info = |row: WebhookRow| WebhookInfo {
            webhook_id: row.webhook_id,
            user_id: row.user_id,
            label: row.label,
            url: row.url,
            kinds: row.kinds.split_whitespace().map(str::to_owned).collect(),
            active: row.active,
            failing_since: row.failing_since,
            created_at: row.created_at,
        };
        Ok(rows.into_iter().map(info).collect())
    }

    /// Sets a webhook up, or changes one. Returns its secret where it got one: it is not shown again.
    ///
    /// # Errors
    /// [`OfficeError::Invalid`] where a field has to be put right: an address that is neither `https` nor of this machine,
    /// or whose host the settings do not name; a member of staff who is not there; a kind that is none.
    pub async fn set_webhook(
        &self,
        caller: &Caller,
        input: WebhookInput,
    ) -> Result<Option<Zeroizing<String>>, OfficeError> {
        let organisation = self.organisation();
        caller.require_installation(Right::Administer, &organisation.tree)?;
        let rows = self.store.webhooks().await?;
        let before = match input.webhook_id {
            Some(wanted) => {
                let found = rows.iter().find(|row| row.webhook_id == wanted);
                Some(found.cloned().ok_or(OfficeError::NotFound { what: "webhook" })?)
            }
            None => None,
        };
        let mut findings = Findings::default();
        let label = input.label.trim().to_owned();
        if label.is_empty() || label.chars().count() > 80 {
            findings.add("label", "webhook_label", "1 to 80 characters");
        }
        let login = input.login.trim().to_lowercase();
        let user = organisation.users.iter().find(|(_, user)| user.login == login && user.active);
        if user.is_none() {
            findings.add("login", "webhook_login", "a member of staff who may sign in");
        }
        let target = Target::parse(&input.url);
        let allowed =
            target.and_then(|target| self.messaging().webhook_hosts.check(&target).map(|()| target));
        let host = match allowed {
            Ok(target) => target.uri().host().unwrap_or_default().to_owned(),
            Err(error) => {
                let word = match error {
                    courier::TargetError::NotAllowed => "webhook_host",
                    _ => "webhook_url",
                };
                findings.add("url", word, error.to_string());
                String::new()
            }
        };
        let kinds: Vec<&str> =
            NOTICE_KINDS.into_iter().filter(|kind| input.kinds.iter().any(|wanted| wanted == kind)).collect();
        if kinds.is_empty() || kinds.len() != input.kinds.len() {
            findings.add("kinds", "webhook_kinds", "at least one kind of notice");
        }
        if before.is_none() && rows.len() >= WEBHOOKS_MAX {
            findings.add("label", "webhook_many", format!("at most {WEBHOOKS_MAX} webhooks"));
        }
        findings.finish()?;
        let Some((user_id, _)) = user else { return Err(OfficeError::NotFound { what: "user" }) };

        let now = self.surroundings.now();
        let fresh = match &before {
            Some(_) if !input.another_secret => None,
            _ => Some(self.fresh_secret()?),
        };
        let sealed = match (&fresh, &before) {
            (Some(secret), _) => self.seal_secret(secret)?,
            (None, Some(row)) => row.secret.clone(),
            (None, None) => Vec::new(),
        };
        let failing_since =
            before.as_ref().filter(|row| row.active && input.active).and_then(|row| row.failing_since);
        let row = WebhookRow {
            webhook_id: before.as_ref().map_or(0, |row| row.webhook_id),
            user_id: *user_id,
            label,
            url: input.url.trim().to_owned(),
            secret: sealed,
            kinds: kinds.join(" "),
            active: input.active,
            failing_since,
            created_at: before.map_or(now, |row| row.created_at),
        };
        let fact = OfficeEvent::WebhookSet {
            user: *user_id,
            host,
            kinds: kinds.into_iter().map(str::to_owned).collect(),
            active: input.active,
            secret_made: fresh.is_some(),
        };
        self.append_office(caller, &fact, vec![Change::Webhook(row)]).await?;
        Ok(fresh.map(|secret| secret.to_text()))
    }

    /// Calls a webhook no more, because it does not answer or said that it is gone.
    pub(crate) async fn disable_webhook(
        &self,
        row: &WebhookRow,
        failing_since: Timestamp,
    ) -> Result<(), OfficeError> {
        let row = WebhookRow { active: false, failing_since: Some(failing_since), ..row.clone() };
        let fact = OfficeEvent::WebhookDisabled { user: row.user_id, failing_since };
        self.append_office(&super::outbox(), &fact, vec![Change::Webhook(row)]).await
    }

    /// The secret of a webhook.
    pub(crate) fn webhook_secret(&self, row: &WebhookRow) -> Result<WebhookSecret, OfficeError> {
        let opened = self.lasting_seal(SECRET, "webhook").open(&PLACE, &row.secret).map_err(vault_error)?;
        WebhookSecret::new(opened).map_err(|error| OfficeError::Unreadable(error.to_string()))
    }

    fn fresh_secret(&self) -> Result<WebhookSecret, OfficeError> {
        let mut bytes = Zeroizing::new(vec![0; 32]);
        self.surroundings.fill(bytes.as_mut_slice());
        WebhookSecret::new(bytes).map_err(|error| OfficeError::Unreadable(error.to_string()))
    }

    fn seal_secret(&self, secret: &WebhookSecret) -> Result<Vec<u8>, OfficeError> {
        let seal = self.lasting_seal(SECRET, "webhook");
        seal.seal(&PLACE, secret.bytes(), &mut self.randomness()).map_err(vault_error)
    }

    async fn append_office(
        &self,
        caller: &Caller,
        fact: &OfficeEvent,
        changes: Vec<Change>,
    ) -> Result<(), OfficeError> {
        let event = self.event(caller, fact, self.surroundings.now())?;
        let write = StreamWrite { stream: Stream::Office, expected: Expected::Any, events: vec![event] };
        self.store.append(Append { writes: vec![write], changes }).await?;
        Ok(())
    }
}
