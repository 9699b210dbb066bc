//! Signing in at a real OpenID Connect provider: who is let in, and what is refused.
//!
//! The provider is `oidc-provider` from npm on Node, installed below the target folder when it is not there yet.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod browser;
mod provider;

use std::{path::PathBuf, sync::OnceLock};

use comity_portal::Catalogue;
use comity_serve::{Config, State, oidc::Settings};
use comity_store::{Action, Actor, NewUser, OrganisationId, Page, Role, Stamp, Store, UserId};
use jiff::Timestamp;
use tokio::{net::TcpListener, runtime::Runtime};

use self::{
    browser::{Answer, Browser},
    provider::Provider,
};

const CLIENT: &str = "comity";
const SECRET: &str = "a secret of these tests alone";
/// The name under which the provider is shown.
const NAME: &str = "Alpha's directory";
const SESSION: &str = "__Host-comity";
const FLOW: &str = "__Host-comity-flow";

/// A server and the provider at which its people sign in.
struct World {
    runtime: Runtime,
    /// The server's own address.
    own: String,
    store: Store,
    office: OrganisationId,
    provider: Provider,
}

/// The one of all tests of this program; each test has people of its own.
fn world() -> &'static World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(|| World::start("shared", true))
}

impl World {
    fn start(name: &str, is_provider_up: bool) -> Self {
        let runtime = Runtime::new().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let own = format!("http://{}", listener.local_addr().unwrap());
        let mut provider = Provider::at(&format!("{own}{}", Settings::BACK));
        if is_provider_up {
            provider.start();
        }
        let settings = Settings::new(&provider.issuer(), CLIENT, SECRET, Some(NAME), &own).unwrap();
        let (store, office) = runtime.block_on(serve(name, Some(settings), listener));
        Self { runtime, own, store, office, provider }
    }

    /// A member of the one organisation.
    fn member(&self, name: &str) -> UserId {
        self.runtime.block_on(async {
            let (id, stamp) = (UserId::at(Timestamp::now()).unwrap(), stamp());
            let email = format!("{name}@alpha.example");
            self.store.create_user(&NewUser { id, email: &email, name, password: None }, stamp.at).await.unwrap();
            self.store.of(self.office).set_role(id, Role::Analyst, &stamp).await.unwrap();
            id
        })
    }

    /// What the audit trail says was done to somebody.
    fn trail(&self, user: UserId) -> Vec<String> {
        let page = Page::first(Page::MOST);
        let entries = self.runtime.block_on(self.store.of(self.office).audit(Some(&user.to_string()), &page)).unwrap();
        entries.items.into_iter().rev().map(|entry| entry.action).collect()
    }

    /// Goes to the provider, signs in there as an account, and comes to the address that leads back.
    fn come_back(&self, browser: &mut Browser, account: &str) -> String {
        let start = browser.get(&format!("{}/sign-in/oidc?next=/records", self.own));
        assert_eq!(start.status, 303, "{}", start.body);
        self.through(browser, &start.location, account)
    }

    /// Signs in at the provider, from the address that it is asked with.
    fn through(&self, browser: &mut Browser, address: &str, account: &str) -> String {
        let mut place = address.to_owned();
        for _ in 0..12 {
            if place.starts_with(&format!("{}{}", self.own, Settings::BACK)) {
                return place;
            }
            let mut answer = browser.get(&place);
            if answer.status == 200 {
                let form = if answer.body.contains("value=\"login\"") { format!("prompt=login&login={account}&password=x") } else { "prompt=consent".into() };
                answer = browser.post(&place, &form);
            }
            assert!(answer.status < 400, "{place}: {} {}", answer.status, answer.body);
            place = self.provider.absolute(&answer.location);
        }
        panic!("the provider leads nowhere: {place}");
    }

    /// Somebody signs in with an account and is let in.
    #[track_caller]
    fn let_in(&self, browser: &mut Browser, account: &str) {
        let back = self.come_back(browser, account);
        let answer = browser.get(&back);
        assert_eq!((answer.status, answer.location.as_str()), (303, "/records"), "{account}: {}", answer.body);
        assert!(browser.cookie(&self.own, SESSION).is_some() && browser.cookie(&self.own, FLOW).is_none(), "{account}");
        assert_eq!(browser.get(&format!("{}/records", self.own)).status, 200, "{account}");
    }

    /// An answer lets nobody in, and says why in the words of a key.
    #[track_caller]
    fn refused(&self, browser: &Browser, answer: &Answer, status: u16, key: &str) {
        assert_eq!(answer.status, status, "{}", answer.body);
        let words = Catalogue::english().say_with(key, &[("name", NAME.into())]).into_owned();
        let shown = answer.body.replace("&#39;", "'").replace("&#x27;", "'");
        assert!(shown.contains(&words), "no `{words}` in {shown}");
        for telltale in ["panicked", "Error(", "openidconnect", "invalid_", "src/"] {
            assert!(!shown.contains(telltale), "`{telltale}` in {shown}");
        }
        assert_eq!(browser.cookie(&self.own, SESSION), None);
        assert_eq!(browser.cookie(&self.own, FLOW), None, "the flow is spent");
    }

    /// Somebody signs in with an account and is refused.
    #[track_caller]
    fn not_let_in(&self, account: &str, key: &str) {
        let mut browser = Browser::default();
        let back = self.come_back(&mut browser, account);
        let answer = browser.get(&back);
        self.refused(&browser, &answer, 403, key);
    }
}

fn stamp() -> Stamp {
    Stamp::new(Timestamp::now(), Actor::program("test"))
}

/// A server with an empty store of its own, but for one organisation with an administrator.
async fn serve(name: &str, oidc: Option<Settings>, listener: TcpListener) -> (Store, OrganisationId) {
    let data = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("oidc-{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&data);
    let state = State::open(Config { data: Some(data), oidc, ..Config::default() }).await.unwrap();
    let (store, stamp) = (state.store.clone(), stamp());
    let office = store.create_organisation(OrganisationId::at(stamp.at).unwrap(), "Alpha", &stamp).await.unwrap().id;
    let id = UserId::at(stamp.at).unwrap();
    store.create_user(&NewUser { id, email: "head@alpha.example", name: "Head", password: None }, stamp.at).await.unwrap();
    store.of(office).set_role(id, Role::Administrator, &stamp).await.unwrap();
    tokio::spawn(async move { axum::serve(listener, comity_serve::app(state)).await });
    (store, office)
}

#[test]
fn a_member_is_let_in_linked_once_and_known_from_then_on() {
    let world = world();
    for (name, kind) in [("ada", "good"), ("bea", "in-token")] {
        let user = world.member(name);
        let mut browser = Browser::default();
        world.let_in(&mut browser, &format!("{kind}:{name}"));
        let first = browser.cookie(&world.own, SESSION).unwrap().to_owned();
        world.let_in(&mut browser, &format!("{kind}:{name}"));
        assert_eq!(world.trail(user), ["member.set", "user.identity-linked", "session.begun", "session.begun"], "{name}");
        let second = browser.cookie(&world.own, SESSION).unwrap().to_owned();
        assert_ne!(first, second, "each time a session of its own");
        browser.set(&world.own, SESSION, &first);
        assert_eq!(browser.get(&format!("{}/records", world.own)).location, "/sign-in?next=%2Frecords", "the session before has ended");
    }
}

#[test]
fn an_answer_that_does_not_hold_lets_nobody_in() {
    let world = world();
    let user = world.member("cleo");
    for kind in [
        "other-audience",
        "more-audiences",
        "other-issuer",
        "other-nonce",
        "no-nonce",
        "expired",
        "other-key",
        "unknown-key",
        "client-secret-as-key",
        "unsigned",
        "changed-claims",
        "no-token",
    ] {
        world.not_let_in(&format!("{kind}:cleo"), "sign-in-not-proved");
    }
    assert_eq!(world.trail(user), ["member.set"]);
}

#[test]
fn a_token_for_another_nonce_than_the_browsers_lets_nobody_in() {
    let world = world();
    world.member("dora");
    let mut browser = Browser::default();
    let start = browser.get(&format!("{}/sign-in/oidc", world.own));
    let (before, rest) = start.location.split_once("nonce=").unwrap();
    let rest = rest.split_once('&').map_or("", |(_, rest)| rest);
    let back = world.through(&mut browser, &format!("{before}nonce=somebody-elses&{rest}"), "good:dora");
    let answer = browser.get(&back);
    world.refused(&browser, &answer, 403, "sign-in-not-proved");
}

#[test]
fn only_the_browser_that_left_comes_back() {
    let world = world();
    world.member("enid");
    let mut browser = Browser::default();
    let back = world.come_back(&mut browser, "good:enid");
    let mut other = Browser::default();
    let answer = other.get(&back);
    world.refused(&other, &answer, 400, "sign-in-unfinished");
    assert_eq!(other.get(&format!("{}/sign-in/oidc", world.own)).status, 303, "with a flow of their own, but not this one");
    let answer = other.get(&back);
    world.refused(&other, &answer, 400, "sign-in-unfinished");
    let flow = browser.cookie(&world.own, FLOW).unwrap().to_owned();
    browser.set(&world.own, FLOW, &flow.replace("until=", "until=9"));
    let answer = browser.get(&back);
    world.refused(&browser, &answer, 400, "sign-in-unfinished");
}

#[test]
fn a_code_lets_in_once() {
    let world = world();
    world.member("fay");
    let mut browser = Browser::default();
    let back = world.come_back(&mut browser, "good:fay");
    let flow = browser.cookie(&world.own, FLOW).unwrap().to_owned();
    assert_eq!(browser.get(&back).location, "/records");
    let mut thief = Browser::default();
    thief.set(&world.own, FLOW, &flow);
    let answer = thief.get(&back);
    world.refused(&thief, &answer, 403, "sign-in-not-proved");
}

#[test]
fn an_answer_in_anothers_name_or_a_refusal_lets_nobody_in() {
    let world = world();
    for (extra, status, key) in [
        ("&code=x&iss=https://id.example", 403, "sign-in-not-proved"),
        ("&code=x", 403, "sign-in-not-proved"),
        ("", 403, "sign-in-not-proved"),
        ("&error=access_denied&error_description=%3Cb%3Eno%3C/b%3E", 403, "sign-in-declined"),
    ] {
        let mut browser = Browser::default();
        let start = browser.get(&format!("{}/sign-in/oidc", world.own));
        let state = start.location.split(['?', '&']).find_map(|pair| pair.strip_prefix("state=")).unwrap();
        let answer = browser.get(&format!("{}{}?state={state}{extra}", world.own, Settings::BACK));
        world.refused(&browser, &answer, status, key);
        assert!(!answer.body.contains("<b>no</b>"));
    }
}

#[test]
fn whoever_is_no_member_is_refused_and_nothing_is_made_for_them() {
    let world = world();
    let organisations = || world.runtime.block_on(world.store.organisations(&Page::first(10))).unwrap().items.len();
    let before = organisations();
    world.not_let_in("good:nobody", "sign-in-no-member");
    assert_eq!(world.runtime.block_on(world.store.user_by_email("nobody@alpha.example")).unwrap(), None);
    let user = world.member("gil");
    world.not_let_in("unverified:gil", "sign-in-no-member");
    world.not_let_in("no-address:gil", "sign-in-no-member");
    world.let_in(&mut Browser::default(), "good:gil");
    world.not_let_in("successor:gil", "sign-in-no-member");
    world.runtime.block_on(world.store.set_disabled(user, true, &stamp())).unwrap();
    world.not_let_in("good:gil", "sign-in-no-member");
    let user = world.member("hal");
    world.runtime.block_on(world.store.of(world.office).remove_member(user, &stamp())).unwrap();
    world.not_let_in("good:hal", "sign-in-no-member");
    assert_eq!(organisations(), before);
}

#[test]
fn what_the_provider_proves_gives_no_more_than_the_role() {
    let world = world();
    world.member("ivy");
    let mut browser = Browser::default();
    world.let_in(&mut browser, "good:ivy");
    assert!(!Role::Analyst.may(Action::ReadAudit));
    assert_eq!(browser.get(&format!("{}/account/audit", world.own)).status, 403);
}

#[test]
fn people_go_on_to_pages_of_this_server_alone() {
    let world = world();
    world.member("jo");
    let mut browser = Browser::default();
    let start = browser.get(&format!("{}/sign-in/oidc?next=//evil.example/", world.own));
    let back = world.through(&mut browser, &start.location, "good:jo");
    assert_eq!(browser.get(&back).location, "/");
}

#[test]
fn a_provider_that_is_down_is_said_to_be_and_found_once_it_is_up() {
    let mut world = World::start("down", false);
    world.member("kit");
    let mut browser = Browser::default();
    let begin = format!("{}/sign-in/oidc?next=/records", world.own);
    let answer = browser.get(&begin);
    world.refused(&browser, &answer, 503, "sign-in-unreachable");
    world.provider.start();
    // A provider that was down is not asked at every request.
    let patience = std::time::Instant::now() + std::time::Duration::from_secs(30);
    while browser.get(&begin).status != 303 {
        assert!(std::time::Instant::now() < patience, "the provider is up and not found");
        std::thread::sleep(std::time::Duration::from_millis(200));
    }
    let back = world.come_back(&mut browser, "good:kit");
    world.provider.stop();
    let answer = browser.get(&back);
    world.refused(&browser, &answer, 503, "sign-in-unreachable");
}

#[test]
fn the_way_to_the_provider_is_shown_where_there_is_one() {
    let world = world();
    let shown = Browser::default().get(&format!("{}/sign-in?next=/records", world.own)).body;
    assert!(shown.contains("href=\"/sign-in/oidc?next=%2Frecords\""), "{shown}");
    let (own, _) = world.runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let own = format!("http://{}", listener.local_addr().unwrap());
        (own, serve("without", None, listener).await)
    });
    assert!(!Browser::default().get(&format!("{own}/sign-in")).body.contains("/sign-in/oidc"));
    for path in ["/sign-in/oidc", "/sign-in/oidc/callback?state=x&code=y"] {
        assert_eq!(Browser::default().get(&format!("{own}{path}")).status, 404, "{path}");
    }
}
