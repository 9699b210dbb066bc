//! Paragraph trees: labels in the order of the source, to nested provisions.

use crate::join::{TieBook, join_of};
use crate::label::{Label, Printed, ordinal, printed as printed_label};
use crate::model::{Join, NoteRow, SourceProvision};
use crate::text::{digest, fold};

/// Builds an entry's tree from its paragraphs, one after another.
#[derive(Debug, Default)]
pub struct TreeBuilder {
    roots: Vec<SourceProvision>,
    last: Option<Label>,
    ties: TieBook,
    /// Heads implied but not printed.
    pub implied: Vec<Label>,
    /// Labels that do not follow the one before them.
    pub gaps: Vec<String>,
    /// Printed labels placed.
    pub labelled: usize,
}

impl TreeBuilder {
    /// Whether a label is already taken.
    pub fn has(&self, label: &Label) -> bool {
        find(&self.roots, label).is_some()
    }
    /// Whether a label is taken by a reserved place without children.
    pub fn is_reserved(&self, label: &Label) -> bool {
        find(&self.roots, label).is_some_and(|n| n.reserved && n.children.is_empty())
    }
    /// Whether no paragraph has been placed yet.
    pub fn is_empty(&self) -> bool {
        self.roots.is_empty()
    }
    /// The label placed last.
    pub fn last(&self) -> Option<&Label> {
        self.last.as_ref()
    }
    /// Places a paragraph. The caller has made sure that its labels are free.
    pub fn place(&mut self, printed: &Printed, text: &str) {
        self.labelled += 1;
        let words = words(printed, text);
        let reserved = is_reserved(text);
        let labels = match &printed.last {
            Some(last) => printed.first.range_to(last).unwrap_or_else(|| vec![printed.first.clone()]),
            None => vec![printed.first.clone()],
        };
        for label in labels {
            let node = SourceProvision {
                digest: Some(digest(text)),
                text: words.clone(),
                join: join_of(text),
                reserved,
                label: label.clone(),
                ..SourceProvision::default()
            };
            self.ties.keep(&label, text);
            self.insert(node);
            self.last = Some(label);
        }
    }
    fn insert(&mut self, node: SourceProvision) {
        let label = node.label.clone();
        let mut level = &mut self.roots;
        let mut path = Label::root();
        for part in label.parent().parts() {
            path = path.child(part);
            let at = match level.iter().position(|n| n.label == path) {
                Some(at) => at,
                None => {
                    self.implied.push(path.clone());
                    check_order(level, &path, &mut self.gaps);
                    level.push(SourceProvision { label: path.clone(), ..SourceProvision::default() });
                    level.len() - 1
                }
            };
            let Some(next) = level.get_mut(at) else {
                return;
            };
            level = &mut next.children;
        }
        // A range of reserved places can run over a paragraph that follows it (9A515.w).
        if let Some(place) = level.iter_mut().find(|n| n.label == label) {
            self.gaps.push(label.to_string());
            *place = node;
            return;
        }
        check_order(level, &label, &mut self.gaps);
        level.push(node);
    }
    /// Hangs a note on the paragraph placed last; gives it back when there is none.
    pub fn note(&mut self, note: NoteRow) -> Option<NoteRow> {
        match self.last.clone() {
            Some(last) => self.note_at(&last, note),
            None => Some(note),
        }
    }
    /// Hangs a note on a given paragraph; gives it back when there is none.
    pub fn note_at(&mut self, label: &Label, note: NoteRow) -> Option<NoteRow> {
        match find_mut(&mut self.roots, label) {
            Some(node) => {
                node.notes.push(note);
                None
            }
            None => Some(note),
        }
    }
    /// How the outermost paragraphs stand to the entry, whose heading says `heading`.
    pub fn entry_join(&self, heading: Join) -> Join {
        self.ties.of_entry(&self.roots, heading)
    }
    /// The finished tree.
    pub fn finish(mut self) -> Vec<SourceProvision> {
        self.ties.settle(&mut self.roots);
        self.roots
    }
}

/// The words of a paragraph: its text without the label, where the text begins with it.
fn words(printed: &Printed, text: &str) -> String {
    match printed_label(text) {
        Some((label, rest)) if label.first == printed.first || label.stopped && printed.first.parts().ends_with(label.first.parts()) => fold(rest),
        _ => fold(text),
    }
}

fn check_order(level: &[SourceProvision], label: &Label, gaps: &mut Vec<String>) {
    let want = level.last().and_then(|n| ordinal(n.label.last())).unwrap_or(0) + 1;
    if ordinal(label.last()) != Some(want) {
        gaps.push(label.to_string());
    }
}

fn find<'a>(level: &'a [SourceProvision], label: &Label) -> Option<&'a SourceProvision> {
    let node = level.iter().find(|n| n.label.covers(label))?;
    if node.label == *label { Some(node) } else { find(&node.children, label) }
}

fn find_mut<'a>(level: &'a mut [SourceProvision], label: &Label) -> Option<&'a mut SourceProvision> {
    let node = level.iter_mut().find(|n| n.label.covers(label))?;
    if node.label == *label { Some(node) } else { find_mut(&mut node.children, label) }
}

/// Whether a paragraph only holds its place: `[Reserved]`, `Not used since 2010`.
///
/// ```
/// assert!(comity_read::tree::is_reserved("b. [Reserved]"));
/// assert!(comity_read::tree::is_reserved("Not used;"));
/// ```
pub fn is_reserved(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let lower = lower.trim().trim_end_matches(['.', ';']).trim();
    let since = lower.strip_prefix("not used").is_some_and(|rest| rest.is_empty() || rest.starts_with(" since ") && rest.len() < 12);
    since || lower.ends_with(" - none") || lower.ends_with("[reserved]") || lower.ends_with("(reserved)") || lower == "reserved"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::printed;

    fn build(paragraphs: &[&str]) -> TreeBuilder {
        let mut tree = TreeBuilder::default();
        for text in paragraphs {
            let (label, _) = printed(text).unwrap();
            tree.place(&label, text);
        }
        tree
    }

    #[test]
    fn nests_and_implies() {
        let tree = build(&["a. Things as follows:", "a.1. One", "a.2 to a.4. [Reserved]", "b. Other", "z.1.a Last"]);
        assert_eq!(tree.labelled, 5);
        assert_eq!(tree.implied.iter().map(ToString::to_string).collect::<Vec<_>>(), ["z", "z.1"]);
        assert_eq!(tree.gaps, ["z"]);
        assert!(tree.has(&Label::parse("a.3").unwrap()));
        let roots = tree.finish();
        assert_eq!(roots.len(), 3);
        assert_eq!((roots[0].text.as_str(), roots[0].children[0].text.as_str(), roots[2].text.as_str()), ("Things as follows:", "One", ""));
        assert_eq!(roots[0].children.len(), 4);
        assert!(roots[0].children[2].reserved);
    }
}
