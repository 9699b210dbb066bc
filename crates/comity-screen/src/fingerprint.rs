//! Which code made an index.

/// Changes with every change of this crate's sources and word lists. Whoever keeps an [`Index`](crate::Index) keeps this beside it, and builds
/// anew where it differs: scores of one version never come out of the index of another.
///
/// ```
/// assert_eq!(comity_screen::FINGERPRINT.len(), 16);
/// ```
pub const FINGERPRINT: &str = env!("COMITY_SCREEN_FINGERPRINT");
