//! What the rows of an entry say, in any logic: of one item, or of many at once.

use comity_law::{ControlRow, Entry, Period, ReasonId, condition::Condition};
use comity_quantity::Quantity;
use jiff::civil::Date;

use crate::belief::Logic;

/// Whether a control row with this reason (and column) covers the item.
pub(crate) fn controlled<L: Logic>(entry: &Entry, reason: ReasonId, column: Option<u8>, day: Date, mut scope: impl FnMut(Option<&Condition>) -> L) -> L {
    let wanted = |row: &&ControlRow| row.reason == reason && column.is_none_or(|column| row.column.is_some_and(|(number, _)| number == column));
    let rows = entry.controls.iter().filter(wanted).filter(|row| row.period.contains(day));
    rows.fold(L::FALSE, |any, row| any.either(scope(row.scope.as_ref())))
}

/// Whether all rows that cover the item are for these reasons.
pub(crate) fn controlled_only<L: Logic>(entry: &Entry, reasons: &[ReasonId], day: Date, mut scope: impl FnMut(Option<&Condition>) -> L) -> L {
    let in_force = |period: &Period| period.contains(day);
    let mut has_own = L::FALSE;
    let mut has_other = L::FALSE;
    for row in entry.controls.iter().filter(|row| in_force(&row.period)) {
        let covers = scope(row.scope.as_ref());
        if reasons.contains(&row.reason) {
            has_own = has_own.either(covers);
        } else {
            has_other = has_other.either(covers);
        }
    }
    for refer in entry.refers.iter().filter(|refer| in_force(&refer.period)) {
        has_other = has_other.either(scope(refer.scope.as_ref()).both(L::UNKNOWN));
    }
    has_own.both(!has_other)
}

/// Whether the entry offers a list-based exception; `within` says whether the amount that is asked keeps to a row's limit.
pub(crate) fn allows<L: Logic>(
    entry: &Entry,
    symbol: &str,
    day: Date,
    mut scope: impl FnMut(Option<&Condition>) -> L,
    within: impl Fn(&Quantity) -> Option<L>,
) -> L {
    let mut any = L::FALSE;
    for row in entry.exceptions.iter().filter(|row| &*row.symbol == symbol && row.period.contains(day)) {
        let mut covers = scope(row.scope.as_ref());
        if let Some(within) = row.amount.as_ref().and_then(&within) {
            covers = covers.both(within);
        }
        any = any.either(covers);
    }
    any
}
