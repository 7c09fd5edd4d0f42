//! Setups in the styles that people write, each with one planted fault: the fault is the first or the last finding on the
//! screen. Without it there is no error, and at most one warning for five endpoints. `imported` imports and builds them.
//!
//! Each run has every fault once; `GWC_SETUPS=200` makes more setups.

mod cluster;
mod fault;
mod imported;
mod legacy;
mod lost;
mod refused;
mod silent;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use gwc::cli::{self, Exit, Io};
use gwc_syntax::value::Date;
use gwc_tests::generate::setups::{STYLES, Setup};
use gwc_tests::suite::Suite;

use fault::planted;

/// The tests.
pub(crate) fn each(suite: &mut Suite) {
    suite.test("planted::without_a_fault_there_is_little_to_read", without_a_fault_there_is_little_to_read);
    suite.test("planted::the_fault_is_first_or_last_on_the_screen", the_fault_is_first_or_last_on_the_screen);
    suite.test("planted::each_style_has_a_fault", each_style_has_a_fault);
    imported::each(suite);
}

/// How many setups are made: each fault once, unless the environment sets another number.
fn count() -> usize {
    let set = std::env::var("GWC_SETUPS").ok();
    set.map_or(fault::all().len(), |text| text.parse().expect("GWC_SETUPS is a number"))
}

/// Runs a command; how it ended and what it printed.
fn gwc(arguments: &[&str]) -> (Exit, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let today = Date::parse("2026-11-21").expect("a day");
    let mut io =
        Io { out: &mut out, err: &mut err, colours: false, width: None, environment: BTreeMap::new(), today };
    let exit = cli::run(["gwc"].iter().chain(arguments), &mut io);
    (exit, String::from_utf8_lossy(&out).into_owned() + &String::from_utf8_lossy(&err))
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path of the test")
}

/// What a check prints: the codes of its errors and warnings from top to bottom, and how many there are of each.
struct Screen {
    codes: Vec<String>,
    errors: usize,
    warnings: usize,
    text: String,
}

/// Checks the folder of a setup.
fn screen(setup: &Setup) -> Screen {
    let folder = tempfile::tempdir().expect("a folder");
    setup.write(folder.path());
    let (_, text) = gwc(&["check", text(folder.path())]);
    // A screen that is full has findings without excerpts, with the place in front.
    let code = |line: &str| {
        let (_, rest) = line.split_once("error[").or_else(|| line.split_once("warning["))?;
        rest.split(' ').next().filter(|code| code.starts_with("GW")).map(str::to_owned)
    };
    let heads = text.lines().filter(|line| !line.starts_with(' '));
    let last = text.lines().find(|line| line.starts_with("checked ")).unwrap_or_default();
    let count = |word: &str| {
        let before = last.split(word).next().unwrap_or_default().trim_end();
        let number = before.rsplit(' ').next().and_then(|number| number.parse().ok());
        number.unwrap_or_else(|| panic!("no number of{word}: {text}"))
    };
    let (errors, warnings) = (count(" error"), count(" warning"));
    Screen { codes: heads.filter_map(code).collect(), errors, warnings, text }
}

fn without_a_fault_there_is_little_to_read() {
    let mut wrong = Vec::new();
    for number in 0..count() {
        let (name, style) = STYLES[number % STYLES.len()];
        let setup = style(number);
        let screen = screen(&setup);
        if screen.errors > 0 || screen.warnings * 5 > setup.endpoints() {
            wrong.push(format!("{name} {number}, {} endpoints:\n{}", setup.endpoints(), screen.text));
        }
    }
    assert!(wrong.is_empty(), "{} setups\n{}", wrong.len(), wrong.join("\n"));
}

fn the_fault_is_first_or_last_on_the_screen() {
    let (mut missed, mut found) = (Vec::new(), BTreeSet::new());
    let all = count();
    for planted in planted(all) {
        let screen = screen(&planted.setup);
        let mut ends = [screen.codes.first(), screen.codes.last()].into_iter().flatten();
        let fault = planted.fault;
        match ends.any(|code| code == fault.code) {
            true => drop(found.insert(fault.name)),
            false => {
                missed.push(format!("{} {} {}:\n{}", planted.number, fault.name, fault.code, screen.text));
            }
        }
    }
    let hidden: Vec<_> =
        fault::all().iter().map(|fault| fault.name).filter(|name| !found.contains(name)).collect();
    assert!(
        missed.len() * 20 <= all && hidden.is_empty(),
        "{} of {all}, never found: {hidden:?}\n{}",
        missed.len(),
        missed.join("\n")
    );
}

/// A style without a fault would never be seen with one.
fn each_style_has_a_fault() {
    let faults = fault::all();
    for (name, _) in STYLES {
        assert!(faults.iter().any(|fault| fault.style() == name), "{name} has no fault");
    }
    let names: BTreeSet<_> = faults.iter().map(|fault| fault.name).collect();
    assert_eq!(names.len(), faults.len(), "two faults have one name");
}
