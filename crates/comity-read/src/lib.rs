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
//! # What this reader knows of the source
//!
//! A reader knows the source's wording and where its words lead. Thresholds, dates, amounts, titles and charts it does not
//! know; the header of a list comes from its caller ([`HeaderFacts`]). What it knows beyond wording is data where that is
//! cheap, and stands here so that the person who changes the law finds it:
//! - [`destination`]: `ccl/names.tsv` gives the codes of the countries that the CCL names (the vocabulary has them too, but
//!   with names such as Oman and Niger that occur inside other words). `Country Group D:5` becomes the group `us/D:5`. The
//!   sets that sections stand for: 746.1 (UN embargoes), 746.8 (Russia and Belarus), 742.14 and 742.15 (all but one country),
//!   Supplement No. 2 to Part 745 (states of the CWC).
//! - `ccl/sections.tsv`: the section that each reason for control rests on where a row cites none.
//! - [`ccl::translate`]: requirements that stand in Part 754, and "RS1 controls" of 742.6(a)(8).
//! - `ccl::beside`: the authorities `us/itar`, `us/nrc` and `us/doe`, 10 CFR 110, and sections that notes only point to.
//! - [`exceptions`] and [`sta`]: the symbols of list-based exceptions, and the two halves of STA.
//! - [`reference`]: one misprint of the source, mended.
//! - [`ccl`], [`eu`]: how few entries make a source look cut short.
//!
//! # Invariants
//!
//! - *No official wording leaves the crate* but through [`official`], for the user's own folder. What is printed into the law folder are codes, structure, figures, countries, dates and digests.
//!   The words of a row stay in memory (`RowText`) for comparing editions and for the person who curates.
//! - *Nothing is dropped in silence.* A row that was not understood becomes an `untranslated` condition; an entry without
//!   any requirement, hand-off or reference becomes a reference to its prose; what looks odd stands in the report.
//! - *A scope is sound*: true only where the words plainly cover a code, false only where they plainly leave it out.
//! - *No panic, bounded memory*, whatever the input.

pub mod ccl;
pub mod condition;
pub mod criteria;
pub mod criteria_files;
pub mod crosswalk;
pub mod destination;
pub mod dsgl;
pub mod edition;
pub mod error;
pub mod eu;
pub mod eu_print;
pub mod exceptions;
pub mod header;
pub mod import;
pub mod import_criteria;
pub mod join;
pub mod label;
pub mod model;
pub mod notes;
pub mod official;
pub mod outline;
pub mod parties;
pub mod print;
pub mod printed;
pub mod reference;
pub mod scope;
pub mod sta;
pub mod text;
pub mod tree;
pub mod wassenaar;
pub mod whole;

pub use ccl::read_ccl_xml;
pub use ccl::tables_json::{LaterEdition, read_ccl_tables_json};
pub use dsgl::read_dsgl_csv;
pub use edition::merge;
pub use error::ReadError;
pub use eu::read_eu_annex_json;
pub use eu_print::read_eu_annex_text;
pub use header::HeaderFacts;
pub use import::{ImportedFiles, import, import_with};
pub use model::{ControlRow, ExceptionRow, NoteRow, SourceEntry, SourceList, SourceProvision};
pub use wassenaar::read_wassenaar_text;
