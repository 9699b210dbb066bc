//! The remarks of OFAC's CSV files: dates of birth, numbers, countries and weak names, separated by semicolons.

use super::super::identifier::{Meaning, identifier, meaning};
use comity_screen::record::Identifier;

/// What a remark says, in the parts that are read. Everything else in it is prose.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Remarks {
    pub births: Vec<String>,
    pub weak_names: Vec<String>,
    /// Nationalities and citizenships, as written.
    pub countries: Vec<String>,
    /// Numbers, with the country that gave them as written.
    pub identifiers: Vec<Identifier>,
}

/// Reads a remark.
pub(super) fn read(text: &str) -> Remarks {
    let mut remarks = Remarks::default();
    for piece in pieces(text) {
        let piece = piece.trim().trim_end_matches('.').trim();
        let piece = piece.strip_prefix("alt. ").unwrap_or(piece);
        if let Some(day) = piece.strip_prefix("DOB ") {
            remarks.births.push(day.trim().to_owned());
        } else if let Some(name) = ["a.k.a. ", "f.k.a. ", "n.k.a. "].iter().find_map(|mark| piece.strip_prefix(mark)) {
            let name = name.trim().trim_matches('\'').trim();
            if !name.is_empty() {
                remarks.weak_names.push(name.to_owned());
            }
        } else if let Some(country) = piece.strip_prefix("nationality ").or_else(|| piece.strip_prefix("citizen ")) {
            remarks.countries.push(country.trim().to_owned());
        } else if let Some(Meaning::Kind(kind, length)) = meaning(piece) {
            remarks.identifiers.extend(number(kind, piece.get(length..).unwrap_or_default()));
        }
    }
    remarks
}

/// The pieces between semicolons; a semicolon inside quotes separates nothing.
fn pieces(text: &str) -> Vec<&str> {
    let (mut pieces, mut from) = (Vec::new(), 0);
    for (at, _) in text.match_indices(';') {
        let piece = text.get(from..at).unwrap_or_default();
        // `a.k.a. 'X; Y'`: the quote opened after the mark closes at the end of the piece.
        let quoted = piece.trim_start().get(1..).is_some_and(|rest| rest.starts_with(".k.a. '")) && !piece.trim_end().ends_with('\'');
        if !quoted {
            pieces.push(piece);
            from = at + 1;
        }
    }
    pieces.push(text.get(from..).unwrap_or_default());
    pieces
}

/// A number, and the country in brackets behind it.
fn number(kind: &str, rest: &str) -> Option<Identifier> {
    let rest = rest.trim_start_matches([':', '#', '.', ' ']);
    // "(MSN) 123": what the name of the number is short for.
    let rest = rest.strip_prefix('(').and_then(|inner| inner.split_once(") ")).map_or(rest, |(_, after)| after);
    // "National ID No. 123", "Registration Number 5": the words that belong to the name of the number.
    let rest = ["No. ", "No ", "Number ", "# "].iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest);
    let end = [" (", " issued ", " expires "].iter().filter_map(|mark| rest.find(mark)).min().unwrap_or(rest.len());
    let (value, after) = rest.split_at_checked(end)?;
    let country = after.strip_prefix(" (").and_then(|inner| inner.split(')').next()).map(str::trim).filter(|country| !country.is_empty());
    // Without a digit it is a word, not a number.
    if !value.bytes().any(|byte| byte.is_ascii_digit()) && kind != "swift" {
        return None;
    }
    identifier(Some(kind), value, country.map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, want: &str) {
        let remarks = read(text);
        let ids: Vec<_> = remarks
            .identifiers
            .iter()
            .map(|id| format!("{} {}{}", id.kind.as_deref().unwrap_or("?"), id.value, id.country.as_ref().map(|c| format!(" {c}")).unwrap_or_default()))
            .collect();
        let got = format!("{:?} {:?} {:?} {ids:?}", remarks.births, remarks.weak_names, remarks.countries);
        assert_eq!(got, want, "{text}");
    }

    #[test]
    fn remarks_come_apart() {
        check("DOB 31 Jan 1959; Cedula No. 16473543 (Colombia).", r#"["31 Jan 1959"] [] [] ["national-id 16473543 Colombia"]"#);
        check(
            "DOB 28 Apr 1949; alt. DOB circa 1950; nationality Saudi Arabia; Passport F 137998 issued 18 Apr 2004 expires 24 Feb 2009; Doctor; a.k.a. 'ABDALLAH, Abu'.",
            r#"["28 Apr 1949", "circa 1950"] ["ABDALLAH, Abu"] ["Saudi Arabia"] ["passport F 137998"]"#,
        );
        check("Vessel Registration Identification IMO 7406784; f.k.a. 'ANA I'; MMSI 357648000.", r#"[] ["ANA I"] [] ["imo 7406784", "mmsi 357648000"]"#);
        check("a.k.a. 'ONE; TWO'; Gender Male; NIT # 9005387011 (Colombia).", r#"[] ["ONE; TWO"] [] ["tax 9005387011 Colombia"]"#);
        check("a.k.a. 'NEVER CLOSED; Passport", r#"[] ["NEVER CLOSED; Passport"] [] []"#);
        check("Aircraft Manufacturer's Serial Number (MSN) 1023409321; Aircraft Tail Number RA-76591.", r#"[] [] [] ["other 1023409321", "tail RA-76591"]"#);
    }
}
