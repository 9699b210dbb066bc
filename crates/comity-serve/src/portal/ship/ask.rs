//! What is missing as a short form: the questions of all jurisdictions, first those on which it depends whether a licence is needed or anything is
//! forbidden at all, then those that may spare a licence; among these, the one that settles most first.

use std::cmp::Reverse;

use comity_decide::{Finding, Missing, Slot};
use comity_edge::decide::Decided;
use comity_law::{FactId, FactKind, FactPlace, FactType, Law};
use comity_portal::{
    Catalogue, Choice, Field, Select,
    pages::ship::{Question, QuestionInput},
};
use serde_json::Value as Json;

use super::{
    form::{words_of, yes_no},
    question::field_for,
    rows::Rows,
};
use crate::portal::{paths, sent::Sent};

/// Questions of one form at most: more at once discourage, and the answers to these change the rest.
const MOST: usize = 7;
/// Words that a question may have to be shown as buttons.
const BUTTONS: usize = 4;

/// A question with what it is made of, until all that ask it are known.
struct Asked {
    fact: String,
    field: String,
    /// One text a listed party that it may be: an answer settles them all, so all are named.
    texts: Vec<String>,
    about: Option<String>,
    /// By jurisdiction, how many open rules it helps to settle.
    settles: Vec<(String, usize)>,
    /// Whether a ground for a licence or a prohibition waits for it.
    opens_ground: bool,
    /// How many questions the jurisdiction that asks it soonest has before it: no jurisdiction's last question comes before another's first.
    place: usize,
}

/// The questions.
pub fn questions(law: &Law, decided: &Decided, sent: &Sent) -> Vec<Question> {
    let rows = Rows::of(law, sent);
    let mut questions: Vec<Asked> = Vec::new();
    for finding in &decided.determination.findings {
        let name = law.jurisdictions.iter().find(|one| *one.id == *finding.jurisdiction).map_or(finding.jurisdiction, |one| &one.name);
        for (place, missing) in finding.missing.iter().enumerate() {
            let opens_ground = finding.possible_grounds.iter().any(|ground| ground.open.iter().any(|fact| **fact == *missing.fact));
            for (number, about) in meant(law, decided, &rows, finding, missing) {
                let field = field_for(law, &missing.fact, number);
                let at = questions.iter().position(|known| known.field == field).unwrap_or_else(|| {
                    questions.push(Asked { fact: missing.fact.clone(), field, texts: Vec::new(), about, settles: Vec::new(), opens_ground, place });
                    questions.len() - 1
                });
                let Some(question) = questions.get_mut(at) else { continue };
                question.opens_ground |= opens_ground;
                question.place = place.min(question.place);
                if !question.texts.iter().any(|known| *known == *missing.question) {
                    question.texts.push(missing.question.to_string());
                }
                // The rules of one jurisdiction wait for the same fact, however many texts ask for it.
                match question.settles.iter_mut().find(|(known, _)| *known == *name) {
                    Some((_, settles)) => *settles = missing.settles.max(*settles),
                    None => question.settles.push((name.to_owned(), missing.settles)),
                }
            }
        }
    }
    questions.sort_by_key(|one| (Reverse(one.opens_ground), Reverse(one.settles()), one.place));
    questions.into_iter().take(MOST).map(|one| question(law, one, sent)).collect()
}

impl Asked {
    /// How many open rules it helps to settle, in all jurisdictions.
    fn settles(&self) -> usize {
        self.settles.iter().map(|(_, settles)| settles).sum()
    }
}

fn question(law: &Law, asked: Asked, sent: &Sent) -> Question {
    let all = asked.settles();
    let Asked { fact, field, mut texts, about, settles, .. } = asked;
    if texts.len() > 1 {
        texts.push(Catalogue::english().say("missing-any").into_owned());
    }
    Question {
        text: texts.join(" "),
        about,
        settles: all,
        asked_by: settles.into_iter().map(|(name, _)| name).collect(),
        input: input(law, &fact, &field, sent),
    }
}

/// Whether a fact of a party is not known.
fn is_open(law: &Law, fact: FactId, slot: &Slot) -> bool {
    match slot {
        Slot::Unknown => true,
        Slot::Absent => law.fact(fact).kind != FactKind::Knowledge,
        _ => false,
    }
}

/// The rows that are meant, each with its name. What is asked of parties in general is asked of all together only where it is open of all: else an
/// answer for all would be one for those as well who are asked about by name, or of whom it is known already that they are listed.
fn meant(law: &Law, decided: &Decided, rows: &Rows, finding: &Finding<'_>, missing: &Missing<'_>) -> Vec<(Option<usize>, Option<String>)> {
    let fact = law.fact_by_path(&missing.fact).filter(|id| law.fact(*id).place == FactPlace::Party);
    if let Some(fact) = fact.filter(|_| missing.party.is_none()) {
        let parties = &decided.transaction.parties;
        let named: Vec<&str> = finding.missing.iter().filter(|one| one.fact == missing.fact).filter_map(|one| one.party.as_deref()).collect();
        let said = decided.document.value.get("party").and_then(Json::as_array);
        let name = |at: usize| Some(said?.get(at)?.get("name")?.as_str()?.to_owned());
        let open = parties.iter().enumerate().filter(|(_, facts)| is_open(law, fact, facts.get(fact)));
        let open = open.filter_map(|(at, _)| Some((Some(rows.number("party", at)?), name(at))));
        let open: Vec<_> = open.filter(|(_, name)| !name.as_deref().is_some_and(|name| named.contains(&name))).collect();
        let is_of_all = open.is_empty() || (open.len() == parties.len() && *missing.question == *law.fact(fact).question);
        if !named.is_empty() || !is_of_all {
            return open;
        }
    }
    vec![(number_of(law, decided, rows, missing), missing.party.clone().or_else(|| item_name(decided, missing)))]
}

/// The number of the row of the item or party that is meant.
fn number_of(law: &Law, decided: &Decided, rows: &Rows, missing: &Missing<'_>) -> Option<usize> {
    let items = &decided.transaction.items;
    if let Some(item) = &missing.item {
        return rows.number("item", items.iter().position(|one| *one.id == **item)?);
    }
    if let Some(party) = &missing.party {
        let parties = decided.document.value.get("party").and_then(Json::as_array)?;
        let is_called = |one: &Json| one.get("name").and_then(Json::as_str) == Some(party);
        let called: Vec<usize> = parties.iter().enumerate().filter(|(_, one)| is_called(one)).map(|(at, _)| at).collect();
        // Of several parties of one name, the first of whom it is not known.
        let fact = law.fact_by_path(&missing.fact)?;
        let is_open = |at: &&usize| decided.transaction.parties.get(**at).is_some_and(|facts| matches!(facts.get(fact), Slot::Absent | Slot::Unknown));
        return called.iter().find(is_open).or(called.first()).and_then(|at| rows.number("party", *at));
    }
    let place = law.fact_by_path(&missing.fact).map(|id| law.fact(id).place);
    if place == Some(FactPlace::Item) && items.len() == 1 { rows.number("item", 0) } else { None }
}

fn item_name(decided: &Decided, missing: &comity_decide::Missing) -> Option<String> {
    let items = &decided.transaction.items;
    let item = items.iter().find(|one| Some(&*one.id) == missing.item.as_deref())?;
    (items.len() > 1).then(|| item.description.as_deref().unwrap_or(&item.id).to_owned())
}

/// The field in which a fact is stated.
pub fn input(law: &Law, fact: &str, field: &str, sent: &Sent) -> QuestionInput {
    let given = sent.get(field);
    let text = |kind, list| QuestionInput::Text(Field::new(field, given), kind, list);
    let Some(id) = law.fact_by_path(fact) else {
        // A code is written, or found by classifying; who takes part is said in the form.
        return match fact {
            "party" => QuestionInput::Elsewhere { path: "#party.0.name".into() },
            code if code.contains("codes.") => text("text", ""),
            _ => QuestionInput::Elsewhere { path: paths::with("/classify", []) },
        };
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
