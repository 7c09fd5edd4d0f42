//! What the upstream is told about the client, by the gateway alone: whatever a client sends under these names does not
//! pass.

use std::net::IpAddr;

use hyper::header::{HOST, HeaderMap, HeaderName, HeaderValue};

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const X_FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
const X_FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// Adds the client's address, as [`address`] writes it, the host it asked for, and the protocol it spoke.
pub(crate) fn to_upstream(address: &HeaderValue, client: &HeaderMap, out: &mut HeaderMap) {
    out.insert(X_FORWARDED_FOR, address.clone());
    if let Some(host) = client.get(HOST) {
        out.insert(X_FORWARDED_HOST, host.clone());
    }
    out.insert(X_FORWARDED_PROTO, HeaderValue::from_static("http"));
}

/// An address in `X-Forwarded-For`.
pub(crate) fn address(address: IpAddr) -> HeaderValue {
    HeaderValue::from_str(&address.to_canonical().to_string()).unwrap_or(HeaderValue::from_static("unknown"))
}
