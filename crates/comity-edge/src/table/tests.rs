#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::{Cursor, Write as _};

use proptest::prelude::*;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::*;

/// What a file gives: the columns, then each row with its number; or the first words of what is wrong.
#[track_caller]
fn check(bytes: &[u8], want: &str) {
    assert_eq!(shown(read(bytes, &Limits::default())), want);
}

fn shown(read: Result<Table, TableError>) -> String {
    match read {
        Ok(table) => {
            let rows = table
                .rows
                .iter()
                .map(|row| format!(" | {}: {}{}", row.number, row.cells.join(","), row.faults.iter().map(|fault| format!(" !{fault}")).collect::<String>()));
            format!("{}{}", table.columns.join(","), rows.collect::<String>())
        }
        Err(error) => format!("{error:?}").split([' ', '{']).next().unwrap().to_owned(),
    }
}

/// The parts of a small workbook: shared strings and the cells of one sheet.
fn parts(strings: &str, sheet: &str) -> Vec<(&'static str, Vec<u8>)> {
    let text = |text: &str| text.as_bytes().to_vec();
    vec![
        (
            "_rels/.rels",
            text(
                r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            text(
                r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
            ),
        ),
        (
            "xl/workbook.xml",
            text(
                r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Items" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
            ),
        ),
        (
            "xl/styles.xml",
            text(
                r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#,
            ),
        ),
        ("xl/sharedStrings.xml", text(&format!(r#"<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"{strings}</sst>"#))),
        (
            "xl/worksheets/sheet1.xml",
            text(&format!(r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{sheet}</sheetData></worksheet>"#)),
        ),
    ]
}

fn packed(parts: &[(&'static str, Vec<u8>)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default().compression_method(CompressionMethod::Deflated)).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const STRINGS: &str = r#" count="3" uniqueCount="3"><si><t>Part no</t></si><si><t>ECCN</t></si><si><t>A-1</t></si>"#;
const SHEET: &str = r#"<row r="2"><c r="A2" t="s"><v>0</v></c><c r="C2" t="s"><v>1</v></c><c r="D2" t="inlineStr"><is><t>Decided</t></is></c></row>
    <row r="5"><c r="A5" t="s"><v>2</v></c><c r="C5" t="inlineStr"><is><t> X-7 </t></is></c><c r="D5" s="1"><v>45976</v></c></row>
    <row r="6"><c r="A6"><v>854239</v></c><c r="C6" t="e"><v>#N/A</v></c></row>"#;

#[test]
fn tables_are_read_as_spreadsheets_write_them() {
    check(b"a,b\n1,2\n", "a,b | 2: 1,2");
    check("\u{feff}a;b\r\n\"1;x\";2,5\r\n".as_bytes(), "a,b | 2: 1;x,2,5");
    check(b"a\tb\n1\t\n\n\n2\tx\n", "a,b | 2: 1, | 5: 2,x");
    check(b"\n\na,b\n1,2,3\n", "a,b | 4: 1,2 !it has 3 cells, and 2 columns are named");
    check(&packed(&parts(STRINGS, SHEET)), "Part no,,ECCN,Decided | 5: A-1,,X-7,2025-11-15 | 6: 854239,,, !the formula of column 3 gives #N/A");
}

#[test]
fn what_is_no_table_is_refused() {
    check(b"", "Empty");
    check(b"only a head\n", "Empty");
    check(b"\xff\xfea\0,\0b\0\n\0", "NotText");
    check(b"a,b\n1,\xe9\n", "NotText");
    check(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and more", "Compound");
    check(b"PK\x03\x04 and no archive", "Broken");
    check(&packed(&[("notes.txt", b"no workbook".to_vec())]), "Broken");
    check(&packed(&parts(STRINGS, r#"<row r="1"><c r="A1"><v>1</v>"#)), "Broken");
}

#[test]
fn a_file_larger_than_the_limits_is_refused_and_takes_no_room() {
    let limits = Limits { rows: 2, columns: 3, cell: 8, text: 40, unpacked: 1 << 16 };
    let refused = |bytes: &[u8]| shown(read(bytes, &limits));
    assert_eq!(refused(b"a\n1\n2\n3\n"), "ManyRows");
    assert_eq!(refused(b"a,b,c,d\n"), "ManyColumns");
    assert_eq!(refused(b"a\n123456789\n"), "LongCell");
    assert_eq!(refused(b"abcdefgh,abcdefgh,abcdefgh\nabcdefgh,abcdefgh,abcdefgh\n"), "MuchText");
    // A part of zeros packs to a thousandth of itself.
    let mut bomb = parts(STRINGS, SHEET);
    bomb.push(("xl/media/image1.bin", vec![0; 1 << 22]));
    let bomb = packed(&bomb);
    assert!(bomb.len() < 1 << 14, "{}", bomb.len());
    assert_eq!(refused(&bomb), "Unpacked");
    // Two cells in opposite corners of a sheet are two cells, and one of them is beyond the columns that are read.
    let wide = parts(STRINGS, r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#);
    assert_eq!(refused(&packed(&wide)), "ManyColumns");
}

#[test]
fn a_file_that_says_that_it_holds_more_than_it_does_is_refused() {
    for count in ["1000000000000", "99999999999999999999999999", "18446744073709551615"] {
        for form in [format!(" uniqueCount=\"{count}\""), format!(" uniqueCount = '{count}'"), format!(" x:uniqueCount=\"1\" uniqueCount=\"{count}\"")] {
            let strings = format!("{form}><si><t>a</t></si>");
            check(&packed(&parts(&strings, SHEET)), "Claims");
        }
    }
    // In another encoding the count could not be seen.
    let mut parts = parts(STRINGS, SHEET);
    let wide: Vec<u8> = "<sst uniqueCount=\"9999999999\"/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    parts[4].1 = [&[0xff, 0xfe][..], &wide].concat();
    check(&packed(&parts), "Claims");
}

#[test]
fn what_comes_back_is_held_against_the_limits_anew() {
    let table = read(b"a,b\n1,2\n\n3,\n", &Limits::default()).unwrap();
    assert_eq!(Table::from_json(&table.to_json(), &Limits::default()).unwrap(), table);
    assert!(matches!(Table::from_json(&table.to_json(), &Limits { rows: 1, ..Limits::default() }), Err(TableError::ManyRows { most: 1 })));
    assert!(Table::from_json("{}", &Limits::default()).is_err());
}

proptest! {
    /// Whatever is cut off or changed in a file, reading ends, with a table or with a reason.
    #[test]
    fn a_spoilt_workbook_is_never_more_than_refused(cut in 0usize..4000, flips in proptest::collection::vec((0usize..4000, any::<u8>()), 0..8)) {
        let mut bytes = packed(&parts(STRINGS, SHEET));
        for (at, value) in flips {
            let at = at % bytes.len();
            bytes[at] = value;
        }
        bytes.truncate(bytes.len().saturating_sub(cut % 2000));
        let _ = read(&bytes, &Limits::default());
    }

    /// What stands in cells comes out of them, whatever the signs.
    #[test]
    fn cells_survive_their_quotes(rows in proptest::collection::vec(proptest::collection::vec("[a-z;,\t\" \n]{0,6}", 3), 1..5)) {
        let mut writer = csv::WriterBuilder::new().quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
        writer.write_record(["x", "y", "z"]).unwrap();
        for row in &rows {
            writer.write_record(row).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        let want: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|cell| cell.trim().to_owned()).collect()).filter(|row: &Vec<String>| row.iter().any(|cell| !cell.is_empty())).collect();
        match read(&bytes, &Limits::default()) {
            Ok(table) => prop_assert_eq!(table.rows.into_iter().map(|row| row.cells).collect::<Vec<_>>(), want),
            Err(error) => prop_assert!(want.is_empty(), "{error}"),
        }
    }
}
