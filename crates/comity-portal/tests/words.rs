//! Every string that a person reads stands in the catalogue: no template has bare words, no key lacks its words, no words lack a use.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use comity_portal::{Catalogue, Outcome, Truth, pages::ErrorPage};

/// Kinds whose keys are made from a value of the law's or the store's vocabulary, `activity-` and `export`.
const KINDS: &[&str] = &[
    "activity",
    "delivery",
    "event",
    "role",
    "kind",
    "gap",
    "part",
    "relation",
    "relation-words",
    "witness",
    "change",
    "changed",
    "reopened",
    "job",
    "standing",
    "history",
    "decided",
    "detail",
    "item",
    "provision-status",
    "action",
    "scope",
    "choice",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn files(folder: &Path, extension: &str) -> Vec<(PathBuf, String)> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(files(&path, extension));
        } else if path.extension().is_some_and(|found| found == extension) {
            let text = fs::read_to_string(&path).unwrap();
            all.push((path, text));
        }
    }
    assert!(!all.is_empty(), "no files in {}", folder.display());
    all
}

fn templates() -> Vec<(PathBuf, String)> {
    files(&root().join("templates"), "html")
}

/// The keys of the catalogue's file.
fn keys() -> BTreeSet<String> {
    let text = fs::read_to_string(root().join("locales/en.ftl")).unwrap();
    let head = |line: &str| line.split_once(" =").map(|(key, _)| key.to_owned());
    text.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase())).filter_map(head).collect()
}

/// Literals of a text that could be keys.
fn literals(text: &str) -> impl Iterator<Item = &str> {
    text.split('"').skip(1).step_by(2).filter(|word| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'))
}

#[test]
fn the_catalogue_is_read_whole() {
    assert_eq!(Catalogue::english().faults(), &[] as &[String]);
    let text = fs::read_to_string(root().join("locales/en.ftl")).unwrap();
    assert!(Catalogue::parse("en", &text).is_ok());
    assert!(Catalogue::parse("en", "a = b\na = c").is_err(), "a key that stands twice is a fault");
    assert!(Catalogue::parse("no such language", &text).is_err());
}

#[test]
fn templates_say_only_what_the_catalogue_has() {
    for (path, text) in templates() {
        for call in ["say(\"", "put(\"", "put2(\""] {
            for rest in text.split(call).skip(1) {
                let key = rest.split('"').next().unwrap();
                assert!(Catalogue::english().has(key), "{}: no words for `{key}`", path.display());
            }
        }
    }
}

#[test]
fn outcomes_truths_and_errors_have_words() {
    let words = Catalogue::english();
    for outcome in Outcome::ALL {
        assert!(words.has(outcome.key()) && words.has(outcome.verdict()), "{outcome:?}");
    }
    for truth in Truth::ALL {
        assert!(words.has(truth.key()), "{truth:?}");
    }
    let shell = comity_portal::Shell::new(words, comity_portal::Section::None);
    for page in [
        ErrorPage::not_found(&shell),
        ErrorPage::forbidden(&shell),
        ErrorPage::fault(&shell, None),
        ErrorPage::unavailable(&shell, None),
        ErrorPage::busy(&shell),
    ] {
        assert!(words.has(page.title) && words.has(page.words), "{}", page.status);
    }
}

/// Words that only the server says are looked for there; where the crate stands alone they would seem unused.
#[test]
fn no_words_lack_a_use() {
    let mut text = String::new();
    for folder in [root().join("templates"), root().join("src"), root().join("../comity-serve/src"), root().join("../comity-print/src")] {
        for extension in ["html", "rs"] {
            if folder.ends_with("templates") == (extension == "html") {
                text.extend(files(&folder, extension).into_iter().map(|(_, text)| text));
            }
        }
    }
    // Attributes stand in quotes as well: both readings of where a literal begins are looked at.
    let shifted = format!("\"{text}");
    let used: BTreeSet<&str> = literals(&text).chain(literals(&shifted)).collect();
    let of_kind = |key: &str| KINDS.iter().any(|kind| key.strip_prefix(kind).is_some_and(|rest| rest.starts_with('-')));
    let unused: Vec<String> = keys().into_iter().filter(|key| !used.contains(key.as_str()) && !of_kind(key)).collect();
    assert!(unused.is_empty(), "words that nothing says: {unused:?}");
}

#[test]
fn no_template_has_bare_words() {
    for (path, text) in templates() {
        let plain = without(&without(&without(&text, "{#", "#}"), "{%", "%}"), "{{", "}}");
        // Attributes that are read aloud or shown.
        for attribute in ["aria-label=\"", "title=\"", "alt=\"", "placeholder=\"", "content=\""] {
            for rest in plain.split(attribute).skip(1) {
                let value = rest.split('"').next().unwrap();
                let technical = ["width=device-width, initial-scale=1", "light dark", "same-origin"].contains(&value);
                assert!(technical || !has_word(value), "{}: `{attribute}{value}` stands outside the catalogue", path.display());
            }
        }
        // One macro gives an attribute on its own, for its caller's tag.
        let shown = without(&without(&plain, "<", ">"), " aria-describedby=\"", "\"");
        assert!(!has_word(&shown), "{}: bare words: {:?}", path.display(), shown.split_whitespace().find(|word| has_word(word)));
    }
}

/// A text without what stands between two marks.
fn without(text: &str, open: &str, close: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(open) {
        out.push_str(before);
        rest = after.split_once(close).map_or("", |(_, after)| after);
    }
    out + rest
}

fn has_word(text: &str) -> bool {
    let text = text.replace("&#8239;", " ");
    text.chars().any(char::is_alphabetic)
}
