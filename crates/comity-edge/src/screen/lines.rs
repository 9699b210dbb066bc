//! Many parties, a line each.

use comity_read::parties::Countries;
use comity_screen::Workspace;
use serde_json::{Value as Json, json};

use super::{
    answer::Screener,
    party,
    rescreen::{self, Rescreen},
};
use crate::batch::{Line, Refusal};

/// By what the lines of a batch are screened.
pub struct Lines<'a> {
    /// What answers questions.
    pub screener: &'a Screener<'a>,
    /// Names of countries.
    pub countries: &'a Countries,
    /// Also dismissed hits.
    pub all: bool,
    /// What every answer rests on besides its question: [`rescreen::basis`].
    pub basis: &'a str,
    /// Earlier answers to keep where they still hold.
    pub rescreen: Option<&'a Rescreen>,
}

/// What became of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// It could not be used.
    Refused,
    /// Its earlier answer still holds.
    Kept,
    /// It was screened.
    Screened {
        /// Its hits are not those of the earlier answer.
        differs: bool,
    },
}

impl Lines<'_> {
    /// Screens one line and appends its answer, or in its place why there is none, with a line break. `number` counts the lines from 1.
    pub fn answer(&self, line: &Line, number: u64, workspace: &mut Workspace, out: &mut Vec<u8>) -> Done {
        let done = self.screen(line, workspace, out).unwrap_or_else(|refusal| {
            refusal.write(number, out);
            Done::Refused
        });
        out.push(b'\n');
        done
    }

    fn screen(&self, line: &Line, workspace: &mut Workspace, out: &mut Vec<u8>) -> Result<Done, Refusal> {
        let document = line.document().map_err(Refusal::nameless)?;
        let asked = party::from_json(document, self.countries).map_err(|(id, error)| Refusal { id, error })?;
        let basis = rescreen::basis_of(self.basis, self.screener, &asked);
        if let (Some(rescreen), Some(basis)) = (self.rescreen, &basis)
            && let Some(text) = rescreen.kept(self.screener, &asked, basis, workspace)
        {
            out.extend(text);
            return Ok(Done::Kept);
        }
        let answer = self.screener.answer(&asked, workspace);
        let mut line = json!({ "id": &asked.id, "hits": answer.hits_to_json() });
        if let Json::Object(fields) = &mut line {
            if let Some(basis) = basis.filter(|_| !answer.close) {
                fields.insert("basis".to_owned(), basis.into());
            }
            if !asked.notes.is_empty() {
                fields.insert("notes".to_owned(), asked.notes.clone().into());
            }
            if self.all {
                fields.insert("dismissed".to_owned(), answer.dismissed_to_json().into());
            }
        }
        let differs = self.rescreen.is_some_and(|rescreen| rescreen.differs(&asked, &answer.hits));
        // A table of texts and finite numbers always serialises.
        out.extend(serde_json::to_vec(&line).unwrap_or_default());
        Ok(Done::Screened { differs })
    }
}
