//! Findings about configurations that exist already. One rule a file, or one family a file where the table of
//! effects reports them.
//!
//! [`findings`] is the way in: what KrakenD refuses, what nobody reads, and what KrakenD only finds out when it
//! runs, or never.

pub(crate) mod effects;
mod group;
pub(crate) mod refused;
pub mod subject;
mod walk;

use gwc_krakend::judge::Judged;
use gwc_syntax::diagnostic::{Diagnostic, Rule, Severity};
use gwc_syntax::value::Target;

pub use group::group;
pub use subject::Subject;
pub(crate) use subject::{Block, EndpointOf};

/// A path as gin has it, without the names of its parameters: `/users/:`.
fn shape(path: &str) -> String {
    let segments = path.split('/').map(|segment| if segment.starts_with(':') { ":" } else { segment });
    segments.collect::<Vec<_>>().join("/")
}

/// A route in which a value stands for the last parameter.
fn with_value(route: &str, value: &str) -> String {
    match (route.rfind('{'), route.rfind('}')) {
        (Some(start), Some(end)) if start < end => format!("{}{value}{}", &route[..start], &route[end + 1..]),
        _ => route.to_owned(),
    }
}

/// Looks for what one rule, or a few that share a walk, want to know.
pub type Check = fn(&Subject<'_>, &mut Vec<Diagnostic>);

/// Checks that several rules share.
const TABLES: &[(&str, Check)] =
    &[("the table of effects", walk::walk), ("duplicate-json-key", effects::duplicate_keys)];

/// Declares the modules of rules and lists them: one rule and its check a file.
macro_rules! rules {
    ($($module:ident::$rule:ident,)*) => {
        $(mod $module;)*

        /// Rules with a check of their own.
        const CHECKS: &[(&Rule, Check)] = &[$((&$module::$rule, $module::check)),*];
    };
}

rules! {
    unmatchable_path::UNMATCHABLE_PATH,
    one_segment_rest::ONE_SEGMENT_REST,
    depends_on_machine::DEPENDS_ON_MACHINE,
    validator_refuses_everybody::VALIDATOR_REFUSES_EVERYBODY,
    audience_means_all::AUDIENCE_MEANS_ALL,
    claims_not_forwarded::CLAIMS_NOT_FORWARDED,
    jwt_placeholder::JWT_PLACEHOLDER,
    keys_fetched_each_time::KEYS_FETCHED_EACH_TIME,
    signer_refuses_everybody::SIGNER_REFUSES_EVERYBODY,
    cleartext_keys::CLEARTEXT_KEYS,
    claim_key_without_list::CLAIM_KEY_WITHOUT_LIST,
    uncompilable_expression::UNCOMPILABLE_EXPRESSION,
    uncompilable_schema::UNCOMPILABLE_SCHEMA,
    loose_cors::LOOSE_CORS,
    cors_credentials::CORS_CREDENTIALS,
    dead_bot_detector::DEAD_BOT_DETECTOR,
    trusts_everybody::TRUSTS_EVERYBODY,
    impossible_header::IMPOSSIBLE_HEADER,
    client_limit_without_strategy::CLIENT_LIMIT_WITHOUT_STRATEGY,
    limit_without_key::LIMIT_WITHOUT_KEY,
    capacity_unsaid::CAPACITY_UNSAID,
    absurd_number::ABSURD_NUMBER,
    limit_period::LIMIT_PERIOD,
    blind_breaker::BLIND_BREAKER,
    limit_by_client_choice::LIMIT_BY_CLIENT_CHOICE,
    unsupported_method::UNSUPPORTED_METHOD,
    no_host::NO_HOST,
    misread_host::MISREAD_HOST,
    unknown_encoding::UNKNOWN_ENCODING,
    no_op_manipulation::NO_OP_MANIPULATION,
    no_op_mixed::NO_OP_MIXED,
    response_placeholder::RESPONSE_PLACEHOLDER,
    tls_versions::TLS_VERSIONS,
    allow_and_deny::ALLOW_AND_DENY,
    same_group::SAME_GROUP,
    unknown_combiner::UNKNOWN_COMBINER,
    flatmap_arguments::FLATMAP_ARGUMENTS,
    only_shadows::ONLY_SHADOWS,
    star_filter::STAR_FILTER,
    content_type_lost::CONTENT_TYPE_LOST,
    server_cuts_endpoint::SERVER_CUTS_ENDPOINT,
    open_for_debugging::OPEN_FOR_DEBUGGING,
    strategy_without_rate::STRATEGY_WITHOUT_RATE,
    empty_component::EMPTY_COMPONENT,
    unchecked_claims::UNCHECKED_CLAIMS,
    without_breaker::WITHOUT_BREAKER,
    all_headers_gated::ALL_HEADERS_GATED,
    parameter_climbs::PARAMETER_CLIMBS,
    encoded_slash_switches::ENCODED_SLASH_SWITCHES,
    backtrack_missed::BACKTRACK_MISSED,
    extra_slash_removed::EXTRA_SLASH_REMOVED,
    claim_in_path::CLAIM_IN_PATH,
    private_answers_cached::PRIVATE_ANSWERS_CACHED,
    parameter_in_query::PARAMETER_IN_QUERY,
    mapping_to_itself::MAPPING_TO_ITSELF,
    dotted_deny::DOTTED_DENY,
    response_number::RESPONSE_NUMBER,
    partial_policy::PARTIAL_POLICY,
    stripped_header::STRIPPED_HEADER,
    cors_twice::CORS_TWICE,
}

/// All rules of this module.
pub fn rules() -> Vec<&'static Rule> {
    let own = CHECKS.iter().map(|(rule, _)| *rule);
    refused::RULES.iter().chain(effects::RULES).copied().chain(own).collect()
}

/// Everything there is to say about a configuration, the verdict included; equal findings are one with many places.
pub fn findings(judged: &Judged<'_>, target: Target) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    refused::report(judged.tree(), &judged.verdict, &mut out);
    let Some(subject) = Subject::of(judged, target) else { return out };
    checks().for_each(|(_, check)| check(&subject, &mut out));
    group(out)
}

/// Each check with the name of its rule, for who wants to run, or to measure, one alone.
pub fn checks() -> impl Iterator<Item = (&'static str, Check)> {
    TABLES.iter().copied().chain(CHECKS.iter().map(|(rule, check)| (rule.name, *check)))
}

/// A finding as `--compat` weighs it: for files that are valid KrakenD by age or on purpose. What KrakenD refuses or
/// dies on stays an error; what it takes and means otherwise, or drops, becomes a warning.
pub fn compatible(finding: Diagnostic) -> Diagnostic {
    // Placeholders of the Enterprise edition: valid there, refused here.
    let enterprise =
        finding.notes.iter().any(|n| n.contains("input_headers.") || n.contains("input_query_strings."));
    let breakage = refused::RULES.contains(&finding.rule) && !enterprise;
    match finding.severity {
        Severity::Error if !breakage => finding.severity(Severity::Warning),
        _ => finding,
    }
}

#[cfg(test)]
mod tests;
