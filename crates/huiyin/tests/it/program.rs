//! Runs the built program on a folder of its own. Used by the tests and the benchmark.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// The built program.
pub const HUIYIN: &str = env!("CARGO_BIN_EXE_huiyin");

/// What a finished command left.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// Its standard output, after success.
    #[track_caller]
    pub fn ok(self) -> String {
        assert_eq!(self.code, 0, "{}{}", self.out, self.err);
        self.out
    }

    /// The last line of its standard output as JSON, whatever the exit code.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        let line = self.out.lines().last().unwrap_or_default();
        serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}\n{}", self.err))
    }
}

/// Runs the program with nothing of this process's environment that would change what it does.
pub fn huiyin(folder: &Path, arguments: &[&str], input: &str) -> Ran {
    let mut child = command(folder, arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // A command that takes no input may be gone before it is written.
    drop(child.stdin.take().map(|mut stdin| stdin.write_all(input.as_bytes())));
    let output = child.wait_with_output().expect("the program ends");
    Ran {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).expect("UTF-8 on standard output"),
        err: String::from_utf8(output.stderr).expect("UTF-8 on standard error"),
    }
}

/// The program with these arguments, its data folder named.
pub fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(HUIYIN);
    for name in
        ["HUIYIN_DATA_DIR", "HUIYIN_DATABASE_URL", "HUIYIN_VAULT_KEY", "HUIYIN_LEDGER_KEY", "HUIYIN_LOG"]
    {
        command.env_remove(name);
    }
    command.arg("--data-dir").arg(folder).args(arguments);
    command
}

/// A folder with an installation, deleted at the end.
pub struct Installation {
    folder: tempfile::TempDir,
}

impl Installation {
    /// A folder that does not exist yet.
    pub fn nothing() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    /// An installation as `init` makes it, with a handler who may do everything a case needs, and their token.
    pub fn with_handler() -> (Self, String) {
        let installation = Self::nothing();
        installation.huiyin(&["init"]).ok();
        let roles = ["--role", "handler", "--role", "officer", "--role", "approver"];
        installation.huiyin(&[&["user", "set", "li", "--institution", "HQ"], &roles[..]].concat()).ok();
        let token = installation.huiyin(&["token", "create", "--user", "li", "--label", "test"]).ok();
        (installation, token.trim().to_owned())
    }

    /// The data folder.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A file beside the data folder.
    pub fn file(&self, name: &str, contents: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, contents).expect("a file in the temporary folder");
        path
    }

    /// A path beside the data folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs the program here.
    pub fn huiyin(&self, arguments: &[&str]) -> Ran {
        huiyin(&self.data(), arguments, "")
    }

    /// Imports a file of messages.
    pub fn import(&self, rows: usize) -> Ran {
        let file = self.file("messages.jsonl", messages(rows));
        self.huiyin(&["import", "cases", &shown(&file), "--profile", "messages"])
    }

    /// A copy that can be damaged.
    pub fn copy(&self) -> Self {
        let copy = Self::nothing();
        copy_folder(&self.data(), &copy.data());
        copy
    }

    /// Starts the server.
    pub fn serve(&self) -> Serving {
        Serving::start(command(&self.data(), &["serve", "--listen", "127.0.0.1:0"]))
    }
}

/// Messages with answers, as JSON lines.
pub fn messages(rows: usize) -> String {
    let line = |row: usize| {
        let (day, hour) = (row % 28 + 1, row % 9 + 9);
        format!(
            "{{\"id\": \"M-{row}\", \"title\": \"Question {row}\", \"text\": \"When is counter {row} open?\", \
             \"time\": \"2026-03-{day:02} {hour:02}:00:00\", \"reply\": \"From nine to five.\", \
             \"reply_time\": \"2026-04-{day:02} {hour:02}:30:00\"}}\n"
        )
    };
    (1..=rows).map(line).collect()
}

/// A path as an argument.
pub fn shown(path: &Path) -> String {
    path.to_str().expect("a temporary path in UTF-8").to_owned()
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder").map(|entry| entry.expect("an entry")) {
        let target = to.join(entry.file_name());
        match entry.file_type().expect("a type").is_dir() {
            true => copy_folder(&entry.path(), &target),
            false => drop(std::fs::copy(entry.path(), target).expect("a copy")),
        }
    }
}

/// A server, killed at the end unless it was stopped.
pub struct Serving {
    child: Child,
    /// Host and port.
    pub address: String,
}

impl Serving {
    /// Starts the program and waits until it says where it listens.
    pub fn start(mut command: Command) -> Self {
        let mut child =
            command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().expect("the program starts");
        let mut lines = BufReader::new(child.stdout.take().expect("its output is piped")).lines();
        let address =
            lines.find_map(|line| line.ok()?.strip_prefix("listening on http://").map(str::to_owned));
        // What it prints later must have somewhere to go.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address: address.expect("the server says where it listens") }
    }

    /// The process.
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// Ends it as a power cut would.
    pub fn kill(mut self) {
        self.child.kill().expect("the server runs");
        self.child.wait().expect("the server ends");
    }

    /// Tells it to stop, and returns its exit code.
    pub fn stop(mut self) -> i32 {
        let told = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        assert!(told.is_ok_and(|status| status.success()), "the signal is sent");
        self.child.wait().expect("the server ends").code().unwrap_or(-1)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // Stopped servers are gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
