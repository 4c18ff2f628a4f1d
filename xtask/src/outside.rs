//! The API from outside: every promise of its description tried out, and a client generated from it at work. Both against
//! the program itself, serving a small demonstration bank.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};

use crate::python::Python;
use crate::{demo, exercised, run_command};

/// Where the API describes itself.
const DESCRIPTION: &str = "/api/v1/openapi.json";
/// The same requests every time.
const SEED: &str = "7";
/// The longest the runs with a token and without take, in seconds.
const RUN_SECONDS: &str = "75";
/// The longest the last run takes, in seconds.
const LAST_RUN_SECONDS: &str = "10";
/// The operation that takes a token back.
const REVOKE: &str = "revokeToken";
/// The account that the programs act for, with every role there is.
const LOGIN: &str = "program";
const ROLES: &[&str] =
    &["intake", "handler", "approver", "senior_manager", "officer", "auditor", "administrator"];

/// A demonstration bank that is served; stopped and deleted at the end.
struct Bank {
    program: PathBuf,
    folder: PathBuf,
    address: String,
    server: Child,
}

impl Bank {
    fn serve(target: &Path, name: &str) -> Result<Self> {
        let (program, folder) = (demo::build(&["--workspace", "--tests"])?, target.join(name));
        if folder.exists() {
            std::fs::remove_dir_all(&folder).context("failed to remove the bank of the last run")?;
        }
        let huiyin = |arguments: &[&str]| {
            let mut command = Command::new(&program);
            command.arg("--data-dir").arg(&folder).args(arguments).stdin(Stdio::null());
            command
        };
        run_command(huiyin(&["demo", "--no-serve", "--cases", "60", "--seed", SEED]).stdout(Stdio::null()))?;
        let mut user = huiyin(&["user", "set", LOGIN, "--institution", "1000"]);
        for role in ROLES {
            user.args(["--role", role]);
        }
        run_command(user.stdout(Stdio::null()))?;
        // A refusal for coming too fast would hide what the operation itself answers.
        std::fs::write(
            folder.join("huiyin.toml"),
            "[limits]\ntoken_per_second = 0\nnetwork_per_second = 0\n",
        )
        .context("failed to lift the limits of the bank")?;
        let mut server = huiyin(&["serve", "--listen", "127.0.0.1:0"]);
        let mut server = server.stdout(Stdio::piped()).spawn().context("failed to start the server")?;
        let lines = BufReader::new(server.stdout.take().context("its output is piped")?).lines();
        let said = lines
            .map_while(Result::ok)
            .find_map(|line| line.strip_prefix("listening on ").map(str::to_owned));
        Ok(Self { address: said.context("the server ended before it listened")?, program, folder, server })
    }

    /// The description of the API, as the program prints it.
    fn description(&self) -> Result<String> {
        let printed = Command::new(&self.program).arg("openapi").output()?;
        anyhow::ensure!(printed.status.success(), "`huiyin openapi` ended with {}", printed.status);
        Ok(String::from_utf8(printed.stdout)?)
    }

    fn token(&self) -> Result<String> {
        let mut command = Command::new(&self.program);
        command.arg("--data-dir").arg(&self.folder);
        let made = command.args(["token", "create", "--user", LOGIN, "--label", "checks"]).output()?;
        anyhow::ensure!(
            made.status.success(),
            "no token was made: {}",
            String::from_utf8_lossy(&made.stderr)
        );
        Ok(String::from_utf8(made.stdout)?.trim().to_owned())
    }
}

impl Drop for Bank {
    fn drop(&mut self) {
        // It may have ended by itself, which the checks have told.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// Tries every operation with generated requests, good and bad, with a token and without.
pub fn schemathesis(target: &Path) -> Result<()> {
    let Some(python) = Python::provide(target)? else { return Ok(()) };
    let bank = Bank::serve(target, "schemathesis-bank")?;
    let (token, given_up) = (bank.token()?, bank.token()?);
    let [authorization, last] = [token, given_up].map(|token| format!("Authorization: Bearer {token}"));
    // `schemathesis` reads the description before it begins, and leaves that operation out of its tries.
    let mut exercised = BTreeSet::from([format!("GET {DESCRIPTION}")]);
    // Who may take tokens back takes back the one in use: that operation comes last, with a token of its own.
    for (name, arguments) in [
        (
            "with-token",
            &["--max-time", RUN_SECONDS, "--header", &authorization, "--exclude-operation-id", REVOKE][..],
        ),
        ("without-token", &["--max-time", RUN_SECONDS]),
        ("revoking", &["--max-time", LAST_RUN_SECONDS, "--header", &last, "--include-operation-id", REVOKE]),
    ] {
        let report = target.join(format!("schemathesis-{name}.ndjson"));
        let mut command = python.command("schemathesis");
        command.arg("--config-file").arg(crate::workspace_root().join("xtask/python/schemathesis.toml"));
        command.args(["run", "--checks", "all", "--seed", SEED]).args(arguments);
        command.args(["--report", "ndjson", "--report-ndjson-path"]).arg(&report);
        // What it keeps of a run lies under the target folder.
        command.arg(format!("{}{DESCRIPTION}", bank.address)).current_dir(target);
        // The token is in the arguments: an error names the command without them.
        let ended = command.status().context("failed to start `schemathesis`")?;
        anyhow::ensure!(ended.success(), "`schemathesis run` ended with {ended}");
        let report = std::fs::File::open(&report).context("`schemathesis run` left no report")?;
        exercised.extend(exercised::in_report(BufReader::new(report))?);
    }
    // Without a token most operations answer nothing but that: those do not count, whichever run they are of.
    let missed = exercised::missed(&bank.description()?, &exercised)?;
    anyhow::ensure!(missed.is_empty(), "operations that no run exercised: {}", missed.join(", "));
    Ok(())
}

/// Generates a client for Python and works one complaint with it.
pub fn client(target: &Path) -> Result<()> {
    let Some(python) = Python::provide(target)? else { return Ok(()) };
    let bank = Bank::serve(target, "client-bank")?;
    let package = target.join("client");
    let mut generate = python.command("openapi-python-client");
    generate.args(["generate", "--overwrite", "--fail-on-warning", "--meta", "none", "--config"]);
    generate.arg(crate::workspace_root().join("xtask/python/client.yaml"));
    generate.arg("--url").arg(format!("{}{DESCRIPTION}", bank.address));
    run_command(generate.arg("--output-path").arg(package.join("huiyin_client")))?;
    let script = crate::workspace_root().join("xtask/python/life.py");
    let mut life = python.command("python");
    let life = life.arg(script).arg(&package).arg(&bank.address).arg(bank.token()?);
    let ended = life.status().context("failed to start `life.py`")?;
    anyhow::ensure!(ended.success(), "`life.py` ended with {ended}");
    Ok(())
}
