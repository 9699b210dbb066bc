//! A file of parties, decisions about hits, and the inbox.

use comity_store::Role;

use crate::site::{Page, Person, site};

/// Sends a file and waits for what comes of it.
fn screened(person: &Person, name: &str, file: &[u8]) -> (String, Page) {
    let sent = person.upload("/screen/file", "parties", name, file);
    assert_eq!(sent.status, 303, "{}", sent.body);
    let path = sent.location().to_owned();
    let done = person.until(&path, |page| page.contains("result.csv"));
    (path, done)
}

#[test]
fn a_file_is_screened_and_its_hits_come_first() {
    let ada = site().member(Role::Administrator);
    let file = "Customer,Land\nPlain Goods Ltd,Germany\nQuibleton Rotor Works,Belize\n,Germany\n=cmd Works,\n";
    let (path, done) = screened(&ada, "customers.csv", file.as_bytes());
    for said in ["One party with a hit", "2 parties without a hit", "One line could not be screened", "Quibbleton Rotor Works Ltd"] {
        assert!(done.body.contains(said), "{said}: {}", done.body);
    }
    let table = ada.get(&format!("{path}/result.csv"));
    assert!(table.header("content-type").starts_with("text/csv"));
    assert!(
        table.body.contains("2,,Quibleton Rotor Works,hit,") && table.body.contains("sample:s-1,open") && table.body.contains("1,,Plain Goods Ltd,no hit"),
        "{}",
        table.body
    );
    assert!(table.body.contains("\"'=cmd Works\""), "no cell is a formula: {}", table.body);
    let line = ada.get(&format!("{path}/2"));
    assert!(line.body.contains("value=\"Quibleton Rotor Works\"") && line.body.contains("action=\"/screen/decide\""), "{}", line.body);
    assert_eq!(ada.get(&format!("{path}/9")).status, 404);
    // Another organisation's file is none.
    let eve = site().member(Role::Administrator);
    for other in [path.clone(), format!("{path}/2"), format!("{path}/result.csv")] {
        assert_eq!(eve.get(&other).status, 404, "{other}");
    }
    assert!(ada.get("/screen").body.contains(&path), "it is found again from the page");
}

#[test]
fn names_alone_and_workbooks_are_files_too_and_others_are_refused() {
    let ada = site().member(Role::Administrator);
    let (_, done) = screened(&ada, "names.txt", "Frobisher, Tamsin Odalys\nJane Sample\n".as_bytes());
    assert!(done.body.contains("One party with a hit"), "{}", done.body);
    for (file, says) in [(&b"Street,Town,Code\na,b,c\n"[..], "No column is called a name"), (b"PK\x03\x04", "cut off"), (b"", "Choose a file")] {
        let refused = ada.upload("/screen/file", "parties", "file", file);
        assert!(refused.status == 422 && refused.body.contains(says), "{says}: {}", refused.body);
    }
}

/// How a hit says that it was decided not to be the party.
const DECIDED: &str = "<strong>It is somebody else</strong>";

/// A decision about a record that a name is like.
fn decision<'a>(record: &'a str, decided: &'a str, expires: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![("record", record), ("decided", decided), ("why", "Another address"), ("evidence", "A register"), ("expires", expires)]
}

#[test]
fn a_hit_is_decided_on_its_page_and_the_decision_holds() {
    let ada = site().member(Role::Approver);
    let asked = [("name", "Quibbleton Rotor Works"), ("country", "Belize")];
    let open = ada.post("/screen", &asked);
    assert!(open.body.contains("One hit") && open.body.contains("action=\"/screen/decide\""), "{}", open.body);
    let decide = |decided: &str, expires: &str| ada.post("/screen/decide", &[&asked[..], &decision("sample:s-1", decided, expires)].concat());
    let unsure = decide("unsure", "2099-01-01");
    assert!(
        unsure.status == 200 && unsure.body.contains("<strong>It cannot be told yet</strong>") && unsure.body.contains("could not tell"),
        "{}",
        unsure.body
    );
    let other = decide("not-same", "2099-01-01");
    assert!(other.body.contains(DECIDED) && other.body.contains("Another address"), "{}", other.body);
    // It shows again for the same question, and for no other.
    assert!(ada.post("/screen", &asked).body.contains(DECIDED));
    assert!(!ada.post("/screen", &[("name", "Quibbleton Rotors")]).body.contains(DECIDED));
    // What nobody could follow, or would never hold, is refused, and says why.
    for wrong in [
        decide("same", "2001-01-01"),
        ada.post("/screen/decide", &[&asked[..], &[("record", "sample:s-1"), ("decided", "same"), ("expires", "2099-01-01")]].concat()),
    ] {
        assert!(wrong.status == 422 && wrong.body.contains("role=\"alert\""), "{}", wrong.body);
    }
    let eve = site().member(Role::Approver);
    assert!(!eve.post("/screen", &asked).body.contains(DECIDED), "a decision holds for one organisation");
    let analyst = site().member(Role::Analyst);
    assert!(!analyst.post("/screen", &asked).body.contains("/screen/decide"));
    assert_eq!(analyst.post("/screen/decide", &[&asked[..], &decision("sample:s-1", "same", "2099-01-01")].concat()).status, 403);
}

#[test]
fn a_kept_party_waits_until_its_hits_are_decided_and_again_when_a_list_changes() {
    let ada = site().member(Role::Administrator);
    assert!(ada.get("/screen/inbox").body.contains("Nothing waits"));
    let kept = ada.post("/screen/parties", &[("name", "Tamsin Odalys Frobisher")]);
    assert_eq!(kept.status, 303, "{}", kept.body);
    let party = kept.location().to_owned();
    let inbox = ada.get("/screen/inbox").body;
    assert!(inbox.contains(&party) && inbox.contains("FROBISHER, Tamsin Odalys") && inbox.contains("A new hit"), "{inbox}");
    assert!(ada.get("/").body.contains("Hits of one of your parties wait for a decision"));
    let id = party.rsplit('/').next().unwrap();
    let decide = |decided: &str| ada.post("/screen/decide", &[&[("party", id)][..], &decision("sample:s-2", decided, "2099-01-01")].concat());
    assert_eq!(decide("unsure").status, 303);
    assert!(ada.get("/screen/inbox").body.contains("could not tell"), "what was left open waits on");
    assert_eq!(decide("not-same").location(), party);
    assert!(ada.get(&party).body.contains(DECIDED));
    assert!(ada.get("/screen/inbox").body.contains("Nothing waits"));
    // Another list comes while the server runs: the party is screened anew by itself.
    let more = r#"{"id":"o-1","list":"US-EL","type":"person","name":"Tamsin Frobisher Odalys","aka":[],"country":["LI"],"ids":[]}
"#;
    site().import("other", "2026-02-01", more);
    let inbox = ada.until("/screen/inbox", |page| page.contains("Tamsin Frobisher Odalys"));
    assert!(!inbox.body.contains("FROBISHER, Tamsin Odalys"), "what was decided stays decided: {}", inbox.body);
}
