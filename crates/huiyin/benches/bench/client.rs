//! A connection that is kept alive, and what its requests took.

use std::time::{Duration, Instant};

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, ETAG, HOST, HeaderValue, IF_MATCH};
use hyper::{Method, Request, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::Value;

/// One connection to the server.
pub struct Client {
    sender: SendRequest<Full<Bytes>>,
    host: HeaderValue,
    bearer: HeaderValue,
    /// How long each request took, from sending to the last byte of the answer.
    pub took: Vec<Duration>,
}

/// What a request gave.
pub struct Answer {
    /// The version of the case, as its ETag has it.
    pub version: Option<HeaderValue>,
    /// The body.
    pub body: Value,
}

impl Client {
    /// Connects.
    pub async fn connect(address: &str, token: &str) -> Self {
        let stream = tokio::net::TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        let (sender, connection) = handshake(TokioIo::new(stream)).await.unwrap();
        tokio::spawn(connection);
        let bearer = HeaderValue::from_str(&format!("Bearer {token}")).unwrap();
        Self { sender, host: HeaderValue::from_str(address).unwrap(), bearer, took: Vec::new() }
    }

    /// Writes.
    pub async fn post(&mut self, path: &str, version: Option<&HeaderValue>, body: Vec<u8>) -> Answer {
        let mut request = self.request(Method::POST, path, body);
        request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if let Some(version) = version {
            request.headers_mut().insert(IF_MATCH, version.clone());
        }
        self.send(request).await
    }

    /// Reads.
    pub async fn get(&mut self, path: &str) -> Answer {
        let request = self.request(Method::GET, path, Vec::new());
        self.send(request).await
    }

    fn request(&self, method: Method, path: &str, body: Vec<u8>) -> Request<Full<Bytes>> {
        let mut request = Request::new(Full::new(Bytes::from(body)));
        *request.method_mut() = method;
        *request.uri_mut() = path.parse().unwrap();
        request.headers_mut().insert(HOST, self.host.clone());
        request.headers_mut().insert(AUTHORIZATION, self.bearer.clone());
        request
    }

    async fn send(&mut self, request: Request<Full<Bytes>>) -> Answer {
        let begun = Instant::now();
        self.sender.ready().await.unwrap();
        let response = self.sender.send_request(request).await.unwrap();
        let (head, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        self.took.push(begun.elapsed());
        let succeeded = matches!(head.status, StatusCode::OK | StatusCode::CREATED);
        assert!(succeeded, "{}: {}", head.status, String::from_utf8_lossy(&bytes));
        Answer { version: head.headers.get(ETAG).cloned(), body: serde_json::from_slice(&bytes).unwrap() }
    }
}
