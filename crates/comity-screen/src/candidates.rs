//! From the words of a question to the few listed names worth a close look.
//!
//! Each word is looked up in the vocabulary, with its other spellings; the names that have those words collect the information that they
//! share with the question. Names are never compared one by one.

use std::{collections::HashMap, sync::Arc};

use crate::{
    align::Alignment,
    index::{Index, Keys, NameId, WordId, letters},
    likeness::{self, Edits, How},
    part::Part,
    query::Asked,
};

/// Listed words kept for one word of the question: what is further down is less like and more common.
const MOST_SPELLINGS: usize = 48;

/// Names that are compared closely before it is asked whether more are worth it.
const BATCH: usize = 64;

/// Names that promise less than this share of the best are not compared closely: evidence other than the name could not lift them above it.
const LEAST_PROMISE: f32 = 0.15;

/// Words whose spellings are remembered in a [`Workspace`].
const MOST_REMEMBERED: usize = 8192;

/// Postings read before the search is content with what it has found; a word of the question always gets its best spelling read.
const MOST_POSTINGS: usize = 20_000;

/// Length from which the beginning of a word stands for it, at the end of a name that was cut off.
const SHORTEST_BEGINNING: usize = 3;

/// Information of a single letter, in nats: there are some twenty that names begin with.
pub const INITIAL: f32 = 2.5;

/// A listed word that a word of the question may stand for.
#[derive(Clone, Copy, Debug)]
pub struct Candidate {
    /// The listed word.
    pub word: WordId,
    /// How like it is.
    pub likeness: f32,
    /// In what way.
    pub how: How,
}

/// The listed words that one word of the question may stand for, and what the word weighs.
#[derive(Clone, Debug, Default)]
pub struct Expansion {
    /// By number of the word.
    pub candidates: Vec<Candidate>,
    /// Information of the asked word in nats, its part in the name counted in.
    pub weight: f32,
}

impl Expansion {
    /// The likeness of a listed word.
    pub fn get(&self, word: WordId) -> Option<Candidate> {
        let at = self.candidates.binary_search_by_key(&word, |candidate| candidate.word).ok()?;
        self.candidates.get(at).copied()
    }
}

/// Room that screening uses again from question to question. It never changes an answer.
#[derive(Clone, Debug, Default)]
pub struct Workspace {
    /// The index for which the rest is made ready.
    index: u64,
    keys: Keys,
    found: Vec<WordId>,
    /// Question and word at which a listed word was last taken.
    word_seen: Vec<u32>,
    /// Question, word and form at which a listed word was last compared.
    word_met: Vec<u32>,
    credits: Vec<Credit>,
    touched: Vec<NameId>,
    promising: Vec<(f32, NameId)>,
    /// For each record the question at which one of its names was last compared, and its place among those compared.
    pub(crate) record_seen: Vec<(u32, u32)>,
    ticket: u32,
    /// Spellings of words met before: the same whenever they are looked up, so that remembering them changes no answer.
    remembered: HashMap<Box<str>, Arc<Expansion>>,
    pub(crate) alignment: Alignment,
}

/// What a name shares with a question.
#[derive(Clone, Copy, Debug, Default)]
struct Credit {
    /// The question.
    ticket: u32,
    /// The words of it that credited the name, a bit each.
    words: u32,
    /// Information shared, in nats.
    sum: f32,
    /// Information of the whole name: here, so that it is at hand with the rest.
    total: f32,
}

impl Workspace {
    fn fit(&mut self, index: &Index) {
        if self.index != index.mark() || self.ticket > u32::MAX - 4096 {
            let (words, names, records) = (index.vocabulary.len(), index.names.len(), index.size().records);
            self.index = index.mark();
            self.word_seen.clear();
            self.word_seen.resize(words, 0);
            self.word_met.clear();
            self.word_met.resize(words, 0);
            self.credits.clear();
            self.credits.extend((0..).take(names).map(|name| Credit { total: index.names.total(name), ..Credit::default() }));
            self.record_seen.clear();
            self.record_seen.resize(records, (0, 0));
            self.ticket = 0;
            self.remembered.clear();
        }
    }

    pub(crate) fn ticket(&mut self) -> u32 {
        self.ticket += 1;
        self.ticket
    }
}

/// The listed words that each word of the question may stand for.
pub fn expand(index: &Index, asked: &[Asked], workspace: &mut Workspace) -> Vec<Arc<Expansion>> {
    workspace.fit(index);
    let last = asked.len().saturating_sub(1);
    asked.iter().enumerate().map(|(at, word)| remembered(index, word, at == last, workspace)).collect()
}

/// The expansion of a word, looked up once for each word and place that it can have.
fn remembered(index: &Index, asked: &Asked, last: bool, workspace: &mut Workspace) -> Arc<Expansion> {
    // Words with other readings are rare, and what they expand to depends on those as well.
    if !asked.readings.is_empty() {
        return Arc::new(expand_word(index, asked, last, workspace));
    }
    let place = [b'0' + u8::from(last), b'0' + u8::from(asked.vowelless), b'0' + asked.part as u8];
    let key: String = asked.latin.bytes().chain(place).map(char::from).collect();
    if let Some(known) = workspace.remembered.get(key.as_str()) {
        return Arc::clone(known);
    }
    let expansion = Arc::new(expand_word(index, asked, last, workspace));
    if workspace.remembered.len() >= MOST_REMEMBERED {
        workspace.remembered.clear();
    }
    workspace.remembered.insert(key.into(), Arc::clone(&expansion));
    expansion
}

fn expand_word(index: &Index, asked: &Asked, last: bool, workspace: &mut Workspace) -> Expansion {
    let mut candidates = Vec::new();
    let ticket = workspace.ticket();
    workspace.ticket += MOST_FORMS;
    let exact = index.vocabulary.find(asked.latin.as_bytes());
    let mut add = |word: WordId, likeness: f32, how: How, seen: &mut Vec<u32>| {
        if let Some(stamp) = seen.get_mut(word as usize).filter(|stamp| **stamp != ticket) {
            *stamp = ticket;
            if likeness >= likeness::LEAST {
                candidates.push(Candidate { word, likeness, how });
            }
        }
    };
    if let Some(word) = exact {
        add(word, 1.0, How::Same, &mut workspace.word_seen);
    }
    for reading in asked.readings.iter().flat_map(|reading| reading.split(' ')) {
        if let Some(word) = index.vocabulary.find(reading.as_bytes()) {
            add(word, READING, How::Reading, &mut workspace.word_seen);
        }
    }
    for reading in std::iter::once(asked.latin.as_str()).chain(asked.readings.iter().map(String::as_str)) {
        for word in index.read_as(reading) {
            add(word, READING, How::Reading, &mut workspace.word_seen);
        }
    }
    // A common word that is listed as it stands has no need of other spellings.
    let spell = asked.latin.len() > 1 && (exact.is_none() || asked.part == Part::Plain);
    if spell {
        let bare = asked.vowelless || likeness::without_vowels(asked.latin.as_bytes());
        let forms = std::iter::once(asked.latin.as_str())
            .chain(asked.readings.iter().map(String::as_str).filter(|one| !one.contains(' ')).take(MOST_FORMS as usize - 1));
        for (nth, form) in forms.enumerate() {
            let form = form.as_bytes();
            let shade = if nth == 0 { 1.0 } else { READING };
            let bare = bare && nth == 0;
            let how = if bare { How::Consonants } else { How::Spelling };
            let form_ticket = ticket + 1 + u32::try_from(nth).unwrap_or_default();
            workspace.found.clear();
            index.spelling.sounding_like(form, &mut workspace.keys, &mut workspace.found);
            for &word in &workspace.found {
                if !first_time(word, form_ticket, &mut workspace.word_met) {
                    continue;
                }
                let listed = index.vocabulary.word(word);
                let consonants = if bare { likeness::consonants(form, listed) } else { 0.0 };
                add(word, consonants.max(likeness::spelling(form, listed)) * shade, how, &mut workspace.word_seen);
            }
            workspace.found.clear();
            index.spelling.written_like(form, &mut workspace.keys, &mut workspace.found);
            let mask = letters(form);
            let edits = Edits::of(form);
            for &word in &workspace.found {
                if !first_time(word, form_ticket, &mut workspace.word_met) {
                    continue;
                }
                let listed = index.vocabulary.word(word);
                let far = (mask ^ index.vocabulary.letters(word)).count_ones();
                if far <= 4 && listed.len().abs_diff(form.len()) <= 3 && edits.to(listed) <= most_edits(form) {
                    add(word, likeness::spelling(form, listed) * shade, how, &mut workspace.word_seen);
                }
            }
        }
        if last && asked.latin.len() >= SHORTEST_BEGINNING {
            let range = index.vocabulary.beginning(asked.latin.as_bytes());
            for word in range.take(512) {
                let (short, long) = (asked.latin.len(), index.vocabulary.word(word).len().max(1));
                let share = f32::from(u16::try_from(short).unwrap_or(u16::MAX)) / f32::from(u16::try_from(long).unwrap_or(u16::MAX));
                add(word, 0.6 + 0.3 * share, How::Beginning, &mut workspace.word_seen);
            }
        }
    }
    let worth = |candidate: &Candidate| candidate.likeness * index.names.information(candidate.word);
    let information = match exact {
        Some(word) => index.names.information(word),
        None => candidates.iter().map(worth).fold(index.names.rarest() * 0.7, f32::max),
    };
    if candidates.len() > MOST_SPELLINGS {
        candidates.sort_unstable_by(|a, b| b.likeness.total_cmp(&a.likeness).then(worth(b).total_cmp(&worth(a))).then(a.word.cmp(&b.word)));
        candidates.truncate(MOST_SPELLINGS);
    }
    candidates.sort_unstable_by_key(|candidate| candidate.word);
    let weight = if asked.latin.len() == 1 { information.min(INITIAL) } else { information } * asked.part.weight();
    Expansion { candidates, weight }
}

/// Ways to write a word of the question in which it is sought: as it is spelt, and other readings.
const MOST_FORMS: u32 = 4;

/// Whether the word was not met before under this ticket.
fn first_time(word: WordId, ticket: u32, met: &mut [u32]) -> bool {
    met.get_mut(word as usize).is_some_and(|stamp| std::mem::replace(stamp, ticket) != ticket)
}

/// Plain errors up to which a word is compared closely: long words have long endings, and many ways to write them.
fn most_edits(word: &[u8]) -> u32 {
    match word.len() {
        0..9 => 2,
        9..13 => 3,
        _ => 4,
    }
}

/// Likeness of another reading or translation that is itself listed.
const READING: f32 = 0.95;

/// Names that share something with the question, taken batch by batch, the most promising first.
pub struct Promising {
    rest: Vec<(f32, NameId)>,
}

impl Promising {
    /// Gives its room back, to be used again.
    pub fn end(self, workspace: &mut Workspace) {
        workspace.promising = self.rest;
    }

    /// The next names, most promising first; empty when there are no more.
    pub fn batch(&mut self) -> Vec<NameId> {
        let order = |a: &(f32, NameId), b: &(f32, NameId)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
        let mut batch = if self.rest.len() > BATCH {
            self.rest.select_nth_unstable_by(BATCH, order);
            let rest = self.rest.split_off(BATCH);
            std::mem::replace(&mut self.rest, rest)
        } else {
            std::mem::take(&mut self.rest)
        };
        batch.sort_unstable_by(order);
        batch.into_iter().map(|(_, name)| name).collect()
    }
}

/// The names that share something with the question.
pub fn gather(index: &Index, asked: &[Asked], expansions: &[Arc<Expansion>], workspace: &mut Workspace) -> Promising {
    workspace.fit(index);
    workspace.touched.clear();
    let ticket = workspace.ticket();
    let mut steps = steps(index, asked, expansions);
    steps.sort_by(|a, b| b.worth.total_cmp(&a.worth).then(a.word.cmp(&b.word)).then(a.position.cmp(&b.position)));
    let mut read = 0;
    for step in &steps {
        let postings = index.names_with(step.word);
        // Steps come best first, so that a word of the question credits a name with its best spelling, and once. The likest spelling is always read:
        // one that is less like and rarer comes before it.
        let bit = 1u32 << (step.position % u32::BITS);
        if !step.is_likest && read > 0 && read + postings.len() > MOST_POSTINGS {
            continue;
        }
        read += postings.len();
        for &name in postings {
            let Some(credit) = workspace.credits.get_mut(name as usize) else { continue };
            if credit.ticket != ticket {
                *credit = Credit { ticket, words: 0, sum: 0.0, ..*credit };
                workspace.touched.push(name);
            }
            if credit.words & bit == 0 {
                credit.words |= bit;
                credit.sum += step.worth;
            }
        }
    }
    let total: f32 = expansions.iter().map(|expansion| expansion.weight).sum();
    let mut best = std::mem::take(&mut workspace.promising);
    best.clear();
    let mut most: f32 = 0.0;
    for &name in &workspace.touched {
        let Some(credit) = workspace.credits.get(name as usize) else { continue };
        // Shared information against that of both names, the question's counting more.
        let promise = credit.sum / (0.6 * total + 0.4 * credit.total + 1.0);
        most = most.max(promise);
        if promise >= LEAST_PROMISE * most {
            best.push((promise, name));
        }
    }
    best.retain(|(promise, _)| *promise >= LEAST_PROMISE * most);
    Promising { rest: best }
}

/// One list of names to be read.
struct Step {
    word: WordId,
    position: u32,
    worth: f32,
    /// No other spelling is more like the word.
    is_likest: bool,
}

fn steps(index: &Index, asked: &[Asked], expansions: &[Arc<Expansion>]) -> Vec<Step> {
    let mut steps = Vec::new();
    for ((expansion, word), position) in expansions.iter().zip(asked).zip(0u32..) {
        let factor = word.part.weight();
        let likest = expansion.candidates.iter().max_by(|a, b| a.likeness.total_cmp(&b.likeness)).map(|one| one.word);
        steps.extend(expansion.candidates.iter().map(|candidate| Step {
            word: candidate.word,
            position,
            worth: candidate.likeness * factor * index.names.information(candidate.word),
            is_likest: likest == Some(candidate.word),
        }));
    }
    // Words written as one, or one as two.
    for ((pair, one), position) in asked.windows(2).zip(expansions).zip(0u32..) {
        if let [a, b] = pair {
            let joined = [a.latin.as_bytes(), b.latin.as_bytes()].concat();
            if let Some(word) = index.vocabulary.find(&joined) {
                let worth = JOINED * index.names.information(word).max(one.weight);
                steps.push(Step { word, position, worth, is_likest: false });
            }
        }
    }
    for ((word, expansion), position) in asked.iter().zip(expansions).zip(0u32..) {
        let whole = word.latin.as_bytes();
        if expansion.candidates.iter().any(|candidate| candidate.how == How::Same) {
            continue;
        }
        for at in 2..whole.len().saturating_sub(1) {
            let (head, tail) = whole.split_at(at);
            if let (Some(a), Some(b)) = (index.vocabulary.find(head), index.vocabulary.find(tail)) {
                let worth = |id| JOINED * index.names.information(id);
                let rare = if worth(a) > worth(b) { a } else { b };
                steps.push(Step { word: rare, position, worth: worth(rare), is_likest: false });
            }
        }
    }
    steps
}

/// Likeness of words written together.
pub const JOINED: f32 = 0.95;
