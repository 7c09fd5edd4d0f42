//! How pods receive the configuration.

use crate::model::Gateway;

/// `deploy.config`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConfigMode {
    /// In an immutable ConfigMap, with a name of its own for each content.
    Hashed,
    /// In a ConfigMap that keeps its name and that `gwr` watches.
    Reload,
    /// In a layer of the image.
    Image,
}

/// What a gateway sets: `hashed` unless `deploy` sets another one.
pub fn config_mode(gateway: &Gateway) -> ConfigMode {
    let set = gateway.deploy.as_ref().and_then(|deploy| deploy.config.as_ref());
    match set.map(|mode| mode.value.as_str()) {
        Some("reload") => ConfigMode::Reload,
        Some("image") => ConfigMode::Image,
        _ => ConfigMode::Hashed,
    }
}
