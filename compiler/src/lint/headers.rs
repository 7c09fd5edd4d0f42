//! Headers that carry an identity or a credential.

use crate::model::phrases;
use crate::model::{Auth, Endpoint, Gateway};

/// Headers that upstreams take for a verified identity, by convention.
const IDENTITY_PREFIXES: [&str; 9] = [
    "x-user-",
    "x-org-",
    "x-tenant-",
    "x-role",
    "x-auth-",
    "x-authenticated-",
    "x-consumer-",
    "x-iam-",
    "x-account-",
];
const IDENTITY: [&str; 12] = [
    "x-user",
    "x-org",
    "x-tenant",
    "x-project-id",
    "x-billing-account-id",
    "x-phone-number",
    "x-email",
    "x-forwarded-user",
    "x-forwarded-email",
    "x-remote-user",
    "remote-user",
    "x-admin",
];

/// Whether a header carries the identity of the caller: one that an auth mints, or one that upstreams commonly trust.
pub(crate) fn is_identity(gateway: &Gateway, header: &str) -> bool {
    let name = header.to_ascii_lowercase();
    IDENTITY.contains(&name.as_str())
        || IDENTITY_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
        || gateway.auths.iter().any(|auth| mints(auth, header))
}

/// Whether every way to call the endpoint sets the header from a verified claim.
pub(crate) fn is_minted(gateway: &Gateway, endpoint: &Endpoint, header: &str) -> bool {
    let mut auths = phrases::auths(gateway, endpoint).peekable();
    auths.peek().is_some() && auths.all(|auth| mints(auth, header))
}

/// Whether a header carries a credential.
pub(crate) fn is_credential(header: &str) -> bool {
    ["authorization", "proxy-authorization", "cookie", "x-api-key", "x-authorization", "x-auth-token"]
        .contains(&header.to_ascii_lowercase().as_str())
}

fn mints(auth: &Auth, header: &str) -> bool {
    auth.mints.iter().any(|mint| mint.header.value.eq_ignore_ascii_case(header))
}
