//! The readable answer.

use comity_edge::screen::{
    answer::Judged,
    party::Asked,
    shown::{Shown, age},
};
use comity_screen::{Reason, likeness::How};

use super::Arguments;
use crate::{error::CliError, output::say};

pub fn print(shown: &Shown, arguments: &Arguments) -> Result<(), CliError> {
    if let (Some(asked), Some(answer)) = (shown.asked, shown.answer) {
        say!("{}", party(asked))?;
        if answer.hits.is_empty() {
            say!("  No hit: no name scores {} or more{}.", arguments.threshold, within(arguments))?;
        } else {
            table(&answer.hits, arguments.explain)?;
        }
        match (answer.dismissed.len(), arguments.all) {
            (0, _) => {}
            (count, false) => say!("  {count} more decided not to be the party: --all shows {}", if count == 1 { "it" } else { "them" })?,
            (_, true) => {
                say!("\nDecided not to be the party")?;
                table(&answer.dismissed, arguments.explain)?;
            }
        }
    }
    if let (Some(found), Some(address)) = (shown.at_address, &arguments.address) {
        say!("{}Address: {}", if shown.answer.is_some() { "\n" } else { "" }, plain(address))?;
        if shown.addresses == 0 {
            say!("  Nothing was compared: the lists searched state no address.")?;
        } else if found.is_empty() {
            say!("  No hit: of {} addresses none scores {} or more{}.", shown.addresses, arguments.threshold, within(arguments))?;
        } else {
            table(found, arguments.explain)?;
        }
    }
    say!("\nSearched")?;
    for source in shown.sources {
        let edition = source.date.map_or("a file".to_owned(), |date| format!("{date}, {} days old", age(date, shown.today)));
        say!("  {} ({edition}): {} parties, {} names", plain(&source.set), source.records, source.names)?;
    }
    Ok(())
}

fn within(arguments: &Arguments) -> String {
    if arguments.lists.is_empty() { String::new() } else { format!(" in {}", arguments.lists.join(", ")) }
}

fn party(asked: &Asked) -> String {
    let query = &asked.query;
    let mut facts: Vec<String> = Vec::new();
    if query.kind != comity_screen::record::Kind::Unknown {
        facts.push(serde_json::to_value(query.kind).ok().and_then(|kind| Some(kind.as_str()?.to_owned())).unwrap_or_default());
    }
    facts.extend(query.date_of_birth.iter().map(|birth| format!("born {}", plain(birth))));
    facts.extend(query.country.iter().map(|country| plain(country)));
    facts.extend(query.identifiers.iter().map(|one| plain(&one.value)));
    let name = if query.name.trim().is_empty() { "Party without a name".to_owned() } else { plain(&query.name) };
    if facts.is_empty() { name } else { format!("{name} ({})", facts.join(", ")) }
}

/// Longest text of a column.
const WIDEST: usize = 44;

fn table(hits: &[Judged], explain: bool) -> Result<(), CliError> {
    let rows: Vec<[String; 4]> = hits
        .iter()
        .map(|one| {
            let alias = if one.hit.alias == one.hit.name { String::new() } else { short(&one.hit.alias) };
            [one.hit.list.clone(), short(&one.hit.name), alias, format!("{}:{}", one.source.set, one.hit.id)]
        })
        .collect();
    let heads = ["list", "name", "matched", "id"];
    let width = |column: usize| {
        let texts = rows.iter().filter_map(|row| row.get(column)).map(|text| text.chars().count());
        texts.chain(heads.get(column).map(|head| head.len())).max().unwrap_or(0)
    };
    let (list, name, alias) = (width(0), width(1), width(2));
    let [a, b, c, d] = heads;
    say!("  {:>5}  {a:<list$}  {b:<name$}  {c:<alias$}  {d}", "score")?;
    for (one, [a, b, c, d]) in hits.iter().zip(&rows) {
        say!("  {}  {a:<list$}  {b:<name$}  {c:<alias$}  {d}", score(one.hit.score))?;
        if let Some(text) = standing(one) {
            say!("         {text}")?;
        }
        if explain {
            for reason in &one.hit.reasons {
                say!("         {}", words(reason))?;
            }
        }
    }
    Ok(())
}

/// Three decimals; what is below 1 never shows as 1.
fn score(score: f64) -> String {
    format!("{:.3}", (score * 1000.0).floor() / 1000.0)
}

fn standing(one: &Judged) -> Option<String> {
    let decision = one.decision?;
    let who = format!("{} on {}: {}", plain(&decision.by), decision.made, plain(&decision.why));
    Some(match &one.reopened {
        Some(why) => format!("! open again, {why} ({who})"),
        None => format!("{} by {who}; until {} [{}]", one.standing(), decision.expires, decision.id),
    })
}

fn words(reason: &Reason) -> String {
    match reason {
        Reason::Word { asked, listed, how: How::Same, weight, .. } => format!("= {}, listed as {listed}: the same word (weighs {weight})", plain(asked)),
        Reason::Word { asked, listed, how, likeness, weight } => {
            format!("~ {}, listed as {listed}: {}, alike by {likeness} (weighs {weight})", plain(asked), how.name())
        }
        Reason::Unmatched { asked, weight } => format!("- {}: not in the listed name (weighs {weight})", plain(asked)),
        Reason::Missing { listed, weight } => format!("+ {listed}: only in the listed name (weighs {weight})"),
        Reason::Identifier { listed } => format!("= number {}: the same", plain(listed)),
        Reason::Birth { listed, agrees } => format!("{} born {}: {}", mark(*agrees), plain(listed), agreement(*agrees)),
        Reason::Country { listed, agrees } => format!("{} country {}: {}", mark(*agrees), listed.join(", "), agreement(*agrees)),
        Reason::Type { listed } => format!("- listed as {listed:?}: another kind of party").to_lowercase(),
        Reason::WeakAlias => "- the list itself calls this name weak".to_owned(),
    }
}

fn mark(agrees: bool) -> &'static str {
    if agrees { "=" } else { "-" }
}

fn agreement(agrees: bool) -> &'static str {
    if agrees { "agrees" } else { "does not agree" }
}

fn short(text: &str) -> String {
    let text = plain(text);
    if text.chars().count() <= WIDEST {
        return text;
    }
    format!("{}…", text.chars().take(WIDEST - 1).collect::<String>())
}

/// A text without signs that move the cursor or turn the direction of writing: what a name contains must not rewrite the screen around it.
fn plain(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().filter(|c| !c.is_control() && !turns(*c)).take(400).collect()
}
