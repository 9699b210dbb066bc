//! Where the official text of a list is published, and in which form: what `comity law fetch` needs to know.
//!
//! A value of its own beside [`Law`](crate::Law): nothing is decided by an address, so no receipt depends on one.

use jiff::civil::Date;
use kdl::KdlDocument;
use serde::{Deserialize, Serialize};

use crate::{
    CompiledError, Problem, ProblemKind, SourceFile,
    parse::{
        documents,
        kdl::{At, Problems, Text},
    },
};

/// First bytes of every compiled block of addresses: format name and version.
const HEADER: &[u8] = b"comity-official/1\n";
/// What stands in an address for the first day of an edition: `2026-07-23`, and `20260723`.
const DAYS: [(&str, &str); 2] = [("{date}", "%Y-%m-%d"), ("{day}", "%Y%m%d")];

/// Where the official texts of all lists are published.
///
/// ```
/// use comity_law::{SourceFile, official::Official};
///
/// let read = Official::parse(&[SourceFile::new("x/lists/l/curated/sources.kdl", r#"
///     official-text "x/l" publisher="The gazette" { address "https://example.org/{date}/l.xml" reader="l-xml" }
/// "#)]);
/// assert!(read.problems.is_empty());
/// let address = read.official.of("x/l").and_then(|text| text.address.as_ref()).unwrap();
/// assert_eq!(address.on("2026-07-23".parse().unwrap()), "https://example.org/2026-07-23/l.xml");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Official {
    /// A row a list, in the order of the files.
    pub lists: Vec<OfficialText>,
}

/// Where one list is published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficialText {
    /// Id of the list, such as `us/ccl`.
    pub list: Box<str>,
    /// Who publishes it.
    pub publisher: Box<str>,
    /// The address in a form that a reader reads; none where there is no such form.
    pub address: Option<Address>,
    /// Addresses in forms that no reader reads.
    pub unread: Vec<Unread>,
    /// What else there is to know, in our words.
    pub note: Option<Box<str>>,
}

/// An address whose answer a reader reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// The address, with the day of the edition left open.
    pub template: Box<str>,
    /// The name of the reader. The readers stand above this crate, so it is not looked up here.
    pub reader: Box<str>,
}

/// An address whose answer no reader reads: for a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unread {
    /// The address, where it has a day with the day left open.
    pub template: Box<str>,
    /// Its form, such as `HTML, PDF`.
    pub form: Box<str>,
}

/// What could be read of the addresses, and everything wrong with them.
#[derive(Debug)]
pub struct ReadOfficial {
    /// The addresses as far as they could be read.
    pub official: Official,
    /// Faults, in the order of files and places.
    pub problems: Vec<Problem>,
}

impl Address {
    /// The address of one edition.
    pub fn on(&self, edition: Date) -> String {
        filled(&self.template, edition)
    }
}

impl Unread {
    /// The address of one edition.
    pub fn on(&self, edition: Date) -> String {
        filled(&self.template, edition)
    }
}

fn filled(template: &str, edition: Date) -> String {
    DAYS.iter().fold(template.to_owned(), |address, (place, form)| address.replace(place, &edition.strftime(form).to_string()))
}

impl Official {
    /// Whether a file of the law folder holds addresses (and nothing that [`Law`](crate::Law) reads).
    pub fn holds(path: &str) -> bool {
        path.contains("/lists/") && path.ends_with("/sources.kdl")
    }

    /// Reads the addresses of a law folder; other files are passed over.
    pub fn parse(files: &[SourceFile]) -> ReadOfficial {
        let mut files: Vec<SourceFile> = files.iter().filter(|file| Self::holds(&file.path)).cloned().collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let (documents, mut problems) = documents(&files);
        let nodes = documents.iter().flat_map(|(file, document): &(&SourceFile, KdlDocument)| document.nodes().iter().map(move |node| At { file, node }));
        let mut official = Self::default();
        for at in nodes {
            let Some((id, text)) = official_text(at, &mut problems) else { continue };
            if official.of(&text.list).is_some() {
                problems.push(id.problem(ProblemKind::Duplicate { what: "official text", name: id.value.into() }));
            } else {
                official.lists.push(text);
            }
        }
        problems.sort_by_cached_key(|problem| (problem.path().to_owned(), problem.span().offset()));
        ReadOfficial { official, problems }
    }

    /// Where a list is published, if the law says so.
    pub fn of(&self, list: &str) -> Option<&OfficialText> {
        self.lists.iter().find(|text| &*text.list == list)
    }

    /// Writes the compiled form.
    ///
    /// # Errors
    /// [`CompiledError::Damaged`] if it cannot be written, which no parsed addresses cause.
    pub fn to_compiled(&self) -> Result<Vec<u8>, CompiledError> {
        Ok(postcard::to_extend(self, HEADER.to_vec())?)
    }

    /// Loads the compiled form.
    ///
    /// # Errors
    /// When the bytes are of another version or damaged.
    pub fn from_compiled(bytes: &[u8]) -> Result<Self, CompiledError> {
        let body = bytes.strip_prefix(HEADER).ok_or(CompiledError::Version)?;
        Ok(postcard::from_bytes(body)?)
    }
}

/// One node, with the id that it stands under.
fn official_text<'a>(at: At<'a>, problems: &mut Problems) -> Option<(Text<'a>, OfficialText)> {
    if at.name() != "official-text" {
        problems.push(at.problem(ProblemKind::UnknownNode { node: at.name().into() }).help("known here: official-text"));
        return None;
    }
    at.only(&["publisher", "address", "unread", "note"], problems);
    let (id, publisher) = (at.arg("a list", problems)?, at.required("publisher", problems)?);
    // `x/lists/l/curated/sources.kdl` speaks of `x/l`.
    let own = id.value.split_once('/').is_some_and(|(jurisdiction, list)| at.file.path.starts_with(&format!("{jurisdiction}/lists/{list}/")));
    if !own {
        problems.push(id.problem(ProblemKind::ForeignId { id: id.value.into(), jurisdiction: at.file.jurisdiction().into() }));
    }
    let mut addresses = at.named("address").filter_map(|row| {
        row.only(&["reader"], problems);
        let (template, reader) = (https(row, problems)?, row.required("reader", problems)?);
        if !DAYS.iter().any(|(place, _)| template.value.contains(place)) {
            // Without a day, the text of another edition would be kept as this one's.
            problems.push(template.problem(ProblemKind::Expected { expected: "an address with {date} or {day} for the edition".into() }));
        }
        Some((row, Address { template: template.value.into(), reader: reader.value.into() }))
    });
    let (address, second) = (addresses.next().map(|(_, address)| address), addresses.next().map(|(row, _)| row));
    drop(addresses);
    if let Some(row) = second {
        problems.push(row.problem(ProblemKind::Duplicate { what: "address", name: id.value.into() }));
    }
    let mut unread = Vec::new();
    for row in at.named("unread") {
        row.only(&["form"], problems);
        if let (Some(template), Some(form)) = (https(row, problems), row.required("form", problems)) {
            unread.push(Unread { template: template.value.into(), form: form.value.into() });
        }
    }
    let text = OfficialText { list: id.value.into(), publisher: publisher.value.into(), address, unread, note: at.boxed("note") };
    Some((id, text))
}

/// The address of a row, which must be one that no one on the way can change.
fn https<'a>(row: At<'a>, problems: &mut Problems) -> Option<Text<'a>> {
    let address = row.arg("an address", problems)?;
    if !address.value.starts_with("https://") {
        problems.push(address.problem(ProblemKind::Expected { expected: "an address that begins with https://".into() }));
    }
    Some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: &[&str]) -> Official {
        let read = Official::parse(&[SourceFile::new("x/lists/l/curated/sources.kdl", text)]);
        let got: Vec<String> = read.problems.iter().map(ToString::to_string).collect();
        assert!(got.len() == want.len() && got.iter().zip(want).all(|(got, want)| got.contains(want)), "{got:?}");
        read.official
    }

    #[test]
    fn an_address_is_filled_with_the_day_of_the_edition() {
        let official =
            check(r#"official-text "x/l" publisher="P" { address "https://e.org/{date}?d={day}" reader="r"; unread "https://e.org/all" form="PDF" }"#, &[]);
        let text = official.of("x/l").unwrap();
        let day = "2026-07-03".parse().unwrap();
        assert_eq!(text.address.as_ref().unwrap().on(day), "https://e.org/2026-07-03?d=20260703");
        assert_eq!(text.unread[0].on(day), "https://e.org/all");
        assert_eq!(Official::from_compiled(&official.to_compiled().unwrap()).unwrap(), official);
    }

    #[test]
    fn faults_are_named() {
        check(r#"official-text "x/l" publisher="P" { address "http://e.org/{date}" reader="r" }"#, &["https://"]);
        check(r#"official-text "x/l" publisher="P" { address "https://e.org/" reader="r" }"#, &["{date}"]);
        check(r#"official-text "x/l" publisher="P" { address "https://e.org/{date}" }"#, &["reader"]);
        check(r#"official-text "y/l" publisher="P" { unread "https://e.org/" form="PDF" }"#, &["y/l"]);
        check(r#"official-text "x/l" { unread "https://e.org/" form="PDF" }"#, &["publisher"]);
        check(r#"official-texts "x/l" publisher="P""#, &["official-texts"]);
        check(r#"official-text "x/l" publisher="P" { adress "https://e.org/" }"#, &["adress"]);
        check("official-text \"x/l\" publisher=\"P\"\nofficial-text \"x/l\" publisher=\"P\"", &["x/l"]);
    }
}
