//! Outcomes and truth values, as pages show them: a word, an icon and a class, never a colour alone.

/// The outcome of a finding, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// The law forbids it.
    Prohibited,
    /// A licence is required.
    LicenceRequired,
    /// Another authority decides.
    OtherAuthority,
    /// Facts are missing.
    Undetermined,
    /// An authorisation allows it, under conditions.
    Authorised,
    /// Nothing is required.
    NoLicenceRequired,
}

impl Outcome {
    /// All of them, worst first.
    pub const ALL: [Self; 6] = [Self::Prohibited, Self::LicenceRequired, Self::OtherAuthority, Self::Undetermined, Self::Authorised, Self::NoLicenceRequired];

    /// The name that the engine gives it, which is also its class.
    pub fn name(self) -> &'static str {
        match self {
            Self::Prohibited => "prohibited",
            Self::LicenceRequired => "licence-required",
            Self::OtherAuthority => "other-authority",
            Self::Undetermined => "undetermined",
            Self::Authorised => "authorised",
            Self::NoLicenceRequired => "no-licence-required",
        }
    }

    /// The outcome of a name.
    ///
    /// ```
    /// use comity_portal::Outcome;
    ///
    /// assert!(Outcome::ALL.iter().all(|outcome| Outcome::named(outcome.name()) == Some(*outcome)));
    /// assert_eq!(Outcome::named("maybe"), None);
    /// ```
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.name() == name)
    }

    /// The key of its words.
    pub fn key(self) -> &'static str {
        match self {
            Self::Prohibited => "outcome-prohibited",
            Self::LicenceRequired => "outcome-licence-required",
            Self::OtherAuthority => "outcome-other-authority",
            Self::Undetermined => "outcome-undetermined",
            Self::Authorised => "outcome-authorised",
            Self::NoLicenceRequired => "outcome-no-licence-required",
        }
    }

    /// The key of the sentence that says what it means for the whole transaction.
    pub fn verdict(self) -> &'static str {
        match self {
            Self::Prohibited => "verdict-prohibited",
            Self::LicenceRequired => "verdict-licence-required",
            Self::OtherAuthority => "verdict-other-authority",
            Self::Undetermined => "verdict-undetermined",
            Self::Authorised => "verdict-authorised",
            Self::NoLicenceRequired => "verdict-no-licence-required",
        }
    }

    /// The icon's name.
    pub fn icon(self) -> &'static str {
        match self {
            Self::Prohibited => "barred",
            Self::LicenceRequired => "licence",
            Self::OtherAuthority => "handoff",
            Self::Undetermined => "question",
            Self::Authorised => "conditions",
            Self::NoLicenceRequired => "check",
        }
    }
}

/// A truth value of three.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truth {
    /// It holds.
    Yes,
    /// It does not hold.
    No,
    /// Not known.
    Unknown,
}

impl Truth {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Yes, Self::No, Self::Unknown];

    /// The class, and the icon's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Unknown => "unknown",
        }
    }

    /// The key of its word.
    pub fn key(self) -> &'static str {
        match self {
            Self::Yes => "truth-yes",
            Self::No => "truth-no",
            Self::Unknown => "truth-unknown",
        }
    }
}
