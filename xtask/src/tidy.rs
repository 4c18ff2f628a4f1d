//! `cargo xtask tidy`: the hygiene of the files in the repository.
//!
//! Looks at the files git knows and at new ones it does not ignore, one by one, each against every rule that
//! concerns its path. The rules know nothing of git or of one another.

mod rules;
mod words;

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

/// What a rule has to say about one line.
#[derive(Debug, PartialEq, Eq)]
struct Finding {
    /// From 1.
    line: usize,
    message: String,
}

/// Rust files above this are listed, and pass: length is a hint at two subjects in one file, not a proof.
const LONG_FILE_LINES: usize = 700;

/// Checks every file of the repository.
pub fn run() -> Result<()> {
    let root = crate::workspace_root();
    let mut findings = Vec::new();
    let mut warnings = Vec::new();
    let mut checked = 0;
    for path in files(&root)? {
        let Some(text) = read(&root.join(&path)).with_context(|| format!("failed to read `{path}`"))? else {
            continue;
        };
        checked += 1;
        findings.extend(
            check(&path, &text)
                .into_iter()
                .map(|Finding { line, message }| format!("{path}:{line}: {message}")),
        );
        warnings.extend(length_warning(&path, &text));
    }
    for warning in warnings {
        eprintln!("warning: {warning}");
    }
    if !findings.is_empty() {
        bail!("{} lines are not clean\n  {}", findings.len(), findings.join("\n  "));
    }
    eprintln!("{checked} files are clean");
    Ok(())
}

fn check(path: &str, text: &str) -> Vec<Finding> {
    rules::RULES.iter().filter(|rule| (rule.concerns)(path)).flat_map(|rule| (rule.check)(text)).collect()
}

fn length_warning(path: &str, text: &str) -> Option<String> {
    let lines = text.lines().count();
    (path.ends_with(".rs") && lines > LONG_FILE_LINES)
        .then(|| format!("{path} has {lines} lines, more than {LONG_FILE_LINES}: does it hold two subjects?"))
}

/// The paths of all files that are or may become part of the repository, relative to its root.
fn files(root: &Path) -> Result<Vec<String>> {
    // In continuous integration the clone may belong to another user, which git distrusts unless told otherwise.
    let output = Command::new("git")
        .args(["-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root)
        .output()
        .context("failed to start `git`")?;
    anyhow::ensure!(
        output.status.success(),
        "`git ls-files`: {}",
        String::from_utf8_lossy(&output.stderr).trim()
    );
    let names = String::from_utf8(output.stdout).context("a file name is not UTF-8")?;
    let mut paths: Vec<String> =
        names.split('\0').filter(|name| !name.is_empty()).map(str::to_owned).collect();
    paths.sort();
    paths.dedup();
    Ok(paths)
}

/// The text of a file; nothing when it is gone, is no plain file or holds no text.
fn read(path: &Path) -> Result<Option<String>> {
    if !path.is_file() {
        return Ok(None);
    }
    Ok(String::from_utf8(std::fs::read(path)?).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_repository_is_seen() {
        let files = files(&crate::workspace_root()).unwrap();
        assert!(files.iter().any(|path| path == "xtask/src/tidy.rs"), "{files:?}");
        assert!(!files.iter().any(|path| path.starts_with("target/")), "what git ignores is left alone");
    }

    #[test]
    fn a_long_rust_file_is_listed() {
        let long = "\n".repeat(LONG_FILE_LINES + 1);
        let warning = length_warning("crates/a/src/lib.rs", &long).unwrap();
        assert!(warning.starts_with("crates/a/src/lib.rs has 701 lines"), "{warning}");
        assert_eq!(length_warning("crates/a/src/lib.rs", &long[1..]), None);
        assert_eq!(length_warning("codes/a.csv", &long), None);
    }
}
