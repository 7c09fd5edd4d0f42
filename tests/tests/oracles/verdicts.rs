//! What `gwc` predicts against what KrakenD CE 2.13.8 answered: `../shared/conformance/krakend-verdicts`.
//!
//! Every line is built into the file that was judged, judged again, and compared. The agreement and every miss
//! are printed; below the bar the test fails.

use std::path::Path;

use gwc_krakend::simulate;
use gwc_krakend::verdict::{Check, Run, Verdict};
use gwc_tests::recording::{self, Case, Expected};

/// What agreed, out of how much.
#[derive(Default)]
struct Tally {
    check: (usize, usize),
    pair: (usize, usize),
    message: (usize, usize),
    run: (usize, usize),
    run_message: (usize, usize),
}

fn count(part: &mut (usize, usize), agrees: bool) -> bool {
    part.0 += usize::from(agrees);
    part.1 += 1;
    agrees
}

fn compare(tally: &mut Tally, case: &Case, verdict: &Verdict) {
    let refused = verdict.check == Check::Refuse;
    let by_decision: Vec<&Expected> = case.expected.iter().filter(|e| e.refused == refused).collect();
    if !count(&mut tally.check, !by_decision.is_empty()) {
        let printed: Vec<_> =
            case.expected.iter().map(|e| e.message.as_deref().unwrap_or("accept")).collect();
        println!("check {}: recorded {printed:?}, predicted {:?}", case.id, verdict.message);
    }
    let exact = by_decision.iter().any(|e| e.message == verdict.message);
    if refused && !by_decision.is_empty() && !count(&mut tally.message, exact) {
        println!(
            "message {}:\n  recorded  {:?}\n  predicted {:?}",
            case.id, by_decision[0].message, verdict.message
        );
    }
    if let Some(pair) = &case.pair
        && !count(&mut tally.pair, verdict.routes == *pair)
    {
        println!(
            "pair {}: recorded {pair:?}, predicted {:?}: {:?}",
            case.id, verdict.routes, verdict.message
        );
    }
    // Where the outcome is chance, one run proves nothing about another.
    if case.expected.len() > 1 {
        return;
    }
    let run = match verdict.run {
        Run::Listens => "listens",
        Run::Panics => "panics",
        Run::Exits => "exits",
    };
    if !count(&mut tally.run, run == case.run) {
        let printed = &case.run_message;
        println!(
            "run {}: recorded {} {printed:?}, predicted {run} {:?}",
            case.id, case.run, verdict.run_message
        );
    } else if run != "listens"
        && let Some(printed) = &case.run_message
    {
        let predicted =
            verdict.run_message.clone().or_else(|| verdict.message.as_ref().map(|m| format!("panic: {m}")));
        if !count(&mut tally.run_message, predicted.as_ref() == Some(printed)) {
            println!("run message {}:\n  recorded  {printed:?}\n  predicted {predicted:?}", case.id);
        }
    }
}

fn measure(name: &str, cases: &[Case]) -> Tally {
    let mut tally = Tally::default();
    for case in cases {
        compare(&mut tally, case, &simulate::verdict(&case.name, &case.bytes, case.format));
    }
    for (what, (agreed, of)) in [
        ("accept or refuse", tally.check),
        ("colliding routes", tally.pair),
        ("message", tally.message),
        ("run", tally.run),
        ("run message", tally.run_message),
    ] {
        println!("{name}: {what}: {agreed} of {of}");
    }
    tally
}

fn meets_the_bars(name: &str, cases: &[Case]) {
    assert!(cases.len() > 1_000, "the recording is not whole: {} lines", cases.len());
    let tally = measure(name, cases);
    assert_eq!(tally.check.0, tally.check.1, "{name}: accept or refuse");
    assert_eq!(tally.pair.0, tally.pair.1, "{name}: colliding routes");
    assert!(tally.run.0 * 100 >= tally.run.1 * 98, "{name}: run");
    assert!(tally.message.0 * 100 >= tally.message.1 * 98, "{name}: message");
}

pub(crate) fn route_tables_are_judged_as_recorded(shared: &Path) {
    meets_the_bars("routes", &recording::routes(shared));
}

pub(crate) fn configurations_are_judged_as_recorded(shared: &Path) {
    meets_the_bars("configs", &recording::configs(shared));
}
