//! What changed between real editions.

use comity_read::parties::delta::Delta;

use crate::files;

#[track_caller]
fn check(before: &[&str], after: &[&str], want: [usize; 4]) {
    let (before, after) = (files(before), files(after));
    let delta = Delta::between(&before.records, &after.records, before.positional_ids || after.positional_ids);
    assert_eq!([delta.added.len(), delta.removed.len(), delta.changed.len(), delta.unchanged], want, "added, removed, changed, the same");
    assert_eq!(before.records.len() + delta.added.len() - delta.removed.len(), after.records.len());
}

#[test]
fn an_edition_against_itself_changes_nothing() {
    for file in ["us-csl.2026-07-31.json", "un-sc.2026-02-27.xml", "ca-sema.2025-04.xml", "au-dfat.2025-04.csv", "cn-mofcom.2026-07-19.json"] {
        let reading = files(&[file]);
        check(&[file], &[file], [0, 0, 0, reading.records.len()]);
    }
}

#[test]
fn the_un_list_from_april_2025_to_february_2026() {
    // Python, by reference number: 130 and 4. By the number of the record it would be 136 and 10: six were entered anew.
    check(&["un-sc.2025-04-19.xml"], &["un-sc.2026-02-27.xml"], [130, 4, 10, 863]);
}

#[test]
fn ofac_from_2022_to_2024() {
    // Python, by the party's number: 6,853 and 494; of two parties with one number in 2022, one has its own in 2024. Neither edition has other names here: one of them lacks alt.csv.
    let before = ["ofac-sdn.2022-01/sdn.csv", "ofac-sdn.2022-01/add.csv"];
    check(&before, &["ofac-sdn.2024-06/sdn.csv", "ofac-sdn.2024-06/add.csv"], [6_852, 494, 232, 8_318]);
}
