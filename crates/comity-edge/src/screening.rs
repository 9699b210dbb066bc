//! Screening the parties of a transaction before it is decided: what is found is written into the document, a `screened` table a party.
//!
//! The engine never sees a list. Which fact a list gives, and what more its records tell, is data (`law/vocabulary/party-lists.kdl`). A document
//! with its `screened` tables decides the same wherever it is replayed.

use std::{
    collections::{BTreeMap, HashMap},
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use comity_law::{FactType, Law};
use comity_read::parties::{PartyList, ReadFact};
use comity_screen::{Options, Query, Reason, Record, adjudication::Decision};
use jiff::civil::Date;
use serde_json::{Map, Value as Json, json};

use crate::{
    adjudicate::{DecisionFile, Decisions},
    bundled,
    data_folder::DataFolder,
    error::EdgeError,
    in_use::{InUse, Searched, lock},
    lists,
    screen::{
        answer::{Judged, Screener},
        party::{self, Asked},
    },
    watch::Watch,
};

/// Answers that are remembered; a catalogue has many lines and few parties.
const MOST_MET: usize = 1 << 16;
/// Longest question, in bytes, and most hits of an answer that is remembered. What is longer is rare, and would let whoever asks fill the memory.
const LONGEST_MET: usize = 512;
const MOST_HITS_MET: usize = 8;
/// Hits that are looked at for one party. With more, what is not among them is not ruled out.
const MOST_HITS: usize = 500;

/// What the lists that give one fact say of a party together: the last of these that one of them says.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum State {
    /// No hit.
    RuledOut,
    /// The list was not searched, or not wholly: another list's silence rules nothing out.
    NotScreened,
    /// A hit that nobody decided.
    Open,
    /// A hit decided as the same party.
    Listed,
}

impl State {
    /// What is stated of the fact; nothing where the presumption stands.
    fn value(self) -> Option<Json> {
        match self {
            Self::RuledOut => Some(Json::Bool(false)),
            Self::NotScreened => None,
            Self::Open => Some(Json::from("open")),
            Self::Listed => Some(Json::Bool(true)),
        }
    }
}

/// What screens the parties of transactions: the lists in use, and what somebody decided about hits.
pub struct Screening<'l> {
    law: &'l Law,
    lists: Arc<InUse>,
    decisions: Arc<Decisions>,
    /// Answers by day and question.
    met: Mutex<HashMap<String, Json>>,
}

impl<'l> Screening<'l> {
    /// Screens against files of records, else against the lists imported into the data folder, with the decisions of that folder; `None` where there
    /// is neither file nor list.
    ///
    /// # Errors
    /// When a file, an edition or the decisions cannot be read.
    pub fn of(law: &'l Law, folder: Option<&Path>, data: Option<&Path>, records: &[PathBuf], watch: Arc<dyn Watch>) -> Result<Option<Self>, EdgeError> {
        let found = DataFolder::find(data);
        let known = lists::known_of(law, bundled::party_lists(folder)?);
        let Some(lists) = InUse::of(known, found.clone(), records, watch.clone())? else { return Ok(None) };
        let decisions = match &found {
            Some(found) => Decisions::from(DecisionFile::of(found).decisions(&*watch)?),
            None => Decisions::default(),
        };
        Ok(Some(Self::new(law, Arc::new(lists), Arc::new(decisions))))
    }

    /// Screens against lists that others may use too, with one's own decisions.
    pub fn new(law: &'l Law, lists: Arc<InUse>, decisions: Arc<Decisions>) -> Self {
        Self { law, lists, decisions, met: Mutex::default() }
    }

    /// The lists that are searched.
    pub fn lists(&self) -> &InUse {
        &self.lists
    }

    /// Whether the editions that a document asks for are loaded, so that [`add`](Self::add) takes no longer than the comparison.
    pub fn is_at_hand(&self, document: &Json, as_of: Option<Date>) -> bool {
        document.get("party").is_none() || day_of(document, as_of).is_none_or(|day| self.lists.is_loaded(day))
    }

    /// Writes into a document what is found of its parties and their owners. Parties that are screened already stay as they are.
    ///
    /// # Errors
    /// When an edition cannot be read.
    pub fn add(&self, document: &mut Json, as_of: Option<Date>) -> Result<(), EdgeError> {
        // What is wrong with the date or the parties is said where the document is read.
        let (Some(day), Some(parties)) = (day_of(document, as_of), document.get_mut("party").and_then(Json::as_array_mut)) else { return Ok(()) };
        let mut tables: Vec<&mut Map<String, Json>> = Vec::new();
        for party in parties.iter_mut().filter_map(Json::as_object_mut) {
            self.add_to(party, day)?;
            let owners = party.get_mut("owners").and_then(Json::as_array_mut);
            tables.extend(owners.into_iter().flatten().filter_map(Json::as_object_mut));
        }
        tables.into_iter().try_for_each(|owner| self.add_to(owner, day))
    }

    fn add_to(&self, party: &mut Map<String, Json>, day: Date) -> Result<(), EdgeError> {
        if party.contains_key("screened") {
            return Ok(());
        }
        let Some(searched) = self.lists.on(day)? else {
            party.insert("screened".to_owned(), self.nothing_searched());
            return Ok(());
        };
        let query = query(party);
        // Texts always serialise.
        let key = format!("{day} {}", serde_json::to_string(&query).unwrap_or_default());
        if let Some(found) = lock(&self.met).get(&key) {
            party.insert("screened".to_owned(), found.clone());
            return Ok(());
        }
        let found = match party::ready(query, &self.lists.known().countries) {
            Ok(asked) => self.find(&searched, &asked, day),
            // A party without a name that could be compared is not screened, and the answer says so.
            Err(_) => self.nothing_searched(),
        };
        if is_small(&key, &found) {
            let mut met = lock(&self.met);
            if met.len() >= MOST_MET {
                met.clear();
            }
            met.insert(key, found.clone());
        }
        party.insert("screened".to_owned(), found);
        Ok(())
    }

    /// Lists that tell a fact.
    fn telling(&self) -> impl Iterator<Item = &PartyList> {
        self.lists.known().lists.lists().iter().filter(|list| !list.gives.is_empty())
    }

    /// What stands of a party that was compared with no list.
    fn nothing_searched(&self) -> Json {
        json!({ "not_screened": self.telling().map(|list| list.code.as_str()).collect::<Vec<_>>() })
    }

    fn find(&self, searched: &Searched, asked: &Asked, day: Date) -> Json {
        let options = Options { threshold: self.lists.known().lists.alert().unwrap_or(Options::default().threshold), limit: MOST_HITS };
        let screener = Screener { listed: &searched.listed, options, wanted: &[], decisions: &self.decisions, day, margin: 0.0 };
        let hits = searched.with_workspace(|workspace| screener.answer(asked, workspace)).hits;
        // Where hits were left out, or part of the name was not compared, no hit rules nothing out.
        let whole = hits.len() < MOST_HITS && comity_screen::is_compared_whole(&asked.query.name);
        let mut states: BTreeMap<&str, State> = BTreeMap::new();
        let mut told = Map::new();
        let mut not_screened = Vec::new();
        for list in self.telling() {
            let on_it: Vec<&Judged> = hits.iter().filter(|one| one.hit.list == list.code).collect();
            let confirmed: Vec<&Judged> = on_it.iter().copied().filter(|one| is_same(one)).collect();
            let (state, counting) = match (confirmed.is_empty(), on_it.is_empty()) {
                (false, _) => (State::Listed, confirmed),
                (true, false) => (State::Open, on_it),
                (true, true) if whole && searched.lists.contains(&list.code) => (State::RuledOut, Vec::new()),
                (true, true) => (State::NotScreened, Vec::new()),
            };
            if state == State::NotScreened {
                not_screened.push(list.code.as_str());
            }
            for fact in &list.gives {
                let known = states.entry(own(fact)).or_insert(state);
                *known = state.max(*known);
            }
            let records: Vec<&Record> = counting.iter().filter_map(|one| searched.listed.kept.get(one.hit.record)).collect();
            for read in &list.reads {
                told.extend(self.read(read, &records).map(|value| (own(&read.fact).to_owned(), value)));
            }
        }
        let facts: Map<String, Json> = states.into_iter().filter_map(|(fact, state)| Some((fact.to_owned(), state.value()?))).collect();
        let sets: Vec<Json> = searched.listed.sources.iter().map(set_to_json).collect();
        let hits: Vec<Json> = hits.iter().map(|one| self.hit(one)).collect();
        json!({ "facts": facts, "hits": hits, "not_screened": not_screened, "records": told, "sets": sets })
    }

    /// What records tell of a fact, if they all tell the same.
    fn read(&self, read: &ReadFact, records: &[&Record]) -> Option<Json> {
        let ty = &self.law.fact(self.law.fact_by_path(&read.fact)?).ty;
        let told: Vec<Option<Vec<String>>> = records.iter().map(|record| read.of(record, |text| ty.words().iter().any(|word| *word.word == *text))).collect();
        let first = told.first()?;
        let agreed = told.iter().all(|one| one == first).then_some(first).cloned().flatten();
        match (ty, agreed.as_deref()) {
            (FactType::Bool, Some([word])) => Some(Json::Bool(word == "true")),
            // The records say something, and it is not clear what: nothing may be presumed.
            (FactType::Bool, _) => records.iter().any(|record| read.tells(record)).then(|| Json::from("open")),
            (_, Some(words)) => Some(Json::from(words)),
            (_, None) => None,
        }
    }

    fn hit(&self, one: &Judged) -> Json {
        let gives = self.lists.known().lists.list(&one.hit.list).map(|list| list.gives.as_slice()).unwrap_or_default();
        let mut hit = json!({
            "facts": gives.iter().map(|fact| own(fact)).collect::<Vec<_>>(),
            "id": one.hit.id,
            "identifier": one.hit.reasons.iter().any(|reason| matches!(reason, Reason::Identifier { .. })),
            "list": one.hit.list,
            "name": one.hit.name,
            "score": (one.hit.score * 10_000.0).round() / 10_000.0,
            "state": if is_same(one) { "same" } else { "open" },
        });
        if let Some(fields) = hit.as_object_mut() {
            if one.hit.alias != one.hit.name {
                fields.insert("alias".to_owned(), one.hit.alias.clone().into());
            }
            let decided = match (one.decision, &one.reopened) {
                (Some(_), Some(why)) => Some(why.clone()),
                (Some(decision), None) => Some(format!("{} on {}: {}", decision.by, decision.made, decision.why)),
                (None, _) => None,
            };
            fields.extend(decided.map(|decided| ("decided".to_owned(), decided.into())));
        }
        hit
    }
}

/// Whether an answer is remembered.
fn is_small(key: &str, found: &Json) -> bool {
    key.len() <= LONGEST_MET && found.get("hits").and_then(Json::as_array).is_none_or(|hits| hits.len() <= MOST_HITS_MET)
}

/// The day as of which a document's parties are screened.
fn day_of(document: &Json, as_of: Option<Date>) -> Option<Date> {
    as_of.or_else(|| document.get("date")?.as_str()?.parse().ok())
}

/// A party of a transaction, as a question.
fn query(party: &Map<String, Json>) -> Query {
    let text = |key: &str| party.get(key).and_then(Json::as_str).map(str::to_owned);
    let id = party.get("id").map(|id| id.as_str().map_or_else(|| id.to_string(), str::to_owned));
    let numbers = match party.get("identifiers") {
        Some(Json::Array(all)) => all.iter().filter_map(Json::as_str).map(str::to_owned).collect(),
        Some(Json::String(one)) => vec![one.clone()],
        _ => Vec::new(),
    };
    Query {
        id: id.unwrap_or_default(),
        name: text("name").unwrap_or_default(),
        kind: text("type").and_then(|kind| serde_json::from_value(kind.into()).ok()).unwrap_or_default(),
        date_of_birth: text("date_of_birth"),
        country: text("country"),
        identifiers: numbers.into_iter().map(|value| comity_screen::record::Identifier { value, ..Default::default() }).collect(),
    }
}

fn is_same(one: &Judged) -> bool {
    one.reopened.is_none() && one.decision.is_some_and(|decision| decision.decision == Decision::Same)
}

fn set_to_json(source: &crate::screen::listed::Source) -> Json {
    let mut set = json!({ "digest": source.digest, "set": source.set });
    if let (Some(date), Some(fields)) = (source.date, set.as_object_mut()) {
        fields.insert("edition".to_owned(), date.to_string().into());
    }
    set
}

/// A fact's name within its table.
fn own(path: &str) -> &str {
    path.split_once('.').map_or(path, |(_, own)| own)
}
