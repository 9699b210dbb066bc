//! What goes on after an answer, on a real server: determinations held against new law and new lists, messages to webhooks, and members over the API.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod members;
mod receiver;
mod recheck;
mod webhooks;

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use comity_edge::{
    data_folder::DataFolder,
    lists::{
        edition::{Edition, Form},
        store,
    },
};
use comity_serve::{Config, State, serve_on};
use comity_store::{Actor, NewToken, NewUser, OrganisationId, Role, Scope, Stamp, Store, TokenId, UserId};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value as Json, json};
use tokio::{net::TcpListener, runtime::Runtime, sync::oneshot};

/// A data folder of one test, empty at first.
fn folder(name: &str) -> PathBuf {
    let data = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("hooks-{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&data);
    std::fs::create_dir_all(&data).unwrap();
    data
}

/// A set of invented records as an import would leave it.
fn import(data: &Path, date: &str, records: &str) {
    let count = records.lines().count();
    let edition = Edition {
        format: Form::V1,
        set: "sample".into(),
        date: date.parse().unwrap(),
        imported: Timestamp::now(),
        digest: store::digest(records.as_bytes()),
        sources: Vec::new(),
        address: None,
        records: count,
        names: count,
        lists: [("US-EL".to_owned(), count)].into(),
        losses: Vec::new(),
        positional_ids: false,
    };
    store::Store::of(&DataFolder::find(Some(data)).unwrap()).write(&edition, records.as_bytes()).unwrap();
}

/// A server on a port, which ends by being told to or by being killed.
struct Site {
    runtime: Runtime,
    address: String,
    store: Store,
    stop: oneshot::Sender<()>,
    served: tokio::task::JoinHandle<()>,
}

impl Site {
    fn start(data: &Path, config: Config) -> Self {
        let runtime = Runtime::new().unwrap();
        let (stop, stopped) = oneshot::channel();
        let (address, store, served) = runtime.block_on(async {
            let state = State::open(Config { data: Some(data.to_owned()), ..config }).await.unwrap();
            let store = state.store.clone();
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = listener.local_addr().unwrap().to_string();
            let stop = async {
                let _ = stopped.await;
            };
            let served = tokio::spawn(async move { serve_on(listener, state, stop).await.unwrap() });
            (address, store, served)
        });
        Self { runtime, address, store, stop, served }
    }

    fn stop(self) {
        self.stop.send(()).unwrap();
        self.runtime.block_on(self.served).unwrap();
    }

    /// As if the process were killed: nothing that was begun ends.
    fn kill(self) {
        self.runtime.shutdown_background();
    }

    /// An organisation with an administrator's token of every scope.
    fn desk(&self, name: &str) -> Desk<'_> {
        let organisation = OrganisationId::at(Timestamp::now()).unwrap();
        let stamp = Stamp::new(Timestamp::now(), Actor::program("test"));
        self.runtime.block_on(self.store.create_organisation(organisation, name, &stamp)).unwrap();
        let mut desk = Desk { site: self, organisation, token: String::new(), user: UserId::at(Timestamp::now()).unwrap() };
        (desk.token, desk.user) = desk.token_of(Role::Administrator);
        desk
    }

    /// The desk of an organisation that was there before the server was started again.
    fn desk_again(&self, organisation: OrganisationId, token: &str, user: UserId) -> Desk<'_> {
        Desk { site: self, organisation, token: token.into(), user }
    }
}

/// An organisation of one test.
struct Desk<'s> {
    site: &'s Site,
    organisation: OrganisationId,
    token: String,
    user: UserId,
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

    fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    #[track_caller]
    fn problem(&self, status: u16) -> String {
        self.json(status)["type"].as_str().unwrap().trim_start_matches("/problems/").to_owned()
    }
}

fn send(address: &str, method: &str, path: &str, headers: &[(&str, &str)], body: Option<&str>) -> Answer {
    let config = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).allow_non_standard_methods(true).build();
    let agent = ureq::Agent::new_with_config(config);
    let mut request = ureq::http::Request::builder().method(method).uri(format!("http://{address}{path}"));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let mut response = match body {
        Some(body) => agent.run(request.body(body.to_owned()).unwrap()).unwrap(),
        None => agent.run(request.body(()).unwrap()).unwrap(),
    };
    let headers = response.headers().iter().map(|(name, value)| (name.as_str().to_owned(), value.to_str().unwrap().to_owned())).collect();
    let body = response.body_mut().read_to_string().unwrap();
    Answer { status: response.status().as_u16(), headers, body }
}

impl Desk<'_> {
    /// A token of every scope of a new member.
    fn token_of(&self, role: Role) -> (String, UserId) {
        let now = Timestamp::now();
        let (store, office, stamp) = (&self.site.store, self.office(), Stamp::new(now, Actor::program("test")));
        self.site.runtime.block_on(async {
            let id = UserId::at(now).unwrap();
            let user = store.create_user(&NewUser { id, email: &format!("{id}@example.org"), name: "Sample", password: None }, now).await.unwrap();
            office.set_role(user.id, role, &stamp).await.unwrap();
            let new = NewToken { id: TokenId::at(now).unwrap(), user: id, name: "test", scopes: Scope::ALL, expires: now + SignedDuration::from_hours(1) };
            (office.create_token(&new, &stamp).await.unwrap().0.reveal(), id)
        })
    }

    fn office(&self) -> comity_store::Office {
        self.site.store.of(self.organisation)
    }

    fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Option<&Json>) -> Answer {
        let bearer = format!("Bearer {}", self.token);
        let headers = [&[("authorization", bearer.as_str()), ("content-type", "application/json")], headers].concat();
        send(&self.site.address, method, path, &headers, body.map(Json::to_string).as_deref())
    }

    fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], None)
    }

    fn post(&self, path: &str, body: &Json) -> Answer {
        self.send("POST", path, &[], Some(body))
    }
}

/// A transaction that needs no fact more.
fn sound() -> Json {
    json!({
        "id": "t", "date": "2026-07-23", "activity": "export", "from": "US", "to": "IN", "value": "10000 USD",
        "end_use": { "military": false, "wmd": false }, "item": [{ "id": "adc", "codes": { "us/ccl": "3A001.a.5.a.3" } }],
    })
}

/// Waits until something is there; a test that waits longer than two minutes fails: law of a folder takes a while to read.
#[track_caller]
fn wait_for<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(begun.elapsed() < Duration::from_secs(120), "{what}: not within two minutes");
        std::thread::sleep(Duration::from_millis(50));
    }
}
