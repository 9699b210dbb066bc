//! Jobs and their workers.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering};

use comity_store::{Chunk, JobId, JobState, Json, Office, Progress, StoreError};
use jiff::SignedDuration;
use proptest::prelude::*;

use crate::harness::{Fresh, Kind, at, on_both, organisation, runtime, stamp};

const LEASE: SignedDuration = SignedDuration::from_secs(60);

fn chunk(number: i64) -> Chunk {
    Chunk { number, body: format!("chunk {number}").into_bytes() }
}

async fn queued(office: &Office, chunks: i64) -> JobId {
    let id = JobId::at(at(0)).unwrap();
    office.create_job(id, "decide", &Json::parse("{}".into()).unwrap(), &stamp(0)).await.unwrap();
    for number in 0..chunks {
        office.add_input(id, chunk(number)).await.unwrap();
    }
    office.queue_job(id, u64::try_from(chunks).unwrap() * 10).await.unwrap();
    id
}

#[test]
fn a_job_goes_from_its_input_to_its_output() {
    on_both(async |fresh| {
        let store = fresh.store().await;
        let (office, _) = organisation(&store, "Alpha").await;
        assert!(store.take_job("w", at(0), LEASE).await.unwrap().is_none());
        let id = queued(&office, 3).await;
        assert!(matches!(office.add_input(id, chunk(3)).await, Err(StoreError::NotFound { .. })), "no input after it was queued");
        let held = store.take_job("w", at(1), LEASE).await.unwrap().unwrap();
        assert_eq!((held.organisation, held.job.id), (office.organisation(), id));
        assert!(store.take_job("v", at(1), LEASE).await.unwrap().is_none(), "taken");
        while let Some(input) = office.next_chunk(&held).await.unwrap() {
            assert_eq!(office.finish_chunk(&held, Chunk { body: input.body.repeat(2), ..input }, 10, 1, at(2), LEASE).await.unwrap(), Progress::Go);
        }
        assert_eq!(office.end_job(&held, None, at(3)).await.unwrap(), Progress::Go);
        let job = office.job(id).await.unwrap();
        assert_eq!((job.state, job.total, job.done, job.failed, job.ended), (JobState::Done, Some(30), 30, 3, Some(at(3))));
        let output = office.job_output(id, 0, 10).await.unwrap();
        assert_eq!(output.iter().map(|chunk| chunk.number).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(output[0].body, b"chunk 1chunk 1");
        assert_eq!(office.clear_job(id, &stamp(4)).await.unwrap(), 6);
        assert_eq!(office.jobs(&comity_store::Page::first(5)).await.unwrap().items.len(), 1);
    });
}

#[test]
fn a_dead_workers_job_is_taken_over_after_its_lease_and_goes_on_where_it_was() {
    on_both(async |fresh| {
        let store = fresh.store().await;
        let (office, _) = organisation(&store, "Alpha").await;
        let id = queued(&office, 3).await;
        let dead = store.take_job("dead", at(0), LEASE).await.unwrap().unwrap();
        office.finish_chunk(&dead, chunk(0), 10, 0, at(10), LEASE).await.unwrap();
        assert!(store.take_job("next", at(69), LEASE).await.unwrap().is_none(), "the lease was extended to 70");
        let next = store.take_job("next", at(70), LEASE).await.unwrap().unwrap();
        assert_eq!(office.next_chunk(&next).await.unwrap().map(|chunk| chunk.number), Some(1));
        assert_eq!(office.finish_chunk(&dead, chunk(1), 10, 0, at(71), LEASE).await.unwrap(), Progress::Lost, "it was not dead but slow");
        assert_eq!(office.end_job(&dead, None, at(71)).await.unwrap(), Progress::Lost);
        assert_eq!(office.job(id).await.unwrap().done, 10, "what came too late is not counted");
        office.finish_chunk(&next, chunk(1), 10, 0, at(72), LEASE).await.unwrap();
        office.release_job(&next).await.unwrap();
        let last = store.take_job("last", at(73), LEASE).await.unwrap().unwrap();
        assert_eq!(last.job.attempts, 3);
        office.finish_chunk(&last, chunk(2), 10, 2, at(74), LEASE).await.unwrap();
        assert_eq!(office.next_chunk(&last).await.unwrap(), None);
        office.end_job(&last, Some("the list was removed"), at(75)).await.unwrap();
        let job = office.job(id).await.unwrap();
        assert_eq!((job.state, job.done, job.failed), (JobState::Failed, 30, 2));
    });
}

#[test]
fn nobody_has_a_hand_in_another_organisations_job() {
    on_both(async |fresh| {
        let store = fresh.store().await;
        let (office, _) = organisation(&store, "Alpha").await;
        let (other, _) = organisation(&store, "Beta").await;
        let id = queued(&office, 1).await;
        let held = store.take_job("w", at(1), LEASE).await.unwrap().unwrap();
        assert_eq!(other.next_chunk(&held).await.unwrap(), None);
        assert_eq!(other.finish_chunk(&held, chunk(0), 1, 0, at(2), LEASE).await.unwrap(), Progress::Lost);
        assert_eq!(other.end_job(&held, Some("no"), at(2)).await.unwrap(), Progress::Lost);
        other.release_job(&held).await.unwrap();
        assert_eq!(office.job(id).await.unwrap().state, JobState::Running);
        assert_eq!(office.finish_chunk(&held, chunk(0), 1, 0, at(3), LEASE).await.unwrap(), Progress::Go);
        assert_eq!(office.end_job(&held, None, at(4)).await.unwrap(), Progress::Go);
    });
}

#[test]
fn a_cancelled_job_ends_whether_it_waits_runs_or_lost_its_worker() {
    on_both(async |fresh| {
        let store = fresh.store().await;
        let (office, _) = organisation(&store, "Alpha").await;
        let waiting = queued(&office, 1).await;
        assert_eq!(office.cancel_job(waiting, &stamp(1)).await.unwrap().state, JobState::Cancelled);
        let running = queued(&office, 2).await;
        let held = store.take_job("w", at(2), LEASE).await.unwrap().unwrap();
        assert_eq!(held.job.id, running);
        assert_eq!(office.cancel_job(running, &stamp(3)).await.unwrap().state, JobState::Running);
        assert_eq!(office.hold_job(&held, at(100)).await.unwrap(), Progress::Cancelled);
        assert_eq!(office.finish_chunk(&held, chunk(0), 1, 0, at(4), LEASE).await.unwrap(), Progress::Cancelled);
        assert_eq!(office.job(running).await.unwrap().state, JobState::Cancelled);
        let orphan = queued(&office, 1).await;
        store.take_job("dies", at(5), LEASE).await.unwrap().unwrap();
        office.cancel_job(orphan, &stamp(6)).await.unwrap();
        assert!(store.take_job("w", at(500), LEASE).await.unwrap().is_none());
        assert_eq!(office.job(orphan).await.unwrap().state, JobState::Cancelled);
        let (other, _) = organisation(&store, "Beta").await;
        assert!(matches!(other.cancel_job(orphan, &stamp(7)).await, Err(StoreError::NotFound { .. })));
    });
}

#[test]
fn a_job_whose_input_nobody_takes_any_more_fails_and_keeps_nothing() {
    on_both(async |fresh| {
        let store = fresh.store().await;
        let (office, _) = organisation(&store, "Alpha").await;
        let [left, held, cancelled] = [1, 2, 3].map(|n| JobId::at(at(n)).unwrap());
        for id in [left, held, cancelled] {
            office.create_job(id, "decide", &Json::parse("{}".into()).unwrap(), &stamp(0)).await.unwrap();
            office.add_input(id, chunk(0)).await.unwrap();
        }
        assert_eq!(store.fail_abandoned_jobs(at(30)).await.unwrap(), 0);
        assert!(office.hold_input(held, at(100)).await.unwrap());
        office.cancel_job(cancelled, &stamp(31)).await.unwrap();
        assert!(!office.hold_input(cancelled, at(100)).await.unwrap(), "nobody wants it");
        assert_eq!(store.fail_abandoned_jobs(at(61)).await.unwrap(), 1);
        let job = office.job(left).await.unwrap();
        assert_eq!((job.state, job.ended), (JobState::Failed, Some(at(61))));
        assert!(job.problem.unwrap().contains("broke off"));
        assert_eq!(office.clear_job(left, &stamp(62)).await.unwrap(), 0, "its input is gone already");
        assert!(matches!(office.add_input(left, chunk(1)).await, Err(StoreError::NotFound { .. })), "whoever was slow is told so");
        office.queue_job(held, 10).await.unwrap();
        assert_eq!(store.fail_abandoned_jobs(at(1000)).await.unwrap(), 0);
        office.fail_input(held, "too late", &stamp(1000)).await.unwrap();
        assert_eq!(office.job(held).await.unwrap().state, JobState::Queued, "it takes no input any more");
        let own = queued(&office, 0).await;
        let broken = JobId::at(at(4)).unwrap();
        office.create_job(broken, "decide", &Json::parse("{}".into()).unwrap(), &stamp(0)).await.unwrap();
        office.fail_input(broken, "no CSV", &stamp(5)).await.unwrap();
        assert_eq!(office.job(broken).await.unwrap().problem.as_deref(), Some("no CSV"));
        assert_eq!(office.job(own).await.unwrap().state, JobState::Queued);
        assert!(matches!(office.verify_audit().await.unwrap(), comity_store::Trail::Whole { .. }));
    });
}

/// Workers of two servers take jobs, do some chunks, and die or go on; every chunk's output is stored once, and no job is held twice.
async fn race(fresh: Fresh, deaths: &[bool]) {
    let (one, two) = (fresh.store().await, fresh.store().await);
    let (office, _) = organisation(&one, "Alpha").await;
    let mut jobs = Vec::new();
    for _ in 0..4 {
        jobs.push(queued(&office, 3).await);
    }
    // The clock of the test: every step takes a second, and a dead worker's lease runs out after sixty.
    let clock = std::sync::Arc::new(AtomicI64::new(0));
    let workers = deaths.chunks(deaths.len().div_ceil(4)).enumerate().map(|(n, deaths)| {
        let store = if n % 2 == 0 { one.clone() } else { two.clone() };
        let (deaths, clock) = (deaths.to_vec(), std::sync::Arc::clone(&clock));
        tokio::spawn(async move {
            let mut done = Vec::new();
            let tick = || at(clock.fetch_add(1, Ordering::SeqCst));
            let mut deaths = deaths.into_iter();
            loop {
                let Some(held) = store.take_job(&format!("w{n}"), tick(), LEASE).await.unwrap() else { break };
                let office = store.of(held.organisation);
                loop {
                    if deaths.next() == Some(true) {
                        clock.fetch_add(61, Ordering::SeqCst);
                        break;
                    }
                    let Some(input) = office.next_chunk(&held).await.unwrap() else {
                        office.end_job(&held, None, tick()).await.unwrap();
                        break;
                    };
                    let number = input.number;
                    match office.finish_chunk(&held, input, 1, 0, tick(), LEASE).await.unwrap() {
                        Progress::Go => done.push((held.job.id, number)),
                        _ => break,
                    }
                }
            }
            done
        })
    });
    let mut stored: BTreeMap<_, u32> = BTreeMap::new();
    for worker in workers.collect::<Vec<_>>() {
        for chunk in worker.await.unwrap() {
            *stored.entry(chunk).or_default() += 1;
        }
    }
    // Whoever is left over is taken after the last lease.
    while let Some(held) = one.take_job("last", at(1_000_000), LEASE).await.unwrap() {
        while let Some(input) = office.next_chunk(&held).await.unwrap() {
            *stored.entry((held.job.id, input.number)).or_default() += 1;
            office.finish_chunk(&held, input, 1, 0, at(1_000_001), LEASE).await.unwrap();
        }
        office.end_job(&held, None, at(1_000_002)).await.unwrap();
    }
    assert!(stored.values().all(|times| *times == 1), "{stored:?}");
    for id in jobs {
        let job = office.job(id).await.unwrap();
        assert_eq!((job.state, job.done), (JobState::Done, 3));
        assert_eq!(office.job_output(id, -1, 10).await.unwrap().len(), 3);
    }
    one.close().await;
    two.close().await;
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 8, ..ProptestConfig::default() })]

    #[test]
    fn no_two_workers_hold_one_job_on_sqlite(deaths in proptest::collection::vec(any::<bool>(), 8..24)) {
        runtime().block_on(race(Fresh::new(Kind::Sqlite), &deaths));
    }

    #[test]
    fn no_two_workers_hold_one_job_on_postgres(deaths in proptest::collection::vec(any::<bool>(), 8..24)) {
        runtime().block_on(race(Fresh::new(Kind::Postgres), &deaths));
    }
}
