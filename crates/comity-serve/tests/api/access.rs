//! Who may ask what: every route as every role, with every scope, and as a stranger.

use std::{path::PathBuf, time::Duration};

use comity_serve::{Config, openapi};
use comity_store::{Address, Role, Scope, Store};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value as Json;
use tokio::runtime::Runtime;

use crate::{Desk, send, server, sound, start};

/// Routes that anybody may ask, because whoever runs the server does, or because they tell of public law alone.
const OF_STRANGERS: &[&str] = &[
    "/openapi.json",
    "/health/live",
    "/health/ready",
    "/metrics",
    "/problems/{name}",
    "/api/v1/law",
    "/api/v1/law/{list}/editions",
    "/api/v1/law/diff",
    "/api/v1/schema/transaction",
    "/api/v1/provisions",
    "/api/v1/provisions/{provision}",
];

/// Every route of the description, with its method and an address to ask.
fn routes() -> Vec<(String, String, String)> {
    let described = openapi(&comity_edge::bundled::law(None).unwrap());
    let mut out = Vec::new();
    for (path, methods) in described["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            let id = "01890a5d-ac96-774b-bcce-b302099a8057";
            let address = path
                .replace("{id}", id)
                .replace("{provision}", "us%2Fccl:3A001")
                .replace("{list}", "us%2Fccl")
                .replace("{a}", "no%2Flist")
                .replace("{b}", "us%2Fccl")
                .replace("{dataset}", "default")
                .replace("{name}", "input");
            assert!(!address.contains('{'), "{address}");
            out.push((method.to_uppercase(), path.clone(), address));
        }
    }
    assert!(out.len() > 40);
    out
}

#[test]
fn a_stranger_is_answered_where_nothing_of_anybody_is_told_and_nowhere_else() {
    for (method, path, address) in routes() {
        let answer = send(&server().address, &method, &address, &[], None);
        let open = OF_STRANGERS.contains(&path.as_str());
        assert_eq!(answer.status != 401, open, "{method} {path}: {}", answer.body);
        if !open {
            assert_eq!(answer.problem(401), "unauthorised");
            assert_eq!(answer.header("www-authenticate"), "Bearer");
        }
    }
}

#[test]
fn every_role_may_do_what_the_table_of_roles_says_on_every_route() {
    let desk = Desk::new("matrix");
    // What each route asks for; those that are not named here ask for nothing.
    let wants = |method: &str, path: &str| -> Option<&'static str> {
        Some(match (method, path.trim_start_matches("/api/v1")) {
            (_, "/decide" | "/decide/batch" | "/replay" | "/classify" | "/compare/{a}/{b}" | "/map/{provision}") => "decide",
            (_, "/lists" | "/screen" | "/screen/batch" | "/match/{dataset}" | "/search/{dataset}" | "/entities/{id}" | "/parties/{id}/screen") => "screen",
            ("GET", "/determinations" | "/determinations/{id}" | "/determinations/{id}/receipt" | "/determinations/{id}/pdf")
            | ("POST", "/determinations/{id}/replay") => "read-records",
            ("GET", "/items" | "/items/{id}" | "/items/{id}/classifications" | "/parties" | "/parties/{id}" | "/parties/{id}/decisions") => "read-records",
            ("GET", "/jobs" | "/jobs/{id}" | "/jobs/{id}/result") => "read-records",
            (_, "/items" | "/items/{id}" | "/items/import") => "write-items",
            (_, "/items/{id}/classifications") => "classify",
            (_, "/classifications/{id}/reviews") => "review",
            (_, "/parties" | "/parties/{id}") => "write-parties",
            (_, "/parties/{id}/decisions") => "adjudicate",
            (_, "/jobs" | "/jobs/{id}") => "run-jobs",
            (_, "/tokens" | "/tokens/{id}") => "own-tokens",
            ("GET", "/organisation" | "/members" | "/members/{id}") => "read-members",
            (_, "/members" | "/members/{id}") => "manage-members",
            (_, "/webhooks" | "/webhooks/{id}" | "/webhooks/deliveries") => "manage-webhooks",
            (_, "/audit" | "/audit/proof") => "read-audit",
            _ => return None,
        })
    };
    let routes = routes();
    for role in Role::ALL {
        let all = desk.token_of(*role, Scope::ALL);
        let none = desk.token_of(*role, &[Scope::Admin]);
        for (method, path, address) in &routes {
            let Some(action) = wants(method, path) else {
                assert!(OF_STRANGERS.contains(&path.as_str()), "{method} {path} asks for nothing");
                continue;
            };
            let action: comity_store::Action = action.parse().unwrap();
            for (token, scopes) in [(&all, Scope::ALL), (&none, &[Scope::Admin][..])] {
                let bearer = format!("Bearer {token}");
                let answer = send(&server().address, method, address, &[("authorization", &bearer)], None);
                let may = role.may(action) && scopes.contains(&action.scope());
                assert_eq!(answer.status != 403, may, "{role} with {scopes:?}: {method} {path}: {} {}", answer.status, answer.body);
                assert!(answer.status < 500, "{method} {path}: {}", answer.body);
            }
        }
    }
}

#[test]
fn tokens_that_do_not_hold_open_nothing() {
    let desk = Desk::new("tokens");
    let made = desk.post("/api/v1/tokens", &serde_json::json!({ "name": "ERP", "scopes": ["decide"], "days": 30 }));
    let token = made.json(201);
    let secret = token["secret"].as_str().unwrap().to_owned();
    let ask = |said: &str| {
        let body = sound().to_string();
        send(&server().address, "POST", "/api/v1/decide", &[("authorization", said), ("content-type", "application/json")], Some(body.as_bytes())).status
    };
    assert_eq!(ask(&format!("Bearer {secret}")), 200);
    assert_eq!(ask(&format!("bearer {secret}")), 200);
    assert_eq!(ask(&format!("ApiKey {secret}")), 200);
    for wrong in [
        format!("Bearer {secret}0"),
        format!("Basic {secret}"),
        "Bearer".to_owned(),
        secret.replace("cmt_", "cmt-"),
        format!("Bearer {}", secret.to_uppercase()),
    ] {
        assert_eq!(ask(&wrong), 401, "{wrong}");
    }
    // The secret is nowhere else.
    assert!(!desk.get("/api/v1/tokens").body.contains(&secret[4..]));
    let id = token["id"].as_str().unwrap();
    assert_eq!(desk.send("DELETE", &format!("/api/v1/tokens/{id}"), &[], None).status, 204);
    assert_eq!(ask(&format!("Bearer {secret}")), 401);
}

#[test]
fn a_token_gives_on_no_more_than_it_has_and_nobody_revokes_anothers() {
    let desk = Desk::new("wider");
    let narrow = Desk { token: desk.token_of(Role::Analyst, &[Scope::Admin, Scope::Decide]), ..Desk::new("unused") };
    let wider = serde_json::json!({ "name": "x", "scopes": ["write"], "days": 1 });
    assert_eq!(narrow.post("/api/v1/tokens", &wider).problem(403), "forbidden");
    let others = desk.get("/api/v1/tokens").json(200);
    let administrators = others["items"].as_array().unwrap().last().unwrap()["id"].as_str().unwrap().to_owned();
    assert_eq!(narrow.send("DELETE", &format!("/api/v1/tokens/{administrators}"), &[], None).problem(404), "unknown");
    let own = narrow.get("/api/v1/tokens").json(200);
    assert_eq!(own["items"].as_array().unwrap().len(), 1);
}

#[test]
fn a_token_makes_none_that_outlives_it() {
    let desk = Desk::new("outlives");
    let two_days = Desk { token: desk.token_for(Role::Administrator, Scope::ALL, 48), ..Desk::new("unused-outlives") };
    let token = |days: i64| serde_json::json!({ "name": "x", "scopes": ["decide"], "days": days });
    two_days.post("/api/v1/tokens", &token(1)).json(201);
    assert_eq!(two_days.post("/api/v1/tokens", &token(3)).problem(403), "forbidden");
}

#[test]
fn a_token_has_its_share_of_each_minute() {
    static LIMITED: std::sync::OnceLock<crate::Server> = std::sync::OnceLock::new();
    let limited = LIMITED.get_or_init(|| start("limited", Config { requests_a_minute: 3, open: true, ..Config::default() }));
    let desk = Desk { server: limited, ..Desk::new("unused-too") };
    let organisation = comity_store::OrganisationId::at(jiff::Timestamp::now()).unwrap();
    let stamp = comity_store::Stamp::new(jiff::Timestamp::now(), comity_store::Actor::program("test"));
    limited.runtime.block_on(limited.store.create_organisation(organisation, "limited", &stamp)).unwrap();
    let desk = Desk { organisation, ..desk };
    let desk = Desk { token: desk.token_of(Role::Administrator, Scope::ALL), ..desk };
    let left: Vec<String> = (0..3).map(|_| desk.get("/api/v1/organisation").header("ratelimit-remaining").to_owned()).collect();
    assert_eq!(left, ["2", "1", "0"]);
    let over = desk.get("/api/v1/organisation");
    assert_eq!(over.problem(429), "too-many");
    assert!((1..=61).contains(&over.header("retry-after").parse::<u32>().unwrap()));
    // A server that answers strangers answers them, and tells them nothing of anybody.
    let body = sound().to_string();
    assert_eq!(send(&limited.address, "POST", "/api/v1/decide", &[], Some(body.as_bytes())).status, 200);
    assert_eq!(send(&limited.address, "GET", "/api/v1/determinations", &[], None).status, 401);
    assert_eq!(send(&limited.address, "POST", "/api/v1/decide?store=true", &[], Some(body.as_bytes())).status, 401);
}

#[test]
fn organisations_see_nothing_of_each_other() {
    let (one, other) = (Desk::new("one"), Desk::new("other"));
    let item = one.post("/api/v1/items", &serde_json::json!({ "reference": "A-1" })).json(201);
    let id = item["id"].as_str().unwrap();
    assert_eq!(other.get(&format!("/api/v1/items/{id}")).problem(404), "unknown");
    assert_eq!(other.get("/api/v1/items").json(200)["items"], Json::Array(Vec::new()));
    assert_eq!(other.send("DELETE", &format!("/api/v1/items/{id}"), &[("if-match", "\"r1\"")], None).problem(404), "unknown");
    assert_eq!(one.get(&format!("/api/v1/items/{id}")).status, 200);
}

#[test]
fn what_has_expired_goes_while_the_server_runs() {
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("sweep-{}.db", std::process::id()));
    let _ = std::fs::remove_file(&file);
    let now = Timestamp::now();
    let days_ago = now - SignedDuration::from_hours(49);
    let count = async |store: &Store| store.failures_to_sign_in("jo@firm.example", days_ago).await.unwrap();
    Runtime::new().unwrap().block_on(async {
        let store = Store::open(&Address::file(&file)).await.unwrap();
        for at in [days_ago, now] {
            store.failed_to_sign_in("jo@firm.example", at).await.unwrap();
        }
        assert_eq!(count(&store).await, 2);
        store.close().await;
    });
    let server = start("sweep", Config { database: Some(Address::file(&file)), ..Config::default() });
    let swept = async {
        while count(&server.store).await != 1 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let swept = server.runtime.block_on(async { tokio::time::timeout(Duration::from_secs(30), swept).await });
    assert!(swept.is_ok(), "an old try is still there");
}
