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

/// Turns references to what the item itself is, or is not, into conditions. References to other things stay words.
pub fn references(tokens: Vec<Token>) -> Vec<Token> {
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
        match codes.and_then(|codes| Some((own(&out)?, codes))) {
            Some(((from, negated), codes)) => {
                out.truncate(from);
                out.push(Token { kind: Kind::Refer(codes, negated), raw: raw.join(" ") });
            }
            None => out.extend(tokens.get(at..at + used).unwrap_or_default().iter().map(|t| match t.kind {
                Kind::Code(_) => t.clone(),
                _ => Token { kind: if t.is_mark() { t.kind.clone() } else { Kind::Name }, raw: t.raw.clone() },
            })),
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
    // "other than those [components] specified in"
    for words in 0..=2_usize {
        let start = at.checked_sub(words)?;
        let Some(head) = start.checked_sub(2).and_then(|s| before.get(s..start)) else { break };
        if let [other, than] = head
            && other.is("other")
            && than.is("than")
        {
            let head = before.get(..start - 2)?;
            let elsewhere = head.iter().any(|t| t.is_one_of(&["for", "technology", "software", "development", "production"]));
            return (!elsewhere).then_some((start - 2, true));
        }
    }
    let negated = back(at).is_some_and(|t| t.is("not"));
    if negated {
        at -= 1;
    }
    let head = before.get(..at)?;
    // What an item is not is said of the item; what it is made for or of is said of that.
    const USES: [&str; 12] =
        ["for", "technology", "software", "development", "production", "use", "used", "components", "parts", "equipment", "required", "rockets"];
    if negated && !head.iter().skip(1).any(|t| t.is_one_of(&USES) || matches!(t.kind, Kind::Refer(..))) {
        return Some((at, true));
    }
    let head = head.get(1..).unwrap_or_default();
    let plain =
        head.len() <= 6 && !head.iter().any(|t| t.is_one_of(&OBJECTS) || matches!(t.kind, Kind::Number(_) | Kind::Code(_) | Kind::Refer(..) | Kind::Open));
    plain.then_some((at, negated))
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
        while let Some(token) =
            tokens.get(separator).filter(|t| t.kind == Kind::Comma || t.is_one_of(&["and", "or", "and/or", "to", "through", "–", "in", "either"]))
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
        let read = references(tokens(text, &Dialect::decimal_comma(true)));
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
    fn to_other_things() {
        check("Valves for engines specified in 9A005;", "Valves for engines specified in 9A005 ;");
        check("Gear for pitch, not specified in 1C008 (see 3A001.a)", "Gear for pitch , not specified in 1C008 ( see 3A001.a )");
    }
}
