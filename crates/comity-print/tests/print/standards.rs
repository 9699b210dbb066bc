//! What the PDF says of itself: tagged, with title, language and the time it was given; and the same bytes each time.

use comity_print::{Block, Column, Press, Sheet, Test, Time};
use lopdf::Object;

use crate::{MADE, line, print, reader::document, sheet};

/// One of everything.
fn whole() -> Sheet {
    let row = comity_print::Entry {
        mark: "LVS".into(),
        text: "Shipments of limited value".into(),
        tags: vec!["NS 2".into()],
        cite: "Act 1".into(),
        notice: "Not checked".into(),
        lines: vec!["One more line".into()],
        tests: vec![Test { mark: "Yes".into(), text: "The value is low".into(), cite: "Act 1(a)".into() }],
    };
    let column = |head: &str, digest| Column { head: head.into(), digest };
    let clause =
        |number: &str, depth| comity_print::Clause { number: number.into(), depth, mark: "Yes".into(), text: "to in x/A".into(), because: "to is BB".into() };
    Sheet {
        subtitle: "A sample question".into(),
        author: "Sample Instruments".into(),
        foot: "Sample Instruments · sha256:00".into(),
        page: "Page {1} of {2}".into(),
        ..sheet(vec![
            Block::Verdict { tone: comity_print::Tone::Stop, word: "Prohibited".into(), text: "Do not ship.".into() },
            Block::Heading { level: 1, text: "First".into() },
            Block::Heading { level: 2, text: "Second".into() },
            Block::Heading { level: 3, text: "Third".into() },
            Block::Notice { text: "Look here".into() },
            Block::Paragraph { text: "Beside the point".into(), soft: true },
            Block::Facts { rows: vec![("to".into(), "BB".into())] },
            Block::Entries { rows: vec![row.clone(), row] },
            Block::Table { columns: vec![column("Part", false), column("SHA-256", true)], rows: vec![vec!["x/list".into(), "0".repeat(64)]; 60] },
            Block::Clauses { rows: vec![clause("1", 0), clause("1.1", 1), clause("1.1.1", 2)] },
            Block::Code { text: "comity replay receipt.json".into() },
        ])
    }
}

#[test]
fn the_same_sheet_gives_the_same_bytes() {
    let first = print(&whole());
    assert_eq!(first, print(&whole()));
    assert_eq!(first, Press::new([]).print(&whole()).unwrap(), "another press");
    let later = Sheet { made: Time { second: 6, ..MADE }, ..whole() };
    assert_ne!(first.bytes, print(&later).bytes);
}

#[test]
fn the_pdf_is_tagged_and_says_what_it_is() {
    let pdf = document(&print(&whole()).bytes);
    let catalog = pdf.catalog().unwrap();
    assert!(catalog.has(b"StructTreeRoot"));
    let marked = pdf.get_dict_in_dict(catalog, b"MarkInfo").unwrap();
    assert!(marked.get(b"Marked").unwrap().as_bool().unwrap());
    assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), b"en");
    let metadata = pdf.dereference(catalog.get(b"Metadata").unwrap()).unwrap().1.as_stream().unwrap();
    let metadata = metadata.get_plain_content().unwrap_or_else(|_| metadata.content.clone());
    let metadata = String::from_utf8(metadata).unwrap();
    for said in
        ["<pdfaid:part>2</pdfaid:part>", "<pdfaid:conformance>A</pdfaid:conformance>", "<pdfuaid:part>1</pdfuaid:part>", "A sample", "2026-07-23T09:30:05"]
    {
        assert!(metadata.contains(said), "{said} in {metadata}");
    }
}

#[test]
fn tables_have_heads_and_headings_have_levels() {
    let pdf = document(&print(&whole()).bytes);
    let kinds: std::collections::BTreeSet<String> = pdf
        .objects
        .values()
        .filter_map(|object| match object {
            Object::Dictionary(fields) => fields.get(b"S").ok()?.as_name().ok().map(|name| String::from_utf8_lossy(name).into_owned()),
            _ => None,
        })
        .collect();
    for kind in ["H1", "H2", "H3", "P", "L", "LI", "Table", "TR", "TH", "TD"] {
        assert!(kinds.contains(kind), "{kind} in {kinds:?}");
    }
}

#[test]
fn a_long_table_goes_on_over_pages_and_each_has_its_number() {
    let printed = print(&whole());
    assert!(printed.pages > 1);
    let out = crate::reader::text(&printed.bytes);
    for page in 1..=printed.pages {
        assert!(out.contains(&format!("Page{page}of{}", printed.pages)), "{out}");
    }
}

#[test]
fn a_time_that_does_not_exist_is_refused() {
    let never = Sheet { made: Time { month: 13, ..MADE }, ..sheet(vec![line("x")]) };
    assert!(crate::press().print(&never).is_err());
}

#[test]
fn what_is_no_font_is_passed_over() {
    let own = Press::new([]).fonts();
    assert!(own > 10);
    assert_eq!(Press::new([b"no font".to_vec(), Vec::new()]).fonts(), own);
}
