//! Which credential a request needs, and where it is read from.

use gwc_artifact::{AuthKind, Credential, Endpoint, Gateway, Requirement, Set};

/// The credential decision of an endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CredentialPlan {
    /// Anyone may call.
    Public,
    /// One of these checks must pass, tried in this order.
    AnyOf(Vec<Check>),
}

/// A credential check of an endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Its name.
    pub name: String,
    /// What it checks.
    pub kind: CheckKind,
    /// The headers it reads, lower case, in order.
    pub reads: Vec<String>,
    /// What the claims of a token must hold.
    pub require: Set<Requirement>,
}

/// What a check checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckKind {
    /// A signed token, verified by the gateway.
    Jwt,
    /// An opaque key, recognised by the gateway and verified by the upstream.
    ApiKey,
}

impl CredentialPlan {
    pub(crate) fn of(endpoint: &Endpoint, gateway: &Gateway) -> CredentialPlan {
        let Credential::AnyOf(names) = &endpoint.credential else { return CredentialPlan::Public };
        let auth = names.iter().filter_map(|name| gateway.auth.iter().find(|auth| auth.name == *name));
        let check = |auth: &gwc_artifact::Auth| Check {
            name: auth.name.clone(),
            kind: match auth.kind {
                AuthKind::Jwt(_) => CheckKind::Jwt,
                AuthKind::ApiKey(_) => CheckKind::ApiKey,
            },
            reads: read_by(&auth.kind).into_iter().map(str::to_ascii_lowercase).collect(),
            require: match &auth.kind {
                AuthKind::Jwt(jwt) => jwt.require.clone(),
                AuthKind::ApiKey(_) => Set::default(),
            },
        };
        CredentialPlan::AnyOf(auth.map(check).collect())
    }

    /// The headers the checks read, each once, in order.
    pub fn reads(&self) -> Vec<&str> {
        let CredentialPlan::AnyOf(checks) = self else { return Vec::new() };
        let mut names: Vec<&str> = Vec::new();
        for name in checks.iter().flat_map(|check| &check.reads) {
            if !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
        names
    }
}

/// The headers a check reads its credential from, in order.
pub(crate) fn read_by(kind: &AuthKind) -> Vec<&str> {
    match kind {
        AuthKind::Jwt(_) => vec!["Authorization"],
        AuthKind::ApiKey(key) => key.headers.iter().map(String::as_str).collect(),
    }
}
