//! The search for the reading of an entry that goes against the fewest signs.
//!
//! A reading is a stack of open nodes. Each piece either begins a node below one of them, begins a note, or goes on with the
//! innermost. Two readings with the same stack have the same future, so only the better one is kept; of the others the
//! [`BEAM`] best. The costs are the weights of the signs: 0 as expected, below [`DOUBT`] usual, above it worth a person's look.

use std::collections::HashMap;

use super::{Mark, Piece, Side};
use crate::join::{is_predicate, join_of};
use crate::label::{Label, ordinal};
use crate::model::Join;
use crate::tree::is_reserved;

/// Readings kept after each piece.
const BEAM: usize = 12;
/// A reading that costs this much more than the best is given up.
const HOPELESS: u32 = 90;
/// A step with this cost or more goes against a strong sign.
const DOUBT: u32 = 40;
/// A second reading that costs no more than this beside the best makes a place uncertain.
const CLOSE: u32 = 6;

/// What a piece does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    /// It begins a node: `below` open nodes stay open.
    Attach { below: usize },
    /// It begins a note: `below` open nodes stay open.
    Note { below: usize },
    /// It goes on with the innermost node.
    Text,
    /// It only says where the page stands.
    Nothing,
}

/// The best reading.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) actions: Vec<Action>,
    /// Pieces whose place goes against a strong sign or is nearly as good elsewhere.
    pub(super) doubtful: Vec<usize>,
}

/// How a text ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum End {
    /// A colon: a list follows.
    Colon,
    /// `; and`, `; or`: one more member follows.
    AndOr,
    Semicolon,
    Stop,
    /// In the middle of a sentence.
    Open,
    /// No words at all.
    Empty,
}

fn end_of(text: &str) -> End {
    let text = text.trim_end();
    if text.is_empty() {
        return End::Empty;
    }
    let lower: String = text.chars().rev().take(12).collect::<Vec<_>>().into_iter().rev().collect::<String>().to_ascii_lowercase();
    if is_reserved(text) {
        return End::Semicolon;
    }
    let bare = lower.trim_end_matches([',', ' ', '.', ';']);
    // `as follows;` opens a list too.
    if bare.ends_with(" following") || bare.ends_with("as follows") {
        return End::Colon;
    }
    if bare.ends_with(" and") || bare.ends_with(" or") || bare.ends_with(" and/or") || bare.ends_with(";and") || bare.ends_with(";or") {
        return End::AndOr;
    }
    match lower.trim_end_matches(['"', '”', '’', '\'', ')']).chars().last() {
        Some(':') => End::Colon,
        Some(';') => End::Semicolon,
        Some('.') => End::Stop,
        _ => End::Open,
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Part {
    digit: bool,
    n: u32,
}

fn part(text: &str) -> Option<Part> {
    Some(Part { digit: text.starts_with(|c: char| c.is_ascii_digit()), n: ordinal(text)? })
}

/// An open node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Frame {
    note: bool,
    part: Option<Part>,
    end: End,
    /// The last member of its list, and how many there are (two stands for more).
    last: Option<Part>,
    members: u8,
    /// An `and` or `or` has said that the member after it is the last.
    tied: bool,
    /// Its list is one of conditions (`all of the following`), whose last two an `and` or `or` joins.
    conditions: bool,
    /// Whether the first member of its list begins as a condition does.
    predicate: Option<bool>,
}

impl Frame {
    fn new(note: bool, part: Option<Part>, text: &str) -> Self {
        let conditions = matches!(join_of(text), Join::All | Join::Any);
        Self { note, part, end: end_of(text), last: None, members: 0, tied: false, conditions, predicate: None }
    }
    /// What it costs to end its list here, where its last text ends so.
    fn untied(&self, end: End) -> u32 {
        match (self.members, self.tied, self.note) {
            (0, ..) | (_, true, _) => 0,
            (_, _, false) => {
                if self.conditions {
                    7
                } else {
                    2
                }
            }
            (_, _, true) if end == End::Stop => 0,
            (_, _, true) => 8,
        }
    }
}

#[derive(Clone, Debug)]
struct State {
    stack: Vec<Frame>,
    /// How the last paragraph ended.
    prev: End,
    cost: u32,
    trace: usize,
    /// By how much the nearest other reading that came to the same stack was worse, and at which piece.
    margin: (u32, usize),
}

struct Step {
    from: usize,
    action: Action,
    cost: u32,
}

pub(super) fn search(heading: &str, pieces: &[Piece]) -> Found {
    let root = Frame::new(false, None, heading);
    let mut steps: Vec<Step> = vec![Step { from: 0, action: Action::Nothing, cost: 0 }];
    let mut beam = vec![State { stack: vec![root], prev: root.end, cost: 0, trace: 0, margin: (u32::MAX, 0) }];
    for (at, piece) in pieces.iter().enumerate() {
        let mut next: HashMap<(Vec<Frame>, End), State> = HashMap::new();
        let mut least = u32::MAX;
        for state in &beam {
            for (action, mut new) in state.moves(piece) {
                if new.cost > least.saturating_add(HOPELESS) {
                    continue;
                }
                least = least.min(new.cost);
                steps.push(Step { from: state.trace, action, cost: new.cost - state.cost });
                new.trace = steps.len() - 1;
                let key = (new.stack.clone(), new.prev);
                match next.get_mut(&key) {
                    None => {
                        next.insert(key, new);
                    }
                    Some(old) => {
                        let gap = old.cost.abs_diff(new.cost);
                        if new.cost < old.cost {
                            *old = new;
                        }
                        if gap < old.margin.0 {
                            old.margin = (gap, at);
                        }
                    }
                }
            }
        }
        beam = next.into_values().collect();
        beam.sort_by_key(|s| (s.cost, s.trace));
        beam.truncate(BEAM);
    }
    for state in &mut beam {
        state.cost += state.stack.iter().map(Frame::close).sum::<u32>();
    }
    beam.sort_by_key(|s| (s.cost, s.trace));
    let Some(best) = beam.first() else { return Found::default() };
    let mut path = Vec::with_capacity(pieces.len());
    let mut at = best.trace;
    while at != 0 {
        let Some(step) = steps.get(at) else { break };
        path.push(step);
        at = step.from;
    }
    path.reverse();
    let mut doubtful: Vec<usize> = path.iter().enumerate().filter(|(_, step)| step.cost >= DOUBT).map(|(n, _)| n).collect();
    if best.margin.0 <= CLOSE {
        doubtful.push(best.margin.1);
    }
    doubtful.sort_unstable();
    doubtful.dedup();
    Found { actions: path.iter().map(|step| step.action).collect(), doubtful }
}

impl Frame {
    /// What it costs that nothing more comes below it.
    fn close(&self) -> u32 {
        let unopened = self.end == End::Colon && self.members == 0;
        let alone = self.members == 1;
        match (self.note, unopened, alone) {
            (false, true, _) => 50,
            (true, true, _) => 40,
            (false, _, true) => 40,
            (true, _, true) => 20,
            _ => 0,
        }
    }
}

impl State {
    /// Every way to go on with a piece.
    fn moves(&self, piece: &Piece) -> Vec<(Action, State)> {
        let mut out = Vec::new();
        match &piece.mark {
            Mark::Text => out.push((Action::Text, self.text(piece, 0))),
            Mark::Continued(label) => {
                // Page heads are misprinted now and then.
                let cost = if self.on_path(label) { 0 } else { 25 };
                out.push((Action::Nothing, State { cost: self.cost + cost, ..self.clone() }));
            }
            Mark::Note(_) => {
                let first_note = self.stack.iter().position(|f| f.note).unwrap_or(self.stack.len());
                out.push(self.note(piece, first_note, 0));
                if first_note < self.stack.len() {
                    out.push(self.note(piece, self.stack.len(), 8));
                }
            }
            Mark::Path(label) => out.extend(self.path(piece, label)),
            Mark::Bare(text) => {
                let Some(part) = part(text) else {
                    out.push((Action::Text, self.text(piece, 0)));
                    return out;
                };
                out.extend((0..self.stack.len()).filter_map(|at| self.attach(piece, at, part)));
                let open = self.stack.last().is_some_and(|f| f.end == End::Open);
                out.push((
                    Action::Text,
                    self.text(
                        piece,
                        if !piece.wrapped {
                            90
                        } else if open {
                            12
                        } else {
                            70
                        },
                    ),
                ));
            }
        }
        out
    }
    fn text(&self, piece: &Piece, cost: u32) -> State {
        let mut new = self.clone();
        new.cost += cost;
        let end = end_of(&piece.text);
        if let Some(top) = new.stack.last_mut() {
            top.end = end;
            if !top.note {
                new.prev = end;
            }
        }
        new
    }
    fn on_path(&self, label: &Label) -> bool {
        let path = self.stack.iter().skip(1).filter(|f| !f.note).map(|f| f.part);
        let wanted: Vec<Option<Part>> = label.parts().iter().map(|p| part(p)).collect();
        path.take(wanted.len()).eq(wanted.iter().copied())
    }
    fn note(&self, piece: &Piece, keep: usize, cost: u32) -> (Action, State) {
        let mut new = self.clone();
        new.cost += cost + self.stack.iter().skip(keep).map(Frame::close).sum::<u32>();
        if let Some(about) = &piece.about {
            let near = self.on_path(about) || self.on_path(&about.parent()) || self.below(about);
            new.cost += if self.on_path(about) {
                0
            } else if near {
                5
            } else {
                20
            };
        }
        new.stack.truncate(keep);
        new.cost += self.leave(keep);
        new.stack.push(Frame::new(true, None, &piece.text));
        (Action::Note { below: keep - 1 }, new)
    }
    /// Whether the label stands below all open paragraphs.
    fn below(&self, label: &Label) -> bool {
        let parts = label.parts().iter().map(|p| part(p));
        let path: Vec<Option<Part>> = self.stack.iter().skip(1).filter(|f| !f.note).map(|f| f.part).collect();
        parts.take(path.len()).eq(path.iter().copied())
    }
    fn path(&self, piece: &Piece, label: &Label) -> Option<(Action, State)> {
        let parts: Vec<Part> = label.parts().iter().filter_map(|p| part(p)).collect();
        let (last, above) = parts.split_last()?;
        let common = self.stack.iter().skip(1).zip(above).take_while(|(f, p)| !f.note && f.part == Some(**p)).count();
        let mut state = self.clone();
        let mut at = common;
        // Heads that the source does not print.
        for p in above.iter().skip(common) {
            let (_, next) = state.attach(&Piece::new(Mark::Text, ""), at, *p)?;
            state = next;
            state.cost += 60;
            at += 1;
        }
        let (_, new) = state.attach_any(piece, at, *last)?;
        Some((Action::Attach { below: at }, new))
    }
    /// Like `attach`, but a whole path may also go back.
    fn attach_any(&self, piece: &Piece, at: usize, part: Part) -> Option<(Action, State)> {
        if let Some(done) = self.attach(piece, at, part) {
            return Some(done);
        }
        let mut again = self.clone();
        let parent = again.stack.get_mut(at)?;
        parent.last = None;
        again.cost += 100;
        again.attach(piece, at, part)
    }
    /// What it costs to end the lists of the open nodes from `keep` on.
    fn leave(&self, keep: usize) -> u32 {
        let end = self.stack.last().map_or(End::Empty, |f| f.end);
        self.stack.iter().skip(keep).map(|f| f.untied(end)).sum()
    }
    /// The piece as a member of the list below an open node.
    fn attach(&self, piece: &Piece, at: usize, part: Part) -> Option<(Action, State)> {
        let parent = *self.stack.get(at)?;
        let closed = self.stack.get(at + 1..)?;
        let mut cost: u32 = closed.iter().map(Frame::close).sum::<u32>() + self.leave(at + 1);
        let prev = if parent.note { self.stack.last().map_or(End::Empty, |f| f.end) } else { self.prev };
        let mut tied = parent.tied;
        match parent.last {
            None => cost += first(&parent, part, at),
            Some(last) => {
                if last.digit != part.digit || part.n <= last.n {
                    return None;
                }
                let gap = part.n - last.n - 1;
                cost += if gap == 0 { 0 } else { 60 + gap.min(20) * 2 };
                cost += match prev {
                    _ if parent.tied => 15,
                    End::AndOr | End::Semicolon => 0,
                    End::Stop if parent.note => 0,
                    End::Stop => 4,
                    _ => 6,
                };
                tied |= prev == End::AndOr;
            }
        }
        cost += match piece.side {
            Side::Note if !parent.note => 25,
            Side::Paragraph if parent.note => 12,
            _ => 0,
        };
        if !parent.note && piece.depth.is_some_and(|d| d != at + 1) {
            cost += 6;
        }
        if piece.wrapped {
            cost += if piece.text.starts_with(|c: char| c.is_lowercase()) { 15 } else { 0 };
            cost += if closed.last().unwrap_or(&parent).end == End::Open { 4 } else { 0 };
        }
        let predicate = (!piece.text.is_empty() && !is_reserved(&piece.text)).then(|| is_predicate(&piece.text));
        if let (Some(first), Some(own)) = (parent.predicate, predicate) {
            cost += if first == own { 0 } else { 10 };
        }
        let frame = Frame::new(parent.note, Some(part), &piece.text);
        // Paragraphs end in semicolons up to the last, members of a note's list either all in stops or as paragraphs do.
        let stopped = frame.end == End::Stop;
        let unlike = parent.last.is_some() && prev == End::Stop && frame.end == End::Semicolon;
        cost += match parent.note {
            false if stopped => 4,
            true if unlike => 6,
            _ => 0,
        };
        let mut new = self.clone();
        new.cost += cost;
        new.stack.truncate(at + 1);
        if let Some(parent) = new.stack.last_mut() {
            *parent = Frame { last: Some(part), members: (parent.members + 1).min(2), tied, predicate: parent.predicate.or(predicate), ..*parent };
        }
        new.stack.push(frame);
        if !parent.note {
            new.prev = frame.end;
        }
        Some((Action::Attach { below: at }, new))
    }
}

/// What it costs to open a list below a node.
fn first(parent: &Frame, part: Part, depth: usize) -> u32 {
    let mut cost = match parent.end {
        End::Colon | End::Empty => 0,
        End::Open => 20,
        End::AndOr => 30,
        End::Semicolon | End::Stop => 60,
    };
    if part.n != 1 {
        cost += 80;
    }
    if !parent.note {
        cost += match parent.part {
            None if depth == 0 && part.digit => 10,
            Some(own) if own.digit == part.digit => 40,
            _ => 0,
        };
    }
    cost
}
