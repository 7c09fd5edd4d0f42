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
