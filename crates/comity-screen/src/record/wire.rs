//! The normalised line of a list record.

use serde::{Deserialize, Serialize};

use super::{Address, Alias, Identifier, Kind, Quality};

/// The line's fields, under the names of the published contract.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    id: String,
    list: String,
    #[serde(default)]
    ent: Option<String>,
    #[serde(rename = "type", default)]
    kind: Kind,
    name: String,
    #[serde(default)]
    aka: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    weak_aka: Vec<String>,
    #[serde(default)]
    dob: Vec<String>,
    #[serde(default)]
    country: Vec<String>,
    /// Plain numbers; those with a kind or country stand in `identifiers` as well.
    #[serde(default)]
    ids: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    identifiers: Vec<Identifier>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    addresses: Vec<Address>,
    #[serde(default)]
    programs: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    listed: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    requirement: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    policy: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    citation: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    owners: Vec<String>,
}

impl From<Record> for super::Record {
    fn from(line: Record) -> Self {
        let alias = |quality| move |name| Alias { name, quality };
        let mut identifiers = line.identifiers;
        for value in line.ids {
            if !identifiers.iter().any(|known| known.value == value) {
                identifiers.push(Identifier { value, ..Identifier::default() });
            }
        }
        Self {
            id: line.id,
            list: line.list,
            entity: line.ent,
            kind: line.kind,
            name: line.name,
            aliases: line.aka.into_iter().map(alias(Quality::Strong)).chain(line.weak_aka.into_iter().map(alias(Quality::Weak))).collect(),
            births: line.dob,
            countries: line.country,
            identifiers,
            addresses: line.addresses,
            programs: line.programs,
            listed: line.listed,
            requirement: line.requirement,
            policy: line.policy,
            citation: line.citation,
            source: line.source,
            owners: line.owners,
        }
    }
}

impl From<super::Record> for Record {
    fn from(record: super::Record) -> Self {
        let (weak, strong): (Vec<Alias>, Vec<Alias>) = record.aliases.into_iter().partition(|alias| alias.quality == Quality::Weak);
        let ids = record.identifiers.iter().map(|identifier| identifier.value.clone()).collect();
        let (typed, _plain): (Vec<Identifier>, Vec<Identifier>) = record.identifiers.into_iter().partition(|one| one.kind.is_some() || one.country.is_some());
        Self {
            id: record.id,
            list: record.list,
            ent: record.entity,
            kind: record.kind,
            name: record.name,
            aka: strong.into_iter().map(|alias| alias.name).collect(),
            weak_aka: weak.into_iter().map(|alias| alias.name).collect(),
            dob: record.births,
            country: record.countries,
            ids,
            identifiers: typed,
            addresses: record.addresses,
            programs: record.programs,
            listed: record.listed,
            requirement: record.requirement,
            policy: record.policy,
            citation: record.citation,
            source: record.source,
            owners: record.owners,
        }
    }
}
