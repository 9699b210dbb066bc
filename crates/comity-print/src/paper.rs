//! What stands on the paper of a determination, and in which order: who asked, the question, each verdict, what it rests on, and how to prove it.

mod findings;
mod proof;

use comity_portal::{Argument, Catalogue, Outcome, pages::ship::Answer};

use crate::{
    Block, Entry, Sheet,
    sheet::{Time, Tone},
};

/// A determination to be printed.
#[derive(Clone, Debug, PartialEq)]
pub struct Paper {
    /// The answer, as a page shows it.
    pub answer: Answer,
    /// Who asked.
    pub asked: Asked,
    /// The question as it was stated, field by field; none where it is not at hand.
    pub stated: Option<Vec<Stated>>,
    /// What would settle what is open, the most telling first.
    pub missing: Vec<Missing>,
    /// Listed parties that a party is or may be.
    pub hits: Vec<Hit>,
    /// Lists of parties that were searched.
    pub lists: Vec<ListSearched>,
    /// Parts of the law that the answer rests on.
    pub sources: Vec<Source>,
    /// Whether the answer carries how it came about.
    pub reasons: Reasons,
    /// When the answer was given: the PDF tells it.
    pub made: Time,
}

/// Who asked, and when.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// The organisation.
    pub organisation: Option<String>,
    /// Who there.
    pub by: Option<String>,
    /// When, in words.
    pub at: Option<String>,
    /// The record's id.
    pub record: Option<String>,
    /// Until when it is kept.
    pub kept: Option<Kept>,
}

/// Until when a record is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// Its last day.
    pub until: String,
    /// Why, a line for each law that asks for it.
    pub because: Vec<String>,
}

/// A field of the question with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stated {
    /// The field, as the question names it.
    pub field: String,
    /// Its value.
    pub value: String,
}

/// A fact that is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The question that settles it.
    pub question: String,
    /// The item or party that it is about.
    pub about: Option<String>,
    /// Whose law asks, by name.
    pub asked_by: String,
}

/// A listed party that a party is or may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Our party.
    pub party: String,
    /// The listed one.
    pub listed: String,
    /// The list and the record in it.
    pub record: String,
    /// How well it fits, in percent.
    pub percent: u8,
    /// Who decided what about it; none where nobody did.
    pub decided: Option<String>,
}

/// A list of parties that was searched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListSearched {
    /// Its name.
    pub name: String,
    /// The day that its edition is of; empty where that is not known.
    pub edition: String,
    /// The digest of its records.
    pub digest: String,
}

/// A part of the law.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Which.
    pub part: String,
    /// Its edition.
    pub edition: String,
    /// When it was last compared with its source.
    pub checked: String,
    /// The digest of its text.
    pub digest: String,
}

/// Whether the answer carries how it came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reasons {
    /// It does.
    Shown,
    /// It was made under other law than is loaded.
    OtherLaw,
    /// The law is the same, and what comes out now is not: another version of the program made it.
    OtherAnswer,
    /// There is no receipt with its question from which it could be made again.
    NoReceipt,
}

impl Paper {
    /// As it is laid out, in the words of a catalogue.
    pub fn sheet(&self, words: &Catalogue) -> Sheet {
        let say = |key: &str| words.say(key).into_owned();
        let digest = self.answer.receipt.as_ref().map(|receipt| receipt.digest.clone()).unwrap_or_default();
        let foot = [self.asked.organisation.clone().unwrap_or_default(), digest];
        let places = [("page", Argument::from("{1}")), ("pages", Argument::from("{2}"))];
        let mut sheet = Sheet {
            title: format!("{} {}", say("print-title"), self.asked.record.as_deref().unwrap_or(&self.answer.id)).trim().to_owned(),
            subtitle: self.answer.asked.clone(),
            author: self.asked.organisation.clone().unwrap_or_default(),
            foot: foot.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" · "),
            page: words.say_with("print-page", &places).into_owned(),
            no_glyph: say("print-no-glyph"),
            ..Sheet::empty(words.language(), self.made)
        };
        let mut page = Page { words, blocks: Vec::new() };
        page.opening(self);
        page.question(self);
        page.screening(self);
        for finding in &self.answer.findings {
            page.finding(finding);
        }
        page.elsewhere(&self.answer);
        page.proof(self);
        page.reasons(self);
        sheet.blocks = page.blocks;
        sheet
    }
}

/// What is on the sheet so far.
struct Page<'w> {
    words: &'w Catalogue,
    blocks: Vec<Block>,
}

impl Page<'_> {
    fn say(&self, key: &str) -> String {
        self.words.say(key).into_owned()
    }

    fn put(&self, key: &str, values: &[(&str, Argument<'_>)]) -> String {
        self.words.say_with(key, values).into_owned()
    }

    /// The words for a value of a vocabulary; the value where there are none.
    fn name(&self, kind: &str, value: &str) -> String {
        let key = format!("{kind}-{value}");
        if self.words.has(&key) { self.say(&key) } else { value.replace(['-', '_'], " ") }
    }

    fn heading(&mut self, level: u8, text: String) {
        self.blocks.push(Block::Heading { level, text });
    }

    fn notice(&mut self, text: String) {
        self.blocks.push(Block::Notice { text });
    }

    fn paragraph(&mut self, text: String) {
        self.blocks.push(Block::Paragraph { text, soft: false });
    }

    fn soft(&mut self, text: String) {
        self.blocks.push(Block::Paragraph { text, soft: true });
    }

    fn entries(&mut self, rows: Vec<Entry>) {
        if !rows.is_empty() {
            self.blocks.push(Block::Entries { rows });
        }
    }

    fn verdict(&mut self, outcome: Outcome, text: String) {
        let word = self.say(outcome.key());
        self.blocks.push(Block::Verdict { tone: tone(outcome), word, text });
    }

    /// The verdict on the whole, and who asked.
    fn opening(&mut self, paper: &Paper) {
        let verdict = self.say(paper.answer.outcome.verdict());
        self.verdict(paper.answer.outcome, verdict);
        let asked = &paper.asked;
        let rows = [
            ("print-organisation", asked.organisation.clone()),
            ("print-by", asked.by.clone()),
            ("print-at", asked.at.clone()),
            ("print-day", Some(paper.answer.date.clone())),
            ("print-record", asked.record.clone()),
            ("print-kept", asked.kept.as_ref().map(|kept| kept.until.clone())),
        ];
        let rows = rows.into_iter().filter_map(|(key, value)| Some((self.say(key), value.filter(|value| !value.is_empty())?))).collect();
        self.blocks.push(Block::Facts { rows });
        let because = asked.kept.iter().flat_map(|kept| &kept.because);
        self.entries(because.map(|line| Entry { text: line.clone(), ..Entry::default() }).collect());
        self.soft(self.say("foot-advice"));
    }

    /// The question as stated, and what of it was derived.
    fn question(&mut self, paper: &Paper) {
        self.heading(1, self.say("print-question"));
        match &paper.stated {
            Some(stated) => {
                let rows = stated.iter().map(|one| (one.field.clone(), one.value.clone())).collect();
                self.blocks.push(Block::Facts { rows });
            }
            None => self.notice(self.say("print-question-none")),
        }
        if !paper.answer.derived.is_empty() {
            self.heading(2, self.say("answer-derived"));
            self.entries(paper.answer.derived.iter().map(|line| Entry { text: line.clone(), ..Entry::default() }).collect());
        }
        if !paper.missing.is_empty() {
            self.heading(1, self.say("missing-title"));
            let entry = |one: &Missing| Entry {
                text: one.question.clone(),
                tags: one.about.iter().cloned().chain([one.asked_by.clone()]).collect(),
                ..Entry::default()
            };
            self.entries(paper.missing.iter().map(entry).collect());
        }
    }

    /// What screening found, what was decided about it, and what was searched.
    fn screening(&mut self, paper: &Paper) {
        self.heading(1, self.say("answer-screened"));
        if paper.lists.is_empty() {
            self.notice(self.say("print-lists-none"));
        }
        let open = |open: bool| if open { self.say("print-look") } else { String::new() };
        let parties = paper.answer.screening.iter();
        let parties = parties.map(|one| Entry { text: format!("{}: {}", one.party, one.said), notice: open(one.open), ..Entry::default() });
        let parties = parties.collect();
        self.entries(parties);
        if !paper.hits.is_empty() {
            self.heading(2, self.say("print-hits"));
            let hits = paper.hits.iter().map(|hit| {
                let percent = usize::from(hit.percent);
                let text = self.put("print-hit", &[("party", (&*hit.party).into()), ("listed", (&*hit.listed).into()), ("percent", percent.into())]);
                let (decided, notice) = match &hit.decided {
                    Some(decided) => (vec![decided.clone()], String::new()),
                    None => (Vec::new(), self.say("print-hit-open")),
                };
                Entry { text, cite: hit.record.clone(), lines: decided, notice, ..Entry::default() }
            });
            let hits = hits.collect();
            self.entries(hits);
        }
    }

    /// Law that no loaded jurisdiction answers.
    fn elsewhere(&mut self, answer: &Answer) {
        if !answer.gaps.is_empty() {
            self.heading(1, self.say("answer-elsewhere"));
            self.gaps(&answer.gaps);
        }
    }
}

fn tone(outcome: Outcome) -> Tone {
    match outcome {
        Outcome::Prohibited => Tone::Stop,
        Outcome::LicenceRequired | Outcome::OtherAuthority | Outcome::Undetermined => Tone::Care,
        Outcome::Authorised | Outcome::NoLicenceRequired => Tone::Go,
    }
}
