//! Serving: pages and API over HTTP, commands over the local socket, sealer and jobs beside them.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use desk::{Desk, DeskSettings, Locales, Missing};
use domain::organisation::{Institution, Level};
use office::{Office, OfficeError, Organisation, ReadyLimits};
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;
use tokio::time::MissedTickBehavior;

use crate::connections;
use crate::console::Console;
use crate::database::Database;
use crate::failure::{Failure, Outcome};
use crate::installation;
use crate::issuer;
use crate::jobs;
use crate::messaging::{self, Unset};
use crate::shell::Shell;
use crate::socket;

/// How often what waits is sealed. With a sealing taking milliseconds, the lag stays well under a second.
const SEALING_EVERY: Duration = Duration::from_millis(200);
/// Of how many failures to seal one after the other the first is told: one a minute.
const SEALING_FAILURES_TOLD: u32 = 300;
/// How often the search index follows what was sealed: it commits at most that often.
const SEARCHING_EVERY: Duration = Duration::from_secs(1);
/// Of how many failures to follow one after the other the first is told: one a minute.
const SEARCHING_FAILURES_TOLD: u32 = 60;
/// How long requests under way may still take once the server was told to stop.
const GRACE: Duration = Duration::from_secs(10);

/// Takes the address. Done before anything else, so that a taken port is told at once.
pub async fn bind(address: &str) -> Outcome<TcpListener> {
    let well_formed =
        address.rsplit_once(':').is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok());
    if !well_formed {
        let message =
            format!("`{address}` is no address to listen at: expected HOST:PORT, as in `127.0.0.1:8080`");
        return Err(Failure::mistake(message));
    }
    TcpListener::bind(address).await.map_err(|error| {
        Failure::mistake(error)
            .context(format!("failed to listen at `{address}`"))
            .hint("another address is chosen with `--listen HOST:PORT`; port 0 takes a free one")
    })
}

/// Serves until told to stop (Ctrl-C, or the signal TERM), then lets requests under way end and seals what is left.
pub async fn serve(
    shell: &Shell,
    office: Arc<Office>,
    listener: TcpListener,
    console: &mut dyn Console,
    unset: Unset,
) -> Outcome {
    office.set_messaging(messaging::load(&shell.settings, unset)?);
    office.set_issuer(issuer::load(&shell.settings)?).map_err(Failure::mistaken)?;
    let address = listener.local_addr().map_err(Failure::broken)?;
    let router = desk::router(desk(shell, &office, address)?);
    let (stop, stopped) = watch::channel(false);
    let sealer = tokio::spawn(seal_along(Arc::clone(&office), stopped.clone()));
    let searcher = tokio::spawn(search_along(Arc::clone(&office), stopped.clone()));
    let deliverer = tokio::spawn(messaging::deliver_along(Arc::clone(&office), stopped.clone()));
    let worker = tokio::spawn(jobs::do_along(Arc::clone(&office), stopped.clone()));
    // Where processes share the database, a command writes beside them itself.
    let commands = match shell.settings.database {
        Database::Sqlite(_) => socket::listen(shell, &office, stopped.clone()),
        Database::Postgres(_) => None,
    };
    // Whoever reads that line may stop the server at once.
    let signals = Signals::listen()?;
    console.print(&format!("listening on http://{address}"))?;

    let mut serving = tokio::spawn(connections::serve(listener, router, stopped));
    let served = tokio::select! {
        ended = &mut serving => ended,
        () = signals.told_to_stop() => {
            tracing::info!("stopping");
            stop.send_replace(true);
            office.end_news();
            tokio::time::timeout(GRACE, &mut serving).await.unwrap_or(Ok(()))
        }
    };
    stop.send_replace(true);
    serving.abort();
    for task in [sealer, searcher, worker, deliverer].into_iter().chain(commands) {
        if let Err(error) = task.await {
            tracing::error!(%error, "a task beside the server failed");
        }
    }
    office.seal().await?;
    served.map_err(|error| Failure::broken(error).context("the server failed"))
}

fn desk(shell: &Shell, office: &Arc<Office>, address: SocketAddr) -> Outcome<Arc<Desk>> {
    let file = &shell.settings.file;
    let organisation = office.organisation();
    let topmost = topmost(&organisation);
    let intake = match &file.intake_institution {
        Some(code) => Some(
            organisation.tree.by_code(code).and_then(|id| organisation.tree.get(id)).ok_or_else(|| {
                Failure::mistake(format!(
                    "the settings name `{code}` as `intake_institution`: expected an institution's code"
                ))
                .hint("`huiyin institution list` shows them")
            })?,
        ),
        None => topmost,
    };
    let settings = DeskSettings {
        secure_cookies: file.secure_cookies.unwrap_or(file.behind_proxy || !address.ip().is_loopback()),
        portal_only: file.portal_only,
        behind_proxy: file.behind_proxy,
        hotline: file.hotline.clone().unwrap_or_default(),
        name: file.name.clone().or(topmost.map(|found| found.name_zh.clone())).unwrap_or_default(),
        intake_institution: intake.map(|found| found.code.clone()).unwrap_or_default(),
        cookie_secret: installation::cookie_secret(&shell.settings, &shell.surroundings)?,
        rates: file.limits.rates(),
        ready: ReadyLimits::default(),
    };
    let locales = Locales::shipped(Missing::Shows).map_err(Failure::broken)?;
    Ok(Arc::new(Desk::new(Arc::clone(office), locales, settings)))
}

/// The head office; where there is none, the first institution that is nobody's branch and no supervisor.
fn topmost(organisation: &Organisation) -> Option<&Institution> {
    let heads = || organisation.tree.iter().map(|(_, found)| found).filter(|found| found.superior.is_none());
    heads()
        .find(|found| found.level == Level::HeadOffice)
        .or_else(|| heads().find(|found| !found.level.supervises()))
}

async fn seal_along(office: Arc<Office>, mut stopped: watch::Receiver<bool>) {
    let mut clock = tokio::time::interval(SEALING_EVERY);
    clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut failures: u32 = 0;
    while !*stopped.borrow() {
        tokio::select! {
            _ = clock.tick() => match seal_and_look(&office).await {
                Ok(()) => failures = 0,
                Err(error) => {
                    // What keeps sealing from going on seldom goes away by itself: said at once, then once a minute.
                    if failures.is_multiple_of(SEALING_FAILURES_TOLD) {
                        tracing::error!(%error, "sealing failed; it is tried again");
                    }
                    failures = failures.wrapping_add(1);
                }
            },
            _ = stopped.changed() => {}
        }
    }
}

/// Seals what waits, and looks whether another node changed the organisation: visitors' pages, where nobody signs in, are
/// not behind for longer than a sealing.
async fn seal_and_look(office: &Office) -> Result<(), OfficeError> {
    office.seal().await?;
    office.refresh_organisation().await
}

async fn search_along(office: Arc<Office>, mut stopped: watch::Receiver<bool>) {
    let mut clock = tokio::time::interval(SEARCHING_EVERY);
    clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut failures: u32 = 0;
    while !*stopped.borrow() {
        tokio::select! {
            _ = clock.tick() => match office.search_follow().await {
                Ok(_) => failures = 0,
                Err(error) => {
                    // Cases are worked all the same; what is not found today is found after a rebuild.
                    if failures.is_multiple_of(SEARCHING_FAILURES_TOLD) {
                        tracing::error!(error = &error as &dyn std::error::Error, "the search index does not follow; it is tried again");
                    }
                    failures = failures.wrapping_add(1);
                }
            },
            _ = stopped.changed() => {}
        }
    }
}

/// The signals that tell a server to stop, heard from the moment this is made.
struct Signals {
    interrupt: Signal,
    terminate: Signal,
}

impl Signals {
    fn listen() -> Outcome<Self> {
        let listen =
            |kind| signal(kind).map_err(|error| Failure::broken(error).context("signals cannot be heard"));
        Ok(Self { interrupt: listen(SignalKind::interrupt())?, terminate: listen(SignalKind::terminate())? })
    }

    /// Waits for Ctrl-C or the signal TERM.
    async fn told_to_stop(mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}
