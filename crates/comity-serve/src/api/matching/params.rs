//! The parameters of that API: some stand several times in an address.

use comity_edge::{
    in_use::Searched,
    screen::{listed::Source, shown::demand_lists},
};
use comity_screen::Record;
use utoipa::IntoParams;

use super::entity;
use crate::problem::{Kind, Problem};

/// Results of one query, where nothing is said of a match, and of a search.
const MATCHES: usize = 5;
const FOUND: usize = 10;
/// Results of one query at most.
const MOST: usize = 500;
/// From which score on a result counts as a match, and from which it is shown.
const THRESHOLD: f64 = 0.7;
const CUTOFF: f64 = 0.5;

/// Parameters of a match.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "described, and read from the address by hand: parameters can stand several times")]
pub struct MatchParams {
    /// Results of one query (5 where nothing is said).
    #[param(minimum = 0, maximum = 500)]
    limit: Option<usize>,
    /// From which score on a result counts as a match (0.7 where nothing is said).
    #[param(minimum = 0, maximum = 1)]
    threshold: Option<f64>,
    /// From which score on a result is shown (0.5 where nothing is said).
    #[param(minimum = 0, maximum = 1)]
    cutoff: Option<f64>,
    /// Taken, and without effect.
    algorithm: Option<String>,
    /// Taken, and without effect.
    fuzzy: Option<bool>,
    /// Only these sets or lists. May stand several times.
    include_dataset: Option<Vec<String>>,
    /// Without these sets or lists. May stand several times.
    exclude_dataset: Option<Vec<String>>,
    /// Without entities of these schemata. May stand several times.
    exclude_schema: Option<Vec<String>>,
    /// Without these entities. May stand several times.
    exclude_entity_ids: Option<Vec<String>>,
}

/// Parameters of a search.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "described, and read from the address by hand: parameters can stand several times")]
pub struct SearchParams {
    /// The name.
    q: String,
    /// The schema of the entity.
    schema: Option<String>,
    /// Its countries. May stand several times.
    countries: Option<Vec<String>>,
    /// Results of a page (10 where nothing is said).
    #[param(minimum = 0, maximum = 500)]
    limit: Option<usize>,
    /// Go on after so many results.
    #[param(minimum = 0, maximum = 9499)]
    offset: Option<usize>,
    /// Only these sets or lists. May stand several times.
    include_dataset: Option<Vec<String>>,
    /// Without these sets or lists. May stand several times.
    exclude_dataset: Option<Vec<String>>,
}

/// What of the answers is wanted.
#[derive(Debug)]
pub struct Window {
    pub limit: usize,
    pub offset: usize,
    pub threshold: f64,
    pub cutoff: f64,
    pub q: String,
    pub schema: Option<String>,
    pub countries: Vec<String>,
    include: Vec<String>,
    exclude: Vec<String>,
    exclude_schema: Vec<String>,
    exclude_ids: Vec<String>,
}

impl Window {
    fn read(raw: Option<&str>, known: &[&str], limit: usize) -> Result<Self, Problem> {
        let mut window = Self {
            limit,
            offset: 0,
            threshold: THRESHOLD,
            cutoff: CUTOFF,
            q: String::new(),
            schema: None,
            countries: Vec::new(),
            include: Vec::new(),
            exclude: Vec::new(),
            exclude_schema: Vec::new(),
            exclude_ids: Vec::new(),
        };
        for (name, value) in form_urlencoded::parse(raw.unwrap_or_default().as_bytes()) {
            let wrong = |form: &str| Problem::new(Kind::Parameter, format!("`{name}` is {form}"));
            if !known.contains(&&*name) {
                return Err(Problem::new(Kind::Parameter, format!("`{}` is no parameter here", name.chars().take(60).collect::<String>())));
            }
            let count = |most: usize| value.parse::<usize>().ok().filter(|count| *count <= most).ok_or_else(|| wrong(&format!("a number up to {most}")));
            let score = || value.parse::<f64>().ok().filter(|score| (0.0..=1.0).contains(score)).ok_or_else(|| wrong("a number from 0 to 1"));
            match &*name {
                "limit" => window.limit = count(MOST)?,
                "offset" => window.offset = count(9499)?,
                "threshold" => window.threshold = score()?,
                "cutoff" => window.cutoff = score()?,
                // Clients in Python write True and False.
                "fuzzy" => drop(value.to_lowercase().parse::<bool>().map_err(|_| wrong("true or false"))?),
                "q" => window.q = value.into_owned(),
                "schema" => window.schema = Some(value.into_owned()),
                "countries" => window.countries.push(value.into_owned()),
                "include_dataset" => window.include.push(value.into_owned()),
                "exclude_dataset" => window.exclude.push(value.into_owned()),
                "exclude_schema" => window.exclude_schema.push(value.into_owned()),
                "exclude_entity_ids" => window.exclude_ids.push(value.into_owned()),
                _ => {}
            }
        }
        // A cut above the threshold would hide matches.
        window.cutoff = window.cutoff.min(window.threshold);
        Ok(window)
    }

    /// Of a match.
    ///
    /// # Errors
    /// When a parameter is not known, or not of its form.
    pub fn of_match(raw: Option<&str>) -> Result<Self, Problem> {
        let known = ["limit", "threshold", "cutoff", "algorithm", "fuzzy", "include_dataset", "exclude_dataset", "exclude_schema", "exclude_entity_ids"];
        Self::read(raw, &known, MATCHES)
    }

    /// Of a search.
    ///
    /// # Errors
    /// When a parameter is not known, or not of its form; when no name is given.
    pub fn of_search(raw: Option<&str>) -> Result<Self, Problem> {
        let window = Self::read(raw, &["q", "schema", "countries", "limit", "offset", "include_dataset", "exclude_dataset"], FOUND)?;
        if window.q.trim().is_empty() {
            return Err(Problem::new(Kind::Parameter, "give the name that is looked for: `q`"));
        }
        Ok(window)
    }

    /// The sets and lists whose records are wanted; empty for all.
    ///
    /// # Errors
    /// When one that is named does not exist.
    pub fn wanted(&self, dataset: &str, searched: &Searched) -> Result<Vec<String>, Problem> {
        let wanted: Vec<String> = match (dataset, self.include.is_empty()) {
            ("default" | "all", true) => Vec::new(),
            ("default" | "all", false) => self.include.clone(),
            (dataset, _) => vec![dataset.to_owned()],
        };
        let named: Vec<String> = wanted.iter().chain(&self.include).chain(&self.exclude).cloned().collect();
        demand_lists(searched.origin(), &searched.listed, &named)?;
        Ok(wanted)
    }

    /// How many hits of a question are looked at: where some are left out afterwards, the next ones move up, so that all are needed.
    pub fn most(&self) -> usize {
        let narrows = [&self.include, &self.exclude, &self.exclude_schema, &self.exclude_ids].iter().any(|names| !names.is_empty());
        if narrows { usize::MAX } else { (self.offset + self.limit).max(MOST) }
    }

    /// Whether a record is not wanted.
    pub fn leaves_out(&self, record: &Record, source: &Source) -> bool {
        let of = |names: &[String]| names.iter().any(|name| name.eq_ignore_ascii_case(&source.set) || name.eq_ignore_ascii_case(&record.list));
        of(&self.exclude)
            || !self.include.is_empty() && !of(&self.include)
            || self.exclude_schema.iter().any(|name| name == entity::schema(record))
            || self.exclude_ids.contains(&entity::id(record, source))
    }
}
