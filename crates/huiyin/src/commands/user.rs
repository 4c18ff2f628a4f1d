//! `huiyin user`: staff, their roles and passwords.

use clap::{Args, Subcommand};
use office::StaffInput;

use super::init::new_password;
use crate::console::Console;
use crate::failure::{Failure, Outcome};
use crate::shell::{Shell, operator};
use crate::table::{ListFormat, Table};

/// What can be done with staff.
#[derive(Debug, Subcommand)]
pub enum User {
    /// Enter a member of staff, or change the one of that login; what is not named stays as it is
    Set(Set),
    /// List all staff
    List(List),
}

/// Options of `huiyin user set`.
#[derive(Debug, Args)]
pub struct Set {
    /// The name to sign in with
    login: String,
    /// The name to show
    #[arg(long)]
    name: Option<String>,
    /// The code of the institution where they work
    #[arg(long, value_name = "CODE")]
    institution: Option<String>,
    /// A role, `handler` at the own institution or `approver@HQ` at another; may be repeated, replaces all before
    #[arg(long = "role", value_name = "ROLE[@CODE]")]
    roles: Vec<String>,
    /// Take the password from the first line of standard input; a new user without it gets a random one, shown once
    #[arg(long)]
    password_stdin: bool,
    /// Whether they may sign in
    #[arg(long, value_name = "BOOL")]
    active: Option<bool>,
}

/// Options of `huiyin user list`.
#[derive(Debug, Args)]
pub struct List {
    /// How the list is printed
    #[arg(long, default_value = "table")]
    format: ListFormat,
}

impl User {
    pub async fn run(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        match self {
            Self::Set(set) => set.run(shell, console).await,
            Self::List(list) => list.run(shell, console).await,
        }
    }

    /// Whether it reads standard input.
    pub fn takes_input(&self) -> bool {
        matches!(self, Self::Set(set) if set.password_stdin)
    }
}

impl Set {
    async fn run(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        let office = shell.writing().await?;
        super::init::ensure_institution(&office, None).await?;
        let organisation = office.organisation();
        let code_of =
            |id| organisation.tree.get(id).map(|institution| institution.code.clone()).unwrap_or_default();
        let login = self.login.trim().to_lowercase();
        let known = organisation.users.values().find(|user| user.login == login);
        let institution = match (&self.institution, known) {
            (Some(code), _) => code.clone(),
            (None, Some(known)) => code_of(known.institution_id),
            (None, None) => {
                let message = format!("there is no user `{login}` yet: a new one needs `--institution`");
                return Err(Failure::mistake(message).hint("`huiyin institution list` shows the codes"));
            }
        };
        let roles = match known {
            Some(known) if self.roles.is_empty() => known
                .roles
                .iter()
                .map(|role| format!("{}@{}", role.role, code_of(role.institution_id)))
                .collect(),
            _ => self.roles.clone(),
        };
        let typed = shell.input.as_deref().map(|input| input.lines().next().unwrap_or_default().to_owned());
        let made = (known.is_none() && typed.is_none()).then(|| new_password(&office));
        let input = StaffInput {
            display_name: self
                .name
                .clone()
                .or(known.map(|known| known.display_name.clone()))
                .unwrap_or(login.clone()),
            institution,
            roles,
            password: typed.or(made.clone()),
            active: self.active.or(known.map(|known| known.active)).unwrap_or(true),
            login,
        };
        office.set_staff(&operator(), input).await?;
        match made {
            Some(password) => {
                console.note("this password is not shown again:");
                console.print(&password)
            }
            None => Ok(()),
        }
    }
}

impl List {
    async fn run(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        let office = shell.reading().await?;
        let organisation = office.organisation();
        let code_of =
            |id| organisation.tree.get(id).map(|institution| institution.code.clone()).unwrap_or_default();
        let mut table = Table::new(&["id", "login", "name", "institution", "roles", "active"]);
        for user in organisation.users.values() {
            let roles =
                user.roles.iter().map(|role| format!("{}@{}", role.role, code_of(role.institution_id)));
            table.push([
                user.user_id.to_string(),
                user.login.clone(),
                user.display_name.clone(),
                code_of(user.institution_id),
                roles.collect::<Vec<_>>().join(" "),
                user.active.to_string(),
            ]);
        }
        table.print(self.format, console)
    }
}
