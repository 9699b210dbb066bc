//! What the pages that ask must never do: answer another question than the one that stands there.

use std::path::Path;

use super::{PASSWORD, Page, Person, SHIPMENT, Site, form};

/// Names are invented. Two records of one list are alike.
const RECORDS: &str = r#"{"id":"s-1","list":"US-SDN","type":"entity","name":"Quibbleton Rotor Works Ltd","aka":[],"country":["BZ"]}
{"id":"s-2","list":"US-SDN","type":"entity","name":"Quibbleton Rotor Works Trading","aka":[],"country":["BZ"]}
{"id":"s-3","list":"US-SDN","type":"entity","name":"Frobisher Steam Turbines","aka":[],"country":["BZ"]}
"#;
const ON_LIST: &str = "party.0.on_sdn_list";

fn import(data: &Path) {
    import_of(data, RECORDS);
}

/// A set of records, as an import would leave it.
fn import_of(data: &Path, records: &str) {
    use comity_edge::lists::{
        edition::{Edition, Form},
        store,
    };
    let count = records.lines().count();
    let edition = Edition {
        format: Form::V1,
        set: "sample".into(),
        date: "2026-01-01".parse().unwrap(),
        imported: jiff::Timestamp::now(),
        digest: store::digest(records.as_bytes()),
        sources: Vec::new(),
        address: None,
        records: count,
        names: count,
        lists: [("US-SDN".to_owned(), count)].into(),
        losses: Vec::new(),
        positional_ids: false,
    };
    let folder = comity_edge::data_folder::DataFolder::find(Some(data)).unwrap();
    store::Store::of(&folder).write(&edition, records.as_bytes()).unwrap();
}

fn with(more: &[(&str, &str)]) -> form::Fields {
    let mut fields: form::Fields = SHIPMENT.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    for (name, value) in more {
        form::set(&mut fields, name, value);
    }
    fields
}

fn to_party(name: &str) -> form::Fields {
    with(&[("party.0.name", name), ("party.0.country", "Belize"), ("party.0.role", "consignee")])
}

/// The page of a shipment to a party about whom every hit was answered with no.
fn cleared(site: &Site, name: &str) -> Page {
    let asked = site.send("/ship", &to_party(name));
    let field = format!("fact:{ON_LIST}");
    assert!(asked.body.contains(&format!("name=\"{field}\"")), "the hits are asked about: {}", asked.body);
    let mut fields = asked.form("missing");
    form::set(&mut fields, &field, "false");
    let page = site.send("/ship", &fields);
    assert_eq!(form::get(&page.form("question"), &field), Some("false"), "{}", page.body);
    page
}

/// What fired, and what may.
fn grounds(page: &Page) -> Vec<&str> {
    page.body.split("class=\"ground-title\">").skip(1).map(|rest| rest.split('<').next().unwrap()).collect()
}

#[test]
fn every_listed_party_that_it_may_be_is_named_in_the_question() {
    let site = Site::with(true, import);
    let page = site.send("/ship", &to_party("Quibbleton Rotor Works"));
    let legend = page.body.split("<legend>").find(|text| text.contains("Quibbleton Rotor Works Ltd (")).unwrap();
    let legend = legend.split("</legend>").next().unwrap();
    assert!(legend.contains("Quibbleton Rotor Works Trading ("), "one answer dismisses both: {legend}");
    assert!(legend.contains("no only if it is none of them"), "{legend}");
}

#[test]
fn an_answer_about_one_party_says_nothing_of_another() {
    let site = Site::with(true, import);
    let field = format!("fact:{ON_LIST}");
    let page = cleared(&site, "Quibbleton Rotor Works");
    let asks = |page: &Page| page.body.contains(&format!("type=\"radio\" name=\"{field}\""));
    assert!(!asks(&page), "what is answered is not asked again");
    // The name of a listed firm is typed over the first.
    let mut fields = page.form("question");
    form::set(&mut fields, "party.0.name", "Frobisher Steam Turbines");
    let other = site.send("/ship", &fields);
    assert!(asks(&other) && other.body.contains("Frobisher Steam Turbines (US-SDN, s-3)"), "{}", other.body);
    assert_eq!(form::get(&other.form("question"), &field), None, "the answer about the first is gone");
    assert_eq!(form::get(&other.form("missing"), &field).unwrap_or_default(), "", "and not proposed");
    // An answer that does not say what it is about counts for nothing.
    let mut fields = to_party("Frobisher Steam Turbines");
    form::set(&mut fields, &field, "false");
    assert!(asks(&site.send("/ship", &fields)));
    // Nor does one about all parties, once there is another.
    let mut fields = page.form("question");
    fields.retain(|(name, _)| *name != field);
    form::set(&mut fields, "fact:party.on_sdn_list", "false");
    assert!(!asks(&site.send("/ship", &fields)));
    form::set(&mut fields, "party.1.name", "Frobisher Steam Turbines");
    form::set(&mut fields, "party.1.country", "Belize");
    let more = site.send("/ship", &fields);
    assert!(asks(&more) && more.body.contains("name=\"fact:party.1.on_sdn_list\""), "{}", more.body);
}

#[test]
fn no_question_is_about_everybody_where_one_has_hits_of_their_own() {
    let site = Site::with(true, import);
    let mut fields = to_party("Quibbleton Rotor Works");
    // Of the second nothing can be compared, so that no list rules it out.
    for (name, value) in [("party.1.name", "★"), ("party.1.country", "Belize"), ("facts", "party.1.on_sdn_list = unknown")] {
        form::set(&mut fields, name, value);
    }
    let page = site.send("/ship", &fields);
    let asks = |field: &str| page.body.contains(&format!("name=\"{field}\""));
    assert!(asks("fact:party.0.on_sdn_list") && asks("fact:party.1.on_sdn_list"), "{}", page.body);
    assert!(!asks("fact:party.on_sdn_list"), "an answer for all would clear the one that has hits");
    // The same once it is known of the first.
    form::set(&mut fields, "facts", "party.0.on_sdn_list = true\nparty.1.on_sdn_list = unknown");
    let page = site.send("/ship", &fields);
    assert!(page.body.contains("name=\"fact:party.1.on_sdn_list\"") && !page.body.contains("name=\"fact:party.on_sdn_list\""), "{}", page.body);
}

#[test]
fn an_answer_stays_with_its_row_where_rows_are_empty() {
    let site = Site::with(true, import);
    let fields = with(&[("party.2.name", "Frobisher Steam Turbines"), ("party.2.country", "Belize")]);
    let page = site.send("/ship", &fields);
    assert!(page.body.contains("name=\"fact:party.2.on_sdn_list\""), "{}", page.body);
    let mut fields = page.form("missing");
    form::set(&mut fields, "fact:party.2.on_sdn_list", "true");
    let listed = site.send("/ship", &fields);
    // Said of all first, then of one, in whatever order they come.
    form::set(&mut fields, "fact:party.on_sdn_list", "false");
    let page = site.send("/ship", &fields);
    assert_eq!(form::get(&page.form("question"), "fact:party.2.on_sdn_list"), Some("true"));
    assert_eq!(grounds(&page), grounds(&listed));
    form::set(&mut fields, "fact:party.2.on_sdn_list", "false");
    assert_ne!(grounds(&site.send("/ship", &fields)), grounds(&listed), "it is the listing that makes the difference");
}

#[test]
fn what_the_form_has_no_place_for_is_told() {
    let site = Site::open(true);
    let lines = |text: &str| with(&[("facts", text)]);
    let many: form::Fields = (0..5000).map(|n| (format!("x{n}"), "1".to_owned())).collect();
    let cases = [
        ("no party is named", lines("party.on_entity_list = true"), "party"),
        ("no line of facts", lines("end_use.internal_repression"), "in place of"),
        ("half a line of facts", lines("end_use.internal_repression ="), "in place of"),
        ("no such row", lines("item.7.origin = US"), "item"),
        ("a table as a value", lines("item = 3"), "item"),
        ("a table where a value stands", lines("to.region = x"), "to.region"),
        ("said twice", lines("end_use.internal_repression = true\nend_use.internal_repression = false"), "not both"),
        ("a characteristic that cannot be read", with(&[("item.0.characteristics", "resolution 12 bit")]), "in place of"),
        ("a list that there is not", with(&[("item.0.codes.us/cc", "3A001")]), "us/cc"),
        ("a row past the last", with(&[("item.50.description", "One more")]), "a form has no more"),
        ("more fields than a form has", many, "4096"),
    ];
    for (what, fields, says) in cases {
        let page = site.send("/ship", &fields);
        assert_eq!(page.status, 422, "{what}: {}", page.body);
        assert!(page.body.contains(says), "{what}: {}", page.body);
    }
    let page = site.send("/ship", &lines("party.on_entity_list = true"));
    assert!(page.body.contains("href=\"#facts\""), "the fault leads to its field: {}", page.body);
    let unread = site.post("/classify", &[("characteristics", "kind = adc\nresolution 12 bit")]);
    assert_eq!(unread.status, 422, "{}", unread.body);
}

#[test]
fn who_takes_part_is_answered_in_the_form() {
    // An exception that asks who receives the items.
    let page = Site::open(true).send("/ship", &with(&[("from", "US"), ("to", "AE"), ("item.0.codes.us/ccl", "0A979")]));
    let asked = page.body.split("Who takes part").nth(1).expect("the parties are missing");
    assert!(asked.split("</div>").next().unwrap().contains("href=\"#party.0.name\""), "{}", page.body);
    assert!(page.body.contains("id=\"party.0.name\""));
}

#[test]
fn a_path_without_end_is_a_fault_and_the_server_lives() {
    let site = Site::open(true);
    let deep = format!("fact:{}", "a.".repeat(400_000));
    for name in [deep.as_str(), "fact:a.a.a.a.a.a.a.a.a.a"] {
        let page = site.send("/ship", &with(&[(name, "1")]));
        assert_eq!(page.status, 422);
    }
    assert_eq!(site.get("/ship").status, 200, "still there");
}

#[test]
fn a_long_question_is_not_repeated_in_every_tile() {
    let site = Site::open(true);
    let text = "x".repeat(100_000);
    let page = site.send("/ship", &with(&[("item.0.description", &text), ("nothing-of-ours", &text)]));
    assert_eq!(page.status, 200);
    assert!(page.body.matches("class=\"tile ").count() > 200 && !page.body.contains("<a class=\"tile"), "tiles that lead nowhere");
    assert!(page.body.len() < 2_000_000, "{} bytes", page.body.len());
    let page = site.send("/ship", &with(&[("nothing-of-ours", "zzz"), ("party.0.name", "Quibbleton Rotor Works"), ("facts", "party.0.name = \"Quibbleton\"")]));
    let tiles: Vec<&str> = page.body.split("<a class=\"tile").skip(1).map(|tile| tile.split('>').next().unwrap()).collect();
    assert!(tiles.len() > 200);
    assert!(tiles.iter().all(|tile| !tile.contains("zzz") && !tile.contains("Quibbleton") && tile.contains("parties=left-out")), "{}", tiles[0]);
}

#[test]
fn each_tile_shows_the_verdict_that_stands_behind_it() {
    let site = Site::open(true);
    // What the items are worth together is what the law asks for, not what each is.
    let fields = [
        ("from", "US"),
        ("to", "DE"),
        ("date", "2026-08-03"),
        ("item.0.description", "Converters"),
        ("item.0.origin", "US"),
        ("item.0.codes.us/ccl", "3A001.a.5.a.3"),
        ("item.0.value", "4000 USD"),
        ("item.1.description", "More converters"),
        ("item.1.origin", "US"),
        ("item.1.codes.us/ccl", "3A001.a.5.a.3"),
        ("item.1.value", "4000 USD"),
        ("value", "8000 USD"),
        ("end_use.military", "false"),
        ("end_use.wmd", "false"),
    ];
    let page = site.post("/ship", &fields);
    assert_eq!(page.status, 200, "{}", page.body);
    let mut outcomes = std::collections::BTreeSet::new();
    for country in ["KR", "IN", "BR", "TH", "CN", "RU", "CA", "AE"] {
        let tile = page.body.split("<a class=\"tile o-").skip(1).find(|tile| tile.contains(&format!(">{country}</span>"))).unwrap();
        let outcome = tile.split(['"', ' ']).next().unwrap();
        let path = tile.split("href=\"").nth(1).unwrap().split('"').next().unwrap().replace("&#38;", "&");
        let behind = site.get(&path);
        assert!(behind.body.contains(&format!("class=\"verdict o-{outcome}\"")), "{country}: the map says {outcome}: {path}");
        outcomes.insert(outcome.to_owned());
    }
    assert!(outcomes.len() > 1, "{outcomes:?}");
}

#[test]
fn the_sentence_names_the_places_that_were_decided_for() {
    let page = Site::open(true).send("/ship", &with(&[("facts", "to = JP")]));
    assert!(page.body.contains("from Germany to Japan, on 2026-08-03"), "{}", page.body);
}

#[test]
fn a_party_that_nobody_searched_for_is_not_called_clean() {
    let fields = to_party("Ordinary Instruments");
    let none = Site::open(true).send("/ship", &fields);
    assert!(none.body.contains("not searched: no list of parties is in use"), "{}", none.body);
    let site = Site::with(true, import);
    let some = site.send("/ship", &fields);
    assert!(
        some.body.contains("Not searched: ") && !some.body.contains("no listed party is alike"),
        "lists that tell something are not imported: {}",
        some.body
    );
    // The hits are looked at without a name in an address.
    let hit = site.send("/ship", &to_party("Quibbleton Rotor Works"));
    assert!(!hit.body.contains("/screen?name="), "{}", hit.body);
    let look = site.send("/screen", &hit.form_to("/screen", "Look at the hits"));
    assert!(look.status == 200 && look.body.contains("Quibbleton Rotor Works Trading"), "{}", look.body);
}

#[test]
fn no_threshold_hides_a_hit_that_counts() {
    let site = Site::with(true, import);
    let search = |threshold: &str| site.post("/screen", &[("name", "Quibbleton Rotor Works"), ("threshold", threshold)]);
    for wrong in ["1", "75", "0.51", "-1", "NaN"] {
        assert_eq!(search(wrong).status, 422, "{wrong}");
    }
    for right in ["", "0", "0.5"] {
        let page = search(right);
        assert!(page.status == 200 && page.body.contains("Quibbleton Rotor Works Ltd"), "{right}: {}", page.body);
    }
    let noted = site.post("/screen", &[("name", "Quibbleton Rotor Works"), ("country", "Nowhereland"), ("date_of_birth", "soon")]);
    assert!(noted.body.contains("is not known by this name") && noted.body.contains("dates of birth are not compared"), "{}", noted.body);
}

#[test]
fn more_hits_than_are_shown_are_told_of() {
    let record = |n: usize| {
        format!("{{\"id\":\"s-{n}\",\"list\":\"US-SDN\",\"type\":\"entity\",\"name\":\"Quibbleton Rotor Works {n}\",\"aka\":[],\"country\":[\"BZ\"]}}\n")
    };
    let search = |count: usize| {
        let site = Site::with(true, |data| import_of(data, &(0..count).map(record).collect::<String>()));
        site.post("/screen", &[("name", "Quibbleton Rotor Works")]).body.contains("There are more hits than these")
    };
    assert!(search(30) && !search(25));
}

/// Keeps the answer to a form, and opens the record.
fn kept(ada: &Person, fields: &form::Fields) -> Page {
    let fields: Vec<_> = fields.iter().filter(|(name, _)| name != "csrf").map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let made = ada.post("/records", &fields);
    assert_eq!(made.status, 303, "{}", made.body);
    ada.get(made.location())
}

#[test]
fn a_record_is_asked_again_with_its_parties_and_answers() {
    let site = Site::with(true, import);
    let ada = site.sign_in("ada@example.org");
    let page = site.send("/ship", &to_party("Frobisher Steam Turbines"));
    let mut fields = page.form("missing");
    form::set(&mut fields, &format!("fact:{ON_LIST}"), "true");
    let record = kept(&ada, &fields);
    assert!(!record.body.contains("/ship?"), "no name in an address");
    let again = site.send("/ship", &record.form_to("/ship", "Ask again today"));
    assert!(!grounds(&record).is_empty());
    assert_eq!(grounds(&again), grounds(&record), "{}", again.body);
    let form = again.form("question");
    assert_eq!(form::get(&form, "party.0.name"), Some("Frobisher Steam Turbines"));
    assert_eq!(form::get(&form, &format!("fact:{ON_LIST}")), Some("true"));
}

#[test]
fn a_record_that_the_form_cannot_hold_is_not_asked_again_in_part() {
    let site = Site::open(true);
    let ada = site.sign_in("ada@example.org");
    let question = r#"{"id":"t","date":"2026-08-03","activity":"export","from":"DE","to":"KR","item":[{"codes":{"us/ccl":"3A001.a.5.a.3"}}],
        "party":[{"role":"consignee","name":"Frobisher","country":"BZ","owners":[{"name":"Quibbleton","share":"60 %"}]}]}"#;
    let headers = [("Cookie", ada.cookie.as_str()), ("X-CSRF-Token", ada.csrf.as_str()), ("Idempotency-Key", "k-1")];
    let made = site.ask_in("application/json", "POST", "/api/v1/decide?store=true", &headers, question);
    assert_eq!(made.status, 201, "{}", made.body);
    let path = ada.get("/records").body.split("href=\"/records/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let record = ada.get(&format!("/records/{path}"));
    assert!(record.body.contains("the form has no place for party.owners") && !record.body.contains("Ask again today"), "{}", record.body);
}

#[test]
fn a_link_without_parties_says_that_it_left_them_out() {
    let site = Site::open(true);
    let page = site.send("/ship", &to_party("Ordinary Instruments"));
    let path = page.body.split("<a class=\"tile").nth(1).unwrap().split("href=\"").nth(1).unwrap().split('"').next().unwrap().replace("&#38;", "&");
    let linked = site.get(&path);
    assert!(linked.body.contains("The parties were left out"), "{}", linked.body);
    let asked = site.send("/ship", &linked.form("missing"));
    assert!(asked.body.contains("The parties were left out"), "still");
    let mut fields = linked.form("question");
    form::set(&mut fields, "party.0.name", "Ordinary Instruments");
    assert!(!site.send("/ship", &fields).body.contains("The parties were left out"), "until they are named");
}

#[test]
fn what_the_store_refuses_is_told_beside_the_form() {
    let site = Site::open(true);
    let ada = site.sign_in("ada@example.org");
    let fields =
        [("characteristics", "kind = adc\nresolution = 12 bit"), ("code", "us/ccl:3A001.a.5.a.3"), ("reasons", "By the data sheet"), ("reference", " ")];
    let page = ada.post("/catalogue/classify", &fields);
    assert_eq!(page.status, 422);
    assert!(page.body.contains("role=\"alert\"") && page.body.contains("name=\"reference\"") && !page.body.contains("The fault is ours"), "{}", page.body);
}

#[test]
fn a_code_that_was_rejected_is_not_used() {
    let site = Site::open(true);
    let ada = site.sign_in("ada@example.org");
    let added = ada.post("/account/members", &[("name", "Grace Sample"), ("email", "grace@example.org"), ("role", "administrator")]);
    let first = added.body.split("class=\"secret\">").nth(1).unwrap().split('<').next().unwrap();
    let made = ada.post(
        "/catalogue/classify",
        &[("characteristics", "kind = adc"), ("reference", "SMP-1"), ("code", "us/ccl:3A001.a.5.a.3"), ("reasons", "By the data sheet")],
    );
    let path = made.location().to_owned();
    let item = ada.get(&path);
    assert!(item.body.contains("item.0.codes.us%2Fccl=3A001.a.5.a.3"), "{}", item.body);
    let entering = site.entered(&site.post("/sign-in", &[("email", "grace@example.org"), ("password", first), ("next", "/account")]));
    let grace = site.entered(&entering.post("/account/password", &[("current", first), ("new", PASSWORD)]));
    let fields = grace.get(&path).form_to(&format!("{path}/review"), "name=\"verdict\"");
    let classification = form::get(&fields, "classification").unwrap();
    let done = grace.post(&format!("{path}/review"), &[("classification", classification), ("verdict", "rejected"), ("why", "Another converter")]);
    assert_eq!(done.status, 303, "{}", done.body);
    let item = ada.get(&path);
    assert!(item.body.contains("rejected: not used") && !item.body.contains("item.0.codes."), "{}", item.body);
    assert!(!ada.get("/catalogue").body.contains("3A001.a.5.a.3"));
}
