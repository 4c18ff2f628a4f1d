//! `huiyin user`: staff, their roles and passwords.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use office::{NewPasswords, StaffFate, StaffInput};

use crate::console::Console;
use crate::failure::{Failure, Outcome};
use crate::shell::{Shell, operator};
use crate::table::{ListFormat, Table};

/// What can be done with staff.
#[derive(Debug, Subcommand)]
pub enum User {
    /// Enter a member of staff, or change the one of that login; what is not named stays as it is
    Set(Set),
    /// Enter and change staff by a file of comma-separated values
    Import(Import),
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

/// Options of `huiyin user import`.
#[derive(Debug, Args)]
pub struct Import {
    /// The file; its first line names the columns: login, name, institution, and perhaps roles (parted by `;`) and active
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Say what would be done, and do nothing
    #[arg(long)]
    check: bool,
    /// Give new staff no password: they sign in by the issuer, or get one later
    #[arg(long)]
    no_passwords: bool,
    /// How what becomes of the rows is printed
    #[arg(long, default_value = "table")]
    format: ListFormat,
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
            Self::Import(import) => import.run(shell, console).await,
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
        let made = (known.is_none() && typed.is_none()).then(|| office.new_password());
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

impl Import {
    async fn run(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        let content = shell.read_bytes(&self.file)?;
        let office = if self.check { shell.reading().await? } else { shell.writing().await? };
        let passwords = if self.no_passwords { NewPasswords::None } else { NewPasswords::OneTime };
        let done = match self.check {
            true => office.staff_import_check(&operator(), &content).await?,
            false => office.staff_import(&operator(), &content, passwords).await?,
        };
        let mut table = Table::new(&["line", "login", "result", "reason", "one-time password"]);
        for row in &done.rows {
            let reasons = row.errors.iter().map(|error| format!("{}: {}", error.field, error.message));
            table.push([
                row.line.to_string(),
                row.login.clone(),
                row.fate.to_string(),
                reasons.collect::<Vec<_>>().join("; "),
                row.password.clone().unwrap_or_default(),
            ]);
        }
        table.print(self.format, console)?;
        if done.rows.iter().any(|row| row.password.is_some()) {
            console.note("one-time passwords are not shown again; each is replaced at the first sign-in");
        }
        // Good rows are in; a script learns that some are not.
        if done.count(StaffFate::Rejected) > 0 { Err(Failure::Check) } else { Ok(()) }
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
