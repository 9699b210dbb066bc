//! What users of Comity create, kept in SQLite or PostgreSQL.
//!
//! [`Store`] is the whole database: organisations, people, sessions. [`Store::of`] is the store as one organisation sees it, an [`Office`]: whatever
//! belongs to an organisation is reached only through it, and every statement behind it names the organisation. Both take the time as an argument.

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
mod role;
mod secret;
mod session;
mod store;
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
pub use id::{ClassificationId, DeliveryId, DeterminationId, ItemId, JobId, OrganisationId, PartyId, TokenId, UserId, WebhookId};
pub use idempotency::{Claim, Remembered};
pub use item::{Item, ItemFields};
pub use job::{Chunk, Held, Job, JobState, Progress};
pub use json::Json;
pub use member::{Member, Membership};
pub use organisation::Organisation;
pub use page::{Cursor, Page, Paged};
pub use party::{Party, Screened, Screening, Waiting};
pub use role::{Action, Role, Scope};
pub use secret::Secret;
pub use session::{Lifetime, Session};
pub use store::{Office, Store};
pub use token::{Bearer, NewToken, Token};
pub use user::{NewUser, User};
pub use webhook::{Attempt, Delivery, DeliveryState, Sent, Webhook};
