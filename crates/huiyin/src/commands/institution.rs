//! `huiyin institution`: the tree of legal superiority and who supervises whom.

use clap::{Args, Subcommand};
use domain::organisation::Level;
use office::InstitutionInput;
use strum::IntoEnumIterator;

use crate::console::Console;
use crate::failure::{Failure, Outcome};
use crate::shell::{Shell, operator};
use crate::table::{ListFormat, Table};

/// What can be done with institutions.
#[derive(Debug, Subcommand)]
pub enum Institution {
    /// Enter an institution, or change the one of that code; what is not named stays as it is
    Set(Set),
    /// List all institutions
    List(List),
}

/// Options of `huiyin institution set`.
#[derive(Debug, Args)]
pub struct Set {
    /// Its code, unique
    code: String,
    /// Its Chinese name
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Its English name; the Chinese one where left out
    #[arg(long, value_name = "NAME")]
    name_en: Option<String>,
    /// What it is: head_office, centre, branch, sub_branch, outlet, department, association or regulator_desk
    #[arg(long, value_parser = level)]
    level: Option<Level>,
    /// The code of its legal superior, which approves and reviews
    #[arg(long, value_name = "CODE")]
    superior: Option<String>,
    /// The code of a supervisor's desk that sees its cases; may be repeated, replaces all before
    #[arg(long, value_name = "CODE")]
    supervised_by: Vec<String>,
    /// Province, city and district, separated by commas
    #[arg(long, value_name = "PLACE")]
    region: Option<String>,
    /// Whether it takes new work
    #[arg(long, value_name = "BOOL")]
    active: Option<bool>,
}

/// Options of `huiyin institution list`.
#[derive(Debug, Args)]
pub struct List {
    /// How the list is printed
    #[arg(long, default_value = "table")]
    format: ListFormat,
}

impl Institution {
    pub async fn run(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        match self {
            Self::Set(set) => set.run(shell).await,
            Self::List(list) => list.run(shell, console).await,
        }
    }
}

impl Set {
    async fn run(&self, shell: &Shell) -> Outcome {
        let office = shell.writing().await?;
        let organisation = office.organisation();
        let tree = &organisation.tree;
        let code_of = |id| tree.get(id).map(|institution| institution.code.clone());
        let known = tree.by_code(self.code.trim()).and_then(|id| tree.get(id));
        let needed = |option: &str| {
            Failure::mistake(format!(
                "there is no institution `{}` yet: a new one needs `{option}`",
                self.code
            ))
        };
        let name_zh =
            self.name.clone().or(known.map(|known| known.name_zh.clone())).ok_or_else(|| needed("--name"))?;
        let level = self.level.or(known.map(|known| known.level));
        let level = level.ok_or_else(|| needed("--level").hint(format!("the levels are {}", levels())))?;
        let region = match (&self.region, known) {
            (Some(region), _) => {
                let mut parts = region.splitn(3, ',').map(|part| part.trim().to_owned());
                std::array::from_fn(|_| parts.next().unwrap_or_default())
            }
            (None, Some(known)) => {
                let region = known.region.clone();
                [region.province, region.city, region.district]
            }
            (None, None) => Default::default(),
        };
        let supervised_by = match known {
            Some(known) if self.supervised_by.is_empty() => {
                known.supervised_by.iter().filter_map(|id| code_of(*id)).collect()
            }
            _ => self.supervised_by.clone(),
        };
        let input = InstitutionInput {
            code: self.code.clone(),
            name_zh,
            name_en: self.name_en.clone().or(known.map(|known| known.name_en.clone())).unwrap_or_default(),
            level: level.to_string(),
            superior: self.superior.clone().or(known.and_then(|known| known.superior).and_then(code_of)),
            region,
            supervised_by,
            active: self.active.or(known.map(|known| known.active)).unwrap_or(true),
        };
        office.set_institution(&operator(), input).await?;
        Ok(())
    }
}

fn level(word: &str) -> Result<Level, String> {
    word.parse().map_err(|_| format!("expected one of {}", levels()))
}

fn levels() -> String {
    Level::iter().map(|level| level.to_string()).collect::<Vec<_>>().join(", ")
}

impl List {
    async fn run(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        let office = shell.reading().await?;
        let organisation = office.organisation();
        let code_of =
            |id| organisation.tree.get(id).map(|institution| institution.code.clone()).unwrap_or_default();
        let mut table =
            Table::new(&["code", "name_zh", "name_en", "level", "superior", "supervised_by", "active"]);
        for (_, institution) in organisation.tree.iter() {
            let desks = institution.supervised_by.iter().map(|id| code_of(*id));
            table.push([
                institution.code.clone(),
                institution.name_zh.clone(),
                institution.name_en.clone(),
                institution.level.to_string(),
                institution.superior.map(code_of).unwrap_or_default(),
                desks.collect::<Vec<_>>().join(" "),
                institution.active.to_string(),
            ]);
        }
        table.print(self.format, console)
    }
}
