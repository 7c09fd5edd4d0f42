//! Rules that the stages report: reading, parsing, resolving, expanding, settings, suppressions, baselines. One
//! rule a file, here because the stages do not depend on the other rules.

pub(crate) mod unreadable_file;
pub(crate) mod not_utf8;
pub(crate) mod unknown_file_kind;
pub(crate) mod no_gateway;
pub(crate) mod empty_file;
pub(crate) mod no_config_in_map;
pub(crate) mod unknown_key;
pub(crate) mod duplicate_key;
pub(crate) mod wrong_type;
pub(crate) mod bad_value;
pub(crate) mod missing_key;
pub(crate) mod undefined_name;
pub(crate) mod duplicate_name;
pub(crate) mod reserved_name;
pub(crate) mod conflicting_keys;
pub(crate) mod undeclared_variable;
pub(crate) mod secret_in_variable;
pub(crate) mod mixed_append;
pub(crate) mod overlay_adds_endpoint;
pub(crate) mod unknown_overlay;
pub(crate) mod unreadable_config;
pub(crate) mod undecodable_value;
pub(crate) mod refused_config;
pub(crate) mod crashing_config;
pub(crate) mod settings_syntax;
pub(crate) mod unknown_setting;
pub(crate) mod wrong_setting;
pub(crate) mod duplicate_endpoint;
pub(crate) mod unused_name;
pub(crate) mod lock_differs;
pub(crate) mod no_lock;
pub(crate) mod no_endpoints;
pub(crate) mod retired_rule;
pub(crate) mod route_conflict;
pub(crate) mod malformed_route;
pub(crate) mod dies_at_start;
pub(crate) mod route_without_auth;
pub(crate) mod route_without_policy;
pub(crate) mod unverified_api_key;
pub(crate) mod claim_limit_without_token;
pub(crate) mod quota_without_token;
pub(crate) mod balance_without_token;
pub(crate) mod require_without_token;
pub(crate) mod param_limit_without_param;
pub(crate) mod no_upstream;
pub(crate) mod not_rendered;
pub(crate) mod edited_output;
pub(crate) mod ambiguous_rewrite;
pub(crate) mod bad_rewrite;
pub(crate) mod unused_suppression;
pub(crate) mod expired_suppression;
pub(crate) mod suppression_without_reason;
pub(crate) mod unknown_rule;
pub(crate) mod refused_suppression;
pub(crate) mod malformed_suppression;
pub(crate) mod stale_baseline_entry;
pub(crate) mod malformed_baseline;

pub(crate) use ambiguous_rewrite::AMBIGUOUS_REWRITE;
pub(crate) use bad_rewrite::BAD_REWRITE;
pub(crate) use bad_value::BAD_VALUE;
pub(crate) use balance_without_token::BALANCE_WITHOUT_TOKEN;
pub(crate) use claim_limit_without_token::CLAIM_LIMIT_WITHOUT_TOKEN;
pub(crate) use conflicting_keys::CONFLICTING_KEYS;
pub(crate) use crashing_config::CRASHING_CONFIG;
pub(crate) use dies_at_start::DIES_AT_START;
pub(crate) use duplicate_endpoint::DUPLICATE_ENDPOINT;
pub(crate) use duplicate_key::DUPLICATE_KEY;
pub(crate) use duplicate_name::DUPLICATE_NAME;
pub(crate) use edited_output::EDITED_OUTPUT;
pub(crate) use empty_file::EMPTY_FILE;
pub(crate) use expired_suppression::EXPIRED_SUPPRESSION;
pub(crate) use gwc_syntax::codes::*;
pub(crate) use lock_differs::LOCK_DIFFERS;
pub(crate) use malformed_baseline::MALFORMED_BASELINE;
pub(crate) use malformed_route::MALFORMED_ROUTE;
pub(crate) use malformed_suppression::MALFORMED_SUPPRESSION;
pub(crate) use missing_key::MISSING_KEY;
pub(crate) use mixed_append::MIXED_APPEND;
pub(crate) use no_config_in_map::NO_CONFIG_IN_MAP;
pub(crate) use no_endpoints::NO_ENDPOINTS;
pub(crate) use no_gateway::NO_GATEWAY;
pub(crate) use no_lock::NO_LOCK;
pub(crate) use no_upstream::NO_UPSTREAM;
pub(crate) use not_rendered::NOT_RENDERED;
pub(crate) use not_utf8::NOT_UTF8;
pub(crate) use overlay_adds_endpoint::OVERLAY_ADDS_ENDPOINT;
pub(crate) use param_limit_without_param::PARAM_LIMIT_WITHOUT_PARAM;
pub(crate) use quota_without_token::QUOTA_WITHOUT_TOKEN;
pub(crate) use refused_config::REFUSED_CONFIG;
pub(crate) use refused_suppression::REFUSED_SUPPRESSION;
pub(crate) use require_without_token::REQUIRE_WITHOUT_TOKEN;
pub(crate) use reserved_name::RESERVED_NAME;
pub(crate) use retired_rule::RETIRED_RULE;
pub(crate) use route_conflict::ROUTE_CONFLICT;
pub(crate) use route_without_auth::ROUTE_WITHOUT_AUTH;
pub(crate) use route_without_policy::ROUTE_WITHOUT_POLICY;
pub(crate) use secret_in_variable::SECRET_IN_VARIABLE;
pub(crate) use settings_syntax::SETTINGS_SYNTAX;
pub(crate) use stale_baseline_entry::STALE_BASELINE_ENTRY;
pub(crate) use suppression_without_reason::SUPPRESSION_WITHOUT_REASON;
pub(crate) use undeclared_variable::UNDECLARED_VARIABLE;
pub(crate) use undecodable_value::UNDECODABLE_VALUE;
pub(crate) use undefined_name::UNDEFINED_NAME;
pub(crate) use unknown_file_kind::UNKNOWN_FILE_KIND;
pub(crate) use unknown_key::UNKNOWN_KEY;
pub(crate) use unknown_overlay::UNKNOWN_OVERLAY;
pub(crate) use unknown_rule::UNKNOWN_RULE;
pub(crate) use unknown_setting::UNKNOWN_SETTING;
pub(crate) use unreadable_config::UNREADABLE_CONFIG;
pub(crate) use unreadable_file::UNREADABLE_FILE;
pub(crate) use unused_name::UNUSED_NAME;
pub(crate) use unused_suppression::UNUSED_SUPPRESSION;
pub(crate) use unverified_api_key::UNVERIFIED_API_KEY;
pub(crate) use wrong_setting::WRONG_SETTING;
pub(crate) use wrong_type::WRONG_TYPE;

use gwc_syntax::diagnostic::Rule;

/// Whether a rule is about text that cannot be read at all: `GW00x`.
pub(crate) fn is_of_syntax(rule: &Rule) -> bool {
    rule.code < "GW010"
}

/// Whether a rule is about text that is not understood, its form, its keys, its values, its names: `GW00x` to `GW04x`.
pub(crate) fn is_of_text(rule: &Rule) -> bool {
    rule.code < "GW050"
}

/// Whether a rule is about text, or about a gateway that is not whole: an endpoint without upstream or credential.
pub(crate) fn is_of_early_stage(rule: &Rule) -> bool {
    let missing = [&NO_UPSTREAM, &ROUTE_WITHOUT_AUTH, &AMBIGUOUS_REWRITE, &BAD_REWRITE, &DUPLICATE_ENDPOINT];
    is_of_text(rule) || missing.contains(&rule)
}

/// Whether nothing behind a finding of this rule was read.
pub(crate) fn ends_reading(rule: &Rule) -> bool {
    [&YAML_SYNTAX, &BRACE_IN_FLOW].contains(&rule)
}
