//! Bodies arriving: how long and how large they may be, and how many large ones at once.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::request::Parts;
use tokio::sync::{Semaphore, SemaphorePermit};

/// How long a body may take to arrive: a file of the largest size over a slow line.
pub const ARRIVAL_MAX: Duration = Duration::from_secs(120);

/// Bodies with files that may be in memory at once; further ones wait.
static UPLOADS: Semaphore = Semaphore::const_new(8);

/// How large the bodies of a route may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodySize {
    /// What is typed.
    Letter,
    /// What is typed, and a file.
    WithFiles,
}

/// Held while a body with files is in memory.
#[derive(Clone)]
struct Upload {
    _turn: Arc<SemaphorePermit<'static>>,
}

/// Why a body was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Late {
    /// Too many bytes.
    TooLarge(usize),
    /// It did not arrive in time.
    TooSlow,
}

/// Waits for a whole body. A turn for one with files is held as long as the parts of its request.
pub async fn whole(request: Request, size: BodySize, limit: usize) -> Result<(Parts, Bytes), Late> {
    let (mut parts, body) = request.into_parts();
    if size == BodySize::WithFiles
        && let Ok(turn) = UPLOADS.acquire().await
    {
        parts.extensions.insert(Upload { _turn: Arc::new(turn) });
    }
    let arrived = tokio::time::timeout(ARRIVAL_MAX, to_bytes(body, limit));
    let bytes = arrived.await.map_err(|_| Late::TooSlow)?.map_err(|_| Late::TooLarge(limit))?;
    Ok((parts, bytes))
}

/// The request with its body whole, to be read as if nobody had.
pub fn again(parts: Parts, bytes: Bytes) -> Request {
    Request::from_parts(parts, Body::from(bytes))
}
