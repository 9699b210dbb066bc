//! The page of characteristics and terms by which an item is described.

use std::fmt::Write;

use comity_law::criteria::{CharacteristicType, Characteristics};

/// The page `docs/characteristics.md`.
pub fn page(vocabulary: &Characteristics) -> String {
    let mut out = String::from(
        "# Characteristics\n\n\
        What an item's `characteristics` table can state. This page is printed by `comity facts --characteristics`.\n\
        A characteristic that is left out is unknown, and the answer says what it would settle; `\"not-applicable\"` says that the item has no such property.\n\
        A quantity takes any unit of its dimension, and also `\"> 5 W\"`, `\"<= 5 W\"` or `\"2 GHz to 6 GHz\"`. A *span* is a range that the item has, such as the frequencies at which it works.\n\
        `fits = { \"list:code\" = true }` says that a person has compared the words of a paragraph with the item.\n\n\
        | characteristic | type | question | meaning |\n|---|---|---|---|\n",
    );
    let mut all: Vec<_> = vocabulary.all.iter().collect();
    all.sort_by(|a, b| a.id.cmp(&b.id));
    for characteristic in all {
        let ty = match &characteristic.ty {
            CharacteristicType::Bool => "true or false".to_owned(),
            CharacteristicType::Quantity { unit, span, .. } => {
                let unit = if unit.is_empty() { "number".to_owned() } else { format!("quantity in {unit}") };
                if *span { format!("{unit}; span") } else { unit }
            }
            CharacteristicType::Term => "term, or several".into(),
            CharacteristicType::Cas => "CAS number, or several".into(),
        };
        // Writing to a string cannot fail.
        let _ = writeln!(out, "| `{}` | {ty} | {} | {} |", characteristic.id, characteristic.question, characteristic.definition);
    }
    for of in vocabulary.ids().filter(|id| vocabulary.get(*id).ty == CharacteristicType::Term) {
        let _ = write!(out, "\n## Terms of `{}`\n\n| term | name | narrower than |\n|---|---|---|\n", vocabulary.get(of).id);
        let mut terms: Vec<_> = vocabulary.terms.iter().filter(|term| term.of == of).collect();
        terms.sort_by(|a, b| a.id.cmp(&b.id));
        for term in terms {
            let broader: Vec<String> = term.broader.iter().map(|broader| format!("`{}`", vocabulary.term(*broader).id)).collect();
            let _ = writeln!(out, "| `{}` | {} | {} |", term.id, term.label, broader.join(", "));
        }
    }
    out
}
