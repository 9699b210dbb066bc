//! People who sign in, by password or by an identity elsewhere.

use jiff::Timestamp;

use crate::actor::Stamp;
use crate::database::{Fault, Fields, Stored, Work, values};
use crate::error::{Result, StoreError};
use crate::id::{OrganisationId, UserId};
use crate::password::Check;
use crate::store::Store;
use crate::text::short;

/// A person with an account. What they may do is said by their memberships.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Their id.
    pub id: UserId,
    /// Their address, in lower case.
    pub email: String,
    /// Their name.
    pub name: String,
    /// Whether they have a password.
    pub has_password: bool,
    /// Since when they may not sign in.
    pub disabled: Option<Timestamp>,
    /// When the account was made.
    pub created: Timestamp,
    /// Since when their password is one that somebody else gave them, and so knows; none once they chose their own.
    pub first_password: Option<Timestamp>,
}

/// An account to be made.
#[derive(Clone, Debug)]
pub struct NewUser<'a> {
    /// The id that it gets.
    pub id: UserId,
    /// Their address.
    pub email: &'a str,
    /// Their name.
    pub name: &'a str,
    /// Their password; none where they sign in elsewhere.
    pub password: Option<&'a str>,
}

impl Stored for User {
    const KIND: &'static str = "a user";

    fn read(fields: &mut Fields<'_>) -> Result<Self> {
        Ok(Self {
            id: fields.parsed()?,
            email: fields.text()?,
            name: fields.text()?,
            has_password: fields.int()? != 0,
            disabled: fields.at_or_none()?,
            created: fields.at()?,
            first_password: fields.at_or_none()?,
        })
    }
}

/// A user with the hash of the password, which never leaves this module.
struct Known {
    password: Option<String>,
    user: User,
}

impl Stored for Known {
    const KIND: &'static str = User::KIND;

    fn read(fields: &mut Fields<'_>) -> Result<Self> {
        Ok(Self { password: fields.text_or_none()?, user: User::read(fields)? })
    }
}

const BY_ID: &str = "SELECT id, email, name, CASE WHEN password IS NULL THEN CAST(0 AS BIGINT) ELSE CAST(1 AS BIGINT) END, disabled, created, first_password FROM user_account WHERE id = $1";

impl Store {
    /// Makes an account.
    ///
    /// # Errors
    /// Where the address has an account, a value cannot be used, or the database cannot.
    pub async fn create_user(&self, new: &NewUser<'_>, at: Timestamp) -> Result<User> {
        let password = match new.password {
            Some(password) => Some(self.passwords().hash(password).await?),
            None => None,
        };
        let user = User {
            id: new.id,
            email: address(new.email)?,
            name: short("name", new.name)?,
            has_password: password.is_some(),
            disabled: None,
            created: at,
            first_password: None,
        };
        let made = user.clone();
        self.write(user.id.lane(), move |work| {
            let (user, password) = (user.clone(), password.clone());
            Box::pin(async move {
                let sql = "INSERT INTO user_account (id, email, name, password, created) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
                match work.execute(sql, values![user.id, &user.email, &user.name, password, user.created]).await? {
                    0 => Err(StoreError::exists("user", user.email).into()),
                    _ => Ok(()),
                }
            })
        })
        .await?;
        Ok(made)
    }

    /// A user by id.
    ///
    /// # Errors
    /// Where there is none, or the database cannot be used.
    pub async fn user(&self, id: UserId) -> Result<User> {
        let found = self.reader().await?.row(BY_ID, values![id]).await?;
        found.ok_or_else(|| StoreError::not_found("user", id))
    }

    /// A user by address, in whatever case.
    ///
    /// # Errors
    /// Where the database cannot be used.
    pub async fn user_by_email(&self, email: &str) -> Result<Option<User>> {
        Ok(self.known(email).await?.map(|known| known.user))
    }

    async fn known(&self, email: &str) -> Result<Option<Known>> {
        let Ok(email) = address(email) else { return Ok(None) };
        let sql = "SELECT password, id, email, name, CASE WHEN password IS NULL THEN CAST(0 AS BIGINT) ELSE CAST(1 AS BIGINT) END, disabled, created, first_password FROM user_account WHERE email = $1";
        Ok(self.reader().await?.row(sql, values![&email]).await?)
    }

    /// The user whom a password lets in: none where the address is unknown, the password wrong or missing, or the account disabled, and all of
    /// these take the same time. A password that was hashed at another cost is hashed anew.
    ///
    /// # Errors
    /// Where the database cannot be used.
    pub async fn check_password(&self, email: &str, password: &str) -> Result<Option<User>> {
        let known = self.known(email).await?;
        let (stored, user) = match known {
            Some(Known { password, user }) => (password, Some(user)),
            None => (None, None),
        };
        let check = self.passwords().check(password, stored.clone()).await?;
        let Some(user) = user.filter(|user| user.disabled.is_none() && check != Check::Wrong) else { return Ok(None) };
        if let Check::Upgraded(hash) = check {
            let id = user.id;
            self.write(id.lane(), move |work| {
                let (hash, stored) = (hash.clone(), stored.clone());
                // Only in the place of the hash that was checked: the password may have been changed meanwhile.
                Box::pin(async move { work.execute("UPDATE user_account SET password = $2 WHERE id = $1 AND password = $3", values![id, hash, stored]).await })
            })
            .await?;
        }
        Ok(Some(user))
    }

    /// Gives a user the password that they chose themselves, and ends all their sessions. The audit trails of their organisations say so.
    ///
    /// # Errors
    /// Where there is no such user, the password cannot be used, or the database cannot.
    pub async fn set_password(&self, user: UserId, password: &str, stamp: &Stamp) -> Result<()> {
        let (hash, stamp) = (self.passwords().hash(password).await?, stamp.clone());
        self.write(user.lane(), move |work| {
            let (hash, stamp) = (hash.clone(), stamp.clone());
            Box::pin(async move {
                if work.execute("UPDATE user_account SET password = $2, first_password = NULL WHERE id = $1", values![user, hash]).await? == 0 {
                    Err(StoreError::not_found("user", user))?;
                }
                work.execute("DELETE FROM session WHERE user_id = $1", values![user]).await?;
                note_of_user(work, user, &stamp, "user.password-set").await
            })
        })
        .await
    }

    /// Gives a user a password that somebody else chose for them, and ends all their sessions: they are to choose their own before they do anything else
    /// ([`User::first_password`]). The audit trails of their organisations say so.
    ///
    /// # Errors
    /// Where there is no such user, the password cannot be used, or the database cannot.
    pub async fn give_password(&self, user: UserId, password: &str, stamp: &Stamp) -> Result<()> {
        let (hash, stamp) = (self.passwords().hash(password).await?, stamp.clone());
        self.write(user.lane(), move |work| {
            let (hash, stamp) = (hash.clone(), stamp.clone());
            Box::pin(async move {
                if work.execute("UPDATE user_account SET password = $2, first_password = $3 WHERE id = $1", values![user, hash, stamp.at]).await? == 0 {
                    Err(StoreError::not_found("user", user))?;
                }
                work.execute("DELETE FROM session WHERE user_id = $1", values![user]).await?;
                note_of_user(work, user, &stamp, "user.password-given").await
            })
        })
        .await
    }

    /// Takes away a password that somebody else chose, from a user who signs in elsewhere and has not chosen their own; ends the sessions that it opened. The audit trails of their
    /// organisations say so.
    ///
    /// # Errors
    /// Where the database cannot be used.
    pub async fn drop_first_password(&self, user: UserId, stamp: &Stamp) -> Result<()> {
        let stamp = stamp.clone();
        self.write(user.lane(), move |work| {
            let stamp = stamp.clone();
            Box::pin(async move {
                let sql = "UPDATE user_account SET password = NULL, first_password = NULL WHERE id = $1 AND first_password IS NOT NULL";
                if work.execute(sql, values![user]).await? == 0 {
                    return Ok(());
                }
                work.execute("DELETE FROM session WHERE user_id = $1", values![user]).await?;
                note_of_user(work, user, &stamp, "user.password-dropped").await
            })
        })
        .await
    }

    /// Keeps a user out, and ends their sessions; or lets them in again. Their tokens are refused meanwhile. The audit trails of their organisations say so.
    ///
    /// # Errors
    /// Where there is no such user, or the database cannot be used.
    pub async fn set_disabled(&self, user: UserId, disabled: bool, stamp: &Stamp) -> Result<()> {
        let stamp = stamp.clone();
        self.write(user.lane(), move |work| {
            let stamp = stamp.clone();
            let since = disabled.then_some(stamp.at);
            Box::pin(async move {
                if work.execute("UPDATE user_account SET disabled = $2 WHERE id = $1", values![user, since]).await? == 0 {
                    Err(StoreError::not_found("user", user))?;
                }
                if disabled {
                    work.execute("DELETE FROM session WHERE user_id = $1", values![user]).await?;
                }
                note_of_user(work, user, &stamp, if disabled { "user.disabled" } else { "user.enabled" }).await
            })
        })
        .await
    }

    /// Lets an identity of an OIDC provider in as a user, who has no other one there: whoever gets their address later is somebody else. The audit
    /// trails of their organisations say so.
    ///
    /// # Errors
    /// Where the identity is somebody's already or the user has one of this provider, there is no such user, or the database cannot be used.
    pub async fn link_identity(&self, user: UserId, issuer: &str, subject: &str, stamp: &Stamp) -> Result<()> {
        let (issuer, subject, stamp) = (issuer.to_owned(), subject.to_owned(), stamp.clone());
        self.write(user.lane(), move |work| {
            let (issuer, subject, stamp) = (issuer.clone(), subject.clone(), stamp.clone());
            Box::pin(async move {
                // Changes nothing, but holds the user: another server may be linking them as well.
                if work.execute("UPDATE user_account SET name = name WHERE id = $1", values![user]).await? == 0 {
                    Err(StoreError::not_found("user", user))?;
                }
                let sql = "INSERT INTO identity (issuer, subject, user_id, linked)
                    SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS TEXT), CAST($4 AS BIGINT)
                    WHERE NOT EXISTS (SELECT 1 FROM identity WHERE issuer = $1 AND user_id = $3) ON CONFLICT DO NOTHING";
                match work.execute(sql, values![&issuer, &subject, user, stamp.at]).await? {
                    0 => Err(StoreError::exists("identity", subject).into()),
                    _ => note_of_user(work, user, &stamp, "user.identity-linked").await,
                }
            })
        })
        .await
    }

    /// The user of an identity, if it was linked to one who may sign in.
    ///
    /// # Errors
    /// Where the database cannot be used.
    pub async fn user_by_identity(&self, issuer: &str, subject: &str) -> Result<Option<User>> {
        let sql = "SELECT u.id, u.email, u.name, CASE WHEN u.password IS NULL THEN CAST(0 AS BIGINT) ELSE CAST(1 AS BIGINT) END, u.disabled, u.created, u.first_password
            FROM identity i JOIN user_account u ON u.id = i.user_id WHERE i.issuer = $1 AND i.subject = $2 AND u.disabled IS NULL";
        Ok(self.reader().await?.row(sql, values![issuer, subject]).await?)
    }
}

/// The organisation of a membership.
struct Belongs(OrganisationId);

impl Stored for Belongs {
    const KIND: &'static str = "a membership";

    fn read(fields: &mut Fields<'_>) -> Result<Self> {
        fields.parsed().map(Self)
    }
}

/// Notes a change of an account in the trail of every organisation to which the user belongs: in the order of the writers' batches, so that two such changes
/// wait for each other.
async fn note_of_user(work: &mut Work, user: UserId, stamp: &Stamp, action: &str) -> std::result::Result<(), Fault> {
    let sql = "SELECT m.organisation FROM membership m WHERE m.user_id = $1 ORDER BY m.organisation";
    let mut organisations: Vec<Belongs> = work.rows(sql, values![user]).await?;
    organisations.sort_by_key(|Belongs(organisation)| organisation.lane());
    for Belongs(organisation) in organisations {
        work.note(organisation, stamp, action, &user.to_string(), "{}").await?;
    }
    Ok(())
}

/// An address as it is kept: trimmed, in lower case. Whether it reaches anyone is not for the store to say.
pub(crate) fn address(text: &str) -> Result<String> {
    let address = short("e-mail address", text)?.to_lowercase();
    let sound = address.len() <= 254
        && !address.contains(char::is_whitespace)
        && address.rsplit_once('@').is_some_and(|(who, place)| !who.is_empty() && !place.is_empty());
    if sound { Ok(address) } else { Err(StoreError::invalid("e-mail address", format!("`{text}` is none"))) }
}
