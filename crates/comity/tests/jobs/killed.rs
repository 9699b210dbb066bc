//! What was acknowledged is there after `kill -9`, and each job's result is that of an uninterrupted run.

use std::{thread, time::Duration};

use serde_json::{Value as Json, json};

use crate::{
    chance::Chance,
    server::{Kind, Place, Server},
    work::{expected, id, questions, same},
};

const LINES: &str = "application/x-ndjson";

/// How often the server is killed on each database; more by `COMITY_KILLS`.
fn kills() -> u32 {
    std::env::var("COMITY_KILLS").ok().map_or(30, |kills| kills.parse().expect("a number of kills"))
}

/// What was acknowledged.
#[derive(Default)]
struct Acknowledged {
    /// Jobs, with what they are to give.
    jobs: Vec<(String, usize)>,
    determinations: Vec<String>,
}

/// Keeps determinations until the server is gone; gives those that it said it kept.
fn keep(server: &Server, round: u32) -> Vec<String> {
    let mut kept = Vec::new();
    for number in 0.. {
        let question = json!({
            "id": format!("kept-{round}-{number}"), "date": "2026-07-23", "activity": "export", "from": "US", "to": "IN",
            "item": [{ "id": "adc", "codes": { "us/ccl": "3A001.a.5.a.3" } }],
        });
        match server.try_post("/api/v1/decide?store=true", "application/json", question.to_string().as_bytes()) {
            Some((201, answer)) => {
                let answer: Json = serde_json::from_str(&answer).unwrap();
                kept.push(answer["receipt"]["digest"].as_str().unwrap().to_owned());
            }
            Some((status, answer)) => panic!("{status}: {answer}"),
            None => break,
        }
    }
    kept
}

/// The digests of the receipts of everything that is kept.
fn kept(server: &Server) -> Vec<String> {
    let (mut found, mut after) = (Vec::new(), String::new());
    loop {
        let page = server.json(&format!("/api/v1/determinations?limit=1000{after}"));
        found.extend(page["items"].as_array().unwrap().iter().map(|one| one["receipt"].as_str().unwrap().to_owned()));
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return found,
        }
    }
}

fn survives(kind: Kind) {
    let (place, mut chance, mut done) = (Place::new(kind), Chance::new(), Acknowledged::default());
    let inputs = [questions("long", 4000), questions("short", 60)];
    let wanted = [expected(&place, "long", &inputs[0]), expected(&place, "short", &inputs[1])];
    let mut halves = 0;
    for round in 0..kills() {
        let server = place.serve();
        // There is always a long job under way.
        let under_way = done.jobs.iter().rev().find(|(_, which)| *which == 0).map(|(id, _)| server.json(&format!("/api/v1/jobs/{id}")));
        if under_way.is_none_or(|job| job["state"] == "done") {
            let (status, answer) = server.try_post("/api/v1/jobs?kind=decide", LINES, inputs[0].as_bytes()).expect("an answer");
            assert_eq!(status, 202, "{answer}");
            done.jobs.push((id(&answer), 0));
        }
        // Somebody hands in a job, and is not done when the server dies.
        let half = (round % 4 == 1).then(|| {
            halves += 1;
            server.half_a_job(&inputs[0][..inputs[0].len() / 2], inputs[0].len())
        });
        let after = Duration::from_micros(chance.below(1_500_000));
        thread::scope(|scope| {
            let keeping = scope.spawn(|| keep(&server, round));
            let handing = scope.spawn(|| server.try_post("/api/v1/jobs?kind=decide", LINES, inputs[1].as_bytes()));
            thread::sleep(after);
            server.signal_kill();
            done.determinations.extend(keeping.join().unwrap());
            if let Some((status, answer)) = handing.join().unwrap() {
                assert_eq!(status, 202, "{answer}");
                done.jobs.push((id(&answer), 1));
            }
        });
        server.kill();
        drop(half);
    }
    check(&place.serve(), &done, &wanted, halves);
    eprintln!("{kind:?}: {} kills, {} jobs and {} determinations acknowledged, all there", kills(), done.jobs.len(), done.determinations.len());
}

fn check(server: &Server, done: &Acknowledged, wanted: &[String; 2], halves: u32) {
    for (id, which) in &done.jobs {
        let job = server.ended(id);
        assert_eq!(job["state"], "done", "{job}");
        let want = &wanted[*which];
        assert_eq!(job["done"], want.lines().count(), "each line is counted once: {job}");
        assert_eq!(job["failed"], want.lines().filter(|line| line.starts_with("{\"error\"")).count());
        same(&server.get(&format!("/api/v1/jobs/{id}/result")), want);
    }
    // A job whose input broke off says so, sooner or later; none waits for ever.
    let all = server.json("/api/v1/jobs?limit=1000");
    let mut broken = 0;
    for job in all["items"].as_array().unwrap() {
        let id = job["id"].as_str().unwrap();
        if done.jobs.iter().any(|(known, _)| known == id) {
            continue;
        }
        let job = server.ended(id);
        match job["state"].as_str().unwrap() {
            // Its acknowledgement was lost with the server.
            "done" => same(&server.get(&format!("/api/v1/jobs/{id}/result")), &wanted[1]),
            "failed" => {
                assert!(job["problem"].as_str().unwrap().contains("broke off"), "{job}");
                broken += 1;
            }
            _ => panic!("{job}"),
        }
    }
    assert!(halves == 0 || broken > 0, "{halves} inputs were cut off, and no job says so");
    let kept = kept(server);
    let missing: Vec<_> = done.determinations.iter().filter(|digest| !kept.contains(digest)).collect();
    assert!(missing.is_empty(), "acknowledged, and not there: {missing:?}");
    assert!(!done.determinations.is_empty() && done.jobs.len() > 1, "hardly anything was acknowledged: this showed nothing");
    assert_eq!(server.json("/api/v1/audit/proof")["whole"], true);
}

#[test]
fn jobs_on_sqlite_survive_kill_9_of_the_server_at_any_moment() {
    survives(Kind::Sqlite);
}

#[test]
fn jobs_on_postgres_survive_kill_9_of_the_server_at_any_moment() {
    survives(Kind::Postgres);
}
