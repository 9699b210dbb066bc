//! What a jurisdiction answers, from best to worst.

use serde::Serialize;

/// The answer of a jurisdiction. Ordered: the worst one wins overall.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// No licence is required.
    NoLicenceRequired,
    /// Every ground is lifted by an authorisation whose factual tests are met.
    Authorised,
    /// Facts or law are missing.
    Undetermined,
    /// Another authority decides.
    OtherAuthority,
    /// A licence is required.
    LicenceRequired,
    /// The act is forbidden.
    Prohibited,
}

impl Outcome {
    /// All outcomes, best first.
    pub const ALL: [Self; 6] = [Self::NoLicenceRequired, Self::Authorised, Self::Undetermined, Self::OtherAuthority, Self::LicenceRequired, Self::Prohibited];

    /// The word of the vocabulary, as in `--json`.
    ///
    /// ```
    /// assert_eq!(comity_decide::Outcome::LicenceRequired.name(), "licence-required");
    /// ```
    pub fn name(self) -> &'static str {
        match self {
            Self::NoLicenceRequired => "no-licence-required",
            Self::Authorised => "authorised",
            Self::Undetermined => "undetermined",
            Self::OtherAuthority => "other-authority",
            Self::LicenceRequired => "licence-required",
            Self::Prohibited => "prohibited",
        }
    }
}
