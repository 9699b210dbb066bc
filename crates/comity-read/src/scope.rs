//! What of an entry a row covers: the words of a table's left cell, to a condition.
//!
//! INVARIANT (sound): the condition is true only for codes the words plainly cover, false only for codes they plainly
//! leave out, and unknown otherwise. Words that were not understood become `untranslated`, joined at their place.

use crate::condition::Condition;
use crate::destination::countries;
use crate::label::Label;
use crate::reference::{Reference, Token, list, tokens};
use crate::text::{fold, starts_with_ci, unquoted};

mod words;

use words::{Kind, controlled_for, is_word, matching, sentences, short, split_except};

/// What a scope is read against: the entry, and which of its paragraphs exist.
pub struct Entry<'a> {
    /// The list's id, such as `us/ccl`.
    pub list: &'a str,
    /// The entry's code.
    pub code: &'a str,
    /// Whether a path exists below the entry.
    pub has: &'a dyn Fn(&Label) -> bool,
}

/// Words before a code that add no condition of their own.
const NEUTRAL: [&str; 42] = [
    "items",
    "item",
    "commodities",
    "commodity",
    "paragraph",
    "paragraphs",
    "software",
    "technology",
    "equipment",
    "controlled",
    "specified",
    "described",
    "enumerated",
    "classified",
    "by",
    "in",
    "under",
    "of",
    "the",
    "eccn",
    "eccns",
    "only",
    "all",
    "any",
    "entry",
    "entries",
    "this",
    "also",
    "those",
    "for",
    "and",
    "or",
    "as",
    "used",
    "ship",
    "transmit",
    "listed",
    "to",
    "be",
    "may",
    "not",
    "materials",
];

impl Entry<'_> {
    /// The condition for references to this entry; those of other entries must not be passed.
    pub fn items(&self, refs: &[Reference]) -> Condition {
        let mut out = Condition::False;
        for reference in refs {
            out = out.or(self.item(reference));
        }
        out
    }
    fn item(&self, reference: &Reference) -> Condition {
        if reference.label.is_root() {
            return Condition::True;
        }
        if (self.has)(&reference.label) {
            return Condition::Item { list: self.list.to_owned(), codes: vec![reference.code()] };
        }
        let mut above = reference.label.parent();
        while !above.is_root() && !(self.has)(&above) {
            above = above.parent();
        }
        let unknown = Condition::unknown(format!("{} is not a paragraph of the entry", reference.code()));
        if above.is_root() {
            return unknown;
        }
        let known = Reference { entry: reference.entry.clone(), label: above };
        self.item(&known).and(unknown)
    }
    /// The condition for words that are a list of this entry's codes and nothing else.
    pub fn all_of_list(&self, words: &str) -> Option<Condition> {
        let tokens = tokens(words);
        let (refs, taken) = list(&tokens, self.code);
        let exist = refs.iter().all(|r| (self.has)(&r.label));
        (self.own(&refs) && exist && taken == tokens.len()).then(|| self.items(&refs))
    }
    fn own(&self, refs: &[Reference]) -> bool {
        !refs.is_empty() && refs.iter().all(|r| r.entry == self.code)
    }

    /// Reads the words after `applies to`.
    ///
    /// ```
    /// use comity_read::scope::Entry;
    /// let entry = Entry { list: "xx/list", code: "9A999", has: &|_| true };
    /// assert_eq!(entry.read("entire entry except .b").to_string(), "not item in xx/list:{9A999.b}");
    /// assert!(entry.read("9A999.a when hot").has_unknown());
    /// ```
    pub fn read(&self, words: &str) -> Condition {
        let words = self.plain(words);
        let mut out = Condition::False;
        let mut taken_out = Condition::True;
        for (sentence, kind) in sentences(&words) {
            match kind {
                Kind::Covers => out = out.or(self.sentence(&sentence)),
                Kind::LeavesOut => taken_out = taken_out.and(self.exception(&sentence)),
                Kind::Note => taken_out = taken_out.and(self.aside(&sentence)),
            }
        }
        out.and(taken_out)
    }
    /// One level of words: quotes away, `this entry` as the entry's code.
    fn plain(&self, words: &str) -> String {
        let words = unquoted(words).replace("entireentry", "entire entry");
        let mut out = words;
        for phrase in ["in this ECCN ", "in this entry "] {
            // "in this ECCN 3A001" names the entry twice.
            let doubled = format!("{phrase}{}", self.code);
            out = out.replace(&doubled, &format!("in {}", self.code));
        }
        for phrase in ["this ECCN", "this entry", "these items"] {
            out = out.replace(&format!("of {phrase}"), "").replace(phrase, self.code);
        }
        fold(&out)
    }
    fn sentence(&self, words: &str) -> Condition {
        let words = words.trim().trim_end_matches(['.', ';', ',']).trim();
        let lower = words.to_ascii_lowercase();
        let head = ["the entire entry", "entire entry"].iter().find(|h| starts_with_ci(&lower, h));
        if let Some(head) = head {
            let rest = words.get(head.len()..).unwrap_or_default().trim_start_matches([',', '.']).trim();
            return self.rest_of_entire(rest);
        }
        if words.is_empty() {
            return Condition::True;
        }
        let (main, except) = split_except(words);
        let mut out = Condition::False;
        for clause in main.split(';') {
            out = out.or(self.clauses(clause));
        }
        let Some(except) = except else { return out };
        let left_out = self.exception(&except);
        if !left_out.has_unknown() {
            return out.and(left_out);
        }
        // "b.2 or b.3, except those that ..., or z": what the exception covers, and where it ends, is not sure.
        let named = self.mentioned(&tokens(&except));
        let wide = if out.restricted() {
            let mut all = self.mentioned(&tokens(&main));
            all.extend(named);
            self.items(&all)
        } else if named.is_empty() {
            out
        } else {
            out.or(self.items(&named))
        };
        wide.and(Condition::unknown("an exception by a condition"))
    }
    fn rest_of_entire(&self, rest: &str) -> Condition {
        if rest.is_empty() || starts_with_ci(rest, "(refer to") {
            return Condition::True;
        }
        for word in ["except", "other than"] {
            if starts_with_ci(rest, word) {
                return self.exception(rest.get(word.len()..).unwrap_or_default());
            }
        }
        Condition::unknown("a part of the entry, by a condition")
    }
    /// What remains when `words` are left out.
    fn exception(&self, words: &str) -> Condition {
        let mut out = Condition::True;
        for part in words.split(';') {
            let part = part.trim().trim_start_matches([':', ',']).trim().trim_end_matches(['.', ',']);
            let part = part.strip_prefix("and ").or(part.strip_prefix("or ")).unwrap_or(part);
            if part.starts_with("to ")
                && let [one] = countries(&part.to_lowercase()).as_slice()
            {
                // "except to Russia for use in ...": other destinations are not touched.
                out = out.and(Condition::test(format!("to != {one}")).or(Condition::unknown("a use that is left out for one destination")));
            } else if !part.is_empty() {
                out = out.and(self.clauses(part).negate_out());
            }
        }
        out
    }
    /// A note beside the scope: what it names is unsure, the rest stays.
    fn aside(&self, words: &str) -> Condition {
        let refs = self.mentioned(&tokens(words));
        if refs.is_empty() {
            Condition::unknown("a note beside the scope")
        } else {
            self.items(&refs).negate().or(Condition::unknown("a note beside the scope"))
        }
    }
    /// Clauses joined by `and`: a list of codes each, perhaps with a condition.
    fn clauses(&self, words: &str) -> Condition {
        let tokens = tokens(words);
        let mut out = Condition::False;
        let mut at = 0;
        while at < tokens.len() {
            let (condition, next) = self.clause(&tokens, at);
            out = out.or(condition);
            at = next.max(at + 1);
        }
        out
    }
    fn clause(&self, tokens: &[Token], start: usize) -> (Condition, usize) {
        let mut at = start;
        let mut neutral = true;
        // "shotguns of some kind and paragraphs .c": what stands before "and" is a clause of its own, without codes.
        let mut before_and = false;
        // The words before the first code.
        let (refs, taken) = loop {
            let rest = tokens.get(at..).unwrap_or_default();
            let Some(first) = rest.first() else {
                // No code at all: nothing but connectives is nothing; words are a condition on the whole entry.
                let words = tokens.get(start..).unwrap_or_default().iter().any(|t| matches!(t, Token::Word(_)));
                return if words { (self.whole_unknown(tokens.get(start..).unwrap_or_default()), tokens.len()) } else { (Condition::False, tokens.len()) };
            };
            let (refs, taken) = list(rest, self.code);
            let bare_path_early = matches!(first, Token::Path { dotted: false, .. }) && !neutral;
            if taken > 0 && !bare_path_early {
                break (refs, taken);
            }
            match first {
                Token::Word(word) if NEUTRAL.contains(&word.as_str()) => {}
                Token::Word(_) => {
                    neutral = false;
                    before_and = false;
                }
                Token::Separator(word) if word != "," => before_and = !neutral,
                _ => {}
            }
            at += 1;
        };
        let prefix = tokens.get(start..at).unwrap_or_default();
        at += taken;
        if !self.own(&refs) {
            return (self.foreign(tokens, start), tokens.len());
        }
        let mut condition = self.items(&refs);
        if before_and {
            let (condition, next) = self.after_list(tokens, at, condition, &refs);
            return (self.whole_unknown(prefix).or(condition), next);
        }
        if !neutral {
            condition = condition.and(Condition::unknown(format!("only some items of {}", short(&refs))));
        }
        self.after_list(tokens, at, condition, &refs)
    }
    /// What stands behind a list of codes: nothing, brackets, another clause, or a condition.
    fn after_list(&self, tokens: &[Token], mut at: usize, mut condition: Condition, refs: &[Reference]) -> (Condition, usize) {
        loop {
            match tokens.get(at) {
                None => return (condition, at),
                Some(Token::Open) => {
                    let Some(close) = matching(tokens, at) else {
                        return self.qualified(tokens, at + 1, condition, refs);
                    };
                    let inside = tokens.get(at + 1..close).unwrap_or_default();
                    let last = refs.last().cloned();
                    condition = self.bracket(inside, condition, last.as_ref());
                    at = close + 1;
                }
                Some(Token::Separator(_) | Token::Break | Token::Close) => {
                    // Either a new clause, or the end.
                    let mut next = at;
                    while matches!(tokens.get(next), Some(Token::Separator(_) | Token::Break | Token::Close)) {
                        next += 1;
                    }
                    if next >= tokens.len() {
                        return (condition, next);
                    }
                    if self.starts_clause(tokens, next) {
                        return (condition, next);
                    }
                    return self.qualified(tokens, next, condition, refs);
                }
                Some(Token::Word(word)) if matches!(word.as_str(), "only" | "entry" | "entries" | "commodities" | "items") => at += 1,
                Some(_) => return self.qualified(tokens, at, condition, refs),
            }
        }
    }
    /// Whether a new list, not a condition on the one before, begins here: `and to 9B604.d`, `, b.3`.
    fn starts_clause(&self, tokens: &[Token], at: usize) -> bool {
        let mut at = at;
        while let Some(token) = tokens.get(at) {
            match token {
                Token::Range => at += 1,
                Token::Word(word) if ["items", "commodities", "in", "by", "controlled", "also", "all", "paragraph", "paragraphs"].contains(&word.as_str()) => {
                    at += 1
                }
                Token::Word(_) => {
                    // "and to pulse lasers in 6A005.a": a clause of its own, if it has codes of this entry.
                    return matches!(tokens.get(at.wrapping_sub(1)), Some(Token::Range)) && !self.mentioned(tokens.get(at..).unwrap_or_default()).is_empty();
                }
                Token::Code(code) => return code.entry == self.code,
                Token::Path { .. } => {
                    return list(tokens.get(at..).unwrap_or_default(), self.code).1 > 0;
                }
                _ => return false,
            }
        }
        false
    }
    /// A condition follows the list: unknown for all codes of this entry that stand in it.
    fn qualified(&self, tokens: &[Token], at: usize, condition: Condition, refs: &[Reference]) -> (Condition, usize) {
        let rest = tokens.get(at..).unwrap_or_default();
        // ", and 0A509.d" at the end is a clause of its own.
        if let Some(tail) = self.trailing_clause(rest) {
            let (head, tail_tokens) = rest.split_at(tail);
            let mut unsure = self.mentioned(head);
            unsure.extend(refs.iter().cloned());
            let (last, _) = self.clause(tail_tokens, 0);
            let first = condition.or(self.items(&unsure)).and(Condition::unknown(format!("a condition on {}", short(refs))));
            return (first.or(last), tokens.len());
        }
        let more = self.mentioned(rest);
        let wide = if more.is_empty() { condition } else { condition.or(self.items(&more)) };
        (wide.and(Condition::unknown(format!("a condition on {}", short(refs)))), tokens.len())
    }
    fn trailing_clause(&self, rest: &[Token]) -> Option<usize> {
        let comma = |t: &Token| *t == Token::Separator(",".into()) || *t == Token::Break;
        (0..rest.len())
            .find(|&i| {
                let and = matches!(rest.get(i + 1), Some(Token::Separator(w)) if w == "and");
                let tail = rest.get(i + 2..).unwrap_or_default();
                rest.get(i).is_some_and(comma)
                    && and
                    && matches!(tail.first(), Some(Token::Code(c)) if c.entry == self.code && !c.label.is_root())
                    && list(tail, self.code).1 == tail.len()
            })
            .map(|i| i + 2)
    }
    /// Brackets behind a list: `(except .b.5)` is read, anything else is a condition on the last code.
    fn bracket(&self, inside: &[Token], condition: Condition, last: Option<&Reference>) -> Condition {
        // "(i.e., ...)" only explains.
        if matches!(inside.first(), Some(Token::Word(w)) if w == "i.e" || w == "e.g") {
            return condition;
        }
        // "(unless controlled for MT)", "(except a.1.a and a.5.a when controlled for MT)".
        if let (Some(reason), Some(last)) = (controlled_for(inside), last) {
            let rest = inside.get(1..).unwrap_or_default();
            let (refs, taken) = list(rest, self.code);
            let when = rest.get(taken..).unwrap_or_default();
            let under = Condition::test(format!("not controlled({}, {reason})", self.list));
            if taken == 0 && is_word(inside.first(), "unless") && inside.len() == 4 {
                return condition.and(self.items(std::slice::from_ref(last)).negate().or(under));
            }
            if self.own(&refs) && is_word(inside.first(), "except") && when.len() == 4 && is_word(when.first(), "when") {
                return condition.and(self.items(&refs).negate().or(under));
            }
        }
        let skip = match inside {
            [Token::Word(a), Token::Word(b), ..] if a == "other" && b == "than" => 2,
            [Token::Word(a), Token::Word(b), ..] if a == "except" && b == "for" => 2,
            [Token::Word(a), ..] if a == "except" => 1,
            _ => 0,
        };
        if skip > 0 {
            let rest = inside.get(skip..).unwrap_or_default();
            let (refs, taken) = list(rest, self.code);
            if self.own(&refs) && taken == rest.len() {
                return condition.and(self.items(&refs).negate());
            }
            let refs = self.mentioned(rest);
            if !refs.is_empty() {
                return condition.and(self.items(&refs).negate().or(Condition::unknown(format!("an exception from {}", short(&refs)))));
            }
        }
        match last {
            // The brackets qualify the code before them only; the codes before that stay.
            Some(last) => {
                let unsure = self.items(std::slice::from_ref(last));
                condition.and(unsure.negate().or(Condition::unknown(format!("a condition on {}", last.code()))))
            }
            None => condition.and(Condition::unknown("a condition in brackets")),
        }
    }
    /// Codes of other entries: the row covers a part of this entry that the codes do not show.
    fn foreign(&self, tokens: &[Token], start: usize) -> Condition {
        self.whole_unknown(tokens.get(start..).unwrap_or_default())
    }
    fn whole_unknown(&self, words: &[Token]) -> Condition {
        let has = |w: &str| words.iter().any(|t| matches!(t, Token::Word(x) if x == w));
        let other = words.iter().any(|t| matches!(t, Token::Code(_)));
        let what = if has("technology") {
            "technology"
        } else if has("software") {
            "software"
        } else {
            "items"
        };
        let why = if has("exceed") || has("exceeds") || has("parameters") || has("characteristics") {
            format!("{what} that reach the values of another entry or paragraph")
        } else if other {
            format!("{what} for particular entries")
        } else {
            format!("{what} of a particular kind")
        };
        Condition::unknown(why)
    }
    /// Every paragraph of this entry that the tokens name.
    fn mentioned(&self, tokens: &[Token]) -> Vec<Reference> {
        let mut out = Vec::new();
        let mut at = 0;
        let mut base = self.code.to_owned();
        while at < tokens.len() {
            let bracketed = at > 0 && tokens.get(at - 1) == Some(&Token::Open) && tokens.get(at + 1) == Some(&Token::Close);
            let (refs, taken) = list(tokens.get(at..).unwrap_or_default(), &base);
            if taken == 0 || bracketed && matches!(tokens.get(at), Some(Token::Path { .. })) {
                at += 1;
                continue;
            }
            if let Some(last) = refs.last() {
                base.clone_from(&last.entry);
            }
            // A lone letter that is no paragraph is a unit or a word ("at 1 m").
            let real = |r: &Reference| r.label.parts().len() > 1 || (self.has)(&r.label);
            out.extend(refs.into_iter().filter(|r| r.entry == self.code && !r.label.is_root() && real(r)));
            at += taken;
        }
        out
    }
}

impl Condition {
    /// Whether it is false outside some set of codes.
    fn restricted(&self) -> bool {
        match self {
            Self::Item { .. } => true,
            Self::All(parts) => parts.iter().any(Self::restricted),
            Self::Any(parts) => parts.iter().all(Self::restricted),
            _ => false,
        }
    }
    /// What is left of an entry when this is taken out of it.
    fn negate_out(self) -> Condition {
        match self {
            Condition::Any(parts) => parts.into_iter().fold(Condition::True, |out, p| out.and(p.negate_out())),
            // (codes and unknown) taken out: other codes stay, these are unknown.
            Condition::All(parts) => {
                let unknown = parts.iter().find(|p| matches!(p, Condition::Untranslated(_))).cloned();
                let rest = parts.into_iter().filter(|p| !matches!(p, Condition::Untranslated(_))).fold(Condition::True, Condition::and);
                match unknown {
                    Some(unknown) => rest.negate().or(unknown),
                    None => rest.negate(),
                }
            }
            other => other.negate(),
        }
    }
}
