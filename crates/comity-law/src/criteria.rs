//! Criteria: what each provision of a control list asks of an item, as typed conditions over named characteristics.
//!
//! The format is `docs/criteria-format.md`. [`Criteria`] is a value of its own beside [`Law`](crate::Law): deciding by given codes never reads it.
//!
//! ```
//! use comity_law::{SourceFile, criteria::{Criteria, Criterion}};
//!
//! let files = [
//!     SourceFile::new("vocabulary/characteristics/v.kdl", r#"
//!         characteristic "resolution" type="quantity" unit="bit" { label "resolution"; definition "Bits of the value."; question "How many bits?" }
//!         characteristic "kind" type="term" { label "kind"; definition "Sort of thing."; question "What is it?" }
//!         term "kind" "circuit" { label "circuit" }
//!         term "kind" "adc" { label "converter"; broader "circuit" }
//!     "#),
//!     SourceFile::new("x/lists/l/criteria/2026-01-01/1.kdl", r#"
//!         source list="x/l" edition="2026-01-01" file="l.xml" digest="sha256:00"
//!         node "1A1" join="any" digest="00aa" "kind = circuit"
//!         node "1A1.a" digest="00bb" numbers=2 "kind = adc and resolution >= '12 bit' and resolution < '14 bit'"
//!     "#),
//! ];
//! let read = Criteria::parse(&files);
//! assert!(read.problems.is_empty(), "{:?}", read.problems);
//! let edition = read.criteria.edition("x/l", None).unwrap();
//! assert!(matches!(edition.node("1A1.a").unwrap().1.own, Criterion::All(_)));
//! assert_eq!(edition.coverage().whole, 1);
//! ```

mod characteristic;
mod compiled;
mod criterion;
mod edition;
mod formula;
mod parse;
mod resolve;
mod wording;

pub use characteristic::{Characteristic, CharacteristicId, CharacteristicType, Characteristics, Phrase, Term, TermId};
pub use criterion::{Criterion, Measure, WordsId};
pub use edition::{Coverage, Edition, Exclusion, Node, NodeIndex};
pub use formula::Formula;
pub use wording::{Wording, Wordings};

use crate::{HsCode, Problem};

/// The criteria of every list and edition that is loaded, with the vocabulary that they are written in.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Criteria {
    /// Characteristics and terms.
    pub vocabulary: Characteristics,
    /// Editions, by list and then by day.
    pub editions: Vec<Edition>,
    /// Words by which people look for provisions.
    pub search: Vec<SearchRow>,
    /// Codes that a description must ask for by some word.
    pub demands: Vec<SearchDemand>,
    /// Codes that some words of a description speak against.
    pub deterrents: Vec<SearchDemand>,
    /// How much likelier or rarer some codes are than others, whatever the description says.
    pub priors: Vec<SearchPrior>,
    /// First characters of the codes of entries that take what others let go, `?` for any.
    pub catch_alls: Vec<Box<str>>,
    /// What is known of the words of descriptions.
    pub language: SearchLanguage,
    /// Official tables from tariff numbers to control numbers.
    pub crosswalks: Vec<Crosswalk>,
}

/// An official table from tariff numbers to control numbers: hints where to look.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Crosswalk {
    /// Its id, such as `kr/hs-crosswalk`.
    pub id: Box<str>,
    /// The day of the table.
    pub date: jiff::civil::Date,
    /// The first day of the edition of the Harmonized System to which it was carried over.
    pub nomenclature: jiff::civil::Date,
    /// Name of the source file.
    pub source: Box<str>,
    /// Digest of the source file.
    pub digest: Box<str>,
    /// Its rows, by tariff number.
    pub hints: Vec<HsHint>,
}

/// Control numbers that a tariff number may fall under.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct HsHint {
    /// The tariff number.
    pub number: HsCode,
    /// The earlier number, where the later edition no longer has it: then `number` is only its heading or chapter.
    pub was: Option<HsCode>,
    /// Control numbers.
    pub codes: Vec<Box<str>>,
}

impl Crosswalk {
    /// The rows that speak of a tariff number: those of the number itself, of narrower and of broader ones.
    pub fn of(&self, number: HsCode) -> impl Iterator<Item = &HsHint> {
        self.hints.iter().filter(move |hint| {
            hint.number.covers(number) || number.covers(hint.number) || hint.was.is_some_and(|was| was.covers(number) || number.covers(was))
        })
    }
}

/// Codes for which some words of a description speak, as "software" does for those of software, or against which they do.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SearchDemand {
    /// First characters of the codes, `?` for any.
    pub pattern: Box<str>,
    /// The words.
    pub words: Vec<Box<str>>,
}

/// How much likelier codes are than others, whatever the description says.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SearchPrior {
    /// First characters of the codes, `?` for any.
    pub pattern: Box<str>,
    /// What the weight of such a code is multiplied by.
    pub factor: comity_quantity::Exact,
}

/// What is known of the words of descriptions, whatever they describe.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SearchLanguage {
    /// Words that tell nothing.
    pub noise: Vec<Box<str>>,
    /// Words that tell something only inside a phrase.
    pub faint: Vec<Box<str>>,
    /// Words that deny the word after them, as "no" and "without" do.
    pub deny: Vec<Box<str>>,
    /// Words that deny the word to which a hyphen ties them, as "free" does in "lead-free".
    pub deny_before: Vec<Box<str>>,
}

/// Words by which people look for a provision, whatever list has its code.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SearchRow {
    /// The code, such as `3A001.a.7`.
    pub code: Box<str>,
    /// Words and phrases: what vendors, data sheets and customs call such things.
    pub phrases: Vec<Box<str>>,
}

/// What could be read of the criteria, and everything wrong with it.
#[derive(Debug)]
pub struct ReadCriteria {
    /// The criteria as far as they could be read.
    pub criteria: Criteria,
    /// Faults, in the order of files and places.
    pub problems: Vec<Problem>,
}

impl Criteria {
    /// The edition of a list: the one of that day or the last before it; the latest when no day is given.
    pub fn edition(&self, list: &str, day: Option<jiff::civil::Date>) -> Option<&Edition> {
        self.editions.iter().rev().find(|edition| &*edition.list == list && day.is_none_or(|day| edition.date <= day))
    }

    /// Ids of the lists, sorted, each once.
    pub fn lists(&self) -> Vec<&str> {
        let mut lists: Vec<&str> = self.editions.iter().map(|edition| &*edition.list).collect();
        lists.dedup();
        lists
    }

    /// Whether a file of the law folder holds criteria (and nothing that [`Law`](crate::Law) reads).
    pub fn holds(path: &str) -> bool {
        path.starts_with("vocabulary/characteristics/")
            || path.starts_with("vocabulary/wordings/")
            || path.starts_with("vocabulary/search/")
            || path.contains("/criteria/")
            || path.contains("/crosswalk/")
    }
}
