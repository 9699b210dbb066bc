//! Tests of ownership: the worked examples of the guidance, and what holds of any holdings.

use comity_law::{Law, Ownership, SourceFile};
use comity_quantity::Exact;
use proptest::prelude::*;

use super::{Body, Holding, Listed, OpenHolding, Owners, Verdict};

fn law(statement: &str) -> Law {
    let facts = r#"
        fact "party.listed" type="bool" { question "Listed?" }
        fact "party.owned" type="bool" { question "Owned?" }
    "#;
    let read = Law::parse(&[SourceFile::new("vocabulary/v.kdl", format!("{facts}\n{statement}"))]);
    assert!(read.problems.iter().all(|problem| problem.is_warning()), "{:?}", read.problems);
    read.law
}

fn half() -> Law {
    law(r#"ownership "party.owned" by="party.listed" at-least="50 %" cite="A" from="2020-01-01""#)
}

fn more_or_control() -> Law {
    law(r#"ownership "party.owned" by="party.listed" more-than="50 %" control="counts" cite="A""#)
}

fn rule(law: &Law) -> &Ownership {
    &law.vocabulary.ownerships[0]
}

/// Holdings as `owner share held`, the party being `P`; a share of `?` is not told, `c` and `-` behind it say control and none.
fn owners(text: &str) -> Owners {
    let mut out = Owners { bodies: vec![Body { name: "P".into(), person: false }], holdings: Vec::new() };
    for line in text.split(';').map(str::trim).filter(|line| !line.is_empty()) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let mut place = |name: &str| match out.bodies.iter().position(|body| body.name == name) {
            Some(place) => place,
            None => {
                out.bodies.push(Body { name: name.into(), person: name.starts_with('X') || name.starts_with('N') });
                out.bodies.len() - 1
            }
        };
        let (owner, held) = (place(words[0]), place(words[2]));
        let share = words[1].parse::<Exact>().ok().and_then(|share| share.checked_div(Exact::from(100)));
        let control = words.get(3).map(|word| *word == "c");
        out.holdings.push(Holding { owner, held, share, control });
    }
    out
}

/// Owners whose names begin with X are listed, with O open, with N (persons) and M not, with C cleared; of others nothing is said.
fn listed(owners: &Owners) -> Vec<Listed> {
    let of = |body: &Body| match body.name.chars().next() {
        Some('X') => Listed::Yes,
        Some('O') => Listed::Open,
        Some('N' | 'M') => Listed::No,
        Some('C') => Listed::Cleared,
        _ => Listed::Untold,
    };
    owners.bodies.iter().map(of).collect()
}

#[track_caller]
fn check(law: &Law, text: &str, want: Verdict) -> super::Judgement {
    let owners = owners(text);
    let judgement = owners.judge(rule(law), &listed(&owners));
    assert_eq!(judgement.verdict, want, "{text}");
    judgement
}

#[test]
fn half_is_enough_and_a_little_less_is_not() {
    let law = half();
    check(&law, "X 50 P; N 50 P", Verdict::Owned);
    check(&law, "X 49.9 P; N 50.1 P", Verdict::NotOwned);
}

#[test]
fn holdings_of_several_listed_owners_are_added_up() {
    let law = half();
    let judgement = check(&law, "X1 25 P; X2 25 P; N 50 P", Verdict::Owned);
    assert_eq!(judgement.carriers, [1, 2]);
    assert_eq!(judgement.steps[0].together, "50 %");
    check(&law, "X1 25 P; X2 24 P; N 51 P", Verdict::NotOwned);
}

#[test]
fn a_chain_of_halves_holds_and_a_chain_broken_below_half_does_not() {
    let law = half();
    // FAQ 401, examples 1, 2 and 3.
    let judgement = check(&law, "X 50 A; A 50 P; N 50 P", Verdict::Owned);
    let held: Vec<&str> = judgement.steps.iter().map(|step| step.held.as_str()).collect();
    assert_eq!(held, ["A", "P"], "the party comes last");
    check(&law, "X 50 A; X 50 B; A 25 P; B 25 P; N 50 P", Verdict::Owned);
    check(&law, "X 50 A; X 10 B; A 40 B; B 50 P; N 50 P", Verdict::Owned);
    // 60 % of a holder of 40 %: the holder is listed, and holds too little.
    check(&law, "X 60 A; N 40 A; A 40 P; N 60 P", Verdict::NotOwned);
    // 25 % of a holder of all: the holder is none.
    check(&law, "X 25 A; N 75 A; A 100 P", Verdict::Untold);
    check(&law, "X 25 C; C 100 P", Verdict::NotOwned);
}

#[test]
fn more_than_half_is_not_half_and_control_is_as_good() {
    let law = more_or_control();
    check(&law, "X 50 P -; N 50 P -", Verdict::Untold);
    check(&law, "X 50.01 P -; N 49 P -", Verdict::Owned);
    check(&law, "X 10 P c; N 90 P", Verdict::Owned);
    let judgement = check(&law, "X 10 P; N 90 P", Verdict::Open);
    assert_eq!(judgement.open, [OpenHolding::Control { owner: 1, held: 0 }]);
}

#[test]
fn what_is_not_told_matters_only_as_far_as_it_could() {
    let law = half();
    let judgement = check(&law, "X 30 P; N 20 P", Verdict::Open);
    assert_eq!(judgement.open, [OpenHolding::Rest { held: 0, rest: Exact::new(1, 2).unwrap() }]);
    check(&law, "X 30 P; N 60 P", Verdict::NotOwned);
    let judgement = check(&law, "X ? P; N 20 P", Verdict::Open);
    assert_eq!(judgement.open, [OpenHolding::Share { owner: 1, held: 0 }]);
    // Without a listed owner in sight the rest is nobody's guess: nothing is said.
    check(&law, "N 20 P", Verdict::Untold);
    check(&law, "A 100 P", Verdict::Untold);
    check(&law, "N 60 P", Verdict::NotOwned);
}

#[test]
fn an_open_hit_on_an_owner_leaves_the_party_open() {
    let law = half();
    let judgement = check(&law, "O 50 P; N 50 P", Verdict::Open);
    assert_eq!(judgement.open, [OpenHolding::Listing(1)]);
    check(&law, "O 49 P; N 51 P", Verdict::NotOwned);
    check(&law, "O 50 P; X 50 P", Verdict::Owned);
}

#[test]
fn holdings_in_a_circle_end() {
    let law = half();
    check(&law, "M 60 P; P 60 M; N 40 M; N 40 P", Verdict::NotOwned);
    check(&law, "M1 60 M2; M2 60 M1; X 40 M1; N 40 M2; M2 50 P; N 50 P", Verdict::NotOwned);
    check(&law, "A 50 B; B 50 A; X 50 A; N 50 B; B 50 P", Verdict::Owned);
}

/// Holdings among five bodies, in whole percent, no body held beyond its whole.
fn any_holdings() -> impl Strategy<Value = (Owners, Vec<Listed>)> {
    let states = prop::sample::select(vec![Listed::Yes, Listed::Open, Listed::Untold, Listed::No, Listed::Cleared]);
    let holding = (1..5usize, 0..5usize, prop::option::of(0..=34i32));
    (prop::collection::vec(holding, 0..9), prop::collection::vec(states, 5)).prop_map(|(rows, listed)| {
        let bodies = (0..5).map(|i| Body { name: i.to_string(), person: false }).collect();
        let mut owners = Owners { bodies, holdings: Vec::new() };
        for (owner, held, share) in rows {
            let share = share.and_then(|share| Exact::new(share.into(), 100));
            owners.holdings.push(Holding { owner, held, share, control: None });
            if owner == held || owners.overheld().is_some() {
                owners.holdings.pop();
            }
        }
        (owners, listed)
    })
}

fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::NotOwned => 0,
        Verdict::Untold | Verdict::Open => 1,
        Verdict::Owned => 2,
    }
}

proptest! {
    #[test]
    fn an_answer_that_is_given_stays_when_more_is_told((owners, listed) in any_holdings(), choices in prop::collection::vec(any::<bool>(), 5)) {
        let law = half();
        let before = owners.judge(rule(&law), &listed).verdict;
        let told: Vec<Listed> = listed.iter().zip(&choices).map(|(state, yes)| match state {
            Listed::Open | Listed::Untold if *yes => Listed::Yes,
            Listed::Open | Listed::Untold => Listed::No,
            state => *state,
        }).collect();
        let after = owners.judge(rule(&law), &told).verdict;
        if rank(before) != 1 {
            prop_assert_eq!(before, after);
        }
    }

    #[test]
    fn one_more_listed_owner_never_frees_a_party((owners, listed) in any_holdings(), which in 1..5usize) {
        let law = half();
        let mut more = listed.clone();
        more[which] = Listed::Yes;
        let (before, after) = (owners.judge(rule(&law), &listed).verdict, owners.judge(rule(&law), &more).verdict);
        prop_assert!(rank(after) >= rank(before), "{before:?} {after:?}");
    }

    #[test]
    fn an_open_answer_says_what_would_settle_it((owners, listed) in any_holdings()) {
        let law = half();
        let judgement = owners.judge(rule(&law), &listed);
        prop_assert_eq!(judgement.verdict == Verdict::Open, !judgement.open.is_empty());
        prop_assert_eq!(judgement.verdict == Verdict::Owned, !judgement.steps.is_empty());
    }
}
