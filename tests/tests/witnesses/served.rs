//! The witnesses of gateways that `gwr` serves.

use super::answered::{Tally, witnesses};
use super::placed::World;
use super::random::{Random, pair};
use super::stated::Server;
use super::{build, pairs, sent};

/// Pairs whose witnesses are sent.
const PAIRS: u64 = 300;

pub(crate) fn two_gateways_answer_a_witness_as_it_states() {
    let (pairs, first) = pairs(PAIRS);
    let world = World::new();
    let mut tally = Tally::of(Server::Gwr);
    for seed in first..first + pairs {
        let (before, after) = pair(&mut Random(seed), true);
        let witnesses = witnesses(&build::side(before.clone()), &build::side(after.clone()));
        if witnesses.is_empty() {
            continue;
        }
        let keys = sent::keys(&witnesses);
        let served = [&before, &after].map(|gateway| world.serve(gateway, &keys));
        tally.send(&world, served.each_ref().map(|served| served.address), (seed, &witnesses));
    }
    tally.check(pairs);
}
