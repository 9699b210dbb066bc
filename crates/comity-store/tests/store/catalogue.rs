//! Parties, decisions about hits, items, classifications, webhooks.

use comity_screen::adjudication::{Decision, Standing, standing};
use comity_store::{Actor, Attempt, ClassificationId, DeliveryState, ItemId, NewClassification, Page, PartyId, Stamp, StoreError, UserId, Verdict, WebhookId};
use jiff::SignedDuration;
use jiff::civil::date;

use crate::harness::{at, on_both, organisation, stamp};
use crate::model::{decision, fields, json};

#[test]
fn a_change_to_a_revision_that_is_past_is_refused() {
    on_both(async |fresh| {
        let store = fresh.store().await;
        let (office, _) = organisation(&store, "Alpha").await;
        let party = office.create_party(PartyId::at(at(1)).unwrap(), " Jane Doe ", &json("{}"), &stamp(1)).await.unwrap();
        assert_eq!((party.name.as_str(), party.revision), ("Jane Doe", 1));
        let changed = office.change_party(party.id, 1, "Jane Roe", &json("[]"), &stamp(2)).await.unwrap();
        assert_eq!((changed.revision, changed.changed, changed.created), (2, at(2), at(1)));
        let late = office.change_party(party.id, 1, "Jane Poe", &json("{}"), &stamp(3)).await;
        assert!(matches!(late, Err(StoreError::Changed { expected: 1, found: 2, .. })));
        assert!(office.remove_party(party.id, 1, &stamp(3)).await.is_err());
        office.remove_party(party.id, 2, &stamp(4)).await.unwrap();
        assert!(matches!(office.party(party.id).await, Err(StoreError::NotFound { .. })));

        let item = office.create_item(ItemId::at(at(1)).unwrap(), &fields("R-1"), &stamp(1)).await.unwrap();
        let twice = office.create_item(ItemId::at(at(2)).unwrap(), &fields(" R-1 "), &stamp(2)).await;
        assert!(matches!(twice, Err(StoreError::Exists { .. })), "its reference is taken");
        let other = office.create_item(ItemId::at(at(2)).unwrap(), &fields("R-2"), &stamp(2)).await.unwrap();
        assert!(matches!(office.change_item(other.id, 1, &fields("R-1"), &stamp(3)).await, Err(StoreError::Exists { .. })));
        assert!(matches!(office.change_item(item.id, 7, &fields("R-1"), &stamp(3)).await, Err(StoreError::Changed { .. })));
        office.remove_item(item.id, 1, &stamp(4)).await.unwrap();
        assert_eq!(office.item_by_reference("R-1").await.unwrap(), None);
        office.change_item(other.id, 1, &fields("R-1"), &stamp(5)).await.unwrap();
        assert_eq!(office.item_by_reference("R-1").await.unwrap().map(|item| item.id), Some(other.id));
    });
}

#[test]
fn the_inbox_holds_what_is_to_be_screened_again_or_decided() {
    on_both(async |fresh| {
        let store = fresh.store().await;
        let (office, _) = organisation(&store, "Alpha").await;
        let mut parties = Vec::new();
        for n in 0..4 {
            parties.push(office.create_party(PartyId::at(at(n)).unwrap(), "Jane Doe", &json("{}"), &stamp(n)).await.unwrap().id);
        }
        let screened = async |n: usize, revision, editions, open| {
            office.keep_screening(parties[n], revision, editions, open, &json("[]"), &stamp(9)).await.unwrap();
        };
        let waiting = async |editions| {
            let waiting = office.inbox(editions, &Page::first(10)).await.unwrap().items;
            parties.iter().map(|id| waiting.iter().any(|one| one.party.id == *id)).collect::<Vec<_>>()
        };
        assert_eq!(waiting("e1").await, [true, true, true, true], "never screened");
        screened(0, 1, "e1", 0).await;
        screened(1, 1, "e1", 2).await;
        screened(2, 1, "e1", 0).await;
        screened(3, 1, "e0", 0).await;
        office.change_party(parties[2], 1, "Jane Roe", &json("{}"), &stamp(10)).await.unwrap();
        assert_eq!(waiting("e1").await, [false, true, true, true], "open hits, changed since, other editions");
        screened(3, 1, "e1", 0).await;
        screened(2, 2, "e1", 0).await;
        assert_eq!(waiting("e1").await, [false, true, false, false]);
        assert_eq!(waiting("e2").await, [true; 4]);
        assert_eq!(office.screening(parties[1]).await.unwrap().unwrap().open_hits, 2);
    });
}

#[test]
fn of_decisions_about_a_hit_the_last_rules_even_within_one_moment() {
    on_both(async |fresh| {
        let store = fresh.store().await;
        let (office, _) = organisation(&store, "Alpha").await;
        for n in 0..12 {
            let made = if n % 2 == 0 { Decision::Same } else { Decision::NotSame };
            office.adjudicate(&decision(&format!("a{n}"), "c-17", made), &stamp(1)).await.unwrap();
            let one = decision("", "c-17", made);
            let known = office.adjudications_of(&one.party.key()).await.unwrap();
            let now = standing(&known, &one.party, &one.record, date(2026, 9, 1));
            assert!(matches!((now, made), (Standing::Confirmed(_), Decision::Same) | (Standing::Dismissed(_), Decision::NotSame)));
        }
        assert!(office.adjudications_of("id c-18").await.unwrap().is_empty());
        // A decision that is sent again is there already: what was decided stays, and rules where it stood.
        let again = office.adjudicate(&decision("a0", "c-17", Decision::NotSame), &stamp(1)).await.unwrap();
        assert_eq!(again, decision("a0", "c-17", Decision::Same));
        assert_eq!(office.adjudications_of(&again.party.key()).await.unwrap().len(), 12);
        let mut unfounded = decision("b", "c-17", Decision::Same);
        unfounded.why = " ".into();
        assert!(matches!(office.adjudicate(&unfounded, &stamp(2)).await, Err(StoreError::Invalid { .. })));
    });
}

#[test]
fn a_decision_that_is_sent_again_does_not_overrule_a_later_one() {
    on_both(async |fresh| {
        let store = fresh.store().await;
        let (office, _) = organisation(&store, "Alpha").await;
        let first = decision("a1", "c-17", Decision::NotSame);
        office.adjudicate(&first, &stamp(1)).await.unwrap();
        office.adjudicate(&decision("a2", "c-17", Decision::Same), &stamp(2)).await.unwrap();
        assert_eq!(office.adjudicate(&first, &stamp(3)).await.unwrap(), first);
        let known = office.adjudications_of(&first.party.key()).await.unwrap();
        assert_eq!(known.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["a1", "a2"]);
        assert!(matches!(standing(&known, &first.party, &first.record, date(2026, 9, 1)), Standing::Confirmed(_)));
        assert_eq!(office.audit_after(0, 100).await.unwrap().iter().filter(|entry| entry.action == "hit.decided").count(), 2);
    });
}

#[test]
fn a_party_or_an_item_that_is_sent_again_is_the_one_that_is_there() {
    on_both(async |fresh| {
        let store = fresh.store().await;
        let (office, _) = organisation(&store, "Alpha").await;
        let (party, item) = (PartyId::at(at(1)).unwrap(), ItemId::at(at(1)).unwrap());
        let made = office.create_party(party, "Jane Doe", &json("{}"), &stamp(1)).await.unwrap();
        assert_eq!(office.create_party(party, " Jane Doe ", &json("{}"), &stamp(2)).await.unwrap(), made);
        assert_eq!(office.party(party).await.unwrap(), made);
        for (name, fields) in [("Jane Roe", "{}"), ("Jane Doe", "[]")] {
            let other = office.create_party(party, name, &json(fields), &stamp(3)).await;
            assert!(matches!(other, Err(StoreError::Exists { .. })), "{other:?}");
        }
        let made = office.create_item(item, &fields("R-1"), &stamp(1)).await.unwrap();
        assert_eq!(office.create_item(item, &fields("R-1"), &stamp(2)).await.unwrap(), made);
        assert!(matches!(office.create_item(item, &fields("R-2"), &stamp(3)).await, Err(StoreError::Exists { .. })));
        office.change_item(item, 1, &fields("R-1"), &stamp(4)).await.unwrap();
        assert!(matches!(office.create_item(item, &fields("R-1"), &stamp(5)).await, Err(StoreError::Exists { .. })), "it was changed since");
        office.remove_party(party, 1, &stamp(6)).await.unwrap();
        assert!(matches!(office.create_party(party, "Jane Doe", &json("{}"), &stamp(7)).await, Err(StoreError::Exists { .. })), "it was removed since");
        let (other, _) = organisation(&store, "Beta").await;
        other.create_item(item, &fields("R-1"), &stamp(8)).await.unwrap();
        let told = office.audit_after(0, 100).await.unwrap().into_iter().map(|entry| entry.action).collect::<Vec<_>>();
        assert_eq!(told.iter().filter(|action| action.ends_with(".created")).count(), 3, "{told:?}");
    });
}

#[test]
fn a_classification_is_superseded_by_the_next_and_reviewed_by_another_person() {
    on_both(async |fresh| {
        let store = fresh.store().await;
        let (office, user) = organisation(&store, "Alpha").await;
        let item = office.create_item(ItemId::at(at(1)).unwrap(), &fields("R-1"), &stamp(1)).await.unwrap();
        let by = |user, seconds| Stamp::new(at(seconds), Actor::User(user));
        let mut ids = Vec::new();
        for (list, code) in [("us/ccl", "3A001"), ("eu/annex-i", "3A001"), ("us/ccl", "EAR99")] {
            let id = ClassificationId::at(at(2)).unwrap();
            let new = NewClassification { id, item: item.id, list: list.into(), code: code.into(), edition: "e".into(), reasons: "r".into() };
            office.classify(&new, &by(user, 2)).await.unwrap();
            assert!(matches!(office.classify(&new, &by(user, 3)).await, Err(StoreError::Exists { .. })));
            ids.push(id);
        }
        let own = office.review(ids[2], Verdict::Confirmed, "", &by(user, 4)).await;
        assert!(matches!(own, Err(StoreError::Refused { .. })));
        assert!(matches!(office.review(ids[2], Verdict::Confirmed, "", &stamp(4)).await, Err(StoreError::Refused { .. })), "a program");
        let other = UserId::at(at(0)).unwrap();
        office.review(ids[2], Verdict::Confirmed, "yes", &by(other, 5)).await.unwrap();
        office.review(ids[2], Verdict::Rejected, "no", &by(other, 5)).await.unwrap();
        let all = office.classifications(item.id).await.unwrap();
        let view: Vec<_> = all.iter().map(|one| (one.code.as_str(), one.superseded, one.review.as_ref().map(|review| review.verdict))).collect();
        assert_eq!(view, [("EAR99", false, Some(Verdict::Rejected)), ("3A001", false, None), ("3A001", true, None)]);
    });
}

#[test]
fn a_message_is_tried_until_it_is_delivered_or_given_up() {
    on_both(async |fresh| {
        let store = fresh.store().await;
        let (office, _) = organisation(&store, "Alpha").await;
        let lease = SignedDuration::from_secs(60);
        let events = ["law.changed".to_owned(), "list.changed".to_owned()];
        let id = WebhookId::at(at(1)).unwrap();
        let (secret, _) = office.create_webhook(id, "https://erp.example/hook", &events, &stamp(1)).await.unwrap();
        assert!(secret.starts_with("whsec_") && secret.len() == 6 + 44, "the base64 of 256 bits: {secret}");
        for bad in ["ftp://erp.example", "erp.example", ""] {
            assert!(office.create_webhook(WebhookId::at(at(2)).unwrap(), bad, &events, &stamp(2)).await.is_err());
        }
        assert_eq!(office.tell("job.done", &json("{}"), at(3)).await.unwrap(), 0);
        assert_eq!(office.tell("law.changed", &json(r#"{"n":1}"#), at(3)).await.unwrap(), 1);
        let taken = store.take_deliveries(at(3), lease, 10).await.unwrap();
        assert_eq!((taken.len(), taken[0].secret.as_str(), taken[0].body.as_str(), taken[0].attempts), (1, secret.as_str(), r#"{"n":1}"#, 1));
        assert!(store.take_deliveries(at(62), lease, 10).await.unwrap().is_empty(), "somebody has it");
        let again = store.take_deliveries(at(63), lease, 10).await.unwrap();
        assert_eq!((again[0].id, again[0].attempts), (taken[0].id, 2), "whoever had it died");
        let failed = |again| Attempt::Failed { status: Some(500), problem: "server error".into(), again };
        office.tried(again[0].id, &failed(Some(at(100))), at(64)).await.unwrap();
        assert!(store.take_deliveries(at(99), lease, 10).await.unwrap().is_empty());
        store.take_deliveries(at(100), lease, 10).await.unwrap();
        office.tried(again[0].id, &Attempt::Delivered { status: 204 }, at(101)).await.unwrap();
        assert!(office.tried(again[0].id, &failed(None), at(102)).await.is_err(), "delivered is delivered");
        office.tell("law.changed", &json("{}"), at(200)).await.unwrap();
        office.remove_webhook(id, &stamp(201)).await.unwrap();
        assert!(store.take_deliveries(at(300), lease, 10).await.unwrap().is_empty());
        let states: Vec<_> = office.deliveries(&Page::first(10)).await.unwrap().items.iter().map(|sent| sent.state).collect();
        assert_eq!(states, [DeliveryState::GivenUp, DeliveryState::Delivered]);
    });
}
