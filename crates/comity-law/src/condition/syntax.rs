//! Reading condition text into a tree of words: shape only, no names looked up yet.

use std::ops::Range;

use super::{
    Comparison,
    token::{Spanned, Token, tokens},
};

/// A clause as written.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    /// What it asks.
    pub form: Form,
    /// Bytes of the text.
    pub at: Range<usize>,
}

/// A word as written, with its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The word.
    pub text: String,
    /// Bytes of the text.
    pub at: Range<usize>,
}

/// The form of a clause.
#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    /// `true`, `false`.
    Always(bool),
    /// `not C`.
    Not(Box<Written>),
    /// `C and C`.
    All(Vec<Written>),
    /// `C or C`.
    Any(Vec<Written>),
    /// `at least n of (C; C)`.
    AtLeast(u8, Vec<Written>),
    /// A fact path or a definition's id standing alone.
    Name(Word),
    /// `path = value` and the like.
    Compare(Word, Comparison, Word),
    /// `path in set`.
    In(Word, Vec<(bool, WrittenSet)>),
    /// `any party(C)`, `every party(C)`.
    Party(bool, Box<Written>),
    /// `name(argument, argument)`.
    Call(Word, Vec<Argument>),
}

/// One term of a set.
#[derive(Clone, Debug, PartialEq)]
pub enum WrittenSet {
    /// `{A, B}`.
    Words(Vec<Word>),
    /// `us/D:1`.
    Named(Word),
    /// `us/ccl:{3A001}` or `hs:{8471}`.
    Of(Word, Vec<Word>),
}

/// An argument of a call.
#[derive(Clone, Debug, PartialEq)]
pub enum Argument {
    /// A word, id, number or text.
    Word(Word),
    /// A condition.
    Condition(Written),
}

/// Where the text stops making sense.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected {expected}")]
pub struct SyntaxError {
    /// What should stand here.
    pub expected: &'static str,
    /// Bytes of the text.
    pub at: Range<usize>,
}

/// Deepest nesting that is read.
const DEPTH: usize = 64;

/// Reads a condition.
///
/// # Errors
/// At the first place that does not fit the grammar.
///
/// ```
/// use comity_law::condition::syntax::{parse, Form};
/// assert!(matches!(parse("to in us/D:1 - us/A:5 and not knows(end_use.military)").unwrap().form, Form::All(_)));
/// assert_eq!(parse("to in").unwrap_err().expected, "a set: {…}, a group, or list:{…}");
/// ```
pub fn parse(text: &str) -> Result<Written, SyntaxError> {
    let mut parser = Parser { tokens: tokens(text), next: 0, end: text.len(), depth: 0 };
    let written = parser.any()?;
    match parser.peek() {
        None => Ok(written),
        Some(_) => Err(parser.expected("`and`, `or`, or the end")),
    }
}

struct Parser<'a> {
    tokens: Vec<Spanned<'a>>,
    next: usize,
    end: usize,
    depth: usize,
}

type Parsed<T> = Result<T, SyntaxError>;

impl<'a> Parser<'a> {
    fn any(&mut self) -> Parsed<Written> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(self.expected("a condition nested less deeply"));
        }
        let written = self.joined("or", Self::all, Form::Any)?;
        self.depth -= 1;
        Ok(written)
    }

    fn all(&mut self) -> Parsed<Written> {
        self.joined("and", Self::not, Form::All)
    }

    fn joined(&mut self, word: &str, part: fn(&mut Self) -> Parsed<Written>, join: fn(Vec<Written>) -> Form) -> Parsed<Written> {
        let first = part(self)?;
        if !self.word_is(word) {
            return Ok(first);
        }
        let start = first.at.start;
        let mut parts = vec![first];
        while self.take_word(word) {
            parts.push(part(self)?);
        }
        let end = parts.last().map_or(start, |last| last.at.end);
        Ok(Written { form: join(parts), at: start..end })
    }

    fn not(&mut self) -> Parsed<Written> {
        let start = self.start();
        let mut negated = false;
        let mut any = false;
        while self.take_word("not") {
            negated = !negated;
            any = true;
        }
        let inner = self.primary()?;
        if !any {
            return Ok(inner);
        }
        let at = start..inner.at.end;
        Ok(if negated { Written { form: Form::Not(Box::new(inner)), at } } else { Written { at, ..inner } })
    }

    fn primary(&mut self) -> Parsed<Written> {
        let start = self.start();
        if self.take_mark('(') {
            let inner = self.any()?;
            let end = self.expect_mark(')', "`)`")?;
            return Ok(Written { form: inner.form, at: start..end });
        }
        let word = match self.peek() {
            Some(Token::Word(_) | Token::Id(_)) => self.word("a test")?,
            _ => return Err(self.expected("a test: a fact, `item in …`, `knows(…)`, `(`…")),
        };
        match word.text.as_str() {
            "true" | "false" => return Ok(Written { form: Form::Always(word.text == "true"), at: word.at }),
            "any" | "every" if self.take_word("party") => {
                self.expect_mark('(', "`(`")?;
                let inner = self.any()?;
                let end = self.expect_mark(')', "`)`")?;
                return Ok(Written { form: Form::Party(word.text == "every", Box::new(inner)), at: start..end });
            }
            "at" if self.take_word("least") => return self.at_least(start),
            _ => {}
        }
        if matches!(self.peek(), Some(Token::Mark('('))) {
            return self.call(word);
        }
        if self.take_word("in") {
            let terms = self.set()?;
            let end = self.previous_end();
            return Ok(Written { form: Form::In(word, terms), at: start..end });
        }
        if let Some(Token::Sign(sign)) = self.peek() {
            let comparison = match sign {
                "=" | "==" => Comparison::Equal,
                "!=" => Comparison::NotEqual,
                "<" => Comparison::Less,
                "<=" => Comparison::AtMost,
                ">" => Comparison::Greater,
                _ => Comparison::AtLeast,
            };
            self.next += 1;
            let value = self.value()?;
            let end = value.at.end;
            return Ok(Written { form: Form::Compare(word, comparison, value), at: start..end });
        }
        let end = word.at.end;
        Ok(Written { form: Form::Name(word), at: start..end })
    }

    fn at_least(&mut self, start: usize) -> Parsed<Written> {
        let number = self.word("a number")?;
        let count = match number.text.parse() {
            Ok(count) if count > 0 => count,
            _ => return Err(SyntaxError { expected: "a number from 1 to 255", at: number.at }),
        };
        if !self.take_word("of") {
            return Err(self.expected("`of`"));
        }
        self.expect_mark('(', "`(`")?;
        let mut parts = vec![self.any()?];
        while self.take_mark(';') {
            parts.push(self.any()?);
        }
        let end = self.expect_mark(')', "`;` or `)`")?;
        Ok(Written { form: Form::AtLeast(count, parts), at: start..end })
    }

    fn call(&mut self, name: Word) -> Parsed<Written> {
        let start = name.at.start;
        self.expect_mark('(', "`(`")?;
        let mut arguments = Vec::new();
        let conditional = name.text == "knows";
        loop {
            if matches!(self.peek(), Some(Token::Mark('{'))) {
                arguments.extend(self.braces()?.into_iter().map(Argument::Word)); // `meets({1C010.a, 1C010.b})`
            } else {
                arguments.push(if conditional { Argument::Condition(self.any()?) } else { Argument::Word(self.value()?) });
            }
            if !self.take_mark(',') {
                break;
            }
        }
        let end = self.expect_mark(')', "`,` or `)`")?;
        Ok(Written { form: Form::Call(name, arguments), at: start..end })
    }

    fn set(&mut self) -> Parsed<Vec<(bool, WrittenSet)>> {
        let mut terms = vec![(true, self.set_term()?)];
        loop {
            let adds = match self.peek() {
                Some(Token::Mark('+')) => true,
                Some(Token::Mark('-')) => false,
                _ => return Ok(terms),
            };
            self.next += 1;
            terms.push((adds, self.set_term()?));
        }
    }

    fn set_term(&mut self) -> Parsed<WrittenSet> {
        const EXPECTED: &str = "a set: {…}, a group, or list:{…}";
        match self.peek() {
            Some(Token::Mark('{')) => Ok(WrittenSet::Words(self.braces()?)),
            Some(Token::Id(_) | Token::Word(_)) => {
                let name = self.word(EXPECTED)?;
                if self.take_mark(':') { Ok(WrittenSet::Of(name, self.braces()?)) } else { Ok(WrittenSet::Named(name)) }
            }
            _ => Err(self.expected(EXPECTED)),
        }
    }

    fn braces(&mut self) -> Parsed<Vec<Word>> {
        self.expect_mark('{', "`{`")?;
        let mut words = vec![self.value()?];
        while self.take_mark(',') {
            words.push(self.value()?);
        }
        self.expect_mark('}', "`,` or `}`")?;
        Ok(words)
    }

    fn value(&mut self) -> Parsed<Word> {
        if self.take_mark('-') {
            let mut word = self.word("a number")?;
            word.text.insert(0, '-');
            word.at.start -= 1;
            return Ok(word);
        }
        self.word("a value")
    }

    fn word(&mut self, expected: &'static str) -> Parsed<Word> {
        match self.tokens.get(self.next) {
            Some((Token::Word(text) | Token::Id(text) | Token::Number(text) | Token::Text(text), at)) => {
                self.next += 1;
                Ok(Word { text: (*text).to_owned(), at: at.clone() })
            }
            _ => Err(self.expected(expected)),
        }
    }

    fn peek(&self) -> Option<Token<'a>> {
        self.tokens.get(self.next).map(|(token, _)| *token)
    }

    fn start(&self) -> usize {
        self.tokens.get(self.next).map_or(self.end, |(_, at)| at.start)
    }

    fn previous_end(&self) -> usize {
        self.next.checked_sub(1).and_then(|i| self.tokens.get(i)).map_or(0, |(_, at)| at.end)
    }

    fn word_is(&self, word: &str) -> bool {
        self.peek() == Some(Token::Word(word))
    }

    fn take_word(&mut self, word: &str) -> bool {
        let is = self.word_is(word);
        self.next += usize::from(is);
        is
    }

    fn take_mark(&mut self, mark: char) -> bool {
        let is = self.peek() == Some(Token::Mark(mark));
        self.next += usize::from(is);
        is
    }

    fn expect_mark(&mut self, mark: char, expected: &'static str) -> Parsed<usize> {
        if self.take_mark(mark) { Ok(self.previous_end()) } else { Err(self.expected(expected)) }
    }

    fn expected(&self, expected: &'static str) -> SyntaxError {
        let at = self.tokens.get(self.next).map_or(self.end..self.end, |(_, at)| at.clone());
        SyntaxError { expected, at }
    }
}
