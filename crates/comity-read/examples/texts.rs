//! Prints every paragraph and note of a list, one a line: `texts us/ccl 2026-06-24`, `texts eu/annex-i`. Columns: code, kind,
//! text. What it prints is official wording, for reading by eye: keep it out of the project.
//!
//! The official sources stand outside the project: `COMITY_DATA_SOURCES` names their folder, else `../shared/data`.
use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::path::PathBuf;

use comity_read::model::{NoteRow, SourceList};
use comity_read::{ReadError, read_ccl_xml, read_dsgl_csv, read_eu_annex_json, read_eu_annex_text, read_wassenaar_text};
use miette::{IntoDiagnostic, miette};

/// Lists, editions and their files; the first edition of a list is the one printed where none is named.
const SOURCES: [(&str, &str, &str); 7] = [
    ("us/ccl", "2026-06-24", "law/us/part-774-supp-1.2026-06-24.xml"),
    ("eu/annex-i", "2025-11-15", "law/eu/reg-2021-821-annex-i.2025-11-15.json"),
    ("eu/annex-i", "2022-05-05", "law/eu/reg-2021-821.2022-05-05.txt"),
    ("eu/annex-i", "2022-01-07", "law/eu/reg-2021-821.2022-01-07.txt"),
    ("eu/annex-i", "2015-12-24", "law/eu/reg-428-2009-annex-i.2015-12-24.txt"),
    ("wa/dual-use", "2026-01-15", "law/wa/wa-list.2026-01-15.txt"),
    ("au/dsgl", "2024-08-14", "law/au/dsgl.2024-08-14.paragraphs.csv"),
];

fn main() -> miette::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (list, edition) = match args.as_slice() {
        [list] => (list.as_str(), None),
        [list, edition] => (list.as_str(), Some(edition.as_str())),
        _ => return Err(miette!("usage: texts LIST [EDITION]")),
    };
    let found = SOURCES.iter().find(|(l, e, _)| *l == list && edition.is_none_or(|wanted| wanted == *e));
    let (_, _, file) = found.ok_or_else(|| miette!("no source of that list and edition"))?;
    let root = std::env::var_os("COMITY_DATA_SOURCES").map_or_else(|| PathBuf::from("../shared/data"), PathBuf::from);
    let input = BufReader::new(File::open(root.join(file)).into_diagnostic()?);
    let start = std::time::Instant::now();
    let read = read(list, input, file)?;
    eprintln!("read in {:?}: {} entries, {} provisions", start.elapsed(), read.report.entries, read.report.provisions);
    for problem in &read.report.problems {
        eprintln!("  {problem}");
    }
    print(&read).into_diagnostic()
}

fn read(list: &str, input: BufReader<File>, name: &str) -> Result<SourceList, ReadError> {
    match list {
        "us/ccl" => read_ccl_xml(input, name),
        "au/dsgl" => read_dsgl_csv(input, name),
        "wa/dual-use" => read_wassenaar_text(input, name),
        _ if name.ends_with(".txt") => read_eu_annex_text(input, name),
        _ => read_eu_annex_json(input, name),
    }
}

fn print(list: &SourceList) -> std::io::Result<()> {
    let mut out = BufWriter::new(std::io::stdout().lock());
    for entry in &list.entries {
        writeln!(out, "{}\titem\t{}", entry.code, entry.text)?;
        notes(&mut out, &entry.code, &entry.notes)?;
        for provision in entry.all_provisions() {
            let code = format!("{}.{}", entry.code, provision.label);
            writeln!(out, "{code}\t{}\t{}", if provision.reserved { "reserved" } else { "item" }, provision.text)?;
            notes(&mut out, &code, &provision.notes)?;
        }
    }
    out.flush()
}

fn notes(out: &mut impl Write, code: &str, notes: &[NoteRow]) -> std::io::Result<()> {
    notes.iter().try_for_each(|note| writeln!(out, "{code}\t{}\t{}", note.kind.word(), note.text))
}
