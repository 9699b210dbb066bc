//! Names of the same party in two scripts become comparable words: the share that a simple alignment recognises stays where it is.

#[path = "scripts/rows.rs"]
mod rows;

#[track_caller]
fn check(script: &str, kind: &str, floor: f64) {
    let all = rows::rows().expect("the labelled rows: set COMITY_DATA_SOURCES to the folder of official sources");
    let tally = rows::tally(&all);
    let [even, odd] = tally.get(&(script.to_owned(), kind.to_owned())).expect("rows of the script");
    let both = rows::Share { rows: even.rows + odd.rows, aligned: even.aligned + odd.aligned };
    assert!(both.percent() >= floor, "{script} {kind}: {:.1} % of {} rows are aligned, {floor} % expected", both.percent(), both.rows);
}
