//! How provisions stand to a set of codes: inside, outside, or above a part of it, a look-up each.

use comity_law::{CodeSet, List, NodeId};

const IN: u64 = 1;
const ABOVE: u64 = 2;

/// By provision, two bits.
pub(crate) struct Stands(Box<[u64]>);

impl Stands {
    pub(crate) fn of(list: &List, set: &CodeSet) -> Self {
        let mut stands = Self(vec![0; list.nodes.len().div_ceil(32)].into());
        let above = |node: NodeId| {
            let parent = |node: NodeId| list.nodes.get(node.index()).and_then(|node| node.parent);
            std::iter::successors(parent(node), move |node| parent(*node))
        };
        // Provisions stand in the order of the list, those below one right after it.
        let below = |top: NodeId| top.index()..list.nodes.get(top.index()).map_or(top.index(), |node| node.end.index());
        for top in &set.within {
            above(*top).for_each(|node| stands.set(node.index(), ABOVE));
        }
        for top in &set.within {
            below(*top).for_each(|node| stands.set(node, IN));
        }
        for top in &set.except {
            above(*top).for_each(|node| {
                if stands.get(node) == Some(true) {
                    stands.set(node.index(), ABOVE);
                }
            });
        }
        for top in &set.except {
            below(*top).for_each(|node| stands.set(node, 0));
        }
        stands
    }

    fn set(&mut self, node: usize, mark: u64) {
        if let Some(word) = self.0.get_mut(node / 32) {
            let at = 2 * (node % 32);
            *word = *word & !(3 << at) | mark << at;
        }
    }

    /// As [`CodeSet::contains`].
    pub(crate) fn get(&self, node: NodeId) -> Option<bool> {
        match self.0.get(node.index() / 32)? >> (2 * (node.index() % 32)) & 3 {
            0 => Some(false),
            IN => Some(true),
            _ => None,
        }
    }
}

#[cfg(test)]
#[expect(clippy::format_push_string, reason = "a test's own text")]
mod tests {
    use comity_law::{Law, SourceFile};
    use proptest::prelude::*;

    use super::Stands;

    const LIST: &str = r#"list "x/l" title="L" cite="A" covers-from="2020-01-01" checked="2026-01-01" { edition "2020-01-01" source="s" }"#;

    /// Every provision stands to every set as the law says; gives how many were compared.
    #[track_caller]
    fn check(nodes: &str, sets: &str) -> usize {
        let law = Law::parse(&[
            SourceFile::new("vocabulary/v.kdl", ""),
            SourceFile::new("x/jurisdiction.kdl", r#"jurisdiction "x" { name "X"; authority "X"; review "x/l" }"#),
            SourceFile::new("x/lists/l/list.kdl", LIST),
            SourceFile::new("x/lists/l/1.kdl", nodes),
            SourceFile::new("x/sets/s.kdl", sets),
        ])
        .law;
        let mut compared = 0;
        for set in &law.code_sets {
            let list = law.list(set.list);
            let stands = Stands::of(list, set);
            for node in &list.sorted {
                assert_eq!(stands.get(*node), set.contains(list, *node), "{} in {}: {sets}", list.code(*node), set.id);
                compared += 1;
            }
        }
        compared
    }

    const NODES: &str = r#"entry "A1" { provision "a" { provision "a.1"; provision "a.2" { provision "a.2.a"; provision "a.2.b" } }; provision "b" { provision "b.1" } }
        entry "A2" { provision "a" { provision "a.1" } }
        entry "A3" {}"#;
    const CODES: [&str; 12] = ["A1", "A1.a", "A1.a.1", "A1.a.2", "A1.a.2.a", "A1.a.2.b", "A1.b", "A1.b.1", "A2", "A2.a", "A2.a.1", "A3"];

    #[test]
    fn codes_stand_to_sets_as_the_law_says() {
        let sets = r#"codes "x/one" list="x/l" cite="A" { code "A1.a.2" "A2"; except "A2.a" }
            codes "x/two" list="x/l" cite="A" { code "A1" "A3"; except "A1.a.2" }"#;
        assert_eq!(check(NODES, sets), 2 * CODES.len());
    }

    proptest! {
        #[test]
        fn codes_stand_to_any_set_as_the_law_says(within in prop::sample::subsequence(&CODES[..], 1..5), except in prop::sample::subsequence(&CODES[..], 0..4)) {
            let quoted = |codes: &[&str]| codes.iter().map(|code| format!(" \"{code}\"")).collect::<String>();
            let mut set = format!("codes \"x/one\" list=\"x/l\" cite=\"A\" {{ code{}", quoted(&within));
            if !except.is_empty() {
                set.push_str(&format!("; except{}", quoted(&except)));
            }
            set.push_str(" }");
            let compared = check(NODES, &set);
            prop_assert_eq!(compared, CODES.len());
        }
    }
}
