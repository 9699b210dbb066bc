//! Webhooks: where an organisation wants to be told of something, and the messages on their way there.
//!
//! The secret with which messages are signed is kept as it is: signing needs it. Whoever reads the database could sign.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};

use crate::actor::Stamp;
use crate::database::{Fault, Fields, Sql, Stored, Work, values};
use crate::error::{Result, StoreError};
use crate::id::{DeliveryId, OrganisationId, WebhookId, chance};
use crate::json::Json;
use crate::page::{Page, Paged};
use crate::store::{Office, Store};
use crate::text::short;
use crate::word::words;

words! {
    /// How far a message is.
    DeliveryState, "state of a delivery" {
        /// It is to be sent when it is due.
        Waiting = "waiting",
        /// The other side took it.
        Delivered = "delivered",
        /// It was tried often enough.
        GivenUp = "given-up",
    }
}

/// A webhook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// Its id.
    pub id: WebhookId,
    /// Where messages go.
    pub url: String,
    /// The events it wants, in the server's words.
    pub events: Vec<String>,
    /// When it was made.
    pub created: Timestamp,
}

impl Stored for Webhook {
    const KIND: &'static str = "a webhook";

    fn read(fields: &mut Fields<'_>) -> Result<Self> {
        Ok(Self { id: fields.parsed()?, url: fields.text()?, events: fields.text()?.split_whitespace().map(str::to_owned).collect(), created: fields.at()? })
    }
}

/// A message to be sent now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Whose it is.
    pub organisation: OrganisationId,
    /// Its id: the same at every try.
    pub id: DeliveryId,
    /// Where it goes.
    pub url: String,
    /// What to sign it with.
    pub secret: String,
    /// What it tells of.
    pub event: String,
    /// What it says.
    pub body: Json,
    /// How often it was tried, this time included.
    pub attempts: u64,
    /// When it was made.
    pub created: Timestamp,
}

impl Stored for Delivery {
    const KIND: &'static str = "a delivery";

    fn read(fields: &mut Fields<'_>) -> Result<Self> {
        Ok(Self {
            organisation: fields.parsed()?,
            id: fields.parsed()?,
            url: fields.text()?,
            secret: fields.text()?,
            event: fields.text()?,
            body: fields.parsed()?,
            attempts: fields.count()?,
            created: fields.at()?,
        })
    }
}

/// A message as it stands in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// Its id.
    pub id: DeliveryId,
    /// By which webhook.
    pub webhook: WebhookId,
    /// What it tells of.
    pub event: String,
    /// How far it is.
    pub state: DeliveryState,
    /// When it was made.
    pub created: Timestamp,
    /// When it is to be tried next, or was tried last.
    pub due: Timestamp,
    /// How often it was tried.
    pub attempts: u64,
    /// The status of the last answer.
    pub status: Option<i64>,
    /// What went wrong last.
    pub problem: Option<String>,
}

impl Stored for Sent {
    const KIND: &'static str = Delivery::KIND;

    fn read(fields: &mut Fields<'_>) -> Result<Self> {
        Ok(Self {
            id: fields.parsed()?,
            webhook: fields.parsed()?,
            event: fields.text()?,
            state: fields.parsed()?,
            created: fields.at()?,
            due: fields.at()?,
            attempts: fields.count()?,
            status: fields.int_or_none()?,
            problem: fields.text_or_none()?,
        })
    }
}

/// What came of a try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// The other side took it.
    Delivered {
        /// The status of its answer.
        status: u16,
    },
    /// It did not.
    Failed {
        /// The status of its answer, where there was one.
        status: Option<u16>,
        /// What went wrong.
        problem: String,
        /// When to try again; none to give up.
        again: Option<Timestamp>,
    },
}

struct Key {
    organisation: OrganisationId,
    id: DeliveryId,
}

impl Stored for Key {
    const KIND: &'static str = Delivery::KIND;

    fn read(fields: &mut Fields<'_>) -> Result<Self> {
        Ok(Self { organisation: fields.parsed()?, id: fields.parsed()? })
    }
}

// First tries before repetitions: a receiver that never answers keeps nobody else's first message waiting behind its own.
const DUE: Sql = Sql::Each {
    sqlite: "SELECT organisation, id FROM delivery WHERE state = 'waiting' AND due <= $1 ORDER BY attempts, due, id LIMIT $2",
    postgres: "SELECT organisation, id FROM delivery WHERE state = 'waiting' AND due <= $1 ORDER BY attempts, due, id LIMIT $2 FOR UPDATE SKIP LOCKED",
};

impl Store {
    /// Takes messages that are due, of all organisations, at most `limit`: for `lease`, nobody else is given them. Whoever dies with one leaves it to be
    /// sent again; so the other side may get one twice, with the same id.
    ///
    /// # Errors
    /// Where the database cannot be used.
    pub async fn take_deliveries(&self, at: Timestamp, lease: SignedDuration, limit: u32) -> Result<Vec<Delivery>> {
        self.write(0, move |work| {
            Box::pin(async move {
                let due: Vec<Key> = work.rows(DUE, values![at, i64::from(limit)]).await?;
                let mut taken = Vec::with_capacity(due.len());
                for Key { organisation, id } in due {
                    let sql = "UPDATE delivery SET due = $3, attempts = attempts + 1 WHERE organisation = $1 AND id = $2";
                    work.execute(sql, values![organisation, id, at + lease]).await?;
                    let sql = "SELECT d.organisation, d.id, w.url, w.secret, d.event, d.body, d.attempts, d.created FROM delivery d
                        JOIN webhook w ON w.organisation = d.organisation AND w.id = d.webhook WHERE d.organisation = $1 AND d.id = $2";
                    taken.extend(work.row::<Delivery>(sql, values![organisation, id]).await?);
                }
                Ok(taken)
            })
        })
        .await
    }
}

impl Office {
    /// Makes a webhook. Its secret is given out this once; the other side checks signatures with it.
    ///
    /// # Errors
    /// Where the id is taken, an event is no single word, the address is no `https` or `http` one, or the database cannot be used.
    pub async fn create_webhook(&self, id: WebhookId, url: &str, events: &[String], stamp: &Stamp) -> Result<(String, Webhook)> {
        let url = short("address of the webhook", url)?;
        if !url.starts_with("https://") && !url.starts_with("http://") {
            return Err(StoreError::invalid("address of the webhook", "it begins neither with `https://` nor with `http://`"));
        }
        if events.is_empty() || events.iter().any(|event| event.is_empty() || event.contains(char::is_whitespace)) {
            return Err(StoreError::invalid("events of the webhook", "name at least one, each a single word"));
        }
        let made = Webhook { id, url, events: events.to_vec(), created: stamp.at };
        let secret = secret()?;
        let (webhook, kept, stamp) = (made.clone(), secret.clone(), stamp.clone());
        self.write(move |organisation, work| {
            let (webhook, secret, stamp) = (webhook.clone(), kept.clone(), stamp.clone());
            Box::pin(async move {
                let sql = "INSERT INTO webhook (organisation, id, url, secret, events, created) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
                if work.execute(sql, values![organisation, id, &webhook.url, secret, webhook.events.join(" "), stamp.at]).await? == 0 {
                    Err(StoreError::exists("webhook", id))?;
                }
                let detail = serde_json::json!({ "url": webhook.url, "events": webhook.events }).to_string();
                work.note(organisation, &stamp, "webhook.created", &id.to_string(), &detail).await
            })
        })
        .await?;
        Ok((secret, made))
    }

    /// The webhooks, newest first.
    ///
    /// # Errors
    /// Where the database cannot be used.
    pub async fn webhooks(&self, page: &Page) -> Result<Paged<Webhook>> {
        let sql = "SELECT id, url, events, created FROM webhook WHERE organisation = $1 AND id < $2 AND removed IS NULL ORDER BY id DESC LIMIT $3";
        let fetched = self.reader().await?.rows(sql, values![self.organisation(), page.below(), page.fetch()]).await?;
        Ok(page.of(fetched, |webhook: &Webhook| webhook.id.to_string()))
    }

    /// Takes a webhook away; what waited for it is given up.
    ///
    /// # Errors
    /// Where there is no such webhook, or the database cannot be used.
    pub async fn remove_webhook(&self, id: WebhookId, stamp: &Stamp) -> Result<()> {
        let stamp = stamp.clone();
        self.write(move |organisation, work| {
            let stamp = stamp.clone();
            Box::pin(async move {
                // With its secret gone, nobody signs with it any more.
                let sql = "UPDATE webhook SET removed = $3, secret = '' WHERE organisation = $1 AND id = $2 AND removed IS NULL";
                if work.execute(sql, values![organisation, id, stamp.at]).await? == 0 {
                    Err(StoreError::not_found("webhook", id))?;
                }
                let sql = "UPDATE delivery SET state = $3 WHERE organisation = $1 AND webhook = $2 AND state = $4";
                work.execute(sql, values![organisation, id, DeliveryState::GivenUp, DeliveryState::Waiting]).await?;
                work.note(organisation, &stamp, "webhook.removed", &id.to_string(), "{}").await
            })
        })
        .await
    }

    /// Puts a message on its way to every webhook that wants its event. Returns how many.
    ///
    /// # Errors
    /// Where the database cannot be used.
    pub async fn tell(&self, event: &str, body: &Json, at: Timestamp) -> Result<u64> {
        let (event, body) = (short("event", event)?, body.clone());
        self.write(move |organisation, work| {
            let (event, body) = (event.clone(), body.clone());
            Box::pin(async move { tell(work, organisation, &event, &body, at).await })
        })
        .await
    }

    /// Keeps what came of a try to deliver.
    ///
    /// # Errors
    /// Where no such message waits, or the database cannot be used.
    pub async fn tried(&self, id: DeliveryId, attempt: &Attempt, at: Timestamp) -> Result<()> {
        let (state, status, problem, due) = match attempt {
            Attempt::Delivered { status } => (DeliveryState::Delivered, Some(*status), None, at),
            Attempt::Failed { status, problem, again: Some(again) } => (DeliveryState::Waiting, *status, Some(problem.replace('\0', " ")), *again),
            Attempt::Failed { status, problem, again: None } => (DeliveryState::GivenUp, *status, Some(problem.replace('\0', " ")), at),
        };
        self.write(move |organisation, work| {
            let problem = problem.clone();
            Box::pin(async move {
                let sql = "UPDATE delivery SET state = $3, status = $4, problem = $5, due = $6 WHERE organisation = $1 AND id = $2 AND state = $7";
                let values = values![organisation, id, state, status.map(i64::from), problem, due, DeliveryState::Waiting];
                match work.execute(sql, values).await? {
                    0 => Err(StoreError::not_found("delivery that waits", id).into()),
                    _ => Ok(()),
                }
            })
        })
        .await
    }

    /// The messages, newest first.
    ///
    /// # Errors
    /// Where the database cannot be used.
    pub async fn deliveries(&self, page: &Page) -> Result<Paged<Sent>> {
        let sql = "SELECT id, webhook, event, state, created, due, attempts, status, problem FROM delivery
            WHERE organisation = $1 AND id < $2 ORDER BY id DESC LIMIT $3";
        let fetched = self.reader().await?.rows(sql, values![self.organisation(), page.below(), page.fetch()]).await?;
        Ok(page.of(fetched, |sent: &Sent| sent.id.to_string()))
    }
}

/// Puts a message on its way within a change that it tells of: with the change, or not at all.
pub(crate) async fn tell(work: &mut Work, organisation: OrganisationId, event: &str, body: &Json, at: Timestamp) -> std::result::Result<u64, Fault> {
    let sql = "SELECT id, url, events, created FROM webhook WHERE organisation = $1 AND removed IS NULL ORDER BY id";
    let webhooks: Vec<Webhook> = work.rows(sql, values![organisation]).await?;
    let mut sent = 0;
    for webhook in webhooks.into_iter().filter(|webhook| webhook.events.iter().any(|wanted| wanted == event)) {
        let id = DeliveryId::at(at)?;
        let sql = "INSERT INTO delivery (organisation, id, webhook, event, body, state, created, due, attempts)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $7, 0)";
        work.execute(sql, values![organisation, id, webhook.id, event, body, DeliveryState::Waiting, at]).await?;
        sent += 1;
    }
    Ok(sent)
}

/// A secret as Standard Webhooks writes one that both sides share: `whsec_` and the base64 of 256 bits from the operating system.
fn secret() -> Result<String> {
    Ok(format!("whsec_{}", STANDARD.encode(chance::<32>()?)))
}
