//! Tests that are made at run time: one a case, and ignored with a reason where their oracle is absent.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};

use crate::oracle::{Absent, Oracle};

/// The tests of a binary without the harness of the compiler (`harness = false`). It takes the same arguments and prints
/// the same lines.
#[derive(Debug, Default)]
pub struct Suite {
    trials: Vec<Trial>,
}

/// A test that is given the path of an oracle.
pub type TestWith = fn(&Path);

/// The functions with their paths, as [`Suite::tests`] and [`Suite::tests_with`] take them.
#[macro_export]
macro_rules! tests {
    ($($test:path),+ $(,)?) => { &[$((stringify!($test), $test)),+] };
}

impl Suite {
    /// Adds a test, which fails by a panic.
    pub fn test(&mut self, name: impl Into<String>, run: impl FnOnce() + Send + 'static) {
        self.trials.push(Trial::test(name, || {
            run();
            Ok(())
        }));
    }

    /// Adds functions, as [`tests!`](crate::tests) lists them.
    pub fn tests(&mut self, tests: &[(&str, fn())]) {
        for (name, run) in tests {
            self.test(*name, *run);
        }
    }

    /// Adds a test that is given the path of an oracle. Where that is absent, the test is ignored or fails.
    pub fn with(
        &mut self,
        oracle: &Oracle,
        name: impl Into<String>,
        run: impl FnOnce(&Path) + Send + 'static,
    ) {
        match oracle.path() {
            Ok(path) => {
                let path = path.to_owned();
                self.test(name, move || run(&path));
            }
            Err(absent) => self.trials.push(without(name.into(), absent)),
        }
    }

    /// Adds functions that are given the path of an oracle, as [`tests!`](crate::tests) lists them.
    pub fn tests_with(&mut self, oracle: &Oracle, tests: &[(&str, TestWith)]) {
        for (name, run) in tests {
            self.with(oracle, *name, *run);
        }
    }

    /// Runs what the arguments of the process ask for.
    ///
    /// # Panics
    /// When two tests have one name.
    pub fn run(self) -> ExitCode {
        let mut names = BTreeSet::new();
        for trial in &self.trials {
            assert!(names.insert(trial.name()), "two tests are called {}", trial.name());
        }
        libtest_mimic::run(&Arguments::from_args(), self.trials).exit_code()
    }
}

/// A test whose oracle is absent; asked for by `--ignored`, it fails.
fn without(name: String, absent: &Absent) -> Trial {
    let reason = absent.reason.clone();
    let kind = format!("ignored: {reason}");
    let trial = Trial::test(name, move || Err(reason.into()));
    if absent.required { trial } else { trial.with_kind(kind).with_ignored_flag(true) }
}
