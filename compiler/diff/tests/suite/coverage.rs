//! Random pairs differ in every decision: a kind of change that none of them has would be one that no property covers.

use std::collections::BTreeSet;

use gwc_diff::{Kind, Side, compare};

use crate::build::{gin, side};
use crate::random::{Random, composed, pair};

/// Pairs of each sort of sides.
const PAIRS: u64 = 2_000;

/// Two sides of `gwr`, of KrakenD, and one of each.
fn sides(seed: u64) -> [[Side; 2]; 3] {
    let mut random = Random(seed);
    let (before, after) = pair(&mut random, !seed.is_multiple_of(2));
    let old = composed::any(&before, &mut random);
    let mut new = old.clone();
    for _ in 0..random.below(3) {
        composed::edit(&mut new, &after, &mut random);
    }
    let krakend = [composed::put(gin(before.clone()), &old), composed::put(gin(after.clone()), &new)];
    let moved = match random.one_in(2) {
        true => [krakend[0].clone(), side(after.clone())],
        false => [side(before.clone()), krakend[1].clone()],
    };
    [[side(before), side(after)], krakend, moved]
}

#[test]
fn random_pairs_have_every_kind_of_change() {
    let mut found = BTreeSet::new();
    for pair in (0..PAIRS).flat_map(sides) {
        let comparison = compare(&pair[0], &pair[1]).expect("a small pair");
        found.extend(comparison.changes.iter().map(|change| change.kind));
    }
    let missing: Vec<&str> =
        Kind::ALL.iter().filter(|kind| !found.contains(kind)).map(|kind| kind.name()).collect();
    assert!(missing.is_empty(), "no random pair differs in: {missing:?}");
}
