//! What `gwr` and KrakenD do otherwise with one configuration, beside how they match a path: only what an endpoint of it has.

use gwc_artifact::{AuthKind, Backend, ClientKey, Endpoint, Gateway, Piece, RateLimit};

use crate::checks;
use crate::side::{Routing, Side};

/// What an endpoint may have that both programs treat otherwise.
#[derive(Debug, Clone, Copy)]
struct Traits {
    tokens: bool,
    limits: bool,
    params: bool,
}

/// What each of two programs does, where they are not one; nothing for what neither side has.
pub(super) fn apart(before: &Side, after: &Side) -> (String, String) {
    if is_gwr(before) == is_gwr(after) {
        return (String::new(), String::new());
    }
    let (one, other) = (Traits::of(before), Traits::of(after));
    let either = Traits {
        tokens: one.tokens || other.tokens,
        limits: one.limits || other.limits,
        params: one.params || other.params,
    };
    (told(before, either), told(after, either))
}

/// Whether KrakenD, in the place of `gwr`, accepts what was rejected: of an endpoint that both sides have.
pub(super) fn widens(before: &Side, after: &Side) -> bool {
    let (old, new) = (Traits::of(before), Traits::of(after));
    is_gwr(before) && !is_gwr(after) && (old.tokens && new.tokens || old.params && new.params)
}

fn is_gwr(side: &Side) -> bool {
    side.routing == Routing::Gwr
}

impl Traits {
    fn of(side: &Side) -> Traits {
        let has = |is_such: fn(&Gateway, &Endpoint) -> bool| {
            side.gateway.endpoints.iter().any(|one| is_such(&side.gateway, one))
        };
        Traits {
            tokens: has(checks_tokens),
            limits: has(limits_addresses),
            params: has(|_, endpoint| forwards_params(endpoint)),
        }
    }
}

fn told(side: &Side, Traits { tokens, limits, params }: Traits) -> String {
    let of_gwr = is_gwr(side);
    let all = [
        (tokens, ", requires `exp` in tokens", ", accepts tokens without `exp`"),
        (
            limits,
            ", counts limits per client address before it checks the credential",
            ", counts limits per client address after it checked the credential",
        ),
        (params, ", rejects `..` in paths", ", forwards `..` in the parameters of a path"),
    ];
    let told = all.into_iter().filter(|(has, ..)| *has);
    told.map(|(_, gwr, krakend)| if of_gwr { gwr } else { krakend }).collect()
}

/// Whether a segment of the request is a segment of what the upstream gets.
fn forwards_params(endpoint: &Endpoint) -> bool {
    let is_param = |piece: &Piece| matches!(piece, Piece::Param(_));
    matches!(&endpoint.backend, Backend::Upstream { path, .. } if path.pieces.iter().any(is_param))
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
