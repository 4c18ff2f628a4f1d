//! Where a database is.

use std::fmt;
use std::str::FromStr;

use sqlx::postgres::PgConnectOptions;

/// What may follow the `?` of a URL. Anything else would be passed over without a word.
const PARAMETERS: [&str; 14] = [
    "application_name",
    "dbname",
    "host",
    "hostaddr",
    "options",
    "password",
    "port",
    "ssl-ca",
    "ssl-mode",
    "sslcert",
    "sslkey",
    "sslmode",
    "sslrootcert",
    "user",
];

/// The URL of a PostgreSQL database, `postgres://USER:PASSWORD@HOST:PORT/DATABASE`. Shown without its password.
#[derive(Clone)]
pub struct PostgresUrl {
    pub(crate) options: PgConnectOptions,
}

/// A URL that names no PostgreSQL database. It holds no part of the URL, which may hold a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}: expected `postgres://USER:PASSWORD@HOST:PORT/DATABASE`")]
pub struct MalformedUrl(String);

impl FromStr for PostgresUrl {
    type Err = MalformedUrl;

    fn from_str(text: &str) -> Result<Self, MalformedUrl> {
        let wrong = |what: &str| Err(MalformedUrl(what.to_owned()));
        let Some(rest) = text.strip_prefix("postgres://").or_else(|| text.strip_prefix("postgresql://"))
        else {
            return wrong("it does not begin with `postgres://`");
        };
        let (place, parameters) = rest.split_once('?').unwrap_or((rest, ""));
        for parameter in parameters.split('&').filter(|parameter| !parameter.is_empty()) {
            let name = parameter.split('=').next().unwrap_or_default();
            let known = PARAMETERS.contains(&name) || name.starts_with("options[");
            if !known {
                return wrong(&format!("it has the unknown parameter `{name}`"));
            }
        }
        let options = PgConnectOptions::from_str(text).map_err(|error| MalformedUrl(reason(&error)))?;
        let named = place.rsplit_once('@').map_or(place, |(_, place)| place).split_once('/');
        let named = named.is_some_and(|(_, database)| !database.is_empty());
        if !named && !parameters.split('&').any(|parameter| parameter.starts_with("dbname=")) {
            return wrong("it names no database");
        }
        Ok(Self { options: options.application_name("huiyin") })
    }
}

impl PostgresUrl {
    /// The name of the database.
    pub fn database(&self) -> &str {
        self.options.get_database().unwrap_or_default()
    }
}

impl fmt::Display for PostgresUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let options = &self.options;
        let (user, database) = (options.get_username(), self.database());
        match options.get_socket() {
            Some(socket) => write!(formatter, "postgres://{user}@{}/{database}", socket.display()),
            None => {
                let (host, port) = (options.get_host(), options.get_port());
                write!(formatter, "postgres://{user}@{host}:{port}/{database}")
            }
        }
    }
}

impl fmt::Debug for PostgresUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{self}")
    }
}

/// Why a URL cannot be read, without what stands in it.
fn reason(error: &sqlx::Error) -> String {
    let source = match error {
        sqlx::Error::Configuration(source) => source.to_string(),
        _ => "it cannot be read".to_owned(),
    };
    // What the reader of URLs says names the part and not its value; what else there is may quote it.
    match source.as_str() {
        "invalid port number"
        | "empty host"
        | "invalid IPv6 address"
        | "invalid IPv4 address"
        | "invalid international domain name"
        | "invalid domain character" => format!("it has an {source}"),
        _ => "it is malformed".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(url: &str, expected: &str) {
        let shown = match url.parse::<PostgresUrl>() {
            Ok(url) => format!("{url:?}"),
            Err(error) => error.to_string().split(": expected").next().unwrap().to_owned(),
        };
        assert_eq!(shown, expected);
    }

    #[test]
    fn a_url_is_shown_without_its_password() {
        check("postgres://me:secret@db.example/huiyin", "postgres://me@db.example:5432/huiyin");
        check("postgresql://me:p%40ss@db:6000/h?sslmode=require", "postgres://me@db:6000/h");
        check("postgres://me@localhost/h?host=/run/pg&password=secret", "postgres://me@/run/pg/h");
    }

    #[test]
    fn a_bad_url_says_what_is_wrong_and_nothing_of_what_it_holds() {
        check("postgres:/db", "it does not begin with `postgres://`");
        check("postgres://me:secret@db", "it names no database");
        check("postgres://me:secret@db/", "it names no database");
        check("postgres://me:secret@db:many/h", "it has an invalid port number");
        check("postgres://me:secret@db/h?pasword=secret", "it has the unknown parameter `pasword`");
        check("postgres://me:secret@db/h?sslmode=secret", "it is malformed");
    }
}
