//! `huiyin clock`: what the law gives a matter, without any record. Needs no data folder.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use desk::{ExplainedDue, Locales, Missing};
use domain::calendar::Calendars;
use domain::clock::{Authority, Facts, Language, Regime, Regimes, State, compute};
use jiff::Timestamp;

use crate::console::Console;
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;
use crate::table::{ListFormat, Table};

/// What can be asked about clocks.
#[derive(Debug, Subcommand)]
pub enum Clock {
    /// Print every date that a regime gives a matter, each with its article and its reasons
    Explain(Explain),
}

/// Options of `huiyin clock explain`.
#[derive(Debug, Args)]
pub struct Explain {
    /// The regime, `cn-n3`; may be left out where `--regime-file` brings one
    #[arg(long, value_name = "ID", required_unless_present = "regime_file")]
    regime: Option<String>,
    /// When the institution received the matter, RFC 3339: 2026-09-28T10:00:00+08:00
    #[arg(long, value_name = "TIME", value_parser = moment, required_unless_present = "facts")]
    received: Option<Timestamp>,
    /// What happened to the matter besides: a JSON file
    #[arg(long, value_name = "FILE")]
    facts: Option<PathBuf>,
    /// A regime beside those that ship: a TOML file
    #[arg(long, value_name = "FILE")]
    regime_file: Option<PathBuf>,
    /// A calendar beside those that ship: a TOML file
    #[arg(long, value_name = "FILE")]
    calendar: Option<PathBuf>,
    /// The time to look from; it decides how much of a pause that still lasts is credited [default: now]
    #[arg(long, value_name = "TIME", value_parser = moment)]
    now: Option<Timestamp>,
    /// The language of the explanations
    #[arg(long, default_value = "zh")]
    language: Tongue,
    /// How the dates are printed
    #[arg(long, default_value = "table")]
    format: ExplainFormat,
}

/// A language.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Tongue {
    /// Chinese.
    Zh,
    /// English.
    En,
}

/// How dates are printed.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum ExplainFormat {
    /// Aligned columns, then the explanations.
    Table,
    /// An array of objects.
    Json,
}

impl Clock {
    pub fn run(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        let Self::Explain(explain) = self;
        explain.run(shell, console)
    }
}

impl Explain {
    fn run(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        let facts = self.facts(shell)?;
        let regime = self.regime(shell, facts.received)?;
        let calendars = self.calendars(shell)?;
        let calendar = calendars.get(&regime.calendar).ok_or_else(|| {
            let known: Vec<&str> = calendars.iter().map(domain::calendar::Calendar::id).collect();
            Failure::mistake(format!(
                "regime `{}` counts in the calendar `{}`, which is not loaded: expected one of {}",
                regime.id,
                regime.calendar,
                known.join(", ")
            ))
            .hint("give it with `--calendar FILE`")
        })?;
        let now = self.now.unwrap_or_else(|| shell.surroundings.now());
        let dues = compute(&regime, &facts, calendar, now).map_err(Failure::mistaken)?;
        let language = match self.language {
            Tongue::Zh => Language::Zh,
            Tongue::En => Language::En,
        };
        let locales = Locales::shipped(Missing::Shows).map_err(Failure::broken)?;
        let explained = ExplainedDue::all(&dues, locales.words(language));
        match self.format {
            ExplainFormat::Json => {
                console.print(&serde_json::to_string_pretty(&explained).map_err(Failure::broken)?)
            }
            ExplainFormat::Table => print_table(&explained, console),
        }
    }

    fn facts(&self, shell: &Shell) -> Outcome<Facts> {
        match (&self.facts, self.received) {
            (Some(path), received) => Facts::read(&path.display().to_string(), &shell.read(path)?, received)
                .map_err(Failure::mistaken),
            (None, Some(received)) => Ok(Facts::received(received)),
            (None, None) => Err(Failure::mistake("expected `--received TIME` or `--facts FILE`")),
        }
    }

    /// The regime in force on the day of receipt; the one in the file named, where a file is named.
    fn regime(&self, shell: &Shell, received: Timestamp) -> Outcome<Regime> {
        let mut regimes = Regimes::default();
        match &self.regime_file {
            Some(path) => regimes
                .load(&[(&path.display().to_string(), &shell.read(path)?)])
                .map_err(Failure::mistaken)?,
            None => regimes = Regimes::shipped().map_err(Failure::broken)?,
        }
        let id = match (&self.regime, regimes.iter().next()) {
            (Some(id), _) => id.clone(),
            (None, Some(only)) => only.id.clone(),
            (None, None) => return Err(Failure::mistake("expected `--regime ID`")),
        };
        let Some(newest) = regimes.get(&id) else {
            let mut known: Vec<&str> = regimes.iter().map(|regime| regime.id.as_str()).collect();
            known.dedup();
            return Err(Failure::mistake(format!(
                "there is no regime `{id}`: expected one of {}",
                known.join(", ")
            )));
        };
        let day = newest.time_zone.local(received).date();
        regimes.in_force(&id, day).cloned().ok_or_else(|| {
            let from = newest.in_force_from;
            Failure::mistake(format!(
                "regime `{id}` was not in force on {day}: expected a receipt from {from} on"
            ))
        })
    }

    fn calendars(&self, shell: &Shell) -> Outcome<Calendars> {
        let mut calendars = Calendars::shipped().map_err(Failure::broken)?;
        if let Some(path) = &self.calendar {
            calendars
                .load(&[(&path.display().to_string(), &shell.read(path)?)])
                .map_err(Failure::mistaken)?;
        }
        Ok(calendars)
    }
}

fn moment(text: &str) -> Result<Timestamp, String> {
    text.parse()
        .map_err(|_| "expected a date, a time and an offset, as in `2026-09-28T10:00:00+08:00`".to_owned())
}

fn print_table(dues: &[ExplainedDue], console: &mut dyn Console) -> Outcome {
    let mut table = Table::new(&["stage", "run", "due", "rolled", "state", "article"]);
    for due in dues {
        let provisional = if due.provisional { " (provisional)" } else { "" };
        let governs = if due.governs { " *" } else { "" };
        let inner = if due.authority == Authority::Inner { " (inner)" } else { "" };
        table.push([
            format!("{}{inner}{governs}", due.stage),
            due.run.to_string(),
            format!("{}{provisional}", due.due_natural),
            due.due_rolled.to_string(),
            state(&due.state),
            due.article.clone(),
        ]);
    }
    table.print(ListFormat::Table, console)?;
    for due in dues {
        console.print(&format!("\n{}: {}", due.stage, due.explanation))?;
    }
    Ok(())
}

fn state(state: &State) -> String {
    match state {
        State::Possible => "possible".to_owned(),
        State::Running => "running".to_owned(),
        State::Paused { cause, since, .. } => format!("paused since {since:.0} ({cause})"),
        State::Met { at } => format!("met at {at:.0}"),
        State::Superseded { by } => format!("superseded by {by}"),
        State::Refused { reason } => format!("refused: {reason}"),
        State::Ended { at, .. } => format!("ended at {at:.0}"),
    }
}
