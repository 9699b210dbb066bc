//! People: signing in, the account, members, tokens, the audit trail.

use askama::Template;

use crate::{Choice, Field, Problem, Select, Shell};

/// Signing in.
#[derive(Template)]
#[template(path = "sign-in.html")]
pub struct SignInPage<'a> {
    /// What stands around it.
    pub shell: &'a Shell<'a>,
    /// The address.
    pub email: &'a Field,
    /// What is wrong.
    pub problems: &'a [Problem],
    /// Where to go afterwards.
    pub next: &'a str,
    /// Other ways to sign in.
    pub providers: &'a [Provider],
}

/// Somebody else who says who a person is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Provider {
    /// The name.
    pub name: String,
    /// Where it begins.
    pub path: String,
}

/// One's own account.
#[derive(Template)]
#[template(path = "account.html")]
pub struct AccountPage<'a> {
    /// What stands around it.
    pub shell: &'a Shell<'a>,
    /// One's address.
    pub email: &'a str,
    /// What is wrong with what was sent.
    pub problems: &'a [Problem],
    /// Organisations to act for.
    pub organisations: &'a [Choice],
    /// The session.
    pub session: &'a SessionRow,
    /// Whether there is a password to change.
    pub has_password: bool,
}

/// What somebody sees, and nothing else, until they have chosen a password in the place of the one that they were given.
#[derive(Template)]
#[template(path = "first-password.html")]
pub struct FirstPasswordPage<'a> {
    /// What stands around it.
    pub shell: &'a Shell<'a>,
    /// One's address.
    pub email: &'a str,
    /// What is wrong with what was sent.
    pub problems: &'a [Problem],
}

/// A session.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SessionRow {
    /// When it began.
    pub began: String,
    /// When it was last used.
    pub seen: String,
}

/// The members of an organisation.
#[derive(Template)]
#[template(path = "members.html")]
pub struct MembersPage<'a> {
    /// What stands around it.
    pub shell: &'a Shell<'a>,
    /// What is wrong with what was sent.
    pub problems: &'a [Problem],
    /// The members.
    pub members: &'a [Member],
    /// Roles to choose from.
    pub roles: &'a Select,
    /// The name of a new one.
    pub name: &'a Field,
    /// The address of a new one.
    pub email: &'a Field,
    /// The password of somebody just added, shown once.
    pub secret: Option<&'a str>,
}

/// A member.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Member {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// The address.
    pub email: String,
    /// The role's name, `analyst`.
    pub role: String,
    /// Whether the account is closed.
    pub disabled: bool,
    /// Whether it is oneself.
    pub this: bool,
}

/// Tokens for programs.
#[derive(Template)]
#[template(path = "tokens.html")]
pub struct TokensPage<'a> {
    /// What stands around it.
    pub shell: &'a Shell<'a>,
    /// What is wrong with what was sent.
    pub problems: &'a [Problem],
    /// The tokens.
    pub tokens: &'a [TokenRow],
    /// The name of a new one.
    pub name: &'a Field,
    /// Scopes to choose from.
    pub scopes: &'a [Choice],
    /// The last day of a new one.
    pub expires: &'a Field,
    /// The secret of one just made, shown once.
    pub secret: Option<&'a str>,
}

/// A token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TokenRow {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// What it may do.
    pub scopes: String,
    /// When it was made.
    pub made: String,
    /// Its last day.
    pub expires: String,
    /// When it was last used.
    pub used: String,
    /// Whether it no longer works.
    pub revoked: bool,
}

/// Who is told when something changes.
#[derive(Template)]
#[template(path = "webhooks.html")]
pub struct WebhooksPage<'a> {
    /// What stands around it.
    pub shell: &'a Shell<'a>,
    /// What is wrong with what was sent.
    pub problems: &'a [Problem],
    /// The webhooks.
    pub webhooks: &'a [WebhookRow],
    /// The latest messages to them.
    pub deliveries: &'a [DeliveryRow],
    /// The next page of messages.
    pub next: Option<&'a str>,
    /// The first page of messages, where this is another.
    pub first: Option<&'a str>,
    /// The address of a new one.
    pub url: &'a Field,
    /// Events to choose from.
    pub events: &'a [Choice],
    /// The secret of one just made, shown once.
    pub secret: Option<&'a str>,
}

/// A webhook.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WebhookRow {
    /// The id.
    pub id: String,
    /// Where its messages go.
    pub url: String,
    /// What it is told of, in words.
    pub events: String,
    /// When it was made.
    pub made: String,
}

/// A message to a webhook.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeliveryRow {
    /// When it was made.
    pub made: String,
    /// Where it goes; empty where its webhook was removed.
    pub url: String,
    /// What it tells of, in words.
    pub event: String,
    /// How far it is: `waiting`, `delivered` or `given-up`.
    pub state: String,
    /// How often it was tried.
    pub attempts: usize,
    /// What went wrong last.
    pub problem: String,
    /// When it is tried again; empty where it is not.
    pub again: String,
}

/// The audit trail.
#[derive(Template)]
#[template(path = "audit.html")]
pub struct AuditPage<'a> {
    /// What stands around it.
    pub shell: &'a Shell<'a>,
    /// The rows, the latest first.
    pub rows: &'a [AuditRow],
    /// Where the whole trail is fetched as a file.
    pub export: &'a str,
    /// Whether every row agrees with the one before it; none where it was not looked at.
    pub sound: Option<bool>,
    /// The next page.
    pub next: Option<&'a str>,
    /// The first page, where this is another.
    pub first: Option<&'a str>,
}

/// Something that somebody did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditRow {
    /// Its number.
    pub number: String,
    /// When.
    pub at: String,
    /// Who.
    pub actor: String,
    /// What.
    pub action: String,
    /// To what.
    pub object: String,
}
