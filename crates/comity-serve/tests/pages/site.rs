//! A server with a list of invented parties, and people who sign in.

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    path::{Path, PathBuf},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use comity_edge::{
    data_folder::DataFolder,
    lists::{
        edition::{Edition, Form},
        store as lists,
    },
};
use comity_serve::{Config, State, serve_on};
use comity_store::{Actor, NewUser, Office, OrganisationId, Role, Stamp, Store, UserId};
use jiff::Timestamp;
use tokio::runtime::Runtime;

/// Names are invented.
const RECORDS: &str = r#"{"id":"s-1","list":"US-EL","type":"entity","name":"Quibbleton Rotor Works Ltd","aka":["Quibbleton Rotors"],"country":["BZ"],"ids":[]}
{"id":"s-2","list":"US-DPL","type":"person","name":"FROBISHER, Tamsin Odalys","aka":[],"dob":["23 Sep 1982"],"country":["LI"]}
"#;

const PASSWORD: &str = "correct horse battery staple";

/// The server of all tests of this program; each test has an organisation of its own.
pub struct Site {
    runtime: Runtime,
    address: SocketAddr,
    data: PathBuf,
    store: Store,
}

/// The server.
pub fn site() -> &'static Site {
    static SITE: OnceLock<Site> = OnceLock::new();
    SITE.get_or_init(|| {
        let data = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("pages-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&data);
        import(&data, "sample", "2026-01-01", RECORDS);
        let runtime = Runtime::new().unwrap();
        let config = Config { data: Some(data.clone()), look_for_lists: Duration::from_secs(1), ..Config::default() };
        let (address, store) = runtime.block_on(async {
            let state = State::open(config).await.unwrap();
            let store = state.store.clone();
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = listener.local_addr().unwrap();
            tokio::spawn(serve_on(listener, state, std::future::pending()));
            (address, store)
        });
        Site { runtime, address, data, store }
    })
}

/// An edition of a set, as an import would leave it.
fn import(data: &Path, set: &str, date: &str, records: &str) {
    let edition = Edition {
        format: Form::V1,
        set: set.into(),
        date: date.parse().unwrap(),
        imported: Timestamp::now(),
        digest: lists::digest(records.as_bytes()),
        sources: Vec::new(),
        address: None,
        records: records.lines().count(),
        names: records.lines().count(),
        lists: [("US-EL".to_owned(), 1)].into(),
        losses: Vec::new(),
        positional_ids: false,
    };
    lists::Store::of(&DataFolder::find(Some(data)).unwrap()).write(&edition, records.as_bytes()).unwrap();
}

impl Site {
    /// Imports another set while the server runs.
    pub fn import(&self, set: &str, date: &str, records: &str) {
        import(&self.data, set, date, records);
    }

    /// Somebody of a new organisation.
    pub fn member(&'static self, role: Role) -> Person {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let email = format!("ada-{}@example.org", COUNT.fetch_add(1, Ordering::Relaxed));
        let office = self.runtime.block_on(async {
            let now = Timestamp::now();
            let stamp = Stamp::new(now, Actor::program("test"));
            let id = OrganisationId::at(now).unwrap();
            self.store.create_organisation(id, "Sample Instruments", &stamp).await.unwrap();
            let user = NewUser { id: UserId::at(now).unwrap(), email: &email, name: "Ada Sample", password: Some(PASSWORD) };
            let user = self.store.create_user(&user, now).await.unwrap();
            let office = self.store.of(id);
            if role != Role::Administrator {
                // An organisation always has somebody who administers it.
                let first = NewUser { id: UserId::at(now).unwrap(), email: &format!("first-{email}"), name: "Grace Sample", password: None };
                let first = self.store.create_user(&first, now).await.unwrap();
                office.set_role(first.id, Role::Administrator, &stamp).await.unwrap();
            }
            office.set_role(user.id, role, &stamp).await.unwrap();
            office
        });
        let form =
            form_urlencoded::Serializer::new(String::new()).extend_pairs([("email", email.as_str()), ("password", PASSWORD), ("next", "/account")]).finish();
        let page = self.ask("POST", "/sign-in", None, "application/x-www-form-urlencoded", form.as_bytes());
        assert_eq!(page.status, 303, "{}", page.body);
        let cookie = page.header("set-cookie").split(';').next().unwrap().to_owned();
        let account = self.ask("GET", "/account", Some(&cookie), "", b"");
        let csrf = account.body.split("name=\"csrf\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        Person { site: self, cookie, csrf, office }
    }

    fn ask(&self, method: &str, path: &str, cookie: Option<&str>, media: &str, body: &[u8]) -> Page {
        // A body that is refused half way may take the answer with it: then it is asked again.
        let mut answers = (0..20).map(|_| self.attempt(method, path, cookie, media, body));
        let answer = answers.find(|answer| !answer.is_empty()).unwrap_or_default();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{method} {path}: {answer}"));
        Page { status: head.split(' ').nth(1).unwrap().parse().unwrap(), head: head.to_owned(), body: body.to_owned() }
    }

    fn attempt(&self, method: &str, path: &str, cookie: Option<&str>, media: &str, body: &[u8]) -> String {
        let mut stream = TcpStream::connect(self.address).unwrap();
        let mut request = format!("{method} {path} HTTP/1.1\r\nHost: {}\r\nAccept: text/html\r\nConnection: close\r\n", self.address);
        if method == "POST" {
            request += &format!("Content-Type: {media}\r\nContent-Length: {}\r\n", body.len());
        }
        if let Some(cookie) = cookie {
            request += &format!("Cookie: {cookie}\r\n");
        }
        stream.write_all(format!("{request}\r\n").as_bytes()).unwrap();
        let _ = stream.write_all(body);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }
}

/// Somebody who signed in.
pub struct Person {
    site: &'static Site,
    cookie: String,
    csrf: String,
    /// The store as their organisation sees it.
    pub office: Office,
}

impl Person {
    pub fn get(&self, path: &str) -> Page {
        self.site.ask("GET", path, Some(&self.cookie), "", b"")
    }

    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let fields = fields.iter().copied().chain([("csrf", self.csrf.as_str())]);
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.site.ask("POST", path, Some(&self.cookie), "application/x-www-form-urlencoded", form.as_bytes())
    }

    /// Sends a file, as a browser does.
    pub fn upload(&self, path: &str, field: &str, name: &str, bytes: &[u8]) -> Page {
        let part = |head: &str| format!("--part\r\nContent-Disposition: form-data; {head}\r\n\r\n");
        let mut body = format!("{}{}\r\n", part("name=\"csrf\""), self.csrf).into_bytes();
        body.extend(part(&format!("name=\"{field}\"; filename=\"{name}\"")).into_bytes());
        body.extend(bytes);
        body.extend(b"\r\n--part--\r\n");
        self.site.ask("POST", path, Some(&self.cookie), "multipart/form-data; boundary=part", &body)
    }

    /// Does something with the store.
    pub fn run<T>(&self, work: impl Future<Output = T>) -> T {
        self.site.runtime.block_on(work)
    }

    /// Opens a page again and again until it says something.
    pub fn until(&self, path: &str, says: impl Fn(&str) -> bool) -> Page {
        let end = Instant::now() + Duration::from_secs(60);
        loop {
            let page = self.get(path);
            if says(&page.body) {
                return page;
            }
            assert!(Instant::now() < end, "{path} never says it: {}", page.body);
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}

/// What came back.
pub struct Page {
    pub status: u16,
    head: String,
    pub body: String,
}

impl Page {
    pub fn header(&self, name: &str) -> &str {
        let fields = self.head.lines().filter_map(|line| line.split_once(": "));
        fields.filter(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value).next().unwrap_or_default()
    }

    pub fn location(&self) -> &str {
        self.header("location")
    }

    /// The value of a hidden field.
    pub fn hidden(&self, name: &str) -> String {
        let value = self.body.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap_or_else(|| panic!("{name} in {}", self.body));
        let escaped = value.split('"').next().unwrap();
        [("&#34;", "\""), ("&quot;", "\""), ("&#39;", "'"), ("&#60;", "<"), ("&lt;", "<"), ("&#62;", ">"), ("&gt;", ">"), ("&#38;", "&"), ("&amp;", "&")]
            .iter()
            .fold(escaped.to_owned(), |text, (from, to)| text.replace(from, to))
    }
}
