//! Control lists: trees of provisions with their dated rows.

use std::cmp::Ordering;

use comity_quantity::Quantity;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{ChartId, ListId, NodeId, PartId, Period, ReasonId, RuleId};
use crate::{condition::Condition, nearest};

/// A control list with every edition that is loaded.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct List {
    /// Id, such as `us/ccl`.
    pub id: Box<str>,
    /// Title in our words.
    pub title: Box<str>,
    /// Citation.
    pub cite: Box<str>,
    /// First day covered.
    pub covers_from: Date,
    /// Day of the last comparison with the source.
    pub checked: Date,
    /// Chart that its columns refer to.
    pub chart: Option<ChartId>,
    /// Words that state that an item is on no entry.
    pub unlisted: Vec<Box<str>>,
    /// Lists that a code on this one rules out.
    pub settles: Vec<ListId>,
    /// Editions, oldest first.
    pub editions: Vec<Edition>,
    /// Provisions in the order of the tree, ancestors first.
    pub nodes: Vec<Node>,
    /// Node ids sorted by code.
    pub sorted: Vec<NodeId>,
    /// Entries, in the order of the tree.
    pub entries: Vec<Entry>,
    /// The part that a receipt names.
    pub part: PartId,
}

/// One published state of a list.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Edition {
    /// First day of this state.
    pub date: Date,
    /// Name of the source file.
    pub source: Box<str>,
    /// Digest of the source file as written in the header.
    pub digest: Box<str>,
}

/// How a node's children stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Join {
    /// Each is a class of its own.
    #[default]
    Class,
    /// An item meets the node when it meets any.
    Any,
    /// The children are conditions of the parent.
    All,
}

impl Join {
    /// The word in the law format.
    pub fn name(self) -> &'static str {
        match self {
            Self::Class => "class",
            Self::Any => "any",
            Self::All => "all",
        }
    }
}

/// Whether a paragraph has content.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum NodeStatus {
    /// In use.
    #[default]
    Active,
    /// Reserved.
    Reserved,
    /// Stated to be unused.
    NotUsed,
}

impl NodeStatus {
    /// The word in the law format.
    pub fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Reserved => "reserved",
            Self::NotUsed => "not-used",
        }
    }
}

/// One coded node of a list.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Node {
    /// Whole code, such as `3A001.a.5.a.1`.
    pub code: Box<str>,
    /// The node above.
    pub parent: Option<NodeId>,
    /// First node that is no longer below this one.
    pub end: NodeId,
    /// Position of its entry in [`List::entries`].
    pub entry: u32,
    /// Its states, oldest first.
    pub versions: Vec<NodeVersion>,
    /// Its notes.
    pub notes: Vec<Note>,
}

/// One dated state of a node.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NodeVersion {
    /// Days in force.
    pub period: Period,
    /// Digest of the source text.
    pub digest: Box<str>,
    /// How its children stand.
    pub join: Join,
    /// Whether it has content.
    pub status: NodeStatus,
}

/// A note of the source, kept as its kind and digest.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Note {
    /// `exclusion`, `technical`, `note`, `nb`, `see`.
    pub kind: Box<str>,
    /// Digest of its text.
    pub digest: Box<str>,
    /// A citation, for pointers.
    pub cite: Option<Box<str>>,
}

/// A top node of a list with what stands beside its tree.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Entry {
    /// Its node.
    pub node: NodeId,
    /// Title in our words.
    pub title: Option<Box<str>>,
    /// Reasons for control as named in its heading.
    pub reasons: Vec<ReasonId>,
    /// Authorities that decide about it instead.
    pub hand_offs: Vec<HandOffRow>,
    /// References elsewhere that no rule answers yet.
    pub refers: Vec<Refer>,
    /// Licence requirement rows.
    pub controls: Vec<ControlRow>,
    /// List-based exceptions.
    pub exceptions: Vec<ExceptionRow>,
}

/// A row that hands an entry to another authority.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct HandOffRow {
    /// The hand-off rule.
    pub rule: RuleId,
    /// Days in force.
    pub period: Period,
    /// Which items of the entry; all when absent.
    pub scope: Option<Condition>,
}

/// A requirement stated elsewhere, or in prose that is not read.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Refer {
    /// Where.
    pub cite: Box<str>,
    /// Digest of the text that refers.
    pub digest: Box<str>,
    /// Days in force.
    pub period: Period,
    /// Which items of the entry; all when absent.
    pub scope: Option<Condition>,
}

/// One row of an entry's licence requirements.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ControlRow {
    /// Reason for control.
    pub reason: ReasonId,
    /// Column number of the chart, and the chart's column position.
    pub column: Option<(u8, u8)>,
    /// Which items of the entry; all when absent.
    pub scope: Option<Condition>,
    /// To which destinations, where the row says so itself.
    pub when: Option<Condition>,
    /// Citation.
    pub cite: Option<Box<str>>,
    /// Digest of the row's text.
    pub digest: Box<str>,
    /// Days in force.
    pub period: Period,
    /// Why a person changed the derived row, if so.
    pub curated: Option<Box<str>>,
}

/// One list-based exception of an entry.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ExceptionRow {
    /// Symbol, such as `LVS`.
    pub symbol: Box<str>,
    /// Largest amount.
    pub amount: Option<Quantity>,
    /// Which items of the entry; all when absent.
    pub scope: Option<Condition>,
    /// Digest of the row's text.
    pub digest: Box<str>,
    /// Days in force.
    pub period: Period,
    /// Why a person changed the derived row, if so.
    pub curated: Option<Box<str>>,
}

/// A named set of codes: node ranges, taken in and taken out.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CodeSet {
    /// Id; empty for a set written out in a condition.
    pub id: Box<str>,
    /// The list.
    pub list: ListId,
    /// Nodes with all that is below them, sorted and disjoint.
    pub within: Vec<NodeId>,
    /// Nodes taken out, with all that is below them.
    pub except: Vec<NodeId>,
    /// Whether "on no entry" is in the set.
    pub unlisted: bool,
    /// Why the set is not checked against its source, if so.
    pub unverified: Option<Box<str>>,
    /// The part that a receipt names; none for a set written out in a condition, which is part of its rule.
    pub part: Option<PartId>,
}

/// A named set of HS codes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct HsSet {
    /// Id; empty for a set written out in a condition.
    pub id: Box<str>,
    /// First day covered.
    pub covers_from: Option<Date>,
    /// Codes, sorted.
    pub codes: Vec<(HsCode, Period)>,
    /// Why the set is not checked against its source, if so.
    pub unverified: Option<Box<str>>,
    /// The part that a receipt names; none for a set written out in a condition, which is part of its rule.
    pub part: Option<PartId>,
}

/// A tariff number: 2 to 12 digits.
///
/// ```
/// use comity_law::HsCode;
/// let laptops: HsCode = "8471.30".parse().unwrap();
/// let heading: HsCode = "8471".parse().unwrap();
/// assert!(heading.covers(laptops) && !laptops.covers(heading));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct HsCode {
    // INVARIANT (left-aligned): digits fill twelve decimal places from the left; `len` of them are written.
    digits: u64,
    len: u8,
}

/// Not a tariff number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a tariff number has 2 to 12 digits")]
pub struct HsCodeError;

impl std::str::FromStr for HsCode {
    type Err = HsCodeError;

    fn from_str(text: &str) -> Result<Self, HsCodeError> {
        let (mut digits, mut len) = (0u64, 0u8);
        for c in text.chars() {
            match c.to_digit(10) {
                Some(digit) if len < 12 => (digits, len) = (digits * 10 + u64::from(digit), len + 1),
                None if c == '.' || c == ' ' => {}
                _ => return Err(HsCodeError),
            }
        }
        if len < 2 {
            return Err(HsCodeError);
        }
        Ok(Self { digits: digits * 10u64.pow(u32::from(12 - len)), len })
    }
}

impl HsCode {
    /// Whether the other code is this one or stands below it.
    pub fn covers(self, other: Self) -> bool {
        self.len <= other.len && other.digits - other.digits % 10u64.pow(u32::from(12 - self.len)) == self.digits
    }
}

impl std::fmt::Display for HsCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let all = format!("{:012}", self.digits);
        f.write_str(all.get(..usize::from(self.len)).unwrap_or(&all))
    }
}

impl List {
    /// The node with a code, whatever the date. Letters compare as written, then without regard to case.
    pub fn node(&self, code: &str) -> Option<NodeId> {
        let find = |code: &str| {
            let position = self.sorted.binary_search_by(|id| self.code(*id).cmp(code)).ok()?;
            self.sorted.get(position).copied()
        };
        find(code).or_else(|| {
            let folded = fold(code);
            find(&folded).or_else(|| self.sorted.iter().copied().find(|id| fold(self.code(*id)) == folded))
        })
    }

    /// The code of a node.
    pub fn code(&self, node: NodeId) -> &str {
        self.nodes.get(node.index()).map_or("", |node| &node.code)
    }

    /// Whether `node` is `top` or stands below it.
    pub fn is_within(&self, node: NodeId, top: NodeId) -> bool {
        top <= node && self.nodes.get(top.index()).is_some_and(|top| node < top.end)
    }

    /// The entry of a node.
    pub fn entry(&self, node: NodeId) -> Option<&Entry> {
        self.entries.get(self.nodes.get(node.index())?.entry as usize)
    }

    /// The state of a node on a day.
    pub fn version(&self, node: NodeId, day: Date) -> Option<&NodeVersion> {
        self.nodes.get(node.index())?.versions.iter().find(|version| version.period.contains(day))
    }

    /// The edition in use on a day: the latest that is not later.
    pub fn edition(&self, day: Date) -> Option<&Edition> {
        self.editions.iter().rev().find(|edition| edition.date <= day)
    }

    /// The existing code nearest to a mistyped one: first a parent that exists, else a code spelled alike.
    pub fn nearest_code(&self, code: &str) -> Option<&str> {
        let mut parent = code;
        while let Some((above, _)) = parent.rsplit_once('.') {
            if let Some(node) = self.node(above) {
                let below = self.nodes.get(node.index())?;
                let siblings = self.nodes.get(node.index() + 1..below.end.index()).unwrap_or_default();
                return nearest(code, siblings.iter().map(|node| &*node.code)).or(Some(&below.code));
            }
            parent = above;
        }
        nearest(code, self.entries.iter().map(|entry| self.code(entry.node)))
    }
}

/// Codes are written `3A001.a` or, in lists that set the group apart, `3.A.1.a`; users write `3a001.A` or `3A001.a.`.
fn fold(code: &str) -> String {
    let code = code.trim().trim_end_matches('.');
    let apart = code.split('.').next().filter(|category| category.bytes().all(|b| b.is_ascii_digit())).map_or(0, |category| category.len() + 1);
    let entry_end = code.get(apart..).and_then(|rest| rest.find('.')).map(|at| apart + at);
    match entry_end.and_then(|at| Some((code.get(..at)?, code.get(at + 1..)?))) {
        Some((entry, rest)) => format!("{}.{}", entry.to_ascii_uppercase(), rest.to_ascii_lowercase()),
        None => code.to_ascii_uppercase(),
    }
}

impl CodeSet {
    /// Where a node stands to the set: `Some(true)` inside, `Some(false)` outside, `None` above a part of it.
    pub fn contains(&self, list: &List, node: NodeId) -> Option<bool> {
        if self.except.iter().any(|top| list.is_within(node, *top)) {
            return Some(false);
        }
        let above_except = self.except.iter().any(|top| list.is_within(*top, node));
        let inside = match self.within.binary_search_by(|top| if list.is_within(node, *top) { Ordering::Equal } else { top.cmp(&node) }) {
            Ok(_) => Some(true),
            // The first member after `node` tells whether any member stands below it.
            Err(next) => self.within.get(next).is_some_and(|top| list.is_within(*top, node)).then_some(()).map_or(Some(false), |()| None),
        };
        match inside {
            Some(true) if above_except => None,
            other => other,
        }
    }
}

impl HsSet {
    /// Whether the set covers a code on a day; `None` where that is not known (an earlier day, or a code too short to tell).
    pub fn contains(&self, code: HsCode, day: Date) -> Option<bool> {
        if self.covers_from.is_some_and(|first| day < first) {
            return None;
        }
        let (mut above, mut i) = (false, self.codes.partition_point(|(member, _)| member.digits / 10_000_000_000 < code.digits / 10_000_000_000));
        while let Some((member, period)) = self.codes.get(i).filter(|(member, _)| member.digits / 10_000_000_000 == code.digits / 10_000_000_000) {
            if period.contains(day) {
                if member.covers(code) {
                    return Some(true);
                }
                above |= code.covers(*member);
            }
            i += 1;
        }
        if above { None } else { Some(false) }
    }
}
