//! Members over the API, and the first password of a new account.

use comity_serve::Config;
use comity_store::Role;
use serde_json::{Value as Json, json};

use crate::{Answer, Desk, Site, folder, send};

fn form(address: &str, path: &str, cookie: &str, fields: &[(&str, &str)]) -> Answer {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    send(address, "POST", path, &[("content-type", "application/x-www-form-urlencoded"), ("cookie", cookie)], Some(&body))
}

/// Signs in; the session's cookie, and where it leads.
fn sign_in(site: &Site, email: &str, password: &str) -> Option<(String, String)> {
    let answer = form(&site.address, "/sign-in", "", &[("email", email), ("password", password), ("next", "/records")]);
    (answer.status == 303).then(|| (answer.header("set-cookie").split(';').next().unwrap().to_owned(), answer.header("location").to_owned()))
}

fn page(site: &Site, path: &str, cookie: &str) -> Answer {
    send(&site.address, "GET", path, &[("accept", "text/html"), ("cookie", cookie)], None)
}

fn csrf(page: &Answer) -> String {
    page.body.split("name=\"csrf\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

fn put(desk: &Desk<'_>, path: &str, tag: &str, role: &str) -> Answer {
    desk.send("PUT", path, &[("if-match", tag)], Some(&json!({ "role": role })))
}

#[test]
fn a_first_password_opens_nothing_but_the_page_to_choose_another() {
    let site = Site::start(&folder("first"), Config::default());
    let desk = site.desk("first");
    let made = desk.post("/api/v1/members", &json!({ "email": "Grace@example.org", "name": "Grace Sample", "role": "analyst" }));
    assert_eq!(made.header("cache-control"), "no-store");
    let (place, made) = (made.header("location").to_owned(), made.json(201));
    assert_eq!((&made["email"], &made["role"]), (&json!("grace@example.org"), &json!("analyst")));
    let first = made["first_password"].as_str().unwrap();
    assert!(desk.get(&place).json(200).get("first_password").is_none() && !desk.get("/api/v1/members").body.contains(first));
    let (cookie, _) = sign_in(&site, "grace@example.org", first).unwrap();
    for path in ["/", "/ship", "/records", "/account/tokens"] {
        let shown = page(&site, path, &cookie);
        assert_eq!((shown.status, shown.header("location")), (303, "/account"), "{path}");
    }
    let asked = page(&site, "/account", &cookie);
    assert!(asked.status == 200 && asked.body.contains("Choose your own password"), "{}", asked.body);
    // Over the API the session opens as little.
    let listed = send(&site.address, "GET", "/api/v1/determinations", &[("cookie", &cookie)], None);
    assert_eq!(listed.problem(403), "forbidden");
    let csrf_of = csrf(&asked);
    let change = |current: &str, new: &str| form(&site.address, "/account/password", &cookie, &[("csrf", &csrf_of), ("current", current), ("new", new)]);
    assert_eq!(change(first, first).status, 422, "the same one is not another");
    assert_eq!(change("wrong password", "battery staple horse").status, 422);
    assert_eq!(change(first, "short").status, 422);
    let changed = change(first, "battery staple horse");
    assert_eq!(changed.status, 303, "{}", changed.body);
    // The session of the first password is over, and the new one opens what the role does.
    assert_eq!(page(&site, "/account", &cookie).header("location"), "/sign-in?next=%2Faccount");
    let cookie = changed.header("set-cookie").split(';').next().unwrap();
    assert_eq!(page(&site, "/records", cookie).status, 200);
    assert!(!page(&site, "/account", cookie).body.contains("Choose your own password"));
    assert!(sign_in(&site, "grace@example.org", first).is_none());
    site.stop();
}

#[test]
fn a_member_is_changed_and_removed_only_from_the_state_that_was_read() {
    let site = Site::start(&folder("members"), Config::default());
    let (desk, other) = (site.desk("members"), site.desk("others"));
    let (token, user) = desk.token_of(Role::Analyst);
    let theirs = Desk { token, ..desk_of(&desk) };
    let path = format!("/api/v1/members/{user}");
    let read = desk.get(&path);
    let tag = read.header("etag").to_owned();
    assert_eq!(read.json(200)["role"], "analyst");
    assert_eq!(desk.send("GET", &path, &[("if-none-match", &tag)], None).status, 304);
    assert_eq!(theirs.post("/api/v1/webhooks", &json!({})).problem(403), "forbidden");
    assert_eq!(desk.send("PUT", &path, &[], Some(&json!({ "role": "approver" }))).problem(428), "no-state");
    assert_eq!(put(&desk, &path, &tag, "owner").problem(422), "input");
    assert_eq!(put(&theirs, &path, &tag, "administrator").problem(403), "forbidden");
    assert_eq!(put(&other, &path, &tag, "administrator").problem(404), "unknown");
    let changed = put(&desk, &path, &tag, "administrator");
    assert_eq!(changed.json(200)["role"], "administrator");
    assert_eq!(put(&desk, &path, &tag, "auditor").problem(412), "changed");
    assert_eq!(desk.send("DELETE", &path, &[("if-match", &tag)], None).problem(412), "changed");
    // What the role opens is open at once, on the server where it was changed.
    assert_eq!(theirs.get("/api/v1/webhooks").status, 200);
    assert_eq!(other.send("DELETE", &path, &[("if-match", changed.header("etag"))], None).problem(404), "unknown");
    assert_eq!(desk.send("DELETE", &path, &[("if-match", changed.header("etag"))], None).status, 204);
    assert_eq!(desk.get(&path).problem(404), "unknown");
    assert_eq!(theirs.get("/api/v1/determinations").problem(401), "unauthorised", "their tokens ended with it");
    // The last administrator stays.
    let own = format!("/api/v1/members/{}", desk.user);
    let tag = desk.get(&own).header("etag").to_owned();
    assert_eq!(put(&desk, &own, &tag, "analyst").problem(403), "forbidden");
    assert_eq!(desk.send("DELETE", &own, &[("if-match", &tag)], None).problem(403), "forbidden");
    let noted: Vec<Json> = desk.get("/api/v1/audit").json(200)["items"].as_array().unwrap().clone();
    let actions: Vec<&str> = noted.iter().map(|entry| entry["action"].as_str().unwrap()).collect();
    assert!(actions.contains(&"member.set") && actions.contains(&"member.removed"), "{actions:?}");
    site.stop();
}

#[test]
fn who_has_an_account_keeps_its_password_and_nobody_is_added_twice() {
    let site = Site::start(&folder("twice"), Config::default());
    let (desk, other) = (site.desk("twice"), site.desk("twice-other"));
    let grace = json!({ "email": "grace@example.org", "name": "Grace Sample", "role": "auditor" });
    assert!(desk.post("/api/v1/members", &grace).json(201)["first_password"].is_string());
    assert_eq!(desk.post("/api/v1/members", &grace).problem(409), "exists");
    // Whoever made the account knows its password: nobody else is let in with it unawares.
    let there = other.post("/api/v1/members", &json!({ "email": "grace@example.org", "role": "analyst" }));
    assert_eq!(there.problem(403), "forbidden");
    assert!(there.body.contains("nobody here made") && !other.get("/api/v1/members").body.contains("grace@"), "{}", there.body);
    for wrong in [
        json!({ "email": "nobody", "name": "N", "role": "analyst" }),
        json!({ "email": "new@example.org", "name": "N", "role": "owner" }),
        json!({ "email": "new@example.org", "role": "analyst" }),
        json!({ "email": "new@example.org", "name": "N", "role": "analyst", "password": "mine" }),
    ] {
        assert_eq!(desk.post("/api/v1/members", &wrong).problem(422), "input", "{wrong}");
    }
    site.stop();
}

fn desk_of<'s>(desk: &Desk<'s>) -> Desk<'s> {
    desk.site.desk_again(desk.organisation, &desk.token, desk.user)
}
