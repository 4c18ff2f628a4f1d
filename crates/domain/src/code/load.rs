//! Reading code sets from their files.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::manifest::{Entry, Manifest};
use super::reference::{CODE_LEN_MAX, CodeRef, is_code_name, is_set_name, is_version_name};
use super::set::{Code, CodeSet, SharedLabel};
use super::table::{self, Row};
use crate::calendar::{ReadFileError, read_toml};

/// Why a file of code sets could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{file}` line {line}, field `{field}`: {problem}")]
pub struct LoadError {
    /// The file as its reader named it.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The field, `set[2].axis` or a column; `.` for the row or the file as a whole.
    pub field: String,
    /// What is wrong there and what was expected.
    pub problem: String,
}

impl LoadError {
    pub(super) fn new(file: &str, line: usize, field: impl Into<String>, problem: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line, field: field.into(), problem: problem.into() }
    }
}

impl From<ReadFileError> for LoadError {
    fn from(error: ReadFileError) -> Self {
        Self { file: error.file, line: error.line, field: error.field, problem: error.problem }
    }
}

/// The columns of a file of codes.
const COLUMNS: [&str; 9] =
    ["code", "parent", "level", "name_zh", "name_en", "also_known_as", "official_code", "verified", "note"];

/// The manifest and the files it names, while they are read.
struct Source<'a> {
    manifest_file: &'a str,
    manifest_text: &'a str,
    files: HashMap<&'a str, &'a str>,
}

/// Reads every version the manifest names.
pub(super) fn load(
    manifest_file: &str,
    manifest_text: &str,
    files: &[(&str, &str)],
) -> Result<Vec<Arc<CodeSet>>, LoadError> {
    let manifest: Manifest = read_toml(manifest_file, manifest_text)?;
    let source = Source { manifest_file, manifest_text, files: files.iter().copied().collect() };
    let mut sets: Vec<CodeSet> = Vec::with_capacity(manifest.set.len());
    for (index, entry) in manifest.set.iter().enumerate() {
        source.check_entry(index, entry, &sets)?;
        sets.push(source.codes(index, entry)?);
    }
    for index in 0..sets.len() {
        let crossings = source.crossings(index, &sets)?;
        let pairs = source.pairs(index, &sets)?;
        if let Some(set) = sets.get_mut(index) {
            (set.crossings, set.pairs) = (crossings, pairs);
        }
    }
    Ok(sets.into_iter().map(Arc::new).collect())
}

impl Source<'_> {
    fn fault(&self, index: usize, field: &str, problem: impl Into<String>) -> LoadError {
        let field = format!("set[{index}].{field}");
        ReadFileError::in_toml(self.manifest_file, self.manifest_text, &field, problem).into()
    }

    fn file(&self, index: usize, field: &str, name: &str) -> Result<&str, LoadError> {
        let text = self.files.get(name).copied();
        text.ok_or_else(|| {
            self.fault(index, field, format!("there is no file `{name}`, expected it beside the manifest"))
        })
    }

    fn check_entry(&self, index: usize, entry: &Entry, before: &[CodeSet]) -> Result<(), LoadError> {
        if !is_set_name(&entry.id) {
            return Err(self.fault(index, "id", "expected small letters, digits and dashes"));
        }
        if !is_version_name(&entry.version) {
            return Err(self.fault(index, "version", "expected letters, digits, dots and dashes"));
        }
        if let (Some(from), Some(to)) = (entry.valid_from, entry.valid_to)
            && to < from
        {
            return Err(self.fault(
                index,
                "valid_to",
                format!("{to} is before {from}, expected a later day"),
            ));
        }
        for other in before.iter().filter(|other| other.id() == entry.id) {
            if other.version() == entry.version {
                return Err(self.fault(index, "version", format!("`{}` stands here twice", entry.version)));
            }
            if other.axis() != entry.axis {
                return Err(self.fault(
                    index,
                    "axis",
                    format!("expected `{}` as in version `{}`", other.axis(), other.version()),
                ));
            }
            let starts_later =
                matches!((other.valid_to(), entry.valid_from), (Some(to), Some(from)) if to < from);
            let ends_sooner =
                matches!((entry.valid_to, other.valid_from()), (Some(to), Some(from)) if to < from);
            if !starts_later && !ends_sooner {
                let problem = format!(
                    "the period overlaps with version `{}`, expected one version a day",
                    other.version()
                );
                return Err(self.fault(index, "valid_from", problem));
            }
        }
        Ok(())
    }

    fn codes(&self, index: usize, entry: &Entry) -> Result<CodeSet, LoadError> {
        let rows = table::read(&entry.file, self.file(index, "file", &entry.file)?, &COLUMNS)?;
        let mut codes: Vec<Code> = Vec::with_capacity(rows.len());
        let mut levels: HashMap<String, u8> = HashMap::with_capacity(rows.len());
        let mut officials = HashSet::new();
        let mut parents = HashSet::new();
        for row in &rows {
            let code = read_code(entry, row, &levels)?;
            if levels.insert(code.code().to_owned(), code.level).is_some() {
                return Err(LoadError::new(
                    &entry.file,
                    row.line,
                    "code",
                    format!("`{}` stands here twice", code.code()),
                ));
            }
            if let Some(official) = &code.official
                && !officials.insert(official.clone())
            {
                return Err(LoadError::new(
                    &entry.file,
                    row.line,
                    "official_code",
                    format!("`{official}` stands here twice"),
                ));
            }
            parents.extend(code.parent.clone());
            codes.push(code);
        }
        for code in &mut codes {
            code.is_leaf = !parents.contains(code.code());
        }
        CodeSet::new(entry.clone(), codes).map_err(|SharedLabel { index, label }| {
            let line = rows.get(index).map_or(1, |row| row.line);
            LoadError::new(
                &entry.file,
                line,
                "name_en",
                format!("two codes of one parent bear the name `{label}`"),
            )
        })
    }

    fn crossings(
        &self,
        index: usize,
        sets: &[CodeSet],
    ) -> Result<HashMap<String, Vec<(String, super::Relation)>>, LoadError> {
        let mut crossings: HashMap<String, Vec<_>> = HashMap::new();
        let Some(set) = sets.get(index) else { return Ok(crossings) };
        let (successor, file) = match (&set.entry.successor, &set.entry.crosswalk) {
            (None, None) => return Ok(crossings),
            (Some(successor), Some(file)) => (successor, file),
            (Some(_), None) => {
                return Err(self.fault(
                    index,
                    "successor",
                    "there is a successor, expected a crosswalk to it",
                ));
            }
            (None, Some(_)) => {
                return Err(self.fault(index, "crosswalk", "there is a crosswalk, expected a successor"));
            }
        };
        let next = sets.iter().find(|other| other.id() == set.id() && other.version() == successor);
        let Some(next) = next else {
            return Err(self.fault(
                index,
                "successor",
                format!("expected a version of `{}` that stands in this file", set.id()),
            ));
        };
        for row in
            table::read(file, self.file(index, "crosswalk", file)?, &["from_code", "to_code", "relation"])?
        {
            let (from, to, relation) = (row.get(0), row.get(1), row.get(2));
            known(file, &row, "from_code", from, set)?;
            known(file, &row, "to_code", to, next)?;
            let Ok(relation) = relation.parse() else {
                let problem = format!(
                    "`{relation}` is no relation, expected exact, close, broader, narrower or related"
                );
                return Err(LoadError::new(file, row.line, "relation", problem));
            };
            crossings.entry(from.to_owned()).or_default().push((to.to_owned(), relation));
        }
        Ok(crossings)
    }

    fn pairs(&self, index: usize, sets: &[CodeSet]) -> Result<HashMap<String, Vec<String>>, LoadError> {
        let mut pairs: HashMap<String, Vec<String>> = HashMap::new();
        let Some(set) = sets.get(index) else { return Ok(pairs) };
        let Some(file) = &set.entry.pairs else { return Ok(pairs) };
        let with = set.entry.pairs_with.as_deref().unwrap_or_default();
        let products = sets.iter().find(|other| other.id() == with && other.version() == set.version());
        let Some(products) = products else {
            return Err(self.fault(
                index,
                "pairs_with",
                format!("expected a set with a version `{}`", set.version()),
            ));
        };
        for row in table::read(file, self.file(index, "pairs", file)?, &["product", "issue", "verified"])? {
            known(file, &row, "product", row.get(0), products)?;
            known(file, &row, "issue", row.get(1), set)?;
            pairs.entry(row.get(0).to_owned()).or_default().push(row.get(1).to_owned());
        }
        Ok(pairs)
    }
}

fn known(file: &str, row: &Row, field: &str, code: &str, set: &CodeSet) -> Result<(), LoadError> {
    let expected = || format!("`{code}` is unknown, expected a code of `{}@{}`", set.id(), set.version());
    set.get(code).map(|_| ()).ok_or_else(|| LoadError::new(file, row.line, field, expected()))
}

/// Reads one row; the parent must stand before it.
fn read_code(entry: &Entry, row: &Row, levels: &HashMap<String, u8>) -> Result<Code, LoadError> {
    let fault = |field: &str, problem: String| LoadError::new(&entry.file, row.line, field, problem);
    let [code, parent, level, name_zh, name_en, also, official, verified, note] =
        std::array::from_fn(|column| row.get(column));
    if !is_code_name(code) {
        return Err(fault(
            "code",
            format!("`{code}` is no code, expected 1 to {CODE_LEN_MAX} bytes without blanks"),
        ));
    }
    let expected_level = match levels.get(parent) {
        None if parent.is_empty() => 1,
        Some(level) => level.saturating_add(1),
        None => {
            return Err(fault("parent", format!("`{parent}` is unknown, expected the code of a row above")));
        }
    };
    if level.parse() != Ok(expected_level) {
        return Err(fault(
            "level",
            format!("`{level}` does not follow from the parent, expected `{expected_level}`"),
        ));
    }
    if name_en.is_empty() {
        return Err(fault("name_en", "it is empty, expected a name".to_owned()));
    }
    let verified = match verified {
        "yes" => true,
        "no" => false,
        other => return Err(fault("verified", format!("`{other}` is neither, expected `yes` or `no`"))),
    };
    let filled = |value: &str| Some(value.to_owned()).filter(|value| !value.is_empty());
    let reference =
        CodeRef::new(&entry.id, &entry.version, code).map_err(|error| fault("code", error.to_string()))?;
    Ok(Code {
        reference,
        parent: filled(parent),
        level: expected_level,
        name_zh: name_zh.to_owned(),
        name_en: name_en.to_owned(),
        also_known_as: also
            .split('|')
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect(),
        official: filled(official),
        verified,
        note: filled(note),
        is_leaf: true,
    })
}
