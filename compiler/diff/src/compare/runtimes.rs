//! What `gwr` and KrakenD do otherwise with one configuration, beside how they match a path: only what an endpoint of it has.

use gwc_artifact::{AuthKind, ClientKey, Endpoint, Gateway, RateLimit};

use crate::checks;
use crate::side::{Routing, Side};

/// What each of two programs does, where they are not one; nothing for what neither side has.
pub(super) fn apart(before: &Side, after: &Side) -> (String, String) {
    if is_gwr(before) == is_gwr(after) {
        return (String::new(), String::new());
    }
    let has = |is_such: fn(&Gateway, &Endpoint) -> bool| {
        let any = |side: &Side| side.gateway.endpoints.iter().any(|one| is_such(&side.gateway, one));
        any(before) || any(after)
    };
    let tokens = has(checks_tokens);
    let limits = has(limits_addresses);
    (told(before, tokens, limits), told(after, tokens, limits))
}

fn is_gwr(side: &Side) -> bool {
    side.routing == Routing::Gwr
}

fn told(side: &Side, tokens: bool, limits: bool) -> String {
    let mut text = String::new();
    if tokens {
        text += match is_gwr(side) {
            true => ", requires `exp` in tokens",
            false => ", accepts tokens without `exp`",
        };
    }
    if limits {
        text += match is_gwr(side) {
            true => ", counts limits per client address before it checks the credential",
            false => ", counts limits per client address after it checked the credential",
        };
    }
    text
}

fn checks_tokens(gateway: &Gateway, endpoint: &Endpoint) -> bool {
    checks::live(gateway, endpoint)
        .iter()
        .any(|(_, auth)| auth.is_some_and(|auth| matches!(auth.kind, AuthKind::Jwt(_))))
}

/// Whether a limit by the client's address and a credential both decide about a request.
fn limits_addresses(gateway: &Gateway, endpoint: &Endpoint) -> bool {
    let is_by_address = |limit: &RateLimit| {
        limit.per_client.as_ref().is_some_and(|per_client| per_client.key == ClientKey::Ip)
    };
    endpoint.credential != gwc_artifact::Credential::Public
        && (is_by_address(&gateway.rate_limit) || is_by_address(&endpoint.rate_limit))
}
