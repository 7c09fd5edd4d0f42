//! What manifests must agree with: ports and timeouts of a gateway that is a model, or of an artifact that pods run.

use crate::kube::{Longest, Waits, longest};
use crate::model::{Gateway, Stream};
use gwc_artifact as artifact;
use gwc_syntax::source::Span;

/// Ports and timeouts of one gateway.
#[derive(Debug, Clone, Copy)]
pub(crate) struct GatewaySummary {
    /// The port of its first listener.
    pub(crate) listen: u16,
    /// The port of its admin listener, where the configuration sets one.
    pub(crate) admin: Option<u16>,
    /// The longest waits of its endpoints.
    pub(crate) longest: Longest,
    /// Whether an endpoint streams events.
    pub(crate) events: bool,
    /// Where the configuration sets the port, or where it is.
    pub(crate) place: Span,
}

impl GatewaySummary {
    /// Of a gateway that was read.
    pub(crate) fn of(gateway: &Gateway) -> Self {
        Self {
            listen: gateway.listen.value.port,
            admin: gateway.operations.admin.as_ref().map(|admin| admin.value.port),
            longest: longest(gateway),
            events: gateway
                .all_endpoints()
                .iter()
                .any(|(_, endpoint, _)| endpoint.stream.value == Stream::Sse),
            place: gateway.span(gateway.listen.origin),
        }
    }

    /// Of an artifact; nothing where it has no listener.
    pub(super) fn of_artifact(gateway: &artifact::Gateway, place: Span) -> Option<Self> {
        Some(Self {
            listen: gateway.listeners.first()?.port,
            admin: gateway.operations.admin.as_ref().map(|admin| admin.port),
            longest: gateway.endpoints.iter().map(|endpoint| Waits::from(&*endpoint.timeouts)).collect(),
            events: gateway.endpoints.iter().any(|endpoint| endpoint.stream == artifact::Stream::Sse),
            place,
        })
    }
}
