//! What publishers call their lists: `law/vocabulary/party-lists.kdl`, read.

use std::collections::HashMap;

use kdl::{KdlDocument, KdlNode};
use miette::{Diagnostic, SourceSpan};
use thiserror::Error;

use super::implied::ReadFact;

/// A list of parties, as one law makes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartyList {
    /// Its code, such as `UN-SC`.
    pub code: String,
    /// The jurisdiction or body whose list it is.
    pub jurisdiction: String,
    /// What it is, in our words.
    pub title: String,
    /// The publisher's page.
    pub address: String,
    /// Names that sources give it.
    pub named: Vec<String>,
    /// Paths of the facts that are so of a party on it.
    pub gives: Vec<String>,
    /// What more of a party its records tell.
    pub reads: Vec<ReadFact>,
}

/// What is imported together: the file, or files, of one publisher.
#[derive(Clone, Debug, PartialEq)]
pub struct PartySet {
    /// Its name, such as `un-sc`.
    pub name: String,
    /// What it is, in our words.
    pub title: String,
    /// Where the publisher offers it.
    pub address: String,
    /// The share of records, in percent, by which an edition may be smaller than the one before without a person's consent.
    pub shrink: Option<f64>,
}

/// Which list the records of a format are of, where the format does not say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct FormatLists {
    list: Option<String>,
    /// List by programme, for files that hold several lists and name only programmes; the first that fits counts.
    programmes: Vec<(String, String)>,
    otherwise: Option<String>,
}

/// The lists and sets that the data know.
///
/// ```
/// use comity_read::parties::PartyLists;
/// let lists = PartyLists::parse("party-lists.kdl", r#"
///     shrink "5 %"
///     set "x" title="The lists of X" address="https://x.example/"
///     list "X-1" jurisdiction="x" title="First list" address="https://x.example/1" { named "List One" }
/// "#)?;
/// assert_eq!(lists.code_of("list one"), Some("X-1"));
/// assert_eq!(lists.shrink("x"), 5.0);
/// # Ok::<(), comity_read::parties::PartyListsError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct PartyLists {
    lists: Vec<PartyList>,
    sets: Vec<PartySet>,
    formats: HashMap<String, FormatLists>,
    names: HashMap<String, String>,
    countries: Vec<(String, String)>,
    shrink: f64,
    spoilt: f64,
    alert: Option<f64>,
}

/// Why the file of party lists cannot be used.
#[derive(Debug, Error, Diagnostic)]
#[error("{path}: {what}")]
#[diagnostic(code(read::party_lists), help("see docs/lists.md for the form of this file"))]
pub struct PartyListsError {
    path: String,
    what: String,
    #[source_code]
    text: String,
    #[label("here")]
    at: SourceSpan,
}

impl PartyLists {
    /// Reads the text of `party-lists.kdl`.
    ///
    /// # Errors
    /// When it is no KDL, holds an unknown node, names a code twice or refers to a list that it does not hold.
    pub fn parse(path: &str, text: &str) -> Result<Self, PartyListsError> {
        let wrong = |at: SourceSpan, what: String| PartyListsError { path: path.to_owned(), what, text: text.to_owned(), at };
        let document: KdlDocument = text.parse().map_err(|error: kdl::KdlError| {
            let at = error.diagnostics.first().map_or((0, 0).into(), |first| first.span);
            wrong(at, error.to_string())
        })?;
        let mut lists = Self::default();
        for node in document.nodes() {
            let first = argument(node).ok_or_else(|| wrong(node.span(), format!("`{}` needs a text behind it", node.name().value())))?.to_owned();
            let need = |name: &str| attribute(node, name).ok_or_else(|| wrong(node.span(), format!("`{first}` lacks `{name}`")));
            match node.name().value() {
                "shrink" => lists.shrink = percent(&first).ok_or_else(|| wrong(node.span(), format!("`{first}` is no share such as 5 %")))?,
                "spoilt" => lists.spoilt = percent(&first).ok_or_else(|| wrong(node.span(), format!("`{first}` is no share such as 1 %")))?,
                "alert" => {
                    let score = first.parse().ok().filter(|score| (0.0..=1.0).contains(score));
                    lists.alert = Some(score.ok_or_else(|| wrong(node.span(), format!("`{first}` is no score from 0 to 1")))?);
                }
                "set" => {
                    let shrink = match attribute(node, "shrink") {
                        Some(text) => Some(percent(&text).ok_or_else(|| wrong(node.span(), format!("`{text}` is no share such as 5 %")))?),
                        None => None,
                    };
                    lists.sets.push(PartySet { title: need("title")?, address: need("address")?, name: first, shrink });
                }
                "list" => {
                    let named: Vec<String> = children(node, "named").filter_map(argument).map(str::to_owned).collect();
                    if lists.list(&first).is_some() {
                        return Err(wrong(node.span(), format!("`{first}` stands here twice")));
                    }
                    for name in named.iter().chain([&first]) {
                        lists.names.insert(name.to_lowercase(), first.clone());
                    }
                    let (jurisdiction, title, address) = (need("jurisdiction")?, need("title")?, need("address")?);
                    let gives = children(node, "gives").flat_map(arguments).collect();
                    let reads = children(node, "reads").map(|reads| ReadFact::parse(reads).map_err(|what| wrong(reads.span(), what)));
                    let reads = reads.collect::<Result<_, _>>()?;
                    if let Some(other) = node.children().into_iter().flat_map(KdlDocument::nodes).find(|child| !LIST_ROWS.contains(&child.name().value())) {
                        return Err(wrong(other.name().span(), format!("unknown node `{}`", other.name().value())));
                    }
                    lists.lists.push(PartyList { code: first, jurisdiction, title, address, named, gives, reads });
                }
                "format" => {
                    let programmes = children(node, "programme").filter_map(|row| Some((argument(row)?.to_owned(), attribute(row, "list")?))).collect();
                    lists.formats.insert(first, FormatLists { list: attribute(node, "list"), programmes, otherwise: attribute(node, "otherwise") });
                }
                "country" => lists.countries.extend(children(node, "named").filter_map(argument).map(|name| (name.to_owned(), first.clone()))),
                other => return Err(wrong(node.name().span(), format!("unknown node `{other}`"))),
            }
        }
        let codes = lists.formats.values().flat_map(|format| format.programmes.iter().map(|(_, list)| list).chain(&format.list).chain(&format.otherwise));
        if let Some(unknown) = codes.into_iter().find(|code| lists.list(code).is_none()) {
            return Err(wrong((0, 0).into(), format!("a format leads to the list `{unknown}`, which is not here")));
        }
        Ok(lists)
    }

    /// All lists.
    pub fn lists(&self) -> &[PartyList] {
        &self.lists
    }

    /// All sets.
    pub fn sets(&self) -> &[PartySet] {
        &self.sets
    }

    /// A list by its code.
    pub fn list(&self, code: &str) -> Option<&PartyList> {
        self.lists.iter().find(|list| list.code == code)
    }

    /// A set by its name.
    pub fn set(&self, name: &str) -> Option<&PartySet> {
        self.sets.iter().find(|set| set.name == name)
    }

    /// The code of the list that a source calls so; codes are names of themselves.
    pub fn code_of(&self, name: &str) -> Option<&str> {
        self.names.get(&name.trim().to_lowercase()).map(String::as_str)
    }

    /// The share of records, in percent, by which an edition of a set may shrink without a person's consent.
    pub fn shrink(&self, set: &str) -> f64 {
        self.set(set).and_then(|set| set.shrink).unwrap_or(self.shrink)
    }

    /// The share of records, in percent, whose names may be spoilt or missing without a person's consent.
    pub fn spoilt(&self) -> f64 {
        self.spoilt
    }

    /// The score from which a hit on a party of a transaction leaves its facts open; none where the data leave it to the matching.
    pub fn alert(&self) -> Option<f64> {
        self.alert
    }

    /// Names of countries that party lists use and the law's vocabulary lacks, each with its code.
    pub fn countries(&self) -> impl Iterator<Item = (&str, &str)> {
        self.countries.iter().map(|(name, code)| (name.as_str(), code.as_str()))
    }

    /// The one list that a format's records are of.
    pub(super) fn of_format(&self, format: &str) -> Option<&str> {
        self.formats.get(format)?.list.as_deref()
    }

    /// The list of a party under these programmes, in a format whose files hold several lists: the data's order decides.
    pub(super) fn of_programmes(&self, format: &str, programmes: &[String]) -> Option<&str> {
        let rows = &self.formats.get(format)?.programmes;
        rows.iter().find(|(programme, _)| programmes.contains(programme)).map(|(_, list)| list.as_str())
    }

    /// The list of what no programme tells.
    pub(super) fn otherwise(&self, format: &str) -> Option<&str> {
        self.formats.get(format)?.otherwise.as_deref()
    }
}

/// What may stand inside a `list`.
const LIST_ROWS: [&str; 3] = ["named", "gives", "reads"];

fn arguments(node: &KdlNode) -> impl Iterator<Item = String> {
    (0..node.entries().len()).filter_map(|at| Some(node.get(at)?.as_string()?.to_owned()))
}

fn argument(node: &KdlNode) -> Option<&str> {
    node.get(0)?.as_string()
}

fn attribute(node: &KdlNode, name: &str) -> Option<String> {
    node.get(name)?.as_string().map(str::to_owned)
}

fn children<'n>(node: &'n KdlNode, name: &'n str) -> impl Iterator<Item = &'n KdlNode> {
    node.children().into_iter().flat_map(KdlDocument::nodes).filter(move |child| child.name().value() == name)
}

fn percent(text: &str) -> Option<f64> {
    let share: f64 = text.strip_suffix('%')?.trim().parse().ok()?;
    (0.0..=100.0).contains(&share).then_some(share)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_told() {
        for (text, want) in [
            ("list \"A", "party-lists.kdl"),
            ("list \"A\" title=\"t\"", "`A` lacks `jurisdiction`"),
            ("shrink \"five\"", "no share"),
            ("set \"s\" title=\"t\" address=\"a\" shrink=\"500 %\"", "no share"),
            ("lists \"A\"", "unknown node `lists`"),
            ("format \"un-xml\" list=\"A\"", "the list `A`, which is not here"),
            ("list", "needs a text"),
            ("alert \"2\"", "no score"),
            ("list \"A\" jurisdiction=\"j\" title=\"t\" address=\"a\" { give \"x\" }", "unknown node `give`"),
            ("list \"A\" jurisdiction=\"j\" title=\"t\" address=\"a\" { reads \"x\" from=\"name\" }", "needs `from`"),
            ("list \"A\" jurisdiction=\"j\" title=\"t\" address=\"a\" { reads \"x\" from=\"policy\" { word \"w\" } }", "`word` is no row"),
        ] {
            let error = PartyLists::parse("party-lists.kdl", text).unwrap_err().to_string();
            assert!(error.contains(want), "{text}: `{error}` lacks `{want}`");
        }
    }
}
