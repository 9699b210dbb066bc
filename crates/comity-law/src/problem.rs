//! What can be wrong with law text: a kind, a place in a file, a remedy.

use std::fmt;

use jiff::civil::Date;
use miette::{Diagnostic, LabeledSpan, NamedSource, Severity, SourceCode, SourceSpan};
use thiserror::Error;

use crate::SourceFile;

/// One fault in the law folder, with its place.
#[derive(Debug)]
pub struct Problem {
    kind: ProblemKind,
    source: NamedSource<std::sync::Arc<str>>,
    path: std::sync::Arc<str>,
    at: SourceSpan,
    help: Option<String>,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ProblemKind {
    /// The text is not KDL.
    #[error("not KDL: {0}")]
    Syntax(String),
    /// A node that has no meaning here.
    #[error("`{node}` has no meaning here")]
    UnknownNode {
        /// Name of the node.
        node: String,
    },
    /// An attribute that the node does not take.
    #[error("`{node}` takes no attribute `{attribute}`")]
    UnknownAttribute {
        /// Name of the node.
        node: String,
        /// Name of the attribute.
        attribute: String,
    },
    /// Something required is absent.
    #[error("`{node}` lacks {what}")]
    Missing {
        /// Name of the node.
        node: String,
        /// What is required.
        what: &'static str,
    },
    /// A value of the wrong type or shape.
    #[error("expected {expected}")]
    Expected {
        /// What should stand here.
        expected: String,
    },
    /// A name that nothing declares.
    #[error("no {what} is called `{name}`")]
    Unknown {
        /// The sort of thing looked for.
        what: &'static str,
        /// The name as written.
        name: String,
    },
    /// A name declared twice.
    #[error("{what} `{name}` is declared twice")]
    Duplicate {
        /// The sort of thing.
        what: &'static str,
        /// The name.
        name: String,
    },
    /// A period that ends before it begins.
    #[error("the period ends on {until}, not after its beginning {from}")]
    PeriodInverted {
        /// First day.
        from: Date,
        /// First day after it.
        until: Date,
    },
    /// A period that reaches beyond the one it stands in.
    #[error("{what} holds on days on which what it stands in does not")]
    PeriodOutside {
        /// The thing.
        what: String,
    },
    /// Two periods of one thing share days.
    #[error("{what} holds twice on {day}")]
    PeriodsOverlap {
        /// The thing.
        what: String,
        /// The first shared day.
        day: Date,
    },
    /// An id outside its folder's jurisdiction.
    #[error("`{id}` stands in the folder of `{jurisdiction}`")]
    ForeignId {
        /// The id.
        id: String,
        /// The folder.
        jurisdiction: String,
    },
    /// A test that does not suit the fact's type.
    #[error("`{fact}` is a {is}, not a {wanted}")]
    TypeMismatch {
        /// The fact.
        fact: String,
        /// Its type.
        is: String,
        /// The type that the test needs.
        wanted: String,
    },
    /// A quantity of another dimension than the fact.
    #[error("`{fact}` is measured in {is}, not in {given}")]
    UnitMismatch {
        /// The fact.
        fact: String,
        /// Its dimension.
        is: String,
        /// The dimension written.
        given: String,
    },
    /// A condition that can never be true, or conditions that exclude each other.
    #[error("`{rule}` can never apply: {why}")]
    Unreachable {
        /// The rule.
        rule: String,
        /// Why.
        why: String,
    },
    /// A curated row whose source text is gone.
    #[error("no row of the list has the digest `{digest}` any more")]
    Drift {
        /// The digest as written.
        digest: String,
    },
    /// A provision named for its wording that has more than one: the row is not used.
    #[error("`{provision}` has {count} wordings")]
    SeveralWordings {
        /// The provision.
        provision: String,
        /// How many.
        count: usize,
    },
    /// An entry from which an answer could fall silent.
    #[error("entry `{entry}` has no control, hand-off or reference: a question about it would find no ground")]
    SilentEntry {
        /// The entry.
        entry: String,
    },
    /// Definitions that use each other in a circle.
    #[error("`{name}` is defined by itself")]
    Circular {
        /// The definition.
        name: String,
    },
}

impl Problem {
    pub(crate) fn new(file: &SourceFile, at: impl Into<SourceSpan>, kind: ProblemKind) -> Self {
        Self { kind, source: NamedSource::new(file.path.as_ref(), file.text.clone()), path: file.path.clone(), at: at.into(), help: None }
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// What is wrong.
    pub fn kind(&self) -> &ProblemKind {
        &self.kind
    }

    /// Path of the file inside the law folder.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Bytes of the file that are meant.
    pub fn span(&self) -> SourceSpan {
        self.at
    }

    /// Line, counted from 1.
    pub fn line(&self) -> usize {
        let text: &str = self.source.inner();
        let end = self.at.offset().min(text.len());
        1 + text.as_bytes().iter().take(end).filter(|byte| **byte == b'\n').count()
    }

    /// Whether the law can still be decided by. Drift in curated rows is a warning; all else an error.
    pub fn is_warning(&self) -> bool {
        matches!(self.kind, ProblemKind::Drift { .. } | ProblemKind::SeveralWordings { .. })
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.kind)
    }
}

impl std::error::Error for Problem {}

impl Diagnostic for Problem {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(match self.kind {
            ProblemKind::Syntax(_) => "law::syntax",
            ProblemKind::UnknownNode { .. } => "law::unknown_node",
            ProblemKind::UnknownAttribute { .. } => "law::unknown_attribute",
            ProblemKind::Missing { .. } => "law::missing",
            ProblemKind::Expected { .. } => "law::expected",
            ProblemKind::Unknown { .. } => "law::unknown_name",
            ProblemKind::Duplicate { .. } => "law::duplicate",
            ProblemKind::PeriodInverted { .. } => "law::period_inverted",
            ProblemKind::PeriodOutside { .. } => "law::period_outside",
            ProblemKind::PeriodsOverlap { .. } => "law::periods_overlap",
            ProblemKind::ForeignId { .. } => "law::foreign_id",
            ProblemKind::TypeMismatch { .. } => "law::type_mismatch",
            ProblemKind::UnitMismatch { .. } => "law::unit_mismatch",
            ProblemKind::Unreachable { .. } => "law::unreachable",
            ProblemKind::Drift { .. } => "law::drift",
            ProblemKind::SeveralWordings { .. } => "law::several_wordings",
            ProblemKind::SilentEntry { .. } => "law::silent_entry",
            ProblemKind::Circular { .. } => "law::circular",
        }))
    }

    fn severity(&self) -> Option<Severity> {
        Some(if self.is_warning() { Severity::Warning } else { Severity::Error })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(std::iter::once(LabeledSpan::underline(self.at))))
    }
}
