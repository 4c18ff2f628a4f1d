//! A gateway for text messages that takes JSON over HTTP. What its requests and answers look like is data: a gateway that
//! wants other names needs other settings, not other code.

use std::collections::BTreeMap;
use std::env;

use async_trait::async_trait;
use hyper::header::{HeaderMap, HeaderName, HeaderValue};
use serde::Deserialize;
use serde_json::Value;

use crate::{Client, Fault, FaultKind, Target, TargetError, TextMessage, TextMessages};

/// How a gateway is spoken to.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GatewaySettings {
    /// Where messages are handed over.
    pub url: String,
    /// Headers of every request. A value that begins with `$` is the environment variable of that name: no key stands in
    /// a file of settings.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// The body of a request, as JSON. In its texts `{to}`, `{id}`, `{template}`, `{text}` and the fields of the message
    /// (`{number}`, `{step}`, `{date}`, `{code}`) are put in; a text that is `{values}` alone becomes an object of all
    /// fields, `{values_json}` the same as a text.
    pub request: String,
    /// Where the answer says whether the message was taken, as a JSON pointer (RFC 6901); the status alone decides where
    /// left out.
    #[serde(default)]
    pub taken: Option<TakenSettings>,
    /// Where the answer holds the gateway's own number of the message, as a JSON pointer.
    #[serde(default)]
    pub reference: Option<String>,
}

/// How an answer says that the message was taken.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TakenSettings {
    /// Where, as a JSON pointer.
    pub pointer: String,
    /// The values that mean yes.
    pub values: Vec<Value>,
}

/// A message was taken.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Taken {
    /// The other side's own number of it.
    pub reference: Option<String>,
}

/// Settings that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum GatewayError {
    /// The address.
    #[error("the gateway's `url` cannot be used: {0}")]
    Url(#[from] TargetError),
    /// A header.
    #[error("the gateway's header `{0}` cannot be used")]
    Header(String),
    /// A variable that is not set.
    #[error(
        "the gateway's header `{header}` asks for the environment variable `{variable}`, which is not set"
    )]
    Variable {
        /// The header.
        header: String,
        /// The variable.
        variable: String,
    },
    /// The body.
    #[error("the gateway's `request` is not JSON")]
    Request(#[source] serde_json::Error),
    /// The number of the recipient stands nowhere in the body.
    #[error("the gateway's `request` has no place for `{{to}}`")]
    NoRecipient,
    /// A pointer.
    #[error("`{0}` is no JSON pointer: expected `/name`, as in `/data/id`")]
    Pointer(String),
}

/// A gateway.
#[derive(Clone)]
pub struct Gateway {
    client: Client,
    target: Target,
    headers: HeaderMap,
    request: Value,
    taken: Option<TakenSettings>,
    reference: Option<String>,
}

impl Gateway {
    /// From settings.
    ///
    /// # Errors
    /// [`GatewayError`], which names what has to be put right.
    pub fn new(client: Client, settings: &GatewaySettings) -> Result<Self, GatewayError> {
        let mut headers = HeaderMap::new();
        for (name, value) in &settings.headers {
            let unusable = || GatewayError::Header(name.clone());
            let value = match value.strip_prefix('$') {
                Some(variable) => env::var(variable).map_err(|_| GatewayError::Variable {
                    header: name.clone(),
                    variable: variable.to_owned(),
                })?,
                None => value.clone(),
            };
            let mut value = HeaderValue::from_str(&value).map_err(|_| unusable())?;
            value.set_sensitive(true);
            headers.insert(name.parse::<HeaderName>().map_err(|_| unusable())?, value);
        }
        if !settings.request.contains("{to}") {
            return Err(GatewayError::NoRecipient);
        }
        let pointers = settings.taken.iter().map(|taken| &taken.pointer).chain(&settings.reference);
        for pointer in pointers {
            check_pointer(pointer)?;
        }
        Ok(Self {
            client,
            target: Target::parse(&settings.url)?,
            headers,
            request: serde_json::from_str(&settings.request).map_err(GatewayError::Request)?,
            taken: settings.taken.clone(),
            reference: settings.reference.clone(),
        })
    }
}

/// Refuses what is no JSON pointer.
pub(crate) fn check_pointer(pointer: &str) -> Result<(), GatewayError> {
    match pointer.is_empty() || pointer.starts_with('/') {
        true => Ok(()),
        false => Err(GatewayError::Pointer(pointer.to_owned())),
    }
}

#[async_trait]
impl TextMessages for Gateway {
    async fn send(&self, message: &TextMessage<'_>) -> Result<Taken, Fault> {
        let unusable = |_| Fault::lasting(FaultKind::Address);
        let body = serde_json::to_vec(&filled(&self.request, message))
            .map_err(|_| Fault::lasting(FaultKind::NotConfigured))?;
        let mut headers = self.headers.clone();
        headers.insert("idempotency-key", HeaderValue::from_str(message.id).map_err(unusable)?);
        let answer = self.client.post(&self.target, headers, body).await?;
        if !(200..300).contains(&answer.status) {
            return Err(Fault::of_status(answer.status));
        }
        if self.taken.is_none() && self.reference.is_none() {
            return Ok(Taken::default());
        }
        let said: Value =
            serde_json::from_slice(&answer.body).map_err(|_| Fault::passing(FaultKind::Unreadable))?;
        if let Some(taken) = &self.taken
            && !said.pointer(&taken.pointer).is_some_and(|value| taken.values.contains(value))
        {
            return Err(Fault { status: Some(answer.status), ..Fault::passing(FaultKind::Refused) });
        }
        let reference = self.reference.as_ref().and_then(|pointer| said.pointer(pointer)).and_then(word);
        Ok(Taken { reference })
    }
}

/// A value as a word: a number of a message is a text with some gateways and a number with others.
pub(crate) fn word(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() && text.len() <= 200 => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

/// The body with the message put in.
fn filled(shape: &Value, message: &TextMessage<'_>) -> Value {
    match shape {
        Value::String(text) if text == "{values}" => Value::Object(
            message.values.iter().map(|(name, value)| (name.clone(), value.as_str().into())).collect(),
        ),
        Value::String(text) => Value::String(put_in(text, message)),
        Value::Array(items) => Value::Array(items.iter().map(|item| filled(item, message)).collect()),
        Value::Object(fields) => {
            Value::Object(fields.iter().map(|(name, value)| (name.clone(), filled(value, message))).collect())
        }
        other => other.clone(),
    }
}

/// One pass over the text, so that what was put in is never taken for a place.
fn put_in(text: &str, message: &TextMessage<'_>) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let place = after.split_once('}').and_then(|(name, rest)| Some((value_of(name, message)?, rest)));
        match place {
            Some((value, after)) => {
                filled.push_str(&value);
                rest = after;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled + rest
}

fn value_of(name: &str, message: &TextMessage<'_>) -> Option<String> {
    match name {
        "to" => Some(message.to.to_owned()),
        "id" => Some(message.id.to_owned()),
        "template" => Some(message.template.to_owned()),
        "text" => Some(message.text.to_owned()),
        "values_json" => serde_json::to_string(message.values).ok(),
        field => message.values.get(field).cloned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_filled_once_and_stays_json() {
        let values = BTreeMap::from([
            ("number".to_owned(), "TS-2026-0000001".to_owned()),
            ("step".to_owned(), "{to}\"}".to_owned()),
        ]);
        let message =
            TextMessage {
                id: "m-1", to: "13800001234", template: "SMS_1", text: "“{id}”", values: &values
            };
        let shape: Value = serde_json::from_str(
            r#"{"phones":["{to}"],"kind":"{template}","p":"{values}","q":"{values_json}","t":"{text} {x}{","n":1,"s":"{step}"}"#,
        )
        .unwrap();
        let filled = serde_json::to_string(&filled(&shape, &message)).unwrap();
        expect_test::expect![[r#"{"kind":"SMS_1","n":1,"p":{"number":"TS-2026-0000001","step":"{to}\"}"},"phones":["13800001234"],"q":"{\"number\":\"TS-2026-0000001\",\"step\":\"{to}\\\"}\"}","s":"{to}\"}","t":"“{id}” {x}{"}"#]]
        .assert_eq(&filled);
    }
}
