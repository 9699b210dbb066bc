//! Values of facts, typed by the law's vocabulary.

use comity_law::{Choice, FactId, FactPlace, FactType, JurisdictionId, ListId, NodeStatus, nearest};
use comity_quantity::{Exact, Quantity};
use jiff::civil::Date;
use serde_json::Value as Json;

use super::reader::{REQUIRED, Reader};
use crate::{
    facts::{CodeState, Codes, Facts, Slot, Value},
    input::InputFault,
};

impl<'d> Reader<'d> {
    /// Reads a fact of a table.
    pub(super) fn fact_in(&mut self, table: &str, key: &str, place: FactPlace, value: &'d Json, facts: &mut Facts) {
        let mut path = std::mem::take(&mut self.name);
        path.clear();
        path.extend([table, ".", key]);
        self.fact(&path, place, value, facts);
        self.name = path;
    }

    pub(super) fn fact(&mut self, path: &str, place: FactPlace, value: &'d Json, facts: &mut Facts) {
        let Some(id) = self.fact_by_path(path) else {
            let known = self.law.vocabulary.facts.iter().filter(|fact| fact.place == place).map(|fact| &*fact.path);
            let near = nearest(path, known).map(str::to_owned);
            return self.near(InputFault::UnknownField(path.into()), near, true);
        };
        if self.law.fact(id).place != place {
            return self.near(InputFault::Misplaced(path.into()), None, true);
        }
        if let Some(slot) = self.slot(id, value) {
            facts.set(id, slot);
        }
    }

    /// Facts that a transaction cannot be without.
    fn always_applies(&self, id: FactId) -> bool {
        let fact = self.law.fact(id);
        REQUIRED.contains(&&*fact.path) || &*fact.path == "item.codes"
    }

    fn slot(&mut self, id: FactId, value: &'d Json) -> Option<Slot> {
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

    fn value(&mut self, ty: &FactType, value: &'d Json) -> Option<Value> {
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
            FactType::Money => Value::Quantity(self.quantity(ty, value, || "an amount with its currency, such as \"10000 USD\"".into())?),
            FactType::Quantity { unit, .. } => Value::Quantity(self.quantity(ty, value, || format!("a number with its unit, such as \"10 {unit}\""))?),
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

    pub(super) fn date(&mut self, value: &Json) -> Option<Date> {
        let date = value.as_str().and_then(|text| text.parse().ok());
        if date.is_none() {
            return self.expected("a date such as \"2026-07-23\"");
        }
        date
    }

    fn quantity(&mut self, ty: &FactType, value: &Json, what: impl Fn() -> String) -> Option<Quantity> {
        let Some(text) = value.as_str() else { return self.expected(&what()) };
        match text.parse::<Quantity>() {
            Ok(quantity) if !ty.takes(&quantity) => self.expected(&what()),
            Ok(quantity) if matches!(ty, FactType::Money) && quantity.value() < Exact::ZERO => {
                self.fault(InputFault::Negative);
                None
            }
            Ok(quantity) => Some(quantity),
            Err(error) => {
                let near = error.suggestion().map(str::to_owned);
                self.near(InputFault::Expected(what().into()), near, false);
                None
            }
        }
    }

    fn codes(&mut self, value: &'d Json) -> Option<Codes> {
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
}
