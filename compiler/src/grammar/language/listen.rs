//! Listeners: `listen`.

use super::secret::SECRET;
use crate::grammar::format::{FILE, LISTEN};
use crate::grammar::keys::{key, required};
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
        key(
            "tls",
            "Certificate and key of the listener, or a list of them: the first whose certificate is valid for the name that a client requests is used. `gwr` reads the files again when they change.",
            Either(&[Record(&LISTENER_TLS), List(&Record(&LISTENER_TLS))]),
        ),
    ],
};

/// `tls` of a listener.
pub(in crate::grammar) static LISTENER_TLS: Shape = Shape {
    name: "listener tls",
    doc: "A certificate of a listener. TLS 1.2 and 1.3, with HTTP/2 and HTTP/1.1.",
    keys: &[
        required("cert", "File with the certificate and its chain, in PEM.", Text(&FILE)),
        required("key", "Private key of the certificate, in PEM.", Record(&SECRET)),
        key(
            "client_ca",
            "File with the certificate authorities of clients, in PEM. If set, every client must present a certificate.",
            Text(&FILE),
        ),
    ],
};
