//! Listeners: `listen`.

use crate::grammar::format::LISTEN;
use crate::grammar::keys::{key, planned, required};
use crate::grammar::shape::Type::{Bool, Either, List, Record, Text};
use crate::grammar::shape::{Shape, Type};

/// `gateway.listen`.
pub(super) const LISTENERS: Type =
    Either(&[Text(&LISTEN), Record(&LISTENER), List(&Either(&[Text(&LISTEN), Record(&LISTENER)]))]);

/// A listener, as a map.
pub(in crate::grammar) static LISTENER: Shape = Shape {
    name: "listener",
    doc: "A listener of the gateway.",
    keys: &[
        required("address", "Port, or address and port.", Text(&LISTEN)),
        key(
            "proxy_protocol",
            "Whether every connection begins with a PROXY protocol header, of version 1 or 2. `gwr` closes a connection without it, and one that is not of `trusted_proxies`.",
            Bool,
        ),
        planned("tls", "Certificate and key of the listener."),
    ],
};
