//! KDL nodes with the file they stand in: reading attributes with spans, and reporting what does not fit.

use std::ops::Range;

use jiff::civil::Date;
use kdl::{KdlDocument, KdlEntry, KdlNode, KdlValue};

use crate::{Period, Problem, ProblemKind, SourceFile, nearest};

/// Faults found so far.
pub(crate) type Problems = Vec<Problem>;

/// A KDL node and its file.
#[derive(Clone, Copy)]
pub(crate) struct At<'a> {
    pub(crate) file: &'a SourceFile,
    pub(crate) node: &'a KdlNode,
}

/// A string value with the bytes of its content in the file.
#[derive(Clone)]
pub(crate) struct Text<'a> {
    pub(crate) file: &'a SourceFile,
    pub(crate) value: &'a str,
    pub(crate) at: Range<usize>,
    written: Written,
}

/// How a string stands in the file.
#[derive(Clone, Copy)]
enum Written {
    /// As its value.
    Plain,
    /// On lines of its own, after so many bytes of indentation.
    Indented(usize),
    /// With escapes: a part of it has no place of its own.
    Escaped,
}

impl<'a> Text<'a> {
    fn of(file: &'a SourceFile, entry: &'a KdlEntry) -> Option<Self> {
        let KdlValue::String(value) = entry.value() else { return None };
        let span = entry.span();
        let written = file.text.get(span.offset()..span.offset() + span.len()).unwrap_or_default();
        // The content starts after the opening quotes; a word without quotes starts after `name=`.
        let (start, quotes) = match written.find('"') {
            Some(quote) => (quote, written.get(quote..).map_or(0, |rest| rest.len() - rest.trim_start_matches('"').len())),
            None => (written.find('=').map_or(0, |equals| equals + 1), 0),
        };
        if quotes >= 3 {
            // A long string: its lines stand after the one that opens it, indented as the line that closes it.
            let last = written.rfind('\n').map_or(0, |newline| newline + 1);
            let first = written.find('\n').map_or(0, |newline| newline + 1);
            let indent = written.get(last..).map_or(0, |line| line.len() - line.trim_start_matches([' ', '\t']).len());
            let at = span.offset() + first..span.offset() + last.saturating_sub(1).max(first);
            return Some(Self { file, value, at, written: Written::Indented(indent) });
        }
        let start = span.offset() + start + quotes.min(1);
        let at = start..start + value.len();
        let plain = file.text.get(at.clone()) == Some(value);
        let at = if plain { at } else { span.offset()..span.offset() + span.len() };
        Some(Self { file, value, at, written: if plain { Written::Plain } else { Written::Escaped } })
    }

    /// Bytes of the file for a byte of the content.
    fn offset(&self, byte: usize, indent: usize) -> usize {
        let before = self.value.get(..byte).unwrap_or(self.value);
        let (lines, column) = (before.matches('\n').count(), before.len() - before.rfind('\n').map_or(0, |newline| newline + 1));
        let file = self.file.text.get(self.at.start..).unwrap_or_default();
        let line = lines.checked_sub(1).and_then(|n| file.match_indices('\n').nth(n)).map_or(0, |(newline, _)| newline + 1);
        self.at.start + line + indent + column
    }

    /// Bytes of the file for a part of the content.
    fn place(&self, part: Range<usize>) -> Range<usize> {
        match self.written {
            Written::Plain => self.at.start + part.start..self.at.start + part.end,
            Written::Indented(indent) => {
                let start = self.offset(part.start, indent);
                start..self.offset(part.end, indent).max(start)
            }
            Written::Escaped => self.at.clone(),
        }
    }

    pub(crate) fn problem(&self, kind: ProblemKind) -> Problem {
        Problem::new(self.file, self.at.clone(), kind)
    }

    /// A fault at a part of the content.
    pub(crate) fn problem_at(&self, part: Range<usize>, kind: ProblemKind) -> Problem {
        Problem::new(self.file, self.place(part), kind)
    }

    pub(crate) fn date(&self, problems: &mut Problems) -> Option<Date> {
        let date = self.value.parse().ok();
        if date.is_none() {
            problems.push(self.problem(ProblemKind::Expected { expected: "a date such as 2026-07-23".into() }));
        }
        date
    }

    /// The words of a space-separated value, each with its place.
    pub(crate) fn words(&self) -> impl Iterator<Item = Text<'a>> + '_ {
        self.value.split_whitespace().map(|word| {
            let offset = word.as_ptr() as usize - self.value.as_ptr() as usize;
            Text { file: self.file, value: word, at: self.place(offset..offset + word.len()), written: Written::Plain }
        })
    }
}

impl<'a> At<'a> {
    pub(crate) fn name(&self) -> &'a str {
        self.node.name().value()
    }

    pub(crate) fn problem(&self, kind: ProblemKind) -> Problem {
        let span = self.node.name().span();
        Problem::new(self.file, span.offset()..span.offset() + span.len(), kind)
    }

    /// The source text of the node, for digests.
    pub(crate) fn written(&self) -> &'a str {
        let span = self.node.span();
        self.file.text.get(span.offset()..span.offset() + span.len()).unwrap_or_default()
    }

    pub(crate) fn children(&self) -> impl Iterator<Item = At<'a>> + use<'a> {
        let file = self.file;
        self.node.children().into_iter().flat_map(KdlDocument::nodes).map(move |node| At { file, node })
    }

    pub(crate) fn named(&self, name: &'static str) -> impl Iterator<Item = At<'a>> + use<'a> {
        self.children().filter(move |child| child.name() == name)
    }

    /// Positional string arguments.
    pub(crate) fn args(&self) -> impl Iterator<Item = Text<'a>> + use<'a> {
        let file = self.file;
        self.node.entries().iter().filter(|entry| entry.name().is_none()).filter_map(move |entry| Text::of(file, entry))
    }

    /// The first argument; reports its absence.
    pub(crate) fn arg(&self, what: &'static str, problems: &mut Problems) -> Option<Text<'a>> {
        let first = self.args().next();
        if first.is_none() {
            problems.push(self.problem(ProblemKind::Missing { node: self.name().into(), what }));
        }
        first
    }

    /// An attribute: a property, or a child node with one argument.
    pub(crate) fn text(&self, name: &str) -> Option<Text<'a>> {
        let property = self.node.entries().iter().rev().find(|entry| entry.name().is_some_and(|n| n.value() == name));
        match property {
            Some(entry) => Text::of(self.file, entry),
            None => self.children().find(|child| child.name() == name)?.args().next(),
        }
    }

    pub(crate) fn required(&self, name: &'static str, problems: &mut Problems) -> Option<Text<'a>> {
        let text = self.text(name);
        if text.is_none() {
            problems.push(self.problem(ProblemKind::Missing { node: self.name().into(), what: name }));
        }
        text
    }

    pub(crate) fn boxed(&self, name: &str) -> Option<Box<str>> {
        self.text(name).map(|text| text.value.into())
    }

    pub(crate) fn date(&self, name: &str, problems: &mut Problems) -> Option<Date> {
        self.text(name).and_then(|text| text.date(problems))
    }

    pub(crate) fn integer(&self, name: &str) -> Option<i128> {
        self.node.get(name).and_then(KdlValue::as_integer)
    }

    /// `from` and `until`.
    pub(crate) fn period(&self, problems: &mut Problems) -> Period {
        let (from, until) = (self.date("from", problems), self.date("until", problems));
        Period::new(from, until).unwrap_or_else(|| {
            if let (Some(from), Some(until)) = (from, until) {
                problems.push(self.problem(ProblemKind::PeriodInverted { from, until }).help("swap `from` and `until`, or delete the row"));
            }
            Period::default()
        })
    }

    /// Reports attributes and children that the node does not take.
    pub(crate) fn only(&self, known: &[&str], problems: &mut Problems) {
        for entry in self.node.entries() {
            let Some(name) = entry.name() else { continue };
            if !known.contains(&name.value()) {
                let span = name.span();
                let kind = ProblemKind::UnknownAttribute { node: self.name().into(), attribute: name.value().into() };
                let problem = Problem::new(self.file, span.offset()..span.offset() + span.len(), kind);
                problems.push(with_near(problem, name.value(), known));
            }
        }
        for child in self.children() {
            if !known.contains(&child.name()) {
                let problem = child.problem(ProblemKind::UnknownNode { node: child.name().into() });
                problems.push(with_near(problem, child.name(), known));
            }
        }
    }
}

/// Adds "did you mean" where a known word is near.
pub(crate) fn with_near(problem: Problem, word: &str, known: &[&str]) -> Problem {
    match nearest(word, known.iter().copied()) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None if known.len() <= 20 => problem.help(format!("known here: {}", known.join(", "))),
        None => problem,
    }
}

/// Parses one file.
pub(crate) fn document(file: &SourceFile) -> Result<KdlDocument, Vec<Problem>> {
    KdlDocument::parse_v2(&file.text).map_err(|error| {
        error
            .diagnostics
            .into_iter()
            .map(|diagnostic| {
                let message = diagnostic.message.or(diagnostic.label).unwrap_or_else(|| "unexpected text".into());
                let problem = Problem::new(file, diagnostic.span, ProblemKind::Syntax(message));
                match diagnostic.help {
                    Some(help) => problem.help(help),
                    None => problem,
                }
            })
            .collect()
    })
}
