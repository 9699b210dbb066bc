//! What `comity serve` is told of a provider at which people sign in: refused before anything is opened where it cannot be used.

use crate::{Scratch, comity};

#[track_caller]
fn check(secret: &str, arguments: &[&str], want: &str) {
    let scratch = Scratch::new("serve-oidc");
    let (data, file) = (scratch.path("data"), scratch.file("secret", secret));
    let run = comity(2, &[&["serve", "--listen", "127.0.0.1:0", "--data", &data, "--oidc-client-secret-file", &file], arguments].concat());
    assert!(run.report().contains(want), "{}", run.err);
    assert!(secret.is_empty() || !run.err.contains(secret), "{}", run.err);
}

#[test]
fn a_provider_that_cannot_be_used_is_refused_with_what_to_do() {
    let (secret, client) = ("a secret of some length", ["--oidc-client-id", "comity"]);
    check(secret, &[&client[..], &["--oidc-issuer", "http://id.example"]].concat(), "only https is safe");
    check(secret, &[&client[..], &["--oidc-issuer", "https://id.example", "--public-url", "http://comity.example"]].concat(), "only https is safe");
    check("p4ss", &[&client[..], &["--oidc-issuer", "https://id.example"]].concat(), "the client secret is shorter than 16 characters");
    check(secret, &["--oidc-issuer", "https://id.example"], "--oidc-client-id <ID>");
    check(secret, &client, "--oidc-issuer <URL>");
    check(secret, &[&client[..], &["--oidc-issuer", "https://id.example", "--oidc-client-secret-file", "/no/such/file"]].concat(), "cannot be used");
}
