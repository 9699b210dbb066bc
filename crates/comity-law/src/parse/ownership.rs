//! `ownership` nodes: which facts follow from who owns a party.

use comity_quantity::{Exact, Quantity};

use super::{
    Builder,
    kdl::{At, Text},
    names::lookup,
};
use crate::{FactId, FactPlace, FactType, OwnerWord, Ownership, ProblemKind};

impl<'f> Builder<'f> {
    /// Reads all of them; facts must have been read before.
    pub(super) fn ownerships(&mut self) {
        for at in self.nodes("ownership") {
            if let Some(ownership) = self.ownership(at) {
                self.law.vocabulary.ownerships.push(ownership);
            }
        }
    }

    fn ownership(&mut self, at: At<'f>) -> Option<Ownership> {
        at.only(&["by", "at-least", "more-than", "control", "cite", "from", "until", "note", "tells"], &mut self.problems);
        let path = at.arg("the path of a fact", &mut self.problems)?;
        let fact = self.party_fact(&path, "a fact of parties that is true or false", |ty| matches!(ty, FactType::Bool))?;
        let by = at.required("by", &mut self.problems)?;
        let words: Vec<Text<'f>> = by.words().collect();
        let by = words.iter().filter_map(|word| self.party_fact(word, "a fact of parties that is true or false", |ty| matches!(ty, FactType::Bool)));
        let by: Vec<FactId> = by.collect();
        let (least, more) = (at.text("at-least"), at.text("more-than"));
        let (share, inclusive) = match (&least, &more) {
            (Some(text), None) => (self.share(text)?, true),
            (None, Some(text)) => (self.share(text)?, false),
            _ => {
                self.problems.push(at.problem(ProblemKind::Missing { node: "ownership".into(), what: "either `at-least` or `more-than`" }));
                return None;
            }
        };
        let control = match at.text("control") {
            None => false,
            Some(text) if text.value == "counts" => true,
            Some(text) => {
                self.problems.push(text.problem(ProblemKind::Expected { expected: "`counts`".into() }));
                false
            }
        };
        let cite = at.required("cite", &mut self.problems)?.value.into();
        let period = at.period(&mut self.problems);
        let tells: Vec<At<'f>> = at.named("tells").collect();
        let words = tells.into_iter().find_map(|tells| self.tells(tells));
        Some(Ownership { fact, by, share, inclusive, control, period, cite, words })
    }

    /// What the lists of the owners are called.
    fn tells(&mut self, at: At<'f>) -> Option<(FactId, Vec<OwnerWord>)> {
        at.only(&["word"], &mut self.problems);
        let path = at.arg("the path of a fact", &mut self.problems)?;
        let fact = self.party_fact(&path, "a fact of parties with choices", |ty| matches!(ty, FactType::Choices(_)))?;
        let rows: Vec<At<'f>> = at.named("word").collect();
        let words = rows.into_iter().filter_map(|row| {
            row.only(&["of", "with", "in"], &mut self.problems);
            let word = row.arg("a word", &mut self.problems)?;
            let bit = self.bits(fact, &word)?;
            let of = row.required("of", &mut self.problems)?;
            let of = self.party_fact(&of, "a fact of parties that is true or false", |ty| matches!(ty, FactType::Bool))?;
            let among = match (row.text("with"), row.text("in")) {
                (None, None) => None,
                (Some(with), Some(words)) => {
                    let with = self.party_fact(&with, "a fact of parties with choices", |ty| matches!(ty, FactType::Choices(_)))?;
                    Some((with, self.bits(with, &words)?))
                }
                _ => {
                    self.problems.push(row.problem(ProblemKind::Missing { node: "word".into(), what: "`with` and `in` together, or neither" }));
                    return None;
                }
            };
            Some(OwnerWord { bit, of, among })
        });
        Some((fact, words.collect()))
    }

    fn party_fact(&mut self, text: &Text<'f>, expected: &'static str, fits: impl Fn(&FactType) -> bool) -> Option<FactId> {
        let id = lookup(&self.names.facts, "fact", text, &mut self.problems)?;
        let fact = self.law.vocabulary.facts.get(id.index())?;
        if fact.place == FactPlace::Party && fits(&fact.ty) {
            return Some(id);
        }
        self.problems.push(text.problem(ProblemKind::Expected { expected: expected.into() }));
        None
    }

    fn share(&mut self, text: &Text<'f>) -> Option<Exact> {
        match text.value.parse::<Quantity>() {
            Ok(share) if share.dimension() == Quantity::from(Exact::from(1)).dimension() && share.base() > Exact::from(0) && share.base() <= Exact::from(1) => {
                Some(share.base())
            }
            _ => {
                self.problems.push(text.problem(ProblemKind::Expected { expected: "a share such as 50 %".into() }));
                None
            }
        }
    }

    /// Words of a fact's choices, as bits.
    fn bits(&mut self, fact: FactId, text: &Text<'f>) -> Option<u64> {
        let mut bits = 0;
        for word in text.words() {
            let choices = self.law.vocabulary.facts.get(fact.index())?.ty.words();
            let Some(at) = choices.iter().position(|choice| *choice.word == *word.value) else {
                self.problems.push(word.problem(ProblemKind::Unknown { what: "choice", name: word.value.into() }));
                return None;
            };
            bits |= 1 << at;
        }
        Some(bits)
    }
}
