//! Which questions a change of the lists can touch.

use crate::{
    Index, Query,
    candidates::{self, Workspace},
    query,
};

/// Whether screening this question would compare it with one of the records at these places.
///
/// Every hit comes from a name that is compared, or from a register number: where the answer is no, none of these records is among the hits,
/// whatever the threshold. It costs less than screening, because no names are aligned.
///
/// ```
/// use comity_screen::{Index, Query, Record, Workspace, meets};
///
/// let party = |name: &str| Record { name: name.into(), ..Record::default() };
/// let index = Index::new(&[party("Jane Doe"), party("Richard Roe")]);
/// let query = Query { name: "Richard Rowe".into(), ..Query::default() };
/// assert!(meets(&index, &query, |at| at == 1, &mut Workspace::default()));
/// assert!(!meets(&index, &query, |at| at == 0, &mut Workspace::default()));
/// ```
pub fn meets(index: &Index, query: &Query, concerned: impl Fn(u32) -> bool, workspace: &mut Workspace) -> bool {
    if query.identifiers.iter().flat_map(|one| index.records_with(&one.value)).any(|at| concerned(*at)) {
        return true;
    }
    let asked = query::asked(&query.name, index);
    let expansions = candidates::expand(index, &asked.words, workspace);
    let names = candidates::gather(index, &asked.words, &expansions, workspace);
    names.into_iter().any(|name| concerned(index.names.record(name).0))
}
