//! PostgreSQL for tests: a cluster of their own in a temporary folder, gone when they end, however they end.
//!
//! A small shell program minds it: it makes the cluster, starts the server, and waits for the end of its standard input,
//! which comes when the process of the tests ends, also by a kill. Then it stops the server and removes the folder. The
//! server refuses to run as root, so root runs it as another user.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::PostgresUrl;

/// Tests that need PostgreSQL are left out, and say so, where this is set.
const SKIP: &str = "HUIYIN_SKIP_POSTGRES";

/// Where Debian puts the programs of each version.
const DEBIAN: &str = "/usr/lib/postgresql";

/// What the minder does. `$1` is the folder of the programs, `$2` what the server is told.
const MINDER: &str = r#"
set -eu
umask 077
folder=$(mktemp -d /tmp/huiyin-postgres-XXXXXX)
end() {
    "$1/pg_ctl" -D "$folder/data" -m immediate -s stop >&2 || true
    rm -rf "$folder"
}
trap 'end "$1"' EXIT
"$1/initdb" -D "$folder/data" -U huiyin -A trust -E UTF8 --locale=C --no-sync >/dev/null
echo "unix_socket_directories = '$folder'" >>"$folder/data/postgresql.conf"
echo "$2" >>"$folder/data/postgresql.conf"
"$1/pg_ctl" -D "$folder/data" -l "$folder/log" -w -s start >/dev/null </dev/null
echo "$folder"
cat >/dev/null
"#;

/// What the server of tests is told: no address but its socket, and no waiting for the disk, which nobody kills here.
const SETTINGS: &str = "listen_addresses = ''\nfsync = off\nfull_page_writes = off\nmax_connections = 200\nshared_buffers = 64MB";

/// A running cluster.
#[derive(Debug)]
pub struct Cluster {
    programs: PathBuf,
    folder: PathBuf,
    databases: AtomicU32,
    // Its standard input is held open for as long as the cluster is to run.
    minder: Child,
}

/// Why there is no cluster.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    /// The programs are not on this machine.
    #[error(
        "PostgreSQL is not installed (Debian: postgresql): install it, or set `{SKIP}=1` to leave its tests out"
    )]
    NotInstalled,
    /// It would not start; it said why on standard error.
    #[error("the test cluster did not start")]
    NotStarted(#[source] std::io::Error),
    /// A database could not be made in it.
    #[error("the test cluster made no database")]
    NoDatabase(#[source] sqlx::Error),
    /// The server could not be stopped or started again.
    #[error("the server of the test cluster was not told to `{0}`")]
    NotTold(&'static str),
}

impl Cluster {
    /// The cluster all tests of a process share, started by the first of them; none where they are to be left out.
    ///
    /// # Errors
    /// When PostgreSQL is missing or does not start, and nobody asked to leave its tests out.
    pub fn shared() -> Result<Option<&'static Self>, &'static ClusterError> {
        static SHARED: OnceLock<Result<Option<Cluster>, ClusterError>> = OnceLock::new();
        SHARED.get_or_init(Self::start).as_ref().map(Option::as_ref)
    }

    /// A cluster of the caller's own, to be stopped and started. None where tests of PostgreSQL are to be left out.
    ///
    /// # Errors
    /// As for [`shared`](Self::shared).
    pub fn start() -> Result<Option<Self>, ClusterError> {
        if std::env::var_os(SKIP).is_some() {
            // Past the capture of tests' output: what is left out is said aloud.
            let _ = writeln!(std::io::stderr(), "tests of PostgreSQL are SKIPPED: `{SKIP}` is set");
            return Ok(None);
        }
        let programs = programs().ok_or(ClusterError::NotInstalled)?;
        let mut minder = as_somebody("sh");
        minder.args(["-c", MINDER, "minder"]).arg(&programs).arg(SETTINGS).current_dir("/");
        let mut minder =
            minder.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().map_err(ClusterError::NotStarted)?;
        let said = minder.stdout.take().ok_or(ClusterError::NotInstalled)?;
        let mut folder = String::new();
        BufReader::new(said).read_line(&mut folder).map_err(ClusterError::NotStarted)?;
        let folder = PathBuf::from(folder.trim_end());
        if folder.as_os_str().is_empty() {
            return Err(ClusterError::NotStarted(std::io::ErrorKind::UnexpectedEof.into()));
        }
        Ok(Some(Self { programs, folder, databases: AtomicU32::new(0), minder }))
    }

    /// The URL of a new, empty database.
    ///
    /// # Errors
    /// When the server made none.
    pub async fn database(&self) -> Result<String, ClusterError> {
        let number = self.databases.fetch_add(1, Ordering::Relaxed);
        let name = format!("test_{number}");
        let mut connection = self.connect("postgres").await.map_err(ClusterError::NoDatabase)?;
        // Made of a number.
        let create = sqlx::raw_sql(AssertSqlSafe(format!("create database {name} template template0")));
        create.execute(&mut connection).await.map_err(ClusterError::NoDatabase)?;
        let _ = connection.close().await;
        Ok(self.url(&name))
    }

    /// The URL of a database by its name.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://huiyin:not-a-secret@localhost/{database}?host={}", self.folder.display())
    }

    /// Stops the server at once, as a crash would, or starts it again.
    ///
    /// # Errors
    /// When it does not do so.
    pub fn tell(&self, what: Tell) -> Result<(), ClusterError> {
        let mut command = as_somebody(self.programs.join("pg_ctl"));
        command.arg("-D").arg(self.folder.join("data")).args(["-w", "-s"]);
        command.stdin(Stdio::null()).stdout(Stdio::null()).current_dir("/");
        let word = match what {
            Tell::Stop => {
                command.args(["-m", "immediate", "stop"]);
                "stop"
            }
            Tell::Start => {
                command.arg("-l").arg(self.folder.join("log")).arg("start");
                "start"
            }
        };
        let done = command.status().is_ok_and(|status| status.success());
        if done { Ok(()) } else { Err(ClusterError::NotTold(word)) }
    }

    async fn connect(&self, database: &str) -> Result<PgConnection, sqlx::Error> {
        let url: PostgresUrl =
            self.url(database).parse().map_err(|error| sqlx::Error::Configuration(Box::new(error)))?;
        PgConnection::connect_with(&url.options).await
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.minder.stdin.take());
        let _ = self.minder.wait();
    }
}

/// What a server can be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tell {
    /// To end at once, leaving recovery to the next start.
    Stop,
    /// To start.
    Start,
}

/// The folder that holds the programs: the newest version of Debian's, or where the search path finds them.
fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir(DEBIAN).into_iter().flatten().flatten();
    let mut versions: Vec<_> = versions.map(|version| version.path().join("bin")).collect();
    versions.sort();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let holds =
        |folder: &Path| ["initdb", "pg_ctl", "postgres"].iter().all(|name| folder.join(name).is_file());
    versions.into_iter().rev().chain(std::env::split_paths(&path)).find(|folder| holds(folder))
}

/// A command that does not run as root.
fn as_somebody(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let output = |program: &str, argument: &str| Command::new(program).arg(argument).output();
    let is_root = output("id", "-u").is_ok_and(|output| output.stdout.trim_ascii() == b"0");
    if !is_root {
        return Command::new(program);
    }
    let has_postgres = output("id", "postgres").is_ok_and(|output| output.status.success());
    let (user, group) = if has_postgres { ("postgres", "postgres") } else { ("nobody", "nogroup") };
    let mut command = Command::new("setpriv");
    command.args([&format!("--reuid={user}"), &format!("--regid={group}"), "--clear-groups", "--"]);
    command.arg(program);
    command
}
