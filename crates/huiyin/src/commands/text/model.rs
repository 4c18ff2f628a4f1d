//! Models as files.

use std::path::Path;

use serde_json::{Value, json};
use text::coding::Model;

use crate::failure::{Failure, Outcome};
use crate::shell::Shell;

/// Reads a model.
pub fn read(path: &Path, shell: &Shell) -> Outcome<Model> {
    Model::from_bytes(&shell.read_bytes(path)?).map_err(|error| {
        let reading = format!("failed to read the model `{}`", path.display());
        Failure::mistaken(error).context(reading).hint("a model is made by `huiyin text train`")
    })
}

/// Writes a model whole or not at all, and says how many bytes it has.
pub fn write(path: &Path, model: &Model, shell: &Shell) -> Outcome<usize> {
    let bytes = model.to_bytes();
    shell.write_private(path, &bytes)?;
    Ok(bytes.len())
}

/// What a model is, and what it promises.
pub fn described(model: &Model) -> Value {
    let about = model.about();
    let axes = model.axes().iter().map(|axis| {
        let levels = axis.levels().iter().map(|level| {
            json!({
                // JSON has no infinity: where no threshold keeps the promise there is none.
                "threshold": level.threshold.is_finite().then_some(level.threshold),
                "coverage": level.coverage,
                "precision": level.precision,
            })
        });
        json!({
            "axis": axis.name(),
            "labels": axis.classes().len(),
            "precision_promised": axis.precision(),
            "out_of_scope": axis.out_of_scope(),
            "levels": levels.collect::<Vec<_>>(),
        })
    });
    json!({
        "source": about.source,
        "program": about.program,
        "form": text::coding::VERSION,
        "texts": about.texts,
        "left_out": about.left_out,
        "seed": about.seed,
        "folds": about.folds,
        "features": model.features(),
        "axes": axes.collect::<Vec<_>>(),
    })
}
