//! Sample start page, classification, comparison and screening.

use comity_portal::{
    Choice, Field, Section, Select,
    charts::{Bar, Bars, Moment, Part, Plot, Point, Rectangle, Span, Timeline},
    pages::{ship::Hidden, *},
};

use crate::{Book, ship::countries};

pub fn start(book: &Book) {
    let names = |all: &[&str]| all.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let shell = book.shell(Section::None, false);
    let (jurisdictions, lists) = (names(&["European Union", "Germany", "United States"]), names(&["Commerce Control List", "EU dual-use list"]));
    book.page("start", &StartPage { shell: &shell, jurisdictions: &jurisdictions, lists: &lists, party_lists: 3, waiting: None, changed: None });
    let shell = book.shell(Section::None, true);
    book.page(
        "start-signed-in",
        &StartPage { shell: &shell, jurisdictions: &jurisdictions, lists: &lists, party_lists: 3, waiting: Some(2), changed: Some(1) },
    );
}

fn candidate(code: &str, title: &str, lines: &[&str], score: Option<u8>) -> Candidate {
    Candidate {
        code: code.into(),
        path: format!("/law/provisions/{code}"),
        title: title.into(),
        lines: lines.iter().map(|line| (*line).to_owned()).collect(),
        score,
    }
}

pub fn classify(book: &Book) {
    let shell = book.shell(Section::Classify, true);
    let (empty, none) = (Field::new("description", ""), Field::new("characteristics", ""));
    let bare = ClassifyPage { shell: &shell, description: &empty, characteristics: &none, problems: &[], hidden: &[], next: None, lists: None, decide: None };
    book.page("classify", &bare);
    let description = Field::new("description", "12-bit converter, 500 MSPS");
    let characteristics = Field::new("characteristics", "kind = adc\nresolution = 12 bit\nsample_rate = 500 MSPS");
    let hidden = [Hidden { name: "description".into(), value: description.value.clone() }];
    let next = NextQuestion {
        characteristic: "operating_temperature".into(),
        text: "For which temperatures is it rated?".into(),
        hint: "in °C, such as: -40 to 85".into(),
        settles: 3,
        choices: Vec::new(),
    };
    let list = |id: &str, title: &str| Candidates {
        list: id.into(),
        title: title.into(),
        edition: "edition 2025-11-15; 99 % of its figures are read".into(),
        met: vec![candidate(
            "3A001.a.5.a.3",
            "Electronic components",
            &["kind is a converter from analogue to digital", "resolution is 12 bit or more, less than 14 bit", "sample rate is above 400 MSPS"],
            None,
        )],
        may: vec![candidate("3A001.a.2", "Electronic components", &["For which temperatures is it rated?"], None)],
        near: vec![candidate("3A001.a.5.a.4", "Electronic components", &["resolution is 12 bit; 14 bit or more is asked"], None)],
        proposed: vec![candidate("3A002.h", "Instruments", &["What is the item?"], Some(64))],
        not_listed: false,
    };
    let lists = [
        list("us/ccl", "Commerce Control List"),
        list("eu/annex-i", "EU dual-use list"),
        Candidates { not_listed: true, ..Candidates { met: vec![], may: vec![], near: vec![], proposed: vec![], ..list("de/al", "German export list") } },
    ];
    let decide =
        Select::new("code", vec![Choice::new("us/ccl:3A001.a.5.a.3", "us/ccl:3A001.a.5.a.3", ""), Choice::new("us/ccl:3A001.a.2", "us/ccl:3A001.a.2", "")]);
    let page = ClassifyPage {
        description: &description,
        characteristics: &characteristics,
        hidden: &hidden,
        next: Some(&next),
        lists: Some(&lists),
        decide: Some(&decide),
        ..bare
    };
    book.page("classify-answer", &page);
}

pub fn compare(book: &Book) {
    let shell = book.shell(Section::Compare, false);
    let lists = |name: &str, chosen: &str| {
        Select::new(name, vec![Choice::new("eu/annex-i", "EU dual-use list", chosen), Choice::new("us/ccl", "Commerce Control List", chosen)])
    };
    let classes = ["equal", "narrower", "broader", "overlapping", "disjoint", "untranslated", "only-a", "only-b"];
    let counts = [[612, 8, 5, 2, 0, 84, 66, 270], [387, 6, 1, 0, 0, 45, 12, 141], [406, 16, 13, 6, 2, 51, 23, 445]];
    let bars = Bars {
        bars: counts
            .iter()
            .enumerate()
            .map(|(n, row)| Bar {
                label: format!("Category {}", n + 1),
                path: Some(format!("/compare?code={}", n + 1)),
                parts: classes.iter().zip(row).map(|(class, count)| Part { class: (*class).into(), count: *count }).collect(),
            })
            .collect(),
    };
    let summary: Vec<SummaryRow> = bars
        .bars
        .iter()
        .map(|bar| SummaryRow {
            label: bar.label.clone(),
            counts: bar.parts.iter().map(|part| part.count).collect(),
            divergence: "2.4 % (2.1 % to 13.9 %)".into(),
        })
        .collect();
    let pairs: Vec<PairRow> = (0..8)
        .map(|n| PairRow {
            a: format!("eu/annex-i:3A001.b.{n}"),
            b: format!("us/ccl:3A001.b.{n}"),
            relation: classes[n % 6].into(),
            witness: "frequency = 70 GHz, output power = 200 mW: both".into(),
            path: format!("/compare/pair?a=eu/annex-i:3A001.b.{n}&b=us/ccl:3A001.b.{n}"),
        })
        .collect();
    let relation = Select::new("relation", vec![Choice::new("", "All", ""), Choice::new("narrower", "Narrower", "")]);
    let histories = [("EU dual-use list".to_owned(), "/compare/editions/eu/annex-i".to_owned())];
    book.page(
        "compare",
        &ComparePage {
            shell: &shell,
            a: &lists("a", "eu/annex-i"),
            b: &lists("b", "us/ccl"),
            titles: Some(("EU dual-use list", "Commerce Control List")),
            editions: Some(("2025-11-15", "2026-06-24")),
            bars: &bars,
            summary: &summary,
            relation: &relation,
            code: &Field::new("code", ""),
            pairs: &pairs,
            count: 5279,
            next: Some("/compare?after=8"),
            first: None,
            histories: &histories,
        },
    );
    let side = |list: &str, first: &str| Side {
        provision: format!("{list}:6A005.d.1.b.1"),
        path: format!("/law/provisions/{list}:6A005.d.1.b.1"),
        title: "Lasers".into(),
        lines: vec![first.into(), "wavelength is above 510 nm".into()],
    };
    let corner = |x, y| Rectangle { x: Span { from: Some(x), to: Some(1900.0) }, y: Span { from: Some(y), to: None } };
    let plot = Plot {
        x: "wavelength (nm)".into(),
        y: "average output power (W)".into(),
        a: vec![corner(510.0, 80.0)],
        b: vec![corner(510.0, 30.0)],
        witnesses: vec![Point { x: 1000.0, y: 40.0, label: "1000 nm, 40 W".into() }],
    };
    let (a, b) = (side("eu/annex-i", "average output power is above 80 W"), side("us/ccl", "average output power is above 30 W"));
    let witnesses = [("b".to_owned(), "wavelength 1000 nm, average output power 40 W".to_owned())];
    book.page(
        "pair",
        &PairPage {
            shell: &shell,
            a: &a,
            b: &b,
            relation: "narrower",
            ancestors: Some("equal"),
            witnesses: &witnesses,
            basis: "compared: average output power, wavelength",
            plot: Some(&plot),
            back: "/compare",
        },
    );
    let moment = |date: &str, day, chosen| Moment {
        date: date.into(),
        day,
        label: "2,951 provisions".into(),
        path: Some(format!("/compare/editions/eu/annex-i?to={date}")),
        chosen,
    };
    let timeline = Timeline { moments: vec![moment("2015-12-24", 0, false), moment("2022-05-05", 2324, true), moment("2025-11-15", 3614, true)] };
    let counts = [("tightened".to_owned(), 12, "?kind=tightened".to_owned()), ("new".to_owned(), 64, "?kind=new".to_owned())];
    let changes: Vec<ChangeRow> = (0..5)
        .map(|n| ChangeRow {
            kind: "tightened".into(),
            from: format!("3A001.a.{n}"),
            to: format!("3A001.a.{n}"),
            path: Some("/law".into()),
            witness: "clock frequency = 40 MHz: only after".into(),
        })
        .collect();
    book.page(
        "editions",
        &EditionsPage {
            shell: &shell,
            title: "EU dual-use list",
            path: "/law/lists/eu/annex-i",
            timeline: &timeline,
            between: Some(("2022-05-05", "2025-11-15")),
            counts: &counts,
            kind: Some("tightened"),
            changes: &changes,
            next: None,
            first: None,
        },
    );
}

pub fn screen(book: &Book) {
    let shell = book.shell(Section::Screen, true);
    let word = |agrees: &str, text: &str| MatchedWord { agrees: agrees.into(), text: text.into() };
    let hit = |name: &str, score| Hit {
        id: "sample-2".into(),
        list: "SAMPLE-CMIC".into(),
        set: "sample".into(),
        name: name.into(),
        matched: "Aero Engin Corp of Sampleland".into(),
        score,
        words: vec![
            word("yes", "Aero, listed as aero: the same word"),
            word("unknown", "Engin, listed as engine: spelling, alike by 0.85"),
            word("no", "Holding: not said"),
        ],
        evidence: vec![word("yes", "country: agrees")],
        details: vec![("country".into(), "Sampleland".into()), ("programs".into(), "SAMPLE".into())],
        decision: None,
    };
    let mut second = hit("Sample Aero Industries", 81);
    second.decision = Some(Decision {
        decided: "other".into(),
        who: "Ada Sample".into(),
        at: "2026-06-01".into(),
        why: "Another address and another owner.".into(),
        expires: "2027-06-01".into(),
    });
    let hits = [hit("Aero Engine Corporation of Sampleland", 97), second];
    let searched =
        [Searched { set: "sample".into(), title: "Sample consolidated list".into(), edition: "2026-07-31".into(), age: 3, parties: 25_921, names: 57_174 }];
    let kind = Select::new("type", vec![Choice::new("", "Any", ""), Choice::new("person", "Person", "")]);
    let inbox = [InboxRow {
        party: "Sample Works".into(),
        path: "/screen".into(),
        listed: "Sample Works Ltd".into(),
        list: "SAMPLE".into(),
        reason: "the list record changed between the editions of 2026-07-01 and 2026-08-01".into(),
        at: "2026-08-01".into(),
    }];
    let countries = countries();
    let field = |name: &str, value: &str| Field::new(name, value);
    let (name, country, born, identifier, threshold) =
        (field("name", "Aero Engin Corp of Sampleland"), field("country", ""), field("date_of_birth", ""), field("identifier", ""), field("threshold", "0.8"));
    let asked = [Hidden { name: "name".into(), value: name.value.clone() }];
    let files = [FileRow { at: "2026-08-03 10:14 UTC".into(), path: "/screen/files/1".into(), state: "done".into(), parties: 412 }];
    let page = |hits, inbox| ScreenPage {
        shell: &shell,
        name: &name,
        kind: &kind,
        country: &country,
        born: &born,
        identifier: &identifier,
        threshold: &threshold,
        problems: &[],
        hits,
        more: false,
        searched: &searched,
        countries: &countries,
        can_upload: true,
        files: &files,
        can_decide: true,
        can_keep: true,
        asked: &asked,
        expires: "2027-08-03",
        kept: None,
        waiting: Some(1),
        inbox,
        next: None,
        first: None,
    };
    book.page("screen", &page(None, None));
    book.page("screen-hits", &page(Some(&hits), None));
    book.page("screen-inbox", &page(None, Some(&inbox[..])));
    let file = |state, done, results| ScreenFilePage {
        shell: &shell,
        at: "2026-08-03 10:14 UTC",
        path: "/screen/files/1",
        state,
        problem: None,
        done,
        total: 412,
        results,
    };
    book.page("screen-file-running", &file("running", 200, None));
    let found = [FileHit {
        line: 7,
        path: "/screen/files/1/7".into(),
        name: "Aero Engin Corp of Sampleland".into(),
        listed: "Aero Engine Corporation of Sampleland".into(),
        list: "SAMPLE-CMIC".into(),
        score: 97,
        hits: 2,
        standing: "open".into(),
    }];
    let refused = [(12, String::new(), "neither a name nor a number of four characters or more is given".to_owned())];
    let results = FileResults { hits: &found, with_hits: 1, without: 410, refused: &refused, refused_in_all: 1, cut: false };
    book.page("screen-file", &file("done", 412, Some(results)));
}
