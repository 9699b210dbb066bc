//! Whether listed persons own a party: holdings added up, level by level, by a rule of the law.
//!
//! A body counts as listed once those who count hold it up to the rule's share (or control it, where the rule says so); then what it holds
//! counts whole. What a body below the share holds counts for nothing: 60 % of 40 % is not 24 % (OFAC, FAQ 401). Three sets grow from the
//! listed owners downwards, each to its least fixpoint, so that holdings in a circle end:
//! - *certain*: by the shares that are told;
//! - *in play*: if open hits are listed, and listed owners hold what is not told of a body that they hold a part of;
//! - *possible*: if everybody of whom nothing is known were listed.
//!
//! A party in the first set is owned; in the second alone it is open; in the third alone nothing is said, and the law's presumption stands.

use comity_law::Ownership;
use comity_quantity::Exact;

use crate::evidence::{Holder, OwnedStep};

/// Who holds what of a party, directly or through others. Body 0 is the party itself.
#[derive(Clone, Debug, Default)]
pub(crate) struct Owners {
    pub(crate) bodies: Vec<Body>,
    pub(crate) holdings: Vec<Holding>,
}

/// A party, or one of its owners.
#[derive(Clone, Debug, Default)]
pub(crate) struct Body {
    pub(crate) name: String,
    /// A natural person: nobody owns it.
    pub(crate) person: bool,
}

/// One holding.
#[derive(Clone, Debug)]
pub(crate) struct Holding {
    pub(crate) owner: usize,
    pub(crate) held: usize,
    /// As a part of one.
    pub(crate) share: Option<Exact>,
    pub(crate) control: Option<bool>,
}

/// What is known of whether an owner is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Listed {
    Yes,
    /// It may be: somebody asked and the answer is open.
    Open,
    /// Nothing is said.
    Untold,
    No,
    /// It is said to be neither listed nor owned by listed ones.
    Cleared,
}

/// What comes out for the party.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Owned,
    /// Open, with something that speaks for it.
    Open,
    /// Nothing speaks for it, and it is not ruled out.
    Untold,
    NotOwned,
}

/// A judgement on one party by one rule.
pub(crate) struct Judgement {
    pub(crate) verdict: Verdict,
    /// The chain, the party last.
    pub(crate) steps: Vec<OwnedStep>,
    /// Listed owners that carry the verdict.
    pub(crate) carriers: Vec<usize>,
    /// What keeps it open.
    pub(crate) open: Vec<OpenHolding>,
}

/// What is open about a holding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum OpenHolding {
    /// Whether an owner is listed.
    Listing(usize),
    /// The share that an owner has in a body.
    Share { owner: usize, held: usize },
    /// Whether an owner controls a body.
    Control { owner: usize, held: usize },
    /// Who holds the rest of a body.
    Rest { held: usize, rest: Exact },
}

impl Owners {
    /// Judges the party by a rule; `listed` says what is known of each owner.
    pub(crate) fn judge(&self, rule: &Ownership, listed: &[Listed]) -> Judgement {
        let of = |body: usize| listed.get(body).copied().unwrap_or(Listed::Untold);
        let certain = self.grow(&of, |state| state == Listed::Yes, |body, inside| self.is_certain(rule, body, inside));
        let in_play = self.grow(&of, |state| matches!(state, Listed::Yes | Listed::Open), |body, inside| self.is_in_play(rule, body, inside));
        let possible =
            self.grow(&of, |state| matches!(state, Listed::Yes | Listed::Open | Listed::Untold), |body, inside| self.is_possible(rule, body, inside));
        let party = |set: &[bool]| set.first().copied().unwrap_or_default();
        let verdict = match (party(&certain), party(&in_play), party(&possible)) {
            (true, ..) => Verdict::Owned,
            (_, true, _) => Verdict::Open,
            (.., true) => Verdict::Untold,
            _ => Verdict::NotOwned,
        };
        let mut judgement = Judgement { verdict, steps: Vec::new(), carriers: Vec::new(), open: Vec::new() };
        match verdict {
            Verdict::Owned => self.trace(rule, &certain, &of, &mut judgement),
            Verdict::Open => self.ask(rule, &certain, &in_play, &of, &mut judgement),
            Verdict::Untold | Verdict::NotOwned => {}
        }
        judgement
    }

    /// The least set that holds every owner whose listing is so that it `begins`, and every body that `follows` from it.
    fn grow(&self, of: &impl Fn(usize) -> Listed, begins: impl Fn(Listed) -> bool, follows: impl Fn(usize, &[bool]) -> bool) -> Vec<bool> {
        // Whether the party itself is listed is another question.
        let mut inside: Vec<bool> = (0..self.bodies.len()).map(|body| body != 0 && begins(of(body))).collect();
        let may_follow = |body: &usize| *body == 0 || of(*body) != Listed::Cleared;
        loop {
            let more: Vec<usize> = (0..inside.len()).filter(|body| !is_in(&inside, *body) && may_follow(body) && follows(*body, &inside)).collect();
            if more.is_empty() {
                return inside;
            }
            for body in more {
                if let Some(state) = inside.get_mut(body) {
                    *state = true;
                }
            }
        }
    }

    fn is_certain(&self, rule: &Ownership, body: usize, inside: &[bool]) -> bool {
        let counting = || self.of(body).filter(|one| is_in(inside, one.owner));
        rule.control && counting().any(|one| one.control == Some(true)) || rule.is_met_by(sum(counting().filter_map(|one| one.share)))
    }

    fn is_in_play(&self, rule: &Ownership, body: usize, inside: &[bool]) -> bool {
        let mut counting = self.of(body).filter(|one| is_in(inside, one.owner)).peekable();
        if counting.peek().is_none() {
            return false;
        }
        let counting: Vec<&Holding> = counting.collect();
        rule.control && counting.iter().any(|one| one.control != Some(false))
            || rule.is_met_by(sum(counting.iter().filter_map(|one| one.share).chain([self.rest(body)])))
    }

    fn is_possible(&self, rule: &Ownership, body: usize, inside: &[bool]) -> bool {
        if self.bodies.get(body).is_some_and(|body| body.person) {
            return false;
        }
        // Whoever controls it need not own a part of it.
        let counting = self.of(body).filter(|one| is_in(inside, one.owner)).filter_map(|one| one.share);
        rule.control || rule.is_met_by(sum(counting.chain([self.rest(body)])))
    }

    fn of(&self, body: usize) -> impl Iterator<Item = &Holding> {
        self.holdings.iter().filter(move |one| one.held == body)
    }

    /// The part of a body of which it is not told who holds it.
    fn rest(&self, body: usize) -> Exact {
        let told = sum(self.of(body).filter_map(|one| one.share));
        Exact::from(1).checked_sub(told).unwrap_or_default().max(Exact::from(0))
    }

    /// Writes down the chain: the party's counting holders, theirs, and so on; each body once, the party last.
    fn trace(&self, rule: &Ownership, certain: &[bool], of: &impl Fn(usize) -> Listed, judgement: &mut Judgement) {
        let mut bodies = vec![0];
        let mut at = 0;
        while let Some(body) = bodies.get(at).copied() {
            at += 1;
            let counting: Vec<&Holding> = self.of(body).filter(|one| is_in(certain, one.owner)).collect();
            for one in &counting {
                if of(one.owner) == Listed::Yes {
                    if !judgement.carriers.contains(&one.owner) {
                        judgement.carriers.push(one.owner);
                    }
                } else if !bodies.contains(&one.owner) {
                    bodies.push(one.owner);
                }
            }
            let holders = counting.iter().map(|one| Holder {
                control: rule.control && one.control == Some(true),
                name: self.name(one.owner),
                share: one.share.map(percent),
            });
            let together = percent(sum(counting.iter().filter_map(|one| one.share)));
            judgement.steps.push(OwnedStep { held: self.name(body), holders: holders.collect(), together });
        }
        judgement.steps.reverse();
    }

    /// Writes down what would settle an open verdict.
    fn ask(&self, rule: &Ownership, certain: &[bool], in_play: &[bool], of: &impl Fn(usize) -> Listed, judgement: &mut Judgement) {
        let mut bodies = vec![0];
        let mut rests = Vec::new();
        let mut at = 0;
        while let Some(body) = bodies.get(at).copied() {
            at += 1;
            let counting: Vec<&Holding> = self.of(body).filter(|one| is_in(in_play, one.owner)).collect();
            for one in &counting {
                let (owner, held) = (one.owner, body);
                match of(owner) {
                    Listed::Open => judgement.open.push(OpenHolding::Listing(owner)),
                    Listed::Yes => {}
                    _ if is_in(certain, owner) || bodies.contains(&owner) => {}
                    _ => bodies.push(owner),
                }
                if one.share.is_none() {
                    judgement.open.push(OpenHolding::Share { owner, held });
                }
                if rule.control && one.control.is_none() {
                    judgement.open.push(OpenHolding::Control { owner, held });
                }
            }
            let told = sum(counting.iter().filter_map(|one| one.share));
            let sure = sum(counting.iter().filter(|one| is_in(certain, one.owner)).filter_map(|one| one.share));
            let rest = self.rest(body);
            // Where a listed owner's own share is asked for already, that is the rest's likeliest holder.
            let asked = counting.iter().any(|one| one.share.is_none());
            if !asked && rest > Exact::from(0) && !rule.is_met_by(sure) && rule.is_met_by(sum([told, rest].into_iter())) {
                rests.push((OpenHolding::Rest { held: body, rest }, rule.is_met_by(told)));
            }
        }
        // Where the holders that are told of are enough if they are listed, the rest is asked for only when nothing else is: holders in a circle.
        let nothing_else = judgement.open.is_empty() && rests.iter().all(|(_, enough)| *enough);
        judgement.open.extend(rests.into_iter().filter(|(_, enough)| nothing_else || !enough).map(|(one, _)| one));
        let mut seen: Vec<OpenHolding> = Vec::new();
        judgement.open.retain(|one| {
            let fresh = !seen.contains(one);
            if fresh {
                seen.push(one.clone());
            }
            fresh
        });
    }

    pub(crate) fn name(&self, body: usize) -> String {
        self.bodies.get(body).map(|body| body.name.clone()).unwrap_or_default()
    }

    /// A body more than the whole of which is said to be held.
    pub(crate) fn overheld(&self) -> Option<&Body> {
        let over = |body: &usize| sum(self.of(*body).filter_map(|one| one.share)) > Exact::from(1);
        (0..self.bodies.len()).find(over).and_then(|body| self.bodies.get(body))
    }
}

fn is_in(set: &[bool], body: usize) -> bool {
    set.get(body).copied().unwrap_or_default()
}

/// A sum of shares. Shares are between nought and one, with as many digits as a person writes: where their sum overflows it is out of all
/// proportion, and taken for the whole.
fn sum(shares: impl Iterator<Item = Exact>) -> Exact {
    let mut total = Exact::from(0);
    for share in shares {
        total = total.checked_add(share).unwrap_or(Exact::from(1));
    }
    total
}

/// A part of one, as it is written.
pub(crate) fn percent(share: Exact) -> String {
    share.checked_mul(Exact::from(100)).map_or_else(|| share.to_string(), |share| format!("{share} %"))
}

#[cfg(test)]
mod tests;
