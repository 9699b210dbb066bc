//! `comity facts`: the facts that a transaction can state, as a page or as a JSON Schema.

mod characteristics;

use std::{fmt::Write, path::Path, process::ExitCode};

use comity_edge::{bundled, schema::schema};
use comity_law::{Fact, FactKind, FactPlace, FactType, Law};

use crate::{error::CliError, output::say};

pub fn run(folder: Option<&Path>, as_schema: bool, of_items: bool) -> Result<ExitCode, CliError> {
    if of_items {
        say!("{}", characteristics::page(&bundled::criteria(folder)?.vocabulary).trim_end())?;
        return Ok(ExitCode::SUCCESS);
    }
    let law = bundled::law(folder)?;
    if as_schema {
        say!("{}", serde_json::to_string_pretty(&schema(&law)).unwrap_or_default())?;
    } else {
        say!("{}", page(&law).trim_end())?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The page `docs/facts.md`.
fn page(law: &Law) -> String {
    let mut out = String::from(
        "# Facts\n\n\
        Everything that a transaction can state. This page is printed by `comity facts`; the JSON Schema by `comity facts --schema`.\n\
        Any fact may be left out: it is then unknown, and the answer says what it would settle. Every fact also takes `\"unknown\"`\n\
        (nothing is presumed) and, but for the activity, the two countries and the codes that every transaction has, `\"not-applicable\"` (every test of it is false). Facts of the kind *knowledge* are presumed false when\n\
        nothing is said, and the answer lists them for confirmation.\n",
    );
    for (place, title, lead) in [
        (FactPlace::Transaction, "The transaction", "Top-level keys, or keys of the table before the dot."),
        (FactPlace::Item, "Each item", "Keys of an `[[item]]` table, besides `id`, `description` and `characteristics`."),
        (
            FactPlace::Party,
            "Each party",
            "Keys of a `[[party]]` table, besides `id` (yours), `identifiers` (register numbers), `owners` and `screened`: [parties.md](parties.md).",
        ),
    ] {
        // Writing to a string cannot fail.
        let _ = write!(out, "\n## {title}\n\n{lead}\n\n| fact | type | question |\n|---|---|---|\n");
        let mut facts: Vec<&Fact> = law.vocabulary.facts.iter().filter(|fact| fact.place == place).collect();
        facts.sort_by_key(|fact| (fact.path.contains('.') && place == FactPlace::Transaction, fact.path.clone()));
        for fact in facts {
            let _ = writeln!(out, "| `{}` | {} | {} |", fact.path, type_words(law, fact), question(law, fact));
        }
    }
    out
}

fn type_words(law: &Law, fact: &Fact) -> String {
    let mut words = match &fact.ty {
        FactType::Choice(words) => format!("one of {}", words.iter().map(|word| format!("`{}`", word.word)).collect::<Vec<_>>().join(", ")),
        FactType::Choices(words) => format!("some of {}", words.iter().map(|word| format!("`{}`", word.word)).collect::<Vec<_>>().join(", ")),
        FactType::Quantity { unit, .. } => format!("quantity in {unit}"),
        FactType::Bool => "true or false".into(),
        FactType::Hs => "tariff number".into(),
        FactType::Money => "amount".into(),
        FactType::Codes => "codes by list".into(),
        other => other.name().into(),
    };
    if fact.kind == FactKind::Knowledge {
        words.push_str("; knowledge");
    }
    if let Some(broader) = fact.broader {
        let _ = write!(words, "; narrower than `{}`", law.fact(broader).path);
    }
    words
}

fn question(law: &Law, fact: &Fact) -> String {
    let _ = law;
    let definition = fact.definition.as_deref().map(|definition| format!(" {definition}")).unwrap_or_default();
    format!("{}{definition}", fact.question).replace('|', "/")
}
