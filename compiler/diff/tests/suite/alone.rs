//! Gateways whose paths overlap in more ways than can be looked at.

use std::collections::BTreeSet;

use gwc_artifact::Gateway;
use gwc_diff::Kind;

use crate::build::{gateway, gets, gin, side};
use crate::cases::iam;

/// Endpoints that overlap in more ways than can be looked at: of 20 segments, 6 are texts.
fn overlapping() -> Gateway {
    let mut state = 7_u64;
    let mut path = || {
        let mut texts: Vec<usize> = Vec::new();
        while texts.len() < 6 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            texts.push((state >> 33) as usize % 20);
            texts.sort_unstable();
            texts.dedup();
        }
        let segment = |at: usize| if texts.contains(&at) { format!("/l{at}") } else { format!("/{{p{at}}}") };
        (0..20).map(segment).collect::<String>()
    };
    let paths: BTreeSet<String> = (0..150).map(|_| path()).collect();
    gateway(gets(&paths.iter().map(String::as_str).collect::<Vec<_>>()))
}

#[test]
fn endpoints_are_compared_by_themselves_where_paths_overlap_too_much() {
    let before = overlapping();
    assert!(gwc_diff::compare(&side(before.clone()), &gin(before.clone())).is_err());
    let comparison = gwc_diff::compare_endpoints(&side(before.clone()), &gin(before.clone()));
    let of_endpoints: BTreeSet<Kind> = comparison
        .changes
        .iter()
        .filter(|change| !change.endpoints.is_empty())
        .map(|change| change.kind)
        .collect();
    assert_eq!(of_endpoints, BTreeSet::from([Kind::HeadRefused]));
    let mut after = before.clone();
    after.endpoints[100].credential = iam();
    let comparison = gwc_diff::compare_endpoints(&side(before.clone()), &gin(after.clone()));
    let found = comparison.changes.iter().find(|change| change.kind == Kind::CredentialRequired).unwrap();
    assert_eq!(found.endpoints.len(), 1);
    assert_eq!(found.endpoints[0].path, after.endpoints[100].path.to_string());
    assert!(gwc_diff::choose_alike(&side(before.clone()), &side(after.clone())));
    assert!(!gwc_diff::choose_alike(&side(before.clone()), &gin(after.clone())));
    after.endpoints.pop();
    assert!(!gwc_diff::choose_alike(&side(before), &side(after)));
}
