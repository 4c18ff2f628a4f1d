//! `huiyin demo`: a simulated bank to look at, and to serve.

mod bank;
mod replay;

use std::sync::Arc;

use clap::Args;
use office::{CaseFilter, Office};
use serde::{Deserialize, Serialize};
use sim::Year;

use super::serve::Listen;
use crate::console::Console;
use crate::failure::{Failure, Outcome};
use crate::messaging::Unset;
use crate::server;
use crate::shell::{Shell, operator};

/// The password of everybody at the simulated bank. Nobody there is real, and nothing there is secret.
pub const PASSWORD: &str = "huiyin-demo";
/// The role whose queue is worth seeing.
const HANDLER: &str = "handler";

/// The setting that says how far the filling is.
const SETTING: &str = "demo";

/// Options of `huiyin demo`.
#[derive(Debug, Args)]
pub struct Demo {
    /// About how many matters come in during the year
    #[arg(long, value_name = "N", default_value_t = 1_200, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    cases: u32,
    /// The seed: the same seed makes the same bank
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    #[command(flatten)]
    listen: Listen,
    /// Fill the data folder and stop
    #[arg(long)]
    no_serve: bool,
}

/// What a data folder remembers of its filling.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Filled {
    cases: u32,
    seed: u64,
    complete: bool,
}

impl Demo {
    pub async fn run(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        let listener = match self.no_serve {
            true => None,
            false => Some(server::bind(self.listen.address(shell)).await?),
        };
        let office = shell.writing().await?;
        let year = Year::new(self.seed, self.cases, office.today()).map_err(Failure::broken)?;
        self.fill(shell, &office, &year, console).await?;
        print_sign_ins(&office, console).await?;
        match listener {
            Some(listener) => server::serve(shell, office, listener, console, Unset::Folder).await,
            None => Ok(()),
        }
    }

    async fn fill(
        &self,
        shell: &Shell,
        office: &Arc<Office>,
        year: &Year,
        console: &mut dyn Console,
    ) -> Outcome {
        let folder = shell.settings.data_dir.display();
        match self.filled(office).await? {
            Some(filled) if filled.complete => {
                let (cases, seed) = (filled.cases, filled.seed);
                console.note(&format!(
                    "`{folder}` holds the bank of `--cases {cases} --seed {seed}` already; nothing was added"
                ));
                return Ok(());
            }
            Some(_) => {
                let message = format!("filling `{folder}` was interrupted earlier");
                return Err(Failure::mistake(message)
                    .hint("remove the folder, or name another one with `--data-dir`"));
            }
            None if office.store().event_count().await? > 0 => {
                let message =
                    format!("`{folder}` holds a record that is no demonstration; nothing was added");
                return Err(Failure::mistake(message)
                    .hint("name another folder with `--data-dir`, or serve this one with `huiyin serve`"));
            }
            None => {}
        }
        self.remember(office, false).await?;
        let directory = bank::enter(office, year, console).await?;
        let replayed = replay::replay(office, year, &directory, console).await?;
        office.seal().await?;
        self.remember(office, true).await?;
        console.note(&format!(
            "{} cases, {} actions in {:.1} s{}",
            replayed.cases,
            replayed.actions,
            replayed.seconds,
            match replayed.refused {
                0 => String::new(),
                refused => format!("; {refused} actions were refused by the rules"),
            }
        ));
        Ok(())
    }

    async fn filled(&self, office: &Office) -> Outcome<Option<Filled>> {
        let Some(setting) = office.store().setting(SETTING).await? else { return Ok(None) };
        serde_json::from_str(&setting).map(Some).map_err(Failure::broken)
    }

    async fn remember(&self, office: &Office, complete: bool) -> Outcome {
        let filled = Filled { cases: self.cases, seed: self.seed, complete };
        let setting = serde_json::to_string(&filled).map_err(Failure::broken)?;
        Ok(office.store().setting_put(SETTING, &setting).await?)
    }
}

/// Prints one sign-in for every role there is, most telling first: of the handlers the one with most to do.
async fn print_sign_ins(office: &Office, console: &mut dyn Console) -> Outcome {
    let organisation = office.organisation();
    let mut busiest = (0, None);
    for (user, staff) in &organisation.users {
        if staff.roles.iter().any(|role| role.role == HANDLER) {
            let open = CaseFilter { handler: Some(*user), ended: Some(false), ..CaseFilter::default() };
            let open = office.count(&operator(), &open, u64::MAX).await?.count;
            if busiest.0 < open || busiest.1.is_none() {
                busiest = (open, Some(*user));
            }
        }
    }
    let mut table = crate::table::Table::new(&["login", "password", "role", "institution"]);
    let mut shown = std::collections::BTreeSet::new();
    for (id, user) in &organisation.users {
        for role in &user.roles {
            if role.role == HANDLER && busiest.1 != Some(*id) {
                continue;
            }
            if shown.insert(role.role.clone()) {
                let institution = organisation.tree.get(user.institution_id);
                let name = institution.map(|institution| institution.name_zh.clone()).unwrap_or_default();
                table.push([user.login.clone(), PASSWORD.to_owned(), role.role.clone(), name]);
            }
        }
    }
    table.print(crate::table::ListFormat::Table, console)
}
