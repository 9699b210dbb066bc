//! Decisions of people about hits. They are only ever added to: the last one about a party and a record rules.

use comity_screen::adjudication::Adjudication;

use crate::actor::Stamp;
use crate::database::{Fields, Stored, values};
use crate::error::{Result, StoreError};
use crate::page::{Page, Paged};
use crate::store::Office;
use crate::text::{long, short};

/// A decision, with the number of its audit entry.
struct Listed {
    number: i64,
    body: Adjudication,
}

impl Stored for Listed {
    const KIND: &'static str = "a decision about a hit";

    fn read(fields: &mut Fields<'_>) -> Result<Self> {
        let (number, body) = (fields.int()?, fields.text()?);
        let body = serde_json::from_str(&body).map_err(|error| StoreError::damaged(Self::KIND, error))?;
        Ok(Self { number, body })
    }
}

const OF_PARTY: &str = "SELECT number, body FROM adjudication WHERE organisation = $1 AND party_key = $2 ORDER BY number";

impl Office {
    /// Adds a decision about a hit, and gives it. Where the party has a decision of this id already, that one is given and nothing is added, so that
    /// a request that got no answer may be sent again.
    ///
    /// # Errors
    /// Where a text is empty or too long, or the database cannot be used.
    pub async fn adjudicate(&self, decision: &Adjudication, stamp: &Stamp) -> Result<Adjudication> {
        short("id of the decision", &decision.id)?;
        short("who decided", &decision.by)?;
        if long("why it was decided so", &decision.why)?.is_empty() {
            return Err(StoreError::invalid("why it was decided so", "it is empty"));
        }
        if decision.expires <= decision.made {
            return Err(StoreError::invalid("day on which the decision expires", "it is not after the day of the decision"));
        }
        let body = serde_json::to_string(decision).map_err(|error| StoreError::invalid("decision", error))?;
        let key = decision.party.key();
        let detail = serde_json::json!({ "decision": decision.decision, "record": decision.record.id, "set": decision.record.set }).to_string();
        let (stamp, decision) = (stamp.clone(), decision.clone());
        self.write(move |organisation, work| {
            let (body, key, detail, stamp, decision) = (body.clone(), key.clone(), detail.clone(), stamp.clone(), decision.clone());
            Box::pin(async move {
                let there: Vec<Listed> = work.rows(OF_PARTY, values![organisation, &key]).await?;
                if let Some(listed) = there.into_iter().find(|listed| listed.body.id == decision.id) {
                    return Ok(listed.body);
                }
                let number = work.note_numbered(organisation, &stamp, "hit.decided", &decision.id, &detail).await?;
                let sql = "INSERT INTO adjudication (organisation, number, at, actor, party_key, body) VALUES ($1, $2, $3, $4, $5, $6)";
                work.execute(sql, values![organisation, number, stamp.at, &stamp.actor, &key, &body]).await?;
                Ok(decision)
            })
        })
        .await
    }

    /// What was decided about a party, by [`comity_screen::adjudication::Party::key`], oldest first: as
    /// [`comity_screen::adjudication::standing`] takes it.
    ///
    /// # Errors
    /// Where the database cannot be used.
    pub async fn adjudications_of(&self, party_key: &str) -> Result<Vec<Adjudication>> {
        let found: Vec<Listed> = self.reader().await?.rows(OF_PARTY, values![self.organisation(), party_key]).await?;
        Ok(found.into_iter().map(|listed| listed.body).collect())
    }

    /// All decisions, newest first.
    ///
    /// # Errors
    /// Where the database cannot be used.
    pub async fn adjudications(&self, page: &Page) -> Result<Paged<Adjudication>> {
        let sql = "SELECT number, body FROM adjudication WHERE organisation = $1 AND number < $2 ORDER BY number DESC LIMIT $3";
        let fetched: Vec<Listed> = self.reader().await?.rows(sql, values![self.organisation(), page.below_number()?, page.fetch()]).await?;
        let paged = page.of(fetched, |listed| listed.number.to_string());
        Ok(Paged { items: paged.items.into_iter().map(|listed| listed.body).collect(), next: paged.next })
    }
}
