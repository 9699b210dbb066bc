//! What changed between two editions of a set of parties.

use std::collections::HashMap;

use comity_screen::{Record, record::Quality};

/// What changed: places in the earlier and the later edition.
///
/// ```
/// use comity_read::parties::delta::Delta;
/// use comity_screen::Record;
///
/// let party = |id: &str, name: &str| Record { id: id.into(), name: name.into(), ..Record::default() };
/// let before = [party("1", "A"), party("2", "B")];
/// let after = [party("2", "B. Smith"), party("3", "C")];
/// let delta = Delta::between(&before, &after, false);
/// assert_eq!((delta.added, delta.removed), (vec![1], vec![0]));
/// assert_eq!((delta.changed[0].fields.as_slice(), delta.unchanged), (&["name"][..], 0));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Delta {
    /// Places in the later edition of parties that the earlier lacks.
    pub added: Vec<usize>,
    /// Places in the earlier edition of parties that the later lacks.
    pub removed: Vec<usize>,
    /// Parties of both that are not the same.
    pub changed: Vec<Change>,
    /// How many parties of both are the same.
    pub unchanged: usize,
}

/// A party that stands in both editions and changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its place in the earlier edition.
    pub before: usize,
    /// Its place in the later edition.
    pub after: usize,
    /// The fields that differ, under the names of the normalised form.
    pub fields: Vec<&'static str>,
}

impl Delta {
    /// Compares two editions. Parties are the same where the publisher's number and list are; else, unless ids are mere
    /// places in the file (`positional_ids`), where id and list are; else where list and name are. What is not unique proves nothing.
    #[must_use]
    pub fn between(before: &[Record], after: &[Record], positional_ids: bool) -> Self {
        let mut pairs = Pairs { of_before: vec![None; before.len()], of_after: vec![None; after.len()] };
        pairs.join(before, after, |record| record.entity.as_deref().map(|entity| (record.list.as_str(), entity, "")));
        if positional_ids {
            // A place in the file is the same party only where the name still is.
            pairs.join(before, after, |record| Some((record.list.as_str(), record.id.as_str(), record.name.as_str())));
        } else {
            pairs.join(before, after, |record| Some((record.list.as_str(), record.id.as_str(), "")));
        }
        pairs.join(before, after, |record| Some((record.list.as_str(), record.name.as_str(), "")));
        let mut delta = Self::default();
        for (place, (record, earlier)) in after.iter().zip(&pairs.of_after).enumerate() {
            match earlier.and_then(|earlier| Some((earlier, before.get(earlier)?))) {
                None => delta.added.push(place),
                Some((earlier, old)) => {
                    let fields = differing(old, record, positional_ids);
                    if fields.is_empty() {
                        delta.unchanged += 1;
                    } else {
                        delta.changed.push(Change { before: earlier, after: place, fields });
                    }
                }
            }
        }
        delta.removed = pairs.of_before.iter().enumerate().filter(|(_, later)| later.is_none()).map(|(place, _)| place).collect();
        delta
    }
}

/// Who is who.
struct Pairs {
    of_before: Vec<Option<usize>>,
    of_after: Vec<Option<usize>>,
}

impl Pairs {
    /// Joins the parties still alone that share a key which is unique on both sides.
    fn join<'r, K: std::hash::Hash + Eq + 'r>(&mut self, before: &'r [Record], after: &'r [Record], key: impl Fn(&'r Record) -> Option<K>) {
        let earlier = unique(before, &self.of_before, &key);
        let later = unique(after, &self.of_after, &key);
        for (key, place) in later {
            if let (Some(place), Some(Some(old))) = (place, earlier.get(&key)) {
                if let Some(pair) = self.of_before.get_mut(*old) {
                    *pair = Some(place);
                }
                if let Some(pair) = self.of_after.get_mut(place) {
                    *pair = Some(*old);
                }
            }
        }
    }
}

/// Places by key; `None` where two have the same.
fn unique<'r, K: std::hash::Hash + Eq + 'r>(
    records: &'r [Record],
    taken: &[Option<usize>],
    key: impl Fn(&'r Record) -> Option<K>,
) -> HashMap<K, Option<usize>> {
    let mut places = HashMap::new();
    for (place, (record, _)) in records.iter().zip(taken).enumerate().filter(|(_, (_, taken))| taken.is_none()) {
        if let Some(key) = key(record) {
            places.entry(key).and_modify(|known| *known = None).or_insert(Some(place));
        }
    }
    places
}

fn differing(old: &Record, new: &Record, positional_ids: bool) -> Vec<&'static str> {
    let names = |record: &Record, quality: Quality| sorted(record.aliases.iter().filter(|alias| alias.quality == quality).map(|alias| alias.name.clone()));
    let texts = |texts: &[String]| sorted(texts.iter().cloned());
    let mut fields = Vec::new();
    let mut compare = |field, same: bool| {
        if !same {
            fields.push(field);
        }
    };
    compare("id", positional_ids || old.id == new.id);
    compare("ent", old.entity == new.entity);
    compare("type", old.kind == new.kind);
    compare("name", old.name == new.name);
    compare("aka", names(old, Quality::Strong) == names(new, Quality::Strong));
    compare("weak_aka", names(old, Quality::Weak) == names(new, Quality::Weak));
    compare("dob", texts(&old.births) == texts(&new.births));
    compare("country", texts(&old.countries) == texts(&new.countries));
    let numbers = |record: &Record| sorted(record.identifiers.iter().map(|id| (id.value.clone(), id.kind.clone(), id.country.clone())));
    compare("ids", numbers(old) == numbers(new));
    let places = |record: &Record| sorted(record.addresses.iter().map(|address| (address.text.clone(), address.country.clone())));
    compare("addresses", places(old) == places(new));
    compare("programs", texts(&old.programs) == texts(&new.programs));
    compare("listed", old.listed == new.listed);
    compare("requirement", old.requirement == new.requirement);
    compare("policy", old.policy == new.policy);
    compare("citation", old.citation == new.citation);
    compare("source", old.source == new.source);
    compare("owners", texts(&old.owners) == texts(&new.owners));
    fields
}

fn sorted<T: Ord>(values: impl Iterator<Item = T>) -> Vec<T> {
    let mut values: Vec<T> = values.collect();
    values.sort();
    values
}
