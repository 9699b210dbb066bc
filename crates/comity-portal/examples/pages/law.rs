//! Sample pages of the law.

use comity_portal::{
    Choice, Field, Section, Select,
    charts::{Moment, Timeline},
    pages::*,
};

use crate::Book;

fn row(code: &str, title: &str, asks: &str) -> ProvisionRow {
    ProvisionRow { provision: format!("us/ccl:{code}"), path: format!("/law/provisions/us/ccl:{code}"), title: title.into(), asks: asks.into() }
}

pub fn pages(book: &Book) {
    let shell = book.shell(Section::Law, false);
    let list = |id: &str, title: &str| ListRow {
        id: id.into(),
        title: title.into(),
        path: format!("/law/lists/{id}"),
        edition: "2026-07-23".into(),
        age: "122 days ago".into(),
        entries: 638,
        provisions: 4290,
        untranslated: 48,
        read: Some("97.9 %".into()),
        official: None,
    };
    let lists = [list("us/ccl", "Commerce Control List"), list("eu/annex-i", "EU dual-use list")];
    let instrument = |title: &str, status: &str| Instrument {
        citation: "Sample Act, s 1".into(),
        title: title.into(),
        status: status.into(),
        note: "Later amendments are not at hand.".into(),
    };
    let coverage = [CoverageRow {
        name: "European Union".into(),
        authority: "The exporter’s national licensing authority".into(),
        instruments: vec![
            instrument("Dual-use regulation", "modelled"),
            instrument("Sectoral sanctions", "partial"),
            instrument("National lists", "not-modelled"),
        ],
    }];
    let found = [row("3A001", "Electronic components", ""), row("3A001.a.5", "Electronic components", "kind is a converter")];
    let choices = Select::new("list", vec![Choice::new("", "All", ""), Choice::new("us/ccl", "Commerce Control List", "")]);
    let law = |query: &'static str| Field::new("q", query);
    let (nothing, something) = (law(""), law("3A001"));
    let page = LawPage {
        shell: &shell,
        query: &nothing,
        list: &choices,
        found: None,
        more: false,
        lists: &lists,
        coverage: &coverage,
        rules: 472,
        groups: 47,
        facts: 239,
        digest: "sha256:d600af1140cf",
    };
    book.page("law", &page);
    book.page("law-found", &LawPage { query: &something, found: Some(&found), more: true, ..page });
    let entries: Vec<_> = ["3A001", "3A002", "3A003"].iter().map(|code| row(code, "Electronic components", "")).collect();
    book.page(
        "list",
        &ListPage {
            shell: &shell,
            list: &lists[0],
            citation: "15 CFR 774 Supp. 1",
            editions: &[("2026-06-24".into(), None), ("2026-07-23".into(), Some("/compare/editions/us/ccl".into()))],
            categories: &[("Category 3".into(), entries.clone()), ("Category 4".into(), entries)],
        },
    );
    let moment = |date: &str, day, label: &str| Moment { date: date.into(), day, label: label.into(), path: None, chosen: day == 394 };
    let timeline = Timeline { moments: vec![moment("2025-06-24", 0, "in the first edition that is loaded"), moment("2026-07-23", 394, "Tightened")] };
    book.page(
        "provision",
        &ProvisionPage {
            shell: &shell,
            provision: "us/ccl:3A001.a.5.a.3",
            code: "3A001.a.5.a.3",
            title: "Electronic components",
            list: "Commerce Control List",
            list_path: "/law/lists/us/ccl",
            above: &[("3A001".into(), "/law".into()), ("3A001.a".into(), "/law".into()), ("3A001.a.5".into(), "/law".into())],
            status: "active",
            edition: "2026-07-23",
            checked: "2026-07-23",
            citation: "15 CFR 774 Supp. 1",
            criterion: &[
                Criterion { code: "3A001.a".into(), lines: vec!["kind is an integrated circuit".into()], untranslated: false },
                Criterion {
                    code: "3A001.a.5.a.3".into(),
                    lines: vec!["resolution is 12 bit or more, less than 14 bit".into(), "sample rate is above 400 MSPS".into()],
                    untranslated: true,
                },
            ],
            notes: &[],
            below: &[row("3A001.a.5.a.3.a", "", "sample rate is above 600 MSPS")],
            below_all: false,
            controls: &[
                ControlRow {
                    reason: "NS 2".into(),
                    name: "National security".into(),
                    citation: "15 CFR 742.4".into(),
                    in_force: "from 2026-06-24".into(),
                    ..ControlRow::default()
                },
                ControlRow {
                    reason: "MT 1".into(),
                    name: "Missile technology".into(),
                    scope: "item in us/ccl:{3A001.a.1.a, 3A001.a.5.a} and item.missile_technology".into(),
                    citation: "15 CFR 742.5".into(),
                    in_force: "from 2026-06-24".into(),
                    ..ControlRow::default()
                },
            ],
            exceptions: &[ExceptionRow {
                symbol: "LVS".into(),
                amount: "5000 USD".into(),
                scope: "item in us/ccl:{3A001.a} and not controlled(us/ccl, MT)".into(),
            }],
            refers: &[("us/ccl:3A101".into(), "/law".into())],
            timeline: &timeline,
            history: &[History { in_force: "from 2026-06-24".into(), digest: "a3bdf110dcae0a6a".into() }],
            counterparts: &[Counterpart {
                relation: "equal".into(),
                provision: "eu/annex-i:3A001.a.5.a.3".into(),
                path: "/law".into(),
                pair: "/compare/pair".into(),
            }],
            official: Some(&OfficialText {
                text: "Sample text in the place of the official one.\nA second line.".into(),
                fetched: "2026-08-01".into(),
                drifted: true,
            }),
            source: Some("https://example.org/law"),
        },
    );
}
