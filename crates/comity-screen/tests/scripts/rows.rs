//! Names of one record in two scripts, and a simple word alignment: enough to see whether words of both scripts became comparable, and no
//! matcher.

use std::collections::BTreeMap;
use std::path::PathBuf;

use comity_screen::text::{self, Class, Word, concepts, skeleton};

/// A name, and the Latin names of the same record.
#[derive(serde::Deserialize)]
pub struct Row {
    pub query: String,
    pub latin: Vec<String>,
    pub script: String,
    #[serde(rename = "type")]
    pub kind: String,
}

/// Rows seen and rows aligned.
#[derive(Clone, Copy, Default)]
pub struct Share {
    pub rows: u32,
    pub aligned: u32,
}

impl Share {
    pub fn percent(self) -> f64 {
        100.0 * f64::from(self.aligned) / f64::from(self.rows.max(1))
    }
}

/// The labelled rows.
pub fn rows() -> Result<Vec<Row>, String> {
    let sources = std::env::var("COMITY_DATA_SOURCES").unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data").to_owned());
    let path = PathBuf::from(sources).join("screening-dev/cross_script_dev.jsonl");
    let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    text.lines().map(|line| serde_json::from_str(line).map_err(|error| error.to_string())).collect()
}

/// By script and kind of party, the even and the odd rows.
pub fn tally(rows: &[Row]) -> BTreeMap<(String, String), [Share; 2]> {
    let mut tally: BTreeMap<(String, String), [Share; 2]> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        let shares = tally.entry((row.script.clone(), row.kind.clone())).or_default();
        let [even, odd] = shares;
        let share = if at % 2 == 0 { even } else { odd };
        share.rows += 1;
        share.aligned += u32::from(aligned(row));
    }
    tally
}

/// Whether 60 % of the words of the shorter name find their like in one of the Latin names.
pub fn aligned(row: &Row) -> bool {
    let words = text::words(&row.query);
    let translated = text::translated(&words);
    let mut queries = vec![units(&words)];
    if translated != words {
        queries.push(units(&translated));
    }
    row.latin.iter().any(|latin| {
        let names = units(&text::words(latin));
        queries.iter().any(|query| enough(query, &names))
    })
}

/// What is compared: a word with its spellings, or a concept.
struct Unit {
    spellings: Vec<String>,
    vowelless: bool,
    concept: Option<text::ConceptId>,
}

/// The words of a name without legal forms, titles and grammar; phrases of one meaning are one unit.
fn units(words: &[Word]) -> Vec<Unit> {
    let found = concepts().find_in(words);
    let mut out = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let concept = found.iter().find(|(range, ..)| range.start == at);
        let end = concept.map_or(at + 1, |(range, ..)| range.end);
        let dropped = concept.is_some_and(|(_, _, class)| matches!(class, Class::Form | Class::Title | Class::Particle));
        if !dropped {
            let word = &words[at];
            let spellings = std::iter::once(&word.latin).chain(&word.also).map(|text| text.replace(' ', "")).collect();
            out.push(Unit { spellings, vowelless: word.vowelless, concept: concept.map(|(_, id, _)| *id) });
        }
        at = end;
    }
    out
}

fn enough(query: &[Unit], name: &[Unit]) -> bool {
    if query.is_empty() || name.is_empty() {
        return false;
    }
    let mut used = vec![false; name.len()];
    let mut matched = 0;
    for unit in query {
        if let Some(at) = (0..name.len()).find(|&at| !used[at] && alike(unit, &name[at])) {
            used[at] = true;
            matched += 1;
        }
    }
    matched * 10 >= query.len() * 6 && matched * 10 >= name.len() * 4
}

fn alike(one: &Unit, other: &Unit) -> bool {
    if one.concept.is_some() && one.concept == other.concept {
        return true;
    }
    let bare = one.vowelless || other.vowelless;
    one.spellings.iter().any(|a| {
        other.spellings.iter().any(|b| {
            let longest = a.len().max(b.len());
            a == b || distance(a, b) * 4 <= longest && longest > 3 || bare && skeleton(a).len() > 1 && skeleton(a) == skeleton(b)
        })
    })
}

/// Insertions, deletions and replacements from one word to the other.
fn distance(a: &str, b: &str) -> usize {
    let b = b.as_bytes();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut before = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let replaced = before + usize::from(x != *y);
            before = row[j + 1];
            row[j + 1] = replaced.min(before + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}
