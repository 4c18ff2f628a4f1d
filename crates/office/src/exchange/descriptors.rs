//! Descriptors of an imported row that tell something of a person: no event may hold them, so they are sealed together as
//! one text of the case, a line each, and stand masked where the open ones stand.

use std::collections::BTreeMap;

use domain::matter::Particular;

/// The text: `name: value`, a line each. Values are one line.
pub(super) fn write(personal: &[(Particular, &str)]) -> String {
    let lines: Vec<String> =
        personal.iter().map(|(particular, value)| format!("{particular}: {value}")).collect();
    lines.join("\n")
}

/// The descriptors of a text, in full or masked. Masking leaves names and line breaks as they are.
pub(super) fn read(text: &str) -> BTreeMap<Particular, String> {
    text.split('\n')
        .filter_map(|line| {
            let (name, value) = line.split_once(": ")?;
            Some((name.parse().ok()?, value.to_owned()))
        })
        .collect()
}
