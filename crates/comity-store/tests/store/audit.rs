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
        // What no longer reads as an entry is named all the same.
        for (sql, number) in [
            ("UPDATE audit SET digest = before WHERE number = 6", 6),
            ("UPDATE audit SET detail = '{' WHERE number = 5", 5),
            ("UPDATE audit SET actor = 'nobody' WHERE number = 4", 4),
        ] {
            broken(sql, number).await;
        }
        let at_odds = match fresh.kind {
            Kind::Sqlite => "UPDATE audit SET before = x'00', at = 9223372036854775807 WHERE number = 3",
            Kind::Postgres => r"UPDATE audit SET before = '\x00', at = 9223372036854775807 WHERE number = 3",
        };
        broken(at_odds, 3).await;
        if fresh.kind == Kind::Sqlite {
            broken("UPDATE audit SET object = CAST(x'ff' AS TEXT) WHERE number = 2", 2).await;
        }
    });
}

#[test]
fn a_trail_of_which_entries_are_missing_is_seen_to_be_broken() {
    on_both(async |fresh| {
        let unlock = match fresh.kind {
            Kind::Sqlite => "DROP TRIGGER audit_no_delete",
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
        broken("DELETE FROM audit WHERE number = 7", 7).await;
        broken("DELETE FROM audit WHERE number = 3", 3).await;
        broken("UPDATE audit_head SET digest = (SELECT digest FROM audit WHERE number = 2), number = 2", 3).await;
        broken("UPDATE audit_head SET digest = (SELECT digest FROM audit WHERE number = 2), number = 9", 3).await;
        let cut = match fresh.kind {
            Kind::Sqlite => "UPDATE audit_head SET digest = x'00', number = 6",
            Kind::Postgres => r"UPDATE audit_head SET digest = '\x00', number = 6",
        };
        broken(cut, 3).await;
    });
}

#[test]
fn no_entry_is_put_in_the_place_of_another() {
    on_both(async |fresh| {
        let store = fresh.store().await;
        let offices = crate::model::populate(&store).await;
        let statements: &[&str] = match fresh.kind {
            Kind::Sqlite => &[
                "INSERT OR REPLACE INTO audit SELECT organisation, number, at, actor, 'nothing', object, detail, before, digest FROM audit",
                "INSERT OR REPLACE INTO audit (rowid, organisation, number, at, actor, action, object, detail, before, digest)
                    SELECT rowid, organisation, number + 1000, at, actor, action, object, detail, before, digest FROM audit",
                "INSERT OR REPLACE INTO adjudication SELECT organisation, number, at, 'nobody', party_key, body FROM adjudication",
                "INSERT OR REPLACE INTO review SELECT organisation, number, classification, 'rejected', why, at, actor FROM review",
                "INSERT OR REPLACE INTO classification SELECT organisation, id, number, item, list, 'EAR99', edition, reasons, at, actor FROM classification",
            ],
            Kind::Postgres => &[
                "INSERT INTO audit SELECT * FROM audit ON CONFLICT (organisation, number) DO UPDATE SET action = 'nothing'",
                "INSERT INTO adjudication SELECT * FROM adjudication ON CONFLICT (organisation, number) DO UPDATE SET actor = 'nobody'",
                "INSERT INTO review SELECT * FROM review ON CONFLICT (organisation, number) DO UPDATE SET verdict = 'rejected'",
                "INSERT INTO classification SELECT * FROM classification ON CONFLICT (organisation, id) DO UPDATE SET code = 'EAR99'",
            ],
        };
        let mut before = Vec::new();
        store.backup_into(&mut before).await.unwrap();
        for sql in statements {
            let said = fresh.raw(sql).await;
            assert!(said.as_ref().map_or_else(|said| said.contains("only added"), |rows| *rows == 0), "{sql}: {said:?}");
        }
        let mut after = Vec::new();
        store.backup_into(&mut after).await.unwrap();
        assert!(before == after, "something was replaced");
        for office in offices {
            assert!(matches!(office.verify_audit().await.unwrap(), Trail::Whole { .. }));
        }
    });
}
