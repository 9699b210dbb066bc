//! The pages. Each is a struct of what it shows, with [`Shell`](crate::Shell) around it; `render` gives the HTML.

mod account;
mod catalogue;
mod classify;
mod compare;
mod error;
mod import;
mod law;
mod records;
mod screen;
pub mod ship;
mod start;

pub use account::{
    AccountPage, AuditPage, AuditRow, DeliveryRow, FirstPasswordPage, Member, MembersPage, Provider, SessionRow, SignInPage, TokenRow, TokensPage, WebhookRow,
    WebhooksPage,
};
pub use catalogue::{CataloguePage, ClassificationRow, CodeSince, ItemPage, ItemRow, SinceRow};
pub use classify::{Candidate, Candidates, ClassifyPage, NextQuestion};
pub use compare::{ChangeRow, ComparePage, EditionsPage, PairPage, PairRow, Side, SummaryRow};
pub use error::ErrorPage;
pub use import::{FaultRow, ImportColumn, ImportDone, ImportPage, ImportRow};
pub use law::{
    ControlRow, Counterpart, CoverageRow, Criterion, ExceptionRow, History, Instrument, LawPage, ListPage, ListRow, OfficialText, ProvisionPage, ProvisionRow,
};
pub use records::{RecordChange, RecordChangeRow, RecordPage, RecordRow, RecordsPage};
pub use screen::{Decision, FileHit, FileResults, FileRow, Hit, InboxRow, MatchedWord, ScreenFilePage, ScreenPage, Searched};
pub use ship::ShipPage;
pub use start::StartPage;
