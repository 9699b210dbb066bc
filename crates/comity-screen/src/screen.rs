//! Screening: a question against an index.

use crate::{
    Hit, Query,
    align::{self, Alignment},
    candidates::{self, Expansion, Workspace},
    class::Class,
    evidence,
    hit::Reason,
    index::{Index, NameId},
    query::{self, Asked},
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
    let expansions = candidates::expand(index, &asked, workspace);
    let classes: Vec<Class> = asked.iter().map(|word| word.class).collect();
    // The best name of each record, and its log-odds.
    let mut best: Vec<(u32, NameId, f64)> = Vec::new();
    for name in candidates::gather(index, &asked, &expansions, workspace) {
        let (record, _) = index.names.record(name);
        let alignment = align::align(index, &asked, &expansions, name);
        let odds = Features::of(&alignment, &expansions, &classes).log_odds();
        match best.iter_mut().find(|(known, ..)| *known == record) {
            Some(entry) if entry.2 >= odds => {}
            Some(entry) => *entry = (record, name, odds),
            None => best.push((record, name, odds)),
        }
    }
    let mut hits: Vec<(f64, Hit)> = Vec::new();
    let floor = log_odds(options.threshold) - evidence::MOST;
    for (at, name, odds) in best.iter().copied().filter(|(.., odds)| *odds >= floor) {
        let Some(record) = records.record(at) else { continue };
        let (_, which) = index.names.record(name);
        let (sum, more) = evidence::weigh(query, &record, usize::from(which), odds);
        let score = score::score(sum);
        if score >= options.threshold {
            let alignment = align::align(index, &asked, &expansions, name);
            let mut reasons = words(index, &asked, &expansions, &alignment);
            reasons.extend(more);
            hits.push((sum, hit(&record, usize::from(which), at, score, reasons)));
        }
    }
    for &at in query.identifiers.iter().flat_map(|one| index.records_with(&one.value)) {
        if hits.iter().any(|(_, hit)| hit.record == at) {
            continue;
        }
        let Some(record) = records.record(at) else { continue };
        let (sum, reasons) = evidence::weigh(query, &record, 0, evidence::NO_NAME);
        let score = score::score(sum);
        let same = reasons.iter().any(|reason| matches!(reason, Reason::Identifier { .. }));
        if same && score >= options.threshold {
            hits.push((sum, hit(&record, 0, at, score, reasons)));
        }
    }
    hits.sort_by(|(a, x), (b, y)| b.total_cmp(a).then(x.record.cmp(&y.record)));
    hits.truncate(options.limit);
    hits.into_iter().map(|(_, hit)| hit).collect()
}

fn log_odds(score: f64) -> f64 {
    let score = score.clamp(1e-13, 1.0 - 1e-13);
    (score / (1.0 - score)).ln()
}

fn hit(record: &Record, which: usize, at: u32, score: f64, reasons: Vec<Reason>) -> Hit {
    let (alias, quality) = record.names().nth(which).unwrap_or((&record.name, crate::record::Quality::Primary));
    Hit { id: record.id.clone(), list: record.list.clone(), name: record.name.clone(), alias: alias.to_owned(), quality, score, reasons, record: at }
}

/// The comparison, word by word.
fn words(index: &Index, asked: &[Asked], expansions: &[Expansion], alignment: &Alignment) -> Vec<Reason> {
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
    let unmatched = alignment
        .asked_met
        .iter()
        .enumerate()
        .filter(|(_, met)| !**met)
        .map(|(at, _)| Reason::Unmatched { asked: written(at..at + 1), weight: rounded(expansions.get(at).map_or(0.0, |one| one.weight)) });
    let missing = alignment
        .listed_met
        .iter()
        .enumerate()
        .filter(|(_, met)| !**met)
        .map(|(at, _)| Reason::Missing { listed: listed(at..at + 1), weight: rounded(alignment.listed.get(at).map_or(0.0, |one| one.weight)) });
    pairs.chain(unmatched).chain(missing).collect()
}

/// Two decimals: more would claim more than is known.
fn rounded(value: f32) -> f64 {
    (f64::from(value) * 100.0).round() / 100.0
}
