//! The core's table of Kubernetes' own types is what the schemas of `k8s-openapi` say.
//!
//! `FLUO_BLESS=1 cargo test -p fluo-tests --test openapi` writes it.

use fluo_core::openapi::kubernetes;
use fluo_tests::{openapi, project};
use std::fs;

#[test]
fn the_table_is_fresh() {
    let made = openapi::table();
    if std::env::var_os("FLUO_BLESS").is_some() {
        fs::write(project::root().join("crates/core/src/openapi/kubernetes.table"), &made).expect("a file");
        return;
    }
    assert!(
        kubernetes::table() == made,
        "`FLUO_BLESS=1 cargo test -p fluo-tests --test openapi` writes the table"
    );
}
