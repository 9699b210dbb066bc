//! Classification: what is known of an item, held against the criteria of whole lists.
//!
//! A [`Profile`] holds an item's characteristics. [`classify`] evaluates every paragraph of an edition in Kleene's logic and
//! sorts them: met (with proof), may be met (with what is missing), nearly met (with how far). Words that nobody has confirmed are
//! unknown, so a paragraph is met only when every condition on its way from the entry down is met.
//!
//! ```
//! use comity_decide::classify::{Profile, Query, classify};
//! use comity_law::{SourceFile, criteria::Criteria};
//!
//! let criteria = Criteria::parse(&[
//!     SourceFile::new("vocabulary/characteristics/v.kdl", r#"
//!         characteristic "resolution" type="quantity" unit="bit" { label "resolution"; definition "Bits."; question "How many bits?" }
//!         characteristic "sample_rate" type="quantity" unit="MSPS" { label "sample rate"; definition "Rate."; question "How fast?" }
//!     "#),
//!     SourceFile::new("x/lists/l/criteria/2026-01-01/1.kdl", r#"
//!         source list="x/l" edition="2026-01-01" file="l.xml" digest="sha256:00"
//!         node "1A1" join="any" "true"
//!         node "1A1.a" "resolution >= '12 bit' and sample_rate > '400 MSPS'"
//!     "#),
//! ]).criteria;
//! let item = serde_json::json!({ "resolution": "12 bit", "sample_rate": "0.5 GSPS" });
//! let profile = Profile::read(&criteria.vocabulary, &item).unwrap();
//! let found = classify(criteria.edition("x/l", None).unwrap(), &criteria.vocabulary, &profile, &Query::default());
//! assert_eq!(&*found.met[0].provision, "x/l:1A1.a");
//! ```

mod classifier;
mod derive;
mod evaluate;
mod miss;
mod profile;
mod questions;
mod search;
mod sort;

pub use classifier::Classifier;
pub use derive::{Derived, DerivedStatus};
pub use evaluate::{Evaluation, Tally};
pub use miss::Miss;
pub use profile::{Profile, Trait};
pub use questions::{Question, most_telling};
pub use search::{Candidate, Index};
pub use sort::{Classified, Excluded, May, Met, Near, Proof, Query, classify};
