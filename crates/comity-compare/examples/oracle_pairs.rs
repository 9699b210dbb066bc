//! Prints criteria and what this crate says of their relations, as JSON, for `conformance/oracle/compare_oracle.py`, which works
//! the relations out by itself; or a comparison in a format of exchange, for `conformance/oracle/exchange_oracle.py`.
//!
//! ```text
//! oracle_pairs --random 3000          made-up pairs
//! oracle_pairs LAW A B                all pairs of two lists of a law folder
//! oracle_pairs LAW A B sssom          those pairs as `table`, `json`, `sssom`, `skos` or `report`
//! ```

use std::{
    error::Error,
    fs,
    io::{self, BufWriter, Write},
    path::Path,
};

use comity_compare::{
    compare,
    formats::{write_json, write_report, write_skos, write_sssom, write_table},
    report,
};
use comity_law::{
    Join, NodeStatus, SourceFile,
    criteria::{CharacteristicType, Characteristics, Criteria, Criterion, Edition},
};
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let (criteria, a, b, format) = match args.as_slice() {
        ["--random", count] => (random(count.parse()?)?, "a/l", "b/l", ""),
        [law, a, b, format @ ..] => {
            let mut files = Vec::new();
            collect(Path::new(law), Path::new(law), &mut files)?;
            (parse(&files)?, *a, *b, format.first().copied().unwrap_or_default())
        }
        _ => return Err("usage: oracle_pairs --random COUNT | oracle_pairs LAW LIST LIST [FORMAT]".into()),
    };
    let (Some(a), Some(b)) = (criteria.edition(a, None), criteria.edition(b, None)) else { return Err("no such list".into()) };
    let vocabulary = &criteria.vocabulary;
    let start = std::time::Instant::now();
    let comparison = compare(a, b, vocabulary);
    eprintln!("compared in {:?}", start.elapsed());
    let mut out = BufWriter::new(io::stdout().lock());
    match format {
        "" => {}
        "table" => write_table(&comparison, &mut out)?,
        "json" => write_json(&comparison, &mut out)?,
        "sssom" => write_sssom(&comparison, &mut out)?,
        "skos" => write_skos(&comparison, &mut out)?,
        "report" => write_report(&comparison, &report(&comparison, &|_, _| Vec::new()), &mut out)?,
        other => return Err(format!("no format `{other}`").into()),
    }
    if !format.is_empty() {
        return Ok(out.flush()?);
    }
    let pairs: Vec<Value> = comparison
        .pairs
        .iter()
        .filter_map(|pair| {
            let (a, b) = (a.node(pair.a.as_deref()?)?.0, b.node(pair.b.as_deref()?)?.0);
            Some(json!({"a": a.index(), "b": b.index(), "relation": pair.verdict.relation.name(), "basis": pair.verdict.basis, "ancestors": pair.ancestors.map(|above| above.name()), "counterpart": pair.counterpart}))
        })
        .collect();
    let dump = json!({"vocabulary": words(vocabulary), "a": edition(a, vocabulary), "b": edition(b, vocabulary), "pairs": pairs});
    serde_json::to_writer(&mut out, &dump)?;
    Ok(out.flush()?)
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<SourceFile>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(root, &path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "kdl") {
            files.push(SourceFile::new(path.strip_prefix(root)?.to_string_lossy(), fs::read_to_string(&path)?));
        }
    }
    Ok(())
}

fn parse(files: &[SourceFile]) -> Result<Criteria, Box<dyn Error>> {
    let read = Criteria::parse(files);
    match read.problems.iter().find(|problem| !problem.is_warning()) {
        Some(problem) => Err(format!("{}: {problem}", problem.path()).into()),
        None => Ok(read.criteria),
    }
}

fn words(vocabulary: &Characteristics) -> Value {
    let characteristics: Vec<Value> = vocabulary
        .all
        .iter()
        .map(|of| match &of.ty {
            CharacteristicType::Quantity { unit, one, span } => {
                let inputs: Vec<usize> = of.formula.iter().flat_map(comity_law::criteria::Formula::inputs).map(|input| input.index()).collect();
                json!({"id": of.id, "type": "quantity", "plain": unit.is_empty(), "dimension": one.dimension().to_string(), "span": span, "inputs": inputs})
            }
            CharacteristicType::Bool => json!({"id": of.id, "type": "bool"}),
            CharacteristicType::Term => json!({"id": of.id, "type": "term"}),
            CharacteristicType::Cas => json!({"id": of.id, "type": "cas"}),
        })
        .collect();
    let terms: Vec<Value> = vocabulary.terms.iter().map(|term| json!(term.broader.iter().map(|broader| broader.index()).collect::<Vec<_>>())).collect();
    json!({"characteristics": characteristics, "broader": terms})
}

fn edition(edition: &Edition, vocabulary: &Characteristics) -> Value {
    let nodes: Vec<Value> = edition
        .nodes
        .iter()
        .map(|node| {
            let exclusions: Vec<Value> = node.exclusions.iter().map(|exclusion| criterion(&exclusion.criterion)).collect();
            json!({
                "code": node.code,
                "parent": node.parent.map(|parent| parent.index()),
                "join": match node.join { Join::Class => "class", Join::Any => "any", Join::All => "all" },
                "active": node.status == NodeStatus::Active,
                "unread": node.unread.is_some(),
                "own": criterion(&node.own),
                "except": exclusions,
                "elsewhere": node.elsewhere,
                "family": node.family,
                "text": node.own.display(vocabulary, Some(edition)).to_string(),
            })
        })
        .collect();
    json!(nodes)
}

fn criterion(of: &Criterion) -> Value {
    let all = |parts: &[Criterion]| parts.iter().map(criterion).collect::<Vec<_>>();
    match of {
        Criterion::Always(value) => json!(["always", value]),
        Criterion::Not(inner) => json!(["not", criterion(inner)]),
        Criterion::All(parts) => json!(["all", all(parts)]),
        Criterion::Any(parts) => json!(["any", all(parts)]),
        Criterion::AtLeast(count, parts) => json!(["at-least", count, all(parts)]),
        Criterion::Compare(of, comparison, measure) => {
            json!(["compare", of.index(), comparison.sign(), format!("{}/{}", measure.base.numerator(), measure.base.denominator())])
        }
        Criterion::Flag(of) => json!(["flag", of.index()]),
        Criterion::Terms(of, terms) => json!(["terms", of.index(), terms.iter().map(|term| term.index()).collect::<Vec<_>>()]),
        Criterion::Cas(of, numbers) => json!(["cas", of.index(), numbers]),
        Criterion::Words(words) => json!(["words", words.to_string()]),
        Criterion::Meets(nodes) => json!(["meets", nodes.iter().map(|node| node.index()).collect::<Vec<_>>()]),
        Criterion::Untranslated(_) => json!(["untranslated"]),
    }
}

const VOCABULARY: &str = r#"
characteristic "x" type="quantity" unit="mm" { label "x"; definition "x"; question "x?" }
characteristic "y" type="quantity" unit="mm" { label "y"; definition "y"; question "y?" }
characteristic "z" type="quantity" unit="kg" { label "z"; definition "z"; question "z?" }
characteristic "product" type="quantity" unit="mm kg" { label "p"; definition "p"; question "p?"; formula "x * z" }
characteristic "count" type="quantity" unit="1" { label "n"; definition "n"; question "n?" }
characteristic "level" type="quantity" unit="dB" { label "l"; definition "l"; question "l?" }
characteristic "span" type="quantity" unit="Hz" span=#true { label "s"; definition "s"; question "s?" }
characteristic "flag" type="bool" { label "f"; definition "f"; question "f?" }
characteristic "kind" type="term" { label "kind"; definition "k"; question "k?" }
characteristic "cas" type="cas" { label "cas"; definition "c"; question "c?" }
term "kind" "thing" { label "thing" }
term "kind" "circuit" { label "circuit"; broader "thing" }
term "kind" "adc" { label "converter"; broader "circuit" }
term "kind" "laser" { label "laser"; broader "thing" }
"#;

/// Two lists of as many made-up paragraphs, a third of which have paragraphs below them.
fn random(count: usize) -> Result<Criteria, Box<dyn Error>> {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let (mut a, mut b) = (String::new(), String::new());
    for (list, text) in [("a", &mut a), ("b", &mut b)] {
        *text = format!("source list=\"{list}/l\" edition=\"2026-01-01\" file=\"f\" digest=\"sha256:00\"\n");
    }
    for at in 0..count {
        let own = dice.criterion(3);
        // A pair is mostly alike, so that every relation turns up.
        let other = match dice.roll(4) {
            0 => own.clone(),
            1 => format!("{own} and {}", dice.leaf()),
            2 => format!("({own}) or {}", dice.leaf()),
            _ => dice.criterion(2),
        };
        let (below_a, below_b) = (dice.below(at), dice.below(at));
        for (text, own, (join, below)) in [(&mut a, own, below_a), (&mut b, other, below_b)] {
            text.push_str(&format!("node \"{at}X{at:05}\" join=\"{join}\" digest=\"{at}\" \"{own}\"\n{below}"));
        }
    }
    parse(&[
        SourceFile::new("vocabulary/characteristics/v.kdl", VOCABULARY),
        SourceFile::new("a/lists/l/criteria/2026-01-01/1.kdl", a),
        SourceFile::new("b/lists/l/criteria/2026-01-01/1.kdl", b),
    ])
}

/// Repeatable randomness (xorshift).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % sides
    }

    fn below(&mut self, at: usize) -> (&'static str, String) {
        let join = ["any", "all", "class", "class", "class", "class"][usize::try_from(self.roll(6)).unwrap_or_default()];
        let count = if join == "class" { self.roll(2) * self.roll(3) } else { 1 + self.roll(3) };
        let rows = (0..count).map(|i| format!("node \"{at}X{at:05}.{i}\" digest=\"{at}.{i}\" \"{}\"\n", self.criterion(1)));
        (join, rows.collect())
    }

    fn criterion(&mut self, depth: u64) -> String {
        if depth == 0 || self.roll(4) == 0 {
            return self.leaf();
        }
        let parts: Vec<String> = (0..2 + self.roll(2)).map(|_| self.criterion(depth - 1)).collect();
        match self.roll(6) {
            0 => format!("not ({})", parts.join(" and ")),
            1 => format!("at least 2 of ({}; {})", parts.join("; "), self.leaf()),
            2 | 3 => format!("({})", parts.join(" or ")),
            _ => format!("({})", parts.join(" and ")),
        }
    }

    fn leaf(&mut self) -> String {
        let sign = ["<", "<=", ">", ">=", ">", "=", "!="][usize::try_from(self.roll(7)).unwrap_or_default()];
        let number = i64::try_from(self.roll(6)).unwrap_or_default() - 1;
        match self.roll(20) {
            0..=4 => format!("x {sign} '{number} mm'"),
            5 => format!("y {sign} '{number} mm'"),
            6..=8 => format!("z {sign} '{number} kg'"),
            9 => format!("product {sign} '{number} mm kg'"),
            10 => format!("count {sign} '{number}'"),
            11 => format!("level {sign} '{number} dB'"),
            12 | 13 => format!("span {sign} '{number} Hz'"),
            14 => "flag".into(),
            15 => format!("kind = {}", ["adc", "circuit", "laser", "thing"][usize::try_from(self.roll(4)).unwrap_or_default()]),
            16 => format!("cas in {}", ["{'50-00-0'}", "{'64-17-5'}", "{'50-00-0', '64-17-5'}"][usize::try_from(self.roll(3)).unwrap_or_default()]),
            17 | 18 => format!("words('{:016x}')", self.roll(3)),
            _ if self.roll(2) == 0 => "untranslated('for a test')".into(),
            _ => format!("meets({{0X{:05}}})", 0),
        }
    }
}
