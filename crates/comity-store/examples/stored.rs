//! How many determinations a second are stored durably: `stored ADDRESS [SECONDS] [WRITERS] [BYTES]`.
//!
//! Each writer (64 where nothing is said) stores a determination with an answer of so many bytes (4,096), waits until it is acknowledged, and stores the next.
//! The organisation is new, so an old database can be used; it is left there with what was stored.

use std::time::{Duration, Instant};

use comity_store::{Actor, Address, DeterminationId, Json, NewDetermination, OrganisationId, Source, Stamp, Store};
use jiff::Timestamp;

#[tokio::main]
async fn main() -> miette::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some(address) = arguments.first() else { return Err(miette::miette!("usage: stored ADDRESS [SECONDS] [WRITERS] [BYTES]")) };
    let number = |place: usize, usual: usize| arguments.get(place).map_or(Ok(usual), |text| text.parse().map_err(|error| miette::miette!("{text}: {error}")));
    let (seconds, writers, bytes) = (number(1, 5)?, number(2, 64)?, number(3, 4096)?);
    let store = Store::open(&address.parse::<Address>()?).await?;
    let organisation = OrganisationId::at(Timestamp::now())?;
    store.create_organisation(organisation, "Bench", &stamp()).await?;
    let answer = Json::of(&"x".repeat(bytes))?;
    let (begin, time) = (Instant::now(), Duration::from_secs(seconds as u64));
    let tasks = (0..writers).map(|_| {
        let (office, answer) = (store.of(organisation), answer.clone());
        tokio::spawn(async move {
            let mut waits = Vec::new();
            while begin.elapsed() < time {
                let asked = Instant::now();
                office.keep_determination(determination(&answer)?, &stamp()).await?;
                waits.push(asked.elapsed());
            }
            Ok::<_, comity_store::StoreError>(waits)
        })
    });
    let mut waits = Vec::new();
    for task in tasks.collect::<Vec<_>>() {
        waits.extend(task.await.map_err(|error| miette::miette!("{error}"))??);
    }
    let rate = waits.len() as f64 / begin.elapsed().as_secs_f64();
    waits.sort_unstable();
    let at = |share: usize| waits.get(waits.len().saturating_sub(1) * share / 100).copied().unwrap_or_default();
    println!("{} stored, {rate:.0}/s, {writers} writers; wait p50 {:.1?}, p99 {:.1?}", waits.len(), at(50), at(99));
    store.close().await;
    Ok(())
}

fn stamp() -> Stamp {
    Stamp::new(Timestamp::now(), Actor::program("bench"))
}

fn determination(answer: &Json) -> Result<NewDetermination, comity_store::StoreError> {
    let id = DeterminationId::at(Timestamp::now())?;
    Ok(NewDetermination {
        id,
        source: Source::Api,
        day: jiff::civil::date(2026, 7, 23),
        origin: "US".into(),
        destination: "IN".into(),
        outcome: "licence-required".into(),
        receipt: format!("sha256:{id}"),
        keep_until: jiff::civil::date(2031, 7, 23),
        question: Json::of(&serde_json::json!({ "id": id.to_string() }))?,
        answer: answer.clone(),
    })
}
