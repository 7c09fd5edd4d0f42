//! Which header names claim an identity. No client may send one: they are stripped from every request, and only verified
//! claims may mint them. The artifact lists them all: it cannot hold a minted header that is not listed.

use gwc_artifact::Gateway;

use crate::names::NameSet;

/// The names that the gateway strips.
pub fn names(gateway: &Gateway) -> NameSet {
    let stripped = &gateway.stripped;
    NameSet::new(stripped.names.iter().map(String::as_str), stripped.prefixes.iter().map(String::as_str))
}
