//! The names and the namespace of the objects of a gateway.

use crate::model::Gateway;

/// Longest name of a Service.
const LONGEST: usize = 63;

/// The name of the Deployment, the Service and their other objects: that of the gateway, unless `deploy` sets one.
pub fn object_name(gateway: &Gateway) -> String {
    let set = gateway.deploy.as_ref().and_then(|deploy| deploy.name.as_ref());
    set.map_or_else(|| service_name(&gateway.name.value), |name| name.value.clone())
}

/// The namespace: the name of the gateway, unless `deploy` sets one.
pub fn namespace(gateway: &Gateway) -> String {
    let set = gateway.deploy.as_ref().and_then(|deploy| deploy.namespace.as_ref());
    set.map_or_else(|| kube_name(&gateway.name.value), |namespace| namespace.value.clone())
}

/// The name of a gateway in the characters that Kubernetes accepts.
fn kube_name(name: &str) -> String {
    name.to_ascii_lowercase().replace(['_', '.'], "-").trim_matches('-').to_owned()
}

/// As [`kube_name`], but it begins with a letter, as the name of a Service must.
fn service_name(name: &str) -> String {
    let name = kube_name(name);
    match name.starts_with(|c: char| c.is_ascii_lowercase()) {
        true => name,
        false => format!("gateway-{name}")
            .chars()
            .take(LONGEST)
            .collect::<String>()
            .trim_end_matches('-')
            .to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_of_a_gateway_gives_a_name_of_a_service() {
        let valid = crate::grammar::format::KUBE_SERVICE.check;
        for (name, expected) in
            [("hanzo", "hanzo"), ("My_api.v2-", "my-api-v2"), ("2shop", "gateway-2shop"), ("9", "gateway-9")]
        {
            assert_eq!(service_name(name), expected);
        }
        for name in ["a".repeat(63), format!("9{}-9", "a".repeat(53)), "9".repeat(63)] {
            assert!(valid(&service_name(&name)).is_ok(), "{}", service_name(&name));
        }
    }
}
