//! Which hosts an endpoint answers.

use std::sync::Arc;

use gwc_artifact::{Endpoint, Gateway};

/// The hosts of a gateway and of one of its endpoints. Both must include the host of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostPlan {
    /// The only hosts the gateway answers; `None` is any.
    pub gateway: Option<Arc<[String]>>,
    /// The only hosts the endpoint answers; empty is any.
    pub endpoint: Vec<String>,
}

impl HostPlan {
    pub(crate) fn of_gateway(gateway: &Gateway) -> Option<Arc<[String]>> {
        gateway.strict_hosts.then(|| Arc::from(gateway.hosts.to_vec()))
    }

    pub(crate) fn of(gateway: Option<&Arc<[String]>>, endpoint: &Endpoint) -> HostPlan {
        HostPlan { gateway: gateway.cloned(), endpoint: endpoint.hosts.to_vec() }
    }

    /// Whether a request with this `Host`, its port ignored, is answered.
    pub fn answers(&self, host: &str) -> bool {
        let of_gateway = self.gateway.as_deref().is_none_or(|hosts| is_one_of(hosts, host));
        of_gateway && (self.endpoint.is_empty() || is_one_of(&self.endpoint, host))
    }
}

fn is_one_of(names: &[String], host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    names.iter().any(|known| known.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_lists_must_have_the_host() {
        let gateway = Some(Arc::from(["a.example".to_owned(), "b.example".to_owned()]));
        let any = HostPlan { gateway: None, endpoint: Vec::new() };
        let strict = HostPlan { gateway: gateway.clone(), endpoint: Vec::new() };
        let narrow = HostPlan { gateway, endpoint: vec!["b.example".to_owned()] };
        for (host, expected) in [
            ("A.example:8080", [true, true, false]),
            ("b.EXAMPLE", [true, true, true]),
            ("b.example:x", [true, false, false]),
            ("[::1]:80", [true, false, false]),
            ("", [true, false, false]),
        ] {
            assert_eq!([&any, &strict, &narrow].map(|plan| plan.answers(host)), expected, "{host}");
        }
    }
}
