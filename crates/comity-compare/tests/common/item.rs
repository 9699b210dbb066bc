//! Items, and whether they meet a criterion: written apart from the crate's own reading, from the format's page.

use std::collections::{BTreeMap, BTreeSet};

use comity_law::{
    condition::Comparison,
    criteria::{CharacteristicId, CharacteristicType, Characteristics, Criterion, TermId},
};
use comity_quantity::Exact;

/// An item of which everything is known.
#[derive(Clone, Debug, Default)]
pub struct Item {
    /// Lowest and highest value.
    pub values: BTreeMap<CharacteristicId, (Exact, Exact)>,
    /// Terms.
    pub terms: BTreeSet<TermId>,
    /// Substances, one of each characteristic.
    pub cas: BTreeMap<CharacteristicId, Box<str>>,
    /// Flags that hold.
    pub flags: BTreeSet<CharacteristicId>,
    /// Wordings that fit, provisions that it meets (`?code`), by name.
    pub fits: BTreeSet<String>,
}

impl Item {
    /// Whether it meets a criterion; `meets` and `untranslated` are told by name.
    pub fn meets(&self, criterion: &Criterion, vocabulary: &Characteristics) -> bool {
        match criterion {
            Criterion::Always(value) => *value,
            Criterion::Not(inner) => !self.meets(inner, vocabulary),
            Criterion::All(parts) => parts.iter().all(|part| self.meets(part, vocabulary)),
            Criterion::Any(parts) => parts.iter().any(|part| self.meets(part, vocabulary)),
            Criterion::AtLeast(count, parts) => parts.iter().filter(|part| self.meets(part, vocabulary)).count() >= usize::from(*count),
            Criterion::Compare(of, comparison, measure) => {
                let (low, high) = self.values[of];
                let number = measure.base;
                assert!(low == high || matches!(vocabulary.get(*of).ty, CharacteristicType::Quantity { span: true, .. }));
                match comparison {
                    Comparison::Less => low < number,
                    Comparison::AtMost => low <= number,
                    Comparison::Greater => high > number,
                    Comparison::AtLeast => high >= number,
                    Comparison::Equal => low <= number && number <= high,
                    Comparison::NotEqual => low != number || high != number,
                }
            }
            Criterion::Flag(of) => self.flags.contains(of),
            Criterion::Terms(_, terms) => self.terms.iter().any(|has| terms.iter().any(|term| vocabulary.is_within(*has, *term))),
            Criterion::Cas(of, numbers) => self.cas.get(of).is_some_and(|number| numbers.contains(number)),
            Criterion::Words(words) => self.fits.contains(&words.to_string()),
            Criterion::Meets(nodes) => nodes.iter().any(|node| self.fits.contains(&format!("?{}", node.index()))),
            Criterion::Untranslated(why) => self.fits.contains(&format!("!{why}")),
        }
    }
}
