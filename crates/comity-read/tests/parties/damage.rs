//! Sources that are cut short, wrongly encoded, or something else.

use comity_read::{
    ReadError,
    parties::{Source, read},
};

use crate::{bytes, data, find, known, losses};

#[track_caller]
fn refused(content: &[u8], want: &str) {
    let error = bytes(content).expect_err("must be refused").to_string();
    assert!(error.contains(want), "`{error}` lacks `{want}`");
}

#[test]
fn a_wrongly_encoded_list_is_read_with_its_losses_counted() {
    // The whole file is no XML: letters cut to their low byte became `&` and `<`. It is refused, and says why.
    let whole = std::fs::read(data("un-sc.2025-08-16.misencoded.xml")).unwrap();
    let error = bytes(&whole).unwrap_err().to_string();
    assert!(error.contains("line 5199") && error.contains("wrongly encoded") && error.contains("first on line 54"), "{error}");
    // Its parties before the first of them, closed again.
    let end = whole[..204_000].windows(13).rposition(|window| window == b"</INDIVIDUAL>").unwrap() + 13;
    let part = [&whole[..end], b"</INDIVIDUALS></CONSOLIDATED_LIST>"].concat();
    let reading = bytes(&part).unwrap();
    assert_eq!(reading.published.unwrap().to_string(), "2025-08-16");
    let lost = losses(&reading);
    let replaced = String::from_utf8_lossy(&part).matches('\u{fffd}').count();
    assert!(lost.contains(&format!("not-utf8 {replaced}")), "{replaced}: {lost:?}");
    let names = reading.losses.iter().filter(|loss| loss.kind.spoils_names()).map(|loss| loss.count).sum::<u64>();
    assert!(names > 50, "{lost:?}");
    // What is whole is kept as it is; no rest of a name in another script passes for a name.
    assert_eq!(find(&reading, "un-6907993").name, "ERIC BADEGE");
    for record in &reading.records {
        for (name, _) in record.names() {
            let letters = name.chars().filter(|c| c.is_alphanumeric()).count();
            assert!(letters * 2 > name.chars().filter(|c| !c.is_whitespace()).count(), "{}: {name:?}", record.id);
        }
    }
    let place = &reading.losses.iter().find(|loss| loss.kind.name() == "not-utf8").unwrap().at;
    assert!(place.contains("line 54"), "{place}");
}

#[test]
fn sources_cut_short_are_refused_with_their_place() {
    for (file, share, want) in [
        ("un-sc.2026-02-27.xml", 2, "line 2"),
        ("ofac-consolidated.2025-03-28.xml", 3, "damaged"),
        ("ca-sema.2025-04.xml", 2, "damaged"),
        ("us-csl.2026-07-31.json", 2, "EOF while parsing"),
        ("us-csl.2026-07-31.normalized.jsonl", 2, "EOF while parsing"),
        ("cn-mofcom.2026-07-19.json", 2, "EOF while parsing"),
        ("ofac-sdn.2022-01/sdn.csv", 2, "cells among rows of 12"),
        ("au-dfat.2025-04.csv", 2, "cells among rows of 6"),
    ] {
        let whole = std::fs::read(data(file)).unwrap();
        let error = bytes(&whole[..whole.len() / share]).expect_err(file).to_string();
        assert!(error.contains(want) && error.contains("line"), "{file}: {error}");
    }
}

#[test]
fn what_is_no_party_list_is_refused_with_what_was_expected() {
    for content in ["", "  \n", "<html><body>Sorry</body></html>", "{\"a\": 1}", "[1, 2]", "hello", "a,b,c\n1,2,3", "<Sanctions/>", "\u{0}\u{0}"] {
        refused(content.as_bytes(), "expected a party list: Consolidated Screening List JSON");
    }
    refused(b"\xff\xfe<\0s\0", "found UTF-16");
    refused(br#"<?xml version="1.0" encoding="windows-1252"?><sdnList/>"#, "found the encoding windows-1252");
    refused(b"<sdnList></sdnList>", "expected records of parties, found none");
    refused(b"{\"results\": []}", "expected records of parties, found none");
    refused(b"{\"fieldKey\": {\"n\": \"name\"}, \"entries\": [{\"n\": \"A\"}]}", "stand before");
    refused(b"36,12,aka,NAME,-0- \n", "sdn.csv, rows of 12 cells) is missing");
}

#[test]
fn files_that_do_not_belong_together_are_refused() {
    let two = |one: &[u8], other: &[u8]| -> ReadError { read(vec![Source::new("a", one), Source::new("b", other)], known()).unwrap_err() };
    let sdn = b"36,A,-0- ,CUBA,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n";
    assert!(two(sdn, sdn).to_string().contains("two files of the same form"));
    assert!(two(sdn, b"<CONSOLIDATED_LIST/>").to_string().contains("does not go with"));
    assert!(two(b"<CONSOLIDATED_LIST/>", b"<export/>").to_string().contains("give one file"));
}
