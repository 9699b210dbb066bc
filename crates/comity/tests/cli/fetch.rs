//! `comity law fetch`: official text from files and over HTTP, where it is kept, and that no failure harms what is kept.

mod server;

use std::{fs, path::Path};

use comity_law::{Law, SourceFile, official::Official};
use comity_read::official::Form;
use serde_json::{Value as Json, json};

use self::server::{Answer, Server};
use crate::{Run, Scratch, comity, comity_with, files_below, root, sources};

/// The official source of the list that most tests fetch, and its edition.
const CCL: (&str, &str) = ("us/ccl@2026-06-24", "law/us/part-774-supp-1.2026-06-24.xml");

fn source(path: &str) -> String {
    let path = sources().join(path);
    assert!(path.exists(), "{} is missing: set COMITY_DATA_SOURCES", path.display());
    path.to_str().unwrap().to_owned()
}

fn bytes(path: &str) -> Vec<u8> {
    fs::read(source(path)).unwrap()
}

#[track_caller]
fn fetch(code: i32, data: &Scratch, arguments: &[&str]) -> Run {
    comity(code, &[&["law", "fetch", "--data", &data.path("data")], arguments].concat())
}

/// Every file of a data folder with its bytes.
fn state(data: &Scratch) -> Vec<(String, Vec<u8>)> {
    files_below(&data.0.join("data")).iter().map(|path| (path.display().to_string(), fs::read(path).unwrap())).collect()
}

#[test]
fn every_bundled_source_is_read_without_drift() {
    let data = Scratch::new("fetch-bundled");
    for (edition, path, paragraphs) in [
        (CCL.0, CCL.1, 6261),
        ("eu/annex-i", "law/eu/reg-2021-821-annex-i.2025-11-15.json", 3446),
        ("eu/annex-i@2022-05-05", "law/eu/reg-2021-821.2022-05-05.txt", 3282),
        ("eu/annex-i@2015-12-24", "law/eu/reg-428-2009-annex-i.2015-12-24.txt", 3110),
        ("au/dsgl", "law/au/dsgl.2024-08-14.paragraphs.csv", 3320),
        ("wa/dual-use", "law/wa/wa-list.2026-01-15.txt", 2036),
    ] {
        let fetched = fetch(0, &data, &[edition, "--from", &source(path), "--json"]).json();
        let row = &fetched[0];
        assert_eq!((&row["outcome"], &row["provisions"], &row["drifted"]["count"]), (&json!("fetched"), &json!(paragraphs), &json!(0)), "{row}");
        assert_eq!(row["found"], row["expected"], "{row}");
        let folder = Path::new(row["folder"].as_str().unwrap());
        let text = fs::read_to_string(folder.join("text.jsonl")).unwrap();
        assert_eq!(text.lines().count(), paragraphs);
        let digest = |line: &str| serde_json::from_str::<Json>(line).unwrap()["digest"].as_str().unwrap().len();
        assert!(text.lines().all(|line| digest(line) == 16), "{edition}");
    }
}

#[test]
fn the_answer_names_what_drifted() {
    let data = Scratch::new("fetch-drift");
    // The amendment of July 2026 gave 0A502 its paragraphs: the text of June does not have them.
    let path = source(CCL.1);
    let run = fetch(0, &data, &["us/ccl@2026-07-23", "--from", &path]);
    let plain = run.out.replace(&path, "FILE").replace(&data.path("data"), "DATA");
    insta::assert_snapshot!(plain, @r"
    us/ccl, edition 2026-07-23: fetched
      from       FILE
      text       1998627 bytes, 6261 paragraphs; 6261 of the 6266 loaded stand in it
      drift      5 paragraphs differ from those that the law was read from: 0 changed, 5 gone, 0 new
        gone     0A502.a
        gone     0A502.b
        gone     0A502.c
        gone     0A502.d
        gone     0A502.e
      kept in    DATA/law/us/ccl/2026-07-23
    ");
    // A word changed, a paragraph more.
    let text = String::from_utf8(bytes(CCL.1)).unwrap();
    let at = text.find("<P>a.5.a.1.").unwrap() + "<P>a.5.a.1.".len();
    let (head, tail) = text.split_at(at);
    let changed = data.file("changed.xml", format!("{head} Indeed,{tail}"));
    let row = fetch(0, &data, &[CCL.0, "--from", &changed, "--json"]).json()[0].clone();
    assert_eq!((&row["drifted"]["changed"], &row["drifted"]["gone"], &row["drifted"]["new"]), (&json!(1), &json!(0), &json!(0)), "{row}");
    let first = row["drifted"]["first"][0]["path"].as_str().unwrap();
    assert_eq!(row["drifted"]["first"][0], json!({ "path": first, "how": "changed" }));
    let shown = comity(0, &["show", &format!("us/ccl:{first}"), "--as-of", "2026-06-24", "--data", &data.path("data")]);
    assert!(shown.out.contains("Indeed,") && shown.out.contains("! not the words that this state of the law was read from"), "{}", shown.out);
}

#[test]
fn over_http_and_only_when_something_changed() {
    let data = Scratch::new("fetch-http");
    let whole = bytes(CCL.1);
    let server = Server::start(move |request| {
        if request.to_ascii_lowercase().contains("if-none-match: \"june\"") { Answer::status(304) } else { Answer::ok(whole.clone()).header("ETag: \"june\"") }
    });
    let ask = || fetch(0, &data, &[CCL.0, "--address", &server.address(), "--json"]).json()[0].clone();
    let first = ask();
    assert_eq!((&first["outcome"], &first["drifted"]["count"], &first["address"]), (&json!("fetched"), &json!(0), &json!(server.address())), "{first}");
    let stored = |name: &str| fs::read(data.0.join("data/law/us/ccl/2026-06-24").join(name)).unwrap();
    let text = stored("text.jsonl");
    let second = ask();
    assert_eq!(
        (&second["outcome"], &second["retrieved"], &second["provisions"]),
        (&json!("not-modified"), &first["retrieved"], &first["provisions"]),
        "{second}"
    );
    assert!(second["confirmed"].as_str() > first["confirmed"].as_str());
    assert_eq!(stored("text.jsonl"), text);
    // A text that was altered on disk is asked for whole, and is then sound again.
    data.file("data/law/us/ccl/2026-06-24/text.jsonl", "{}");
    assert_eq!(ask()["outcome"], "fetched");
    assert_eq!(stored("text.jsonl"), text);
    // The same file by hand: no validators, the same text.
    assert_eq!(fetch(0, &data, &[CCL.0, "--from", &source(CCL.1), "--json"]).json()[0]["outcome"], "unchanged");
}

/// A fetch that must fail, say so, and leave the data folder as it is.
#[track_caller]
fn fails(data: &Scratch, arguments: &[&str], says: &str) {
    let before = state(data);
    let run = fetch(2, data, arguments);
    assert!(run.out.is_empty() && run.report().contains(says) && run.report().contains("help:"), "{says}: {run:?}");
    assert!(state(data) == before, "{says}: a failed fetch changed the data folder");
}

/// The same over HTTP, with nothing fetched before and with a text that stands.
#[track_caller]
fn http_fails(name: &str, says: &str, answer: impl Fn(&str) -> Answer + Send + 'static) {
    let data = Scratch::new(&format!("fetch-{name}"));
    let server = Server::start(answer);
    let arguments = [CCL.0, "--address", &server.address(), "--timeout", "3"];
    fails(&data, &arguments, says);
    assert!(!data.0.join("data").exists(), "{says}: something was written");
    fetch(0, &data, &[CCL.0, "--from", &source(CCL.1)]);
    fails(&data, &arguments, says);
}

#[test]
fn servers_that_refuse() {
    http_fails("404", "answers with status 404", |_| Answer::status(404));
    http_fails("503", "the server is busy", |_| Answer::status(503));
    // Nothing was asked that could be answered so.
    http_fails("304", "answers with status 304", |_| Answer::status(304));
}

#[test]
fn servers_that_stall() {
    http_fails("silent", "did not answer whole within 3 s", |_| Answer::ok("never").stall_after(0));
    http_fails("stalled", "did not answer whole within 3 s", |_| Answer::ok("<?xml version=\"1.0\"?>".repeat(1000)).stall_after(500));
}

#[test]
fn bodies_that_are_cut_short() {
    let whole = bytes(CCL.1);
    let half = whole.get(..whole.len() / 2).unwrap().to_vec();
    let cut = half.clone();
    http_fails("truncated", "broke off after", move |_| Answer::ok(cut.clone()).claiming(cut.len() * 2));
    // Nothing says how long it is: the reader sees that it is not whole.
    http_fails("half", "the source is damaged", move |_| Answer::ok(half.clone()).without_length());
}

#[test]
fn bodies_that_are_too_large() {
    http_fails("claims", "gives more than 67108864 bytes", |_| Answer::ok("x").claiming(1 << 40));
    http_fails("endless", "gives more than 67108864 bytes", |_| Answer::endless());
}

#[test]
fn bodies_that_are_something_else() {
    http_fails("page", "found `html`", |_| Answer::ok("<html><body>Please enable cookies</body></html>"));
    http_fails("empty", "no element at all", |_| Answer::ok(""));
    http_fails("nowhere", "cannot be reached", |_| Answer::status(302).header("Location: http://127.0.0.1:1/"));
}

#[test]
fn another_edition_is_not_kept_as_this_one() {
    let data = Scratch::new("fetch-far");
    let old = source("law/eu/reg-428-2009-annex-i.2015-12-24.txt");
    fails(&data, &["eu/annex-i", "--from", &old], "only 2977 of the 3446 provisions of eu/annex-i, edition 2025-11-15");
    fails(&data, &["us/ccl", "--from", &old], "expected the element `DIV9`");
    fails(&data, &["us/ccl", "--from", "/nowhere.xml"], "/nowhere.xml");
}

#[test]
fn what_cannot_be_fetched_is_said() {
    let data = Scratch::new("fetch-arguments");
    fails(&data, &["eu/annex-i"], "no address of `eu/annex-i` gives a form that comity reads");
    fails(&data, &["eu/annex-i@2020-01-01"], "editions of eu/annex-i that are loaded: 2015-12-24, 2022-05-05,");
    fails(&data, &["us/cc"], "lists that are loaded:");
    fails(&data, &["--from", &source(CCL.1)], "are for one list");
    fails(&data, &["de/al", "--from", &source(CCL.1)], "no reader for the list `de/al`");
    assert!(fetch(2, &data, &["us/ccl@2026"]).err.contains("no date such as"));
}

#[test]
fn a_source_that_is_down_stands_in_the_answer() {
    let data = Scratch::new("fetch-down");
    // Without arguments, every list with an address: none can be reached through a proxy that is not there.
    let run = comity_with(
        2,
        &["law", "fetch", "--json", "--data", &data.path("data")],
        &[("HTTPS_PROXY", "http://127.0.0.1:1"), ("ALL_PROXY", "http://127.0.0.1:1")],
    );
    let rows = run.json();
    let row = rows.as_array().unwrap().iter().find(|row| row["list"] == "us/ccl").unwrap();
    assert_eq!((&row["outcome"], &row["edition"]), (&json!("failed"), &json!("2026-07-23")));
    assert!(row["error"].as_str().unwrap().contains("https://www.ecfr.gov/api/versioner/v1/full/2026-07-23/title-15.xml?part=774"), "{row}");
    assert!(!data.0.join("data").exists());
}

#[test]
fn the_data_folder_is_the_one_given_else_that_of_the_environment_else_the_platforms() {
    let data = Scratch::new("fetch-folder");
    let (given, named, platform) = (data.path("given"), data.path("named"), data.path("platform"));
    let path = source(CCL.1);
    let plain = ["law", "fetch", CCL.0, "--from", &path];
    let variables = |named: &str| [("COMITY_DATA", named.to_owned()), ("XDG_DATA_HOME", platform.clone()), ("HOME", platform.clone())];
    let run = |arguments: &[&str], named: &str| {
        let variables = variables(named);
        comity_with(0, arguments, &variables.iter().map(|(name, value)| (*name, &**value)).collect::<Vec<_>>())
    };
    run(&[&plain[..], &["--data", &given]].concat(), &named);
    let holds = |folder: &str| Path::new(folder).join("law/us/ccl/2026-06-24/text.jsonl").exists();
    assert!(holds(&given) && !holds(&named));
    run(&plain, &named);
    assert!(holds(&named) && !Path::new(&platform).exists());
    if cfg!(target_os = "linux") {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_comity"))
            .args(plain)
            .current_dir(root())
            .env_remove("COMITY_DATA")
            .env("XDG_DATA_HOME", &platform)
            .output()
            .unwrap();
        assert!(output.status.success() && holds(&data.path("platform/comity")), "{output:?}");
    }
}

#[test]
fn show_prints_official_text_apart() {
    let data = Scratch::new("fetch-show");
    let folder = data.path("data");
    let show = |provision: &str, more: &[&str]| comity(0, &[&["show", provision, "--as-of", "2026-07-23", "--data", &folder], more].concat());
    assert_eq!(show("us/ccl:3A001.a.5.a.1", &["--json"]).json()["official_text"], Json::Null);
    assert!(!show("us/ccl:3A001.a.5.a.1", &[]).out.contains("Official text"));

    let path = source(CCL.1);
    fetch(0, &data, &[CCL.0, "--from", &path]);
    let official = show("us/ccl:3A001.a.5.a.1", &["--json"]).json()["official_text"].clone();
    let keys: Vec<&str> = official.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["address", "digest", "drifted", "edition", "notes", "retrieved", "text"]);
    // The words of June are those of July too: the law knows them by their digest.
    assert_eq!((&official["edition"], &official["drifted"], &official["address"]), (&json!("2026-06-24"), &json!(false), &json!(path)));
    assert!(official["text"].as_str().unwrap().contains("resolution"), "{official}");
    let readable = show("us/ccl:3A001.a.5.a.1", &[]).out;
    let (own, apart) = readable.split_once("\nOfficial text (fetched 20").unwrap();
    assert!(apart.contains(&format!(" from {path})\n")) && apart.contains("resolution") && !own.contains("resolution of"), "{readable}");
    // Notes are part of it; a paragraph that the text does not have has none.
    assert!(!show("us/ccl:0A502", &["--json"]).json()["official_text"]["notes"].as_array().unwrap().is_empty());
    assert_eq!(show("us/ccl:0A502.a", &["--json"]).json()["official_text"], Json::Null);
}

#[test]
fn status_says_what_is_fetched() {
    let data = Scratch::new("fetch-status");
    fetch(0, &data, &[CCL.0, "--from", &source(CCL.1)]);
    let row = |run: &Run| run.json()["lists"].as_array().unwrap().iter().find(|list| list["list"] == "us/ccl").unwrap()["official_text"].clone();
    let status = row(&comity(0, &["law", "status", "--json", "--data", &data.path("data")]));
    assert_eq!(
        (&status["edition"], &status["age_days"], &status["provisions"], &status["drifted"]),
        (&json!("2026-06-24"), &json!(0), &json!(6261), &json!(0))
    );
    assert_eq!(row(&comity(0, &["law", "status", "--json"])), Json::Null);
    let readable = comity(0, &["law", "status", "--data", &data.path("data")]).out;
    assert!(readable.contains("2026-06-24, 0 days, 0 drifted") && readable.contains("not fetched"), "{readable}");
}

#[test]
fn an_altered_text_is_not_shown() {
    let data = Scratch::new("fetch-altered");
    fetch(0, &data, &[CCL.0, "--from", &source(CCL.1)]);
    let path = "data/law/us/ccl/2026-06-24/text.jsonl";
    data.file(path, data.read(path).replacen("resolution", "revolution", 1));
    let run = comity(0, &["show", "us/ccl:3A001.a.5.a.1", "--as-of", "2026-07-23", "--json", "--data", &data.path("data")]);
    assert_eq!(run.json()["official_text"], Json::Null);
    assert!(run.report().contains("is not the text that was fetched") && run.report().contains("comity law fetch us/ccl@2026-06-24"), "{run:?}");
}

#[test]
fn descriptions_are_ranked_with_official_text_too() {
    let data = Scratch::new("fetch-describe");
    let describe = |words: &str| {
        let run = comity(0, &["classify", "--describe", words, "--list", "us/ccl", "--json", "--data", &data.path("data")]);
        run.json()[0]["candidates"].as_array().unwrap().iter().map(|row| row["provision"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    // A word of the list's own that no search word, title or term has.
    let word = "saluting";
    assert!(describe(word).is_empty(), "the test needs another word");
    let own = describe("12-bit analogue-to-digital converter, 500 MSPS");
    fetch(0, &data, &[CCL.0, "--from", &source(CCL.1)]);
    let found = describe(word);
    assert!(found.iter().any(|code| code == "us/ccl:0A502"), "{found:?}");
    // What the project's own words find stays first.
    assert_eq!(describe("12-bit analogue-to-digital converter, 500 MSPS").first(), own.first());
}

#[test]
fn the_law_says_of_every_list_where_its_text_is_published() {
    let files: Vec<SourceFile> = files_below(&root().join("law"))
        .iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "kdl"))
        .map(|path| SourceFile::new(path.strip_prefix(root().join("law")).unwrap().to_str().unwrap(), fs::read_to_string(path).unwrap()))
        .collect();
    let official = Official::parse(&files);
    assert!(official.problems.is_empty(), "{:?}", official.problems);
    for list in &Law::parse(&files).law.lists {
        let text = official.official.of(&list.id).unwrap_or_else(|| panic!("{} has no sources.kdl", list.id));
        assert!(text.address.is_some() || !text.unread.is_empty(), "{}", list.id);
        assert!(text.address.as_ref().is_none_or(|address| Form::named(&address.reader).is_some()), "{}: no such reader", list.id);
    }
}
