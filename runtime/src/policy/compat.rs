//! The options of KrakenD's router, and the headers that KrakenD adds, for a gateway that follows its rules (KrakenD CE
//! 2.13.8; lura v2.14, `router/gin/endpoint.go`).
//!
//! The rules of `gwr` about what is safe stay: identity headers are stripped, and no client states its own address.

use std::net::IpAddr;

use gwc_artifact::{KrakendRouter, MethodSet, Semantics};
use hyper::header::{HeaderMap, HeaderName, HeaderValue, USER_AGENT};

use super::forwarded;

const X_KRAKEND: HeaderName = HeaderName::from_static("x-krakend");
const X_KRAKEND_COMPLETED: HeaderName = HeaderName::from_static("x-krakend-completed");
const X_FORWARDED_VIA: HeaderName = HeaderName::from_static("x-forwarded-via");

/// How KrakenD answers, with the options of its router.
#[derive(Debug)]
pub(crate) struct Compat {
    pub(crate) router: KrakendRouter,
    version: HeaderValue,
}

impl Compat {
    /// None for a gateway that follows the rules of `gwr`.
    pub(crate) fn of(gateway: &gwc_artifact::Gateway) -> Option<Compat> {
        let router = gateway.krakend.clone();
        let version = if router.hide_version { "Version undefined" } else { "Version 2.13.8" };
        let version = HeaderValue::from_static(version);
        (gateway.semantics == Semantics::Krakend).then_some(Compat { router, version })
    }

    /// The path that answers whether the process serves.
    pub(crate) fn health_path(&self) -> Option<&str> {
        self.router.health_path.as_deref()
    }

    /// Whether the path is below the debug endpoint.
    pub(crate) fn answers_debug(&self, path: &str) -> bool {
        self.router.debug && path.starts_with("/__debug/")
    }

    /// The methods in the order of gin's trees.
    pub(crate) fn allow(&self, allowed: MethodSet) -> HeaderValue {
        let known = &self.router.methods;
        let in_order = known.iter().copied().filter(|method| allowed.contains(*method));
        let others = allowed.iter().filter(|method| !known.contains(method));
        let names: Vec<&str> = in_order.chain(others).map(|method| method.as_str()).collect();
        HeaderValue::from_str(&names.join(", ")).unwrap_or(HeaderValue::from_static(""))
    }

    /// The version of KrakenD on a response.
    pub(crate) fn state_version(&self, headers: &mut HeaderMap) {
        headers.insert(X_KRAKEND, self.version.clone());
    }

    /// The headers of KrakenD on a response of an endpoint.
    pub(crate) fn sign(&self, headers: &mut HeaderMap) {
        self.state_version(headers);
        headers.insert(X_KRAKEND_COMPLETED, HeaderValue::from_static("false"));
    }

    /// The headers of KrakenD on a request to an upstream: of the addresses in front, only that of the client.
    pub(crate) fn to_upstream(&self, client: IpAddr, headers: &mut HeaderMap) {
        headers.insert(forwarded::X_FORWARDED_FOR, forwarded::peer(client));
        let agent = HeaderValue::from_static("KrakenD Version 2.13.8");
        // A client whose own name is forwarded keeps it.
        let name = if headers.contains_key(USER_AGENT) { X_FORWARDED_VIA } else { USER_AGENT };
        headers.insert(name, agent);
        headers.remove(forwarded::X_FORWARDED_PROTO);
    }
}
