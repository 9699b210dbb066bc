//! Numbers that are part of a name: of a standard, a class, a part of the law, a day.

use super::token::{Kind, Token};

/// Words whose number names one of a series.
const SERIES: [&str; 45] = [
    "ISO",
    "IEC",
    "ISO/IEC",
    "ANSI",
    "ANSI/ABMA",
    "ASTM",
    "MIL-STD",
    "MIL",
    "NIJ",
    "DIN",
    "EN",
    "JIS",
    "IEEE",
    "STANAG",
    "STD",
    "Std",
    "standard",
    "standards",
    "type",
    "class",
    "classes",
    "category",
    "categories",
    "part",
    "parts",
    "note",
    "notes",
    "annex",
    "article",
    "table",
    "column",
    "columns",
    "layer",
    "appendix",
    "supplement",
    "supp",
    "chapter",
    "section",
    "schedule",
    "protocol",
    "No",
    "no",
    "Grade",
    "Order",
    "§",
];
const MONTHS: [&str; 12] = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
/// Words that begin the name of a standard: all numbers of the name are part of it.
const STANDARDS: [&str; 14] = ["ISO", "IEC", "ISO/IEC", "ANSI", "ANSI/ABMA", "ASTM", "MIL-STD", "NIJ", "DIN", "EN", "JIS", "IEEE", "STANAG", "CFR"];

/// Makes names of the numbers that name something.
pub fn names(mut tokens: Vec<Token>) -> Vec<Token> {
    let mut standard = false;
    for at in 0..tokens.len() {
        let Some(token) = tokens.get(at) else { break };
        if token.is_one_of(&STANDARDS) {
            standard = true;
            continue;
        }
        let numeric = token.raw.starts_with(|c: char| c.is_ascii_digit()) && matches!(token.kind, Kind::Number(_) | Kind::Word | Kind::Cas(_) | Kind::Name);
        if !numeric {
            // A standard's name goes on over marks, years and its own class words.
            standard = standard
                && (token.is_mark() && token.kind != Kind::Semicolon
                    || token.kind == Kind::Name
                    || token.is_one_of(&["class", "tolerance", "std", "and", "or", "part", "standard", "to"])
                    || token.raw.chars().all(|c| c.is_ascii_uppercase() || c == '-'));
            continue;
        }
        let before = |n: usize| at.checked_sub(n).and_then(|i| tokens.get(i));
        let after = |n: usize| tokens.get(at + n);
        let whole = token.raw.chars().all(|c| c.is_ascii_digit());
        let month = |t: Option<&Token>| t.is_some_and(|t| t.is_one_of(&MONTHS));
        let year = whole && token.raw.len() == 4 && (token.raw.starts_with("19") || token.raw.starts_with("20"));
        // "No. 1": the stop of the abbreviation; "paragraph #2".
        let stopped = before(1).is_some_and(|t| t.kind == Kind::Stop) && before(2).is_some_and(|t| t.is_one_of(&["No", "Supp"])) && !is_than(before(3));
        let marked = before(1).is_some_and(|t| t.raw == "#") && !matches!(token.kind, Kind::Cas(_));
        let series = stopped || marked || before(1).is_some_and(|t| t.is_one_of(&SERIES)) && !is_than(before(2));
        // "Schedule 1, 2, or 3".
        let listed = before(1).is_some_and(|t| t.is_one_of(&["and", "or"]))
            && before(2).is_some_and(|t| t.kind == Kind::Comma)
            && before(3).is_some_and(|t| t.kind == Kind::Name && t.raw.chars().all(|c| c.is_ascii_digit()))
            && before(4).is_some_and(|t| t.kind == Kind::Comma || t.is_one_of(&SERIES))
            && !after(1).is_some_and(|t| super::measure::is_unit(&t.raw));
        // "Parts 2 and 3", "Notes 1, 2 and 4".
        let goes_on = listed
            || before(1).is_some_and(|t| t.kind == Kind::Comma || t.is_one_of(&["and", "or", "to", "through"]))
                && before(2).is_some_and(|t| t.kind == Kind::Name && t.raw.chars().all(|c| c.is_ascii_digit()))
                && !after(1).is_some_and(|t| super::measure::is_unit(&t.raw))
                && before(3).is_some_and(|t| t.is_one_of(&SERIES) || t.kind == Kind::Comma || t.is_one_of(&["and", "or"]));
        let series_of = after(1).is_some_and(|t| t.is("series"));
        let clause = bracketed_by(&tokens, at)
            && before(2).is_some_and(|t| t.kind == Kind::Close || t.kind == Kind::Name || t.raw.chars().all(|c| c.is_ascii_uppercase()) && !t.is_mark());
        let dated = year
            && (month(before(1))
                || before(1).is_some_and(|t| t.kind == Kind::Comma)
                    && (month(before(2)) || before(2).is_some_and(|t| t.raw.starts_with(char::is_uppercase) && t.kind == Kind::Word)))
            || year && before(1).is_some_and(|t| t.kind == Kind::Comma) && before(2).is_some_and(|t| t.kind == Kind::Name) && month(before(3))
            || whole && token.raw.len() <= 2 && (month(after(1)) || month(before(1)));
        let bracketed = before(1).is_some_and(|t| t.kind == Kind::Open) && after(1).is_some_and(|t| t.kind == Kind::Close);
        // A footnote mark behind a standard's name; a year in brackets.
        let mark = bracketed && (standard && token.raw.len() <= 2 || year);
        let sigma = after(1).is_some_and(|t| t.is_one_of(&["sigma", "σ"]));
        let law = after(1).is_some_and(|t| t.is("CFR")) || before(1).is_some_and(|t| t.is("CFR"));
        if series
            || series_of
            || clause && whole && token.raw.len() <= 2
            || goes_on
            || dated
            || mark
            || sigma
            || law
            || standard && (!bracketed || token.raw.contains(['-', ':', '/']))
        {
            if let Some(token) = tokens.get_mut(at) {
                token.kind = Kind::Name;
            }
        } else {
            standard = false;
        }
    }
    tokens
}

fn bracketed_by(tokens: &[Token], at: usize) -> bool {
    at.checked_sub(1).and_then(|i| tokens.get(i)).is_some_and(|t| t.kind == Kind::Open) && tokens.get(at + 1).is_some_and(|t| t.kind == Kind::Close)
}

/// Numbers that follow a noun at its end, in a paragraph that compares nothing: `herpesvirus 1`, `race 3, biovar 2`. Gives
/// how many there are.
pub fn numbered(mut tokens: Vec<Token>) -> (Vec<Token>, usize) {
    let compares = tokens.iter().any(|t| {
        matches!(t.kind, Kind::Measure(_))
            || t.is_one_of(&["than", "exceeding", "least", "most", "above", "below", "minimum", "maximum", "equal", "capable", "rated", "range", "level"])
    });
    let mut named = 0;
    if compares {
        return (tokens, named);
    }
    for at in 1..tokens.len() {
        let Some(token) = tokens.get(at) else { break };
        let bare =
            matches!(&token.kind, Kind::Quantity(q) if q.is_bare() && !q.both_signs) && token.raw.len() <= 4 && token.raw.chars().all(|c| c.is_ascii_digit());
        let noun =
            tokens.get(at - 1).is_some_and(|t| matches!(t.kind, Kind::Word | Kind::Name) && t.raw.len() > 2 && !super::assign::LINKERS.iter().any(|w| t.is(w)));
        let ends = tokens.get(at + 1).is_none_or(|t| t.is_mark() || t.is_one_of(&["and", "or"]));
        let year = token.raw.len() == 4 && (token.raw.starts_with("19") || token.raw.starts_with("20"));
        if bare
            && noun
            && (ends || year)
            && let Some(token) = tokens.get_mut(at)
        {
            token.kind = Kind::Name;
            named += 1;
        }
    }
    (tokens, named)
}

fn is_than(token: Option<&Token>) -> bool {
    token.is_some_and(|t| t.is_one_of(&["than", "exceeding", "above", "below"]))
}

#[cfg(test)]
mod tests {
    use super::super::{Dialect, token::tokens};
    use super::*;

    #[track_caller]
    fn check(text: &str, want: &str) {
        let read = names(tokens(text, &Dialect::decimal_comma(true)));
        let numbers: Vec<&str> = read.iter().filter(|t| matches!(t.kind, Kind::Number(_))).map(|t| t.raw.as_str()).collect();
        assert_eq!(numbers.join(" "), want, "{text}: {read:?}");
    }

    #[test]
    fn numbers_that_name() {
        check("6 μm according to ISO 230-2:1988 (6) or national equivalents along 35 mm", "6 35");
        check("ISO 492 Tolerance Class 4 or Class 2 (or better), 3 mm", "3");
        check("level IIIA (NIJ 0101.06, July 2008) and 5 kg", "5");
        check("Laboratory Manual (3rd edition, Geneva, 2004)", "");
        check("in Category 5, Part 2 and 7 bits", "7");
        check("0,5° (1 sigma or rms) per hour", "0,5");
        check("in accordance with ASTM standard G-31 at 20 °C", "20");
    }
}
