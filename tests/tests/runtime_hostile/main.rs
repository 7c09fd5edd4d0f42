//! Malformed and ambiguous requests, as exact bytes: what a client is answered, and what of it an upstream receives.
//!
//! Each case of `tests/hostile/` is a test of its own, against a gateway of its own. The upstream reads strictly: what it
//! receives that a second reader could take for something else fails the test, whatever the case expects.

mod case;
mod frames;
mod h2spec;
mod http1;
mod http2;
mod upstream;

use std::process::ExitCode;

use gwc_tests::golden;
use gwc_tests::oracle::Oracle;
use gwc_tests::suite::Suite;
use gwc_tests::tests;

/// A file of cases, and what runs one.
type File = (&'static str, fn(&case::Case));

const FILES: [File; 2] = [("http1", http1::check), ("h2c", http2::check)];

fn main() -> ExitCode {
    let mut suite = Suite::default();
    let mut count = 0;
    for (name, check) in FILES {
        let file = golden::repository().join("tests/hostile").join(format!("{name}.txt"));
        let text = std::fs::read_to_string(&file).expect("a file of cases");
        for case in case::all(&text) {
            count += 1;
            suite.test(format!("{name}::{}", case.name), move || check(&case));
        }
    }
    suite.test("there_are_150_cases", move || assert!(count >= 150, "{count} cases"));
    suite.tests_with(&Oracle::go(), tests![h2spec::cases_pass_or_are_explained]);
    suite.run()
}
