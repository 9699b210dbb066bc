//! Who belongs to an organisation, as what.

use jiff::Timestamp;

use crate::actor::Stamp;
use crate::database::{Fault, Fields, Stored, Work, values};
use crate::error::{Result, StoreError};
use crate::id::{OrganisationId, UserId};
use crate::organisation::Organisation;
use crate::page::{Page, Paged};
use crate::role::Role;
use crate::store::{Office, Store};

/// A member of an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub user: UserId,
    /// Their address.
    pub email: String,
    /// Their name.
    pub name: String,
    /// What they are there.
    pub role: Role,
    /// Since when.
    pub since: Timestamp,
    /// Since when they may not sign in.
    pub disabled: Option<Timestamp>,
}

impl Stored for Member {
    const KIND: &'static str = "a member";

    fn read(fields: &mut Fields<'_>) -> Result<Self> {
        Ok(Self {
            user: fields.parsed()?,
            email: fields.text()?,
            name: fields.text()?,
            role: fields.parsed()?,
            since: fields.at()?,
            disabled: fields.at_or_none()?,
        })
    }
}

/// An organisation to which somebody belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// As what.
    pub role: Role,
    /// To which.
    pub organisation: Organisation,
}

impl Stored for Membership {
    const KIND: &'static str = "a membership";

    fn read(fields: &mut Fields<'_>) -> Result<Self> {
        Ok(Self { role: fields.parsed()?, organisation: Organisation::read(fields)? })
    }
}

/// One role.
struct Held(Role);

impl Stored for Held {
    const KIND: &'static str = "a role";

    fn read(fields: &mut Fields<'_>) -> Result<Self> {
        Ok(Self(fields.parsed()?))
    }
}

/// A count.
struct Count(u64);

impl Stored for Count {
    const KIND: &'static str = "a count";

    fn read(fields: &mut Fields<'_>) -> Result<Self> {
        Ok(Self(fields.count()?))
    }
}

impl Store {
    /// The organisations of a user, the oldest first.
    ///
    /// # Errors
    /// Where the database cannot be used.
    pub async fn memberships(&self, user: UserId) -> Result<Vec<Membership>> {
        let sql = "SELECT m.role, o.id, o.name, o.created FROM membership m JOIN organisation o ON o.id = m.organisation
            WHERE m.user_id = $1 ORDER BY o.id";
        Ok(self.reader().await?.rows(sql, values![user]).await?)
    }
}

impl Office {
    /// The members, in the order in which their accounts were made.
    ///
    /// # Errors
    /// Where the database cannot be used.
    pub async fn members(&self, page: &Page) -> Result<Paged<Member>> {
        let sql = "SELECT u.id, u.email, u.name, m.role, m.since, u.disabled FROM membership m JOIN user_account u ON u.id = m.user_id
            WHERE m.organisation = $1 AND m.user_id > $2 ORDER BY m.user_id LIMIT $3";
        let fetched = self.reader().await?.rows(sql, values![self.organisation(), page.above(), page.fetch()]).await?;
        Ok(page.of(fetched, |member: &Member| member.user.to_string()))
    }

    /// What a user is here; none where they are no member.
    ///
    /// # Errors
    /// Where the database cannot be used.
    pub async fn role(&self, user: UserId) -> Result<Option<Role>> {
        let found: Option<Held> =
            self.reader().await?.row("SELECT role FROM membership WHERE organisation = $1 AND user_id = $2", values![self.organisation(), user]).await?;
        Ok(found.map(|Held(role)| role))
    }

    /// Makes a user a member, or gives a member another role.
    ///
    /// # Errors
    /// Where there is no such user, the last administrator would become something else, or the database cannot be used.
    pub async fn set_role(&self, user: UserId, role: Role, stamp: &Stamp) -> Result<()> {
        let stamp = stamp.clone();
        self.write(move |organisation, work| {
            let stamp = stamp.clone();
            Box::pin(async move {
                let known: Option<Known> = work.row("SELECT id FROM user_account WHERE id = $1", values![user]).await?;
                known.ok_or_else(|| StoreError::not_found("user", user))?;
                let sql = "INSERT INTO membership (organisation, user_id, role, since) VALUES ($1, $2, $3, $4)
                    ON CONFLICT (organisation, user_id) DO UPDATE SET role = excluded.role";
                work.execute(sql, values![organisation, user, role, stamp.at]).await?;
                if role != Role::Administrator {
                    keep_an_administrator(work, organisation).await?;
                }
                let detail = serde_json::json!({ "role": role.word() }).to_string();
                work.note(organisation, &stamp, "member.set", &user.to_string(), &detail).await
            })
        })
        .await
    }

    /// Ends a membership, with the sessions and tokens that rest on it.
    ///
    /// # Errors
    /// Where they are no member, are the last administrator, or the database cannot be used.
    pub async fn remove_member(&self, user: UserId, stamp: &Stamp) -> Result<()> {
        let stamp = stamp.clone();
        self.write(move |organisation, work| {
            let stamp = stamp.clone();
            Box::pin(async move {
                if work.execute("DELETE FROM membership WHERE organisation = $1 AND user_id = $2", values![organisation, user]).await? == 0 {
                    Err(StoreError::not_found("member", user))?;
                }
                keep_an_administrator(work, organisation).await?;
                work.execute("DELETE FROM session WHERE organisation = $1 AND user_id = $2", values![organisation, user]).await?;
                let sql = "UPDATE token SET revoked = $3 WHERE organisation = $1 AND user_id = $2 AND revoked IS NULL";
                work.execute(sql, values![organisation, user, stamp.at]).await?;
                work.note(organisation, &stamp, "member.removed", &user.to_string(), "{}").await
            })
        })
        .await
    }
}

struct Known;

impl Stored for Known {
    const KIND: &'static str = "a user";

    fn read(fields: &mut Fields<'_>) -> Result<Self> {
        fields.text().map(|_| Self)
    }
}

/// Refuses a change that leaves an organisation without an administrator; so its first member is one.
async fn keep_an_administrator(work: &mut Work, organisation: OrganisationId) -> std::result::Result<(), Fault> {
    // The audit trail is taken first: another server may be taking the other administrator away.
    work.hold(organisation).await?;
    let sql = "SELECT COUNT(*) FROM membership WHERE organisation = $1 AND role = $2";
    match work.row(sql, values![organisation, Role::Administrator]).await? {
        Some(Count(0)) => {
            Err(StoreError::Refused { what: "an organisation keeps at least one administrator", instead: "make another member an administrator first" }.into())
        }
        _ => Ok(()),
    }
}
