//! Kept determinations held against new law and new lists.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use comity_serve::{Config, webhooks::Settings};
use comity_store::{Actor, DeterminationId, Json as Kept, Lifetime, NewDetermination, Source, Stamp};
use jiff::{Timestamp, civil::date};
use serde_json::{Value as Json, json};

use crate::{
    Desk, Site, folder, import,
    receiver::{Receiver, Reply},
    send, sound, wait_for,
};

/// Names are invented.
const NOBODY: &str = r#"{"id":"s-9","list":"US-EL","type":"entity","name":"Frobisher Lantern Company","aka":[],"country":["LI"],"ids":[]}
"#;
const LISTED: &str = r#"{"id":"s-1","list":"US-EL","type":"entity","name":"Quibbleton Rotor Works Ltd","aka":[],"country":["BZ"],"ids":[]}
{"id":"s-9","list":"US-EL","type":"entity","name":"Frobisher Lantern Company","aka":[],"country":["LI"],"ids":[]}
"#;

fn config() -> Config {
    Config { look_for_lists: Duration::from_millis(200), webhooks: Settings { private: true, ..Settings::default() }, ..Config::default() }
}

fn with_party() -> Json {
    let mut asked = sound();
    asked["party"] = json!([{ "role": "end-user", "name": "Quibbleton Rotor Works Ltd", "country": "BZ" }]);
    asked
}

fn keep(desk: &Desk<'_>, asked: &Json) -> (String, Json) {
    let kept = desk.post("/api/v1/decide?store=true", asked);
    let answer = kept.json(201);
    (kept.header("location").to_owned(), answer)
}

/// The addresses of those that would come out otherwise, once there are so many.
fn changed(desk: &Desk<'_>, count: usize) -> Vec<String> {
    wait_for("determinations that would come out otherwise", || {
        let listed = desk.get("/api/v1/determinations?changed=true").json(200);
        let found: Vec<String> =
            listed["items"].as_array().unwrap().iter().map(|one| format!("/api/v1/determinations/{}", one["id"].as_str().unwrap())).collect();
        (found.len() == count).then_some(found)
    })
}

/// A page as the administrator sees it.
fn page(desk: &Desk<'_>, path: &str) -> String {
    let session = desk.site.store.begin_session(desk.user, Some(desk.organisation), None, Timestamp::now(), Lifetime::default());
    let cookie = format!("__Host-comity={}", desk.site.runtime.block_on(session).unwrap().reveal());
    let shown = send(&desk.site.address, "GET", path, &[("accept", "text/html"), ("cookie", &cookie)], None);
    assert_eq!(shown.status, 200, "{path}: {}", shown.body);
    shown.body
}

/// A copy of the law with one line of a file in another's place.
fn law_with(name: &str, file: &str, was: &str, is: &str) -> PathBuf {
    fn copy(from: &Path, to: &Path) {
        fs::create_dir_all(to).unwrap();
        for entry in fs::read_dir(from).unwrap() {
            let path = entry.unwrap().path();
            let to = to.join(path.file_name().unwrap());
            if path.is_dir() { copy(&path, &to) } else { fs::copy(&path, &to).map(drop).unwrap() }
        }
    }
    let law = folder(name);
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../law"), &law);
    let path = law.join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(text.matches(was).count(), 1, "{file} has another text");
    fs::write(&path, text.replace(was, is)).unwrap();
    law
}

#[test]
fn a_party_that_is_listed_since_is_found_and_told_of_and_forgotten_when_it_is_taken_off() {
    let data = folder("lists");
    import(&data, "2026-01-01", NOBODY);
    let (site, receiver) = (Site::start(&data, config()), Receiver::start(&[Reply::Status(200)]));
    let (desk, other) = (site.desk("lists"), site.desk("lists-other"));
    desk.post("/api/v1/webhooks", &json!({ "url": format!("http://{}/", receiver.address), "events": ["determination.changed"] })).json(201);
    let (place, answer) = keep(&desk, &with_party());
    let (untouched, _) = keep(&desk, &sound());
    assert_eq!(desk.get("/api/v1/determinations?changed=true").json(200)["items"], json!([]));
    import(&data, "2026-01-02", LISTED);
    assert_eq!(changed(&desk, 1), std::slice::from_ref(&place));
    let one = desk.get(&place).json(200);
    assert_eq!((&one["standing"], &one["answer"]), (&json!("changed"), &answer), "what was kept stays");
    let detail = &one["changed"]["detail"];
    assert_eq!((&detail["because"], &detail["was"]["hits"], &detail["now"]["hits"][0]["id"]), (&json!(["lists"]), &json!([]), &json!("s-1")), "{detail}");
    assert_eq!((&detail["was"]["outcome"], &detail["date"]), (&answer["outcome"], &json!("2026-07-23")));
    assert_ne!(detail["lists"]["was"], detail["lists"]["now"]);
    let others = desk.get("/api/v1/determinations?changed=false").json(200);
    assert_eq!(others["items"].as_array().unwrap().len(), 1);
    assert_eq!(desk.get(&untouched).json(200)["changed"], Json::Null);
    assert_eq!(other.get("/api/v1/determinations?changed=true").json(200)["items"], json!([]));
    assert_eq!(desk.send("POST", &format!("{place}/replay"), &[], None).json(200)["same"], true, "as it was asked, it comes out as it was");
    wait_for("the message", || (!receiver.came().is_empty()).then_some(()));
    let message: Json = serde_json::from_str(&receiver.came()[0].body).unwrap();
    assert_eq!((&message["type"], &message["data"]["address"], &message["data"]["state"]), (&json!("determination.changed"), &json!(place), &json!("changed")));
    assert!(!receiver.came()[0].body.contains("Quibbleton"), "names are fetched, not told");
    let shown = |path: &str| page(&desk, path);
    let record = shown(&place.replace("/api/v1/determinations", "/records"));
    for words in ["Today this would come out otherwise", "Lists of parties were renewed.", "Quibbleton Rotor Works Ltd (US-EL)"] {
        assert!(record.contains(words), "{words}: {record}");
    }
    assert!(shown("/").contains("One kept answer would come out otherwise today"));
    assert!(shown("/records?standing=changed").contains("tag tag-strong") && !shown("/records?standing=same").contains("tag tag-strong"));
    import(&data, "2026-01-03", NOBODY);
    assert!(changed(&desk, 0).is_empty());
    assert_eq!(desk.get(&place).json(200)["standing"], Json::Null);
    assert_eq!(receiver.came().len(), 1);
    site.stop();
}

#[test]
fn a_server_with_other_law_says_which_answers_it_alters() {
    let data = folder("law");
    let site = Site::start(&data, config());
    let desk = site.desk("law");
    let (place, answer) = keep(&desk, &sound());
    let mut elsewhere = sound();
    elsewhere["to"] = "CA".into();
    let (untouched, _) = keep(&desk, &elsewhere);
    let (organisation, token, user) = (desk.organisation, desk.token.clone(), desk.user);
    site.stop();
    // India's row of the Country Chart gets a mark in NS column 2, which it does not have.
    let row = r#"row "IN" "CB 1" "NP 1" "NS 1" "MT 1" "RS 1""#;
    let law = law_with("other-law", "us/countries/chart.kdl", row, r#"row "IN" "CB 1" "NP 1" "NS 1" "NS 2" "MT 1" "RS 1""#);
    let site = Site::start(&data, Config { law: Some(law), ..config() });
    let desk = site.desk_again(organisation, &token, user);
    assert_eq!(changed(&desk, 1), std::slice::from_ref(&place));
    let one = desk.get(&place).json(200);
    let detail = &one["changed"]["detail"];
    assert_eq!((&detail["because"], &detail["now"]["outcome"], &one["answer"]), (&json!(["law"]), &json!("licence-required"), &answer), "{detail}");
    assert_ne!(detail["law"]["was"], detail["law"]["now"]);
    let ground = &detail["now"]["findings"][0]["grounds"][0];
    assert_eq!((&ground["reason"], &ground["column"]), (&json!("NS"), &json!(2)), "{detail}");
    assert_eq!(desk.get(&untouched).json(200)["standing"], Json::Null);
    site.stop();
    // The law as it was: the answer comes out as it was again.
    let site = Site::start(&data, config());
    let desk = site.desk_again(organisation, &token, user);
    assert!(changed(&desk, 0).is_empty());
    site.stop();
}

#[test]
fn one_that_cannot_be_decided_any_more_says_so() {
    let data = folder("undecided");
    let site = Site::start(&data, config());
    let desk = site.desk("undecided");
    // As another version of the law let it be asked: with a fact that is not known now.
    let mut asked = sound();
    asked["end_use"]["orbital"] = true.into();
    let new = NewDetermination {
        id: DeterminationId::at(Timestamp::now()).unwrap(),
        source: Source::Api,
        day: date(2026, 7, 23),
        origin: "US".into(),
        destination: "IN".into(),
        outcome: "no-licence-required".into(),
        receipt: "sha256:1".into(),
        keep_until: date(2099, 1, 1),
        question: Kept::of(&asked).unwrap(),
        answer: Kept::of(&json!({ "outcome": "no-licence-required", "findings": [], "receipt": { "law_digest": "sha256:other", "strict": false } })).unwrap(),
    };
    let stamp = Stamp::new(Timestamp::now(), Actor::program("test"));
    site.runtime.block_on(desk.office().keep_determination(new, &stamp)).unwrap();
    let (organisation, token, user) = (desk.organisation, desk.token.clone(), desk.user);
    site.stop();
    // What was gone over before it came in is gone over again once law or lists are others.
    import(&data, "2026-01-01", NOBODY);
    let site = Site::start(&data, config());
    let desk = site.desk_again(organisation, &token, user);
    let [place] = changed(&desk, 1).try_into().unwrap();
    let one = desk.get(&place).json(200);
    assert_eq!((&one["standing"], &one["outcome"]), (&json!("undecided"), &json!("no-licence-required")));
    let why = one["changed"]["detail"]["why"].as_str().unwrap();
    assert!(why.contains("orbital"), "{why}");
    site.stop();
}
