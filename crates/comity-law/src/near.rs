//! The nearest known word to a mistyped one, for remedies in diagnostics.

/// The candidate nearest to `word`, if it is near enough to be a likely slip.
///
/// ```
/// assert_eq!(comity_law::nearest("end_use.militray", ["end_use.military", "end_use.wmd"]), Some("end_use.military"));
/// assert_eq!(comity_law::nearest("zzz", ["end_use.wmd"]), None);
/// ```
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.len() > 200 {
        return None; // no slip of the finger; and the distance would cost the square of it
    }
    let folded = word.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(&folded, &candidate.to_lowercase()), candidate))
        .filter(|(score, _)| *score >= 0.82)
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
        .map(|(_, candidate)| candidate)
}
