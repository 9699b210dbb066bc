//! What a table makes of a catalogue.

use comity_edge::{
    import::{Import, Meaning, read},
    table::{self, Limits},
};
use jiff::civil::date;

use crate::{LAW, criteria};

fn import(file: &str) -> Import {
    let table = table::read(file.as_bytes(), &Limits::default()).unwrap();
    read(&LAW, &criteria().vocabulary, &table, date(2026, 8, 3))
}

/// What the columns of a file are read as.
#[track_caller]
fn columns(head: &str, want: &[Meaning]) {
    let read: Vec<Meaning> = import(&format!("{head}\nx\n")).columns.into_iter().map(|column| column.meaning).collect();
    assert_eq!(read, want, "{head}");
}

/// What is wrong with the rows of a file.
#[track_caller]
fn faults(file: &str, want: &[(u64, &str)]) {
    let read = import(file);
    let got: Vec<(u64, String)> = read.faults.iter().map(|fault| (fault.number, fault.message.clone())).collect();
    assert_eq!(got.len(), want.len(), "{got:?}");
    for ((number, message), (wanted, part)) in got.iter().zip(want) {
        assert!(number == wanted && message.contains(part), "{got:?}");
    }
    assert!(read.faults.iter().all(|fault| !fault.remedy.is_empty()));
}

#[test]
fn columns_are_recognised_by_what_people_call_them() {
    use Meaning::{Characteristic, Code, Decided, Description, Hs, Origin, Reasons, Reference, Unread};
    let code = |list: &str| Code(list.to_owned());
    columns("Part No.,Description,HTS Code,Country of Origin,ECCN", &[Reference, Description, Hs, Origin, code("us/ccl")]);
    columns("SKU;EU dual-use code;AL-Nummer;Reasons;Classified on", &[Reference, code("eu/annex-i"), code("de/al"), Reasons, Decided(None)]);
    columns("reference,us/ccl,us/ccl date,eu/annex-i", &[Reference, code("us/ccl"), Decided(Some("us/ccl".into())), code("eu/annex-i")]);
    columns("Reference,Commerce Control List,resolution,Stock", &[Reference, code("us/ccl"), Characteristic("resolution".into()), Unread]);
    // Of two that are called the same the first counts.
    columns("reference,item number", &[Reference, Unread]);
}

#[test]
fn a_row_becomes_an_item_with_its_codes_and_their_editions() {
    let read = import("Part No,Item,HS,Origin,ECCN,Decided,resolution\nA-1,Converter,8542.39,Germany,3a001.A.5.a.3,2026-07-01,12 bit\nA-2,,,,EAR99,,\n");
    assert_eq!(read.faults, []);
    let [first, second] = read.items.as_slice() else { panic!("{read:?}") };
    assert_eq!(
        (first.reference.as_str(), first.description.as_deref(), first.hs.as_deref(), first.origin.as_deref()),
        ("A-1", Some("Converter"), Some("854239"), Some("DE"))
    );
    assert_eq!(first.characteristics, [("resolution".to_owned(), "12 bit".to_owned())]);
    let list = LAW.lists.iter().find(|list| *list.id == *"us/ccl").unwrap();
    let code = &first.codes[0];
    assert_eq!((code.code.as_str(), code.is_known, code.decided), ("3A001.a.5.a.3", true, Some(date(2026, 7, 1))));
    assert_eq!(code.edition, list.edition(date(2026, 7, 1)).unwrap().digest.to_string());
    assert_eq!((second.description.as_deref(), second.codes[0].code.as_str(), second.codes[0].is_known), (None, "EAR99", true));
}

#[test]
fn a_code_that_no_list_has_is_kept_and_said_to_be_unknown() {
    let read = import("reference,ECCN,classified on\nA-1,3A001.zz,2001-05-01\n");
    let (row, code) = read.unknown_codes().next().unwrap();
    assert_eq!((row, code.code.as_str(), code.is_known), (2, "3A001.zz", false));
    assert!(code.near.as_deref().is_some_and(|near| near.starts_with("3A001")), "{code:?}");
    assert_eq!(code.edition, "on 2001-05-01", "an edition that is not loaded is no edition that is");
}

#[test]
fn rows_that_cannot_be_used_say_why() {
    faults("reference,origin\nA-1,Germny\nA-2,DE\n", &[(2, "did you mean Germany?")]);
    faults("reference,hs\nA-1,85x\n,1234\n", &[(2, "no tariff number"), (3, "no reference")]);
    faults("reference,name\nA-1,x\n\nA-1,y\n", &[(4, "row 2 has the reference A-1")]);
    faults(
        "reference,ECCN,decided\nA-1,3A001,03/04/2025\nA-2,3A001,2026-08-04\nA-3,3A001; 5A002,\n",
        &[(2, "no day"), (3, "yet to come"), (4, "more than one code")],
    );
    faults("Stock,Price\n1,2\n", &[(2, "no reference")]);
    faults("reference,hs\nA-1,1234,5\n", &[(2, "it has 3 cells")]);
}
