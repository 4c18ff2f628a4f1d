//! Commands to a data folder that a server owns: they go through a local socket, the server runs them with the office it
//! has open, and what they print comes back.
//!
//! One connection is one command. The client sends one line of JSON (a [`Request`]), the server answers lines of JSON
//! (each a [`Said`]), the last of them [`Said::Exit`]. Whoever can open the socket file can do everything the command
//! line can, so its mode is 0600, in a folder of mode 0700. A client that goes away takes its command with it.

use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Parser;
use office::Office;
use serde::{Deserialize, Serialize};
use store::StoreError;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

use crate::arguments::Arguments;
use crate::console::{Console, Progress, Terminal};
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;

/// The socket's name in the data folder.
pub const SOCKET_FILE: &str = "huiyin.sock";

/// A request is a command line; anything longer is a mistake.
const REQUEST_BYTES_MAX: u64 = 256 * 1024;

/// A command, as it was typed.
#[derive(Debug, Serialize, Deserialize)]
struct Request {
    /// The words after the program's name.
    arguments: Vec<String>,
    /// Where relative paths begin.
    folder: PathBuf,
    /// What stood on standard input, where the command takes any.
    input: Option<String>,
}

/// What the server says while the command runs there.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Said {
    /// Data, for standard output.
    Print(String),
    /// Something else, for standard error.
    Note(String),
    /// How far the work is.
    Progress(Progress),
    /// The end.
    Exit(u8),
}

/// Hands the command line of this process to the server that owns the data folder. `owned` is what to say where nobody
/// listens there.
pub async fn forward(
    data_dir: &Path,
    input: Option<String>,
    owned: StoreError,
    terminal: &mut Terminal,
) -> Outcome {
    let Ok(stream) = UnixStream::connect(data_dir.join(SOCKET_FILE)).await else {
        return Err(Failure::Owned(owned));
    };
    let lost = |error: io::Error| {
        Failure::broken(error).context("the server that owns the data folder gave no answer")
    };
    let arguments = std::env::args_os().skip(1).map(|word| word.into_string()).collect::<Result<_, _>>();
    let arguments = arguments.map_err(|_| Failure::mistake("expected arguments in UTF-8"))?;
    let folder = std::env::current_dir().map_err(Failure::broken)?;
    let request = serde_json::to_string(&Request { arguments, folder, input }).map_err(Failure::broken)?;

    let (reading, mut writing) = stream.into_split();
    writing.write_all(format!("{request}\n").as_bytes()).await.map_err(lost)?;
    let mut lines = BufReader::new(reading).lines();
    while let Some(line) = lines.next_line().await.map_err(lost)? {
        match serde_json::from_str(&line).map_err(|error| lost(error.into()))? {
            Said::Print(text) => terminal.print(&text)?,
            Said::Note(text) => terminal.note(&text),
            Said::Progress(progress) => terminal.progress(progress),
            Said::Exit(0) => return Ok(()),
            Said::Exit(code) => return Err(Failure::Relayed(code)),
        }
    }
    Err(lost(io::ErrorKind::UnexpectedEof.into()))
}

/// Listens for commands until told to stop. A server whose folder allows no socket serves without one and says so.
pub fn listen(shell: &Shell, office: &Arc<Office>, stopped: watch::Receiver<bool>) -> Option<JoinHandle<()>> {
    let path = shell.settings.data_dir.join(SOCKET_FILE);
    match bind(&path) {
        Ok(listener) => {
            let host = Host {
                shell: shell.in_server(Arc::clone(office), PathBuf::new(), None),
                office: Arc::clone(office),
            };
            Some(tokio::spawn(accept(listener, path, Arc::new(host), stopped)))
        }
        Err(error) => {
            let path = path.display().to_string();
            tracing::warn!(%error, path, "no command can be given to this server while it runs");
            None
        }
    }
}

/// What commands are run with.
struct Host {
    shell: Shell,
    office: Arc<Office>,
}

fn bind(path: &Path) -> io::Result<UnixListener> {
    // Whoever left it there is gone: this process holds the lock of the folder.
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let listener = UnixListener::bind(path)?;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))?;
    Ok(listener)
}

async fn accept(listener: UnixListener, path: PathBuf, host: Arc<Host>, mut stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    let (host, stopped) = (Arc::clone(&host), stopped.clone());
                    tokio::spawn(async move {
                        if let Err(error) = answer(stream, &host, stopped).await {
                            tracing::debug!(%error, "whoever gave a command did not wait for its end");
                        }
                    });
                }
                Err(error) => {
                    tracing::warn!(%error, "a command could not be taken");
                    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
                }
            },
            _ = stopped.changed() => {}
        }
    }
    if let Err(error) = std::fs::remove_file(&path) {
        tracing::debug!(%error, "the socket file stays");
    }
}

/// Runs one command and streams what it says.
async fn answer(stream: UnixStream, host: &Host, mut stopped: watch::Receiver<bool>) -> io::Result<()> {
    let (reading, mut writing) = stream.into_split();
    let mut reading = BufReader::new(reading);
    let mut line = String::new();
    (&mut reading).take(REQUEST_BYTES_MAX).read_line(&mut line).await?;
    let (sender, mut said) = mpsc::unbounded_channel();
    let mut console = Relay(sender.clone());
    let command = run(&line, host, &mut console);
    tokio::pin!(command);
    let mut end = [0];
    let code = loop {
        tokio::select! {
            Some(said) = said.recv() => say(&mut writing, &said).await?,
            code = &mut command => break code,
            // The client says nothing more: whatever is read here is its going away.
            _ = reading.read(&mut end) => return Err(io::ErrorKind::ConnectionAborted.into()),
            () = stop(&mut stopped) => {
                return say(&mut writing, &Said::Note("error: the server was stopped".to_owned())).await;
            }
        }
    };
    while let Ok(said) = said.try_recv() {
        say(&mut writing, &said).await?;
    }
    say(&mut writing, &Said::Exit(code)).await
}

/// Returns once the server is told to stop.
async fn stop(stopped: &mut watch::Receiver<bool>) {
    // The sender outlives every command.
    let _ = stopped.wait_for(|stop| *stop).await;
}

async fn run(line: &str, host: &Host, console: &mut Relay) -> u8 {
    let outcome = match serde_json::from_str::<Request>(line) {
        Ok(request) => run_request(request, host, console).await,
        Err(error) => Err(Failure::mistaken(error).context("the request is malformed")),
    };
    match outcome {
        Ok(()) => 0,
        Err(failure) => {
            if let Some(message) = failure.message() {
                console.note(&message);
            }
            failure.exit_code()
        }
    }
}

async fn run_request(request: Request, host: &Host, console: &mut Relay) -> Outcome {
    let words = std::iter::once("huiyin".to_owned()).chain(request.arguments);
    let arguments = Arguments::try_parse_from(words).map_err(Failure::mistaken)?;
    if !arguments.command.may_run_in_server() {
        return Err(Failure::mistake("this command does not run in a server"));
    }
    let shell = host.shell.in_server(Arc::clone(&host.office), request.folder, request.input);
    arguments.command.run(&shell, console).await
}

async fn say(writing: &mut (impl AsyncWriteExt + Unpin), said: &Said) -> io::Result<()> {
    let mut line = serde_json::to_string(said)?;
    line.push('\n');
    writing.write_all(line.as_bytes()).await
}

/// A console at the other end of the socket.
struct Relay(mpsc::UnboundedSender<Said>);

impl Console for Relay {
    fn print(&mut self, text: &str) -> Outcome {
        self.0.send(Said::Print(text.to_owned())).map_err(|_| Failure::Unread)
    }

    fn note(&mut self, text: &str) {
        // Without a listener there is nobody to tell.
        let _ = self.0.send(Said::Note(text.to_owned()));
    }

    fn progress(&mut self, progress: Progress) {
        let _ = self.0.send(Said::Progress(progress));
    }
}
