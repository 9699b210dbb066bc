//! A place in a text: the one reader that numbers and units share.

use std::ops::Range;

use crate::{MAX_TEXT, ParseError, Problem, unit};

pub(crate) struct Cursor<'a> {
    text: &'a str,
    // INVARIANT (boundary): a character boundary of `text`, at most its length.
    at: usize,
}

/// What went wrong and where; [`Cursor::error`] adds the text.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) problem: Problem,
    pub(crate) span: Range<usize>,
    pub(crate) help: Option<String>,
}

impl Fault {
    pub(crate) fn new(problem: Problem, span: Range<usize>) -> Self {
        Self { problem, span, help: None }
    }

    pub(crate) fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    /// The error that is shown. Symbols near to an unknown one are looked for only here: most readers of units only want to know whether it is one.
    pub(crate) fn in_text(self, text: &str) -> ParseError {
        let near = || matches!(self.problem, Problem::UnknownUnit).then(|| unit::did_you_mean(text.get(self.span.clone())?)).flatten();
        let help = self.help.or_else(near);
        ParseError::new(self.problem, text, self.span, help)
    }
}

impl<'a> Cursor<'a> {
    /// Starts after leading space. Refuses a text that is blank or too long.
    pub(crate) fn new(text: &'a str) -> Result<Self, Fault> {
        if text.len() > MAX_TEXT {
            return Err(Fault::new(Problem::TooLong, 0..text.len()));
        }
        let mut cursor = Self { text, at: 0 };
        cursor.skip_space();
        if cursor.is_at_end() { Err(Fault::new(Problem::Empty, 0..text.len())) } else { Ok(cursor) }
    }

    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// Goes back to a place that [`Cursor::at`] gave before.
    pub(crate) fn reset(&mut self, at: usize) {
        self.at = at;
    }

    pub(crate) fn rest(&self) -> &'a str {
        self.slice(self.at, self.text.len())
    }

    pub(crate) fn slice(&self, from: usize, to: usize) -> &'a str {
        self.text.get(from..to).unwrap_or("")
    }

    /// From `from` to the end of what is not blank.
    pub(crate) fn tail(&self, from: usize) -> Range<usize> {
        from..self.text.trim_end().len().max(from)
    }

    pub(crate) fn is_at_end(&self) -> bool {
        self.at == self.text.len()
    }

    pub(crate) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(crate) fn eat(&mut self, wanted: impl Fn(char) -> bool) -> Option<char> {
        let c = self.peek().filter(|&c| wanted(c))?;
        self.at += c.len_utf8();
        Some(c)
    }

    pub(crate) fn eat_str(&mut self, wanted: &str) -> bool {
        let found = self.rest().starts_with(wanted);
        if found {
            self.at += wanted.len();
        }
        found
    }

    pub(crate) fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> &'a str {
        let from = self.at;
        while self.eat(&wanted).is_some() {}
        self.slice(from, self.at)
    }

    pub(crate) fn digits(&mut self) -> &'a str {
        self.take_while(|c| c.is_ascii_digit())
    }

    /// Whether there was any.
    pub(crate) fn skip_space(&mut self) -> bool {
        !self.take_while(char::is_whitespace).is_empty()
    }

    /// A whole-number exponent: `-4`, `3`, or raised digits. `None`, and nothing consumed, where there is none.
    /// Exponents beyond any use come back as 9999.
    pub(crate) fn exponent(&mut self) -> Option<i32> {
        let start = self.at;
        let raised = self.peek().and_then(raised).is_some();
        let plain = |c: char| c.is_ascii_digit().then_some(c);
        let read = |c: char| if raised { raised_digit(c) } else { plain(c) };
        let sign = if raised { self.eat(|c| matches!(c, '⁻' | '⁺')) } else { self.eat(|c| matches!(c, '-' | '−' | '+')) };
        let mut value: i32 = 0;
        let mut any = false;
        while let Some(digit) = self.eat(|c| read(c).is_some()).and_then(read).and_then(|c| c.to_digit(10)) {
            any = true;
            value = (value * 10 + digit.cast_signed()).min(9999);
        }
        if !any {
            self.at = start;
            return None;
        }
        Some(if matches!(sign, Some('-' | '−' | '⁻')) { -value } else { value })
    }

    /// Whether raised digits (or a raised sign) come next.
    pub(crate) fn at_raised(&self) -> bool {
        self.peek().and_then(raised).is_some()
    }
}

fn raised(c: char) -> Option<char> {
    raised_digit(c).or(match c {
        '⁻' => Some('-'),
        '⁺' => Some('+'),
        _ => None,
    })
}

fn raised_digit(c: char) -> Option<char> {
    const RAISED: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹";
    RAISED.chars().zip('0'..='9').find_map(|(raised, plain)| (raised == c).then_some(plain))
}
