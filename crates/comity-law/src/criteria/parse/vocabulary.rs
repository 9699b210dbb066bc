//! Characteristics and terms.

use comity_quantity::Quantity;

use super::Builder;
use crate::{
    ProblemKind,
    criteria::{Characteristic, CharacteristicId, CharacteristicType, Formula, Phrase, Term, TermId},
    parse::{
        kdl::{At, Text, with_near},
        names::lookup,
    },
};

impl<'f> Builder<'f> {
    pub(super) fn vocabulary(&mut self) {
        const TOP: &[&str] = &[
            "characteristic",
            "term",
            "wording",
            "source",
            "node",
            "criterion",
            "search",
            "demand",
            "deter",
            "prior",
            "catch-all",
            "noise",
            "faint",
            "deny",
            "deny-before",
            "crosswalk",
            "hint",
        ];
        for (file, document) in self.documents {
            for node in document.nodes() {
                let at = At { file, node };
                if !TOP.contains(&at.name()) {
                    self.problems.push(with_near(at.problem(ProblemKind::UnknownNode { node: at.name().into() }), at.name(), TOP));
                }
            }
        }
        let rows = self.nodes("characteristic");
        let mut kept = Vec::new();
        for at in rows {
            let Some(id) = at.arg("an id", &mut self.problems) else { continue };
            let next = CharacteristicId(u16::try_from(self.criteria.vocabulary.by_id.len()).unwrap_or(u16::MAX));
            if !id.value.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_') {
                self.problems.push(id.problem(ProblemKind::Expected { expected: "lower-case words joined by `_`".into() }));
            }
            if self.criteria.vocabulary.by_id.insert(id.value.into(), next).is_some() {
                self.problems.push(id.problem(ProblemKind::Duplicate { what: "characteristic", name: id.value.into() }));
                self.criteria.vocabulary.by_id.insert(id.value.into(), next);
                continue;
            }
            kept.push((id.value, at));
        }
        for (i, (id, _)) in kept.iter().enumerate() {
            self.criteria.vocabulary.by_id.insert((*id).into(), CharacteristicId(u16::try_from(i).unwrap_or(u16::MAX)));
        }
        for (id, at) in &kept {
            let characteristic = self.characteristic(id, *at);
            self.criteria.vocabulary.all.push(characteristic);
        }
        for (i, (_, at)) in kept.iter().enumerate() {
            self.formula(i, *at);
        }
        self.terms();
    }

    fn characteristic(&mut self, id: &str, at: At<'f>) -> Characteristic {
        at.only(&["type", "unit", "span", "label", "definition", "question", "phrase", "formula", "note"], &mut self.problems);
        let ty = at.required("type", &mut self.problems);
        let ty = match ty.as_ref().map(|text| text.value) {
            Some("bool") | None => CharacteristicType::Bool,
            Some("term") => CharacteristicType::Term,
            Some("cas") => CharacteristicType::Cas,
            Some("quantity") => self.quantity(at),
            Some(_) => {
                let known = "`bool`, `quantity`, `term` or `cas`";
                self.problems.extend(ty.map(|text| text.problem(ProblemKind::Expected { expected: known.into() })));
                CharacteristicType::Bool
            }
        };
        let mut phrases = Vec::new();
        for row in at.named("phrase") {
            let within: Vec<Box<str>> = row.text("within").iter().flat_map(|text| text.value.split_whitespace()).map(Into::into).collect();
            phrases.extend(row.args().map(|text| Phrase { words: text.value.into(), within: within.clone() }));
        }
        let mut required = |name| at.required(name, &mut self.problems).map(|text| text.value.into()).unwrap_or_default();
        Characteristic {
            id: id.into(),
            label: required("label"),
            definition: required("definition"),
            question: required("question"),
            ty,
            phrases,
            formula: None,
        }
    }

    fn quantity(&mut self, at: At<'f>) -> CharacteristicType {
        let Some(unit) = at.required("unit", &mut self.problems) else { return CharacteristicType::Bool };
        let span = at.node.get("span").and_then(kdl::KdlValue::as_bool).unwrap_or_default();
        let (shown, probe) = if unit.value == "1" { ("", "1".to_owned()) } else { (unit.value, format!("1 {}", unit.value)) };
        match probe.parse::<Quantity>() {
            Ok(one) => CharacteristicType::Quantity { unit: shown.into(), one, span },
            Err(_) => {
                self.problems.push(unit.problem(ProblemKind::Unknown { what: "unit", name: unit.value.into() }));
                CharacteristicType::Bool
            }
        }
    }

    fn formula(&mut self, i: usize, at: At<'f>) {
        let Some(text) = at.text("formula") else { return };
        let vocabulary = &self.criteria.vocabulary;
        let dimension = |id: CharacteristicId| match &vocabulary.get(id).ty {
            CharacteristicType::Quantity { one, .. } => Some(one.dimension()),
            _ => None,
        };
        let own = vocabulary.all.get(i).and_then(|own| if let CharacteristicType::Quantity { one, .. } = &own.ty { Some(one.dimension()) } else { None });
        match Formula::read(text.value, &|name| vocabulary.find(name)) {
            None => {
                let expected = "a formula over characteristics with `+ - * /`".into();
                self.problems.push(text.problem(ProblemKind::Expected { expected }));
            }
            Some(formula) if own.is_none() || formula.dimension(&dimension) != own => {
                self.problems.push(text.problem(ProblemKind::Expected { expected: "a formula of the characteristic's dimension".into() }));
            }
            Some(formula) => {
                if let Some(own) = self.criteria.vocabulary.all.get_mut(i) {
                    own.formula = Some(formula);
                }
            }
        }
    }

    fn terms(&mut self) {
        let rows = self.nodes("term");
        let mut kept: Vec<(CharacteristicId, Text<'f>, At<'f>)> = Vec::new();
        for at in rows {
            at.only(&["label", "phrase", "broader", "note", "definition"], &mut self.problems);
            let mut args = at.args();
            let (Some(of), Some(id)) = (args.next(), args.next()) else {
                self.problems.push(at.problem(ProblemKind::Missing { node: "term".into(), what: "a characteristic and an id" }));
                continue;
            };
            let Some(of) = lookup(&self.criteria.vocabulary.by_id, "characteristic", &of, &mut self.problems) else { continue };
            if self.criteria.vocabulary.terms_by_id.contains_key(id.value) {
                self.problems.push(id.problem(ProblemKind::Duplicate { what: "term", name: id.value.into() }));
                continue;
            }
            self.criteria.vocabulary.terms_by_id.insert(id.value.into(), TermId(u16::try_from(kept.len()).unwrap_or(u16::MAX)));
            kept.push((of, id, at));
        }
        let mut above: Vec<Vec<TermId>> = Vec::new();
        for (_, _, at) in &kept {
            let broader: Vec<Text> =
                at.text("broader").filter(|_| at.node.get("broader").is_some()).into_iter().chain(at.named("broader").flat_map(|row| row.args())).collect();
            above.push(broader.iter().filter_map(|text| lookup(&self.criteria.vocabulary.terms_by_id, "term", text, &mut self.problems)).collect());
        }
        for (i, (of, id, at)) in kept.iter().enumerate() {
            // Nearest first, each once; a circle ends where it meets what was seen.
            let mut broader: Vec<TermId> = above.get(i).cloned().unwrap_or_default();
            let mut next = 0;
            while let Some(term) = broader.get(next).copied() {
                next += 1;
                for more in above.get(term.index()).into_iter().flatten() {
                    if !broader.contains(more) {
                        broader.push(*more);
                    }
                }
            }
            if broader.iter().any(|term| term.index() == i) {
                self.problems.push(id.problem(ProblemKind::Circular { name: id.value.into() }));
                broader.retain(|term| term.index() != i);
            }
            let label = at.required("label", &mut self.problems).map(|text| text.value.into()).unwrap_or_default();
            let phrases = at.named("phrase").flat_map(|row| row.args()).map(|text| text.value.into()).collect();
            self.criteria.vocabulary.terms.push(Term { of: *of, id: id.value.into(), label, phrases, broader });
        }
    }
}
