//! Backups and their restoring, across databases.

use comity_store::{DeterminationFilter, Office, Page, Store, StoreError, Trail};

use crate::harness::{Fresh, Kind, determination, on_both, organisation, runtime, stamp};
use crate::model;

async fn bytes(store: &Store) -> (Vec<u8>, comity_store::Backup) {
    let mut bytes = Vec::new();
    let backup = store.backup_into(&mut bytes).await.unwrap();
    (bytes, backup)
}

#[test]
fn a_backup_of_either_database_restores_into_either() {
    runtime().block_on(async {
        for from in [Kind::Sqlite, Kind::Postgres] {
            let (fresh, folder) = (Fresh::new(from), tempfile::tempdir().unwrap());
            let store = fresh.store().await;
            let offices = model::populate(&store).await;
            let file = folder.path().join("backup.jsonl");
            let backup = store.backup(&file).await.unwrap();
            assert!(backup.rows > 20);
            for to in [Kind::Sqlite, Kind::Postgres] {
                let fresh = Fresh::new(to);
                let restored = fresh.store().await;
                assert_eq!(restored.restore(&file).await.unwrap(), backup);
                assert_eq!(bytes(&restored).await, (std::fs::read(&file).unwrap(), backup.clone()), "{from:?} to {to:?}");
                for office in &offices {
                    let office = restored.of(office.organisation());
                    assert!(matches!(office.verify_audit().await.unwrap(), Trail::Whole { .. }));
                    office.keep_determination(determination(900, "after"), &stamp(900)).await.unwrap();
                    assert!(matches!(office.verify_audit().await.unwrap(), Trail::Whole { .. }));
                }
                let again = restored.restore(&file).await;
                assert!(matches!(again, Err(StoreError::Backup { .. })), "it is not empty any more");
            }
        }
    });
}

async fn count(office: &Office) -> usize {
    office.determinations(&DeterminationFilter::default(), &Page::first(1000)).await.unwrap().items.len()
}

#[test]
fn a_backup_is_of_one_moment_while_writing_goes_on() {
    on_both(async |fresh| {
        let store = fresh.store().await;
        let (office, _) = organisation(&store, "Alpha").await;
        let writing = {
            let office = office.clone();
            tokio::spawn(async move {
                for n in 0..300 {
                    office.keep_determination(determination(n, &format!("d{n}")), &stamp(n)).await.unwrap();
                }
            })
        };
        let mut sizes = Vec::new();
        for _ in 0..5 {
            let (backup, _) = bytes(&store).await;
            let other = Fresh::new(Kind::Sqlite);
            let restored = other.store().await;
            restored.restore_from(backup.as_slice()).await.unwrap();
            let there = restored.of(office.organisation());
            let Trail::Whole { entries, .. } = there.verify_audit().await.unwrap() else { panic!("the trail is broken") };
            assert_eq!(count(&there).await + 2, usize::try_from(entries).unwrap());
            sizes.push(entries);
        }
        writing.await.unwrap();
        assert!(sizes.is_sorted(), "{sizes:?}");
        assert_eq!(count(&office).await, 300);
    });
}

#[test]
fn a_backup_that_was_changed_or_cut_is_refused_as_a_whole() {
    on_both(async |fresh| {
        let source = Fresh::new(Kind::Sqlite);
        let store = source.store().await;
        model::populate(&store).await;
        let (good, _) = bytes(&store).await;
        let text = String::from_utf8(good).unwrap();
        let empty = fresh.store().await;
        let last = text.trim_end().rfind('\n').unwrap();
        let spoilt = [
            text.replacen("Alpha", "Gamma", 1),
            text[..last].to_owned(),
            text[..text.len() / 2].to_owned(),
            text.replacen("comity-store/1", "comity-store/2", 1),
            text.replacen("\"migration\":", "\"migration\":9", 1),
            text.replacen("\"name\"", "\"names\"", 1),
            text.replacen("\"organisation\"", "\"organization\"", 1),
            text.lines().rev().collect::<Vec<_>>().join("\n"),
            String::new(),
            "PK\u{3}\u{4}".to_owned(),
        ];
        for (n, spoilt) in spoilt.iter().enumerate() {
            assert_ne!(spoilt, &text);
            let refused = empty.restore_from(spoilt.as_bytes()).await;
            assert!(matches!(refused, Err(StoreError::Backup { .. })), "{n}: {refused:?}");
        }
        assert!(empty.organisations(&Page::first(1)).await.unwrap().items.is_empty(), "nothing was restored");
        empty.restore_from(text.as_bytes()).await.unwrap();
    });
}

#[test]
fn a_backup_that_cannot_be_written_leaves_what_was_there() {
    runtime().block_on(async {
        let fresh = Fresh::new(Kind::Sqlite);
        let store = fresh.store().await;
        let folder = tempfile::tempdir().unwrap();
        let missing = folder.path().join("none/backup.jsonl");
        assert!(matches!(store.backup(&missing).await, Err(StoreError::Backup { .. })));
        let file = folder.path().join("backup.jsonl");
        std::fs::write(&file, "before").unwrap();
        store.close().await;
        // The readers and writers are closed; a backup opens a connection of its own and goes through.
        store.backup(&file).await.unwrap();
        let names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, ["backup.jsonl"], "no half file beside it");
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    });
}
