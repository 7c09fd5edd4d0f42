//! The witnesses of edits that open something, sent to two gateways of `gwr`: each answers as the witness states.

use gwc::compared;
use gwc_diff::Side;
use gwc_syntax::value::Target;
use gwc_tests::exposures::{Exposure, exposing};

use super::answered::{Tally, witnesses};
use super::placed::World;
use super::sent;
use super::stated::Server;

pub(crate) fn two_gateways_answer_the_witnesses_of_exposing_edits() {
    let world = World::new();
    let mut tally = Tally::of(Server::Gwr);
    let edits: Vec<Exposure> = exposing().into_iter().filter(is_served).collect();
    for (at, edit) in (0..).zip(&edits) {
        let sides = [edit.before(), edit.after()].map(|text| side(edit, text));
        let witnesses = witnesses(&sides[0], &sides[1]);
        let keys = sent::keys(&witnesses);
        let served = sides.each_ref().map(|side| world.serve(&side.gateway, &keys));
        tally.send(&world, served.each_ref().map(|served| served.address), (at, &witnesses));
    }
    tally.check(edits.len() as u64 / 2);
}

/// Edits whose requests go to a host that is not on this machine.
const ELSEWHERE: [&str; 2] = ["an-upstream-outside", "a-second-name-of-a-guarded-host"];

/// Whether `gwr` serves both sides, and all of their hosts are on this machine.
fn is_served(edit: &Exposure) -> bool {
    edit.file == "gateway.yaml" && !ELSEWHERE.contains(&&*edit.name)
}

fn side(edit: &Exposure, text: String) -> Side {
    let session = gwc_tests::check::files(&[(edit.file.clone(), text)].into());
    let gateway = session.compiled.gateways.first().and_then(|(_, compiled)| compiled.gateway.as_ref());
    let gateway = gateway.unwrap_or_else(|| panic!("{}: no gateway", edit.name));
    compared::of_model(gateway, Some(Target::Gwr)).expect("a side").side
}
