//! Sample catalogue and records.

use comity_portal::{
    Choice, Field, Outcome, Section, Select,
    pages::{ship::Hidden, *},
};

use crate::{Book, ship};

pub fn pages(book: &Book) {
    let shell = book.shell(Section::Catalogue, true);
    let item = |n: usize, changed: Option<&str>| ItemRow {
        reference: format!("SMP-{n:04}"),
        description: "12-bit converter, 500 million samples a second".into(),
        path: format!("/catalogue/{n}"),
        codes: vec!["3A001.a.5.a.3".into(), if n == 2 { String::new() } else { "3A001.a.5.a.3".into() }],
        decided: "2026-06-02".into(),
        changed: changed.map(str::to_owned),
        unknown: (n == 3).then(|| "Whether the law changed is not known: eu/annex-i:3A001.a.5.a.3".to_owned()),
    };
    let items = [item(1, Some("3A001.a.5.a.3 was tightened on 2026-07-23")), item(2, None), item(3, None)];
    let filter = Select::new("show", vec![Choice::new("", "All items", ""), Choice::new("open", "Without a code", "")]);
    let lists = ["Commerce Control List".to_owned(), "EU dual-use list".to_owned()];
    let query = Field::new("q", "");
    book.page(
        "catalogue",
        &CataloguePage {
            shell: &shell,
            query: &query,
            filter: &filter,
            problems: &[],
            items: &items,
            lists: &lists,
            changed: 1,
            can_change: true,
            next: Some("/catalogue?after=3"),
            first: None,
        },
    );
    let decision = |superseded| ClassificationRow {
        list: "Commerce Control List".into(),
        code: "3A001.a.5.a.3".into(),
        at: "2026-06-02".into(),
        by: "Ada Sample".into(),
        id: "1".into(),
        review: Some("It holds: the data sheet was looked at (Grace Sample, 2026-06-03)".into()),
        is_own: false,
        reasons: "12 bit at 500 MSPS, by the maker’s data sheet.".into(),
        superseded,
        rejected: superseded,
    };
    let since = [
        CodeSince {
            provision: "us/ccl:3A001.a.5.a.3".into(),
            text: "was decided by the edition of 2026-06-24. Since then:".into(),
            is_unknown: false,
            history: Some("/law/provisions/us/ccl:3A001.a.5.a.3#history".into()),
            editions: Some("/compare/editions/us/ccl".into()),
            rows: vec![SinceRow {
                kind: "tightened".into(),
                what: "provision".into(),
                from: "3A001.a.5.a.3".into(),
                to: "3A001.a.5.a.3".into(),
                path: "/law/provisions/us/ccl:3A001.a.5.a.3#history".into(),
                detail: String::new(),
            }],
            more: 0,
        },
        CodeSince {
            provision: "eu/annex-i:3A001.a.5.a.3".into(),
            text: "was decided by an edition that is not loaded: whether it changed since is not known.".into(),
            is_unknown: true,
            ..CodeSince::default()
        },
    ];
    book.page(
        "item",
        &ItemPage {
            shell: &shell,
            path: "/catalogue/1",
            reference: "SMP-0001",
            description: "12-bit converter, 500 million samples a second",
            facts: &[("hs".into(), "854239".into()), ("origin".into(), "United States".into())],
            characteristics: &[("resolution".into(), "12 bit".into()), ("sample_rate".into(), "500 MSPS".into())],
            classifications: &[decision(false), decision(true)],
            can_review: true,
            since: &since,
            ship: "/ship?item=1",
            classify: "/classify?item=1",
            determinations: &[("2026-08-03".into(), Outcome::LicenceRequired, "/records/1".into())],
        },
    );
    import(book);
    let shell = book.shell(Section::Records, true);
    let rows: Vec<RecordRow> = Outcome::ALL
        .iter()
        .enumerate()
        .map(|(n, outcome)| RecordRow {
            id: format!("sample-2026-{n:04}"),
            path: format!("/records/{n}"),
            date: "2026-08-03".into(),
            route: "Germany → South Korea".into(),
            outcome: *outcome,
            by: "Ada Sample".into(),
            keep_until: "2031-12-31".into(),
            changed: (n == 1).then(|| "Would come out otherwise".into()),
        })
        .collect();
    let outcomes = Select::new("outcome", vec![Choice::new("", "All", ""), Choice::new("prohibited", "Prohibited", "")]);
    let standing = Select::new("standing", vec![Choice::new("", "All", ""), Choice::new("changed", "Would come out otherwise", "")]);
    let (since, until, to) = (Field::new("since", ""), Field::new("until", ""), Field::new("to", ""));
    book.page(
        "records",
        &RecordsPage {
            shell: &shell,
            since: &since,
            until: &until,
            outcome: &outcomes,
            standing: &standing,
            to: &to,
            rows: &rows,
            export: "/records.csv",
            next: None,
            first: None,
        },
    );
    let (form, mut answer) = (ship::form(true), ship::answer());
    answer.kept = Some("/records/1".into());
    book.page(
        "record",
        &RecordPage {
            shell: &shell,
            form: &form,
            answer: &answer,
            asked_by: "Ada Sample",
            asked_at: "2026-08-03 10:14",
            keep_until: "2031-12-31",
            changed: Some(&RecordChange {
                at: "2026-08-10 02:00 UTC".into(),
                because: vec!["Lists of parties were renewed.".into()],
                why: None,
                rows: vec![
                    RecordChangeRow {
                        name: "United States".into(),
                        was: Some(Outcome::LicenceRequired),
                        now: Some(Outcome::Prohibited),
                        gone: Vec::new(),
                        new: vec!["Sample ground, 15 CFR 744.11".into()],
                    },
                    RecordChangeRow { name: "Parties".into(), new: vec!["Sample Trading Co (sample list)".into()], ..RecordChangeRow::default() },
                ],
            }),
            kept_because: &["European Union, Sample Regulation, Art 27: 5 years from the export, so until 2031-12-31.".to_owned()],
            no_reasons: None,
            verified: Some((true, "Verified: the same law gives the same answer, to the last byte.")),
            again: &[Hidden { name: "from".into(), value: "Germany".into() }],
            again_not: "",
            receipt: "/records/1/receipt",
            pdf: "/records/1/pdf",
            verify: "/records/1/verify",
        },
    );
}

fn import(book: &Book) {
    let shell = book.shell(Section::Catalogue, true);
    let column = |name: &str, meaning: Option<&str>| ImportColumn { name: name.into(), meaning: meaning.map(str::to_owned) };
    let columns = [column("Part No", Some("Reference")), column("ECCN", Some("Code, Commerce Control List")), column("Stock", None)];
    let rows = [ImportRow { number: 2, reference: "SMP-0001".into(), description: "Converter".into(), codes: vec!["us/ccl:3A001.a.5.a.3".into()] }];
    let fault = |number, text: &str, remedy: &str| FaultRow { number, column: "ECCN".into(), text: text.into(), remedy: remedy.into() };
    let faults = [fault(3, "the row has no reference", "give the item a reference of your own that no other item has")];
    let unknown = [fault(4, "Commerce Control List has no 3A999", "Near it: 3A991")];
    let page = ImportPage {
        shell: &shell,
        file: "sample.xlsx",
        problems: &[],
        columns: &columns,
        usable: 2,
        rows: &rows,
        faults: &faults,
        more_faults: 0,
        unknown: &unknown,
        table: Some("{}"),
        done: None,
    };
    book.page("import", &page);
    let done = Some(ImportDone { created: 1, changed: 1, unchanged: 0, classified: 2 });
    book.page("import-done", &ImportPage { shell: &shell, columns: &[], rows: &[], faults: &[], unknown: &[], table: None, done, ..page });
}
