//! The command line as it is typed.

use clap::Parser;

use crate::commands::Command;
use crate::settings::Global;

/// Huiyin: complaints in, clocks kept, answers out, every step provable
#[derive(Debug, Parser)]
#[command(name = "huiyin", version, propagate_version = true, arg_required_else_help = true)]
pub struct Arguments {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Arguments::command().debug_assert();
    }
}
