//! JSON taken apart one record at a time.

use std::{fmt, io::Read};

use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::input::Input;
use crate::error::{Place, ReadError};

/// One record.
pub(super) type Object = Map<String, Value>;

/// Text of a field, as written: a string, or a number; `None` where it is absent, null or blank.
pub(super) fn text(object: &Object, field: &str) -> Option<String> {
    words(object.get(field)?)
}

fn words(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Texts of a field that holds one or several.
pub(super) fn texts(object: &Object, field: &str) -> Vec<String> {
    match object.get(field) {
        Some(Value::Array(values)) => values.iter().filter_map(words).collect(),
        Some(value) => words(value).into_iter().collect(),
        None => Vec::new(),
    }
}

/// Objects of a field that holds several.
pub(super) fn objects<'o>(object: &'o Object, field: &str) -> impl Iterator<Item = &'o Object> {
    object.get(field).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object)
}

/// What a document yields while it is read.
pub(super) enum Part {
    /// A field of the outermost object, read whole.
    Field(String, Value),
    /// One of the records, with its number from 0.
    Record(Object, u64),
}

/// Reads a document: an array of records, or an object whose field `records` holds them and whose fields `keep` are handed over.
pub(super) fn document(
    input: &mut Input<'_>,
    records: &str,
    keep: &[&str],
    mut take: impl FnMut(Part, Place) -> Result<(), ReadError>,
) -> Result<(), ReadError> {
    let name = input.name.clone();
    let mut refused = None;
    let mut hand = |part: Part| {
        let entry = match &part {
            Part::Record(_, number) => Some(format!("number {}", number + 1)),
            Part::Field(..) => None,
        };
        take(part, Place::of_entry(&name, entry.as_deref())).map_err(|error| refused = Some(error)).is_ok()
    };
    let mut deserializer = serde_json::Deserializer::from_reader(&mut input.reader);
    let result = Outermost { records, keep, hand: &mut hand }.deserialize(&mut deserializer).and_then(|()| deserializer.end());
    match (result, refused) {
        (_, Some(error)) => Err(error),
        (Err(error), None) => Err(damaged(&name, &error)),
        (Ok(()), None) => Ok(()),
    }
}

fn damaged(name: &str, error: &serde_json::Error) -> ReadError {
    ReadError::Damaged { place: Place::of_line(name, error.line() as u64, error.column() as u64), cause: error.to_string() }
}

/// Reads one object a line, and hands it over with its place.
pub(super) fn lines(input: &mut Input<'_>, mut take: impl FnMut(&str, Place) -> Result<(), ReadError>) -> Result<(), ReadError> {
    use std::io::BufRead;
    /// The longest line.
    const LINE: u64 = 16 << 20;
    let name = input.name.clone();
    let (mut line, mut number, mut offset) = (Vec::new(), 0, 0);
    loop {
        line.clear();
        number += 1;
        let place = Place::new(&name, None, offset).on_line(Some(number));
        let length = input.reader.by_ref().take(LINE + 1).read_until(b'\n', &mut line);
        let length = length.map_err(|cause| ReadError::Io { file: name.clone(), cause })? as u64;
        if length == 0 {
            return Ok(());
        }
        if length > LINE {
            return Err(ReadError::TooLarge { place, limit: LINE });
        }
        offset += length;
        // The input is sound UTF-8 throughout, and a line end is no part of a character.
        let text = std::str::from_utf8(&line).map_err(|error| ReadError::Damaged { place: place.clone(), cause: error.to_string() })?;
        if !text.trim().is_empty() {
            take(text.trim(), place)?;
        }
    }
}

/// Parses the line of one object.
pub(super) fn object(line: &str, place: &Place) -> Result<Object, ReadError> {
    serde_json::from_str(line).map_err(|error| ReadError::Damaged { place: place.clone(), cause: error.to_string() })
}

struct Outermost<'h, H> {
    records: &'h str,
    keep: &'h [&'h str],
    hand: &'h mut H,
}

impl<'de, H: FnMut(Part) -> bool> DeserializeSeed<'de> for Outermost<'_, H> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, H: FnMut(Part) -> bool> Visitor<'de> for Outermost<'_, H> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("records in an array, or in an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(field) = map.next_key::<String>()? {
            if field == self.records {
                map.next_value_seed(Records { hand: &mut *self.hand })?;
            } else if self.keep.contains(&field.as_str()) {
                let value = map.next_value()?;
                if !(self.hand)(Part::Field(field, value)) {
                    return Err(A::Error::custom("refused"));
                }
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<(), A::Error> {
        Records { hand: self.hand }.visit_seq(seq)
    }
}

struct Records<'h, H> {
    hand: &'h mut H,
}

impl<'de, H: FnMut(Part) -> bool> DeserializeSeed<'de> for Records<'_, H> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, H: FnMut(Part) -> bool> Visitor<'de> for Records<'_, H> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of records")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let mut number = 0;
        while let Some(record) = seq.next_element::<Object>()? {
            if !(self.hand)(Part::Record(record, number)) {
                return Err(A::Error::custom("refused"));
            }
            number += 1;
        }
        Ok(())
    }
}
