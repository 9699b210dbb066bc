//! A determination on paper, and for how long it is kept.

use comity_store::{Actor, Scope, Stamp};
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

#[test]
fn what_is_past_its_last_day_is_removed_and_the_trail_says_so() {
    let server: &'static crate::Server = Box::leak(Box::new(start("removal", Config::default())));
    let (desk, other) = (Desk::on(server, "removal"), Desk::on(server, "removal-other"));
    let places = [kept(&desk, &sound()), kept(&other, &sound())];
    let one = desk.get(&places[0]).json(200);
    let last: Date = one["keep_until"].as_str().unwrap().parse().unwrap();
    let noon = |day: Date| day.at(12, 0, 0, 0).to_zoned(TimeZone::UTC).unwrap().timestamp();
    let remove = |day: Date| server.runtime.block_on(comity_serve::removal::remove(&server.store, noon(day))).unwrap();
    assert_eq!(remove(last), 0, "on its last day it is there");
    assert_eq!(desk.get(&places[0]).status, 200);
    assert_eq!(remove(last.tomorrow().unwrap()), 2, "of both organisations");
    for (desk, place) in [(&desk, &places[0]), (&other, &places[1])] {
        assert_eq!(desk.get(place).problem(404), "unknown");
        let trail = desk.get("/api/v1/audit").json(200);
        let gone: Vec<_> = trail["items"].as_array().unwrap().iter().filter(|entry| entry["action"] == "determination.expired").collect();
        assert_eq!(gone.len(), 1, "{trail}");
        assert_eq!(gone[0]["by"], Stamp::new(Timestamp::now(), Actor::program("keeping")).actor.to_string());
        assert_eq!(desk.get("/api/v1/audit/proof").json(200)["whole"], true);
    }
}
