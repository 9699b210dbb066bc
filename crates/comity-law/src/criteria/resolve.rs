//! Giving written criteria their meaning: characteristics, terms and provisions looked up, dimensions checked.

use std::{collections::HashMap, ops::Range};

use comity_quantity::Quantity;

use super::{CharacteristicId, CharacteristicType, Characteristics, Criterion, Measure, NodeIndex};
use crate::{
    ProblemKind,
    condition::{
        Comparison,
        resolve::Fault,
        syntax::{self, Argument, Form, Word, Written, WrittenSet},
    },
    nearest,
};

/// Resolves a criterion's text; `codes` are the provisions that `meets` may name (none in wordings).
pub(super) fn criterion(text: &str, vocabulary: &Characteristics, codes: &HashMap<Box<str>, NodeIndex>) -> Result<Criterion, Vec<Fault>> {
    let written =
        syntax::parse(text).map_err(|error| vec![Fault { kind: ProblemKind::Expected { expected: error.expected.into() }, at: error.at, help: None }])?;
    let mut resolver = Resolver { vocabulary, codes, faults: Vec::new() };
    let criterion = resolver.clause(&written);
    if resolver.faults.is_empty() { Ok(criterion) } else { Err(resolver.faults) }
}

struct Resolver<'a> {
    vocabulary: &'a Characteristics,
    codes: &'a HashMap<Box<str>, NodeIndex>,
    faults: Vec<Fault>,
}

impl Resolver<'_> {
    fn clause(&mut self, written: &Written) -> Criterion {
        match &written.form {
            Form::Always(value) => Criterion::Always(*value),
            Form::Not(inner) => Criterion::Not(Box::new(self.clause(inner))),
            Form::All(parts) => Criterion::All(parts.iter().map(|part| self.clause(part)).collect()),
            Form::Any(parts) => Criterion::Any(parts.iter().map(|part| self.clause(part)).collect()),
            Form::AtLeast(count, parts) => Criterion::AtLeast(*count, parts.iter().map(|part| self.clause(part)).collect()),
            Form::Name(word) => match self.characteristic(word) {
                Some((id, CharacteristicType::Bool)) => Criterion::Flag(id),
                Some(_) => self.fault(&word.at, ProblemKind::Expected { expected: "a comparison: this characteristic is no bool".into() }, None),
                None => failed(),
            },
            Form::Compare(word, comparison, value) => self.compare(word, *comparison, value),
            Form::In(word, terms) => match terms.as_slice() {
                [(true, WrittenSet::Words(values))] => self.among(word, values),
                _ => self.fault(&word.at, ProblemKind::Expected { expected: "a set in braces".into() }, None),
            },
            Form::Call(name, arguments) => self.call(name, arguments),
            Form::Party(..) => self.fault(&written.at, ProblemKind::Expected { expected: "a condition on the item".into() }, None),
        }
    }

    fn fault(&mut self, at: &Range<usize>, kind: ProblemKind, help: Option<String>) -> Criterion {
        self.faults.push(Fault { kind, at: at.clone(), help });
        failed()
    }

    fn characteristic(&mut self, word: &Word) -> Option<(CharacteristicId, CharacteristicType)> {
        if let Some(id) = self.vocabulary.find(&word.text) {
            return Some((id, self.vocabulary.get(id).ty.clone()));
        }
        let help = nearest(&word.text, self.vocabulary.all.iter().map(|known| &*known.id)).map(|near| format!("did you mean `{near}`?"));
        self.fault(&word.at, ProblemKind::Unknown { what: "characteristic", name: word.text.clone() }, help);
        None
    }

    fn compare(&mut self, word: &Word, comparison: Comparison, value: &Word) -> Criterion {
        let Some((id, ty)) = self.characteristic(word) else { return failed() };
        let CharacteristicType::Quantity { unit, one, .. } = ty else {
            return match comparison {
                Comparison::Equal => self.among(word, std::slice::from_ref(value)),
                Comparison::NotEqual => Criterion::Not(Box::new(self.among(word, std::slice::from_ref(value)))),
                _ => self.fault(&word.at, ProblemKind::TypeMismatch { fact: word.text.clone(), is: "set of words".into(), wanted: "number".into() }, None),
            };
        };
        let Ok(quantity) = value.text.parse::<Quantity>() else {
            return self.fault(&value.at, ProblemKind::Expected { expected: "a number with its unit, such as '400 MSPS'".into() }, None);
        };
        if quantity.dimension() != one.dimension() {
            let kind = ProblemKind::UnitMismatch {
                fact: word.text.clone(),
                is: if unit.is_empty() { "plain numbers".into() } else { unit.to_string() },
                given: quantity.to_string(),
            };
            return self.fault(&value.at, kind, None);
        }
        Criterion::Compare(id, comparison, Measure { base: quantity.base(), written: value.text.as_str().into() })
    }

    fn among(&mut self, word: &Word, values: &[Word]) -> Criterion {
        let Some((id, ty)) = self.characteristic(word) else { return failed() };
        match ty {
            CharacteristicType::Cas => {
                for value in values {
                    if !is_cas(&value.text) {
                        self.fault(&value.at, ProblemKind::Expected { expected: "a CAS number whose check digit holds, such as '762-04-9'".into() }, None);
                    }
                }
                let mut numbers: Vec<Box<str>> = values.iter().map(|value| value.text.as_str().into()).collect();
                numbers.sort_unstable();
                numbers.dedup();
                Criterion::Cas(id, numbers)
            }
            CharacteristicType::Term => {
                let mut terms = Vec::new();
                for value in values {
                    if let Some(term) = self.vocabulary.find_term(id, &value.text) {
                        terms.push(term);
                    } else {
                        let of = self.vocabulary.terms.iter().filter(|term| term.of == id);
                        let help = nearest(&value.text, of.map(|term| &*term.id)).map(|near| format!("did you mean `{near}`?"));
                        self.fault(&value.at, ProblemKind::Unknown { what: "term", name: value.text.clone() }, help);
                    }
                }
                terms.sort_unstable();
                terms.dedup();
                Criterion::Terms(id, terms)
            }
            CharacteristicType::Bool | CharacteristicType::Quantity { .. } => {
                let kind = ProblemKind::TypeMismatch { fact: word.text.clone(), is: "bool or number".into(), wanted: "set of words".into() };
                self.fault(&word.at, kind, None)
            }
        }
    }

    fn call(&mut self, name: &Word, arguments: &[Argument]) -> Criterion {
        let words: Vec<&Word> = arguments.iter().filter_map(|argument| if let Argument::Word(word) = argument { Some(word) } else { None }).collect();
        match (name.text.as_str(), words.as_slice()) {
            ("words", [digest]) => match digest.text.parse() {
                Ok(words) => Criterion::Words(words),
                Err(_) => self.fault(&digest.at, ProblemKind::Expected { expected: "16 hex digits".into() }, None),
            },
            ("untranslated", [why]) => Criterion::Untranslated(why.text.as_str().into()),
            ("meets", codes) if !codes.is_empty() => {
                let mut nodes = Vec::new();
                for code in codes {
                    if let Some(node) = self.codes.get(code.text.as_str()) {
                        nodes.push(*node);
                    } else {
                        self.fault(&code.at, ProblemKind::Unknown { what: "provision of this edition", name: code.text.clone() }, None);
                    }
                }
                nodes.sort_unstable();
                nodes.dedup();
                Criterion::Meets(nodes)
            }
            _ => {
                let help = "known: words('…'), meets({…}), untranslated('…')".to_owned();
                self.fault(&name.at, ProblemKind::Unknown { what: "test of items", name: name.text.clone() }, Some(help))
            }
        }
    }
}

/// Stands where a fault was reported: the result is not used.
fn failed() -> Criterion {
    Criterion::Untranslated("fault".into())
}

/// Whether a text is a CAS number with a right check digit (the sum of the digits, each times its place from the right, modulo ten).
pub(crate) fn is_cas(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [first, second, check] = parts.as_slice() else { return false };
    if !(2..=7).contains(&first.len()) || second.len() != 2 || check.len() != 1 || !text.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
        return false;
    }
    let digits = first.bytes().chain(second.bytes()).rev().map(|b| u32::from(b - b'0'));
    let sum: u32 = digits.zip(1..).map(|(digit, place)| digit * place).sum();
    check.bytes().next().is_some_and(|b| u32::from(b - b'0') == sum % 10)
}
