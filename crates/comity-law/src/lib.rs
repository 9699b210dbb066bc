//! Export-control law as data: dated, typed, cited.
//!
//! A folder of KDL text (`docs/law-format.md`) is parsed and resolved into a [`Law`], an immutable value that the
//! deciding engine reads. This crate knows the *shape* of law (lists, groups, charts, rules, conditions) and holds no law itself:
//! no country, code, date or threshold stands in its source.
//!
//! ```
//! use comity_law::{Law, SourceFile};
//!
//! let files = [
//!     SourceFile::new("vocabulary/facts.kdl", r#"
//!         fact "to" type="country" { question "Where to?" }
//!         country "AA" name="Aland"
//!     "#),
//!     SourceFile::new("x/rules/a.kdl", r#"
//!         source cite="Act 1" covers-from="2026-01-01" checked="2026-01-01"
//!         requirement "x/1" cite="Act 1, s 1" from="2026-01-01" { title "All to Aland"; when "to = AA" }
//!     "#),
//!     SourceFile::new("x/jurisdiction.kdl", r#"jurisdiction "x" { name "X"; authority "X office" }"#),
//! ];
//! let read = Law::parse(&files);
//! assert!(read.problems.is_empty(), "{:?}", read.problems);
//! assert_eq!(read.law.rules.len(), 1);
//! ```

mod compiled;
pub mod condition;
pub mod criteria;
mod digest;
pub mod model;
mod near;
pub mod official;
mod parse;
mod problem;
mod source;

pub use compiled::CompiledError;
pub use digest::Digest;
pub use model::*;
pub use near::nearest;
pub use parse::PARTY_LISTS;
pub use problem::{Problem, ProblemKind};
pub use source::{Read, SourceFile};
