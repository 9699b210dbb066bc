//! From a document (TOML or JSON, already parsed) to a typed transaction.

use comity_law::{Choice, FactId, FactPlace, FactType, JurisdictionId, Law, ListId, NodeStatus, nearest};
use comity_quantity::Quantity;
use jiff::civil::Date;
use serde_json::{Map, Value as Json};

use crate::{
    facts::{CodeState, Codes, Facts, Slot, Value},
    input::{InputFault, InputProblem, PathSegment},
};

/// One act to be decided: its facts, its items, its parties.
#[derive(Clone, Debug, PartialEq)]
pub struct Transaction {
    /// The caller's id.
    pub id: Box<str>,
    /// The day of the act.
    pub date: Date,
    /// Facts of the transaction.
    pub facts: Facts,
    /// Items, each with its id, description and facts.
    pub items: Vec<Item>,
    /// Facts of each party.
    pub parties: Vec<Facts>,
    /// Lists of jurisdictions that are not loaded, for which codes were given.
    pub unused_lists: Vec<Box<str>>,
}

/// An item of a transaction.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The caller's id, or its position.
    pub id: Box<str>,
    /// The caller's words for it.
    pub description: Option<Box<str>>,
    /// Its facts.
    pub facts: Facts,
}

/// Fields that every transaction has.
const REQUIRED: [&str; 3] = ["activity", "from", "to"];

/// Most items or parties of one transaction.
const CAPACITY: usize = 10_000;

impl Transaction {
    /// Reads a document. All faults are reported, not only the first.
    ///
    /// # Errors
    /// The faults, in the order of the document's fields.
    ///
    /// ```
    /// use comity_decide::Transaction;
    /// let law = comity_law::Law::default();
    /// let document = serde_json::json!({ "id": "t1" });
    /// assert!(Transaction::read(&law, &document).is_err()); // an empty law knows no fact, and the date is missing
    /// ```
    pub fn read(law: &Law, document: &Json) -> Result<Self, Vec<InputProblem>> {
        Reader { law, day: None, problems: Vec::new(), path: Vec::new(), unused_lists: Vec::new() }.read(document)
    }

    /// Reads a document as if it happened on another day.
    ///
    /// # Errors
    /// As [`Transaction::read`].
    pub fn read_as_of(law: &Law, document: &Json, day: Option<Date>) -> Result<Self, Vec<InputProblem>> {
        Reader { law, day, problems: Vec::new(), path: Vec::new(), unused_lists: Vec::new() }.read(document)
    }
}

/// The facts of which each stands for the other where there is but one item: the value of the whole, and of the item.
pub(crate) fn shared_value(law: &Law) -> Option<(FactId, FactId)> {
    law.fact_by_path("value").zip(law.fact_by_path("item.value"))
}

struct Reader<'l> {
    law: &'l Law,
    day: Option<Date>,
    problems: Vec<InputProblem>,
    path: Vec<PathSegment>,
    unused_lists: Vec<Box<str>>,
}

impl Reader<'_> {
    fn read(mut self, document: &Json) -> Result<Transaction, Vec<InputProblem>> {
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
                    if let (Some(fact), Some(day)) = (self.law.fact_by_path("date"), day) {
                        facts.set(fact, Slot::Known(Value::Date(day)));
                    }
                }
                _ => self.at(key, |reader| {
                    match value {
                        Json::Object(inner) if reader.law.fact_by_path(key).is_none() => {
                            for (name, value) in inner {
                                reader.at(name, |reader| reader.fact(&format!("{key}.{name}"), FactPlace::Transaction, value, &mut facts));
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
                self.path = vec![PathSegment::Key("item".into()), PathSegment::Index(i), PathSegment::Key("id".into())];
                self.fault(InputFault::DuplicateId(item.id.clone()));
                self.path.clear();
            }
        }
        facts.spread(self.law, FactPlace::Transaction);
        self.contradictions(&facts);
        self.region_of_destination(&facts);
        self.share_value(&mut facts, &mut items);
        match (self.problems.is_empty(), day) {
            (true, Some(date)) => Ok(Transaction { id, date, facts, items, parties, unused_lists: self.unused_lists }),
            _ => Err(self.problems),
        }
    }

    /// Runs a reading one step deeper in the document.
    fn at<T>(&mut self, key: &str, read: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(PathSegment::Key(key.into()));
        let out = read(self);
        self.path.pop();
        out
    }

    fn fault(&mut self, fault: InputFault) {
        self.near(fault, None, false);
    }

    fn near(&mut self, fault: InputFault, near: Option<String>, at_key: bool) {
        self.problems.push(InputProblem { path: self.path.clone(), at_key, fault, near: near.map(String::into_boxed_str) });
    }

    fn expected<T>(&mut self, what: &str) -> Option<T> {
        self.fault(InputFault::Expected(what.into()));
        None
    }

    fn tables<T>(&mut self, fields: &Map<String, Json>, key: &'static str, read: fn(&mut Self, usize, &Map<String, Json>) -> T) -> Vec<T> {
        let mut out = Vec::new();
        let Some(value) = fields.get(key) else { return out };
        self.at(key, |reader| match value {
            Json::Array(rows) if rows.len() <= CAPACITY && !(rows.is_empty() && key == "item") => {
                for (i, row) in rows.iter().enumerate() {
                    reader.path.push(PathSegment::Index(i));
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

    fn item(&mut self, position: usize, row: &Map<String, Json>) -> Item {
        let mut facts = Facts::default();
        let text = |key: &str| row.get(key).and_then(Json::as_str).map(Box::from);
        for (key, value) in row {
            match key.as_str() {
                "id" | "description" if value.is_string() => {}
                "id" if value.is_number() => {}
                "id" | "description" => {
                    self.at(key, |reader| reader.expected::<()>("text"));
                }
                // Characteristics describe the item for classification; no rule asks them by name yet.
                "characteristics" if value.is_object() => {}
                _ => self.at(key, |reader| reader.fact(&format!("item.{key}"), FactPlace::Item, value, &mut facts)),
            }
        }
        facts.spread(self.law, FactPlace::Item);
        self.contradictions(&facts);
        let number = row.get("id").and_then(Json::as_number).map(|id| id.to_string().into_boxed_str());
        Item { id: text("id").or(number).unwrap_or_else(|| format!("item-{}", position + 1).into()), description: text("description"), facts }
    }

    fn party(&mut self, _: usize, row: &Map<String, Json>) -> Facts {
        let mut facts = Facts::default();
        for (key, value) in row {
            self.at(key, |reader| reader.fact(&format!("party.{key}"), FactPlace::Party, value, &mut facts));
        }
        facts.spread(self.law, FactPlace::Party);
        self.contradictions(&facts);
        facts
    }

    fn fact(&mut self, path: &str, place: FactPlace, value: &Json, facts: &mut Facts) {
        let Some(id) = self.law.fact_by_path(path) else {
            let known = self.law.vocabulary.facts.iter().filter(|fact| fact.place == place).map(|fact| &*fact.path);
            let near = nearest(path, known).map(str::to_owned);
            return self.near(InputFault::UnknownField(path.into()), near, true);
        };
        if let Some(slot) = self.slot(id, value) {
            facts.set(id, slot);
        }
    }

    /// Facts that a transaction cannot be without.
    fn always_applies(&self, id: FactId) -> bool {
        let fact = self.law.fact(id);
        REQUIRED.contains(&&*fact.path) || &*fact.path == "item.codes"
    }

    fn slot(&mut self, id: FactId, value: &Json) -> Option<Slot> {
        let ty = &self.law.fact(id).ty;
        if !matches!(ty, FactType::Text) {
            match value.as_str() {
                Some("unknown") => return Some(Slot::Unknown),
                // Every act has an activity, a departure and a destination, and every item a place on or off each list: a rule that asks
                // for them must not fall silent.
                Some("not-applicable") if self.always_applies(id) => {
                    return self.expected("a value, or \"unknown\": this applies to every transaction");
                }
                Some("not-applicable") => return Some(Slot::NotApplicable),
                _ => {}
            }
        }
        self.value(ty, value).map(Slot::Known)
    }

    fn value(&mut self, ty: &FactType, value: &Json) -> Option<Value> {
        Some(match ty {
            FactType::Bool => match value {
                Json::Bool(value) => Value::Bool(*value),
                _ => return self.expected("true, false, \"unknown\" or \"not-applicable\""),
            },
            FactType::Country => Value::Country(self.country(value)?),
            FactType::Region => {
                let Some(code) = value.as_str() else { return self.expected("an ISO 3166-2 code in quotes, such as \"UA-43\"") };
                match self.law.region_by_code(&code.to_ascii_uppercase()) {
                    Some(region) => Value::Region(region),
                    None => {
                        let near = nearest(code, self.law.vocabulary.regions.iter().map(|region| &*region.code)).map(str::to_owned);
                        self.near(InputFault::UnknownRegion(code.into()), near, false);
                        return None;
                    }
                }
            }
            FactType::Text => match value {
                Json::String(text) => Value::Text(text.as_str().into()),
                _ => return self.expected("text"),
            },
            FactType::Choice(words) => match value {
                Json::String(word) => Value::Words(self.word(words, word)?),
                _ => return self.expected("one of the choices, in quotes"),
            },
            FactType::Choices(words) => match value {
                Json::String(word) => Value::Words(self.word(words, word)?),
                Json::Array(list) => {
                    let mut bits = 0;
                    for word in list {
                        let Some(word) = word.as_str() else { return self.expected("choices, in quotes") };
                        bits |= self.word(words, word)?;
                    }
                    Value::Words(bits)
                }
                _ => return self.expected("one or more of the choices"),
            },
            FactType::Date => Value::Date(self.date(value)?),
            FactType::Hs => {
                let text = match value {
                    Json::String(text) => text.clone(),
                    Json::Number(number) => number.to_string(),
                    _ => return self.expected("a tariff number such as \"847130\""),
                };
                match text.parse() {
                    Ok(code) => Value::Hs(code),
                    Err(_) => return self.expected("a tariff number of 2 to 12 digits, such as \"847130\""),
                }
            }
            FactType::Money => Value::Quantity(self.quantity(ty, value, "an amount with its currency, such as \"10000 USD\"")?),
            FactType::Quantity { unit, .. } => {
                let what = format!("a number with its unit, such as \"10 {unit}\"");
                Value::Quantity(self.quantity(ty, value, &what)?)
            }
            FactType::Codes => Value::Codes(self.codes(value)?),
        })
    }

    fn country(&mut self, value: &Json) -> Option<comity_law::CountryId> {
        let Some(code) = value.as_str() else { return self.expected("a country code in quotes, such as \"DE\"") };
        let folded = code.trim().to_ascii_uppercase();
        if let Some(country) = self.law.country_by_code(&folded) {
            return Some(country);
        }
        let countries = &self.law.vocabulary.countries;
        let by_name =
            countries.iter().find(|country| country.name.eq_ignore_ascii_case(code) || country.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(code)));
        let near = by_name.or_else(|| {
            let name = nearest(code, countries.iter().map(|country| &*country.name))?;
            countries.iter().find(|country| &*country.name == name)
        });
        let near = near.map(|country| country.code.to_string()).or_else(|| {
            // A slip in one letter of a code: the first code that shares a letter at its place.
            let shares = |other: &&comity_law::Country| folded.len() == 2 && other.code.bytes().zip(folded.bytes()).any(|(a, b)| a == b);
            countries.iter().find(shares).map(|country| country.code.to_string())
        });
        self.near(InputFault::UnknownCountry(code.into()), near, false);
        None
    }

    fn word(&mut self, words: &[Choice], word: &str) -> Option<u64> {
        if let Some(position) = words.iter().position(|known| &*known.word == word) {
            return Some(1 << position);
        }
        let near = nearest(word, words.iter().map(|known| &*known.word)).map(str::to_owned);
        let near = near.or_else(|| Some(words.iter().map(|known| &*known.word).collect::<Vec<_>>().join("`, `")));
        self.near(InputFault::UnknownWord(word.into()), near, false);
        None
    }

    fn date(&mut self, value: &Json) -> Option<Date> {
        let date = value.as_str().and_then(|text| text.parse().ok());
        if date.is_none() {
            return self.expected("a date such as \"2026-07-23\"");
        }
        date
    }

    fn quantity(&mut self, ty: &FactType, value: &Json, what: &str) -> Option<Quantity> {
        let Some(text) = value.as_str() else { return self.expected(what) };
        match text.parse::<Quantity>() {
            Ok(quantity) if !ty.takes(&quantity) => self.expected(what),
            Ok(quantity) if matches!(ty, FactType::Money) && quantity.to_string().starts_with('-') => {
                self.fault(InputFault::Negative);
                None
            }
            Ok(quantity) => Some(quantity),
            Err(error) => {
                let near = error.suggestion().map(str::to_owned);
                self.near(InputFault::Expected(what.into()), near, false);
                None
            }
        }
    }

    fn codes(&mut self, value: &Json) -> Option<Codes> {
        let Json::Object(lists) = value else { return self.expected("codes by list, such as { \"us/ccl\" = \"3A001.a.2\" }") };
        let mut codes = Codes::default();
        let mut sound = true;
        for (name, value) in lists {
            self.at(name, |reader| {
                let Some(list) = reader.law.list_by_id(name) else {
                    sound &= reader.unknown_list(name);
                    return;
                };
                if value.as_str() == Some("unknown") {
                    return; // as if nothing were said: a missing code is unknown
                }
                match reader.code_state(list, value) {
                    Some(state) => codes.set(list, state),
                    None => sound = false,
                }
            });
        }
        codes.settle(self.law);
        sound.then_some(codes)
    }

    /// A list of a jurisdiction that is not loaded is noted; any other unknown list is a slip.
    fn unknown_list(&mut self, name: &str) -> bool {
        let folder = name.split('/').next().unwrap_or_default();
        let loaded: Vec<JurisdictionId> = self.law.jurisdiction_ids().filter(|id| &*self.law.jurisdiction(*id).id == folder).collect();
        let shaped = folder.len() == 2 && folder.bytes().all(|b| b.is_ascii_lowercase()) && name.len() > 3 && name.len() < 40;
        if loaded.is_empty() && shaped {
            if !self.unused_lists.iter().any(|list| **list == *name) {
                self.unused_lists.push(name.into());
            }
            return true;
        }
        let near = nearest(name, self.law.lists.iter().map(|list| &*list.id)).map(str::to_owned);
        self.near(InputFault::UnknownList(name.into()), near, true);
        false
    }

    fn code_state(&mut self, list: ListId, value: &Json) -> Option<CodeState> {
        let written: Vec<&str> = match value {
            Json::String(code) => vec![code],
            Json::Array(codes) if !codes.is_empty() && codes.iter().all(Json::is_string) => codes.iter().filter_map(Json::as_str).collect(),
            _ => return self.expected("a code, a list of codes, or \"not-listed\""),
        };
        let law = self.law;
        let table = law.list(list);
        let unlisted = |code: &str| code == "not-listed" || table.unlisted.iter().any(|word| word.eq_ignore_ascii_case(code.trim()));
        if written.iter().any(|code| unlisted(code)) {
            if written.len() > 1 {
                return self.expected("either codes or \"not-listed\", not both");
            }
            return Some(CodeState::NotListed);
        }
        let mut nodes = Vec::new();
        for code in written {
            let Some(node) = table.node(code) else {
                let near = table.nearest_code(code).map(str::to_owned);
                self.near(InputFault::UnknownCode { list: table.id.clone(), code: code.into() }, near, false);
                continue;
            };
            let Some(day) = self.day else { continue };
            match table.version(node, day) {
                // Before the first day covered nothing is known of codes, and the finding will say so.
                None if day < table.covers_from => nodes.push(node),
                None => {
                    let versions = table.nodes.get(node.index()).map(|node| &*node.versions).unwrap_or_default();
                    let periods: Vec<String> = versions
                        .iter()
                        .map(|version| match (version.period.from(), version.period.until()) {
                            (Some(from), Some(until)) => format!("from {from} until {until}"),
                            (Some(from), None) => format!("from {from}"),
                            (None, Some(until)) => format!("until {until}"),
                            (None, None) => "always".into(),
                        })
                        .collect();
                    let fault = InputFault::CodeNotInForce {
                        list: table.id.clone(),
                        code: table.code(node).into(),
                        day: day.to_string().into(),
                        when: periods.join(", ").into(),
                    };
                    self.fault(fault);
                }
                Some(version) if version.status != NodeStatus::Active => {
                    self.fault(InputFault::ReservedCode { list: table.id.clone(), code: table.code(node).into() });
                }
                Some(_) => nodes.push(node),
            }
        }
        (!nodes.is_empty()).then_some(CodeState::On(nodes))
    }

    /// A narrow fact cannot be true where its broader one is false.
    fn contradictions(&mut self, facts: &Facts) {
        let is = |id: FactId, value: bool| *facts.get(id) == Slot::Known(Value::Bool(value));
        for (id, _) in facts.stated() {
            let fact = self.law.fact(id);
            let Some(broader) = fact.broader.filter(|broader| is(id, true) && is(*broader, false)) else { continue };
            let depth = self.path.len();
            let own = if fact.place == FactPlace::Transaction { &*fact.path } else { fact.path.split_once('.').map_or(&*fact.path, |(_, own)| own) };
            self.path.extend(own.split('.').map(|segment| PathSegment::Key(segment.into())));
            self.fault(InputFault::Contradiction(self.law.fact(broader).path.clone()));
            self.path.truncate(depth);
        }
    }

    /// A region must lie in the country of destination.
    fn region_of_destination(&mut self, facts: &Facts) {
        let (Some(to), Some(region)) = (self.law.fact_by_path("to"), self.law.fact_by_path("to_region")) else { return };
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
        let Some((whole, own)) = shared_value(self.law) else { return };
        if let [item] = items {
            match (facts.get(whole).clone(), item.facts.get(own).clone()) {
                (known @ Slot::Known(_), Slot::Absent) => item.facts.set(own, known),
                (Slot::Absent, known @ Slot::Known(_)) => facts.set(whole, known),
                _ => {}
            }
        }
    }
}
