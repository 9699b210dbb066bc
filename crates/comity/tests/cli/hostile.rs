//! Input that cannot be used: exit 2, a message that names file, place and remedy, nothing on standard output.

use crate::{SOUND, Scratch, comity, comity_with};

/// Decides one hostile file. `place` is `line:column` where there is one, and `says` stands in the report.
#[track_caller]
fn check(name: &str, content: impl AsRef<[u8]>, place: &str, says: &[&str]) {
    let folder = Scratch::new(&format!("hostile-{name}"));
    let path = folder.file(name, content);
    let run = comity(2, &["decide", &path]);
    assert_eq!(run.out, "", "{name}");
    assert!(run.err.len() < 12_000, "{name}: a report of {} bytes", run.err.len());
    let steers = |c: char| c.is_control() && c != '\n' || matches!(c, '\u{202a}'..='\u{202e}');
    assert!(!run.err.contains(steers), "{name}: {:?}", run.err);
    let report = run.report();
    assert!(report.contains(name), "{name}: the file is not named: {report}");
    assert!(place.is_empty() || report.contains(&format!("{name}:{place}]")) || report.contains(place), "{name}: no place {place}: {report}");
    for text in says {
        assert!(report.contains(text), "{name}: lacks {text:?}: {report}");
    }
}

/// The sound transaction with one text replaced.
#[track_caller]
fn with(find: &str, put: &str) -> String {
    assert!(SOUND.contains(find));
    SOUND.replacen(find, put, 1)
}

#[test]
fn the_sound_transaction_is_decided() {
    let folder = Scratch::new("hostile-sound");
    assert!(comity(0, &["decide", &folder.file("t.toml", SOUND)]).out.contains("Determination t"));
    let marked = [b"\xef\xbb\xbf", SOUND.as_bytes()].concat();
    assert!(comity(0, &["decide", &folder.file("marked.toml", marked)]).out.contains("Determination t"));
    let json = br#"{"id":"j","date":"2026-07-23","activity":"export","from":"US","to":"IN","item":[{"codes":{"us/ccl":"3A991"}}]}"#;
    assert!(comity(0, &["decide", &folder.file("marked.json", [b"\xef\xbb\xbf".as_slice(), json].concat())]).out.contains("Determination j"));
    assert!(comity(0, &["decide", &folder.file("no-extension", json)]).out.contains("Determination j"));
}

#[test]
fn broken_texts() {
    check("table.toml", format!("{SOUND}[[item]\n"), "13:8", &["not TOML", "unclosed", "mend the text there"]);
    check("twice.toml", with("to = \"IN\"", "to = \"IN\"\nto = \"CN\""), "6:1", &["duplicate key"]);
    check("value.json", "{\"id\": \"x\",\n \"date\": }", "2:10", &["not JSON: expected value", "mend the text there"]);
    check("number.toml", with("military = false", "military = nan"), "8:12", &["not a finite number"]);
    check("large.toml", with("\"10000 USD\"", "99999999999999999999"), "6:9", &["number too large"]);
    check("cut.json", "{\"id\": \"x\", \"item\": [", "1:21", &["EOF"]);
    check("twice.json", "{\"to\": \"CN\",\n \"to\": \"DE\"}", "2:5", &["the key `to` stands twice"]);
    check("deep-twice.json", r#"{"item": [{"id": "a", "id": "b"}]}"#, "1:26", &["the key `id` stands twice"]);
    check("nothing.json", "", "1:1", &["EOF"]);
    check("nothing.toml", "", "1:1", &["lacks `date`", "lacks `item`", "`comity facts` lists every field"]);
    check("list.json", "[1, 2]", "1:1", &["a table of fields"]);
    check("null.json", "null", "1:1", &["a table of fields"]);
}

#[test]
fn bytes_that_are_no_text() {
    check("latin.toml", [SOUND.as_bytes(), b"description = \"\xfc\"\n"].concat(), "13:16", &["not UTF-8", "save the file as UTF-8"]);
    check("nul.toml", format!("{SOUND}\0"), "13:", &["not TOML"]);
    check("nul.json", "{\"id\": \"a\0\"}", "1:10", &["control character"]);
    check(
        "nul-written.json",
        r#"{"date":"2026-07-23","activity":"export","from":"US","to":"I\u0000N","item":[{}]}"#,
        "1:59",
        &["no country has the code `I?N`"],
    );
    check("escape.toml", with("3A001.a.5.a.3", "3A\\u001b[31m"), "12:22", &["no provision `3A?[31m`"]);
    check("turned.toml", with("3A001.a.5.a.3", "3A\u{202e}100"), "12:22", &["no provision `3A???100`"]);
}

#[test]
fn facts_that_cannot_be() {
    check("country.toml", with("\"IN\"", "\"XX\""), "5:6", &["no country has the code `XX`", "did you mean"]);
    check("country-name.toml", with("\"IN\"", "\"India\""), "5:6", &["no country has the code `India`", "did you mean `IN`?"]);
    check("mistyped.toml", with("3A001.a.5.a.3", "3A001.a.5.a.9"), "12:22", &["us/ccl has no provision `3A001.a.5.a.9`", "did you mean `3A001.a.5.a."]);
    check("never.toml", with("3A001.a.5.a.3", "9Z999"), "12:22", &["us/ccl has no provision `9Z999`"]);
    check("list.toml", with("us/ccl", "us/cl"), "12:", &["no list is called `us/cl`", "us/ccl"]);
    check("reserved.toml", with("3A001.a.5.a.3", "0A501.f"), "12:22", &["us/ccl:0A501.f is reserved"]);
    check("negative.toml", with("10000 USD", "-5 USD"), "6:9", &["an amount cannot be negative"]);
    check("currency.toml", with("10000 USD", "10000 dollars"), "6:9", &["an amount with its currency, such as \"10000 USD\""]);
    check("no-currency.toml", with("\"10000 USD\"", "10000"), "6:9", &["an amount with its currency"]);
    check("huge.toml", with("10000 USD", "1e999999999 USD"), "6:9", &["an amount with its currency"]);
    check("day.toml", with("2026-07-23", "2026-02-30"), "2:8", &["expected a date such as \"2026-07-23\""]);
    check("unknown.toml", with("military", "militry"), "8:1", &["no fact is called `end_use.militry`", "did you mean `end_use.military`?"]);
    check(
        "unknown.json",
        r#"{"date":"2026-07-23","activity":"export","from":"US","too":"IN","item":[{}]}"#,
        "1:54",
        &["no fact is called `too`", "lacks `to`"],
    );
    check("word.toml", with("\"export\"", "\"exprot\""), "3:12", &["did you mean `export`?"]);
    check("shape.toml", with("military = false", "military = 3"), "8:12", &["expected"]);
    check("no-items.json", r#"{"date":"2026-07-23","activity":"export","from":"US","to":"IN","item":[]}"#, "1:71", &["one or more [[item]] tables"]);
    check("same-id.toml", format!("{SOUND}[[item]]\nid = \"adc\"\n"), "14:6", &["two items are called `adc`"]);
}

#[test]
fn texts_without_end() {
    let long = "x".repeat(10_000_000);
    check("line.json", format!("{{\"id\": \"{long}\""), "(line 1, byte 10000009)", &["not JSON"]);
    check("line.toml", format!("{SOUND}{long} = 1\n"), "13:1", &["no fact is called `item.xxx"]);
    check("number.toml", with("10000 USD", &format!("{} USD", "9".repeat(100_000))), "6:9", &["an amount with its currency"]);
    check("deep.json", format!("{{\"a\": {}{}}}", "[".repeat(10_000), "]".repeat(10_000)), "1:", &["recursion limit"]);
    check("deep-tables.json", format!("{}1{}", "{\"a\":".repeat(10_000), "}".repeat(10_000)), "1:", &["recursion limit"]);
    check("deep.toml", format!("a = {}{}", "[".repeat(10_000), "]".repeat(10_000)), "1:", &["recurs"]);
    check("deep-tables.toml", format!("a = {}1{}", "{b=".repeat(10_000), "}".repeat(10_000)), "1:", &["recurs"]);
    check("deep-key.toml", format!("{}a = 1", "a.".repeat(10_000)), "1:1", &["recurs"]);
}

#[test]
fn what_is_no_file() {
    let folder = Scratch::new("hostile-no-file");
    let run = comity(2, &["decide", &folder.path("")]);
    assert!(run.out.is_empty() && run.report().contains("Is a directory"), "{run:?}");
    let run = comity(2, &["decide", &folder.path("missing.toml")]);
    assert!(run.out.is_empty() && run.report().contains("missing.toml") && run.report().contains("No such file"), "{run:?}");
    #[cfg(unix)]
    {
        let run = comity(2, &["decide", "/dev/zero"]);
        assert!(run.out.is_empty() && run.report().contains("64 MiB"), "{run:?}");
    }
}

#[test]
fn arguments_that_do_not_fit() {
    let folder = Scratch::new("hostile-arguments");
    let path = folder.file("t.toml", SOUND);
    for arguments in [
        &["decide"][..],
        &["decide", &path, "--out", "x"],
        &["decide", &path, "--resume"],
        &["decide", &path, "--threads", "2"],
        &["decide", "--batch", &path],
        &["decide", &path, "--batch", &path, "--out", "x"],
        &["decide", &path, "--as-of", "2026-13-01"],
        &["decide", &path, "--receipt", "/nowhere/r.json"],
        &["nonsense"],
    ] {
        assert_eq!(comity(2, arguments).out, "", "{arguments:?}");
    }
    let run = comity_with(2, &["decide", &path], &[("COMITY_LAW", "/nowhere")]);
    assert!(run.out.is_empty() && run.report().contains("cannot read the law folder /nowhere"), "{run:?}");
}

/// A full disk under standard output is an error with a message.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk() {
    let folder = Scratch::new("hostile-full");
    let path = folder.file("t.toml", SOUND);
    for arguments in [
        &["decide", &path][..],
        &["decide", &path, "--json"],
        &["facts"],
        &["facts", "--schema"],
        &["law", "status"],
        &["show", "us/ccl:3A001"],
        &["check", "conformance/us/chart"],
    ] {
        let full = std::fs::File::create("/dev/full").unwrap();
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_comity")).args(arguments).current_dir(crate::root()).stdout(full).output().unwrap();
        let err = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {err}");
        assert!(err.contains("cannot write the answer") && err.contains("No space left"), "{arguments:?}: {err}");
    }
}
