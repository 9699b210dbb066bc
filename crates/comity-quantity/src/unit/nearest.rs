//! The known symbols nearest to one that is not known.

use super::table::Table;

/// Longer words are not worth the search.
const LONGEST: usize = 24;

/// All that differ by case only (`mhz`: a milli and a mega are a world apart, so the choice is the reader's), else the
/// one nearest.
pub(super) fn symbols<'t>(table: &'t Table, word: &str) -> Vec<&'t str> {
    let length = word.chars().count();
    if length > LONGEST {
        return Vec::new();
    }
    let lower: Vec<char> = word.to_lowercase().chars().collect();
    let most = if length < 3 { 0 } else { length / 4 + 1 };
    let candidates = table.names().filter(|name| name.chars().count().abs_diff(length) <= most);
    // Nearest first, then by case, length and alphabet: the answer never varies.
    let scored = candidates.filter_map(|name| {
        let folded: Vec<char> = name.to_lowercase().chars().collect();
        let distance = distance(&folded, &lower);
        let case = name.chars().zip(word.chars()).filter(|(a, b)| a != b).count();
        (distance <= most).then_some((distance, case, name.len(), name))
    });
    let mut scored: Vec<_> = scored.collect();
    scored.sort_unstable();
    let same = scored.iter().take_while(|(distance, ..)| *distance == 0).count();
    let mut names: Vec<&str> = scored.into_iter().take(same.clamp(1, 4)).map(|(.., name)| name).collect();
    names.sort_unstable();
    names
}

/// Insertions, deletions and replacements that make one of the other.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (cell, y) in row.iter_mut().skip(1).zip(b) {
            let above = *cell;
            left = (diagonal + usize::from(x != y)).min(left + 1).min(above + 1);
            diagonal = above;
            *cell = left;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}
