//! Random transactions: a consistent set of facts, of which more or fewer are told.
#![allow(dead_code, clippy::panic, clippy::unwrap_used, reason = "helpers of tests; no test file uses all of them")]

use comity_law::{FactPlace, FactType, Law, NodeStatus};
use jiff::{
    ToSpan as _,
    civil::{Date, date},
};
use serde_json::{Map, Value as Json, json};

/// A small generator of numbers (splitmix64): the same seed gives the same transaction on every machine.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.number() % u64::try_from(end.max(1)).unwrap()).unwrap()
    }

    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        of.get(self.below(of.len())).unwrap()
    }
}

/// How much is told of a fact.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Told {
    Nothing,
    /// That of a code which stands above.
    Roughly,
    Fully,
}

/// One fact: where it stands, what it is, what is told of it with fewer and with more facts.
#[derive(Clone)]
struct Fact {
    path: String,
    /// The item or party.
    row: usize,
    value: Json,
    rough: Option<Json>,
    few: Told,
    more: Told,
    /// Whether something may be presumed about it.
    knowledge: bool,
}

/// The same transaction with fewer and with more facts.
pub struct Pair {
    pub few: Json,
    pub more: Json,
    facts: Vec<Fact>,
    date: Date,
    items: usize,
    parties: usize,
}

impl Pair {
    fn new(date: Date, items: usize, parties: usize, facts: Vec<Fact>) -> Self {
        let few = document(date, items, parties, &facts, |fact| fact.few);
        let more = document(date, items, parties, &facts, |fact| fact.more);
        Self { few, more, facts, date, items, parties }
    }

    /// The pair without any difference in facts about which something may be presumed.
    pub fn with_equal_knowledge(self) -> Self {
        let mut facts = self.facts;
        for fact in facts.iter_mut().filter(|fact| fact.knowledge) {
            fact.more = fact.few;
        }
        Self::new(self.date, self.items, self.parties, facts)
    }
}

fn document(date: Date, items: usize, parties: usize, facts: &[Fact], told: impl Fn(&Fact) -> Told) -> Json {
    let mut top = json!({ "id": "r", "date": date.to_string() });
    top["item"] = Json::Array(vec![json!({}); items]);
    top["party"] = Json::Array(vec![json!({}); parties]);
    for fact in facts {
        let value = match (told(fact), &fact.rough) {
            (Told::Nothing, _) if matches!(fact.path.as_str(), "activity" | "from" | "to") => json!("unknown"),
            (Told::Nothing, _) => continue,
            (Told::Roughly, Some(rough)) => rough.clone(),
            _ => fact.value.clone(),
        };
        match fact.path.split_once('.') {
            Some((place @ ("item" | "party"), name)) => top[place][fact.row][name] = value,
            Some((place, name)) => top[place][name] = value,
            None => top[fact.path.as_str()] = value,
        }
    }
    top
}

/// Draws what is told: with more facts never less than with fewer.
fn tell(dice: &mut Dice, fewer: usize, rough: bool) -> (Told, Told) {
    let mut once = || match (dice.chance(fewer), rough && dice.chance(30)) {
        (false, _) => Told::Nothing,
        (true, true) => Told::Roughly,
        (true, false) => Told::Fully,
    };
    let (a, b) = (once(), once());
    (a.min(b), a.max(b))
}

/// A random transaction under any law: its vocabulary says which facts there are and what they may be.
pub fn pair(law: &Law, dice: &mut Dice, days: (Date, i64), presumed: impl Fn(&str) -> bool) -> Pair {
    let date = days.0.checked_add(i64::try_from(dice.below(usize::try_from(days.1).unwrap())).unwrap().days()).unwrap();
    let (items, parties) = (1 + dice.below(2), dice.below(3));
    let density = *dice.pick(&[15, 50, 85]);
    let mut facts: Vec<Fact> = Vec::new();
    for fact in &law.vocabulary.facts {
        // The date is given; a value of the whole is shared with a single item; a name says nothing.
        if matches!(&*fact.path, "date" | "value") || matches!(fact.ty, FactType::Text) {
            continue;
        }
        let rows = match fact.place {
            FactPlace::Transaction => 1,
            FactPlace::Item => items,
            FactPlace::Party => parties,
        };
        for row in 0..rows {
            let Some((value, rough)) = value(law, dice, &fact.ty, date) else { continue };
            let (few, more) = tell(dice, density, rough.is_some());
            facts.push(Fact { path: fact.path.to_string(), row, value, rough, few, more, knowledge: presumed(&fact.path) });
        }
    }
    consistent(law, &mut facts);
    Pair::new(date, items, parties, facts)
}

/// Narrow facts that hold make the broader ones hold; a region lies in the destination.
fn consistent(law: &Law, facts: &mut Vec<Fact>) {
    for _ in 0..law.vocabulary.facts.len() {
        let mut changed = false;
        for i in 0..facts.len() {
            let fact = facts.get(i).unwrap().clone();
            let broader = law.fact_by_path(&fact.path).and_then(|id| law.fact(id).broader).map(|id| law.fact(id).path.to_string());
            if let (Some(broader), true) = (broader, fact.value == json!(true)) {
                for other in facts.iter_mut().filter(|other| other.path == broader && other.row == fact.row && other.value != json!(true)) {
                    other.value = json!(true);
                    changed = true;
                }
            }
        }
        if !changed {
            break;
        }
    }
    let region = facts.iter().find(|fact| fact.path == "to_region").and_then(|fact| fact.value.as_str()).and_then(|code| law.region_by_code(code));
    let of = region
        .and_then(|id| law.vocabulary.regions.get(id.index()))
        .and_then(|region| law.vocabulary.countries.get(region.of.index()))
        .map(|country| country.code.to_string());
    let to = facts.iter().find(|fact| fact.path == "to").and_then(|fact| fact.value.as_str()).map(str::to_owned);
    if of != to {
        facts.retain(|fact| fact.path != "to_region");
    }
}

/// A value of a type, and a rougher one that it refines.
fn value(law: &Law, dice: &mut Dice, ty: &FactType, date: Date) -> Option<(Json, Option<Json>)> {
    let plain = |value: Json| Some((value, None));
    match ty {
        FactType::Bool => plain(json!(dice.chance(40))),
        FactType::Country => plain(json!(&*dice.pick(&law.vocabulary.countries).code)),
        FactType::Region if law.vocabulary.regions.is_empty() => None,
        FactType::Region => plain(json!(&*dice.pick(&law.vocabulary.regions).code)),
        FactType::Text => None,
        FactType::Choice(words) => plain(json!(&*dice.pick(words).word)),
        FactType::Choices(words) => plain(Json::Array(words.iter().filter(|_| dice.chance(30)).map(|word| json!(&*word.word)).collect())),
        FactType::Date => plain(json!(date.checked_add((i64::try_from(dice.below(900)).unwrap() - 600).days()).unwrap().to_string())),
        FactType::Hs => {
            let known: Vec<String> = law.hs_sets.iter().flat_map(|set| &set.codes).map(|(code, _)| code.to_string()).filter(|code| code.len() >= 4).collect();
            let code = if known.is_empty() || dice.chance(30) { format!("{:06}", 100_000 + dice.below(880_000)) } else { dice.pick(&known).clone() };
            let rough = code.get(..2).map(|head| json!(head));
            Some((json!(code), rough))
        }
        FactType::Money => plain(json!(format!("{} USD", dice.pick(&[0, 90, 1000, 1500, 4999, 5000, 100_000])))),
        FactType::Quantity { unit, .. } => plain(json!(format!("{} {unit}", dice.pick(&[0, 1, 5, 10, 25, 26, 100, 1000])))),
        FactType::Codes => Some(codes(law, dice, date)),
    }
}

/// Codes on some lists, and the same from the entry only.
fn codes(law: &Law, dice: &mut Dice, date: Date) -> (Json, Option<Json>) {
    let (mut fine, mut rough) = (Map::new(), Map::new());
    for list in &law.lists {
        if dice.chance(45) {
            continue;
        }
        let active: Vec<&comity_law::Node> = list.entries.iter().filter_map(|_| list.nodes.get(dice.below(list.nodes.len()))).take(8).collect();
        let in_force = |node: &comity_law::Node| node.versions.iter().any(|version| version.period.contains(date) && version.status == NodeStatus::Active);
        let whole =
            |node: &comity_law::Node| std::iter::successors(Some(node), |node| node.parent.and_then(|parent| list.nodes.get(parent.index()))).all(in_force);
        match active.into_iter().find(|node| whole(node)) {
            Some(node) if dice.chance(85) => {
                let entry = node.code.split('.').next().unwrap();
                rough.insert(list.id.to_string(), json!(if list.node(entry).is_some() { entry } else { &*node.code }));
                fine.insert(list.id.to_string(), json!(&*node.code));
            }
            _ => {
                rough.insert(list.id.to_string(), json!("not-listed"));
                fine.insert(list.id.to_string(), json!("not-listed"));
            }
        }
    }
    (Json::Object(fine), Some(Json::Object(rough)))
}

/// Facts of the toy law that stand inside `knows(…)`, or are of the kind knowledge.
const TOY_KNOWLEDGE: [&str; 4] = ["end_use.informed", "end_use.diversion", "exporter.registered", "party.listed"];

pub fn toy_pair(seed: u64) -> Pair {
    pair(crate::common::toy(), &mut Dice::new(seed), (date(2025, 12, 1), 330), |path| TOY_KNOWLEDGE.contains(&path))
}

pub fn real_pair(law: &Law, seed: u64) -> Pair {
    let mut dice = Dice::new(seed);
    let days = if dice.chance(85) { (date(2026, 6, 24), 180) } else { (date(2020, 1, 1), 3000) };
    pair(law, &mut dice, days, |_| false)
}
