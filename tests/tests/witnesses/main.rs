//! Witnesses of random pairs of gateways, sent to two gateways that run: each answers as the witness states.
//! `GWC_DIFF_WITNESSES=3000 GWC_DIFF_SEED=7` sends those of more pairs, and others.

#[allow(dead_code, unused_imports, reason = "other tests of the same generator need the rest")]
#[path = "../../../compiler/diff/tests/suite/build.rs"]
mod build;
#[allow(dead_code, unused_imports, reason = "other tests of the same generator need the rest")]
#[path = "../../../compiler/diff/tests/suite/random/mod.rs"]
mod random;

mod placed;
mod sent;
mod stated;

use gwc_artifact::Gateway;
use gwc_diff::{Change, Witness, compare};
use gwc_tests::net::{Served, try_exchange};

use placed::World;
use random::{Random, pair};

/// Pairs whose witnesses are sent.
const PAIRS: u64 = 300;
/// Exceptions that are printed.
const SHOWN: usize = 12;

fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// The witnesses of a pair. What concerns every response of a gateway has no one request.
fn witnesses(before: &Gateway, after: &Gateway) -> Vec<(String, Witness)> {
    let compared = compare(&build::side(before.clone()), &build::side(after.clone())).expect("a small pair");
    let of_endpoints = compared.changes.into_iter().filter(|change| !change.endpoints.is_empty());
    of_endpoints.filter_map(|Change { kind, witness, .. }| Some((kind.name().to_owned(), witness?))).collect()
}

/// What of a witness is not as it states.
fn untrue(world: &World, served: &[Served; 2], (at, witness): (usize, &Witness)) -> Option<String> {
    let request = sent::request(world, at, witness);
    let answer = |side: usize, text: &str| match try_exchange(served[side].address, &request) {
        Some(answer) => stated::check(text, (&witness.method, &answer)),
        None => Err("no answer".to_owned()),
    };
    let sides = [(0, &witness.before), (1, &witness.after)];
    let errors: Vec<String> = sides.iter().filter_map(|(side, text)| answer(*side, text).err()).collect();
    (!errors.is_empty()).then(|| format!("{}\n{request}", errors.join("\n")))
}

#[test]
fn two_gateways_answer_a_witness_as_it_states() {
    let (pairs, seed) = (number("GWC_DIFF_WITNESSES", PAIRS), number("GWC_DIFF_SEED", 1));
    let first = number("GWC_DIFF_AT", seed.wrapping_mul(1_000_003));
    let world = World::new();
    let (mut sent, mut exceptions) = (0, Vec::new());
    for seed in first..first + pairs {
        let (before, after) = pair(&mut Random(seed), true);
        let witnesses = witnesses(&before, &after);
        if witnesses.is_empty() {
            continue;
        }
        let keys = sent::keys(&witnesses);
        let served = [&before, &after].map(|gateway| world.serve(gateway, &keys));
        for (at, (kind, witness)) in witnesses.iter().enumerate() {
            sent += 1;
            if let Some(text) = untrue(&world, &served, (at, witness)) {
                exceptions.push(format!("seed {seed}: {kind} {witness:?}\n{text}"));
            }
        }
    }
    let count = exceptions.len();
    exceptions.truncate(SHOWN);
    assert_eq!(count, 0, "of {sent} witnesses are not as stated\n{}", exceptions.join("\n"));
    assert!(sent >= pairs, "{sent} witnesses of {pairs} pairs");
}
