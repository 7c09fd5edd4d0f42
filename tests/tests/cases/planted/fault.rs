//! All faults, each with the style that it is planted in.

use gwc_tests::generate::setups::{self, Setup};

use super::{cluster, legacy, lost, refused, silent};

/// A mistake of people.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fault {
    /// What is wrong, as a name.
    pub(super) name: &'static str,
    /// The code of its finding.
    pub(super) code: &'static str,
    /// The style of the setups that have it.
    style: &'static str,
    /// Makes the mistake at an endpoint.
    plant: fn(&mut Setup, usize),
}

impl Fault {
    /// The name of its style.
    pub(super) fn style(&self) -> &'static str {
        self.style
    }
}

/// A line of a table of faults.
pub(super) const fn fault(
    name: &'static str,
    code: &'static str,
    style: &'static str,
    plant: fn(&mut Setup, usize),
) -> Fault {
    Fault { name, code, style, plant }
}

/// All faults.
pub(super) fn all() -> Vec<Fault> {
    [legacy::FAULTS, cluster::FAULTS, refused::FAULTS, silent::FAULTS, lost::FAULTS].concat()
}

/// A setup with its fault.
pub(super) struct Planted {
    pub(super) fault: Fault,
    /// The number of the setup.
    pub(super) number: usize,
    pub(super) setup: Setup,
}

/// So many setups, each with a fault: all faults in turn.
pub(super) fn planted(count: usize) -> impl Iterator<Item = Planted> {
    let faults = all();
    (0..count).map(move |number| {
        let fault = faults[number % faults.len()];
        let mut setup = setups::style(fault.style)(number);
        let at = (number / 3) % setup.endpoints();
        (fault.plant)(&mut setup, at);
        Planted { fault, number, setup }
    })
}
