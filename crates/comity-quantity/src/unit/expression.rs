//! Unit expressions: `MHz`, `m/s^2`, `W/(m K)`, `W/cm²`, `°/√h`, `rad (Si)/s`.

use std::ops::Range;

use super::{
    Unit,
    table::{PHRASES, TABLE, Table},
};
use crate::{
    Dimension, Exact, Problem,
    cursor::{Cursor, Fault},
};

const DEEPEST: u8 = 8;

/// Reads the rest of the text as a unit.
pub(crate) fn read(cursor: &mut Cursor<'_>) -> Result<Unit, Fault> {
    // A lone symbol, by far the most common, needs no parser.
    if let Some(unit) = TABLE.get(cursor.rest().trim_end()) {
        return Ok(unit.clone());
    }
    read_with(&TABLE, cursor)
}

/// The same with a table that is still being built.
pub(super) fn read_with(table: &Table, cursor: &mut Cursor<'_>) -> Result<Unit, Fault> {
    let start = cursor.at();
    let product = Reader { table, cursor }.product(0)?;
    let end = cursor.at();
    cursor.skip_space();
    if !cursor.is_at_end() {
        return Err(Fault::new(Problem::Unit, cursor.tail(end)));
    }
    if let Some(unit) = product.lone {
        return Ok(unit);
    }
    let symbol = cursor.slice(start, end).split_whitespace().collect::<Vec<_>>().join(" ");
    Ok(Unit::new(&symbol, product.dimension, product.factor, Exact::ZERO))
}

struct Product {
    dimension: Dimension,
    factor: Exact,
    /// The unit, as long as the expression is nothing but its symbol. Its offset is lost in a compound: 1 °C/min is 1 K/min.
    lone: Option<Unit>,
}

impl Product {
    fn times(&self, other: &Self) -> Option<Self> {
        let dimension = self.dimension.checked_mul(other.dimension)?;
        Some(Self { dimension, factor: self.factor.checked_mul(other.factor)?, lone: None })
    }

    fn power(&self, exponent: i32) -> Option<Self> {
        let dimension = self.dimension.checked_pow(i8::try_from(exponent).ok()?)?;
        Some(Self { dimension, factor: self.factor.checked_pow(exponent)?, lone: None })
    }

    fn root(&self) -> Option<Self> {
        Some(Self { dimension: self.dimension.checked_sqrt()?, factor: self.factor.checked_sqrt()?, lone: None })
    }
}

struct Reader<'r, 'a> {
    table: &'r Table,
    cursor: &'r mut Cursor<'a>,
}

impl Reader<'_, '_> {
    /// Factors with `/`, `per`, `·`, `*`, `.` or space between them. A product after a slash needs parentheses.
    fn product(&mut self, depth: u8) -> Result<Product, Fault> {
        let start = self.cursor.at();
        let overflow = |span: Range<usize>| move || Fault::new(Problem::Overflow, span);
        let mut divided = self.reciprocal();
        let mut product = self.factor(depth)?;
        if divided {
            let span = start..self.cursor.at();
            product = product.power(-1).ok_or_else(overflow(span))?;
        }
        loop {
            let before = self.cursor.at();
            let spaced = self.cursor.skip_space();
            let exponent = match self.cursor.peek() {
                None | Some(')') => {
                    self.cursor.reset(before);
                    return Ok(product);
                }
                Some('/') => {
                    self.cursor.eat(|c| c == '/');
                    -1
                }
                Some('·' | '⋅' | '*' | '.' | '×') => {
                    self.cursor.eat(|_| true);
                    1
                }
                Some(_) if spaced && self.phrase("per") => -1,
                Some(c) if spaced || c == '(' => 1,
                Some(_) => return Err(Fault::new(Problem::Unit, self.cursor.tail(start))),
            };
            self.cursor.skip_space();
            let at = self.cursor.at();
            let factor = self.factor(depth)?;
            let span = at..self.cursor.at();
            if divided && exponent == 1 {
                return Err(Fault::new(Problem::AmbiguousProduct, span));
            }
            divided |= exponent == -1;
            product = factor.power(exponent).and_then(|factor| product.times(&factor)).ok_or_else(overflow(span))?;
        }
    }

    /// A leading `/` or `1/`.
    fn reciprocal(&mut self) -> bool {
        let start = self.cursor.at();
        self.cursor.eat(|c| c == '1');
        self.cursor.skip_space();
        if self.cursor.eat(|c| c == '/').is_some() {
            self.cursor.skip_space();
            return true;
        }
        self.cursor.reset(start);
        false
    }

    fn factor(&mut self, depth: u8) -> Result<Product, Fault> {
        let start = self.cursor.at();
        if depth >= DEEPEST {
            return Err(Fault::new(Problem::Unit, self.cursor.tail(start)));
        }
        if self.cursor.eat(|c| c == '√').is_some() || self.phrase("rt") || self.phrase("sqrt") {
            self.cursor.skip_space();
            let radicand = self.factor(depth + 1)?;
            return radicand.root().ok_or_else(|| Fault::new(Problem::Root, start..self.cursor.at()));
        }
        let factor = if self.cursor.eat(|c| c == '(').is_some() {
            self.cursor.skip_space();
            let product = self.product(depth + 1)?;
            self.cursor.skip_space();
            if self.cursor.eat(|c| c == ')').is_none() {
                return Err(Fault::new(Problem::Unit, self.cursor.tail(start)).help("close the parenthesis"));
            }
            product
        } else {
            let unit = self.symbol()?;
            Product { dimension: unit.dimension(), factor: unit.factor(), lone: Some(unit) }
        };
        let caret = self.cursor.eat(|c| c == '^').is_some();
        match self.cursor.exponent() {
            Some(1) => Ok(factor),
            Some(exponent) => factor.power(exponent).ok_or_else(|| Fault::new(Problem::Overflow, start..self.cursor.at())),
            None if caret => Err(Fault::new(Problem::Unit, self.cursor.tail(start))),
            None => Ok(factor),
        }
    }

    fn symbol(&mut self) -> Result<Unit, Fault> {
        let start = self.cursor.at();
        for (phrase, symbol) in PHRASES {
            if self.phrase(phrase)
                && let Some(unit) = self.table.get(symbol)
            {
                return Ok(unit.clone());
            }
        }
        let word = self.cursor.take_while(is_symbol);
        let end = self.cursor.at();
        if word.is_empty() {
            return Err(Fault::new(Problem::Unit, self.cursor.tail(start)));
        }
        if self.phrase(" (Si)") {
            if let Some(unit) = self.table.get(&format!("{word} (Si)")) {
                return Ok(unit.clone());
            }
            return Err(self.unknown(start));
        }
        // `g0` is a symbol; `m2` is a power.
        self.cursor.digits();
        if let Some(unit) = self.table.get(self.cursor.slice(start, self.cursor.at())) {
            return Ok(unit.clone());
        }
        self.cursor.reset(end);
        match self.table.get(word) {
            Some(unit) => Ok(unit.clone()),
            None => Err(self.unknown(start)),
        }
    }

    fn unknown(&self, start: usize) -> Fault {
        Fault::new(Problem::UnknownUnit, start..self.cursor.at())
    }

    /// The phrase, if no letter follows. A space in it matches any amount of space, or none.
    fn phrase(&mut self, phrase: &str) -> bool {
        let start = self.cursor.at();
        let found = phrase.chars().all(|c| {
            if c == ' ' {
                self.cursor.skip_space();
                return true;
            }
            self.cursor.eat(|other| other == c).is_some()
        });
        let found = found && !self.cursor.peek().is_some_and(is_symbol);
        if !found {
            self.cursor.reset(start);
        }
        found
    }
}

fn is_symbol(c: char) -> bool {
    c.is_alphabetic() || matches!(c, '%' | '‰' | '°' | '′' | '″' | '$' | '€' | '℃' | '℉')
}
