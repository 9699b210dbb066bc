//! Damaged and hostile sources: a clear error with its place, never a panic, bounded memory.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::io::Cursor;

use comity_read::{ReadError, read_ccl_tables_json, read_ccl_xml, read_dsgl_csv, read_eu_annex_json, read_eu_annex_text, read_wassenaar_text};
use proptest::prelude::*;

fn ccl(text: &[u8]) -> Result<comity_read::SourceList, ReadError> {
    read_ccl_xml(Cursor::new(text), "test.xml")
}

#[track_caller]
fn refused(text: &[u8], want: &str) {
    let error = ccl(text).expect_err("must be refused").to_string();
    assert!(error.contains("test.xml") && error.contains("byte"), "no place in `{error}`");
    assert!(error.contains(want), "`{error}` lacks `{want}`");
}

const HEAD: &str = r#"<DIV9 N="x"><HEAD>Supplement No. 1 to Part 774</HEAD>"#;

#[test]
fn refusals_say_what_and_where() {
    refused(b"", "no element at all");
    refused(b"<html><p>no</p></html>", "expected the element `DIV9`");
    refused(b"<DIV9><HEAD>Supplement No. 2 to Part 774</HEAD></DIV9>", "expected the heading");
    refused(format!("{HEAD}<P>cut").as_bytes(), "damaged");
    refused(format!("{HEAD}<P>cut</FP></DIV9>").as_bytes(), "damaged");
    refused(format!("{HEAD}<BLINK>new</BLINK></DIV9>").as_bytes(), "unknown element `BLINK`");
    refused(format!("{HEAD}stray words</DIV9>").as_bytes(), "text outside any paragraph");
    refused(format!("{HEAD}</DIV9>").as_bytes(), "only 0 entries");
    refused(br#"<!DOCTYPE a [<!ENTITY l "lol"><!ENTITY m "&l;&l;">]><DIV9>&m;</DIV9>"#, "entities are refused");
    refused(format!("{HEAD}<P>&lol;</P></DIV9>").as_bytes(), "entities are refused");
    let twice = format!("{HEAD}<FP-2>1A001 A</FP-2><FP-2>1A001 A</FP-2></DIV9>");
    refused(twice.as_bytes(), "a second entry with this code");
    let mut invalid = format!("{HEAD}<P>").into_bytes();
    invalid.extend([0xff, 0xfe, 0x80]);
    invalid.extend(b"</P></DIV9>");
    assert!(ccl(&invalid).is_err());
    let deep = format!("{HEAD}{}", "<DIV>".repeat(100));
    refused(deep.as_bytes(), "nested deeper");
}

#[test]
fn a_line_of_ten_megabytes_is_refused() {
    let long = format!("{HEAD}<P>{}</P></DIV9>", "x".repeat(10 << 20));
    refused(long.as_bytes(), "in one piece");
}

#[test]
fn json_sources() {
    assert!(read_eu_annex_json(Cursor::new(b"{"), "eu.json").unwrap_err().to_string().contains("eu.json, byte"));
    assert!(read_eu_annex_json(Cursor::new(br#"{"entry_count":1,"entries":[{"entry_code":"x","verbatim_text":"x"}]}"#), "eu.json").is_err());
    assert!(read_eu_annex_json(Cursor::new(br#"{"entry_count":0,"entries":[]}"#), "eu.json").is_err());
    assert!(read_ccl_tables_json(Cursor::new(br#"{"entryCount":0,"entries":[]}"#), "t.json", None).is_err());
    let deep = "[".repeat(100_000);
    assert!(read_eu_annex_json(Cursor::new(deep.as_bytes()), "eu.json").is_err());
}

#[test]
fn printed_sources() {
    let refused = |error: ReadError| assert!(error.to_string().contains("only 0 entries"), "{error}");
    refused(read_dsgl_csv(Cursor::new(b"n,style,text\n"), "au.csv").unwrap_err());
    refused(read_eu_annex_text(Cursor::new(b"CATEGORY 0\n"), "eu.txt").unwrap_err());
    refused(read_wassenaar_text(Cursor::new(b"DUAL-USE LIST - CATEGORY 1\n"), "wa.txt").unwrap_err());
    assert!(read_dsgl_csv(Cursor::new(b"one,two\n"), "au.csv").is_err());
    assert!(read_eu_annex_text(Cursor::new([0xff, 0xfe, 0x80]), "eu.txt").is_err());
    let twice = "CATEGORY 1\n1A001\nA;\n1B001\nB;\n1B\nHead\n1A001\nA;\n";
    assert!(read_eu_annex_text(Cursor::new(twice), "eu.txt").unwrap_err().to_string().contains("a second entry"));
}

/// A small list with every construct, for cutting short at each byte.
const SMALL: &str = r#"<DIV9 N="x"><HEAD>Supplement No. 1 to Part 774</HEAD><HD1>Category 1</HD1>
<FP-2><B>1A001 Thing as follows &amp; more</B></FP-2><FP-1>Reason for Control: NS, AT</FP-1>
<DIV><TABLE><TR><TH>Control(s)</TH><TH>Chart</TH></TR><TR><TD>NS applies to 1A001.a, b to c</TD><TD>NS Column 2.</TD></TR></TABLE></DIV>
<FP-1>List Based License Exceptions</FP-1><FP-1><I>LVS:</I> $500 for .a; N/A for MT</FP-1>
<FP-1>Special Conditions for STA</FP-1><FP-1>STA: License Exception STA may not be used for 1A001.a to any of the destinations listed in Country Group A:6</FP-1>
<FP>Items: a. One having any of the following:</FP><P>a.1. Sub</P><NOTE><HED>Note:</HED><P>It does not apply to toys.</P></NOTE><P>b. through c. [Reserved]</P></DIV9>"#;

#[test]
fn every_prefix_of_a_list_is_refused_without_panic() {
    for end in 0..SMALL.len() {
        if SMALL.is_char_boundary(end) {
            assert!(ccl(SMALL.get(..end).unwrap_or_default().as_bytes()).is_err());
        }
    }
}

proptest! {
    #[test]
    fn damaged_bytes_never_panic(at in 0..SMALL.len(), with in any::<u8>(), cut in 0..SMALL.len()) {
        let mut bytes = SMALL.as_bytes().to_vec();
        bytes[at] = with;
        let _ = ccl(&bytes);
        let _ = ccl(&bytes[cut..]);
    }
    #[test]
    fn any_lines_of_a_page_never_panic(lines in prop::collection::vec("([0-9]\\. [A-E]\\. [0-9]\\.|[0-9][A-E][0-9]{3}|[a-c]\\.|[1-3]\\. [a-zA-Z]{0,9}[:;.]?|Note [1-2]?:?| |[a-z ]{0,9}(or|:|;)|\\PC{0,9})", 0..60)) {
        let page = lines.join("\n");
        let _ = read_eu_annex_text(Cursor::new(format!("CATEGORY 1\n{page}")), "eu.txt");
        let _ = read_wassenaar_text(Cursor::new(format!("DUAL-USE LIST - CATEGORY 1\n{page}")), "wa.txt");
        let rows: String = lines.iter().map(|l| format!("1,DL0Aa1,\"{}\"\n", l.replace('"', "\"\"").replace(' ', "\t"))).collect();
        let _ = read_dsgl_csv(Cursor::new(format!("0,ActHead3,Category 1\n{rows}")), "au.csv");
    }
    #[test]
    fn any_words_make_a_scope(words in "[0-9A-Za-z.,;:()§$ ]{0,80}", code in "[0-9][A-E][0-9]{3}") {
        let has = |_: &comity_read::label::Label| true;
        let entry = comity_read::scope::Entry { list: "us/ccl", code: &code, has: &has };
        let _ = entry.read(&words).to_string();
        let _ = comity_read::destination::read(&words);
        let _ = comity_read::exceptions::read(&entry, "LVS", &words);
        let _ = comity_read::sta::read(&entry, &words);
    }
    #[test]
    fn any_text_folds_and_labels(text in "\\PC{0,60}") {
        let _ = comity_read::label::printed(&text);
        let _ = comity_read::reference::tokens(&text);
        let _ = comity_read::join::join_of(&text);
        prop_assert_eq!(comity_read::text::digest(&text).len(), 16);
    }
}

mod criteria {
    use comity_read::criteria::{Dialect, Paragraph, PhraseRow, Phrasebook, read, read_exclusion};
    use proptest::prelude::*;

    fn book() -> Phrasebook {
        Phrasebook::new(vec![
            PhraseRow::quantity("mass", "kg", &["mass", "mass of 3 parts at 20 °C"]),
            PhraseRow::quantity("frequency", "Hz", &["frequency", "frequency range"]),
            PhraseRow::quantity("resolution", "bit", &["resolution"]),
            PhraseRow::quantity("elements", "element", &["element", "element per array"]),
        ])
    }

    /// Pieces that criteria are made of, put together without sense.
    const PIECES: [&str; 44] = [
        "a",
        "mass",
        "of",
        "frequency",
        "12",
        "5 × 103",
        "10-6",
        "1,3",
        "1.3",
        "20 000",
        "kg",
        "GHz",
        "K (-55 °C)",
        "bit",
        "or",
        "and",
        "but",
        "not",
        "exceeding",
        "less (better) than",
        "equal to",
        "or more",
        "or less",
        "between",
        "to",
        "from",
        "(",
        ")",
        "[",
        ",",
        ";",
        ":",
        "3A001.a. or b.",
        "specified in",
        "other than those",
        "CAS 762-04-9",
        "ISO 230-2:1988",
        "per",
        "^{3}",
        "± 5",
        "e.g.",
        "one or",
        "“",
        "½",
    ];

    proptest! {
        #[test]
        fn any_text_gives_a_reading(text in "\\PC{0,200}") {
            for dialect in [Dialect::decimal_point(), Dialect::decimal_comma(true)] {
                let reading = read(&Paragraph::new("3A001.a", &text), &dialect, &book());
                prop_assert!(!reading.criterion.is_empty());
                let _ = read_exclusion("3A001", &format!("Note: 3A001.a does not control {text}"), &dialect, &book());
            }
        }

        #[test]
        fn any_pieces_give_a_reading(pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..30), glued in any::<bool>()) {
            let text = pieces.join(if glued { "" } else { " " });
            for dialect in [Dialect::decimal_point(), Dialect::decimal_comma(true)] {
                let reading = read(&Paragraph { code: "3A001.a", text: &text, parent_text: Some(&text) }, &dialect, &book());
                prop_assert!(!reading.criterion.is_empty());
                // What was not read says why.
                prop_assert_eq!(reading.unread.is_some(), reading.criterion.contains("untranslated("));
            }
        }
    }
}
