//! The description of the API, OpenAPI 3.1, made from the operations themselves.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};

use office::DONE_REQUEST_HOURS;

use crate::Guard;
use crate::api::operation::{Content, Operation};
use crate::api::{operations, parameters};
use crate::openapi_plain::{name_variants, simplify};
use crate::problem::Problem;
use crate::program::KEY_CHARS_MAX;

/// The document. JSON Schema 2020-12, which schemars writes, is OpenAPI 3.1's own.
pub fn openapi() -> Value {
    let mut models = Models::default();
    let mut paths: BTreeMap<&'static str, Map<String, Value>> = BTreeMap::new();
    let mut failures: BTreeMap<u16, Value> = BTreeMap::new();
    for operation in operations() {
        let method = operation.route.method.as_str().to_ascii_lowercase();
        for status in operation.errors() {
            failures.entry(status).or_insert_with(|| failure(status, &mut models));
        }
        let described = describe(&operation, &mut models);
        paths.entry(operation.route.path).or_default().insert(method, described);
    }
    let failures: Map<String, Value> =
        failures.into_iter().map(|(status, response)| (format!("Problem{status}"), response)).collect();
    let mut document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Huiyin",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "Complaints, enquiries and credit-report objections of a consumer-protection office.",
            "description": DESCRIPTION,
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "paths": paths,
        "components": {
            "schemas": models.finish(),
            "responses": failures,
            "securitySchemes": {
                "token": { "type": "http", "scheme": "bearer", "description": "Made with `huiyin token create`." },
            },
        },
        "security": [{ "token": [] }],
    });
    simplify(&mut document);
    document
}

const DESCRIPTION: &str = "Moments are RFC 3339 with an offset, days are `YYYY-MM-DD`, amounts are cents of CNY. Words and \
personal data are masked unless `unmaskCase` is asked. What the holder of a token may not see answers like what does not \
exist. Steps name in `If-Match` the version they were decided on: 428 without it, 412 when the case has moved since, 409 when \
the rules refuse. Bodies of JSON have at most 1 MiB and 128 levels, files 20 MiB, addresses 8 KiB, headers 32 KiB together; a \
body arrives within two minutes. Pages have at most 200 rows. Requests are limited by token and by network: 429 says in \
`Retry-After` when to go on.";

/// Two generators, since a field that may be left out in a request is still always there in an answer.
struct Models {
    given: SchemaGenerator,
    told: SchemaGenerator,
}

impl Default for Models {
    fn default() -> Self {
        let settings = || {
            SchemaSettings::draft2020_12().with(|settings| {
                settings.definitions_path = "/components/schemas".into();
                settings.meta_schema = None;
            })
        };
        Self {
            given: settings().for_deserialize().into_generator(),
            told: settings().for_serialize().into_generator(),
        }
    }
}

impl Models {
    fn finish(mut self) -> Map<String, Value> {
        let mut all = self.given.take_definitions(true);
        for (name, told) in self.told.take_definitions(true) {
            if let Some(given) = all.get(&name) {
                assert_eq!(given["type"], told["type"], "two schemas have the name `{name}`");
            }
            all.insert(name, told);
        }
        name_variants(&mut all);
        all
    }
}

fn describe(operation: &Operation, models: &mut Models) -> Value {
    let mut described = json!({
        "operationId": operation.id,
        "summary": operation.summary,
        "tags": [tag(operation.route.path)],
        "parameters": parameters(operation, models),
        "responses": responses(operation, models),
    });
    if !operation.description.is_empty() {
        described["description"] = operation.description.into();
    }
    if let Some(content) = operation.takes {
        described["requestBody"] =
            json!({ "required": true, "content": content_of(content, &mut models.given) });
    }
    match operation.route.guard {
        Guard::Token(right) => described["x-right"] = right.to_string().into(),
        Guard::TokenAny => {}
        _ => described["security"] = json!([]),
    }
    described
}

/// Operations are grouped by the first word of their path.
fn tag(path: &str) -> &str {
    path.split('/').nth(3).unwrap_or_default()
}

fn parameters(operation: &Operation, models: &mut Models) -> Vec<Value> {
    let mut all = Vec::new();
    for name in operation.route.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')) {
        all.push(json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }));
    }
    for parameter in operation.query.iter().flat_map(|group| group.iter()) {
        let parameters::Parameter { name, summary, needed, several, schema } = parameter;
        let schema = schema(&mut models.given);
        let mut described =
            json!({ "name": name, "in": "query", "required": needed, "description": summary });
        if *several {
            described["schema"] = json!({ "type": "array", "items": schema, "minItems": 1 });
            described["style"] = "form".into();
            described["explode"] = false.into();
        } else {
            described["schema"] = schema.to_value();
        }
        all.push(described);
    }
    if operation.writes() {
        // Visible ASCII without quotation mark and backslash.
        let (letters, max) = (r"!#-\[\]-~", KEY_CHARS_MAX);
        all.push(json!({
            "name": "Idempotency-Key",
            "in": "header",
            "required": false,
            "description": format!(
                "A name of the caller's own for this request, such as a UUID. Sent again within {DONE_REQUEST_HOURS} hours with the \
                 same body, the request is not carried out again and gets the same answer, also after a restart; refusals changed \
                 nothing and are decided anew. 409 while the first is under way, 422 with another body."
            ),
            "schema": { "type": "string", "pattern": format!(r#"^("[{letters}]{{1,{max}}}"|[{letters}]{{1,{max}}})$"#) },
        }));
    }
    if operation.needs_version {
        all.push(json!({
            "name": "If-Match",
            "in": "header",
            "required": true,
            "description": "The version that was read, as its ETag gives it; `*` for whatever it is.",
            "schema": { "type": "string", "pattern": r#"^(\*|"[0-9]{1,9}")$"#, "examples": ["\"3\""] },
        }));
    }
    all
}

fn responses(operation: &Operation, models: &mut Models) -> Value {
    let mut response = json!({ "description": reason(operation.status) });
    if let Some(content) = operation.answers {
        response["content"] = content_of(content, &mut models.told);
    }
    if operation.tells_version {
        response["headers"] = json!({
            "ETag": { "description": "The version of the case.", "schema": { "type": "string" } },
        });
    }
    let mut all = Map::from_iter([(operation.status.to_string(), response)]);
    for status in operation.errors() {
        all.insert(status.to_string(), json!({ "$ref": format!("#/components/responses/Problem{status}") }));
    }
    Value::Object(all)
}

fn content_of(content: Content, generator: &mut SchemaGenerator) -> Value {
    match content {
        Content::Json(model) => json!({ "application/json": { "schema": model(generator) } }),
        Content::Bytes => {
            json!({ "application/octet-stream": { "schema": { "type": "string", "format": "binary" } } })
        }
    }
}

fn failure(status: u16, models: &mut Models) -> Value {
    let schema = Problem::json_schema_ref(&mut models.told);
    let mut described = json!({ "description": reason(status), "content": { "application/problem+json": { "schema": schema } } });
    let header = match status {
        401 => Some(("WWW-Authenticate", "The scheme to show a token in: `Bearer`.", "string")),
        429 | 503 => Some(("Retry-After", "After how many seconds to try again.", "integer")),
        _ => None,
    };
    if let Some((name, description, sort)) = header {
        described["headers"] = json!({ name: { "description": description, "schema": { "type": sort } } });
    }
    described
}

fn reason(status: u16) -> &'static str {
    StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason()).unwrap_or("Answer")
}

/// The reference to a type's schema.
trait SchemaRef: JsonSchema {
    fn json_schema_ref(generator: &mut SchemaGenerator) -> Value;
}

impl<T: JsonSchema> SchemaRef for T {
    fn json_schema_ref(generator: &mut SchemaGenerator) -> Value {
        generator.subschema_for::<T>().to_value()
    }
}
