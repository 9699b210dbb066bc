//! Readers of party lists: what a publisher offers goes in, [`Record`]s and the losses on the way come out.
//!
//! ```
//! use comity_read::parties::{Known, Source, read};
//!
//! let line = r#"{"id": "a-1", "list": "X-1", "type": "person", "name": "DOE, Jane", "shoe_size": 39}"#;
//! let reading = read(vec![Source::new("list.jsonl", line.as_bytes())], &Known::default())?;
//! assert_eq!(reading.records[0].name, "DOE, Jane");
//! assert_eq!((reading.losses[0].kind.name(), reading.losses[0].what.as_str()), ("unknown-field", "shoe_size"));
//! # Ok::<(), comity_read::ReadError>(())
//! ```
//!
//! A format is recognised by content ([`recognise`]). Sources are streamed: memory holds the records, never the document.
//! What a publisher calls its lists, and which list a file's records are of, comes from the caller ([`Known`]), as do the names of countries.
//!
//! # Invariants
//!
//! - *Nothing is dropped in silence*: what is not carried over is counted as a [`Loss`], with the place where it happened first.
//!   Fields that identify nobody and change nothing about a listing (titles, comments, places of birth) are left out by design: `docs/lists.md` names them.
//! - *A damaged source is refused whole*: cut short, unbalanced, rows of uneven width. Bytes that are no UTF-8 are replaced and counted.
//! - *Names stay as written*, but for blanks at their ends and repeated inside.
//! - *No panic*, whatever the bytes; one record is at most 4 MB of XML or 16 MB of JSON.

mod australia;
mod canada;
mod countries;
mod csl;
mod dates;
pub mod delta;
mod eu;
mod followthemoney;
mod gather;
mod identifier;
mod implied;
mod input;
mod json;
mod loss;
mod normalised;
mod ofac;
mod recognise;
mod register;
mod table;
mod uk;
mod un;
mod vocabulary;
mod xml;

use comity_screen::Record;
use jiff::civil::Date;

pub use countries::Countries;
pub use implied::ReadFact;
pub use input::Source;
pub use loss::{Loss, LossKind};
pub use recognise::{Format, recognise};
pub use vocabulary::{PartyList, PartyLists, PartyListsError, PartySet};

use crate::error::{Place, ReadError};
use gather::Gather;
use input::Input;

/// What a reader is told by its caller.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Lists and what publishers call them.
    pub lists: PartyLists,
    /// Names of countries.
    pub countries: Countries,
}

/// What was read.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// The parties, in the order of the source; ids are unique.
    pub records: Vec<Record>,
    /// What was lost on the way.
    pub losses: Vec<Loss>,
    /// The day that the source says it is of.
    pub published: Option<Date>,
    /// Ids are places in the file and tell nothing from one edition to the next.
    pub positional_ids: bool,
    /// The formats of the sources, in their order.
    pub formats: Vec<Format>,
}

/// Reads a source: one file, or the files that together make one (OFAC's `sdn.csv`, `alt.csv` and `add.csv`), in any order.
///
/// # Errors
/// When a source is damaged, of no known format, or of a format that does not go with the others.
pub fn read(sources: Vec<Source<'_>>, known: &Known) -> Result<Reading, ReadError> {
    let mut opened = Vec::new();
    for source in sources {
        let (input, head) = Input::open(source)?;
        let format = recognise(&input.name, &head)?;
        opened.push((format, input, head));
    }
    let formats: Vec<Format> = opened.iter().map(|(format, ..)| *format).collect();
    let mut gather = Gather::new(known);
    if formats.iter().any(|format| ofac::parts::is_part(*format)) {
        ofac::parts::read(opened, &mut gather)?;
    } else {
        let mut opened = opened.into_iter();
        let (Some((format, input, head)), None) = (opened.next(), opened.next()) else {
            let what = "give one file: only OFAC's CSV files are read together".to_owned();
            return Err(ReadError::Sources { what });
        };
        let watch = std::rc::Rc::clone(&input.watch);
        read_one(format, input, &head, &mut gather).map_err(|error| blame_encoding(error, &watch))?;
    }
    let Gather { records, losses, published, positional, .. } = gather;
    Ok(Reading { records, losses: losses.into_list(), published, positional_ids: positional, formats })
}

fn read_one(format: Format, mut input: Input<'_>, head: &str, gather: &mut Gather<'_>) -> Result<(), ReadError> {
    match format {
        Format::CslJson => csl::read(&mut input, gather)?,
        Format::CslCompact => csl::compact::read(&mut input, gather)?,
        Format::OfacXml => ofac::xml::read(&mut input, gather)?,
        Format::UnXml => un::read(&mut input, gather)?,
        Format::EuXml => eu::xml::read(&mut input, gather)?,
        Format::EuCsv => eu::table::read(&mut input, gather)?,
        Format::UkCsv | Format::UkConsolidatedCsv => uk::table::read(&mut input, format, head, gather)?,
        Format::UkXml => uk::xml::read(&mut input, gather)?,
        Format::CanadaXml => canada::read(&mut input, gather)?,
        Format::AustraliaNames => australia::read_names(&mut input, gather)?,
        Format::AustraliaCsv => australia::read(&mut input, gather)?,
        Format::RegisterJson => register::read(&mut input, gather)?,
        Format::FollowTheMoney => followthemoney::read(&mut input, gather)?,
        Format::Normalised => normalised::read(&mut input, gather)?,
        // Parts of one source are read together, above.
        Format::OfacMain | Format::OfacNames | Format::OfacAddresses | Format::OfacComments => {}
    }
    finish(&input, gather)
}

/// Letters that were cut to a byte can look like markup: where a source is damaged behind bytes that are no UTF-8, these are the cause.
fn blame_encoding(error: ReadError, watch: &input::Watch) -> ReadError {
    match error {
        ReadError::Damaged { place, cause } if watch.replaced.get() > 0 => {
            let (count, line) = (watch.replaced.get(), watch.first.get());
            ReadError::Damaged { place, cause: format!("{cause}; the source is wrongly encoded: so far {count} times not UTF-8, first on line {line}") }
        }
        other => other,
    }
}

/// What can be said of a source once it has been read to its end.
fn finish(input: &Input<'_>, gather: &mut Gather<'_>) -> Result<(), ReadError> {
    let watch = &input.watch;
    if watch.replaced.get() > 0 {
        let place = Place::of_entry(&input.name, None).on_line(Some(watch.first.get()));
        gather.losses.add_many(LossKind::NotUtf8, "", &place, watch.replaced.get());
    }
    if gather.records.is_empty() {
        let place = Place::of_entry(&input.name, None);
        return Err(ReadError::Unexpected { place, expected: "records of parties".into(), found: "none".into() });
    }
    Ok(())
}
