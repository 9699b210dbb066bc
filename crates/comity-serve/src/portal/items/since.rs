//! What a change of law did to the catalogue: for each code that stands, what became of it since it was decided.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use comity_edge::{
    EdgeError,
    since::{self, Changes, ProvisionChange, Since, Why},
};
use comity_law::List;
use comity_portal::{
    Catalogue,
    pages::{CodeSince, SinceRow},
};
use comity_store::{ItemId, Office, Page, StandingCode, StoreError};
use jiff::{Zoned, civil::Date};

use crate::{portal::paths, state::State};

/// Spans of a list that are kept; the law of a process is one, so they never differ.
const MOST: usize = 64;
/// Changes of one code that a page shows.
const MOST_SHOWN: usize = 20;

/// Changes between days that were made a moment ago.
#[derive(Default)]
pub struct Held(Mutex<HashMap<(String, Date, Date), Arc<Changes>>>);

impl Held {
    /// What changed in a list from one day to another, made where it is not at hand.
    ///
    /// # Errors
    /// Where an edition of either day is not loaded, or the criteria of the law folder have a fault.
    pub fn changes(&self, state: &State, list: &List, from: Date, to: Date) -> Result<Arc<Changes>, EdgeError> {
        let key = (list.id.to_string(), from, to);
        if let Some(known) = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Ok(known.clone());
        }
        // Made outside the lock: two lists take a second, and the same made twice is the same.
        let made = Arc::new(Changes::between(state.law.law(), state.law.criteria()?, list, from, to)?);
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.len() >= MOST {
            held.clear();
        }
        held.insert(key, made.clone());
        Ok(made)
    }

    /// What became of a code of a list since an edition.
    ///
    /// # Errors
    /// Where the criteria of the law folder have a fault.
    pub fn since(&self, state: &State, (list, code, edition): &(String, String, String)) -> Result<Since, EdgeError> {
        let today = Zoned::now().date();
        since::since(state.law.law(), state.law.criteria()?, list, code, edition, |list, from| self.changes(state, list, from, today))
    }
}

/// All codes that the organisation's items have now, the newest item first.
///
/// # Errors
/// Where the store cannot be used.
pub async fn standing(office: &Office) -> Result<Vec<StandingCode>, StoreError> {
    let mut all: Vec<StandingCode> = Vec::new();
    let mut page = Page::first(Page::MOST);
    loop {
        let rows = office.standing_codes(&page).await?;
        let Some(last) = rows.last().map(|row| row.item) else { return Ok(all) };
        all.extend(rows);
        page = Page::after(last.to_string().parse()?, Page::MOST);
    }
}

/// How an item stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The item.
    pub item: ItemId,
    /// The lists in which it has a code.
    pub lists: Vec<String>,
    /// What became of codes that changed, or of which nobody knows.
    pub since: Vec<((String, String, String), Since)>,
}

impl Standing {
    /// Whether the law changed for it.
    pub fn is_changed(&self) -> bool {
        self.since.iter().any(|(_, since)| matches!(since, Since::Changed(_) | Since::Elsewhere(_)))
    }

    /// Whether it cannot be told of some code.
    pub fn is_unknown(&self) -> bool {
        self.since.iter().any(|(_, since)| matches!(since, Since::Unknown(_)))
    }
}

/// How every item stands, in the order of its codes.
///
/// # Errors
/// Where the criteria of the law folder have a fault.
pub fn stand(state: &State, held: &Held, codes: &[StandingCode]) -> Result<Vec<Standing>, EdgeError> {
    let mut known: HashMap<&(String, String, String), Since> = HashMap::new();
    let mut items: Vec<Standing> = Vec::new();
    for row in codes {
        if items.last().is_none_or(|last| last.item != row.item) {
            items.push(Standing { item: row.item, lists: Vec::new(), since: Vec::new() });
        }
        let (Some(code), Some(item)) = (&row.code, items.last_mut()) else { continue };
        let since = match known.get(code) {
            Some(since) => since.clone(),
            None => known.entry(code).or_insert(held.since(state, code)?).clone(),
        };
        item.lists.push(code.0.clone());
        if since != Since::Same {
            item.since.push((code.clone(), since));
        }
    }
    Ok(items)
}

/// What became of a code, as an item's page shows it; nothing where nothing did.
pub fn shown(state: &State, (list, code, edition): &(String, String, String), since: &Since) -> Option<CodeSince> {
    let words = Catalogue::english();
    let provision = format!("{list}:{code}");
    let known = state.law.law().lists.iter().find(|known| *known.id == *list);
    let day = known.and_then(|list| since::day_of(list, state.law.criteria().ok()?, edition));
    let since_day = day.map(|day| day.to_string()).unwrap_or_default();
    let (text, changes) = match since {
        Since::Same => return None,
        Since::Unknown(why) => (words.say(key(*why)).into_owned(), &[][..]),
        Since::Elsewhere(count) => (words.say_with("since-elsewhere", &[("count", (*count).into()), ("day", since_day.as_str().into())]).into_owned(), &[][..]),
        Since::Changed(changes) => (words.say_with("since-changed", &[("day", since_day.as_str().into())]).into_owned(), &changes[..]),
    };
    let history = known.and_then(|known| known.node(code)).map(|_| format!("{}#history", paths::provision(&provision)));
    Some(CodeSince {
        editions: known.map(|list| paths::editions(&list.id)),
        is_unknown: matches!(since, Since::Unknown(_)),
        rows: changes.iter().take(MOST_SHOWN).map(|change| row(list, change)).collect(),
        more: changes.len().saturating_sub(MOST_SHOWN),
        provision,
        text,
        history,
    })
}

fn row(list: &str, change: &ProvisionChange) -> SinceRow {
    let code = if change.to.is_empty() { &change.from } else { &change.to };
    SinceRow {
        kind: change.kind.clone(),
        what: change.what.clone(),
        from: change.from.clone(),
        to: change.to.clone(),
        path: format!("{}#history", paths::provision(&format!("{list}:{code}"))),
        detail: change.detail.clone(),
    }
}

fn key(why: Why) -> &'static str {
    match why {
        Why::NoList => "since-no-list",
        Why::NoEdition => "since-no-edition",
        Why::NoCode => "since-no-code",
    }
}

/// What became of an item's codes, on one line for the list of items: what changed, and of which codes nobody knows.
pub fn line(standing: &Standing) -> (Option<String>, Option<String>) {
    let words = Catalogue::english();
    let named = |wanted: fn(&Since) -> bool| {
        let codes: Vec<String> = standing.since.iter().filter(|(_, since)| wanted(since)).map(|((list, code, _), _)| format!("{list}:{code}")).collect();
        codes.join(", ")
    };
    let say = |key: &'static str, codes: String| (!codes.is_empty()).then(|| words.say_with(key, &[("codes", codes.as_str().into())]).into_owned());
    let changed = named(|since| matches!(since, Since::Changed(_) | Since::Elsewhere(_)));
    let unknown = named(|since| matches!(since, Since::Unknown(_)));
    (say("catalogue-law-changed", changed), say("catalogue-law-unknown", unknown))
}
