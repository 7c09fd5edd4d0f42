//! What the replicas of a gateway share, and secrets by reference.

use std::time::Duration;

use crate::codec::Encoded;

/// Where limits and quotas count.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Encoded)]
#[repr(u8)]
pub enum Store {
    /// In a Redis or Valkey server, for all replicas together.
    Redis(RedisStore) = 1,
    /// In this process; quotas are kept in the file of this path over restarts.
    File(String) = 2,
}

/// A Redis or Valkey server: one primary, without Redis Cluster.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Encoded)]
pub struct RedisStore {
    /// Host name or address, without brackets and port.
    pub host: String,
    /// The TCP port.
    pub port: u16,
    /// The number of the database.
    pub database: u16,
    /// The user of its access lists; `None` is the default user.
    pub user: Option<String>,
    /// The password, if it requires one.
    pub password: Option<Secret>,
    /// The longest time that a request waits for it.
    pub timeout: Duration,
    /// What happens to requests while it is not available.
    pub on_error: StoreError,
}

/// What happens to requests while the store is not available.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Encoded)]
#[repr(u8)]
pub enum StoreError {
    /// Limits count in each process.
    Local = 1,
    /// Nothing is limited.
    Open = 2,
    /// Requests with a limit are refused with 503.
    Closed = 3,
}

/// A secret, by the place that holds it. The artifact never has its value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Encoded)]
#[repr(u8)]
pub enum Secret {
    /// An environment variable of the runtime.
    Env(String) = 1,
    /// The content of a file, without a line end at its end.
    File(String) = 2,
}
