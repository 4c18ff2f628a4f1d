//! Reading files of rules: what is wrong is said with file, line, field and what was expected.

use serde::de::DeserializeOwned;
use toml::de::DeTable;

/// Why a calendar, a regime, a file of inner clocks or a file of facts could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{file}` line {line}, field `{field}`: {problem}")]
pub struct ReadFileError {
    /// The file as its reader named it.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The field as a path, `stage[2].unit`; `.` for the file as a whole.
    pub field: String,
    /// What is wrong there and what was expected.
    pub problem: String,
}

impl ReadFileError {
    /// An error of meaning: the text is good TOML, but what stands at `field` cannot be.
    pub(crate) fn in_toml(file: &str, text: &str, field: &str, problem: impl Into<String>) -> Self {
        Self {
            file: file.to_owned(),
            line: line_of_field(text, field),
            field: field.to_owned(),
            problem: problem.into(),
        }
    }
}

/// Reads a TOML file into its shape.
pub(crate) fn read_toml<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, ReadFileError> {
    let at = |field: &str, error: &toml::de::Error| ReadFileError {
        file: file.to_owned(),
        line: line_of_offset(text, error.span().map_or(0, |span| span.start)),
        field: field.to_owned(),
        problem: error.message().to_owned(),
    };
    let deserializer = toml::Deserializer::parse(text).map_err(|error| at(".", &error))?;
    serde_path_to_error::deserialize(deserializer)
        .map_err(|error| at(&error.path().to_string(), error.inner()))
}

/// Reads a JSON file into its shape.
pub(crate) fn read_json<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, ReadFileError> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut deserializer)
        .map_err(|error| json_error(file, &error.path().to_string(), error.inner()))?;
    deserializer.end().map_err(|error| json_error(file, ".", &error))?;
    Ok(value)
}

fn json_error(file: &str, field: &str, error: &serde_json::Error) -> ReadFileError {
    // The text ends with the place, which the error carries already.
    let text = error.to_string();
    let problem = text.rsplit_once(" at line ").map_or(text.as_str(), |(problem, _)| problem);
    // A path ends with `?` where the text breaks off or a key is none.
    let field = match field.trim_end_matches('?').trim_end_matches('.') {
        "" => ".",
        field => field,
    };
    ReadFileError {
        file: file.to_owned(),
        line: error.line(),
        field: field.to_owned(),
        problem: problem.to_owned(),
    }
}

fn line_of_offset(text: &str, offset: usize) -> usize {
    let before = text.as_bytes().get(..offset).unwrap_or(text.as_bytes());
    before.iter().filter(|byte| **byte == b'\n').count() + 1
}

/// The line at which a field stands: the deepest part of its path that the text has.
fn line_of_field(text: &str, field: &str) -> usize {
    let Ok(table) = DeTable::parse(text) else { return 1 };
    let mut offset = 0;
    let mut table = Some(table.get_ref());
    'path: for part in field.split('.') {
        let (key, indexes) = part.split_once('[').unwrap_or((part, ""));
        let Some(entry) = table.and_then(|table| table.iter().find(|(name, _)| name.get_ref() == key)) else {
            break;
        };
        let mut value = entry.1;
        offset = if indexes.is_empty() { entry.0.span().start } else { value.span().start };
        for index in indexes.split('[').filter_map(|index| index.trim_end_matches(']').parse::<usize>().ok())
        {
            let Some(inner) = value.get_ref().get(index) else { break 'path };
            value = inner;
            offset = value.span().start;
        }
        table = value.get_ref().as_table();
    }
    line_of_offset(text, offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_of_a_field_is_found_inside_tables_and_lists() {
        let text =
            "id = \"x\"\n\n[[stage]]\nname = \"a\"\n\n[[stage]]\nname = \"b\"\nfrom = [\"c\",\n  \"d\"]\n";
        assert_eq!(line_of_field(text, "id"), 1);
        assert_eq!(line_of_field(text, "stage[1].name"), 7);
        assert_eq!(line_of_field(text, "stage[1].from[1]"), 9);
        assert_eq!(line_of_field(text, "stage[0].missing"), 3);
        assert_eq!(line_of_field("not toml", "id"), 1);
    }
}
