//! The edge that the command line and the server share.
//!
//! Plain functions decide, compare and screen; this crate brings them what stands outside: the law built in ([`bundled`]), the user's
//! documents ([`document`]) and data folder ([`data_folder`]) with fetched official text ([`official`]), imported lists ([`lists`]) and decisions about
//! hits ([`adjudicate`]). What comes out is the same bytes whoever asks: [`decide`], [`batch`], [`screen`], [`classify`], [`compare`], [`show`],
//! [`status`], [`diff`], [`replay`]. Nothing here prints; what a person should know besides the answer goes to a [`watch::Watch`].
//!
//! ```
//! use comity_decide::{Engine, Options};
//! use comity_edge::{bundled, decide::decide, document::Document};
//!
//! let law = bundled::law(None)?;
//! let engine = Engine::new(&law);
//! let text = r#"
//!     date = "2026-07-23"
//!     activity = "export"
//!     from = "US"
//!     to = "IN"
//!     item = [{ codes = { "us/ccl" = "3A001.a.5.a.3" } }]
//! "#;
//! let document = Document::parse("a sample".into(), text.into(), false)?;
//! let decided = decide(&engine, &bundled::LazyCriteria::of(None), None, document, None, Options::default())?;
//! let answer: serde_json::Value = serde_json::from_slice(&decided.to_json()?)?;
//! assert_eq!(answer["outcome"], decided.determination.outcome.name());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod adjudicate;
pub mod batch;
pub mod bundled;
pub mod classify;
pub mod compare;
pub mod data_folder;
pub mod decide;
pub mod diff;
pub mod document;
mod error;
pub mod folder;
pub mod import;
pub mod in_use;
pub mod json;
pub mod lists;
pub mod official;
pub mod party_file;
pub mod replay;
pub mod schema;
pub mod screen;
pub mod screening;
pub mod show;
pub mod since;
pub mod status;
pub mod table;
pub mod watch;

pub use error::{EdgeError, Fault};
