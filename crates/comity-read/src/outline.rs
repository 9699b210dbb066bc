//! The outline of an entry whose source prints only the last part of most labels: `a.`, `1.`, `b.`.
//!
//! Printed lists restart at every depth and inside notes, so a bare `b.` can go on with several lists. A source gives many
//! signs of which one is meant: the numbering itself, colons that open a list, an `or` before its last member, whole codes here
//! and there, page heads that repeat the path, notes that name a paragraph. No sign is always right. The search (the module
//! `search`) weighs them over the whole entry and takes the reading that goes against the fewest. Where that is against a
//! strong sign, or a second reading is nearly as good, the report names the place.
//!
//! ```
//! use comity_read::model::{Report, SourceEntry};
//! use comity_read::outline::{Mark, Piece, outline};
//! let mut entry = SourceEntry { code: "9A999".into(), text: "Jars as follows:".into(), ..SourceEntry::default() };
//! let bare = |part: &str, text: &str| Piece::new(Mark::Bare(part.into()), text);
//! let pieces = [bare("a", "Jars having any of the following:"), bare("1", "A lid; or"), bare("2", "A rim;"), bare("b", "Lids.")];
//! let mut report = Report::default();
//! outline(&mut entry, &pieces, &mut report);
//! let labels: Vec<String> = entry.all_provisions().iter().map(|p| p.label.to_string()).collect();
//! assert_eq!(labels, ["a", "a.1", "a.2", "b"]);
//! assert!(report.problems.is_empty());
//! ```

mod search;

use crate::join::join_of;
use crate::label::{Label, Printed};
use crate::model::{Join, Report, SourceEntry, SourceList, SourceProvision};
use crate::notes;
use crate::text::{digest, fold};
use crate::tree::TreeBuilder;

use search::{Action, search};

/// What a piece of an entry begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mark {
    /// The whole path below the entry.
    Path(Label),
    /// The last part of a path, or a member of a list in a note.
    Bare(String),
    /// The head of a note: `Note 1`, `Technical Notes`, `N.B.`
    Note(String),
    /// Nothing, but the page says that the next piece stands below this path.
    Continued(Label),
    /// Nothing: more words of what stands before.
    Text,
}

/// Where the source's looks say that a piece belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Side {
    /// They say nothing.
    #[default]
    Unknown,
    /// Among the paragraphs.
    Paragraph,
    /// In a note.
    Note,
}

/// A piece of an entry: a mark, and the words up to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// What it begins with.
    pub mark: Mark,
    /// Its words, without the mark.
    pub text: String,
    /// Where its looks say that it belongs.
    pub side: Side,
    /// How deep its looks say that it stands; 1 below the entry.
    pub depth: Option<usize>,
    /// The paragraph that a note names first.
    pub about: Option<Label>,
    /// Whether its mark could be the beginning of a broken line.
    pub wrapped: bool,
}

impl Piece {
    /// A piece without signs beside its mark.
    pub fn new(mark: Mark, text: &str) -> Self {
        Self { mark, text: fold(text), side: Side::Unknown, depth: None, about: None, wrapped: false }
    }
}

/// Most pieces of one entry.
const MOST: usize = 4_000;

/// Ends an entry: its text and pieces are folded, its outline is made, and it joins the list.
pub fn close(mut entry: SourceEntry, mut pieces: Vec<Piece>, list: &mut SourceList) {
    entry.text = fold(&entry.text);
    for piece in &mut pieces {
        piece.text = fold(&piece.text);
        piece.about = matches!(piece.mark, Mark::Note(_)).then(|| about(&entry.code, &piece.text)).flatten();
    }
    outline(&mut entry, &pieces, &mut list.report);
    list.entries.push(entry);
}

/// Places the pieces below an entry whose `text` is set, and sets its joins.
pub fn outline(entry: &mut SourceEntry, pieces: &[Piece], report: &mut Report) {
    if pieces.len() > MOST {
        report.problem(&entry.code, "more pieces than any entry has: not read");
        return;
    }
    let found = search(&entry.text, pieces);
    let mut builder = Builder { tree: TreeBuilder::default(), path: Vec::new(), open: None, placed: Vec::new(), entry, report };
    let texts = paragraph_texts(pieces, &found.actions);
    for ((piece, action), text) in pieces.iter().zip(&found.actions).zip(&texts) {
        builder.step(piece, *action, text);
    }
    builder.close();
    let Builder { tree, placed, .. } = builder;
    for at in &found.doubtful {
        let place = placed.get(*at).cloned().flatten().unwrap_or_default();
        report.problem(&entry.code, format!("the place of {} is not certain", if place.is_empty() { "a note" } else { &place }));
    }
    for implied in &tree.implied {
        report.problem(&entry.code, format!("paragraph {implied} is implied, not printed"));
    }
    for gap in &tree.gaps {
        report.problem(&entry.code, format!("paragraph {gap} does not follow the one before it"));
    }
    report.labelled += tree.labelled + 1;
    report.implied += tree.implied.len();
    entry.digest = digest(&entry.text);
    entry.join = tree.entry_join(join_of(&entry.text));
    entry.provisions = tree.finish();
    for provision in &mut entry.provisions {
        join_implied(provision);
    }
}

/// A head without words says nothing of its children (`1. a. ...; b. ...; and c. ...`): what ties them does.
fn join_implied(node: &mut SourceProvision) {
    if let (None, [.., before, _]) = (&node.digest, node.children.as_slice()) {
        let text = before.text.to_ascii_lowercase();
        let last = text.trim_end_matches([';', ',', '.', ' ']).rsplit([' ', ';']).next().unwrap_or_default();
        node.join = match last {
            "and" => Join::All,
            "or" => Join::Any,
            _ => node.join,
        };
    }
    for child in &mut node.children {
        join_implied(child);
    }
}

/// The words of each piece that begins something, with those of the pieces that go on with it.
fn paragraph_texts(pieces: &[Piece], actions: &[Action]) -> Vec<String> {
    let mut out: Vec<String> = Vec::with_capacity(pieces.len());
    let mut last = None;
    for (at, (piece, action)) in pieces.iter().zip(actions).enumerate() {
        let begins = matches!(action, Action::Attach { .. } | Action::Note { .. });
        out.push(if begins { piece.text.clone() } else { String::new() });
        if begins {
            last = Some(at);
        } else if let (Action::Text, Some(text)) = (action, last.and_then(|l| out.get_mut(l))) {
            if let Mark::Bare(part) = &piece.mark {
                text.push_str(&format!(" {part}."));
            }
            text.push(' ');
            text.push_str(&piece.text);
        }
    }
    out.iter().map(|text| fold(text)).collect()
}

/// A note that is still open.
struct OpenNote {
    head: String,
    body: String,
    at: Label,
}

struct Builder<'a> {
    tree: TreeBuilder,
    /// Labels of the open nodes, outermost first, without the entry; `None` inside notes.
    path: Vec<Option<Label>>,
    open: Option<OpenNote>,
    /// Where each piece came to stand.
    placed: Vec<Option<String>>,
    entry: &'a mut SourceEntry,
    report: &'a mut Report,
}

impl Builder<'_> {
    fn step(&mut self, piece: &Piece, action: Action, text: &str) {
        let mut place = None;
        match action {
            Action::Attach { below } => {
                self.path.truncate(below);
                let label = match (&piece.mark, self.path.last()) {
                    (Mark::Path(label), _) => Some(label.clone()),
                    (Mark::Bare(part), None) => Some(Label::root().child(part)),
                    (Mark::Bare(part), Some(Some(parent))) => Some(parent.child(part)),
                    _ => None,
                };
                if let Some(label) = &label {
                    self.close();
                    place = Some(label.to_string());
                    self.paragraph(label, text);
                } else if let (Some(note), Mark::Bare(part)) = (&mut self.open, &piece.mark) {
                    note.body.push_str(&format!(" {part}. {text}"));
                }
                // A whole path can stand deeper than the nodes that are open.
                if let (Mark::Path(label), true) = (&piece.mark, label.is_some()) {
                    self.path = (1..=label.parts().len()).map(|n| Label::parse(&label.parts().iter().take(n).cloned().collect::<Vec<_>>().join("."))).collect();
                } else {
                    self.path.push(label);
                }
            }
            Action::Note { below } => {
                self.close();
                self.path.truncate(below);
                let last = self.path.iter().rev().find_map(Clone::clone).unwrap_or_default();
                let at = piece.about.as_ref().filter(|about| about.covers(&last)).cloned().unwrap_or(last);
                self.open = Some(OpenNote { head: head(&piece.mark), body: text.to_owned(), at });
                self.path.push(None);
            }
            Action::Text | Action::Nothing => {}
        }
        self.placed.push(place);
    }
    fn paragraph(&mut self, label: &Label, text: &str) {
        // A head without words of its own is implied by what stands below it.
        if text.is_empty() {
            return;
        }
        if self.tree.has(label) {
            self.report.problem(&self.entry.code, format!("paragraph {label} is printed twice: the second is kept as a note"));
            let row = notes::row(notes::kind("", text), text);
            self.entry.notes.extend(self.tree.note_at(label, row));
            return;
        }
        self.tree.place(&Printed { first: label.clone(), last: None, stopped: true }, text);
    }
    fn close(&mut self) {
        let Some(note) = self.open.take() else { return };
        let row = notes::row(notes::kind(&note.head, &note.body), &format!("{}: {}", note.head, note.body));
        let row = if note.at.is_root() { Some(row) } else { self.tree.note_at(&note.at, row) };
        self.entry.notes.extend(row);
    }
}

fn head(mark: &Mark) -> String {
    match mark {
        Mark::Note(head) => head.clone(),
        _ => String::new(),
    }
}

/// The head of a note and its words, where a text begins as a note does: `Note 1:`, `Technical Notes:`, `N.B.`
///
/// ```
/// use comity_read::outline::note_head;
/// assert_eq!(note_head("Note 1: 9A999 does not apply."), Some(("Note 1".into(), "9A999 does not apply.")));
/// assert_eq!(note_head("Note 9.A.9. does not apply."), Some(("Note".into(), "9.A.9. does not apply.")));
/// assert_eq!(note_head("Notebooks"), None);
/// ```
pub fn note_head(text: &str) -> Option<(String, &str)> {
    const HEADS: [&str; 9] = ["Technical Notes", "Technical Note", "Technical notes", "Technical note", "Notes", "Note", "N.B.", "N.B", "NB"];
    let head = HEADS.iter().find(|head| text.starts_with(**head))?;
    let rest = text.get(head.len()..)?;
    let bounded = rest.is_empty() || rest.starts_with(|c: char| c.is_whitespace() || c.is_ascii_digit() || matches!(c, ':' | '.'));
    if !bounded {
        return None;
    }
    let name = head.trim_end_matches('.').replace("N.B", "N.B.");
    if let Some((to, body)) = rest.strip_prefix(" to ").and_then(|r| r.split_once(':')).filter(|(to, _)| to.len() < 60) {
        return Some((format!("{name} to {to}"), body.trim()));
    }
    let after = rest.trim_start_matches([' ', '\t', '.', ':']);
    let digits = after.len() - after.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let tail = after.get(digits..)?;
    // A number of the note, not the beginning of its text: `9.A.9.`, `9A999`, `10 mm`.
    let ends = tail.is_empty() || tail.starts_with([':', ' ', '\t']) || tail == "." || tail.starts_with(". ") || tail.starts_with(".:");
    if (1..=2).contains(&digits) && ends {
        let number = after.get(..digits)?;
        return Some((format!("{name} {number}"), tail.trim_start_matches([' ', '\t', '.', ':'])));
    }
    Some((name, after))
}

/// The paragraph of the entry that the beginning of a note names.
///
/// ```
/// use comity_read::outline::about;
/// assert_eq!(about("9A999", "In 9A999.b.2. a 'jar' is a pot.").unwrap().to_string(), "b.2");
/// ```
pub fn about(code: &str, body: &str) -> Option<Label> {
    let at = body.find(code).filter(|at| *at < 40)?;
    let tail = body.get(at + code.len()..)?.strip_prefix('.')?;
    let end = tail.find(|c: char| !c.is_ascii_lowercase() && !c.is_ascii_digit() && c != '.').unwrap_or(tail.len());
    Label::parse(tail.get(..end)?.trim_end_matches('.'))
}
