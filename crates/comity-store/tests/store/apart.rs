//! Organisations are strictly apart.

use comity_store::Trail;
use proptest::prelude::*;

use crate::harness::{Fresh, Kind, runtime};
use crate::model::{ACTS, Side};

/// Two organisations act in turns and at once; each sees all that it made and nothing else, and reaches nothing of the other's.
async fn check(fresh: Fresh, acts: &[(bool, u8)]) {
    let store = fresh.store().await;
    let mut sides = (Side::new(&store, "Alpha").await, Side::new(&store, "Beta").await);
    for (n, &(first, kind)) in (10..).zip(acts) {
        if kind >= ACTS {
            // Both at once, the same.
            tokio::join!(sides.0.act(kind, n), sides.1.act(kind, n));
        } else {
            let side = if first { &mut sides.0 } else { &mut sides.1 };
            side.act(kind, n).await;
        }
    }
    let (one, two) = (&sides.0, &sides.1);
    tokio::join!(one.reach_for(two), two.reach_for(one));
    for side in [one, two] {
        assert_eq!(side.seen().await, side.made);
        assert!(matches!(side.office.verify_audit().await.unwrap(), Trail::Whole { .. }));
        let mine = side.office.audit_after(0, 1000).await.unwrap();
        let other = if std::ptr::eq(side, one) { two } else { one };
        assert!(mine.iter().all(|entry| !other.made.contains(&entry.object)), "the trail tells of the other's things");
    }
    store.close().await;
}

fn acts() -> impl Strategy<Value = Vec<(bool, u8)>> {
    proptest::collection::vec((any::<bool>(), 0..2 * ACTS), 1..24)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, max_shrink_iters: 16, ..ProptestConfig::default() })]

    #[test]
    fn no_organisation_sees_anothers_on_sqlite(acts in acts()) {
        runtime().block_on(check(Fresh::new(Kind::Sqlite), &acts));
    }

    #[test]
    fn no_organisation_sees_anothers_on_postgres(acts in acts()) {
        runtime().block_on(check(Fresh::new(Kind::Postgres), &acts));
    }
}
