//! From the words of one paragraph to a written criterion.
//!
//! What a paragraph asks of an item is read in steps, each a module: characters are made alike ([`characters`]), the text is
//! cut into tokens ([`token`], [`number`]), numbers get their units ([`measure`]), comparators ([`comparator`]) and
//! characteristics ([`phrase`], [`assign`]), references become conditions ([`refer`]), and what stands between the
//! comparisons says how they are joined ([`connect`]). The result is written in the format of criteria ([`expression`]).
//!
//! The reader would rather say that it did not read than read wrongly: whatever number is left over, whatever could
//! belong to two characteristics or be joined in two ways becomes `untranslated('why')` in its place.
//!
//! ```
//! use comity_read::criteria::{Dialect, Paragraph, PhraseRow, Phrasebook, read};
//!
//! let book = Phrasebook::new(vec![
//!     PhraseRow::quantity("resolution", "bit", &["resolution"]),
//!     PhraseRow::quantity("sample_rate", "MSPS", &["sample rate"]),
//! ]);
//! let text = "a resolution of 12 bit or more, with a “sample rate” greater than 1.3 GSPS;";
//! let reading = read(&Paragraph::new("3A001.a.5", text), &Dialect::decimal_point(), &book);
//! assert_eq!(reading.criterion, "resolution >= '12 bit' and sample_rate > '1.3 GSPS'");
//! assert_eq!((reading.numbers, reading.unread), (2, None));
//! ```

use std::collections::BTreeSet;

pub mod assign;
pub mod build;
pub mod characters;
pub mod comparator;
pub mod connect;
pub mod equivalent;
pub mod exclusion;
pub mod expression;
mod fit;
pub mod measure;
pub mod name;
pub mod number;
pub mod phrase;
mod prepare;
mod range;
pub mod refer;
pub mod rows;
mod sentence;
mod stream;
pub mod substance;
pub mod token;
pub mod word;

pub use exclusion::{Exclusion, read_exclusion};
pub use expression::{Expr, Op};
pub use phrase::{PhraseKind, PhraseRow, Phrasebook};
pub use rows::rows_of;

/// How a source writes numbers.
///
/// ```
/// use comity_read::criteria::Dialect;
/// assert!(Dialect::for_list("eu/annex-i").decimal_comma);
/// assert!(!Dialect::for_list("us/ccl").decimal_comma);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dialect {
    /// `1,3` is one and three tenths.
    pub decimal_comma: bool,
    /// `5 × 103` is five thousand: the source lost the marks of its superscripts.
    pub flattened_superscripts: bool,
}

impl Dialect {
    /// Decimal points, superscripts kept.
    pub fn decimal_point() -> Self {
        Self::default()
    }
    /// Decimal commas, superscripts lost or kept.
    pub fn decimal_comma(flattened_superscripts: bool) -> Self {
        Self { decimal_comma: true, flattened_superscripts }
    }
    /// The dialect of a list's current source.
    pub fn for_list(list: &str) -> Self {
        match list {
            "eu/annex-i" => Self::decimal_comma(true),
            _ => Self::decimal_point(),
        }
    }
}

/// A paragraph to be read.
#[derive(Clone, Copy, Debug)]
pub struct Paragraph<'a> {
    /// Its whole code, such as `3A001.a.5.a.3`.
    pub code: &'a str,
    /// Its own words, without its label.
    pub text: &'a str,
    /// The words of the paragraph above it.
    pub parent_text: Option<&'a str>,
}

impl<'a> Paragraph<'a> {
    /// A paragraph whose parent is not known.
    pub fn new(code: &'a str, text: &'a str) -> Self {
        Self { code, text, parent_text: None }
    }
}

/// A phrase that stood where a characteristic was wanted, and that the phrasebook does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// The words.
    pub phrase: String,
    /// The unit of the number that stood with them.
    pub unit: String,
}

/// What was read of a paragraph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The criterion, in the format of criteria.
    pub criterion: String,
    /// How many numbers stand in the text; references, dates, names of standards and substances are none.
    pub numbers: usize,
    /// Why it was not read whole.
    pub unread: Option<String>,
    /// The conditions in words: digest, and the normalised words, which are never written into law.
    pub words: Vec<(String, String)>,
    /// Phrases that are missing in the phrasebook.
    pub unknown: Vec<Unknown>,
}

impl Reading {
    fn of(built: build::Built) -> Self {
        let mut words = Vec::new();
        built.expr.each_words(&mut |w| words.push((crate::text::digest(w), w.to_owned())));
        let mut reasons = BTreeSet::new();
        built.expr.each_untranslated(&mut |why| {
            reasons.insert(why.to_owned());
        });
        let unread = (!reasons.is_empty()).then(|| reasons.into_iter().collect::<Vec<_>>().join("; "));
        Self { criterion: built.expr.to_string(), numbers: built.numbers, unread, words, unknown: built.unknown }
    }
}

/// Reads a paragraph. Total: any text gives a reading.
pub fn read(paragraph: &Paragraph<'_>, dialect: &Dialect, phrasebook: &Phrasebook) -> Reading {
    Reading::of(build::build(paragraph, dialect, phrasebook))
}
