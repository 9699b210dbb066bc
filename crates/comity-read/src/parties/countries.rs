//! Countries as lists write them, to ISO 3166-1 alpha-2 where that is certain.

use std::collections::HashMap;

/// Names of countries, each with its code. The names are the caller's: none stands here.
///
/// ```
/// use comity_read::parties::Countries;
/// let countries = Countries::new([("Democratic Republic of the Congo", "CD"), ("North Korea", "KP")]);
/// assert_eq!(countries.code("CONGO, Democratic Republic of the"), Some("CD"));
/// assert_eq!(countries.code("Korea, North"), Some("KP"));
/// assert_eq!(countries.code("kp"), Some("KP"));
/// assert_eq!(countries.code("Congo"), None);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Countries {
    names: HashMap<String, String>,
    codes: HashMap<String, String>,
}

impl Countries {
    /// From names and codes. A name that two codes have tells nothing and is left out.
    pub fn new<'c>(names: impl IntoIterator<Item = (&'c str, &'c str)>) -> Self {
        let mut countries = Self::default();
        let mut twice = Vec::new();
        for (name, code) in names {
            countries.codes.insert(code.to_lowercase(), code.to_owned());
            if countries.names.insert(fold(name), code.to_owned()).is_some_and(|other| other != code) {
                twice.push(fold(name));
            }
        }
        for name in twice {
            countries.names.remove(&name);
        }
        countries
    }

    /// The code of a country, by its code or one of its names; also written back to front (`Korea, North`), or in two
    /// languages with a stroke between them, of which either tells.
    pub fn code(&self, written: &str) -> Option<&str> {
        let folded = fold(written);
        if let Some(code) = self.codes.get(&folded).or_else(|| self.names.get(&folded)) {
            return Some(code);
        }
        if let Some((last, first)) = folded.split_once(", ")
            && let Some(code) = self.names.get(&fold(&format!("{first} {last}")))
        {
            return Some(code);
        }
        if let Some((one, other)) = written.split_once(" / ") {
            let (one, other) = (self.code(one), self.code(other));
            return if one.is_some() && other.is_some() && one != other { None } else { one.or(other) };
        }
        None
    }

    /// A country's name at the beginning of a text, by its code, and the words behind it. The longest name counts.
    pub(super) fn at_start<'t>(&self, text: &'t str) -> Option<(&str, &'t str)> {
        let ends: Vec<usize> = text.match_indices(' ').map(|(at, _)| at).collect();
        ends.into_iter().rev().filter_map(|at| text.split_at_checked(at)).find_map(|(name, rest)| Some((self.names.get(&fold(name))?.as_str(), rest.trim())))
    }
}

fn fold(name: &str) -> String {
    let name = name.to_lowercase().replace(['’', '`'], "'");
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let name = name.trim_matches(|c: char| c == '.' || c == ',' || c == ';');
    name.strip_prefix("the ").unwrap_or(name).to_owned()
}
