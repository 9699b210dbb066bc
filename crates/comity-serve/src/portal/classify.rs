//! *What is it?*: an item held against every list, and the question that tells most.

use axum::{extract::State as FromState, http::StatusCode, response::Response};
use comity_decide::classify::{Question, most_telling};
use comity_edge::{
    EdgeError,
    classify::{self, Answer, Found},
    document::Document,
};
use comity_law::{
    Law,
    criteria::{CharacteristicType, Criteria, Edition},
};
use comity_portal::{
    Catalogue, Choice, Field, Problem as FormProblem, Section, Template,
    pages::{Candidate, Candidates, ClassifyPage, NextQuestion, ship::Hidden},
};
use comity_store::Action;
use serde_json::{Map, Value as Json, json};

use super::{
    items,
    page::{Around, NoPage, answer, hidden},
    paths,
    sent::{Linked, Posted, Sent},
    ship::{characteristics, decides, faults_of_characteristics},
    visitor::Visit,
};
use crate::state::State;

/// Rows of a kind that each list shows.
const LIMIT: usize = 5;
/// Questions that a line names.
const NAMED: usize = 4;

/// The form; the answer too, where the address says something of the item.
pub async fn show(state: FromState<State>, visit: Visit, Linked(sent): Linked) -> Result<Response, NoPage> {
    if sent.get("description").is_empty() && sent.get("characteristics").is_empty() {
        let FromState(state) = state;
        return Ok(page(&state, &visit, StatusCode::OK, &Asked::of(&sent), &[], None));
    }
    ask(state, visit, Posted(sent)).await
}

/// The answer.
pub async fn ask(FromState(state): FromState<State>, visit: Visit, Posted(sent): Posted) -> Result<Response, NoPage> {
    told(&state, &visit, &sent, &[]).await
}

/// The answer again, with what kept a person's decision about it from being kept.
pub async fn refused(state: &State, visit: &Visit, sent: &Sent, why: String) -> Result<Response, NoPage> {
    told(state, visit, sent, &[FormProblem { field: None, text: why }]).await
}

async fn told(state: &State, visit: &Visit, sent: &Sent, problems: &[FormProblem]) -> Result<Response, NoPage> {
    let working = state.clone();
    let asked = Asked::of(sent);
    let (given, found) = state
        .pool
        .run(move || {
            let found = found(&working, &asked);
            Ok((asked, found))
        })
        .await?;
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    match found {
        Ok(found) => Ok(page(state, visit, status, &given, problems, Some(&found))),
        Err(EdgeError::Input { faults, .. }) => {
            let problem = |fault: comity_edge::Fault| {
                let text = [Some(fault.message), fault.remedy].into_iter().flatten().collect::<Vec<_>>().join(". ");
                FormProblem { field: Some("characteristics".into()), text }
            };
            let problems: Vec<FormProblem> = problems.iter().cloned().chain(faults.into_iter().map(problem)).collect();
            Ok(page(state, visit, StatusCode::UNPROCESSABLE_ENTITY, &given, &problems, None))
        }
        Err(error) => Err(error.into()),
    }
}

/// What is said of the item so far.
struct Asked {
    description: String,
    /// A line a characteristic.
    characteristics: String,
    /// Questions that the person does not know the answer to.
    skipped: Vec<String>,
}

impl Asked {
    /// What was entered before, with the answer to the last question.
    fn of(sent: &Sent) -> Self {
        let mut characteristics = sent.get("characteristics").to_owned();
        let (fact, given) = (sent.get("answer_for"), sent.get("answer"));
        let mut skipped: Vec<String> = sent.get("skipped").split_whitespace().map(str::to_owned).collect();
        if !fact.is_empty() && (given.is_empty() || !sent.get("skip").is_empty()) {
            skipped.push(fact.into());
        } else if !fact.is_empty() {
            if !characteristics.is_empty() && !characteristics.ends_with('\n') {
                characteristics.push('\n');
            }
            characteristics.push_str(&format!("{fact} = {given}"));
        }
        Self { description: sent.get("description").into(), characteristics, skipped }
    }

    /// The item as a document.
    fn document(&self) -> Json {
        let mut item = Map::from_iter([("id".to_owned(), json!("item"))]);
        if !self.description.is_empty() {
            item.insert("description".into(), self.description.as_str().into());
        }
        let mut fields = Map::new();
        for (name, value) in characteristics(&self.characteristics) {
            // Whether the item fits the words of a provision stands in a table of its own.
            match name.strip_prefix("fits.") {
                Some(provision) => {
                    let fits = fields.entry("fits").or_insert_with(|| Map::new().into());
                    if let Some(fits) = fits.as_object_mut() {
                        fits.insert(provision.trim_matches('"').to_owned(), value);
                    }
                }
                None => drop(fields.insert(name, value)),
            }
        }
        if !fields.is_empty() {
            item.insert("characteristics".into(), fields.into());
        }
        json!({ "item": [item] })
    }

    fn hidden(&self) -> Vec<Hidden> {
        let skipped = self.skipped.join(" ");
        [("description", &*self.description), ("characteristics", &*self.characteristics), ("skipped", &*skipped)]
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| hidden(name, value))
            .collect()
    }
}

/// What was found, and what to ask next.
struct Outcome {
    lists: Vec<Candidates>,
    /// By list, what a person may decide for.
    codes: Vec<(String, Vec<String>)>,
    next: Option<NextQuestion>,
}

fn found(state: &State, asked: &Asked) -> Result<Outcome, EdgeError> {
    let (law, criteria) = (state.law.law(), state.law.criteria()?);
    let editions = classify::editions(criteria, &[])?;
    let text = serde_json::to_string(&asked.document()).unwrap_or_default();
    let document = Document::parse("the item".into(), text, true)?;
    let unread = faults_of_characteristics(&asked.characteristics);
    if !unread.is_empty() {
        return Err(document.faults(unread));
    }
    let items = classify::read(&document, law, criteria)?;
    let Some(item) = items.into_iter().next() else { return Ok(Outcome { lists: Vec::new(), codes: Vec::new(), next: None }) };
    let index = if item.description.is_some() { Some(state.law.index(state.data.as_ref())?) } else { None };
    let unknown = item.profile.is_empty();
    let answer = Answer::of(item, &editions, law, criteria, index, LIMIT);
    let next = next(criteria, &answer, unknown, &asked.skipped);
    let codes = answer.lists.iter().filter(|found| law.list_by_id(&found.edition.list).is_some_and(|id| decides(law, law.list(id)))).map(codes).collect();
    Ok(Outcome { lists: answer.lists.iter().map(|found| list(law, found)).collect(), codes, next })
}

/// What a person may decide for in a list: what is proved first, then what is possible, then what the words propose.
fn codes(found: &Found) -> (String, Vec<String>) {
    let classified = &found.classified;
    let met = classified.met.iter().map(|one| &one.provision);
    let may = classified.may.iter().map(|one| &one.provision);
    let proposed = found.candidates.iter().map(|one| &one.provision);
    let mut all: Vec<String> = Vec::new();
    for provision in met.chain(may).chain(proposed) {
        if !all.iter().any(|known| **known == **provision) {
            all.push(provision.to_string());
        }
    }
    (found.edition.list.to_string(), all)
}

/// The question that tells most and was not passed over; what kind of item it is, where nothing is known.
fn next(criteria: &Criteria, answer: &Answer, unknown: bool, skipped: &[String]) -> Option<NextQuestion> {
    let passed = |fact: &str| skipped.iter().any(|one| *one == characteristic_of(fact));
    let kind = || {
        let kind = criteria.vocabulary.get(criteria.vocabulary.find("kind")?);
        Some((Question { fact: "characteristics.kind".into(), question: kind.question.clone() }, 1))
    };
    let first = if unknown { kind() } else { None };
    let may = answer.lists.iter().flat_map(|found| &found.classified.may);
    let (question, settles) = first.into_iter().chain(most_telling(may)).find(|(question, _)| !passed(&question.fact))?;
    let fact = characteristic_of(&question.fact);
    let (hint, choices) = form(criteria, fact);
    Some(NextQuestion { characteristic: fact.to_owned(), text: question.question.to_string(), hint, settles, choices })
}

fn characteristic_of(fact: &str) -> &str {
    fact.strip_prefix("characteristics.").unwrap_or(fact)
}

/// In what form the answer is expected: words that help, or values to choose from.
fn form(criteria: &Criteria, characteristic: &str) -> (String, Vec<Choice>) {
    let words = Catalogue::english();
    let yes_no = || vec![Choice::new("true", words.say("choice-yes"), "-"), Choice::new("false", words.say("choice-no"), "-")];
    let Some(id) = criteria.vocabulary.find(characteristic) else { return (String::new(), yes_no()) };
    match &criteria.vocabulary.get(id).ty {
        CharacteristicType::Bool => (String::new(), yes_no()),
        CharacteristicType::Quantity { unit, .. } if unit.is_empty() => (words.say("hint-number").into_owned(), Vec::new()),
        CharacteristicType::Quantity { unit, .. } => (words.say_with("hint-unit", &[("unit", (&**unit).into())]).into_owned(), Vec::new()),
        CharacteristicType::Cas => (words.say("hint-cas").into_owned(), Vec::new()),
        CharacteristicType::Term => {
            let mut choices: Vec<Choice> =
                criteria.vocabulary.terms.iter().filter(|term| term.of == id).map(|term| Choice::new(&*term.id, &*term.label, "-")).collect();
            choices.sort_by(|a, b| a.label.cmp(&b.label));
            (String::new(), choices)
        }
    }
}

fn list(law: &Law, found: &Found) -> Candidates {
    let edition: &Edition = found.edition;
    let words = Catalogue::english();
    let title = |provision: &str| {
        let list = law.list_by_id(&edition.list).map(|id| law.list(id));
        let code = provision.split_once(':').map_or(provision, |(_, code)| code);
        let entry = list.and_then(|list| list.entry(list.node(code)?)).and_then(|entry| entry.title.as_deref());
        entry.unwrap_or_default().to_owned()
    };
    let candidate = |provision: &str, lines: Vec<String>, score: Option<u8>| Candidate {
        code: provision.split_once(':').map_or(provision, |(_, code)| code).to_owned(),
        path: paths::provision(provision),
        title: title(provision),
        lines,
        score,
    };
    let questions = |all: &[Question]| -> Vec<String> {
        let mut lines: Vec<String> = all.iter().take(NAMED).map(|question| question.question.to_string()).collect();
        if all.len() > NAMED {
            lines.push(words.say_with("classify-more-questions", &[("count", (all.len() - NAMED).into())]).into_owned());
        }
        lines
    };
    let percent = format!("{:.0}", edition.coverage().percent());
    let date = edition.date.to_string();
    Candidates {
        list: edition.list.to_string(),
        title: law.list_by_id(&edition.list).map_or_else(|| edition.list.to_string(), |id| law.list(id).title.to_string()),
        edition: words.say_with("classify-edition", &[("edition", date.as_str().into()), ("percent", percent.as_str().into())]).into_owned(),
        met: found
            .classified
            .met
            .iter()
            .map(|met| candidate(&met.provision, met.proof.iter().map(|proof| format!("{} [{}]", proof.condition, proof.value)).collect(), None))
            .collect(),
        may: found.classified.may.iter().map(|may| candidate(&may.provision, questions(&may.missing), None)).collect(),
        near: found.classified.near.iter().map(|near| candidate(&near.provision, vec![near.by.to_string()], None)).collect(),
        proposed: found.candidates.iter().map(|one| candidate(&one.provision, questions(&one.questions), Some(percent_of(one.score)))).collect(),
        not_listed: found.classified.not_listed == Some(true),
    }
}

/// A share as a whole number of one hundred.
pub fn percent_of(share: f64) -> u8 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to what fits")]
    let percent = (share * 100.0).round().clamp(0.0, 100.0) as u8;
    percent
}

fn page(state: &State, visit: &Visit, status: StatusCode, asked: &Asked, problems: &[FormProblem], found: Option<&Outcome>) -> Response {
    let description = Field::new("description", &*asked.description);
    let mut characteristics = Field::new("characteristics", &*asked.characteristics);
    characteristics.problem = problems.iter().find(|problem| problem.field.as_deref() == Some("characteristics")).map(|problem| problem.text.clone());
    let hidden = asked.hidden();
    let may_decide = visit.caller().is_some_and(|caller| caller.may(Action::Classify));
    let decide = found.filter(|_| may_decide).map(|found| items::codes(found.codes.clone(), &Sent::default()));
    let html = Around::of(state, visit).with(Section::Classify, |shell| {
        ClassifyPage {
            shell,
            description: &description,
            characteristics: &characteristics,
            problems,
            hidden: &hidden,
            next: found.and_then(|found| found.next.as_ref()),
            lists: found.map(|found| found.lists.as_slice()),
            decide: decide.as_ref(),
        }
        .render()
    });
    answer(status, html)
}
