//! Special conditions for licence exception STA: what bars it.

use crate::condition::Condition;
use crate::destination::groups;
use crate::exceptions::numbered;
use crate::model::{ExceptionRow, Period, RowText};
use crate::scope::Entry;
use crate::text::{find_ci, fold, unquoted};

/// Reads the special conditions for STA: a row for each bar, `STA-c1-barred`, `STA-c2-barred`, `STA-barred`.
pub fn read(entry: &Entry<'_>, body: &str) -> Vec<ExceptionRow> {
    let text = RowText { left: "STA".into(), right: fold(body) };
    let words = unquoted(body);
    let mut rows = Vec::new();
    for (n, sentence) in sta_sentences(&words).into_iter().enumerate() {
        let symbol = if find_ci(&sentence, "paragraph (c)(2)").is_some() {
            "STA-c2-barred"
        } else if find_ci(&sentence, "paragraph (c)(1)").is_some() {
            "STA-c1-barred"
        } else {
            "STA-barred"
        };
        let scope = sta_scope(entry, &sentence);
        rows.push(ExceptionRow { symbol: symbol.to_owned(), amount: None, scope, period: Period::default(), text: numbered(&text, n) });
    }
    rows
}

fn sta_sentences(words: &str) -> Vec<String> {
    let mut cuts: Vec<usize> = Vec::new();
    let lower = words.to_ascii_lowercase();
    for mark in ["paragraph (c)(", "license exception sta may not", "license exception sta is not", "except for build-to-print"] {
        cuts.extend(lower.match_indices(mark).map(|(at, _)| at));
    }
    cuts.sort_unstable();
    // "Except for build-to-print software, License Exception STA is not": one sentence, cut at its start.
    let mut kept: Vec<usize> = Vec::new();
    for cut in cuts {
        let inside = kept.last().is_some_and(|last| {
            let between = lower.get(*last..cut).unwrap_or_default();
            between.starts_with("except for") && !between.contains(". ")
                || between.starts_with("paragraph (c)(") && between.len() < 60 && between.ends_with(" of ")
        });
        if !inside {
            kept.push(cut);
        }
    }
    if kept.is_empty() {
        return vec![words.to_owned()];
    }
    kept.iter()
        .enumerate()
        .map(|(i, at)| {
            let end = kept.get(i + 1).copied().unwrap_or(words.len());
            let sentence = words.get(*at..end).unwrap_or_default().trim();
            // The number of the next sentence: "(2)", "2.".
            ["(1)", "(2)", "(3)", " 2."].iter().fold(sentence, |s, number| s.strip_suffix(number).unwrap_or(s).trim_end()).to_owned()
        })
        .collect()
}

fn sta_scope(entry: &Entry<'_>, sentence: &str) -> Condition {
    let lower = sentence.to_ascii_lowercase();
    let Some(start) =
        ["may not be used to ship or transmit", "may not be used to ship", "may not be used for"].iter().find_map(|m| lower.find(m).map(|at| at + m.len()))
    else {
        return Condition::unknown("a condition for STA");
    };
    let rest = sentence.get(start..).unwrap_or_default();
    let rest_lower = rest.to_ascii_lowercase();
    let end = rest_lower.find("to any of the destinations").unwrap_or(rest.len());
    let (what, wher) = rest.split_at(end);
    let unless = what.find(", unless").or(what.find(" unless"));
    let (what, unless) = match unless {
        Some(at) => (what.get(..at).unwrap_or_default(), true),
        None => (what, false),
    };
    // Several bars in one sentence: "X to any of the destinations listed in A:5 (...), or Y to any of ... A:6".
    if let Some((first, second)) = second_bar(wher) {
        let one = sta_scope(entry, &format!("may not be used for {what}{first}"));
        let other = sta_scope(entry, &format!("may not be used for {second}"));
        return one.or(other);
    }
    let what = what.trim().trim_end_matches([',', '.', ' ']);
    // "used for 7E004, except for 7E004.a.7": the whole entry, named by its code.
    let mut scope = match what.strip_prefix("ECCN ").unwrap_or(what).strip_prefix(entry.code) {
        Some(rest) if rest.starts_with([',', ' ']) && !rest.trim_start_matches([',', ' ']).is_empty() => entry.read(&format!("entire entry{rest}")),
        _ if is_whole(entry, what) => Condition::True,
        _ => entry.read(what),
    };
    if unless {
        scope = scope.and(Condition::unknown("unless BIS has determined that the item is eligible for STA"));
    }
    if wher.is_empty() {
        return scope;
    }
    match groups(&wher.to_lowercase()) {
        Some(groups) => scope.and(groups),
        None => scope.and(Condition::unknown("destinations of a bar of STA")),
    }
}

fn second_bar(wher: &str) -> Option<(&str, &str)> {
    let lower = wher.to_ascii_lowercase();
    let (at, mark) = ["), or ", "); or ", "); and ", "; may not be used to ship or transmit ", ") and ", "; and ", "; "]
        .iter()
        .find_map(|m| lower.find(m).map(|at| (at, *m)))?;
    Some((wher.get(..at + 1)?, wher.get(at + mark.len()..)?))
}

/// Whether the words name the whole entry: `any item in this entry`, `software`, `technology specified in this ECCN`.
fn is_whole(entry: &Entry<'_>, what: &str) -> bool {
    let what = what.replace(entry.code, "").to_ascii_lowercase();
    let kept: Vec<&str> = what
        .split_whitespace()
        .map(|w| w.trim_matches(['.', ',', '(', ')']))
        .filter(|w| {
            !w.is_empty()
                && ![
                    "any",
                    "all",
                    "item",
                    "items",
                    "commodity",
                    "commodities",
                    "software",
                    "technology",
                    "in",
                    "this",
                    "eccn",
                    "entry",
                    "specified",
                    "by",
                    "the",
                    "§",
                    "740.20",
                    "of",
                    "ear",
                ]
                .contains(w)
        })
        .collect();
    kept.is_empty()
}
