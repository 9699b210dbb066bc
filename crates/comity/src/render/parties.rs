//! What screening and ownership say of the parties, in the readable answer.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use comity_decide::{Hit, HitState, Owned, Screened, SetAge, Truth};

use super::{BOLD, paragraph, plain};

/// Prints what screening found, a party after the other.
pub fn screened(out: &mut impl Write, rows: &[Screened]) -> io::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{BOLD}Parties screened{BOLD:#}")?;
    for row in rows {
        let name = plain(&row.name);
        match (row.hits.is_empty(), row.sets.is_empty()) {
            (true, true) => paragraph(out, "  ", &format!("{name}: not screened"))?,
            (true, false) => paragraph(out, "  ", &format!("{name}: no hit"))?,
            (false, _) => paragraph(out, "  ", &format!("{name}: is, or may be, {}", count(row.hits.len())))?,
        }
        row.hits.iter().try_for_each(|one| hit(out, one))?;
        for warning in &row.warnings {
            let style = Style::new().fg_color(Some(AnsiColor::Yellow.into()));
            paragraph(out, "    ! ", &format!("{style}{}{style:#}", plain(warning)))?;
        }
        if !row.not_screened.is_empty() {
            paragraph(out, "    ! ", &format!("not screened, no edition imported: {}; what these lists would say is presumed", row.not_screened.join(", ")))?;
        }
    }
    let mut sets: Vec<&SetAge> = Vec::new();
    for set in rows.iter().flat_map(|row| &row.sets) {
        if !sets.contains(&set) {
            sets.push(set);
        }
    }
    if !sets.is_empty() {
        let sets: Vec<String> = sets.into_iter().map(set).collect();
        paragraph(out, "  searched: ", &sets.join("; "))?;
    }
    Ok(())
}

fn hit(out: &mut impl Write, hit: &Hit) -> io::Result<()> {
    let mark = match hit.state {
        HitState::Same => "    = ",
        HitState::Open => "    ? ",
    };
    let alias = hit.alias.as_ref().map(|alias| format!(" as {}", plain(alias))).unwrap_or_default();
    let number = if hit.identifier { ", and a register number agrees" } else { "" };
    let said = match (&hit.decided, hit.state) {
        (Some(why), HitState::Same) => format!("confirmed by {}", plain(why)),
        (Some(why), HitState::Open) => format!("open again: {}", plain(why)),
        (None, HitState::Same) => "confirmed".to_owned(),
        (None, HitState::Open) => "open".to_owned(),
    };
    let asked = if hit.facts.is_empty() { "; no rule here asks for this list" } else { "" };
    let (name, list, id) = (plain(&hit.name), plain(&hit.list), plain(&hit.id));
    paragraph(out, mark, &format!("{name}{alias} ({list}, {id}), score {:.2}{number}: {said}{asked}", hit.score))
}

fn count(number: usize) -> String {
    if number == 1 { "a listed party".to_owned() } else { format!("one of {number} listed parties") }
}

fn set(set: &SetAge) -> String {
    let name = plain(&set.set);
    match (set.edition, set.age_days) {
        (Some(date), Some(days @ 0..)) => format!("{name} of {date} ({days} days old)"),
        (Some(date), _) => format!("{name} of {date}"),
        (None, _) => format!("{name} (undated)"),
    }
}

/// Prints what follows from who owns the parties, with the chain.
pub fn owned(out: &mut impl Write, rows: &[Owned]) -> io::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{BOLD}Ownership{BOLD:#}")?;
    for row in rows {
        let value = match row.value {
            Truth::True => "true",
            Truth::Unknown => "open",
            Truth::False => "false",
        };
        paragraph(out, "  ", &format!("{}: {} is {value} [{}]", plain(&row.name), row.fact, row.citation))?;
        for step in &row.steps {
            let holders = step.holders.iter().map(|holder| {
                let share = holder.share.as_deref().unwrap_or("a share that is not told");
                let control = if holder.control { ", and control" } else { "" };
                format!("{} ({share}{control})", plain(&holder.name))
            });
            let holders: Vec<String> = holders.collect();
            paragraph(out, "    ", &format!("{} is held by {}: {} together", plain(&step.held), holders.join(", "), step.together))?;
        }
        for question in &row.open {
            paragraph(out, "    ? ", &plain(question))?;
        }
    }
    Ok(())
}
