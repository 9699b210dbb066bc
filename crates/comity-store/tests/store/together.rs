//! Changes that are made together, and servers that write to one database.

use comity_store::{Options, Store};
use jiff::SignedDuration;
use sqlx::{Connection as _, Row as _};

use crate::harness::{Fresh, Kind, at, determination, on_both, organisation, runtime, stamp};

/// Text that no database packs into less room.
fn noise(characters: usize) -> String {
    let mut state = 1_u64;
    let next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from(b'!' + u8::try_from((state >> 33) % 90).unwrap())
    };
    std::iter::repeat_with(next).take(characters).collect()
}

#[test]
fn what_the_database_does_not_take_from_one_is_no_fault_of_the_others() {
    on_both(async |fresh| {
        let store = fresh.store_with(&Options { writers: 1, ..Options::default() }).await;
        let (office, user) = organisation(&store, "Alpha").await;
        // Too long for an index of PostgreSQL; SQLite takes it.
        let oversized = noise(9000);
        let mut others = Vec::new();
        let mut large = Vec::new();
        for n in 0..60 {
            let (office, store) = (office.clone(), store.clone());
            if n % 20 == 10 {
                let issuer = format!("https://id-{n}.example");
                let oversized = oversized.clone();
                large.push(tokio::spawn(async move { store.link_identity(user, &issuer, &oversized, &stamp(n)).await }));
            } else {
                others.push(tokio::spawn(async move { office.keep_determination(determination(n, &format!("d{n}")), &stamp(n)).await }));
            }
        }
        for other in others {
            other.await.unwrap().unwrap();
        }
        for large in large {
            let linked = large.await.unwrap();
            assert!(if fresh.kind == Kind::Sqlite { linked.is_ok() } else { linked.as_ref().is_err_and(|error| !error.is_unavailable()) }, "{linked:?}");
        }
    });
}

#[test]
fn whatever_a_stranger_types_is_counted_and_harms_nobody() {
    on_both(async |fresh| {
        let store = fresh.store_with(&Options { writers: 1, ..Options::default() }).await;
        let (office, _) = organisation(&store, "Alpha").await;
        let typed = noise(6000);
        let tries = (0..20).map(|n| {
            let (store, typed) = (store.clone(), typed.clone());
            tokio::spawn(async move { store.failed_to_sign_in(&typed, at(n)).await.map(drop) })
        });
        let writes = (0..20).map(|n| {
            let office = office.clone();
            tokio::spawn(async move { office.keep_determination(determination(n, &format!("d{n}")), &stamp(n)).await })
        });
        for done in tries.chain(writes).collect::<Vec<_>>() {
            done.await.unwrap().unwrap();
        }
        assert_eq!(store.failures_to_sign_in(&typed, at(0)).await.unwrap(), 20);
        assert_eq!(fresh.raw("UPDATE sign_in_failure SET at = at WHERE length(subject) > 64").await, Ok(0), "of what was typed, a digest is kept");
        assert_eq!(store.failures_to_sign_in("\0", at(0)).await.unwrap(), 0);
    });
}

/// How often PostgreSQL gave a transaction of this database up for another one.
async fn deadlocks(address: &str) -> i64 {
    let mut on = sqlx::PgConnection::connect(address).await.unwrap();
    // What a connection counted is there once it is gone.
    let others = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'comity'";
    for _ in 0..200 {
        if sqlx::query(others).fetch_one(&mut on).await.unwrap().get::<i64, _>(0) == 0 {
            return sqlx::query("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()").fetch_one(&mut on).await.unwrap().get(0);
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("the store is closed, and its connections are not");
}

#[test]
fn two_servers_never_wait_for_each_other_in_a_circle() {
    runtime().block_on(async {
        let fresh = Fresh::new(Kind::Postgres);
        let one_writer = Options { writers: 1, ..Options::default() };
        let servers = [fresh.store_with(&one_writer).await, fresh.store_with(&one_writer).await];
        let mut organisations = Vec::new();
        for n in 0..6 {
            organisations.push(organisation(&servers[0], &format!("Org-{n}")).await);
        }
        let member = organisations[0].1;
        for (office, _) in &organisations {
            office.set_role(member, comity_store::Role::Administrator, &stamp(1)).await.unwrap();
        }
        let write = async |store: Store, place: usize, n: i64| {
            let office = store.of(organisations[place].0.organisation());
            office.keep_determination(determination(n, &format!("d{n}")), &stamp(n)).await.unwrap();
            // The same keys, in the other order on the other server.
            office.claim(&format!("key-{}", n % 40), [0; 32], at(n), SignedDuration::from_secs(30)).await.unwrap();
        };
        let ahead = (0..240_i64).map(|n| write(servers[0].clone(), usize::try_from(n % 6).unwrap(), n));
        let back = (0..240_i64).rev().map(|n| write(servers[1].clone(), usize::try_from(n % 6).unwrap(), n));
        futures_util::future::join(futures_util::future::join_all(ahead), futures_util::future::join_all(back)).await;
        for store in &servers {
            store.set_password(member, "battery staple", &stamp(900)).await.unwrap();
        }
        for store in &servers {
            store.close().await;
        }
        assert_eq!(deadlocks(fresh.server()).await, 0);
    });
}
