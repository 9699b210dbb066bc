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
use crate::text::short;
use crate::user::address;

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

/// Somebody who was made a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Added {
    /// As they are now.
    pub member: Member,
    /// The password that was made for them, where they had no account: it is shown this once, and they are to choose their own at their first sign-in.
    pub first_password: Option<String>,
}

const MEMBER: &str = "SELECT u.id, u.email, u.name, m.role, m.since, u.disabled FROM membership m JOIN user_account u ON u.id = m.user_id
    WHERE m.organisation = $1 AND m.user_id = $2";

/// An account that a provider said is its owner's, or that had a role here before.
const VOUCHED: &str = "SELECT u.id FROM user_account u WHERE u.id = $2 AND (EXISTS (SELECT 1 FROM identity i WHERE i.user_id = u.id)
    OR EXISTS (SELECT 1 FROM audit a WHERE a.organisation = $1 AND a.object = u.id AND a.action = 'member.set'))";

impl Office {
    /// A member.
    ///
    /// # Errors
    /// Where they are none here, or the database cannot be used.
    pub async fn member(&self, user: UserId) -> Result<Member> {
        let found = self.reader().await?.row(MEMBER, values![self.organisation(), user]).await?;
        found.ok_or_else(|| StoreError::not_found("member", user))
    }

    /// Makes somebody a member by their address. Where there is no account of that address, one is made under `id`, with a first password; where there is one,
    /// its name and password stay as they are: then it has to be one that this organisation gave a role before, or one that a provider vouched for. Whoever
    /// made an account for somebody else's address knows its password, and would be let in with them.
    ///
    /// # Errors
    /// Where they are a member already, have an account that nobody vouches for, a value cannot be used, or the database cannot.
    pub async fn add_member(&self, id: UserId, email: &str, name: &str, role: Role, stamp: &Stamp) -> Result<Added> {
        let email = address(email)?;
        // Whether there is an account is looked at again where it is made: what is found here only spares the work of a hash.
        let known = self.store().user_by_email(&email).await?.is_some();
        let first = if known {
            None
        } else {
            let (name, password) = (short("name", name)?, crate::password::first()?);
            Some((name, self.store().passwords().hash(&password).await?, password))
        };
        let (stamp, account, made_for) = (stamp.clone(), first.as_ref().map(|(name, hash, _)| (name.clone(), hash.clone())), email.clone());
        let (member, is_new) = self
            .write(move |organisation, work| {
                let (stamp, account, email) = (stamp.clone(), account.clone(), made_for.clone());
                Box::pin(async move {
                    let mut is_new = false;
                    if let Some((name, hash)) = account {
                        let sql = "INSERT INTO user_account (id, email, name, password, created, first_password) VALUES ($1, $2, $3, $4, $5, $5)
                            ON CONFLICT DO NOTHING";
                        is_new = work.execute(sql, values![id, &email, name, hash, stamp.at]).await? > 0;
                    }
                    let found: Option<Whose> = work.row("SELECT id FROM user_account WHERE email = $1", values![&email]).await?;
                    let Whose(user) = found.ok_or_else(|| StoreError::unavailable("the account was just removed; send the request again"))?;
                    let sql = "INSERT INTO membership (organisation, user_id, role, since) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
                    if work.execute(sql, values![organisation, user, role, stamp.at]).await? == 0 {
                        Err(StoreError::exists("member", email))?;
                    }
                    if !is_new && work.row::<Whose>(VOUCHED, values![organisation, user]).await?.is_none() {
                        Err(StoreError::Refused {
                            what: "somebody has an account of this address that nobody here made and no provider vouches for",
                            instead: "ask whoever runs the server to make sure who that is and to add them: comity member",
                        })?;
                    }
                    if role != Role::Administrator {
                        keep_an_administrator(work, organisation).await?;
                    }
                    let detail = serde_json::json!({ "role": role.word() }).to_string();
                    work.note(organisation, &stamp, "member.set", &user.to_string(), &detail).await?;
                    let member: Option<Member> = work.row(MEMBER, values![organisation, user]).await?;
                    Ok((member.ok_or_else(|| StoreError::not_found("member", user))?, is_new))
                })
            })
            .await?;
        Ok(Added { member, first_password: first.filter(|_| is_new).map(|(.., password)| password) })
    }

    /// Gives a member another role, if they still are what somebody saw them to be; gives them as they are then, or none where they are not.
    ///
    /// # Errors
    /// Where the last administrator would become something else, or the database cannot be used.
    pub async fn change_member(&self, seen: &Member, role: Role, stamp: &Stamp) -> Result<Option<Member>> {
        let (seen, stamp) = (seen.clone(), stamp.clone());
        self.write(move |organisation, work| {
            let (seen, stamp) = (seen.clone(), stamp.clone());
            Box::pin(async move {
                if !still(work, organisation, &seen).await? {
                    return Ok(None);
                }
                let sql = "UPDATE membership SET role = $3 WHERE organisation = $1 AND user_id = $2";
                work.execute(sql, values![organisation, seen.user, role]).await?;
                if role != Role::Administrator {
                    keep_an_administrator(work, organisation).await?;
                }
                let detail = serde_json::json!({ "role": role.word() }).to_string();
                work.note(organisation, &stamp, "member.set", &seen.user.to_string(), &detail).await?;
                Ok(Some(Member { role, ..seen }))
            })
        })
        .await
    }

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
            Box::pin(async move { remove(work, organisation, user, &stamp).await })
        })
        .await
    }

    /// Ends a membership as [`Office::remove_member`] does, if the member still is what somebody saw them to be; says whether they were.
    ///
    /// # Errors
    /// Where they are the last administrator, or the database cannot be used.
    pub async fn remove_member_as_seen(&self, seen: &Member, stamp: &Stamp) -> Result<bool> {
        let (seen, stamp) = (seen.clone(), stamp.clone());
        self.write(move |organisation, work| {
            let (seen, stamp) = (seen.clone(), stamp.clone());
            Box::pin(async move {
                let is_as_seen = still(work, organisation, &seen).await?;
                if is_as_seen {
                    remove(work, organisation, seen.user, &stamp).await?;
                }
                Ok(is_as_seen)
            })
        })
        .await
    }
}

/// Whether a member is what somebody saw them to be. The audit trail is taken first: another server may be changing them.
async fn still(work: &mut Work, organisation: OrganisationId, seen: &Member) -> std::result::Result<bool, Fault> {
    work.hold(organisation).await?;
    let now: Option<Member> = work.row(MEMBER, values![organisation, seen.user]).await?;
    Ok(now.as_ref() == Some(seen))
}

async fn remove(work: &mut Work, organisation: OrganisationId, user: UserId, stamp: &Stamp) -> std::result::Result<(), Fault> {
    if work.execute("DELETE FROM membership WHERE organisation = $1 AND user_id = $2", values![organisation, user]).await? == 0 {
        Err(StoreError::not_found("member", user))?;
    }
    keep_an_administrator(work, organisation).await?;
    work.execute("DELETE FROM session WHERE organisation = $1 AND user_id = $2", values![organisation, user]).await?;
    let sql = "UPDATE token SET revoked = $3 WHERE organisation = $1 AND user_id = $2 AND revoked IS NULL";
    work.execute(sql, values![organisation, user, stamp.at]).await?;
    work.note(organisation, stamp, "member.removed", &user.to_string(), "{}").await
}

/// The account of an address.
struct Whose(UserId);

impl Stored for Whose {
    const KIND: &'static str = "a user";

    fn read(fields: &mut Fields<'_>) -> Result<Self> {
        fields.parsed().map(Self)
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
