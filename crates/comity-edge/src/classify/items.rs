//! Items to classify: of a transaction, of `[[item]]` tables, or one item's fields by themselves.

use comity_decide::{InputFault, InputProblem, PathSegment, classify::Profile};
use comity_law::{FactPlace, Law, criteria::Criteria, nearest};
use serde_json::{Map, Value as Json};

use crate::{document::Document, error::EdgeError};

/// One item with what is known of it.
pub struct Described {
    /// Its id, or its place.
    pub id: String,
    /// Its description, in words.
    pub description: Option<String>,
    /// The characteristics as the document gives them.
    pub characteristics: Map<String, Json>,
    /// The same, read.
    pub profile: Profile,
}

impl Described {
    /// An item of which only words are known.
    pub fn of_words(text: &str) -> Self {
        Self { id: "item".into(), description: Some(text.to_owned()), characteristics: Map::new(), profile: Profile::default() }
    }

    /// Reads the characteristics again, after one was added.
    ///
    /// # Errors
    /// With every fault.
    pub fn renew(&mut self, criteria: &Criteria) -> Result<(), Vec<InputProblem>> {
        self.profile = profile(&self.characteristics, criteria)?;
        Ok(())
    }
}

fn profile(characteristics: &Map<String, Json>, criteria: &Criteria) -> Result<Profile, Vec<InputProblem>> {
    let mut profile = Profile::read(&criteria.vocabulary, &Json::Object(characteristics.clone()))?;
    profile.resolve(criteria)?;
    Ok(profile)
}

/// Reads a document's items. All faults are reported at once.
///
/// # Errors
/// With every fault and its place.
pub fn read(document: &Document, law: &Law, criteria: &Criteria) -> Result<Vec<Described>, EdgeError> {
    let mut problems = Vec::new();
    let key = |key: &str| PathSegment::Key(key.into());
    let Json::Object(fields) = &document.value else {
        return Err(document.faults(vec![InputProblem { path: Vec::new(), at_key: false, fault: InputFault::NotATable, near: None }]));
    };
    let rows: Vec<(Vec<PathSegment>, &Json)> = match fields.get("item") {
        Some(Json::Array(rows)) => rows.iter().enumerate().map(|(i, row)| (vec![key("item"), PathSegment::Index(i)], row)).collect(),
        Some(row) => vec![(vec![key("item")], row)],
        None => vec![(Vec::new(), &document.value)],
    };
    let mut items = Vec::new();
    for (i, (path, row)) in rows.into_iter().enumerate() {
        let Json::Object(row) = row else {
            problems.push(InputProblem { path, at_key: false, fault: InputFault::Expected("a table of an item's fields".into()), near: None });
            continue;
        };
        items.push(item(i, row, &path, law, criteria, &mut problems));
    }
    if items.is_empty() && problems.is_empty() {
        problems.push(InputProblem { path: vec![key("item")], at_key: true, fault: InputFault::Expected("one or more items".into()), near: None });
    }
    if problems.is_empty() { Ok(items) } else { Err(document.faults(problems)) }
}

fn item(position: usize, row: &Map<String, Json>, path: &[PathSegment], law: &Law, criteria: &Criteria, problems: &mut Vec<InputProblem>) -> Described {
    let below = |keys: &[PathSegment]| path.iter().chain(keys).cloned().collect::<Vec<_>>();
    // The other fields of an item are facts for deciding; a mistyped one is still a mistake.
    const OWN: [&str; 3] = ["id", "description", "characteristics"];
    for name in row.keys().filter(|name| !OWN.contains(&name.as_str()) && law.fact_by_path(&format!("item.{name}")).is_none()) {
        let facts = law.vocabulary.facts.iter().filter(|fact| fact.place == FactPlace::Item).filter_map(|fact| fact.path.strip_prefix("item."));
        let near = nearest(name, OWN.into_iter().chain(facts)).map(Into::into);
        problems.push(InputProblem {
            path: below(&[PathSegment::Key(name.as_str().into())]),
            at_key: true,
            fault: InputFault::UnknownField(name.as_str().into()),
            near,
        });
    }
    let text = |name: &str| match row.get(name) {
        Some(Json::String(text)) => Some(text.clone()),
        Some(Json::Number(number)) => Some(number.to_string()),
        _ => None,
    };
    let characteristics = match row.get("characteristics") {
        Some(Json::Object(characteristics)) => characteristics.clone(),
        None => Map::new(),
        Some(_) => {
            let fault = InputFault::Expected("a table of characteristics".into());
            problems.push(InputProblem { path: below(&[PathSegment::Key("characteristics".into())]), at_key: false, fault, near: None });
            Map::new()
        }
    };
    let profile = profile(&characteristics, criteria).unwrap_or_else(|found| {
        problems.extend(found.into_iter().map(|problem| {
            let mut full = below(&[PathSegment::Key("characteristics".into())]);
            full.extend(problem.path);
            InputProblem { path: full, ..problem }
        }));
        Profile::default()
    });
    Described { id: text("id").unwrap_or_else(|| format!("item-{}", position + 1)), description: text("description"), characteristics, profile }
}
