//! Which credential a request needs, and where it is read from.

use gwc_artifact::{
    ApiKey, Auth, AuthKind, Credential, Endpoint, Gateway, KeyCheck, Requirement, Set, TokenSource,
};

use crate::limits::{LimitRule, of_credential};
use crate::source::Source;

/// The credential decision of an endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CredentialPlan {
    /// Anyone may call.
    Public,
    /// One of these checks must pass, tried in this order.
    AnyOf(Vec<Check>),
    /// Anyone may call; of a request that has a credential, one of these checks must pass, tried in this order.
    Optional(Vec<Check>),
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
    /// What the claims of a token, or the record of a key, must hold.
    pub require: Set<Requirement>,
    /// The hosts of pages that requests with this credential come from, or from subdomains of which; empty: from anywhere.
    pub origins: Set<String>,
    /// The limits of the requests with this credential.
    pub limits: Vec<LimitRule>,
}

/// What a check checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckKind {
    /// A signed token, verified by the gateway.
    Jwt,
    /// An opaque key, recognised by the gateway and verified by the upstream.
    ApiKey,
    /// A key that the gateway verifies by a file.
    VerifiedKey,
    /// Whatever a service accepts.
    External,
}

impl CredentialPlan {
    pub(crate) fn of(endpoint: &Endpoint, gateway: &Gateway) -> CredentialPlan {
        let names = endpoint.credential.checks();
        let auth = names.iter().filter_map(|name| gateway.auth.iter().find(|auth| auth.name == *name));
        let checks = auth.map(Check::of).collect();
        match &endpoint.credential {
            Credential::Public => CredentialPlan::Public,
            Credential::AnyOf(_) => CredentialPlan::AnyOf(checks),
            Credential::Optional(_) => CredentialPlan::Optional(checks),
        }
    }

    /// The checks of a credential that a request has, in order.
    pub fn checks(&self) -> &[Check] {
        match self {
            CredentialPlan::Public => &[],
            CredentialPlan::AnyOf(checks) | CredentialPlan::Optional(checks) => checks,
        }
    }

    /// What the checks read, each once, in order.
    pub fn reads(&self) -> Vec<&Source> {
        let mut sources: Vec<&Source> = Vec::new();
        for source in self.checks().iter().flat_map(|check| &check.reads) {
            if !sources.contains(&source) {
                sources.push(source);
            }
        }
        sources
    }
}

impl Check {
    fn of(auth: &Auth) -> Check {
        Check {
            name: auth.name.clone(),
            kind: match &auth.kind {
                AuthKind::Jwt(_) => CheckKind::Jwt,
                AuthKind::ApiKey(ApiKey { verify: KeyCheck::Upstream, .. }) => CheckKind::ApiKey,
                AuthKind::ApiKey(ApiKey { verify: KeyCheck::Gateway(_), .. }) => CheckKind::VerifiedKey,
                AuthKind::External(_) => CheckKind::External,
            },
            reads: read_by(&auth.kind),
            require: auth.kind.requirements().iter().cloned().collect(),
            origins: auth.origins.clone(),
            limits: of_credential(auth),
        }
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
        AuthKind::External(check) => check.send.iter().map(header).collect(),
    }
}

/// The headers of those.
pub(crate) fn headers_read_by(kind: &AuthKind) -> Vec<&str> {
    match kind {
        AuthKind::Jwt(jwt) => jwt.sources.iter().filter_map(header_of).collect(),
        AuthKind::ApiKey(key) => key.headers.iter().map(String::as_str).collect(),
        AuthKind::External(check) => check.send.iter().map(String::as_str).collect(),
    }
}

fn header_of(source: &TokenSource) -> Option<&str> {
    match source {
        TokenSource::Header(name) => Some(name),
        TokenSource::Cookie(_) => None,
    }
}
