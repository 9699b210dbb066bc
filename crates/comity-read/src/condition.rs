//! Conditions as the law format writes them.

use std::fmt;

/// A condition of the law format, as far as readers need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// Always.
    True,
    /// Never.
    False,
    /// The item is at or below one of these provisions of a list.
    Item {
        /// The list, such as `us/ccl`.
        list: String,
        /// Whole codes, such as `3A001.b.2`.
        codes: Vec<String>,
    },
    /// A test already in the format's words.
    Test(String),
    /// Unknown: the source says something here that was not translated.
    Untranslated(String),
    /// All of them.
    All(Vec<Condition>),
    /// Any of them.
    Any(Vec<Condition>),
    /// Not.
    Not(Box<Condition>),
}

impl Condition {
    /// A test in the format's words.
    pub fn test(text: impl Into<String>) -> Self {
        Self::Test(text.into())
    }
    /// Unknown, with the reason in our words.
    pub fn unknown(why: impl Into<String>) -> Self {
        Self::Untranslated(why.into().replace('\'', ""))
    }
    /// Both; simplified.
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::True, x) | (x, Self::True) => x,
            (Self::False, _) | (_, Self::False) => Self::False,
            (a, b) if a == b => a,
            (Self::Item { list, codes }, Self::Item { list: l2, codes: c2 }) if list == l2 => {
                if below(&codes, &c2) {
                    Self::Item { list, codes }
                } else if below(&c2, &codes) {
                    Self::Item { list, codes: c2 }
                } else {
                    Self::All(vec![Self::Item { list, codes }, Self::Item { list: l2, codes: c2 }])
                }
            }
            (Self::All(mut a), Self::All(b)) => {
                for x in b {
                    if !a.contains(&x) {
                        a.push(x);
                    }
                }
                Self::All(a)
            }
            (Self::All(mut a), x) => {
                if !a.contains(&x) {
                    a.push(x);
                }
                Self::All(a)
            }
            (x, Self::All(mut b)) => {
                if !b.contains(&x) {
                    b.insert(0, x);
                }
                Self::All(b)
            }
            (a, b) => Self::All(vec![a, b]),
        }
    }
    /// Either; simplified.
    pub fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::False, x) | (x, Self::False) => x,
            (Self::True, _) | (_, Self::True) => Self::True,
            (a, b) if a == b => a,
            (Self::Item { list, mut codes }, Self::Item { list: l2, codes: c2 }) if list == l2 => {
                for c in c2 {
                    if !codes.contains(&c) {
                        codes.push(c);
                    }
                }
                Self::Item { list, codes }
            }
            (Self::Any(mut a), x) => {
                // Merge code sets so that the printed condition stays short.
                if let Self::Item { list, codes } = &x {
                    for part in &mut a {
                        if let Self::Item { list: l2, codes: c2 } = part
                            && l2 == list
                        {
                            for c in codes {
                                if !c2.contains(c) {
                                    c2.push(c.clone());
                                }
                            }
                            return Self::Any(a);
                        }
                    }
                }
                if !a.contains(&x) {
                    a.push(x);
                }
                Self::Any(a)
            }
            (a, b) => Self::Any(vec![a, b]),
        }
    }
    /// The opposite; simplified.
    pub fn negate(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            Self::Not(inner) => *inner,
            // Unknown stays unknown.
            unknown @ Self::Untranslated(_) => unknown,
            other => Self::Not(Box::new(other)),
        }
    }
    /// Whether any part of it is untranslated.
    ///
    /// ```
    /// use comity_read::condition::Condition;
    /// assert!(Condition::test("to = FR").and(Condition::unknown("why")).has_unknown());
    /// ```
    pub fn has_unknown(&self) -> bool {
        match self {
            Self::Untranslated(_) => true,
            Self::All(parts) | Self::Any(parts) => parts.iter().any(Self::has_unknown),
            Self::Not(inner) => inner.has_unknown(),
            _ => false,
        }
    }
    /// Whether it holds for an item of exactly this code, as far as the code tells.
    pub fn holds_for(&self, code: &str) -> Option<bool> {
        match self {
            Self::True => Some(true),
            Self::False => Some(false),
            Self::Item { codes, .. } => {
                let one = [code.to_owned()];
                if below(&one, codes) {
                    Some(true)
                } else if codes.iter().any(|c| below(std::slice::from_ref(c), &one)) {
                    None
                } else {
                    Some(false)
                }
            }
            Self::Test(_) | Self::Untranslated(_) => None,
            Self::All(parts) => parts
                .iter()
                .map(|p| p.holds_for(code))
                .try_fold(Some(true), |all, p| match (all, p) {
                    (_, Some(false)) => Err(()),
                    (Some(true), Some(true)) => Ok(Some(true)),
                    _ => Ok(None),
                })
                .unwrap_or(Some(false)),
            Self::Any(parts) => parts
                .iter()
                .map(|p| p.holds_for(code))
                .try_fold(Some(false), |any, p| match (any, p) {
                    (_, Some(true)) => Err(()),
                    (Some(false), Some(false)) => Ok(Some(false)),
                    _ => Ok(None),
                })
                .unwrap_or(Some(true)),
            Self::Not(inner) => inner.holds_for(code).map(|h| !h),
        }
    }
    fn atomic(&self) -> bool {
        !matches!(self, Self::All(_) | Self::Any(_))
    }
}

/// Whether every one of `inner` is at or below one of `outer`.
fn below(inner: &[String], outer: &[String]) -> bool {
    inner.iter().all(|i| outer.iter().any(|o| i == o || i.strip_prefix(o.as_str()).is_some_and(|rest| rest.starts_with('.'))))
}

fn joined(f: &mut fmt::Formatter<'_>, parts: &[Condition], word: &str) -> fmt::Result {
    for (n, part) in parts.iter().enumerate() {
        if n > 0 {
            write!(f, " {word} ")?;
        }
        if part.atomic() {
            write!(f, "{part}")?;
        } else {
            write!(f, "({part})")?;
        }
    }
    Ok(())
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::True => f.write_str("true"),
            Self::False => f.write_str("false"),
            Self::Item { list, codes } => write!(f, "item in {list}:{{{}}}", codes.join(", ")),
            Self::Test(text) => f.write_str(text),
            Self::Untranslated(why) => write!(f, "untranslated('{why}')"),
            Self::All(parts) => joined(f, parts, "and"),
            Self::Any(parts) => joined(f, parts, "or"),
            Self::Not(inner) => {
                if inner.atomic() {
                    write!(f, "not {inner}")
                } else {
                    write!(f, "not ({inner})")
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_with_the_least_brackets() {
        let item = |c: &str| Condition::Item { list: "us/ccl".into(), codes: vec![c.into()] };
        let c = item("3A001.a").and(Condition::unknown("why")).or(item("3A001.b")).or(item("3A001.c"));
        assert_eq!(c.to_string(), "(item in us/ccl:{3A001.a} and untranslated('why')) or item in us/ccl:{3A001.b, 3A001.c}");
        assert_eq!(c.clone().negate().to_string().get(..5), Some("not ("));
        assert_eq!(Condition::True.and(item("0A501.y").negate()).to_string(), "not item in us/ccl:{0A501.y}");
        assert_eq!(Condition::unknown("x").negate().to_string(), "untranslated('x')");
    }
}
