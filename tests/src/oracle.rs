//! What tests compare with and this repository does not carry: recordings, other programs.
//!
//! A test that needs one goes through [`Suite::with`](crate::suite::Suite::with). Where the oracle is absent the test is
//! reported as ignored, with the reason; where it is required it fails.

use std::env;
use std::path::{Path, PathBuf};

use crate::golden;

/// A folder or a program, or the reason why it is absent.
#[derive(Debug, Clone)]
pub struct Oracle(Result<PathBuf, Absent>);

/// Why an oracle is absent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absent {
    /// A few words for the line of the test.
    pub reason: String,
    /// Whether that fails the test.
    pub required: bool,
}

impl Oracle {
    /// Recordings and real configurations: the folder `shared` beside the checkout. `GWC_REQUIRE_SHARED=1` requires it.
    pub fn shared() -> Self {
        let folder = golden::repository().parent().map(|parent| parent.join("shared"));
        Self::found(folder.filter(|folder| folder.is_dir()), "no ../shared", is_shared_required())
    }

    /// KrakenD CE 2.13.8: the binary that `GWC_KRAKEND` names. A name that leads to no file fails the tests.
    pub fn krakend() -> Self {
        match env::var_os("GWC_KRAKEND").map(PathBuf::from) {
            None => Self::found(None, "GWC_KRAKEND is not set", false),
            Some(binary) => Self::found(
                Some(binary).filter(|binary| binary.is_file()),
                "the binary that GWC_KRAKEND names is absent",
                true,
            ),
        }
    }

    /// The Go toolchain, which builds programs of `../shared`. `GWC_REQUIRE_SHARED=1` requires it.
    pub fn go() -> Self {
        Self::program("go", is_shared_required())
    }

    /// `kubectl`, for tests against [`kubernetes`](crate::kubernetes).
    pub fn kubectl() -> Self {
        Self::program("kubectl", false)
    }

    /// A program on the search path.
    pub fn program(name: &str, required: bool) -> Self {
        let folders = env::var_os("PATH").unwrap_or_default();
        let binary = env::split_paths(&folders).map(|folder| folder.join(name)).find(|file| file.is_file());
        Self::found(binary, &format!("no `{name}`"), required)
    }

    fn found(path: Option<PathBuf>, reason: &str, required: bool) -> Self {
        Self(path.ok_or_else(|| Absent { reason: reason.to_owned(), required }))
    }

    /// This oracle for tests that need the other one too.
    pub fn and(self, other: &Self) -> Self {
        match &other.0 {
            Ok(_) => self,
            Err(absent) => Self(self.0.and_then(|_| Err(absent.clone()))),
        }
    }

    /// Where it is.
    ///
    /// # Errors
    /// When it is absent.
    pub fn path(&self) -> Result<&Path, &Absent> {
        self.0.as_deref()
    }
}

fn is_shared_required() -> bool {
    env::var_os("GWC_REQUIRE_SHARED").is_some_and(|value| value == "1")
}

#[cfg(test)]
mod tests {
    use super::Oracle;

    #[test]
    fn two_oracles_are_absent_when_one_is() {
        let (here, gone) = (Oracle::program("sh", false), Oracle::program("no-such-program", true));
        assert!(here.path().is_ok_and(|path| path.ends_with("sh")));
        for both in [here.clone().and(&gone), gone.clone().and(&here)] {
            let absent = both.path().expect_err("one is absent");
            assert_eq!((absent.reason.as_str(), absent.required), ("no `no-such-program`", true));
        }
    }
}
