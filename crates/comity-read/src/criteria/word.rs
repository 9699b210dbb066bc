//! Normalising words, so that lists that say the same say it in the same words.

/// The normalised words of a text: lower case, no quotation marks, hyphens and slashes between letters as spaces, American
/// spelling, no articles, no plural `s`.
///
/// ```
/// use comity_read::criteria::word::normal;
/// assert_eq!(normal("The 'adjusted update-rates' of analogue/digital fibres"), ["adjusted", "update", "rate", "of", "analog", "digital", "fiber"]);
/// ```
pub fn normal(text: &str) -> Vec<String> {
    let text = super::characters::plain(text);
    let mut out = Vec::new();
    for chunk in text.split([' ', '(', ')', '[', ']', ';', '"', ',', '{', '}']) {
        normal_chunk(chunk, &mut out);
    }
    out
}

/// Adds the normalised words of one run of characters without spaces.
pub(crate) fn normal_chunk(chunk: &str, out: &mut Vec<String>) {
    let chunk: String = chunk.chars().filter(|c| !matches!(c, '"' | '\'')).flat_map(char::to_lowercase).collect();
    let chunk = chunk.trim_matches(|c: char| matches!(c, '.' | ':' | ',' | ';' | '!' | '?' | '*'));
    let chars: Vec<char> = chunk.chars().collect();
    let mut word = String::new();
    for (i, &c) in chars.iter().enumerate() {
        let between = |test: fn(char) -> bool| i > 0 && chars.get(i - 1).copied().is_some_and(test) && chars.get(i + 1).copied().is_some_and(test);
        if matches!(c, '-' | '–' | '/') && between(char::is_alphanumeric) && !between(|c| c.is_ascii_digit())
            || matches!(c, '–' | '-') && chars.len() > 1 && i + 1 == chars.len()
        {
            push(&mut word, out);
        } else {
            word.push(c);
        }
    }
    push(&mut word, out);
}

fn push(word: &mut String, out: &mut Vec<String>) {
    let done = std::mem::take(word);
    if done.is_empty() || matches!(done.as_str(), "a" | "an" | "the" | "-" | "–") {
        return;
    }
    out.push(singular(&american(&done)));
}

/// Makes one of the ways to say that a provision lists something: `controlled by ECCN 3A001`, `described in 3A001` and
/// `specified by 3A001` become `specified in 3a001`.
pub(crate) fn refer_alike(words: &mut Vec<String>) {
    const VERBS: [&str; 7] = ["specified", "controlled", "described", "listed", "identified", "enumerated", "classified"];
    const PREPOSITIONS: [&str; 4] = ["in", "by", "under", "within"];
    const BETWEEN: [&str; 3] = ["eccn", "entry", "item"];
    let code = |w: &String| matches!(w.as_bytes(), [d, g, a, b, c, ..] if [d, a, b, c].iter().all(|b| b.is_ascii_digit()) && (b'a'..=b'e').contains(g));
    let mut at = 0;
    while at + 2 < words.len() {
        let is = |i: usize, of: &[&str]| words.get(i).is_some_and(|w| of.contains(&w.as_str()));
        if is(at, &VERBS) && is(at + 1, &PREPOSITIONS) {
            let end = (at + 2..words.len()).find(|i| !is(*i, &BETWEEN)).unwrap_or(words.len());
            if words.get(end).is_some_and(code) {
                words.splice(at..end, ["specified".to_owned(), "in".to_owned()]);
            }
        }
        at += 1;
    }
    // "ECCN 1C350 or ECCN 1C355": the word says nothing.
    let eccn: Vec<bool> = (0..words.len()).map(|i| words.get(i).is_some_and(|w| w == "eccn") && words.get(i + 1).is_some_and(code)).collect();
    let mut drop = eccn.into_iter();
    words.retain(|_| !drop.next().unwrap_or(false));
}

/// Endings and stems that are spelt in two ways, British first.
const STEMS: [(&str, &str); 33] = [
    ("isation", "ization"),
    ("ionis", "ioniz"),
    ("metre", "meter"),
    ("litre", "liter"),
    ("fibre", "fiber"),
    ("centre", "center"),
    ("calibre", "caliber"),
    ("spectre", "specter"),
    ("vapour", "vapor"),
    ("colour", "color"),
    ("armour", "armor"),
    ("behaviour", "behavior"),
    ("favour", "favor"),
    ("neighbour", "neighbor"),
    ("analogue", "analog"),
    ("catalogue", "catalog"),
    ("aluminium", "aluminum"),
    ("sulph", "sulf"),
    ("caesium", "cesium"),
    ("mould", "mold"),
    ("travell", "travel"),
    ("modell", "model"),
    ("signall", "signal"),
    ("labell", "label"),
    ("channell", "channel"),
    ("defence", "defense"),
    ("licence", "license"),
    ("aerofoil", "airfoil"),
    ("gramme", "gram"),
    ("grey", "gray"),
    ("tyre", "tire"),
    ("haem", "hem"),
    ("polymeris", "polymeriz"),
];

/// Words in which `is` is no suffix.
const KEEP: [&str; 18] = [
    "otherwise",
    "clockwise",
    "precise",
    "noise",
    "raise",
    "rise",
    "wise",
    "exercise",
    "comprise",
    "devise",
    "advise",
    "revise",
    "supervise",
    "disguise",
    "premise",
    "promise",
    "concise",
    "surprise",
];

fn american(word: &str) -> String {
    if matches!(word, "programme" | "programmes") {
        return word.replace("programme", "program");
    }
    let mut word = word.to_owned();
    for (british, ours) in STEMS {
        if word.len() >= british.len() && word.contains(british) {
            word = word.replace(british, ours);
        }
    }
    for (ending, ours) in [("ise", "ize"), ("ised", "ized"), ("ises", "izes"), ("ising", "izing"), ("iser", "izer"), ("isers", "izers"), ("isable", "izable")] {
        if let Some(stem) = word.strip_suffix(ending)
            && stem.len() >= 3
            && !KEEP.contains(&format!("{stem}ise").as_str())
        {
            return format!("{stem}{ours}");
        }
    }
    for (ending, ours) in [("yse", "yze"), ("ysed", "yzed"), ("yser", "yzer"), ("ysers", "yzers"), ("ysing", "yzing")] {
        if let Some(stem) = word.strip_suffix(ending).filter(|stem| stem.ends_with("al") && stem.len() > 3) {
            return format!("{stem}{ours}");
        }
    }
    word
}

fn singular(word: &str) -> String {
    match word {
        "axes" => return "axis".into(),
        "gases" => return "gas".into(),
        "indices" => return "index".into(),
        "lenses" => return "lens".into(),
        "bias" | "lens" | "plus" => return word.to_owned(),
        _ => {}
    }
    if word.len() <= 3 || word.contains(|c: char| c.is_ascii_digit()) {
        return word.to_owned();
    }
    if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() > 2) {
        return format!("{stem}y");
    }
    for ending in ["sses", "ches", "shes", "xes"] {
        if word.ends_with(ending) {
            return word.trim_end_matches("es").to_owned();
        }
    }
    match word.strip_suffix('s') {
        Some(stem) if !stem.ends_with(['s', 'u', 'i']) => stem.to_owned(),
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{normal, refer_alike};

    #[test]
    fn references_are_one() {
        let alike = |text: &str| {
            let mut words = normal(text);
            refer_alike(&mut words);
            words.join(" ")
        };
        assert_eq!(alike("tubes controlled by ECCN 6A002 or ECCN 6A003"), "tube specified in 6a002 or 6a003");
        assert_eq!(alike("tubes described in 6A002.a"), alike("tubes specified by 6A002.a"));
        assert_eq!(alike("movement controlled by two axes"), "movement controlled by two axis");
    }

    #[test]
    fn both_spellings_are_one() {
        for (a, b) in [
            ("vapourised sulphur", "vaporized sulfur"),
            ("frequencies", "frequency"),
            ("optimise the noise", "optimize noise"),
            ("analyser", "analyzer"),
            ("ionisation of aluminium", "ionization of aluminum"),
            ("masses", "mass"),
            ("self-propelled", "self propelled"),
            ("Analogue-to-Digital", "analog to digital"),
        ] {
            assert_eq!(normal(a), normal(b), "{a}");
        }
        assert_eq!(normal("bias ISO 230-2:1988"), ["bias", "iso", "230-2:1988"]);
    }
}
