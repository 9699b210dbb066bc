//! Readers of official sources: the text of the law as published goes in, dated list files of the law format come out.
//!
//! Two lists can be read: the US Commerce Control List ([`ccl`]) and Annex I of the EU dual-use regulation ([`eu`]).
//! [`import::import`] makes the complete set of a list's derived files:
//!
//! ```no_run
//! let date = "2026-06-24".parse()?;
//! let imported = comity_read::import::import("us/ccl", &[(date, "part-774-supp-1.2026-06-24.xml".into())])?;
//! for (name, text) in &imported.files {
//!     println!("{name}: {} bytes", text.len());
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Invariants:
//! - *No official wording leaves the crate.* What is printed are codes, structure, figures, countries, dates and digests.
//!   The words of a row stay in memory (`RowText`) for comparing editions and for the person who curates.
//! - *Nothing is dropped in silence.* A row that was not understood becomes an `untranslated` condition; an entry without
//!   any requirement, hand-off or reference becomes a reference to its prose; what looks odd stands in the report.
//! - *A scope is sound*: true only where the words plainly cover a code, false only where they plainly leave it out.
//! - *No panic, bounded memory*, whatever the input.

pub mod ccl;
pub mod condition;
pub mod destination;
pub mod edition;
pub mod error;
pub mod eu;
pub mod exceptions;
pub mod import;
pub mod label;
pub mod model;
pub mod notes;
pub mod print;
pub mod reference;
pub mod scope;
pub mod sta;
pub mod text;
pub mod tree;

pub use ccl::read_ccl_xml;
pub use ccl::tables_json::{LaterEdition, read_ccl_tables_json};
pub use edition::merge;
pub use error::ReadError;
pub use eu::read_eu_annex_json;
pub use import::{ImportedFiles, import};
pub use model::{ControlRow, ExceptionRow, NoteRow, SourceEntry, SourceList, SourceProvision};
