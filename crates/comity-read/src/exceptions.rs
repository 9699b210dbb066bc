//! List-based licence exceptions of an entry.

use crate::condition::Condition;
use crate::destination::{countries, groups};
use crate::model::{ExceptionRow, Period, RowText};
use crate::scope::Entry;
use crate::text::{find_ci, fold, starts_with_ci, unquoted};

/// Symbols that the source uses; `NAC/ACA` is two.
pub const SYMBOLS: [&str; 18] =
    ["LVS", "GBS", "TSR", "APP", "NAC/ACA", "NAC", "ACA", "AIA", "ACM", "LPP", "HBM", "RFF", "CIV", "IEC", "ACE", "ENC", "SPP", "AVS"];

/// The symbol at the start of a line, and the rest.
///
/// ```
/// assert_eq!(comity_read::exceptions::symbol("LVS: $500"), Some(("LVS", "$500")));
/// ```
pub fn symbol(line: &str) -> Option<(&'static str, &str)> {
    SYMBOLS.iter().find_map(|s| line.strip_prefix(s)?.trim_start().strip_prefix(':').map(|rest| (*s, rest.trim())))
}

/// Reads one exception of an entry: what stands behind its symbol, with the lines that continue it.
pub fn read(entry: &Entry<'_>, symbol: &str, body: &str) -> Vec<ExceptionRow> {
    let text = RowText { left: symbol.to_owned(), right: fold(body) };
    let mut excluded = Condition::True;
    let (body, places) = destinations_left_out(body);
    excluded = excluded.and(places);
    let mut grants: Vec<(Option<u32>, Condition)> = Vec::new();
    // A statement without a mark of its own goes on as the one before it.
    let mut leaving_out = false;
    let mut last_amount = None;
    for statement in statements(&body) {
        match statement_of(entry, &statement, leaving_out) {
            Statement::Nothing => leaving_out = true,
            Statement::Out(what) => {
                leaving_out = true;
                // "$500 for .f; $3000, except ...": an "except" belongs to the grant before it.
                match grants.last_mut().filter(|_| starts_with_ci(&statement, "except")) {
                    Some((_, scope)) => *scope = scope.clone().and(what),
                    None => excluded = excluded.and(what),
                }
            }
            Statement::Grant { amount, scope, out } => {
                leaving_out = out != Condition::True;
                last_amount = amount.or(last_amount);
                grants.push((last_amount, scope.and(out)));
            }
        }
    }
    let mut rows = Vec::new();
    for (n, (amount, scope)) in grants.into_iter().enumerate() {
        let scope = scope.and(excluded.clone());
        let text = numbered(&text, n);
        for symbol in symbol.split('/') {
            rows.push(ExceptionRow { symbol: symbol.to_owned(), amount, scope: scope.clone(), period: Period::default(), text: text.clone() });
        }
    }
    rows
}

/// The text of the n-th row read from the same words: its digest must be its own.
pub fn numbered(text: &RowText, n: usize) -> RowText {
    let mut text = text.clone();
    if n > 0 {
        text.right = format!("{} #{}", text.right, n + 1);
    }
    text
}

/// Cuts `except to Country Group E:1 or E:2` out of a body: it holds for everything the exception grants.
fn destinations_left_out(body: &str) -> (String, Condition) {
    let Some(at) = find_ci(body, "except to Country Group") else {
        return (body.to_owned(), Condition::True);
    };
    let rest = body.get(at..).unwrap_or_default();
    let end = rest.find(". ").unwrap_or(rest.len());
    let Some(Condition::Test(test)) = groups(&rest.get(..end).unwrap_or_default().to_lowercase().replacen("except", "", 1)) else {
        return (body.to_owned(), Condition::unknown("country groups that were not read"));
    };
    let kept = format!("{}{}", body.get(..at).unwrap_or_default().trim_end_matches([',', ' ']), rest.get(end..).unwrap_or_default());
    (kept, Condition::test(test).negate())
}

enum Statement {
    /// Nothing is granted, nothing taken out.
    Nothing,
    /// Taken out of every grant of the exception.
    Out(Condition),
    /// Granted.
    Grant { amount: Option<u32>, scope: Condition, out: Condition },
}

/// Cuts a body into statements: at semicolons outside brackets, before amounts, before `N/A for`.
fn statements(body: &str) -> Vec<String> {
    let body = strip_further_reading(&unquoted(body));
    let mut out = Vec::new();
    let mut current = String::new();
    let mut depth = 0_i32;
    for (at, c) in body.char_indices() {
        let rest = body.get(at..).unwrap_or_default();
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        let boundary = depth <= 0 && body.get(..at).is_none_or(|h| h.ends_with(' '));
        let listed = current.trim_end().ends_with(':') && find_ci(&current, "following").is_some();
        let starts_new = boundary
            && !listed
            && (rest.starts_with('$') && !current.trim_end().ends_with("Yes:") && !current.trim_end().ends_with("except")
                || starts_with_ci(rest, "N/A for") && !current.trim_end().ends_with("except"));
        if starts_new && !current.trim().is_empty() {
            out.push(std::mem::take(&mut current));
        }
        if c == ';' && depth <= 0 && find_ci(&current, "following").is_none() && !current.contains(": (") {
            out.push(std::mem::take(&mut current));
        } else {
            current.push(c);
        }
    }
    out.push(current);
    let mut joined: Vec<String> = Vec::new();
    for statement in out {
        let statement = statement.trim().trim_end_matches(['.', ',', ';']).trim().to_owned();
        match joined.last_mut() {
            _ if statement.is_empty() => {}
            // "...; or commodities specified in 3A090": goes on.
            Some(last) if statement.starts_with("or ") || statement.starts_with("and ") => {
                last.push_str("; ");
                last.push_str(&statement);
            }
            _ => joined.push(statement),
        }
    }
    joined
}

/// Takes away `, see § 740.24 of the EAR` and the like: conditions of the exception itself, which the rules know.
fn strip_further_reading(text: &str) -> String {
    let mut text = text.to_owned();
    for mark in [", see §", ". See §", " (see §", "See §"] {
        while let Some(at) = find_ci(&text, mark) {
            let tail = text.get(at + mark.len()..).unwrap_or_default();
            let bracket = mark.contains('(');
            let end = if bracket { tail.find(')').map(|e| e + 1) } else { tail.find(". ").map(|e| e + 1) };
            let rest = end.and_then(|e| tail.get(e..)).unwrap_or_default().to_owned();
            let rest = if bracket { rest } else { rest.trim_start_matches("for eligibility criteria").to_owned() };
            text = format!("{}{}", text.get(..at).unwrap_or_default(), rest);
        }
    }
    text
}

fn statement_of(entry: &Entry<'_>, words: &str, leaving_out: bool) -> Statement {
    let words = words.trim();
    for none in ["N/A", "No"] {
        if words.eq_ignore_ascii_case(none) {
            return Statement::Nothing;
        }
    }
    if starts_with_ci(words, "N/A for all other") {
        return Statement::Nothing;
    }
    for head in ["except N/A for", "N/A for", "except for", "except"] {
        if starts_with_ci(words, head) {
            return Statement::Out(taken_out(entry, words.get(head.len()..).unwrap_or_default()));
        }
    }
    let (amount, rest) = amount(words);
    let rest = rest.trim().trim_start_matches([':', ',']).trim();
    let rest = ["for all other items", "to specific countries"].iter().fold(rest.to_owned(), |r, w| match find_ci(&r, w) {
        Some(at) => format!("{}{}", r.get(..at).unwrap_or_default(), r.get(at + w.len()..).unwrap_or_default()),
        None => r,
    });
    if amount.is_none() && !granted(words) && leaving_out {
        return Statement::Out(taken_out(entry, words));
    }
    if amount.is_none() && !granted(words) {
        // Words without "yes" that name items (6A005): a grant for what they describe.
        return Statement::Grant { amount: None, scope: entry.read(&rest), out: Condition::True };
    }
    let (rest, proviso) = cut_proviso(entry, &rest);
    let (main, out) = cut_exception(&rest);
    let mut scope = places(entry, main.trim().trim_start_matches([',', ':']).trim());
    if let Some(proviso) = proviso {
        scope = scope.and(proviso);
    } else if find_ci(words, "provided that").is_some() && !scope.has_unknown() {
        scope = scope.and(Condition::unknown("a proviso of the exception"));
    }
    let out = out.map_or(Condition::True, |o| taken_out(entry, &o));
    Statement::Grant { amount, scope, out }
}

fn granted(words: &str) -> bool {
    starts_with_ci(words, "yes") || words.starts_with('$')
}

fn amount(words: &str) -> (Option<u32>, String) {
    let body = if starts_with_ci(words, "yes") { words.get(3..).unwrap_or_default().trim_start_matches([',', ':', ' ']) } else { words };
    let Some(rest) = body.strip_prefix('$') else {
        return (None, body.to_owned());
    };
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != ',').unwrap_or(rest.len());
    let figure: String = rest.get(..end).unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
    let tail = rest.get(end..).unwrap_or_default().to_owned();
    // "$5,000, except": the comma before the space is no part of the figure.
    (figure.parse().ok(), tail)
}

/// Cuts `provided that they are not also controlled by 9A999.b through .e`; other provisos stay.
fn cut_proviso(entry: &Entry<'_>, rest: &str) -> (String, Option<Condition>) {
    const MARK: &str = "provided that ";
    let cut = || {
        let at = find_ci(rest, MARK)?;
        let tail = rest.get(at + MARK.len()..)?;
        let codes = ["they are", "it is"].iter().find_map(|head| tail.strip_prefix(head)?.strip_prefix(" not also controlled by "))?;
        Some((rest.get(..at)?.trim_end_matches([',', ' ']).to_owned(), entry.all_of_list(codes)?.negate()))
    };
    match cut() {
        Some((rest, proviso)) => (rest, Some(proviso)),
        None => (rest.to_owned(), None),
    }
}

fn cut_exception(rest: &str) -> (String, Option<String>) {
    let mut depth = 0_i32;
    for (at, c) in rest.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        let here = rest.get(at..).unwrap_or_default();
        if depth <= 0 && starts_with_ci(here, "except") && rest.get(..at).is_none_or(|h| h.is_empty() || h.ends_with([' ', ','])) {
            return (rest.get(..at).unwrap_or_default().trim_end_matches([' ', ',']).to_owned(), Some(here.get(6..).unwrap_or_default().to_owned()));
        }
    }
    (rest.to_owned(), None)
}

/// A scope that may end in a destination: `for 0A501.c, .d if the ultimate destination is Canada`.
fn places(entry: &Entry<'_>, words: &str) -> Condition {
    let words = words.strip_prefix("for ").unwrap_or(words);
    if let Some(at) = find_ci(words, "if the ultimate destination is ") {
        let to = countries(&words.get(at..).unwrap_or_default().to_lowercase());
        let scope = entry.read(words.get(..at).unwrap_or_default());
        return match to.as_slice() {
            [one] => scope.and(Condition::test(format!("to = {one}"))),
            _ => scope.and(Condition::unknown("a destination that was not read")),
        };
    }
    if starts_with_ci(words, "all country group") {
        return groups(&words.to_lowercase()).unwrap_or_else(|| Condition::unknown("country groups that were not read"));
    }
    if let Some(at) = find_ci(words, "for countries without") {
        return entry.read(words.get(..at).unwrap_or_default()).and(Condition::unknown("only destinations without a mark in a column"));
    }
    if words.is_empty() { Condition::True } else { entry.read(words) }
}

/// What an exception leaves out: reasons for control, codes, destinations.
fn taken_out(entry: &Entry<'_>, words: &str) -> Condition {
    let words = words.trim().trim_start_matches([':', ',']).trim();
    let words = words.strip_prefix("N/A ").unwrap_or(words);
    let words = words.strip_prefix("for ").unwrap_or(words);
    let lower = words.to_lowercase();
    if words.starts_with("the following") {
        // A numbered list of exclusions: read the reasons for control, the rest stays unknown.
        let mut out = Condition::unknown("a list of items that the exception leaves out");
        if find_ci(words, "controlled for MT reasons").is_some() {
            out = Condition::test(format!("not controlled({}, MT)", entry.list)).and(out);
        }
        return out;
    }
    if starts_with_ci(words, "to country group") || starts_with_ci(words, "those also listed under country group") {
        return match groups(&lower) {
            Some(Condition::Test(test)) => Condition::test(test).negate(),
            _ => Condition::unknown("country groups that were not read"),
        };
    }
    let mut out = Condition::True;
    let mut rest = words.to_owned();
    // Reasons come first: "MT, NP", "MT and for 1C007.e", "UN", "NP items".
    loop {
        let trimmed = rest.trim_start_matches([',', ' ']).to_owned();
        let trimmed = ["and for ", "and ", "or ", "for "].iter().find_map(|w| trimmed.strip_prefix(w)).unwrap_or(&trimmed).to_owned();
        let Some(reason) = trimmed.get(..2).filter(|r| r.chars().all(|c| c.is_ascii_uppercase())) else {
            rest = trimmed;
            break;
        };
        let after = trimmed.get(2..).unwrap_or_default();
        if after.starts_with(|c: char| c.is_ascii_alphanumeric()) {
            rest = trimmed;
            break;
        }
        out = out.and(Condition::test(format!("not controlled({}, {reason})", entry.list)));
        rest = after.trim_start().strip_prefix("items").unwrap_or(after).to_owned();
    }
    let rest = rest.trim().trim_end_matches(['.', ',']).trim();
    if rest.is_empty() {
        return out;
    }
    let covered = entry.read(&format!("entire entry except {rest}"));
    out.and(covered)
}
