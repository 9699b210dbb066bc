//! The readable answer: a determination that a lawyer could file.

mod parties;

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use comity_decide::{
    Authorisation, Determination, Explanation, Finding, Ground, Outcome, Reasoning, Status, Transaction, Truth,
    classify::{Derived, DerivedStatus},
};
use comity_law::Law;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

fn style(outcome: Outcome) -> Style {
    let colour = match outcome {
        Outcome::NoLicenceRequired | Outcome::Authorised => AnsiColor::Green,
        Outcome::Undetermined => AnsiColor::Yellow,
        Outcome::OtherAuthority => AnsiColor::Magenta,
        Outcome::LicenceRequired | Outcome::Prohibited => AnsiColor::Red,
    };
    BOLD.fg_color(Some(colour.into()))
}

fn words(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::NoLicenceRequired => "no licence required",
        Outcome::Authorised => "authorised, under the conditions below",
        Outcome::Undetermined => "undetermined: facts or law are missing",
        Outcome::OtherAuthority => "another authority decides",
        Outcome::LicenceRequired => "licence required",
        Outcome::Prohibited => "prohibited",
    }
}

/// The user's own words without control characters, which a terminal would obey, and without marks that turn text around.
pub fn plain(text: &str) -> String {
    let harmless = |c: char| !c.is_control() && !matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().map(|c| if harmless(c) { c } else { '?' }).collect()
}

/// Prints a determination.
pub fn determination(out: &mut impl Write, law: &Law, transaction: &Transaction, answer: &Determination) -> io::Result<()> {
    writeln!(out, "{BOLD}Determination {}{BOLD:#}, for {}", plain(&answer.id), answer.date)?;
    for item in &transaction.items {
        writeln!(out, "  item {}: {}", plain(&item.id), plain(item.description.as_deref().unwrap_or("no description")))?;
    }
    for derived in &answer.derived {
        self::derived(out, derived)?;
    }
    let style = style(answer.outcome);
    writeln!(out, "\nOverall: {style}{}{style:#}", words(answer.outcome))?;
    for gap in &answer.not_assessed {
        paragraph(out, "  ! ", &format!("{}: {}", gap.instrument, gap.note))?;
    }
    parties::screened(out, &answer.screened)?;
    parties::owned(out, &answer.ownership)?;
    for finding in &answer.findings {
        self::finding(out, law, finding)?;
    }
    if let Some(receipt) = &answer.receipt {
        writeln!(out, "\n{BOLD}Receipt{BOLD:#} {}", receipt.digest)?;
        writeln!(out, "  {}; the law this rests on, with its edition or first day covered, and the day of its last comparison:", receipt.engine)?;
        let parts: Vec<String> = receipt
            .law
            .iter()
            .map(|part| format!("{} {} ({})", part.part, part.edition.as_deref().unwrap_or("undated"), part.checked.as_deref().unwrap_or("never compared")))
            .collect();
        paragraph(out, "  ", &format!("{DIM}{}{DIM:#}", parts.join("; ")))?;
        let undated = |edition: Option<jiff::civil::Date>| edition.map_or_else(|| "undated".to_owned(), |edition| edition.to_string());
        let lists = receipt.lists.iter().map(|list| format!("{} {} ({})", plain(&list.set), undated(list.edition), plain(&list.digest)));
        let lists: Vec<String> = lists.collect();
        if !lists.is_empty() {
            paragraph(out, "  party lists: ", &format!("{DIM}{}{DIM:#}", lists.join("; ")))?;
        }
    }
    Ok(())
}

/// What the characteristics of an item say of its code.
fn derived(out: &mut impl Write, derived: &Derived) -> io::Result<()> {
    let (list, edition, item) = (&derived.list, &derived.edition, plain(&derived.item));
    let said = match (derived.status, derived.met.is_empty()) {
        (DerivedStatus::Derived, false) => "classified by its characteristics, which this answer rests on",
        (DerivedStatus::Derived, true) => "not listed, as its characteristics rule every paragraph out; this answer rests on that",
        (DerivedStatus::Proposed, _) => "a proposal from its characteristics: state the code once a person has confirmed it",
    };
    paragraph(out, "  ", &format!("item {item} on {list} (edition {edition}): {said}"))?;
    if !derived.met.is_empty() {
        paragraph(out, "    meets  ", &derived.met.join(", "))?;
    }
    if !derived.may.is_empty() {
        paragraph(out, "    may be ", &derived.may.join(", "))?;
    }
    for question in &derived.missing {
        paragraph(out, "    asks   ", &question.question)?;
    }
    Ok(())
}

fn finding(out: &mut impl Write, law: &Law, finding: &Finding) -> io::Result<()> {
    let jurisdiction = law.jurisdictions.iter().find(|jurisdiction| &*jurisdiction.id == finding.jurisdiction);
    let name = jurisdiction.map_or(finding.jurisdiction, |jurisdiction| &jurisdiction.name);
    let style = style(finding.outcome);
    writeln!(out, "\n{BOLD}{name} ({}){BOLD:#}: {style}{}{style:#}", finding.jurisdiction, words(finding.outcome))?;
    if let Some(jurisdiction) = jurisdiction {
        writeln!(out, "  {DIM}authority: {}{DIM:#}", jurisdiction.authority)?;
    }
    if finding.possible.best != finding.outcome || finding.possible.worst != finding.outcome {
        writeln!(out, "  still possible: from {} to {}", finding.possible.best.name(), finding.possible.worst.name())?;
    }
    grounds(out, "Grounds", &finding.grounds)?;
    grounds(out, "Possible grounds, while facts are missing", &finding.possible_grounds)?;
    authorisations(out, finding)?;
    if !finding.missing.is_empty() {
        writeln!(out, "  {BOLD}Missing{BOLD:#} (the answer that settles most comes first)")?;
        for row in &finding.missing {
            let item = row.item.as_deref().map(|item| format!(" of {item}")).unwrap_or_default();
            paragraph(out, "    ? ", &format!("{} [{}{item}]", plain(&row.question), row.fact))?;
        }
    }
    if !finding.assuming.is_empty() {
        writeln!(out, "  {BOLD}Assuming{BOLD:#} (confirm each; the answer rests on it)")?;
        for row in &finding.assuming {
            paragraph(out, "    - ", &format!("{} [{}]", row.statement, row.fact))?;
        }
    }
    if !finding.duties.is_empty() {
        writeln!(out, "  {BOLD}What to do{BOLD:#}")?;
        for duty in &finding.duties {
            let when = if duty.due { "" } else { "If the missing facts say so: " };
            paragraph(out, "    > ", &format!("{when}{} [{}]", duty.text, duty.citation))?;
        }
    }
    if !finding.not_assessed.is_empty() {
        writeln!(out, "  {BOLD}Not assessed{BOLD:#} (law that could change this answer)")?;
        // One line for all that is open for the same reason.
        let mut said: Vec<(&str, &str)> = Vec::new();
        for row in &finding.not_assessed {
            let key = (row.status, &*row.note);
            if said.contains(&key) {
                continue;
            }
            said.push(key);
            let alike = finding.not_assessed.iter().filter(|other| (other.status, &*other.note) == key);
            let instruments: Vec<&str> = alike.map(|other| &*other.instrument).collect();
            paragraph(out, "    ! ", &format!("{} ({}): {}", instruments.join("; "), row.status, row.note))?;
        }
    }
    explanation(out, &finding.explanation)
}

fn grounds(out: &mut impl Write, title: &str, rows: &[Ground]) -> io::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    writeln!(out, "  {BOLD}{title}{BOLD:#}")?;
    for (i, row) in rows.iter().enumerate() {
        let reason = match (row.reason, row.column) {
            (Some(reason), Some(column)) => format!("{reason} {column}: "),
            (Some(reason), None) => format!("{reason}: "),
            (None, _) => String::new(),
        };
        let provision = row.provision.as_deref().map(|provision| format!(" at {provision}")).unwrap_or_default();
        paragraph(out, &format!("    {}. ", i + 1), &format!("{reason}{} ({}{provision})", row.title, plain(&row.item)))?;
        paragraph(out, "       ", &row.citation)?;
        if !row.open.is_empty() {
            paragraph(out, "       ", &format!("Open because of: {}", row.open.join("; ")))?;
        }
        if let Some(policy) = row.policy {
            paragraph(out, "       ", &format!("Applications: {policy}"))?;
        }
        if !row.lifted_by.is_empty() {
            paragraph(out, "       ", &format!("Lifted by: {}", row.lifted_by.join(", ")))?;
        }
    }
    Ok(())
}

/// Open authorisations in full; those that wait for facts, a line each with what they wait for; closed ones by name.
fn authorisations(out: &mut impl Write, finding: &Finding) -> io::Result<()> {
    let rows = &finding.authorisations;
    let of = |status: Status| rows.iter().filter(move |row| row.status == status);
    // Nothing needs lifting where no ground has fired: then only the number is said.
    if finding.grounds.is_empty() {
        return Ok(());
    }
    let names = |row: &Authorisation| {
        if row.name == row.rule.rsplit('/').next().unwrap_or_default() { row.name.to_owned() } else { format!("{} ({})", row.name, row.rule) }
    };
    if of(Status::Available).next().is_some() {
        writeln!(out, "  {BOLD}Authorisations that are open{BOLD:#}")?;
    }
    for row in of(Status::Available) {
        let style = Style::new().fg_color(Some(AnsiColor::Green.into()));
        let lifts = unique(row.lifts.iter().map(|lift| &**lift)).join(", ");
        paragraph(out, "    ", &format!("{style}{}{style:#}: {}; lifts {lifts} for {} [{}]", names(row), row.title, plain(&row.item), row.citation))?;
        for condition in row.conditions.iter().filter(|condition| condition.met == Truth::True) {
            paragraph(out, "      + ", &format!("{} [{}]", condition.text, condition.citation))?;
        }
        if let Some(why) = row.unverified {
            paragraph(out, "      ! ", &format!("not verified: {why}"))?;
        }
    }
    let lifted = |lift: &str| of(Status::Available).any(|row| row.lifts.iter().any(|other| other == lift));
    let waiting: Vec<&Authorisation> = of(Status::Conditional).filter(|row| row.lifts.iter().any(|lift| !lifted(lift))).collect();
    if !waiting.is_empty() {
        writeln!(out, "  {BOLD}Authorisations that missing facts could open{BOLD:#}")?;
    }
    for row in waiting {
        let open: Vec<&str> = row.conditions.iter().filter(|condition| condition.met == Truth::Unknown).map(|condition| condition.text).collect();
        paragraph(out, "    ? ", &format!("{}, if: {} [{}]", names(row), open.join("; "), row.citation))?;
    }
    // An authorisation that one single test closes is worth a look; the rest are named, so that it is seen that they were asked.
    let failing = |row: &Authorisation| row.conditions.iter().filter(|condition| condition.met != Truth::True).count();
    let near: Vec<&Authorisation> = of(Status::Unavailable).filter(|row| failing(row) == 1).collect();
    if !near.is_empty() {
        writeln!(out, "  {BOLD}Authorisations that one test closes{BOLD:#}")?;
    }
    for row in near {
        for condition in row.conditions.iter().filter(|condition| condition.met == Truth::False) {
            paragraph(out, "    - ", &format!("{}: not so: {} [{}]", names(row), condition.text, condition.citation))?;
        }
    }
    let closed = unique(finding.closed.iter().map(|rule| rule.rsplit('/').next().unwrap_or(rule)));
    if !closed.is_empty() {
        paragraph(out, &format!("    {DIM}"), &format!("also asked, and closed: {}{DIM:#}", closed.join(", ")))?;
    }
    Ok(())
}

fn unique<'a>(words: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut out: Vec<&str> = Vec::new();
    for word in words {
        if !out.contains(&word) {
            out.push(word);
        }
    }
    out
}

fn explanation(out: &mut impl Write, rows: &[Explanation]) -> io::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    writeln!(out, "  {BOLD}Explanation{BOLD:#}")?;
    for row in rows {
        writeln!(out, "    {} {} {} for {} [{}]", mark(row.value), row.kind, row.rule, row.item, row.citation)?;
        row.reasoning.iter().try_for_each(|step| reasoning(out, step, 6))?;
    }
    Ok(())
}

fn reasoning(out: &mut impl Write, step: Reasoning, depth: usize) -> io::Result<()> {
    let because = step.because().map(|because| format!("  ({because})")).unwrap_or_default();
    paragraph(out, &format!("{:depth$}{} ", "", mark(step.value())), &format!("{}{because}", step.test()))?;
    step.of().into_iter().try_for_each(|part| reasoning(out, part, depth + 2))
}

fn mark(value: Truth) -> &'static str {
    match value {
        Truth::True => "[true]   ",
        Truth::Unknown => "[unknown]",
        Truth::False => "[false]  ",
    }
}

/// Writes text with a first prefix, wrapped to the terminal and aligned below it.
pub fn paragraph(out: &mut impl Write, prefix: &str, text: &str) -> io::Result<()> {
    let width = terminal_size::terminal_size().map_or(110, |(width, _)| usize::from(width.0)).clamp(60, 140);
    let indent = " ".repeat(textwrap::core::display_width(prefix));
    let options = textwrap::Options::new(width).initial_indent(prefix).subsequent_indent(&indent).break_words(false);
    // Citations and ids break at spaces only.
    let options = options.word_separator(textwrap::WordSeparator::AsciiSpace).word_splitter(textwrap::WordSplitter::NoHyphenation);
    writeln!(out, "{}", textwrap::fill(text, options))
}
