//! What holds of every page, of the style and of the map.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::{fs, path::Path};

use comity_portal::{
    Catalogue, Choice, Field, Outcome, Section, Select, Shell, Template, Truth, assets,
    charts::{Layout, Tile, WorldMap},
    pages::{
        ShipPage, SignInPage,
        ship::{Authorisation, Condition, Finding, Node, ShipForm, Status},
    },
};
use proptest::prelude::*;

fn shell() -> Shell<'static> {
    Shell::new(Catalogue::english(), Section::Ship)
}

fn ship(form: &ShipForm) -> String {
    let shell = shell();
    ShipPage { shell: &shell, form, problems: &[], answer: None, map: None, countries: &[] }.render().unwrap()
}

#[test]
fn no_page_carries_script_or_style_of_its_own() {
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("templates")).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        assert!(!text.contains(" style=") && !text.contains("<style") && !text.contains("javascript:"), "{}", path.display());
        let events = [" onclick", " onload", " onsubmit", " onchange"];
        assert!(events.iter().all(|event| !text.contains(event)), "{}", path.display());
        assert!(text.matches("<script").count() == text.matches("<script src=\"/assets/").count(), "{}", path.display());
    }
}

#[test]
fn what_was_entered_cannot_break_out_of_the_page() {
    let evil = "\"><script>alert(1)</script>";
    let form = ShipForm { from: Field::new("from", evil), ..ShipForm::default() };
    let html = ship(&form);
    assert!(!html.contains("<script>alert"), "{html}");
    assert!(html.contains("&#60;script&#62;alert") || html.contains("&lt;script&gt;alert"), "what was entered is still there, as text");
}

#[test]
fn every_form_that_changes_something_gives_the_secret_back() {
    let mut shell = shell();
    shell.csrf = Some("a-secret");
    let email = Field::new("email", "");
    let html = SignInPage { shell: &shell, email: &email, problems: &[], next: "/", providers: &[] }.render().unwrap();
    assert!(html.contains("name=\"csrf\" value=\"a-secret\""));
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("templates")).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let forms = text.split("<form method=\"post\"").skip(1);
        for form in forms {
            let form = form.split("</form>").next().unwrap();
            assert!(form.contains("parts::guard(shell)"), "{}: a form without its secret: {form}", path.display());
        }
    }
}

#[test]
fn what_was_answered_is_asked_again_with_the_rest() {
    let form = ShipForm {
        from: Field::new("from", "Here"),
        activity: Select::new("activity", vec![Choice::new("a", "A", "b"), Choice::new("b", "B", "b")]),
        hidden: vec![comity_portal::pages::ship::Hidden { name: "fact:x".into(), value: "true".into() }],
        ..ShipForm::default()
    };
    let all: Vec<(String, String)> = form.all().into_iter().map(|hidden| (hidden.name, hidden.value)).collect();
    let want = [("activity", "b"), ("from", "Here"), ("fact:x", "true")].map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(all, want);
}

#[test]
fn a_clause_is_drawn_down_to_its_facts() {
    let leaf = Node { test: "from = HERE".into(), value: Truth::No, because: Some("from is <THERE>".into()), of: Vec::new() };
    let node = Node { test: "all of it".into(), value: Truth::Unknown, because: None, of: vec![leaf] };
    let shell = shell();
    let html = node.view(&shell, 0).render().unwrap();
    assert!(html.contains("truth-unknown") && html.contains("truth-no"));
    assert!(html.contains("from is &#60;THERE&#62;"), "{html}");
}

#[test]
fn every_country_of_the_law_has_a_tile() {
    let vocabulary = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../law/vocabulary/countries.kdl")).unwrap();
    let codes = vocabulary.lines().filter_map(|line| line.strip_prefix("country \"")?.get(..2));
    let layout = Layout::bundled();
    let missing: Vec<&str> = codes.clone().filter(|code| layout.place(code).is_none()).collect();
    assert!(codes.count() > 200);
    assert!(missing.is_empty(), "no tile for {missing:?}");
}

#[test]
fn the_style_places_every_column_and_row() {
    let style = assets::all().iter().find(|asset| asset.path.ends_with(".css")).unwrap();
    let style = std::str::from_utf8(style.bytes).unwrap();
    let layout = Layout::bundled();
    for class in [format!(".x{} ", layout.across()), format!(".y{} ", layout.down() + 1)] {
        assert!(style.contains(&class), "{class}");
    }
    assert!(!style.contains("http"), "nothing is fetched from elsewhere");
}

#[test]
fn assets_are_small_and_their_paths_are_known_to_the_shell() {
    let html = ship(&ShipForm::default());
    for asset in assets::all() {
        assert!(html.contains(asset.path), "{}", asset.path);
        assert!(asset.bytes.len() < 64 << 10, "{} has grown to {} bytes", asset.path, asset.bytes.len());
    }
}

fn tile(country: String) -> Tile {
    Tile { name: country.clone(), country, outcome: Some(Outcome::Authorised), path: None, chosen: false }
}

proptest! {
    /// Whatever countries there are, each stands on the map once, and no two in one place.
    #[test]
    fn no_tile_is_dropped_or_hidden(codes in proptest::collection::btree_set("[A-Z]{2}", 0..300)) {
        let map = WorldMap::new(Layout::bundled(), String::new(), codes.iter().cloned().map(tile).collect());
        let shown: Vec<&String> = map.parts.iter().flat_map(|part| &part.tiles).map(|(_, _, tile)| &tile.country).collect();
        prop_assert_eq!(shown.len(), codes.len());
        let known = map.parts.iter().filter(|part| part.name != "elsewhere").flat_map(|part| &part.tiles);
        let places: std::collections::BTreeSet<_> = known.clone().map(|(column, row, _)| (*column, *row)).collect();
        prop_assert_eq!(places.len(), known.count());
        prop_assert_eq!(map.counts.iter().map(|(_, count)| count).sum::<usize>(), codes.len());
    }

    /// Anything that a person enters comes back as text and never as markup.
    #[test]
    fn text_stays_text(text in "\\PC{0,40}") {
        let form = ShipForm { to: Field::new("to", text.clone()), ..ShipForm::default() };
        let html = ship(&form);
        let empty = ship(&ShipForm { to: Field::new("to", ""), ..ShipForm::default() });
        prop_assert_eq!(html.matches('<').count(), empty.matches('<').count(), "{}", text);
    }
}

/// A finding with an authorisation for each number: so many of its tests wait for a fact.
fn finding(missing: &[usize]) -> Finding {
    let way = |(number, open): (usize, &usize)| Authorisation {
        name: format!("W{number}"),
        title: String::new(),
        item: None,
        status: if *open == 0 { Status::Available } else { Status::Conditional },
        citation: String::new(),
        conditions: (0..*open).map(|test| Condition { met: Truth::Unknown, text: format!("test {test}"), citation: String::new() }).collect(),
        unverified: None,
    };
    Finding {
        id: "aa".into(),
        name: "A".into(),
        authority: String::new(),
        outcome: Outcome::LicenceRequired,
        best: Outcome::Authorised,
        worst: Outcome::LicenceRequired,
        grounds: Vec::new(),
        possible_grounds: Vec::new(),
        authorisations: missing.iter().enumerate().map(way).collect(),
        closed: 0,
        assuming: Vec::new(),
        duties: Vec::new(),
        gaps: Vec::new(),
        reasoning: Vec::new(),
    }
}

proptest! {
    /// Every authorisation is shown once: those for which least is missing first, the rest folded below, and never a single one folded.
    #[test]
    fn authorisations_that_may_well_apply_come_first(missing in proptest::collection::vec(0usize..6, 0..30)) {
        let finding = finding(&missing);
        for status in finding.statuses() {
            let (first, other) = (finding.first_ways(status), finding.other_ways(status));
            prop_assert_eq!(first.len() + other.len(), finding.ways(status).count());
            prop_assert!(other.len() != 1 && (other.is_empty() || first.len() == 4));
            let open: Vec<usize> = first.iter().chain(&other).map(|way| way.open_tests()).collect();
            prop_assert!(open.is_sorted(), "{open:?}");
            let mut names: Vec<&str> = first.iter().chain(&other).map(|way| way.name.as_str()).collect();
            names.sort_unstable();
            names.dedup();
            prop_assert_eq!(names.len(), open.len());
            prop_assert!(status != Status::Available || other.is_empty());
        }
    }
}
