//! The words of a text as they are compared.

use std::collections::HashSet;

use comity_law::criteria::Criteria;

/// What the law folder says of the words of descriptions: which tell nothing or little, and which turn the next one around.
#[derive(Debug, Default)]
pub(super) struct Language {
    noise: HashSet<Box<str>>,
    /// Words that tell something only inside a phrase.
    faint: HashSet<Box<str>>,
    /// "no", "without", "w/o": each as the words that it is read in.
    negations: Vec<Vec<Box<str>>>,
    /// "free" of "lead-free": turns around what stands before its hyphen.
    afterwards: HashSet<Box<str>>,
}

/// A word as it stands in the text.
struct Raw {
    word: Box<str>,
    /// Whether a hyphen ties it to the word before.
    tied: bool,
}

/// Stands before a word that the text denies: "no crypto" is not a sign of crypto, but a sign of its own.
const DENIED: char = '\u{ac}';

impl Language {
    pub(super) fn new(criteria: &Criteria) -> Self {
        let words = |texts: &[Box<str>]| -> HashSet<Box<str>> { texts.iter().flat_map(|text| raw(text)).map(|raw| raw.word).collect() };
        let language = &criteria.language;
        Self {
            noise: words(&language.noise),
            faint: words(&language.faint),
            negations: language.deny.iter().map(|text| raw(text).into_iter().map(|raw| raw.word).collect()).collect(),
            afterwards: words(&language.deny_before),
        }
    }

    /// Words as they are compared: lower case, letters and digits, British endings as American, without plural; those that tell nothing left
    /// out, those that are denied marked.
    pub(super) fn tokens(&self, text: &str) -> Vec<Box<str>> {
        let words = raw(text);
        let mut out: Vec<Box<str>> = Vec::with_capacity(words.len());
        let mut denied = false;
        let mut rest = words.as_slice();
        while let Some((first, others)) = rest.split_first() {
            if let Some(length) = self.negation(rest) {
                denied = true;
                rest = rest.get(length..).unwrap_or_default();
                continue;
            }
            rest = others;
            if first.tied && self.afterwards.contains(&first.word) {
                if let Some(last) = out.last_mut() {
                    *last = deny(last);
                }
                continue;
            }
            if self.noise.contains(&first.word) {
                continue;
            }
            out.push(if denied { deny(&first.word) } else { first.word.clone() });
            denied = false;
        }
        out
    }

    /// Whether a word by itself tells anything: "5" of "5 V" is not that of "5 axes".
    pub(super) fn tells(&self, token: &str) -> bool {
        token.chars().nth(1).is_some() && !token.bytes().all(|b| b.is_ascii_digit()) && !self.faint.contains(token)
    }

    /// How many words at the start deny what follows.
    fn negation(&self, words: &[Raw]) -> Option<usize> {
        let begins = |negation: &&Vec<Box<str>>| negation.len() <= words.len() && negation.iter().zip(words).all(|(a, b)| *a == b.word);
        self.negations.iter().find(begins).map(Vec::len)
    }
}

fn deny(word: &str) -> Box<str> {
    if word.starts_with(DENIED) { word.into() } else { format!("{DENIED}{word}").into() }
}

/// "Wi-Fi" as "wifi" and "F-16" as "f16": one letter or two before a hyphen belong to what follows. The point of "4.5" stays with its digits. A unit
/// that stands at its number is a word of its own: "800GbE" as "800 GbE".
fn raw(text: &str) -> Vec<Raw> {
    let chars: Vec<char> = text.chars().collect();
    let is = |i: Option<usize>, test: fn(char) -> bool| i.and_then(|i| chars.get(i)).copied().is_some_and(test);
    let mut out: Vec<Raw> = Vec::new();
    let (mut word, mut tied) = (String::new(), false);
    let mut end = |word: &mut String, tied: bool| {
        if let Some(at) = unit_at(word) {
            let unit = word.split_off(at);
            out.push(Raw { word: fold(word), tied });
            out.push(Raw { word: fold(&unit), tied: true });
        } else if !word.is_empty() {
            out.push(Raw { word: fold(word), tied });
        }
        word.clear();
    };
    for (i, c) in chars.iter().enumerate() {
        match c {
            c if c.is_alphanumeric() => word.push(*c),
            '-' if (1..=2).contains(&word.chars().count()) && !word.starts_with(|c: char| c.is_ascii_digit()) && is(Some(i + 1), char::is_alphanumeric) => {}
            '.' if is(i.checked_sub(1), |c| c.is_ascii_digit()) && is(Some(i + 1), |c| c.is_ascii_digit()) => word.push('p'),
            c => {
                end(&mut word, tied);
                tied = *c == '-' && is(i.checked_sub(1), char::is_alphanumeric);
            }
        }
    }
    end(&mut word, tied);
    out
}

/// Where the unit begins in a word of digits followed by two letters or more.
fn unit_at(word: &str) -> Option<usize> {
    let at = word.find(|c: char| !c.is_ascii_digit())?;
    let (number, letters) = word.split_at(at);
    (!number.is_empty() && letters.chars().nth(1).is_some() && letters.chars().all(char::is_alphabetic)).then_some(at)
}

fn fold(word: &str) -> Box<str> {
    let mut word = word.to_lowercase();
    if word.chars().any(|c| c.is_ascii_digit()) {
        return word.into();
    }
    if word.len() > 4 && word.ends_with("ies") {
        word.truncate(word.len() - 3);
        word.push('y');
    } else if word.len() > 4 && ["sses", "xes", "ches", "shes"].iter().any(|end| word.ends_with(end)) {
        word.truncate(word.len() - 2);
    } else if word.len() > 3 && word.ends_with('s') && !["ss", "us", "is"].iter().any(|end| word.ends_with(end)) {
        word.truncate(word.len() - 1);
    }
    for (british, american) in [
        ("isation", "ization"),
        ("ising", "izing"),
        ("iser", "izer"),
        ("ised", "ized"),
        ("ise", "ize"),
        ("lyse", "lyze"),
        ("lyser", "lyzer"),
        ("ogue", "og"),
        ("metre", "meter"),
        ("fibre", "fiber"),
        ("centre", "center"),
        ("colour", "color"),
        ("vapour", "vapor"),
        ("caesium", "cesium"),
        ("aluminium", "aluminum"),
    ] {
        if word.len() > british.len() && word.ends_with(british) || word == british {
            word.truncate(word.len() - british.len());
            word.push_str(american);
            break;
        }
    }
    word.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let words = |texts: &[&str]| texts.iter().map(|text| Box::from(*text)).collect();
        let mut criteria = Criteria::default();
        criteria.language.noise = words(&["the", "for"]);
        criteria.language.deny = words(&["no", "non", "w/o"]);
        criteria.language.deny_before = words(&["free"]);
        assert_eq!(Language::new(&criteria).tokens(text).join(" "), expected, "{text}");
    }

    #[test]
    fn words_are_compared_without_plural_and_spelling() {
        check("Analysers for the fibre batteries", "analyzer fiber battery");
        check("Switches, glass lenses; bus", "switch glass lense bus");
    }

    #[test]
    fn letters_before_a_hyphen_and_points_of_numbers_stay() {
        check("Wi-Fi F-16 12-bit 4.5 V X-band", "wifi f16 12 bit 4p5 v xband");
    }

    #[test]
    fn a_unit_at_its_number_is_a_word_of_its_own() {
        check("800GbE 10kV H100 640x480 5V", "800 gbe 10 kv h100 640x480 5v");
    }

    #[test]
    fn what_is_denied_is_no_sign_of_it() {
        check("NON-CRYPTO chip", "\u{ac}crypto chip");
        check("w/o crypto, crypto", "\u{ac}crypto crypto");
        check("lead-free, free space", "\u{ac}lead free space");
        check("free", "free");
        check("no", "");
    }
}
