//! Rows of the entries that the items of a block stand on: alike rows of many items are one, with a bit an item.

use std::rc::Rc;

use comity_law::{Controls, Entry, ListId, ReasonId, RuleId, condition::Condition};

use super::block::Asking;
use crate::{facts::CodeState, planes::Planes, program::StepId};

/// To which destinations a control row applies.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum To {
    Anywhere,
    /// Where the chart has a mark in this column.
    Column(u8),
    /// Where this holds.
    Where(StepId),
    /// The row, or the code of the item, is missing: it stays open.
    NotSaid,
}

/// A scope: everything, a step, or a condition that has no step and so is not known.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    Whole,
    Step(StepId),
    Unknown,
}

/// Control rows that are alike.
pub(super) struct ControlRows {
    pub(super) reason: Option<ReasonId>,
    pub(super) to: To,
    pub(super) scope: Scope,
    pub(super) lanes: u64,
}

/// Rows that hand items to another authority.
pub(super) struct HandedRows {
    pub(super) scope: Scope,
    pub(super) lanes: u64,
}

/// Where the items of a block stand on a list.
pub(super) struct Standing<'l> {
    /// Items whose code is not known, or not for that day.
    pub(super) unknown: u64,
    /// Entries, each with the items on it.
    pub(super) on: Vec<(&'l Entry, u64)>,
}

/// What a block keeps of its rows for contexts of one day.
#[derive(Default)]
pub(super) struct Kept<'l> {
    /// The turn since which this holds.
    since: u32,
    controls: Vec<(RuleId, Rc<[ControlRows]>)>,
    handed: Option<Rc<[HandedRows]>>,
    standing: Vec<(ListId, Rc<Standing<'l>>)>,
}

impl<'l> Asking<'_, '_, '_, 'l> {
    pub(super) fn scope(&mut self, scope: Scope) -> Planes {
        match scope {
            Scope::Whole => Planes::TRUE,
            Scope::Step(step) => self.step(step, None),
            Scope::Unknown => Planes::UNKNOWN,
        }
    }

    fn scope_of(&self, scope: Option<&Condition>) -> Scope {
        scope.map_or(Scope::Whole, |scope| self.scene.program.at(&scope.root).map_or(Scope::Unknown, Scope::Step))
    }

    fn kept(&mut self) -> &mut Kept<'l> {
        let since = self.block.since;
        if self.block.kept.since != since {
            self.block.kept = Kept { since, ..Kept::default() };
        }
        &mut self.block.kept
    }

    /// Where the items stand on a list.
    pub(super) fn standing(&mut self, list: ListId) -> Rc<Standing<'l>> {
        if let Some((_, standing)) = self.kept().standing.iter().find(|(other, _)| *other == list) {
            return standing.clone();
        }
        let is_covered = self.scene.day >= self.scene.law.list(list).covers_from;
        let mut out = Standing { unknown: 0, on: Vec::new() };
        for lane in 0..self.block.items.len() {
            match self.state(lane, list) {
                Some(CodeState::NotListed) => {}
                Some(CodeState::On(_)) if is_covered => {
                    for entry in self.entries(lane, list) {
                        match out.on.iter_mut().find(|(other, _)| other.node == entry.node) {
                            Some((_, lanes)) => *lanes |= 1 << lane,
                            None => out.on.push((entry, 1 << lane)),
                        }
                    }
                }
                _ => out.unknown |= 1 << lane,
            }
        }
        let standing = Rc::new(out);
        self.kept().standing.push((list, standing.clone()));
        standing
    }

    /// The control rows that a requirement asks.
    pub(super) fn controls(&mut self, rule: RuleId, list: ListId, controls: Controls) -> Rc<[ControlRows]> {
        if let Some((_, rows)) = self.kept().controls.iter().find(|(other, _)| *other == rule) {
            return rows.clone();
        }
        let day = self.scene.day;
        let is_covered = day >= self.scene.law.list(list).covers_from;
        let mut out: Vec<ControlRows> = Vec::new();
        let mut add = |reason: Option<ReasonId>, to: To, scope: Scope, lane: usize| match out
            .iter_mut()
            .find(|row| (row.reason, row.to, row.scope) == (reason, to, scope))
        {
            Some(row) => row.lanes |= 1 << lane,
            None => out.push(ControlRows { reason, to, scope, lanes: 1 << lane }),
        };
        for lane in 0..self.block.items.len() {
            match self.state(lane, list) {
                Some(CodeState::NotListed) if is_covered => continue,
                Some(CodeState::On(_)) if is_covered => {}
                _ => {
                    add(None, To::NotSaid, Scope::Whole, lane);
                    continue;
                }
            }
            for entry in self.entries(lane, list) {
                for row in entry.controls.iter().filter(|row| row.period.contains(day)) {
                    let to = match (controls, row.column, row.when.as_ref().map(|when| self.scope_of(Some(when)))) {
                        (Controls::Chart, None, _) | (Controls::Stated, Some(_), _) => continue,
                        (_, Some((_, column)), _) => To::Column(column),
                        (_, None, None | Some(Scope::Whole)) => To::Anywhere,
                        (_, None, Some(Scope::Step(step))) => To::Where(step),
                        (_, None, Some(Scope::Unknown)) => To::NotSaid,
                    };
                    add(Some(row.reason), to, self.scope_of(row.scope.as_ref()), lane);
                }
                // An entry that refers elsewhere leaves its requirement open, whichever rows are asked.
                if controls != Controls::Chart {
                    for refer in entry.refers.iter().filter(|refer| refer.period.contains(day)) {
                        add(None, To::NotSaid, self.scope_of(refer.scope.as_ref()), lane);
                    }
                }
            }
        }
        let rows: Rc<[ControlRows]> = out.into();
        self.kept().controls.push((rule, rows.clone()));
        rows
    }

    /// Rows of the reviewed lists that hand items to another authority.
    pub(super) fn handed(&mut self) -> Rc<[HandedRows]> {
        if let Some(rows) = &self.kept().handed {
            return rows.clone();
        }
        let (law, day) = (self.scene.law, self.scene.day);
        let mut out: Vec<HandedRows> = Vec::new();
        for list in &self.scene.jurisdiction().review {
            for lane in 0..self.block.items.len() {
                for entry in self.entries(lane, *list) {
                    for row in entry.hand_offs.iter().filter(|row| row.period.contains(day) && law.rule(row.rule).in_force(day)) {
                        let scope = self.scope_of(row.scope.as_ref());
                        match out.iter_mut().find(|other| other.scope == scope) {
                            Some(other) => other.lanes |= 1 << lane,
                            None => out.push(HandedRows { scope, lanes: 1 << lane }),
                        }
                    }
                }
            }
        }
        let rows: Rc<[HandedRows]> = out.into();
        self.kept().handed = Some(rows.clone());
        rows
    }
}
