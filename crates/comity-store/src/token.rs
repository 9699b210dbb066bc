//! Tokens of the API: for programs, on behalf of a member.

use jiff::Timestamp;

use crate::actor::{Actor, Stamp};
use crate::database::{Fields, Stored, values};
use crate::error::{Result, StoreError, unless_unavailable};
use crate::id::{OrganisationId, TokenId, UserId};
use crate::page::{Page, Paged};
use crate::role::{Action, Role, Scope};
use crate::secret::Secret;
use crate::store::{Office, Store};
use crate::text::short;

/// A token, without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Its id.
    pub id: TokenId,
    /// Whose it is.
    pub user: UserId,
    /// What it is for, in its maker's words.
    pub name: String,
    /// What it may be used for.
    pub scopes: Vec<Scope>,
    /// When it was made.
    pub created: Timestamp,
    /// When it ends.
    pub expires: Timestamp,
    /// When it was last used, to the minute.
    pub last_used: Option<Timestamp>,
    /// When it was revoked.
    pub revoked: Option<Timestamp>,
}

/// A token to be made.
#[derive(Clone, Debug)]
pub struct NewToken<'a> {
    /// The id that it gets.
    pub id: TokenId,
    /// Whose it is: a member.
    pub user: UserId,
    /// What it is for.
    pub name: &'a str,
    /// What it may be used for: at least one.
    pub scopes: &'a [Scope],
    /// When it ends.
    pub expires: Timestamp,
}

/// Whoever shows a token that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bearer {
    /// The organisation that it opens.
    pub organisation: OrganisationId,
    /// What its user is there.
    pub role: Role,
    /// The token.
    pub token: Token,
}

impl Bearer {
    /// Whether the token's scopes and its user's role both allow it.
    #[must_use]
    pub fn may(&self, action: Action) -> bool {
        self.role.may(action) && self.token.scopes.contains(&action.scope())
    }

    /// As it stands in the audit trail.
    #[must_use]
    pub const fn actor(&self) -> Actor {
        Actor::Token { token: self.token.id, user: self.token.user }
    }
}

impl Stored for Token {
    const KIND: &'static str = "a token";

    fn read(fields: &mut Fields<'_>) -> Result<Self> {
        Ok(Self {
            id: fields.parsed()?,
            user: fields.parsed()?,
            name: fields.text()?,
            scopes: fields.text()?.split_whitespace().map(str::parse).collect::<Result<_>>()?,
            created: fields.at()?,
            expires: fields.at()?,
            last_used: fields.at_or_none()?,
            revoked: fields.at_or_none()?,
        })
    }
}

impl Stored for Bearer {
    const KIND: &'static str = Token::KIND;

    fn read(fields: &mut Fields<'_>) -> Result<Self> {
        Ok(Self { organisation: fields.parsed()?, role: fields.parsed()?, token: Token::read(fields)? })
    }
}

const BY_ID: &str = "SELECT id, user_id, name, scopes, created, expires, last_used, revoked FROM token WHERE organisation = $1 AND id = $2";

impl Store {
    /// Whoever shows this token: none where it is unknown, expired or revoked, or its user is disabled or no member any more. Marks it as
    /// used, at most once a minute.
    ///
    /// # Errors
    /// Where the database cannot be used.
    pub async fn bearer(&self, secret: &Secret, at: Timestamp) -> Result<Option<Bearer>> {
        let sql = "SELECT t.organisation, m.role, t.id, t.user_id, t.name, t.scopes, t.created, t.expires, t.last_used, t.revoked
            FROM token t JOIN user_account u ON u.id = t.user_id JOIN membership m ON m.organisation = t.organisation AND m.user_id = t.user_id
            WHERE t.digest = $1 AND t.expires > $2 AND t.revoked IS NULL AND u.disabled IS NULL";
        let found: Option<Bearer> = self.reader().await?.row(sql, values![&secret.digest(), at]).await?;
        let Some(bearer) = found else { return Ok(None) };
        let id = bearer.token.id;
        let fresh = bearer.token.last_used.is_some_and(|last| at.duration_since(last) < jiff::SignedDuration::from_mins(1));
        if !fresh {
            let marked = self.write_for(Some(bearer.organisation), bearer.organisation.lane(), move |work| {
                Box::pin(async move { work.execute("UPDATE token SET last_used = $2 WHERE id = $1", values![id, at]).await })
            });
            // On a full disk, programs may still read.
            unless_unavailable(marked.await)?;
        }
        Ok(Some(bearer))
    }
}

impl Office {
    /// Makes a token. Its secret is given out this once.
    ///
    /// # Errors
    /// Where its user is no member, it has no scope or has ended already, or the database cannot be used.
    pub async fn create_token(&self, new: &NewToken<'_>, stamp: &Stamp) -> Result<(Secret, Token)> {
        if new.scopes.is_empty() {
            return Err(StoreError::invalid("scopes of a token", "there is none"));
        }
        if new.expires <= stamp.at {
            return Err(StoreError::invalid("end of a token", "it is past"));
        }
        let mut scopes = new.scopes.to_vec();
        scopes.sort_unstable();
        scopes.dedup();
        let secret = Secret::generate()?;
        let made = Token {
            id: new.id,
            user: new.user,
            name: short("name of the token", new.name)?,
            scopes,
            created: stamp.at,
            expires: new.expires,
            last_used: None,
            revoked: None,
        };
        let (token, digest, stamp) = (made.clone(), secret.digest(), stamp.clone());
        self.write(move |organisation, work| {
            let (token, stamp) = (token.clone(), stamp.clone());
            Box::pin(async move {
                let scopes = token.scopes.iter().map(|scope| scope.word()).collect::<Vec<_>>().join(" ");
                let sql = "INSERT INTO token (id, organisation, user_id, name, digest, scopes, created, expires)
                    SELECT CAST($1 AS TEXT), m.organisation, m.user_id, CAST($4 AS TEXT), $5, CAST($6 AS TEXT), CAST($7 AS BIGINT), CAST($8 AS BIGINT)
                    FROM membership m WHERE m.organisation = $2 AND m.user_id = $3";
                let values = values![token.id, organisation, token.user, &token.name, &digest, &scopes, token.created, token.expires];
                if work.execute(sql, values).await? == 0 {
                    Err(StoreError::not_found("member", token.user))?;
                }
                let detail = serde_json::json!({ "name": token.name, "scopes": scopes, "expires": token.expires.to_string() }).to_string();
                work.note(organisation, &stamp, "token.created", &token.id.to_string(), &detail).await
            })
        })
        .await?;
        Ok((secret, made))
    }

    /// A token, whoever's it is.
    ///
    /// # Errors
    /// Where there is none in this organisation, or the database cannot be used.
    pub async fn token(&self, id: TokenId) -> Result<Token> {
        let found = self.reader().await?.row(BY_ID, values![self.organisation(), id]).await?;
        found.ok_or_else(|| StoreError::not_found("token", id))
    }

    /// The tokens, newest first; only one user's, where one is named.
    ///
    /// # Errors
    /// Where the database cannot be used.
    pub async fn tokens(&self, user: Option<UserId>, page: &Page) -> Result<Paged<Token>> {
        let sql = "SELECT id, user_id, name, scopes, created, expires, last_used, revoked FROM token
            WHERE organisation = $1 AND id < $2 AND ($3 = '' OR user_id = $3) ORDER BY id DESC LIMIT $4";
        let user = user.map(|user| user.to_string()).unwrap_or_default();
        let fetched = self.reader().await?.rows(sql, values![self.organisation(), page.below(), user, page.fetch()]).await?;
        Ok(page.of(fetched, |token: &Token| token.id.to_string()))
    }

    /// Revokes a token: it opens nothing any more. Doing it again changes nothing.
    ///
    /// # Errors
    /// Where there is no such token, or the database cannot be used.
    pub async fn revoke_token(&self, id: TokenId, stamp: &Stamp) -> Result<()> {
        let stamp = stamp.clone();
        self.write(move |organisation, work| {
            let stamp = stamp.clone();
            Box::pin(async move {
                let sql = "UPDATE token SET revoked = $3 WHERE organisation = $1 AND id = $2 AND revoked IS NULL";
                if work.execute(sql, values![organisation, id, stamp.at]).await? > 0 {
                    return work.note(organisation, &stamp, "token.revoked", &id.to_string(), "{}").await;
                }
                let known: Option<Token> = work.row(BY_ID, values![organisation, id]).await?;
                known.map(drop).ok_or_else(|| StoreError::not_found("token", id).into())
            })
        })
        .await
    }
}
