//! `huiyin text eval`: how good a model is.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};
use text::coding::{Comparison, Report, compare, evaluate};

use super::labelled::Source;
use super::model;
use crate::commands::ledger::ReportFormat;
use crate::console::Console;
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;

/// Options of `huiyin text eval`.
#[derive(Debug, Args)]
pub struct Eval {
    /// The model: a file, or the name of one of the data folder [default: the model that ships]
    #[arg(long, value_name = "MODEL", default_value = office::SHIPPED_MODEL)]
    model: PathBuf,
    #[command(flatten)]
    source: Source,
    /// The column of codes of each axis, in the order of the model's axes [default: named like the axes]
    #[arg(long = "label-column", value_name = "NAME")]
    labels: Vec<String>,
    /// The label of texts that no code fits, if some are so labelled
    #[arg(long, value_name = "LABEL")]
    out_of_scope: Option<String>,
    /// Another model to compare with on the same texts
    #[arg(long, value_name = "MODEL")]
    against: Option<PathBuf>,
    /// How the result is told
    #[arg(long, default_value = "text")]
    format: ReportFormat,
}

impl Eval {
    pub async fn run(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        let tried = model::read(&self.model, shell)?;
        let against = self.against.as_ref().map(|path| model::read(path, shell)).transpose()?;
        let axes: Vec<String> = tried.axes().iter().map(|axis| axis.name().to_owned()).collect();
        let labels = if self.labels.is_empty() { axes.clone() } else { self.labels.clone() };
        if labels.len() != axes.len() {
            return Err(Failure::mistake(format!(
                "the model codes on {} axes, `{}`; give as many label columns, in this order",
                axes.len(),
                axes.join("`, `")
            )));
        }
        let texts = self.source.read(&labels, shell).await?;
        let of_codes = self.source.is_coded().then_some(office::NO_CODE);
        let outside = self.out_of_scope.as_deref().or(of_codes);
        let reports = evaluate(&tried, texts.iter().cloned(), outside);
        let comparisons = against.map(|other| compare(&tried, &other, texts)).unwrap_or_default();
        match self.format {
            ReportFormat::Json => {
                let axes: Vec<Value> = reports.iter().map(report_json).collect();
                let compared: Vec<Value> = comparisons.iter().map(comparison_json).collect();
                // One axis is the usual case: its figures stand at the top.
                let mut result = match &axes[..] {
                    [only] => only.clone(),
                    _ => json!({ "axes": axes }),
                };
                result["model"] = model::described(&tried);
                if self.against.is_some() {
                    result["against"] = compared.into();
                }
                console.print(&result.to_string())
            }
            ReportFormat::Text => {
                for report in &reports {
                    console.print(&told(report))?;
                }
                for comparison in &comparisons {
                    console.print(&compared(comparison))?;
                }
                Ok(())
            }
        }
    }
}

pub fn report_json(report: &Report) -> Value {
    let classes = report.classes.iter().map(|class| {
        json!({
            "code": class.code,
            "texts": class.texts,
            "precision": class.precision,
            "recall": class.recall,
            "f1": class.f1,
        })
    });
    let coverage = report.coverage.iter().map(|coverage| {
        json!({
            "confidence": coverage.confidence,
            "coverage": coverage.coverage,
            "precision": coverage.precision,
        })
    });
    let mut value = json!({
        "axis": report.axis,
        "texts": report.texts,
        "accuracy": report.accuracy,
        "macro_f1": report.macro_f1,
        "calibration_error": report.calibration_error,
        "suggested": {
            "precision_promised": report.suggested.precision_promised,
            "precision": report.suggested.precision,
            "coverage": report.suggested.coverage,
            "backed_off": report.suggested.backed_off,
        },
        "coverage": coverage.collect::<Vec<_>>(),
        "classes": classes.collect::<Vec<_>>(),
    });
    if let Some(outside) = &report.out_of_scope {
        value["out_of_scope"] = json!({
            "texts": outside.texts,
            "recall": outside.recall,
            "in_scope_accuracy": outside.in_scope_accuracy,
        });
    }
    value
}

pub fn comparison_json(comparison: &Comparison) -> Value {
    json!({
        "axis": comparison.axis,
        "texts": comparison.texts,
        "both_right": comparison.both_right,
        "this_alone_right": comparison.first_alone_right,
        "other_alone_right": comparison.second_alone_right,
        "chance": comparison.chance,
    })
}

pub fn told(report: &Report) -> String {
    let suggested = &report.suggested;
    let mut told = format!(
        "{}: {} texts, accuracy {:.4}, macro-F1 {:.4}, calibration error {:.4}\n  suggests for {:.1} % ({:.1} % above \
         their code), {:.1} % right, promised {:.1} %",
        report.axis,
        report.texts,
        report.accuracy,
        report.macro_f1,
        report.calibration_error,
        100.0 * suggested.coverage,
        100.0 * suggested.backed_off,
        100.0 * suggested.precision,
        100.0 * suggested.precision_promised
    );
    if let Some(outside) = &report.out_of_scope {
        told += &format!(
            "\n  refuses {:.1} % of {} texts that no code fits; {:.1} % of the others get their code",
            100.0 * outside.recall,
            outside.texts,
            100.0 * outside.in_scope_accuracy
        );
    }
    told
}

pub fn compared(comparison: &Comparison) -> String {
    format!(
        "{}: of {} texts both are right on {}, this one alone on {}, the other alone on {}; chance alone makes such a \
         difference with probability {:.4}",
        comparison.axis,
        comparison.texts,
        comparison.both_right,
        comparison.first_alone_right,
        comparison.second_alone_right,
        comparison.chance
    )
}
