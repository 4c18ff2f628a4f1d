//! `huiyin text train`: a model from labelled texts, or from the cases that persons coded.

use std::path::PathBuf;

use clap::Args;
use text::coding::{AxisPlan, Parents, Plan, train};

use super::labelled::Source;
use super::model;
use crate::commands::ledger::ReportFormat;
use crate::console::Console;
use crate::failure::{Failure, Outcome};
use crate::installation;
use crate::shell::Shell;

/// What a model of codes is made of: small enough to ship and to be read in a blink.
const CODES_MEMBERS: usize = 1;
const CODES_HIDDEN: usize = 64;
const CODES_FEATURES_MAX: usize = 16_000;

/// Options of `huiyin text train`.
#[derive(Debug, Args)]
pub struct Train {
    #[command(flatten)]
    source: Source,
    /// A column of codes; repeated, the model codes on several axes at once
    #[arg(long = "label-column", value_name = "NAME", required_unless_present_any = ["from_record", "made"])]
    labels: Vec<String>,
    /// A CSV file with columns `code` and `parent`: codes of the label column named, or of all; may be repeated
    #[arg(long = "hierarchy", value_name = "[COLUMN=]FILE")]
    hierarchies: Vec<String>,
    /// The label of texts that no code fits, if some are so labelled
    #[arg(long, value_name = "LABEL")]
    out_of_scope: Option<String>,
    /// The share of suggestions that shall be right; the model stays silent where it cannot keep that
    #[arg(long, default_value_t = 0.9)]
    precision: f32,
    /// What the texts are, in words; the model keeps it [default: the names of the files]
    #[arg(long, value_name = "WORDS")]
    describe: Option<String>,
    /// What random numbers begin with; equal texts and an equal seed give an equal model
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many threads work; the model does not depend on it [default: all cores]
    #[arg(long)]
    threads: Option<usize>,
    /// The file of the model
    #[arg(short, long, value_name = "MODEL", required_unless_present = "keep")]
    output: Option<PathBuf>,
    /// Keep the model among those of the data folder, under this name; `huiyin text models promote` puts it to use
    #[arg(long, value_name = "NAME", conflicts_with = "output")]
    keep: Option<String>,
    /// How the result is told
    #[arg(long, default_value = "text")]
    format: ReportFormat,
}

impl Train {
    pub async fn run(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        let plan = self.plan(shell)?;
        let axes: Vec<String> = plan.axes.iter().map(|axis| axis.name.clone()).collect();
        let texts = self.source.read(&axes, shell).await?;
        console.note(&format!("learning from {} texts", texts.len()));
        let learnt =
            train(&plan, texts).map_err(|error| Failure::mistaken(error).context("failed to train"))?;
        let (place, size) = match (&self.keep, &self.output) {
            (Some(name), _) => (name.clone(), model::keep(name, &learnt, shell)?),
            (None, Some(path)) => (path.display().to_string(), model::write(path, &learnt, shell)?),
            (None, None) => return Err(Failure::mistake("expected `--output` or `--keep`")),
        };
        match self.format {
            ReportFormat::Json => {
                let mut described = model::described(&learnt);
                described["size_bytes"] = size.into();
                console.print(&described.to_string())
            }
            ReportFormat::Text => {
                console.print(&format!(
                    "`{}`: {} texts, {} features, {size} bytes",
                    place,
                    learnt.about().texts,
                    learnt.features()
                ))?;
                for axis in learnt.axes() {
                    let level = axis.levels().last();
                    let said = match level.filter(|level| level.threshold.is_finite()) {
                        Some(level) => format!(
                            "suggests from confidence {:.3} on: {:.1} % of held-out texts, {:.1} % of them right",
                            level.threshold,
                            100.0 * level.coverage,
                            100.0 * level.precision
                        ),
                        None => format!(
                            "suggests nothing of the lowest level: no threshold keeps {:.1} %",
                            100.0 * axis.precision()
                        ),
                    };
                    console.print(&format!("{}: {} labels; {said}", axis.name(), axis.classes().len()))?;
                }
                Ok(())
            }
        }
    }

    fn plan(&self, shell: &Shell) -> Outcome<Plan> {
        let named = self.describe.clone().unwrap_or_else(|| self.source.names());
        let plan = if self.source.is_coded() {
            if !(self.labels.is_empty() && self.hierarchies.is_empty() && self.out_of_scope.is_none()) {
                return Err(Failure::mistake(
                    "codes of the record have axes and a hierarchy of their own: leave out `--label-column`, \
                     `--hierarchy` and `--out-of-scope`",
                ));
            }
            let book = installation::load_book(&shell.settings)?;
            Plan {
                members: CODES_MEMBERS,
                hidden: CODES_HIDDEN,
                features_max: CODES_FEATURES_MAX,
                ..office::code_plan(&book, named)
            }
        } else {
            Plan { out_of_scope: self.out_of_scope.clone(), ..Plan::new(named, self.axes(shell)?) }
        };
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        let threads = self.threads.unwrap_or_else(cores);
        Ok(Plan { precision: self.precision, seed: self.seed, threads, ..plan })
    }

    /// The label columns with their hierarchies.
    fn axes(&self, shell: &Shell) -> Outcome<Vec<AxisPlan>> {
        let mut axes: Vec<AxisPlan> =
            self.labels.iter().map(|name| AxisPlan { name: name.clone(), parents: Parents::new() }).collect();
        for named in &self.hierarchies {
            let (column, file) = match named.split_once('=') {
                Some((column, file)) if self.labels.iter().any(|label| label == column) => {
                    (Some(column), file)
                }
                _ => (None, named.as_str()),
            };
            let parents = parents(file, shell)?;
            for axis in axes.iter_mut().filter(|axis| column.is_none_or(|column| column == axis.name)) {
                axis.parents.extend(parents.clone());
            }
        }
        Ok(axes)
    }
}

/// Reads which code stands under which.
fn parents(file: &str, shell: &Shell) -> Outcome<Parents> {
    let text = shell.read(file.as_ref())?;
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let wrong = |error: csv::Error| Failure::mistake(error).context(format!("failed to read `{file}`"));
    let head = reader.headers().map_err(wrong)?.clone();
    let place = |name: &str| {
        head.iter().position(|column| column == name).ok_or_else(|| {
            Failure::mistake(format!("`{file}` has no column `{name}`; a hierarchy has `code` and `parent`"))
        })
    };
    let (code, parent) = (place("code")?, place("parent")?);
    let mut parents = Parents::new();
    for record in reader.records() {
        let record = record.map_err(wrong)?;
        if let (Some(code), Some(parent)) =
            (record.get(code), record.get(parent).filter(|parent| !parent.is_empty()))
        {
            parents.insert(code.to_owned(), parent.to_owned());
        }
    }
    Ok(parents)
}
