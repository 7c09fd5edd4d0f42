//! Which limits apply to a request, in which order, and whose tokens each takes.

use std::sync::Arc;

use gwc_artifact::{Auth, ClientKey, Limit, PathPattern, RateLimit};

/// The limits of an endpoint and of its gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitPlan {
    /// Those of the gateway, shared by its endpoints.
    pub gateway: Arc<[LimitRule]>,
    /// Those of the endpoint.
    pub endpoint: Vec<LimitRule>,
}

/// One limit: a token bucket for each value of its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitRule {
    /// Whose requests share the buckets.
    pub scope: LimitScope,
    /// What tells one bucket from another.
    pub key: LimitKey,
    /// The size and refill of each bucket.
    pub limit: Limit,
}

/// Whose requests share the buckets of a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LimitScope {
    /// All of the gateway's.
    Gateway,
    /// Those of the endpoint with this id.
    Endpoint(u64),
    /// Those with the credential, or the key, of this number.
    Credential(u64),
}

/// What tells one bucket of a limit from another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LimitKey {
    /// Nothing: one bucket for all callers.
    All,
    /// The client's address.
    Address,
    /// All lines of a request header.
    Header(String),
    /// A claim of the verified token.
    Claim(String),
    /// The API key that the gateway verified.
    Key,
    /// A parameter of the path, percent-decoded.
    Param {
        /// Its name.
        name: String,
        /// Its position in the path, counted from 0.
        position: usize,
    },
}

/// When a limit takes its token. The order is that of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LimitPhase {
    /// Before credentials are verified: a flood of tokens from one address must not cost a signature check each.
    Address,
    /// Once the caller is known.
    Caller,
    /// Last, so that a rejected caller takes nothing from the others.
    Total,
}

impl LimitKey {
    /// When a limit with this key takes its token.
    pub fn phase(&self) -> LimitPhase {
        match self {
            LimitKey::Address => LimitPhase::Address,
            LimitKey::Header(_) | LimitKey::Claim(_) | LimitKey::Key | LimitKey::Param { .. } => {
                LimitPhase::Caller
            }
            LimitKey::All => LimitPhase::Total,
        }
    }

    /// A key of a path that has its parameter.
    fn of(key: &ClientKey, path: &PathPattern) -> Option<LimitKey> {
        Some(match key {
            ClientKey::Ip => LimitKey::Address,
            ClientKey::Header(name) => LimitKey::Header(name.to_ascii_lowercase()),
            ClientKey::Claim(name) => LimitKey::Claim(name.clone()),
            ClientKey::Key => LimitKey::Key,
            ClientKey::Param(name) => {
                let position = path.params().position(|param| param == name)?;
                LimitKey::Param { name: name.clone(), position }
            }
        })
    }
}

impl LimitPlan {
    /// The limits in the order in which they take their tokens, the gateway's before the endpoint's in each phase.
    pub fn in_order(&self) -> Vec<&LimitRule> {
        let mut rules: Vec<&LimitRule> = self.gateway.iter().chain(&self.endpoint).collect();
        rules.sort_by_key(|rule| rule.key.phase());
        rules
    }
}

/// The rules of a limit that is set for a scope with this path.
pub(crate) fn rules(limit: &RateLimit, scope: LimitScope, path: &PathPattern) -> Vec<LimitRule> {
    let caller = limit.per_client.as_ref().and_then(|per_client| {
        let key = LimitKey::of(&per_client.key, path)?;
        Some(LimitRule { scope, key, limit: per_client.limit })
    });
    let total = limit.total.map(|limit| LimitRule { scope, key: LimitKey::All, limit });
    caller.into_iter().chain(total).collect()
}

/// The rules of the limit of a credential.
pub fn of_credential(auth: &Auth) -> Vec<LimitRule> {
    rules(&auth.rate_limit, LimitScope::Credential(auth.stable_id()), &PathPattern::default())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use gwc_artifact::{PerClient, Rate};

    use super::*;

    fn limit(burst: u64) -> Limit {
        Limit {
            rate: Rate { count: 1, period: Duration::from_secs(1) },
            burst,
            window: gwc_artifact::Window::Bucket,
        }
    }

    fn plan(gateway: ClientKey, endpoint: ClientKey) -> LimitPlan {
        let path = PathPattern::parse("/a/{id}").unwrap();
        let set = |key, burst| RateLimit {
            total: Some(limit(burst)),
            per_client: Some(PerClient { key, limit: limit(burst) }),
        };
        LimitPlan {
            gateway: rules(&set(gateway, 1), LimitScope::Gateway, &PathPattern::default()).into(),
            endpoint: rules(&set(endpoint, 2), LimitScope::Endpoint(7), &path),
        }
    }

    #[test]
    fn addresses_come_first_and_totals_last() {
        let order = |plan: &LimitPlan| -> Vec<(LimitScope, LimitPhase)> {
            plan.in_order().iter().map(|rule| (rule.scope, rule.key.phase())).collect()
        };
        let (gateway, endpoint) = (LimitScope::Gateway, LimitScope::Endpoint(7));
        let totals = [(gateway, LimitPhase::Total), (endpoint, LimitPhase::Total)];
        let found = order(&plan(ClientKey::Ip, ClientKey::Header("X-Key".to_owned())));
        assert_eq!(found[..2], [(gateway, LimitPhase::Address), (endpoint, LimitPhase::Caller)]);
        assert_eq!(found[2..], totals);
        let found = order(&plan(ClientKey::Claim("sub".to_owned()), ClientKey::Ip));
        assert_eq!(found[..2], [(endpoint, LimitPhase::Address), (gateway, LimitPhase::Caller)]);
        assert_eq!(found[2..], totals);
    }

    #[test]
    fn a_parameter_is_one_of_the_path() {
        let with = plan(ClientKey::Ip, ClientKey::Param("id".to_owned()));
        assert_eq!(with.endpoint[0].key, LimitKey::Param { name: "id".to_owned(), position: 0 });
        let without = plan(ClientKey::Param("id".to_owned()), ClientKey::Ip);
        assert_eq!(without.gateway.len(), 1);
    }
}
