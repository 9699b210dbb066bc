//! Facts, countries, regions, reasons.

use comity_quantity::Quantity;

use super::{
    Builder,
    kdl::{At, Text, with_near},
    names::lookup,
};
use crate::{Choice, Country, CountryId, Fact, FactId, FactKind, FactPlace, FactType, Membership, ProblemKind, Reason, ReasonId, Region, RegionId};

const TYPES: &[&str] = &["bool", "country", "region", "text", "choice", "choices", "date", "hs", "money", "quantity", "codes"];

impl<'f> Builder<'f> {
    pub(super) fn vocabulary(&mut self) {
        self.countries();
        for at in self.nodes("reason") {
            at.only(&["name"], &mut self.problems);
            let (Some(code), Some(name)) = (at.arg("a code", &mut self.problems), at.required("name", &mut self.problems)) else { continue };
            if self.names.reasons.insert(code.value.into(), ReasonId::at(self.law.vocabulary.reasons.len())).is_some() {
                self.duplicate("reason", &code);
            }
            self.law.vocabulary.reasons.push(Reason { code: code.value.into(), name: name.value.into() });
        }
        let facts = self.nodes("fact");
        for (i, at) in facts.iter().enumerate() {
            if let Some(path) = at.args().next()
                && self.names.facts.insert(path.value.into(), FactId::at(i)).is_some()
            {
                self.duplicate("fact", &path);
            }
        }
        for at in facts {
            let fact = self.fact(at);
            self.law.vocabulary.facts.push(fact);
        }
        self.ownerships();
    }

    fn countries(&mut self) {
        let mut countries: Vec<(Text<'f>, Country)> = Vec::new();
        for at in self.nodes("country") {
            at.only(&["name", "alias"], &mut self.problems);
            let (Some(code), Some(name)) = (at.arg("a code", &mut self.problems), at.required("name", &mut self.problems)) else { continue };
            if code.value.len() != 2 || !code.value.bytes().all(|b| b.is_ascii_uppercase()) {
                self.problems.push(code.problem(ProblemKind::Expected { expected: "two capital letters of ISO 3166-1".into() }));
                continue;
            }
            let aliases = at.text("alias").filter(|_| at.node.get("alias").is_some()).into_iter().chain(at.named("alias").flat_map(|child| child.args()));
            let aliases = aliases.map(|text| text.value.into()).collect();
            let country = Country { code: code.value.into(), name: name.value.into(), aliases };
            countries.push((code, country));
        }
        countries.sort_by(|a, b| a.1.code.cmp(&b.1.code));
        for pair in countries.windows(2) {
            if let [a, b] = pair
                && a.1.code == b.1.code
            {
                let code = b.0.clone();
                self.duplicate("country", &code);
            }
        }
        countries.dedup_by(|a, b| a.1.code == b.1.code);
        countries.truncate(Membership::CAPACITY);
        for (i, (_, country)) in countries.into_iter().enumerate() {
            self.names.countries.insert(country.code.clone(), CountryId::at(i));
            self.law.vocabulary.countries.push(country);
        }
        for at in self.nodes("region") {
            at.only(&["of", "name"], &mut self.problems);
            let (Some(code), Some(of), Some(name)) =
                (at.arg("a code", &mut self.problems), at.required("of", &mut self.problems), at.required("name", &mut self.problems))
            else {
                continue;
            };
            let Some(of) = lookup(&self.names.countries, "country", &of, &mut self.problems) else { continue };
            if self.names.regions.insert(code.value.into(), RegionId::at(self.law.vocabulary.regions.len())).is_some() {
                self.duplicate("region", &code);
            }
            self.law.vocabulary.regions.push(Region { code: code.value.into(), of, name: name.value.into() });
        }
    }

    fn fact(&mut self, at: At<'f>) -> Fact {
        at.only(&["type", "kind", "unit", "broader", "question", "statement", "definition", "value", "note"], &mut self.problems);
        let path = at.arg("a path", &mut self.problems).map_or("", |path| path.value);
        let ty = self.fact_type(at);
        let kind = match at.text("kind") {
            None => FactKind::Neutral,
            Some(kind) if kind.value == "neutral" => FactKind::Neutral,
            Some(kind) if kind.value == "knowledge" => FactKind::Knowledge,
            Some(kind) => {
                self.problems.push(kind.problem(ProblemKind::Expected { expected: "`neutral` or `knowledge`".into() }));
                FactKind::Neutral
            }
        };
        let statement = at.boxed("statement");
        if kind == FactKind::Knowledge && statement.is_none() {
            self.problems.push(at.problem(ProblemKind::Missing { node: "fact".into(), what: "a `statement` for the exporter to confirm" }));
        }
        let broader = at.text("broader").and_then(|text| lookup(&self.names.facts, "fact", &text, &mut self.problems));
        Fact {
            path: path.into(),
            place: match path.split('.').next() {
                Some("item") => FactPlace::Item,
                Some("party") => FactPlace::Party,
                _ => FactPlace::Transaction,
            },
            ty,
            kind,
            question: at.required("question", &mut self.problems).map(|text| text.value.into()).unwrap_or_default(),
            statement,
            definition: at.boxed("definition"),
            broader,
        }
    }

    fn fact_type(&mut self, at: At<'f>) -> FactType {
        let Some(name) = at.required("type", &mut self.problems) else { return FactType::Bool };
        let words = || -> Vec<Choice> {
            let mut words = Vec::new();
            for value in at.named("value") {
                let mut args = value.args();
                if let Some(word) = args.next() {
                    words.push(Choice { word: word.value.into(), means: args.next().map_or(word.value, |text| text.value).into() });
                }
            }
            words
        };
        match name.value {
            "bool" => FactType::Bool,
            "country" => FactType::Country,
            "region" => FactType::Region,
            "text" => FactType::Text,
            "date" => FactType::Date,
            "hs" => FactType::Hs,
            "money" => FactType::Money,
            "codes" => FactType::Codes,
            "choice" | "choices" => {
                let words = words();
                if words.is_empty() || words.len() > 64 {
                    self.problems.push(at.problem(ProblemKind::Missing { node: "fact".into(), what: "between 1 and 64 `value` rows" }));
                }
                if name.value == "choice" { FactType::Choice(words) } else { FactType::Choices(words) }
            }
            "quantity" => {
                let Some(text) = at.required("unit", &mut self.problems) else { return FactType::Bool };
                match format!("1 {}", text.value).parse::<Quantity>() {
                    Ok(one) => FactType::Quantity { unit: text.value.into(), one },
                    Err(_) => {
                        self.problems.push(text.problem(ProblemKind::Unknown { what: "unit", name: text.value.into() }));
                        FactType::Bool
                    }
                }
            }
            other => {
                let problem = name.problem(ProblemKind::Unknown { what: "type of fact", name: other.into() });
                self.problems.push(with_near(problem, other, TYPES));
                FactType::Bool
            }
        }
    }
}
