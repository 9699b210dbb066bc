//! Two organisations on one server, and somebody who asks.

use std::{cell::Cell, path::PathBuf};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, header},
};
use comity_edge::{
    data_folder::DataFolder,
    lists::{
        edition::{Edition, Form},
        store as lists,
    },
};
use comity_serve::{Config, State, app};
use comity_store::{
    Actor, Chunk, ClassificationId, ItemFields, ItemId, JobId, Json as Kept, Lifetime, NewClassification, NewToken, NewUser, Office, OrganisationId, Page,
    PartyId, Role, Scope, Secret, Stamp, Store, TokenId, UserId, WebhookId,
};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use tokio::runtime::Runtime;
use tower::ServiceExt as _;

use crate::{Who, table::Row};

/// Stands in everything that the first organisation keeps.
pub const MARK: &str = "zq-alpha-only";
const PASSWORD: &str = "correct horse battery staple";

/// A listed party; the name is invented.
const RECORDS: &str = r#"{"id":"s-1","list":"US-EL","type":"entity","name":"Quibbleton Rotor Works Ltd","aka":[],"country":["BZ"],"ids":[]}
"#;

/// An organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The one whose things are asked for.
    Alpha,
    /// Another.
    Beta,
}

/// What came back.
pub struct Answer {
    pub status: u16,
    pub location: String,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    /// A header field; empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

/// What came back, and how many entries the first organisation's audit trail had before and after.
pub struct Tried {
    pub answer: Answer,
    pub before: u64,
    pub after: u64,
}

/// A server with two organisations, each with a member of every role.
pub struct World {
    runtime: Runtime,
    app: Router,
    store: Store,
    alpha: Office,
    beta: Office,
    /// Who makes the things that are asked for.
    maker: UserId,
    members: Vec<(Side, Role, UserId)>,
    count: Cell<u32>,
}

fn stamp(user: UserId) -> Stamp {
    Stamp::new(Timestamp::now(), Actor::User(user))
}

impl World {
    pub fn start() -> Self {
        Self::with(Config::default())
    }

    pub fn with(config: Config) -> Self {
        static COUNT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
        let number = COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let data = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("matrix-{}-{number}", std::process::id()));
        let _ = std::fs::remove_dir_all(&data);
        import(&data);
        let runtime = Runtime::new().unwrap();
        let world = runtime.block_on(async {
            let state = State::open(Config { data: Some(data), ..config }).await.unwrap();
            let store = state.store.clone();
            let mut offices = Vec::new();
            let mut members = Vec::new();
            for (side, name) in [(Side::Alpha, format!("Alpha {MARK}")), (Side::Beta, "Beta".into())] {
                let id = OrganisationId::at(Timestamp::now()).unwrap();
                let founder = Stamp::new(Timestamp::now(), Actor::program("test"));
                store.create_organisation(id, &name, &founder).await.unwrap();
                let office = store.of(id);
                for role in [Role::Administrator].iter().chain(Role::ALL) {
                    let user = member(&store, &office, *role, None).await;
                    members.push((side, *role, user));
                }
                offices.push(office);
            }
            let (beta, alpha) = (offices.pop().unwrap(), offices.pop().unwrap());
            let maker = member(&store, &alpha, Role::Approver, None).await;
            (app(state), store, alpha, beta, maker, members)
        });
        let (app, store, alpha, beta, maker, members) = world;
        Self { runtime, app, store, alpha, beta, maker, members, count: Cell::new(0) }
    }

    /// Somebody asks what a row says, with everything made anew that it names.
    pub fn attempt(&self, row: &Row, who: Who) -> Tried {
        self.runtime.block_on(async {
            let role = match who {
                Who::Member(role) | Who::Program(role) => role,
                _ => Role::Administrator,
            };
            let office = if who.side() == Side::Alpha { &self.alpha } else { &self.beta };
            let standing = self.members.iter().rev().find(|(side, known, _)| *side == who.side() && *known == role).unwrap().2;
            let is_changed = row.body.contains("{password}");
            let user = if is_changed { member(&self.store, office, role, Some(PASSWORD)).await } else { standing };
            // One thing named twice is the same thing.
            let filled = self.fill(format!("{}\n{}", row.asks(), row.body), user, office).await;
            let (path, body) = filled.split_once('\n').unwrap();
            let (mut body, mut headers) = (body.to_owned(), Vec::new());
            let tag = self.member_tag(path).await;
            match who {
                Who::Stranger => {}
                Who::Revoked => {
                    let (secret, id) = token(office, user, "sample", Scope::ALL).await;
                    office.revoke_token(id, &stamp(user)).await.unwrap();
                    headers.push(("authorization".to_owned(), format!("Bearer {}", secret.reveal())));
                }
                Who::Program(_) | Who::ProgramElsewhere => {
                    headers.push(("authorization".to_owned(), format!("Bearer {}", token(office, user, "sample", Scope::ALL).await.0.reveal())));
                }
                Who::Scoped(scope) => {
                    headers.push(("authorization".to_owned(), format!("Bearer {}", token(office, user, "sample", &[scope]).await.0.reveal())))
                }
                Who::Member(_) | Who::Forged | Who::Elsewhere => {
                    let lifetime = Lifetime::default();
                    let secret = self.store.begin_session(user, Some(office.organisation()), None, Timestamp::now(), lifetime).await.unwrap();
                    let session = self.store.session(&secret, Timestamp::now(), lifetime).await.unwrap().unwrap();
                    headers.push(("cookie".to_owned(), format!("__Host-comity={}", secret.reveal())));
                    if who != Who::Forged {
                        headers.push(("x-csrf-token".to_owned(), session.csrf.clone()));
                        if row.is_page() && row.method == "POST" {
                            // Before the rest, as the pages have it: a file comes last.
                            body = format!("csrf={}&{body}", session.csrf);
                        }
                    }
                }
            }
            if let Some(boundary) = row.media.as_deref().and_then(|media| media.strip_prefix("multipart/form-data; boundary=")) {
                body = parts(&body, boundary);
            }
            let before = self.entries().await;
            let answer = self.send(row, path, &headers, body, &tag).await;
            Tried { answer, before, after: self.entries().await }
        })
    }

    async fn entries(&self) -> u64 {
        let newest = self.alpha.audit(None, &Page::first(1)).await.unwrap();
        newest.items.first().map_or(0, |entry| u64::try_from(entry.number).unwrap())
    }

    async fn send(&self, row: &Row, path: &str, headers: &[(String, String)], body: String, tag: &str) -> Answer {
        let media = row.media.as_deref().unwrap_or(if row.is_page() { "application/x-www-form-urlencoded" } else { "application/json" });
        let mut request = Request::builder().method(row.method.as_str()).uri(path).header(header::ACCEPT, if row.is_page() { "text/html" } else { "*/*" });
        if row.method != "GET" {
            request = request.header(header::CONTENT_TYPE, media);
        }
        for (name, value) in row.headers.iter().chain(headers) {
            request = request.header(name, value.replace("{member-tag}", tag));
        }
        let response = self.app.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        let location = response.headers().get(header::LOCATION).map(|place| place.to_str().unwrap().to_owned()).unwrap_or_default();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = to_bytes(response.into_body(), 1 << 26).await.unwrap();
        Answer { status, location, headers, body: String::from_utf8_lossy(&body).into_owned() }
    }

    /// The tag of the member that an address names, as an administrator of the first organisation reads it; empty where it names none.
    async fn member_tag(&self, path: &str) -> String {
        if !path.starts_with("/api/v1/members/") {
            return String::new();
        }
        let (secret, _) = token(&self.alpha, self.maker, "sample", Scope::ALL).await;
        let request = Request::get(path).header("authorization", format!("Bearer {}", secret.reveal())).body(Body::empty()).unwrap();
        let response = self.app.clone().oneshot(request).await.unwrap();
        response.headers()[header::ETAG].to_str().unwrap().to_owned()
    }

    /// Makes what a text names in braces, for the first organisation, and puts its id there.
    async fn fill(&self, mut text: String, user: UserId, own: &Office) -> String {
        let (alpha, by) = (&self.alpha, stamp(self.maker));
        let number = self.count.replace(self.count.get() + 1);
        if text.contains("{number}") {
            text = text.replace("{number}", &number.to_string());
        }
        if text.contains("{password}") {
            text = text.replace("{password}", &PASSWORD.replace(' ', "+"));
        }
        if text.contains("{email}") {
            text = text.replace("{email}", &self.store.user(user).await.unwrap().email);
        }
        if text.contains("{alpha}") {
            text = text.replace("{alpha}", &alpha.organisation().to_string());
        }
        if text.contains("{item}") || text.contains("{classification}") || text.contains("{reference}") {
            let reference = format!("R-{number}");
            let fields =
                ItemFields { reference: reference.clone(), description: MARK.into(), hs: None, origin: None, characteristics: Kept::of(&json!({})).unwrap() };
            let item = alpha.create_item(ItemId::at(by.at).unwrap(), &fields, &by).await.unwrap();
            let id = ClassificationId::at(by.at).unwrap();
            let new = NewClassification { id, item: item.id, list: "us/ccl".into(), code: "3A001".into(), edition: "sample".into(), reasons: MARK.into() };
            alpha.classify(&new, &by).await.unwrap();
            text = text.replace("{item}", &item.id.to_string()).replace("{classification}", &id.to_string()).replace("{reference}", &reference);
        }
        if text.contains("{party}") {
            let party = alpha.create_party(PartyId::at(by.at).unwrap(), &format!("Quibbleton Rotor Works {MARK}"), &Kept::of(&json!({})).unwrap(), &by).await;
            text = text.replace("{party}", &party.unwrap().id.to_string());
        }
        if text.contains("{determination}") {
            text = text.replace("{determination}", &self.determination().await);
        }
        if text.contains("{token}") {
            text = text.replace("{token}", &token(alpha, self.maker, MARK, &[Scope::Read]).await.1.to_string());
        }
        if text.contains("{own-token}") {
            text = text.replace("{own-token}", &token(own, user, "sample", &[Scope::Read]).await.1.to_string());
        }
        if text.contains("{member}") {
            text = text.replace("{member}", &member(&self.store, alpha, Role::Analyst, None).await.to_string());
        }
        if text.contains("{webhook}") {
            let id = WebhookId::at(by.at).unwrap();
            alpha.create_webhook(id, &format!("https://erp.example.org/{MARK}"), &["determination.changed".into()], &by).await.unwrap();
            text = text.replace("{webhook}", &id.to_string());
        }
        if text.contains("{job}") || text.contains("{done}") {
            text = text.replace("{job}", &self.job(false).await).replace("{done}", &self.job(true).await);
        }
        if text.contains("{screened}") {
            text = text.replace("{screened}", &self.screened().await);
        }
        assert!(!text.contains("{id}"), "{text}");
        text.replace("\\n", "\n")
    }

    /// A file of parties that was screened.
    async fn screened(&self) -> String {
        let (id, by, lease) = (JobId::at(Timestamp::now()).unwrap(), stamp(self.maker), SignedDuration::from_secs(60));
        self.alpha.create_job(id, "screen", &Kept::of(&json!({})).unwrap(), &by).await.unwrap();
        let head = 1u64.to_le_bytes().to_vec();
        let asked = format!("{{\"name\":\"Quibbleton Rotor Works {MARK}\"}}\n");
        self.alpha.add_input(id, Chunk { number: 0, body: [head, asked.into_bytes()].concat() }).await.unwrap();
        self.alpha.queue_job(id, 1).await.unwrap();
        loop {
            let held = self.store.take_job("test", Timestamp::now(), lease).await.unwrap().unwrap();
            if held.job.id == id {
                let office = self.store.of(held.organisation);
                let output = Chunk {
                    number: 0,
                    body: format!("{{\"id\":null,\"hits\":[{{\"id\":\"s-1\",\"set\":\"sample\",\"list\":\"US-EL\",\"name\":\"{MARK}\",\"score\":0.9}}]}}\n")
                        .into_bytes(),
                };
                office.finish_chunk(&held, output, 1, 0, Timestamp::now(), lease).await.unwrap();
                office.end_job(&held, None, Timestamp::now()).await.unwrap();
                return id.to_string();
            }
        }
    }

    /// A determination as the API keeps it.
    async fn determination(&self) -> String {
        let (secret, _) = token(&self.alpha, self.maker, MARK, Scope::ALL).await;
        let asked = json!({
            "id": MARK, "date": "2026-07-23", "activity": "export", "from": "US", "to": "IN", "value": "10000 USD",
            "item": [{ "id": "adc", "description": MARK, "codes": { "us/ccl": "3A001.a.5.a.3" } }],
        });
        let request = Request::post("/api/v1/decide?store=true").header("content-type", "application/json");
        let request = request.header("authorization", format!("Bearer {}", secret.reveal())).body(Body::from(asked.to_string())).unwrap();
        let response = self.app.clone().oneshot(request).await.unwrap();
        response.headers()[header::LOCATION].to_str().unwrap().rsplit('/').next().unwrap().to_owned()
    }

    /// A job that takes input still, or one that is done.
    async fn job(&self, is_done: bool) -> String {
        let (id, by, lease) = (JobId::at(Timestamp::now()).unwrap(), stamp(self.maker), SignedDuration::from_secs(60));
        self.alpha.create_job(id, "decide", &Kept::of(&json!({ "name": MARK })).unwrap(), &by).await.unwrap();
        if is_done {
            self.alpha.add_input(id, Chunk { number: 0, body: b"{}\n".to_vec() }).await.unwrap();
            self.alpha.queue_job(id, 1).await.unwrap();
            loop {
                let held = self.store.take_job("test", Timestamp::now(), lease).await.unwrap().unwrap();
                let output = Chunk { number: 0, body: format!("{{\"id\": \"{MARK}\"}}\n").into_bytes() };
                let office = self.store.of(held.organisation);
                if held.job.id == id {
                    office.finish_chunk(&held, output, 1, 0, Timestamp::now(), lease).await.unwrap();
                    office.end_job(&held, None, Timestamp::now()).await.unwrap();
                    break;
                }
            }
        }
        id.to_string()
    }
}

/// The fields of a form as parts, the last one as a file.
fn parts(form: &str, boundary: &str) -> String {
    let fields: Vec<(String, String)> = form_urlencoded::parse(form.as_bytes()).into_owned().collect();
    let mut body = String::new();
    for (number, (name, value)) in fields.iter().enumerate() {
        let file = if number + 1 == fields.len() { "; filename=\"sample.csv\"\r\nContent-Type: text/csv" } else { "" };
        body += &format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{value}\r\n");
    }
    body + &format!("--{boundary}--\r\n")
}

/// A new member.
async fn member(store: &Store, office: &Office, role: Role, password: Option<&str>) -> UserId {
    let now = Timestamp::now();
    let id = UserId::at(now).unwrap();
    store.create_user(&NewUser { id, email: &format!("{id}@example.org"), name: "Sample", password }, now).await.unwrap();
    office.set_role(id, role, &Stamp::new(now, Actor::program("test"))).await.unwrap();
    id
}

async fn token(office: &Office, user: UserId, name: &str, scopes: &[Scope]) -> (Secret, TokenId) {
    let stamp = stamp(user);
    let id = TokenId::at(stamp.at).unwrap();
    let new = NewToken { id, user, name, scopes, expires: stamp.at + SignedDuration::from_hours(48) };
    (office.create_token(&new, &stamp).await.unwrap().0, id)
}

/// The invented record, as an import would leave it.
fn import(data: &std::path::Path) {
    let edition = Edition {
        format: Form::V1,
        set: "sample".into(),
        date: "2026-01-01".parse().unwrap(),
        imported: Timestamp::now(),
        digest: lists::digest(RECORDS.as_bytes()),
        sources: Vec::new(),
        address: None,
        records: 1,
        names: 1,
        lists: [("US-EL".to_owned(), 1)].into(),
        losses: Vec::new(),
        positional_ids: false,
    };
    lists::Store::of(&DataFolder::find(Some(data)).unwrap()).write(&edition, RECORDS.as_bytes()).unwrap();
}
