//! The audit trail.

use comity_store::{Json, Page, Trail};

use crate::harness::{Kind, determination, on_both, organisation, stamp};

#[test]
fn the_trail_is_numbered_without_gaps_and_tells_of_each_change() {
    on_both(async |fresh| {
        let store = fresh.store().await;
        let (office, _) = organisation(&store, "Alpha").await;
        let writers = (0..40).map(|n| {
            let office = office.clone();
            tokio::spawn(async move { office.keep_determination(determination(n, &format!("d{n}")), &stamp(n)).await })
        });
        for writer in writers.collect::<Vec<_>>() {
            writer.await.unwrap().unwrap();
        }
        office.note(&stamp(50), "determination.viewed", "x", &Json::parse(r#"{"page":1}"#.into()).unwrap()).await.unwrap();
        let entries = office.audit_after(0, 100).await.unwrap();
        assert_eq!(entries.iter().map(|entry| entry.number).collect::<Vec<_>>(), (1..=43).collect::<Vec<_>>());
        assert!(matches!(office.verify_audit().await.unwrap(), Trail::Whole { entries: 43, .. }));
        let viewed = office.audit(Some("x"), &Page::first(10)).await.unwrap();
        assert_eq!(viewed.items.iter().map(|entry| entry.action.as_str()).collect::<Vec<_>>(), ["determination.viewed"]);
        let newest = office.audit(None, &Page::first(1)).await.unwrap();
        let next = office.audit(None, &Page::after(newest.next.unwrap(), 1)).await.unwrap();
        assert_eq!((newest.items[0].number, next.items[0].number), (43, 42));
    });
}

#[test]
fn the_database_itself_refuses_to_change_or_delete_an_entry() {
    on_both(async |fresh| {
        let store = fresh.store().await;
        let (office, _) = organisation(&store, "Alpha").await;
        for sql in ["UPDATE audit SET action = 'nothing'", "DELETE FROM audit", "DELETE FROM adjudication WHERE 1 = 1"] {
            let said = fresh.raw(sql).await;
            // SQLite asks for each row, PostgreSQL for each statement.
            let nothing_there = sql.contains("adjudication") && fresh.kind == Kind::Sqlite;
            assert!(nothing_there || said.as_ref().is_err_and(|said| said.contains("only added")), "{sql}: {said:?}");
        }
        if fresh.kind == Kind::Postgres {
            assert!(fresh.raw("TRUNCATE audit CASCADE").await.unwrap_err().contains("only added"));
        }
        assert!(matches!(office.verify_audit().await.unwrap(), Trail::Whole { entries: 2, .. }));
    });
}

#[test]
fn a_trail_that_was_tampered_with_is_seen_to_be_broken() {
    on_both(async |fresh| {
        let unlock = match fresh.kind {
            Kind::Sqlite => "DROP TRIGGER audit_no_update; DROP TRIGGER audit_no_delete",
            Kind::Postgres => "DROP TRIGGER audit_only_added ON audit",
        };
        let store = fresh.store().await;
        let (office, _) = organisation(&store, "Alpha").await;
        for n in 0..5 {
            office.keep_determination(determination(n, "d"), &stamp(n)).await.unwrap();
        }
        fresh.raw(unlock).await.unwrap();
        let broken = async |sql, number| {
            assert_eq!(fresh.raw(sql).await, Ok(1), "{sql}");
            assert_eq!(office.verify_audit().await.unwrap(), Trail::Broken { number }, "{sql}");
        };
        broken("UPDATE audit SET actor = 'program:other' WHERE number = 4", 4).await;
        assert_eq!(fresh.raw("UPDATE audit SET actor = 'program:test' WHERE number = 4").await, Ok(1));
        assert!(matches!(office.verify_audit().await.unwrap(), Trail::Whole { entries: 7, .. }));
        broken("DELETE FROM audit WHERE number = 7", 7).await;
        broken("DELETE FROM audit WHERE number = 3", 3).await;
    });
}
