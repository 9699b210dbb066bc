//! Prints the criteria of a list as a table: `table LIST SOURCE VOCABULARY`. A row a paragraph: code, numbers, unread, criterion, words, text.
//! What it prints holds official wording: keep it out of the project.
use std::fs;
use std::path::Path;

use comity_read::criteria::{Dialect, Paragraph, Phrasebook, read, read_exclusion, rows_of};
use comity_read::criteria_files::{CriteriaHeader, ParagraphText, ReadCriteria, WrittenCriterion, files};
use comity_read::import_criteria::read_source;
use miette::{IntoDiagnostic, miette};

struct Printer<'p> {
    dialect: Dialect,
    book: &'p Phrasebook,
    quiet: bool,
    numeric: (usize, usize),
}

impl ReadCriteria for Printer<'_> {
    fn paragraph(&mut self, paragraph: &ParagraphText<'_>) -> WrittenCriterion {
        let reading = read(&Paragraph { code: paragraph.code, text: paragraph.text, parent_text: paragraph.above }, &self.dialect, self.book);
        self.numeric.0 += usize::from(reading.numbers > 0);
        self.numeric.1 += usize::from(reading.numbers > 0 && reading.unread.is_none());
        if !self.quiet {
            let words: Vec<&str> = reading.words.iter().map(|(_, w)| w.as_str()).collect();
            println!(
                "{}\t{}\t{}\t{}\t{}\t{}",
                paragraph.code,
                reading.numbers,
                reading.unread.as_deref().unwrap_or(""),
                reading.criterion,
                words.join(" | "),
                paragraph.text.replace(['\n', '\t'], " ")
            );
        }
        WrittenCriterion { criterion: reading.criterion, numbers: reading.numbers, unread: reading.unread }
    }
    fn exclusion(&mut self, at: &str, note: &str) -> Option<(Vec<String>, WrittenCriterion)> {
        let found = read_exclusion(at, note, &self.dialect, self.book)?;
        if !self.quiet {
            let words: Vec<&str> = found.reading.words.iter().map(|(_, w)| w.as_str()).collect();
            println!(
                "{at}!note\t{}\t{}\t{}\t{}\t{}",
                found.reading.numbers,
                found.reading.unread.as_deref().unwrap_or(""),
                found.reading.criterion,
                words.join(" | "),
                note.replace(['\n', '\t'], " ")
            );
        }
        Some((found.codes, WrittenCriterion::default()))
    }
}

fn main() -> miette::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [list, source, vocabulary, options @ ..] = args.as_slice() else {
        return Err(miette!("usage: table LIST SOURCE VOCABULARY [--quiet]"));
    };
    let start = std::time::Instant::now();
    let mut rows = Vec::new();
    let mut paths: Vec<_> = fs::read_dir(vocabulary).into_diagnostic()?.filter_map(|e| e.ok().map(|e| e.path())).collect();
    paths.sort();
    for path in paths {
        rows.extend(rows_of(&fs::read_to_string(&path).into_diagnostic()?).map_err(|e| miette!("{}: {e}", path.display()))?);
    }
    let book = Phrasebook::new(rows);
    let vocabulary = start.elapsed();
    let start = std::time::Instant::now();
    let list_read = read_source(list, Path::new(source))?;
    let provisions = start.elapsed();
    let start = std::time::Instant::now();
    let flattened = Dialect::for_list(list).flattened_superscripts && source.ends_with(".json");
    let dialect = Dialect { flattened_superscripts: flattened, ..Dialect::for_list(list) };
    let mut printer = Printer { dialect, book: &book, quiet: options.iter().any(|o| o == "--quiet"), numeric: (0, 0) };
    let header = CriteriaHeader { list: list.clone(), edition: "2026-01-01".parse().into_diagnostic()?, file: String::new(), digest: String::new() };
    files(&list_read, &header, &mut printer);
    let (all, whole) = printer.numeric;
    eprintln!(
        "{list}: {whole} of {all} read whole, {:.1} %; vocabulary {vocabulary:?}, provisions {provisions:?}, criteria {:?}",
        100.0 * whole as f64 / all as f64,
        start.elapsed()
    );
    Ok(())
}
