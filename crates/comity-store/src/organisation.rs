//! Organisations: whatever users create belongs to one.

use jiff::Timestamp;

use crate::actor::Stamp;
use crate::audit::Head;
use crate::database::{Fields, Stored, values};
use crate::error::{Result, StoreError};
use crate::id::OrganisationId;
use crate::page::{Page, Paged};
use crate::store::{Office, Store};
use crate::text::short;

/// An organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// Its id.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
    /// When it was made.
    pub created: Timestamp,
}

impl Stored for Organisation {
    const KIND: &'static str = "an organisation";

    fn read(fields: &mut Fields<'_>) -> Result<Self> {
        Ok(Self { id: fields.parsed()?, name: fields.text()?, created: fields.at()? })
    }
}

impl Store {
    /// Makes an organisation, and begins its audit trail.
    ///
    /// # Errors
    /// Where the id is taken, the name is empty or too long, or the database cannot be used.
    pub async fn create_organisation(&self, id: OrganisationId, name: &str, stamp: &Stamp) -> Result<Organisation> {
        let made = Organisation { id, name: short("name of the organisation", name)?, created: stamp.at };
        let (answer, stamp) = (made.clone(), stamp.clone());
        self.write(id.lane(), move |work| {
            let (made, stamp) = (made.clone(), stamp.clone());
            Box::pin(async move {
                let fresh = work
                    .execute(
                        "INSERT INTO organisation (id, name, created) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
                        values![made.id, &made.name, made.created],
                    )
                    .await?;
                if fresh == 0 {
                    Err(StoreError::exists("organisation", made.id))?;
                }
                let start = Head::start(made.id);
                work.execute("INSERT INTO audit_head (organisation, number, digest) VALUES ($1, $2, $3)", values![made.id, start.number, &start.digest])
                    .await?;
                work.note(made.id, &stamp, "organisation.created", &made.id.to_string(), "{}").await
            })
        })
        .await?;
        Ok(answer)
    }

    /// All organisations, newest first: for whoever runs the server.
    ///
    /// # Errors
    /// Where the database cannot be used.
    pub async fn organisations(&self, page: &Page) -> Result<Paged<Organisation>> {
        let sql = "SELECT id, name, created FROM organisation WHERE id < $1 ORDER BY id DESC LIMIT $2";
        let fetched = self.reader().await?.rows(sql, values![page.below(), page.fetch()]).await?;
        Ok(page.of(fetched, |one: &Organisation| one.id.to_string()))
    }
}

impl Office {
    /// The organisation itself.
    ///
    /// # Errors
    /// Where it is not there, or the database cannot be used.
    pub async fn about(&self) -> Result<Organisation> {
        let sql = "SELECT id, name, created FROM organisation WHERE id = $1";
        let found = self.reader().await?.row(sql, values![self.organisation()]).await?;
        found.ok_or_else(|| StoreError::not_found("organisation", self.organisation()))
    }

    /// Gives it another name.
    ///
    /// # Errors
    /// Where the name is empty or too long, the organisation is not there, or the database cannot be used.
    pub async fn rename(&self, name: &str, stamp: &Stamp) -> Result<()> {
        let (name, stamp) = (short("name of the organisation", name)?, stamp.clone());
        self.write(move |organisation, work| {
            let (name, stamp) = (name.clone(), stamp.clone());
            Box::pin(async move {
                work.execute("UPDATE organisation SET name = $2 WHERE id = $1", values![organisation, &name]).await?;
                let detail = serde_json::json!({ "name": name }).to_string();
                work.note(organisation, &stamp, "organisation.renamed", &organisation.to_string(), &detail).await
            })
        })
        .await
    }
}
