//! Who did something, and when.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;

use crate::database::Value;
use crate::error::{Result, StoreError};
use crate::id::{TokenId, UserId};

/// Who acts.
///
/// ```
/// use comity_store::Actor;
///
/// let actor = Actor::program("retention");
/// assert_eq!(actor.to_string(), "program:retention");
/// assert_eq!("program:retention".parse::<Actor>()?, actor);
/// # Ok::<(), comity_store::StoreError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Actor {
    /// A person who signed in.
    User(UserId),
    /// A program with a person's token.
    Token {
        /// The token.
        token: TokenId,
        /// Whose it is.
        user: UserId,
    },
    /// A part of this program, on nobody's behalf.
    Program(Box<str>),
}

impl Actor {
    /// A part of this program.
    #[must_use]
    pub fn program(name: &str) -> Self {
        Self::Program(name.into())
    }

    /// The person behind it, where there is one.
    #[must_use]
    pub const fn user(&self) -> Option<UserId> {
        match self {
            Self::User(user) | Self::Token { user, .. } => Some(*user),
            Self::Program(_) => None,
        }
    }
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(user) => write!(f, "user:{user}"),
            Self::Token { token, user } => write!(f, "token:{token}/{user}"),
            Self::Program(name) => write!(f, "program:{name}"),
        }
    }
}

impl FromStr for Actor {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self> {
        match text.split_once(':') {
            Some(("user", id)) => Ok(Self::User(id.parse()?)),
            Some(("token", both)) => {
                let (token, user) = both.split_once('/').ok_or_else(|| StoreError::invalid("actor", text))?;
                Ok(Self::Token { token: token.parse()?, user: user.parse()? })
            }
            Some(("program", name)) => Ok(Self::program(name)),
            _ => Err(StoreError::invalid("actor", text)),
        }
    }
}

impl From<&Actor> for Value {
    fn from(actor: &Actor) -> Self {
        Self::Text(Some(actor.to_string()))
    }
}

/// Who makes a change, and when: the store has no clock of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// When. Kept to the microsecond.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
}

impl Stamp {
    /// A change by someone at a time.
    #[must_use]
    pub const fn new(at: Timestamp, actor: Actor) -> Self {
        Self { at, actor }
    }
}
