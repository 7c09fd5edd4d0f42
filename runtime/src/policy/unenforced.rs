//! Policies of an artifact that this runtime does not enforce. It serves no artifact that has one, unless told so.

use std::collections::BTreeMap;
use std::fmt;

use gwc_artifact::{
    AuthKind, Backend, Endpoint, EndpointPolicy, Gateway, PolicyScope, Scheme, Traces, UsageSink,
};

use crate::{outbound, store};

/// The policies of an artifact that would be skipped, each with the endpoints it is missing from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Unenforced {
    /// By name, such as "TLS to upstream `search`".
    pub policies: BTreeMap<String, Affected>,
}

/// The endpoints a policy is missing from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Affected {
    /// How many.
    pub endpoints: usize,
    /// One of them, as `METHOD path`; `None` when the policy is of the gateway as a whole.
    pub example: Option<String>,
}

impl Unenforced {
    /// What this runtime would skip of the gateway.
    pub fn of(gateway: &Gateway) -> Unenforced {
        let mut found = Unenforced::default();
        for endpoint in &gateway.endpoints {
            found.credentials(gateway, endpoint);
            found.needs_tls(gateway, endpoint);
            for policy in endpoint.policies.iter().filter(|policy| !super::is_enforced(policy)) {
                found.add(format!("policy `{policy}`"), Some(endpoint));
            }
        }
        if super::bots::compile(&gateway.bots).is_err() {
            found.add(
                "policy `bots` (an expression does not compile, or all of them are too large)".to_owned(),
                None,
            );
        }
        if gateway.store.as_ref().is_some_and(|store| !store::is_supported(store)) {
            found.add("store (this build has no Redis)".to_owned(), None);
        }
        for balance in gateway.balances.iter().filter(|balance| !outbound::can_reach(&balance.url)) {
            found.add(format!("balance `{}` (this build has no TLS)", balance.name), None);
        }
        if let Some(UsageSink::Http { url, .. }) = gateway.usage.as_ref().map(|usage| &usage.to)
            && !outbound::can_reach(url)
        {
            found.add("usage records (this build has no TLS)".to_owned(), None);
        }
        if let Some(traces) = &gateway.operations.traces {
            found.traces(traces);
        }
        for policy in &gateway.other_policies {
            let name = format!("policy `{}`", policy.name);
            match &policy.scope {
                PolicyScope::Gateway => found.add(name, None),
                PolicyScope::Endpoints(ids) => {
                    let named = gateway.endpoints.iter().filter(|endpoint| ids.contains(&endpoint.id));
                    named.for_each(|endpoint| found.add(name.clone(), Some(endpoint)));
                }
            }
        }
        found
    }

    /// Whether the artifact can be served as it is.
    pub fn is_empty(&self) -> bool {
        self.policies.is_empty()
    }

    /// A file that cannot be used: for what, and why.
    pub(crate) fn file(&mut self, what: &str, why: &str) {
        self.add(format!("{what} ({why})"), None);
    }

    /// A token cannot be verified by a secret that no key set publishes, nor by keys that cannot be fetched.
    fn credentials(&mut self, gateway: &Gateway, endpoint: &Endpoint) {
        let checks = endpoint.credential.checks();
        for auth in gateway.auth.iter().filter(|auth| checks.iter().any(|name| **name == *auth.name)) {
            let jwt = match &auth.kind {
                AuthKind::Jwt(jwt) => jwt,
                AuthKind::External(check) if !outbound::can_reach(&check.url) => {
                    let policy = format!("credential `{}` (this build cannot ask over TLS)", auth.name);
                    self.add(policy, Some(endpoint));
                    continue;
                }
                AuthKind::External(_) | AuthKind::ApiKey(_) => continue,
            };
            if jwt.secret.is_some() {
                continue;
            }
            if jwt.algorithms.iter().any(|algorithm| algorithm.is_symmetric()) {
                self.add(format!("credential `{}` (shared secret)", auth.name), Some(endpoint));
            }
            if !outbound::can_reach(&jwt.jwks_url) {
                let policy = format!("credential `{}` (this build cannot fetch keys over TLS)", auth.name);
                self.add(policy, Some(endpoint));
            }
        }
    }

    /// What is wrong with the files of the TLS of an upstream, which are read where the gateway runs.
    pub(crate) fn tls(&mut self, upstream: &str, fault: Option<String>) {
        if let Some(reason) = fault {
            self.add(format!("TLS to upstream `{upstream}`: {reason}"), None);
        }
    }

    /// Without TLS, no certificate is verified.
    fn needs_tls(&mut self, gateway: &Gateway, endpoint: &Endpoint) {
        let Backend::Upstream { upstream, .. } = &endpoint.backend else { return };
        let others = endpoint.policies.iter().flat_map(|policy| match policy {
            EndpointPolicy::Split(targets) => &targets[..],
            _ => &[],
        });
        let reached: Vec<&str> =
            [&**upstream].into_iter().chain(others.map(|target| target.upstream.as_str())).collect();
        for known in gateway.upstreams.iter().filter(|known| reached.contains(&known.name.as_str())) {
            if !cfg!(feature = "tls") && known.hosts.iter().any(|host| host.scheme == Scheme::Https) {
                self.add(format!("TLS to upstream `{}`", known.name), Some(endpoint));
            }
        }
    }

    fn traces(&mut self, traces: &Traces) {
        if !cfg!(feature = "otlp") {
            self.add("traces (this build does not export them)".to_owned(), None);
        } else if !outbound::can_reach(&traces.otlp) {
            self.add("traces (this build cannot export them over TLS)".to_owned(), None);
        }
    }

    fn add(&mut self, policy: String, endpoint: Option<&Endpoint>) {
        let affected = self.policies.entry(policy).or_insert(Affected { endpoints: 0, example: None });
        if let Some(endpoint) = endpoint {
            affected.endpoints += 1;
            affected.example.get_or_insert_with(|| format!("{} {}", endpoint.method, endpoint.path));
        }
    }
}

/// One line for each policy.
impl fmt::Display for Unenforced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, (policy, affected)) in self.policies.iter().enumerate() {
            f.write_str(if i == 0 { "" } else { "\n" })?;
            match (&affected.example, affected.endpoints) {
                (Some(example), 1) => write!(f, "{policy}: `{example}`")?,
                (Some(example), endpoints) => {
                    write!(f, "{policy}: {endpoints} endpoints, such as `{example}`")?
                }
                (None, _) => write!(f, "{policy}: the whole gateway")?,
            }
        }
        Ok(())
    }
}
