//! Webhooks on their page.

use super::{Site, form};

#[test]
fn a_webhook_is_made_on_a_page_shown_its_secret_once_and_removed() {
    let site = Site::open(true);
    let ada = site.sign_in("ada@example.org");
    let address = "https://erp.sample-instruments.example/comity";
    for (url, why) in [("http://erp.example.org/", "https://"), ("https://127.0.0.1/", "public internet"), ("not an address", "no address")] {
        let refused = ada.post("/account/webhooks", &[("url", url), ("event", "determination.changed")]);
        assert!(refused.status == 422 && refused.body.contains(why) && !refused.body.contains("whsec_"), "{url}: {}", refused.body);
    }
    for events in [&[][..], &[("event", "everything")]] {
        let fields: Vec<_> = [("url", address)].iter().chain(events).copied().collect();
        assert_eq!(ada.post("/account/webhooks", &fields).status, 422, "{events:?}");
    }
    let made = ada.post("/account/webhooks", &[("url", address), ("event", "determination.changed")]);
    assert!(made.status == 200 && made.body.contains("whsec_"), "{}", made.body);
    let page = ada.get("/account/webhooks");
    assert!(page.body.contains(address) && !page.body.contains("whsec_"), "the secret is shown once: {}", page.body);
    let eve = site.sign_in("eve@example.org");
    assert!(!eve.get("/account/webhooks").body.contains(address), "another organisation's");
    let fields = page.form_to("/account/webhooks/remove", "Remove");
    let webhook = form::get(&fields, "webhook").unwrap();
    assert_eq!(eve.post("/account/webhooks/remove", &[("webhook", webhook)]).status, 404);
    assert_eq!(ada.post("/account/webhooks/remove", &[("webhook", webhook)]).status, 303);
    assert!(!ada.get("/account/webhooks").body.contains(address));
}
