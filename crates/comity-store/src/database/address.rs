//! Where the store is.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use crate::error::StoreError;

/// Where the store is: a file of SQLite, or a PostgreSQL server.
///
/// ```
/// use comity_store::Address;
///
/// assert!(matches!("postgres://comity@localhost/comity".parse(), Ok(Address::Postgres(_))));
/// assert!(matches!("data/comity.db".parse(), Ok(Address::File(_))));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub enum Address {
    /// A SQLite file; it is made where it is absent. Its folder must be there.
    File(PathBuf),
    /// `postgres://user:password@host/database`, with the options of libpq after `?` (`sslmode`, `sslrootcert`, `host` for a socket's folder).
    Postgres(Box<str>),
}

impl Address {
    /// The store in a file.
    pub fn file(path: impl AsRef<Path>) -> Self {
        Self::File(path.as_ref().to_owned())
    }
}

impl FromStr for Address {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self, StoreError> {
        match text.split_once("://") {
            Some(("postgres" | "postgresql", _)) => Ok(Self::Postgres(text.into())),
            Some(("sqlite", path)) if !path.is_empty() => Ok(Self::file(path)),
            Some((scheme, _)) => {
                Err(StoreError::invalid("address of the store", format!("`{scheme}` is not known; give a path, or `postgres://user@host/database`")))
            }
            None if text.is_empty() => Err(StoreError::invalid("address of the store", "it is empty")),
            None => Ok(Self::file(text)),
        }
    }
}

/// Without the password.
impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Postgres(address) => {
                let rest = address.split_once("://").map_or(&**address, |(_, rest)| rest);
                // A password may stand before the `@`, or among the options.
                let rest = rest.split_once('?').map_or(rest, |(before, _)| before);
                let place = rest.rsplit_once('@').map_or(rest, |(_, place)| place);
                write!(f, "postgres://{place}")
            }
        }
    }
}

impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Address({self})")
    }
}

/// How the store uses its database.
#[derive(Clone, Debug)]
pub struct Options {
    /// Connections that read.
    pub readers: u32,
    /// Connections that write to PostgreSQL; the changes of one organisation always take the same one. SQLite has one.
    pub writers: u32,
    /// Most changes that become durable together.
    pub together: usize,
    /// How long a change or a reader waits for the database before it is [`StoreError::Unavailable`].
    pub patience: Duration,
    /// Pages of 4 KiB to which a SQLite file may grow; no limit where absent.
    pub page_limit: Option<u32>,
}

impl Default for Options {
    fn default() -> Self {
        Self { readers: 8, writers: 4, together: 64, patience: Duration::from_secs(10), page_limit: None }
    }
}

#[cfg(test)]
mod tests {
    use super::Address;

    #[track_caller]
    fn check(text: &str, want: &str) {
        let got = match text.parse::<Address>() {
            Ok(address) => format!("{address:?}"),
            Err(error) => error.to_string(),
        };
        assert_eq!(got, want, "reading {text:?}");
    }

    #[test]
    fn an_address_is_read_and_shown_without_its_password() {
        check("postgres://u:secret@db.example:5433/comity?sslmode=require", "Address(postgres://db.example:5433/comity)");
        check("postgresql:///comity?user=u&password=secret", "Address(postgres:///comity)");
        check("postgres://u:p@ss@h/d", "Address(postgres://h/d)");
        check("folder/comity.db", "Address(folder/comity.db)");
        check("sqlite:///var/comity.db", "Address(/var/comity.db)");
        check("mysql://h/d", "address of the store: `mysql` is not known; give a path, or `postgres://user@host/database`");
        check("", "address of the store: it is empty");
    }
}
