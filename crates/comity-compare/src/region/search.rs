//! Looking for an item that meets a condition.

use comity_law::criteria::Characteristics;

use super::{Cell, Domain, Formula, cell::Status};

/// After so many steps a search gives up. Real paragraphs take fewer than a hundred; what takes this many is not compared.
pub const LIMIT: u32 = 20_000;

/// What a search found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// A box all of whose items meet the condition.
    Item(Box<Cell>),
    /// No item meets it.
    Nothing,
    /// [`LIMIT`] was reached.
    TooLarge,
}

/// Looks for an item that meets all of some conditions, among the values of a domain.
///
/// Exact: `Nothing` means that there is none, and every item of a found box meets them. Terminates always, within [`LIMIT`] steps.
///
/// ```
/// use comity_compare::region::{Domain, Formula, Found, search};
/// use comity_law::criteria::Characteristics;
/// let nothing = search(&[&Formula::falsity()], &Characteristics::default(), &Domain::everything());
/// assert_eq!(nothing, Found::Nothing);
/// ```
pub fn search(conditions: &[&Formula], vocabulary: &Characteristics, domain: &Domain) -> Found {
    let mut walk = Walk { vocabulary, domain, steps: 0 };
    let open = conditions.iter().enumerate().map(|(rank, condition)| Open { rank, count: 1, parts: vec![*condition] }).collect();
    match walk.solve(Cell::default(), open) {
        Ok(Some(cell)) => Found::Item(Box::new(cell)),
        Ok(None) => Found::Nothing,
        Err(TooLarge) => Found::TooLarge,
    }
}

struct TooLarge;

/// At least `count` of `parts` are still to be met.
#[derive(Clone)]
struct Open<'f> {
    /// Which of the conditions it comes from. Choices are made in that order: once the first is a plain box, what the others forbid
    /// shows without more choices, mostly.
    rank: usize,
    count: usize,
    parts: Vec<&'f Formula>,
}

struct Walk<'a> {
    vocabulary: &'a Characteristics,
    domain: &'a Domain,
    steps: u32,
}

impl<'a> Walk<'a> {
    fn status(&self, formula: &Formula, cell: &Cell) -> Status {
        match formula {
            Formula::Leaf(literal) => cell.status(literal, self.vocabulary, self.domain),
            Formula::AtLeast(count, parts) => {
                let (mut met, mut open) = (0, 0);
                for part in parts {
                    match self.status(part, cell) {
                        Status::Always => met += 1,
                        Status::Open => open += 1,
                        Status::Never => {}
                    }
                }
                if met >= *count {
                    Status::Always
                } else if met + open < *count {
                    Status::Never
                } else {
                    Status::Open
                }
            }
        }
    }

    fn solve(&mut self, mut cell: Cell, mut open: Vec<Open<'a>>) -> Result<Option<Cell>, TooLarge> {
        // First whatever must hold, until nothing more follows; then one choice after another.
        while let Some(at) = self.settle(&mut open, &cell)? {
            let Some(forced) = (at < open.len()).then(|| open.swap_remove(at)) else { return Ok(None) };
            for part in forced.parts {
                match part {
                    Formula::Leaf(literal) => {
                        if !cell.narrow(literal, self.vocabulary, self.domain) {
                            return Ok(None);
                        }
                    }
                    Formula::AtLeast(count, parts) => open.push(Open { rank: forced.rank, count: *count, parts: parts.iter().collect() }),
                }
            }
        }
        let Some(at) = (0..open.len()).min_by_key(|at| open.get(*at).map(|open| (open.rank, open.parts.len()))) else {
            return Ok(Some(cell));
        };
        let mut choice = open.swap_remove(at);
        while choice.parts.len() >= choice.count {
            let chosen = choice.parts.remove(0);
            let mut next = open.clone();
            next.push(Open { rank: choice.rank, count: 1, parts: vec![chosen] });
            if choice.count > 1 {
                next.push(Open { rank: choice.rank, count: choice.count - 1, parts: choice.parts.clone() });
            }
            if let Some(found) = self.solve(cell.clone(), next)? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// Drops what is settled; gives the position of a condition all of whose parts must hold, or one past the end if a condition
    /// cannot be met any more.
    fn settle(&mut self, open: &mut Vec<Open<'a>>, cell: &Cell) -> Result<Option<usize>, TooLarge> {
        let mut at = 0;
        while let Some(mut condition) = (at < open.len()).then(|| open.swap_remove(at)) {
            self.steps += 1;
            if self.steps > LIMIT {
                return Err(TooLarge);
            }
            condition.parts.retain(|part| match self.status(part, cell) {
                Status::Always => {
                    condition.count = condition.count.saturating_sub(1);
                    false
                }
                Status::Never => false,
                Status::Open => true,
            });
            if condition.count == 0 {
                continue; // another stands here now
            }
            if condition.parts.len() < condition.count {
                return Ok(Some(usize::MAX));
            }
            let forced = condition.parts.len() == condition.count;
            open.push(condition);
            let last = open.len() - 1;
            open.swap(at, last);
            if forced {
                return Ok(Some(at));
            }
            at += 1;
        }
        Ok(None)
    }
}
