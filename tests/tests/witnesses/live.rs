//! The witnesses of KrakenD configurations, sent to the KrakenD that `GWC_KRAKEND` names.
//!
//! `gwc run` takes the same command line and may be named in its place. It matches paths as `docs/compat.md` lists: where
//! gin redirects to a path that no endpoint has, or does not go back to another branch, a witness is not as stated there.

use std::path::Path;

use gwc::compared;
use gwc_krakend::simulate;
use gwc_krakend::value::Format;
use gwc_krakend::verdict::{Check, Run};
use gwc_syntax::value::Target;
use serde_json::Value;

use super::answered::{Tally, witnesses};
use super::placed::World;
use super::process::Process;
use super::random::{self, Random};
use super::stated::Server;
use super::{configuration, pages, pairs};

/// Pairs whose witnesses are sent.
const PAIRS: u64 = 200;
/// One pair of so many differs in what pages may do.
const PAGES: u64 = 5;
/// Of the pairs with witnesses, at most one of so many is skipped because KrakenD does not serve both files.
const SKIPPED: u64 = 5;
/// Of the seeds, at least one of so many has a pair with witnesses.
const EMPTY: u64 = 10;
/// The release that the binary is.
const RELEASE: Target = Target::KrakendCe { minor: 13, patch: 8 };

pub(crate) fn two_krakends_answer_a_witness_as_it_states(binary: &Path) {
    let (pairs, first) = pairs(PAIRS);
    let world = World::new();
    let (mut compared, mut skipped, mut tally) = (0, 0, Tally::of(Server::Krakend));
    for seed in first..first + pairs * EMPTY {
        if compared == pairs {
            break;
        }
        let pair = if seed.is_multiple_of(PAGES) { pages::pair } else { random::pair };
        let (before, after) = pair(&mut Random(seed), false);
        let files = [before, after].map(|gateway| configuration::of(&gateway));
        let sides = files.each_ref().map(|file| {
            compared::of_json(file.to_string().as_bytes(), RELEASE).map(|prepared| prepared.side)
        });
        // A file without a model has no witness: KrakenD refuses it.
        let [Ok(before), Ok(after)] = &sides else {
            skipped += 1;
            continue;
        };
        let witnesses = witnesses(before, after);
        if witnesses.is_empty() {
            continue;
        }
        match served(&world, binary, &files) {
            Some([one, other]) => {
                compared += 1;
                tally.send(&world, [one.address, other.address], (seed, &witnesses));
            }
            None => skipped += 1,
        }
    }
    println!("{} witnesses of {compared} pairs of configurations, {skipped} pairs skipped", tally.sent);
    assert_eq!(compared, pairs, "pairs with witnesses; {skipped} were skipped");
    assert!(skipped * SKIPPED <= pairs + skipped, "{skipped} pairs are skipped for {pairs}");
    tally.check(pairs);
}

/// Two KrakenDs; none where one of the files does not start.
fn served(world: &World, binary: &Path, files: &[Value; 2]) -> Option<[Process; 2]> {
    let start = |file: &Value| {
        is_served(file).then(|| Process::start(binary, |port| world.configured(file, port)))?
    };
    Some([start(&files[0])?, start(&files[1])?])
}

/// Whether KrakenD serves a file, as far as that is known: routes that conflict end it.
fn is_served(file: &Value) -> bool {
    let verdict = simulate::verdict("krakend.json", file.to_string().as_bytes(), Format::Json);
    verdict.check == Check::Accept && verdict.run == Run::Listens
}
