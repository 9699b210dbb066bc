//! Two servers on one PostgreSQL.

use std::{
    collections::BTreeSet,
    thread,
    time::{Duration, Instant},
};

use serde_json::Value as Json;

use crate::{
    server::{Kind, Place, Server},
    work::{expected, id, questions, same},
};

/// Signs in, and gives the session's cookie.
fn sign_in(server: &Server, email: &str, password: &str) -> String {
    let agent = ureq::Agent::new_with_config(ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).build());
    let form = [("email", email), ("password", password), ("next", "/account")];
    let response = agent.post(format!("http://{}/sign-in", server.address)).send_form(form).unwrap();
    assert_eq!(response.status().as_u16(), 303);
    let cookie = response.headers().get("set-cookie").unwrap().to_str().unwrap();
    cookie.split(';').next().unwrap().to_owned()
}

/// The page of whoever has this session.
fn account(server: &Server, cookie: &str) -> (u16, String) {
    let agent = ureq::Agent::new_with_config(ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).build());
    let mut response = agent.get(format!("http://{}/account", server.address)).header("cookie", cookie).header("accept", "text/html").call().unwrap();
    (response.status().as_u16(), response.body_mut().read_to_string().unwrap())
}

#[test]
fn two_servers_share_jobs_and_sessions_and_one_finishes_what_the_other_leaves() {
    let place = Place::new(Kind::Postgres);
    let input = questions("shared", 3000);
    let want = expected(&place, "shared", &input);
    let password = place.comity(&["member", "--organisation", "Sample", "--email", "eve@example.org", "--role", "analyst"]);
    let (one, two) = (place.serve(), place.serve());
    let cookie = sign_in(&one, "eve@example.org", password.trim());
    let mut jobs = BTreeSet::new();
    for number in 0..8 {
        let server = if number % 2 == 0 { &one } else { &two };
        let (status, answer) = server.try_post("/api/v1/jobs?kind=decide", "application/x-ndjson", input.as_bytes()).expect("an answer");
        assert_eq!(status, 202, "{answer}");
        jobs.insert(id(&answer));
    }
    // Both work, and the first one is killed in the middle of what it took last.
    let begun = Instant::now();
    let left = loop {
        let running: Vec<String> = one.taken().into_iter().filter(|id| two.json(&format!("/api/v1/jobs/{id}"))["state"] == "running").collect();
        if !two.taken().is_empty() && !running.is_empty() {
            break running;
        }
        assert!(begun.elapsed() < Duration::from_secs(120), "one took {:?}, two took {:?}", one.taken(), two.taken());
        thread::sleep(Duration::from_millis(5));
    };
    let by_one: BTreeSet<String> = one.taken().into_iter().collect();
    one.kill();
    for id in &jobs {
        let job = two.ended(id);
        assert_eq!((&job["state"], &job["done"]), (&Json::from("done"), &Json::from(want.lines().count())), "{job}");
        same(&two.get(&format!("/api/v1/jobs/{id}/result")), &want);
    }
    let by_two: BTreeSet<String> = two.taken().into_iter().collect();
    assert_eq!(&by_one | &by_two, jobs);
    assert!(left.iter().any(|id| by_two.contains(id)), "nothing was left in the middle: this showed nothing of it");
    // Who signed in on the first one is known on the second, and signing in on either is the same.
    let (status, page) = account(&two, &cookie);
    assert_eq!(status, 200);
    assert!(page.contains("eve@example.org"), "{page}");
    assert_eq!(account(&two, "__Host-comity=cms_none").0, 303);
}
