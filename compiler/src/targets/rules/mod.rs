//! One rule a file: its page, and how it is found. The table of [`super::capabilities`] says for which targets.

pub(super) mod api_key_not_enforced_by_gwr;
pub(super) mod buffered_stream;
pub(super) mod claim_limit_not_enforced_by_gwr;
pub(super) mod claim_limit_not_sayable;
pub(super) mod edge_not_sayable;
pub(super) mod gateway_limit_per_endpoint;
pub(super) mod health_of_itself;
pub(super) mod hosts_not_checked;
pub(super) mod https_not_enforced_by_gwr;
pub(super) mod identity_not_stripped;
pub(super) mod idle_as_timeout;
pub(super) mod jwt_not_enforced_by_gwr;
pub(super) mod key_route_open;
pub(super) mod lowered_duplicate;
pub(super) mod lowered_namespace;
pub(super) mod max_body_not_enforced;
pub(super) mod method_not_routed;
pub(super) mod one_segment_wildcard;
pub(super) mod several_algorithms;
pub(super) mod several_audiences;
pub(super) mod several_credentials;
pub(super) mod unknown_to_gwr;
pub(super) mod websocket_not_tunnelled;

use gwc_syntax::diagnostic::Rule;

/// All rules about targets, by code.
pub fn rules() -> Vec<&'static Rule> {
    vec![
        &one_segment_wildcard::ONE_SEGMENT_WILDCARD,
        &buffered_stream::BUFFERED_STREAM,
        &websocket_not_tunnelled::WEBSOCKET_NOT_TUNNELLED,
        &idle_as_timeout::IDLE_AS_TIMEOUT,
        &key_route_open::KEY_ROUTE_OPEN,
        &gateway_limit_per_endpoint::GATEWAY_LIMIT_PER_ENDPOINT,
        &identity_not_stripped::IDENTITY_NOT_STRIPPED,
        &health_of_itself::HEALTH_OF_ITSELF,
        &hosts_not_checked::HOSTS_NOT_CHECKED,
        &method_not_routed::METHOD_NOT_ROUTED,
        &several_credentials::SEVERAL_CREDENTIALS,
        &claim_limit_not_sayable::CLAIM_LIMIT_NOT_SAYABLE,
        &several_algorithms::SEVERAL_ALGORITHMS,
        &several_audiences::SEVERAL_AUDIENCES,
        &lowered_namespace::LOWERED_NAMESPACE,
        &unknown_to_gwr::UNKNOWN_TO_GWR,
        &lowered_duplicate::LOWERED_DUPLICATE,
        &edge_not_sayable::EDGE_NOT_SAYABLE,
        &jwt_not_enforced_by_gwr::JWT_NOT_ENFORCED_BY_GWR,
        &api_key_not_enforced_by_gwr::API_KEY_NOT_ENFORCED_BY_GWR,
        &claim_limit_not_enforced_by_gwr::CLAIM_LIMIT_NOT_ENFORCED_BY_GWR,
        &https_not_enforced_by_gwr::HTTPS_NOT_ENFORCED_BY_GWR,
        &max_body_not_enforced::MAX_BODY_NOT_ENFORCED,
    ]
}
