//! `huiyin text`: what the text engine does, on files, without any record. Only models live in the data folder, and only
//! `--from-record` reads what it holds.

mod ask;
mod code;
mod eval;
mod hotwords;
mod input;
mod labelled;
mod mask;
mod model;
mod models;
mod rows;
mod train;

use clap::Subcommand;

pub use input::Encoding;
pub use rows::{FileHeader, RowFile};

use crate::console::Console;
use crate::failure::Outcome;
use crate::shell::Shell;

/// What can be done with texts.
#[derive(Debug, Subcommand)]
pub enum Text {
    /// Find what is said far more often in a window of days than before
    Hotwords(hotwords::Hotwords),
    /// Answer a question from those that were answered before, or say that nothing fits
    Ask(ask::Ask),
    /// Hide personal data, or say where it stands
    Mask(mask::Mask),
    /// Learn from labelled texts which codes texts belong to, and write the model to a file
    Train(train::Train),
    /// Say how good a model is on labelled texts it has not learnt from
    Eval(eval::Eval),
    /// Suggest codes for texts, with the words that speak for them
    Code(code::Code),
    /// The models of the data folder: which there are, which is better, which is in use
    #[command(subcommand)]
    Models(models::ModelsCommand),
}

impl Text {
    pub async fn run(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        match self {
            Self::Hotwords(command) => command.run(shell, console),
            Self::Ask(command) => command.run(shell, console),
            Self::Mask(command) => command.run(shell, console),
            Self::Train(command) => command.run(shell, console).await,
            Self::Eval(command) => command.run(shell, console).await,
            Self::Code(command) => command.run(shell, console),
            Self::Models(command) => command.run(shell, console).await,
        }
    }
}
