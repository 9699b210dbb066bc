//! Two organisations that do all sorts of things; what each must see is kept beside.

use std::collections::BTreeSet;

use comity_screen::adjudication::{Adjudication, Decision, Listed, Party as Asked};
use comity_store::{
    Actor, Chunk, ClassificationId, DeterminationFilter, Found, Item, ItemFields, ItemId, JobId, Json, NewClassification, NewStanding, NewToken, Office, Page,
    PartyId, Scope, Stamp, StandingState, Store, StoreError, Taken, TokenId, UserId, Verdict, WebhookId,
};
use jiff::SignedDuration;
use jiff::civil::date;

use crate::harness::{at, determination, organisation, stamp};

pub fn json(text: &str) -> Json {
    Json::parse(text.to_owned()).unwrap()
}

pub fn fields(reference: &str) -> ItemFields {
    ItemFields {
        reference: reference.into(),
        description: "12-bit ADC, 500 MSPS".into(),
        hs: Some("854239".into()),
        origin: None,
        characteristics: json(r#"{"kind":"adc"}"#),
    }
}

pub fn decision(id: &str, party: &str, made: Decision) -> Adjudication {
    let query = comity_screen::Query { id: party.into(), name: "Jane Doe".into(), ..comity_screen::Query::default() };
    let record = comity_screen::Record { id: "s-1".into(), list: "S".into(), name: "DOE, Jane".into(), ..comity_screen::Record::default() };
    Adjudication {
        id: id.into(),
        party: Asked::of(&query),
        record: Listed::of("s", date(2026, 7, 31), &record),
        decision: made,
        by: "R. Roe".into(),
        why: "another date of birth".into(),
        evidence: vec![],
        made: date(2026, 8, 1),
        expires: date(2027, 8, 1),
    }
}

/// One organisation, and the ids of what it made.
pub struct Side {
    pub office: Office,
    pub user: UserId,
    pub made: BTreeSet<String>,
    items: Vec<ItemId>,
    parties: Vec<PartyId>,
    determinations: Vec<comity_store::DeterminationId>,
    jobs: Vec<JobId>,
    tokens: Vec<TokenId>,
    webhooks: Vec<WebhookId>,
    classifications: Vec<ClassificationId>,
}

/// The kinds of change that [`Side::act`] knows.
pub const ACTS: u8 = 8;

impl Side {
    pub async fn new(store: &Store, name: &str) -> Self {
        let (office, user) = organisation(store, name).await;
        Self {
            office,
            user,
            made: BTreeSet::new(),
            items: vec![],
            parties: vec![],
            determinations: vec![],
            jobs: vec![],
            tokens: vec![],
            webhooks: vec![],
            classifications: vec![],
        }
    }

    /// Makes something of a kind, at a second. References and keys are the same in both organisations.
    pub async fn act(&mut self, kind: u8, n: i64) {
        let (office, stamp, moment) = (&self.office, Stamp::new(at(n), Actor::User(self.user)), at(n));
        let id = match kind % ACTS {
            0 => {
                let new = determination(n, &format!("d{n}"));
                let id = new.id;
                office.keep_determination(new, &stamp).await.unwrap();
                self.determinations.push(id);
                id.to_string()
            }
            1 => {
                let id = PartyId::at(moment).unwrap();
                let party = office.create_party(id, "Jane Doe", &json("{}"), &stamp).await.unwrap();
                office.keep_screening(id, party.revision, "sha256:e1", 1, &json("[]"), &stamp).await.unwrap();
                self.parties.push(id);
                id.to_string()
            }
            2 => {
                let id = ItemId::at(moment).unwrap();
                office.create_item(id, &fields(&format!("R-{n}")), &stamp).await.unwrap();
                let new = NewClassification {
                    id: ClassificationId::at(moment).unwrap(),
                    item: id,
                    list: "us/ccl".into(),
                    code: "3A001.a.5.a.3".into(),
                    edition: "sha256:l1".into(),
                    reasons: "sample rate".into(),
                };
                office.classify(&new, &stamp).await.unwrap();
                self.items.push(id);
                self.classifications.push(new.id);
                id.to_string()
            }
            3 => {
                let made = decision(&format!("a{n}-{}", self.user), "c-17", Decision::NotSame);
                office.adjudicate(&made, &stamp).await.unwrap();
                made.id
            }
            4 => {
                let id = JobId::at(moment).unwrap();
                office.create_job(id, "decide", &json("{}"), &stamp).await.unwrap();
                office.add_input(id, Chunk { number: 0, body: vec![0, 255, n.to_le_bytes()[0]] }).await.unwrap();
                self.jobs.push(id);
                id.to_string()
            }
            5 => {
                let new = NewToken { id: TokenId::at(moment).unwrap(), user: self.user, name: "erp", scopes: &[Scope::Read], expires: at(n + 9) };
                office.create_token(&new, &stamp).await.unwrap();
                self.tokens.push(new.id);
                new.id.to_string()
            }
            6 => {
                let id = WebhookId::at(moment).unwrap();
                office.create_webhook(id, "https://erp.example/hook", &["law.changed".into()], &stamp).await.unwrap();
                office.tell("law.changed", &json("{}"), moment).await.unwrap();
                self.webhooks.push(id);
                id.to_string()
            }
            _ => {
                office.claim(&format!("key-{n}"), [1; 32], moment, SignedDuration::from_secs(30)).await.unwrap();
                return;
            }
        };
        self.made.insert(id);
    }

    /// Every id that any list of this organisation shows.
    pub async fn seen(&self) -> BTreeSet<String> {
        let (office, page) = (&self.office, Page::first(1000));
        let mut seen = BTreeSet::new();
        seen.extend(office.determinations(&DeterminationFilter::default(), &page).await.unwrap().items.iter().map(|one| one.id.to_string()));
        seen.extend(office.parties(&page).await.unwrap().items.iter().map(|one| one.id.to_string()));
        seen.extend(office.inbox("sha256:e2", &page).await.unwrap().items.iter().map(|one| one.party.id.to_string()));
        seen.extend(office.items(&page).await.unwrap().items.iter().map(|one| one.id.to_string()));
        seen.extend(office.adjudications(&page).await.unwrap().items.iter().map(|one| one.id.clone()));
        seen.extend(office.adjudications_of("id c-17").await.unwrap().iter().map(|one| one.id.clone()));
        seen.extend(office.jobs(&page).await.unwrap().items.iter().map(|one| one.id.to_string()));
        seen.extend(office.tokens(None, &page).await.unwrap().items.iter().map(|one| one.id.to_string()));
        seen.extend(office.webhooks(&page).await.unwrap().items.iter().map(|one| one.id.to_string()));
        seen
    }

    /// Reaches for all that another organisation made: each must be refused as if it were not there.
    pub async fn reach_for(&self, other: &Self) {
        let (office, stamp) = (&self.office, stamp(5000));
        let reviewer = Stamp::new(at(5000), Actor::User(self.user));
        let mut answers = Vec::new();
        for id in &other.determinations {
            answers.push(office.determination(*id).await.map(drop));
            assert_eq!(office.standing(*id).await.unwrap(), None);
        }
        for id in &other.parties {
            answers.push(office.party(*id).await.map(drop));
            answers.push(office.change_party(*id, 1, "x", &json("{}"), &stamp).await.map(drop));
            answers.push(office.remove_party(*id, 1, &stamp).await);
            answers.push(office.keep_screening(*id, 1, "sha256:e1", 0, &json("[]"), &stamp).await);
            assert_eq!(office.screening(*id).await.unwrap(), None);
        }
        for id in &other.items {
            answers.push(office.item(*id).await.map(drop));
            answers.push(office.change_item(*id, 1, &fields("x"), &stamp).await.map(drop));
            answers.push(office.remove_item(*id, 1, &stamp).await);
            let new = NewClassification {
                id: ClassificationId::at(at(0)).unwrap(),
                item: *id,
                list: "l".into(),
                code: "c".into(),
                edition: "e".into(),
                reasons: String::new(),
            };
            answers.push(office.classify(&new, &stamp).await);
            assert!(office.classifications(*id).await.unwrap().is_empty());
        }
        for id in &other.classifications {
            answers.push(office.review(*id, Verdict::Confirmed, "", &reviewer).await);
        }
        for id in &other.jobs {
            answers.push(office.job(*id).await.map(drop));
            answers.push(office.cancel_job(*id, &stamp).await.map(drop));
            answers.push(office.add_input(*id, Chunk { number: 1, body: vec![] }).await);
            answers.push(office.queue_job(*id, 1).await);
            assert!(office.job_output(*id, -1, 10).await.unwrap().is_empty());
        }
        for id in &other.tokens {
            answers.push(office.revoke_token(*id, &stamp).await);
        }
        for id in &other.webhooks {
            answers.push(office.remove_webhook(*id, &stamp).await);
        }
        answers.push(office.remove_member(other.user, &stamp).await);
        assert!(answers.iter().all(|answer| matches!(answer, Err(StoreError::NotFound { .. }))), "{answers:?}");
        assert_eq!(office.role(other.user).await.unwrap(), None);
    }
}

/// A store with something in every table.
pub async fn populate(store: &Store) -> Vec<Office> {
    let mut sides = [Side::new(store, "Alpha").await, Side::new(store, "Beta").await];
    for (place, side) in sides.iter_mut().enumerate() {
        for kind in 0..ACTS {
            side.act(kind, 10 + i64::from(kind)).await;
        }
        let office = &side.office;
        let subject = format!("s-{place}");
        store.link_identity(side.user, "https://id.example", &subject, &stamp(30)).await.unwrap();
        office.queue_job(side.jobs[0], 1).await.unwrap();
        let held = store.take_job("w", at(31), SignedDuration::from_secs(60)).await.unwrap().unwrap();
        office.finish_chunk(&held, Chunk { number: 0, body: vec![1, 0, 200] }, 1, 0, at(32), SignedDuration::from_secs(60)).await.unwrap();
        office.end_job(&held, Some("Zoë"), at(33)).await.unwrap();
        let Taken::Yours(pass) = office.take_pass("sha256:b1", at(34), SignedDuration::from_secs(60)).await.unwrap() else { panic!("nobody has it") };
        let standing = NewStanding { state: StandingState::Changed, mark: "sha256:m".into(), detail: json("{}"), message: json("{}") };
        let found = vec![Found { determination: side.determinations[0], standing: Some(standing) }];
        office.keep_rechecked(&pass, found, "determination.changed", &stamp(35), SignedDuration::from_secs(60)).await.unwrap().unwrap();
        let user = format!("grace-{place}@example.org");
        office.add_member(UserId::at(at(36)).unwrap(), &user, "Grace", comity_store::Role::Analyst, &stamp(36)).await.unwrap();
    }
    let [one, two] = &sides;
    let reviewer = Stamp::new(at(40), Actor::User(two.user));
    one.office.set_role(two.user, comity_store::Role::Approver, &stamp(39)).await.unwrap();
    one.office.review(one.classifications[0], Verdict::Confirmed, "checked", &reviewer).await.unwrap();
    let item: Item = one.office.item(one.items[0]).await.unwrap();
    one.office.change_item(item.id, item.revision, &fields("R-other"), &stamp(41)).await.unwrap();
    sides.map(|side| side.office).into()
}
