//! How much of each list's figures is read into criteria.

use std::io;

use comity_edge::status::criteria::groups;
use comity_law::criteria::{Coverage, Criteria};

use crate::output::say;

/// Prints a row an edition; with `by_group`, one more for each category and product group.
pub fn print(criteria: &Criteria, by_group: bool) -> io::Result<()> {
    say!("{:16} {:10} {:>10} {:>12} {:>10} {:>7} {:>7}", "criteria", "edition", "paragraphs", "with figures", "read whole", "share", "curated")?;
    let row = |name: &str, date: &str, coverage: Coverage| {
        say!(
            "{name:16} {date:10} {:>10} {:>12} {:>10} {:>5.1} % {:>7}",
            coverage.paragraphs,
            coverage.numeric,
            coverage.whole,
            coverage.percent(),
            coverage.curated
        )
    };
    for edition in &criteria.editions {
        row(&edition.list, &edition.date.to_string(), edition.coverage())?;
        if by_group {
            for (group, coverage) in groups(edition) {
                row(&format!("  {group}"), "", coverage)?;
            }
        }
    }
    say!("{} characteristics, {} terms", criteria.vocabulary.all.len(), criteria.vocabulary.terms.len())
}
