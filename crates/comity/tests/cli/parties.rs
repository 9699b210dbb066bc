//! Parties screened inside `comity decide`: hits, decisions about them, owners, and what the answer says of it all.

use std::fs;

use serde_json::{Value as Json, json};

use crate::{Run, Scratch, comity, comity_with};

/// Invented parties on lists that give facts, and one on a list that gives none.
const LISTED: &str = r#"{"id":"el-1","list":"US-EL","type":"entity","name":"Northwind Precision Works","country":["CN"],"ids":["91330000X"],"requirement":"For all items subject to the EAR. (See §§ 734.9(e)(2) and 744.11 of the EAR) 4","policy":"Presumption of denial"}
{"id":"el-2","list":"US-EL","type":"entity","name":"Cinderfell Avionics","country":["RU"],"requirement":"For items on the CCL and listed in supplement no. 7 to part 746 of the EAR"}
{"id":"sdn-1","list":"US-SDN","type":"person","name":"Quartermain, Aloysius","dob":["1961-04-02"],"country":["RU"],"ids":["P778812"],"programs":["RUSSIA-EO14024","CYBER2"]}
{"id":"dpl-1","list":"US-DPL","type":"person","name":"Zebulon Featherstonehaugh","country":["GB"]}
{"id":"uvl-1","list":"US-UVL","type":"entity","name":"Glimmerstone Optics","country":["AE"]}
{"id":"meu-1","list":"US-MEU","type":"entity","name":"Ironbark Aviation Institute","country":["CN"]}
{"id":"dtc-1","list":"US-DTC","type":"person","name":"Peregrine Thistlewood","country":["US"]}
"#;

/// A data folder in which the lists are imported.
struct Office(Scratch);

impl Office {
    fn new(name: &str) -> Self {
        let office = Self(Scratch::new(&format!("parties-{name}")));
        let file = office.0.file("listed.jsonl", LISTED);
        office.run(0, &["lists", "import", "us-csl", &file, "--date", "2026-07-31"]);
        office
    }

    #[track_caller]
    fn run(&self, code: i32, arguments: &[&str]) -> Run {
        let data = self.0.path("data");
        comity(code, &[arguments, &["--data", &data]].concat())
    }

    /// Decides a transaction with these parties.
    #[track_caller]
    fn decide(&self, parties: Json, more: &[&str]) -> Json {
        let file = self.0.file("t.json", shipment("t", parties).to_string());
        self.run(0, &[&["decide", &file, "--json"], more].concat()).json()
    }

    fn adjudicate(&self, record: &str, decision: &str, party: &[&str]) {
        let how = ["--by", "R. Roe", "--why", "the passport was seen", "--evidence", "file 7", "--expires", "2027-01-01"];
        self.run(0, &[&["adjudicate", "add", "--record", record, "--decision", decision], &how[..], party].concat());
    }
}

fn shipment(id: &str, parties: Json) -> Json {
    json!({
        "id": id, "date": "2026-08-03", "activity": "export", "from": "US", "to": "AE", "value": "10000 USD",
        "end_use": { "military": false, "wmd": false },
        "item": [{ "id": "i1", "origin": "US", "codes": { "us/ccl": "EAR99" } }],
        "party": parties,
    })
}

fn finding(answer: &Json) -> &Json {
    answer["findings"].as_array().unwrap().iter().find(|finding| finding["jurisdiction"] == "us").unwrap()
}

/// Questions about a fact.
fn questions(answer: &Json, fact: &str) -> Vec<String> {
    let missing = finding(answer)["missing"].as_array().unwrap().iter().filter(|row| row["fact"] == fact);
    missing.map(|row| row["question"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn an_undecided_hit_leaves_the_answer_open_and_asks_by_name() {
    let office = Office::new("open");
    let answer = office.decide(json!([{ "role": "end-user", "name": "Northwind Precision Works", "country": "CN" }]), &[]);
    assert_eq!(answer["outcome"], "undetermined");
    assert_eq!(finding(&answer)["possible"]["worst"], "licence-required");
    let asked = questions(&answer, "party.on_entity_list");
    assert_eq!(asked, ["Is Northwind Precision Works the listed party Northwind Precision Works (US-EL, el-1)?"]);
    let screened = &answer["screened"][0];
    assert_eq!((screened["hits"][0]["state"].as_str(), screened["hits"][0]["id"].as_str()), (Some("open"), Some("el-1")));
    assert_eq!((screened["sets"][0]["edition"].as_str(), screened["sets"][0]["age_days"].as_i64()), (Some("2026-07-31"), Some(3)));
    let ruled_out: Vec<&str> = screened["ruled_out"].as_array().unwrap().iter().map(|fact| fact.as_str().unwrap()).collect();
    assert_eq!(ruled_out, ["party.on_denied_persons_list", "party.on_meu_list", "party.on_sdn_list", "party.on_unverified_list"]);
    assert_eq!(screened["not_screened"], json!(["EU", "GB"]));
    assert_eq!(answer["receipt"]["lists"][0]["set"], "us-csl");
    let assuming = finding(&answer)["assuming"].as_array().unwrap();
    assert!(assuming.iter().all(|row| row["fact"] != "party.on_sdn_list"), "what was searched is not presumed");
}

#[test]
fn a_decision_settles_a_hit_either_way() {
    let party = json!([{ "role": "end-user", "name": "Northwind Precision Works", "country": "CN" }]);
    let named = ["--name", "Northwind Precision Works", "--country", "CN"];
    let office = Office::new("same");
    office.adjudicate("us-csl:el-1", "same", &named);
    let answer = office.decide(party.clone(), &[]);
    assert_eq!(answer["outcome"], "licence-required");
    assert!(finding(&answer)["grounds"].as_array().unwrap().iter().any(|ground| ground["rule"] == "us/744.11(a)"));
    let hit = &answer["screened"][0]["hits"][0];
    assert_eq!(hit["state"], "same");
    assert!(hit["decided"].as_str().unwrap().starts_with("R. Roe on "), "{hit}");

    let office = Office::new("not-same");
    office.adjudicate("us-csl:el-1", "not-same", &named);
    let answer = office.decide(party, &[]);
    assert_eq!(answer["outcome"], "no-licence-required");
    assert_eq!(answer["screened"][0]["hits"], json!([]));
}

#[test]
fn a_confirmed_listing_brings_what_its_list_implies() {
    let office = Office::new("implies");
    for (name, record, outcome, rule) in [
        ("Aloysius Quartermain", "us-csl:sdn-1", "prohibited", "us/ofac-sdn"),
        ("Aloysius Quartermain", "us-csl:sdn-1", "prohibited", "us/744.8(b)"),
        ("Zebulon Featherstonehaugh", "us-csl:dpl-1", "prohibited", "us/736.2(b)(4)"),
    ] {
        office.adjudicate(record, "same", &["--name", name]);
        let answer = office.decide(json!([{ "role": "end-user", "name": name }]), &[]);
        assert_eq!(answer["outcome"], outcome, "{name}");
        let grounds = finding(&answer)["grounds"].as_array().unwrap();
        assert!(grounds.iter().any(|ground| ground["rule"] == rule), "{name}: {grounds:?}");
    }
    office.adjudicate("us-csl:uvl-1", "same", &["--name", "Glimmerstone Optics"]);
    let answer = office.decide(json!([{ "role": "end-user", "name": "Glimmerstone Optics" }]), &[]);
    assert!(finding(&answer)["duties"].as_array().unwrap().iter().any(|duty| duty["rule"] == "us/744.15(b)" && duty["due"] == true));
}

#[test]
fn an_entry_that_does_not_cover_all_items_is_not_taken_to() {
    let office = Office::new("narrow");
    office.adjudicate("us-csl:el-2", "same", &["--name", "Cinderfell Avionics"]);
    let answer = office.decide(json!([{ "role": "end-user", "name": "Cinderfell Avionics" }]), &[]);
    assert_eq!(answer["outcome"], "undetermined");
    assert_eq!(questions(&answer, "party.entity_list_spares_item").len(), 1);
}

#[test]
fn a_hit_on_a_list_that_no_rule_asks_for_is_shown_and_changes_nothing() {
    let office = Office::new("other-list");
    let answer = office.decide(json!([{ "role": "end-user", "name": "Peregrine Thistlewood" }]), &[]);
    assert_eq!(answer["outcome"], "no-licence-required");
    assert_eq!((answer["screened"][0]["hits"][0]["list"].as_str(), &answer["screened"][0]["hits"][0]["facts"]), (Some("US-DTC"), &json!([])));
}

#[test]
fn what_the_user_states_wins_and_a_contradiction_is_said() {
    let office = Office::new("stated");
    let party = json!([{ "role": "end-user", "name": "Northwind Precision Works", "on_entity_list": false }]);
    let answer = office.decide(party, &[]);
    assert_eq!(answer["outcome"], "no-licence-required");
    let warning = answer["screened"][0]["warnings"][0].as_str().unwrap();
    assert!(warning.contains("party.on_entity_list is stated to be false"), "{warning}");
}

#[test]
fn a_register_number_leaves_a_hit_open_and_says_so() {
    let office = Office::new("number");
    let party = json!([{ "role": "end-user", "name": "Northwind Precision", "identifiers": ["91330000X"] }]);
    let answer = office.decide(party, &[]);
    assert_eq!(answer["outcome"], "undetermined");
    assert_eq!(answer["screened"][0]["hits"][0]["identifier"], true);
    assert!(questions(&answer, "party.on_entity_list")[0].contains("A register number agrees as well"));
}

#[test]
fn owners_are_screened_and_the_chain_is_shown() {
    let office = Office::new("owners");
    let parties = json!([{ "role": "end-user", "name": "Harbour Lantern Trading", "country": "AE", "owners": [
        { "name": "Lantern Holding", "share": "60 %" },
        { "name": "Aloysius Quartermain", "of": "Lantern Holding", "share": "50 %", "type": "person" },
    ] }]);
    let answer = office.decide(parties.clone(), &[]);
    assert_eq!(answer["outcome"], "undetermined");
    let asked = questions(&answer, "party.owned_50_percent_by_sdn");
    assert_eq!(asked, ["Is Aloysius Quartermain, an owner, the listed party Quartermain, Aloysius (US-SDN, sdn-1)?"]);

    office.adjudicate("us-csl:sdn-1", "same", &["--name", "Aloysius Quartermain", "--type", "person"]);
    let answer = office.decide(parties, &[]);
    assert_eq!(answer["outcome"], "prohibited");
    let owned = &answer["ownership"][0];
    assert_eq!((owned["fact"].as_str(), owned["value"].as_str()), (Some("party.owned_50_percent_by_sdn"), Some("true")));
    let held: Vec<&str> = owned["steps"].as_array().unwrap().iter().map(|step| step["held"].as_str().unwrap()).collect();
    assert_eq!(held, ["Lantern Holding", "Harbour Lantern Trading"]);
}

#[test]
fn without_lists_the_answer_is_as_if_nobody_screened() {
    let office = Office::new("without");
    let file = office.0.file("t.json", shipment("t", json!([{ "role": "end-user", "name": "Northwind Precision Works" }])).to_string());
    let plain = comity(0, &["decide", &file, "--json"]).out;
    assert_eq!(office.run(0, &["decide", &file, "--json", "--no-screening"]).out, plain);
    // On a day before every edition there is nothing to search, and the answer says of whom and of which lists.
    let early = office.run(0, &["decide", &file, "--json", "--as-of", "2026-07-30"]);
    assert_eq!(early.json()["screened"][0]["not_screened"].as_array().unwrap().len(), 7);
    assert!(early.err.contains("no edition as early as 2026-07-30"), "{}", early.err);
}

#[test]
fn a_party_without_a_name_is_said_not_to_be_screened() {
    let office = Office::new("nameless");
    let answer = office.decide(json!([{ "role": "end-user", "country": "AE" }]), &[]);
    assert_eq!(answer["screened"][0]["sets"], json!([]));
    assert_eq!(answer["screened"][0]["not_screened"].as_array().unwrap().len(), 7);
    assert!(finding(&answer)["assuming"].as_array().unwrap().iter().any(|row| row["fact"] == "party.on_sdn_list"));
}

#[test]
fn a_number_alone_finds_hits_and_rules_out_nothing() {
    let office = Office::new("number-alone");
    for party in [json!({ "role": "end-user", "identifiers": ["Q-4711-08"] }), json!({ "role": "end-user", "name": "★", "identifiers": ["Q-4711-08"] })] {
        let answer = office.decide(json!([party]), &[]);
        assert_eq!(answer["screened"][0]["not_screened"].as_array().unwrap().len(), 7);
        assert!(finding(&answer)["assuming"].as_array().unwrap().iter().any(|row| row["fact"] == "party.on_sdn_list"));
    }
}

#[test]
fn a_receipt_replays_without_the_lists() {
    let office = Office::new("replay");
    let file = office.0.file("t.json", shipment("t", json!([{ "role": "end-user", "name": "Northwind Precision Works" }])).to_string());
    let receipt = office.0.path("receipt.json");
    office.run(0, &["decide", &file, "--receipt", &receipt]);
    assert!(comity(0, &["replay", &receipt]).out.starts_with("same answer"));
    let changed = fs::read_to_string(&receipt).unwrap().replace("\"on_entity_list\": \"open\"", "\"on_entity_list\": false");
    fs::write(&receipt, changed).unwrap();
    assert!(comity(1, &["replay", &receipt]).out.contains("not the same answer"));
}

#[test]
fn a_batch_screens_as_single_questions_do_on_any_number_of_threads() {
    let office = Office::new("batch");
    let names = ["Northwind Precision Works", "Harbour Lantern Trading", "Aloysius Quartermain", "Glimmerstone Optics", "Ironbark Aviation Institute"];
    let lines: Vec<Json> = (0..60)
        .map(|i| {
            let owners = if i % 3 == 0 { json!([{ "name": "Aloysius Quartermain", "share": "50 %" }]) } else { json!([]) };
            shipment(&format!("t{i}"), json!([{ "role": "end-user", "name": names[i % names.len()], "owners": owners }]))
        })
        .collect();
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let input = office.0.file("in.jsonl", text);
    let run = |threads: &str| {
        let out = office.0.path(&format!("out-{threads}.jsonl"));
        office.run(0, &["decide", "--batch", &input, "--out", &out, "--threads", threads]);
        fs::read_to_string(out).unwrap()
    };
    let one = run("1");
    assert_eq!(one, run("4"));
    for (line, document) in one.lines().zip(&lines).step_by(7) {
        let file = office.0.file("one.json", document.to_string());
        let alone = office.run(0, &["decide", &file, "--json"]).json();
        assert_eq!(serde_json::from_str::<Json>(line).unwrap(), alone);
        // Canonical: keys in the order of the alphabet.
        assert_eq!(line, serde_json::to_string(&alone).unwrap());
    }
}

#[test]
fn a_name_that_is_not_compared_whole_is_not_ruled_out() {
    let office = Office::new("long-name");
    let screened = |name: &str| office.decide(json!([{ "role": "end-user", "name": name }]), &[])["screened"][0].clone();
    let short = screened("Harbour Pottery");
    let ruled_out = |screened: &Json| screened["ruled_out"].as_array().unwrap().contains(&json!("party.on_entity_list"));
    assert!(ruled_out(&short), "{short}");
    let long = screened(&"Harbour Pottery ".repeat(20));
    assert!(!ruled_out(&long), "{long}");
    assert!(long["not_screened"].as_array().unwrap().contains(&json!("US-EL")), "{long}");
}

#[test]
fn the_readable_answer_tells_of_parties_and_owners() {
    let office = Office::new("readable");
    let parties = json!([{ "role": "end-user", "name": "Northwind \u{202e}Precision Works", "owners": [{ "name": "Aloysius Quartermain", "share": "50 %" }] }]);
    let file = office.0.file("t.json", shipment("t", parties).to_string());
    let out = office.run(0, &["decide", &file]).out;
    for text in
        ["Parties screened", "(US-EL, el-1), score ", "not screened, no edition imported: EU, GB", "searched: us-csl of 2026-07-31 (3 days old)", "Ownership"]
    {
        assert!(out.contains(text), "no `{text}` in {out}");
    }
    assert!(!out.contains('\u{202e}'));
}

#[test]
fn faults_in_owners_and_findings_are_pointed_at() {
    for (party, want) in [
        (json!({ "name": "A", "owners": [{ "name": "B", "share": "130 %" }] }), "expected a share"),
        (json!({ "name": "A", "owners": [{ "name": "B", "share": "60 %" }, { "name": "C", "share": "60 %" }] }), "no more than 100 %"),
        (json!({ "name": "A", "owners": [{ "share": "60 %" }] }), "the owner's `name`"),
        (json!({ "name": "A", "owners": [{ "name": "Beta", "of": "Gama" }, { "name": "Gamma" }] }), "Gamma"),
        (json!({ "name": "A", "owners": [{ "name": "B", "on_sdn_lst": true }] }), "party.on_sdn_list"),
        (json!({ "name": "A", "screened": { "facts": { "on_sdn_lst": false } } }), "party.on_sdn_list"),
        (json!({ "name": "A", "screened": { "hits": [{ "id": "1" }] } }), "what screening found"),
        (json!({ "name": "A", "identifiers": [7] }), "register numbers"),
        (json!({ "name": "A", "owners": "B" }), "one or more owners"),
    ] {
        let folder = Scratch::new("parties-faults");
        let file = folder.file("t.json", shipment("t", json!([party])).to_string());
        let run = comity_with(2, &["decide", &file], &[]);
        assert!(run.report().contains(want), "{party}: no `{want}` in {}", run.err);
    }
}

#[test]
fn a_fact_that_owners_can_make_true_is_not_ruled_out_by_its_list() {
    let folder = Scratch::new("parties-eu");
    // Words weigh little among few names: the other lists are there too.
    let eu = r#"{"id":"eu-1","list":"EU","type":"person","name":"Quartermain, Aloysius","country":["RU"]}"#;
    let gb = r#"{"id":"gb-1","list":"GB","type":"entity","name":"Larkspur Foundry","country":["BY"]}"#;
    let list = folder.file("eu.jsonl", format!("{LISTED}{eu}\n{gb}\n"));
    let decide = |name: &str| {
        let mut document = shipment("t", json!([{ "role": "end-user", "name": name }]));
        (document["from"], document["item"][0]["codes"]) = ("DE".into(), json!({ "eu/annex-i": "not-listed" }));
        let file = folder.file("t.json", document.to_string());
        let answer = comity(0, &["decide", &file, "--json", "--records", &list]).json();
        let eu = answer["findings"].as_array().unwrap().iter().find(|finding| finding["jurisdiction"] == "eu").unwrap().clone();
        (answer, eu)
    };
    let (answer, eu) = decide("Harbour Lantern Trading");
    let screened = &answer["screened"][0];
    assert_eq!((&screened["hits"], &screened["not_screened"]), (&json!([]), &json!([])));
    let ruled_out = screened["ruled_out"].as_array().unwrap();
    assert!(ruled_out.contains(&json!("party.on_sdn_list")) && !ruled_out.contains(&json!("party.on_eu_sanctions_list")), "{ruled_out:?}");
    assert!(eu["assuming"].as_array().unwrap().iter().any(|row| row["fact"] == "party.on_eu_sanctions_list"), "owners are presumed: {eu}");
    let (_, eu) = decide("Aloysius Quartermain");
    assert_eq!((eu["outcome"].as_str(), eu["possible"]["worst"].as_str()), (Some("undetermined"), Some("prohibited")));
}
