//! Which questions a change of the lists can touch.

use crate::{
    Index, Options, Query,
    candidates::{self, Workspace},
    evidence::Evidence,
    query,
    screen::best_names,
};

/// Whether screening this question would compare it with one of the records at these places.
///
/// Every hit comes from a name that is compared, or from a register number: where the answer is no, none of these records is among the hits of
/// [`screen`](crate::screen()) with the same options.
///
/// ```
/// use comity_screen::{Index, Options, Query, Record, Workspace, meets};
///
/// let party = |name: &str| Record { name: name.into(), ..Record::default() };
/// let index = Index::new(&[party("Jane Doe"), party("Richard Roe")]);
/// let query = Query { name: "Richard Rowe".into(), ..Query::default() };
/// assert!(meets(&index, &query, &Options::default(), |at| at == 1, &mut Workspace::default()));
/// assert!(!meets(&index, &query, &Options::default(), |at| at == 0, &mut Workspace::default()));
/// ```
pub fn meets(index: &Index, query: &Query, options: &Options, concerned: impl Fn(u32) -> bool, workspace: &mut Workspace) -> bool {
    if query.identifiers.iter().flat_map(|one| index.records_with(&one.value)).any(|at| concerned(*at)) {
        return true;
    }
    let asked = query::asked(&query.name, index);
    let expansions = candidates::expand(index, &asked.words, workspace);
    let names = best_names(index, &asked, &expansions, &Evidence::of(query), options, workspace);
    names.into_iter().any(|named| concerned(named.record))
}
