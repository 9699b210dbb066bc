//! Screening parties against lists of persons, companies, vessels and aircraft.
//!
//! A party list is a set of [`Record`]s. Names in any script come in as text, are cleaned and written in Latin letters
//! ([`text`]), and indexed by word ([`Index`]). A question's words are sought in the vocabulary of all lists, with their misspellings; the
//! names that share most information with it are aligned with it word by word, and the comparison becomes one score with its reasons ([`screen()`]).
//!
//! ```
//! use comity_screen::{Index, Options, Query, Record, Workspace, screen};
//!
//! let records = [Record { id: "s-1".into(), list: "S".into(), name: "DOE, Jane Mary".into(), ..Record::default() }];
//! let index = Index::new(&records);
//! let query = Query { name: "Jnae Doe".into(), ..Query::default() };
//! let options = Options { threshold: 0.0, ..Options::default() };
//! let hits = screen(&index, &records[..], &query, &options, &mut Workspace::default());
//! assert_eq!(hits[0].id, "s-1");
//! ```

pub mod adjudication;
mod align;
mod candidates;
mod evidence;
mod fingerprint;
mod hit;
mod index;
pub mod likeness;
mod meets;
mod part;
mod query;
pub mod record;
mod score;
mod screen;
mod stands;
pub mod text;

pub use candidates::Workspace;
pub use fingerprint::FINGERPRINT;
pub use hit::{Hit, Reason};
pub use index::{Index, Size, bare_number};
pub use meets::meets;
pub use part::Part;
pub use query::{Query, is_compared_whole};
pub use record::Record;
pub use score::Features;
pub use screen::{Options, Records, screen};
