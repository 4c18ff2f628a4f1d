//! Questions with their answers, and the words people ask them in.

use std::collections::HashMap;

/// One row of a table of questions and answers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    /// Rows of one standard question share it; without it, rows of one answer belong together.
    pub id: Option<String>,
    /// A question, in the words somebody may ask it.
    pub question: String,
    /// Its answer; may be empty where another row of the same standard question has it.
    pub answer: String,
}

/// A standard question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its identifier, or the number of its first row from 1.
    pub id: String,
    /// The ways to ask it, the first of which stands for all.
    pub wordings: Vec<String>,
    /// The answer.
    pub answer: String,
}

impl Entry {
    /// The standard question itself.
    pub fn question(&self) -> &str {
        self.wordings.first().map_or("", String::as_str)
    }
}

/// Standard questions with their wordings and answers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Knowledge {
    /// In the order of their first rows.
    pub entries: Vec<Entry>,
}

impl Knowledge {
    /// Brings the rows of each standard question together. Rows without a question are passed over, and so is a wording
    /// that its standard question has already.
    pub fn of(rows: impl IntoIterator<Item = Row>) -> Self {
        let mut entries: Vec<Entry> = Vec::new();
        let mut by_key: HashMap<(bool, String), usize> = HashMap::new();
        for (number, row) in rows.into_iter().enumerate() {
            let (question, answer) = (row.question.trim(), row.answer.trim());
            if question.is_empty() {
                continue;
            }
            let id = row.id.filter(|id| !id.is_empty());
            let key = match &id {
                Some(id) => Some((true, id.clone())),
                None => Some((false, answer.to_owned())).filter(|_| !answer.is_empty()),
            };
            let place = key.as_ref().and_then(|key| by_key.get(key)).copied().unwrap_or(entries.len());
            if let Some(key) = key {
                by_key.insert(key, place);
            }
            if place == entries.len() {
                let id = id.unwrap_or_else(|| (number + 1).to_string());
                entries.push(Entry { id, wordings: Vec::new(), answer: String::new() });
            }
            let entry = &mut entries[place];
            if entry.wordings.iter().all(|wording| wording != question) {
                entry.wordings.push(question.to_owned());
            }
            if entry.answer.is_empty() {
                entry.answer = answer.to_owned();
            }
        }
        Self { entries }
    }
}
