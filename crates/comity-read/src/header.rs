//! The header of a list, `list.kdl`: what a person says of the list is kept, what the sources say is renewed.

use std::fmt::Write;

use jiff::civil::Date;
use kdl::{KdlDocument, KdlNode};

use crate::edition::Changes;
use crate::error::ReadError;
use crate::import::{Edition, ListHeader};

/// What a person says of a list: its attributes (`title`, `cite`, `chart`, ...) and further nodes. A reader takes these
/// from the list's present header, or from its caller; it knows none itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeaderFacts {
    /// Names and values as KDL writes them, in order.
    attributes: Vec<(String, String)>,
    /// Nodes that are not editions, as KDL writes them.
    nodes: Vec<String>,
}

impl HeaderFacts {
    /// The facts in the text of a `list.kdl`.
    ///
    /// ```
    /// use comity_read::header::HeaderFacts;
    /// let facts = HeaderFacts::of_file("xx/list", r#"list "xx/list" title="A list" checked="2026-01-01" { edition "2026-01-01" }"#)?;
    /// assert_eq!(facts, HeaderFacts::of_attributes("xx/list", r#"title="A list" checked="2026-01-01""#)?);
    /// # Ok::<(), comity_read::ReadError>(())
    /// ```
    ///
    /// # Errors
    /// When the text is no KDL or holds no header of this list.
    pub fn of_file(list: &str, text: &str) -> Result<Self, ReadError> {
        let wrong = |what: String| ReadError::Sources { what: format!("the header of {list}: {what}") };
        let document: KdlDocument = text.parse().map_err(|error: kdl::KdlError| wrong(error.to_string()))?;
        let named = |node: &&KdlNode| node.name().value() == "list" && node.get(0).and_then(|v| v.as_string()) == Some(list);
        let node = document.nodes().iter().find(named).ok_or_else(|| wrong("no node `list` with this id".into()))?;
        let attributes = node.entries().iter().filter_map(|e| Some((e.name()?.value().to_owned(), value(e.value())))).collect();
        let others = node.children().into_iter().flat_map(KdlDocument::nodes).filter(|n| n.name().value() != "edition");
        Ok(Self { attributes, nodes: others.map(|n| n.to_string().trim().to_owned()).collect() })
    }
    /// The facts in a text such as `title="A list" cite="Regulation 1"`.
    ///
    /// # Errors
    /// When the text is no row of KDL attributes.
    pub fn of_attributes(list: &str, attributes: &str) -> Result<Self, ReadError> {
        let id = kdl::KdlValue::String(list.to_owned());
        Self::of_file(list, &format!("list {} {attributes}", value(&id)))
    }
    /// Whether nothing is said: a list without even a title.
    pub fn is_empty(&self) -> bool {
        self.attributes.is_empty() && self.nodes.is_empty()
    }
    /// The attributes, with the days of the header in their places.
    fn renewed(&self, header: &ListHeader) -> Vec<(String, String)> {
        let mut out = self.attributes.clone();
        for (name, day) in [("covers-from", header.covers_from), ("checked", header.checked)] {
            let text = format!("\"{day}\"");
            match out.iter_mut().find(|(n, _)| n == name) {
                Some((_, old)) => *old = text,
                None => out.push((name.to_owned(), text)),
            }
        }
        out
    }
}

/// A value as the files of the law write it: strings always in quotes.
fn value(value: &kdl::KdlValue) -> String {
    value.as_string().map_or_else(|| value.to_string(), crate::print::quoted)
}

/// The text of `list.kdl`.
pub(crate) fn text(header: &ListHeader, facts: &HeaderFacts, changes: &[(Date, Changes)]) -> String {
    let mut out = String::from("// Derived by `comity law import` from the official sources named below: do not edit.\n");
    for (date, change) in changes {
        let (closed, opened, provisions, entries) = (change.closed, change.opened, change.provisions, change.entries.len());
        let _ = writeln!(out, "// {date}: {closed} rows closed, {opened} opened, {provisions} provisions added, in {entries} entries.");
        if !change.not_compared.is_empty() {
            let _ = writeln!(out, "// {date}: not compared, because the rendering lost or blurred them: {}.", change.not_compared.join(" "));
        }
    }
    let _ = write!(out, "list {}", crate::print::quoted(&header.list));
    for (name, value) in facts.renewed(header) {
        let _ = write!(out, " {name}={value}");
    }
    out.push_str(" {\n");
    for node in &facts.nodes {
        let _ = writeln!(out, "  {node}");
    }
    for edition in &header.editions {
        write_edition(&mut out, edition);
    }
    out.push_str("}\n");
    out
}

fn write_edition(out: &mut String, edition: &Edition) {
    let _ = write!(out, "  edition \"{}\" source={} digest=\"{}\"", edition.date, crate::print::quoted(&edition.source), edition.digest);
    for (name, count) in [("entries", edition.entries), ("provisions", edition.provisions), ("untranslated", edition.untranslated)] {
        if let Some(count) = count {
            let _ = write!(out, " {name}={count}");
        }
    }
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header() -> ListHeader {
        let day: Date = "2026-07-23".parse().unwrap();
        let edition = Edition { date: day, source: "a.xml".into(), digest: "sha256:0".into(), entries: Some(3), provisions: None, untranslated: None };
        ListHeader { list: "xx/list".into(), covers_from: "2026-06-24".parse().unwrap(), checked: day, editions: vec![edition] }
    }

    #[test]
    fn keeps_what_a_person_says_and_renews_the_rest() {
        let old = r##"// a remark
list "xx/list" title=#"The "list""# covers-from="2020-01-01" \
     checked="2020-01-01" chart="xx/chart" strict=#true {
  note "kept"
  edition "2020-01-01" source="old.xml" digest="sha256:1" entries=1
}
"##;
        let facts = HeaderFacts::of_file("xx/list", old).unwrap();
        let want = r#"// Derived by `comity law import` from the official sources named below: do not edit.
list "xx/list" title="The \"list\"" covers-from="2026-06-24" checked="2026-07-23" chart="xx/chart" strict=#true {
  note "kept"
  edition "2026-07-23" source="a.xml" digest="sha256:0" entries=3
}
"#;
        let text = text(&header(), &facts, &[]);
        assert_eq!(text, want);
        // A second import changes nothing.
        assert_eq!(super::text(&header(), &HeaderFacts::of_file("xx/list", &text).unwrap(), &[]), want);
    }

    #[test]
    fn facts_of_a_new_list_come_from_the_caller() {
        let facts = HeaderFacts::of_attributes("xx/list", r#"title="A list" cite="Law 1""#).unwrap();
        assert!(text(&header(), &facts, &[]).contains(r#"list "xx/list" title="A list" cite="Law 1" covers-from="2026-06-24" checked="2026-07-23" {"#));
        assert!(HeaderFacts::default().is_empty() && !facts.is_empty());
    }

    #[test]
    fn refuses_another_list_and_no_kdl() {
        assert!(HeaderFacts::of_file("xx/list", r#"list "yy/list" title="x" {}"#).is_err());
        assert!(HeaderFacts::of_file("xx/list", "list \"xx").is_err());
        assert!(HeaderFacts::of_attributes("xx/list", "title=\"x").is_err());
    }
}
