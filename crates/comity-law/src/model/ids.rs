//! Small indexes into the tables of a [`Law`](crate::Law), one type a table.

use serde::{Deserialize, Serialize};

macro_rules! index {
    ($($(#[$doc:meta])* $name:ident($inner:ty);)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub struct $name(pub(crate) $inner);

        impl $name {
            /// The position in the table.
            pub fn index(self) -> usize {
                self.0 as usize
            }

            /// The id of a position. Tables never outgrow the index: parsing refuses more rows than it can count.
            pub(crate) fn at(position: usize) -> Self {
                Self(<$inner>::try_from(position).unwrap_or(<$inner>::MAX))
            }
        }
    )*};
}

index! {
    /// A fact of the vocabulary.
    FactId(u16);
    /// A country of the vocabulary.
    CountryId(u16);
    /// A region of a country.
    RegionId(u16);
    /// A reason for control.
    ReasonId(u16);
    /// A jurisdiction.
    JurisdictionId(u16);
    /// A country group.
    GroupId(u16);
    /// A country chart.
    ChartId(u16);
    /// A control list.
    ListId(u16);
    /// A named set of codes.
    CodeSetId(u16);
    /// A named set of HS codes.
    HsSetId(u16);
    /// A rule, or a definition.
    RuleId(u16);
    /// A part of the law that a receipt can name: a list, rule file, chart or group.
    PartId(u16);
    /// A provision of one list, in the order of the tree: ancestors first.
    NodeId(u32);
}
