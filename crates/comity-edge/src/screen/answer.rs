//! The answer to one question: hits of the lists asked for, with what people decided about them.

use comity_screen::{
    Hit, Options, Workspace,
    adjudication::{self, Adjudication, Decision, Party, Reopened, Standing},
    screen,
};
use jiff::civil::Date;
use serde_json::{Value as Json, json};

use super::{
    listed::{Listed, Source, by_address},
    party::Asked,
};
use crate::adjudicate::Decisions;

/// What answers questions.
pub struct Screener<'a> {
    /// What is searched.
    pub listed: &'a Listed,
    /// From which score on, and how many.
    pub options: Options,
    /// Sets and lists whose records are wanted; all where there is none.
    pub wanted: &'a [String],
    /// What people decided.
    pub decisions: &'a Decisions,
    /// The day on which decisions must hold.
    pub day: Date,
    /// How near to the threshold a score makes an answer a close one.
    pub margin: f64,
}

/// Hits, best first.
pub struct Answer<'a> {
    /// Those to look at.
    pub hits: Vec<Judged<'a>>,
    /// Those that somebody decided are not the party.
    pub dismissed: Vec<Judged<'a>>,
    /// Some score is so near to the threshold, or to the last place, that it might be on the other side when the lists' words become rarer or
    /// more common.
    pub close: bool,
}

/// A hit and how it stands.
pub struct Judged<'a> {
    /// What matched and why.
    pub hit: Hit,
    /// The edition it stands in.
    pub source: &'a Source,
    /// The last decision about it.
    pub decision: Option<&'a Adjudication>,
    /// Why that decision no longer stands.
    pub reopened: Option<String>,
}

impl<'a> Screener<'a> {
    /// Screens one party.
    pub fn answer(&self, asked: &Asked, workspace: &mut Workspace) -> Answer<'a> {
        let party = Party::of(&asked.query);
        let Options { threshold, .. } = self.options;
        let options = self.compared(&party);
        let found = screen(&self.listed.kept.index, &self.listed.kept, &asked.query, &options, workspace);
        let mut answer = Answer { hits: Vec::new(), dismissed: Vec::new(), close: false };
        for judged in found.into_iter().filter_map(|hit| self.judge(hit, &party)) {
            let score = judged.hit.score;
            answer.close |= (score - threshold).abs() < self.margin;
            if score < threshold {
                continue;
            }
            if judged.decision.is_some_and(|one| one.decision == Decision::NotSame) && judged.reopened.is_none() {
                answer.dismissed.push(judged);
            } else if answer.hits.len() < self.options.limit {
                answer.hits.push(judged);
            } else {
                answer.close = true;
            }
        }
        answer
    }

    /// What is asked of the matching so that everything that may stand in the answer is compared.
    pub fn compared(&self, party: &Party) -> Options {
        let narrowed = !self.wanted.is_empty() || self.decisions.knows(party);
        // Where hits are left out, the next ones move up: then all are needed.
        let limit = if narrowed { usize::MAX } else { self.options.limit.saturating_add(1) };
        Options { threshold: (self.options.threshold - self.margin).max(0.0), limit }
    }

    /// Records with an address like this one. The alias of a hit is the address.
    pub fn at_address(&self, addresses: &'a Listed, address: &str, workspace: &mut Workspace) -> Vec<Judged<'a>> {
        let query = comity_screen::Query { name: address.to_owned(), ..comity_screen::Query::default() };
        let options = if self.wanted.is_empty() { self.options } else { Options { limit: usize::MAX, ..self.options } };
        let found = screen(&addresses.kept.index, &ByAddress(addresses), &query, &options, workspace);
        let named = found.into_iter().filter_map(|hit| {
            let (record, source) = (addresses.kept.get(hit.record)?, addresses.source(hit.record)?);
            let hit = Hit { name: record.name.clone(), ..hit };
            self.wants(source, &hit).then_some(Judged { hit, source, decision: None, reopened: None })
        });
        named.take(self.options.limit).collect()
    }

    fn judge(&self, hit: Hit, party: &Party) -> Option<Judged<'a>> {
        let source = self.listed.source(hit.record)?;
        if !self.wants(source, &hit) {
            return None;
        }
        let record = self.listed.kept.get(hit.record)?;
        let now = || adjudication::Listed::of(&source.set, source.date.unwrap_or(self.day), record);
        let (decision, reopened) = match self.decisions.standing(party, now, self.day) {
            None | Some((Standing::Open, _)) => (None, None),
            Some((Standing::Confirmed(one) | Standing::Dismissed(one), _)) => (Some(one), None),
            Some((Standing::Reopened(one, why), now)) => (Some(one), Some(reason(one, why, &now))),
        };
        Some(Judged { hit, source, decision, reopened })
    }

    fn wants(&self, source: &Source, hit: &Hit) -> bool {
        self.wanted.is_empty() || self.wanted.iter().any(|one| one.eq_ignore_ascii_case(&hit.list) || one.eq_ignore_ascii_case(&source.set))
    }
}

fn reason(one: &Adjudication, why: Reopened, now: &adjudication::Listed) -> String {
    match why {
        Reopened::Expired => format!("the decision expired on {}", one.expires),
        Reopened::PartyChanged => format!("the party is described otherwise than on {}", one.made),
        Reopened::Unsure => format!("{} looked at it on {} and could not tell", one.by, one.made),
        Reopened::RecordChanged => format!("the list record changed between the editions of {} and {}", one.record.edition, now.edition),
    }
}

/// Records with addresses in the place of names.
struct ByAddress<'a>(&'a Listed);

impl comity_screen::Records for ByAddress<'_> {
    fn record(&self, at: u32) -> Option<std::borrow::Cow<'_, comity_screen::Record>> {
        Some(std::borrow::Cow::Owned(by_address(self.0.kept.get(at)?)))
    }
}

impl Judged<'_> {
    /// How the hit stands: `open`, `unsure`, `confirmed`, `dismissed` or `reopened`.
    pub fn standing(&self) -> &'static str {
        match (self.decision, &self.reopened) {
            (None, _) => "open",
            (Some(one), _) if one.decision == Decision::Unsure => "unsure",
            (Some(_), Some(_)) => "reopened",
            (Some(one), None) if one.decision == Decision::Same => "confirmed",
            (Some(_), None) => "dismissed",
        }
    }

    /// The hit under the names of the published contract, with its set and what was decided.
    pub fn to_json(&self) -> Json {
        // Texts and finite numbers always serialise.
        let mut hit = serde_json::to_value(&self.hit).unwrap_or_default();
        if let Json::Object(fields) = &mut hit {
            fields.insert("set".to_owned(), self.source.set.clone().into());
            if let Some(one) = self.decision {
                fields.insert("standing".to_owned(), self.standing().into());
                let adjudication = json!({
                    "id": one.id, "decision": one.decision, "by": one.by, "why": one.why, "evidence": one.evidence, "made": one.made, "expires": one.expires,
                    "reopened": self.reopened,
                });
                fields.insert("adjudication".to_owned(), adjudication);
            }
        }
        hit
    }
}

impl Answer<'_> {
    /// The hits to look at, as JSON.
    pub fn hits_to_json(&self) -> Vec<Json> {
        self.hits.iter().map(Judged::to_json).collect()
    }

    /// The dismissed ones, as JSON.
    pub fn dismissed_to_json(&self) -> Vec<Json> {
        self.dismissed.iter().map(Judged::to_json).collect()
    }
}
