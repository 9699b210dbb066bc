//! XML taken apart one record at a time: memory holds one record, never the document.

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use super::input::Input;
use crate::{
    ccl::xml::character,
    error::{Place, ReadError},
};

/// The largest single record.
const PIECE: usize = 4 << 20;
/// The deepest nesting of elements.
const DEPTH: usize = 32;

/// An element with everything inside it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Element {
    pub name: String,
    attributes: Vec<(String, String)>,
    text: String,
    children: Vec<Element>,
}

impl Element {
    /// An attribute's value; `None` where it is absent or blank.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let value = self.attributes.iter().find(|(key, _)| key == name)?.1.trim();
        (!value.is_empty()).then_some(value)
    }

    /// The element's own text, trimmed; `None` where there is none.
    pub fn words(&self) -> Option<&str> {
        let words = self.text.trim();
        (!words.is_empty()).then_some(words)
    }

    /// Elements directly inside, by name.
    pub fn each<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// All elements directly inside.
    pub fn children(&self) -> &[Element] {
        &self.children
    }

    /// The text of the first element of this name directly inside.
    pub fn first(&self, name: &str) -> Option<&str> {
        self.children.iter().filter(|child| child.name == name).find_map(Element::words)
    }

    /// Takes the elements of this name directly inside away.
    pub fn remove(&mut self, name: &str) {
        self.children.retain(|child| child.name != name);
    }

    /// Elements of this name at any depth, in order.
    pub fn deep<'e>(&'e self, name: &str) -> Vec<&'e Element> {
        let mut found = Vec::new();
        self.gather(name, &mut found);
        found
    }

    fn gather<'e>(&'e self, name: &str, found: &mut Vec<&'e Element>) {
        for child in &self.children {
            if child.name == name {
                found.push(child);
            }
            child.gather(name, found);
        }
    }
}

/// Reads the document, whose outermost element must have the name `root`, and hands over that element (still empty) and
/// then every element whose name is in `records`, with its place.
pub(super) fn elements(
    input: &mut Input<'_>,
    root: &str,
    records: &[&str],
    mut take: impl FnMut(Element, Place) -> Result<(), ReadError>,
) -> Result<(), ReadError> {
    let (watch, name) = (std::rc::Rc::clone(&input.watch), input.name.clone());
    let mut reader = Reader::from_reader(&mut input.reader);
    let mut buffer = Vec::new();
    // Names of the open elements outside of any record, and the elements of the record that is open.
    let mut outside: Vec<String> = Vec::new();
    let mut open: Vec<Element> = Vec::new();
    let (mut started, mut size, mut seen_root) = (Place::new(&name, None, 0), 0, false);
    loop {
        buffer.clear();
        let before = reader.buffer_position();
        let event = reader.read_event_into(&mut buffer);
        let at = reader.buffer_position();
        let place = || watch.place(&name, before);
        let damaged = |cause: String| ReadError::Damaged { place: place(), cause };
        let mut text = |open: &mut Vec<Element>, words: &str| {
            size += words.len();
            if let Some(element) = open.last_mut() {
                element.text.push_str(words);
            }
            if size > PIECE { Err(ReadError::TooLarge { place: place(), limit: PIECE as u64 }) } else { Ok(()) }
        };
        match event {
            Err(error) => return Err(ReadError::Damaged { place: watch.place(&name, reader.error_position()), cause: error.to_string() }),
            Ok(Event::DocType(_)) => return Err(ReadError::Entities { place: place() }),
            Ok(Event::Start(tag)) => {
                let element = element(&tag).map_err(damaged)?;
                if outside.len() + open.len() >= DEPTH {
                    return Err(ReadError::UnknownShape { place: place(), what: format!("elements nested deeper than {DEPTH}") });
                }
                text(&mut open, "")?;
                if !open.is_empty() {
                    open.push(element);
                } else if !seen_root {
                    seen_root = true;
                    begin(&element, root, place())?;
                    outside.push(element.name.clone());
                    take(element, place())?;
                } else if records.contains(&element.name.as_str()) {
                    (started, size) = (place(), 0);
                    open.push(element);
                } else {
                    outside.push(element.name);
                }
            }
            Ok(Event::Empty(tag)) => {
                let element = element(&tag).map_err(damaged)?;
                if let Some(parent) = open.last_mut() {
                    parent.children.push(element);
                } else if !seen_root {
                    seen_root = true;
                    begin(&element, root, place())?;
                    take(element, place())?;
                } else if records.contains(&element.name.as_str()) {
                    take(element, place())?;
                }
            }
            Ok(Event::End(_)) => match open.pop() {
                None => {
                    outside.pop();
                }
                Some(element) => match open.last_mut() {
                    Some(parent) => parent.children.push(element),
                    None => take(element, started.clone())?,
                },
            },
            Ok(Event::Text(words)) => text(&mut open, &words.xml10_content())?,
            Ok(Event::CData(words)) => text(&mut open, &words.xml10_content())?,
            Ok(Event::GeneralRef(reference)) => {
                let Some(known) = character(&reference) else { return Err(ReadError::Entities { place: place() }) };
                text(&mut open, known.encode_utf8(&mut [0; 4]))?;
            }
            Ok(Event::Comment(_) | Event::Decl(_) | Event::PI(_)) => {}
            Ok(Event::Eof) => {
                let inner = open.last().map(|element| element.name.clone()).or_else(|| outside.last().cloned());
                return match inner {
                    Some(inner) => Err(ReadError::Damaged { place: watch.place(&name, at), cause: format!("the file ends inside `{inner}`") }),
                    None if !seen_root => {
                        let expected = format!("the element `{root}`");
                        Err(ReadError::Unexpected { place: watch.place(&name, at), expected, found: "no element at all".into() })
                    }
                    None => Ok(()),
                };
            }
        }
    }
}

fn begin(element: &Element, root: &str, place: Place) -> Result<(), ReadError> {
    if element.name == root {
        return Ok(());
    }
    Err(ReadError::Unexpected { place, expected: format!("the element `{root}`"), found: format!("`{}`", element.name) })
}

fn element(tag: &BytesStart<'_>) -> Result<Element, String> {
    let local = |name: quick_xml::name::QName<'_>| String::from_utf8_lossy(name.local_name().as_ref().as_ref()).into_owned();
    let mut element = Element { name: local(tag.name()), ..Element::default() };
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let value = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).map_err(|error| error.to_string())?;
        element.attributes.push((local(attribute.key), value.into_owned()));
    }
    Ok(element)
}

#[cfg(test)]
mod tests {
    use super::super::input::Source;
    use super::*;

    fn read(text: &str) -> Result<Vec<Element>, ReadError> {
        let (mut input, _) = Input::open(Source::new("t.xml", text.as_bytes())).unwrap();
        let mut found = Vec::new();
        elements(&mut input, "list", &["item"], |element, _| {
            found.push(element);
            Ok(())
        })?;
        Ok(found)
    }

    #[test]
    fn records_come_whole_and_one_by_one() {
        let found =
            read(r#"<x:list day="1"><group><item id="a&amp;b">one<name>N &lt; &#233;</name><q/></item></group><item/><other>x</other></x:list>"#).unwrap();
        assert_eq!(found.iter().map(|e| e.name.as_str()).collect::<Vec<_>>(), ["list", "item", "item"]);
        assert_eq!(found[0].attribute("day"), Some("1"));
        assert_eq!((found[1].attribute("id"), found[1].words(), found[1].first("name")), (Some("a&b"), Some("one"), Some("N < é")));
        assert_eq!(found[1].children().len(), 2);
    }

    #[test]
    fn damage_is_refused_with_its_line() {
        for (text, want) in [
            ("", "no element at all"),
            ("<other/>", "expected the element `list`, found `other`"),
            ("<list>\n<item>", "t.xml, line 2, byte 13: the source is damaged: the file ends inside `item`"),
            ("<list>\n\n<item></list>", "line 3"),
            ("<list><item>&lol;</item></list>", "entities are refused"),
            ("<!DOCTYPE a><list/>", "entities are refused"),
            (&("<list>".to_owned() + &"<item>".repeat(40)), "nested deeper"),
        ] {
            let error = read(text).unwrap_err().to_string();
            assert!(error.contains(want), "{text:?}: `{error}` lacks `{want}`");
        }
    }
}
