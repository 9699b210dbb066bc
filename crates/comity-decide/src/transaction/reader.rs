//! The structure of a document: its tables, and what must agree between its fields.

use comity_law::{FactId, FactPlace, Law};
use jiff::civil::Date;
use serde_json::{Map, Value as Json};

use super::{Item, Paths, Transaction};
use crate::{
    evidence::Evidence,
    facts::{Facts, Slot, Value},
    input::{InputFault, InputProblem, PathSegment},
};

/// Fields that every transaction has.
pub(super) const REQUIRED: [&str; 3] = ["activity", "from", "to"];

/// Most items or parties of one transaction.
const CAPACITY: usize = 10_000;

/// Reads one document.
pub(super) struct Reader<'d> {
    pub(super) law: &'d Law,
    paths: Option<&'d Paths>,
    /// The day asked about, once it is known.
    pub(super) day: Option<Date>,
    problems: Vec<InputProblem>,
    path: Vec<Here<'d>>,
    /// Room for the path of a fact.
    pub(super) name: String,
    pub(super) unused_lists: Vec<Box<str>>,
    pub(super) evidence: Evidence,
}

/// One step to where the reader is.
enum Here<'d> {
    Key(&'d str),
    Index(usize),
}

impl<'d> Reader<'d> {
    pub(super) fn new(law: &'d Law, paths: Option<&'d Paths>, day: Option<Date>) -> Self {
        Self { law, paths, day, problems: Vec::new(), path: Vec::new(), name: String::new(), unused_lists: Vec::new(), evidence: Evidence::default() }
    }

    pub(super) fn read(mut self, document: &'d Json) -> Result<Transaction, Vec<InputProblem>> {
        let Json::Object(fields) = document else {
            return Err(vec![InputProblem { path: Vec::new(), at_key: false, fault: InputFault::NotATable, near: None }]);
        };
        let id = match fields.get("id") {
            Some(Json::String(id)) => id.as_str().into(),
            Some(Json::Number(number)) => number.to_string().into(),
            None => "".into(),
            Some(_) => self.at("id", |reader| reader.expected("an id: text or a number")).unwrap_or_default(),
        };
        let stated = fields.get("date").and_then(|date| self.at("date", |reader| reader.date(date)));
        let day = self.day.or(stated);
        if day.is_none() && fields.get("date").is_none() {
            self.fault(InputFault::Missing("date"));
        }
        self.day = day;
        let mut facts = Facts::default();
        for required in REQUIRED {
            if !fields.contains_key(required) {
                self.fault(InputFault::Missing(required));
            }
        }
        for (key, value) in fields {
            match key.as_str() {
                "id" | "item" | "party" => {}
                "date" => {
                    if let (Some(fact), Some(day)) = (self.fact_by_path("date"), day) {
                        facts.set(fact, Slot::Known(Value::Date(day)));
                    }
                }
                _ => self.at(key, |reader| {
                    match value {
                        Json::Object(inner) if reader.fact_by_path(key).is_none() => {
                            for (name, value) in inner {
                                reader.at(name, |reader| reader.fact_in(key, name, FactPlace::Transaction, value, &mut facts));
                            }
                        }
                        _ => {
                            reader.fact(key, FactPlace::Transaction, value, &mut facts);
                        }
                    };
                }),
            }
        }
        let mut items = self.tables(fields, "item", Self::item);
        let parties = self.tables(fields, "party", Self::party);
        if fields.get("item").is_none() {
            self.fault(InputFault::Missing("item"));
        }
        let mut seen = std::collections::HashSet::new();
        for (i, item) in items.iter().enumerate() {
            if !seen.insert(&item.id) {
                self.path = vec![Here::Key("item"), Here::Index(i), Here::Key("id")];
                self.fault(InputFault::DuplicateId(item.id.clone()));
                self.path.clear();
            }
        }
        facts.spread(self.law, FactPlace::Transaction);
        self.contradictions(&facts);
        self.region_of_destination(&facts);
        self.share_value(&mut facts, &mut items);
        match (self.problems.is_empty(), day) {
            (true, Some(date)) => {
                Ok(Transaction { id, date, facts, items, parties, unused_lists: self.unused_lists, derived: Vec::new(), evidence: self.evidence })
            }
            _ => Err(self.problems),
        }
    }

    pub(super) fn fact_by_path(&self, path: &str) -> Option<FactId> {
        self.paths.map_or_else(|| self.law.fact_by_path(path), |paths| paths.get(path))
    }

    /// Runs a reading one step deeper in the document.
    pub(super) fn at<T>(&mut self, key: &'d str, read: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(Here::Key(key));
        let out = read(self);
        self.path.pop();
        out
    }

    /// The same for a position in an array.
    pub(super) fn at_index<T>(&mut self, position: usize, read: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(Here::Index(position));
        let out = read(self);
        self.path.pop();
        out
    }

    pub(super) fn fault(&mut self, fault: InputFault) {
        self.near(fault, None, false);
    }

    pub(super) fn near(&mut self, fault: InputFault, near: Option<String>, at_key: bool) {
        let path = self.path.iter().map(|here| match here {
            Here::Key(key) => PathSegment::Key((*key).into()),
            Here::Index(position) => PathSegment::Index(*position),
        });
        self.problems.push(InputProblem { path: path.collect(), at_key, fault, near: near.map(String::into_boxed_str) });
    }

    pub(super) fn expected<T>(&mut self, what: &str) -> Option<T> {
        self.fault(InputFault::Expected(what.into()));
        None
    }

    fn tables<T>(&mut self, fields: &'d Map<String, Json>, key: &'static str, read: fn(&mut Self, usize, &'d Map<String, Json>) -> T) -> Vec<T> {
        let mut out = Vec::new();
        let Some(value) = fields.get(key) else { return out };
        self.at(key, |reader| match value {
            Json::Array(rows) if rows.len() <= CAPACITY && !(rows.is_empty() && key == "item") => {
                for (i, row) in rows.iter().enumerate() {
                    reader.path.push(Here::Index(i));
                    match row {
                        Json::Object(row) => out.push(read(reader, i, row)),
                        _ => {
                            reader.expected::<()>("a table of fields");
                        }
                    }
                    reader.path.pop();
                }
            }
            _ => {
                reader.expected::<()>(&format!("one or more [[{key}]] tables"));
            }
        });
        out
    }

    fn item(&mut self, position: usize, row: &'d Map<String, Json>) -> Item {
        let mut facts = Facts::default();
        let text = |key: &str| row.get(key).and_then(Json::as_str).map(Box::from);
        for (key, value) in row {
            match key.as_str() {
                "id" | "description" if value.is_string() => {}
                "id" if value.is_number() => {}
                "id" | "description" => {
                    self.at(key, |reader| reader.expected::<()>("text"));
                }
                // Characteristics are read where codes are derived from them.
                "characteristics" if value.is_object() => {}
                _ => self.at(key, |reader| reader.fact_in("item", key, FactPlace::Item, value, &mut facts)),
            }
        }
        facts.spread(self.law, FactPlace::Item);
        self.contradictions(&facts);
        let number = row.get("id").and_then(Json::as_number).map(|id| id.to_string().into_boxed_str());
        Item { id: text("id").or(number).unwrap_or_else(|| format!("item-{}", position + 1).into()), description: text("description"), facts }
    }

    /// A narrow fact cannot be true where its broader one is false.
    pub(super) fn contradictions(&mut self, facts: &Facts) {
        let is = |id: FactId, value: bool| *facts.get(id) == Slot::Known(Value::Bool(value));
        for (id, _) in facts.stated() {
            let fact = self.law.fact(id);
            let Some(broader) = fact.broader.filter(|broader| is(id, true) && is(*broader, false)) else { continue };
            let depth = self.path.len();
            let own = if fact.place == FactPlace::Transaction { &*fact.path } else { fact.path.split_once('.').map_or(&*fact.path, |(_, own)| own) };
            self.path.extend(own.split('.').map(Here::Key));
            self.fault(InputFault::Contradiction(self.law.fact(broader).path.clone()));
            self.path.truncate(depth);
        }
    }

    /// A region must lie in the country of destination.
    fn region_of_destination(&mut self, facts: &Facts) {
        let (Some(to), Some(region)) = (self.fact_by_path("to"), self.fact_by_path("to_region")) else { return };
        if let (Slot::Known(Value::Country(to)), Slot::Known(Value::Region(region))) = (facts.get(to), facts.get(region))
            && let Some(region) = self.law.vocabulary.regions.get(region.index())
            && region.of != *to
        {
            let code = region.code.clone();
            self.at("to_region", |reader| reader.fault(InputFault::RegionElsewhere(code)));
        }
    }

    /// The value of a shipment of one item is the value of that item.
    fn share_value(&self, facts: &mut Facts, items: &mut [Item]) {
        let Some((whole, own)) = self.fact_by_path("value").zip(self.fact_by_path("item.value")) else { return };
        if let [item] = items {
            match (facts.get(whole).clone(), item.facts.get(own).clone()) {
                (known @ Slot::Known(_), Slot::Absent) => item.facts.set(own, known),
                (Slot::Absent, known @ Slot::Known(_)) => facts.set(whole, known),
                _ => {}
            }
        }
    }
}
