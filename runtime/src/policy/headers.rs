//! Which headers pass: of a request to its upstream, and of an answer to the client.
//!
//! An upstream's request is made from nothing: only what the plan names is copied, so a header that no line here lets
//! through does not arrive, however it is spelled.

use std::sync::Arc;

use gwc_artifact::{AuthKind, Credential, Endpoint, ForwardHeaders, Gateway, Text};
use hyper::Version;
use hyper::header::{
    AUTHORIZATION, CONNECTION, CONTENT_LENGTH, COOKIE, HeaderMap, HeaderName, HeaderValue, TRANSFER_ENCODING,
};
use hyper::http::request::Parts;

use super::identity;
use super::names::NameSet;

/// The headers a credential is commonly read from, whatever the gateway's checks are.
const CREDENTIALS: [&str; 3] = ["Authorization", "X-Authorization", "X-API-Key"];

/// What the gateway says itself about the client, so that no client can say it.
const FORWARDING: [&str; 2] = ["Forwarded", "X-Real-IP"];
const FORWARDING_PREFIXES: [&str; 1] = ["X-Forwarded-"];

/// The names that do not pass by themselves; one for all endpoints of a gateway.
#[derive(Debug)]
pub(crate) struct Withheld {
    identity: NameSet,
    forwarding: NameSet,
    credentials: NameSet,
}

/// The header decision of an endpoint.
#[derive(Debug)]
pub(crate) struct HeaderPlan {
    pass: Pass,
    /// The headers the endpoint's credential may be read from, in that order; the first that is there passes.
    credentials: Vec<HeaderName>,
}

#[derive(Debug)]
enum Pass {
    All(Arc<Withheld>),
    List(Vec<HeaderName>),
}

impl Withheld {
    pub(crate) fn of(gateway: &Gateway) -> Withheld {
        let read = gateway.auth.iter().flat_map(|auth| read_by(&auth.kind));
        Withheld {
            identity: identity::names(gateway),
            forwarding: NameSet::new(FORWARDING, FORWARDING_PREFIXES),
            credentials: NameSet::new(CREDENTIALS.into_iter().chain(read), []),
        }
    }
}

impl HeaderPlan {
    pub(crate) fn of(endpoint: &Endpoint, gateway: &Gateway, withheld: &Arc<Withheld>) -> HeaderPlan {
        let pass = match &endpoint.forward.headers {
            ForwardHeaders::All => Pass::All(Arc::clone(withheld)),
            ForwardHeaders::List(names) => {
                let names = names.iter().filter_map(|name| HeaderName::try_from(name.as_str()).ok());
                let passes = |name: &HeaderName| {
                    !is_of_the_connection(name)
                        && !withheld.identity.contains(name.as_str())
                        && !withheld.forwarding.contains(name.as_str())
                };
                Pass::List(names.filter(passes).collect())
            }
        };
        HeaderPlan { pass, credentials: credential_headers(endpoint, gateway) }
    }

    /// Copies what passes of the client's headers.
    pub(crate) fn to_upstream(&self, client: &Parts, out: &mut HeaderMap) {
        let credential = self.credentials.iter().find(|name| client.headers.contains_key(*name));
        let named = named_by_connection(&client.headers);
        let of_the_connection =
            |name: &HeaderName| named.iter().any(|named| named.eq_ignore_ascii_case(name.as_str()));
        match &self.pass {
            Pass::List(names) => {
                let extra = credential.filter(|name| !names.contains(name));
                for name in names.iter().chain(extra).filter(|name| !of_the_connection(name)) {
                    copy(name, client, out);
                }
            }
            Pass::All(withheld) => {
                let passes = |name: &HeaderName| {
                    !of_the_connection(name) && (credential == Some(name) || withheld.lets_through(name))
                };
                if client.version == Version::HTTP_2 {
                    client
                        .headers
                        .keys()
                        .filter(|name| passes(name))
                        .for_each(|name| copy(name, client, out));
                    return;
                }
                // Lines of one name stand together.
                for (name, value) in client.headers.iter().filter(|(name, _)| passes(name)) {
                    out.append(name, value.clone());
                }
            }
        }
    }
}

impl Withheld {
    fn lets_through(&self, name: &HeaderName) -> bool {
        let text = name.as_str();
        !is_of_the_connection(name)
            && !self.identity.contains(text)
            && !self.forwarding.contains(text)
            && !self.credentials.contains(text)
    }
}

/// Copies all lines of a header. HTTP/2 may bring one cookie in many, which HTTP/1 must see as one (RFC 9113, 8.2.3).
fn copy(name: &HeaderName, client: &Parts, out: &mut HeaderMap) {
    if client.version == Version::HTTP_2 && *name == COOKIE {
        let all: Vec<&[u8]> = client.headers.get_all(name).iter().map(HeaderValue::as_bytes).collect();
        if let (false, Ok(joined)) = (all.is_empty(), HeaderValue::from_bytes(&all.join(&b"; "[..]))) {
            out.append(name, joined);
        }
        return;
    }
    for value in client.headers.get_all(name) {
        out.append(name, value.clone());
    }
}

/// Whether an answer says its framing in one way: a length, or `chunked`, or nothing. hyper reads others too, and
/// readers behind the gateway would not agree on them.
pub(crate) fn has_one_framing(headers: &HeaderMap) -> bool {
    let mut codings = headers.get_all(TRANSFER_ENCODING).iter();
    match (codings.next(), codings.next()) {
        (None, _) => true,
        (Some(coding), None) => {
            coding.as_bytes().eq_ignore_ascii_case(b"chunked") && !headers.contains_key(CONTENT_LENGTH)
        }
        _ => false,
    }
}

/// Removes from an answer what was said to the gateway alone.
pub(crate) fn to_client(headers: &mut HeaderMap) {
    let named: Vec<HeaderName> =
        named_by_connection(headers).iter().filter_map(|name| HeaderName::try_from(*name).ok()).collect();
    for name in &named {
        headers.remove(name);
    }
    while let Some(name) = headers.keys().find(|name| is_hop_by_hop(name)).cloned() {
        headers.remove(name);
    }
}

/// What `Connection` names beside its own keywords: headers for the next hop only (RFC 9110, section 7.6.1).
fn named_by_connection(headers: &HeaderMap) -> Vec<&str> {
    let values = headers.get_all(CONNECTION).iter().filter_map(|value| value.to_str().ok());
    let tokens = values.flat_map(|value| value.split(',')).map(str::trim);
    let own = ["", "close", "keep-alive", "upgrade"];
    tokens.filter(|token| !own.iter().any(|own| token.eq_ignore_ascii_case(own))).collect()
}

/// Headers that concern one connection only, or its framing, which each connection gets anew.
fn is_of_the_connection(name: &HeaderName) -> bool {
    is_hop_by_hop(name) || matches!(name.as_str(), "host" | "content-length" | "expect")
}

fn is_hop_by_hop(name: &HeaderName) -> bool {
    matches!(
        name.as_str(),
        "connection"
            | "http2-settings"
            | "keep-alive"
            | "proxy-authenticate"
            | "proxy-authorization"
            | "proxy-connection"
            | "te"
            | "trailer"
            | "transfer-encoding"
            | "upgrade"
    )
}

/// The headers the endpoint's checks read, when the endpoint passes them on.
fn credential_headers(endpoint: &Endpoint, gateway: &Gateway) -> Vec<HeaderName> {
    let Credential::AnyOf(checks) = &endpoint.credential else { return Vec::new() };
    if !endpoint.forward.credentials {
        return Vec::new();
    }
    let named = |check: &Text| gateway.auth.iter().find(|auth| auth.name == *check);
    let mut headers = Vec::new();
    for name in checks.iter().filter_map(named).flat_map(|auth| read_by(&auth.kind)) {
        if let Ok(name) = HeaderName::try_from(name)
            && !headers.contains(&name)
        {
            headers.push(name);
        }
    }
    headers
}

/// The headers a check reads its credential from, in order.
fn read_by(kind: &AuthKind) -> Vec<&str> {
    match kind {
        AuthKind::Jwt(_) => vec![AUTHORIZATION.as_str()],
        AuthKind::ApiKey(key) => key.headers.iter().map(String::as_str).collect(),
    }
}
