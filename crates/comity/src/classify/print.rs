//! The readable classification.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use comity_edge::classify::{Answer, Found};
use comity_law::Law;

use crate::render::{paragraph, plain};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const MET: Style = Style::new().bold().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Red)));

/// Prints what was found for each item.
pub fn answers(out: &mut impl Write, law: &Law, answers: &[Answer]) -> io::Result<()> {
    for (i, answer) in answers.iter().enumerate() {
        if i > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{BOLD}Item {}{BOLD:#}: {}", plain(&answer.item.id), plain(answer.item.description.as_deref().unwrap_or("no description")))?;
        if answer.item.profile.is_empty() && answer.item.description.is_none() {
            paragraph(out, "  ", "Nothing is known of it: give `characteristics`, or a `description`, or use --ask.")?;
            continue;
        }
        for found in &answer.lists {
            list(out, law, answer, found)?;
        }
        paragraph(out, "\n", "A classification is a proposal that a person confirms: the answer rests on the characteristics as they were given.")?;
    }
    Ok(())
}

fn list(out: &mut impl Write, law: &Law, answer: &Answer, found: &Found) -> io::Result<()> {
    let edition = found.edition;
    let title = law.list_by_id(&edition.list).map_or("", |list| &law.list(list).title);
    writeln!(
        out,
        "\n{BOLD}{}{BOLD:#}  {title}, edition {}; {DIM}{:.0} % of its figures are read{DIM:#}",
        edition.list,
        edition.date,
        edition.coverage().percent()
    )?;
    for met in &found.classified.met {
        writeln!(out, "  {MET}met{MET:#}      {BOLD}{}{BOLD:#}", met.provision)?;
        for proof in &met.proof {
            paragraph(out, "             ", &format!("{DIM}{}{DIM:#}: {} [{}]", code(&proof.provision), proof.condition, proof.value))?;
        }
    }
    for may in &found.classified.may {
        writeln!(out, "  may be   {BOLD}{}{BOLD:#}, depending on:", may.provision)?;
        for question in may.missing.iter().take(4) {
            paragraph(out, "             ", &question.question)?;
        }
        if may.missing.len() > 4 {
            writeln!(out, "             {DIM}and {} more{DIM:#}", may.missing.len() - 4)?;
        }
    }
    if found.classified.more > 0 {
        writeln!(out, "  {DIM}and {} more that may be met (--limit shows more){DIM:#}", found.classified.more)?;
    }
    for near in &found.classified.near {
        paragraph(out, &format!("  near     {BOLD}{}{BOLD:#}: missed by ", near.provision), &near.by)?;
    }
    for excluded in &found.classified.excluded {
        let by: Vec<String> = excluded.by.iter().map(|proof| format!("{} [{}]", proof.condition, proof.value)).collect();
        paragraph(out, &format!("  taken out of {BOLD}{}{BOLD:#} by a note: ", excluded.provision), &by.join(", "))?;
    }
    for candidate in &found.candidates {
        let questions: Vec<&str> = candidate.questions.iter().map(|question| &*question.question).collect();
        paragraph(out, &format!("  look at  {BOLD}{}{BOLD:#} ({:.2}): ", candidate.provision, candidate.score), &questions.join(" "))?;
    }
    let nothing = found.classified.met.is_empty() && found.classified.may.is_empty() && found.candidates.is_empty();
    if nothing {
        let said = match (found.classified.not_listed, answer.item.profile.is_empty()) {
            (Some(true), _) => "every paragraph is ruled out: not listed",
            (_, true) => "the words of the description point to no entry",
            _ => "nothing speaks for any paragraph, but not all are ruled out",
        };
        writeln!(out, "  {said}")?;
    }
    Ok(())
}

fn code(provision: &str) -> &str {
    provision.split_once(':').map_or(provision, |(_, code)| code)
}
