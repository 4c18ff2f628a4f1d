//! `huiyin init`: an installation out of nothing. Other commands make what they miss; this one makes it beforehand.

use std::sync::Arc;

use clap::Args;
use office::{InstitutionInput, Office, StaffInput};

use crate::console::Console;
use crate::failure::{Failure, Outcome};
use crate::shell::{Shell, operator};

/// The login of the first administrator.
const ADMINISTRATOR: &str = "admin";

/// The institution of an installation that has none.
const FIRST_INSTITUTION: &str = include_str!("../../data/first-institution.toml");

/// Options of `huiyin init`.
#[derive(Debug, Args)]
pub struct Init {
    /// The name of the first institution
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
}

impl Init {
    pub async fn run(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        let office = shell.writing().await?;
        let folder = shell.settings.data_dir.display();
        if office.organisation().tree.is_empty() {
            ensure_institution(&office, self.name.as_deref()).await?;
            console.note(&format!("made an installation in `{folder}`"));
        } else {
            console.note(&format!("`{folder}` holds an installation already; nothing was changed"));
        }
        ensure_administrator(&office, console).await
    }
}

/// Makes the first institution where there is none, and returns the code of the first.
pub async fn ensure_institution(office: &Arc<Office>, name: Option<&str>) -> Outcome<String> {
    if let Some((_, first)) = office.organisation().tree.iter().next() {
        return Ok(first.code.clone());
    }
    let mut first: InstitutionInput = toml::from_str(FIRST_INSTITUTION).map_err(Failure::broken)?;
    if let Some(name) = name {
        first.name_zh = name.to_owned();
        first.name_en = name.to_owned();
    }
    let code = first.code.clone();
    office.set_institution(&operator(), first).await?;
    Ok(code)
}

/// Makes the first administrator where there is no staff at all, and prints their password: the one time it is shown.
pub async fn ensure_administrator(office: &Arc<Office>, console: &mut dyn Console) -> Outcome {
    let organisation = office.organisation();
    let Some((_, first)) = organisation.tree.iter().next() else { return Ok(()) };
    if !organisation.users.is_empty() {
        return Ok(());
    }
    let password = office.new_password();
    let administrator = StaffInput {
        login: ADMINISTRATOR.to_owned(),
        display_name: ADMINISTRATOR.to_owned(),
        institution: first.code.clone(),
        roles: vec!["administrator".to_owned(), "officer".to_owned()],
        password: Some(password.clone()),
        active: true,
    };
    office.set_staff(&operator(), administrator).await?;
    console.note("made the first administrator; this password is not shown again:");
    console.print(&format!("login: {ADMINISTRATOR}\npassword: {password}"))
}
