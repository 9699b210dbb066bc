//! What users of Comity create, kept in SQLite or PostgreSQL.
//!
//! [`Store`] is the whole database: organisations, people, sessions, and the work that waits. [`Store::of`] is the store as one organisation sees it, an [`Office`]:
//! whatever belongs to an organisation is reached only through it, and every statement behind it names the organisation.
//!
//! - **No clock.** Whoever makes a change says when and who ([`Stamp`]); sessions, tokens and leases are held against the time that is handed in.
//! - **Durable.** A change is answered after it is on disk. Changes that arrive together are committed together.
//! - **Accounted for.** What a person decides, keeps or changes adds an entry to the organisation's audit chain, in the same transaction.
//! - **Once.** What is created gets an id from its creator, so that a request may be sent again.
//! - **No rule of law.** What a transaction, an answer or an outcome is, the store does not know: it keeps them to the byte.
//!
//! One code serves both databases. Statements are constants, the same text for both, with `$1` for values and three types of column; where the databases must
//! differ (locks) there is a text for each. sqlx's `Any` driver was not taken: two pools behind an enum are few lines, and keep each database's own options, types and error codes, on
//! which opening, binding and the sorting of faults rest. Two folders of migrations hold the same tables; a test compares them.
//!
//! ```
//! use comity_store::{Actor, Address, DeterminationFilter, DeterminationId, Json, NewDetermination, NewUser, OrganisationId, Page, Role, Source, Stamp, Store, Trail, UserId};
//! use jiff::{Timestamp, civil::date};
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! let store = Store::open(&Address::file(folder.path().join("comity.db"))).await?;
//! let now: Timestamp = "2026-07-23T09:00:00Z".parse()?;
//!
//! let organisation = OrganisationId::at(now)?;
//! let stamp = Stamp::new(now, Actor::program("example"));
//! store.create_organisation(organisation, "Roe Instruments", &stamp).await?;
//! let user = NewUser { id: UserId::at(now)?, email: "jane@roe.example", name: "Jane Roe", password: Some("correct horse battery") };
//! store.create_user(&user, now).await?;
//! let office = store.of(organisation);
//! office.set_role(user.id, Role::Administrator, &stamp).await?;
//! assert!(store.check_password("Jane@roe.example", "correct horse battery").await?.is_some());
//!
//! let id = DeterminationId::at(now)?;
//! let determination = NewDetermination {
//!     id,
//!     source: Source::Portal,
//!     day: date(2026, 7, 23),
//!     origin: "US".into(),
//!     destination: "IN".into(),
//!     outcome: "licence-required".into(),
//!     receipt: "sha256:5a1f".into(),
//!     keep_until: date(2031, 7, 23),
//!     question: Json::parse(r#"{"id": "t1"}"#.into())?,
//!     answer: Json::parse(r#"{"id": "t1", "outcome": "licence-required"}"#.into())?,
//! };
//! office.keep_determination(determination, &Stamp::new(now, Actor::User(user.id))).await?;
//! assert_eq!(office.determination(id).await?.question.as_str(), r#"{"id": "t1"}"#);
//! assert_eq!(office.determinations(&DeterminationFilter::default(), &Page::first(20)).await?.items.len(), 1);
//! assert!(matches!(office.verify_audit().await?, Trail::Whole { entries: 3, .. }));
//! store.backup(&folder.path().join("backup.jsonl")).await?;
//! # Ok(())
//! # }
//! ```

mod actor;
mod adjudication;
mod audit;
mod backup;
mod classification;
mod database;
mod determination;
mod error;
mod id;
mod idempotency;
mod item;
mod job;
mod json;
mod member;
mod organisation;
mod page;
mod party;
mod password;
mod recheck;
mod role;
mod secret;
mod session;
mod store;
mod sweep;
mod text;
mod token;
mod user;
mod webhook;
mod word;

pub use actor::{Actor, Stamp};
pub use audit::{Entry, Trail};
pub use backup::Backup;
pub use classification::{Classification, NewClassification, Review, Verdict};
pub use database::{Address, Options};
pub use determination::{Determination, DeterminationFilter, NewDetermination, Source, Summary};
pub use error::{Result, StoreError};
pub use id::{ClassificationId, DeliveryId, DeterminationId, ItemId, JobId, OrganisationId, PartyId, TokenId, TryId, UserId, WebhookId};
pub use idempotency::{Claim, Remembered};
pub use item::{Imported, ImportedCode, ImportedItem, Item, ItemFields, StandingCode};
pub use job::{Chunk, Held, Job, JobState, Progress};
pub use json::Json;
pub use member::{Added, Member, Membership};
pub use organisation::Organisation;
pub use page::{Cursor, Page, Paged};
pub use party::{Party, Screened, Screening, Waiting};
pub use recheck::{Found, NewStanding, Pass, Standing, StandingState, Taken};
pub use role::{Action, Role, Scope};
pub use secret::Secret;
pub use session::{Lifetime, Session};
pub use store::{Office, Store};
pub use token::{Bearer, NewToken, Token};
pub use user::{NewUser, User};
pub use webhook::{Attempt, Delivery, DeliveryState, Sent, Webhook};
