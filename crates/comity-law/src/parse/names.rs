//! Names declared anywhere in the law folder.

use std::collections::HashMap;

use crate::{ChartId, CodeSetId, CountryId, FactId, GroupId, HsSetId, JurisdictionId, ListId, Problem, ProblemKind, ReasonId, RegionId, RuleId, nearest};

use super::kdl::Text;

/// Names by sort, each with its index.
#[derive(Default)]
pub(crate) struct Names {
    pub(crate) facts: HashMap<Box<str>, FactId>,
    pub(crate) countries: HashMap<Box<str>, CountryId>,
    pub(crate) regions: HashMap<Box<str>, RegionId>,
    pub(crate) reasons: HashMap<Box<str>, ReasonId>,
    pub(crate) jurisdictions: HashMap<Box<str>, JurisdictionId>,
    pub(crate) groups: HashMap<Box<str>, GroupId>,
    pub(crate) charts: HashMap<Box<str>, ChartId>,
    pub(crate) lists: HashMap<Box<str>, ListId>,
    pub(crate) code_sets: HashMap<Box<str>, CodeSetId>,
    pub(crate) hs_sets: HashMap<Box<str>, HsSetId>,
    pub(crate) rules: HashMap<Box<str>, Vec<RuleId>>,
    pub(crate) defines: HashMap<Box<str>, RuleId>,
}

/// Looks a name up, or reports the nearest.
pub(crate) fn find<T: Copy>(table: &HashMap<Box<str>, T>, what: &'static str, name: &str) -> Result<T, (ProblemKind, Option<String>)> {
    table.get(name).copied().ok_or_else(|| {
        let near = nearest(name, sorted(table));
        (ProblemKind::Unknown { what, name: name.into() }, near.map(|near| format!("did you mean `{near}`?")))
    })
}

/// Keys in a fixed order, so that a remedy is the same on every run.
fn sorted<T>(table: &HashMap<Box<str>, T>) -> Vec<&str> {
    let mut keys: Vec<&str> = table.keys().map(|key| &**key).collect();
    keys.sort_unstable();
    keys
}

/// The index of a name at a place, reporting it when unknown.
pub(crate) fn lookup<T: Copy>(table: &HashMap<Box<str>, T>, what: &'static str, text: &Text, problems: &mut Vec<Problem>) -> Option<T> {
    match find(table, what, text.value) {
        Ok(id) => Some(id),
        Err((kind, help)) => {
            let problem = text.problem(kind);
            problems.push(match help {
                Some(help) => problem.help(help),
                None => problem,
            });
            None
        }
    }
}
