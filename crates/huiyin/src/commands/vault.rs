//! `huiyin vault`: the keys, and the persons whose data they seal.

use clap::{Args, Subcommand};
use domain::id::{Number, PersonId};
use domain::person::{ErasureBar, ErasureReason, HoldLiftReason, HoldReason, PersonName};
use office::{Erasing, PersonStanding, Rotated, RotationError};
use serde_json::json;
use strum::IntoEnumIterator;

use super::ledger::ReportFormat;
use crate::console::{Console, Progress};
use crate::failure::{Failure, Outcome};
use crate::shell::{Shell, operator};

/// What can be done with keys and persons.
#[derive(Debug, Subcommand)]
pub enum Vault {
    /// Begin new keys, or go on with a rotation that was interrupted: every person's key is wrapped anew, every tag made anew. On PostgreSQL with no node running
    Rotate(Format),
    /// Take the older keys out of the key file; refused while anything rests on them. On PostgreSQL with no node running
    Retire(Format),
    /// Show what keeps a person from being erased, and from which day on they may be
    Show(Named),
    /// Erase a person, or everybody who asked for it and whom nothing keeps any more
    Erase(Erase),
    /// Take a person's wish to be erased back: their data may be used again
    Unrestrict(Named),
    /// Forbid erasing a person until the hold is lifted
    Hold(Hold),
    /// Lift a hold
    Lift(Lift),
}

/// How a result is printed.
#[derive(Debug, Args)]
pub struct Format {
    /// How the result is printed
    #[arg(long, default_value = "text")]
    format: ReportFormat,
}

/// A person.
#[derive(Debug, Args)]
pub struct Named {
    #[command(flatten)]
    who: Who,
    #[command(flatten)]
    format: Format,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct Who {
    /// By identifier
    #[arg(long, value_name = "IDENTIFIER")]
    person: Option<u64>,
    /// As the one whose matter a case is
    #[arg(long, value_name = "NUMBER")]
    case: Option<String>,
}

/// Options of `huiyin vault erase`.
#[derive(Debug, Args)]
pub struct Erase {
    /// By identifier
    #[arg(long, value_name = "IDENTIFIER", conflicts_with_all = ["case", "due"], required_unless_present_any = ["case", "due"])]
    person: Option<u64>,
    /// As the one whose matter a case is
    #[arg(long, value_name = "NUMBER", conflicts_with = "due")]
    case: Option<String>,
    /// Everybody who asked for it and whom nothing keeps any more
    #[arg(long)]
    due: bool,
    /// Why: purpose_over, retention_over, person_asked or unlawful (PIPL art. 47)
    #[arg(long, value_name = "REASON", required_unless_present = "due")]
    reason: Option<String>,
    #[command(flatten)]
    format: Format,
}

/// Options of `huiyin vault hold`.
#[derive(Debug, Args)]
pub struct Hold {
    #[command(flatten)]
    who: Who,
    /// Why: litigation, investigation, regulator or audit
    #[arg(long, value_name = "REASON")]
    reason: String,
    #[command(flatten)]
    format: Format,
}

/// Options of `huiyin vault lift`.
#[derive(Debug, Args)]
pub struct Lift {
    #[command(flatten)]
    who: Who,
    /// Which hold, by its number
    #[arg(long, value_name = "NUMBER")]
    hold: u32,
    /// Why: over or mistake
    #[arg(long, value_name = "REASON")]
    reason: String,
    #[command(flatten)]
    format: Format,
}

impl Vault {
    pub async fn run(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        match self {
            Self::Rotate(format) => rotate(shell, format, console).await,
            Self::Retire(format) => retire(shell, format, console).await,
            Self::Show(named) => {
                let office = shell.reading().await?;
                let standing = office.person_standing(&operator(), &named.who.name()?).await?;
                named.format.print(&standing, console)
            }
            Self::Erase(command) => command.run(shell, console).await,
            Self::Unrestrict(named) => {
                let office = shell.writing().await?;
                let standing = office.lift_restriction(&operator(), &named.who.name()?).await?;
                named.format.print(&standing, console)
            }
            Self::Hold(command) => {
                let office = shell.writing().await?;
                let reason: HoldReason = one_of("reason", &command.reason)?;
                let standing = office.set_hold(&operator(), &command.who.name()?, reason).await?;
                command.format.print(&standing, console)
            }
            Self::Lift(command) => {
                let office = shell.writing().await?;
                let reason: HoldLiftReason = one_of("reason", &command.reason)?;
                let name = command.who.name()?;
                let standing = office.lift_hold(&operator(), &name, command.hold, reason).await?;
                command.format.print(&standing, console)
            }
        }
    }
}

async fn rotate(shell: &Shell, format: &Format, console: &mut dyn Console) -> Outcome {
    let office = shell.writing_for_all().await?;
    let progress = |done: &Rotated| Progress { what: "persons".to_owned(), done: done.persons, total: None };
    let rotated =
        office.rotate_keys(&operator(), |done| console.progress(progress(done))).await.map_err(failed)?;
    console.progress(Progress { total: Some(rotated.persons), ..progress(&rotated) });
    match format.format {
        ReportFormat::Json => console.print(&serde_json::to_string(&rotated).map_err(Failure::broken)?),
        ReportFormat::Text => {
            console.print(&format!(
                "generation {}: {} keys of {} persons wrapped anew, {} tags made anew, {} older ones deleted",
                rotated.generation, rotated.keys, rotated.persons, rotated.tags, rotated.tags_deleted
            ))?;
            console.note(
                "nothing rests on the older keys any more; `huiyin vault retire` takes them out of the key file.\n\
                 A backup of persons' keys from before opens only with the older ones: keep a copy of the key file of that time \
                 for as long as such backups are kept",
            );
            Ok(())
        }
    }
}

async fn retire(shell: &Shell, format: &Format, console: &mut dyn Console) -> Outcome {
    let office = shell.writing_for_all().await?;
    let retired = office.retire_keys(&operator()).await.map_err(failed)?;
    match format.format {
        ReportFormat::Json => console.print(&json!({ "retired": retired }).to_string()),
        ReportFormat::Text => {
            let numbers: Vec<String> = retired.iter().map(u32::to_string).collect();
            console.print(&format!("generation {} is gone from the key file", numbers.join(", ")))
        }
    }
}

fn failed(error: RotationError) -> Failure {
    match error {
        RotationError::Office(error) => error.into(),
        mistake => Failure::mistaken(mistake),
    }
}

impl Who {
    fn name(&self) -> Outcome<PersonName> {
        name(self.person, self.case.as_deref())
    }
}

fn name(person: Option<u64>, case: Option<&str>) -> Outcome<PersonName> {
    match (person, case) {
        (Some(person), _) => Ok(PersonName::Person(PersonId(person))),
        (None, Some(number)) => {
            Ok(PersonName::ComplainantOf(number.parse::<Number>().map_err(Failure::mistaken)?))
        }
        (None, None) => Err(Failure::mistake("name the person with `--person` or `--case`")),
    }
}

impl Erase {
    async fn run(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        let reason = self.reason.as_deref();
        let reason: Option<ErasureReason> = reason.map(|reason| one_of("reason", reason)).transpose()?;
        let office = shell.writing().await?;
        let Some(reason) = reason.filter(|_| !self.due) else {
            let erased = office.erase_due(&operator()).await?;
            return match self.format.format {
                ReportFormat::Json => console.print(&json!({ "erased": erased }).to_string()),
                ReportFormat::Text => console.print(&format!("{} persons erased", erased.len())),
            };
        };
        let name = name(self.person, self.case.as_deref())?;
        match office.erase_person(&operator(), &name, reason).await? {
            Erasing::Erased(standing) => self.format.print(&standing, console),
            Erasing::Barred(standing) => {
                self.format.print(&standing, console)?;
                Err(Failure::Check)
            }
        }
    }
}

impl Format {
    fn print(&self, standing: &PersonStanding, console: &mut dyn Console) -> Outcome {
        if self.format == ReportFormat::Json {
            let state = &standing.state;
            let told = json!({
                "person": standing.person_id,
                "cases": standing.cases,
                "erased_at": state.erased_at(),
                "restricted_since": state.restricted.map(|(since, _)| since),
                "erasable_from": standing.erasable_from,
                "bars": standing.bars,
            });
            return console.print(&told.to_string());
        }
        let person = standing.person_id;
        match (standing.state.erased_at(), standing.state.restricted) {
            (Some(at), _) => return console.print(&format!("person {person}: erased at {at:.0}")),
            (None, Some((since, _))) => console.print(&format!(
                "person {person}: not erased yet; asked for at {since:.0}, and stored without being used since"
            ))?,
            (None, None) => {
                console.print(&format!("person {person}: {} cases, nothing is asked for", standing.cases))?;
            }
        }
        for bar in &standing.bars {
            console.print(&match bar {
                ErasureBar::OpenCase { number } => format!("  {number} has not ended"),
                ErasureBar::Retention { number, until, years, regime, article } => format!(
                    "  {number} must be kept until {until}: {years} years from its end (`{regime}`, art. {article})"
                ),
                ErasureBar::Hold { hold, reason, since } => {
                    format!("  hold {hold} is set since {since:.0}: {reason}")
                }
            })?;
        }
        match (standing.bars.is_empty(), standing.erasable_from) {
            (true, _) => console.print("  nothing keeps them from being erased"),
            (false, Some(day)) => console.print(&format!("  erasable from {day} on")),
            (false, None) => console.print("  from which day on they are erasable is not known yet"),
        }
    }
}

/// A word of a list.
fn one_of<T: std::str::FromStr + IntoEnumIterator + std::fmt::Display>(
    option: &str,
    typed: &str,
) -> Outcome<T> {
    typed.parse().map_err(|_| {
        let known: Vec<String> = T::iter().map(|word| format!("`{word}`")).collect();
        Failure::mistake(format!("`--{option} {typed}`: expected one of {}", known.join(", ")))
    })
}
