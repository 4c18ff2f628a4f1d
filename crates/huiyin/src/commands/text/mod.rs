//! `huiyin text`: what the text engine does, on files, without any record. Needs no data folder.

mod input;
mod mask;

use clap::Subcommand;

use crate::console::Console;
use crate::failure::Outcome;
use crate::shell::Shell;

/// What can be done with texts.
#[derive(Debug, Subcommand)]
pub enum Text {
    /// Hide personal data, or say where it stands
    Mask(mask::Mask),
}

impl Text {
    pub fn run(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        match self {
            Self::Mask(command) => command.run(shell, console),
        }
    }
}
