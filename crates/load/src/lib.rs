//! Load: complaint lives over HTTP against any server, as a real client lives them. Knows the API, the texts of the
//! simulated year and nothing else of the house.
//!
//! A life is four calls: take in, assign, resolve with answer, find. The next call of a client waits for the answer to
//! the one before. What fails is counted and told, and its client goes on with the next life.

mod client;
mod life;
mod report;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::{Duration, Instant};

use anyhow::Context;
use domain::id::UserId;
use tokio::task::LocalSet;

pub use crate::client::{Answer, CallError, Client};
pub use crate::report::{Call, Latency, Report};

/// Which server, and how hard.
#[derive(Debug, Clone)]
pub struct Load {
    /// Host and port.
    pub server: String,
    /// A token whose user takes in, assigns, decides and answers.
    pub token: String,
    /// The code of the institution that takes in.
    pub institution: String,
    /// Who handles.
    pub handler: UserId,
    /// How many clients at once, one connection each.
    pub connections: usize,
    /// For how long new lives begin.
    pub duration: Duration,
    /// Seed of the texts; the persons are new in every life of a run.
    pub seed: u64,
}

/// How many different stories are told in turn.
const STORIES: usize = 2_000;

/// Lets complaints live, on this thread.
///
/// # Errors
/// Where the server cannot be reached at all.
pub fn run(load: &Load) -> anyhow::Result<Report> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    LocalSet::new().block_on(&runtime, lives(load))
}

async fn lives(load: &Load) -> anyhow::Result<Report> {
    let stories: Rc<Vec<sim::Life>> = Rc::new(sim::lives(load.seed)?.take(STORIES).collect());
    let begun_lives = Rc::new(Cell::new(0_usize));
    let ended_lives = Rc::new(Cell::new(0_u64));
    let errors = Rc::new(RefCell::new(BTreeMap::<String, u64>::new()));
    let mut clients = Vec::with_capacity(load.connections);
    for _ in 0..load.connections {
        let client = Client::connect(&load.server, &load.token).await;
        clients.push(client.with_context(|| format!("`{}` cannot be reached", load.server))?);
    }
    let begun = Instant::now();
    let clients = clients.into_iter().map(|mut client| {
        let (stories, begun_lives, ended_lives, errors) =
            (Rc::clone(&stories), Rc::clone(&begun_lives), Rc::clone(&ended_lives), Rc::clone(&errors));
        let load = load.clone();
        tokio::task::spawn_local(async move {
            while begun.elapsed() < load.duration {
                let number = begun_lives.get();
                begun_lives.set(number + 1);
                match life::live(&mut client, &stories[number % stories.len()], number, &load).await {
                    Ok(()) => ended_lives.set(ended_lives.get() + 1),
                    Err(error) => {
                        *errors.borrow_mut().entry(error.to_string()).or_default() += 1;
                        if matches!(error, CallError::Connection(_)) && !client.reconnect().await {
                            break;
                        }
                    }
                }
            }
            client.took
        })
    });
    let clients: Vec<_> = clients.collect();
    let mut took = Vec::new();
    for client in clients {
        took.extend(client.await?);
    }
    let elapsed = begun.elapsed();
    let errors = errors.take();
    Ok(Report::new(ended_lives.get(), elapsed, load.connections, took, errors))
}
