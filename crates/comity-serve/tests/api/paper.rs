//! A determination on paper, and for how long it is kept.

use comity_store::Scope;
use jiff::{Span, Timestamp, civil::Date, tz::TimeZone};
use serde_json::json;

use crate::{Config, Desk, sound, start};

/// The place of a determination that was kept.
fn kept(desk: &Desk, question: &serde_json::Value) -> String {
    let kept = desk.post("/api/v1/decide?store=true", question);
    kept.json(201);
    kept.header("location").to_owned()
}

#[test]
fn a_kept_determination_is_printed() {
    let desk = Desk::new("printed");
    let mut question = sound();
    question["party"] = json!([{ "role": "end-user", "name": "#Quibbleton $Rotor$ Works Ltd", "country": "BZ" }]);
    let place = kept(&desk, &question);
    let printed = desk.get(&format!("{place}/pdf"));
    assert_eq!((printed.status, printed.header("content-type")), (200, "application/pdf"));
    assert!(printed.body.starts_with("%PDF-1.7"), "{}", printed.body.chars().take(200).collect::<String>());
    // The same record gives the same bytes; what is known is not sent again.
    let again = desk.get(&format!("{place}/pdf"));
    assert_eq!(again.header("etag"), printed.header("etag"));
    assert_eq!(desk.send("GET", &format!("{place}/pdf"), &[("if-none-match", printed.header("etag"))], None).status, 304);
    let trail = desk.get("/api/v1/audit").json(200);
    assert_eq!(trail["items"].as_array().unwrap().iter().filter(|entry| entry["action"] == "determination.printed").count(), 3);
}

#[test]
fn a_paper_belongs_to_one_organisation_and_to_those_who_may_read_it() {
    let (desk, other) = (Desk::new("paper"), Desk::new("paper-elsewhere"));
    let place = format!("{}/pdf", kept(&desk, &sound()));
    assert_eq!(other.get(&place).problem(404), "unknown");
    assert_eq!(desk.get("/api/v1/determinations/nonsense/pdf").problem(404), "unknown");
    let screener = Desk { token: desk.token_of(comity_store::Role::Analyst, &[Scope::Screen]), ..Desk::new("paper-screener") };
    assert_eq!(screener.get(&place).problem(403), "forbidden");
}

#[test]
fn a_determination_says_for_how_long_the_law_wants_it_kept() {
    let desk = Desk::new("kept-for");
    let one = desk.get(&kept(&desk, &sound())).json(200);
    let statements = one["kept_for"].as_array().unwrap();
    assert!(!statements.is_empty());
    let day = |value: &serde_json::Value| value.as_str().unwrap().parse::<Date>().unwrap();
    let until = day(&one["keep_until"]);
    for said in statements {
        assert_eq!(said["jurisdiction"], one["answer"]["findings"][0]["jurisdiction"]);
        assert!(!said["citation"].as_str().unwrap().is_empty() && !said["moment"].as_str().unwrap().is_empty());
        assert!(day(&said["until"]) <= until && day(&said["until"]) >= day(&said["from"]), "{said}");
    }
    let latest = statements.iter().map(|said| day(&said["until"])).max().unwrap();
    let longest = statements.iter().map(|said| said["years"].as_i64().unwrap()).max().unwrap();
    // Nobody chose another time: the longest that any law asks for is that of this one.
    assert_eq!((until, longest >= 5), (latest, true));
}

#[test]
fn the_choice_of_whoever_runs_the_server_counts_where_it_is_longer() {
    let server: &'static crate::Server = Box::leak(Box::new(start("keeping", Config { keep_years: Some(30), ..Config::default() })));
    let desk = Desk::on(server, "keeping");
    let one = desk.get(&kept(&desk, &sound())).json(200);
    let today = Timestamp::now().to_zoned(TimeZone::UTC).date();
    assert_eq!(one["keep_until"].as_str().unwrap(), today.checked_add(Span::new().years(30)).unwrap().to_string());
}
