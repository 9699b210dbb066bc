//! The API over HTTP: each route's good and bad answers, and who may ask what. On SQLite; with `COMITY_TEST_STORE=postgres` on PostgreSQL.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

/// The PostgreSQL of the store's own tests.
#[path = "../../../comity-store/tests/store/cluster.rs"]
#[allow(dead_code, clippy::expect_used, reason = "what the store's tests do with it besides")]
mod cluster;

mod access;
mod again;
mod jobs;
mod paper;
mod problems;
mod questions;
mod records;
mod screening;

use std::{
    path::{Path, PathBuf},
    sync::OnceLock,
};

use comity_serve::{Config, State, serve_on};
use comity_store::{Actor, Address, NewToken, NewUser, OrganisationId, Role, Scope, Stamp, Store, TokenId, UserId};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value as Json, json};
use tokio::{net::TcpListener, runtime::Runtime};

/// Names are invented.
const RECORDS: &str = r#"{"id":"s-1","list":"US-EL","type":"entity","name":"Quibbleton Rotor Works Ltd","aka":["Quibbleton Rotors"],"country":["BZ"],"ids":["Q-1234-77"],"addresses":[{"text":"17 Lantern Quay, Port Example","country":"BZ"}]}
{"id":"s-2","list":"US-DPL","type":"person","name":"FROBISHER, Tamsin Odalys","aka":[],"dob":["23 Sep 1982"],"country":["LI"]}
"#;

/// A server for all tests of this program, with an organisation a test.
struct Server {
    runtime: Runtime,
    address: String,
    store: Store,
}

/// The server; its store is in a folder of its own.
fn server() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(|| start("shared", Config::default()))
}

/// The data folder of a server.
fn folder(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("api-{name}-{}", std::process::id()))
}

fn start(name: &str, config: Config) -> Server {
    let data = folder(name);
    let _ = std::fs::remove_dir_all(&data);
    import(&data);
    start_on(data, config)
}

/// A server on what stands in a data folder.
fn start_on(data: PathBuf, config: Config) -> Server {
    let database = config.database.clone().or_else(database);
    start_with(async || State::open(Config { data: Some(data), database, ..config }).await.unwrap())
}

/// Where the store is: in the data folder where nothing else is asked for.
fn database() -> Option<Address> {
    match std::env::var("COMITY_TEST_STORE").as_deref() {
        Ok("postgres") => Some(cluster::shared().database().parse().unwrap()),
        Ok("sqlite") | Err(_) => None,
        Ok(other) => panic!("COMITY_TEST_STORE is sqlite or postgres, not {other}"),
    }
}

fn start_with(open: impl AsyncFnOnce() -> State) -> Server {
    let runtime = Runtime::new().unwrap();
    let (address, store) = runtime.block_on(async {
        let state = open().await;
        let store = state.store.clone();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        tokio::spawn(serve_on(listener, state, std::future::pending()));
        (address, store)
    });
    Server { runtime, address, store }
}

/// A set of the invented records, as an import would leave it.
fn import(data: &Path) {
    import_as(data, "2026-01-01", RECORDS.as_bytes());
}

/// An edition of a day with these lines, whatever they are.
fn import_as(data: &Path, day: &str, lines: &[u8]) {
    use comity_edge::lists::{
        edition::{Edition, Form},
        store,
    };
    let folder = comity_edge::data_folder::DataFolder::find(Some(data)).unwrap();
    let edition = Edition {
        format: Form::V1,
        set: "sample".into(),
        date: day.parse().unwrap(),
        imported: Timestamp::now(),
        digest: store::digest(lines),
        sources: Vec::new(),
        address: None,
        records: 2,
        names: 3,
        lists: [("US-EL".to_owned(), 1), ("US-DPL".to_owned(), 1)].into(),
        losses: Vec::new(),
        positional_ids: false,
    };
    store::Store::of(&folder).write(&edition, lines).unwrap();
}

/// An organisation of one test.
struct Desk {
    server: &'static Server,
    organisation: OrganisationId,
    token: String,
}

/// What came back.
#[derive(Debug)]
struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

impl Answer {
    #[track_caller]
    fn json(&self, status: u16) -> Json {
        assert_eq!(self.status, status, "{}", self.body.chars().take(1500).collect::<String>());
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    fn text(self, status: u16) -> String {
        assert_eq!(self.status, status, "{}", self.body.chars().take(1500).collect::<String>());
        self.body
    }

    fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// The kind of problem, from a sound problem document.
    #[track_caller]
    fn problem(&self, status: u16) -> String {
        let problem = self.json(status);
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(problem["status"], status);
        assert!(!problem["title"].as_str().unwrap().is_empty() && !problem["detail"].as_str().unwrap().is_empty());
        problem["type"].as_str().unwrap().trim_start_matches("/problems/").to_owned()
    }
}

/// A request as it is.
fn send(address: &str, method: &str, path: &str, headers: &[(&str, &str)], body: Option<&[u8]>) -> Answer {
    let agent = ureq::Agent::new_with_config(ureq::Agent::config_builder().http_status_as_error(false).allow_non_standard_methods(true).build());
    let once = || {
        let mut request = ureq::http::Request::builder().method(method).uri(format!("http://{address}{path}"));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        match body {
            Some(body) => agent.run(request.body(body).unwrap()),
            None => agent.run(request.body(()).unwrap()),
        }
    };
    // Who refuses a body need not read it to its end: then the answer can be lost with the connection, and is asked for again.
    let mut response = (0..4).find_map(|_| once().ok()).unwrap_or_else(|| once().unwrap());
    let headers = response.headers().iter().map(|(name, value)| (name.as_str().to_owned(), value.to_str().unwrap().to_owned())).collect();
    // What is no text, a PDF, is looked at in its bytes that are.
    let body = String::from_utf8_lossy(&response.body_mut().with_config().limit(1 << 28).read_to_vec().unwrap()).into_owned();
    Answer { status: response.status().as_u16(), headers, body }
}

impl Desk {
    /// An organisation with an administrator's token of every scope.
    fn new(name: &str) -> Self {
        Self::on(server(), name)
    }

    /// The same on another server.
    fn on(server: &'static Server, name: &str) -> Self {
        let desk = Self { server, organisation: OrganisationId::at(Timestamp::now()).unwrap(), token: String::new() };
        let (store, organisation) = (&desk.server.store, desk.organisation);
        let stamp = Stamp::new(Timestamp::now(), Actor::program("test"));
        desk.server.runtime.block_on(store.create_organisation(organisation, name, &stamp)).unwrap();
        let token = desk.token_of(Role::Administrator, Scope::ALL);
        Self { token, ..desk }
    }

    /// The token of a new member.
    fn token_of(&self, role: Role, scopes: &[Scope]) -> String {
        self.token_for(role, scopes, 24 * 60)
    }

    /// The token of a new member, for so many hours.
    fn token_for(&self, role: Role, scopes: &[Scope], hours: i64) -> String {
        let now = Timestamp::now();
        let (store, office) = (&self.server.store, self.server.store.of(self.organisation));
        let stamp = Stamp::new(now, Actor::program("test"));
        self.server.runtime.block_on(async {
            let id = UserId::at(now).unwrap();
            let user = store.create_user(&NewUser { id, email: &format!("{id}@example.org"), name: "Sample", password: None }, now).await.unwrap();
            office.set_role(user.id, role, &stamp).await.unwrap();
            let expires = now + SignedDuration::from_hours(hours);
            let new = NewToken { id: TokenId::at(now).unwrap(), user: user.id, name: "test", scopes, expires };
            office.create_token(&new, &stamp).await.unwrap().0.reveal()
        })
    }

    fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Option<&[u8]>) -> Answer {
        let bearer = format!("Bearer {}", self.token);
        let headers = [&[("authorization", bearer.as_str())], headers].concat();
        send(&self.server.address, method, path, &headers, body)
    }

    fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], None)
    }

    fn post(&self, path: &str, body: &Json) -> Answer {
        self.send("POST", path, &[("content-type", "application/json")], Some(body.to_string().as_bytes()))
    }
}

/// A transaction that needs no fact more.
fn sound() -> Json {
    json!({
        "id": "t", "date": "2026-07-23", "activity": "export", "from": "US", "to": "IN", "value": "10000 USD",
        "end_use": { "military": false, "wmd": false }, "item": [{ "id": "adc", "codes": { "us/ccl": "3A001.a.5.a.3" } }],
    })
}
