//! `store`.

use super::secret::SECRET;
use crate::grammar::format::*;
use crate::grammar::keys::{key, required};
use crate::grammar::shape::Shape;
use crate::grammar::shape::Type::{Record, Text};

/// `store`.
pub(in crate::grammar) static STORE: Shape = Shape {
    name: "store",
    doc: "Where rate limits and quotas count: one of `redis` and `file`.",
    keys: &[
        key("redis", "Redis or Valkey server, which counts for all replicas together.", Record(&REDIS)),
        key(
            "file",
            "File of one replica, in which quotas are kept over restarts. Rate limits count in the process.",
            Text(&DATA_FILE),
        ),
        key("timeout", "Longest time that a request waits for the server. 20ms if not set.", Text(&DURATION)),
        key(
            "on_error",
            "What happens to rate limits while the server is not available: `local` counts in each replica, `open` limits nothing, `closed` returns `503`.",
            Text(&STORE_ERROR),
        ),
    ],
};

/// `store.redis`.
pub(in crate::grammar) static REDIS: Shape = Shape {
    name: "redis",
    doc: "A Redis or Valkey server: one primary, without Redis Cluster.",
    keys: &[
        required("url", "URL such as `redis://redis:6379/0`, without a password.", Text(&REDIS_URL)),
        key("password", "Password of the server.", Record(&SECRET)),
    ],
};
