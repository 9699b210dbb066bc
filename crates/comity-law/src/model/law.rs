//! The whole law.

use serde::{Deserialize, Serialize};

use super::{
    Chart, ChartId, CodeSet, CodeSetId, Fact, FactId, Group, GroupId, HsSet, HsSetId, Jurisdiction, JurisdictionId, List, ListId, Part, PartId, Rule, RuleId,
    Vocabulary,
};
use crate::{CountryId, Digest, RegionId};

/// All law that is loaded, resolved: an immutable value.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Law {
    /// Shared words.
    pub vocabulary: Vocabulary,
    /// Jurisdictions, by id.
    pub jurisdictions: Vec<Jurisdiction>,
    /// Country groups.
    pub groups: Vec<Group>,
    /// Country charts.
    pub charts: Vec<Chart>,
    /// Control lists.
    pub lists: Vec<List>,
    /// Sets of codes, named or written out in conditions.
    pub code_sets: Vec<CodeSet>,
    /// Sets of HS codes, named or written out in conditions.
    pub hs_sets: Vec<HsSet>,
    /// Rules, in the order of files.
    pub rules: Vec<Rule>,
    /// Parts that receipts name.
    pub parts: Vec<Part>,
}

macro_rules! getters {
    ($($(#[$doc:meta])* $name:ident($id:ty) -> $row:ty = $table:ident;)*) => {$(
        $(#[$doc])*
        pub fn $name(&self, id: $id) -> &$row {
            // INVARIANT (resolved): ids are only made for rows of their own table, and tables never shrink.
            &self.$table[id.index()]
        }
    )*};
}

impl Law {
    getters! {
        /// A jurisdiction.
        jurisdiction(JurisdictionId) -> Jurisdiction = jurisdictions;
        /// A group.
        group(GroupId) -> Group = groups;
        /// A chart.
        chart(ChartId) -> Chart = charts;
        /// A list.
        list(ListId) -> List = lists;
        /// A set of codes.
        code_set(CodeSetId) -> CodeSet = code_sets;
        /// A set of HS codes.
        hs_set(HsSetId) -> HsSet = hs_sets;
        /// A rule.
        rule(RuleId) -> Rule = rules;
        /// A part.
        part(PartId) -> Part = parts;
    }

    /// A fact.
    pub fn fact(&self, id: FactId) -> &Fact {
        &self.vocabulary.facts[id.index()]
    }

    /// The id of the fact at a position of the vocabulary.
    pub fn fact_id(&self, position: usize) -> Option<FactId> {
        (position < self.vocabulary.facts.len()).then(|| FactId::at(position))
    }

    /// The fact with a path.
    pub fn fact_by_path(&self, path: &str) -> Option<FactId> {
        self.vocabulary.facts.iter().position(|fact| &*fact.path == path).map(FactId::at)
    }

    /// Ids of all jurisdictions.
    pub fn jurisdiction_ids(&self) -> impl Iterator<Item = JurisdictionId> + use<> {
        (0..self.jurisdictions.len()).map(JurisdictionId::at)
    }

    /// Ids of all parts.
    pub fn part_ids(&self) -> impl Iterator<Item = PartId> + use<> {
        (0..self.parts.len()).map(PartId::at)
    }

    /// The region with a code.
    pub fn region_by_code(&self, code: &str) -> Option<RegionId> {
        self.vocabulary.regions.iter().position(|region| &*region.code == code).map(RegionId::at)
    }

    /// The list with an id.
    pub fn list_by_id(&self, id: &str) -> Option<ListId> {
        self.lists.iter().position(|list| &*list.id == id).map(ListId::at)
    }

    /// The country with a code.
    pub fn country_by_code(&self, code: &str) -> Option<CountryId> {
        self.vocabulary.countries.binary_search_by(|country| (*country.code).cmp(code)).ok().map(CountryId::at)
    }

    /// Ids of the rules of a jurisdiction, in the order of files.
    pub fn rules_of(&self, jurisdiction: JurisdictionId) -> impl Iterator<Item = (RuleId, &Rule)> {
        self.rules.iter().enumerate().filter(move |(_, rule)| rule.jurisdiction == jurisdiction).map(|(i, rule)| (RuleId::at(i), rule))
    }

    /// One digest over all parts.
    pub fn digest(&self) -> Digest {
        let texts: Vec<String> = self.parts.iter().map(|part| format!("{} {}", part.part, part.digest)).collect();
        Digest::of_parts(texts.iter().map(String::as_bytes))
    }
}
