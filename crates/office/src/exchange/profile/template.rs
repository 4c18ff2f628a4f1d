//! Texts made of columns: `{product}: {issue}`.

/// A text made of columns and what stands between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template(Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    /// A column by its place.
    Column(usize),
}

impl Template {
    /// Reads a template; `position` finds columns. The error says what was expected.
    pub(super) fn parse(text: &str, position: impl Fn(&str) -> Option<usize>) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after
                .split_once('}')
                .ok_or("a `{` without `}`: expected the name of a column between them")?;
            let column = position(name).ok_or_else(|| format!("`{name}` is no column of this profile"))?;
            if !before.is_empty() {
                parts.push(Part::Text(before.to_owned()));
            }
            parts.push(Part::Column(column));
            rest = after;
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        if !parts.iter().any(|part| matches!(part, Part::Column(_))) {
            return Err("expected at least one column, as in `{product}: {issue}`".to_owned());
        }
        Ok(Self(parts))
    }

    /// The text, unless a column is empty.
    pub fn fill<'a>(&self, cell: impl Fn(usize) -> &'a str) -> Option<String> {
        let mut filled = String::new();
        for part in &self.0 {
            match part {
                Part::Text(text) => filled.push_str(text),
                Part::Column(column) => match cell(*column).trim() {
                    "" => return None,
                    value => filled.push_str(value),
                },
            }
        }
        Some(filled)
    }
}
