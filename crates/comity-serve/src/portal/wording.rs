//! What a criterion asks, in the words of the vocabulary and of the catalogue: a line for each thing that must hold.

use comity_law::{
    condition::Comparison,
    criteria::{CharacteristicId, Characteristics, Criterion, Edition},
};
use comity_portal::Catalogue;

/// The lines. Nothing is asked where there is none.
pub fn lines(vocabulary: &Characteristics, edition: &Edition, criterion: &Criterion) -> Vec<String> {
    let say = Wording { vocabulary, edition, words: Catalogue::english() };
    match criterion {
        Criterion::Always(true) => Vec::new(),
        Criterion::All(parts) => parts.iter().map(|part| say.line(part)).filter(|line| !line.is_empty()).collect(),
        one => vec![say.line(one)],
    }
}

struct Wording<'a> {
    vocabulary: &'a Characteristics,
    edition: &'a Edition,
    words: &'a Catalogue,
}

impl Wording<'_> {
    fn line(&self, criterion: &Criterion) -> String {
        match criterion {
            Criterion::Always(true) => self.words.say("asks-nothing").into_owned(),
            Criterion::Always(false) => self.words.say("asks-never").into_owned(),
            Criterion::Not(inner) => self.put("asks-not", &[("what", &self.inner(inner))]),
            Criterion::All(parts) => self.joined(parts, "asks-and"),
            Criterion::Any(parts) => self.joined(parts, "asks-or"),
            Criterion::AtLeast(count, parts) => self.put("asks-at-least", &[("count", &count.to_string()), ("what", &self.joined(parts, "asks-semicolon"))]),
            Criterion::Compare(of, comparison, measure) => self.put(key(*comparison), &[("what", self.label(*of)), ("number", &measure.written)]),
            Criterion::Flag(of) => self.label(*of).to_owned(),
            Criterion::Terms(of, terms) => {
                let terms: Vec<&str> = terms.iter().map(|term| &*self.vocabulary.term(*term).label).collect();
                self.put("asks-terms", &[("what", self.label(*of)), ("terms", &self.or(&terms))])
            }
            Criterion::Cas(of, numbers) => {
                let numbers: Vec<&str> = numbers.iter().map(|number| &**number).collect();
                self.put("asks-terms", &[("what", self.label(*of)), ("terms", &self.or(&numbers))])
            }
            Criterion::Words(_) => self.words.say("asks-words").into_owned(),
            Criterion::Meets(nodes) => {
                let codes: Vec<&str> = nodes.iter().map(|node| &*self.edition.get(*node).code).collect();
                self.put("asks-meets", &[("codes", &self.or(&codes))])
            }
            Criterion::Untranslated(why) => self.put("asks-untranslated", &[("why", why)]),
        }
    }

    /// A part of another line: what is made of several takes brackets.
    fn inner(&self, criterion: &Criterion) -> String {
        let line = self.line(criterion);
        match criterion {
            Criterion::All(parts) | Criterion::Any(parts) if parts.len() > 1 => format!("({line})"),
            _ => line,
        }
    }

    fn joined(&self, parts: &[Criterion], key: &str) -> String {
        let parts: Vec<String> = parts.iter().map(|part| self.inner(part)).collect();
        parts.join(&format!(" {} ", self.words.say(key)))
    }

    fn or(&self, words: &[&str]) -> String {
        words.join(&format!(" {} ", self.words.say("asks-or")))
    }

    fn label(&self, of: CharacteristicId) -> &str {
        &self.vocabulary.get(of).label
    }

    fn put(&self, key: &str, values: &[(&str, &str)]) -> String {
        let values: Vec<_> = values.iter().map(|(name, value)| (*name, (*value).into())).collect();
        self.words.say_with(key, &values).into_owned()
    }
}

fn key(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Equal => "asks-equal",
        Comparison::NotEqual => "asks-not-equal",
        Comparison::Less => "asks-less",
        Comparison::AtMost => "asks-at-most",
        Comparison::Greater => "asks-greater",
        Comparison::AtLeast => "asks-or-more",
    }
}
