//! Witnesses of a comparison, and whether two gateways that run answer them as they state.

use std::net::SocketAddr;

use gwc_diff::{Change, Kind, Side, Witness, compare};
use gwc_tests::net::try_exchange;

use super::placed::World;
use super::stated::Server;
use super::{sent, stated};

/// Exceptions that are printed.
const SHOWN: usize = 12;

/// The witnesses of a pair, each with the name of its change. Headers of every response have no one request.
pub(crate) fn witnesses(before: &Side, after: &Side) -> Vec<(String, Witness)> {
    let compared = compare(before, after).expect("a small pair");
    let is_sent = |change: &Change| {
        !change.endpoints.is_empty() || matches!(change.kind, Kind::CorsWidened | Kind::CorsNarrowed)
    };
    let changes = compared.changes.into_iter().filter(is_sent);
    changes.filter_map(|Change { kind, witness, .. }| Some((kind.name().to_owned(), witness?))).collect()
}

/// What was sent, and what of it was not as stated.
pub(crate) struct Tally {
    server: Server,
    pub(crate) sent: u64,
    pub(crate) preflights: u64,
    exceptions: Vec<String>,
}

impl Tally {
    pub(crate) fn of(server: Server) -> Tally {
        Tally { server, sent: 0, preflights: 0, exceptions: Vec::new() }
    }

    /// Sends all witnesses of a pair to both of its gateways.
    pub(crate) fn send(
        &mut self,
        world: &World,
        served: [SocketAddr; 2],
        (seed, witnesses): (u64, &[(String, Witness)]),
    ) {
        for (at, (kind, witness)) in witnesses.iter().enumerate() {
            self.sent += 1;
            let is_preflight = |(name, _): &(String, String)| name == "Access-Control-Request-Method";
            self.preflights += u64::from(witness.headers.iter().any(is_preflight));
            if let Some(text) = self.untrue(world, served, (at, witness)) {
                self.exceptions.push(format!("seed {seed}: {kind} {witness:?}\n{text}"));
            }
        }
    }

    /// Fails unless all were as stated, and one of each pair was sent.
    pub(crate) fn check(mut self, pairs: u64) {
        let count = self.exceptions.len();
        self.exceptions.truncate(SHOWN);
        let shown = self.exceptions.join("\n");
        assert_eq!(count, 0, "of {} witnesses are not as stated\n{shown}", self.sent);
        assert!(self.sent >= pairs, "{} witnesses of {pairs} pairs", self.sent);
    }

    /// What of a witness is not as it states.
    fn untrue(
        &self,
        world: &World,
        served: [SocketAddr; 2],
        (at, witness): (usize, &Witness),
    ) -> Option<String> {
        let request = sent::request(world, at, witness);
        let answer = |side: usize, text: &str| match try_exchange(served[side], &request) {
            Some(answer) => stated::check(self.server, text, (&witness.method, &answer)),
            None => Err("no answer".to_owned()),
        };
        let sides = [(0, &witness.before), (1, &witness.after)];
        let errors: Vec<String> = sides.iter().filter_map(|(side, text)| answer(*side, text).err()).collect();
        (!errors.is_empty()).then(|| format!("{}\n{request}", errors.join("\n")))
    }
}
