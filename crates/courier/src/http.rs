//! Calling another machine over HTTP: one request, one answer, a limit on everything. A redirect is an answer like any
//! other and is not followed; no proxy is taken from the environment; nothing is kept of a visit.

use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, HeaderMap, HeaderValue, USER_AGENT};
use hyper::{Method, Request, Response};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

use crate::{Fault, FaultKind, Target};

/// How long a request may take, from connecting to the last byte of the answer.
const WAIT: Duration = Duration::from_secs(15);
/// How much of an answer is read, in bytes.
const ANSWER_BYTES_MAX: usize = 64 * 1024;

/// What other machines are called with. Cloning shares its connections.
#[derive(Clone)]
pub struct Client {
    inner: hyper_util::client::legacy::Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
}

/// What came back.
pub(crate) struct Answer {
    pub status: u16,
    pub body: Bytes,
}

impl Client {
    /// A client that trusts whom this machine trusts: its own store of certificates, where a bank puts its own authority.
    pub fn new() -> Self {
        let mut http = HttpConnector::new();
        http.enforce_http(false);
        http.set_connect_timeout(Some(WAIT));
        // A machine without a store of its own trusts the authorities that Mozilla does.
        let builder = match HttpsConnectorBuilder::new().with_native_roots() {
            Ok(builder) => builder,
            Err(_) => HttpsConnectorBuilder::new().with_webpki_roots(),
        };
        let connector = builder.https_or_http().enable_http1().wrap_connector(http);
        Self { inner: hyper_util::client::legacy::Client::builder(TokioExecutor::new()).build(connector) }
    }

    /// Sends a body of JSON.
    pub(crate) async fn post(
        &self,
        target: &Target,
        headers: HeaderMap,
        body: Vec<u8>,
    ) -> Result<Answer, Fault> {
        let mut request = Request::new(Full::new(Bytes::from(body)));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = target.uri().clone();
        *request.headers_mut() = headers;
        request.headers_mut().entry(CONTENT_TYPE).or_insert(HeaderValue::from_static("application/json"));
        request.headers_mut().entry(USER_AGENT).or_insert(HeaderValue::from_static("huiyin"));
        let (parts, body) = self.send(request).await?.into_parts();
        Ok(Answer { status: parts.status.as_u16(), body })
    }

    /// One exchange with a machine that the settings name, as libraries of protocols want it: whatever it answers is an
    /// answer.
    ///
    /// # Errors
    /// [`Fault`] where the address is neither encrypted nor of this machine, or no answer came.
    pub async fn exchange(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, Fault> {
        Target::parse(&request.uri().to_string()).map_err(|_| Fault::lasting(FaultKind::Address))?;
        let mut request = request.map(|body| Full::new(Bytes::from(body)));
        request.headers_mut().entry(USER_AGENT).or_insert(HeaderValue::from_static("huiyin"));
        Ok(self.send(request).await?.map(|body| body.to_vec()))
    }

    async fn send(&self, request: Request<Full<Bytes>>) -> Result<Response<Bytes>, Fault> {
        let exchange = async {
            let answer = self.inner.request(request).await.map_err(|error| fault_of(&error))?;
            let (parts, body) = answer.into_parts();
            let body = Limited::new(body, ANSWER_BYTES_MAX).collect().await;
            let body = body.map_err(|_| Fault::passing(FaultKind::Unreadable))?;
            Ok(Response::from_parts(parts, body.to_bytes()))
        };
        tokio::time::timeout(WAIT, exchange).await.unwrap_or(Err(Fault::passing(FaultKind::Timeout)))
    }
}

impl Default for Client {
    fn default() -> Self {
        Self::new()
    }
}

fn fault_of(error: &hyper_util::client::legacy::Error) -> Fault {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(found) = cause {
        if let Some(error) = found.downcast_ref::<std::io::Error>()
            && error.kind() == std::io::ErrorKind::TimedOut
        {
            return Fault::passing(FaultKind::Timeout);
        }
        if found.to_string().contains("certificate") {
            return Fault::passing(FaultKind::Untrusted);
        }
        cause = found.source();
    }
    Fault::passing(FaultKind::Unreachable)
}
