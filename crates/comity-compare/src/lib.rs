//! Comparing control lists by meaning.
//!
//! Three questions, one machinery: how two lists differ ([`compare`]), where a provision stands in another list ([`map`]), and
//! what changed between two editions ([`diff`]). Provisions are aligned by content first and by code second ([`align`]); two
//! aligned criteria are related by the algebra of boxes ([`region`], [`relation`]), and every difference that is claimed has a
//! witness: an item that one covers and the other does not. What was not read, or may be the same said otherwise, is
//! [`Relation::Untranslated`], never a guess. `docs/compare.md` has the rules.
//!
//! ```
//! use comity_compare::{Relation, compare};
//! use comity_law::{SourceFile, criteria::Criteria};
//!
//! let file = |list: &str, figure: &str| SourceFile::new(
//!     format!("{list}/lists/l/criteria/2026-01-01/1.kdl"),
//!     format!(r#"
//!         source list="{list}/l" edition="2026-01-01" file="l" digest="sha256:00"
//!         node "1A1" digest="00" "words('00000000000000aa')"
//!         node "1A1.a" digest="01" numbers=1 "mass > '{figure}'"
//!     "#),
//! );
//! let files = [
//!     SourceFile::new("vocabulary/characteristics/v.kdl", r#"
//!         characteristic "mass" type="quantity" unit="kg" { label "mass"; definition "Matter."; question "How heavy?" }
//!     "#),
//!     file("x", "5 kg"),
//!     file("y", "2 kg"),
//! ];
//! let read = Criteria::parse(&files).criteria;
//! let (x, y) = (read.edition("x/l", None).unwrap(), read.edition("y/l", None).unwrap());
//! let comparison = compare(x, y, &read.vocabulary);
//! let pair = comparison.pair("1A1.a", "1A1.a").unwrap();
//! assert_eq!(pair.verdict.relation, Relation::Narrower);
//! assert_eq!(pair.verdict.witnesses[0].to_string(), "mass = 4 kg: b only");
//! ```

pub mod align;
mod comparison;
mod editions;
pub mod formats;
mod lineage;
mod reading;
pub mod region;
pub mod relation;
mod report;
mod witness;

pub use comparison::{Comparison, Mapped, Pair, Side, compare, map};
pub use editions::{Change, ChangeKind, Changes, diff};
pub use lineage::{common_code, may_correspond};
pub use reading::{Reader, Standing};
pub use relation::{Relation, Verdict};
pub use report::{Counts, Divergence, Matter, Report, report};
pub use witness::{Examples, Meets, Witness};
