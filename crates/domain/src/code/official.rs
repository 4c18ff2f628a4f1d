//! Official codes from an institution's licensed copy of a standard.

use std::collections::{HashMap, HashSet};

use super::load::LoadError;
use super::reference::is_code_name;
use super::set::CodeSet;
use super::table;

/// The set with the official codes of a CSV file with the columns `code` and `official_code`. Codes that the file does
/// not name keep what they have.
pub(super) fn with_official(set: &CodeSet, file: &str, text: &str) -> Result<CodeSet, LoadError> {
    let mut loaded: HashMap<String, String> = HashMap::new();
    let mut officials: HashSet<String> = HashSet::new();
    for row in table::read(file, text, &["code", "official_code"])? {
        let (code, official) = (row.get(0), row.get(1));
        let fault = |field: &str, problem: String| Err(LoadError::new(file, row.line, field, problem));
        if set.get(code).is_none() {
            return fault(
                "code",
                format!("`{code}` is unknown, expected a code of `{}@{}`", set.id(), set.version()),
            );
        }
        if !is_code_name(official) {
            return fault("official_code", format!("`{official}` is no code, expected one without blanks"));
        }
        if !officials.insert(official.to_owned()) {
            return fault("official_code", format!("`{official}` stands here twice"));
        }
        if loaded.insert(code.to_owned(), official.to_owned()).is_some() {
            return fault("code", format!("`{code}` stands here twice"));
        }
    }
    let mut set = set.clone();
    for code in &mut set.codes {
        if let Some(official) = loaded.remove(code.code()) {
            code.official = Some(official);
        } else if let Some(kept) = code.official.as_ref().filter(|kept| officials.contains(*kept)) {
            let problem = format!(
                "`{kept}` is the official code of `{}` already, expected a row for that one too",
                code.code()
            );
            return Err(LoadError::new(file, 1, "official_code", problem));
        }
    }
    Ok(set)
}
