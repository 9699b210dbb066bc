//! *Law*: what is loaded, the lists, and every provision.

mod provision;
mod timeline;

use axum::{
    extract::{Path, State as FromState},
    http::StatusCode,
    response::Response,
};
use comity_edge::status;
use comity_law::{Law, List, NodeId};
use comity_portal::{
    Catalogue, Choice, Field, Section, Select, Template,
    pages::{CoverageRow, Instrument, LawPage, ListPage, ListRow, ProvisionRow},
};
use jiff::{Zoned, civil::Date};

use super::{
    page::{Around, NoPage, answer},
    paths,
    sent::{Linked, Sent},
    visitor::Visit,
    wording,
};
use crate::{state::State, telemetry::Logged};

pub use provision::provision;

/// Provisions that a search shows.
const MOST: usize = 100;

/// What is loaded, and what was searched for.
pub async fn show(FromState(state): FromState<State>, visit: Visit, Linked(sent): Linked) -> Result<Response, NoPage> {
    let working = state.clone();
    // What was fetched is read from disk, and criteria are loaded when first asked for.
    state.pool.run(move || Ok(overview(&working, &visit, &sent))).await?
}

fn overview(state: &State, visit: &Visit, sent: &Sent) -> Result<Response, NoPage> {
    let (law, today) = (state.law.law(), Zoned::now().date());
    let rows = rows(state, None, today)?;
    let coverage = coverage(law);
    let query = Field::new("q", sent.get("q"));
    let list = lists(law, "list", sent.get("list"), true);
    let found = match query.value.is_empty() {
        true => None,
        false => Some(search(law, state.law.criteria()?, &query.value, sent.get("list"), today)),
    };
    let more = found.as_ref().is_some_and(|rows| rows.len() > MOST);
    let found = found.as_ref().map(|rows| rows.get(..MOST).unwrap_or(rows));
    let html = Around::of(state, visit).with(Section::Law, |shell| {
        LawPage {
            shell,
            query: &query,
            list: &list,
            found,
            more,
            lists: &rows,
            coverage: &coverage,
            rules: law.rules.len(),
            groups: law.groups.len(),
            facts: law.vocabulary.facts.len(),
            digest: state.law.digest(),
        }
        .render()
    });
    Ok(answer(StatusCode::OK, html))
}

/// A list and its entries.
pub async fn list(FromState(state): FromState<State>, visit: Visit, Path(name): Path<String>) -> Result<Response, NoPage> {
    let law = state.law.law();
    let list = law.lists.iter().find(|list| *list.id == *name).ok_or(NoPage::Unknown)?;
    let working = state.clone();
    let row = state.pool.run(move || Ok(rows(&working, Some(&name), Zoned::now().date())?)).await?.pop().ok_or(NoPage::Unknown)?;
    let today = Zoned::now().date();
    let mut categories: Vec<(String, Vec<ProvisionRow>)> = Vec::new();
    for entry in list.entries.iter().filter(|entry| list.version(entry.node, today).is_some()) {
        let category = category(list.code(entry.node));
        let shown = provision_row(list, entry.node);
        match categories.last_mut().filter(|(name, _)| *name == category) {
            Some((_, rows)) => rows.push(shown),
            None => categories.push((category, vec![shown])),
        }
    }
    let editions: Vec<(String, Option<String>)> = list
        .editions
        .iter()
        .enumerate()
        .map(|(number, edition)| {
            (edition.date.to_string(), (number > 0).then(|| paths::with(&paths::editions(&list.id), [("to", edition.date.to_string().as_str())])))
        })
        .collect();
    let html = Around::of(&state, &visit)
        .with(Section::Law, |shell| ListPage { shell, list: &row, citation: &list.cite, editions: &editions, categories: &categories }.render());
    Ok(answer(StatusCode::OK, html))
}

/// The part of a list that a code stands in: what its entries' codes begin with.
fn category(code: &str) -> String {
    let head: String = code.split('.').next().unwrap_or(code).chars().take(2).collect();
    let words = Catalogue::english();
    words.say_with("list-group", &[("group", head.as_str().into())]).into_owned()
}

/// Every list as it stands, or one of them.
fn rows(state: &State, only: Option<&str>, today: Date) -> Result<Vec<ListRow>, comity_edge::EdgeError> {
    let (law, criteria, words) = (state.law.law(), state.law.criteria()?, Catalogue::english());
    let fetched = status::fetched(law, state.data.as_ref(), &Logged);
    let row = |(list, record): (&List, Option<_>)| {
        let record: Option<comity_edge::official::SourceRecord> = record;
        let counts = status::count(list);
        let age = usize::try_from(status::age(list.checked, today)).unwrap_or(0);
        ListRow {
            id: list.id.to_string(),
            title: list.title.to_string(),
            path: paths::list(&list.id),
            edition: list.editions.last().map(|edition| edition.date.to_string()).unwrap_or_default(),
            age: words.say_with("days-ago", &[("count", age.into())]).into_owned(),
            entries: counts.entries,
            provisions: counts.provisions,
            untranslated: counts.untranslated,
            read: criteria.edition(&list.id, None).map(|edition| format!("{:.1} %", edition.coverage().percent())),
            official: record.map(|record| status::day_of(&record).to_string()),
        }
    };
    Ok(law.lists.iter().zip(fetched).filter(|(list, _)| only.is_none_or(|only| *list.id == *only)).map(row).collect())
}

fn coverage(law: &Law) -> Vec<CoverageRow> {
    let instruments = |jurisdiction: &comity_law::Jurisdiction| {
        jurisdiction
            .coverage
            .iter()
            .map(|row| Instrument {
                citation: row.instrument.to_string(),
                title: row.title.to_string(),
                status: row.status.name().into(),
                note: row.note.as_deref().unwrap_or_default().into(),
            })
            .collect()
    };
    law.jurisdictions
        .iter()
        .map(|jurisdiction| CoverageRow {
            name: jurisdiction.name.to_string(),
            authority: jurisdiction.authority.to_string(),
            instruments: instruments(jurisdiction),
        })
        .collect()
}

/// The lists to choose from.
pub fn lists(law: &Law, name: &str, chosen: &str, with_all: bool) -> Select {
    let all = with_all.then(|| Choice::new("", Catalogue::english().say("choice-any"), chosen));
    Select::new(name, all.into_iter().chain(law.lists.iter().map(|list| Choice::new(&*list.id, &*list.title, chosen))).collect())
}

/// Provisions whose code begins so; else those of which the title of the entry and what they ask themselves have all the words. One more than is shown,
/// where there are more.
fn search(law: &Law, criteria: &comity_law::criteria::Criteria, query: &str, list: &str, today: Date) -> Vec<ProvisionRow> {
    let (code, words) = (query.trim().to_uppercase(), query.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>());
    let lists = || law.lists.iter().filter(|known| list.is_empty() || *known.id == *list);
    let standing = |list: &List, node: NodeId| list.version(node, today).is_some();
    let row = |list: &List, node: NodeId| ProvisionRow { asks: asks(criteria, &list.id, list.code(node)), ..provision_row(list, node) };
    let by_code = lists().flat_map(|list| list.sorted.iter().map(move |node| (list, *node)));
    let by_code = by_code.filter(|(list, node)| list.code(*node).to_uppercase().starts_with(&code) && standing(list, *node));
    let found: Vec<ProvisionRow> = by_code.take(MOST + 1).map(|(list, node)| row(list, node)).collect();
    if !found.is_empty() || words.is_empty() {
        return found;
    }
    let mut found = Vec::new();
    for list in lists() {
        let edition = criteria.edition(&list.id, None);
        for node in list.sorted.iter().copied().filter(|node| standing(list, *node)) {
            let own = edition.and_then(|edition| Some((edition, edition.node(list.code(node))?.1)));
            let lines = own.map(|(edition, node)| wording::lines(&criteria.vocabulary, edition, &node.own).join("; ")).unwrap_or_default();
            let title = list.entry(node).and_then(|entry| entry.title.as_deref()).unwrap_or_default();
            // A provision below an entry is found by what it asks itself, together with what its entry is about; the title alone finds the entry.
            let is_entry = list.nodes.get(node.index()).is_some_and(|node| node.parent.is_none());
            let (title_lower, lines_lower) = (title.to_lowercase(), lines.to_lowercase());
            let has = |word: &String| title_lower.contains(word.as_str()) || lines_lower.contains(word.as_str());
            let asks_one = words.iter().any(|word| lines_lower.contains(word.as_str()));
            if words.iter().all(has) && (is_entry || asks_one) {
                found.push(ProvisionRow { asks: lines, ..provision_row(list, node) });
            }
            if found.len() > MOST {
                return found;
            }
        }
    }
    found
}

/// A provision as a line.
pub fn provision_row(list: &List, node: NodeId) -> ProvisionRow {
    let provision = format!("{}:{}", list.id, list.code(node));
    let title = list.entry(node).and_then(|entry| entry.title.as_deref()).unwrap_or_default();
    ProvisionRow { path: paths::provision(&provision), provision, title: title.into(), asks: String::new() }
}

/// What a provision asks of its own, on one line.
fn asks(criteria: &comity_law::criteria::Criteria, list: &str, code: &str) -> String {
    let node = criteria.edition(list, None).and_then(|edition| Some((edition, edition.node(code)?.1)));
    node.map(|(edition, node)| wording::lines(&criteria.vocabulary, edition, &node.own).join("; ")).unwrap_or_default()
}
