//! What is missing as a short form: the questions of all jurisdictions, the one that settles most first.

use comity_edge::decide::Decided;
use comity_law::{FactPlace, FactType, Law};
use comity_portal::{
    Choice, Field, Select,
    pages::ship::{Question, QuestionInput},
};

use super::{
    form::{words_of, yes_no},
    question::field_for,
};
use crate::portal::{paths, sent::Sent};

/// Questions of one form at most: more at once discourage, and the answers to these change the rest.
const MOST: usize = 7;
/// Words that a question may have to be shown as buttons.
const BUTTONS: usize = 4;

/// The questions.
pub fn questions(law: &Law, decided: &Decided, sent: &Sent) -> Vec<Question> {
    let mut questions: Vec<(String, Question)> = Vec::new();
    for finding in &decided.determination.findings {
        let name = law.jurisdictions.iter().find(|one| *one.id == *finding.jurisdiction).map_or(finding.jurisdiction, |one| &one.name);
        for missing in &finding.missing {
            let about = number_of(law, decided, missing);
            let field = field_for(law, &missing.fact, about);
            match questions.iter_mut().find(|(known, _)| *known == field) {
                Some((_, question)) => {
                    question.settles += missing.settles;
                    question.asked_by.push(name.to_owned());
                }
                None => {
                    let about = missing.party.clone().or_else(|| item_name(decided, missing));
                    let input = input(law, &missing.fact, &field, sent);
                    let question = Question { text: missing.question.to_string(), about, settles: missing.settles, asked_by: vec![name.to_owned()], input };
                    questions.push((field, question));
                }
            }
        }
    }
    questions.sort_by_key(|(_, question)| std::cmp::Reverse(question.settles));
    questions.into_iter().map(|(_, question)| question).take(MOST).collect()
}

/// The number of the item or party that is meant.
fn number_of(law: &Law, decided: &Decided, missing: &comity_decide::Missing) -> Option<usize> {
    let items = &decided.transaction.items;
    if let Some(item) = &missing.item {
        return items.iter().position(|one| *one.id == **item);
    }
    if let Some(party) = &missing.party {
        let parties = decided.document.value.get("party").and_then(serde_json::Value::as_array);
        return parties.and_then(|parties| parties.iter().position(|one| one.get("name").and_then(serde_json::Value::as_str) == Some(party)));
    }
    let place = law.fact_by_path(&missing.fact).map(|id| law.fact(id).place);
    (place == Some(FactPlace::Item) && items.len() == 1).then_some(0)
}

fn item_name(decided: &Decided, missing: &comity_decide::Missing) -> Option<String> {
    let items = &decided.transaction.items;
    let item = items.iter().find(|one| Some(&*one.id) == missing.item.as_deref())?;
    (items.len() > 1).then(|| item.description.as_deref().unwrap_or(&item.id).to_owned())
}

fn input(law: &Law, fact: &str, field: &str, sent: &Sent) -> QuestionInput {
    let given = sent.get(field);
    let text = |kind, list| QuestionInput::Text(Field::new(field, given), kind, list);
    let Some(id) = law.fact_by_path(fact) else {
        // A code is written, or found by classifying.
        return if fact.contains("codes.") { text("text", "") } else { QuestionInput::Elsewhere { path: paths::with("/classify", []) } };
    };
    match &law.fact(id).ty {
        FactType::Bool => QuestionInput::Radios(yes_no(field, given)),
        FactType::Choice(words) => {
            let mut select = words_of(law, fact, field, "", given);
            let unknown = yes_no(field, given).choices.into_iter().filter(|choice| choice.value.is_empty());
            if words.len() < BUTTONS {
                select.choices.extend(unknown);
                QuestionInput::Radios(select)
            } else {
                QuestionInput::Select(Select { choices: unknown.chain(select.choices).collect::<Vec<Choice>>(), ..select })
            }
        }
        FactType::Country => text("text", "countries"),
        FactType::Date => text("date", ""),
        _ => text("text", ""),
    }
}
