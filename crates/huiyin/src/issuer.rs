//! Whose word on who somebody is is believed, from `huiyin.toml`; nobody's where it says nothing.
//!
//! ```toml
//! [oidc]
//! issuer = "https://id.bank.example/realms/staff"     # exactly as it calls itself
//! client_id = "huiyin"
//! client_secret_variable = "HUIYIN_OIDC_SECRET"       # from the environment; or:
//! client_secret_file = "oidc.secret"                  # in the data folder, mode 0600
//! desk_address = "https://desk.bank.example"          # as browsers know this desk
//! login_domain = "bank.example"                       # where names there are `wang@bank.example`
//! second_factor_by_issuer = false                     # true: none is asked for here
//! ```

use std::path::PathBuf;

use office::IssuerSettings;
use serde::Deserialize;
use vault::Zeroizing;

use crate::failure::{Failure, Outcome};
use crate::settings::Settings;

/// An issuer, as the settings name it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Oidc {
    /// The issuer's address.
    pub issuer: String,
    /// What it calls this desk.
    pub client_id: String,
    /// The environment variable with the secret.
    pub client_secret_variable: Option<String>,
    /// The file with the secret, relative to the data folder.
    pub client_secret_file: Option<PathBuf>,
    /// The address of this desk.
    pub desk_address: String,
    /// What stands after names there.
    pub login_domain: Option<String>,
    /// Whether the issuer sees to a second factor.
    #[serde(default)]
    pub second_factor_by_issuer: bool,
}

/// The issuer of the settings, with its secret.
///
/// # Errors
/// A mistake in the settings, named.
pub fn load(settings: &Settings) -> Outcome<Option<IssuerSettings>> {
    let Some(oidc) = &settings.file.oidc else { return Ok(None) };
    let client_secret = match (&oidc.client_secret_variable, &oidc.client_secret_file) {
        (Some(_), Some(_)) => {
            let message =
                "`[oidc]` names both `client_secret_variable` and `client_secret_file`: expected one of them";
            return Err(Failure::mistake(message));
        }
        (Some(variable), None) => Some(Zeroizing::new(std::env::var(variable).map_err(|_| {
            Failure::mistake(format!("the environment variable `{variable}` of `[oidc]` is not set"))
        })?)),
        (None, Some(file)) => {
            let path = settings.data_dir.join(file);
            let text = std::fs::read_to_string(&path).map_err(|error| {
                Failure::mistake(error).context(format!("failed to read `{}`", path.display()))
            })?;
            Some(Zeroizing::new(text.trim().to_owned()))
        }
        (None, None) => None,
    };
    let found = IssuerSettings {
        issuer: oidc.issuer.clone(),
        client_id: oidc.client_id.clone(),
        client_secret,
        desk_address: oidc.desk_address.clone(),
        login_domain: oidc.login_domain.clone(),
        sees_to_second_factor: oidc.second_factor_by_issuer,
    };
    found
        .check()
        .map_err(|error| Failure::mistaken(error).context("`[oidc]` in `huiyin.toml` cannot be used"))?;
    Ok(Some(found))
}
