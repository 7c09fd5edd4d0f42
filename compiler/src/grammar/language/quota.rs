//! `quotas`.

use crate::grammar::format::*;
use crate::grammar::keys::{key, required};
use crate::grammar::shape::Shape;
use crate::grammar::shape::Type::{Bool, Record, Text};

/// `quotas.NAME`.
pub(in crate::grammar) static QUOTA: Shape = Shape {
    name: "quota definition",
    doc: "A number of requests of each client in a calendar period in UTC. `gwr` keeps the counts in the store.",
    keys: &[
        required("per", "What identifies a client.", Record(&PER)),
        required(
            "count",
            "Number of requests in a period, such as `1000000/month`: per `hour`, `day`, `week`, `month` or `year`.",
            Text(&QUOTA_COUNT),
        ),
        key(
            "soft",
            "Share of the quota from which responses have `X-Quota-Warning`, such as `80%`.",
            Text(&PERCENT),
        ),
        key(
            "on_error",
            "What happens while requests cannot be counted: `open` accepts them, `closed` returns `503`. `closed` if not set.",
            Text(&ON_ERROR),
        ),
    ],
};

/// `quotas.NAME.per`.
pub(in crate::grammar) static PER: Shape = Shape {
    name: "quota key",
    doc: "What identifies a client of a quota: one of `claim` and `key`.",
    keys: &[
        key("claim", "Verified claim that identifies a client.", Text(&CLAIM)),
        key("key", "`true`: the API key that the gateway verified identifies a client.", Bool),
    ],
};
