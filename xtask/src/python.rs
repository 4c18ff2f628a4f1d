//! Programs of others that look at the API from outside, in a Python environment of their own under the target folder.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use crate::run_command;

/// What the environment holds; a change of it makes the next environment.
const REQUIREMENTS: &str =
    concat!(include_str!("../python/requirements.txt"), include_str!("../python/scripts.txt"),);

/// A Python environment.
pub struct Python {
    folder: PathBuf,
}

impl Python {
    /// The environment, made when missing; none where there is no Python or no network to fill it from, said aloud.
    pub fn provide(target: &Path) -> Result<Option<Self>> {
        let python = Self { folder: target.join("python") };
        let filled = python.folder.join("filled.txt");
        if std::fs::read_to_string(&filled).is_ok_and(|found| found == REQUIREMENTS) {
            return Ok(Some(python));
        }
        let lists = crate::workspace_root().join("xtask/python");
        let install = |list: &str, options: &[&str]| {
            let always = ["install", "--quiet", "--disable-pip-version-check", "--retries", "1"];
            let mut command = python.command("pip");
            run_command(command.args(always).args(options).arg("-r").arg(lists.join(list)))
        };
        let made = run_command(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&python.folder))
            .and_then(|()| install("requirements.txt", &[]))
            .and_then(|()| install("scripts.txt", &["--no-deps"]));
        match made {
            Ok(()) => {
                std::fs::write(&filled, REQUIREMENTS).context("failed to note what was installed")?;
                Ok(Some(python))
            }
            Err(error) => {
                eprintln!("SKIPPED: {error:#}");
                Ok(None)
            }
        }
    }

    /// A program of the environment.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.folder.join("bin").join(program));
        command.stdin(Stdio::null());
        command
    }

    /// The script of axe-core.
    pub fn axe(&self) -> Result<PathBuf> {
        let releases =
            std::fs::read_dir(self.folder.join("lib")).context("the environment has no packages")?;
        let place = |release: std::fs::DirEntry| {
            release.path().join("site-packages/axe_playwright_python/axe.min.js")
        };
        let mut found = releases.filter_map(Result::ok).map(place).filter(|path| path.exists());
        found.next().context("the environment has no axe-core")
    }
}
