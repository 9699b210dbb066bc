//! Determinations, pages of them, and requests that count once.

use std::collections::BTreeSet;

use comity_store::{Claim, Cursor, DeterminationFilter, DeterminationId, Json, Page, Remembered, StoreError, Trail};
use jiff::SignedDuration;
use jiff::civil::date;

use crate::harness::{Kind, at, determination, on_both, organisation, stamp};

#[test]
fn what_was_kept_comes_back_to_the_byte() {
    on_both(async |fresh| {
        let store = fresh.store().await;
        let (office, _) = organisation(&store, "Alpha").await;
        let mut new = determination(1, "d1");
        new.question = Json::parse("{ \"name\": \"Zoë \\u0000 \u{1F30D}\", \"n\": 1.50 }\n".into()).unwrap();
        office.keep_determination(new.clone(), &stamp(1)).await.unwrap();
        let kept = office.determination(new.id).await.unwrap();
        assert_eq!((&kept.question, &kept.answer), (&new.question, &new.answer));
        assert_eq!((kept.summary.at, kept.summary.day, kept.summary.keep_until), (at(1), new.day, new.keep_until));
        office.keep_determination(new.clone(), &stamp(2)).await.unwrap();
        assert!(matches!(office.verify_audit().await.unwrap(), Trail::Whole { entries: 3, .. }), "the same again changes nothing");
        new.answer = Json::parse("{}".into()).unwrap();
        assert!(matches!(office.keep_determination(new.clone(), &stamp(3)).await, Err(StoreError::Exists { .. })));
        new.id = DeterminationId::at(at(4)).unwrap();
        new.destination = "I\0N".into();
        assert!(matches!(office.keep_determination(new, &stamp(4)).await, Err(StoreError::Invalid { .. })));
    });
}

#[test]
fn a_refused_change_leaves_nothing_and_takes_no_other_with_it() {
    on_both(async |fresh| {
        let store = fresh.store().await;
        let (office, _) = organisation(&store, "Alpha").await;
        let taken = determination(0, "first");
        office.keep_determination(taken.clone(), &stamp(0)).await.unwrap();
        let writers = (1..60).map(|n| {
            let (office, taken) = (office.clone(), taken.id);
            tokio::spawn(async move {
                let mut new = determination(n, &format!("d{n}"));
                if n % 3 == 0 {
                    new.id = taken;
                }
                office.keep_determination(new, &stamp(n)).await.is_ok() == (n % 3 != 0)
            })
        });
        for writer in writers.collect::<Vec<_>>() {
            assert!(writer.await.unwrap());
        }
        assert_eq!(office.determinations(&DeterminationFilter::default(), &Page::first(100)).await.unwrap().items.len(), 41);
        assert!(matches!(office.verify_audit().await.unwrap(), Trail::Whole { entries: 43, .. }));
    });
}

#[test]
fn a_filter_shows_what_it_says() {
    on_both(async |fresh| {
        let store = fresh.store().await;
        let (office, _) = organisation(&store, "Alpha").await;
        for n in 0..6 {
            let mut new = determination(n, &format!("d{n}"));
            new.destination = if n < 2 { "IN" } else { "JP" }.into();
            new.outcome = if n % 2 == 0 { "authorised" } else { "prohibited" }.into();
            new.day = date(2026, 7, 1 + i8::try_from(n).unwrap());
            office.keep_determination(new, &stamp(n)).await.unwrap();
        }
        let count = async |filter| office.determinations(&filter, &Page::first(10)).await.unwrap().items.len();
        let all = DeterminationFilter::default;
        assert_eq!(count(all()).await, 6);
        assert_eq!(count(DeterminationFilter { destination: Some("JP".into()), ..all() }).await, 4);
        assert_eq!(count(DeterminationFilter { outcome: Some("prohibited".into()), destination: Some("JP".into()), ..all() }).await, 2);
        assert_eq!(count(DeterminationFilter { from: Some(date(2026, 7, 2)), until: Some(date(2026, 7, 4)), ..all() }).await, 2);
        assert_eq!(count(DeterminationFilter { receipt: Some("sha256:d3".into()), ..all() }).await, 1);
        assert_eq!(count(DeterminationFilter { receipt: Some("sha256:d3".into()), destination: Some("IN".into()), ..all() }).await, 0);
        assert_eq!(count(DeterminationFilter { receipt: Some(String::new()), ..all() }).await, 6);
        assert_eq!(count(DeterminationFilter { outcome: Some("' OR '1'='1".into()), ..all() }).await, 0);
    });
}

#[test]
fn pages_give_each_row_once_while_newer_ones_come_in() {
    on_both(async |fresh| {
        let store = fresh.store().await;
        let (office, _) = organisation(&store, "Alpha").await;
        let mut before = BTreeSet::new();
        for n in 0..57 {
            // Many of one moment: their order is by chance, and stays.
            let new = determination(n / 20, &format!("d{n}"));
            before.insert(new.id);
            office.keep_determination(new, &stamp(n)).await.unwrap();
        }
        for size in [1, 7, 57, 58] {
            let (mut seen, mut page, mut newer) = (Vec::new(), Page::first(size), 1000);
            loop {
                let paged = office.determinations(&DeterminationFilter::default(), &page).await.unwrap();
                assert!(paged.items.len() <= size as usize);
                seen.extend(paged.items.iter().map(|one| one.id));
                office.keep_determination(determination(newer, "newer"), &stamp(newer)).await.unwrap();
                newer += 1;
                match paged.next {
                    Some(next) => page = Page::after(next.to_string().parse::<Cursor>().unwrap(), size),
                    None => break,
                }
            }
            let unique: BTreeSet<_> = seen.iter().copied().collect();
            assert_eq!(unique.len(), seen.len(), "none twice");
            assert!(unique.is_superset(&before), "none left out");
        }
        assert!("'; --".parse::<Cursor>().is_err());
    });
}

#[test]
fn what_is_past_its_last_day_is_removed_and_the_trail_says_so() {
    on_both(async |fresh| {
        let store = fresh.store().await;
        let (office, _) = organisation(&store, "Alpha").await;
        for n in 0..4 {
            let mut new = determination(n, &format!("d{n}"));
            new.keep_until = date(2031, 1, 1 + i8::try_from(n).unwrap());
            office.keep_determination(new, &stamp(n)).await.unwrap();
        }
        assert_eq!(office.remove_expired(date(2031, 1, 1), 10, &stamp(9)).await.unwrap(), 0, "the last day is still to be kept");
        assert_eq!((office.expired(date(2031, 1, 1)).await.unwrap(), office.expired(date(2031, 1, 4)).await.unwrap()), (0, 3));
        assert_eq!(office.remove_expired(date(2031, 1, 4), 2, &stamp(9)).await.unwrap(), 2);
        assert_eq!(office.remove_expired(date(2031, 1, 4), 2, &stamp(9)).await.unwrap(), 1);
        assert_eq!(office.determinations(&DeterminationFilter::default(), &Page::first(10)).await.unwrap().items.len(), 1);
        assert!(matches!(office.verify_audit().await.unwrap(), Trail::Whole { entries: 9, .. }));
    });
}

#[test]
fn a_request_that_is_sent_twice_counts_once() {
    on_both(async |fresh| {
        let store = fresh.store().await;
        let (office, _) = organisation(&store, "Alpha").await;
        let lease = SignedDuration::from_secs(30);
        let claim = async |request, seconds| office.claim("key-1", [request; 32], at(seconds), lease).await.unwrap();
        let Claim::Yours(id) = claim(1, 0).await else { panic!("not claimed") };
        assert_eq!(claim(1, 29).await, Claim::Busy);
        assert_eq!(claim(2, 29).await, Claim::Misused);
        assert_eq!(claim(1, 30).await, Claim::Yours(id), "its server died: the same id again");
        assert_eq!(claim(1, 31).await, Claim::Busy);
        office.give_up("key-1").await.unwrap();
        assert_eq!(claim(1, 32).await, Claim::Yours(id));
        let answer = |status| Remembered { status, media: "application/json".into(), body: b"{}".to_vec() };
        office.remember("key-1", answer(201)).await.unwrap();
        office.remember("key-1", answer(500)).await.unwrap();
        assert_eq!(claim(1, 99).await, Claim::Done(id, answer(201)), "the first answer stays");
        assert_eq!(claim(2, 99).await, Claim::Misused);
        let (other, _) = organisation(&store, "Beta").await;
        assert!(matches!(other.claim("key-1", [1; 32], at(99), lease).await.unwrap(), Claim::Yours(_)), "another organisation's key");
        assert!(matches!(other.remember("key-2", answer(200)).await, Err(StoreError::NotFound { .. })));
    });
}

#[test]
fn a_key_is_remembered_for_a_day_and_no_longer() {
    on_both(async |fresh| {
        let store = fresh.store().await;
        let (office, _) = organisation(&store, "Alpha").await;
        let (lease, day) = (SignedDuration::from_secs(30), 24 * 60 * 60);
        let claim = async |request, seconds| office.claim("key-1", [request; 32], at(seconds), lease).await.unwrap();
        let Claim::Yours(first) = claim(1, 0).await else { panic!("not claimed") };
        let answer = Remembered { status: 200, media: "application/json".into(), body: b"{}".to_vec() };
        office.remember("key-1", answer.clone()).await.unwrap();
        assert_eq!(claim(1, day).await, Claim::Done(first, answer.clone()));
        assert_eq!(claim(2, day).await, Claim::Misused);
        // Nobody swept: the old answer is none any more, for its own request and for another one.
        let Claim::Yours(second) = claim(1, day + 1).await else { panic!("an old answer was given") };
        assert_ne!(first, second, "what is made now is another thing");
        assert_eq!(claim(1, day + 2).await, Claim::Busy);
        let Claim::Yours(third) = claim(2, 2 * day + 2).await else { panic!("an old key was in the way") };
        office.remember("key-1", answer.clone()).await.unwrap();
        assert_eq!(store.sweep(at(3 * day + 2)).await.unwrap(), 0, "to the moment a day old");
        assert_eq!(claim(2, 3 * day + 2).await, Claim::Done(third, answer));
        assert_eq!(store.sweep(at(3 * day + 3)).await.unwrap(), 1);
    });
}

#[test]
fn a_kept_determination_is_never_changed_and_the_trail_has_its_receipt() {
    on_both(async |fresh| {
        let store = fresh.store().await;
        let (office, _) = organisation(&store, "Alpha").await;
        let new = determination(1, "d1");
        office.keep_determination(new.clone(), &stamp(1)).await.unwrap();
        let said = fresh.raw("UPDATE determination SET answer = '{}'").await;
        assert!(said.as_ref().is_err_and(|said| said.contains("never changed")), "{said:?}");
        if fresh.kind == Kind::Sqlite {
            let replace = "INSERT OR REPLACE INTO determination (organisation, id, at, actor, source, day, origin, destination, outcome, receipt, keep_until, question, answer)
                SELECT organisation, id, at, actor, source, day, origin, destination, 'authorised', receipt, keep_until, question, '{}' FROM determination";
            assert_eq!(fresh.raw(replace).await, Ok(0));
        }
        assert_eq!(office.determination(new.id).await.unwrap().answer, new.answer);
        let told = office.audit(Some(&new.id.to_string()), &Page::first(1)).await.unwrap();
        assert_eq!(told.items[0].detail.as_str(), r#"{"receipt":"sha256:d1"}"#);
        assert_eq!(office.remove_expired(date(2040, 1, 1), 10, &stamp(2)).await.unwrap(), 1, "it can still be removed");
    });
}

#[test]
fn of_many_that_claim_a_key_at_once_one_gets_it() {
    on_both(async |fresh| {
        let store = fresh.store().await;
        let other = fresh.store().await;
        let (office, _) = organisation(&store, "Alpha").await;
        for round in 0..10 {
            let claims = (0..16).map(|n| {
                let office = if n % 2 == 0 { office.clone() } else { other.of(office.organisation()) };
                tokio::spawn(async move { office.claim(&format!("key-{round}"), [0; 32], at(0), SignedDuration::from_secs(30)).await.unwrap() })
            });
            let mut mine = 0;
            for claim in claims.collect::<Vec<_>>() {
                match claim.await.unwrap() {
                    Claim::Yours(_) => mine += 1,
                    other => assert_eq!(other, Claim::Busy),
                }
            }
            assert_eq!(mine, 1);
        }
    });
}
