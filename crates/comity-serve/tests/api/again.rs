//! Requests that are sent again because their answer was lost.

use comity_store::{Claim, DeterminationId, ItemFields, ItemId, PartyId, Stamp};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

use crate::{Answer, Desk, sound};

/// Claims a key for a request as a server would that died before it answered, and gives the id under which the thing is made.
fn claimed(desk: &Desk, key: &str, what: &str, body: &str) -> uuid::Uuid {
    let actor = desk.get("/api/v1/organisation").json(200)["you"]["actor"].as_str().unwrap().to_owned();
    let digest = Sha256::digest(format!("{what}\0{actor}\0{body}"));
    let office = desk.server.store.of(desk.organisation);
    desk.server.runtime.block_on(async {
        let claim = office.claim(key, digest.into(), Timestamp::now(), SignedDuration::from_secs(60)).await.unwrap();
        office.give_up(key).await.unwrap();
        let Claim::Yours(id) = claim else { panic!("{claim:?}") };
        id
    })
}

fn send(desk: &Desk, path: &str, key: &str, body: &str) -> Answer {
    desk.send("POST", path, &[("content-type", "application/json"), ("idempotency-key", key)], Some(body.as_bytes()))
}

/// Sends a request whose first answer was lost, twice: both times what was made comes back, with its place.
#[track_caller]
fn check(desk: &Desk, path: &str, key: &str, body: &str, place: &str) -> Json {
    let first = send(desk, path, key, body);
    let made = first.json(201);
    assert_eq!(first.header("location"), place);
    let again = send(desk, path, key, body);
    assert_eq!((again.json(201), again.header("location")), (made.clone(), place));
    made
}

fn stamp() -> Stamp {
    Stamp::new(Timestamp::now(), comity_store::Actor::program("test"))
}

#[test]
fn an_item_and_a_party_that_were_made_are_given() {
    let desk = Desk::new("lost-items");
    let office = desk.server.store.of(desk.organisation);
    let body = r#"{"reference":"L-1"}"#;
    let id = ItemId::from_uuid(claimed(&desk, "k1", "POST items", body));
    let empty = comity_store::Json::of(&json!({})).unwrap();
    let fields = ItemFields { reference: "L-1".into(), description: String::new(), hs: None, origin: None, characteristics: empty.clone() };
    desk.server.runtime.block_on(office.create_item(id, &fields, &stamp())).unwrap();
    let made = check(&desk, "/api/v1/items", "k1", body, &format!("/api/v1/items/{id}"));
    assert_eq!(made["id"], id.to_string());
    assert_eq!(desk.get("/api/v1/items").json(200)["items"].as_array().unwrap().len(), 1);
    let body = r#"{"name":"Jane Doe"}"#;
    let id = PartyId::from_uuid(claimed(&desk, "k2", "POST parties", body));
    desk.server.runtime.block_on(office.create_party(id, "Jane Doe", &empty, &stamp())).unwrap();
    let made = check(&desk, "/api/v1/parties", "k2", body, &format!("/api/v1/parties/{id}"));
    assert_eq!(made["id"], id.to_string());
    assert_eq!(desk.get("/api/v1/parties").json(200)["items"].as_array().unwrap().len(), 1);
    // What stands in the way under another id is told as before.
    assert_eq!(send(&desk, "/api/v1/items", "k3", r#"{"reference":"L-1"}"#).problem(409), "exists");
}

#[test]
fn a_classification_that_was_recorded_is_given() {
    let desk = Desk::new("lost-classification");
    let item = desk.post("/api/v1/items", &json!({ "reference": "L-2" })).json(201)["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/items/{item}/classifications");
    let body = r#"{"list":"us/ccl","code":"3A001","reasons":"Its data sheet"}"#;
    let id = claimed(&desk, "k1", "POST classifications", &format!("{item} {body}"));
    let office = desk.server.store.of(desk.organisation);
    let new = comity_store::NewClassification {
        id: comity_store::ClassificationId::from_uuid(id),
        item: item.parse().unwrap(),
        list: "us/ccl".into(),
        code: "3A001".into(),
        edition: "e".into(),
        reasons: "Its data sheet".into(),
    };
    desk.server.runtime.block_on(office.classify(&new, &stamp())).unwrap();
    let made = check(&desk, &path, "k1", body, &path);
    assert_eq!(made["items"].as_array().unwrap().len(), 1);
}

#[test]
fn a_decision_that_was_made_is_given() {
    let desk = Desk::new("lost-decision");
    let party = desk.post("/api/v1/parties", &json!({ "name": "Quibbleton Rotor Works Ltd" })).json(201)["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/parties/{party}/decisions");
    let body = r#"{"record":"sample:s-1","decision":"not-same","why":"Another number","evidence":["register"],"expires":"2099-01-01"}"#;
    // One like it, sent without a key, has another id.
    let one = send(&desk, &path, "k0", body).json(201);
    let id = claimed(&desk, "k1", "POST decisions", &format!("{party} {body}"));
    let mut decision: comity_screen::adjudication::Adjudication = serde_json::from_value(one).unwrap();
    decision.id = id.to_string();
    decision.why = "As it was first made".into();
    let office = desk.server.store.of(desk.organisation);
    desk.server.runtime.block_on(office.adjudicate(&decision, &stamp())).unwrap();
    let made = check(&desk, &path, "k1", body, &path);
    assert_eq!((&made["id"], &made["why"]), (&json!(id.to_string()), &json!("As it was first made")));
    assert_eq!(desk.get(&path).json(200)["items"].as_array().unwrap().len(), 2);
}

#[test]
fn a_determination_that_was_kept_is_given_as_it_was() {
    let desk = Desk::new("lost-determination");
    let body = sound().to_string();
    let kept = desk.post("/api/v1/decide?store=true", &sound());
    let place = kept.header("location").to_owned();
    let first =
        desk.server.runtime.block_on(desk.server.store.of(desk.organisation).determination(place.rsplit('/').next().unwrap().parse().unwrap())).unwrap();
    let asked = format!("DecideParams {{ explain: false, strict: false, as_of: None, no_screening: false }} {body}");
    let id = DeterminationId::from_uuid(claimed(&desk, "k1", "POST decide", &asked));
    let summary = first.summary;
    // As if the answer had been another one on that day.
    let mut answer: Json = serde_json::from_str(first.answer.as_str()).unwrap();
    answer["id"] = "earlier".into();
    let new = comity_store::NewDetermination {
        id,
        source: summary.source,
        day: summary.day,
        origin: summary.origin,
        destination: summary.destination,
        outcome: summary.outcome,
        receipt: summary.receipt,
        keep_until: summary.keep_until,
        question: first.question,
        answer: comity_store::Json::of(&answer).unwrap(),
    };
    desk.server.runtime.block_on(desk.server.store.of(desk.organisation).keep_determination(new, &stamp())).unwrap();
    let made = check(&desk, "/api/v1/decide?store=true", "k1", &body, &format!("/api/v1/determinations/{id}"));
    assert_eq!(made, answer);
    // Both were written alike.
    assert_eq!(send(&desk, "/api/v1/decide?store=true", "k2", &body).body, kept.body);
    assert_eq!(desk.get("/api/v1/determinations").json(200)["items"].as_array().unwrap().len(), 3);
}
