//! Screening: a question against an index.

use std::sync::Arc;

use crate::{
    Hit, Query,
    align::Alignment,
    candidates::{self, Expansion, Workspace},
    evidence::{self, Evidence},
    hit::Reason,
    index::{Index, NameId},
    query::{self, Asked, Name},
    record::Record,
    score::{self, Features},
};

/// Which hits are wanted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options {
    /// Hits below this score are left out.
    pub threshold: f64,
    /// At most so many hits.
    pub limit: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { threshold: 0.5, limit: 10 }
    }
}

/// Where the records of an index are.
pub trait Records {
    /// The record at a place, if it can be had.
    fn record(&self, at: u32) -> Option<std::borrow::Cow<'_, Record>>;
}

impl Records for [Record] {
    fn record(&self, at: u32) -> Option<std::borrow::Cow<'_, Record>> {
        self.get(at as usize).map(std::borrow::Cow::Borrowed)
    }
}

/// The listed parties that the asked one may be, best first.
///
/// The answer depends on the question, the records and the options alone: not on earlier questions, nor on the thread.
pub fn screen<R: Records + ?Sized>(index: &Index, records: &R, query: &Query, options: &Options, workspace: &mut Workspace) -> Vec<Hit> {
    let asked = query::asked(&query.name, index);
    let expansions = candidates::expand(index, &asked.words, workspace);
    let evidence = Evidence::of(query);
    let names = best_names(index, &asked, &expansions, &evidence, options, workspace);
    let mut found = by_number(index, records, query, &evidence, options, &names);
    let others: Vec<Named> = names.into_iter().filter(|named| found.iter().all(|one| one.record != named.record)).collect();
    found.extend(weighed(index, records, &evidence, options, &others));
    found.sort_by(|a, b| b.sum.total_cmp(&a.sum).then(a.record.cmp(&b.record)));
    found.truncate(options.limit);
    let mut alignment = std::mem::take(&mut workspace.alignment);
    let hits = found
        .into_iter()
        .filter_map(|one| {
            let record = records.record(one.record)?;
            let mut reasons = Vec::new();
            let mut features = None;
            if let Some(name) = one.name {
                alignment.align(index, &asked, &expansions, name);
                features = Some(Features::of(&alignment, &expansions, &asked.words));
                reasons = words(index, &asked.words, &expansions, &alignment);
            }
            let which = one.name.map_or(0, |name| usize::from(index.names.record(name).1));
            reasons.extend(evidence.reasons(&record, which));
            Some(Hit { features, ..hit(&record, which, one.record, score::score(one.sum), reasons) })
        })
        .collect();
    workspace.alignment = alignment;
    hits
}

/// A record that may be a hit.
struct Found {
    record: u32,
    /// The name that was matched; none where only a register number led to the record.
    name: Option<NameId>,
    /// Log-odds, all evidence counted in.
    sum: f64,
}

/// The best name of a record.
pub(crate) struct Named {
    pub(crate) record: u32,
    name: NameId,
    /// Log-odds of the name alone.
    odds: f64,
}

/// The best name of each record that is compared closely, best first.
///
/// Names are compared batch by batch, the most promising first, until the least promising quarter of a batch brings nothing that is or, by other
/// evidence, could become a hit, or until as many as are wanted are hits whatever other evidence says. So a list of many names alike hides none of
/// another list.
pub(crate) fn best_names(
    index: &Index,
    asked: &Name,
    expansions: &[Arc<Expansion>],
    evidence: &Evidence,
    options: &Options,
    workspace: &mut Workspace,
) -> Vec<Named> {
    let mut promising = candidates::gather(index, &asked.words, expansions, workspace);
    workspace.alignment.set(index, asked, expansions);
    let floor = log_odds(options.threshold);
    let mut best: Vec<Named> = Vec::new();
    let ticket = workspace.ticket();
    loop {
        let batch = promising.batch();
        let tail = batch.len() - batch.len() / 4;
        let mut more = false;
        for (at, name) in batch.into_iter().enumerate() {
            let (record, _) = index.names.record(name);
            workspace.alignment.align(index, asked, expansions, name);
            let odds = Features::of(&workspace.alignment, expansions, &asked.words).log_odds();
            more |= at >= tail && odds + evidence.most() >= floor;
            let Some(seen) = workspace.record_seen.get_mut(record as usize) else { continue };
            if seen.0 != ticket {
                *seen = (ticket, u32::try_from(best.len()).unwrap_or(u32::MAX));
                best.push(Named { record, name, odds });
            } else if let Some(known) = best.get_mut(seen.1 as usize).filter(|known| known.odds < odds) {
                *known = Named { record, name, odds };
            }
        }
        // Only names that no other evidence can take below the threshold are sure to be among the hits.
        if !more || best.iter().filter(|named| named.odds + evidence.least() >= floor).count() >= options.limit {
            break;
        }
    }
    promising.end(workspace);
    best.sort_by(|a, b| b.odds.total_cmp(&a.odds).then(a.record.cmp(&b.record)));
    best
}

/// The names with all evidence, as far down as evidence could still lift one among the wanted hits.
fn weighed<R: Records + ?Sized>(index: &Index, records: &R, evidence: &Evidence, options: &Options, names: &[Named]) -> Vec<Found> {
    let threshold = log_odds(options.threshold);
    let mut found: Vec<Found> = Vec::new();
    let mut floor = threshold;
    for named in names {
        if named.odds + evidence.most() < floor {
            break;
        }
        let Some(record) = records.record(named.record) else { continue };
        let sum = evidence.weigh(&record, usize::from(index.names.record(named.name).1), named.odds);
        if sum >= threshold {
            found.push(Found { record: named.record, name: Some(named.name), sum });
        }
        if found.len() >= options.limit {
            found.sort_by(|a, b| b.sum.total_cmp(&a.sum).then(a.record.cmp(&b.record)));
            found.truncate(options.limit);
            floor = found.last().map_or(threshold, |last| last.sum);
        }
    }
    found
}

/// Records with a register number of the question, whatever they are called.
fn by_number<R: Records + ?Sized>(index: &Index, records: &R, query: &Query, evidence: &Evidence, options: &Options, names: &[Named]) -> Vec<Found> {
    let numbers = query.identifiers.iter().flat_map(|one| index.records_with(&one.value)).copied();
    let mut found: Vec<Found> = Vec::new();
    for at in numbers {
        if found.iter().any(|one| one.record == at) {
            continue;
        }
        let Some(record) = records.record(at) else { continue };
        let named = names.iter().find(|named| named.record == at);
        let which = named.map_or(0, |named| usize::from(index.names.record(named.name).1));
        let odds = named.map_or(evidence::NO_NAME, |named| named.odds);
        let sum = evidence.weigh(&record, which, odds);
        if evidence.same_number(&record).is_some() && sum >= log_odds(options.threshold) {
            found.push(Found { record: at, name: named.map(|named| named.name), sum });
        }
    }
    found
}

fn log_odds(score: f64) -> f64 {
    let score = score.clamp(1e-13, 1.0 - 1e-13);
    (score / (1.0 - score)).ln()
}

fn hit(record: &Record, which: usize, at: u32, score: f64, reasons: Vec<Reason>) -> Hit {
    let (alias, quality) = record.names().nth(which).unwrap_or((&record.name, crate::record::Quality::Primary));
    Hit {
        id: record.id.clone(),
        list: record.list.clone(),
        name: record.name.clone(),
        alias: alias.to_owned(),
        quality,
        score,
        reasons,
        features: None,
        record: at,
    }
}

/// The comparison, word by word.
fn words(index: &Index, asked: &[Asked], expansions: &[Arc<Expansion>], alignment: &Alignment) -> Vec<Reason> {
    let listed = |places: std::ops::Range<usize>| {
        let words = alignment.listed.get(places).unwrap_or_default().iter();
        words.map(|one| String::from_utf8_lossy(index.vocabulary.word(one.word)).into_owned()).collect::<Vec<_>>().join(" ")
    };
    let written = |places: std::ops::Range<usize>| asked.get(places).unwrap_or_default().iter().map(|one| one.written.as_str()).collect::<Vec<_>>().join(" ");
    let pairs = alignment.pairs.iter().map(|pair| Reason::Word {
        asked: written(pair.asked.clone()),
        listed: listed(pair.listed.clone()),
        how: pair.how,
        likeness: rounded(pair.likeness),
        weight: rounded(pair.weight),
    });
    let weight = |at: usize| expansions.get(at).map_or(0.0, |one| one.weight);
    let unmatched = alignment.asked_met.others(asked.len()).map(|at| Reason::Unmatched { asked: written(at..at + 1), weight: rounded(weight(at)) });
    let weight = |at: usize| alignment.listed.get(at).map_or(0.0, |one| one.weight);
    let missing = alignment.listed_met.others(alignment.listed.len()).map(|at| Reason::Missing { listed: listed(at..at + 1), weight: rounded(weight(at)) });
    pairs.chain(unmatched).chain(missing).collect()
}

/// Two decimals: more would claim more than is known.
fn rounded(value: f32) -> f64 {
    (f64::from(value) * 100.0).round() / 100.0
}
