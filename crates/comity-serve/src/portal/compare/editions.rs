//! One list over time: its editions, and what changed from one to the next.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    extract::{Extension, Path, State as FromState},
    http::StatusCode,
    response::Response,
};
use comity_edge::diff::{Changed, diff};
use comity_law::criteria::Criteria;
use comity_portal::{
    Section, Template,
    charts::{Moment, Timeline},
    pages::{ChangeRow, EditionsPage},
};
use jiff::civil::Date;
use serde_json::Value as Json;

use super::{Kept, PAGE, figures, title};
use crate::{
    portal::{
        page::{Around, NoPage, answer},
        paths,
        sent::{Linked, Sent},
        visitor::Visit,
    },
    state::State,
};

/// One list over time.
pub async fn editions(
    FromState(state): FromState<State>,
    visit: Visit,
    Extension(kept): Extension<Arc<Kept>>,
    Path(list): Path<String>,
    Linked(sent): Linked,
) -> Result<Response, NoPage> {
    let working = state.clone();
    state.pool.run(move || Ok(page(&working, &visit, &kept, &list, &sent))).await?
}

fn page(state: &State, visit: &Visit, kept: &Kept, name: &str, sent: &Sent) -> Result<Response, NoPage> {
    let (law, criteria) = (state.law.law(), state.law.criteria()?);
    let list = law.list_by_id(name).map(|id| law.list(id)).ok_or(NoPage::Unknown)?;
    let read = criteria.editions.iter().filter(|edition| *edition.list == *name);
    let mut days: Vec<Date> = read.map(|edition| edition.date).chain(list.editions.iter().map(|edition| edition.date)).collect();
    days.sort_unstable();
    days.dedup();
    let at = days.iter().position(|day| day.to_string() == sent.get("to")).unwrap_or(days.len().saturating_sub(1));
    let between = at.checked_sub(1).and_then(|before| Some((*days.get(before)?, *days.get(at)?)));
    let here = paths::editions(name);
    let moment = |(number, day): (usize, &Date)| {
        let date = day.to_string();
        Moment {
            day: i64::from((*day - Date::new(1970, 1, 1).unwrap_or(*day)).get_days()),
            label: String::new(),
            path: (number > 0).then(|| paths::with(&here, [("to", date.as_str())])),
            chosen: between.is_some_and(|(from, to)| *day == from || *day == to),
            date,
        }
    };
    let timeline = Timeline { moments: days.iter().enumerate().map(moment).collect() };
    let changes = match between {
        Some((from, to)) => kept.changes(format!("{name} {from} {to}"), || Ok(rows(criteria, name, &diff(law, criteria, name, from, to)?)))?,
        None => Arc::default(),
    };
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for change in changes.iter() {
        *kinds.entry(&change.kind).or_default() += 1;
    }
    let to = between.map(|(_, to)| to.to_string()).unwrap_or_default();
    let counts: Vec<(String, usize, String)> =
        kinds.into_iter().map(|(kind, count)| (kind.to_owned(), count, paths::with(&here, [("to", to.as_str()), ("kind", kind)]))).collect();
    let kind = Some(sent.get("kind")).filter(|kind| !kind.is_empty());
    let wanted: Vec<&ChangeRow> = changes.iter().filter(|change| kind.is_none_or(|kind| change.kind == kind)).collect();
    let after: usize = sent.get("after").parse().unwrap_or(0);
    let shown: Vec<ChangeRow> = wanted.iter().skip(after).take(PAGE).map(|change| (*change).clone()).collect();
    let link = |from: String| paths::with(&here, [("to", to.as_str()), ("kind", sent.get("kind")), ("after", from.as_str())]);
    let next = (after.saturating_add(PAGE) < wanted.len()).then(|| link(after.saturating_add(PAGE).to_string()));
    let first = (after > 0).then(|| link(String::new()));
    let dates = between.map(|(from, to)| (from.to_string(), to.to_string()));
    let (title, path) = (title(law, name), paths::list(name));
    let html = Around::of(state, visit).with(Section::Compare, |shell| {
        EditionsPage {
            shell,
            title: &title,
            path: &path,
            timeline: &timeline,
            between: dates.as_ref().map(|(from, to)| (from.as_str(), to.as_str())),
            counts: &counts,
            kind,
            changes: &shown,
            next: next.as_deref(),
            first: first.as_deref(),
        }
        .render()
    });
    Ok(answer(StatusCode::OK, html))
}

fn rows(criteria: &Criteria, list: &str, changed: &Changed) -> Vec<ChangeRow> {
    match changed {
        Changed::Content(changes) => changes
            .changes
            .iter()
            .map(|change| {
                let to = change.pair.b.as_deref();
                ChangeRow {
                    kind: change.kind.name().into(),
                    from: change.pair.a.as_deref().unwrap_or_default().into(),
                    to: to.unwrap_or_default().into(),
                    path: to.map(|code| paths::provision(&format!("{list}:{code}"))),
                    witness: change.pair.verdict.witnesses.first().map(|witness| figures(criteria, witness)).unwrap_or_default(),
                }
            })
            .collect(),
        Changed::Rows(rows) => rows
            .iter()
            .map(|row| {
                let field = |name: &str| row.get(name).and_then(Json::as_str).unwrap_or_default();
                let provision = field("provision");
                ChangeRow {
                    kind: field("change").into(),
                    from: provision.into(),
                    to: provision.into(),
                    path: Some(paths::provision(provision)),
                    witness: [field("what"), field("detail")].join(" ").trim().to_owned(),
                }
            })
            .collect(),
    }
}
