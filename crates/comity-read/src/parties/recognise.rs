//! Which format a source has, by its beginning. Names of files tell nothing.

use csv::ReaderBuilder;

use crate::error::{Place, ReadError};

/// A format of party lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Format {
    /// The Consolidated Screening List as its publisher offers it: `{"results": [...]}`.
    CslJson,
    /// The same list in its compact form: tables, and entries that point into them.
    CslCompact,
    /// OFAC's `sdn.csv`, with or without a row of column names.
    OfacMain,
    /// OFAC's `alt.csv`: other names.
    OfacNames,
    /// OFAC's `add.csv`: addresses.
    OfacAddresses,
    /// OFAC's `sdn_comments.csv`: what did not fit into the remarks.
    OfacComments,
    /// OFAC's `SDN.XML` and `CONSOLIDATED.XML`.
    OfacXml,
    /// The UN Security Council's consolidated list.
    UnXml,
    /// The EU's consolidated financial sanctions list, XML 1.1.
    EuXml,
    /// The same, CSV 1.1.
    EuCsv,
    /// The UK sanctions list, CSV.
    UkCsv,
    /// The UK's consolidated list of financial sanctions targets, CSV (`ConList`).
    UkConsolidatedCsv,
    /// The UK sanctions list, XML.
    UkXml,
    /// Canada's autonomous sanctions list, XML.
    CanadaXml,
    /// Australia's consolidated list as a table of names.
    AustraliaNames,
    /// Australia's consolidated list with the publisher's columns.
    AustraliaCsv,
    /// End-user lists of Japan and China as registers of named entities, JSON.
    RegisterJson,
    /// Entities of FollowTheMoney, one JSON object a line.
    FollowTheMoney,
    /// The normalised form, one JSON object a line.
    Normalised,
}

impl Format {
    /// Its name in `party-lists.kdl` and in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::CslJson => "csl-json",
            Self::CslCompact => "csl-compact",
            Self::OfacMain => "ofac-csv",
            Self::OfacNames => "ofac-alt-csv",
            Self::OfacAddresses => "ofac-add-csv",
            Self::OfacComments => "ofac-comments-csv",
            Self::OfacXml => "ofac-xml",
            Self::UnXml => "un-xml",
            Self::EuXml => "eu-xml",
            Self::EuCsv => "eu-csv",
            Self::UkCsv => "uk-csv",
            Self::UkConsolidatedCsv => "uk-consolidated-csv",
            Self::UkXml => "uk-xml",
            Self::CanadaXml => "ca-xml",
            Self::AustraliaNames => "au-names-csv",
            Self::AustraliaCsv => "au-csv",
            Self::RegisterJson => "register-json",
            Self::FollowTheMoney => "followthemoney",
            Self::Normalised => "normalised",
        }
    }
}

/// What can be read, for a message about what cannot.
const EXPECTED: &str = "a party list: Consolidated Screening List JSON, OFAC SDN CSV or XML, UN XML, EU financial sanctions XML or CSV, \
    UK sanctions list CSV or XML, Canada XML, Australia CSV, an end-user register of Japan or China as JSON, FollowTheMoney or normalised JSON lines";

/// Recognises a format by the beginning of a source.
///
/// # Errors
/// When it is none of the known formats, or an XML document that declares another encoding than UTF-8.
pub fn recognise(name: &str, head: &str) -> Result<Format, ReadError> {
    let start = head.trim_start();
    let found = match start.chars().next() {
        Some('<') => xml(name, start)?,
        Some('{' | '[') => json(start),
        Some(_) => table(start),
        None => None,
    };
    found.ok_or_else(|| {
        let shown: String = start.chars().take(60).map(|c| if c.is_control() { ' ' } else { c }).collect();
        let found = if shown.is_empty() { "nothing".to_owned() } else { format!("`{shown}`") };
        ReadError::Unexpected { place: Place::of_entry(name, None), expected: EXPECTED.to_owned(), found }
    })
}

fn xml(name: &str, start: &str) -> Result<Option<Format>, ReadError> {
    if let Some(declaration) = start.strip_prefix("<?xml").and_then(|rest| rest.split("?>").next())
        && let Some((_, encoding)) = declaration.split_once("encoding")
    {
        let encoding = encoding.trim_start_matches([' ', '=', '"', '\'']).split(['"', '\'']).next().unwrap_or_default();
        if !["utf-8", "utf8", "us-ascii"].contains(&encoding.to_lowercase().as_str()) {
            let found = format!("the encoding {encoding}");
            return Err(ReadError::Unexpected { place: Place::of_entry(name, None), expected: "text in UTF-8".into(), found });
        }
    }
    let mut rest = start;
    let element = loop {
        let Some((_, after)) = rest.split_once('<') else { return Ok(None) };
        if after.starts_with(|c: char| c.is_alphabetic() || c == '_') {
            break after.split(|c: char| c.is_whitespace() || c == '>' || c == '/').next().unwrap_or_default();
        }
        rest = if let Some(comment) = after.strip_prefix("!--") { comment.split_once("-->").map_or("", |(_, after)| after) } else { after };
    };
    let local = element.rsplit(':').next().unwrap_or_default();
    Ok(match local {
        "sdnList" => Some(Format::OfacXml),
        "CONSOLIDATED_LIST" => Some(Format::UnXml),
        "export" => Some(Format::EuXml),
        "Designations" => Some(Format::UkXml),
        "data-set" => Some(Format::CanadaXml),
        _ => None,
    })
}

fn json(start: &str) -> Option<Format> {
    let array = start.starts_with('[');
    let keys = keys(start, if array { 2 } else { 1 });
    let has = |wanted: &[&str]| wanted.iter().all(|key| keys.iter().any(|known| known == key));
    match array {
        true if has(&["entity_name", "list_id"]) => Some(Format::RegisterJson),
        true => None,
        false if has(&["fieldKey"]) => Some(Format::CslCompact),
        false if has(&["results"]) => Some(Format::CslJson),
        false if has(&["schema", "properties"]) => Some(Format::FollowTheMoney),
        false if has(&["id", "list", "name"]) => Some(Format::Normalised),
        false => None,
    }
}

/// Keys of the objects at a depth, as far as the text goes.
fn keys(text: &str, wanted: usize) -> Vec<&str> {
    let (mut keys, mut depth, mut from) = (Vec::new(), 0_usize, 0);
    let bytes = text.as_bytes();
    let (mut quoted, mut escaped) = (None, false);
    for (i, byte) in bytes.iter().enumerate().skip(from) {
        match (quoted, byte) {
            (Some(_), _) if escaped => escaped = false,
            (Some(_), b'\\') => escaped = true,
            (Some(start), b'"') => {
                quoted = None;
                from = i + 1;
                let colon = bytes.get(from..).unwrap_or_default().iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b':');
                if depth == wanted && colon {
                    keys.extend(text.get(start..i));
                }
            }
            (Some(_), _) => {}
            (None, b'"') => quoted = Some(i + 1),
            (None, b'{' | b'[') => depth += 1,
            (None, b'}' | b']') => depth = depth.saturating_sub(1),
            (None, _) => {}
        }
        if keys.len() > 200 {
            break;
        }
    }
    keys
}

fn table(start: &str) -> Option<Format> {
    let rows = |delimiter| {
        let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(start.as_bytes());
        let rows: Vec<Vec<String>> =
            reader.records().take(3).map_while(Result::ok).map(|row| row.iter().map(|cell| cell.trim().to_lowercase()).collect()).collect();
        rows
    };
    for delimiter in [b',', b';'] {
        for (i, row) in rows(delimiter).iter().enumerate() {
            let has = |wanted: &[&str]| wanted.iter().all(|name| row.iter().any(|cell| cell == name));
            let number = row.first().is_some_and(|cell| !cell.is_empty() && cell.bytes().all(|byte| byte.is_ascii_digit()));
            let named = has(&["ent_num"]);
            let format = match row.len() {
                _ if has(&["entity_logicalid", "namealias_wholename"]) => Format::EuCsv,
                _ if has(&["unique id", "name 6"]) => Format::UkCsv,
                _ if has(&["group id", "name 6"]) => Format::UkConsolidatedCsv,
                _ if has(&["name of individual or entity", "name type"]) => Format::AustraliaCsv,
                6 if has(&["name", "alias", "nationality", "sanction type"]) => Format::AustraliaNames,
                12 if i == 0 && (named || number) => Format::OfacMain,
                5 if i == 0 && (named || number) => Format::OfacNames,
                6 if i == 0 && (named || number) => Format::OfacAddresses,
                2 if i == 0 && (named || number) => Format::OfacComments,
                _ => continue,
            };
            return Some(format);
        }
    }
    None
}

/// Whether the first row of a table holds the names of its columns.
pub(super) fn has_header(head: &str) -> bool {
    head.trim_start().to_lowercase().starts_with("ent_num") || head.trim_start().to_lowercase().starts_with("\"ent_num")
}

/// How many rows stand before the one that names this column.
pub(super) fn rows_before(head: &str, column: &str) -> usize {
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(head.as_bytes());
    reader.records().take(3).map_while(Result::ok).position(|row| row.iter().any(|cell| cell.trim().eq_ignore_ascii_case(column))).unwrap_or(0)
}
