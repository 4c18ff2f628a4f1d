//! Moving a case: every command of the domain.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use domain::matter::Command;
use domain::organisation::Right;
use office::Acted;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::body::{Given, code_of, expected_version, joined, missing_field, ok, plain, with_version};
use super::case_row::CaseSummary;
use super::cases::number_of;
use super::operation::Operation;
use crate::guard::Client;
use crate::problem::{Problem, ProblemError};
use crate::{Desk, Guard};

pub(crate) fn operations() -> Vec<Operation> {
    vec![
        // Which right a step needs depends on the step and the case: the office knows.
        Operation::post(
            ("takeSteps", "Take steps on a case"),
            "/api/v1/cases/{number}/steps",
            Guard::Token(Right::See),
            take,
        )
        .described(
            "All of them or none, in the order given. A refusal of the rules names the position of the step.",
        )
        .takes::<StepsToTake>()
        .answers::<Taken<'_>>(200)
        .tells_version()
        .at_version(),
    ]
}

/// Steps to take, in order.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StepsToTake {
    /// 1 to 20 steps.
    #[schemars(schema_with = "commands", length(min = 1, max = 20))]
    steps: Vec<Value>,
}

fn commands(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<Vec<Command<String>>>()
}

/// What came of steps.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Taken<'a> {
    /// The version of the case now; its ETag.
    version: u32,
    /// How many events were recorded; none if nothing changed.
    recorded: usize,
    /// The case now.
    case: CaseSummary<'a>,
}

/// `POST /cases/{number}/steps`.
async fn take(
    State(desk): State<Arc<Desk>>,
    Client(caller): Client,
    Path(number): Path<String>,
    headers: HeaderMap,
    Given(steps): Given<StepsToTake>,
) -> Result<Response, Problem> {
    let number = number_of(&number)?;
    let expected = expected_version(&headers)?;
    let commands = read(steps.steps)?;
    let acted = desk.office.act(&caller, &number, expected, commands).await?;
    Ok(answer(&desk, &acted))
}

/// Tells what an act did.
pub(crate) fn answer(desk: &Desk, acted: &Acted) -> Response {
    let organisation = desk.office.organisation();
    let case = CaseSummary::new(&acted.row, &organisation);
    with_version(ok(&Taken { version: acted.version, recorded: acted.recorded, case }), acted.version)
}

/// Reads steps, telling of all that is wrong at once.
fn read(steps: Vec<Value>) -> Result<Vec<Command<String>>, Problem> {
    office::check_steps_count(steps.len())?;
    let mut commands = Vec::with_capacity(steps.len());
    let mut errors = Vec::new();
    for (position, step) in steps.into_iter().enumerate() {
        match command(&step) {
            Ok(command) => commands.push(command),
            Err((field, code, message)) => errors.push(ProblemError {
                position: Some(position),
                field: Some(field).filter(|field| !field.is_empty() && field != "."),
                code: code.to_owned(),
                message,
            }),
        }
    }
    if errors.is_empty() {
        return Ok(commands);
    }
    let detail = format!("{} steps have to be put right", errors.len());
    Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", detail).listing(errors))
}

/// Reads one step. What was read is written again and compared: a field that got lost is one that no step has.
fn command(step: &Value) -> Result<Command<String>, (String, &'static str, String)> {
    let read: Command<String> = serde_path_to_error::deserialize(step).map_err(|error| {
        let path = error.path().to_string();
        let message = plain(error.inner());
        if let Some((field, expected)) = malformed(step, &message) {
            return (field, "form", expected.to_owned());
        }
        let field = missing_field(&message).map_or_else(|| path.clone(), |field| joined(&path, field));
        (field, code_of(&message), message)
    })?;
    let written = serde_json::to_value(&read).map_err(|error| (String::new(), "form", error.to_string()))?;
    match lost(step, &written) {
        None => Ok(read),
        Some(path) => {
            let message = format!("step `{}` has no field `{path}`", read.step());
            Err((path, "unknown_field", message))
        }
    }
}

/// How many texts of a step are looked at for the malformed one.
const TEXTS_TRIED_MAX: usize = 64;

/// The path of a moment or a day that cannot be read, with what was expected. Reading a step by its name loses the path
/// of what went wrong; the field is the one whose replacement by a good value changes the error.
fn malformed(step: &Value, error: &str) -> Option<(String, &'static str)> {
    let error = Some(error.to_owned());
    let mut pointers = Vec::new();
    texts(step, String::new(), &mut pointers);
    // Each is tried by itself: steps have a dozen texts, and who sends thousands is told without the field.
    pointers.iter().filter(|pointer| *pointer != "/step").take(TEXTS_TRIED_MAX).find_map(|pointer| {
        let with = |good: &str| {
            let mut other = step.clone();
            *other.pointer_mut(pointer)? = Value::from(good);
            serde_json::from_value::<Command<String>>(other).err().map(|error| plain(&error))
        };
        let moment = with("2026-11-25T14:05:00+08:00");
        if moment == error {
            return None;
        }
        // Where a day is wanted a moment does as well.
        let expected = match with("2026-11-25") == moment {
            true => "expected a day such as `2026-11-25`",
            false => "expected a moment such as `2026-11-25T14:05:00+08:00`",
        };
        Some((pointer.trim_start_matches('/').replace('/', "."), expected))
    })
}

/// The pointers (RFC 6901) of all texts in a value.
fn texts(value: &Value, here: String, found: &mut Vec<String>) {
    match value {
        Value::String(_) => found.push(here),
        Value::Array(values) => {
            values
                .iter()
                .enumerate()
                .for_each(|(index, value)| texts(value, format!("{here}/{index}"), found));
        }
        Value::Object(fields) => {
            let escaped = |name: &str| name.replace('~', "~0").replace('/', "~1");
            fields.iter().for_each(|(name, value)| texts(value, format!("{here}/{}", escaped(name)), found));
        }
        _ => {}
    }
}

/// The path of the first field that was given and is not in what was read. Empty values may be left out in writing.
fn lost(given: &Value, read: &Value) -> Option<String> {
    match (given, read) {
        (Value::Object(given), Value::Object(read)) => {
            given.iter().find_map(|(name, value)| match read.get(name) {
                Some(inner) => lost(value, inner).map(|path| format!("{name}.{path}")),
                None if is_empty(value) => None,
                None => Some(name.clone()),
            })
        }
        (Value::Array(given), Value::Array(read)) => given
            .iter()
            .zip(read)
            .enumerate()
            .find_map(|(index, (given, read))| lost(given, read).map(|path| format!("{index}.{path}"))),
        _ => None,
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(values) => values.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_no_step_has_is_told_by_its_path() {
        let check = |step: Value, expected: &str| {
            let (field, code, message) = command(&step).unwrap_err();
            assert_eq!(format!("{field}: {code}: {message}"), expected);
        };
        check(
            serde_json::json!({ "step": "accept", "because": "x" }),
            "because: unknown_field: step `accept` has no field `because`",
        );
        check(
            serde_json::json!({ "step": "answer", "echo": { "answered": {
                "form": "sms", "at": "2026-03-02T10:00:00+08:00", "words": "x" } } }),
            "echo.answered.words: unknown_field: step `answer` has no field `echo.answered.words`",
        );
        check(serde_json::json!({ "step": "assign" }), "handler: missing: missing field `handler`");
        check(
            serde_json::json!({ "step": "contact", "at": "gestern", "form": "telephone", "reached": true }),
            "at: form: expected a moment such as `2026-11-25T14:05:00+08:00`",
        );
        check(
            serde_json::json!({ "step": "agree_period", "due_on": "morgen", "evidence": { "words": "x" } }),
            "due_on: form: expected a day such as `2026-11-25`",
        );
        check(
            serde_json::json!({ "step": "answer", "echo": { "answered": { "form": "sms", "at": "2026-13-02" } } }),
            "echo.answered.at: form: expected a moment such as `2026-11-25T14:05:00+08:00`",
        );
    }

    #[test]
    fn what_may_be_left_out_may_also_be_null() {
        let step = serde_json::json!({ "step": "add_source", "source": {
            "channel": "nfra", "received_at": "2026-03-02T10:00:00+08:00", "external_number": null, "feedback_owed": true } });
        assert!(command(&step).is_ok());
    }
}
