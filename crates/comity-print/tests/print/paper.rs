//! The paper of a determination: everything that the screen shows, as loud.

use comity_portal::{
    Catalogue, Outcome, Truth,
    pages::ship::{Answer, Assumption, Authorisation, Condition, Duty, Finding, Gap, Ground, Node, Receipt, RuleReasoning, Screening, Status},
};
use comity_print::{Asked, Block, Hit, Kept, ListSearched, Missing, Paper, Reasons, Source, Stated};

use crate::{MADE, print, reader};

fn node(test: &str, of: Vec<Node>) -> Node {
    Node { test: test.into(), value: Truth::Yes, because: Some(format!("because of {test}")), of }
}

fn finding(name: &str, outcome: Outcome) -> Finding {
    Finding {
        id: name.into(),
        name: name.into(),
        authority: format!("Office of {name}"),
        outcome,
        best: Outcome::NoLicenceRequired,
        worst: outcome,
        grounds: vec![Ground {
            title: "Export of a listed item".into(),
            provision: Some("x/list:9Z999".into()),
            reason: Some("NS 2".into()),
            citation: "Act 1, s 2".into(),
            policy: Some("case by case".into()),
            lifted_by: vec!["LVS".into()],
            ..Ground::default()
        }],
        possible_grounds: vec![Ground {
            title: "Military end use".into(),
            citation: "Act 1, s 3".into(),
            open: vec!["end_use.military".into()],
            ..Ground::default()
        }],
        authorisations: vec![Authorisation {
            name: "LVS".into(),
            title: "Limited value".into(),
            item: None,
            status: Status::Conditional,
            citation: "Act 1, s 4".into(),
            conditions: vec![Condition { met: Truth::Unknown, text: "the value is low".into(), citation: "Act 1, s 4(a)".into() }],
            unverified: Some("the text was not at hand".into()),
        }],
        closed: 2,
        assuming: vec![Assumption { fact: "end_use.told".into(), statement: "No authority has told the exporter.".into() }],
        duties: vec![Duty { text: "Report it".into(), citation: "Act 1, s 5".into(), due: false }],
        gaps: vec![
            Gap { instrument: "Act 9".into(), note: "War weapons".into(), status: "not-modelled".into() },
            Gap { instrument: "Act 8".into(), note: "Fees".into(), status: "unverified".into() },
        ],
        reasoning: vec![RuleReasoning {
            title: "Items leave the country".into(),
            kind: "reach".into(),
            citation: "Act 1, s 1".into(),
            item: None,
            value: Truth::Yes,
            nodes: vec![node("outer", vec![node("inner", vec![node("innermost", vec![])])])],
        }],
    }
}

fn paper() -> Paper {
    Paper {
        answer: Answer {
            id: "t".into(),
            date: "2026-07-23".into(),
            asked: "A converter: Export, from Aland to Beland, on 2026-07-23".into(),
            outcome: Outcome::Undetermined,
            findings: vec![finding("Xland", Outcome::Undetermined), finding("Yland", Outcome::Prohibited)],
            questions: Vec::new(),
            gaps: vec![Gap { instrument: "Law of Zland".into(), note: "not loaded".into(), status: "not-loaded".into() }],
            derived: vec!["x/list: 9Z999, proved".into()],
            screening: vec![Screening { party: "Quibbleton #1 Ltd".into(), said: "may be QUIBBLETON".into(), open: true, look: Vec::new() }],
            receipt: Some(Receipt { digest: format!("sha256:{}", "ab".repeat(32)), engine: "comity 0".into(), ..Receipt::default() }),
            whole: false,
            kept: None,
            can_keep: false,
        },
        asked: Asked {
            organisation: Some("Sample Instruments".into()),
            by: Some("Ada Sample".into()),
            at: Some("2026-07-23 09:30 UTC".into()),
            record: Some("0190".into()),
            kept: Some(Kept { until: "2031-12-31".into(), because: vec!["Xland, Act 7: five years".into()] }),
        },
        stated: Some(vec![Stated { field: "party[0].name".into(), value: "Quibbleton #1 Ltd".into() }]),
        missing: vec![Missing { question: "What is it worth?".into(), about: Some("item-1".into()), asked_by: "Xland".into() }],
        hits: vec![
            Hit { party: "Quibbleton #1 Ltd".into(), listed: "QUIBBLETON".into(), record: "US-EL:7".into(), percent: 93, decided: None },
            Hit {
                party: "Quibbleton #1 Ltd".into(),
                listed: "QUIBBLE".into(),
                record: "US-EL:8".into(),
                percent: 91,
                decided: Some("the same (Grace Sample)".into()),
            },
        ],
        lists: vec![ListSearched { name: "sample-set".into(), edition: "2026-07-01".into(), digest: format!("sha256:{}", "cd".repeat(32)) }],
        sources: vec![Source {
            part: "x/rules/a".into(),
            edition: "2026-01-01".into(),
            checked: "2026-07-01".into(),
            digest: format!("sha256:{}", "ef".repeat(32)),
        }],
        reasons: Reasons::Shown,
        made: MADE,
    }
}

#[track_caller]
fn check(paper: &Paper, says: &[&str]) {
    let printed = print(&paper.sheet(Catalogue::english()));
    let out = reader::text(&printed.bytes);
    for said in says {
        assert!(out.contains(&reader::squeezed(said)), "lacks {said:?}: {out}");
    }
}

#[test]
fn everything_that_the_answer_rests_on_is_on_the_paper() {
    check(
        &paper(),
        &[
            "Determination 0190",
            "Sample Instruments",
            "Ada Sample",
            "2031-12-31",
            "Xland, Act 7: five years",
            "party[0].name",
            "Quibbleton #1 Ltd",
            "What is it worth?",
            "Not settled",
            "Prohibited",
            "Office of Xland",
            "Export of a listed item",
            "x/list:9Z999 · Act 1, s 2",
            "NS 2",
            "Depends on end_use.military",
            "One authorisation may be open, once facts are given",
            "the value is low",
            "2 more authorisations were asked and are closed by several tests.",
            "No authority has told the exporter.",
            "if a missing fact says so",
            "Act 9",
            "not looked at",
            "Law of Zland",
            "x/list: 9Z999, proved",
            "sample-set",
            "x/rules/a",
            &"ab".repeat(32),
            &"cd".repeat(32),
            &"ef".repeat(32),
            "comity replay receipt.json",
            "1.1.1.1 Yes: innermost (because of innermost)",
            "Page 1 of",
        ],
    );
}

#[test]
fn what_is_open_or_not_checked_is_loud() {
    let blocks = paper().sheet(Catalogue::english()).blocks;
    let notices: Vec<&str> = blocks.iter().filter_map(|block| if let Block::Notice { text } = block { Some(text.as_str()) } else { None }).collect();
    assert!(notices.iter().any(|text| text.contains("Not checked against the official text") && text.contains("Act 8")), "{notices:?}");
    let verdicts: Vec<&str> = blocks.iter().filter_map(|block| if let Block::Verdict { word, .. } = block { Some(word.as_str()) } else { None }).collect();
    assert_eq!(verdicts, ["Not settled", "Not settled", "Prohibited"]);
    let of_entries: Vec<&str> = blocks
        .iter()
        .filter_map(|block| if let Block::Entries { rows } = block { Some(rows) } else { None })
        .flatten()
        .map(|row| row.notice.as_str())
        .filter(|notice| !notice.is_empty())
        .collect();
    for said in ["Somebody has to look at this.", "No decision about this stands.", "the text was not at hand"] {
        assert!(of_entries.iter().any(|notice| notice.contains(said)), "{said}: {of_entries:?}");
    }
}

#[test]
fn what_is_not_there_is_said() {
    let bare = Paper { stated: None, lists: Vec::new(), reasons: Reasons::OtherLaw, answer: Answer { receipt: None, ..paper().answer }, ..paper() };
    check(
        &bare,
        &[
            "The question is not in the file",
            "No list of parties was searched: nobody is ruled out.",
            "The law that is loaded is not the law",
            "This answer has no receipt.",
        ],
    );
    check(&Paper { reasons: Reasons::OtherAnswer, ..paper() }, &["another version of the program"]);
}

#[test]
fn an_explanation_without_end_is_cut_and_says_so() {
    let mut deep = node("last", vec![]);
    for _ in 0..90 {
        deep = node("clause", vec![deep, node("beside", vec![])]);
    }
    let mut long = paper();
    long.answer.findings[0].reasoning[0].nodes = vec![deep; 30];
    let blocks = long.sheet(Catalogue::english()).blocks;
    let clauses: usize = blocks.iter().map(|block| if let Block::Clauses { rows } = block { rows.len() } else { 0 }).sum();
    assert_eq!(clauses, 3000);
    assert!(blocks.iter().any(|block| matches!(block, Block::Notice { text } if text.contains("more clauses were asked and are not printed"))));
    check(&long, &["1.1.1.1.1.1"]);
}
