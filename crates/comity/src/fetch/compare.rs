//! A fetched text held against the law that is loaded, paragraph by paragraph.

use std::collections::{HashMap, HashSet};

use comity_law::{Law, criteria::Criteria};
use comity_read::official::OfficialParagraph;
use jiff::civil::Date;
use serde::Serialize;

/// What the law holds of one edition: its provisions in their order, each with the digest of its text (empty where the source prints none).
pub struct Bundled<'l>(Vec<(&'l str, &'l str)>);

/// How a paragraph differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum How {
    /// Its words are others.
    Changed,
    /// The source no longer has it.
    Gone,
    /// The law does not have it.
    New,
}

/// A paragraph that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Drift {
    /// Its code.
    pub path: String,
    /// How it differs.
    pub how: How,
}

/// A text against the law.
pub struct Comparison {
    /// Provisions that the law holds.
    pub expected: usize,
    /// Those of them that stand in the text.
    pub found: usize,
    /// What differs: first what the law has, then what is new, each in its order.
    pub drifted: Vec<Drift>,
}

impl<'l> Bundled<'l> {
    /// The provisions of an edition that is loaded: of the law to decide by, else of the criteria, which go further back.
    pub fn of(law: &'l Law, criteria: &'l Criteria, list: &str, edition: Date) -> Option<Self> {
        let decided_by = law.lists.iter().find(|known| &*known.id == list).filter(|known| known.editions.iter().any(|known| known.date == edition));
        if let Some(known) = decided_by {
            let in_force = known.nodes.iter().filter_map(|node| {
                let version = node.versions.iter().find(|version| version.period.contains(edition))?;
                Some((&*node.code, &*version.digest))
            });
            return Some(Self(in_force.collect()));
        }
        let compared = criteria.editions.iter().find(|known| &*known.list == list && known.date == edition)?;
        Some(Self(compared.nodes.iter().map(|node| (&*node.code, &*node.digest)).collect()))
    }

    /// Holds a text against it.
    pub fn compare(&self, text: &[OfficialParagraph]) -> Comparison {
        let digests: HashMap<&str, &str> = text.iter().map(|paragraph| (&*paragraph.path, &*paragraph.digest)).collect();
        let mut drifted = Vec::new();
        // A head that is implied and not printed has no text that could be there or differ.
        let printed = || self.0.iter().filter(|(_, digest)| !digest.is_empty());
        for (code, digest) in printed() {
            let how = match digests.get(code) {
                Some(now) if now == digest => continue,
                Some(_) => How::Changed,
                None => How::Gone,
            };
            drifted.push(Drift { path: (*code).to_owned(), how });
        }
        let known: HashSet<&str> = self.0.iter().map(|(code, _)| *code).collect();
        drifted.extend(text.iter().filter(|paragraph| !known.contains(&*paragraph.path)).map(|new| Drift { path: new.path.clone(), how: How::New }));
        let gone = drifted.iter().filter(|drift| drift.how == How::Gone).count();
        let expected = printed().count();
        Comparison { expected, found: expected - gone, drifted }
    }
}

impl Comparison {
    /// How many paragraphs differ in this way.
    pub fn count(&self, how: How) -> usize {
        self.drifted.iter().filter(|drift| drift.how == how).count()
    }

    /// Whether the text is plainly another list, or not whole: less than nine tenths of the provisions stand in it.
    pub fn is_far_off(&self) -> bool {
        self.found * 10 < self.expected * 9
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(law: &[(&str, &str)], text: &[(&str, &str)], want: (usize, usize, &[(&str, How)], bool)) {
        let paragraph = |(path, digest): &(&str, &str)| OfficialParagraph {
            path: (*path).to_owned(),
            text: String::new(),
            digest: (*digest).to_owned(),
            notes: Vec::new(),
        };
        let text: Vec<OfficialParagraph> = text.iter().map(paragraph).collect();
        let got = Bundled(law.to_vec()).compare(&text);
        let drifted: Vec<(&str, How)> = got.drifted.iter().map(|drift| (&*drift.path, drift.how)).collect();
        assert_eq!((got.expected, got.found, &*drifted, got.is_far_off()), want);
    }

    #[test]
    fn each_way_to_differ() {
        let law: Vec<(String, &str)> = (0..10).map(|i| (format!("1.{i}"), "00")).collect();
        let law: Vec<(&str, &str)> = law.iter().map(|(code, digest)| (&**code, *digest)).collect();
        check(&law, &law, (10, 10, &[], false));
        let mut text = law.clone();
        text[3].1 = "01";
        check(&law, &text, (10, 10, &[("1.3", How::Changed)], false));
        text.remove(0);
        text.push(("2", "02"));
        check(&law, &text, (10, 9, &[("1.0", How::Gone), ("1.3", How::Changed), ("2", How::New)], false));
        text.remove(0);
        check(&law, &text, (10, 8, &[("1.0", How::Gone), ("1.1", How::Gone), ("1.3", How::Changed), ("2", How::New)], true));
    }

    #[test]
    fn an_implied_head_is_neither_missed_nor_new() {
        check(&[("1", ""), ("1.a", "00")], &[("1.a", "00")], (1, 1, &[], false));
        check(&[("1", ""), ("1.a", "00")], &[("1", "01"), ("1.a", "00")], (1, 1, &[], false));
    }
}
