//! The rules over the model: what a gateway does that its author did not mean.
//!
//! A rule is one file under `rules/` and one line of `RULES`. It sees the model, whatever that was read from, and
//! knows no output format.

pub mod configuration;
mod context;
mod group;
mod headers;
mod rules;

use crate::model::Gateway;
use crate::settings::Settings;
use gwc_syntax::diagnostic::{Diagnostics, Rule};

pub use context::Context;
pub(crate) use rules::host_on_several_ports::HOST_ON_SEVERAL_PORTS;
pub(crate) use rules::scheme_against_port::contradiction;

/// Looks for one bad pattern.
pub type Check = fn(&Context<'_>, &mut Diagnostics);

/// All rules of the linter, by code.
static RULES: &[(&Rule, Check)] = &[
    (&rules::path_of_the_gateway::PATH_OF_THE_GATEWAY, rules::path_of_the_gateway::check),
    (&rules::prefix_on_two_upstreams::PREFIX_ON_TWO_UPSTREAMS, rules::prefix_on_two_upstreams::check),
    (&rules::aliases_differ::ALIASES_DIFFER, rules::aliases_differ::check),
    (&rules::catch_all_open::CATCH_ALL_OPEN, rules::catch_all_open::check),
    (&rules::prefix_not_served::PREFIX_NOT_SERVED, rules::prefix_not_served::check),
    (&rules::parameter_with_two_names::PARAMETER_WITH_TWO_NAMES, rules::parameter_with_two_names::check),
    (&rules::open_reaches_gated::OPEN_REACHES_GATED, rules::open_reaches_gated::check),
    (&rules::gated_in_open_wildcard::GATED_IN_OPEN_WILDCARD, rules::gated_in_open_wildcard::check),
    (&rules::forgeable_identity::FORGEABLE_IDENTITY, rules::forgeable_identity::check),
    (&rules::minted_header_lost::MINTED_HEADER_LOST, rules::minted_header_lost::check),
    (&rules::all_headers_public::ALL_HEADERS_PUBLIC, rules::all_headers_public::check),
    (&rules::sensitive_path_open::SENSITIVE_PATH_OPEN, rules::sensitive_path_open::check),
    (&rules::credentials_leave_cluster::CREDENTIALS_LEAVE_CLUSTER, rules::credentials_leave_cluster::check),
    (&rules::claim_without_token::CLAIM_WITHOUT_TOKEN, rules::claim_without_token::check),
    (&rules::cleartext_keys::CLEARTEXT_KEYS, rules::cleartext_keys::check),
    (&rules::keys_of_another_issuer::KEYS_OF_ANOTHER_ISSUER, rules::keys_of_another_issuer::check),
    (&rules::symmetric_algorithm::SYMMETRIC_ALGORITHM, rules::symmetric_algorithm::check),
    (&rules::login_behind_login::LOGIN_BEHIND_LOGIN, rules::login_behind_login::check),
    (&rules::unlisted_public_route::UNLISTED_PUBLIC_ROUTE, rules::unlisted_public_route::check),
    (&rules::cors_any_origin::CORS_ANY_ORIGIN, rules::cors_any_origin::check),
    (&rules::hardcoded_secret::HARDCODED_SECRET, rules::hardcoded_secret::check),
    (&rules::weak_key_prefix::WEAK_KEY_PREFIX, rules::weak_key_prefix::check),
    (&rules::hop_header_forwarded::HOP_HEADER_FORWARDED, rules::hop_header_forwarded::check),
    (&rules::cors_origin::CORS_ORIGIN, rules::cors_origin::check),
    (&rules::bad_bot_pattern::BAD_BOT_PATTERN, rules::bad_bot_pattern::check),
    (&rules::debug_left_on::DEBUG_LEFT_ON, rules::debug_left_on::check),
    (&rules::route_without_limit::ROUTE_WITHOUT_LIMIT, rules::route_without_limit::check),
    (&rules::write_without_limit::WRITE_WITHOUT_LIMIT, rules::write_without_limit::check),
    (&rules::client_over_total::CLIENT_OVER_TOTAL, rules::client_over_total::check),
    (&rules::burst_of_one::BURST_OF_ONE, rules::burst_of_one::check),
    (&rules::burst_outruns_rate::BURST_OUTRUNS_RATE, rules::burst_outruns_rate::check),
    (&rules::same_count_other_window::SAME_COUNT_OTHER_WINDOW, rules::same_count_other_window::check),
    (&rules::limit_over_gateway::LIMIT_OVER_GATEWAY, rules::limit_over_gateway::check),
    (&rules::caller_picks_bucket::CALLER_PICKS_BUCKET, rules::caller_picks_bucket::check),
    (&rules::address_behind_proxy::ADDRESS_BEHIND_PROXY, rules::address_behind_proxy::check),
    (&rules::generous_login::GENEROUS_LOGIN, rules::generous_login::check),
    (&rules::no_share_for_callers::NO_SHARE_FOR_CALLERS, rules::no_share_for_callers::check),
    (&rules::scheme_against_port::SCHEME_AGAINST_PORT, rules::scheme_against_port::check),
    (&rules::host_on_several_ports::HOST_ON_SEVERAL_PORTS, rules::host_on_several_ports::check),
    (&rules::self_call::SELF_CALL, rules::self_call::check),
    (&rules::timeout_too_long::TIMEOUT_TOO_LONG, rules::timeout_too_long::check),
    (&rules::timeout_too_short::TIMEOUT_TOO_SHORT, rules::timeout_too_short::check),
    (&rules::api_segment::API_SEGMENT, rules::api_segment::check),
    (&rules::doubled_prefix::DOUBLED_PREFIX, rules::doubled_prefix::check),
    (&rules::services_share_paths::SERVICES_SHARE_PATHS, rules::services_share_paths::check),
    (&rules::body_without_type::BODY_WITHOUT_TYPE, rules::body_without_type::check),
    (&rules::query_dropped::QUERY_DROPPED, rules::query_dropped::check),
    (&rules::cleartext_upstream::CLEARTEXT_UPSTREAM, rules::cleartext_upstream::check),
    (&rules::endless_request::ENDLESS_REQUEST, rules::endless_request::check),
    (&rules::contradicting_timeouts::CONTRADICTING_TIMEOUTS, rules::contradicting_timeouts::check),
    (&rules::duplicate_upstream::DUPLICATE_UPSTREAM, rules::duplicate_upstream::check),
    (&rules::lost_prefix::LOST_PREFIX, rules::lost_prefix::check),
    (&rules::zap_settings::ZAP_SETTINGS, rules::zap_settings::check),
    (&rules::replica_settings::REPLICA_SETTINGS, rules::replica_settings::check),
    (&rules::outside_upstream::OUTSIDE_UPSTREAM, rules::outside_upstream::check),
    (&rules::same_upstream_path::SAME_UPSTREAM_PATH, rules::same_upstream_path::check),
    (&rules::stream_cut_by_total::STREAM_CUT_BY_TOTAL, rules::stream_cut_by_total::check),
    (&rules::stream_idle_too_short::STREAM_IDLE_TOO_SHORT, rules::stream_idle_too_short::check),
    (&rules::websocket_not_said::WEBSOCKET_NOT_SAID, rules::websocket_not_said::check),
    (&rules::stream_served_plain::STREAM_SERVED_PLAIN, rules::stream_served_plain::check),
];

/// Each rule with its check, for who wants to run, or to measure, one alone.
pub fn checks() -> &'static [(&'static Rule, Check)] {
    RULES
}

/// All rules of the linter.
pub fn rules() -> Vec<&'static Rule> {
    RULES.iter().map(|(rule, _)| *rule).collect()
}

/// Reports what the rules find.
pub fn lint(gateway: &Gateway, settings: &Settings, out: &mut Diagnostics) {
    let context = Context::new(gateway, settings);
    for (_, check) in RULES {
        check(&context, out);
    }
}
