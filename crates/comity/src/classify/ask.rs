//! Asking for what is missing at the terminal, one question at a time, the most telling first.

use std::io::{self, BufRead, IsTerminal};

use comity_decide::{
    InputProblem,
    classify::{Classified, Query, classify, most_telling},
};
use comity_edge::classify::Described;
use comity_law::{
    Law,
    criteria::{Criteria, Edition},
};
use serde_json::Value as Json;

use crate::{
    error::CliError,
    output::{note, say},
};

/// Paragraphs of each list whose questions are weighed: those that most speaks for.
const WEIGHED: usize = 10;

/// Asks until nothing more would tell, the user ends it (`q`), or the input ends.
pub fn ask(item: &mut Described, law: &Law, criteria: &Criteria, editions: &[&Edition]) -> Result<(), CliError> {
    let mut passed: Vec<Box<str>> = Vec::new();
    let mut lines = io::stdin().lock().lines();
    note!("Questions about {}: answer, or press Enter where you do not know; `q` ends.", item.id);
    loop {
        let query = Query { law: Some(law), limit: WEIGHED, ..Query::default() };
        let found: Vec<Classified> = editions.iter().map(|edition| classify(edition, &criteria.vocabulary, &item.profile, &query)).collect();
        let open = found.iter().flat_map(|classified| &classified.may);
        let next = most_telling(open).into_iter().find(|(question, _)| !passed.contains(&question.fact));
        // Before anything is known, the kind of the item tells most.
        let first = item.profile.is_empty().then(|| kind(criteria)).flatten().filter(|question| !passed.contains(&question.fact));
        let Some(question) = first.or(next.map(|(question, _)| question)) else { return Ok(()) };
        loop {
            say!("{}{}", question.question, form(criteria, &question.fact))?;
            if io::stdin().is_terminal() {
                note!("> ");
            }
            let Some(line) = lines.next().transpose()? else { return Ok(()) };
            match line.trim() {
                "q" => return Ok(()),
                "" => {
                    passed.push(question.fact.clone());
                    break;
                }
                answer => match take(item, criteria, &question.fact, answer) {
                    Ok(()) => {
                        passed.push(question.fact.clone());
                        break;
                    }
                    Err(problems) => {
                        for problem in problems {
                            note!("  {}{}", problem.fault, problem.remedy().map(|remedy| format!(": {remedy}")).unwrap_or_default());
                        }
                    }
                },
            }
        }
    }
}

fn kind(criteria: &Criteria) -> Option<comity_decide::classify::Question> {
    let characteristic = criteria.vocabulary.get(criteria.vocabulary.find("kind")?);
    Some(comity_decide::classify::Question { fact: "characteristics.kind".into(), question: characteristic.question.clone() })
}

/// In what form the answer is expected.
fn form(criteria: &Criteria, fact: &str) -> String {
    use comity_law::criteria::CharacteristicType as Type;
    let characteristic = fact.strip_prefix("characteristics.").and_then(|id| criteria.vocabulary.find(id));
    match characteristic.map(|id| &criteria.vocabulary.get(id).ty) {
        Some(Type::Quantity { unit, .. }) if unit.is_empty() => " [a number]".into(),
        Some(Type::Quantity { unit, .. }) => format!(" [such as 10 {unit}]"),
        Some(Type::Term) => " [a word of the vocabulary]".into(),
        Some(Type::Cas) => " [such as 50-00-0]".into(),
        Some(Type::Bool) | None => " [yes or no]".into(),
    }
}

fn yes(answer: &str) -> Json {
    match answer.to_ascii_lowercase().as_str() {
        "y" | "yes" | "true" => Json::Bool(true),
        "n" | "no" | "false" => Json::Bool(false),
        _ => Json::String(answer.to_owned()),
    }
}

/// Takes an answer over; on a fault the item stays as it was.
fn take(item: &mut Described, criteria: &Criteria, fact: &str, answer: &str) -> Result<(), Vec<InputProblem>> {
    let before = item.characteristics.clone();
    let path = fact.strip_prefix("characteristics.").unwrap_or(fact);
    match path.strip_prefix("fits.").map(|provision| provision.trim_matches('"')) {
        Some(provision) => {
            let fits = item.characteristics.entry("fits").or_insert_with(|| Json::Object(serde_json::Map::new()));
            if let Json::Object(fits) = fits {
                fits.insert(provision.to_owned(), yes(answer));
            }
        }
        None => {
            let is_bool = criteria.vocabulary.find(path).is_some_and(|id| criteria.vocabulary.get(id).ty == comity_law::criteria::CharacteristicType::Bool);
            let value = if is_bool { yes(answer) } else { Json::String(answer.to_owned()) };
            item.characteristics.insert(path.to_owned(), value);
        }
    }
    item.renew(criteria).inspect_err(|_| item.characteristics = before)
}
