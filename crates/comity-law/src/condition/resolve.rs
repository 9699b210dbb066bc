//! Giving written conditions their meaning: names looked up, types and units checked.

use std::{collections::HashMap, ops::Range};

use comity_quantity::Quantity;

use super::{
    Clause, Comparison, Condition, Test,
    syntax::{self, Argument, Form, Word, Written, WrittenSet},
};
use crate::{
    CodeSet, CodeSetId, CountrySet, FactId, FactType, HsSet, HsSetId, Law, ListId, Membership, Period, Problem, ProblemKind, SetTerm, nearest,
    parse::{
        kdl::Text,
        names::{Names, find},
    },
};

/// A fault in a condition or criterion, with its bytes in the text.
pub(crate) struct Fault {
    pub(crate) kind: ProblemKind,
    pub(crate) at: Range<usize>,
    pub(crate) help: Option<String>,
}

impl Fault {
    /// The problem that it is in the file where the text stands.
    pub(crate) fn in_file(self, text: &Text) -> Problem {
        let problem = text.problem_at(self.at, self.kind);
        match self.help {
            Some(help) => problem.help(help),
            None => problem,
        }
    }
}

/// Resolves a text. Sets written out in it are added to the law.
pub(crate) fn condition(text: &str, names: &Names, law: &mut Law) -> Result<Condition, Vec<Fault>> {
    let written =
        syntax::parse(text).map_err(|error| vec![Fault { kind: ProblemKind::Expected { expected: error.expected.into() }, at: error.at, help: None }])?;
    let mut resolver = Resolver { names, law, faults: Vec::new(), in_party: false };
    let root = resolver.clause(&written);
    if resolver.faults.is_empty() { Ok(Condition { text: text.into(), root }) } else { Err(resolver.faults) }
}

/// Resolves a country set that stands alone.
pub(crate) fn country_set(text: &str, names: &Names) -> Result<CountrySet, Fault> {
    let probe = format!("x in {text}");
    let shift = probe.len() - text.len();
    let unshift = |at: Range<usize>| at.start.saturating_sub(shift)..at.end.saturating_sub(shift);
    let written =
        syntax::parse(&probe).map_err(|error| Fault { kind: ProblemKind::Expected { expected: error.expected.into() }, at: unshift(error.at), help: None })?;
    let Form::In(_, terms) = &written.form else {
        return Err(Fault { kind: ProblemKind::Expected { expected: "a set of countries".into() }, at: 0..text.len(), help: None });
    };
    countries(terms, names).map_err(|mut fault| {
        fault.at = unshift(fault.at);
        fault
    })
}

struct Resolver<'a> {
    names: &'a Names,
    law: &'a mut Law,
    faults: Vec<Fault>,
    /// Whether the clause is asked of a party.
    in_party: bool,
}

impl Resolver<'_> {
    fn clause(&mut self, written: &Written) -> Clause {
        let at = (u32::try_from(written.at.start).unwrap_or(u32::MAX), u32::try_from(written.at.end).unwrap_or(u32::MAX));
        let test = match &written.form {
            Form::Always(value) => Test::Always(*value),
            Form::Not(inner) => Test::Not(Box::new(self.clause(inner))),
            Form::All(parts) => Test::All(parts.iter().map(|part| self.clause(part)).collect()),
            Form::Any(parts) => Test::Any(parts.iter().map(|part| self.clause(part)).collect()),
            Form::AtLeast(count, parts) => Test::AtLeast(*count, parts.iter().map(|part| self.clause(part)).collect()),
            Form::Party(every, inner) => {
                let outside = std::mem::replace(&mut self.in_party, true);
                let of = Box::new(self.clause(inner));
                self.in_party = outside;
                Test::Party { every: *every, of }
            }
            Form::Name(word) => self.name(word),
            Form::Compare(word, comparison, value) => self.compare(word, *comparison, value),
            Form::In(word, terms) => self.membership(word, terms),
            Form::Call(name, arguments) => self.call(name, arguments),
        };
        Clause { test, at }
    }

    fn fault(&mut self, at: &Range<usize>, kind: ProblemKind) -> Test {
        self.fault_with(at, kind, None)
    }

    fn fault_with(&mut self, at: &Range<usize>, kind: ProblemKind, help: Option<String>) -> Test {
        self.faults.push(Fault { kind, at: at.clone(), help });
        Test::Untranslated("fault".into())
    }

    fn find<T: Copy>(&mut self, table: fn(&Names) -> &HashMap<Box<str>, T>, what: &'static str, word: &Word) -> Option<T> {
        match find(table(self.names), what, &word.text) {
            Ok(id) => Some(id),
            Err((kind, help)) => {
                self.fault_with(&word.at, kind, help);
                None
            }
        }
    }

    fn fact(&mut self, word: &Word) -> Option<FactId> {
        let path = if word.text == "item" { "item.codes" } else { &word.text };
        let id = self.find(|names| &names.facts, "fact", &Word { text: path.into(), at: word.at.clone() })?;
        // A definition is read by itself: it does not see the party that it is asked of.
        if word.text.starts_with("party.") && !self.in_party {
            self.fault(&word.at, ProblemKind::Expected { expected: "`any party(…)` or `every party(…)` around a fact of parties".into() });
        }
        Some(id)
    }

    fn fact_of(&mut self, word: &Word, wanted: &'static str) -> Option<FactId> {
        let id = self.fact(word)?;
        let fact = self.law.fact(id);
        if fact.ty.name() == wanted {
            return Some(id);
        }
        let kind = ProblemKind::TypeMismatch { fact: fact.path.to_string(), is: fact.ty.name().into(), wanted: wanted.into() };
        self.fault(&word.at, kind);
        None
    }

    fn name(&mut self, word: &Word) -> Test {
        if word.text.contains('/') {
            return match self.find(|names| &names.defines, "definition", word) {
                Some(rule) => Test::Define(rule),
                None => Test::Untranslated("fault".into()),
            };
        }
        match self.fact_of(word, "bool") {
            Some(fact) => Test::Fact(fact),
            None => Test::Untranslated("fault".into()),
        }
    }

    fn compare(&mut self, word: &Word, comparison: Comparison, value: &Word) -> Test {
        let Some(id) = self.fact(word) else { return Test::Untranslated("fault".into()) };
        let ty = self.law.fact(id).ty.clone();
        let equality = matches!(comparison, Comparison::Equal | Comparison::NotEqual);
        let test = match &ty {
            FactType::Quantity { .. } | FactType::Money => return self.quantity(id, comparison, value),
            FactType::Date => {
                return match value.text.parse() {
                    Ok(date) => Test::Date(id, comparison, date),
                    Err(_) => self.fault(&value.at, ProblemKind::Expected { expected: "a date in quotes such as '2026-07-23'".into() }),
                };
            }
            _ if !equality => {
                let kind = ProblemKind::TypeMismatch { fact: word.text.clone(), is: ty.name().into(), wanted: "quantity, amount or date".into() };
                return self.fault(&word.at, kind);
            }
            FactType::Country | FactType::Region | FactType::Choice(_) | FactType::Choices(_) => {
                self.membership_of(id, word, &[(true, WrittenSet::Words(vec![value.clone()]))])
            }
            FactType::Text => Test::Text(id, value.text.as_str().into()),
            FactType::Bool | FactType::Hs | FactType::Codes => {
                let kind = ProblemKind::TypeMismatch { fact: word.text.clone(), is: ty.name().into(), wanted: "word to compare".into() };
                return self.fault(&word.at, kind);
            }
        };
        if comparison == Comparison::NotEqual {
            let at = (u32::try_from(word.at.start).unwrap_or_default(), u32::try_from(value.at.end).unwrap_or_default());
            return Test::Not(Box::new(Clause { test, at }));
        }
        test
    }

    fn quantity(&mut self, id: FactId, comparison: Comparison, value: &Word) -> Test {
        let quantity: Quantity = match value.text.parse() {
            Ok(quantity) => quantity,
            Err(_) => return self.fault(&value.at, ProblemKind::Expected { expected: "a number with its unit, such as 25 % or '10 rad (Si)'".into() }),
        };
        let fact = self.law.fact(id);
        if !fact.ty.takes(&quantity) {
            let is = match &fact.ty {
                FactType::Quantity { unit, .. } => unit.to_string(),
                _ => "an amount of money".into(),
            };
            let kind = ProblemKind::UnitMismatch { fact: fact.path.to_string(), is, given: quantity.to_string() };
            return self.fault(&value.at, kind);
        }
        Test::Quantity(id, comparison, quantity)
    }

    fn membership(&mut self, word: &Word, terms: &[(bool, WrittenSet)]) -> Test {
        match self.fact(word) {
            Some(id) => self.membership_of(id, word, terms),
            None => Test::Untranslated("fault".into()),
        }
    }

    fn membership_of(&mut self, id: FactId, word: &Word, terms: &[(bool, WrittenSet)]) -> Test {
        let ty = self.law.fact(id).ty.clone();
        match (&ty, terms) {
            (FactType::Country, _) => match countries(terms, self.names) {
                Ok(set) => Test::Country(id, set),
                Err(fault) => {
                    self.faults.push(fault);
                    Test::Untranslated("fault".into())
                }
            },
            (FactType::Choice(words) | FactType::Choices(words), [(true, WrittenSet::Words(written))]) => {
                let mut bits = 0u64;
                for value in written {
                    match words.iter().position(|known| *known.word == *value.text) {
                        Some(position) => bits |= 1 << (position % 64),
                        None => {
                            let near = nearest(&value.text, words.iter().map(|word| &*word.word)).map(|near| format!("did you mean `{near}`?"));
                            self.fault_with(&value.at, ProblemKind::Unknown { what: "choice", name: value.text.clone() }, near);
                        }
                    }
                }
                Test::Choice(id, bits)
            }
            (FactType::Region, [(true, WrittenSet::Words(written))]) => {
                Test::Region(id, written.iter().filter_map(|value| self.find(|names| &names.regions, "region", value)).collect())
            }
            (FactType::Hs, [(true, WrittenSet::Named(name))]) => match self.find(|names| &names.hs_sets, "HS set", name) {
                Some(set) => Test::Hs(id, set),
                None => Test::Untranslated("fault".into()),
            },
            (FactType::Hs, [(true, WrittenSet::Of(name, codes))]) if name.text == "hs" => self.hs_codes(id, codes),
            (FactType::Codes, [(true, WrittenSet::Named(name))]) => {
                if let Some(list) = self.names.lists.get(name.text.as_str()) {
                    return Test::Listed(id, *list);
                }
                match self.find(|names| &names.code_sets, "list or code set", name) {
                    Some(set) => Test::Codes(id, set),
                    None => Test::Untranslated("fault".into()),
                }
            }
            (FactType::Codes, [(true, WrittenSet::Of(name, codes))]) => match self.find(|names| &names.lists, "list", name) {
                Some(list) => self.codes(id, list, codes),
                None => Test::Untranslated("fault".into()),
            },
            _ => {
                let kind = ProblemKind::TypeMismatch { fact: word.text.clone(), is: ty.name().into(), wanted: "fact for this set".into() };
                self.fault(&word.at, kind)
            }
        }
    }

    fn hs_codes(&mut self, id: FactId, codes: &[Word]) -> Test {
        let mut set = HsSet { id: "".into(), covers_from: None, codes: Vec::new(), unverified: None, part: None };
        for code in codes {
            match code.text.parse() {
                Ok(hs) => set.codes.push((hs, Period::default())),
                Err(_) => {
                    self.fault(&code.at, ProblemKind::Expected { expected: "a tariff number of 2 to 12 digits".into() });
                }
            }
        }
        set.codes.sort_by_key(|(code, _)| *code);
        self.law.hs_sets.push(set);
        Test::Hs(id, HsSetId::at(self.law.hs_sets.len() - 1))
    }

    fn codes(&mut self, id: FactId, list: ListId, codes: &[Word]) -> Test {
        let (mut within, mut unlisted) = (Vec::new(), false);
        for code in codes {
            let table = self.law.list(list);
            if crate::parse::names_unlisted(table, &code.text) {
                unlisted = true;
            } else if let Some(node) = table.node(&code.text) {
                within.push(node);
            } else {
                let near = table.nearest_code(&code.text).map(|near| format!("did you mean `{near}`?"));
                let name = format!("{}:{}", table.id, code.text);
                self.fault_with(&code.at, ProblemKind::Unknown { what: "provision", name }, near);
            }
        }
        let within = crate::parse::disjoint(self.law.list(list), within);
        self.law.code_sets.push(CodeSet { id: "".into(), list, within, except: Vec::new(), unlisted, unverified: None, part: None });
        Test::Codes(id, CodeSetId::at(self.law.code_sets.len() - 1))
    }

    fn call(&mut self, name: &Word, arguments: &[Argument]) -> Test {
        let words: Vec<&Word> = arguments.iter().filter_map(|argument| if let Argument::Word(word) = argument { Some(word) } else { None }).collect();
        match (name.text.as_str(), words.as_slice()) {
            ("knows", _) => match arguments {
                [Argument::Condition(inner)] => Test::Knows(Box::new(self.clause(inner))),
                _ => self.fault(&name.at, ProblemKind::Expected { expected: "one condition in `knows(…)`".into() }),
            },
            ("untranslated", [why]) => Test::Untranslated(why.text.as_str().into()),
            ("chart", [chart, column]) => {
                let to = Word { text: "to".into(), at: name.at.clone() };
                self.chart(chart, column, &to)
            }
            ("chart", [chart, column, country]) => self.chart(chart, column, country),
            ("controlled", [list, reason]) => self.controlled(list, reason, None),
            ("controlled", [list, reason, of]) if of.text.contains('.') => {
                let fact = self.fact_of(of, "codes");
                match self.controlled(list, reason, None) {
                    Test::Controlled { list, reason, column, .. } => Test::Controlled { list, reason, column, of: fact },
                    fault => fault,
                }
            }
            ("controlled", [list, reason, column]) => self.controlled(list, reason, Some(column)),
            ("controlled-only", [list, reasons @ ..]) if !reasons.is_empty() => {
                let Some(list) = self.find(|names| &names.lists, "list", list) else { return Test::Untranslated("fault".into()) };
                let words = reasons.iter().flat_map(|reason| reason.text.split_whitespace().map(|text| Word { text: text.into(), at: reason.at.clone() }));
                let reasons = words.collect::<Vec<_>>().iter().filter_map(|word| self.find(|names| &names.reasons, "reason", word)).collect();
                Test::ControlledOnly(list, reasons)
            }
            ("allows", [list, symbol]) => self.allows(list, symbol, None),
            ("allows", [list, symbol, amount]) => self.allows(list, symbol, Some(amount)),
            _ => {
                const CALLS: [&str; 6] = ["knows", "untranslated", "chart", "controlled", "controlled-only", "allows"];
                let help = nearest(&name.text, CALLS).map(|near| format!("did you mean `{near}(…)`, and are its arguments right?"));
                self.fault_with(&name.at, ProblemKind::Unknown { what: "test", name: name.text.clone() }, help)
            }
        }
    }

    fn chart(&mut self, chart: &Word, column: &Word, country: &Word) -> Test {
        let (Some(id), Some(fact)) = (self.find(|names| &names.charts, "chart", chart), self.fact_of(country, "country")) else {
            return Test::Untranslated("fault".into());
        };
        match self.law.chart(id).columns.iter().position(|known| **known == *column.text) {
            Some(position) => Test::Chart(id, u8::try_from(position).unwrap_or_default(), fact),
            None => self.fault(&column.at, ProblemKind::Unknown { what: "column", name: column.text.clone() }),
        }
    }

    fn controlled(&mut self, list: &Word, reason: &Word, column: Option<&Word>) -> Test {
        let (Some(list), Some(reason)) = (self.find(|names| &names.lists, "list", list), self.find(|names| &names.reasons, "reason", reason)) else {
            return Test::Untranslated("fault".into());
        };
        match column.map(|column| column.text.parse()) {
            None => Test::Controlled { list, reason, column: None, of: None },
            Some(Ok(number)) => Test::Controlled { list, reason, column: Some(number), of: None },
            Some(Err(_)) => self.fault(&column.map_or(0..0, |column| column.at.clone()), ProblemKind::Expected { expected: "a column number".into() }),
        }
    }

    fn allows(&mut self, list: &Word, symbol: &Word, amount: Option<&Word>) -> Test {
        let Some(list) = self.find(|names| &names.lists, "list", list) else { return Test::Untranslated("fault".into()) };
        let fact = match amount {
            None => None,
            Some(word) => match self.fact_of(word, "money") {
                Some(fact) => Some(fact),
                None => return Test::Untranslated("fault".into()),
            },
        };
        Test::Allows { list, symbol: symbol.text.as_str().into(), amount: fact }
    }
}

fn countries(terms: &[(bool, WrittenSet)], names: &Names) -> Result<CountrySet, Fault> {
    let unknown = |word: &Word, (kind, help): (ProblemKind, Option<String>)| Fault { kind, at: word.at.clone(), help };
    let mut out = Vec::new();
    for (adds, term) in terms {
        out.push((
            *adds,
            match term {
                WrittenSet::Words(words) => {
                    let mut members = Membership::default();
                    for word in words {
                        members.insert(find(&names.countries, "country", &word.text).map_err(|error| unknown(word, error))?);
                    }
                    SetTerm::These(members)
                }
                WrittenSet::Named(word) => SetTerm::Group(find(&names.groups, "country group", &word.text).map_err(|error| unknown(word, error))?),
                WrittenSet::Of(word, _) => {
                    return Err(Fault { kind: ProblemKind::Expected { expected: "countries: {CN, RU} or a group".into() }, at: word.at.clone(), help: None });
                }
            },
        ));
    }
    Ok(CountrySet { terms: out })
}
