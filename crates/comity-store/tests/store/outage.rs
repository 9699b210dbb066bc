//! A full disk, a lost database: nothing half written, nothing acknowledged lost, and on with it afterwards.

use comity_store::{Address, DeterminationFilter, Json, NewToken, Office, Options, Page, Scope, Store, StoreError, TokenId, Trail};

use crate::cluster::Cluster;
use crate::harness::{Fresh, Kind, at, determination, organisation, runtime, stamp};

async fn stored(office: &Office) -> usize {
    office.determinations(&DeterminationFilter::default(), &Page::first(1000)).await.unwrap().items.len()
}

fn bulky(n: i64) -> comity_store::NewDetermination {
    let mut new = determination(n, &format!("d{n}"));
    new.answer = Json::of(&"x".repeat(20_000)).unwrap();
    new
}

#[test]
fn a_full_disk_refuses_writes_and_spoils_nothing() {
    runtime().block_on(async {
        let fresh = Fresh::new(Kind::Sqlite);
        // As many pages as the tables need, and room for some ten answers.
        let small = Options { page_limit: Some(170), ..Options::default() };
        let store = fresh.store_with(&small).await;
        let (office, user) = organisation(&store, "Alpha").await;
        let new = NewToken { id: TokenId::at(at(0)).unwrap(), user, name: "erp", scopes: &[Scope::Read], expires: at(9999) };
        let (secret, _) = office.create_token(&new, &stamp(0)).await.unwrap();
        let writers = (0..64).map(|n| {
            let office = office.clone();
            tokio::spawn(async move { office.keep_determination(bulky(n), &stamp(n)).await })
        });
        let mut acknowledged = 0;
        for writer in writers.collect::<Vec<_>>() {
            match writer.await.unwrap() {
                Ok(()) => acknowledged += 1,
                Err(error) => assert!(error.is_unavailable() && error.to_string().contains("full"), "{error}"),
            }
        }
        // One by one, what still fits.
        for n in 100..164 {
            match office.keep_determination(bulky(n), &stamp(n)).await {
                Ok(()) => acknowledged += 1,
                Err(error) => assert!(error.is_unavailable(), "{error}"),
            }
        }
        assert!((1..64).contains(&acknowledged), "{acknowledged}");
        assert_eq!(stored(&office).await, acknowledged);
        assert!(store.bearer(&secret, at(500)).await.unwrap().is_some(), "reading goes on");
        let entries = i64::try_from(acknowledged).unwrap() + 3;
        assert!(matches!(office.verify_audit().await.unwrap(), Trail::Whole { entries: found, .. } if found == entries));
        store.close().await;
        let store = fresh.store().await;
        let office = store.of(office.organisation());
        office.keep_determination(bulky(200), &stamp(200)).await.unwrap();
        assert_eq!(stored(&office).await, acknowledged + 1);
    });
}

#[test]
fn a_lost_server_is_said_to_be_unavailable_and_used_again_once_it_is_back() {
    let cluster = Cluster::start();
    runtime().block_on(async {
        let address: Address = cluster.database().parse().unwrap();
        let patient = Options { patience: std::time::Duration::from_secs(3), readers: 2, ..Options::default() };
        let store = Store::open_with(&address, &patient).await.unwrap();
        let (office, _) = organisation(&store, "Alpha").await;
        office.keep_determination(determination(1, "d1"), &stamp(1)).await.unwrap();
        cluster.stop_server();
        let writing = office.keep_determination(determination(2, "d2"), &stamp(2)).await.unwrap_err();
        assert!(writing.is_unavailable(), "{writing}");
        let reading = office.about().await.unwrap_err();
        assert!(reading.is_unavailable(), "{reading}");
        assert!(store.ready().await.is_err());
        assert!(matches!(Store::open_with(&address, &patient).await, Err(StoreError::Unavailable { .. })));
        cluster.run_server();
        office.keep_determination(determination(3, "d3"), &stamp(3)).await.unwrap();
        assert_eq!(stored(&office).await, 2);
        assert!(matches!(office.verify_audit().await.unwrap(), Trail::Whole { entries: 4, .. }));
        // A server that goes and comes between two writes is not even noticed.
        cluster.stop_server();
        cluster.run_server();
        office.keep_determination(determination(4, "d4"), &stamp(4)).await.unwrap();
        store.ready().await.unwrap();
    });
}

#[test]
fn a_new_file_is_readable_by_its_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    runtime().block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&Address::file(folder.path().join("comity.db"))).await.unwrap();
        organisation(&store, "Alpha").await;
        for entry in std::fs::read_dir(folder.path()).unwrap() {
            let entry = entry.unwrap();
            assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", entry.file_name());
        }
    });
}

#[test]
fn a_file_that_is_no_database_is_refused() {
    runtime().block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("comity.db");
        std::fs::write(&path, "not a database, but text of some length, longer than a header of a hundred bytes would be".repeat(9)).unwrap();
        assert!(matches!(Store::open(&Address::file(&path)).await, Err(StoreError::Damaged { .. })));
        assert!(matches!(Store::open(&Address::file(folder.path().join("none/comity.db"))).await, Err(StoreError::Unavailable { .. })));
    });
}

#[test]
fn a_database_of_a_newer_version_is_refused() {
    crate::harness::on_both(async |fresh| {
        fresh.store().await.close().await;
        let newer = "UPDATE _sqlx_migrations SET version = 99 WHERE version = (SELECT MAX(version) FROM _sqlx_migrations)";
        assert_eq!(fresh.raw(newer).await, Ok(1));
        assert!(matches!(Store::open(&fresh.address).await, Err(StoreError::Migration { .. })));
    });
}
