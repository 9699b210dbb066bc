//! `comity member` and `comity store expire`: what whoever has the store at hand does with it.

use comity_store::{Actor, Address, DeterminationFilter, DeterminationId, Json, NewDetermination, Office, Page, Source, Stamp, Store};
use jiff::{Timestamp, civil::date};

use crate::{Scratch, comity};

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap()
}

fn stamp() -> Stamp {
    Stamp::new(Timestamp::now(), Actor::program("test"))
}

async fn only_office(store: &Store) -> Office {
    store.of(store.organisations(&Page::first(2)).await.unwrap().items[0].id)
}

#[test]
fn an_account_is_kept_out_and_let_in_again() {
    let scratch = Scratch::new("accounts-member");
    let database = scratch.path("comity.db");
    let member = |code, more: &[&str]| comity(code, &[&["member", "--database", &database, "--email", "jo@firm.example"], more].concat());
    let password = member(0, &["--organisation", "Sample"]).out.trim().to_owned();
    let opens = || {
        runtime().block_on(async {
            let store = Store::open(&database.parse::<Address>().unwrap()).await.unwrap();
            let user = store.check_password("jo@firm.example", &password).await.unwrap();
            store.close().await;
            user.is_some()
        })
    };
    assert!(opens());
    assert!(member(0, &["--disable"]).err.contains("jo@firm.example is kept out"));
    assert!(!opens());
    member(0, &["--enable"]);
    assert!(opens());
    for contradiction in [&["--enable", "--disable"][..], &["--disable", "--organisation", "Sample"], &["--disable", "--role", "auditor"], &[]] {
        member(2, contradiction);
    }
    let nobody = comity(2, &["member", "--database", &database, "--email", "al@firm.example", "--disable"]);
    assert!(nobody.report().contains("al@firm.example"), "{}", nobody.err);
    let told = runtime().block_on(async {
        let store = Store::open(&database.parse::<Address>().unwrap()).await.unwrap();
        let entries = only_office(&store).await.audit_after(0, 100).await.unwrap();
        store.close().await;
        entries.into_iter().map(|entry| entry.action).filter(|action| action.starts_with("user.")).collect::<Vec<_>>()
    });
    assert_eq!(told, ["user.password-given", "user.disabled", "user.enabled"]);
}

/// Keeps a determination until a day.
async fn keep(office: &Office, keep_until: jiff::civil::Date) {
    let new = NewDetermination {
        id: DeterminationId::at(Timestamp::now()).unwrap(),
        source: Source::Api,
        day: date(2020, 1, 1),
        origin: "US".into(),
        destination: "IN".into(),
        outcome: "licence-required".into(),
        receipt: "sha256:5a1f".into(),
        keep_until,
        question: Json::parse("{}".into()).unwrap(),
        answer: Json::parse("{}".into()).unwrap(),
    };
    office.keep_determination(new, &stamp()).await.unwrap();
}

#[test]
fn determinations_past_their_last_day_are_counted_and_removed_on_demand() {
    let scratch = Scratch::new("accounts-expire");
    let database = scratch.path("comity.db");
    comity(0, &["member", "--database", &database, "--organisation", "Sample", "--email", "jo@firm.example"]);
    let kept = |before: &[jiff::civil::Date]| {
        runtime().block_on(async {
            let store = Store::open(&database.parse::<Address>().unwrap()).await.unwrap();
            let office = only_office(&store).await;
            for day in before {
                keep(&office, *day).await;
            }
            let kept = office.determinations(&DeterminationFilter::default(), &Page::first(1000)).await.unwrap().items.len();
            store.close().await;
            kept
        })
    };
    let past = vec![date(2021, 12, 31); 230];
    assert_eq!(kept(&[&past[..], &[date(2999, 12, 31), Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date()]].concat()), 232);
    let expire = |more: &[&str]| comity(0, &[&["store", "expire", "--database", &database], more].concat());
    let counted = expire(&[]);
    assert!(counted.out.contains("230\tSample") && counted.err.contains("--confirm"), "{counted:?}");
    assert_eq!(kept(&[]), 232, "counting removes nothing");
    assert!(expire(&["--confirm"]).out.contains("230\tSample"));
    assert_eq!(kept(&[]), 2);
    assert_eq!(expire(&["--confirm"]).out, "");
}
