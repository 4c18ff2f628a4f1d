//! Which database an installation keeps its record in, and opening it by either engine.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use ledger::HashAlgorithm;
use store::{Access, Store, StoreError};
use store_postgres::{PostgresStore, PostgresUrl};
use store_sqlite::{DATABASE_FILE, SqliteStore};

use crate::failure::{Failure, Outcome};

/// The database of an installation. Shown without the password.
#[derive(Debug, Clone)]
pub enum Database {
    /// A file in this folder, which one process at a time owns.
    Sqlite(PathBuf),
    /// A server that any number of processes may use.
    Postgres(Box<PostgresUrl>),
}

impl Database {
    /// Reads a URL: `postgres://…`, `sqlite:PATH`, or the path alone.
    ///
    /// # Errors
    /// A mistake that names what is wrong, without the password.
    pub fn parse(url: &str) -> Outcome<Self> {
        let scheme = url.split_once(':').map(|(scheme, _)| scheme);
        if matches!(scheme, Some("postgres" | "postgresql")) {
            let parsed = url.parse::<PostgresUrl>();
            let postgres = parsed
                .map_err(|error| Failure::mistake(format!("the database URL is malformed: {error}")))?;
            return Ok(Self::Postgres(Box::new(postgres)));
        }
        folder(url).map(Self::Sqlite)
    }

    /// The file, where it is one.
    pub fn file(&self) -> Option<PathBuf> {
        match self {
            Self::Sqlite(folder) => Some(folder.join(DATABASE_FILE)),
            Self::Postgres(_) => None,
        }
    }

    /// Opens it.
    ///
    /// # Errors
    /// A mistake where there is nothing and nothing may be made; a failure where it cannot be reached or used.
    pub async fn open(
        &self,
        access: Access,
        hash_algorithm: HashAlgorithm,
        opened_at: Timestamp,
    ) -> Outcome<Arc<dyn Store>> {
        let creates = access.creates();
        if !creates && self.file().is_some_and(|file| !file.exists()) {
            return Err(self.nothing_here());
        }
        let opened = match self {
            Self::Sqlite(folder) => {
                let options = store_sqlite::OpenOptions { access, hash_algorithm, opened_at };
                SqliteStore::open(folder, options).map(|store| store as Arc<dyn Store>)
            }
            Self::Postgres(url) => {
                let options = store_postgres::OpenOptions { access, hash_algorithm };
                PostgresStore::open(url, options).await.map(|store| store as Arc<dyn Store>)
            }
        };
        opened.map_err(|error| match (self, error) {
            (_, owned @ StoreError::Locked { .. }) => Failure::Owned(owned),
            (Self::Postgres(_), StoreError::Schema { found: 0, .. }) if !creates => self.nothing_here(),
            (Self::Postgres(_), StoreError::Schema { found: 0, .. }) => Failure::mistake(format!(
                "the database `{self}` holds tables of something else: expected one of its own, empty"
            )),
            (_, other) => Failure::broken(other).context(format!("failed to open the database `{self}`")),
        })
    }

    fn nothing_here(&self) -> Failure {
        let what = if self.file().is_some() { "does not exist" } else { "is empty" };
        Failure::mistake(format!("there is no installation here: `{self}` {what}"))
            .hint("name another folder with `--data-dir`, or make an installation with `huiyin init`")
    }
}

impl fmt::Display for Database {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(folder) => write!(formatter, "{}", folder.join(DATABASE_FILE).display()),
            Self::Postgres(url) => write!(formatter, "{url}"),
        }
    }
}

/// The folder of the database file that a URL names.
fn folder(url: &str) -> Outcome<PathBuf> {
    let expected = format!(
        "expected `postgres://…`, `sqlite:PATH` or a path, of a file named `{DATABASE_FILE}` or of its folder"
    );
    let wrong = |problem: &str| {
        Failure::mistake(format!("the database URL `{}` {problem}: {expected}", without_password(url)))
    };
    let path = match url.split_once(':') {
        Some(("sqlite", rest)) => rest.strip_prefix("//").unwrap_or(rest),
        // A letter alone is a drive, no scheme.
        Some((scheme, _))
            if scheme.len() > 1
                && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'+') =>
        {
            return Err(wrong(&format!("has the unknown scheme `{scheme}`")));
        }
        _ => url,
    };
    let path = Path::new(path);
    match path.file_name() {
        None if path.as_os_str().is_empty() => Err(wrong("names no file")),
        Some(name) if name == DATABASE_FILE => {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            Ok(folder.unwrap_or(Path::new(".")).to_owned())
        }
        Some(_) if path.extension().is_some() && !path.is_dir() => Err(wrong("names a file of another name")),
        _ => Ok(path.to_owned()),
    }
}

/// The URL as messages may show it.
fn without_password(url: &str) -> String {
    match (url.find("://"), url.rfind('@')) {
        (Some(scheme), Some(at)) if scheme + 3 < at => format!("{}…{}", &url[..scheme + 3], &url[at..]),
        _ => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(url: &str, expected: &str) {
        let shown = match Database::parse(url) {
            Ok(database) => database.to_string(),
            Err(failure) => {
                assert_eq!(failure.exit_code(), 2);
                failure.message().unwrap().split(": expected").next().unwrap().to_owned()
            }
        };
        assert_eq!(shown, expected, "{url}");
    }

    #[test]
    fn a_database_url_names_a_folder_or_a_server() {
        check("sqlite:/srv/bank/huiyin.db", "/srv/bank/huiyin.db");
        check("sqlite:///srv/bank/huiyin.db", "/srv/bank/huiyin.db");
        check("sqlite:huiyin.db", "./huiyin.db");
        check("/srv/bank", "/srv/bank/huiyin.db");
        check("C:\\bank", "C:\\bank/huiyin.db");
        check("postgres://me:secret@db/huiyin", "postgres://me@db:5432/huiyin");
    }

    #[test]
    fn a_database_url_that_cannot_be_is_named_without_its_password() {
        check("postgres://me:secret@db", "error: the database URL is malformed: it names no database");
        check(
            "mysql://me:secret@db/h",
            "error: the database URL `mysql://…@db/h` has the unknown scheme `mysql`",
        );
        check("sqlite:", "error: the database URL `sqlite:` names no file");
        check("other.sqlite", "error: the database URL `other.sqlite` names a file of another name");
    }
}
