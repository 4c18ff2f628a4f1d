//! How a member of staff wants to be told: in which language, of what on the page, of what by e-mail at once, of what in
//! the digest of the day. The e-mail address is sealed.

use std::collections::{BTreeMap, BTreeSet};

use domain::clock::Language;
use domain::id::UserId;
use serde::{Deserialize, Serialize};
use store::PreferenceRow;
use strum::{Display, EnumIter, EnumString};
use vault::{Aad, Field};

use super::NOTICE_KINDS;
use crate::words::vault_error;
use crate::{Caller, FieldError, Office, OfficeError};

/// What the secret that seals addresses is made of.
const SECRET: [Field; 2] = [Field::new("staff_email_secret_1"), Field::new("staff_email_secret_2")];

/// By which e-mail somebody is told of something.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Display, EnumString, EnumIter,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum By {
    /// By none: the list of notices holds it all the same.
    #[default]
    Nothing,
    /// By one of its own, at once.
    Mail,
    /// By the digest of the day.
    Digest,
}

/// How somebody wants to be told. Who said nothing is told of everything on the page and of nothing by e-mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preferences {
    /// The language of e-mails.
    pub language: Language,
    /// The kinds of notices that are not announced on the page; its list holds them all the same.
    pub quiet: BTreeSet<String>,
    /// The e-mail address, masked, if there is one.
    pub email: Option<String>,
    by: BTreeMap<String, By>,
}

impl Preferences {
    /// By which e-mail somebody is told of a kind.
    pub fn by(&self, kind: &str) -> By {
        self.by.get(kind).copied().unwrap_or_default()
    }

    /// The kinds that are told in a digest.
    pub(crate) fn digest(&self) -> BTreeSet<&str> {
        self.by.iter().filter(|(_, by)| **by == By::Digest).map(|(kind, _)| kind.as_str()).collect()
    }
}

impl Default for Preferences {
    fn default() -> Self {
        Self { language: Language::Zh, quiet: BTreeSet::new(), email: None, by: BTreeMap::new() }
    }
}

/// What somebody says about how they want to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreferencesInput {
    /// The language of e-mails.
    pub language: Language,
    /// A new e-mail address; empty: none any more; none: as before.
    pub email: Option<String>,
    /// For each kind of notice whether it is announced on the page, and by which e-mail it is told.
    pub kinds: BTreeMap<String, (bool, By)>,
}

/// What is kept.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Ways {
    language: Option<Language>,
    quiet: BTreeSet<String>,
    by: BTreeMap<String, By>,
}

impl Office {
    /// How the caller wants to be told.
    pub async fn preferences(&self, caller: &Caller) -> Result<Preferences, OfficeError> {
        let Some(user_id) = caller.actor().user() else { return Ok(Preferences::default()) };
        let found = self.preferences_of(&[user_id]).await?;
        Ok(found.into_iter().next().map(|(_, preferences)| preferences).unwrap_or_default())
    }

    /// Keeps how the caller wants to be told.
    ///
    /// # Errors
    /// [`OfficeError::Invalid`] on `email` where it is no address, or something is to be told by e-mail and there is none.
    pub async fn set_preferences(&self, caller: &Caller, input: PreferencesInput) -> Result<(), OfficeError> {
        let Some(user_id) = caller.actor().user() else { return Err(OfficeError::Unauthenticated) };
        let invalid =
            |word, message: &str| OfficeError::Invalid(vec![FieldError::new("email", word, message)]);
        let before = self.store.preferences(&[user_id]).await?.into_iter().next();
        let email = match input.email.as_deref().map(str::trim) {
            None => before.and_then(|row| row.email),
            Some("") => None,
            Some(typed) => {
                let address = text::normalise_email(typed)
                    .map_err(|error| invalid("person_email", &error.to_string()))?;
                Some(self.seal_address(user_id, &address)?)
            }
        };
        let mut ways = Ways { language: Some(input.language), ..Ways::default() };
        for kind in NOTICE_KINDS {
            let Some((page, by)) = input.kinds.get(kind) else { continue };
            if !page {
                ways.quiet.insert(kind.to_owned());
            }
            if *by != By::Nothing {
                ways.by.insert(kind.to_owned(), *by);
            }
        }
        if email.is_none() && !ways.by.is_empty() {
            return Err(invalid("email_needed", "an address, or nothing by e-mail"));
        }
        let ways =
            serde_json::to_string(&ways).map_err(|error| OfficeError::Unreadable(error.to_string()))?;
        Ok(self.store.preference_put(PreferenceRow { user_id, ways, email }).await?)
    }

    /// How some members of staff want to be told; who said nothing is left out.
    pub(crate) async fn preferences_of(
        &self,
        users: &[UserId],
    ) -> Result<Vec<(UserId, Preferences)>, OfficeError> {
        self.store.preferences(users).await?.into_iter().map(|row| self.read_preferences(row)).collect()
    }

    /// Everybody who said how they want to be told.
    pub(crate) async fn all_preferences(&self) -> Result<Vec<(UserId, Preferences)>, OfficeError> {
        self.store.preferences_all().await?.into_iter().map(|row| self.read_preferences(row)).collect()
    }

    /// The address of a member of staff, in full: for sending.
    pub(crate) async fn staff_address(&self, user_id: UserId) -> Result<Option<String>, OfficeError> {
        let row = self.store.preferences(&[user_id]).await?.into_iter().next();
        row.and_then(|row| row.email).map(|sealed| self.open_address(user_id, &sealed)).transpose()
    }

    fn read_preferences(&self, row: PreferenceRow) -> Result<(UserId, Preferences), OfficeError> {
        let ways: Ways = serde_json::from_str(&row.ways)
            .map_err(|error| OfficeError::Unreadable(format!("preferences: {error}")))?;
        let email = row.email.map(|sealed| self.open_address(row.user_id, &sealed)).transpose()?;
        Ok((
            row.user_id,
            Preferences {
                language: ways.language.unwrap_or_default(),
                quiet: ways.quiet,
                email: email.map(|email| text::mask_email(&email)),
                by: ways.by,
            },
        ))
    }

    fn seal_address(&self, user_id: UserId, address: &str) -> Result<Vec<u8>, OfficeError> {
        let seal = self.lasting_seal(SECRET, &user_id.to_string());
        seal.seal(&place(&user_id.to_string()), address.as_bytes(), &mut self.randomness())
            .map_err(vault_error)
    }

    fn open_address(&self, user_id: UserId, sealed: &[u8]) -> Result<String, OfficeError> {
        let seal = self.lasting_seal(SECRET, &user_id.to_string());
        let opened = seal.open(&place(&user_id.to_string()), sealed).map_err(vault_error)?;
        String::from_utf8(opened.to_vec()).map_err(|error| OfficeError::Unreadable(error.to_string()))
    }
}

/// A sealed address belongs to its member of staff.
fn place(user: &str) -> Aad<'_> {
    Aad { person: "staff", field: "email", reference: user }
}
