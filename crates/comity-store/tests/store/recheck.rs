//! What became of kept determinations.

use comity_store::{
    Actor, DeliveryState, DeterminationFilter, DeterminationId, Found, Json, NewStanding, Office, Page, Pass, Stamp, StandingState, Store, Taken, WebhookId,
};
use jiff::SignedDuration;
use jiff::civil::{Date, date};

use crate::harness::{at, determination, on_both, organisation, stamp};

const LEASE: SignedDuration = SignedDuration::from_secs(60);
const TODAY: Date = date(2026, 8, 1);
const EVENT: &str = "determination.changed";

fn json(text: &str) -> Json {
    Json::parse(text.into()).unwrap()
}

fn changed(mark: &str) -> NewStanding {
    NewStanding { state: StandingState::Changed, mark: mark.into(), detail: json(&format!(r#"{{"mark":"{mark}"}}"#)), message: json("{}") }
}

async fn kept(office: &Office, count: i64) -> Vec<DeterminationId> {
    let mut ids = Vec::new();
    for n in 0..count {
        let new = determination(n, &format!("d{n}"));
        ids.push(new.id);
        office.keep_determination(new, &stamp(n)).await.unwrap();
    }
    ids
}

async fn taken(office: &Office, basis: &str, seconds: i64) -> Pass {
    match office.take_pass(basis, at(seconds), LEASE).await.unwrap() {
        Taken::Yours(pass) => pass,
        other => panic!("{other:?}"),
    }
}

/// Goes through a whole pass; some would come out otherwise, each as its mark says.
async fn go_through(office: &Office, basis: &str, seconds: i64, others: &[(DeterminationId, &str)]) {
    let mut pass = taken(office, basis, seconds).await;
    let by = Stamp::new(at(seconds), Actor::program("recheck"));
    loop {
        let next = office.next_to_recheck(&pass, TODAY, 2).await.unwrap();
        if next.is_empty() {
            return office.end_pass(&pass, at(seconds)).await.unwrap();
        }
        let found = next
            .iter()
            .map(|one| {
                let standing = others.iter().find(|(id, _)| *id == one.summary.id).map(|(_, mark)| changed(mark));
                Found { determination: one.summary.id, standing }
            })
            .collect();
        pass = office.keep_rechecked(&pass, found, EVENT, &by, LEASE).await.unwrap().unwrap();
    }
}

async fn with_note(office: &Office) -> Vec<DeterminationId> {
    let filter = DeterminationFilter { changed: Some(true), ..DeterminationFilter::default() };
    let mut ids: Vec<_> = office.determinations(&filter, &Page::first(10)).await.unwrap().items.iter().map(|one| one.id).collect();
    ids.sort();
    ids
}

#[test]
fn a_pass_belongs_to_one_and_is_gone_on_with_where_it_was_left() {
    on_both(async |fresh| {
        let store = fresh.store().await;
        let (office, _) = organisation(&store, "Alpha").await;
        let ids = kept(&office, 5).await;
        let first = taken(&office, "b1", 100).await;
        assert_eq!(office.take_pass("b1", at(101), LEASE).await.unwrap(), Taken::Busy);
        let newest: Vec<_> = office.next_to_recheck(&first, TODAY, 2).await.unwrap().iter().map(|one| one.summary.id).collect();
        assert_eq!(newest, [ids[4], ids[3]]);
        let found = |ids: &[DeterminationId]| ids.iter().map(|id| Found { determination: *id, standing: None }).collect::<Vec<_>>();
        let first = office.keep_rechecked(&first, found(&newest), EVENT, &stamp(102), LEASE).await.unwrap().unwrap();
        // Whoever had it died: another goes on after its lease, and what the first one stores late is not stored.
        assert_eq!(office.take_pass("b1", at(161), LEASE).await.unwrap(), Taken::Busy);
        let second = taken(&office, "b1", 163).await;
        let rest: Vec<_> = office.next_to_recheck(&second, TODAY, 10).await.unwrap().iter().map(|one| one.summary.id).collect();
        assert_eq!(rest, [ids[2], ids[1], ids[0]]);
        let late = vec![Found { determination: ids[2], standing: Some(changed("m")) }];
        assert_eq!(office.keep_rechecked(&first, late, EVENT, &stamp(164), LEASE).await.unwrap(), None);
        assert!(with_note(&office).await.is_empty());
        let second = office.keep_rechecked(&second, found(&rest), EVENT, &stamp(165), LEASE).await.unwrap().unwrap();
        assert!(office.next_to_recheck(&second, TODAY, 10).await.unwrap().is_empty());
        office.release_pass(&second, at(166)).await.unwrap();
        let third = taken(&office, "b1", 166).await;
        office.end_pass(&third, at(167)).await.unwrap();
        assert_eq!(office.take_pass("b1", at(999), LEASE).await.unwrap(), Taken::Ended);
    });
}

#[test]
fn what_would_come_out_otherwise_is_noted_told_once_and_forgotten_when_it_holds_again() {
    on_both(async |fresh| {
        let store: Store = fresh.store().await;
        let (office, _) = organisation(&store, "Alpha").await;
        let (other, _) = organisation(&store, "Beta").await;
        let ids = kept(&office, 3).await;
        office.create_webhook(WebhookId::at(at(1)).unwrap(), "https://erp.example/hook", &[EVENT.into()], &stamp(1)).await.unwrap();
        let told = async || office.deliveries(&Page::first(10)).await.unwrap().items;
        go_through(&office, "b1", 100, &[(ids[1], "m1")]).await;
        assert_eq!((with_note(&office).await, office.changed_determinations().await.unwrap()), (vec![ids[1]], 1));
        let standing = office.standing(ids[1]).await.unwrap().unwrap();
        assert_eq!((standing.state, standing.at, standing.detail.as_str()), (StandingState::Changed, at(100), r#"{"mark":"m1"}"#));
        assert_eq!(office.determination(ids[1]).await.unwrap().summary.changed, Some(StandingState::Changed));
        assert_eq!(other.standing(ids[1]).await.unwrap(), None, "another organisation's");
        assert_eq!(told().await.len(), 1);
        assert_eq!(told().await[0].state, DeliveryState::Waiting);
        // Other lists: what is as it was is not told again.
        go_through(&office, "b2", 200, &[(ids[0], "m2"), (ids[1], "m1")]).await;
        assert_eq!((with_note(&office).await, told().await.len()), (ids[..2].to_vec(), 2));
        assert_eq!(office.standing(ids[1]).await.unwrap().unwrap().at, at(100));
        go_through(&office, "b3", 250, &[(ids[0], "m2"), (ids[1], "m3")]).await;
        assert_eq!((with_note(&office).await, told().await.len()), (ids[..2].to_vec(), 3));
        // Back to the first one: it is looked at again.
        go_through(&office, "b1", 300, &[]).await;
        assert_eq!((with_note(&office).await, told().await.len()), (vec![], 3));
        let rest = DeterminationFilter { changed: Some(false), ..DeterminationFilter::default() };
        assert_eq!(office.determinations(&rest, &Page::first(10)).await.unwrap().items.len(), 3);
        let entries = office.audit(Some(&ids[1].to_string()), &Page::first(10)).await.unwrap().items;
        let actions: Vec<_> = entries.iter().rev().map(|entry| entry.action.as_str()).collect();
        assert_eq!(actions, ["determination.kept", "determination.changed", "determination.changed", "determination.stands"]);
    });
}

#[test]
fn a_pass_that_another_law_came_between_begins_anew() {
    on_both(async |fresh| {
        let store = fresh.store().await;
        let (office, _) = organisation(&store, "Alpha").await;
        let ids = kept(&office, 3).await;
        let newest = async |pass: &Pass| office.next_to_recheck(pass, TODAY, 1).await.unwrap()[0].summary.id;
        let pass = taken(&office, "b2", 100).await;
        let found = vec![Found { determination: newest(&pass).await, standing: Some(changed("m")) }];
        let pass = office.keep_rechecked(&pass, found, EVENT, &stamp(101), LEASE).await.unwrap().unwrap();
        assert_eq!(newest(&pass).await, ids[1]);
        office.release_pass(&pass, at(102)).await.unwrap();
        // By other law nothing is otherwise, and then by the first law again.
        go_through(&office, "b1", 200, &[]).await;
        assert!(with_note(&office).await.is_empty());
        assert_eq!(newest(&taken(&office, "b2", 300).await).await, ids[2], "what it had gone over was gone over otherwise since");
        // The same where its holder died a moment ago.
        let pass = taken(&office, "b3", 400).await;
        let found = vec![Found { determination: ids[2], standing: None }];
        office.keep_rechecked(&pass, found, EVENT, &stamp(400), LEASE).await.unwrap().unwrap();
        go_through(&office, "b1", 410, &[]).await;
        assert_eq!(newest(&taken(&office, "b3", 500).await).await, ids[2]);
    });
}

#[test]
fn a_note_goes_with_its_determination_and_what_is_past_its_time_is_not_looked_at() {
    on_both(async |fresh| {
        let store = fresh.store().await;
        let (office, _) = organisation(&store, "Alpha").await;
        let ids = kept(&office, 2).await;
        go_through(&office, "b1", 100, &[(ids[0], "m"), (ids[1], "m")]).await;
        let later = date(2040, 1, 1);
        let pass = taken(&office, "b2", 200).await;
        assert!(office.next_to_recheck(&pass, later, 10).await.unwrap().is_empty());
        assert_eq!(office.remove_expired(later, 10, &stamp(201)).await.unwrap(), 2);
        assert_eq!(office.changed_determinations().await.unwrap(), 0);
        // What was removed since it was read leaves no note behind.
        let found = vec![Found { determination: ids[0], standing: Some(NewStanding { state: StandingState::Undecided, ..changed("m") }) }];
        office.keep_rechecked(&pass, found, EVENT, &stamp(202), LEASE).await.unwrap().unwrap();
        assert_eq!(office.standing(ids[0]).await.unwrap(), None);
    });
}
