//! What being on a list says of a party, as data: which fact, and what more of the record's own words.

use comity_screen::Record;
use kdl::{KdlDocument, KdlNode};

/// A further fact, read out of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadFact {
    /// Path of the fact, such as `party.sdn_program`.
    pub fact: String,
    from: Field,
    rows: Vec<Row>,
}

/// The field of the record that tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Requirement,
    Policy,
    Programs,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Row {
    /// The word holds where the text contains one of these.
    Word(String, Vec<String>),
    /// Where nothing was found yet and the text contains one of these, nothing can be told.
    Unclear(Vec<String>),
    /// Each value of the field that is a word of the fact holds.
    Same,
    /// The word holds where nothing else does, or of values that are no words of the fact.
    Otherwise(String),
}

impl ReadFact {
    /// Reads the `reads` node of a list.
    pub(super) fn parse(node: &KdlNode) -> Result<Self, String> {
        let fact = text(node, 0).ok_or("`reads` needs the path of a fact")?;
        let from = match node.get("from").and_then(|value| value.as_string()) {
            Some("requirement") => Field::Requirement,
            Some("policy") => Field::Policy,
            Some("programs") => Field::Programs,
            _ => return Err("`reads` needs `from`: requirement, policy or programs".to_owned()),
        };
        let mut rows = Vec::new();
        for row in node.children().into_iter().flat_map(KdlDocument::nodes) {
            let all: Vec<String> = (0..row.entries().len()).filter_map(|at| text(row, at)).collect();
            rows.push(match (row.name().value(), all.as_slice()) {
                ("word", [word, texts @ ..]) if !texts.is_empty() => Row::Word(word.clone(), texts.iter().map(|text| bare(text)).collect()),
                ("unclear", texts) if !texts.is_empty() => Row::Unclear(texts.iter().map(|text| bare(text)).collect()),
                ("same", []) => Row::Same,
                ("otherwise", [word]) => Row::Otherwise(word.clone()),
                (other, _) => return Err(format!("`{other}` is no row of `reads`, or lacks its words")),
            });
        }
        Ok(Self { fact, from, rows })
    }

    /// The words that the rows can give.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.rows.iter().filter_map(|row| match row {
            Row::Word(word, _) | Row::Otherwise(word) => Some(word.as_str()),
            Row::Unclear(_) | Row::Same => None,
        })
    }

    /// Whether a record has anything where the fact is read from.
    pub fn tells(&self, record: &Record) -> bool {
        self.texts(record).iter().any(|text| !text.trim().is_empty())
    }

    fn texts<'r>(&self, record: &'r Record) -> Vec<&'r str> {
        match self.from {
            Field::Requirement => record.requirement.as_deref().into_iter().collect(),
            Field::Policy => record.policy.as_deref().into_iter().collect(),
            // Some publishers write all programmes of a party in one text.
            Field::Programs => record.programs.iter().flat_map(|text| text.split(';')).map(str::trim).filter(|text| !text.is_empty()).collect(),
        }
    }

    /// The words that a record gives, sorted; none where it does not tell. `is_word` says which words the fact has.
    ///
    /// ```
    /// use comity_read::parties::PartyLists;
    /// use comity_screen::Record;
    /// let lists = PartyLists::parse("party-lists.kdl", r#"
    ///     list "X" jurisdiction="x" title="X" address="a" {
    ///         gives "party.on_x"
    ///         reads "party.x_note" from="requirement" { word "note-3" "734.9(g)"; unclear "734.9"; otherwise "none" }
    ///     }
    /// "#)?;
    /// let reads = &lists.list("X").unwrap().reads[0];
    /// let of = |text: &str| reads.of(&Record { requirement: Some(text.into()), ..Record::default() }, |_| true);
    /// assert_eq!(of("See 734.9 (G), and more"), Some(vec!["note-3".to_owned()]));
    /// assert_eq!(of("See 734.9(e)"), None);
    /// assert_eq!(of("All items"), Some(vec!["none".to_owned()]));
    /// # Ok::<(), comity_read::parties::PartyListsError>(())
    /// ```
    pub fn of(&self, record: &Record, is_word: impl Fn(&str) -> bool) -> Option<Vec<String>> {
        let texts = self.texts(record);
        let bared: Vec<String> = texts.iter().map(|text| bare(text)).filter(|text| !text.is_empty()).collect();
        if bared.is_empty() {
            return None;
        }
        let holds = |wanted: &[String]| bared.iter().any(|text| wanted.iter().any(|part| text.contains(part)));
        let mut words: Vec<String> = Vec::new();
        let mut told = 0;
        for row in &self.rows {
            match row {
                Row::Word(word, wanted) if holds(wanted) => words.push(word.clone()),
                Row::Unclear(wanted) if words.is_empty() && holds(wanted) => return None,
                Row::Same => {
                    let same = texts.iter().map(|text| text.trim()).filter(|text| is_word(text));
                    words.extend(same.map(str::to_owned));
                    told = words.len();
                }
                Row::Otherwise(word) if words.is_empty() || told > 0 && texts.len() > told => words.push(word.clone()),
                Row::Word(..) | Row::Unclear(_) | Row::Otherwise(_) => {}
            }
        }
        words.sort();
        words.dedup();
        (!words.is_empty()).then_some(words)
    }
}

/// A text without what writers do each in their own way: blanks, and capital letters.
fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

fn text(node: &KdlNode, at: usize) -> Option<String> {
    node.get(at)?.as_string().map(str::to_owned)
}
