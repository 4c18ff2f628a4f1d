//! Models as files, and those of a data folder by name.

use std::path::Path;

use office::Models;
use serde_json::{Value, json};
use text::coding::Model;

use crate::failure::{Failure, Outcome};
use crate::shell::Shell;

/// Reads a model: the file of that name or, where there is none, the model of the data folder.
pub fn read(path: &Path, shell: &Shell) -> Outcome<Model> {
    if let Some(name) = path.to_str().filter(|name| !name.contains('/') && !shell.path(path).exists()) {
        return models(shell).read(name).map_err(Failure::mistaken);
    }
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

/// The models of the data folder.
pub fn models(shell: &Shell) -> Models {
    Models::new(&shell.settings.data_dir)
}

/// Keeps a model in the data folder, and says how many bytes it has.
pub fn keep(name: &str, model: &Model, shell: &Shell) -> Outcome<usize> {
    let size = models(shell).keep(name, model).map_err(Failure::mistaken)?;
    Ok(usize::try_from(size).unwrap_or(usize::MAX))
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
