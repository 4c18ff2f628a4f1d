//! `huiyin store copy`: the whole record into another database.
//!
//! The events are written in the order of the log and sealed anew, so that an equal root proves the copy. As long as it is
//! not whole, the target says so and is not served; running the command again begins it anew.

use std::sync::Arc;

use clap::Args;
use store::{Access, COPIED, Head, Store, Table};

use crate::console::{Console, Progress};
use crate::database::Database;
use crate::failure::{Failure, Outcome};
use crate::installation::UNFINISHED_COPY;
use crate::shell::Shell;

/// Rows and events written in one transaction.
const PAGE: u32 = 2_000;

/// Options of `huiyin store copy`.
#[derive(Debug, Args)]
pub struct Copy {
    /// The database to copy: `postgres://…`, `sqlite:PATH` or a path; nobody may be using it
    #[arg(long, value_name = "URL")]
    from: String,
    /// The empty database to copy into, written alike
    #[arg(long, value_name = "URL")]
    to: String,
}

impl Copy {
    pub async fn run(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        let (from, to) = (Database::parse(&self.from)?, Database::parse(&self.to)?);
        copy(shell, &from, &to, console).await?;
        console.note(&format!(
            "keys, attachments and the file of checkpoints stay in `{}`: serve the copy with that folder",
            shell.settings.data_dir.display()
        ));
        Ok(())
    }
}

/// Copies the whole record into an empty database.
pub async fn copy(shell: &Shell, from: &Database, to: &Database, console: &mut dyn Console) -> Outcome {
    let now = shell.surroundings.now();
    let source = from.open(Access::Alone, shell.settings.file.algorithms.ledger, now).await?;
    if source.setting(UNFINISHED_COPY).await?.is_some() {
        return Err(Failure::mistake(format!("`{from}` is an interrupted copy itself")));
    }
    // The log goes on at the other end, so its hash goes along.
    let algorithm = source.hash_algorithm();
    let target = to.open(Access::Fill, algorithm, now).await?;
    begin(&source, &target, to).await?;

    let head = seal(shell, &source).await?;
    copy_events(&source, &target, head.size, console).await?;
    let copied = seal(shell, &target).await?;
    if copied != head {
        return Err(Failure::mistake(format!(
            "the copied log is another: expected {} events under the root `{}`, found {} under `{}`",
            head.size,
            head.root.to_base64(),
            copied.size,
            copied.root.to_base64()
        )));
    }
    let mut rows = 0;
    for table in COPIED {
        rows += copy_table(&source, &target, table, console).await?;
    }
    target.setting_delete(UNFINISHED_COPY).await?;
    console.note(&format!(
        "copied {} events and {rows} rows from `{from}` to `{to}`; the root of the log is the same, `{}`",
        head.size,
        head.root.to_base64()
    ));
    Ok(())
}

/// Refuses a database that holds something; an interrupted copy counts as nothing. One that is not there yet, or away, is
/// left to the copying to tell.
pub async fn require_empty(shell: &Shell, to: &Database) -> Outcome {
    let opened = to.open(Access::Read, shell.settings.file.algorithms.ledger, shell.surroundings.now()).await;
    let Ok(target) = opened else { return Ok(()) };
    if target.setting(UNFINISHED_COPY).await?.is_some() || is_empty(&target).await? {
        return Ok(());
    }
    Err(not_empty(to))
}

async fn is_empty(target: &Arc<dyn Store>) -> Outcome<bool> {
    let mut empty = target.event_count().await? == 0;
    for table in COPIED {
        empty &= target.table_rows(table, None, 1).await?.is_empty();
    }
    Ok(empty)
}

fn not_empty(to: &Database) -> Failure {
    Failure::mistake(format!("`{to}` is not empty: expected a database to copy into"))
}

/// Makes sure that nothing of anybody's is in the way, and says in the target that a copy is under way.
async fn begin(source: &Arc<dyn Store>, target: &Arc<dyn Store>, to: &Database) -> Outcome {
    let head = source.head().await?.root.to_base64();
    if target.setting(UNFINISHED_COPY).await?.is_some() {
        target.everything_clear().await?;
    }
    if !is_empty(target).await? {
        return Err(not_empty(to));
    }
    Ok(target.setting_put(UNFINISHED_COPY, &head).await?)
}

async fn seal(shell: &Shell, store: &Arc<dyn Store>) -> Outcome<Head> {
    loop {
        let step = store.seal(PAGE, shell.surroundings.now()).await?;
        if step.before == step.head.size {
            return Ok(step.head);
        }
    }
}

async fn copy_events(
    source: &Arc<dyn Store>,
    target: &Arc<dyn Store>,
    total: u64,
    console: &mut dyn Console,
) -> Outcome {
    let mut done = 0;
    loop {
        console.progress(Progress { what: "events".to_owned(), done, total: Some(total) });
        let page = source.logged_events(done, PAGE).await?;
        let Some(last) = page.last() else { return Ok(()) };
        done = last.log_index + 1;
        target.events_write(page.into_iter().map(|logged| logged.event).collect()).await?;
    }
}

async fn copy_table(
    source: &Arc<dyn Store>,
    target: &Arc<dyn Store>,
    table: &Table,
    console: &mut dyn Console,
) -> Outcome<u64> {
    let (mut done, mut after) = (0, None);
    loop {
        console.progress(Progress { what: table.name.replace('_', " "), done, total: None });
        let page = source.table_rows(table, after.as_deref(), PAGE).await?;
        let Some(last) = page.last() else {
            console.progress(Progress { what: table.name.replace('_', " "), done, total: Some(done) });
            return Ok(done);
        };
        after = Some(last[..table.key].to_vec());
        done += page.len() as u64;
        target.table_write(table, page).await?;
    }
}
