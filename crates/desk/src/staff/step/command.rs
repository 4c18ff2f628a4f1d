//! From what was typed to a command: each field is read into JSON, the JSON of a step is put together, and the domain
//! reads it as it reads the API's.

use domain::id::CaseId;
use domain::matter::{Case, Command, Step};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use office::FieldError;
use serde_json::{Map, Value, json};

use super::field::{Field, Input};
use super::table;
use crate::staff::typed::{self, Typed};

/// What reading a form needs beside it.
pub(crate) struct Reading<'a> {
    /// The case the steps are for.
    pub case: &'a Case,
    /// The time.
    pub now: Timestamp,
    /// Where days begin and end.
    pub zone: &'a TimeZone,
    /// The case named in a link, once it was found that it may be seen.
    pub linked: Option<CaseId>,
}

impl Reading<'_> {
    /// Reads a step from a form. What is wrong with it is told per field, all at once.
    pub(crate) fn command(&self, step: Step, form: &Typed) -> Result<Command<String>, Vec<FieldError>> {
        let mut values = Map::new();
        let mut errors = Vec::new();
        for field in table::fields(step, self.case) {
            if field
                .choice()
                .is_some_and(|(name, value)| form.get(&name).is_some_and(|chosen| chosen != value))
            {
                // It belongs to what was not chosen.
                continue;
            }
            match self.value(step, &field, form) {
                Ok(Some(value)) => {
                    values.insert(field.short_name().to_owned(), value);
                }
                Ok(None) if is_asked(step, &field, form) => {
                    errors.push(FieldError::new(field.name.clone(), "missing", "this is needed"));
                }
                Ok(None) => {}
                Err(code) => errors.push(FieldError::new(field.name.clone(), code, "this cannot be read")),
            }
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let body = self.body(step, values, form)?;
        serde_json::from_value(body)
            .map_err(|error| vec![FieldError::new("", "form_unreadable", error.to_string())])
    }

    /// Reads one field.
    fn value(&self, step: Step, field: &Field, form: &Typed) -> Result<Option<Value>, &'static str> {
        let name = field.name.as_str();
        if let Input::Many(_) = field.input {
            let chosen: Vec<&str> = form.all(name).collect();
            return Ok((!chosen.is_empty()).then(|| json!(chosen)));
        }
        if field.input == Input::Switch {
            return Ok(Some(json!(form.ticked(name))));
        }
        let Some(typed) = form.get(name) else { return Ok(None) };
        let value = match field.input {
            Input::Now | Input::Moment => {
                let at = typed::moment(typed, self.zone).ok_or("moment_form")?;
                json!(typed::meant(at, self.now, self.case.earliest(step)))
            }
            Input::Day => json!(typed::day(typed).ok_or("day_form")?),
            Input::Hour => json!(typed::hour(typed).ok_or("hour_form")?),
            Input::Money => json!(typed::cents(typed).ok_or("amount_form")?),
            Input::Either(_) => json!(typed == "yes"),
            Input::Score => json!(typed.parse::<u8>().map_err(|_| "score_form")?),
            // Numbers in choices (tasks, sources, users, institutions, files) are numbers in commands.
            Input::One(choices) if choices.is_number() => {
                json!(typed.parse::<u64>().map_err(|_| "choice_form")?)
            }
            _ if field.short_name() == "call_digest" => {
                let digest = domain::matter::RecordingDigest::try_from(typed.to_owned());
                json!(String::from(digest.map_err(|_| "digest_form")?))
            }
            _ => json!(typed),
        };
        Ok(Some(value))
    }

    /// Puts the JSON of a step together.
    fn body(
        &self,
        step: Step,
        mut values: Map<String, Value>,
        form: &Typed,
    ) -> Result<Value, Vec<FieldError>> {
        let word: &'static str = step.into();
        let missing =
            |name: &str| vec![FieldError::new(format!("{word}.{name}"), "missing", "this is needed")];
        let mut body = match step {
            Step::Code => {
                let axes = ["channel", "business", "reason", "product", "issue", "location"];
                let codes: Vec<Value> = axes.iter().filter_map(|axis| values.remove(*axis)).collect();
                let mut body = values;
                body.insert("codes".to_owned(), Value::Array(codes));
                body
            }
            Step::Answer => Map::from_iter([("echo".to_owned(), echo(values))]),
            Step::ReferOn => {
                let to = values.remove("to").unwrap_or_default();
                Map::from_iter([("to".to_owned(), to), ("echo".to_owned(), echo(values))])
            }
            Step::AgreePeriod | Step::TellExtended | Step::ProveDelivery | Step::Withdraw => {
                let evidence = evidence(&mut values).ok_or_else(|| missing("evidence"))?;
                values.insert("evidence".to_owned(), evidence);
                values
            }
            Step::PauseClock | Step::FinishTask => {
                let name = if step == Step::FinishTask { "proof" } else { "evidence" };
                if let Some(evidence) = evidence(&mut values) {
                    values.insert(name.to_owned(), evidence);
                }
                values
            }
            Step::Extend => {
                let chosen = values.remove("extension");
                let chosen = chosen.as_ref().and_then(Value::as_str).unwrap_or_default().to_owned();
                let mut parts = chosen.splitn(3, '/');
                for name in ["regime", "stage", "reason_code"] {
                    values.insert(name.to_owned(), json!(parts.next().unwrap_or_default()));
                }
                values
            }
            Step::AddSource | Step::MergeRepeat => {
                let beside = ["material", "new_facts"];
                let (mut body, mut source): (Map<_, _>, Map<_, _>) =
                    values.into_iter().partition(|(name, _)| beside.contains(&name.as_str()));
                // An empty box says nothing: then who passed the matter on is owed feedback.
                source.retain(|name, value| name != "feedback_owed" || *value == json!(true));
                body.insert("source".to_owned(), Value::Object(source));
                body
            }
            Step::Link => {
                let other = self.linked.ok_or_else(|| {
                    vec![FieldError::new("link.other", "case_unknown", "there is no such case")]
                })?;
                values.insert("other".to_owned(), json!(other));
                values
            }
            Step::CorrectFact => {
                let correction = correction(form, &values).map_err(missing)?;
                let reason = values.remove("reason").unwrap_or_default();
                Map::from_iter([("correction".to_owned(), correction), ("reason".to_owned(), reason)])
            }
            _ => values,
        };
        body.insert("step".to_owned(), json!(word));
        Ok(Value::Object(body))
    }
}

/// An attachment where one was chosen, else the recorded call, else words.
fn evidence(values: &mut Map<String, Value>) -> Option<Value> {
    let words = values.remove("evidence").map(|words| json!({ "words": words }));
    let call = ["call_number", "call_recording", "call_digest"].map(|name| values.remove(name));
    let call = match call {
        [Some(number), Some(recording), Some(digest)] => {
            Some(json!({ "call": { "number": number, "recording": recording, "digest": digest } }))
        }
        _ => None,
    };
    values.remove("evidence_file").map(|file| json!({ "file": file })).or(call).or(words)
}

/// Whether a field is needed by what was chosen beside it: of an answer its words and proof, of somebody out of reach the
/// attempt and its proof. A file says and proves at once; what stands on the portal proves itself. The short form leaves out
/// the channel.
fn is_asked(step: Step, field: &Field, form: &Typed) -> bool {
    let typed = |name: &str| form.get(&format!("{step}.{name}"));
    let unreachable = typed("echo") == Some("unreachable");
    let filed = typed("evidence_file").is_some();
    let called = ["call_number", "call_recording", "call_digest"].iter().any(|name| typed(name).is_some());
    match (field.group, field.short_name()) {
        (None, "channel") if step == Step::Code => field.needed && typed("form") != Some("short"),
        (Some("echo_unreachable"), _) => field.needed && unreachable,
        (Some("echo_answered"), _) if unreachable => false,
        (Some("echo_answered"), "text") => field.needed && !filed,
        (Some("echo_answered"), "evidence") => {
            field.needed && !filed && !called && typed("form") != Some("portal")
        }
        // Of a recorded call all three are needed, or none.
        (Some("echo_answered"), "call_number" | "call_recording" | "call_digest") => called,
        _ => field.needed,
    }
}

fn echo(mut values: Map<String, Value>) -> Value {
    if values.get("echo").and_then(Value::as_str) == Some("unreachable") {
        let attempts: Vec<Value> = (1..=3)
            .filter_map(|row| {
                let at = values.get(&format!("attempt_{row}_at"))?;
                let form =
                    values.get(&format!("attempt_{row}_form")).cloned().unwrap_or_else(|| json!("telephone"));
                Some(json!({ "at": at, "form": form }))
            })
            .collect();
        let proof = values.remove("proof");
        return json!({ "unreachable": { "attempts": attempts, "proof": { "words": proof } } });
    }
    let evidence = evidence(&mut values);
    json!({ "answered": {
        "form": values.remove("form"),
        "at": values.remove("at"),
        "received_at": values.remove("received_at"),
        "text": values.remove("text"),
        "evidence": evidence,
    } })
}

/// The correction chosen, or the field that it lacks.
fn correction(form: &Typed, values: &Map<String, Value>) -> Result<Value, &'static str> {
    let value = |name: &'static str| values.get(name).ok_or(name);
    match form.get("correct_fact.what") {
        Some("received_at") => {
            Ok(json!({ "received_at": { "source": value("source")?, "at": value("at")? } }))
        }
        Some("particulars") => {
            let name = value("particular")?.as_str().unwrap_or_default();
            Ok(json!({ "particulars": { name: value("value")? } }))
        }
        _ => Ok(json!({ "external_number": { "source": value("source")?, "number": value("number")? } })),
    }
}
