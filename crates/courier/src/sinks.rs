//! Servers for tests, on this machine: one for HTTP and one for SMTP that keep what they are given and answer as they are
//! told. Behind the feature `sinks`.

// A test server that cannot serve panics, and that is how it reports.
#![allow(clippy::unwrap_used)]

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What was received: the head and the body of a request, or an e-mail.
type Received = Arc<Mutex<Vec<(String, String)>>>;

/// A server and what it received.
pub struct Sink {
    /// Where it listens, on this machine.
    pub port: u16,
    received: Received,
    answers: Arc<Mutex<VecDeque<String>>>,
}

impl Sink {
    /// Answers the next request so: status and body of HTTP, or the line after the data of SMTP.
    pub fn answer(&self, answer: &str) {
        self.answers.lock().unwrap().push_back(answer.to_owned());
    }

    /// Takes back the answers that nobody waited for.
    pub fn forget_answers(&self) {
        self.answers.lock().unwrap().clear();
    }

    /// What was received, in order.
    pub fn received(&self) -> Vec<(String, String)> {
        self.received.lock().unwrap().clone()
    }

    /// A server for HTTP: answers `200 {}` unless told otherwise.
    pub async fn http() -> Self {
        Self::start(|stream, received, answers| async move {
            let mut stream = BufReader::new(stream);
            let mut head = String::new();
            while !head.ends_with("\r\n\r\n") {
                if stream.read_line(&mut head).await.unwrap_or(0) == 0 {
                    return;
                }
            }
            let lower = head.to_ascii_lowercase();
            let length = lower.split("content-length: ").nth(1).and_then(|rest| rest.lines().next());
            let mut body = vec![0; length.and_then(|length| length.parse().ok()).unwrap_or(0)];
            stream.read_exact(&mut body).await.unwrap();
            received.lock().unwrap().push((head, String::from_utf8(body).unwrap()));
            let answer = answers.lock().unwrap().pop_front().unwrap_or_else(|| "200 {}".to_owned());
            let (status, body) = answer.split_once(' ').unwrap_or((&answer, ""));
            let (status, more) = status.split_once(';').unwrap_or((status, ""));
            let more = if more.is_empty() { String::new() } else { format!("{more}\r\n") };
            let answer = format!(
                "HTTP/1.1 {status} X\r\n{more}content-length: {}\r\nconnection: close\r\n\r\n{body}",
                body.len()
            );
            stream.write_all(answer.as_bytes()).await.unwrap();
        })
        .await
    }

    /// A mail server: takes everything unless told otherwise.
    pub async fn smtp() -> Self {
        Self::start(|stream, received, answers| async move {
            let mut stream = BufReader::new(stream);
            stream.write_all(b"220 sink\r\n").await.unwrap();
            let (mut envelope, mut line) = (String::new(), String::new());
            loop {
                line.clear();
                if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
                    return;
                }
                let word = line.get(..4).unwrap_or_default().to_ascii_uppercase();
                match word.as_str() {
                    "EHLO" => stream.write_all(b"250-sink\r\n250 8BITMIME\r\n").await.unwrap(),
                    "DATA" => {
                        stream.write_all(b"354 go on\r\n").await.unwrap();
                        let mut data = String::new();
                        while !data.ends_with("\r\n.\r\n") {
                            if stream.read_line(&mut data).await.unwrap_or(0) == 0 {
                                return;
                            }
                        }
                        received.lock().unwrap().push((envelope.clone(), data));
                        let answer =
                            answers.lock().unwrap().pop_front().unwrap_or_else(|| "250 taken".to_owned());
                        stream.write_all(format!("{answer}\r\n").as_bytes()).await.unwrap();
                    }
                    "QUIT" => {
                        let _ = stream.write_all(b"221 bye\r\n").await;
                        return;
                    }
                    _ => {
                        envelope.push_str(&line);
                        stream.write_all(b"250 ok\r\n").await.unwrap();
                    }
                }
            }
        })
        .await
    }

    async fn start<F: Future<Output = ()> + Send + 'static>(
        serve: impl Fn(TcpStream, Received, Arc<Mutex<VecDeque<String>>>) -> F + Send + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (received, answers) = (Received::default(), Arc::<Mutex<VecDeque<String>>>::default());
        let sink = Self { port, received: Arc::clone(&received), answers: Arc::clone(&answers) };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&received), Arc::clone(&answers)));
            }
        });
        sink
    }
}

/// A port on this machine at which nobody listens.
pub async fn nobody() -> u16 {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port()
}
