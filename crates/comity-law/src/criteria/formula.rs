//! How one characteristic follows from others.

use comity_quantity::{Dimension, Exact};
use serde::{Deserialize, Serialize};

use super::CharacteristicId;

/// An expression over characteristics, in the base units of their dimensions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Formula {
    /// A plain number.
    Number(Exact),
    /// A characteristic's value.
    Of(CharacteristicId),
    /// A sum.
    Add(Box<Formula>, Box<Formula>),
    /// A difference.
    Sub(Box<Formula>, Box<Formula>),
    /// A product.
    Mul(Box<Formula>, Box<Formula>),
    /// A quotient.
    Div(Box<Formula>, Box<Formula>),
}

impl Formula {
    /// The value, where every characteristic in it has one; `None` also on overflow and division by zero.
    pub fn value(&self, of: &impl Fn(CharacteristicId) -> Option<Exact>) -> Option<Exact> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Of(id) => of(*id),
            Self::Add(a, b) => a.value(of)?.checked_add(b.value(of)?),
            Self::Sub(a, b) => a.value(of)?.checked_sub(b.value(of)?),
            Self::Mul(a, b) => a.value(of)?.checked_mul(b.value(of)?),
            Self::Div(a, b) => a.value(of)?.checked_div(b.value(of)?),
        }
    }

    /// Its dimension; `None` where a sum mixes dimensions.
    pub fn dimension(&self, of: &impl Fn(CharacteristicId) -> Option<Dimension>) -> Option<Dimension> {
        match self {
            Self::Number(_) => Some(Dimension::DIMENSIONLESS),
            Self::Of(id) => of(*id),
            Self::Add(a, b) | Self::Sub(a, b) => {
                let (a, b) = (a.dimension(of)?, b.dimension(of)?);
                (a == b).then_some(a)
            }
            Self::Mul(a, b) => a.dimension(of)?.checked_mul(b.dimension(of)?),
            Self::Div(a, b) => a.dimension(of)?.checked_div(b.dimension(of)?),
        }
    }

    /// The characteristics that it reads.
    pub fn inputs(&self) -> Vec<CharacteristicId> {
        match self {
            Self::Number(_) => Vec::new(),
            Self::Of(id) => vec![*id],
            Self::Add(a, b) | Self::Sub(a, b) | Self::Mul(a, b) | Self::Div(a, b) => {
                let mut inputs = a.inputs();
                inputs.extend(b.inputs());
                inputs
            }
        }
    }

    /// Reads `2 * mac_rate * operation_length`; `name` resolves a characteristic. `None` where the text is no formula or names what is not there.
    pub(crate) fn read(text: &str, name: &impl Fn(&str) -> Option<CharacteristicId>) -> Option<Self> {
        let mut reader = Reader { rest: text.trim(), name };
        let formula = reader.sum()?;
        reader.rest.is_empty().then_some(formula)
    }
}

struct Reader<'a, F> {
    rest: &'a str,
    name: &'a F,
}

impl<F: Fn(&str) -> Option<CharacteristicId>> Reader<'_, F> {
    fn take(&mut self, sign: char) -> bool {
        match self.rest.strip_prefix(sign) {
            Some(rest) => {
                self.rest = rest.trim_start();
                true
            }
            None => false,
        }
    }

    fn sum(&mut self) -> Option<Formula> {
        let mut left = self.product()?;
        loop {
            if self.take('+') {
                left = Formula::Add(Box::new(left), Box::new(self.product()?));
            } else if self.take('-') {
                left = Formula::Sub(Box::new(left), Box::new(self.product()?));
            } else {
                return Some(left);
            }
        }
    }

    fn product(&mut self) -> Option<Formula> {
        let mut left = self.one()?;
        loop {
            if self.take('*') {
                left = Formula::Mul(Box::new(left), Box::new(self.one()?));
            } else if self.take('/') {
                left = Formula::Div(Box::new(left), Box::new(self.one()?));
            } else {
                return Some(left);
            }
        }
    }

    fn one(&mut self) -> Option<Formula> {
        if self.take('(') {
            let inner = self.sum()?;
            return self.take(')').then_some(inner);
        }
        let length = self.rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '.')).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(length);
        self.rest = rest.trim_start();
        if word.starts_with(|c: char| c.is_ascii_digit()) { word.parse().ok().map(Formula::Number) } else { (self.name)(word).map(Formula::Of) }
    }
}
