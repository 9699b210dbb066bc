//! Imports a list into a folder: `import us/ccl law/us/lists/ccl 2026-06-24=part.xml 2026-07-23=tables.json`.
//! The header keeps what the folder's `list.kdl` says of the list. With `--open FILE` it also writes every open row with its source words, for the person who curates. That file holds
//! official wording: keep it out of the project.
use std::fs;
use std::path::{Path, PathBuf};

use comity_read::header::HeaderFacts;
use comity_read::import::import_with;
use comity_read::model::Destination;
use miette::{IntoDiagnostic, miette};

fn main() -> miette::Result<()> {
    let mut args: Vec<String> = std::env::args().skip(1).collect();
    let mut open_rows = None;
    if let Some(at) = args.iter().position(|a| a == "--open") {
        args.remove(at);
        if at < args.len() {
            open_rows = Some(args.remove(at));
        }
    }
    let [list, folder, sources @ ..] = args.as_slice() else {
        return Err(miette!("usage: import LIST FOLDER DATE=FILE..."));
    };
    let mut dated = Vec::new();
    for source in sources {
        let (date, path) = source.split_once('=').ok_or_else(|| miette!("`{source}` is not DATE=FILE"))?;
        dated.push((date.parse().into_diagnostic()?, PathBuf::from(path)));
    }
    let start = std::time::Instant::now();
    let present = fs::read_to_string(Path::new(folder).join("list.kdl")).ok();
    let facts = present.map_or_else(|| Ok(HeaderFacts::default()), |text| HeaderFacts::of_file(list, &text))?;
    let imported = import_with(list, &dated, &facts)?;
    eprintln!("read in {:?}", start.elapsed());
    fs::create_dir_all(folder).into_diagnostic()?;
    for (name, text) in &imported.files {
        fs::write(Path::new(folder).join(name), text).into_diagnostic()?;
    }
    let report = &imported.report;
    println!(
        "{} files, {} entries, {} labelled, {} provisions ({} implied), {} controls, {} exceptions, {} rows open",
        imported.files.len(),
        report.entries,
        report.labelled,
        report.provisions,
        report.implied,
        report.controls,
        report.exceptions,
        report.untranslated
    );
    for (date, changes) in &imported.changes {
        println!("{date}: {changes:?}");
    }
    for problem in &report.problems {
        println!("  {problem}");
    }
    if let Some(path) = open_rows {
        fs::write(path, open_table(&imported.list)).into_diagnostic()?;
    }
    Ok(())
}

fn open_table(list: &comity_read::model::SourceList) -> String {
    let mut out = String::from("entry\tdigest\tkind\tleft\tright\tscope\twhen\n");
    for entry in &list.entries {
        for row in &entry.controls {
            let when = match &row.destination {
                Destination::Column(n) => format!("column {n}"),
                Destination::When(when) => when.to_string(),
            };
            if row.scope.has_unknown() || when.contains("untranslated(") {
                let line =
                    [&entry.code, &row.text.digest(), &format!("control {}", row.reason), &row.text.left, &row.text.right, &row.scope.to_string(), &when]
                        .map(String::as_str)
                        .join("\t");
                out.push_str(&line);
                out.push('\n');
            }
        }
        for row in entry.exceptions.iter().filter(|r| r.scope.has_unknown()) {
            let amount = row.amount.map_or(String::new(), |a| format!(" {a} USD"));
            let line = [
                &entry.code,
                &row.text.digest(),
                &format!("exception {}{amount}", row.symbol),
                &row.text.left,
                &row.text.right,
                &row.scope.to_string(),
                &String::new(),
            ]
            .map(String::as_str)
            .join("\t");
            out.push_str(&line);
            out.push('\n');
        }
        for pointer in &entry.refers {
            out.push_str(&format!("{}\t{}\trefer\t{}\t\t\t\n", entry.code, pointer.digest, pointer.to));
        }
    }
    out
}
