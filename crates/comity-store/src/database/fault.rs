//! What the two databases say when they refuse, sorted by what is to be done about it.

use crate::error::StoreError;

/// Why a statement did not go through.
#[derive(Clone, Debug)]
pub(crate) enum Fault {
    /// A rule of the store, a constraint, or a value that the database does not take: the change is refused, others may go on.
    Refused(StoreError),
    /// The database gave the transaction up in favour of another one: the same may be tried again.
    Again(StoreError),
    /// The database cannot be used, or says what nobody expected. The transaction is over, and so is the connection.
    Lost(StoreError),
}

impl Fault {
    pub(crate) fn into_error(self) -> StoreError {
        match self {
            Self::Refused(error) | Self::Again(error) | Self::Lost(error) => error,
        }
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable { .. } => Self::Lost(error),
            _ => Self::Refused(error),
        }
    }
}

impl From<Fault> for StoreError {
    fn from(fault: Fault) -> Self {
        fault.into_error()
    }
}

impl From<sqlx::Error> for Fault {
    fn from(error: sqlx::Error) -> Self {
        let said = error.to_string();
        match &error {
            sqlx::Error::Database(database) => {
                let code = database.code().unwrap_or_default();
                // The codes of SQLite are numbers below 10000, the SQLSTATEs of PostgreSQL have five characters.
                match code.parse::<u32>() {
                    Ok(number) if code.len() < 5 => sqlite(number, said),
                    _ => postgres(&code, said),
                }
            }
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::Protocol(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed
            | sqlx::Error::BeginFailed => Self::Lost(StoreError::unavailable(said)),
            _ => Self::Lost(StoreError::Fault { what: said.into() }),
        }
    }
}

/// Result codes: <https://www.sqlite.org/rescode.html>. The low byte is the primary code.
fn sqlite(code: u32, said: String) -> Fault {
    const BUSY_SNAPSHOT: u32 = 517;
    match (code & 0xff, code) {
        (_, BUSY_SNAPSHOT) => Fault::Again(StoreError::unavailable(said)),
        // Busy, locked, out of memory, read-only, interrupted, I/O error, full, cannot open.
        (5 | 6 | 7 | 8 | 9 | 10 | 13 | 14, _) => Fault::Lost(StoreError::unavailable(said)),
        (11 | 26, _) => Fault::Lost(StoreError::damaged("the database file", said)),
        // A value that is too large, or against a constraint: only this statement's doing.
        (18 | 19, _) => Fault::Refused(StoreError::Fault { what: said.into() }),
        _ => Fault::Lost(StoreError::Fault { what: said.into() }),
    }
}

/// SQLSTATEs: <https://www.postgresql.org/docs/15/errcodes-appendix.html>.
fn postgres(code: &str, said: String) -> Fault {
    match (code.get(..2).unwrap_or_default(), code) {
        // Serialisation failure and deadlock.
        (_, "40001" | "40P01") => Fault::Again(StoreError::unavailable(said)),
        // Lock or statement timed out, or the server is read-only, as a standby is.
        (_, "55P03" | "57014" | "25006" | "25P03") => Fault::Lost(StoreError::unavailable(said)),
        // Connection, resources (a full disk is 53100), operator's intervention, system error, authorisation while connecting.
        ("08" | "53" | "57" | "58" | "28" | "3D", _) => Fault::Lost(StoreError::unavailable(said)),
        // Data that cannot be (too long, out of range), integrity constraints, limits of the program (too large for an index): only this statement's doing.
        ("22" | "23" | "54", _) => Fault::Refused(StoreError::Fault { what: said.into() }),
        ("XX", _) => Fault::Lost(StoreError::damaged("the database", said)),
        _ => Fault::Lost(StoreError::Fault { what: said.into() }),
    }
}
