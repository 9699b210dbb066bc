//! A determination on paper: plain values in, PDF out.
//!
//! Two steps, each a plain function. [`Paper`] is what stands on the paper, in the view models of the portal and in its words, so that paper and screen
//! say the same; [`Paper::sheet`] lays it out as a [`Sheet`] of headings, notices, entries and tables. [`Press`] sets a sheet by typst, in memory: it has
//! the fonts and one template, and reads no file, no clock and no network.
//!
//! What users wrote reaches the template as data and never as markup: it prints to the letter, whatever characters it has. A character for which no font
//! has a glyph prints as its code point, marked as such. The same sheet gives the same bytes. The PDF is tagged, and conforms to PDF/A-2a and PDF/UA-1.
//!
//! ```
//! use comity_print::{Block, Press, Sheet, Time};
//!
//! let sheet = Sheet {
//!     title: "A note".into(),
//!     blocks: vec![Block::Paragraph { text: "#strong[$x$] is printed as it stands".into(), soft: false }],
//!     ..Sheet::empty("en", Time { year: 2026, month: 7, day: 23, hour: 9, minute: 30, second: 0 })
//! };
//! let printed = Press::new([]).print(&sheet).unwrap();
//! assert!(printed.bytes.starts_with(b"%PDF-"));
//! assert_eq!((printed.pages, printed.without_glyph.len()), (1, 0));
//! ```

mod breaks;
mod error;
mod glyphs;
mod paper;
mod press;
mod sheet;
mod world;

pub use error::PrintError;
pub use paper::{Asked, Hit, Kept, ListSearched, Missing, Paper, Reasons, Source, Stated};
pub use press::{Press, Printed};
pub use sheet::{Block, Clause, Column, Entry, Sheet, Test, Time, Tone};
