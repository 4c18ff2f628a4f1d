//! Answers that were just given, and questions that are being answered. A question may have to read two hundred thousand
//! texts: whoever asks waits a moment and looks again, one question is answered at a time, and who asks the same is served
//! by the same reading. All in memory, and not for long: masked sentences stand in it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::id::UserId;
use jiff::{SignedDuration, Timestamp};
use store::Scope;

use super::{HotQuestion, HotWords};
use crate::{Office, OfficeError};

/// How long an answer serves again: the page of a word asks the same as the list.
const KEPT: SignedDuration = SignedDuration::from_mins(10);
/// How many answers are kept.
const ANSWERS_MAX: usize = 32;
/// How many questions wait.
const WAITING_MAX: usize = 16;

/// What is asked, and by somebody who may see what.
type Asked = (Scope, HotQuestion);

/// Answers and questions.
#[derive(Debug, Default)]
pub(crate) struct Answers {
    shelf: Mutex<Shelf>,
    /// Held by the one who reads.
    reading: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct Shelf {
    given: Vec<(Timestamp, Asked, Arc<HotWords>)>,
    /// With who asked: one question each, so that nobody keeps the others waiting.
    waiting: Vec<(Option<UserId>, Asked)>,
    /// How often everything had to be forgotten: what was read before that is not kept.
    forgotten: u64,
}

impl Answers {
    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until nobody reads.
    pub(super) async fn turn(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.reading.lock().await
    }

    /// Forgets all of it: what was heard of persons who are erased is heard no more.
    pub(crate) fn forget(&self) {
        let mut shelf = self.shelf();
        shelf.given.clear();
        shelf.forgotten += 1;
    }
}

impl Office {
    /// An answer, if it is known or found within `wait`; otherwise it is found behind, to be asked for again.
    pub(super) async fn answer_soon(
        self: &Arc<Self>,
        by: Option<UserId>,
        asked: Asked,
        wait: Duration,
    ) -> Result<Option<Arc<HotWords>>, OfficeError> {
        let now = self.surroundings.now();
        {
            let mut shelf = self.heard.shelf();
            shelf.given.retain(|(at, ..)| now.duration_since(*at) < KEPT);
            if let Some((.., answer)) = shelf.given.iter().find(|(_, known, _)| *known == asked) {
                return Ok(Some(Arc::clone(answer)));
            }
            if shelf.waiting.iter().any(|(other, known)| *other == by || *known == asked)
                || WAITING_MAX <= shelf.waiting.len()
            {
                return Ok(None);
            }
            shelf.waiting.push((by, asked.clone()));
        }
        let office = Arc::clone(self);
        let found = tokio::spawn(async move { office.answer(asked).await });
        match tokio::time::timeout(wait, found).await {
            Err(_) => Ok(None),
            Ok(Ok(found)) => found.map(Some),
            Ok(Err(failed)) => Err(OfficeError::Unreadable(failed.to_string())),
        }
    }

    async fn answer(&self, asked: Asked) -> Result<Arc<HotWords>, OfficeError> {
        let waiting = Waiting { answers: &self.heard, asked: &asked };
        let _turn = self.heard.turn().await;
        let before = self.heard.shelf().forgotten;
        let (found, _) = self.mined(&asked.0, &asked.1).await.inspect_err(|error| {
            tracing::error!("hot words were asked for and not found: {error}");
        })?;
        let answer = Arc::new(found);
        drop(waiting);
        let mut shelf = self.heard.shelf();
        if shelf.forgotten == before {
            if ANSWERS_MAX <= shelf.given.len() {
                shelf.given.remove(0);
            }
            shelf.given.push((self.surroundings.now(), asked, Arc::clone(&answer)));
        }
        Ok(answer)
    }
}

/// A question that waits for as long as this lives, however its answering ends.
struct Waiting<'a> {
    answers: &'a Answers,
    asked: &'a Asked,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.answers.shelf().waiting.retain(|(_, asked)| asked != self.asked);
    }
}
