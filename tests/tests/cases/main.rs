//! Cases as data: a test for each folder, edit and example, so that one failure hides no other.

mod broken;
mod concepts;
mod expansion;
mod in_error;
mod mutations;
mod planted;
mod render;
mod public;
mod rule_examples;
mod rule_fixes;
mod shared;

use std::process::ExitCode;

use gwc_tests::suite::Suite;

fn main() -> ExitCode {
    let mut suite = Suite::default();
    broken::each(&mut suite);
    concepts::each(&mut suite);
    expansion::each(&mut suite);
    in_error::each(&mut suite);
    mutations::each(&mut suite);
    planted::each(&mut suite);
    render::each(&mut suite);
    public::each(&mut suite);
    shared::each(&mut suite);
    rule_examples::each(&mut suite);
    rule_fixes::each(&mut suite);
    suite.run()
}
