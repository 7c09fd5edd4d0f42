//! What the real KrakenD CE 2.13.8 answered, request by request, replayed against `gwc run --compat`.
//!
//! One test for each recorded case. A case is equal, or its difference is in `deviations.txt` with the reason; a
//! deviation that no longer occurs fails too. Cases of endpoints that `gwr` does not serve pass; `docs/compat.md` lists the
//! reasons that `gwc run` prints.

#![allow(clippy::print_stdout, reason = "deviations that are no longer needed")]

mod backend;
mod case;
mod compare;
mod deviations;
mod gateway;
mod page;
mod replay;

use std::path::Path;
use std::process::ExitCode;
use std::sync::{Arc, Mutex};

use gwc_tests::oracle::Oracle;
use gwc_tests::suite::Suite;

use case::Configuration;
use deviations::Deviations;
use replay::Replay;

fn main() -> ExitCode {
    let mut suite = Suite::default();
    let shared = Oracle::shared();
    let Ok(folder) = shared.path() else {
        suite.with(&shared, "recorded", |_| {});
        return suite.run();
    };
    let deviations = Arc::new(Deviations::read());
    add(&mut suite, &folder.join("conformance/krakend-recorded"), &deviations);
    let code = suite.run();
    // A run with arguments leaves cases out.
    let unused = if std::env::args().len() == 1 { deviations.unused() } else { Vec::new() };
    for line in &unused {
        println!("no case needs this deviation: {line}");
    }
    if unused.is_empty() { code } else { ExitCode::FAILURE }
}

/// The cases of all configurations. Those of one configuration share a gateway, so they run one after the other.
fn add(suite: &mut Suite, folder: &Path, deviations: &Arc<Deviations>) {
    let configurations = case::configurations(folder);
    let names: Vec<String> = configurations.iter().map(|configuration| configuration.name.clone()).collect();
    let (of_page, known) = (folder.to_owned(), Arc::clone(deviations));
    suite.test("the_page_is_current", move || page::is_current(&of_page, &names, &known));
    for configuration in configurations {
        let Configuration { name, cases } = configuration;
        let replay = Arc::new(Mutex::new(Replay::new(folder, &name)));
        for case in cases {
            let (replay, deviations) = (Arc::clone(&replay), Arc::clone(deviations));
            let label = format!("{name}/{}", case.name);
            let test = move || {
                let mut replay = replay.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                deviations.check(&case.name, replay.differences(&case));
            };
            suite.test(label, test);
        }
    }
}
