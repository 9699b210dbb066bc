//! References to other provisions: `specified in 1C010.a. or b.`, `other than those specified in 9A005`.

use crate::label::Label;

use super::token::{Kind, Token};

const VERBS: [&str; 9] = ["specified", "described", "controlled", "identified", "listed", "enumerated", "defined", "classified", "covered"];
const PREPOSITIONS: [&str; 4] = ["in", "by", "under", "within"];
/// Words that may stand between the preposition and the code.
const FILLERS: [&str; 10] = ["ECCN", "ECCNs", "entry", "entries", "item", "items", "paragraph", "paragraphs", "heading", "either"];
/// Words after which a reference is to something else than the item itself.
const OBJECTS: [&str; 24] = [
    "for",
    "of",
    "with",
    "having",
    "using",
    "by",
    "to",
    "from",
    "on",
    "containing",
    "required",
    "technology",
    "software",
    "incorporating",
    "from",
    "usable",
    "into",
    "contain",
    "comprised",
    "made",
    "based",
    "produce",
    "and",
    "or",
];

/// Turns references to what the item itself is, or is not, into conditions. References to other things stay words; so do
/// those of a paragraph that names a part of the item (`part`), for it is the part that meets them.
pub fn references(tokens: Vec<Token>, part: bool) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        if !matches!(token.kind, Kind::Code(_)) {
            out.push(token.clone());
            at += 1;
            continue;
        }
        let (codes, used) = list(&tokens, at);
        let raw: Vec<&str> = tokens.get(at..at + used).unwrap_or_default().iter().map(|t| t.raw.as_str()).collect();
        let behind = tokens.get(at + used..).unwrap_or_default();
        let own = own(&out).filter(|(from, negated)| of_the_whole(out.get(..*from).unwrap_or_default(), *negated, behind, part));
        match codes.and_then(|codes| Some((own?, codes))) {
            Some(((from, negated), codes)) => {
                out.truncate(from);
                out.push(Token { kind: Kind::Refer(codes, negated), raw: raw.join(" ") });
            }
            // One token: the `or` between its codes joins no conditions.
            None => {
                let codes = tokens.get(at..at + used).unwrap_or_default().iter().filter(|t| !t.is_mark());
                let codes: Vec<String> = codes.map(|t| super::phrase::plain_code(t.raw.trim_matches('.'))).collect();
                out.push(Token { kind: Kind::Code(codes.join(" ")), raw: raw.join(" ") });
            }
        }
        at += used.max(1);
    }
    out
}

/// Whether what stands before a reference makes it one to the item itself: where the words that say so begin, and whether
/// they say that it is not that.
fn own(before: &[Token]) -> Option<(usize, bool)> {
    let mut at = before.len();
    let back = |at: usize| at.checked_sub(1).and_then(|i| before.get(i));
    while back(at).is_some_and(|t| t.is_one_of(&FILLERS)) {
        at -= 1;
    }
    if !back(at).is_some_and(|t| t.is_one_of(&PREPOSITIONS)) {
        return None;
    }
    at -= 1;
    if !back(at).is_some_and(|t| t.is_one_of(&VERBS)) {
        return None;
    }
    at -= 1;
    if back(at).is_some_and(|t| t.is("otherwise")) {
        at -= 1;
    }
    // "other than those [components] specified in"
    for words in 0..=2_usize {
        let start = at.checked_sub(words)?;
        let Some(head) = start.checked_sub(2).and_then(|s| before.get(s..start)) else { break };
        if let [other, than] = head
            && other.is("other")
            && than.is("than")
        {
            let head = before.get(..start - 2)?;
            // "Materials for stealth, other than those specified in": of the materials.
            let comma = head.last().is_some_and(|t| t.kind == Kind::Comma);
            let elsewhere = head.iter().any(|t| t.is("for") && !comma || t.is_one_of(&["technology", "software", "development", "production"]));
            return (!elsewhere).then_some((start - 2, true));
        }
    }
    let negated = back(at).is_some_and(|t| t.is("not"));
    if negated {
        at -= 1;
    }
    let head = before.get(..at)?;
    if negated && !of_uses(head) && !head.iter().any(|t| matches!(t.kind, Kind::Refer(..))) {
        return Some((at, true));
    }
    const LEADS: [&str; 4] = ["incorporating", "containing", "using", "for"];
    if head.first().is_some_and(|t| t.is_one_of(&LEADS)) {
        return None;
    }
    let head = head.get(1..).unwrap_or_default();
    let plain = head.len() <= 6
        && !head
            .iter()
            .any(|t| t.is_one_of(&OBJECTS) || t.is_one_of(&EXCEPT) || matches!(t.kind, Kind::Number(_) | Kind::Code(_) | Kind::Refer(..) | Kind::Open));
    plain.then_some((at, negated))
}

/// Words that turn a reference round in a way that is not read.
const EXCEPT: [&str; 4] = ["except", "excepting", "excluding", "unless"];

/// Whether what is not is said of something that the item is made for or of. What stands behind a comma is said of the item.
fn of_uses(head: &[Token]) -> bool {
    const USES: [&str; 8] = ["for", "technology", "software", "development", "production", "use", "used", "required"];
    const PARTS: [&str; 4] = ["components", "parts", "equipment", "rockets"];
    const LINKS: [&str; 7] = ["of", "with", "in", "containing", "incorporating", "using", "having"];
    let rest = head.get(1..).unwrap_or_default();
    let comma = head.last().is_some_and(|t| t.kind == Kind::Comma);
    // "having a resin, not specified in 1C008": the resin is not.
    rest.iter().any(|t| t.is_one_of(&USES))
        || comma && head.iter().rev().skip(1).take_while(|t| t.kind != Kind::Comma).any(|t| t.is("having"))
        || !comma && rest.iter().any(|t| t.is_one_of(&PARTS)) && head.iter().any(|t| t.is_one_of(&LINKS))
}

/// Whether a reference is of all that the paragraph names.
fn of_the_whole(head: &[Token], negated: bool, behind: &[Token], part: bool) -> bool {
    let names = head.iter().any(|t| !t.is_mark());
    if part && names && !negated {
        return false;
    }
    let next = behind.iter().find(|t| !t.is_mark());
    // "not listed in 1B608 or in Category IV": what follows is not asked for either.
    if negated && behind.first().is_some_and(|t| t.is("or")) {
        return false;
    }
    // "X not controlled by 6A006, Y, and Z": only X is not. "X not controlled by 6A006, designed for": it is of the item.
    let comma = behind.first().is_some_and(|t| t.kind == Kind::Comma);
    let closes = head.last().is_some_and(|t| t.kind == Kind::Comma || t.kind == Kind::Open);
    if negated && comma && names && !closes {
        const GOES_ON: [&str; 16] =
            ["and", "or", "as", "having", "with", "which", "that", "for", "in", "where", "when", "but", "capable", "specially", "usable", "also"];
        let goes_on = next.is_none_or(|t| t.is_one_of(&GOES_ON) || t.raw.len() > 5 && (t.raw.ends_with("ed") || t.raw.ends_with("ing")));
        return goes_on;
    }
    // "X described in 3A001.e.2 and Y in 3A001.e.3": two things, each of its own provision.
    let second = behind.iter().position(|t| matches!(t.kind, Kind::Code(_))).is_some_and(|at| {
        let run = behind.get(..at).unwrap_or_default();
        run.iter().any(|t| t.is_one_of(&["and", "or", "to"])) && !run.iter().any(|t| t.is_one_of(&["also", "that", "parameters"]))
            || run.iter().any(|t| t.kind == Kind::Semicolon)
    });
    let later = behind.windows(3).any(|w| matches!(w, [a, b, c] if a.kind == Kind::Semicolon && b.is("and") && c.is("to")));
    negated || !(second || later)
}

/// The codes of a list that begins at `at`, and how many tokens it takes. Codes of a list that cannot be told are none.
fn list(tokens: &[Token], at: usize) -> (Option<Vec<String>>, usize) {
    let mut codes: Vec<String> = Vec::new();
    let mut certain = true;
    let mut next = at;
    let mut range = false;
    loop {
        let base = codes.last().cloned();
        let Some((code, used)) = member(tokens, next, base.as_deref()) else { break };
        next += used;
        if range {
            match base.and_then(|first| expand(&first, &code)) {
                Some(more) => codes.extend(more),
                None => {
                    certain = false;
                    codes.push(code);
                }
            }
        } else {
            codes.push(code);
        }
        let mut separator = next;
        range = false;
        while let Some(token) = tokens
            .get(separator)
            .filter(|t| t.kind == Kind::Comma || t.is_one_of(&["and", "or", "and/or", "to", "through", "–", "in", "either", "ECCN", "ECCNs"]))
        {
            // "specified in 1C010.a and in 1C210": only between codes.
            range |= token.is_one_of(&["to", "through", "–"]);
            separator += 1;
        }
        if separator == next || member(tokens, separator, codes.last().map(String::as_str)).is_none() {
            break;
        }
        next = separator;
    }
    (certain.then_some(codes), next - at)
}

/// A code, or a path that goes on from the code before it.
fn member(tokens: &[Token], at: usize, base: Option<&str>) -> Option<(String, usize)> {
    let token = tokens.get(at)?;
    if let Kind::Code(code) = &token.kind {
        return Some((code.clone(), 1));
    }
    let base = base?;
    if !matches!(token.kind, Kind::Word | Kind::Name) {
        return None;
    }
    if token.is_one_of(&["n.e.s.", "n.e.s"]) {
        return None;
    }
    let dotted = token.raw.starts_with('.');
    let raw = token.raw.trim_matches('.');
    let label = Label::parse(raw)?;
    let one = label.parts().len() == 1;
    let stopped = token.raw.ends_with('.') || tokens.get(at + 1).is_some_and(|t| t.kind == Kind::Stop);
    let short = label.parts().iter().all(|p| p.len() <= 2 && p.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()));
    let letter = raw.len() == 1 && raw.starts_with(|c: char| c.is_ascii_lowercase());
    let followed = tokens.get(at + 1).is_none_or(|t| t.is_mark() || t.is_one_of(&["and", "or", "to", "of", "having", "that", "when", "for"]));
    if !short || one && !(dotted || letter && (stopped || raw != "a" && followed)) {
        return None;
    }
    let used = if tokens.get(at + 1).is_some_and(|t| t.kind == Kind::Stop) && stopped { 2 } else { 1 };
    Some((beside(base, &label)?, used))
}

/// The code that a path means behind another code: a sibling, or a paragraph of the same entry.
fn beside(base: &str, label: &Label) -> Option<String> {
    let entry = entry_of(base)?;
    let path = base.get(entry.len()..)?.trim_start_matches('.');
    let digit = |s: &str| s.starts_with(|c: char| c.is_ascii_digit());
    let last = path.rsplit('.').next().unwrap_or_default();
    if label.parts().len() == 1 && !path.is_empty() && digit(last) == digit(label.last()) {
        return Some(format!("{}{}", base.get(..base.len() - last.len())?, label.last()));
    }
    (!digit(label.parts().first()?)).then(|| format!("{entry}.{label}"))
}

fn entry_of(code: &str) -> Option<&str> {
    if code.as_bytes().get(1) == Some(&b'.') {
        let end = code.match_indices('.').nth(2).map_or(code.len(), |(at, _)| at);
        return code.get(..end);
    }
    code.get(..5)
}

/// The codes after `first` up to `last`, where both are paragraphs beside each other.
fn expand(first: &str, last: &str) -> Option<Vec<String>> {
    let entry = entry_of(first)?;
    if entry_of(last)? != entry {
        return None;
    }
    let (a, b) = (Label::parse(first.get(entry.len()..)?.strip_prefix('.')?)?, Label::parse(last.get(entry.len()..)?.strip_prefix('.')?)?);
    let range = a.range_to(&b)?;
    Some(range.iter().skip(1).map(|label| format!("{entry}.{label}")).collect())
}

#[cfg(test)]
mod tests {
    use super::super::{Dialect, token::tokens};
    use super::*;

    #[track_caller]
    fn check(text: &str, want: &str) {
        let read = references(tokens(text, &Dialect::decimal_comma(true)), false);
        let shown: Vec<String> = read
            .iter()
            .map(|t| match &t.kind {
                Kind::Refer(codes, not) => format!("{}[{}]", if *not { "not" } else { "" }, codes.join(" ")),
                _ => t.raw.clone(),
            })
            .collect();
        assert_eq!(shown.join(" "), want, "{text}");
    }

    #[test]
    fn to_the_item_itself() {
        check("Materials specified in 1C010.a. or b. or 1C210.a.", "Materials [1C010.a 1C010.b 1C210.a]");
        check("Things, other than those specified in 1A008.b., having", "Things , not[1A008.b] , having");
        check("Parts described in 3A001.b.2 to b.4;", "Parts [3A001.b.2 3A001.b.3 3A001.b.4] ;");
        check("Not specified in 1C010.c.1.a. and having", "not[1C010.c.1.a] and having");
        check("Items specified in 3.A.1.a.5 or 3.A.1.b", "Items [3.A.1.a.5 3.A.1.b]");
    }

    #[test]
    fn to_what_the_item_is_not() {
        check("Electronic devices, and components not controlled by 3A001.", "Electronic devices , and components not[3A001] .");
        check(
            "Radio equipment, including hopping techniques, not controlled in 5A001.b.4 and having",
            "Radio equipment , including hopping techniques , not[5A001.b.4] and having",
        );
        check("Technology not otherwise controlled in 9E003.a.1 through a.2, and .h and used", "Technology not[9E003.a.1 9E003.a.2 9E003.h] and used");
        check("Mixtures not controlled by ECCN 1C350, ECCN 1C355 or ECCN 1C395 that", "Mixtures not[1C350 1C355 1C395] that");
        // Of the first alone; or of more than can be said.
        check(
            "Magnetometers not controlled by ECCN 6A006, Superconductive sensors, and",
            "Magnetometers not controlled by ECCN 6A006 , Superconductive sensors , and",
        );
        check("Vessels, not listed in ECCN 1B608 or in Category IV, designed", "Vessels , not listed in ECCN 1B608 or in Category IV , designed");
        check("Equipment, except items controlled by 2A290, related to", "Equipment , except items controlled by 2A290 , related to");
    }

    #[test]
    fn of_a_part() {
        let read = references(tokens("Image tubes specified in 6A002.a.2.a. or 6A002.a.2.b.;", &Dialect::decimal_point()), true);
        assert!(!read.iter().any(|t| matches!(t.kind, Kind::Refer(..))));
        check("Incorporating arrays specified in 6A002.a.3.f.;", "Incorporating arrays specified in 6A002.a.3.f. ;");
        check("Capacitors described in 3A001.e.2 and magnets in 3A001.e.3", "Capacitors described in 3A001.e.2 and magnets in 3A001.e.3");
    }

    #[test]
    fn to_other_things() {
        check("Valves for engines specified in 9A005;", "Valves for engines specified in 9A005 ;");
        check("Gear for pitch, not specified in 1C008 (see 3A001.a)", "Gear for pitch , not specified in 1C008 ( see 3A001.a )");
    }
}
