//! How a gateway runs in Kubernetes: the values that the author sets.

use gwc_syntax::source::{Span, Spanned};

/// `deploy`. Absent values are not set.
#[derive(Debug, Clone, Default)]
pub struct Deploy {
    /// Where it is written.
    pub span: Option<Span>,
    /// `gwr`, `krakend-ce` or `hanzo`.
    pub runs: Option<Spanned<String>>,
    /// Name of Deployment and Service.
    pub name: Option<Spanned<String>>,
    /// The namespace.
    pub namespace: Option<Spanned<String>>,
    /// The image.
    pub image: Option<Spanned<String>>,
    /// How many pods.
    pub replicas: Option<Spanned<u32>>,
    /// Resource requests of a pod.
    pub requests: Amounts,
    /// Resource limits of a pod.
    pub limits: Amounts,
    /// An Ingress.
    pub ingress: Option<Ingress>,
    /// Environment by name.
    pub env: Vec<(Spanned<String>, EnvValue)>,
    /// Secrets to pull the image with.
    pub image_pull_secrets: Vec<Spanned<String>>,
    /// Labels of every object.
    pub labels: Vec<(Spanned<String>, String)>,
    /// Annotations of the pods.
    pub annotations: Vec<(Spanned<String>, String)>,
    /// An HTTPRoute.
    pub httproute: Option<HttpRoute>,
    /// What sets the number of pods in place of `replicas`.
    pub autoscale: Option<Autoscale>,
    /// How many pods an eviction may take.
    pub disruption: Option<Spanned<Disruption>>,
    /// `zone`, `node` or `none`.
    pub spread: Option<Spanned<String>>,
    /// Labels of nodes, with their allowed values.
    pub affinity: Vec<(Spanned<String>, Vec<String>)>,
    /// `declared`.
    pub egress: Option<Spanned<String>>,
    /// `servicemonitor` or `annotations`.
    pub monitor: Option<Spanned<String>>,
    /// The Service.
    pub service: ServiceOptions,
    /// What is mounted beside the configuration.
    pub volumes: Vec<Volume>,
    /// Sources of the environment.
    pub env_from: Vec<EnvFrom>,
    /// The PriorityClass.
    pub priority_class: Option<Spanned<String>>,
    /// Tolerated taints.
    pub tolerations: Vec<Toleration>,
    /// `hashed`, `reload` or `image`.
    pub config: Option<Spanned<String>>,
    /// Whether `config/` is written.
    pub config_only: bool,
    /// Whether a manifest of the namespace is written.
    pub create_namespace: bool,
    /// Whether objects state their order for Argo CD.
    pub sync_waves: bool,
}

/// CPU and memory.
#[derive(Debug, Clone, Default)]
pub struct Amounts {
    /// CPU.
    pub cpu: Option<Spanned<String>>,
    /// Memory.
    pub memory: Option<Spanned<String>>,
}

/// `deploy.ingress`.
#[derive(Debug, Clone)]
pub struct Ingress {
    /// Where it is written.
    pub span: Span,
    /// The class.
    pub class: Option<Spanned<String>>,
    /// The Secret with the certificate.
    pub tls_secret: Option<Spanned<String>>,
    /// Its annotations.
    pub annotations: Vec<(Spanned<String>, String)>,
}

/// A value of the container's environment.
#[derive(Debug, Clone)]
pub enum EnvValue {
    /// Itself.
    Text(Spanned<String>),
    /// A key of a Secret.
    Secret {
        /// The Secret.
        name: Spanned<String>,
        /// The key in it.
        key: Spanned<String>,
        /// Whether the pod starts without it.
        optional: bool,
    },
}

/// `deploy.httproute`.
#[derive(Debug, Clone)]
pub struct HttpRoute {
    /// Where it is written.
    pub span: Span,
    /// The namespace of the Gateway, where it is set.
    pub namespace: Option<String>,
    /// The Gateway.
    pub gateway: String,
    /// The listener of the Gateway.
    pub section: Option<Spanned<String>>,
    /// Annotations.
    pub annotations: Vec<(Spanned<String>, String)>,
}

/// `deploy.autoscale`.
#[derive(Debug, Clone)]
pub struct Autoscale {
    /// Where it is written.
    pub span: Span,
    /// Smallest number of pods.
    pub min: Option<Spanned<u32>>,
    /// Largest number of pods.
    pub max: Spanned<u32>,
    /// CPU in percent of the request.
    pub cpu: Option<u8>,
    /// Memory in percent of the request.
    pub memory: Option<u8>,
}

/// `deploy.disruption`: a number or a percentage, as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Disruption {
    /// No budget.
    Unlimited,
    /// Pods that stay.
    MinAvailable(String),
    /// Pods that may go.
    MaxUnavailable(String),
}

/// `deploy.service`.
#[derive(Debug, Clone, Default)]
pub struct ServiceOptions {
    /// `ClusterIP`, `NodePort` or `LoadBalancer`.
    pub kind: Option<Spanned<String>>,
    /// Its port.
    pub port: Option<Spanned<u16>>,
    /// Annotations.
    pub annotations: Vec<(Spanned<String>, String)>,
    /// Networks that the load balancer accepts.
    pub source_ranges: Vec<Spanned<String>>,
}

/// What holds keys: a Secret or a ConfigMap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holder {
    /// A Secret.
    Secret(Spanned<String>),
    /// A ConfigMap.
    ConfigMap(Spanned<String>),
}

/// An item of `deploy.volumes`.
#[derive(Debug, Clone)]
pub struct Volume {
    /// What is mounted.
    pub holder: Holder,
    /// The folder.
    pub mount: Spanned<String>,
    /// Whether the pod starts without it.
    pub optional: bool,
}

/// An item of `deploy.env_from`.
#[derive(Debug, Clone)]
pub struct EnvFrom {
    /// Whose keys become variables.
    pub holder: Holder,
    /// What is in front of each name.
    pub prefix: Option<String>,
    /// Whether the pod starts without it.
    pub optional: bool,
}

/// An item of `deploy.tolerations`, as Kubernetes has it.
#[derive(Debug, Clone)]
pub struct Toleration {
    /// The key; every key when absent.
    pub key: Option<String>,
    /// `Equal` or `Exists`.
    pub operator: String,
    /// The value.
    pub value: Option<String>,
    /// The effect; every effect when absent.
    pub effect: Option<String>,
    /// Seconds on the node.
    pub seconds: Option<i64>,
}

impl Deploy {
    /// The smallest number of pods: that of the autoscaler, else `replicas`.
    pub fn least_replicas(&self) -> u32 {
        let scaled = self.autoscale.as_ref().map(|scale| scale.min.as_ref().map_or(2, |min| min.value));
        scaled.unwrap_or_else(|| self.replicas.as_ref().map_or(2, |replicas| replicas.value))
    }
}
