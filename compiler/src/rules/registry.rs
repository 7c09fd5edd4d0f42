//! The list of all rules by code, one per line: where each is declared, and which check reports it.
//!
//! A rule that a stage reports is declared in [`crate::codes`], which comes before that stage. All others are below
//! [`crate::rules`], in the folder of their subject, each with its check in the same file: a function `check`, and
//! where two inputs need two checks, a second one such as `check_topology`.

use crate::codes;
use crate::lint::{ConfigMap, Context, Subject};
use crate::topology::Topology;
use gwc_syntax::diagnostic::{Diagnostic, Diagnostics, Rule};

use super::targets::capabilities as targets;
use super::{auth, cluster, effects, limits, routing, streaming, text, upstreams};

/// A rule and the checks that report it.
#[derive(Debug)]
pub struct Entry {
    /// The rule.
    pub rule: &'static Rule,
    /// Its checks.
    pub checks: &'static [Check],
}

/// A check that reports a rule.
#[derive(Debug, Clone, Copy)]
pub enum Check {
    /// A stage reports it: the reader, the parser, settings, suppressions.
    Stage,
    /// The verdict of KrakenD.
    Verdict,
    /// The walk along the table of effects.
    Effects,
    /// The table of capabilities.
    Capabilities,
    /// A function over the model of a gateway, wherever that was read from.
    Model(fn(&Context<'_>, &mut Diagnostics)),
    /// A function over a KrakenD configuration.
    Configuration(fn(&Subject<'_>, &mut Vec<Diagnostic>)),
    /// A function over host tables, manifests and the gateways among them.
    Topology(fn(&Topology<'_>, &mut Diagnostics)),
    /// A function over the ConfigMap that a build would write.
    Size(fn(&ConfigMap<'_>, &mut Diagnostics)),
}

/// Makes [`Entry`]s of lines `folder::file::RULE: checks`.
macro_rules! rules {
    ($($folder:ident::$file:ident::$rule:ident: $($kind:ident)+,)*) => {
        /// All rules, by code.
        pub static RULES: &[Entry] = &[$(Entry {
            rule: &$folder::$file::$rule,
            checks: &[$(check!($kind $folder::$file)),+],
        }),*];

        /// The file and the identifier of each rule of [`RULES`], in the same order.
        #[cfg(test)]
        pub(super) static IDENTIFIERS: &[(&str, &str)] = &[$((stringify!($file), stringify!($rule))),*];
    };
}

macro_rules! check {
    (stage $folder:ident::$file:ident) => {
        Check::Stage
    };
    (verdict $folder:ident::$file:ident) => {
        Check::Verdict
    };
    (effects $folder:ident::$file:ident) => {
        Check::Effects
    };
    (capabilities $folder:ident::$file:ident) => {
        Check::Capabilities
    };
    (model $folder:ident::$file:ident) => {
        Check::Model($folder::$file::check)
    };
    (configuration $folder:ident::$file:ident) => {
        Check::Configuration($folder::$file::check)
    };
    (topology $folder:ident::$file:ident) => {
        Check::Topology($folder::$file::check)
    };
    (size $folder:ident::$file:ident) => {
        Check::Size($folder::$file::check)
    };
    (and_configuration $folder:ident::$file:ident) => {
        Check::Configuration($folder::$file::check_configuration)
    };
    (and_topology $folder:ident::$file:ident) => {
        Check::Topology($folder::$file::check_topology)
    };
}

rules! {
    // GW0xx: Files: syntax, keys, types and names
    gwc_syntax::codes::YAML_SYNTAX: stage,
    gwc_syntax::codes::UNKNOWN_ALIAS: stage,
    gwc_syntax::codes::ENDLESS_ALIAS: stage,
    gwc_syntax::codes::SEVERAL_DOCUMENTS: stage,
    gwc_syntax::codes::YAML_TAG: stage,
    gwc_syntax::codes::BRACE_IN_FLOW: stage,
    codes::unreadable_file::UNREADABLE_FILE: stage,
    codes::not_utf8::NOT_UTF8: stage,
    codes::unknown_file_kind::UNKNOWN_FILE_KIND: stage,
    codes::no_gateway::NO_GATEWAY: stage,
    codes::empty_file::EMPTY_FILE: stage,
    codes::no_config_in_map::NO_CONFIG_IN_MAP: stage,
    codes::unknown_key::UNKNOWN_KEY: stage,
    codes::duplicate_key::DUPLICATE_KEY: stage,
    codes::wrong_type::WRONG_TYPE: stage,
    codes::bad_value::BAD_VALUE: stage,
    codes::missing_key::MISSING_KEY: stage,
    codes::undefined_name::UNDEFINED_NAME: stage,
    codes::duplicate_name::DUPLICATE_NAME: stage,
    codes::reserved_name::RESERVED_NAME: stage,
    codes::conflicting_keys::CONFLICTING_KEYS: stage,
    codes::undeclared_variable::UNDECLARED_VARIABLE: stage,
    codes::secret_in_variable::SECRET_IN_VARIABLE: stage,
    codes::mixed_append::MIXED_APPEND: stage,
    codes::overlay_adds_endpoint::OVERLAY_ADDS_ENDPOINT: stage,
    codes::unknown_overlay::UNKNOWN_OVERLAY: stage,
    codes::unreadable_config::UNREADABLE_CONFIG: verdict,
    text::duplicate_json_key::DUPLICATE_JSON_KEY: configuration,
    codes::undecodable_value::UNDECODABLE_VALUE: verdict,
    codes::refused_config::REFUSED_CONFIG: verdict,
    codes::crashing_config::CRASHING_CONFIG: verdict,
    codes::settings_syntax::SETTINGS_SYNTAX: stage,
    codes::unknown_setting::UNKNOWN_SETTING: stage,
    codes::wrong_setting::WRONG_SETTING: stage,

    // GW1xx: Routing
    codes::duplicate_endpoint::DUPLICATE_ENDPOINT: stage,
    codes::unused_name::UNUSED_NAME: stage,
    codes::lock_differs::LOCK_DIFFERS: stage,
    codes::no_lock::NO_LOCK: stage,
    codes::no_endpoints::NO_ENDPOINTS: stage,
    routing::path_of_the_gateway::PATH_OF_THE_GATEWAY: model,
    routing::prefix_on_two_upstreams::PREFIX_ON_TWO_UPSTREAMS: model,
    routing::aliases_differ::ALIASES_DIFFER: model,
    routing::catch_all_open::CATCH_ALL_OPEN: model,
    routing::parameter_with_two_names::PARAMETER_WITH_TWO_NAMES: model,
    routing::prefix_not_served::PREFIX_NOT_SERVED: model,
    codes::route_conflict::ROUTE_CONFLICT: verdict,
    codes::malformed_route::MALFORMED_ROUTE: verdict,
    routing::unmatchable_path::UNMATCHABLE_PATH: configuration,
    codes::dies_at_start::DIES_AT_START: verdict,
    routing::depends_on_machine::DEPENDS_ON_MACHINE: configuration,
    routing::one_segment_rest::ONE_SEGMENT_REST: configuration,
    routing::parameter_climbs::PARAMETER_CLIMBS: configuration,
    routing::encoded_slash_switches::ENCODED_SLASH_SWITCHES: configuration,
    routing::backtrack_missed::BACKTRACK_MISSED: configuration,
    routing::extra_slash_removed::EXTRA_SLASH_REMOVED: configuration,
    routing::duplicate_host::DUPLICATE_HOST: topology,
    routing::dead_backend::DEAD_BACKEND: topology,
    routing::regex_in_prefix::REGEX_IN_PREFIX: topology,
    routing::prefix_without_boundary::PREFIX_WITHOUT_BOUNDARY: topology,
    routing::prefix_without_its_root::PREFIX_WITHOUT_ITS_ROOT: topology,
    routing::order_decides::ORDER_DECIDES: topology,
    routing::redirected_and_routed::REDIRECTED_AND_ROUTED: topology,
    routing::redirect_chain::REDIRECT_CHAIN: topology,
    routing::redirect_doubles_path::REDIRECT_DOUBLES_PATH: topology,
    routing::loose_subdomain::LOOSE_SUBDOMAIN: topology,
    routing::overlapping_subdomains::OVERLAPPING_SUBDOMAINS: topology,
    routing::unusable_backend::UNUSABLE_BACKEND: topology,
    routing::host_without_backends::HOST_WITHOUT_BACKENDS: topology,
    routing::unmatchable_host::UNMATCHABLE_HOST: topology,
    routing::host_in_two_tables::HOST_IN_TWO_TABLES: topology,
    routing::host_of_two_gateways::HOST_OF_TWO_GATEWAYS: topology,
    codes::not_rendered::NOT_RENDERED: stage,

    // GW2xx: Authentication and identity
    codes::route_without_auth::ROUTE_WITHOUT_AUTH: stage,
    codes::unverified_api_key::UNVERIFIED_API_KEY: stage,
    auth::open_reaches_gated::OPEN_REACHES_GATED: model,
    auth::gated_in_open_wildcard::GATED_IN_OPEN_WILDCARD: model,
    auth::forgeable_identity_header::FORGEABLE_IDENTITY_HEADER: model,
    auth::minted_header_lost::MINTED_HEADER_LOST: model and_configuration,
    auth::all_headers_public::ALL_HEADERS_PUBLIC: model,
    auth::sensitive_path_open::SENSITIVE_PATH_OPEN: model,
    auth::credentials_leave_cluster::CREDENTIALS_LEAVE_CLUSTER: model,
    auth::claim_without_token::CLAIM_WITHOUT_TOKEN: model and_configuration,
    auth::unprotected_keys::UNPROTECTED_KEYS: model and_configuration,
    auth::keys_of_another_issuer::KEYS_OF_ANOTHER_ISSUER: model,
    auth::symmetric_algorithm::SYMMETRIC_ALGORITHM: model,
    auth::login_behind_login::LOGIN_BEHIND_LOGIN: model,
    auth::unlisted_public_route::UNLISTED_PUBLIC_ROUTE: model,
    auth::hardcoded_secret::HARDCODED_SECRET: model and_configuration and_topology,
    auth::weak_key_prefix::WEAK_KEY_PREFIX: model,
    auth::hop_header_forwarded::HOP_HEADER_FORWARDED: model,
    auth::gated_behind_bypass::GATED_BEHIND_BYPASS: topology,
    auth::host_behind_bypass::HOST_BEHIND_BYPASS: topology,
    auth::partial_policy::PARTIAL_POLICY: configuration,
    auth::stripped_header::STRIPPED_HEADER: configuration,
    auth::stripped_header_read::STRIPPED_HEADER_READ: model,
    auth::stripped_header_listed::STRIPPED_HEADER_LISTED: model,
    auth::keys_in_config_map::KEYS_IN_CONFIG_MAP: model,
    auth::claim_of_no_key::CLAIM_OF_NO_KEY: model,
    auth::validator_refuses_everybody::VALIDATOR_REFUSES_EVERYBODY: configuration,
    auth::audience_means_all::AUDIENCE_MEANS_ALL: configuration,
    auth::keys_fetched_each_time::KEYS_FETCHED_EACH_TIME: configuration,
    auth::signer_refuses_everybody::SIGNER_REFUSES_EVERYBODY: configuration,
    auth::claim_key_without_list::CLAIM_KEY_WITHOUT_LIST: configuration,
    auth::uncompilable_expression::UNCOMPILABLE_EXPRESSION: configuration,
    auth::uncompilable_schema::UNCOMPILABLE_SCHEMA: configuration,
    auth::loose_cors::LOOSE_CORS: model and_configuration,
    auth::dead_bot_detector::DEAD_BOT_DETECTOR: configuration,
    auth::trusts_everybody::TRUSTS_EVERYBODY: model and_configuration,
    auth::impossible_header::IMPOSSIBLE_HEADER: configuration,
    auth::cors_credentials::CORS_CREDENTIALS: configuration,
    auth::cors_origin::CORS_ORIGIN: model and_configuration,
    auth::debug_left_on::DEBUG_LEFT_ON: configuration,
    auth::empty_protection::EMPTY_PROTECTION: configuration,
    auth::unchecked_claims::UNCHECKED_CLAIMS: configuration,
    auth::all_headers_gated::ALL_HEADERS_GATED: configuration,
    auth::claim_in_path::CLAIM_IN_PATH: configuration,
    auth::private_answers_cached::PRIVATE_ANSWERS_CACHED: configuration,
    auth::cors_twice::CORS_TWICE: configuration,
    codes::require_without_token::REQUIRE_WITHOUT_TOKEN: stage,
    auth::address_never_admitted::ADDRESS_NEVER_ADMITTED: model,
    auth::expression_always_fails::EXPRESSION_ALWAYS_FAILS: configuration,
    auth::expression_not_loaded::EXPRESSION_NOT_LOADED: configuration,
    codes::balance_without_token::BALANCE_WITHOUT_TOKEN: stage,
    auth::funding_needs_balance::FUNDING_NEEDS_BALANCE: model,
    auth::funding_not_marked::FUNDING_NOT_MARKED: model,

    // GW3xx: Limits
    limits::route_without_limit::ROUTE_WITHOUT_LIMIT: model,
    limits::write_without_limit::WRITE_WITHOUT_LIMIT: model,
    limits::client_limit_over_total::CLIENT_LIMIT_OVER_TOTAL: model,
    limits::burst_of_one::BURST_OF_ONE: model,
    limits::burst_outruns_rate::BURST_OUTRUNS_RATE: model,
    limits::same_count_other_window::SAME_COUNT_OTHER_WINDOW: model,
    limits::limit_over_gateway::LIMIT_OVER_GATEWAY: model,
    limits::caller_picks_bucket::CALLER_PICKS_BUCKET: model and_configuration,
    limits::address_behind_proxy::ADDRESS_BEHIND_PROXY: model,
    codes::claim_limit_without_token::CLAIM_LIMIT_WITHOUT_TOKEN: stage,
    codes::param_limit_without_param::PARAM_LIMIT_WITHOUT_PARAM: stage,
    limits::generous_login::GENEROUS_LOGIN: model,
    limits::no_share_for_callers::NO_SHARE_FOR_CALLERS: model,
    codes::quota_without_token::QUOTA_WITHOUT_TOKEN: stage,
    limits::quota_of_each_replica::QUOTA_OF_EACH_REPLICA: model,
    limits::client_limit_without_strategy::CLIENT_LIMIT_WITHOUT_STRATEGY: configuration,
    limits::limit_without_key::LIMIT_WITHOUT_KEY: configuration,
    limits::capacity_not_set::CAPACITY_NOT_SET: configuration,
    limits::absurd_number::ABSURD_NUMBER: configuration,
    limits::limit_without_period::LIMIT_WITHOUT_PERIOD: configuration,
    limits::blind_breaker::BLIND_BREAKER: configuration,
    limits::strategy_without_rate::STRATEGY_WITHOUT_RATE: configuration,
    limits::without_breaker::WITHOUT_BREAKER: configuration,

    // GW4xx: Upstreams and timeouts
    codes::no_upstream::NO_UPSTREAM: stage,
    codes::ambiguous_rewrite::AMBIGUOUS_REWRITE: stage,
    codes::bad_rewrite::BAD_REWRITE: stage,
    upstreams::scheme_against_port::SCHEME_AGAINST_PORT: model and_topology,
    upstreams::host_on_several_ports::HOST_ON_SEVERAL_PORTS: model and_topology,
    upstreams::self_call::SELF_CALL: model,
    upstreams::timeout_too_long::TIMEOUT_TOO_LONG: model,
    upstreams::timeout_too_short::TIMEOUT_TOO_SHORT: model,
    upstreams::api_segment::API_SEGMENT: model,
    upstreams::doubled_prefix::DOUBLED_PREFIX: model,
    upstreams::services_share_paths::SERVICES_SHARE_PATHS: model,
    upstreams::body_without_type::BODY_WITHOUT_TYPE: model and_configuration,
    upstreams::query_dropped::QUERY_DROPPED: model,
    upstreams::cleartext_upstream::CLEARTEXT_UPSTREAM: model,
    upstreams::endless_request::ENDLESS_REQUEST: model,
    upstreams::contradicting_timeouts::CONTRADICTING_TIMEOUTS: model,
    upstreams::duplicate_upstream::DUPLICATE_UPSTREAM: model,
    upstreams::lost_prefix::LOST_PREFIX: model,
    upstreams::zap_settings::ZAP_SETTINGS: model,
    upstreams::replica_settings::REPLICA_SETTINGS: model,
    upstreams::outside_upstream::OUTSIDE_UPSTREAM: model,
    upstreams::same_upstream_path::SAME_UPSTREAM_PATH: model,
    upstreams::reserved_header_edited::RESERVED_HEADER_EDITED: model,
    upstreams::secret_in_request_headers::SECRET_IN_REQUEST_HEADERS: model,
    upstreams::websocket_over_http2::WEBSOCKET_OVER_HTTP2: model,
    upstreams::unsupported_method::UNSUPPORTED_METHOD: configuration,
    upstreams::no_host::NO_HOST: configuration,
    upstreams::misread_host::MISREAD_HOST: configuration,
    upstreams::unknown_encoding::UNKNOWN_ENCODING: configuration,
    upstreams::no_op_manipulation::NO_OP_MANIPULATION: configuration,
    upstreams::no_op_mixed::NO_OP_MIXED: configuration,
    upstreams::response_placeholder::RESPONSE_PLACEHOLDER: configuration,
    upstreams::tls_versions::TLS_VERSIONS: configuration,
    upstreams::allow_and_deny::ALLOW_AND_DENY: configuration,
    upstreams::same_group::SAME_GROUP: configuration,
    upstreams::unknown_combiner::UNKNOWN_COMBINER: configuration,
    upstreams::flatmap_arguments::FLATMAP_ARGUMENTS: configuration,
    upstreams::only_shadows::ONLY_SHADOWS: configuration,
    upstreams::star_filter::STAR_FILTER: configuration,
    upstreams::server_cuts_endpoint::SERVER_CUTS_ENDPOINT: configuration,
    upstreams::parameter_in_query::PARAMETER_IN_QUERY: configuration,
    upstreams::mapping_to_itself::MAPPING_TO_ITSELF: configuration,
    upstreams::dotted_deny::DOTTED_DENY: configuration,
    upstreams::response_number::RESPONSE_NUMBER: configuration,
    upstreams::always_empty_response::ALWAYS_EMPTY_RESPONSE: configuration,
    upstreams::filter_misses_collection::FILTER_MISSES_COLLECTION: configuration,
    upstreams::unfilled_placeholder::UNFILLED_PLACEHOLDER: configuration,
    upstreams::graphql_operation::GRAPHQL_OPERATION: configuration,
    upstreams::unloaded_plugin::UNLOADED_PLUGIN: configuration,
    upstreams::lost_response_header::LOST_RESPONSE_HEADER: configuration,
    upstreams::agent_without_driver::AGENT_WITHOUT_DRIVER: configuration,
    upstreams::repeated_write::REPEATED_WRITE: configuration,
    upstreams::broken_lua::BROKEN_LUA: configuration,
    upstreams::lua_header_lost::LUA_HEADER_LOST: configuration,
    upstreams::uncallable_host::UNCALLABLE_HOST: configuration,
    upstreams::url_as_pattern::URL_AS_PATTERN: configuration,
    upstreams::backend_header_lost::BACKEND_HEADER_LOST: configuration,

    // GW5xx: Streaming
    streaming::stream_cut_by_total::STREAM_CUT_BY_TOTAL: model,
    streaming::stream_idle_too_short::STREAM_IDLE_TOO_SHORT: model,
    streaming::websocket_not_declared::WEBSOCKET_NOT_DECLARED: model,
    streaming::stream_served_plain::STREAM_SERVED_PLAIN: model,

    // GW6xx: Kubernetes and size
    cluster::config_too_large::CONFIG_TOO_LARGE: size and_topology,
    cluster::annotation_too_large::ANNOTATION_TOO_LARGE: size and_topology and_configuration,
    cluster::runs_without_target::RUNS_WITHOUT_TARGET: model,
    cluster::ingress_without_hosts::INGRESS_WITHOUT_HOSTS: model,
    cluster::mutable_image::MUTABLE_IMAGE: model and_topology,
    cluster::impossible_resources::IMPOSSIBLE_RESOURCES: model,
    cluster::unreachable_listener::UNREACHABLE_LISTENER: model,
    cluster::unpublished_image::UNPUBLISHED_IMAGE: model,
    cluster::probe_path_drift::PROBE_PATH_DRIFT: topology,
    cluster::port_drift::PORT_DRIFT: topology,
    cluster::tls_port_onto_plaintext::TLS_PORT_ONTO_PLAINTEXT: topology,
    cluster::config_not_mounted::CONFIG_NOT_MOUNTED: topology,
    cluster::debug_flag::DEBUG_FLAG: topology,
    cluster::service_link_override::SERVICE_LINK_OVERRIDE: topology,
    cluster::blind_readiness::BLIND_READINESS: topology,
    cluster::optional_secret::OPTIONAL_SECRET: topology,
    cluster::misspelt_switch::MISSPELT_SWITCH: topology,
    cluster::anonymous_pass::ANONYMOUS_PASS: topology,
    cluster::listeners_collide::LISTENERS_COLLIDE: topology,
    cluster::public_path_without_boundary::PUBLIC_PATH_WITHOUT_BOUNDARY: topology,
    cluster::gated_under_public_path::GATED_UNDER_PUBLIC_PATH: topology,
    cluster::billing_gate::BILLING_GATE: topology,
    cluster::shared_load_balancer::SHARED_LOAD_BALANCER: topology,
    cluster::two_certificates::TWO_CERTIFICATES: topology,
    cluster::override_without_effect::OVERRIDE_WITHOUT_EFFECT: topology,
    cluster::authority_drift::AUTHORITY_DRIFT: topology,
    cluster::untrusted_proxy::UNTRUSTED_PROXY: topology,
    cluster::name_of_two_gateways::NAME_OF_TWO_GATEWAYS: topology,
    cluster::admin_on_public_port::ADMIN_ON_PUBLIC_PORT: model,
    cluster::rewrite_to_root::REWRITE_TO_ROOT: topology,
    codes::edited_output::EDITED_OUTPUT: stage,
    cluster::grace_too_short::GRACE_TOO_SHORT: topology,
    cluster::ended_in_front::ENDED_IN_FRONT: topology,
    cluster::monitor_without_admin::MONITOR_WITHOUT_ADMIN: model,
    cluster::disruption_blocks_eviction::DISRUPTION_BLOCKS_EVICTION: model,
    cluster::mount_covers_mount::MOUNT_COVERS_MOUNT: model,
    cluster::reload_without_watch::RELOAD_WITHOUT_WATCH: model,
    cluster::image_without_name::IMAGE_WITHOUT_NAME: model,
    codes::route_without_policy::ROUTE_WITHOUT_POLICY: stage,

    // GW7xx: Targets, and keys that have no effect
    effects::unread_key::UNREAD_KEY: effects,
    effects::unread_component::UNREAD_COMPONENT: effects,
    effects::misplaced_component::MISPLACED_COMPONENT: effects,
    effects::enterprise_only::ENTERPRISE_ONLY: effects,
    effects::two_spellings::TWO_SPELLINGS: effects,
    effects::number_as_duration::NUMBER_AS_DURATION: effects,
    effects::default_restated::DEFAULT_RESTATED: effects,
    effects::misplaced_key::MISPLACED_KEY: effects,
    effects::ignored_by_version::IGNORED_BY_VERSION: effects,
    effects::key_in_other_case::KEY_IN_OTHER_CASE: effects,
    effects::wrong_kind_of_option::WRONG_KIND_OF_OPTION: effects,
    effects::coerced_value::COERCED_VALUE: effects,
    effects::unknown_word::UNKNOWN_WORD: effects,
    effects::other_target::OTHER_TARGET: effects,
    effects::long_name::LONG_NAME: effects,
    effects::key_left_out::KEY_LEFT_OUT: effects,
    effects::null_value::NULL_VALUE: effects,
    targets::one_segment_wildcard::ONE_SEGMENT_WILDCARD: capabilities,
    targets::buffered_stream::BUFFERED_STREAM: capabilities,
    targets::websocket_not_tunnelled::WEBSOCKET_NOT_TUNNELLED: capabilities,
    targets::idle_as_timeout::IDLE_AS_TIMEOUT: capabilities,
    targets::key_route_open::KEY_ROUTE_OPEN: capabilities,
    targets::gateway_limit_per_endpoint::GATEWAY_LIMIT_PER_ENDPOINT: capabilities,
    targets::identity_not_stripped::IDENTITY_NOT_STRIPPED: capabilities,
    targets::health_of_itself::HEALTH_OF_ITSELF: capabilities,
    targets::hosts_not_checked::HOSTS_NOT_CHECKED: capabilities,
    targets::method_not_routed::METHOD_NOT_ROUTED: capabilities,
    targets::several_credentials::SEVERAL_CREDENTIALS: capabilities,
    targets::claim_limit_not_sayable::CLAIM_LIMIT_NOT_SAYABLE: capabilities,
    targets::several_algorithms::SEVERAL_ALGORITHMS: capabilities,
    targets::several_audiences::SEVERAL_AUDIENCES: capabilities,
    targets::lowered_namespace::LOWERED_NAMESPACE: capabilities,
    targets::unknown_to_gwr::UNKNOWN_TO_GWR: capabilities,
    targets::lowered_duplicate::LOWERED_DUPLICATE: capabilities,
    targets::edge_not_sayable::EDGE_NOT_SAYABLE: capabilities,
    targets::shared_secret_not_known_to_gwr::SHARED_SECRET_NOT_KNOWN_TO_GWR: capabilities,
    targets::max_body_not_enforced::MAX_BODY_NOT_ENFORCED: capabilities,
    targets::require_not_enforced::REQUIRE_NOT_ENFORCED: capabilities,
    targets::proxies_from_environment::PROXIES_FROM_ENVIRONMENT: capabilities,
    targets::ip_not_enforced::IP_NOT_ENFORCED: capabilities,
    targets::token_sources_differ::TOKEN_SOURCES_DIFFER: capabilities,
    targets::dialect_not_written::DIALECT_NOT_WRITTEN: capabilities,
    targets::minted_header_differs::MINTED_HEADER_DIFFERS: capabilities,
    targets::split_not_applied::SPLIT_NOT_APPLIED: capabilities,
    targets::listener_not_supported::LISTENER_NOT_SUPPORTED: capabilities,
    targets::key_not_verified::KEY_NOT_VERIFIED: capabilities,
    targets::check_not_made::CHECK_NOT_MADE: capabilities,
    targets::credential_options_not_enforced::CREDENTIAL_OPTIONS_NOT_ENFORCED: capabilities,
    targets::credential_options_from_environment::CREDENTIAL_OPTIONS_FROM_ENVIRONMENT: capabilities,
    targets::krakend_endpoint_for_gwr::KRAKEND_ENDPOINT_FOR_GWR: capabilities,
    targets::krakend_root_not_read::KRAKEND_ROOT_NOT_READ: capabilities,
    targets::store_not_shared::STORE_NOT_SHARED: capabilities,
    targets::in_flight_not_limited::IN_FLIGHT_NOT_LIMITED: capabilities,
    targets::window_as_bucket::WINDOW_AS_BUCKET: capabilities,
    targets::quota_not_enforced::QUOTA_NOT_ENFORCED: capabilities,
    targets::balance_not_enforced::BALANCE_NOT_ENFORCED: capabilities,
    targets::balance_from_environment::BALANCE_FROM_ENVIRONMENT: capabilities,
    targets::usage_not_recorded::USAGE_NOT_RECORDED: capabilities,
    targets::strip_not_applied::STRIP_NOT_APPLIED: capabilities,
    targets::discovery_not_made::DISCOVERY_NOT_MADE: capabilities,
    targets::admin_not_served::ADMIN_NOT_SERVED: capabilities,
    targets::access_log_differs::ACCESS_LOG_DIFFERS: capabilities,
    targets::traces_not_sent::TRACES_NOT_SENT: capabilities,
    targets::heartbeat_not_sent::HEARTBEAT_NOT_SENT: capabilities,
    streaming::heartbeat_after_idle::HEARTBEAT_AFTER_IDLE: model,
    targets::secret_not_read::SECRET_NOT_READ: capabilities,
    targets::key_failure_not_applied::KEY_FAILURE_NOT_APPLIED: capabilities,
    targets::cors_per_endpoint::CORS_PER_ENDPOINT: capabilities,
    targets::cors_from_environment::CORS_FROM_ENVIRONMENT: capabilities,
    targets::response_headers_of_backends::RESPONSE_HEADERS_OF_BACKENDS: capabilities,
    targets::respond_not_expressible::RESPOND_NOT_EXPRESSIBLE: capabilities,
    targets::upstream_tls_differs::UPSTREAM_TLS_DIFFERS: capabilities,
    targets::http2_not_spoken::HTTP2_NOT_SPOKEN: capabilities,
    targets::host_not_forwarded::HOST_NOT_FORWARDED: capabilities,
    targets::breaker_per_endpoint::BREAKER_PER_ENDPOINT: capabilities,
    targets::upstream_policy_not_applied::UPSTREAM_POLICY_NOT_APPLIED: capabilities,

    // GW9xx: Suppressions and baselines
    codes::unused_suppression::UNUSED_SUPPRESSION: stage,
    codes::expired_suppression::EXPIRED_SUPPRESSION: stage,
    codes::suppression_without_reason::SUPPRESSION_WITHOUT_REASON: stage,
    codes::unknown_rule::UNKNOWN_RULE: stage,
    codes::refused_suppression::REFUSED_SUPPRESSION: stage,
    codes::malformed_suppression::MALFORMED_SUPPRESSION: stage,
    codes::stale_baseline_entry::STALE_BASELINE_ENTRY: stage,
    codes::malformed_baseline::MALFORMED_BASELINE: stage,
    codes::retired_rule::RETIRED_RULE: stage,
}
