//! What stands after the `?`: read strictly, all that is wrong told at once.

use std::fmt::Display;
use std::str::FromStr;

use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRequestParts, Query};
use axum::http::StatusCode;
use axum::http::request::Parts;
use domain::schema::{Day, Moment};
use schemars::{JsonSchema, Schema, SchemaGenerator};

use crate::problem::{Problem, ProblemError};

/// A parameter as the description of the API tells it.
pub(crate) struct Parameter {
    pub name: &'static str,
    pub summary: &'static str,
    /// Whether it must be there.
    pub needed: bool,
    /// Whether several values may stand there, parted by commas.
    pub several: bool,
    pub schema: fn(&mut SchemaGenerator) -> Schema,
}

/// A parameter with one value.
pub(crate) const fn one(
    name: &'static str,
    summary: &'static str,
    schema: fn(&mut SchemaGenerator) -> Schema,
) -> Parameter {
    Parameter { name, summary, needed: false, several: false, schema }
}

/// A parameter with one value that must be there.
pub(crate) const fn needed(
    name: &'static str,
    summary: &'static str,
    schema: fn(&mut SchemaGenerator) -> Schema,
) -> Parameter {
    Parameter { name, summary, needed: true, several: false, schema }
}

/// A parameter with several values, parted by commas.
pub(crate) const fn several(
    name: &'static str,
    summary: &'static str,
    schema: fn(&mut SchemaGenerator) -> Schema,
) -> Parameter {
    Parameter { name, summary, needed: false, several: true, schema }
}

/// The schema of a type, for parameters.
pub(crate) fn of<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

/// A day.
pub(crate) fn day(generator: &mut SchemaGenerator) -> Schema {
    of::<Day>(generator)
}

/// A moment.
pub(crate) fn moment(generator: &mut SchemaGenerator) -> Schema {
    of::<Moment>(generator)
}

/// What was asked.
pub(crate) struct Asked {
    pairs: Vec<(String, String)>,
    errors: Vec<ProblemError>,
    /// Whether one of the errors is of form.
    malformed: bool,
}

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let read = Query::<Vec<(String, String)>>::from_request_parts(parts, state).await;
        let Query(pairs) = read.map_err(|rejection: QueryRejection| {
            Problem::new(StatusCode::BAD_REQUEST, "malformed", rejection.body_text())
        })?;
        Ok(Self { pairs, errors: Vec::new(), malformed: false })
    }
}

impl Asked {
    /// A parameter as it was given.
    pub(crate) fn given(&self, name: &str) -> Option<String> {
        self.pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone())
    }

    /// The text of a parameter. Blank is not asked.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        self.given(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
    }

    /// The value of a parameter.
    pub(crate) fn value<T: FromStr>(&mut self, name: &str, expected: impl Display) -> Option<T> {
        let text = self.given(name)?;
        self.parsed(name, &text, expected)
    }

    /// The values of a parameter, parted by commas.
    pub(crate) fn values<T: FromStr>(&mut self, name: &str, expected: impl Display) -> Vec<T> {
        let Some(text) = self.given(name) else { return Vec::new() };
        text.split(',').filter_map(|part| self.parsed(name, part, &expected)).collect()
    }

    fn parsed<T: FromStr>(&mut self, name: &str, text: &str, expected: impl Display) -> Option<T> {
        let parsed = text.parse().ok();
        if parsed.is_none() {
            let shown: String = text.chars().take(80).collect();
            self.wrong(name, format!("`{shown}`: expected {expected}"));
        }
        parsed
    }

    /// Notes that a parameter has not the form it should have: 400.
    pub(crate) fn wrong(&mut self, name: &str, message: impl Into<String>) {
        self.malformed = true;
        self.refused(name, message);
    }

    /// Notes that a parameter of good form does not fit what there is, or another parameter: 422.
    pub(crate) fn refused(&mut self, name: &str, message: impl Into<String>) {
        self.errors.push(ProblemError {
            position: None,
            field: Some(name.to_owned()),
            code: "parameter".to_owned(),
            message: message.into(),
        });
    }

    /// Refuses what is wrong, what was given twice, and what no parameter is called.
    pub(crate) fn finish(mut self, known: &[&[Parameter]]) -> Result<(), Problem> {
        let names: Vec<&str> =
            known.iter().flat_map(|group| group.iter()).map(|parameter| parameter.name).collect();
        let twice: Vec<String> = (self.pairs.iter().enumerate())
            .filter(|(place, (key, _))| self.pairs[..*place].iter().any(|(earlier, _)| earlier == key))
            .map(|(_, (key, _))| key.clone())
            .collect();
        for key in twice {
            self.wrong(&key, "expected once");
        }
        let unknown: Vec<String> = self
            .pairs
            .iter()
            .map(|(key, _)| key.clone())
            .filter(|key| !names.contains(&key.as_str()))
            .collect();
        for key in unknown {
            let known = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
            self.wrong(&key, format!("there is no such parameter; expected: {known}"));
        }
        if self.errors.is_empty() {
            return Ok(());
        }
        let detail = format!("{} parameters have to be put right", self.errors.len());
        let status = if self.malformed { StatusCode::BAD_REQUEST } else { StatusCode::UNPROCESSABLE_ENTITY };
        Err(Problem::new(status, "parameter", detail).listing(self.errors))
    }
}
