//! The form as it is shown: every field with what was sent, one row more where somebody asked for it.

use comity_law::{Law, List};
use comity_portal::{
    Catalogue, Choice, Field, Problem, Select,
    pages::ship::{Answered, CodeField, ItemForm, PartyForm, QuestionInput, ShipForm},
};

use super::{
    ask::input,
    map::LEFT_OUT,
    question::first_word,
    rows::{ABOUT, ANSWER, MOST, of_row},
};
use crate::portal::{countries, page::hidden, sent::Sent};

/// The form.
pub fn form(law: &Law, sent: &Sent, today: &str) -> ShipForm {
    let words = Catalogue::english();
    let field = |name: &str| Field::new(name, sent.get(name));
    let country = |name: &str| Field::new(name, countries::name(law, &countries::code(law, sent.get(name))));
    let more = sent.get("add");
    let items = sent.groups("item", MOST).max(1) + usize::from(more == "item");
    let parties = sent.groups("party", MOST).max(1) + usize::from(more == "party");
    let date = if sent.get("date").is_empty() { today } else { sent.get("date") };
    let activity = if sent.get("activity").is_empty() { first_word(law, "activity") } else { sent.get("activity").to_owned() };
    let lists: Vec<&List> = law.lists.iter().filter(|list| decides(law, list)).collect();
    let item = |number: usize| {
        let name = |own: &str| format!("item.{number}.{own}");
        ItemForm {
            own: None,
            description: field(&name("description")),
            origin: country(&name("origin")),
            hs: field(&name("hs")),
            value: field(&name("value")),
            codes: lists
                .iter()
                .map(|list| CodeField { list: list.id.to_string(), title: list.title.to_string(), field: field(&name(&format!("codes.{}", list.id))) })
                .collect(),
            characteristics: field(&name("characteristics")),
        }
    };
    let party = |number: usize| {
        let name = |own: &str| format!("party.{number}.{own}");
        let role = if sent.get(&name("role")).is_empty() { usual_role(number) } else { sent.get(&name("role")) };
        PartyForm { role: words_of(law, "party.role", &name("role"), "role", role), name: field(&name("name")), country: country(&name("country")) }
    };
    let mut regions = vec![Choice::new("", words.say("choice-none"), sent.get("to_region"))];
    regions.extend(law.vocabulary.regions.iter().map(|region| Choice::new(&*region.code, &*region.name, sent.get("to_region"))));
    ShipForm {
        activity: words_of(law, "activity", "activity", "activity", &activity),
        date: Field::new("date", date),
        from: country("from"),
        to: country("to"),
        region: Select::new("to_region", regions),
        value: field("value"),
        military: yes_no("end_use.military", sent.get("end_use.military")),
        weapons: yes_no("end_use.wmd", sent.get("end_use.wmd")),
        facts: field("facts"),
        items: (0..items.min(MOST)).map(item).collect(),
        parties: (0..parties.min(MOST)).map(party).collect(),
        answers: sent.iter().filter(|(_, value)| !value.is_empty()).filter_map(|(name, _)| answered(law, name, sent)).collect(),
        hidden: sent.iter().filter(|(name, value)| !value.is_empty() && is_unseen(name, &lists)).map(|(name, value)| hidden(name, value)).collect(),
    }
}

/// What the form carries and does not show: what answers are about, that parties were left out, and codes of lists that are there to compare with.
fn is_unseen(name: &str, lists: &[&List]) -> bool {
    let is_code_elsewhere = |list: &str| !lists.iter().any(|known| *known.id == *list);
    let code = of_row(name).filter(|(kind, number, _)| *kind == "item" && number.is_some()).and_then(|(.., own)| own.strip_prefix("codes."));
    name.starts_with(ABOUT) || name == LEFT_OUT || code.is_some_and(is_code_elsewhere)
}

/// An answer that was given, where it can be seen and taken back.
fn answered(law: &Law, name: &str, sent: &Sent) -> Option<Answered> {
    let path = name.strip_prefix(ANSWER)?;
    let (fact, about) = match of_row(path) {
        Some((kind, number, own)) => (format!("{kind}.{own}"), number.and_then(|number| sent.get(&format!("{ABOUT}{kind}.{number}")).lines().next())),
        None => (path.to_owned(), None),
    };
    let question = law.fact_by_path(&fact).map(|id| law.fact(id).question.to_string());
    let is_chosen = |select: &Select| select.choices.iter().any(|choice| choice.chosen);
    let input = match input(law, &fact, name, sent) {
        QuestionInput::Radios(select) | QuestionInput::Select(select) if is_chosen(&select) => QuestionInput::Select(select),
        text @ QuestionInput::Text(..) => text,
        // What is none of the choices stays as it was written: a choice that nobody made must not take its place.
        _ => QuestionInput::Text(Field::new(name, sent.get(name)), "text", ""),
    };
    Some(Answered { label: question.unwrap_or_else(|| path.into()), about: about.map(str::to_owned), input, problem: None })
}

/// Yes, no, or not known.
pub fn yes_no(name: &str, chosen: &str) -> Select {
    let words = Catalogue::english();
    let choices = [("true", "choice-yes"), ("false", "choice-no"), ("", "choice-unknown")];
    Select::new(name, choices.map(|(value, key)| Choice::new(value, words.say(key), chosen)).into())
}

/// The words that a fact may be, with the words of the catalogue where it has them, else of the law's vocabulary.
pub fn words_of(law: &Law, fact: &str, name: &str, kind: &str, chosen: &str) -> Select {
    let words = Catalogue::english();
    let label = |word: &str, means: &str| {
        let key = format!("{kind}-{word}");
        if words.has(&key) { words.say(&key).into_owned() } else { means.to_owned() }
    };
    let allowed = law.fact_by_path(fact).map(|id| law.fact(id).ty.words()).unwrap_or_default();
    Select::new(name, allowed.iter().map(|choice| Choice::new(&*choice.word, label(&choice.word, &choice.means), chosen)).collect())
}

/// A second party is most often the end-user beside the consignee.
fn usual_role(number: usize) -> &'static str {
    if number == 1 { "end-user" } else { "consignee" }
}

/// Whether a rule, a chart or an entry of the law asks for codes of the list; others are there to compare with.
pub fn decides(law: &Law, list: &List) -> bool {
    let reviewed = law.jurisdictions.iter().flat_map(|jurisdiction| &jurisdiction.review);
    reviewed.into_iter().any(|id| law.list(*id).id == list.id)
}

/// The form with each fault at its field.
pub fn with_problems(mut form: ShipForm, problems: &[Problem]) -> ShipForm {
    let of = |name: &str| problems.iter().find(|problem| problem.field.as_deref() == Some(name)).map(|problem| problem.text.clone());
    let mark = |field: &mut Field| field.problem = of(&field.name);
    [&mut form.date, &mut form.from, &mut form.to, &mut form.value, &mut form.facts].into_iter().for_each(mark);
    for item in &mut form.items {
        [&mut item.description, &mut item.origin, &mut item.hs, &mut item.value, &mut item.characteristics].into_iter().for_each(mark);
        item.codes.iter_mut().map(|code| &mut code.field).for_each(mark);
    }
    for party in &mut form.parties {
        [&mut party.name, &mut party.country].into_iter().for_each(mark);
        party.role.problem = of(&party.role.name);
    }
    for select in [&mut form.activity, &mut form.region, &mut form.military, &mut form.weapons] {
        select.problem = of(&select.name);
    }
    for answer in &mut form.answers {
        answer.problem = of(answer.name());
    }
    form
}
