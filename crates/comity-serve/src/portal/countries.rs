//! Countries by what people write: the code, the everyday name, or another name that the law knows.

use comity_law::Law;

/// The code of a country that is written as its code or one of its names; the text itself where no country is called so.
pub fn code(law: &Law, text: &str) -> String {
    let text = text.trim();
    if law.country_by_code(text).is_some() {
        return text.into();
    }
    let is = |name: &str| name.to_lowercase() == text.to_lowercase();
    let called = |country: &&comity_law::Country| is(&country.code) || is(&country.name) || country.aliases.iter().any(|alias| is(alias));
    law.vocabulary.countries.iter().find(called).map_or_else(|| text.into(), |country| country.code.to_string())
}

/// The everyday name of a country's code; the text itself where there is no such code.
pub fn name(law: &Law, text: &str) -> String {
    law.vocabulary.countries.iter().find(|country| *country.code == *text).map_or_else(|| text.into(), |country| country.name.to_string())
}

/// All codes with their names, by name.
pub fn all(law: &Law) -> Vec<(String, String)> {
    let mut all: Vec<_> = law.vocabulary.countries.iter().map(|country| (country.code.to_string(), country.name.to_string())).collect();
    all.sort_by(|(_, a), (_, b)| a.cmp(b));
    all
}
