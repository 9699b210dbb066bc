//! The typed law: what the law folder says, resolved and ready to be evaluated.

mod country;
mod ids;
mod jurisdiction;
mod law;
mod list;
mod ownership;
mod period;
mod retention;
mod rule;
mod vocabulary;

pub use country::{Chart, ChartCell, ChartRow, CountrySet, Group, Membership, SetTerm};
pub use ids::*;
pub use jurisdiction::{Coverage, CoverageStatus, Jurisdiction, Part, Treatment};
pub use law::Law;
pub use list::{CodeSet, ControlRow, Edition, Entry, ExceptionRow, HandOffRow, HsCode, HsSet, Join, List, Node, NodeStatus, NodeVersion, Note, Refer};
pub use ownership::{OwnerWord, Ownership};
pub use period::{Interruption, Period};
pub use retention::{Counts, Retention};
pub use rule::{Bars, Body, ConditionRow, Controls, Lifts, Rule, RuleKind};
pub use vocabulary::{Choice, Country, Fact, FactKind, FactPlace, FactType, Reason, Region, Vocabulary};
