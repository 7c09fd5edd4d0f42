//! What rules look at.

use crate::model::Gateway;
use crate::settings::Settings;

/// A gateway, the settings, and what several rules need to know of both.
#[derive(Debug)]
pub struct Context<'a> {
    /// The gateway.
    pub gateway: &'a Gateway,
    /// What `gwc.toml` says.
    pub settings: &'a Settings,
}

impl<'a> Context<'a> {
    /// Looks at a gateway.
    pub fn new(gateway: &'a Gateway, settings: &'a Settings) -> Self {
        Self { gateway, settings }
    }
}
