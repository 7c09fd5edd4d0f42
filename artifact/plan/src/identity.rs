//! Which header names claim an identity. No client may send one: they are stripped from every request, and only
//! verified claims may mint them, so what is stripped always covers what is minted.

use gwc_artifact::Gateway;

use crate::names::NameSet;

/// The names upstreams of a Hanzo gateway read an identity from.
pub const NAMES: [&str; 16] = [
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
];

/// Whole families of such names.
pub const PREFIXES: [&str; 2] = ["X-IAM-", "X-HANZO-"];

/// The built-in names and all that a check of the gateway mints.
pub fn names(gateway: &Gateway) -> NameSet {
    let minted = gateway.auth.iter().flat_map(|auth| auth.kind.headers());
    NameSet::new(NAMES.into_iter().chain(minted.map(|minted| minted.header.as_str())), PREFIXES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_is_recognised() {
        let names = names(&Gateway::default());
        for name in
            ["X-User-Id", "x_user_id", "X-USER_id", "x-iam-anything", "X_Hanzo_Key", "x-tenant-id", "X-Org"]
        {
            assert!(names.contains(name), "{name}");
        }
        for name in ["x-user", "x-user-id2", "x-iam", "authorization", "x-request-id", ""] {
            assert!(!names.contains(name), "{name}");
        }
        assert!(names.contains(&format!("x-hanzo-{}", "a".repeat(500))));
        assert!(!names.contains(&"a".repeat(500)));
    }
}
