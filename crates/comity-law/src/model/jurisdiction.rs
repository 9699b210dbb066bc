//! Jurisdictions, what of their law is loaded, and the parts that receipts name.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{CountryId, CountrySet, ListId, Retention};
use crate::{Digest, condition::Condition};

/// A legal order that can require a licence.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Jurisdiction {
    /// Short id: `us`, `eu`, `de`.
    pub id: Box<str>,
    /// Name.
    pub name: Box<str>,
    /// Who decides.
    pub authority: Box<str>,
    /// Lists in the order in which they are asked.
    pub review: Vec<ListId>,
    /// Countries from whose territory this jurisdiction controls exports.
    pub territory: Option<CountrySet>,
    /// Destinations treated as another.
    pub treatments: Vec<Treatment>,
    /// Instruments and how far they are modelled.
    pub coverage: Vec<Coverage>,
    /// For how long records must be kept.
    pub retention: Vec<Retention>,
}

/// A destination for which the law of another destination holds.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Treatment {
    /// The destination.
    pub country: CountryId,
    /// The one it is treated as.
    pub as_country: CountryId,
    /// Citation.
    pub cite: Box<str>,
}

/// How far an instrument is modelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum CoverageStatus {
    /// Whole.
    Modelled,
    /// In part.
    Partial,
    /// Not at all.
    NotModelled,
}

impl CoverageStatus {
    /// The word in the law format.
    pub fn name(self) -> &'static str {
        match self {
            Self::Modelled => "modelled",
            Self::Partial => "partial",
            Self::NotModelled => "not-modelled",
        }
    }
}

/// An instrument of a jurisdiction's law and how far it is modelled.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Coverage {
    /// Citation, such as `15 CFR 744`.
    pub instrument: Box<str>,
    /// Title in our words.
    pub title: Box<str>,
    /// How far.
    pub status: CoverageStatus,
    /// Day of the last check.
    pub checked: Option<Date>,
    /// What is missing.
    pub note: Option<Box<str>>,
    /// Where it can matter; everywhere when absent.
    pub affects: Option<Condition>,
}

/// A list, rule file, chart or group as a receipt names it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Part {
    /// Id or path.
    pub part: Box<str>,
    /// First day covered.
    pub covers_from: Option<Date>,
    /// Day of the last comparison with its source.
    pub checked: Option<Date>,
    /// Digest of the law text.
    pub digest: Digest,
    /// Why its text has not been checked against the source, if so.
    pub unverified: Option<Box<str>>,
}
