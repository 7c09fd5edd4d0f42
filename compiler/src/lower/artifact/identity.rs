//! The headers that the runtime removes from every request of a client.

use gwc_artifact::{Auth, HeaderNames};

/// What upstreams commonly read an identity from, whatever a gateway declares: names, and beginnings with `*`.
pub const BUILT_IN: [&str; 18] = [
    "X-User-Id",
    "X-Org-Id",
    "X-User-Owner",
    "X-Roles",
    "X-User-Permissions",
    "X-User-Email",
    "X-Phone-Number",
    "X-User-IsAdmin",
    "X-User-IsGlobalAdmin",
    "X-Project-Id",
    "X-Billing-Account-Id",
    "X-User-Role",
    "X-User-Roles",
    "X-User-Name",
    "X-Tenant-Id",
    "X-Org",
    "X-IAM-*",
    "X-Hanzo-*",
];

/// The built-in names, all that a check mints, and what the gateway adds.
pub fn stripped<'e>(auth: &'e [Auth], added: impl IntoIterator<Item = &'e str>) -> HeaderNames {
    let minted = auth.iter().flat_map(|auth| auth.kind.headers()).map(|minted| minted.header.as_str());
    HeaderNames::of(BUILT_IN.into_iter().chain(minted).chain(added))
}
