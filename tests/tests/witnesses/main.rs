//! Witnesses of random pairs of gateways, sent to two gateways that run: each answers as the witness states. Where
//! `GWC_KRAKEND` names a binary, those of pairs of KrakenD configurations are sent to two KrakenDs.
//! `GWC_DIFF_WITNESSES=3000 GWC_DIFF_SEED=7` sends those of more pairs, and others.

#![allow(
    clippy::print_stdout,
    reason = "how many pairs are skipped is a figure that people read in the log of a run"
)]

#[allow(dead_code, unused_imports, reason = "other tests of the same generator need the rest")]
#[path = "../../../compiler/diff/tests/suite/build.rs"]
mod build;
#[allow(dead_code, unused_imports, reason = "other tests of the same generator need the rest")]
#[path = "../../../compiler/diff/tests/suite/random/mod.rs"]
mod random;

mod answered;
mod cases;
mod claims;
mod configuration;
mod live;
mod pages;
mod placed;
mod process;
mod sent;
mod served;
mod stated;

use std::process::ExitCode;

use gwc_tests::oracle::Oracle;
use gwc_tests::suite::Suite;
use gwc_tests::tests;

fn main() -> ExitCode {
    let mut suite = Suite::default();
    suite.tests(tests![
        served::two_gateways_answer_a_witness_as_it_states,
        served::two_gateways_answer_a_preflight_as_it_states,
        cases::two_gateways_answer_the_witnesses_of_exposing_edits,
    ]);
    suite.tests_with(&Oracle::krakend(), tests![live::two_krakends_answer_a_witness_as_it_states]);
    claims::each(&mut suite);
    suite.run()
}

fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// How many pairs are compared, and the first seed.
fn pairs(default: u64) -> (u64, u64) {
    let (pairs, seed) = (number("GWC_DIFF_WITNESSES", default), number("GWC_DIFF_SEED", 1));
    (pairs, number("GWC_DIFF_AT", seed.wrapping_mul(1_000_003)))
}
