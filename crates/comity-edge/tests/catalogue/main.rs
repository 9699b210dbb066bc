//! A catalogue by the law that is built in: what a table makes of it, and what became of its codes since they were decided.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod import;
mod since;

use std::sync::LazyLock;

use comity_edge::bundled::{self, LazyCriteria};
use comity_law::{Law, criteria::Criteria};

static LAW: LazyLock<Law> = LazyLock::new(|| bundled::law(None).unwrap());

fn criteria() -> &'static Criteria {
    static CRITERIA: LazyLock<LazyCriteria> = LazyLock::new(|| LazyCriteria::of(None));
    CRITERIA.get().unwrap()
}
