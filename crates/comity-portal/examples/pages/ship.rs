//! Sample question, answer and map.

use comity_portal::{
    Choice, Field, Outcome, Problem, Section, Select, Truth,
    charts::{Layout, Tile, WorldMap},
    pages::{ShipPage, ship::*},
};

use crate::Book;

pub fn yes_no(name: &str, chosen: &str) -> Select {
    Select::new(name, vec![Choice::new("true", "Yes", chosen), Choice::new("false", "No", chosen), Choice::new("", "I don’t know", chosen)])
}

pub fn form(filled: bool) -> ShipForm {
    let text = |value: &str| if filled { value.to_owned() } else { String::new() };
    let code = |list: &str, title: &str, value: &str| CodeField {
        list: list.into(),
        title: title.into(),
        field: Field::new(format!("item.0.codes.{list}"), text(value)),
    };
    ShipForm {
        activity: Select::new("activity", vec![Choice::new("export", "Export", "export"), Choice::new("transit", "Transit", "export")]),
        date: Field::new("date", "2026-08-03"),
        from: Field::new("from", text("Germany")),
        to: Field::new("to", text("South Korea")),
        region: Select::new("to_region", vec![Choice::new("", "No region", ""), Choice::new("UA-43", "Crimea", "")]),
        value: Field::new("value", text("18400 USD")),
        military: yes_no("end_use.military", if filled { "false" } else { "" }),
        weapons: yes_no("end_use.wmd", if filled { "false" } else { "" }),
        facts: Field::new("facts", ""),
        items: vec![ItemForm {
            own: None,
            description: Field::new("item.0.description", text("12-bit converters, 500 million samples a second")),
            origin: Field::new("item.0.origin", text("United States")),
            hs: Field::new("item.0.hs", text("854239")),
            value: Field::new("item.0.value", text("12600 USD")),
            codes: vec![
                code("us/ccl", "Commerce Control List", "3A001.a.5.a.3"),
                code("eu/annex-i", "EU dual-use list", "3A001.a.5.a.3"),
                code("de/al", "German export list", "not-listed"),
            ],
            characteristics: Field::new("item.0.characteristics", ""),
        }],
        parties: vec![PartyForm {
            role: Select::new("party.0.role", vec![Choice::new("consignee", "Consignee", "end-user"), Choice::new("end-user", "End-user", "end-user")]),
            name: Field::new("party.0.name", text("Sample Institute of Metrology")),
            country: Field::new("party.0.country", text("South Korea")),
        }],
        answers: match filled {
            true => vec![Answered {
                label: "Does the end-user belong to the armed forces?".into(),
                about: Some("Sample Institute of Metrology (KR)".into()),
                input: QuestionInput::Select(yes_no("fact:party.0.military", "false")),
                problem: None,
            }],
            false => Vec::new(),
        },
        hidden: Vec::new(),
    }
}

fn condition(met: Truth, text: &str) -> Condition {
    Condition { met, text: text.into(), citation: "Sample Act, Annex B, Part 1".into() }
}

fn leaf(test: &str, value: Truth, because: &str) -> Node {
    Node { test: test.into(), value, because: Some(because.into()), of: Vec::new() }
}

fn finding(id: &str, name: &str, outcome: Outcome) -> Finding {
    Finding {
        id: id.into(),
        name: name.into(),
        authority: format!("the licensing authority of {name}"),
        outcome,
        best: outcome,
        worst: outcome,
        grounds: Vec::new(),
        possible_grounds: Vec::new(),
        authorisations: Vec::new(),
        closed: 0,
        assuming: Vec::new(),
        duties: Vec::new(),
        gaps: vec![Gap {
            instrument: "Sample Ordinance, Part II".into(),
            note: "National general authorisations could lift a requirement shown here.".into(),
            status: "not-modelled".into(),
        }],
        reasoning: vec![RuleReasoning {
            title: "Items leave a place inside".into(),
            kind: "reach".into(),
            citation: "Sample Act, s 2".into(),
            item: None,
            value: Truth::Yes,
            nodes: vec![Node {
                test: "activity in {export, transfer} and from in territory".into(),
                value: Truth::Yes,
                because: None,
                of: vec![leaf("activity in {export, transfer}", Truth::Yes, "activity is export"), leaf("from in territory", Truth::Yes, "from is DE")],
            }],
        }],
    }
}

pub fn answer() -> Answer {
    let mut first = finding("eu", "European Union", Outcome::LicenceRequired);
    first.best = Outcome::Authorised;
    first.grounds = vec![Ground {
        title: "Export of an item on the list".into(),
        provision: Some("eu/annex-i:3A001.a.5.a.3".into()),
        path: Some("/law/provisions/eu/annex-i:3A001.a.5.a.3".into()),
        reason: Some("NS 2".into()),
        citation: "Sample Regulation, Art 3(1)".into(),
        ..Ground::default()
    }];
    first.authorisations = vec![
        Authorisation {
            name: "GA4".into(),
            title: "For fairs and exhibitions".into(),
            item: None,
            status: Status::Conditional,
            citation: "Sample Regulation, Annex II, Section D".into(),
            conditions: vec![condition(Truth::Unknown, "the items go to a public trade fair"), condition(Truth::Yes, "the destination is one of GA4")],
            unverified: None,
        },
        Authorisation {
            name: "GA1".into(),
            title: "To close partners".into(),
            item: None,
            status: Status::Unavailable,
            citation: "Sample Regulation, Annex II, Section A".into(),
            conditions: vec![condition(Truth::No, "the destination is a GA1 country")],
            unverified: Some("the text was not at hand".into()),
        },
    ];
    first.closed = 3;
    first.assuming = vec![Assumption { fact: "end_use.informed".into(), statement: "No authority has told the exporter that this needs a licence.".into() }];
    first.duties = vec![
        Duty { text: "Give the document code in the export declaration".into(), citation: "Sample customs table".into(), due: true },
        Duty { text: "Register within 30 days of the first use".into(), citation: "Sample Regulation, Annex II".into(), due: false },
    ];
    let question = |text: &str, settles, input| Question { text: text.into(), about: None, settles, asked_by: vec!["European Union".into()], input };
    Answer {
        id: "sample-2026-0117".into(),
        date: "2026-08-03".into(),
        asked: "12-bit converters, 500 million samples a second: export from Germany to South Korea on 3 August 2026".into(),
        outcome: Outcome::LicenceRequired,
        findings: vec![first, finding("us", "United States", Outcome::NoLicenceRequired), finding("de", "Germany", Outcome::NoLicenceRequired)],
        questions: vec![
            question(
                "Do the items go to a public trade fair or exhibition with several exhibitors?",
                3,
                QuestionInput::Radios(yes_no("fact:shipment.exhibition", "")),
            ),
            question("What is the shipment worth?", 1, QuestionInput::Text(Field::new("fact:shipment.value", ""), "text", "")),
            question("To which entry of the list do the items belong?", 1, QuestionInput::Elsewhere { path: "/classify".into() }),
        ],
        gaps: Vec::new(),
        derived: Vec::new(),
        screening: vec![Screening { party: "Sample Institute of Metrology".into(), said: "no listed party is alike".into(), open: false, look: Vec::new() }],
        receipt: Some(Receipt {
            digest: "sha256:37395b09adf32048328ab6c7cb9d4a97bd6107fe28404ee4861a1df21640e261".into(),
            engine: "comity 0.0.0-sample".into(),
            input: "sha256:279fc7ed57abc7453a3c337b8dc020efb505cacb".into(),
            result: "sha256:745e8234ac0fdec01a0997c92f71d83b819857e4".into(),
            law: "sha256:d600af1140cf79f7e0301eba2d9508f9c51c16a1".into(),
            parts: (0..12).map(|n| ReceiptPart { part: format!("eu/sample-{n}"), edition: "2025-11-15".into(), checked: "2026-01-15".into() }).collect(),
        }),
        whole: false,
        kept: None,
        can_keep: true,
    }
}

fn map() -> WorldMap {
    let layout = Layout::bundled();
    // Any spread of outcomes does: the sample shows the drawing, not the law.
    let codes = ('A'..='Z').flat_map(|a| ('A'..='Z').map(move |b| format!("{a}{b}"))).filter(|code| layout.place(code).is_some());
    let tiles = codes.enumerate().map(|(n, code)| Tile {
        name: format!("Country {code}"),
        outcome: (code != "DE").then(|| Outcome::ALL[[1, 5, 4, 1, 3, 5, 1, 5, 0, 2, 1, 5, 5][n % 13]]),
        path: Some(format!("/ship?to={code}")),
        chosen: code == "KR",
        country: code,
    });
    WorldMap::new(layout, "12-bit converters from Germany on 3 August 2026.".into(), tiles.collect())
}

pub fn countries() -> Vec<(String, String)> {
    [("DE", "Germany"), ("KR", "South Korea"), ("US", "United States")].map(|(code, name)| (code.to_owned(), name.to_owned())).into()
}

pub fn pages(book: &Book) {
    let countries = countries();
    let shell = book.shell(Section::Ship, false);
    book.page("ship", &ShipPage { shell: &shell, form: &form(false), problems: &[], answer: None, map: None, countries: &countries });
    let mut wrong = form(true);
    wrong.to.value = "Sout Korea".into();
    wrong.to.problem = Some("“Sout Korea” is no country. Did you mean South Korea?".into());
    let problems = [Problem { field: Some("to".into()), text: "To: “Sout Korea” is no country. Did you mean South Korea?".into() }];
    book.page("ship-wrong", &ShipPage { shell: &shell, form: &wrong, problems: &problems, answer: None, map: None, countries: &countries });
    let shell = book.shell(Section::Ship, true);
    let (answer, map) = (answer(), map());
    book.page("ship-answer", &ShipPage { shell: &shell, form: &form(true), problems: &[], answer: Some(&answer), map: Some(&map), countries: &countries });
}
