//! `huiyin text`: what the text engine does, on files, without any record. Needs no data folder.

mod ask;

use clap::Subcommand;

use crate::console::Console;
use crate::failure::Outcome;
use crate::shell::Shell;

/// What can be done with texts.
#[derive(Debug, Subcommand)]
pub enum Text {
    /// Answer a question from those that were answered before, or say that nothing fits
    Ask(ask::Ask),
}

impl Text {
    pub fn run(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        match self {
            Self::Ask(command) => command.run(shell, console),
        }
    }
}
