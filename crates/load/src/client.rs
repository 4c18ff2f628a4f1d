//! A connection that is kept alive, and what its calls took.

use std::time::{Duration, Instant};

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, ETAG, HOST, HeaderValue, IF_MATCH};
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use serde_json::Value;

use crate::Call;

/// One connection to the server.
pub struct Client {
    sender: SendRequest<Full<Bytes>>,
    server: String,
    host: HeaderValue,
    bearer: HeaderValue,
    /// What each answered call was and how long it took, from sending to the last byte of the answer.
    pub took: Vec<(Call, Duration)>,
}

/// What a call gave.
pub struct Answer {
    /// The version of the case, as its ETag has it.
    pub version: Option<HeaderValue>,
    /// The body.
    pub body: Value,
}

/// A call that did not succeed.
#[derive(Debug)]
pub enum CallError {
    /// Nothing came back.
    Connection(String),
    /// The server refused or failed: status, and the first of its errors, or the code or title of its problem.
    Refused(u16, String),
    /// The answer is not what the API promises.
    Answer(&'static str),
}

impl std::fmt::Display for CallError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Connection(why) => write!(formatter, "no answer: {why}"),
            Self::Refused(status, problem) => write!(formatter, "{status} {problem}"),
            Self::Answer(expected) => write!(formatter, "an answer without {expected}"),
        }
    }
}

impl std::error::Error for CallError {}

impl Client {
    /// Connects.
    ///
    /// # Errors
    /// Where nobody listens, or the token cannot stand in a header.
    pub async fn connect(server: &str, token: &str) -> anyhow::Result<Self> {
        let bearer = HeaderValue::from_str(&format!("Bearer {token}"))?;
        let host = HeaderValue::from_str(server)?;
        let sender = open(server).await?;
        Ok(Self { sender, server: server.to_owned(), host, bearer, took: Vec::new() })
    }

    /// Connects again; whether it could.
    pub async fn reconnect(&mut self) -> bool {
        match open(&self.server).await {
            Ok(sender) => {
                self.sender = sender;
                true
            }
            Err(_) => false,
        }
    }

    /// Writes.
    pub async fn post(
        &mut self,
        call: Call,
        path: &str,
        version: Option<&HeaderValue>,
        body: Vec<u8>,
    ) -> Result<Answer, CallError> {
        let mut request = self.request(Method::POST, path, body)?;
        request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if let Some(version) = version {
            request.headers_mut().insert(IF_MATCH, version.clone());
        }
        self.send(call, request).await
    }

    /// Reads.
    pub async fn get(&mut self, call: Call, path: &str) -> Result<Answer, CallError> {
        let request = self.request(Method::GET, path, Vec::new())?;
        self.send(call, request).await
    }

    fn request(&self, method: Method, path: &str, body: Vec<u8>) -> Result<Request<Full<Bytes>>, CallError> {
        let mut request = Request::new(Full::new(Bytes::from(body)));
        *request.method_mut() = method;
        *request.uri_mut() = path.parse().map_err(|_| CallError::Answer("a path"))?;
        request.headers_mut().insert(HOST, self.host.clone());
        request.headers_mut().insert(AUTHORIZATION, self.bearer.clone());
        Ok(request)
    }

    async fn send(&mut self, call: Call, request: Request<Full<Bytes>>) -> Result<Answer, CallError> {
        let lost = |error: hyper::Error| CallError::Connection(error.to_string());
        let begun = Instant::now();
        self.sender.ready().await.map_err(lost)?;
        let response = self.sender.send_request(request).await.map_err(lost)?;
        let (head, body) = response.into_parts();
        let bytes = body.collect().await.map_err(lost)?.to_bytes();
        self.took.push((call, begun.elapsed()));
        let body: Value = serde_json::from_slice(&bytes).unwrap_or_default();
        if !head.status.is_success() {
            // The rule that refused says more than that one did.
            let told = [&body["errors"][0]["code"], &body["code"], &body["title"]];
            let problem = told.into_iter().find_map(Value::as_str);
            return Err(CallError::Refused(head.status.as_u16(), problem.unwrap_or_default().to_owned()));
        }
        Ok(Answer { version: head.headers.get(ETAG).cloned(), body })
    }
}

async fn open(server: &str) -> anyhow::Result<SendRequest<Full<Bytes>>> {
    let stream = tokio::net::TcpStream::connect(server).await?;
    stream.set_nodelay(true)?;
    let (sender, connection) = handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    Ok(sender)
}
