//! Which client addresses may call.

use gwc_artifact as artifact;
use gwc_artifact::Network;
use gwc_syntax::source::{Span, Spanned};

/// `ip` of the gateway, a service or a path.
#[derive(Debug, Clone)]
pub struct AddressRule {
    /// Where it is written.
    pub span: Span,
    /// The only networks that may call; all may when it is empty.
    pub allow: Vec<Spanned<Network>>,
    /// Networks that may not, also inside an allowed one.
    pub deny: Vec<Spanned<Network>>,
}

impl AddressRule {
    /// As the runtime reads it.
    pub fn rule(&self) -> artifact::AddressRule {
        let set = |networks: &[Spanned<Network>]| networks.iter().map(|network| network.value).collect();
        artifact::AddressRule { allow: set(&self.allow), deny: set(&self.deny) }
    }
}
