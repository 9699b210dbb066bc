//! The index by which descriptions find provisions: the project's own search words, and official text where it was fetched.

use comity_decide::classify::Index;
use comity_law::{
    Law,
    criteria::{Criteria, Edition},
};

use crate::{
    data_folder::DataFolder,
    official::{self, StoredText},
    watch::{Watch, usable},
};

/// The index over all lists, with the official text of a data folder.
pub fn index(criteria: &Criteria, law: &Law, data: Option<&DataFolder>, watch: &dyn Watch) -> Index {
    let index = Index::new(criteria, Some(law));
    let Some(data) = data else { return index };
    let fetched = |list: &str| -> Option<(&Edition, StoredText)> {
        let latest = usable(official::latest(data, list), watch)?;
        let text = usable(official::load(data, list, latest.edition), watch)?;
        Some((criteria.edition(list, None)?, text))
    };
    let texts: Vec<(&Edition, StoredText)> = criteria.lists().into_iter().filter_map(fetched).collect();
    if texts.is_empty() {
        return index;
    }
    let paragraphs = texts.iter().flat_map(|(edition, text)| text.paragraphs.iter().map(|paragraph| (code(edition, &paragraph.path), &*paragraph.text)));
    index.with_official(paragraphs)
}

/// The code by which the lists of one lineage know a paragraph's entry.
fn code<'a>(edition: &'a Edition, path: &'a str) -> &'a str {
    edition.node(path).map_or(path, |(node, _)| edition.family(node))
}
