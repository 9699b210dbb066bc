//! How a kept answer came about: decided again from its receipt, and shown where the same answer comes out.

use comity_decide::{Options, Transaction};
use comity_edge::{EdgeError, document::Document};
use serde_json::Value as Json;

use crate::state::LawInUse;

/// A kept answer, with how it came about where that can be said.
#[derive(Clone, Debug, PartialEq)]
pub enum Explained {
    /// The answer with an explanation in each finding: the same law gives it, to the last byte.
    Same(Json),
    /// Other law is loaded than it was made under.
    OtherLaw,
    /// The law is the same, and another answer comes out: the program changed.
    OtherAnswer,
    /// It has no receipt.
    NoReceipt,
}

/// Decides a kept question again and explains its answer.
pub fn explain(law: &LawInUse, question: &Json, answer: &Json) -> Explained {
    let Some(receipt) = answer.get("receipt").filter(|receipt| receipt.is_object()) else { return Explained::NoReceipt };
    if receipt.get("law_digest").and_then(Json::as_str) != Some(law.digest()) {
        return Explained::OtherLaw;
    }
    let transaction = match read(law, question) {
        Ok(transaction) => transaction,
        Err(error) => {
            tracing::warn!("a question that was answered under the same law cannot be read any more: {error}");
            return Explained::OtherAnswer;
        }
    };
    let strict = receipt.get("strict").and_then(Json::as_bool).unwrap_or_default();
    let again = law.engine().decide_with_receipt(&transaction, question, Options { strict, explain: true });
    let again = serde_json::to_value(&again).unwrap_or_default();
    if again.get("receipt") != Some(receipt) {
        return Explained::OtherAnswer;
    }
    let mut explained = answer.clone();
    for finding in explained.get_mut("findings").and_then(Json::as_array_mut).into_iter().flatten() {
        let whose = finding.get("jurisdiction").cloned();
        let found = again.get("findings").and_then(Json::as_array).into_iter().flatten().find(|one| one.get("jurisdiction") == whose.as_ref());
        if let (Some(fields), Some(explanation)) = (finding.as_object_mut(), found.and_then(|one| one.get("explanation"))) {
            fields.insert("explanation".to_owned(), explanation.clone());
        }
    }
    Explained::Same(explained)
}

fn read(law: &LawInUse, question: &Json) -> Result<Transaction, EdgeError> {
    let text = serde_json::to_string(question).unwrap_or_default(); // trees of JSON always serialise
    Document::parse("the question".to_owned(), text, true)?.transaction(law.law(), law.lazy_criteria(), None)
}

#[cfg(test)]
mod tests {
    use comity_edge::decide::decide;
    use serde_json::json;

    use super::*;

    /// A question with its answer, as they are kept.
    fn kept(law: &LawInUse) -> (Json, Json) {
        let question = json!({ "id": "t", "date": "2026-07-23", "activity": "export", "from": "US", "to": "IN", "item": [{ "id": "a", "codes": { "us/ccl": "3A001.a.5.a.3" } }] });
        let document = Document::parse("t".into(), question.to_string(), true).unwrap();
        let decided = decide(law.engine(), law.lazy_criteria(), None, document, None, Options::default()).unwrap();
        (question, serde_json::to_value(&decided.determination).unwrap())
    }

    #[test]
    fn the_reasons_of_a_kept_answer_come_out_again_under_the_same_law() {
        let law = LawInUse::load(None).unwrap();
        let (question, answer) = kept(&law);
        let Explained::Same(explained) = explain(&law, &question, &answer) else { panic!("the same law gives the same answer") };
        let rules = explained["findings"][0]["explanation"].as_array().unwrap();
        assert!(!rules.is_empty() && rules.iter().any(|rule| rule["kind"] == "reach" && !rule["reasoning"].as_array().unwrap().is_empty()), "{rules:?}");
        // Nothing else of it changed.
        let mut bare = explained.clone();
        for finding in bare["findings"].as_array_mut().unwrap() {
            finding.as_object_mut().unwrap().remove("explanation");
        }
        assert_eq!(bare, answer);
    }

    #[test]
    fn other_law_another_answer_and_no_receipt_are_told_apart() {
        let law = LawInUse::load(None).unwrap();
        let (question, answer) = kept(&law);
        let changed = |place: &str, value: Json| {
            let mut changed = answer.clone();
            *changed.pointer_mut(place).unwrap() = value;
            explain(&law, &question, &changed)
        };
        assert_eq!(changed("/receipt/law_digest", json!("sha256:00")), Explained::OtherLaw);
        assert_eq!(changed("/receipt/engine", json!("comity 0.0.0")), Explained::OtherAnswer);
        assert_eq!(changed("/receipt", Json::Null), Explained::NoReceipt);
        let mut other = question.clone();
        other["to"] = "CN".into();
        assert_eq!(explain(&law, &other, &answer), Explained::OtherAnswer);
        assert_eq!(explain(&law, &json!({ "colour": "blue" }), &answer), Explained::OtherAnswer);
    }
}
