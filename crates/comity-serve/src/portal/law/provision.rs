//! A provision with everything the law holds of it.

use std::sync::Arc;

use axum::{
    Extension,
    extract::{Path, State as FromState},
    http::StatusCode,
    response::Response,
};
use comity_edge::{compare::mappings, show};
use comity_law::{
    ControlRow as LawControl, Law, List, NodeId,
    condition::Condition,
    criteria::{Criteria, Edition},
};
use comity_portal::{
    Section, Template,
    pages::{ControlRow, Counterpart, Criterion, ExceptionRow, History, OfficialText, ProvisionPage, ProvisionRow},
};
use jiff::{Zoned, civil::Date};
use serde_json::Value as Json;

use super::{asks, provision_row, timeline::timeline};
use crate::{
    portal::{
        compare::Kept,
        items::Held,
        page::{Around, NoPage, answer},
        paths,
        visitor::Visit,
        wording,
    },
    state::State,
    telemetry::Logged,
};

/// Provisions of each other list that are named as counterparts.
const NEAREST: usize = 1;

/// A provision's page.
pub async fn provision(
    FromState(state): FromState<State>,
    visit: Visit,
    Extension(held): Extension<Arc<Held>>,
    Extension(kept): Extension<Arc<Kept>>,
    Path(name): Path<String>,
) -> Result<Response, NoPage> {
    let working = state.clone();
    // Official text is read from disk, and criteria are loaded when first asked for.
    state.pool.run(move || Ok(page(&working, &visit, &held, &kept, &name))).await?
}

fn page(state: &State, visit: &Visit, held: &Held, kept: &Kept, name: &str) -> Result<Response, NoPage> {
    let (law, today) = (state.law.law(), Zoned::now().date());
    let (list, id) = show::find(law, name)?;
    let node = list.nodes.get(id.index()).ok_or(NoPage::Unknown)?;
    let criteria = state.law.criteria()?;
    let edition = criteria.edition(&list.id, None);
    let version = list.version(id, today);
    let entry = list.entry(id);
    let above = above(list, id);
    let criterion = edition.map(|edition| criterion(criteria, edition, &node.code)).unwrap_or_default();
    let below = below(criteria, list, id, today);
    let in_force = |row: &&LawControl| row.period.contains(today);
    let controls: Vec<ControlRow> = entry.map(|entry| entry.controls.iter().filter(in_force).map(|row| control(law, row)).collect()).unwrap_or_default();
    let exceptions: Vec<ExceptionRow> = entry
        .map(|entry| entry.exceptions.iter().filter(|row| row.period.contains(today)))
        .into_iter()
        .flatten()
        .map(|row| ExceptionRow {
            symbol: row.symbol.to_string(),
            amount: row.amount.as_ref().map(ToString::to_string).unwrap_or_default(),
            scope: text(row.scope.as_ref()),
        })
        .collect();
    let refers: Vec<(String, String)> = entry
        .map(|entry| entry.refers.iter().filter(|refer| refer.period.contains(today)))
        .into_iter()
        .flatten()
        .map(|refer| (refer.cite.to_string(), paths::with("/law", [("q", &*refer.cite)])))
        .collect();
    let history: Vec<History> =
        node.versions.iter().map(|version| History { in_force: show::period(version.period), digest: version.digest.to_string() }).collect();
    let timeline = timeline(criteria, list, id, today, |from, to| held.changes(state, list, from, to))?;
    let counterparts = kept.counterparts(name, || Ok(counterparts(criteria, edition, name)))?;
    let official = official(&show::show(law, state.data.as_ref(), name, today, &Logged)?);
    let edition_date = list.edition(today).map(|edition| edition.date.to_string()).unwrap_or_default();
    let (checked, list_path) = (list.checked.to_string(), paths::list(&list.id));
    let html = Around::of(state, visit).with(Section::Law, |shell| {
        ProvisionPage {
            shell,
            provision: name,
            code: &node.code,
            title: entry.and_then(|entry| entry.title.as_deref()).unwrap_or_default(),
            list: &list.title,
            list_path: &list_path,
            above: &above,
            status: version.map_or("not-in-force", |version| version.status.name()),
            edition: &edition_date,
            checked: &checked,
            citation: &list.cite,
            criterion: &criterion,
            notes: &[],
            below: &below,
            below_all: version.is_some_and(|version| version.join.name() == "all"),
            controls: &controls,
            exceptions: &exceptions,
            refers: &refers,
            timeline: &timeline,
            history: &history,
            counterparts: &counterparts,
            official: official.as_ref(),
            source: None,
        }
        .render()
    });
    Ok(answer(StatusCode::OK, html))
}

fn above(list: &List, id: NodeId) -> Vec<(String, String)> {
    let mut above = Vec::new();
    let mut next = list.nodes.get(id.index()).and_then(|node| node.parent);
    while let Some(parent) = next {
        let code = list.code(parent);
        above.push((code.to_owned(), paths::provision(&format!("{}:{code}", list.id))));
        next = list.nodes.get(parent.index()).and_then(|node| node.parent);
    }
    above.reverse();
    above
}

fn below(criteria: &Criteria, list: &List, id: NodeId, today: Date) -> Vec<ProvisionRow> {
    let Some(node) = list.nodes.get(id.index()) else { return Vec::new() };
    // What stands below a node follows it, up to its end.
    let range = list.nodes.get(id.index() + 1..node.end.index()).unwrap_or_default();
    let mut below: Vec<NodeId> = range.iter().filter(|child| child.parent == Some(id)).filter_map(|child| list.node(&child.code)).collect();
    below.retain(|child| list.version(*child, today).is_some());
    below.sort_by(|a, b| list.code(*a).cmp(list.code(*b)));
    below.into_iter().map(|child| ProvisionRow { asks: asks(criteria, &list.id, list.code(child)), ..provision_row(list, child) }).collect()
}

/// What the provisions from the entry down ask.
fn criterion(criteria: &Criteria, edition: &Edition, code: &str) -> Vec<Criterion> {
    let Some((index, node)) = edition.node(code) else { return Vec::new() };
    let mut nodes: Vec<_> = edition.ancestors(index).map(|above| edition.get(above)).collect();
    nodes.reverse();
    nodes.push(node);
    nodes
        .into_iter()
        .map(|node| Criterion {
            code: node.code.to_string(),
            lines: wording::lines(&criteria.vocabulary, edition, &node.own),
            untranslated: node.own.has_untranslated() || node.unread.is_some(),
        })
        .filter(|part| part.untranslated || !part.lines.is_empty())
        .collect()
}

fn control(law: &Law, row: &LawControl) -> ControlRow {
    let reason = law.vocabulary.reasons.get(row.reason.index());
    let column = row.column.map(|(number, _)| format!(" {number}")).unwrap_or_default();
    ControlRow {
        reason: format!("{}{column}", reason.map_or("", |reason| &reason.code)),
        name: reason.map(|reason| reason.name.to_string()).unwrap_or_default(),
        scope: text(row.scope.as_ref()),
        // A row for every destination has nothing to say of them.
        when: Some(text(row.when.as_ref())).filter(|when| when != "true").unwrap_or_default(),
        citation: row.cite.as_deref().unwrap_or_default().into(),
        in_force: show::period(row.period),
    }
}

fn text(condition: Option<&Condition>) -> String {
    condition.map(|condition| condition.text.to_string()).unwrap_or_default()
}

/// The nearest provision of every other list with criteria; none where the list itself has none.
fn counterparts(criteria: &Criteria, edition: Option<&Edition>, name: &str) -> Vec<Counterpart> {
    if edition.is_none() {
        return Vec::new();
    }
    let mapped = mappings(criteria, name, &[], NEAREST).unwrap_or_default();
    let rows = mapped.iter().flat_map(|mapping| mapping.mapped.iter().map(move |one| (mapping, one)));
    rows.filter_map(|(mapping, one)| {
        let provision = format!("{}:{}", mapping.to.list, one.pair.b.as_deref()?);
        let relation = one.pair.verdict.relation.name().to_owned();
        Some(Counterpart { relation, path: paths::provision(&provision), pair: paths::pair(name, &provision), provision })
    })
    .collect()
}

fn official(shown: &Json) -> Option<OfficialText> {
    let text = shown.get("official_text").filter(|text| !text.is_null())?;
    let field = |name: &str| text.get(name).and_then(Json::as_str).unwrap_or_default();
    Some(OfficialText {
        text: field("text").into(),
        fetched: field("retrieved").chars().take_while(|c| *c != 'T').collect(),
        drifted: text.get("drifted").and_then(Json::as_bool).unwrap_or(false),
    })
}
