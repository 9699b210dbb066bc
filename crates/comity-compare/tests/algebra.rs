//! The algebra against brute force, and relations against random items.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

mod common;

use comity_compare::{
    Meets, Reader, Relation, Witness, compare,
    region::{Axis, Cell, Domain, End, Found, Key, Reference, SideOf, Substances, search},
};
use comity_law::criteria::{CharacteristicType, Characteristics, Criterion, NodeIndex};
use comity_quantity::{Bound, Exact, Interval};
use common::item::Item;
use proptest::{collection::vec, prelude::*, sample::select};

/// Enough for every run; `PROPTEST_CASES` asks for more.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(256)
}

/// A criterion as text: small figures, so that limits meet.
fn criterion() -> impl Strategy<Value = String> {
    let figure = |name: &'static str, unit: &'static str| {
        (select(vec!["<", "<=", ">", ">=", "=", "!="]), -1..5_i32).prop_map(move |(sign, n)| format!("{name} {sign} '{n}{unit}'"))
    };
    let leaf = prop_oneof![
        3 => figure("x", " mm"),
        1 => figure("y", " mm"),
        2 => figure("z", " kg"),
        2 => figure("span", " Hz"),
        1 => figure("count", ""),
        1 => figure("level", " dB"),
        1 => Just("flag".to_owned()),
        1 => select(vec!["kind = adc", "kind = circuit", "kind in {adc, laser}", "kind = thing"]).prop_map(String::from),
        1 => select(vec!["cas in {'50-00-0'}", "cas in {'50-00-0', '64-17-5'}"]).prop_map(String::from),
        1 => (1..4_u64).prop_map(|n| format!("words('{n:016x}')")),
        1 => select(vec!["meets({1A002})", "meets({1A002, 1A003})"]).prop_map(String::from),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            3 => vec(inner.clone(), 2..4).prop_map(|parts| format!("({})", parts.join(" and "))),
            2 => vec(inner.clone(), 2..4).prop_map(|parts| format!("({})", parts.join(" or "))),
            1 => inner.clone().prop_map(|part| format!("not ({part})")),
            1 => vec(inner, 3..4).prop_map(|parts| format!("at least 2 of ({})", parts.join("; "))),
        ]
    })
}

/// Figures at, between and beyond the limits above.
fn number() -> impl Strategy<Value = i32> {
    -3..10_i32
}

fn item() -> impl Strategy<Value = (Vec<(i32, i32)>, u64)> {
    (vec((number(), number()), 12), any::<u64>())
}

/// The same without what no item is likely to have: values below zero, and halves of what is counted.
fn likely((numbers, bits): &(Vec<(i32, i32)>, u64)) -> (Vec<(i32, i32)>, u64) {
    (numbers.iter().map(|(first, second)| (2 * first.abs(), 2 * second.abs())).collect(), *bits)
}

/// An item from random numbers: halves of base units, scaled to each characteristic's unit.
fn make(seed: &(Vec<(i32, i32)>, u64), vocabulary: &Characteristics) -> Item {
    let mut item = Item::default();
    let mut bits = seed.1;
    let mut bit = || {
        bits = bits.rotate_right(1);
        bits & 1 == 1
    };
    for (id, (first, second)) in vocabulary.ids().zip(seed.0.iter().cycle()) {
        match &vocabulary.get(id).ty {
            CharacteristicType::Quantity { one, span, .. } => {
                let value = |n: i32| Exact::new(n.into(), 2).unwrap().checked_mul(one.unit().factor()).unwrap();
                let second = if *span { *second } else { *first };
                item.values.insert(id, (value(*first.min(&second)), value(*first.max(&second))));
            }
            CharacteristicType::Bool => {
                if bit() {
                    item.flags.insert(id);
                }
            }
            CharacteristicType::Cas => {
                item.cas.insert(
                    id,
                    if bit() {
                        "50-00-0"
                    } else if bit() {
                        "64-17-5"
                    } else {
                        "67-56-1"
                    }
                    .into(),
                );
            }
            CharacteristicType::Term => {
                for name in ["thing", "circuit", "adc", "laser"] {
                    if bit() {
                        item.terms.insert(vocabulary.find_term(id, name).unwrap());
                    }
                }
            }
        }
    }
    for name in ["0000000000000001", "0000000000000002", "0000000000000003", "?1", "?2"] {
        if bit() {
            item.fits.insert(name.into());
        }
    }
    item
}

/// The item that a box tells, the rest from another.
fn within(cell: &Cell, rest: &Item) -> Item {
    let mut item = rest.clone();
    let pick = |interval: Interval| {
        let unbounded = |interval: Interval| match (interval.lower(), interval.upper()) {
            (Bound::Unbounded, Bound::Unbounded) => Exact::ZERO,
            _ => interval.witness().unwrap(),
        };
        unbounded(interval)
    };
    for (axis, range) in &cell.ranges {
        let value = match axis.end {
            End::Value => (pick(*range), pick(*range)),
            End::High => continue,
            End::Low => {
                let high = cell.ranges[&Axis { end: End::High, ..*axis }];
                let both = range.intersection(high);
                if both.is_empty() { (pick(*range), pick(high)) } else { (pick(both), pick(both)) }
            }
        };
        item.values.insert(axis.of, value);
    }
    item.terms.retain(|_| cell.has.is_empty() && cell.lacks.is_empty());
    item.terms.extend(cell.has.iter().map(|(_, term)| *term));
    for (of, substances) in &cell.substances {
        item.cas.insert(
            *of,
            match substances {
                Substances::Among(numbers) => numbers[0].clone(),
                Substances::Except(_) => "7732-18-5".into(),
            },
        );
    }
    for (key, truth) in &cell.truths {
        match key {
            Key::Flag(of) => {
                item.flags.remove(of);
                item.flags.extend(truth.then_some(*of));
            }
            other => {
                let name = match other {
                    Key::Words(words) => words.to_string(),
                    Key::Meets(reference) => format!("?{}", reference.node),
                    _ => unreachable!("everything is read"),
                };
                item.fits.remove(&name);
                item.fits.extend(truth.then_some(name));
            }
        }
    }
    item
}

fn same_reference(node: NodeIndex) -> Reference {
    Reference { side: SideOf::A, node: node.index() }
}

fn own(criteria: &comity_law::criteria::Criteria) -> (&Criterion, &Criterion) {
    let (a, b) = common::editions(criteria);
    (&a.node("1A001").unwrap().1.own, &b.node("1A001").unwrap().1.own)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    /// What the search finds is met; what meets a condition, the search does not overlook; a negation is met by the others.
    #[test]
    fn search_is_exact(text in criterion(), seed in item()) {
        let criteria = common::two(&text, "true");
        let (edition, vocabulary) = (common::editions(&criteria).0, &criteria.vocabulary);
        let (criterion, _) = own(&criteria);
        let formula = Reader::new(vocabulary, edition, SideOf::A, &same_reference).criterion(criterion);
        let item = make(&seed, vocabulary);
        for (formula, wanted) in [(formula.clone(), true), (formula.negated(), false), (formula.negated().negated(), true)] {
            match search(&[&formula], vocabulary, &Domain::everything()) {
                Found::Item(cell) => prop_assert_eq!(within(&cell, &item).meets(criterion, vocabulary), wanted, "{:?}", cell),
                Found::Nothing => prop_assert_eq!(item.meets(criterion, vocabulary), !wanted),
                Found::TooLarge => prop_assert!(false, "so small a criterion is never too large"),
            }
        }
        if let Found::Item(cell) = search(&[&formula], vocabulary, &Domain::plausible(vocabulary, [&formula])) {
            prop_assert!(within(&cell, &make(&likely(&seed), vocabulary)).meets(criterion, vocabulary));
        }
    }

    /// The relation holds of every item, and each witness is exactly where it is said to be.
    #[test]
    fn relations_hold_of_items(a in criterion(), b in criterion(), seeds in vec(item(), 30)) {
        let criteria = common::two(&a, &b);
        let (list_a, list_b) = common::editions(&criteria);
        let vocabulary = &criteria.vocabulary;
        let comparison = compare(list_a, list_b, vocabulary);
        let verdict = &comparison.pair("1A001", "1A001").unwrap().verdict;
        let (own_a, own_b) = own(&criteria);
        for seed in &seeds {
            let item = make(seed, vocabulary);
            let (in_a, in_b) = (item.meets(own_a, vocabulary), item.meets(own_b, vocabulary));
            match verdict.relation {
                Relation::Equal => prop_assert_eq!(in_a, in_b),
                Relation::Narrower => prop_assert!(!in_a || in_b),
                Relation::Broader => prop_assert!(in_a || !in_b),
                Relation::Disjoint => prop_assert!(!(in_a && in_b)),
                _ => {}
            }
            for witness in &verdict.witnesses {
                let item = within(&witness.cell, &make(&likely(seed), vocabulary));
                let there = (item.meets(own_a, vocabulary), item.meets(own_b, vocabulary));
                let wanted = match witness.meets { Meets::OnlyA => (true, false), Meets::OnlyB => (false, true), Meets::Both => (true, true) };
                prop_assert_eq!(there, wanted, "{} of {:?}", witness, verdict.relation);
            }
        }
        let proofs = |meets| verdict.witnesses.iter().filter(|witness: &&Witness| witness.meets == meets).count();
        let wanted = match verdict.relation {
            Relation::Narrower => (0, 1, 0),
            Relation::Broader => (1, 0, 0),
            Relation::Overlapping => (1, 1, 1),
            Relation::Disjoint => (proofs(Meets::OnlyA), proofs(Meets::OnlyB), 0),
            _ => (0, 0, 0),
        };
        prop_assert_eq!((proofs(Meets::OnlyA), proofs(Meets::OnlyB), proofs(Meets::Both)), wanted);
    }

    /// Seen from the other side, a relation is its reverse; of a criterion to itself it is `equal`; what is added by "and" narrows.
    #[test]
    fn relations_follow_laws(a in criterion(), b in criterion()) {
        let relation = |a: &str, b: &str| {
            let criteria = common::two(a, b);
            let (list_a, list_b) = common::editions(&criteria);
            compare(list_a, list_b, &criteria.vocabulary).pair("1A001", "1A001").unwrap().verdict.relation
        };
        let forth = relation(&a, &b);
        prop_assert_eq!(relation(&b, &a), forth.reversed());
        let same = relation(&a, &a);
        prop_assert!(matches!(same, Relation::Equal | Relation::Untranslated), "{:?}", same);
        let added = relation(&format!("{a} and ({b})"), &a);
        prop_assert!(matches!(added, Relation::Equal | Relation::Narrower | Relation::Untranslated), "{:?}", added);
        let opened = relation(&format!("{a} or ({b})"), &a);
        prop_assert!(matches!(opened, Relation::Equal | Relation::Broader | Relation::Untranslated), "{:?}", opened);
    }
}
