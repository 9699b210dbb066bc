//! The question as a form.

use super::answer::QuestionInput;
use crate::{Field, Select};

/// Everything that the form asks. Names of fields are paths of the transaction, `item.0.description`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShipForm {
    /// What is done.
    pub activity: Select,
    /// The day.
    pub date: Field,
    /// The country of departure.
    pub from: Field,
    /// The country of destination.
    pub to: Field,
    /// A region of it that has rules of its own.
    pub region: Select,
    /// What the whole is worth.
    pub value: Field,
    /// Whether any use is military.
    pub military: Select,
    /// Whether any use is for weapons of mass destruction.
    pub weapons: Select,
    /// Further facts, a line each: `path = value`.
    pub facts: Field,
    /// The items.
    pub items: Vec<ItemForm>,
    /// The parties.
    pub parties: Vec<PartyForm>,
    /// Questions that were answered already: each can be seen, changed and taken back.
    pub answers: Vec<Answered>,
    /// What is sent along unseen: what the answers are about.
    pub hidden: Vec<Hidden>,
}

/// An item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ItemForm {
    /// Its own item in the catalogue, where there is one to choose from.
    pub own: Option<Select>,
    /// What it is.
    pub description: Field,
    /// Where it was made.
    pub origin: Field,
    /// Its tariff number.
    pub hs: Field,
    /// What it is worth.
    pub value: Field,
    /// Its code in each list.
    pub codes: Vec<CodeField>,
    /// Characteristics, a line each: `name = value`.
    pub characteristics: Field,
}

/// An item's code in one list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CodeField {
    /// The list's id.
    pub list: String,
    /// Its title.
    pub title: String,
    /// The code.
    pub field: Field,
}

/// A party.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PartyForm {
    /// What it does.
    pub role: Select,
    /// Its name.
    pub name: Field,
    /// Where it is.
    pub country: Field,
}

/// A question that was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// The question.
    pub label: String,
    /// What it is about: an item or party by name.
    pub about: Option<String>,
    /// The answer.
    pub input: QuestionInput,
    /// What is wrong with it.
    pub problem: Option<String>,
}

impl Answered {
    /// The name of the field that the answer stands in.
    pub fn name(&self) -> &str {
        self.input.field().0
    }
}

/// A value that is sent along.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hidden {
    /// The name.
    pub name: String,
    /// The value.
    pub value: String,
}

impl ShipForm {
    /// Every field with what was entered: to ask again with one more answer.
    pub fn all(&self) -> Vec<Hidden> {
        let mut all = Vec::new();
        let mut put = |name: &str, value: &str| {
            if !value.is_empty() {
                all.push(Hidden { name: name.into(), value: value.into() });
            }
        };
        let selects = [&self.activity, &self.region, &self.military, &self.weapons];
        for select in selects.into_iter().chain(self.parties.iter().map(|party| &party.role)) {
            put(&select.name, chosen(select));
        }
        let items = self.items.iter().flat_map(|item| {
            let codes = item.codes.iter().map(|code| &code.field);
            [&item.description, &item.origin, &item.hs, &item.value, &item.characteristics].into_iter().chain(codes)
        });
        let parties = self.parties.iter().flat_map(|party| [&party.name, &party.country]);
        for field in [&self.date, &self.from, &self.to, &self.value, &self.facts].into_iter().chain(items).chain(parties) {
            put(&field.name, &field.value);
        }
        for item in &self.items {
            if let Some(own) = &item.own {
                put(&own.name, chosen(own));
            }
        }
        for answer in &self.answers {
            let (name, value) = answer.input.field();
            put(name, value);
        }
        for hidden in &self.hidden {
            put(&hidden.name, &hidden.value);
        }
        all
    }
}

/// The value that is chosen.
pub(super) fn chosen(select: &Select) -> &str {
    select.choices.iter().find(|choice| choice.chosen).map_or("", |choice| &choice.value)
}
