//! The portal's pages: plain values in, HTML out.
//!
//! Each page is a struct of what it shows (see [`pages`]); rendering it is a pure function of that struct and of the [`Catalogue`] of words.
//! There is no HTTP here, no store, no clock and no law: who answers requests turns what the engine says into these structs. Every string that
//! a person reads stands in the catalogue (`locales/en.ftl`), so another language is another file.
//!
//! Pages work without scripting: they are forms and links. They carry no inline script or style, so that the strictest content security
//! policy holds; the one stylesheet and the one small script are [`assets`].
//!
//! ```
//! use comity_portal::{Catalogue, Section, Shell, Template, pages::ErrorPage};
//!
//! let shell = Shell::new(Catalogue::english(), Section::None);
//! let html = ErrorPage::not_found(&shell).render().unwrap();
//! assert!(html.starts_with("<!doctype html>"));
//! assert!(html.contains("<html lang=\"en\""));
//! ```

pub mod assets;
mod catalogue;
pub mod charts;
mod form;
mod outcome;
pub mod pages;
mod shell;

pub use askama::Template;
pub use catalogue::{Argument, Catalogue, CatalogueError, Placed};
pub use form::{Choice, Field, Problem, Select};
pub use outcome::{Outcome, Truth};
pub use shell::{Law, Notice, NoticeKind, Person, Section, Shell};
