//! Rescreening after a change of the lists: of the parties of an earlier batch only those are screened that the change can touch.
//!
//! An earlier line is kept only where it is proved to be the answer to the same question, with the same options, from the editions before the
//! change, without a decision about the party; where none of its hits is of a record that was removed or changed; and where screening would not
//! compare the party with any record that was added or changed. Everything else is screened.
//!
//! A change of a list also makes its words rarer or more common, and moves the scores of records that did not change by a little. That carries none
//! of them over the threshold, because an answer with a score within [`MARGIN`] of it, above or below, says nothing of what it rests on, so that it
//! is never kept; and because nothing is kept where the number of records changes by more than [`MOST_GROWTH`].

use std::{
    collections::{HashMap, HashSet},
    fs,
    path::{Path, PathBuf},
    str::FromStr,
};

use comity_read::parties::delta::Delta;
use comity_screen::{FINGERPRINT, Workspace, adjudication::Party, meets};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, value::RawValue};

use super::{
    answer::{Judged, Screener},
    error::ScreenError,
    listed::Source,
    party::{Asked, left_out},
};
use crate::{
    data_folder::DataFolder,
    error::EdgeError,
    lists::store::{Store, digest},
};

/// How near to the threshold an answer is not kept. Where the number of records changes by a sixth, the information of a word moves by
/// ln(7/6) = 0.15 nats, and the score of a name of three words by less than 0.03.
pub const MARGIN: f64 = 0.05;

/// By which factor the number of records may change, up or down.
const MOST_GROWTH: f64 = 1.2;

/// An earlier edition of a set, written `SET@DATE`.
#[derive(Clone, Debug)]
pub struct Since {
    set: String,
    date: Date,
}

impl FromStr for Since {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (set, date) = text.split_once('@').ok_or("write set and day of the earlier edition: un-sc@2025-04-19")?;
        Ok(Self { set: set.to_owned(), date: date.parse().map_err(|error: jiff::Error| error.to_string())? })
    }
}

/// What an answer rests on besides its question: code, editions, options.
pub fn basis(sources: &[Source], screener: &Screener, all: bool) -> String {
    let mut text = format!("{FINGERPRINT} {} {} {all} {:?}", screener.options.threshold, screener.options.limit, screener.wanted);
    for source in sources {
        text.push_str(&format!("\n{} {}", source.set, source.digest));
    }
    digest(text.as_bytes())
}

/// The basis of one answer, short; none where somebody decided something about the party, or where not all of its name was compared, so that its line
/// is never kept.
pub fn basis_of(basis: &str, screener: &Screener, asked: &Asked) -> Option<String> {
    let party = Party::of(&asked.query);
    if screener.decisions.knows(&party) || left_out(&asked.query.name).is_some() {
        return None;
    }
    Some(digest(format!("{basis} {}", party.facts).as_bytes()).chars().skip("sha256:".len()).take(24).collect())
}

/// What changed since the earlier answers, and those answers.
pub struct Rescreen {
    /// Basis of the earlier answers; none where nothing can be kept.
    earlier: Option<String>,
    /// Places, among the records that are searched, of those added or changed.
    fresh: HashSet<u32>,
    /// Set and id, in the earlier edition, of records removed or changed.
    gone: HashSet<(String, String)>,
    /// Sets whose ids are places in a file: their hits of earlier answers can name other records now.
    moved: HashSet<String>,
    answers: HashMap<String, Option<Earlier>>,
}

/// A line of the earlier answers.
#[derive(Deserialize)]
struct Earlier {
    #[serde(default)]
    id: Json,
    #[serde(default)]
    basis: Option<String>,
    #[serde(default)]
    hits: Option<Box<RawValue>>,
    #[serde(default)]
    dismissed: Option<Box<RawValue>>,
    #[serde(default)]
    notes: Option<Box<RawValue>>,
}

/// Of a hit only what names its record.
#[derive(Deserialize)]
struct Named {
    set: String,
    id: String,
}

/// A line that is kept, in the order in which lines are written.
#[derive(Serialize)]
struct Again<'a> {
    basis: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    dismissed: Option<&'a RawValue>,
    hits: &'a RawValue,
    id: &'a Json,
    #[serde(skip_serializing_if = "Option::is_none")]
    notes: Option<&'a RawValue>,
}

impl Rescreen {
    /// Compares the earlier editions with those that are searched, and reads the earlier answers.
    ///
    /// # Errors
    /// When an edition is not there, or a line of the earlier answers is none.
    pub fn new(folder: &DataFolder, screener: &Screener, since: &[Since], all: bool, previous: &Path) -> Result<Self, EdgeError> {
        let store = Store::of(folder);
        let mut sources = screener.listed.sources.clone();
        let (mut fresh, mut gone, mut moved) = (HashSet::new(), HashSet::new(), HashSet::new());
        for one in since {
            let earlier = store.demand(&one.set, one.date)?;
            let mut first = 0;
            for (source, current) in sources.iter_mut().zip(&screener.listed.sources) {
                let from = first;
                first += current.records;
                if current.set != one.set {
                    continue;
                }
                let Some(now) = current.date else { continue };
                if now == earlier.date {
                    return Err(ScreenError::NothingSince { set: one.set.clone(), day: now }.into());
                }
                let (before, after) = (store.records(&earlier)?, store.records(&store.demand(&one.set, now)?)?);
                let positional = earlier.positional_ids || current.positional_ids;
                let delta = Delta::between(&before, &after, positional);
                let place = |at: usize| u32::try_from(from + at).unwrap_or(u32::MAX);
                fresh.extend(delta.added.iter().copied().chain(delta.changed.iter().map(|change| change.after)).map(place));
                let old = delta.removed.iter().copied().chain(delta.changed.iter().map(|change| change.before));
                gone.extend(old.filter_map(|at| Some((one.set.clone(), before.get(at)?.id.clone()))));
                if positional {
                    moved.insert(one.set.clone());
                }
                *source = Source::from(&earlier);
            }
        }
        let count = |sources: &[Source]| sources.iter().map(|source| source.records).sum::<usize>().max(1) as f64;
        let growth = count(&screener.listed.sources) / count(&sources);
        let comparable = (1.0 / MOST_GROWTH..=MOST_GROWTH).contains(&growth);
        let earlier = comparable.then(|| basis(&sources, screener, all));
        Ok(Self { earlier, fresh, gone, moved, answers: answers(previous)? })
    }

    /// The earlier line of a party, written for the editions in use, where it still holds.
    pub fn kept(&self, screener: &Screener, asked: &Asked, basis: &str, workspace: &mut Workspace) -> Option<Vec<u8>> {
        let earlier = self.answers.get(&asked.id.to_string())?.as_ref()?;
        let hits = earlier.hits.as_deref()?;
        let expected = basis_of(self.earlier.as_deref()?, screener, asked);
        if expected.is_none() || earlier.basis != expected {
            return None;
        }
        let named: Vec<Named> = serde_json::from_str(hits.get()).ok()?;
        let stale = |one: Named| self.moved.contains(&one.set) || self.gone.contains(&(one.set, one.id));
        let options = screener.compared(&Party::of(&asked.query));
        if named.into_iter().any(stale) || meets(&screener.listed.kept.index, &asked.query, &options, |at| self.fresh.contains(&at), workspace) {
            return None;
        }
        let again = Again { basis, dismissed: earlier.dismissed.as_deref(), hits, id: &asked.id, notes: earlier.notes.as_deref() };
        serde_json::to_vec(&again).ok()
    }
}

impl Rescreen {
    /// Whether a party's hits are of other records than in its earlier answer. A party without one counts when it has hits.
    pub fn differs(&self, asked: &Asked, hits: &[Judged]) -> bool {
        let earlier = self.answers.get(&asked.id.to_string()).and_then(|earlier| earlier.as_ref()?.hits.as_deref());
        let earlier: Vec<Named> = earlier.and_then(|hits| serde_json::from_str(hits.get()).ok()).unwrap_or_default();
        let now: HashSet<(&str, &str)> = hits.iter().map(|one| (one.source.set.as_str(), one.hit.id.as_str())).collect();
        now != earlier.iter().map(|one| (one.set.as_str(), one.id.as_str())).collect()
    }
}

/// The earlier answers by id. Of an id that stands twice none can be told.
fn answers(path: &Path) -> Result<HashMap<String, Option<Earlier>>, EdgeError> {
    let text = fs::read_to_string(path).map_err(EdgeError::file("read", path))?;
    let mut answers = HashMap::new();
    for (line, number) in text.lines().zip(1..) {
        let earlier: Earlier = serde_json::from_str(line).map_err(|_| ScreenError::Previous { path: PathBuf::from(path), line: number })?;
        let id = earlier.id.to_string();
        let unique = !earlier.id.is_null() && !answers.contains_key(&id);
        answers.insert(id, unique.then_some(earlier));
    }
    Ok(answers)
}
