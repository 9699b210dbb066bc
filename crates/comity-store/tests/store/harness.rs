//! Each test runs on both databases: `on_both` gives its body an empty one of each kind.

use std::path::PathBuf;
use std::time::Duration;

use comity_store::{Actor, Address, DeterminationId, Json, NewDetermination, NewUser, Office, Options, OrganisationId, Role, Source, Stamp, Store, UserId};
use jiff::{SignedDuration, Timestamp};

use crate::cluster;

/// An empty database of one kind.
pub struct Fresh {
    pub address: Address,
    pub kind: Kind,
    // Removed with this.
    _folder: Option<tempfile::TempDir>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
}

impl Fresh {
    pub fn new(kind: Kind) -> Self {
        match kind {
            Kind::Sqlite => {
                let folder = tempfile::tempdir().expect("a temporary folder");
                Self { address: Address::file(folder.path().join("comity.db")), kind, _folder: Some(folder) }
            }
            Kind::Postgres => Self { address: cluster::shared().database().parse().expect("an address"), kind, _folder: None },
        }
    }

    pub async fn store(&self) -> Store {
        self.store_with(&Options { readers: 4, writers: 2, ..Options::default() }).await
    }

    pub async fn store_with(&self, options: &Options) -> Store {
        Store::open_with(&self.address, options).await.expect("the store opens")
    }

    /// The address of its server, where it is of PostgreSQL.
    pub fn server(&self) -> &str {
        match &self.address {
            Address::Postgres(address) => address,
            Address::File(_) => panic!("a file has no server"),
        }
    }

    /// Says something to the database itself, past the store.
    pub async fn raw(&self, sql: &'static str) -> Result<u64, String> {
        use sqlx::Connection as _;
        let done = match &self.address {
            Address::File(path) => {
                let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path).busy_timeout(Duration::from_secs(5));
                let mut on = sqlx::SqliteConnection::connect_with(&options).await.expect("the file opens");
                sqlx::raw_sql(sql).execute(&mut on).await.map(|done| done.rows_affected())
            }
            Address::Postgres(address) => {
                let mut on = sqlx::PgConnection::connect(address).await.expect("the server answers");
                sqlx::raw_sql(sql).execute(&mut on).await.map(|done| done.rows_affected())
            }
        };
        done.map_err(|error| error.to_string())
    }
}

/// Runs a test's body on an empty SQLite file, then on an empty PostgreSQL database.
pub fn on_both(body: impl AsyncFn(Fresh)) {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        eprintln!("on {kind:?}");
        runtime().block_on(body(Fresh::new(kind)));
    }
}

pub fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime")
}

/// A moment of the tests' own time: so many seconds after it begins.
pub fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_785_000_000).expect("in range") + SignedDuration::from_secs(seconds)
}

pub fn stamp(seconds: i64) -> Stamp {
    Stamp::new(at(seconds), Actor::program("test"))
}

/// An organisation with one administrator.
pub async fn organisation(store: &Store, name: &str) -> (Office, UserId) {
    let id = OrganisationId::at(at(0)).unwrap();
    store.create_organisation(id, name, &stamp(0)).await.unwrap();
    let user = UserId::at(at(0)).unwrap();
    let email = format!("{user}@{}.example", name.to_lowercase());
    store.create_user(&NewUser { id: user, email: &email, name: "A. Roe", password: None }, at(0)).await.unwrap();
    let office = store.of(id);
    office.set_role(user, Role::Administrator, &stamp(0)).await.unwrap();
    (office, user)
}

pub fn determination(seconds: i64, marked: &str) -> NewDetermination {
    let id = DeterminationId::at(at(seconds)).unwrap();
    NewDetermination {
        id,
        source: Source::Api,
        day: jiff::civil::date(2026, 7, 23),
        origin: "US".into(),
        destination: "IN".into(),
        outcome: "licence-required".into(),
        receipt: format!("sha256:{marked}"),
        keep_until: jiff::civil::date(2031, 7, 23),
        question: Json::parse(format!(r#"{{"id": "{marked}"}}"#)).unwrap(),
        answer: Json::parse(format!(r#"{{"id":"{marked}","outcome":"licence-required"}}"#)).unwrap(),
    }
}

/// The folder of the programs that cargo built beside this test.
pub fn built() -> PathBuf {
    let test = std::env::current_exe().expect("this program has a path");
    test.parent().and_then(|deps| deps.parent()).expect("it lies in target/*/deps").to_owned()
}
