//! The words of a run of tokens, and phrases whose words stand apart in them.

use std::collections::BTreeSet;

use super::assign::LINKERS;
use super::phrase::Found;
use super::token::{Kind, Token};

/// Words that may be passed over inside a phrase that holds a number: `according to`, `measured`.
pub(crate) const LIGHT: [&str; 22] = [
    "cycle",
    "maximum",
    "rms",
    "root",
    "mean",
    "square",
    "according",
    "accordance",
    "measured",
    "under",
    "period",
    "time",
    "national",
    "equivalent",
    "or",
    "standard",
    "linear",
    "axis",
    "along",
    "per",
    "during",
    "when",
];

/// Words of some tokens, each with the token it is of.
pub(crate) struct Stream {
    pub words: Vec<String>,
    pub of: Vec<usize>,
}

impl Stream {
    pub(crate) fn new(tokens: &[Token], norms: &[Vec<String>], range: std::ops::Range<usize>, brackets: bool) -> Self {
        let mut stream = Self { words: Vec::new(), of: Vec::new() };
        let mut depth = 0_usize;
        for at in range {
            let Some(token) = tokens.get(at) else { break };
            match token.kind {
                Kind::Open => depth += 1,
                Kind::Close => depth = depth.saturating_sub(1),
                _ if depth > 0 && !brackets => {}
                _ => {
                    for word in norms.get(at).into_iter().flatten() {
                        stream.words.push(word.clone());
                        stream.of.push(at);
                    }
                }
            }
        }
        stream
    }
    pub(crate) fn refs(&self) -> Vec<&str> {
        self.words.iter().map(String::as_str).collect()
    }
    pub(crate) fn tokens_of(&self, found: &Found) -> BTreeSet<usize> {
        self.of.iter().skip(found.start).take(found.len).copied().collect()
    }
}

/// Where the words of a phrase stand in order, with only light words between them.
pub(crate) fn gapped(words: &[String], phrase: &[String]) -> Option<Vec<usize>> {
    let first = phrase.first()?;
    'start: for start in (0..words.len()).filter(|i| words.get(*i) == Some(first)) {
        let mut run = vec![start];
        let mut at = start + 1;
        for word in phrase.iter().skip(1) {
            let mut passed = 0;
            while words.get(at).is_some_and(|w| w != word) {
                let light = words.get(at).is_some_and(|w| LINKERS.contains(&w.as_str()) || LIGHT.contains(&w.as_str()));
                passed += 1;
                if !light || passed > 5 {
                    continue 'start;
                }
                at += 1;
            }
            if words.get(at).is_none() {
                continue 'start;
            }
            run.push(at);
            at += 1;
        }
        return Some(run);
    }
    None
}
