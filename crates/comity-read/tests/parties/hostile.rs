//! Random damage to the beginnings of real files: never a panic, whatever comes out.

use std::sync::OnceLock;

use proptest::prelude::*;

use crate::{bytes, data};

/// Beginnings of every real file, and of samples of the other forms.
fn heads() -> &'static [Vec<u8>] {
    static HEADS: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    HEADS.get_or_init(|| {
        let files = [
            "us-csl.2026-07-31.normalized.jsonl",
            "ofac-sdn.2022-01/sdn.csv",
            "ofac-sdn.2024-06/sdn.csv",
            "ofac-consolidated.2025-03-28.xml",
            "un-sc.2026-02-27.xml",
            "un-sc.2025-08-16.misencoded.xml",
            "ca-sema.2025-04.xml",
            "au-dfat.2025-04.csv",
            "jp-meti-end-user-list.2026-07-20.json",
            "cn-mofcom.2026-07-19.json",
        ];
        let mut heads: Vec<Vec<u8>> = files.iter().map(|file| std::fs::read(data(file)).unwrap().into_iter().take(3000).collect()).collect();
        for sample in [
            "{\"fieldKey\":{\"n\":\"name\",\"s\":\"source (index into tables.sources)\"},\"tables\":{\"sources\":[\"S\"]},\"entries\":[{\"n\":\"A\",\"s\":0}]}",
            "{\"results\":[{\"id\":\"1\",\"source\":\"S\",\"name\":\"A\",\"ids\":[{\"type\":\"Passport\",\"number\":\"1\"}],\"addresses\":[{\"city\":\"T\"}]}]}",
            "<export generationDate=\"2026-02-27\"><sanctionEntity logicalId=\"1\"><nameAlias wholeName=\"A\"/></sanctionEntity></export>",
            "fileGenerationDate;Entity_LogicalId;NameAlias_WholeName\n27/02/2026;1;A\n",
            "Report Date: 27-Feb-2026\nUnique ID,Name 6,Name type,D.O.B\nRUS1,A,Primary Name,(1) 1970 (2) 1971\n",
            "<Designations><DateGenerated>27/02/2026</DateGenerated><Designation><UniqueID>R</UniqueID><Names><Name><Name6>A</Name6></Name></Names></Designation></Designations>",
            "Reference,Name of Individual or Entity,Type,Name Type\n1,A,Individual,Primary Name\n1a,B,Individual,aka\n",
            "{\"id\":\"1\",\"schema\":\"Person\",\"datasets\":[\"eu_fsf\"],\"properties\":{\"name\":[\"A\"]}}\n",
        ] {
            assert!(bytes(sample.as_bytes()).is_ok(), "{sample}");
            heads.push(sample.as_bytes().to_vec());
        }
        heads
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn damage_never_panics(
        which in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0_u8..4), 0..30),
        cut in any::<prop::sample::Index>(),
        shorten in any::<bool>(),
    ) {
        let mut content = heads()[which.index(heads().len())].clone();
        for (place, byte, how) in changes {
            let at = place.index(content.len().max(1));
            match how {
                0 if at < content.len() => content[at] = byte,
                1 if at < content.len() => drop(content.remove(at)),
                2 => content.insert(at.min(content.len()), byte),
                _ => content.insert(at.min(content.len()), b"<>\"'{}[],;:&\n\0"[usize::from(byte) % 14]),
            }
        }
        if shorten {
            content.truncate(cut.index(content.len().max(1)));
        }
        // Either answer is fine; what counts is that there is one.
        match bytes(&content) {
            Ok(reading) => prop_assert!(reading.records.iter().all(|record| !record.name.is_empty())),
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
    }

    #[test]
    fn noise_never_panics(content in prop::collection::vec(any::<u8>(), 0..300), start in 0_usize..6) {
        let mut whole = [&b"<sdnList>"[..], b"<CONSOLIDATED_LIST>", b"{\"results\":[", b"[{\"entity_name\":1,\"list_id\":", b"ent_num,a\n", b""][start].to_vec();
        whole.extend(content);
        let _ = bytes(&whole);
    }
}

#[test]
fn deep_and_long_input_is_bounded() {
    let deep = "<CONSOLIDATED_LIST>".to_owned() + &"<INDIVIDUAL>".repeat(100_000);
    assert!(bytes(deep.as_bytes()).unwrap_err().to_string().contains("nested deeper"));
    let long = format!("<CONSOLIDATED_LIST><INDIVIDUAL><FIRST_NAME>{}", "x".repeat(10 << 20));
    assert!(bytes(long.as_bytes()).unwrap_err().to_string().contains("in one piece"));
    let deep = "{\"results\": ".to_owned() + &"[".repeat(100_000);
    assert!(bytes(deep.as_bytes()).is_err());
    let laughs = "<!DOCTYPE l [<!ENTITY a \"b\">]><CONSOLIDATED_LIST>&a;</CONSOLIDATED_LIST>";
    assert!(bytes(laughs.as_bytes()).unwrap_err().to_string().contains("entities are refused"));
}
