//! Which credential a request needs, and where it is read from.

use gwc_artifact::{AuthKind, Credential, Endpoint, Gateway, Requirement, Set, TokenSource};

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
    /// What it reads, in order.
    pub reads: Vec<Source>,
    /// What the claims of a token must hold.
    pub require: Set<Requirement>,
}

/// Where a credential is read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A header, lower case.
    Header(String),
    /// A cookie.
    Cookie(String),
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
            reads: read_by(&auth.kind),
            require: match &auth.kind {
                AuthKind::Jwt(jwt) => jwt.require.clone(),
                AuthKind::ApiKey(_) => Set::default(),
            },
        };
        CredentialPlan::AnyOf(auth.map(check).collect())
    }

    /// What the checks read, each once, in order.
    pub fn reads(&self) -> Vec<&Source> {
        let CredentialPlan::AnyOf(checks) = self else { return Vec::new() };
        let mut sources: Vec<&Source> = Vec::new();
        for source in checks.iter().flat_map(|check| &check.reads) {
            if !sources.contains(&source) {
                sources.push(source);
            }
        }
        sources
    }
}

/// What a check reads its credential from, in order.
fn read_by(kind: &AuthKind) -> Vec<Source> {
    let header = |name: &String| Source::Header(name.to_ascii_lowercase());
    match kind {
        AuthKind::Jwt(jwt) => {
            let source = |source: &TokenSource| match source {
                TokenSource::Header(name) => header(name),
                TokenSource::Cookie(name) => Source::Cookie(name.clone()),
            };
            jwt.sources.iter().map(source).collect()
        }
        AuthKind::ApiKey(key) => key.headers.iter().map(header).collect(),
    }
}

/// The headers of those.
pub(crate) fn headers_read_by(kind: &AuthKind) -> Vec<&str> {
    match kind {
        AuthKind::Jwt(jwt) => jwt.sources.iter().filter_map(header_of).collect(),
        AuthKind::ApiKey(key) => key.headers.iter().map(String::as_str).collect(),
    }
}

fn header_of(source: &TokenSource) -> Option<&str> {
    match source {
        TokenSource::Header(name) => Some(name),
        TokenSource::Cookie(_) => None,
    }
}
