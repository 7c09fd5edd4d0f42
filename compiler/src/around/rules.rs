//! One rule, one file.

use super::Around;
use super::manifests::{Manifest, part};
use gwc_syntax::diagnostic::{Diagnostics, Rule};
use gwc_syntax::source::Spanned;
use gwc_syntax::tree::MapEntry;

mod backend_ports;
mod map_size;

type Check = fn(&Around<'_>, &mut Diagnostics);

/// Declares the modules of rules and lists them: one rule and its check a file.
macro_rules! rules {
    ($($module:ident::$rule:ident,)*) => {
        $(mod $module;)*

        const RULES: &[(&Rule, Check)] = &[$((&$module::$rule, $module::check)),*];
    };
}

rules! {
    duplicate_host::DUPLICATE_HOST,
    dead_backend::DEAD_BACKEND,
    regex_in_prefix::REGEX_IN_PREFIX,
    prefix_without_boundary::PREFIX_WITHOUT_BOUNDARY,
    prefix_without_its_root::PREFIX_WITHOUT_ITS_ROOT,
    order_decides::ORDER_DECIDES,
    redirected_and_routed::REDIRECTED_AND_ROUTED,
    redirect_chain::REDIRECT_CHAIN,
    redirect_doubles_path::REDIRECT_DOUBLES_PATH,
    loose_subdomain::LOOSE_SUBDOMAIN,
    overlapping_subdomains::OVERLAPPING_SUBDOMAINS,
    unusable_backend::UNUSABLE_BACKEND,
    host_without_backends::HOST_WITHOUT_BACKENDS,
    unmatchable_host::UNMATCHABLE_HOST,
    host_in_two_tables::HOST_IN_TWO_TABLES,
    host_of_two_gateways::HOST_OF_TWO_GATEWAYS,
    gated_behind_bypass::GATED_BEHIND_BYPASS,
    host_behind_bypass::HOST_BEHIND_BYPASS,
    name_of_two_gateways::NAME_OF_TWO_GATEWAYS,
    probe_path_drift::PROBE_PATH_DRIFT,
    port_drift::PORT_DRIFT,
    tls_port_onto_plaintext::TLS_PORT_ONTO_PLAINTEXT,
    config_not_mounted::CONFIG_NOT_MOUNTED,
    debug_flag::DEBUG_FLAG,
    service_link_override::SERVICE_LINK_OVERRIDE,
    blind_readiness::BLIND_READINESS,
    optional_secret::OPTIONAL_SECRET,
    misspelt_switch::MISSPELT_SWITCH,
    anonymous_pass::ANONYMOUS_PASS,
    listeners_collide::LISTENERS_COLLIDE,
    public_path_without_boundary::PUBLIC_PATH_WITHOUT_BOUNDARY,
    gated_under_public_path::GATED_UNDER_PUBLIC_PATH,
    billing_gate::BILLING_GATE,
    shared_load_balancer::SHARED_LOAD_BALANCER,
    two_certificates::TWO_CERTIFICATES,
    override_without_effect::OVERRIDE_WITHOUT_EFFECT,
    authority_drift::AUTHORITY_DRIFT,
    untrusted_proxy::UNTRUSTED_PROXY,
}

/// Checks that report under a rule which is declared elsewhere.
const SHARED: &[Check] = &[backend_ports::check, map_size::check];

/// All rules of this module.
pub fn rules() -> Vec<&'static Rule> {
    RULES.iter().map(|(rule, _)| *rule).collect()
}

pub(super) fn check(around: &Around<'_>, out: &mut Diagnostics) {
    let own = RULES.iter().map(|(_, check)| check);
    own.chain(SHARED).for_each(|check| check(around, out));
}

/// The entries of a list with commas, each with its own place.
fn listed(list: &Spanned<String>) -> Vec<Spanned<String>> {
    let mut start = 0;
    let mut entries = Vec::new();
    for written in list.value.split(',') {
        let at = start + (written.len() - written.trim_start().len());
        entries.push(part(list, at, at + written.trim().len()));
        start += written.len() + 1;
    }
    entries.retain(|entry| !entry.value.is_empty());
    entries
}

/// Whether a manifest is a Service that selects the pods of another.
fn selects(service: &Manifest, pods: &Manifest) -> bool {
    let labels =
        pods.at(&["spec", "template", "metadata", "labels"]).or_else(|| pods.at(&["metadata", "labels"]));
    let selector = service.at(&["spec", "selector"]).and_then(|selector| service.doc.map(selector));
    let (Some(labels), Some(selector)) = (labels, selector) else { return false };
    let has = |entry: &MapEntry| {
        let (Some(key), Some(value)) = (service.text(entry.key), service.text(entry.value)) else {
            return false;
        };
        pods.text_at(labels, &[&key.value]).is_some_and(|label| label.value == value.value)
    };
    service.kind == "Service" && service.near(pods) && !selector.is_empty() && selector.iter().all(has)
}
