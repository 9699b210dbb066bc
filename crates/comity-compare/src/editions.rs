//! What changed between two editions of a list.

use comity_law::criteria::{Characteristics, Edition};
use serde::Serialize;

use crate::{Pair, Relation, compare};

/// What became of a provision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// It covers more items than before.
    Tightened,
    /// It covers fewer.
    Relaxed,
    /// It covers some that it did not, and leaves out some that it did.
    Shifted,
    /// Its words changed; whether it covers the same is not told.
    Reworded,
    /// It is new.
    New,
    /// It is gone.
    Gone,
    /// It stands at another code and covers the same.
    Renumbered,
}

impl ChangeKind {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tightened => "tightened",
            Self::Relaxed => "relaxed",
            Self::Shifted => "shifted",
            Self::Reworded => "reworded",
            Self::New => "new",
            Self::Gone => "gone",
            Self::Renumbered => "renumbered",
        }
    }
}

/// One provision that changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// What became of it.
    pub kind: ChangeKind,
    /// Whether it stands at another code too.
    pub renumbered: bool,
    /// The provision before (`a`) and after (`b`), related.
    pub pair: Pair,
}

/// What changed, in the order of the earlier edition, what is new at the end; and how many provisions did not.
#[derive(Clone, Debug, PartialEq)]
pub struct Changes {
    /// Id of the list.
    pub list: Box<str>,
    /// First day of the earlier edition.
    pub from: Box<str>,
    /// First day of the later one.
    pub to: Box<str>,
    /// The changes.
    pub changes: Vec<Change>,
    /// How many provisions cover the same at the same code.
    pub unchanged: usize,
}

/// What changed from one edition of a list to a later one.
///
/// A provision whose own text is the same to the letter is unchanged, whether it was read or not, as long as the figures of the
/// conditions below it are; those are provisions of their own.
pub fn diff(earlier: &Edition, later: &Edition, vocabulary: &Characteristics) -> Changes {
    let comparison = compare(earlier, later, vocabulary);
    let (mut changes, mut unchanged) = (Vec::new(), 0);
    for pair in comparison.pairs.into_iter().filter(|pair| pair.counterpart) {
        let renumbered = pair.a.is_some() && pair.b.is_some() && pair.a != pair.b;
        let kind = match pair.verdict.relation {
            Relation::Only if pair.a.is_none() => ChangeKind::New,
            Relation::Only => ChangeKind::Gone,
            Relation::Narrower => ChangeKind::Tightened,
            Relation::Broader => ChangeKind::Relaxed,
            Relation::Overlapping | Relation::Disjoint => ChangeKind::Shifted,
            Relation::Equal | Relation::Untranslated if pair.verdict.relation == Relation::Equal || pair.same_text => {
                if renumbered {
                    ChangeKind::Renumbered
                } else {
                    unchanged += 1;
                    continue;
                }
            }
            Relation::Equal | Relation::Untranslated => ChangeKind::Reworded,
        };
        changes.push(Change { kind, renumbered, pair });
    }
    Changes { list: comparison.a.list, from: comparison.a.date, to: comparison.b.date, changes, unchanged }
}
