//! News in the page, as server-sent events: how many notices are not seen, and each one that arrives, as far as its reader
//! may see it. One tab of a browser listens and tells the others (`assets/stream.js`).

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use office::{Count, NEWS_ENDED, OfficeError};
use serde_json::json;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use super::notices::said;
use crate::guard::{SESSION_COOKIE, Staff};
use crate::{Desk, Words, cookie};

/// The address of the stream.
pub(crate) const PATH: &str = "/desk/stream";
/// How long a stream lasts; the browser opens the next by itself.
const LASTS: Duration = Duration::from_secs(600);
/// How often a silent stream shows that it lives.
const ALIVE_EVERY: Duration = Duration::from_secs(20);
/// How many notices are announced one by one; more are only counted.
const ANNOUNCED_MAX: usize = 5;

type Sender = mpsc::Sender<Result<Event, Infallible>>;

/// `GET /desk/stream`.
pub(crate) async fn listen(State(desk): State<Arc<Desk>>, staff: Staff, headers: HeaderMap) -> Response {
    let (sender, receiver) = mpsc::channel(16);
    let secret = cookie::read(&desk.settings, &headers, SESSION_COOKIE).unwrap_or_default();
    let seen = headers.get("last-event-id").and_then(|id| id.to_str().ok()?.parse().ok());
    let words = staff.words;
    tokio::spawn(async move {
        // Ends where the session, the reader or the server does.
        let _ = tokio::time::timeout(LASTS, tell(&desk, &secret, &words, seen, sender)).await;
    });
    Sse::new(ReceiverStream::new(receiver)).keep_alive(KeepAlive::new().interval(ALIVE_EVERY)).into_response()
}

/// Tells what arrives until nobody listens any more.
async fn tell(
    desk: &Desk,
    secret: &str,
    words: &Words,
    seen: Option<u64>,
    sender: Sender,
) -> Result<(), OfficeError> {
    let mut news = desk.office.news();
    let newest = *news.borrow_and_update();
    let mut told = seen.unwrap_or(newest).min(newest);
    loop {
        let newest = *news.borrow_and_update();
        if newest == NEWS_ENDED {
            return Ok(());
        }
        // Their rights may have changed since the last time.
        let caller = desk.office.session_listening(secret).await?.caller;
        let arrived = desk.office.notices_after(&caller, told).await?;
        let book = desk.office.book();
        let first = arrived.len().saturating_sub(ANNOUNCED_MAX);
        for notice in &arrived[first..] {
            let (why, _) = said(notice, &book, words);
            let number = &notice.case.number;
            let data = json!({ "number": number, "why": why, "href": format!("/desk/cases/{number}") });
            let event =
                Event::default().event("notice").id(notice.row.notice_id.to_string()).data(data.to_string());
            if sender.send(Ok(event)).await.is_err() {
                return Ok(());
            }
        }
        told = newest.max(told);
        let unseen = desk.office.notices_unseen(&caller).await?;
        let event = Event::default().event("unseen").data(told_as(unseen));
        if sender.send(Ok(event)).await.is_err() {
            return Ok(());
        }
        tokio::select! {
            changed = news.changed() => if changed.is_err() { return Ok(()) },
            () = sender.closed() => return Ok(()),
        }
    }
}

/// A count as the stream tells it: an event without data would not reach the page.
fn told_as(count: Count) -> String {
    if count.count == 0 { "0".to_owned() } else { shown(count) }
}

/// A count as the page shows it; nothing where there is none.
pub(crate) fn shown(count: Count) -> String {
    match count.count {
        0 => String::new(),
        number => format!("{number}{}", if count.capped { "+" } else { "" }),
    }
}
