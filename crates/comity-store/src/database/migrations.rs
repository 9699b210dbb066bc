//! The tables, one folder of SQL for each database. A migration that was released is never changed; the next one follows it.

use sqlx::SqlSafeStr as _;
use sqlx::migrate::{Migration, MigrationType, Migrator};

/// Number, name, and text of each migration.
type Texts = &'static [(i64, &'static str, &'static str)];

const SQLITE: Texts = &[
    (1, "tables", include_str!("../../migrations/sqlite/0001_tables.sql")),
    (2, "changes", include_str!("../../migrations/sqlite/0002_changes.sql")),
    (3, "evidence", include_str!("../../migrations/sqlite/0003_evidence.sql")),
];
const POSTGRES: Texts = &[
    (1, "tables", include_str!("../../migrations/postgres/0001_tables.sql")),
    (2, "changes", include_str!("../../migrations/postgres/0002_changes.sql")),
    (3, "evidence", include_str!("../../migrations/postgres/0003_evidence.sql")),
];

/// The number of the newest migration: a backup says which tables it is of.
pub(crate) const NEWEST: i64 = 3;

pub(super) fn sqlite() -> Migrator {
    migrator(SQLITE)
}

pub(super) fn postgres() -> Migrator {
    migrator(POSTGRES)
}

fn migrator(texts: Texts) -> Migrator {
    let migration =
        |&(number, name, text): &(i64, &'static str, &'static str)| Migration::new(number, name.into(), MigrationType::Simple, text.into_sql_str(), false);
    Migrator::with_migrations(texts.iter().map(migration).collect())
}

#[cfg(test)]
mod tests {
    use super::{NEWEST, POSTGRES, SQLITE};

    #[test]
    fn both_databases_have_the_same_migrations() {
        let names = |texts: super::Texts| texts.iter().map(|(number, name, _)| (*number, *name)).collect::<Vec<_>>();
        assert_eq!(names(SQLITE), names(POSTGRES));
        assert_eq!(SQLITE.last().map(|(number, ..)| *number), Some(NEWEST));
    }
}
