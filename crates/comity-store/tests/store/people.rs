//! Organisations, people, sessions, tokens.

use comity_store::{Action, Lifetime, NewToken, NewUser, OrganisationId, Page, Role, Scope, StoreError, TokenId, UserId};
use jiff::SignedDuration;

use crate::harness::{at, on_both, organisation, stamp};

#[test]
fn a_password_lets_in_its_user_and_nobody_else() {
    on_both(async |fresh| {
        let store = fresh.store().await;
        let id = UserId::at(at(0)).unwrap();
        let new = NewUser { id, email: "Jo@Firm.example", name: "Jo", password: Some("correct horse") };
        let user = store.create_user(&new, at(0)).await.unwrap();
        assert_eq!(user.email, "jo@firm.example");
        assert_eq!(store.check_password("JO@firm.example", "correct horse").await.unwrap(), Some(user.clone()));
        for (email, password) in [("jo@firm.example", "correct house"), ("al@firm.example", "correct horse"), ("no address", "x"), ("a@b\0", "x")] {
            assert_eq!(store.check_password(email, password).await.unwrap(), None, "{email:?}");
        }
        let again = NewUser { id: UserId::at(at(1)).unwrap(), email: "jo@FIRM.example", name: "Jo", password: None };
        assert!(matches!(store.create_user(&again, at(1)).await, Err(StoreError::Exists { .. })));
        store.set_password(id, "battery staple", &stamp(2)).await.unwrap();
        assert_eq!(store.check_password("jo@firm.example", "correct horse").await.unwrap(), None);
        store.set_disabled(id, true, &stamp(2)).await.unwrap();
        assert_eq!(store.check_password("jo@firm.example", "battery staple").await.unwrap(), None);
        store.set_disabled(id, false, &stamp(9)).await.unwrap();
        assert!(store.check_password("jo@firm.example", "battery staple").await.unwrap().is_some());
    });
}

#[test]
fn an_identity_elsewhere_belongs_to_one_user() {
    on_both(async |fresh| {
        let store = fresh.store().await;
        let (_, user) = organisation(&store, "Alpha").await;
        let (_, other) = organisation(&store, "Beta").await;
        store.link_identity(user, "https://id.example", "s-1", &stamp(1)).await.unwrap();
        assert_eq!(store.user_by_identity("https://id.example", "s-1").await.unwrap().map(|user| user.id), Some(user));
        assert_eq!(store.user_by_identity("https://other.example", "s-1").await.unwrap(), None);
        assert!(matches!(store.link_identity(other, "https://id.example", "s-1", &stamp(2)).await, Err(StoreError::Exists { .. })));
        let second = store.link_identity(user, "https://id.example", "s-2", &stamp(2)).await;
        assert!(matches!(second, Err(StoreError::Exists { .. })), "one of each provider");
        store.link_identity(user, "https://other.example", "s-2", &stamp(2)).await.unwrap();
        let nobody = store.link_identity(UserId::at(at(0)).unwrap(), "https://id.example", "s-3", &stamp(2)).await;
        assert!(matches!(nobody, Err(StoreError::NotFound { .. })));
        store.set_disabled(user, true, &stamp(3)).await.unwrap();
        assert_eq!(store.user_by_identity("https://id.example", "s-1").await.unwrap(), None);
    });
}

#[test]
fn a_session_ends_by_idling_by_age_by_signing_out_and_with_the_membership() {
    on_both(async |fresh| {
        let store = fresh.store().await;
        let (office, user) = organisation(&store, "Alpha").await;
        let lifetime = Lifetime { absolute: SignedDuration::from_secs(1000), idle: SignedDuration::from_secs(300) };
        let begin = async |from| store.begin_session(user, Some(office.organisation()), None, at(from), lifetime).await.unwrap();
        let one = begin(0).await;
        let seen = store.session(&one, at(200), lifetime).await.unwrap().unwrap();
        assert_eq!(seen.place, Some((office.organisation(), Role::Administrator)));
        assert!(store.session(&one, at(450), lifetime).await.unwrap().is_some(), "seen at 200, so not idle");
        assert!(store.session(&one, at(760), lifetime).await.unwrap().is_none(), "idle since 450");
        assert!(store.session(&one, at(740), lifetime).await.unwrap().is_some());
        assert!(store.session(&one, at(1000), lifetime).await.unwrap().is_none(), "too old");
        let two = begin(0).await;
        let three = store.begin_session(user, Some(office.organisation()), Some(&two), at(1), lifetime).await.unwrap();
        assert!(store.session(&two, at(2), lifetime).await.unwrap().is_none(), "signing in again ends the session before");
        assert_ne!(seen.csrf, store.session(&three, at(2), lifetime).await.unwrap().unwrap().csrf);
        store.end_session(&three, at(3)).await.unwrap();
        assert!(store.session(&three, at(3), lifetime).await.unwrap().is_none());
        let four = begin(5).await;
        store.set_disabled(user, true, &stamp(6)).await.unwrap();
        assert!(store.session(&four, at(6), lifetime).await.unwrap().is_none());
        assert!(store.begin_session(user, None, None, at(7), lifetime).await.is_err());
        store.set_disabled(user, false, &stamp(9)).await.unwrap();
        let (other, _) = organisation(&store, "Beta").await;
        let elsewhere = store.begin_session(user, Some(other.organisation()), None, at(7), lifetime).await;
        assert!(matches!(elsewhere, Err(StoreError::NotFound { .. })), "no member there");
        begin(8).await;
        assert_eq!(store.sweep(at(1007)).await.unwrap(), 0);
        assert_eq!(store.sweep(at(1008)).await.unwrap(), 1);
    });
}

#[test]
fn a_token_opens_what_its_scopes_and_its_users_role_both_allow() {
    on_both(async |fresh| {
        let store = fresh.store().await;
        let (office, user) = organisation(&store, "Alpha").await;
        let new = NewToken { id: TokenId::at(at(0)).unwrap(), user, name: "erp", scopes: &[Scope::Write, Scope::Decide], expires: at(100) };
        let (secret, token) = office.create_token(&new, &stamp(0)).await.unwrap();
        let bearer = store.bearer(&secret, at(1)).await.unwrap().unwrap();
        assert_eq!((bearer.organisation, bearer.token.scopes.as_slice()), (office.organisation(), &[Scope::Decide, Scope::Write][..]));
        assert!(bearer.may(Action::Decide) && bearer.may(Action::WriteItems) && !bearer.may(Action::ReadRecords));
        assert_eq!(office.tokens(Some(user), &Page::first(10)).await.unwrap().items[0].last_used, Some(at(1)));
        assert_eq!(store.bearer(&secret, at(100)).await.unwrap(), None, "expired");
        assert_eq!(store.bearer(&comity_store::Secret::generate().unwrap(), at(1)).await.unwrap(), None, "unknown");
        store.set_disabled(user, true, &stamp(2)).await.unwrap();
        assert_eq!(store.bearer(&secret, at(2)).await.unwrap(), None, "its user is disabled");
        store.set_disabled(user, false, &stamp(9)).await.unwrap();
        let (other, _) = organisation(&store, "Beta").await;
        assert!(matches!(other.revoke_token(token.id, &stamp(3)).await, Err(StoreError::NotFound { .. })), "another organisation's");
        assert!(store.bearer(&secret, at(3)).await.unwrap().is_some());
        office.revoke_token(token.id, &stamp(4)).await.unwrap();
        office.revoke_token(token.id, &stamp(5)).await.unwrap();
        assert_eq!(store.bearer(&secret, at(5)).await.unwrap(), None, "revoked");
        let stranger = NewToken { user: UserId::at(at(0)).unwrap(), id: TokenId::at(at(0)).unwrap(), ..new };
        assert!(matches!(office.create_token(&stranger, &stamp(6)).await, Err(StoreError::NotFound { .. })));
    });
}

#[test]
fn an_organisation_keeps_an_administrator() {
    on_both(async |fresh| {
        let store = fresh.store().await;
        let (office, first) = organisation(&store, "Alpha").await;
        let (_, second) = organisation(&store, "Beta").await;
        assert!(matches!(office.remove_member(first, &stamp(1)).await, Err(StoreError::Refused { .. })));
        assert!(matches!(office.set_role(first, Role::Analyst, &stamp(1)).await, Err(StoreError::Refused { .. })));
        assert_eq!(office.role(first).await.unwrap(), Some(Role::Administrator), "nothing of the refused change stays");
        office.set_role(second, Role::Administrator, &stamp(2)).await.unwrap();
        assert_eq!(store.memberships(second).await.unwrap().len(), 2);
        office.remove_member(first, &stamp(3)).await.unwrap();
        assert_eq!(office.role(first).await.unwrap(), None);
        assert_eq!(office.members(&Page::first(10)).await.unwrap().items.len(), 1);
    });
}

#[test]
fn an_organisation_that_is_not_there_is_none() {
    on_both(async |fresh| {
        let store = fresh.store().await;
        let office = store.of(OrganisationId::at(at(0)).unwrap());
        assert!(matches!(office.about().await, Err(StoreError::NotFound { .. })));
        assert!(matches!(office.rename("Ghost", &stamp(1)).await, Err(StoreError::NotFound { .. })));
        assert!(office.verify_audit().await.is_err());
        let (office, _) = organisation(&store, "Alpha").await;
        office.rename("Omega", &stamp(1)).await.unwrap();
        assert_eq!(office.about().await.unwrap().name, "Omega");
        assert_eq!(store.organisations(&Page::first(10)).await.unwrap().items.len(), 1);
        store.close().await;
        assert!(office.rename("Late", &stamp(2)).await.unwrap_err().is_unavailable());
    });
}

#[test]
fn a_change_of_an_account_stands_in_the_trail_of_each_of_its_organisations() {
    on_both(async |fresh| {
        let store = fresh.store().await;
        let (one, user) = organisation(&store, "Alpha").await;
        let (two, _) = organisation(&store, "Beta").await;
        let (none, _) = organisation(&store, "Gamma").await;
        two.set_role(user, Role::Auditor, &stamp(1)).await.unwrap();
        store.set_password(user, "battery staple", &stamp(2)).await.unwrap();
        store.link_identity(user, "https://id.example", "s-1", &stamp(3)).await.unwrap();
        store.set_disabled(user, true, &stamp(4)).await.unwrap();
        store.set_disabled(user, false, &stamp(5)).await.unwrap();
        let told = async |office: &comity_store::Office| {
            let entries = office.audit_after(0, 100).await.unwrap();
            entries.into_iter().map(|entry| entry.action).filter(|action| action.starts_with("user.")).collect::<Vec<_>>()
        };
        let all = ["user.password-set", "user.identity-linked", "user.disabled", "user.enabled"];
        assert_eq!((told(&one).await, told(&two).await), (all.map(String::from).to_vec(), all.map(String::from).to_vec()));
        assert!(told(&none).await.is_empty());
    });
}

#[test]
fn failures_to_sign_in_are_counted_for_each_subject() {
    on_both(async |fresh| {
        let store = fresh.store().await;
        for second in 0..5 {
            store.failed_to_sign_in("jo@firm.example", at(second)).await.unwrap();
        }
        assert_eq!(store.failures_to_sign_in("jo@firm.example", at(2)).await.unwrap(), 3);
        assert_eq!(store.failures_to_sign_in("al@firm.example", at(0)).await.unwrap(), 0);
        let right = store.failed_to_sign_in("jo@firm.example", at(5)).await.unwrap();
        assert_eq!(store.failures_to_sign_in("jo@firm.example", at(2)).await.unwrap(), 4);
        store.forget_try(right).await.unwrap();
        store.forget_try(right).await.unwrap();
        assert_eq!(store.failures_to_sign_in("jo@firm.example", at(2)).await.unwrap(), 3);
        store.ready().await.unwrap();
    });
}

#[test]
fn what_has_expired_is_removed_however_much_it_is() {
    on_both(async |fresh| {
        let store = fresh.store().await;
        let (office, user) = organisation(&store, "Alpha").await;
        let old = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500)
            INSERT INTO sign_in_failure (id, subject, at) SELECT 'old ' || i, 's', i FROM n";
        assert_eq!(fresh.raw(old).await, Ok(2500));
        let lifetime = Lifetime { absolute: SignedDuration::from_secs(100), idle: SignedDuration::from_secs(100) };
        for n in 0..3 {
            store.begin_session(user, Some(office.organisation()), None, at(n), lifetime).await.unwrap();
            office.claim(&format!("key-{n}"), [0; 32], at(n), SignedDuration::from_secs(30)).await.unwrap();
        }
        store.failed_to_sign_in("jo@firm.example", at(101)).await.unwrap();
        assert_eq!(store.sweep(at(101)).await.unwrap(), 2500 + 2);
        assert_eq!(store.failures_to_sign_in("jo@firm.example", at(0)).await.unwrap(), 1);
        assert_eq!(store.sweep(at(86_402)).await.unwrap(), 1 + 2, "a session, and two keys older than a day");
    });
}

#[test]
fn a_first_password_is_known_as_one_until_its_owner_chooses_another() {
    on_both(async |fresh| {
        let store = fresh.store().await;
        let (office, _) = organisation(&store, "Alpha").await;
        let (other, _) = organisation(&store, "Beta").await;
        let added = office.add_member(UserId::at(at(1)).unwrap(), "Grace@firm.example", "Grace", Role::Analyst, &stamp(1)).await.unwrap();
        let first = added.first_password.unwrap();
        let user = store.check_password("grace@firm.example", &first).await.unwrap().unwrap();
        assert_eq!((user.first_password, user.id, added.member.role), (Some(at(1)), added.member.user, Role::Analyst));
        // Whoever made the account knows its password: another organisation does not let them in with its owner, until a provider vouches for it.
        let not_yet = other.add_member(UserId::at(at(2)).unwrap(), "grace@firm.example", "Somebody", Role::Auditor, &stamp(2)).await;
        assert!(matches!(not_yet, Err(StoreError::Refused { .. })), "{not_yet:?}");
        assert_eq!(other.role(user.id).await.unwrap(), None);
        store.link_identity(user.id, "https://id.example", "grace", &stamp(2)).await.unwrap();
        // Who has an account keeps its password: nobody else gets to know one.
        let again = other.add_member(UserId::at(at(2)).unwrap(), "grace@FIRM.example", "Somebody", Role::Auditor, &stamp(2)).await.unwrap();
        assert_eq!((again.first_password, again.member.user, again.member.name.as_str()), (None, user.id, "Grace"));
        let twice = office.add_member(UserId::at(at(3)).unwrap(), "grace@firm.example", "Grace", Role::Auditor, &stamp(3)).await;
        assert!(matches!(twice, Err(StoreError::Exists { .. })));
        assert_eq!(office.role(user.id).await.unwrap(), Some(Role::Analyst), "nothing of the refused change stays");
        let lifetime = Lifetime::default();
        let session = store.begin_session(user.id, Some(office.organisation()), None, at(4), lifetime).await.unwrap();
        assert_eq!(store.session(&session, at(5), lifetime).await.unwrap().unwrap().user.first_password, Some(at(1)));
        store.set_password(user.id, "battery staple", &stamp(6)).await.unwrap();
        assert!(store.session(&session, at(7), lifetime).await.unwrap().is_none(), "sessions of a changed password end");
        assert_eq!(store.user(user.id).await.unwrap().first_password, None);
        assert_eq!(store.check_password("grace@firm.example", &first).await.unwrap(), None);
        store.give_password(user.id, "another first one", &stamp(8)).await.unwrap();
        assert_eq!(store.user(user.id).await.unwrap().first_password, Some(at(8)));
        // Whoever signs in elsewhere needs none that somebody else knows; one's own stays.
        store.drop_first_password(user.id, &stamp(9)).await.unwrap();
        assert!(!store.user(user.id).await.unwrap().has_password);
        assert_eq!(store.check_password("grace@firm.example", "another first one").await.unwrap(), None);
        store.set_password(user.id, "battery staple", &stamp(10)).await.unwrap();
        store.drop_first_password(user.id, &stamp(11)).await.unwrap();
        assert!(store.check_password("grace@firm.example", "battery staple").await.unwrap().is_some());
    });
}

#[test]
fn a_member_is_changed_and_removed_only_as_somebody_saw_them() {
    on_both(async |fresh| {
        let store = fresh.store().await;
        let (office, administrator) = organisation(&store, "Alpha").await;
        let (other, _) = organisation(&store, "Beta").await;
        let seen = office.add_member(UserId::at(at(1)).unwrap(), "grace@firm.example", "Grace", Role::Analyst, &stamp(1)).await.unwrap().member;
        let changed = office.change_member(&seen, Role::Approver, &stamp(2)).await.unwrap().unwrap();
        assert_eq!((changed.role, office.member(seen.user).await.unwrap()), (Role::Approver, changed.clone()));
        assert_eq!(office.change_member(&seen, Role::Auditor, &stamp(3)).await.unwrap(), None, "they are no analyst any more");
        assert!(!office.remove_member_as_seen(&seen, &stamp(3)).await.unwrap());
        assert!(!other.remove_member_as_seen(&changed, &stamp(3)).await.unwrap(), "another organisation's");
        assert!(matches!(other.member(seen.user).await, Err(StoreError::NotFound { .. })));
        let last = office.member(administrator).await.unwrap();
        assert!(matches!(office.change_member(&last, Role::Analyst, &stamp(4)).await, Err(StoreError::Refused { .. })));
        assert!(matches!(office.remove_member_as_seen(&last, &stamp(4)).await, Err(StoreError::Refused { .. })));
        assert!(office.remove_member_as_seen(&changed, &stamp(5)).await.unwrap());
        assert_eq!(office.role(seen.user).await.unwrap(), None);
        let back = office.add_member(UserId::at(at(6)).unwrap(), "grace@firm.example", "Grace", Role::Analyst, &stamp(6)).await.unwrap();
        assert_eq!((back.member.user, back.first_password), (seen.user, None), "who was one of ours before comes back");
    });
}
