//! `huiyin openapi`: the description of the API.

use clap::Args;

use crate::console::Console;
use crate::failure::{Failure, Outcome};

/// Options of `huiyin openapi`.
#[derive(Debug, Args)]
pub struct Openapi {}

impl Openapi {
    pub fn run(&self, console: &mut dyn Console) -> Outcome {
        let document = serde_json::to_string_pretty(&desk::openapi()).map_err(Failure::broken)?;
        console.print(&document)
    }
}
