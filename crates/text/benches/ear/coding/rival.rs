//! The rival in a process of its own, on the same texts and parts.

use std::io::Write;
use std::process::{Command, Stdio};

use super::data::Set;

/// What the rival did.
pub struct Rival {
    pub accuracy: f64,
    pub macro_f1: f64,
    pub texts_per_second: f64,
}

/// Runs `rival.py` over a set.
pub fn run(set: &Set) -> Result<Rival, String> {
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/ear/coding/rival.py");
    let mut child = Command::new(&python)
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("`{python}` does not run: {error}"))?;
    let mut writer = csv::Writer::from_writer(Vec::new());
    for text in &set.texts {
        writer
            .write_record([&text.part.to_string(), &text.label, &text.text])
            .map_err(|error| error.to_string())?;
    }
    let rows = writer.into_inner().map_err(|error| error.to_string())?;
    if let Some(mut input) = child.stdin.take() {
        // A rival that ended early says why by itself.
        drop(input.write_all(&rows));
    }
    let done = child.wait_with_output().map_err(|error| error.to_string())?;
    let told = String::from_utf8_lossy(&done.stdout);
    let numbers: Vec<f64> = told.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    match numbers[..] {
        [accuracy, macro_f1, texts_per_second] => Ok(Rival { accuracy, macro_f1, texts_per_second }),
        _ => Err(format!("`{python} rival.py` did not end well; see `requirements.txt` beside it")),
    }
}
