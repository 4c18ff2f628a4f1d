//! Where a command speaks: data to one side, everything else to the other.
//!
//! A command does not know whether it runs in the process the person started or in a server that does the work for it:
//! both give it a [`Console`].

use std::io::{self, Write};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use serde::{Deserialize, Serialize};

use crate::failure::{Failure, Outcome};

/// Where a command speaks.
pub trait Console: Send {
    /// Prints data, ended with a line break.
    ///
    /// # Errors
    /// When nobody reads it any more.
    fn print(&mut self, text: &str) -> Outcome;

    /// Tells the person something that is not data.
    fn note(&mut self, text: &str);

    /// Shows how far the work is.
    fn progress(&mut self, progress: Progress);
}

/// How far some work is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// What is counted, a plural: `rows`.
    pub what: String,
    /// How many are done.
    pub done: u64,
    /// How many there are; none while nobody knows.
    pub total: Option<u64>,
}

/// The terminal, or whatever the person has put in its place.
#[derive(Default)]
pub struct Terminal {
    bar: Option<ProgressBar>,
}

impl Console for Terminal {
    fn print(&mut self, text: &str) -> Outcome {
        let write = || {
            let mut out = io::stdout().lock();
            out.write_all(text.as_bytes())?;
            out.write_all(b"\n")?;
            out.flush()
        };
        let written = match &self.bar {
            Some(bar) => bar.suspend(write),
            None => write(),
        };
        written.map_err(|error| match error.kind() {
            io::ErrorKind::BrokenPipe => Failure::Unread,
            _ => Failure::broken(error).context("failed to write to standard output"),
        })
    }

    fn note(&mut self, text: &str) {
        // Where standard error is closed there is nobody to tell.
        let write = || drop(writeln!(io::stderr().lock(), "{text}"));
        match &self.bar {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }

    fn progress(&mut self, progress: Progress) {
        let bar = self.bar.get_or_insert_with(|| new_bar(progress.total));
        if bar.length() != progress.total {
            match progress.total {
                Some(total) => bar.set_length(total),
                None => bar.unset_length(),
            }
        }
        bar.set_message(progress.what);
        bar.set_position(progress.done);
        if progress.total == Some(progress.done) {
            bar.finish_and_clear();
            self.bar = None;
        }
    }
}

/// Drawn only where standard error is a terminal; `indicatif` looks.
fn new_bar(total: Option<u64>) -> ProgressBar {
    let (bar, template) = match total {
        Some(total) => {
            (ProgressBar::new(total), "{bar:32} {human_pos}/{human_len} {msg} ({per_sec}, {eta} left)")
        }
        None => (ProgressBar::no_length(), "{spinner} {human_pos} {msg} ({per_sec}, {elapsed})"),
    };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

impl Drop for Terminal {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
