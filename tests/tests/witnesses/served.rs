//! The witnesses of gateways that `gwr` serves.

use gwc_artifact::Gateway;

use super::answered::{Tally, witnesses};
use super::placed::World;
use super::random::{self, Random};
use super::stated::Server;
use super::{build, pages, pairs, sent};

/// Pairs whose witnesses are sent.
const PAIRS: u64 = 300;
/// The same of pairs that differ in what pages may do.
const PAGES: u64 = 60;
/// Makes a pair, with endpoints for all paths below a path or without.
type Pair = fn(&mut Random, bool) -> (Gateway, Gateway);

pub(crate) fn two_gateways_answer_a_witness_as_it_states() {
    let (pairs, first) = pairs(PAIRS);
    sent_to_both(random::pair, pairs, first).check(pairs);
}

pub(crate) fn two_gateways_answer_a_preflight_as_it_states() {
    let (pairs, first) = pairs(PAGES);
    let tally = sent_to_both(pages::pair, pairs, first);
    assert!(tally.preflights > pairs / 2, "{} preflights of {pairs} pairs", tally.preflights);
    tally.check(pairs);
}

fn sent_to_both(pair: Pair, pairs: u64, first: u64) -> Tally {
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
    tally
}
