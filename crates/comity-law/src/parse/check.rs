//! Proofs over the whole law that no single row can give.

use super::Builder;
use crate::{
    Body, CountryId, CountrySet, JurisdictionId, ListId, Membership, ProblemKind, SetTerm,
    condition::{Clause, Condition, Test},
};

impl Builder<'_> {
    pub(super) fn check(&mut self) {
        self.circular_defines();
        self.silent_entries();
        self.broader_facts();
        self.unreachable_rules();
    }

    /// Definitions must not use each other in a circle: evaluation would not end.
    fn circular_defines(&mut self) {
        let uses: Vec<Vec<usize>> = self
            .law
            .rules
            .iter()
            .map(|rule| {
                let mut used = Vec::new();
                if let (Some(when), true) = (&rule.when, matches!(rule.body, Body::Define)) {
                    when.root.visit(&mut |clause| {
                        if let Test::Define(id) = clause.test {
                            used.push(id.index());
                        }
                    });
                }
                used
            })
            .collect();
        for (start, rule) in self.law.rules.iter().enumerate() {
            let (mut open, mut seen) = (uses.get(start).cloned().unwrap_or_default(), vec![false; uses.len()]);
            while let Some(next) = open.pop() {
                if next == start {
                    let at = self.nodes("define").into_iter().find(|at| at.args().next().is_some_and(|id| id.value == &*rule.id));
                    self.problems.extend(at.map(|at| at.problem(ProblemKind::Circular { name: rule.id.to_string() })));
                    break;
                }
                if let Some(visited) = seen.get_mut(next)
                    && !std::mem::replace(visited, true)
                {
                    open.extend(uses.get(next).into_iter().flatten());
                }
            }
        }
    }

    /// On a list with control rows, an entry without any row could only ever answer "no licence".
    fn silent_entries(&mut self) {
        let mut silent = Vec::new();
        for (i, list) in self.law.lists.iter().enumerate().filter(|(_, list)| list.entries.iter().any(|entry| !entry.controls.is_empty())) {
            for entry in &list.entries {
                if entry.controls.is_empty() && entry.hand_offs.is_empty() && entry.refers.is_empty() {
                    silent.push((ListId::at(i), list.code(entry.node).to_owned()));
                }
            }
        }
        let headers = self.nodes("list");
        // A drop may empty an entry only where a rule names it.
        for (id, entry) in silent {
            let named = self.law.code_sets.iter().filter(|set| set.list == id).any(|set| {
                let list = self.law.list(set.list);
                list.node(&entry).is_some_and(|node| set.contains(list, node) != Some(false))
            });
            if !named {
                let folder = headers.get(id.index()).and_then(|at| at.file.path.rsplit_once('/')).map_or("", |(folder, _)| folder);
                let own = |at: &super::kdl::At| at.file.path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/') && !rest.contains("/curated/"));
                let at = self.nodes("entry").into_iter().find(|at| own(at) && at.args().next().is_some_and(|code| code.value == entry));
                let problem = at.map(|at| at.problem(ProblemKind::SilentEntry { entry: entry.clone() }));
                self.problems.extend(problem.map(|problem| problem.help("keep its `refer`, or let a rule name the entry")));
            }
        }
    }

    fn broader_facts(&mut self) {
        let facts = &self.law.vocabulary.facts;
        let mut faults = Vec::new();
        for fact in facts {
            let Some(broader) = fact.broader.and_then(|id| facts.get(id.index())) else { continue };
            if broader.place != fact.place || broader.ty.name() != "bool" || fact.ty.name() != "bool" {
                faults.push((fact.path.clone(), broader.ty.name()));
            }
        }
        for (path, is) in faults {
            let at = self.nodes("fact").into_iter().find(|at| at.args().next().is_some_and(|id| *id.value == *path));
            let kind = ProblemKind::TypeMismatch { fact: path.to_string(), is: is.into(), wanted: "bool at the same place as its broader fact".into() };
            self.problems.extend(at.map(|at| at.problem(kind)));
        }
        let facts = &self.law.vocabulary.facts;
        let above = |i: usize| facts.get(i).and_then(|fact| fact.broader).map(crate::FactId::index);
        let circular = |start: usize| std::iter::successors(above(start), |i| above(*i)).take(facts.len()).any(|i| i == start);
        let paths: Vec<Box<str>> = facts.iter().enumerate().filter(|(i, _)| circular(*i)).map(|(_, fact)| fact.path.clone()).collect();
        for path in paths {
            let at = self.nodes("fact").into_iter().find(|at| at.args().next().is_some_and(|id| *id.value == *path));
            self.problems.extend(at.map(|at| at.problem(ProblemKind::Circular { name: path.to_string() })));
        }
    }

    /// A rule that no case can meet, and an authorisation whose tests exclude each other, are slips of the author.
    fn unreachable_rules(&mut self) {
        let mut faults = Vec::new();
        for (i, rule) in self.law.rules.iter().enumerate() {
            let mut conditions: Vec<&Condition> = rule.when.iter().collect();
            if let Body::Authorisation { conditions: rows, .. } = &rule.body {
                conditions.extend(rows.iter().map(|row| &row.test));
            }
            let mut facts = Conjunction::default();
            let why = conditions.iter().find_map(|condition| facts.add(&condition.root, condition, &self.law, rule.jurisdiction));
            if let Some(why) = why {
                faults.push((i, why));
            }
        }
        let nodes: Vec<_> = self.rule_nodes();
        for (i, why) in faults {
            let rule = self.law.rules.get(i).map_or_else(String::new, |rule| rule.id.to_string());
            if let Some(at) = nodes.get(i) {
                self.problems.push(at.problem(ProblemKind::Unreachable { rule, why }));
            }
        }
    }
}

/// Tests that must all hold, gathered fact by fact to find a pair that cannot.
#[derive(Default)]
struct Conjunction<'a> {
    bools: Vec<(crate::FactId, bool, &'a str)>,
    choices: Vec<(crate::FactId, u64, &'a str)>,
    countries: Vec<(crate::FactId, Membership, &'a str)>,
}

impl<'a> Conjunction<'a> {
    /// Adds a clause; says why the whole can no longer hold, if so.
    fn add(&mut self, clause: &'a Clause, condition: &'a Condition, law: &crate::Law, whose: JurisdictionId) -> Option<String> {
        let text = condition.text_of(clause);
        match &clause.test {
            Test::Always(false) => Some("it asks `false`".into()),
            Test::All(parts) => parts.iter().find_map(|part| self.add(part, condition, law, whose)),
            Test::AtLeast(count, parts) if usize::from(*count) > parts.len() => Some(format!("it asks for {count} of {}", parts.len())),
            Test::Fact(fact) => self.bool(*fact, true, text),
            Test::Not(inner) => match &inner.test {
                Test::Fact(fact) => self.bool(*fact, false, text),
                _ => None,
            },
            Test::Choice(fact, bits) if !matches!(law.fact(*fact).ty, crate::FactType::Choices(_)) => {
                let mut rest = *bits;
                for (other, earlier, earlier_text) in &self.choices {
                    if other == fact {
                        rest &= earlier;
                        if rest == 0 {
                            return Some(format!("`{earlier_text}` and `{text}` exclude each other"));
                        }
                    }
                }
                self.choices.push((*fact, *bits, text));
                None
            }
            Test::Country(fact, set) => {
                // Parties differ from each other: only facts of the transaction and of one item are one value.
                let members = ever_members(set, law, whose);
                for (other, earlier, earlier_text) in &self.countries {
                    if other == fact && !earlier.intersects(&members) {
                        return Some(format!("`{earlier_text}` and `{text}` share no country"));
                    }
                }
                self.countries.push((*fact, members, text));
                None
            }
            _ => None,
        }
    }

    fn bool(&mut self, fact: crate::FactId, value: bool, text: &'a str) -> Option<String> {
        if let Some((.., earlier)) = self.bools.iter().find(|(other, other_value, _)| *other == fact && *other_value != value) {
            return Some(format!("`{earlier}` and `{text}` exclude each other"));
        }
        self.bools.push((fact, value, text));
        None
    }
}

/// Countries that are in the set on some day: terms taken away only count when they are written out.
fn ever_members(set: &CountrySet, law: &crate::Law, whose: JurisdictionId) -> Membership {
    let mut members = Membership::default();
    for i in 0..law.vocabulary.countries.len() {
        let country = CountryId::at(i);
        let mut inside = false;
        for (adds, term) in &set.terms {
            match (adds, term) {
                (true, SetTerm::These(these)) => inside |= these.contains(country),
                (true, SetTerm::Group(group)) => {
                    let group = law.group(*group);
                    inside |= group.members.iter().any(|(_, members)| members.contains(country));
                }
                (false, SetTerm::These(these)) => inside &= !these.contains(country),
                (false, SetTerm::Group(_)) => {}
            }
        }
        if inside {
            members.insert(country);
        }
    }
    // What holds for a country holds for those that the jurisdiction treats as it.
    let treated: Vec<CountryId> = law.jurisdictions.get(whose.index()).map_or_else(Vec::new, |own| {
        own.treatments.iter().filter(|treatment| members.contains(treatment.as_country)).map(|treatment| treatment.country).collect()
    });
    treated.into_iter().for_each(|country| members.insert(country));
    members
}
