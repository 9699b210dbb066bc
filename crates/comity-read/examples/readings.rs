//! Reads every paragraph of a list and prints what came of it: `readings LIST SOURCE VOCABULARY [--all] [--unknown FILE]`.
//! What it prints holds official wording: keep it out of the project.
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use comity_read::criteria::{Dialect, Paragraph, Phrasebook, read, rows_of};
use comity_read::label::printed;
use comity_read::model::{SourceList, SourceProvision};
use miette::{IntoDiagnostic, miette};

struct Row {
    code: String,
    text: String,
    parent: Option<String>,
}

fn main() -> miette::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [list, source, vocabulary, options @ ..] = args.as_slice() else {
        return Err(miette!("usage: readings LIST SOURCE VOCABULARY [--all] [--words] [--unknown FILE]"));
    };
    let mut rows = Vec::new();
    for entry in fs::read_dir(vocabulary).into_diagnostic()? {
        let path = entry.into_diagnostic()?.path();
        let text = fs::read_to_string(&path).into_diagnostic()?;
        match rows_of(&text) {
            Ok(more) => rows.extend(more),
            Err(error) => eprintln!("{}: {error}", path.display()),
        }
    }
    let book = Phrasebook::new(rows);
    let paragraphs = paragraphs(list, source)?;
    let mut dialect = Dialect::for_list(list);
    if options.iter().any(|o| o == "--superscripts") {
        dialect.flattened_superscripts = false;
    }
    let start = std::time::Instant::now();
    let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
    let mut unknown: BTreeMap<(String, String), (usize, String)> = BTreeMap::new();
    for row in &paragraphs {
        let reading = read(&Paragraph { code: &row.code, text: &row.text, parent_text: row.parent.as_deref() }, &dialect, &book);
        if reading.numbers > 0 {
            let pilot = ["1C350", "1C351", "1C352", "1C353", "1C354", "1C450", "9A"].iter().find(|p| row.code.starts_with(**p)).map(|p| (*p).to_owned());
            let category = row.code.chars().take(1).collect();
            for key in [Some(category), pilot, Some("total".to_owned())].into_iter().flatten() {
                let count = counts.entry(key).or_default();
                count.0 += 1;
                count.1 += usize::from(reading.unread.is_none());
            }
        }
        for why in reading.unread.iter().flat_map(|w| w.split("; ")) {
            *reasons.entry(why.to_owned()).or_default() += 1;
        }
        for phrase in &reading.unknown {
            let entry = unknown.entry((phrase.phrase.clone(), phrase.unit.clone())).or_insert_with(|| (0, row.code.clone()));
            entry.0 += 1;
        }
        let whole = reading.numbers > 0 && reading.unread.is_none();
        if options.iter().any(|o| o == "--all") || reading.unread.is_some() || whole && options.iter().any(|o| o == "--read") {
            println!("{} [{}] {}\n    {}", row.code, reading.numbers, row.text, reading.criterion);
            if options.iter().any(|o| o == "--words") {
                for (_, words) in &reading.words {
                    println!("    words: {words}");
                }
            }
        }
    }
    eprintln!("{} paragraphs in {:?}", paragraphs.len(), start.elapsed());
    for (key, (all, whole)) in &counts {
        eprintln!("{key}: {whole} of {all} read whole, {:.1} %", 100.0 * *whole as f64 / *all as f64);
    }
    let mut reasons: Vec<_> = reasons.into_iter().collect();
    reasons.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    for (why, n) in reasons {
        eprintln!("{n:5} {why}");
    }
    let mut unknown: Vec<_> = unknown.into_iter().collect();
    unknown.sort_by_key(|(_, (n, _))| std::cmp::Reverse(*n));
    if let Some(at) = options.iter().position(|o| o == "--unknown")
        && let Some(file) = options.get(at + 1)
    {
        let mut text = String::from("phrase\tunit\tcount\texample\n");
        for ((phrase, unit), (n, code)) in &unknown {
            let _ = writeln!(text, "{phrase}\t{unit}\t{n}\t{list} {code}");
        }
        fs::write(file, text).into_diagnostic()?;
    }
    Ok(())
}

fn paragraphs(list: &str, source: &str) -> miette::Result<Vec<Row>> {
    let name = Path::new(source).file_name().and_then(|n| n.to_str()).unwrap_or(source).to_owned();
    // A table of code, kind and text, as the example `texts` prints it.
    if source.ends_with(".tsv") {
        let text = fs::read_to_string(source).into_diagnostic()?;
        return Ok(text
            .lines()
            .filter_map(|l| {
                let mut cells = l.splitn(3, '\t');
                let (code, kind, text) = (cells.next()?, cells.next()?, cells.next()?);
                matches!(kind, "item" | "paragraph" | "entry").then(|| Row { code: code.to_owned(), text: own(code, text), parent: None })
            })
            .collect());
    }
    let file = std::io::BufReader::new(fs::File::open(source).into_diagnostic()?);
    let read: SourceList = match list {
        "us/ccl" => comity_read::read_ccl_xml(file, &name)?,
        "eu/annex-i" => comity_read::read_eu_annex_json(file, &name)?,
        _ => return Err(miette!("no reader for {list}")),
    };
    let mut rows = Vec::new();
    for entry in &read.entries {
        rows.push(Row { code: entry.code.clone(), text: own(&entry.code, &entry.text), parent: None });
        for provision in &entry.provisions {
            walk(&entry.code, provision, &entry.text, &mut rows);
        }
    }
    Ok(rows)
}

fn walk(entry: &str, provision: &SourceProvision, parent: &str, rows: &mut Vec<Row>) {
    let code = format!("{entry}.{}", provision.label);
    rows.push(Row { text: own(&code, &provision.text), code, parent: Some(parent.to_owned()) });
    for child in &provision.children {
        walk(entry, child, &provision.text, rows);
    }
}

/// The words of a paragraph without its label.
fn own(code: &str, text: &str) -> String {
    let text = text.strip_prefix(code).unwrap_or(text).trim_start();
    match printed(text) {
        Some((label, rest)) if label.last.is_none() && (code.ends_with(&format!(".{}", label.first))) => rest.trim_start().to_owned(),
        _ => text.to_owned(),
    }
}
