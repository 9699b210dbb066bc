//! The portal over HTTP: what a browser without scripting sees, and what it is refused.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

#[path = "portal/asking.rs"]
mod asking;
#[path = "portal/form.rs"]
mod form;
#[path = "portal/webhooks.rs"]
mod webhooks;

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
};

use comity_serve::{Config, State, app};
use comity_store::{Actor, Address, NewUser, OrganisationId, Role, Stamp, UserId};
use jiff::Timestamp;

/// A server with a store of its own, and two organisations with a member each.
struct Site {
    address: SocketAddr,
    folder: PathBuf,
    runtime: tokio::runtime::Runtime,
}

const PASSWORD: &str = "correct horse battery staple";

impl Site {
    fn open(open: bool) -> Self {
        Self::with(open, |_| ())
    }

    /// A server whose folder of data was prepared.
    fn with(open: bool, prepare: impl FnOnce(&Path)) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let folder = std::env::temp_dir().join(format!("comity-portal-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed)));
        std::fs::create_dir_all(&folder).unwrap();
        prepare(&folder);
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let config = Config { data: Some(folder.clone()), database: Some(Address::file(folder.join("comity.db"))), open, ..Config::default() };
        let address = runtime.block_on(async {
            let state = State::open(config).await.unwrap();
            for (organisation, email) in [("Sample Instruments", "ada@example.org"), ("Sample Optics", "eve@example.org")] {
                let now = Timestamp::now();
                let stamp = Stamp::new(now, Actor::program("test"));
                let id = OrganisationId::at(now).unwrap();
                state.store.create_organisation(id, organisation, &stamp).await.unwrap();
                let user = NewUser { id: UserId::at(now).unwrap(), email, name: "Ada Sample", password: Some(PASSWORD) };
                let user = state.store.create_user(&user, now).await.unwrap();
                state.store.of(id).set_role(user.id, Role::Administrator, &stamp).await.unwrap();
            }
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = listener.local_addr().unwrap();
            tokio::spawn(async move { axum::serve(listener, app(state)).await.unwrap() });
            address
        });
        Self { address, folder, runtime }
    }

    fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Page {
        self.ask_in("application/x-www-form-urlencoded", method, path, headers, body)
    }

    fn ask_in(&self, kind: &str, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Page {
        let mut stream = TcpStream::connect(self.address).unwrap();
        let mut request = format!("{method} {path} HTTP/1.1\r\nHost: {}\r\nAccept: text/html\r\nConnection: close\r\n", self.address);
        if !body.is_empty() || method == "POST" {
            request += &format!("Content-Type: {kind}\r\nContent-Length: {}\r\n", body.len());
        }
        for (name, value) in headers {
            request += &format!("{name}: {value}\r\n");
        }
        stream.write_all(format!("{request}\r\n{body}").as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        // What is no text, a PDF, is looked at in its bytes that are.
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        Page { status: head.split(' ').nth(1).unwrap().parse().unwrap(), head: head.to_lowercase(), raw_head: head.to_owned(), body: body.to_owned() }
    }

    fn get(&self, path: &str) -> Page {
        self.ask("GET", path, &[], "")
    }

    fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        self.ask("POST", path, &[], &form(fields))
    }

    fn sign_in(&self, email: &str) -> Person<'_> {
        let page = self.post("/sign-in", &[("email", email), ("password", PASSWORD), ("next", "/account")]);
        self.entered(&page)
    }

    /// Whoever a page began a session for.
    fn entered(&self, page: &Page) -> Person<'_> {
        assert_eq!(page.status, 303, "{}", page.body);
        let cookie = page.raw_head.lines().find_map(|line| line.strip_prefix("set-cookie: ")).unwrap();
        for attribute in ["__Host-", "Secure", "HttpOnly", "SameSite=Lax", "Path=/;"] {
            assert!(cookie.contains(attribute), "{cookie}");
        }
        let cookie = cookie.split(';').next().unwrap().to_owned();
        let account = self.ask("GET", "/account", &[("Cookie", &cookie)], "");
        let csrf = account.body.split("name=\"csrf\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        Person { site: self, cookie, csrf }
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = &self.runtime;
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Somebody who signed in.
struct Person<'s> {
    site: &'s Site,
    cookie: String,
    csrf: String,
}

impl Person<'_> {
    fn get(&self, path: &str) -> Page {
        self.site.ask("GET", path, &[("Cookie", &self.cookie)], "")
    }

    fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let fields: Vec<_> = fields.iter().copied().chain([("csrf", self.csrf.as_str())]).collect();
        self.site.ask("POST", path, &[("Cookie", &self.cookie)], &form(&fields))
    }

    fn forged(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        self.site.ask("POST", path, &[("Cookie", &self.cookie)], &form(fields))
    }
}

struct Page {
    status: u16,
    head: String,
    raw_head: String,
    body: String,
}

impl Page {
    fn location(&self) -> &str {
        self.raw_head.lines().find_map(|line| line.strip_prefix("location: ")).unwrap()
    }
}

fn form(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

/// A shipment that any export law would look at, as a person enters it.
const SHIPMENT: &[(&str, &str)] = &[
    ("activity", "export"),
    ("date", "2026-08-03"),
    ("from", "Germany"),
    ("to", "south korea"),
    ("item.0.description", "Converters"),
    ("item.0.origin", "United States"),
    ("item.0.codes.eu/annex-i", "3A001.a.5.a.3"),
    ("item.0.codes.us/ccl", "3A001.a.5.a.3"),
    ("item.0.codes.de/al", "not-listed"),
    ("end_use.military", "false"),
    ("end_use.wmd", "false"),
];

#[test]
fn every_question_has_a_page_under_a_strict_policy() {
    let site = Site::open(true);
    for path in [
        "/",
        "/ship",
        "/classify",
        "/compare",
        "/screen",
        "/law",
        "/law?q=3A001",
        "/law/lists/us/ccl",
        "/law/provisions/us/ccl:3A001.a",
        "/sign-in",
        "/compare/editions/us/ccl",
    ] {
        let page = site.get(path);
        assert_eq!(page.status, 200, "{path}: {}", page.body);
        assert!(page.head.contains("content-security-policy: default-src 'none'"), "{path}");
        assert!(page.head.contains("x-content-type-options: nosniff") && page.head.contains("cache-control: no-store"), "{path}");
        assert!(page.body.contains("<h1"), "{path}");
    }
    assert_eq!(site.get("/nothing-here").status, 404);
    assert_eq!(site.get("/law/provisions/us/ccl:9Z999").status, 404);
    assert!(site.get("/assets/comity.css").head.contains("text/css"));
}

#[test]
fn a_shipment_is_answered_and_asked_on() {
    let site = Site::open(true);
    let page = site.post("/ship", SHIPMENT);
    assert_eq!(page.status, 200, "{}", page.body);
    assert!(page.body.contains("<h2 id=\"verdict\">Licence required</h2>"), "{}", page.body);
    assert!(page.body.contains("from Germany to South Korea, on 2026-08-03"));
    assert!(page.body.contains("name=\"fact:"), "what is missing is asked");
    assert!(page.body.matches("class=\"tile ").count() > 200, "a tile a country");
    // The API says the same of the same transaction.
    let question = r#"{"id":"t","date":"2026-08-03","activity":"export","from":"DE","to":"KR","end_use":{"military":false,"wmd":false},"item":[{"id":"item-1","origin":"US","codes":{"eu/annex-i":"3A001.a.5.a.3","us/ccl":"3A001.a.5.a.3","de/al":"not-listed"}}]}"#;
    let mut stream = TcpStream::connect(site.address).unwrap();
    let request = format!(
        "POST /api/v1/decide HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{question}",
        question.len()
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.contains("\"outcome\":\"licence-required\""), "{answer}");
    // An answered question is no longer asked, and stays in the form, where it can be taken back.
    let asked = page.body.split("name=\"fact:").nth(1).unwrap().split('"').next().unwrap();
    let name = format!("fact:{asked}");
    let mut fields = page.form("missing");
    form::set(&mut fields, &name, "false");
    let next = site.send("/ship", &fields);
    assert_eq!(form::get(&next.form("question"), &name), Some("false"), "{}", next.body);
    assert!(!next.body.contains(&format!("type=\"radio\" name=\"{name}\"")));
    let mut fields = next.form("question");
    form::set(&mut fields, &name, "");
    assert!(site.send("/ship", &fields).body.contains(&format!("type=\"radio\" name=\"{name}\"")), "what was taken back is asked again");
}

#[test]
fn a_fault_stands_at_its_field_and_nothing_is_lost() {
    let site = Site::open(true);
    let fields: Vec<_> = SHIPMENT.iter().copied().map(|(name, value)| if name == "to" { (name, "Sout Korea") } else { (name, value) }).collect();
    let page = site.post("/ship", &fields);
    assert_eq!(page.status, 422);
    assert!(page.body.contains("role=\"alert\"") && page.body.contains("href=\"#to\""), "{}", page.body);
    assert!(page.body.contains("value=\"Sout Korea\"") && page.body.contains("aria-invalid=\"true\""));
    assert!(page.body.contains("value=\"3A001.a.5.a.3\""), "what was right is still there");
}

#[test]
fn an_item_is_classified_and_the_next_question_is_asked() {
    let site = Site::open(true);
    let fields = [("characteristics", "kind = adc\nresolution = 12 bit\nsample_rate = 500 MSPS")];
    let page = site.post("/classify", &fields);
    assert_eq!(page.status, 200);
    assert!(page.body.contains("/law/provisions/eu/annex-i:3A001.a.5.a.3"), "{}", page.body);
    let asked = page.body.split("name=\"answer_for\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let skipped = site.post("/classify", &[fields[0], ("answer_for", asked), ("skip", asked)]);
    assert!(!skipped.body.contains(&format!("name=\"answer_for\" value=\"{asked}\"")), "what somebody does not know is not asked again");
}

#[test]
fn a_stranger_learns_nothing_about_accounts() {
    let site = Site::open(true);
    let wrong = site.post("/sign-in", &[("email", "ada@example.org"), ("password", "wrong")]);
    let unknown = site.post("/sign-in", &[("email", "nobody@example.org"), ("password", "wrong")]);
    assert_eq!((wrong.status, unknown.status), (422, 422));
    assert_eq!(wrong.body.replace("ada@", "nobody@"), unknown.body);
    let elsewhere = site.ask("POST", "/sign-in", &[("Sec-Fetch-Site", "cross-site")], &form(&[("email", "ada@example.org"), ("password", PASSWORD)]));
    assert_eq!(elsewhere.status, 403);
    for _ in 0..10 {
        site.post("/sign-in", &[("email", "eve@example.org"), ("password", "wrong")]);
    }
    let throttled = site.post("/sign-in", &[("email", "eve@example.org"), ("password", PASSWORD)]);
    assert_eq!(throttled.status, 429, "guessing has to wait, even with the right password");
    for path in ["/records", "/catalogue", "/account", "/account/members", "/account/tokens", "/account/audit", "/records.csv", "/account/audit.jsonl"] {
        assert_eq!((site.get(path).status, site.get(path).location()), (303, "/sign-in"), "{path}");
    }
}

#[test]
fn of_many_tries_at_once_ten_reach_the_password() {
    let site = Site::open(true);
    let guess = |password: &'static str| site.post("/sign-in", &[("email", "eve@example.org"), ("password", password)]).status;
    let statuses: Vec<_> = std::thread::scope(|threads| {
        let guesses: Vec<_> = (0..50).map(|_| threads.spawn(|| guess("wrong"))).collect();
        guesses.into_iter().map(|guess| guess.join().unwrap()).collect()
    });
    let looked_at = statuses.iter().filter(|status| **status == 422).count();
    assert!(looked_at <= 10 && statuses.iter().all(|status| [422, 429].contains(status)), "{looked_at} of {statuses:?}");
    for _ in looked_at..10 {
        assert_eq!(guess("wrong"), 422, "what was told to wait does not count");
    }
    assert_eq!(guess(PASSWORD), 429);
    for _ in 0..12 {
        assert_eq!(site.post("/sign-in", &[("email", "ada@example.org"), ("password", PASSWORD)]).status, 303, "what was right does not count");
    }
}

#[test]
fn where_strangers_get_no_answers_they_are_asked_to_sign_in() {
    let site = Site::open(false);
    assert_eq!(site.get("/ship").location(), "/sign-in?next=%2Fship");
    assert_eq!(site.post("/ship", SHIPMENT).status, 303);
    assert_eq!(site.get("/sign-in").status, 200);
    assert_eq!(site.sign_in("ada@example.org").get("/ship").status, 200);
}

#[test]
fn an_answer_is_kept_verified_and_seen_by_its_organisation_alone() {
    let site = Site::open(true);
    let (ada, eve) = (site.sign_in("ada@example.org"), site.sign_in("eve@example.org"));
    assert!(ada.post("/ship", SHIPMENT).body.contains("Keep this answer"));
    assert_eq!(ada.forged("/records", SHIPMENT).status, 403, "a form without the session's secret changes nothing");
    let kept = ada.post("/records", SHIPMENT);
    assert_eq!(kept.status, 303, "{}", kept.body);
    let path = kept.location().to_owned();
    let record = ada.get(&path);
    assert!(record.body.contains("Licence required") && record.body.contains("from Germany to South Korea"), "{}", record.body);
    assert!(ada.post(&format!("{path}/verify"), &[]).body.contains("Verified: the same law gives the same answer"));
    assert!(ada.get(&format!("{path}/receipt")).body.contains("comity-receipt/1"));
    assert!(ada.get("/records").body.contains(&path) && ada.get("/records.csv").body.contains("licence-required"));
    assert!(!eve.get("/records").body.contains(&path));
    for said in ["How it came about", "this law apply?", "Why it is kept so long", &format!("{path}/pdf")] {
        assert!(record.body.contains(said), "{said}: {}", record.body);
    }
    let paper = ada.get(&format!("{path}/pdf"));
    assert_eq!((paper.status, paper.body.starts_with("%PDF-")), (200, true), "{}", paper.head);
    assert!(paper.head.contains("content-type: application/pdf") && paper.head.contains("content-disposition: attachment"), "{}", paper.head);
    for other in [path.clone(), format!("{path}/receipt"), format!("{path}/pdf")] {
        assert_eq!(eve.get(&other).status, 404, "{other}");
    }
    let trail = ada.get("/account/audit").body;
    assert!(trail.contains("looked at an answer") && trail.contains("printed an answer"), "who looked at it stands in the trail");
}

#[test]
fn a_classification_is_decided_with_reasons_and_stands_in_the_catalogue() {
    let site = Site::open(true);
    let ada = site.sign_in("ada@example.org");
    let fields = [
        ("description", "Converter"),
        ("characteristics", "kind = adc\nresolution = 12 bit"),
        ("reference", "SMP-1"),
        ("code", "us/ccl:3A001.a.5.a.3"),
        ("reasons", "By the data sheet"),
    ];
    let made = ada.post("/catalogue/classify", &fields);
    assert_eq!(made.status, 303, "{}", made.body);
    let item = ada.get(made.location());
    assert!(item.body.contains("By the data sheet") && item.body.contains("3A001.a.5.a.3"), "{}", item.body);
    assert!(ada.get("/catalogue").body.contains("SMP-1"));
    assert_eq!(ada.post("/catalogue/classify", &[fields[0], fields[2], ("code", "us/ccl:9Z999"), fields[4]]).status, 404);
}

#[test]
fn tokens_and_passwords_are_shown_once_and_sessions_end() {
    let site = Site::open(true);
    let ada = site.sign_in("ada@example.org");
    let made = ada.post("/account/tokens", &[("name", "ERP"), ("scope", "decide"), ("expires", "2099-01-01")]);
    assert!(made.body.contains("class=\"secret\">cmt_"), "{}", made.body);
    assert!(!ada.get("/account/tokens").body.contains("class=\"secret\""));
    let added = ada.post("/account/members", &[("name", "Grace Sample"), ("email", "grace@example.org"), ("role", "auditor")]);
    assert_eq!(added.status, 200, "{}", added.body);
    assert!(added.body.contains("grace@example.org") && added.body.contains("class=\"secret\""));
    assert_eq!(ada.post("/sign-out", &[]).status, 303);
    assert_eq!(ada.get("/account").location(), "/sign-in", "the session is over");
}
