//! `balances` and `usage`.

use super::secret::SECRET;
use crate::grammar::format::*;
use crate::grammar::keys::{key, required};
use crate::grammar::shape::Shape;
use crate::grammar::shape::Type::{Bool, Either, List, Record, Text};

/// `balances.NAME`.
pub(in crate::grammar) static BALANCE: Shape = Shape {
    name: "balance definition",
    doc: "A service that returns the balance of an account. `gwr` returns `402` if it is not positive.",
    keys: &[
        required(
            "url",
            "URL of the service. `gwr` sends `GET` with `?user=ACCOUNT&currency=CURRENCY`, and reads `available` of the JSON response.",
            Text(&URL),
        ),
        key(
            "allow_http",
            "Whether a URL with `http://` is accepted: the token is then sent in clear text.",
            Bool,
        ),
        key(
            "account",
            "Verified claims that are the account, joined with `/`. `[owner, sub]` if not set.",
            List(&Text(&CLAIM)),
        ),
        key("currency", "Currency of the balance. `usd` if not set.", Text(&NAME)),
        key("token", "Token of the gateway, sent as `Authorization: Bearer`.", Record(&SECRET)),
        key("cache", "How long a balance is used again, from 1s to 60s. 10s if not set.", Text(&CACHE)),
        required(
            "on_error",
            "What happens while the service is not available: `open` accepts requests, `closed` returns `503`.",
            Text(&ON_ERROR),
        ),
    ],
};

/// `usage`.
pub(in crate::grammar) static USAGE: Shape = Shape {
    name: "usage",
    doc: "Usage records: one line of JSON for each request with a quota or a balance.",
    keys: &[
        required(
            "to",
            "Destination: `stdout`, a file or a service.",
            Either(&[Text(&STDOUT), Record(&USAGE_SINK)]),
        ),
        key("org", "Verified claim with the organisation of a record. `owner` if not set.", Text(&CLAIM)),
        key("user", "Verified claim with the user of a record. `sub` if not set.", Text(&CLAIM)),
        key(
            "tokens",
            "Response header of the upstream with the number of tokens that the request used.",
            Text(&HEADER),
        ),
        key(
            "spool",
            "File for records that could not be sent before `gwr` ended; at most 64 MiB. Without it they are dropped and counted.",
            Text(&DATA_FILE),
        ),
    ],
};

/// `usage.to`, as a map.
pub(in crate::grammar) static USAGE_SINK: Shape = Shape {
    name: "usage destination",
    doc: "Destination of usage records: one of `file` and `http`.",
    keys: &[
        key("file", "File that records are appended to.", Text(&DATA_FILE)),
        key(
            "http",
            "URL that records are sent to with `POST`, many in one request, as `application/x-ndjson`.",
            Text(&URL),
        ),
        key("allow_http", "Whether a URL with `http://` is accepted.", Bool),
        key("token", "Token of the gateway, sent as `Authorization: Bearer`.", Record(&SECRET)),
    ],
};
