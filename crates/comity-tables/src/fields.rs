//! Rows as documents: a column named `item.codes.us/ccl` is a field of the first item's codes.

use std::collections::HashMap;

use serde_json::{Map, Value as Json};

use crate::error::TableError;

/// Tables that stand in an array: a row describes one of each.
const REPEATED: [&str; 2] = ["item", "party"];
/// Fields that are texts whatever they look like.
const TEXTS: [&str; 4] = ["id", "name", "description", "address"];

/// What a cell says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'c> {
    /// Yes or no.
    Bool(bool),
    /// Anything else: numbers and days too, as they would be written.
    Text(&'c str),
}

/// Where the cells of a table's columns go.
#[derive(Clone, Debug)]
pub struct Fields(Vec<Field>);

#[derive(Clone, Debug)]
struct Field {
    place: Place,
    is_text: bool,
}

#[derive(Clone, Debug)]
enum Place {
    /// A field of the document.
    Top(Box<str>),
    /// A field of a table.
    In { table: Box<str>, name: Box<str> },
    /// Codes and characteristics are tables of their own; what follows their name is a key, whatever signs it has.
    Under { table: Box<str>, inner: Box<str>, key: Box<str> },
}

impl Place {
    fn of(name: &str) -> Self {
        match name.split_once('.') {
            None => Self::Top(name.into()),
            Some((table, rest)) => match rest.split_once('.') {
                None => Self::In { table: table.into(), name: rest.into() },
                Some((inner, key)) => Self::Under { table: table.into(), inner: inner.into(), key: key.into() },
            },
        }
    }

    /// The tables that it stands in, as names with dots.
    fn above(&self) -> Vec<String> {
        match self {
            Self::Top(_) => Vec::new(),
            Self::In { table, .. } => vec![table.to_string()],
            Self::Under { table, inner, .. } => vec![table.to_string(), format!("{table}.{inner}")],
        }
    }
}

/// Most bytes of a column's name: the line of each row has it again.
const LONGEST_NAME: usize = 500;

impl Fields {
    /// The fields that columns of these names give. A column without a name is nobody's field: what stands in it is refused when its row is read.
    ///
    /// # Errors
    /// When no column has a name, or two give the same field: twice, or once as a whole and once in parts.
    pub fn of<'n>(names: impl IntoIterator<Item = &'n str>) -> Result<Self, TableError> {
        let names: Vec<&str> = names.into_iter().collect();
        if names.iter().any(|name| name.len() > LONGEST_NAME) {
            return Err(TableError::TooLarge { what: "bytes in the name of a column".into(), most: LONGEST_NAME as u64 });
        }
        if names.iter().all(|name| name.is_empty()) {
            return Err(TableError::Nameless);
        }
        let mut known: HashMap<&str, usize> = HashMap::new();
        let twice = |one: &str, other: &str| TableError::Twice { one: shown(one), other: shown(other) };
        for (index, name) in names.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
            if known.insert(name, index).is_some() {
                return Err(twice(name, name));
            }
        }
        let places: Vec<Place> = names.iter().map(|name| Place::of(name)).collect();
        for (name, place) in names.iter().zip(&places) {
            if let Some(whole) = place.above().iter().find(|above| known.contains_key(above.as_str())) {
                return Err(twice(whole, name));
            }
        }
        let fields = names.iter().zip(places).map(|(name, place)| Field { place, is_text: TEXTS.contains(&name.rsplit('.').next().unwrap_or(name)) });
        Ok(Self(fields.collect()))
    }

    /// How many columns there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none; there always are.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A row as a document: cells in the order of the columns. An empty cell, and one that is not there, says nothing.
    pub fn document<'c>(&self, row: impl IntoIterator<Item = Option<Cell<'c>>>) -> Json {
        let mut document = Map::new();
        for (field, cell) in self.0.iter().zip(row) {
            if let Some(value) = cell.and_then(|cell| field.value(cell)) {
                put(&mut document, &field.place, value);
            }
        }
        Json::Object(document)
    }
}

/// The beginning of a column's name, for a message.
pub(crate) fn shown(name: &str) -> String {
    name.chars().filter(|letter| !letter.is_control()).take(80).collect()
}

impl Field {
    fn value(&self, cell: Cell) -> Option<Json> {
        match cell {
            Cell::Text("") => None,
            Cell::Text("true") if !self.is_text => Some(Json::Bool(true)),
            Cell::Text("false") if !self.is_text => Some(Json::Bool(false)),
            Cell::Text(text) => Some(text.into()),
            Cell::Bool(value) if self.is_text => Some(value.to_string().into()),
            Cell::Bool(value) => Some(Json::Bool(value)),
        }
    }
}

fn put(document: &mut Map<String, Json>, place: &Place, value: Json) {
    let (table, inner, key) = match place {
        Place::Top(name) => {
            document.insert(name.to_string(), value);
            return;
        }
        Place::In { table, name } => (table, None, name),
        Place::Under { table, inner, key } => (table, Some(inner), key),
    };
    let empty = || if REPEATED.contains(&&**table) { Json::Array(vec![Json::Object(Map::new())]) } else { Json::Object(Map::new()) };
    // INVARIANT (one field a column): `Fields::of` refuses columns of which one gives a whole and another a part of it, so tables are tables.
    let fields = match document.entry(&**table).or_insert_with(empty) {
        Json::Array(rows) => rows.first_mut().and_then(Json::as_object_mut),
        other => other.as_object_mut(),
    };
    let Some(mut fields) = fields else { return };
    if let Some(inner) = inner {
        let Some(under) = fields.entry(&**inner).or_insert_with(|| Json::Object(Map::new())).as_object_mut() else { return };
        fields = under;
    }
    fields.insert(key.to_string(), value);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(names: &[&str], row: &[&str], want: Json) {
        let fields = Fields::of(names.iter().copied()).unwrap();
        assert_eq!(fields.document(row.iter().map(|cell| Some(Cell::Text(cell)))), want);
    }

    #[track_caller]
    fn refused(names: &[&str], want: &str) {
        assert_eq!(Fields::of(names.iter().copied()).unwrap_err().to_string(), want);
    }

    #[test]
    fn a_row_becomes_a_document() {
        check(
            &["id", "from", "item.codes.aa/x.y", "item.value", "party.name", "end_use.military"],
            &["7", "AA", "9Z999.a", "1,000 XTS", "true", "false"],
            json!({
                "id": "7", "from": "AA", "item": [{ "codes": { "aa/x.y": "9Z999.a" }, "value": "1,000 XTS" }], "party": [{ "name": "true" }],
                "end_use": { "military": false },
            }),
        );
    }

    #[test]
    fn an_empty_cell_says_nothing() {
        check(&["id", "from", "end_use.military", ""], &["", "BB", "", ""], json!({ "from": "BB" }));
    }

    #[test]
    fn a_column_without_a_name_is_not_passed_over() {
        check(&["id", ""], &["a", "b"], json!({ "id": "a", "": "b" }));
        refused(&["", ""], "no column has a name");
    }

    #[test]
    fn two_columns_do_not_give_one_field() {
        refused(&["to", "id", "to"], "the columns `to` and `to` give the same field");
        refused(&["item.codes.aa/x", "item"], "the columns `item` and `item.codes.aa/x` give the same field");
        refused(&["item.codes", "item.codes.aa/x"], "the columns `item.codes` and `item.codes.aa/x` give the same field");
    }
}
