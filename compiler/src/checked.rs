//! What may be emitted.

use crate::model::Gateway;

/// A gateway without errors: the only thing that is lowered and emitted.
#[derive(Debug, Clone, Copy)]
pub struct Checked<'a>(&'a Gateway);

impl<'a> Checked<'a> {
    /// A gateway that was found to have no errors: `Compilation::checked` decides that, and nothing else does.
    pub(crate) fn new(gateway: &'a Gateway) -> Self {
        Self(gateway)
    }

    /// The gateway.
    pub fn gateway(self) -> &'a Gateway {
        self.0
    }
}
