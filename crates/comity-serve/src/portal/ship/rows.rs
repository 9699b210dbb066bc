//! The items and parties of the form, each with the number of its row, and what an answer was given about.
//!
//! An answer holds of whom and what it was given about, and of nothing that is later written into the same row: a form carries, beside its answers,
//! what stood in each row when they were asked for (`about:party.0`). Where that changed, the answer is forgotten and the question is asked again.

use std::collections::{HashMap, HashSet};

use comity_law::Law;
use serde_json::{Map, Value as Json, json};

use super::question::{assignments, characteristics, put};
use crate::portal::{countries, sent::Sent};

/// Items, and parties, of one form at most.
pub const MOST: usize = 50;
/// The kinds of rows, as paths of facts name them.
pub const KINDS: [&str; 2] = ["item", "party"];
/// What the name of an answer begins with; the path of its fact follows.
pub const ANSWER: &str = "fact:";
/// What the name of a field begins with that says what answers are about.
pub const ABOUT: &str = "about:";

/// A row's fields as a transaction has them.
type Table = Map<String, Json>;

/// The rows in which something stands, each with its number in the form: empty ones keep no other from its number.
pub struct Rows {
    /// Items; never none, for a transaction has one.
    pub items: Vec<(usize, Table)>,
    /// Parties.
    pub parties: Vec<(usize, Table)>,
}

impl Rows {
    /// The rows of what was sent.
    pub fn of(law: &Law, sent: &Sent) -> Self {
        let mut items: Vec<_> = (0..sent.groups("item", MOST)).map(|number| (number, item(law, sent, number))).filter(|(_, item)| item.len() > 1).collect();
        if items.is_empty() {
            items.push((0, Map::from_iter([id(0)])));
        }
        let parties = (0..sent.groups("party", MOST)).filter_map(|number| Some((number, party(law, sent, number)?))).collect();
        Self { items, parties }
    }

    /// The rows of a kind.
    pub fn kind(&self, kind: &str) -> &[(usize, Table)] {
        if kind == "item" { &self.items } else { &self.parties }
    }

    /// The rows of a kind, to be added to.
    pub fn kind_mut(&mut self, kind: &str) -> &mut [(usize, Table)] {
        if kind == "item" { &mut self.items } else { &mut self.parties }
    }

    /// The number of the row that stands at a position among those of its kind.
    pub fn number(&self, kind: &str, position: usize) -> Option<usize> {
        self.kind(kind).get(position).map(|(number, _)| *number)
    }

    /// What the form carries beside its answers: what is asked about.
    pub fn about(&self, law: &Law, sent: &Sent) -> Vec<(String, String)> {
        let mut about = Vec::new();
        for kind in KINDS {
            about.push((format!("{ABOUT}{kind}"), self.numbers(kind)));
            about.extend(self.kind(kind).iter().map(|(number, row)| (format!("{ABOUT}{kind}.{number}"), lines(law, sent, kind, *number, row).join("\n"))));
        }
        about.retain(|(_, value)| !value.is_empty());
        about
    }

    /// The rows of a kind that are what they were when they were asked about; and whether all are, and no other was.
    fn same(&self, law: &Law, sent: &Sent, kind: &str) -> (HashSet<usize>, bool) {
        let is_same = |(number, row): &&(usize, Table)| {
            let then = sent.get(&format!("{ABOUT}{kind}.{number}"));
            let now = lines(law, sent, kind, *number, row);
            !then.is_empty() && then.lines().all(|line| now.iter().any(|known| known == line))
        };
        let same: HashSet<usize> = self.kind(kind).iter().filter(is_same).map(|(number, _)| *number).collect();
        let all = same.len() == self.kind(kind).len() && sent.get(&format!("{ABOUT}{kind}")) == self.numbers(kind);
        (same, all)
    }

    fn numbers(&self, kind: &str) -> String {
        self.kind(kind).iter().map(|(number, _)| number.to_string()).collect::<Vec<_>>().join(" ")
    }
}

/// What was sent, each name once, without the answers that are about something else than what the form says now.
pub fn current(law: &Law, sent: &Sent) -> Sent {
    let rows = Rows::of(law, sent);
    let same = KINDS.map(|kind| (kind, rows.same(law, sent, kind)));
    // What was said of all was said of those that there were.
    let holds = |path: &str| match of_row(path) {
        None => true,
        Some((kind, number, _)) => same.iter().any(|(known, (same, all))| *known == kind && number.map_or(*all, |number| same.contains(&number))),
    };
    let mut last: HashMap<&str, usize> = HashMap::new();
    for (position, (name, _)) in sent.iter().enumerate() {
        last.insert(name, position);
    }
    let is_current = |position: usize, name: &str| {
        let is_answer_elsewhere = || name.strip_prefix(ANSWER).is_some_and(|path| !holds(path));
        last.get(name) == Some(&position) && !name.starts_with(ABOUT) && !is_answer_elsewhere()
    };
    let kept = sent.iter().enumerate().filter(|(position, (name, _))| is_current(*position, name));
    let kept: Sent = kept.map(|(_, (name, value))| (name.to_owned(), value.to_owned())).collect();
    let about = rows.about(law, &kept);
    kept.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).chain(about).collect()
}

/// The kind, the row's number where one is meant, and the fact's own name, of the path of a fact of items or parties (`party.0.…`, `party.…`).
pub fn of_row(path: &str) -> Option<(&'static str, Option<usize>, &str)> {
    let (kind, rest) = path.split_once('.')?;
    let kind = KINDS.into_iter().find(|known| *known == kind)?;
    match rest.split_once('.').map(|(number, own)| (number.parse::<usize>(), own)) {
        Some((Ok(number), own)) => Some((kind, Some(number), own)),
        _ => Some((kind, None, rest)),
    }
}

/// What tells a row from another: of a party, all by which it is searched for; an item's description; the codes of an item that has none, of which
/// more may be given without its becoming another.
fn lines(law: &Law, sent: &Sent, kind: &str, number: usize, row: &Table) -> Vec<String> {
    let text = |key: &str| row.get(key).and_then(Json::as_str).unwrap_or_default().replace('\n', " ");
    let besides = besides(sent, kind, number);
    if kind == "party" {
        let country = text("country");
        let whose = if country.is_empty() { text("name") } else { format!("{} ({})", text("name"), countries::code(law, &country)) };
        // A field gives back what it was given without the space before it.
        return vec![format!("{}{besides}", whose.trim_start())];
    }
    let description = text("description");
    if !(description.is_empty() && besides.is_empty()) {
        return vec![description + &besides];
    }
    let codes = row.get("codes").and_then(Json::as_object).into_iter().flatten();
    std::iter::once(id(number).1.as_str().unwrap_or_default().to_owned()).chain(codes.map(|(list, code)| format!("{list} {code}"))).collect()
}

/// What is said of who or what stands in a row outside its own fields: among the further facts, or as an answer.
fn besides(sent: &Sent, kind: &str, number: usize) -> String {
    let telling: &[&str] = if kind == "party" { &["name", "country", "type", "date_of_birth", "identifiers"] } else { &["description"] };
    let answers = sent.iter().filter_map(|(name, value)| Some((name.strip_prefix(ANSWER)?, value))).filter(|(_, value)| !value.is_empty());
    let is_telling = |path: &str| of_row(path).is_some_and(|(known, one, own)| known == kind && one.is_none_or(|one| one == number) && telling.contains(&own));
    let told = assignments(sent.get("facts")).chain(answers).filter(|(path, _)| is_telling(path));
    told.map(|(path, value)| format!("; {path} = {}", value.replace('\n', " "))).collect()
}

fn id(number: usize) -> (String, Json) {
    ("id".to_owned(), json!(format!("item-{}", number + 1)))
}

fn item(law: &Law, sent: &Sent, number: usize) -> Table {
    let mut item = Map::from_iter([id(number)]);
    let head = format!("item.{number}.");
    let said = |name: &str| sent.get(&format!("{head}{name}"));
    for name in ["description", "origin", "hs", "value"] {
        put(law, &mut item, name, &format!("item.{name}"), said(name));
    }
    let mut codes = Map::new();
    // Also of lists that there are not: a code must not be lost by a slip in its list's name.
    let lists = sent.iter().filter_map(|(name, value)| Some((name.strip_prefix(&head)?.strip_prefix("codes.")?, value)));
    for (list, value) in lists {
        let given: Vec<&str> = value.split([',', ';', '\n']).map(str::trim).filter(|code| !code.is_empty()).collect();
        match given.as_slice() {
            [] => drop(codes.remove(list)),
            [code] => drop(codes.insert(list.to_owned(), json!(code))),
            several => drop(codes.insert(list.to_owned(), json!(several))),
        }
    }
    if !codes.is_empty() {
        item.insert("codes".into(), codes.into());
    }
    // A text of which no line can be read makes the row one in which something stands, so that the fault is told.
    let text = said("characteristics");
    if !text.is_empty() {
        item.insert("characteristics".into(), characteristics(text).into());
    }
    item
}

fn party(law: &Law, sent: &Sent, number: usize) -> Option<Table> {
    let said = |name: &str| sent.get(&format!("party.{number}.{name}"));
    let mut party = Map::new();
    for name in ["name", "country"] {
        put(law, &mut party, name, &format!("party.{name}"), said(name));
    }
    if party.is_empty() {
        return None;
    }
    put(law, &mut party, "role", "party.role", said("role"));
    Some(party)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What was answered about `before` counts, or not, once the form says `now`.
    #[track_caller]
    fn check(before: &[(&str, &str)], answer: &str, now: &[(&str, &str)], counts: bool) {
        let law = Law::default();
        let sent = |fields: &[(&str, &str)]| fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect::<Vec<_>>();
        let about = current(&law, &sent(before).into_iter().collect());
        let about = about.iter().filter(|(name, _)| name.starts_with(ABOUT)).map(|(name, value)| (name.to_owned(), value.to_owned()));
        let answered: Sent = about.chain([(answer.to_owned(), "false".to_owned())]).chain(sent(now)).collect();
        assert_eq!(current(&law, &answered).get(answer) == "false", counts, "{answer} of {before:?}, now {now:?}");
    }

    #[test]
    fn an_answer_counts_for_what_it_was_given_about() {
        let acme = &[("party.0.name", "Acme"), ("party.0.country", "BZ")];
        check(acme, "fact:party.0.listed", acme, true);
        check(acme, "fact:party.0.listed", &[("party.0.name", "Frobisher"), ("party.0.country", "BZ")], false);
        check(acme, "fact:party.0.listed", &[("party.0.name", "Acme"), ("party.0.country", "LI")], false);
        check(acme, "fact:party.0.listed", &[("party.1.name", "Acme"), ("party.1.country", "BZ")], false);
        check(acme, "fact:party.0.listed", &[acme[0], acme[1], ("party.1.name", "Frobisher")], true);
        check(acme, "fact:party.listed", acme, true);
        check(acme, "fact:party.listed", &[acme[0], acme[1], ("party.1.name", "Frobisher")], false);
        check(acme, "fact:party.0.listed", &[acme[0], acme[1], ("facts", "party.0.name = Frobisher")], false);
        check(acme, "fact:party.0.listed", &[acme[0], acme[1], ("fact:party.identifiers", "12345")], false);
        check(acme, "fact:party.1.listed", acme, false);
        check(acme, "fact:end_use.military", &[], true);
        let nameless = &[("party.0.country", "BZ")];
        check(nameless, "fact:party.0.listed", nameless, true);
        check(nameless, "fact:party.0.listed", &[("party.0.country", "LI")], false);
    }

    #[test]
    fn an_item_without_description_is_known_by_its_codes() {
        let coded = &[("item.0.codes.x/list", "1A001")];
        check(coded, "fact:item.0.served", &[coded[0], ("item.0.codes.y/list", "2B001")], true);
        check(coded, "fact:item.0.served", &[("item.0.codes.x/list", "1A002")], false);
        check(coded, "fact:item.0.served", &[coded[0], ("item.0.description", "A pump")], false);
        check(&[("item.0.description", "A pump")], "fact:item.served", &[("item.0.description", "A valve")], false);
        check(&[("item.0.description", "A pump")], "fact:item.0.served", &[("item.0.description", "A pump"), coded[0]], true);
    }

    #[test]
    fn the_last_value_of_a_name_is_the_only_one() {
        let sent: Sent =
            [("to", "AA"), ("fact:x", "true"), ("to", "BB"), ("fact:x", "")].map(|(name, value)| (name.to_owned(), value.to_owned())).into_iter().collect();
        let current = current(&Law::default(), &sent);
        assert_eq!(current.iter().filter(|(name, _)| !name.starts_with(ABOUT)).collect::<Vec<_>>(), [("to", "BB"), ("fact:x", "")]);
    }

    proptest::proptest! {
        /// Whatever a form sends, what is current stays so.
        #[test]
        fn what_is_current_stays_current(fields in proptest::collection::vec(("(fact:|about:)?(item|party)(\\.[0-3])?(\\.(name|type|x|description|codes\\.l))?", "[a-c\\n]{0,3}"), 0..12)) {
            let law = Law::default();
            let once = current(&law, &fields.into_iter().collect());
            proptest::prop_assert_eq!(current(&law, &once), once);
        }
    }
}
