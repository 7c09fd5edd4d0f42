//! One rule, one file.

use super::Around;
use crate::diagnostic::{Diagnostics, Rule};

mod backend_ports;

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
    gated_behind_bypass::GATED_BEHIND_BYPASS,
    host_behind_bypass::HOST_BEHIND_BYPASS,
}

/// Checks that report under a rule which is declared elsewhere.
const SHARED: &[Check] = &[backend_ports::check];

/// All rules of this module.
pub fn rules() -> Vec<&'static Rule> {
    RULES.iter().map(|(rule, _)| *rule).collect()
}

pub(super) fn check(around: &Around<'_>, out: &mut Diagnostics) {
    let own = RULES.iter().map(|(_, check)| check);
    own.chain(SHARED).for_each(|check| check(around, out));
}
