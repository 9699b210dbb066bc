//! Stores determinations as fast as it can, and prints the id of each once it is acknowledged.
//!
//! `durable ADDRESS ORGANISATION`: the tests kill it at random times, and look for every id that it printed.

use std::io::Write as _;

use comity_store::{Actor, Address, DeterminationId, Json, NewDetermination, OrganisationId, Source, Stamp, Store};
use jiff::Timestamp;

#[tokio::main]
async fn main() -> miette::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (Some(address), Some(organisation)) = (arguments.next(), arguments.next()) else {
        return Err(miette::miette!("usage: durable ADDRESS ORGANISATION"));
    };
    let store = Store::open(&address.parse::<Address>()?).await?;
    let office = store.of(organisation.parse::<OrganisationId>()?);
    let writers = (0..8).map(|_| {
        let office = office.clone();
        tokio::spawn(async move {
            loop {
                let at = Timestamp::now();
                let id = DeterminationId::at(at)?;
                office.keep_determination(determination(id)?, &Stamp::new(at, Actor::program("durable"))).await?;
                let mut out = std::io::stdout().lock();
                // Whoever reads may be gone; then there is nobody to tell.
                if writeln!(out, "{id}").and_then(|()| out.flush()).is_err() {
                    return Ok::<(), comity_store::StoreError>(());
                }
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.map_err(|error| miette::miette!("{error}"))??;
    }
    Ok(())
}

fn determination(id: DeterminationId) -> Result<NewDetermination, comity_store::StoreError> {
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
        answer: Json::of(&serde_json::json!({ "id": id.to_string(), "outcome": "licence-required" }))?,
    })
}
