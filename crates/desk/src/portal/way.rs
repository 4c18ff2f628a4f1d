//! The way through a door: which page comes when, and where its addresses lie.

use axum::extract::Path;
use std::str::FromStr;

use super::draft::{Door, Step};
use crate::locale::Words;
use crate::page::PageError;

/// Where a page of the way stands, for its template.
#[derive(Debug, Clone)]
pub(crate) struct Way {
    /// The door's word in addresses.
    pub door: &'static str,
    /// Where “back” leads.
    pub back: String,
    /// How many pages there are to fill in; 0 where pages are not counted.
    pub steps: usize,
    /// “Step 1 of 3”.
    pub line: String,
    /// Other ways than this one, each in a sentence.
    pub others: Vec<String>,
}

impl Way {
    /// Of a page of a door.
    pub(crate) fn new(door: Door, step: Step, words: &Words) -> Self {
        let steps = door.steps();
        let word: &'static str = door.into();
        match steps.iter().position(|other| *other == step) {
            Some(position) => {
                let back = match position.checked_sub(1).and_then(|before| steps.get(before)) {
                    Some(before) => path(door, *before),
                    None => "/".to_owned(),
                };
                let line = words.t2("portal-step", "step", position + 1, "steps", steps.len());
                Self { door: word, back, steps: steps.len(), line, others: Vec::new() }
            }
            None => {
                let last = steps.last().copied().unwrap_or_default();
                Self { door: word, back: path(door, last), steps: 0, line: String::new(), others: Vec::new() }
            }
        }
    }

    /// The same with other ways than this one.
    pub(crate) fn or(self, others: Vec<String>) -> Self {
        Self { others, ..self }
    }

    /// Of a page that stands beside a case.
    pub(crate) fn beside(back: String) -> Self {
        Self { door: "", back, steps: 0, line: String::new(), others: Vec::new() }
    }
}

/// The address of a page.
pub(crate) fn path(door: Door, step: Step) -> String {
    let (door, step): (&str, &str) = (door.into(), step.into());
    format!("/file/{door}/{step}")
}

/// Reads the address of a page.
pub(crate) fn parse(Path((door, step)): Path<(String, String)>) -> Result<(Door, Step), PageError> {
    let door = Door::from_str(&door).map_err(|_| PageError::not_found())?;
    let step = Step::from_str(&step).map_err(|_| PageError::not_found())?;
    if step == Step::Check || door.steps().contains(&step) {
        Ok((door, step))
    } else {
        Err(PageError::not_found())
    }
}
