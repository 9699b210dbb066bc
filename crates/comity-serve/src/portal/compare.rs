//! *Where do the laws differ?*: two lists, a pair, one list over time.

mod editions;
mod kept;
mod plot;

use std::sync::Arc;

use axum::{
    extract::{Extension, State as FromState},
    http::StatusCode,
    response::Response,
};
use comity_compare::{Comparison, Counts, Meets, Pair, Relation, Report, Witness};
use comity_edge::compare::summary;
use comity_law::{
    Law,
    criteria::{Criteria, Edition},
};
use comity_portal::{
    Catalogue, Choice, Field, Section, Select, Template,
    charts::{Bar, Bars, Part},
    pages::{ComparePage, PairPage, PairRow, Side, SummaryRow},
};

use super::{
    page::{Around, NoPage, answer},
    paths,
    sent::{Linked, Sent},
    visitor::Visit,
    wording,
};
use crate::state::State;

pub use self::{editions::editions, kept::Kept};

/// Pairs of one page.
const PAGE: usize = 50;
/// What stands for all relations that differ.
const DIFFERS: &str = "differs";

/// Two lists.
pub async fn show(FromState(state): FromState<State>, visit: Visit, Extension(kept): Extension<Arc<Kept>>, Linked(sent): Linked) -> Result<Response, NoPage> {
    let working = state.clone();
    state.pool.run(move || Ok(page(&working, &visit, &kept, &sent))).await?
}

fn page(state: &State, visit: &Visit, kept: &Kept, sent: &Sent) -> Result<Response, NoPage> {
    let (law, criteria, words) = (state.law.law(), state.law.criteria()?, Catalogue::english());
    let (a, b) = (sent.get("a"), sent.get("b"));
    let compared = if a.is_empty() || b.is_empty() { None } else { Some(kept.compared(criteria, a, b)?) };
    let report = compared.as_ref().map(|comparison| summary(law, comparison));
    let bars = report.as_ref().map(|report| bars(report, sent)).unwrap_or_default();
    let rows: Vec<SummaryRow> = report.as_ref().map(summary_rows).unwrap_or_default();
    let (relation, code) = (if sent.get("relation").is_empty() { DIFFERS } else { sent.get("relation") }, sent.get("code").to_uppercase());
    let after: usize = sent.get("after").parse().unwrap_or(0);
    let wanted = |pair: &&Pair| fits(pair, relation) && [&pair.a, &pair.b].into_iter().flatten().any(|one| one.to_uppercase().starts_with(&code));
    let pairs: Vec<&Pair> = compared.iter().flat_map(|comparison| &comparison.pairs).filter(wanted).collect();
    let shown: Vec<PairRow> = compared.iter().flat_map(|comparison| pairs.iter().skip(after).take(PAGE).map(|pair| row(criteria, comparison, pair))).collect();
    let here = |from: usize| {
        let from = if from == 0 { String::new() } else { from.to_string() };
        paths::with("/compare", [("a", a), ("b", b), ("relation", sent.get("relation")), ("code", sent.get("code")), ("after", from.as_str())])
    };
    let next = (after.saturating_add(PAGE) < pairs.len()).then(|| here(after.saturating_add(PAGE)));
    let first = (after > 0).then(|| here(0));
    let title = |side: &comity_compare::Side| title(law, &side.list);
    let titles = compared.as_ref().map(|comparison| (title(&comparison.a), title(&comparison.b)));
    let mut relations = vec![Choice::new(DIFFERS, words.say("relation-differs"), relation), Choice::new("any", words.say("choice-any"), relation)];
    relations.extend(CLASSES.map(|class| Choice::new(class, words.say(&format!("relation-{class}")), relation)));
    let histories: Vec<(String, String)> = criteria.lists().into_iter().map(|list| (self::title(law, list), paths::editions(list))).collect();
    let html = Around::of(state, visit).with(Section::Compare, |shell| {
        ComparePage {
            shell,
            a: &lists(law, criteria, "a", a),
            b: &lists(law, criteria, "b", b),
            titles: titles.as_ref().map(|(a, b)| (a.as_str(), b.as_str())),
            editions: compared.as_ref().map(|comparison| (&*comparison.a.date, &*comparison.b.date)),
            bars: &bars,
            summary: &rows,
            relation: &Select::new("relation", relations),
            code: &Field::new("code", sent.get("code")),
            pairs: &shown,
            count: pairs.len(),
            next: next.as_deref(),
            first: first.as_deref(),
            histories: &histories,
        }
        .render()
    });
    Ok(answer(StatusCode::OK, html))
}

/// Relations in the order in which bars draw them.
const CLASSES: [&str; 8] = ["equal", "narrower", "broader", "overlapping", "disjoint", "untranslated", "only-a", "only-b"];

fn class(pair: &Pair) -> &'static str {
    match pair.verdict.relation {
        Relation::Only if pair.b.is_none() => "only-a",
        Relation::Only => "only-b",
        relation => relation.name(),
    }
}

fn fits(pair: &Pair, relation: &str) -> bool {
    match relation {
        "any" => true,
        DIFFERS => pair.verdict.relation.differs(),
        relation => class(pair) == relation,
    }
}

fn counts(counts: &Counts) -> [usize; 8] {
    [counts.equal, counts.narrower, counts.broader, counts.overlapping, counts.disjoint, counts.untranslated, counts.only_a, counts.only_b]
}

fn bars(report: &Report, sent: &Sent) -> Bars {
    let bar = |category: &str, of: &Counts| Bar {
        label: Catalogue::english().say_with("compare-part", &[("part", category.into())]).into_owned(),
        path: Some(paths::with("/compare", [("a", sent.get("a")), ("b", sent.get("b")), ("code", category), ("relation", "any")])),
        parts: CLASSES.iter().zip(counts(of)).map(|(class, count)| Part { class: (*class).into(), count }).collect(),
    };
    Bars { bars: report.categories.iter().map(|(category, of)| bar(category, of)).collect() }
}

fn summary_rows(report: &Report) -> Vec<SummaryRow> {
    let words = Catalogue::english();
    let share = |share: Option<f64>| share.map_or_else(|| words.say("none-sign").into_owned(), |share| format!("{:.1} %", share * 100.0));
    let row = |label: String, of: &Counts| {
        let divergence = of.divergence();
        let (index, least, most) = (share(divergence.index), share(divergence.least), share(divergence.most));
        let values = [("share", index.as_str().into()), ("least", least.as_str().into()), ("most", most.as_str().into())];
        SummaryRow { label, counts: counts(of).into(), divergence: words.say_with("compare-apart", &values).into_owned() }
    };
    let all = row(words.say("choice-any").into_owned(), &report.all);
    let categories = report.categories.iter().map(|(category, of)| row(words.say_with("compare-part", &[("part", (&**category).into())]).into_owned(), of));
    let regimes = report.regimes.iter().map(|(regime, of)| row(regime.to_string(), of));
    std::iter::once(all).chain(categories).chain(regimes).collect()
}

fn row(criteria: &Criteria, comparison: &Comparison, pair: &Pair) -> PairRow {
    let named = |list: &str, code: &Option<Box<str>>| code.as_ref().map(|code| format!("{list}:{code}")).unwrap_or_default();
    let (a, b) = (named(&comparison.a.list, &pair.a), named(&comparison.b.list, &pair.b));
    let path = match (a.is_empty(), b.is_empty()) {
        (false, false) => paths::pair(&a, &b),
        (false, true) => paths::provision(&a),
        _ => paths::provision(&b),
    };
    // The columns are headed by the lists: their rows need no more than the codes.
    let code = |code: &Option<Box<str>>| code.as_deref().unwrap_or_default().to_owned();
    let witness = pair.verdict.witnesses.first().map(|witness| figures(criteria, witness)).unwrap_or_default();
    PairRow { relation: class(pair).into(), witness, path, a: code(&pair.a), b: code(&pair.b) }
}

/// A witness in figures; who controls it stands before them.
pub fn figures(criteria: &Criteria, witness: &Witness) -> String {
    let words = Catalogue::english();
    let figures: Vec<String> = witness.item.iter().map(|(id, value)| format!("{}: {value}", label(criteria, id))).collect();
    let what = if figures.is_empty() { words.say("compare-words-tell").into_owned() } else { figures.join("; ") };
    format!("{}: {what}", words.say(&format!("witness-{}", meets(witness))))
}

/// Who controls a witness, as the catalogue names it.
fn meets(witness: &Witness) -> &'static str {
    match witness.meets {
        Meets::OnlyA => "a",
        Meets::OnlyB => "b",
        Meets::Both => "both",
    }
}

/// The title of a list.
fn title(law: &Law, list: &str) -> String {
    law.list_by_id(list).map_or_else(|| list.to_owned(), |id| law.list(id).title.to_string())
}

/// Lists with criteria, to choose from.
fn lists(law: &Law, criteria: &Criteria, name: &str, chosen: &str) -> Select {
    Select::new(name, criteria.lists().into_iter().map(|list| Choice::new(list, title(law, list), chosen)).collect())
}

/// One pair, both sides.
pub async fn pair(FromState(state): FromState<State>, visit: Visit, Extension(kept): Extension<Arc<Kept>>, Linked(sent): Linked) -> Result<Response, NoPage> {
    let working = state.clone();
    state.pool.run(move || Ok(pair_page(&working, &visit, &kept, &sent))).await?
}

fn pair_page(state: &State, visit: &Visit, kept: &Kept, sent: &Sent) -> Result<Response, NoPage> {
    let (law, criteria) = (state.law.law(), state.law.criteria()?);
    let split = |name: &str| sent.get(name).split_once(':').map(|(list, code)| (list.to_owned(), code.to_owned())).ok_or(NoPage::Unknown);
    let ((list_a, code_a), (list_b, code_b)) = (split("a")?, split("b")?);
    let comparison = kept.compared(criteria, &list_a, &list_b)?;
    let pair = comparison.pair(&code_a, &code_b).ok_or(NoPage::Unknown)?;
    let edition = |list: &str| criteria.edition(list, None).ok_or(NoPage::Unknown);
    let (edition_a, edition_b) = (edition(&list_a)?, edition(&list_b)?);
    let (a, b) = (side(law, criteria, edition_a, &code_a), side(law, criteria, edition_b, &code_b));
    let plot = plot::plot(criteria, (edition_a, &code_a), (edition_b, &code_b), pair);
    let witnesses: Vec<(String, String)> = pair
        .verdict
        .witnesses
        .iter()
        .map(|witness| {
            let figures: Vec<String> = witness.item.iter().map(|(id, value)| format!("{}: {value}", label(criteria, id))).collect();
            let words = Catalogue::english();
            let fits = if figures.is_empty() { words.say("compare-words-tell").into_owned() } else { figures.join("; ") };
            (meets(witness).to_owned(), fits)
        })
        .collect();
    let back = paths::with("/compare", [("a", list_a.as_str()), ("b", list_b.as_str())]);
    let html = Around::of(state, visit).with(Section::Compare, |shell| {
        PairPage {
            shell,
            a: &a,
            b: &b,
            relation: pair.verdict.relation.name(),
            ancestors: pair.ancestors.map(Relation::name),
            witnesses: &witnesses,
            basis: &pair.verdict.basis,
            plot: plot.as_ref(),
            back: &back,
        }
        .render()
    });
    Ok(answer(StatusCode::OK, html))
}

fn label<'c>(criteria: &'c Criteria, id: &'c str) -> &'c str {
    criteria.vocabulary.find(id).map_or(id, |id| &criteria.vocabulary.get(id).label)
}

fn side(law: &Law, criteria: &Criteria, edition: &Edition, code: &str) -> Side {
    let provision = format!("{}:{code}", edition.list);
    let list = law.list_by_id(&edition.list).map(|id| law.list(id));
    let entry = list.and_then(|list| list.entry(list.node(code)?)).and_then(|entry| entry.title.as_deref());
    Side {
        path: paths::provision(&provision),
        provision,
        title: entry.unwrap_or_default().into(),
        lines: edition.node(code).map(|(_, node)| wording::lines(&criteria.vocabulary, edition, &node.own)).unwrap_or_default(),
    }
}
