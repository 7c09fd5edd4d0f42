//! The host of an upstream: one service of a cluster has several names.

use gwc_artifact::UpstreamHost;

/// A host with its port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Host {
    /// The name of a service, or a whole name or address.
    pub(crate) name: String,
    /// The namespace of a service, where the name has it.
    namespace: Option<String>,
    /// The port; those of HTTP and HTTPS are one.
    pub(crate) port: Option<u16>,
}

impl Host {
    pub(crate) fn of(UpstreamHost { scheme: _, host, port }: &UpstreamHost) -> Host {
        let host = host.to_ascii_lowercase();
        let host = host.trim_end_matches('.');
        let short = host.strip_suffix(".cluster.local").unwrap_or(host);
        let (short, is_service) = match short.strip_suffix(".svc") {
            Some(short) => (short, true),
            None => (host, false),
        };
        let labels: Vec<&str> = short.split('.').collect();
        let (name, namespace) = match labels.as_slice() {
            [name, namespace] => (*name, Some((*namespace).to_owned())),
            [name, namespace, ..] if is_service => (*name, Some((*namespace).to_owned())),
            _ => (short, None),
        };
        let port = (!matches!(port, 80 | 443)).then_some(*port);
        Host { name: name.to_owned(), namespace, port }
    }

    /// Whether both may be one service: a name without a namespace is that of any.
    pub(crate) fn is_same(&self, other: &Host) -> bool {
        let is_one_namespace = match (&self.namespace, &other.namespace) {
            (Some(one), Some(other)) => one == other,
            _ => true,
        };
        self.name == other.name && self.port == other.port && is_one_namespace
    }
}
