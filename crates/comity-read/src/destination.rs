//! Where a requirement applies: the right cell of a licence-requirement table, or the prose that stands for it.

use crate::condition::Condition;
use crate::model::Destination;
use crate::text::{find_ci, fold};

/// A destination cell as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// Column or condition.
    pub destination: Destination,
    /// The section that the cell cites, such as `742.6(a)(7)`.
    pub section: Option<String>,
}

/// The names that the source uses, with their country codes.
fn names() -> impl Iterator<Item = (&'static str, &'static str)> {
    include_str!("ccl/names.tsv").lines().filter(|l| !l.starts_with('#')).filter_map(|line| line.split_once('\t'))
}

/// Reads a destination cell.
pub fn read(cell: &str) -> Read {
    let text = fold(&cell.replace(['“', '”', '"'], "").replace('’', "'"));
    let lower = text.to_lowercase();
    let section = section(&text);
    let destination = match column(&lower) {
        Some(n) => Destination::Column(n),
        None => Destination::When(condition(&lower, section.as_deref())),
    };
    Read { destination, section }
}

/// The number in `ns column 2`.
///
/// ```
/// assert_eq!(comity_read::destination::column("ns column 2"), Some(2));
/// ```
pub fn column(lower: &str) -> Option<u8> {
    let at = lower.find("column ")?;
    if lower.get(..at).is_some_and(|head| head.contains("a column") || head.len() > 12) {
        return None;
    }
    let digit = lower.get(at + 7..)?.chars().next()?;
    digit.to_digit(10).and_then(|d| u8::try_from(d).ok()).filter(|d| (1..=9).contains(d))
}

/// The first section cited: `§ 742.6(a)(7)` gives `742.6(a)(7)`.
///
/// ```
/// assert_eq!(comity_read::destination::section("See § 742.6(a)(7).").as_deref(), Some("742.6(a)(7)"));
/// ```
pub fn section(text: &str) -> Option<String> {
    let at = text.find('§')?;
    let rest = text.get(at..)?.trim_start_matches(['§', ' ']);
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '(' | ')'))).unwrap_or(rest.len());
    let mut cited = rest.get(..end)?.trim_end_matches('.');
    while cited.ends_with(')') && cited.matches(')').count() > cited.matches('(').count() {
        cited = cited.get(..cited.len() - 1)?;
    }
    cited.starts_with(|c: char| c.is_ascii_digit()).then(|| cited.to_owned())
}

fn condition(lower: &str, section: Option<&str>) -> Condition {
    let cites = |s: &str| section.is_some_and(|x| x.starts_with(s));
    // "764.1(b)" in 0A617 is a misprint: it says "for UN controls".
    if lower.contains("for un controls") {
        return Condition::test("to in us/746.1-un-embargo");
    }
    if cites("746.8") && lower.starts_with("see") {
        return Condition::test("to in us/746.5-russia-belarus");
    }
    if cites("742.15") || cites("742.14") {
        return Condition::test("to != CA");
    }
    if lower.contains("worldwide") && !lower.contains("country group") {
        return Condition::True;
    }
    if lower.contains("not party to the cwc") || lower.contains("non-states parties") {
        return chemical_weapons(lower);
    }
    if let Some(at) = lower.find("all destinations") {
        let rest = lower.get(at..).and_then(|r| r.split(['.', ';']).next()).unwrap_or_default();
        let out: Vec<&str> = match rest.find("except") {
            Some(except) => countries(rest.get(except..).unwrap_or_default()),
            None => Vec::new(),
        };
        return match out.as_slice() {
            [] => Condition::True,
            [one] => Condition::test(format!("to != {one}")),
            many => Condition::test(format!("not to in {{{}}}", many.join(", "))),
        };
    }
    if let Some(groups) = groups(lower) {
        return groups;
    }
    let named = countries(sentence_with_destination(lower));
    if !named.is_empty() && is_list_of_places(lower) {
        return set(&named);
    }
    Condition::unknown("the destinations are stated in a way that was not read")
}

fn is_list_of_places(lower: &str) -> bool {
    ["iraq", "pakistan", "north korea", "iran", "venezuela"].iter().any(|n| lower.contains(n))
        && (lower.contains("license is required") || lower.contains("742.6(a)(7)"))
}

/// The part that names destinations, without the further reading behind it.
fn sentence_with_destination(lower: &str) -> &str {
    let start = lower.find("license is required").unwrap_or(0);
    let rest = lower.get(start..).unwrap_or_default();
    let end = rest.find(". ").or(rest.find(" (see")).unwrap_or(rest.len());
    rest.get(..end).unwrap_or_default()
}

/// The countries named in a text, in the order of the text, each once.
pub fn countries(lower: &str) -> Vec<&'static str> {
    let mut found: Vec<(usize, &'static str)> = Vec::new();
    for (name, code) in names() {
        if let Some(at) = lower.find(name)
            && !found.iter().any(|(_, c)| *c == code)
        {
            found.push((at, code));
        }
    }
    found.sort_unstable();
    found.into_iter().map(|(_, code)| code).collect()
}

fn set(codes: &[&str]) -> Condition {
    match codes {
        [one] => Condition::test(format!("to = {one}")),
        many => Condition::test(format!("to in {{{}}}", many.join(", "))),
    }
}

/// `Macau or a destination specified in Country Group D:5`, with groups that are excluded.
///
/// ```
/// let condition = comity_read::destination::groups("country groups d:1 and d:4, excluding a:5").unwrap();
/// assert_eq!(condition.to_string(), "to in us/D:1 + us/D:4 - us/A:5");
/// ```
pub fn groups(lower: &str) -> Option<Condition> {
    let at = lower.find("country group")?;
    let cut = ["excluding", "except"].iter().filter_map(|w| lower.find(w)).filter(|c| *c > at).min().unwrap_or(lower.len());
    let (head, tail) = lower.split_at(cut);
    let wanted = group_names(head);
    if wanted.is_empty() {
        return None;
    }
    let mut text = format!("to in {}", wanted.join(" + "));
    for out in group_names(tail) {
        text.push_str(" - ");
        text.push_str(&out);
    }
    let named = countries(lower.get(..at)?);
    let test = Condition::test(text);
    Some(if named.is_empty() { test } else { set(&named).or(test) })
}

fn group_names(lower: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let bytes = lower.as_bytes();
    for i in 0..bytes.len() {
        let letter = bytes.get(i).copied().unwrap_or(0);
        let before = i.checked_sub(1).and_then(|p| bytes.get(p)).copied().unwrap_or(b' ');
        if !(b'a'..=b'e').contains(&letter) || before.is_ascii_alphanumeric() {
            continue;
        }
        let name = match (bytes.get(i + 1), bytes.get(i + 2)) {
            (Some(b':'), Some(d)) if d.is_ascii_digit() => format!("us/{}:{}", char::from(letter.to_ascii_uppercase()), char::from(*d)),
            // "Country Group B": a group without parts.
            (next, _) if lower.get(..i).is_some_and(|h| h.ends_with("country group ")) && next.is_none_or(|n| !n.is_ascii_alphanumeric() && *n != b':') => {
                format!("us/{}", char::from(letter.to_ascii_uppercase()))
            }
            _ => continue,
        };
        if !out.contains(&name) {
            out.push(name);
        }
    }
    out
}

fn chemical_weapons(lower: &str) -> Condition {
    let mut out = Condition::test("not to in us/745-supp-2");
    if let Some(at) = find_ci(lower, "except for ") {
        let rest = lower.get(at..).and_then(|r| r.split('.').next()).unwrap_or_default();
        let rest = rest.split('(').next().unwrap_or_default();
        let free = countries(rest);
        if !free.is_empty() {
            out = out.and(Condition::test(format!("not to in {{{}}}", free.join(", "))));
        }
    }
    if lower.contains("unless an end") {
        out = out.and(Condition::unknown("no end-use certificate of the government was obtained"));
    }
    if lower.contains("from a state not party") || lower.contains("except that") {
        out = out.and(Condition::unknown("a further condition on the chemical or on where it comes from"));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(cell: &str, want: &str) {
        let got = match read(cell).destination {
            Destination::Column(n) => format!("column {n}"),
            Destination::When(when) => when.to_string(),
        };
        assert_eq!(got, want, "reading {cell:?}");
    }

    #[test]
    fn cells() {
        check("NS Column 2.", "column 2");
        check("Column 1.", "column 1");
        check("RS Column 1, See § 742.6(a)(3)", "column 1");
        check("See § 746.1(b) for UN controls", "to in us/746.1-un-embargo");
        check("See § 746.8 for more.", "to in us/746.5-russia-belarus");
        check("China, Russia, or Venezuela (see § 742.6(a)(7))", "to in {CN, RU, VE}");
        check("Worldwide control. See § 742.4(a)(5).", "true");
        check("To or within any destination worldwide. See § 742.6(a)(6)(iii)(A).", "true");
        check("To or within Macau or a destination specified in Country Group D:5 of it", "to = MO or to in us/D:5");
        check(
            "To or within the United Arab Emirates or destinations specified in Country Groups D:1, D:4, and D:5, excluding any also in Country Groups A:5 or A:6.",
            "to = AE or to in us/D:1 + us/D:4 + us/D:5 - us/A:5 - us/A:6",
        );
        check("A license is required for ALL destinations, except Canada, regardless.", "to != CA");
        check("A license is required for ALL destinations regardless of end-use. Accordingly none.", "true");
        check("A license is required for export or reexport to Iraq or Pakistan for reasons. Canada.", "to in {IQ, PK}");
        check("Refer to § 742.15 of it", "to != CA");
        check("A license is required to CWC non-States Parties (of part 745), except for Israel and Taiwan.", "not to in us/745-supp-2 and not to in {IL, TW}");
        check("See § 742.6(a)(11).", "untranslated('the destinations are stated in a way that was not read')");
    }

    #[test]
    fn sections() {
        assert_eq!(section("see § 742.6(a)(7)).").as_deref(), Some("742.6(a)(7)"));
        assert_eq!(section("See §§ 742.6 and 746.3").as_deref(), Some("742.6"));
        assert_eq!(section("none"), None);
    }
}
