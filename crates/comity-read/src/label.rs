//! Paragraph labels: `a.5.a.1.`, ranges of them, and their order.

use std::fmt;

/// One paragraph's path below its entry, such as `a.5.a.1`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Label {
    // INVARIANT (parts): every part is one or two lower-case letters, or a number of at most four digits.
    parts: Vec<String>,
}

impl Label {
    /// Reads `a.5.a`; `None` where it is not a label.
    ///
    /// ```
    /// use comity_read::label::Label;
    /// assert_eq!(Label::parse("a.5.a").unwrap().parent().to_string(), "a.5");
    /// assert!(Label::parse("A thing").is_none());
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let parts: Vec<String> = text.split('.').map(str::to_owned).collect();
        parts.iter().all(|p| is_part(p)).then_some(Self { parts })
    }
    /// The label of the entry itself: no parts.
    pub fn root() -> Self {
        Self::default()
    }
    /// Whether this is the entry itself.
    pub fn is_root(&self) -> bool {
        self.parts.is_empty()
    }
    /// The parts, outermost first.
    pub fn parts(&self) -> &[String] {
        &self.parts
    }
    /// The label one level up; the root's parent is the root.
    pub fn parent(&self) -> Self {
        let n = self.parts.len().saturating_sub(1);
        Self { parts: self.parts.iter().take(n).cloned().collect() }
    }
    /// The last part, empty for the root.
    pub fn last(&self) -> &str {
        self.parts.last().map_or("", String::as_str)
    }
    /// This label followed by `part`.
    pub fn child(&self, part: &str) -> Self {
        let mut parts = self.parts.clone();
        parts.push(part.to_owned());
        Self { parts }
    }
    /// Whether `other` is this label or stands below it.
    pub fn covers(&self, other: &Self) -> bool {
        other.parts.starts_with(&self.parts)
    }
    /// The labels from `self` to `last`, both included, when they are siblings in order.
    ///
    /// ```
    /// use comity_read::label::Label;
    /// let label = |text| Label::parse(text).unwrap();
    /// assert_eq!(label("a.9").range_to(&label("a.11")).unwrap().len(), 3);
    /// ```
    pub fn range_to(&self, last: &Self) -> Option<Vec<Self>> {
        if self.parent() != last.parent() || self.is_root() {
            return None;
        }
        let (from, to) = (ordinal(self.last())?, ordinal(last.last())?);
        let same_kind = self.last().starts_with(|c: char| c.is_ascii_digit()) == last.last().starts_with(|c: char| c.is_ascii_digit());
        if from > to || to - from > 60 || !same_kind {
            return None;
        }
        let parent = self.parent();
        let digits = self.last().starts_with(|c: char| c.is_ascii_digit());
        Some((from..=to).map(|n| parent.child(&spell(n, digits))).collect())
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.parts.join("."))
    }
}

fn is_part(part: &str) -> bool {
    let letters = part.chars().all(|c| c.is_ascii_lowercase()) && (1..=2).contains(&part.len());
    let digits = part.chars().all(|c| c.is_ascii_digit()) && (1..=4).contains(&part.len());
    letters || digits
}

/// The place of a part among its siblings: `a` is 1, `z` 26, `aa` 27; `7` is 7.
///
/// ```
/// assert_eq!(comity_read::label::ordinal("ab"), Some(28));
/// ```
pub fn ordinal(part: &str) -> Option<u32> {
    if part.starts_with(|c: char| c.is_ascii_digit()) {
        return part.parse().ok();
    }
    let letter = |b: u8| u32::from(b.wrapping_sub(b'a')) + 1;
    match part.as_bytes() {
        [a] => Some(letter(*a)),
        [a, b] => Some(letter(*a) * 26 + letter(*b)),
        _ => None,
    }
}

/// The part at a place among its siblings: what [`ordinal`] reads.
///
/// ```
/// assert_eq!(comity_read::label::spell(28, false), "ab");
/// ```
pub fn spell(n: u32, digits: bool) -> String {
    if digits {
        return n.to_string();
    }
    let letter = |n: u32| char::from(b'a' + u8::try_from((n - 1) % 26).unwrap_or(0));
    if n <= 26 { letter(n).to_string() } else { format!("{}{}", letter((n - 1) / 26), letter(n)) }
}

/// A paragraph's label as printed at its start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    /// The label, or the first of a range.
    pub first: Label,
    /// The last of a range, such as `f. through w.`
    pub last: Option<Label>,
    /// Whether a stop follows the label.
    pub stopped: bool,
}

/// Reads the label at the start of a paragraph and gives it with the rest of the text.
///
/// ```
/// let (label, rest) = comity_read::label::printed("a.1. Things").unwrap();
/// assert_eq!((label.first.to_string(), rest), ("a.1".to_owned(), "Things"));
/// ```
pub fn printed(text: &str) -> Option<(Printed, &str)> {
    let (first, stopped, rest) = one(text)?;
    let after = rest.trim_start();
    for word in ["through ", "to ", "and ", "-", "–"] {
        let Some(tail) = after.strip_prefix(word) else {
            continue;
        };
        let tail = tail.trim_start().trim_start_matches('.');
        if let Some((last, _, end)) = one(tail)
            && end.trim_start().to_ascii_lowercase().trim_start_matches(['[', '(']).starts_with("reserved")
            && first.range_to(&last).is_some()
        {
            return Some((Printed { first, last: Some(last), stopped }, end.trim()));
        }
    }
    Some((Printed { first, last: None, stopped }, after))
}

fn one(text: &str) -> Option<(Label, bool, &str)> {
    let mut parts = Vec::new();
    let mut at = 0;
    let mut stopped;
    loop {
        let rest = text.get(at..)?;
        let width = rest.find(|c: char| !c.is_ascii_lowercase() && !c.is_ascii_digit()).unwrap_or(rest.len());
        let part = rest.get(..width)?;
        if !is_part(part) {
            return None;
        }
        parts.push(part.to_owned());
        at += width;
        stopped = text.get(at..)?.starts_with('.');
        // "b.2.a.." has a stop too many.
        while text.get(at..)?.starts_with('.') {
            at += 1;
        }
        match text.get(at..)?.chars().next() {
            None => break,
            Some(c) if c.is_ascii_lowercase() || c.is_ascii_digit() => {
                if !stopped {
                    return None;
                }
            }
            Some(c) if c.is_whitespace() || matches!(c, '-' | '–' | '“' | '‘' | '\'' | '"' | '[') && stopped => {
                break;
            }
            Some(_) => return None,
        }
    }
    if !parts.first()?.starts_with(|c: char| c.is_ascii_lowercase()) {
        return None;
    }
    Some((Label { parts }, stopped, text.get(at..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: &str) {
        let got = match printed(text) {
            None => "none".to_owned(),
            Some((p, rest)) => {
                let last = p.last.map_or(String::new(), |l| format!("..{l}"));
                format!("{}{last}{}|{rest}", p.first, if p.stopped { "." } else { "" })
            }
        };
        assert_eq!(got, want, "reading {text:?}");
    }

    #[test]
    fn labels_as_printed() {
        check("a. Things", "a.|Things");
        check("a.5.a.1. Things", "a.5.a.1.|Things");
        check("b.2.a.. Things", "b.2.a.|Things");
        check("z.1.b Things", "z.1.b|Things");
        check("a.1.c.'Depth' less", "a.1.c.|'Depth' less");
        check("f. through w. [Reserved]", "f..w.|[Reserved]");
        check("e. through .w [Reserved]", "e..w.|[Reserved]");
        check("y.2 through y.5. [Reserved]", "y.2..y.5|[Reserved]");
        check("b.-d. [Reserved]", "b..d.|[Reserved]");
        check("a. to the end", "a.|to the end");
        check("For something", "none");
        check("c.3. 2 parts", "c.3.|2 parts");
        check("1. Things", "none");
        check("e.g., a thing", "none");
        check("—dash", "none");
    }

    #[test]
    fn ranges() {
        let l = |s: &str| Label::parse(s).unwrap();
        let text = |a: &str, b: &str| l(a).range_to(&l(b)).map(|v| v.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "));
        assert_eq!(text("a.9", "a.11").as_deref(), Some("a.9 a.10 a.11"));
        assert_eq!(text("y", "ab").as_deref(), Some("y z aa ab"));
        assert_eq!(text("a.1", "b.2"), None);
        assert_eq!(text("c", "a"), None);
    }
}
