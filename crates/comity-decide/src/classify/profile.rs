//! What is known of one item: values of its characteristics, and words that a person has confirmed.

use std::collections::HashMap;

use comity_law::{
    criteria::{CharacteristicId, CharacteristicType, Characteristics, Criteria, Criterion, TermId, WordsId},
    nearest,
};
use comity_quantity::{Exact, Interval, Quantity};
use serde_json::Value as Json;

use crate::{
    belief::Truth,
    input::{InputFault, InputProblem, PathSegment},
};

/// What is known of one characteristic.
#[derive(Clone, Debug, PartialEq)]
pub enum Trait {
    /// True or false.
    Flag(bool),
    /// A number, or the limits between which it lies; for a span, all the numbers that the item has. In base units.
    Number(Interval),
    /// What the item is, as far as it is told; nothing else.
    Terms(Vec<TermId>),
    /// Its substances; no others.
    Cas(Vec<Box<str>>),
    /// The item has no such property: no comparison with it holds.
    None,
}

/// What is known of one item.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Profile {
    traits: Vec<Option<Trait>>,
    /// Those of which something is known, sorted.
    known: Vec<CharacteristicId>,
    /// What the document wrote, by characteristic, for proofs.
    written: HashMap<CharacteristicId, Box<str>>,
    words: HashMap<WordsId, bool>,
    /// Paragraphs whose words a person has confirmed or ruled out: `us/ccl:3A001.a`.
    fits: Vec<(Box<str>, bool)>,
}

impl Profile {
    /// Reads the `characteristics` of an item. All faults are reported, each with its path below `characteristics`.
    ///
    /// # Errors
    /// Characteristics and terms that the vocabulary does not have, values of another type or dimension.
    pub fn read(vocabulary: &Characteristics, document: &Json) -> Result<Self, Vec<InputProblem>> {
        let mut reader = Reader { vocabulary, problems: Vec::new() };
        let mut profile = Self { traits: vec![None; vocabulary.all.len()], ..Self::default() };
        let Json::Object(fields) = document else {
            reader.fault(&[], InputFault::Expected("a table of characteristics".into()), None);
            return Err(reader.problems);
        };
        for (key, value) in fields {
            if key == "fits" {
                reader.fits(value, &mut profile.fits);
                continue;
            }
            let Some(id) = vocabulary.find(key) else {
                let near = nearest(key, vocabulary.all.iter().map(|known| &*known.id)).map(str::to_owned);
                reader.problems.push(InputProblem {
                    path: vec![PathSegment::Key(key.as_str().into())],
                    at_key: true,
                    fault: InputFault::UnknownCharacteristic(key.as_str().into()),
                    near: near.map(String::into_boxed_str),
                });
                continue;
            };
            if value.as_str() == Some("unknown") {
                continue;
            }
            if let Some(read) = reader.value(key, &vocabulary.get(id).ty, value) {
                profile.set(id, read);
                profile.written.insert(id, written(value));
            }
        }
        profile.derive(vocabulary);
        if reader.problems.is_empty() { Ok(profile) } else { Err(reader.problems) }
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty() && self.fits.is_empty()
    }

    /// What is known of a characteristic.
    pub fn get(&self, id: CharacteristicId) -> Option<&Trait> {
        self.traits.get(id.index())?.as_ref()
    }

    /// The characteristics of which something is known.
    pub(super) fn stated(&self) -> impl Iterator<Item = CharacteristicId> {
        self.known.iter().copied()
    }

    /// The words that a person has confirmed or ruled out.
    pub(super) fn confirmed(&self) -> impl Iterator<Item = WordsId> {
        self.words.keys().copied()
    }

    /// Makes something known.
    pub fn set(&mut self, id: CharacteristicId, value: Trait) {
        if self.traits.len() <= id.index() {
            self.traits.resize(id.index() + 1, None);
        }
        if let Some(slot) = self.traits.get_mut(id.index()) {
            *slot = Some(value);
            if let Err(place) = self.known.binary_search(&id) {
                self.known.insert(place, id);
            }
        }
    }

    /// The value as the document wrote it.
    pub fn written(&self, id: CharacteristicId) -> Option<&str> {
        self.written.get(&id).map(|text| &**text)
    }

    /// Paragraphs whose words are confirmed or ruled out, as `list:code`.
    pub fn fits(&self) -> &[(Box<str>, bool)] {
        &self.fits
    }

    /// Whether some words fit the item, as far as a person has said.
    pub fn words(&self, words: WordsId) -> Truth {
        if self.words.is_empty() { Truth::Unknown } else { self.words.get(&words).copied().into() }
    }

    /// Records that some words fit the item, or do not.
    pub fn confirm(&mut self, words: WordsId, fit: bool) {
        self.words.insert(words, fit);
    }

    /// Takes over the words that a person has confirmed or ruled out by naming paragraphs.
    ///
    /// # Errors
    /// Paragraphs that no edition has.
    pub fn resolve(&mut self, criteria: &Criteria) -> Result<(), Vec<InputProblem>> {
        let mut problems = Vec::new();
        for (provision, fit) in self.fits.clone() {
            let node = provision.split_once(':').and_then(|(list, code)| criteria.edition(list, None)?.node(code));
            let Some((_, node)) = node else {
                let path = vec![PathSegment::Key("fits".into()), PathSegment::Key(provision.clone())];
                problems.push(InputProblem { path, at_key: true, fault: InputFault::UnknownProvision(provision), near: None });
                continue;
            };
            node.own.visit(&mut |part| {
                if let Criterion::Words(words) = part {
                    self.words.insert(*words, fit);
                }
            });
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    /// Fills what follows from the rest by a formula of the vocabulary.
    fn derive(&mut self, vocabulary: &Characteristics) {
        // A formula may read what another one gives: at most as many rounds as there are formulas.
        let formulas: Vec<_> = vocabulary.ids().filter(|id| vocabulary.get(*id).formula.is_some()).collect();
        for _ in 0..formulas.len() {
            let mut grown = false;
            for id in &formulas {
                if self.get(*id).is_some() {
                    continue;
                }
                let value = vocabulary.get(*id).formula.as_ref().and_then(|formula| formula.value(&|of| self.point(of)));
                if let Some(value) = value {
                    self.set(*id, Trait::Number(Interval::point(value)));
                    grown = true;
                }
            }
            if !grown {
                return;
            }
        }
    }

    fn point(&self, id: CharacteristicId) -> Option<Exact> {
        match self.get(id)? {
            Trait::Number(interval) => interval.witness().filter(|value| *interval == Interval::point(*value)),
            _ => None,
        }
    }
}

fn written(value: &Json) -> Box<str> {
    match value {
        Json::String(text) => text.as_str().into(),
        Json::Array(values) => values.iter().map(|value| written(value).to_string()).collect::<Vec<_>>().join(", ").into(),
        other => other.to_string().into(),
    }
}

struct Reader<'v> {
    vocabulary: &'v Characteristics,
    problems: Vec<InputProblem>,
}

impl Reader<'_> {
    fn fault(&mut self, path: &[&str], fault: InputFault, near: Option<String>) {
        let path = path.iter().map(|key| PathSegment::Key((*key).into())).collect();
        self.problems.push(InputProblem { path, at_key: false, fault, near: near.map(String::into_boxed_str) });
    }

    fn expected<T>(&mut self, key: &str, what: impl Into<Box<str>>) -> Option<T> {
        self.fault(&[key], InputFault::Expected(what.into()), None);
        None
    }

    fn fits(&mut self, value: &Json, fits: &mut Vec<(Box<str>, bool)>) {
        let Json::Object(rows) = value else {
            self.expected::<()>("fits", "a table such as { \"list:code\" = true }");
            return;
        };
        for (provision, fit) in rows {
            match fit {
                Json::Bool(fit) if provision.contains(':') => fits.push((provision.as_str().into(), *fit)),
                _ => self.fault(&["fits", provision], InputFault::Expected("a provision such as \"list:code\" = true or false".into()), None),
            }
        }
    }

    fn value(&mut self, key: &str, ty: &CharacteristicType, value: &Json) -> Option<Trait> {
        if value.as_str() == Some("not-applicable") {
            return Some(Trait::None);
        }
        match ty {
            CharacteristicType::Bool => match value {
                Json::Bool(value) => Some(Trait::Flag(*value)),
                _ => self.expected(key, "true or false"),
            },
            CharacteristicType::Quantity { unit, one, .. } => {
                let sample = if unit.is_empty() { "a number".to_owned() } else { format!("a number with its unit, such as \"10 {unit}\"") };
                let what = format!("{sample}; also \"> …\", \"< …\" or \"… to …\"");
                let text = match value {
                    Json::String(text) => text.clone(),
                    Json::Number(number) => number.to_string(),
                    _ => return self.expected(key, what),
                };
                let Some(interval) = interval(&text, unit) else { return self.expected(key, what) };
                match interval {
                    (interval, dimension) if dimension == one.dimension() => Some(Trait::Number(interval)),
                    _ => self.expected(key, what),
                }
            }
            CharacteristicType::Term => {
                let terms: Option<Vec<TermId>> = strings(value)?.iter().map(|word| self.term(key, word)).collect();
                terms.map(Trait::Terms)
            }
            CharacteristicType::Cas => match strings(value) {
                Some(numbers) => Some(Trait::Cas(numbers.iter().map(|number| (*number).into()).collect())),
                None => self.expected(key, "a CAS number in quotes, or a list of them"),
            },
        }
    }

    /// A term by its id, or by a name that means it alone.
    fn term(&mut self, key: &str, word: &str) -> Option<TermId> {
        let of = self.vocabulary.find(key)?;
        if let Some(term) = self.vocabulary.find_term(of, word) {
            return Some(term);
        }
        let named = |term: &&comity_law::criteria::Term| {
            term.of == of && (term.label.eq_ignore_ascii_case(word) || term.phrases.iter().any(|phrase| phrase.eq_ignore_ascii_case(word)))
        };
        let mut matching = self.vocabulary.terms.iter().filter(named);
        if let (Some(term), None) = (matching.next(), matching.next()) {
            return self.vocabulary.find_term(of, &term.id);
        }
        let near = nearest(word, self.vocabulary.terms.iter().filter(|term| term.of == of).map(|term| &*term.id)).map(str::to_owned);
        self.fault(&[key], InputFault::UnknownTerm(word.into()), near);
        None
    }
}

fn strings(value: &Json) -> Option<Vec<&str>> {
    match value {
        Json::String(text) => Some(vec![text]),
        Json::Array(values) => values.iter().map(Json::as_str).collect(),
        _ => None,
    }
}

/// Reads `12 bit`, `> 5 W`, `>= 5 W`, `< 5 W`, `<= 5 W`, `2 GHz to 6 GHz`, `2 to 6 GHz`, `2 GHz .. 6 GHz`.
fn interval(text: &str, unit: &str) -> Option<(Interval, comity_quantity::Dimension)> {
    let text = text.trim();
    let quantity = |text: &str| -> Option<Quantity> {
        let quantity: Quantity = text.trim().parse().ok()?;
        // A bare number is taken in no unit but that of plain numbers: "12" of what?
        (unit.is_empty() || !quantity.dimension().is_dimensionless() || text.trim().contains('%')).then_some(quantity)
    };
    for (sign, make) in [(">=", Interval::at_least as fn(Exact) -> Interval), ("<=", Interval::at_most), (">", Interval::more_than), ("<", Interval::less_than)]
    {
        if let Some(rest) = text.strip_prefix(sign) {
            let limit = quantity(rest)?;
            return Some((make(limit.base()), limit.dimension()));
        }
    }
    for sign in [" to ", "..", " – "] {
        if let Some((low, high)) = text.split_once(sign) {
            let high = quantity(high)?;
            let low = quantity(low).or_else(|| quantity(&format!("{} {}", low.trim(), high.unit().symbol())))?;
            let between = Interval::at_least(low.base()).intersection(Interval::at_most(high.base()));
            return (low.dimension() == high.dimension() && !between.is_empty()).then_some((between, high.dimension()));
        }
    }
    let quantity = quantity(text)?;
    Some((Interval::point(quantity.base()), quantity.dimension()))
}
