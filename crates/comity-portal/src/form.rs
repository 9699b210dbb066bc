//! Fields of forms: what was entered, and what is wrong with it.

/// A field that takes text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Field {
    /// The name under which the form sends it; also its id on the page.
    pub name: String,
    /// What was entered.
    pub value: String,
    /// What is wrong with it.
    pub problem: Option<String>,
}

impl Field {
    /// A field with nothing wrong.
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), value: value.into(), problem: None }
    }
}

/// One of the values that a field allows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// The value that is sent.
    pub value: String,
    /// The words shown.
    pub label: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

impl Choice {
    /// A value with its words, chosen where it equals another.
    pub fn new(value: impl Into<String>, label: impl Into<String>, chosen: &str) -> Self {
        let value = value.into();
        Self { chosen: value == chosen, value, label: label.into() }
    }
}

/// A field that takes one of several values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Select {
    /// The name under which the form sends it; also its id on the page.
    pub name: String,
    /// The values.
    pub choices: Vec<Choice>,
    /// What is wrong with it.
    pub problem: Option<String>,
}

impl Select {
    /// A field with its choices.
    pub fn new(name: impl Into<String>, choices: Vec<Choice>) -> Self {
        Self { name: name.into(), choices, problem: None }
    }
}

/// Something wrong with what was sent: listed at the top, with a link to the field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problem {
    /// The id of the field, where it is about one.
    pub field: Option<String>,
    /// What is wrong, and what to do.
    pub text: String,
}
