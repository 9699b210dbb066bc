//! A record of the store on paper.

use std::time::Duration;

use comity_portal::Catalogue;
use comity_print::{Asked, Kept};
use comity_store::{Actor, Determination, Office, Page};
use jiff::tz::TimeZone;
use serde_json::Value as Json;
use tokio::time::timeout;

use super::{paper, pdf, time};
use crate::{keeping::Keeping, portal::minute, problem::Problem, state::State};

/// How long somebody waits for a paper. The longest take a second or two; what takes longer goes on to its end in its place, and nobody waits for it.
const PATIENCE: Duration = Duration::from_secs(30);

/// Prints a record: a PDF.
///
/// # Errors
/// When the server has no place for it, it takes too long, the store cannot be used, or the program fails.
pub async fn print(state: &State, office: &Office, found: Determination) -> Result<Vec<u8>, Problem> {
    let organisation = office.about().await?.name;
    let by = name_of(office, &found.summary.actor).await?;
    let working = state.clone();
    let work = move || {
        let summary = &found.summary;
        // What is stored was JSON when it was stored.
        let tree = |kept: &comity_store::Json| serde_json::from_str::<Json>(kept.as_str()).unwrap_or_default();
        let (question, answer) = (tree(&found.question), tree(&found.answer));
        let jurisdictions = super::rows(&answer, "findings").map(|finding| super::text(finding, "jurisdiction")).collect::<Vec<_>>();
        let kept_on = summary.at.to_zoned(TimeZone::UTC).date();
        let keeping = Keeping::of(working.law.law(), &jurisdictions, summary.day, kept_on, working.config.keep_years)?;
        let asked = Asked {
            organisation: Some(organisation),
            by: Some(by),
            at: Some(minute(summary.at)),
            record: Some(summary.id.to_string()),
            kept: Some(Kept { until: summary.keep_until.to_string(), because: keeping.lines(Catalogue::english(), summary.keep_until) }),
        };
        let paper = paper(&working.law, Some(&question), &answer, asked, time(summary.at));
        let press = working.presses.press().map_err(|error| Problem::fault(&error.to_string()))?;
        pdf(press, &paper).map(|printed| printed.bytes).map_err(|error| Problem::fault(&error.to_string()))
    };
    timeout(PATIENCE, state.pool.run(work)).await.unwrap_or_else(|_| Err(Problem::fault("a paper took too long")))
}

/// Somebody by the name that the organisation knows them by; a program, and somebody who is no member any more, by what the trail calls them.
async fn name_of(office: &Office, actor: &Actor) -> Result<String, Problem> {
    if let Some(user) = actor.user() {
        let mut page = Page::first(Page::MOST);
        loop {
            let found = office.members(&page).await?;
            if let Some(member) = found.items.iter().find(|member| member.user == user) {
                return Ok(member.name.clone());
            }
            let Some(next) = found.next else { break };
            page = Page::after(next, Page::MOST);
        }
    }
    Ok(actor.to_string())
}
