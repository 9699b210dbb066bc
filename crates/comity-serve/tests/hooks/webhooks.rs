//! Messages to webhooks.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use comity_serve::{Config, webhooks::Settings};
use comity_store::Json as Kept;
use hmac::{Hmac, Mac as _};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value as Json, json};
use sha2::Sha256;

use crate::{
    Desk, Site, folder,
    receiver::{Receiver, Reply, Request},
    wait_for,
};

fn quick() -> Settings {
    Settings { private: true, patience: Duration::from_millis(800), first_wait: SignedDuration::from_millis(50), give_up: SignedDuration::from_secs(60) }
}

fn site(name: &str, webhooks: Settings) -> Site {
    Site::start(&folder(name), Config { webhooks, ..Config::default() })
}

/// A webhook that leads to a receiver, with its secret.
fn webhook(desk: &Desk<'_>, url: &str) -> (String, String) {
    let made = desk.post("/api/v1/webhooks", &json!({ "url": url, "events": ["determination.changed"] }));
    assert_eq!(made.header("cache-control"), "no-store");
    let made = made.json(201);
    (made["id"].as_str().unwrap().to_owned(), made["secret"].as_str().unwrap().to_owned())
}

fn tell(desk: &Desk<'_>, number: u32) {
    let body = Kept::of(&json!({ "type": "determination.changed", "data": { "number": number } })).unwrap();
    assert_eq!(desk.site.runtime.block_on(desk.office().tell("determination.changed", &body, Timestamp::now())).unwrap(), 1);
}

/// The newest message, once it is as far as that.
fn sent(desk: &Desk<'_>, state: &str) -> Json {
    wait_for(state, || {
        let listed = desk.get("/api/v1/webhooks/deliveries").json(200);
        listed["items"].as_array().unwrap().first().filter(|one| one["state"] == state).cloned()
    })
}

/// Checks a signature as a receiver does, by the published scheme.
fn is_signed(request: &Request, secret: &str) -> bool {
    let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
    mac.update(format!("{}.{}.{}", request.header("webhook-id"), request.header("webhook-timestamp"), request.body).as_bytes());
    let given = request.header("webhook-signature").strip_prefix("v1,").and_then(|text| STANDARD.decode(text).ok()).unwrap_or_default();
    mac.verify_slice(&given).is_ok()
}

#[test]
fn a_message_is_signed_and_tried_again_under_the_same_id() {
    let (site, receiver) = (site("signed", quick()), Receiver::start(&[Reply::Status(500), Reply::Status(429), Reply::Status(204)]));
    let desk = site.desk("signed");
    let (_, secret) = webhook(&desk, &format!("http://{}/hook", receiver.address));
    tell(&desk, 7);
    let one = sent(&desk, "delivered");
    assert_eq!((&one["attempts"], &one["status"], &one["event"], &one["problem"]), (&json!(3), &json!(204), &json!("determination.changed"), &Json::Null));
    let came = receiver.came();
    assert_eq!(came.len(), 3);
    for request in &came {
        assert!(is_signed(request, &secret) && !is_signed(request, "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), "{request:?}");
        assert_eq!((request.path.as_str(), request.header("content-type")), ("/hook", "application/json"));
        assert_eq!(request.header("webhook-id"), one["id"].as_str().unwrap());
        assert_eq!(serde_json::from_str::<Json>(&request.body).unwrap()["data"]["number"], 7);
        let seconds: i64 = request.header("webhook-timestamp").parse().unwrap();
        assert!((Timestamp::now().as_second() - seconds).abs() < 60);
    }
    // The secret was shown once.
    for path in ["/api/v1/webhooks", "/api/v1/webhooks/deliveries", "/api/v1/audit"] {
        assert!(!desk.get(path).body.contains(&secret["whsec_".len()..]), "{path}");
    }
    site.stop();
}

#[test]
fn a_message_that_nobody_takes_is_given_up_after_its_time() {
    let settings = Settings { give_up: SignedDuration::from_secs(1), ..quick() };
    let (site, receiver) = (site("given-up", settings), Receiver::start(&[Reply::Status(503)]));
    let desk = site.desk("given-up");
    webhook(&desk, &format!("http://{}/", receiver.address));
    tell(&desk, 1);
    let one = sent(&desk, "given-up");
    assert_eq!((&one["status"], &one["problem"]), (&json!(503), &json!("the answer was 503")));
    assert!(one["attempts"].as_u64().unwrap() >= 2, "{one}");
    let tries = receiver.came().len();
    std::thread::sleep(Duration::from_secs(1));
    assert_eq!(receiver.came().len(), tries);
    // Who says that it is gone is not asked again.
    let gone = Receiver::start(&[Reply::Status(410)]);
    let other = site.desk("gone");
    webhook(&other, &format!("http://{}/", gone.address));
    tell(&other, 2);
    assert_eq!(sent(&other, "given-up")["attempts"], 1);
    site.stop();
}

#[test]
fn nobody_is_followed_elsewhere_and_a_slow_receiver_is_tried_again() {
    let (site, receiver) = (site("elsewhere", quick()), Receiver::start(&[Reply::Redirect, Reply::Never, Reply::Status(200)]));
    let desk = site.desk("elsewhere");
    webhook(&desk, &format!("http://{}/hook", receiver.address));
    tell(&desk, 1);
    assert_eq!(sent(&desk, "delivered")["attempts"], 3);
    assert!(receiver.came().iter().all(|request| request.path == "/hook"), "{:?}", receiver.came());
    site.stop();
}

#[test]
fn a_webhook_that_was_removed_is_told_nothing_more() {
    let (site, receiver) = (site("removed", quick()), Receiver::start(&[Reply::Status(500)]));
    let (desk, other) = (site.desk("removed"), site.desk("other"));
    let (id, _) = webhook(&desk, &format!("http://{}/", receiver.address));
    tell(&desk, 1);
    wait_for("the first try", || (!receiver.came().is_empty()).then_some(()));
    let path = format!("/api/v1/webhooks/{id}");
    assert_eq!(other.send("DELETE", &path, &[], None).problem(404), "unknown");
    assert_eq!(other.get("/api/v1/webhooks").json(200)["items"], json!([]));
    assert_eq!(other.get("/api/v1/webhooks/deliveries").json(200)["items"], json!([]));
    assert_eq!(desk.send("DELETE", &path, &[], None).status, 204);
    assert_eq!(desk.send("DELETE", &path, &[], None).problem(404), "unknown");
    assert_eq!(desk.get("/api/v1/webhooks").json(200)["items"], json!([]));
    assert_eq!(sent(&desk, "given-up")["event"], "determination.changed");
    // A try that was under way may come in still.
    std::thread::sleep(Duration::from_secs(1));
    let tries = receiver.came().len();
    std::thread::sleep(Duration::from_secs(1));
    assert_eq!(receiver.came().len(), tries);
    site.stop();
}

#[test]
fn a_server_that_is_killed_sends_what_it_had_when_it_is_there_again() {
    let (data, receiver) = (folder("killed"), Receiver::start(&[Reply::Never, Reply::Status(200)]));
    let config = || Config { webhooks: quick(), ..Config::default() };
    let site = Site::start(&data, config());
    let desk = site.desk("killed");
    let (_, secret) = webhook(&desk, &format!("http://{}/", receiver.address));
    tell(&desk, 1);
    let (organisation, token, user) = (desk.organisation, desk.token.clone(), desk.user);
    wait_for("the first try", || (receiver.came().len() == 1).then_some(()));
    site.kill();
    let site = Site::start(&data, config());
    let desk = site.desk_again(organisation, &token, user);
    let one = sent(&desk, "delivered");
    let came = receiver.came();
    assert_eq!(came.len(), 2);
    assert!(came.iter().all(|request| request.header("webhook-id") == one["id"].as_str().unwrap() && is_signed(request, &secret)));
    site.stop();
}

#[test]
fn by_default_no_message_goes_to_an_address_that_is_not_public() {
    let settings = Settings { private: false, ..quick() };
    let (site, receiver) = (site("private", settings), Receiver::start(&[Reply::Status(200)]));
    let desk = site.desk("private");
    let make = |url: &str| desk.post("/api/v1/webhooks", &json!({ "url": url, "events": ["determination.changed"] }));
    let port = receiver.address.rsplit(':').next().unwrap();
    for url in [
        "http://erp.example.org/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://169.254.169.254/latest/meta-data",
        "https://10.0.0.1/",
        "ftp://erp.example.org/",
    ] {
        assert_eq!(make(url).problem(422), "input", "{url}");
    }
    for url in ["https://ada:secret@erp.example.org/", "https://erp.example.org/#x", "erp.example.org", ""] {
        assert_eq!(make(url).problem(422), "input", "{url}");
    }
    // A name is looked at where the connection is made.
    make(&format!("https://localhost:{port}/")).json(201);
    tell(&desk, 1);
    let one = wait_for("a try", || {
        let listed = desk.get("/api/v1/webhooks/deliveries").json(200);
        listed["items"][0]["problem"].as_str().map(str::to_owned)
    });
    assert!(one.contains("not one of the public internet"), "{one}");
    assert!(receiver.came().is_empty());
    site.stop();
}

#[test]
fn a_webhook_names_events_that_there_are_and_nothing_unknown() {
    let site = site("events", quick());
    let desk = site.desk("events");
    let url = "http://127.0.0.1:9/";
    for body in [
        json!({ "url": url, "events": [] }),
        json!({ "url": url, "events": ["determination.change"] }),
        json!({ "url": url }),
        json!({ "url": url, "events": ["determination.changed"], "secret": "mine" }),
    ] {
        assert_eq!(desk.post("/api/v1/webhooks", &body).problem(422), "input", "{body}");
    }
    let first = webhook(&desk, url).0;
    let second = webhook(&desk, url).0;
    let page = desk.get("/api/v1/webhooks?limit=1").json(200);
    assert_eq!(page["items"][0]["id"], second);
    let rest = desk.get(&format!("/api/v1/webhooks?limit=1&after={}", page["next"].as_str().unwrap())).json(200);
    assert_eq!((&rest["items"][0]["id"], &rest["next"]), (&json!(first), &Json::Null));
    site.stop();
}
