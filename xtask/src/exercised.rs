//! Which operations of the API the generated requests reached, by the report of `schemathesis`: a run that ends in time
//! before it comes to an operation finds nothing wrong with it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::BufRead;

use anyhow::{Context, Result};
use serde::Deserialize;

/// Answers that come before the operation is looked at: not signed in, too fast.
const BEFORE: [u16; 2] = [401, 429];
/// The keys of an address of the description that are operations; it holds others too.
const METHODS: [&str; 7] = ["get", "put", "post", "delete", "options", "head", "patch"];

/// A line of the report, as far as it concerns us.
#[derive(Deserialize)]
struct Line {
    #[serde(rename = "ScenarioFinished")]
    scenario: Option<Scenario>,
}

#[derive(Deserialize)]
struct Scenario {
    recorder: Recorder,
}

/// All that was tried of an operation, `GET /api/v1/cases`.
#[derive(Deserialize)]
struct Recorder {
    label: String,
    #[serde(default)]
    interactions: BTreeMap<String, Interaction>,
}

#[derive(Deserialize)]
struct Interaction {
    response: Option<Response>,
}

#[derive(Deserialize)]
struct Response {
    status_code: u16,
}

/// The operations that answered for themselves.
pub fn in_report(report: impl BufRead) -> Result<BTreeSet<String>> {
    let mut exercised = BTreeSet::new();
    for line in report.lines() {
        let line: Line = serde_json::from_str(&line.context("failed to read the report")?)
            .context("the report is not as the pinned version of `schemathesis` writes it")?;
        let Some(Scenario { recorder }) = line.scenario else { continue };
        let mut answers = recorder.interactions.values().filter_map(|tried| tried.response.as_ref());
        if answers.any(|answer| !BEFORE.contains(&answer.status_code)) {
            exercised.insert(recorder.label);
        }
    }
    Ok(exercised)
}

/// The operations of a description that are not among these.
pub fn missed(description: &str, exercised: &BTreeSet<String>) -> Result<Vec<String>> {
    #[derive(Deserialize)]
    struct Description {
        paths: BTreeMap<String, BTreeMap<String, serde_json::Value>>,
    }
    let description: Description =
        serde_json::from_str(description).context("failed to read the description of the API")?;
    let operations = description.paths.iter().flat_map(|(path, operations)| {
        let methods = operations.keys().filter(|method| METHODS.contains(&method.as_str()));
        methods.map(move |method| format!("{} {path}", method.to_uppercase()))
    });
    Ok(operations.filter(|operation| !exercised.contains(operation)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_reached_or_only_refused_at_the_door_is_missed() {
        let report = r#"{"Initialize":{"command":"st run","seed":7}}
{"ScenarioFinished":{"id":"1","recorder":{"label":"GET /a","cases":{},"interactions":{"x":{"response":{"status_code":200}}}}}}
{"ScenarioFinished":{"id":"2","recorder":{"label":"POST /a","interactions":{"x":{"response":{"status_code":401}},"y":{"request":{}}}}}}
{"ScenarioFinished":{"id":"3","recorder":{"label":"GET /b/{id}"}}}
{"ScenarioFinished":{"id":"4","recorder":{"label":"DELETE /b/{id}","interactions":{"x":{"response":{"status_code":404}}}}}}
"#;
        let exercised = in_report(report.as_bytes()).unwrap();
        let description = r#"{"paths": {
            "/a": {"get": {}, "post": {}, "parameters": []},
            "/b/{id}": {"get": {}, "delete": {}, "summary": "b"}
        }}"#;
        assert_eq!(missed(description, &exercised).unwrap(), ["POST /a", "GET /b/{id}"]);
        assert!(in_report("no report".as_bytes()).is_err());
    }
}
