//! What the replicas of a gateway share, and secrets by reference.

use gwc_artifact::StoreError;
use gwc_syntax::source::{Span, Spanned};
use gwc_syntax::value::{Duration, RedisUrl};

/// `store`.
#[derive(Debug, Clone)]
pub struct Store {
    /// Where it is declared.
    pub span: Span,
    /// Where limits and quotas count.
    pub kind: StoreKind,
}

/// Where limits and quotas count.
#[derive(Debug, Clone)]
pub enum StoreKind {
    /// In a server, for all replicas.
    Redis(RedisStore),
    /// In the process; quotas are kept in this file.
    File(Spanned<String>),
}

/// A server.
#[derive(Debug, Clone)]
pub struct RedisStore {
    /// Where it listens.
    pub url: Spanned<RedisUrl>,
    /// Its password.
    pub password: Option<Secret>,
    /// The longest time that a request waits for it.
    pub timeout: Option<Duration>,
    /// What happens to limits while it is not available.
    pub on_error: StoreError,
}

impl Store {
    /// The password of its server.
    pub fn password(&self) -> Option<&Secret> {
        match &self.kind {
            StoreKind::Redis(redis) => redis.password.as_ref(),
            StoreKind::File(_) => None,
        }
    }
}

/// A secret by reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Secret {
    /// An environment variable.
    Env(String),
    /// A file.
    File(String),
    /// A key of a Kubernetes Secret, which is mounted as a file.
    Ref {
        /// The Secret.
        name: String,
        /// The key in it.
        key: String,
    },
}

/// The folder below which the Secrets are mounted that route files refer to.
pub const SECRETS: &str = "/etc/gwr/secrets";

impl Secret {
    /// As the artifact has it: a key of a Secret is its file.
    pub fn place(&self) -> gwc_artifact::Secret {
        match self {
            Self::Env(name) => gwc_artifact::Secret::Env(name.clone()),
            Self::File(path) => gwc_artifact::Secret::File(path.clone()),
            Self::Ref { name, key } => gwc_artifact::Secret::File(format!("{SECRETS}/{name}/{key}")),
        }
    }
}

impl Secret {
    /// The file that it is read from; nothing for a variable.
    pub fn file(&self) -> Option<String> {
        match self {
            Self::Env(_) => None,
            Self::File(path) => Some(path.clone()),
            Self::Ref { name, key } => Some(format!("{SECRETS}/{name}/{key}")),
        }
    }
}
