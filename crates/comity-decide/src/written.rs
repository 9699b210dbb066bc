//! Written answers with holes where names stand, shared by all questions that differ in nothing else.

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use comity_law::{List, ListId};
use jiff::civil::Date;
use memchr::memmem;

use crate::{
    hash::BuildQuick,
    names::{Bearer, FormDigest, Names},
    receipt::{LawUsed, PartSet},
    tree::Tree,
};

/// The findings for one item as JSON, and what else of the determination does not change with the names in the question.
pub(crate) struct Written<'e> {
    findings: Box<[Part]>,
    /// The names in them, as a list.
    names: Box<[Part]>,
    pub(crate) form: FormDigest,
    /// `,"not_assessed":…,"outcome":…}`: what follows the id.
    pub(crate) tail: Box<[u8]>,
    pub(crate) law: Arc<LawUsed<'e>>,
}

/// A piece of text, or a hole.
#[derive(Clone)]
enum Part {
    Text(Arc<[u8]>),
    /// The item's id.
    Item,
    /// What the item states on one of its lists: as `list:code`.
    Provision(ListId),
    /// The same: the code of its entry, without quotes.
    Entry(ListId),
}

/// The names in one question, as JSON.
#[derive(Default)]
pub(crate) struct Asker {
    text: Vec<u8>,
    item: Range<usize>,
    /// The single provisions that the item states.
    stated: Vec<Stated>,
}

struct Stated {
    on: ListId,
    provision: Range<usize>,
    /// The code up to its first point, without quotes.
    entry: Range<usize>,
    /// How the list is cited, without quotes.
    cite: Range<usize>,
}

impl Asker {
    /// Begins with the item's id.
    pub(crate) fn begin(&mut self, item: &str) {
        self.text.clear();
        self.stated.clear();
        self.item = self.write(item);
    }

    /// Adds the list and code of the single provision that the item states on a list.
    pub(crate) fn state(&mut self, on: ListId, list: &List, code: &str) {
        let (entry, cite) = (self.write(entry_of(code)), self.write(&list.cite));
        let start = self.text.len();
        self.write(&list.id);
        // The list's closing quote gives way to the code.
        self.text.pop();
        self.text.push(b':');
        let code = self.write(code);
        self.text.remove(code.start);
        let inner = |quoted: Range<usize>| quoted.start + 1..quoted.end - 1;
        self.stated.push(Stated { on, provision: start..self.text.len(), entry: inner(entry), cite: inner(cite) });
    }

    fn write(&mut self, name: &str) -> Range<usize> {
        let start = self.text.len();
        // Serialising text into memory cannot fail.
        let _ = serde_json::to_writer(&mut self.text, name);
        start..self.text.len()
    }

    fn get(&self, at: &Range<usize>) -> &[u8] {
        self.text.get(at.clone()).unwrap_or_default()
    }

    fn on(&self, list: ListId) -> Option<&Stated> {
        self.stated.iter().find(|stated| stated.on == list)
    }

    fn provision(&self, list: ListId) -> &[u8] {
        self.on(list).map(|stated| self.get(&stated.provision)).unwrap_or_default()
    }

    fn entry(&self, list: ListId) -> &[u8] {
        self.on(list).map(|stated| self.get(&stated.entry)).unwrap_or_default()
    }

    /// Whether no other list that the item states on is cited in words with which this citation could end.
    fn is_cited_alone(&self, stated: &Stated) -> bool {
        let own = self.get(&stated.cite);
        let others = self.stated.iter().filter(|other| other.on != stated.on);
        !others.map(|other| self.get(&other.cite)).any(|other| own.ends_with(other) || other.ends_with(own))
    }

    /// Whether a text names what the item states outside of holes.
    pub(crate) fn is_named_in(&self, text: &[u8]) -> bool {
        // Every code begins with that of its entry.
        self.stated.iter().any(|stated| memmem::find(text, self.get(&stated.entry)).is_some())
    }
}

/// The part of a code that stands for its entry in citations.
pub(crate) fn entry_of(code: &str) -> &str {
    code.split_once('.').map_or(code, |(entry, _)| entry)
}

impl<'e> Written<'e> {
    /// Findings with holes where the names of the question stand; none where they name it in other ways. `cites_entry` says of each
    /// ground, in the order of the text, whether its citation ends with the item's entry.
    pub(crate) fn of(names: &Names, cites_entry: &[bool], tail: Vec<u8>, law: Arc<LawUsed<'e>>, asker: &Asker, pieces: &Shared) -> (Self, bool) {
        let form = names.form();
        let mut sound = !asker.is_named_in(&form) && !asker.is_named_in(&tail);
        let (mut findings, mut list) = (Vec::new(), vec![Part::Text(b"[".as_slice().into())]);
        let mut grounds = cites_entry.iter();
        let mut from = 0;
        for (i, place) in names.places.iter().enumerate() {
            pieces.cut(names.text(from..place.at.start), &mut findings);
            if i > 0 {
                list.push(Part::Text(b",".as_slice().into()));
            }
            let name = names.name(place);
            let hole: Vec<Part> = match place.bearer {
                Bearer::Item => vec![Part::Item],
                Bearer::Provision => {
                    asker.stated.iter().find(|stated| asker.get(&stated.provision) == name).map(|stated| Part::Provision(stated.on)).into_iter().collect()
                }
                Bearer::Citation if grounds.next().copied().unwrap_or_default() => {
                    let ended = asker.stated.iter().find_map(|stated| {
                        let head = name.strip_suffix(b"\"")?.strip_suffix(asker.get(&stated.entry))?;
                        let cites = head.strip_suffix(b", ")?.ends_with(asker.get(&stated.cite));
                        (cites && asker.is_cited_alone(stated)).then_some((head, stated.on))
                    });
                    ended.map_or_else(Vec::new, |(head, list)| vec![Part::Text(head.into()), Part::Entry(list), Part::Text(b"\"".as_slice().into())])
                }
                Bearer::Citation => vec![Part::Text(name.into())],
            };
            sound &= !hole.is_empty();
            let hole = if hole.is_empty() { vec![Part::Text(name.into())] } else { hole };
            list.extend(hole.iter().cloned());
            findings.extend(hole);
            from = place.at.end;
        }
        pieces.cut(names.text(from..usize::MAX), &mut findings);
        list.push(Part::Text(b"]".as_slice().into()));
        (Self { findings: findings.into(), names: list.into(), form: FormDigest::of(&form), tail: tail.into(), law }, sound)
    }

    /// Writes the findings with these names.
    pub(crate) fn write(&self, asker: &Asker, out: &mut Vec<u8>) {
        write(&self.findings, asker, out);
    }

    /// Writes the list of the names in the findings.
    pub(crate) fn write_names(&self, asker: &Asker, out: &mut Vec<u8>) {
        write(&self.names, asker, out);
    }

    pub(crate) fn bytes(&self) -> usize {
        (self.findings.len() + self.names.len()) * size_of::<Part>() + self.tail.len()
    }
}

fn write(parts: &[Part], asker: &Asker, out: &mut Vec<u8>) {
    for part in parts {
        out.extend_from_slice(match part {
            Part::Text(text) => text,
            Part::Item => asker.get(&asker.item),
            Part::Provision(list) => asker.provision(*list),
            Part::Entry(list) => asker.entry(*list),
        });
    }
}

/// What batches share, on whatever thread they are: answers by question, and the pieces that answers are made of.
#[derive(Default)]
pub(crate) struct Shared<'e> {
    inner: Mutex<Inner<'e>>,
    /// How many times everything was forgotten.
    age: AtomicU64,
}

#[derive(Default)]
struct Inner<'e> {
    pieces: HashSet<Arc<[u8]>, BuildQuick>,
    /// By question, answers that name what it is about in other ways than by holes.
    answers: HashMap<Box<[u64]>, Arc<Written<'e>>>,
    /// By context, all others.
    trees: HashMap<Box<[u64]>, Arc<Tree<'e>>>,
    /// Lists of law that receipts name, by day.
    laws: HashMap<(Date, PartSet), Arc<LawUsed<'e>>>,
    bytes: usize,
}

impl<'e> Shared<'e> {
    /// Most bytes that are remembered, but for what the table of a map takes.
    const BYTES: usize = 96 << 20;

    pub(crate) fn age(&self) -> u64 {
        self.age.load(Ordering::Acquire)
    }

    fn with<T>(&self, work: impl FnOnce(&mut Inner<'e>) -> T) -> T {
        // What is shared is only ever a saving, and each change of it is whole: another thread's panic leaves it sound.
        work(&mut self.inner.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn met(&self, key: &[u64]) -> Option<Arc<Written<'e>>> {
        self.with(|inner| inner.answers.get(key).cloned())
    }

    pub(crate) fn meet(&self, key: &[u64], written: Arc<Written<'e>>) {
        self.forget_what_is_too_much();
        self.with(|inner| {
            inner.bytes += size_of_val(key) + written.bytes();
            inner.answers.insert(key.into(), written);
        });
    }

    /// The answers of a context.
    pub(crate) fn tree(&self, context: &[u64]) -> Arc<Tree<'e>> {
        self.with(|inner| {
            if let Some(tree) = inner.trees.get(context) {
                return tree.clone();
            }
            inner.bytes += size_of_val(context) + size_of::<Tree>();
            inner.trees.entry(context.into()).or_default().clone()
        })
    }

    /// Counts what was added to a tree.
    pub(crate) fn count(&self, bytes: usize) {
        self.with(|inner| inner.bytes += bytes);
        self.forget_what_is_too_much();
    }

    fn forget_what_is_too_much(&self) {
        self.with(|inner| {
            if inner.bytes > Self::BYTES {
                *inner = Inner::default();
                self.age.fetch_add(1, Ordering::Release);
            }
        });
    }

    pub(crate) fn law(&self, day: Date, used: PartSet, list: impl FnOnce(&PartSet) -> LawUsed<'e>) -> Arc<LawUsed<'e>> {
        self.with(|inner| {
            let Inner { laws, bytes, .. } = inner;
            laws.entry((day, used))
                .or_insert_with_key(|(_, used)| {
                    let law = list(used);
                    *bytes += law.bytes();
                    Arc::new(law)
                })
                .clone()
        })
    }

    /// Cuts a text into pieces that other answers may share: findings are tables in lists, so most of them repeat table by table.
    fn cut(&self, text: &[u8], parts: &mut Vec<Part>) {
        const BETWEEN: &[u8] = b"},{";
        self.with(|inner| {
            let mut from = 0;
            let ends = memmem::find_iter(text, BETWEEN).map(|at| at + 2).chain([text.len()]);
            for end in ends {
                let piece = text.get(from..end).unwrap_or_default();
                from = end;
                if piece.is_empty() {
                    continue;
                }
                let piece = match inner.pieces.get(piece) {
                    Some(piece) => piece.clone(),
                    None => {
                        inner.bytes += piece.len();
                        let piece: Arc<[u8]> = piece.into();
                        inner.pieces.insert(piece.clone());
                        piece
                    }
                };
                parts.push(Part::Text(piece));
            }
        });
    }
}
