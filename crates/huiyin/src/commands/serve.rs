//! `huiyin serve`: pages and API, until told to stop.

use clap::Args;

use super::init;
use crate::console::Console;
use crate::failure::Outcome;
use crate::messaging::Unset;
use crate::server;
use crate::shell::Shell;

/// Options of `huiyin serve`.
#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    listen: Listen,
}

/// Where to serve.
#[derive(Debug, Args)]
pub struct Listen {
    /// The address to serve at; port 0 takes a free one [default: 127.0.0.1:8080]
    #[arg(long, value_name = "HOST:PORT")]
    listen: Option<String>,
}

impl Listen {
    /// The address: typed, or from the settings file, or the usual one.
    pub fn address<'a>(&'a self, shell: &'a Shell) -> &'a str {
        self.listen.as_deref().or(shell.settings.file.listen.as_deref()).unwrap_or("127.0.0.1:8080")
    }
}

impl Serve {
    pub async fn run(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        let listener = server::bind(self.listen.address(shell)).await?;
        let office = shell.serving().await?;
        init::ensure_institution(&office, None).await?;
        init::ensure_administrator(&office, console).await?;
        server::serve(shell, office, listener, console, Unset::Nothing).await
    }
}
