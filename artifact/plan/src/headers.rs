//! Which headers pass from a client to an upstream.
//!
//! An upstream's request is made from nothing: only what the plan names is copied, so a header that no line here
//! allows does not arrive, however it is spelled.

use std::sync::Arc;

use gwc_artifact::{Endpoint, EndpointPolicy, ForwardHeaders, Gateway, HeaderEdit, Semantics};

use crate::credentials::{CredentialPlan, headers_read_by};
use crate::names::NameSet;
use crate::source::Source;
use crate::{connection, identity};

/// The headers a credential is commonly read from, whatever the gateway's checks are.
const CREDENTIALS: [&str; 3] = ["Authorization", "X-Authorization", "X-API-Key"];

/// What the gateway states about the client, so no client can state it.
const FORWARDING: [&str; 2] = ["Forwarded", "X-Real-IP"];
const FORWARDING_PREFIXES: [&str; 1] = ["X-Forwarded-"];

/// What every request to an upstream gets from the gateway. `X-Forwarded-Host` is absent if the client sent no host,
/// which only HTTP/1.0 allows. The id of the request is the last: KrakenD adds none. In front of the others is what a
/// WebSocket handshake gets besides; behind them, the place in a trace where the gateway records traces.
const SET: [&str; 8] = [
    "connection",
    "upgrade",
    "host",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    REQUEST_ID,
    TRACEPARENT,
];

/// The header with the id of a request.
const REQUEST_ID: &str = "x-request-id";
/// The header with the place of a request in a trace.
const TRACEPARENT: &str = "traceparent";

/// What a WebSocket handshake is made of; the upstream needs all of it (RFC 6455, section 4.1).
const HANDSHAKE_PREFIX: &str = "sec-websocket-";

/// The names that do not pass by themselves; one for all endpoints of a gateway.
#[derive(Debug, PartialEq, Eq)]
pub struct ReservedHeaders {
    identity: NameSet,
    forwarding: NameSet,
    credentials: NameSet,
    /// How many of the last of [`SET`] the gateway does not set.
    unstated: usize,
}

/// The header decision of an endpoint. Names are lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderPlan {
    /// What passes of the client's headers.
    pub passing: Passing,
    /// What the endpoint's credential may be read from, in that order. The first that is present decides, and passes if
    /// it is a header: a header behind a cookie that decides is not verified. Empty if the credential is not
    /// forwarded.
    pub credentials: Vec<Source>,
    /// The identity headers made from the verified credential.
    pub minted: Vec<String>,
    /// What the gateway sets and removes itself, after all other headers. None of the names is reserved for identities
    /// or for what the gateway states about the client.
    pub edits: Vec<HeaderEdit>,
    reserved: Arc<ReservedHeaders>,
}

/// What passes of the client's headers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Passing {
    /// All that are not reserved.
    All,
    /// These, each once. None of them is reserved but for credentials, which may be listed.
    List(Vec<String>),
}

/// Which headers of one request reach its upstream. Names are lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderDecision {
    /// The client's headers that pass, in the order they came.
    pub forwarded: Vec<String>,
    /// The client's headers that do not pass.
    pub stripped: Vec<Stripped>,
    /// The identity headers made from the verified credential.
    pub minted: Vec<String>,
    /// What the gateway sets itself.
    pub set: &'static [&'static str],
    /// What the endpoint sets and removes. What it sets replaces the header of the client.
    pub edits: Vec<HeaderEdit>,
}

/// A header that does not pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stripped {
    /// Its name, lower case.
    pub name: String,
    /// Why not.
    pub reason: StripReason,
}

/// Why a header does not pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StripReason {
    /// It concerns the client's connection only, or frames it.
    Connection,
    /// It claims an identity.
    Identity,
    /// The gateway states it about the client.
    Forwarding,
    /// It may hold a credential, which the endpoint's check does not read or does not forward.
    Credential,
    /// The endpoint forwards a list, and it is not listed.
    Unlisted,
    /// The endpoint sets it, or removes it.
    Edited,
}

impl ReservedHeaders {
    pub(crate) fn of(gateway: &Gateway) -> ReservedHeaders {
        // The gateway reads them itself, and sets its own.
        let stated: &[&str] = match (gateway.semantics, &gateway.operations.traces) {
            (Semantics::Krakend, _) => &[],
            (Semantics::Gwr, None) => &[REQUEST_ID],
            (Semantics::Gwr, Some(_)) => &[REQUEST_ID, TRACEPARENT],
        };
        let read = gateway.auth.iter().flat_map(|auth| headers_read_by(&auth.kind));
        ReservedHeaders {
            identity: identity::names(gateway),
            forwarding: NameSet::new(
                FORWARDING.into_iter().chain(stated.iter().copied()),
                FORWARDING_PREFIXES,
            ),
            unstated: 2 - stated.len(),
            credentials: NameSet::new(CREDENTIALS.into_iter().chain(read), []),
        }
    }

    /// Why a header, lower case, does not pass where all others do.
    pub fn reason(&self, name: &str) -> Option<StripReason> {
        self.always(name).or_else(|| self.credentials.contains(name).then_some(StripReason::Credential))
    }

    /// Why a header, lower case, does not pass even if it is listed.
    fn always(&self, name: &str) -> Option<StripReason> {
        match () {
            () if connection::is_of_the_connection(name) => Some(StripReason::Connection),
            () if self.identity.contains(name) => Some(StripReason::Identity),
            () if self.forwarding.contains(name) => Some(StripReason::Forwarding),
            () => None,
        }
    }
}

impl HeaderPlan {
    pub(crate) fn of(
        endpoint: &Endpoint,
        credential: &CredentialPlan,
        reserved: &Arc<ReservedHeaders>,
    ) -> HeaderPlan {
        let passing = match &endpoint.forward.headers {
            ForwardHeaders::All => Passing::All,
            ForwardHeaders::List(names) => Passing::List(listed(names, reserved)),
        };
        let credentials = if endpoint.forward.credentials { credential.reads() } else { Vec::new() };
        HeaderPlan {
            passing,
            credentials: credentials.into_iter().cloned().collect(),
            minted: endpoint.forward.minted.iter().map(|name| name.to_ascii_lowercase()).collect(),
            edits: edits(endpoint, reserved),
            reserved: Arc::clone(reserved),
        }
    }

    /// The names that do not pass by themselves, for [`Passing::All`].
    pub fn reserved(&self) -> &Arc<ReservedHeaders> {
        &self.reserved
    }

    /// What happens to the headers of a request. `cookies` are the names of its cookies, `named` the headers that its
    /// `Connection` names (see [`connection::named`]); `tunnel` is whether it becomes a WebSocket.
    pub fn decide(&self, names: &[&str], cookies: &[&str], named: &[&str], tunnel: bool) -> HeaderDecision {
        let has = |wanted: &&Source| match wanted {
            Source::Header(wanted) => names.iter().any(|name| name.eq_ignore_ascii_case(wanted)),
            Source::Cookie(wanted) => cookies.contains(&wanted.as_str()),
        };
        let credential = match self.credentials.iter().find(has) {
            Some(Source::Header(name)) => Some(name.as_str()),
            Some(Source::Cookie(_)) | None => None,
        };
        let (mut forwarded, mut stripped) = (Vec::new(), Vec::new());
        for name in lower_case(names) {
            if tunnel && is_of_handshake(&name) {
                forwarded.push(name);
                continue;
            }
            match self.reason(&name, named, credential) {
                None => forwarded.push(name),
                Some(reason) => stripped.push(Stripped { name, reason }),
            }
        }
        let of_handshake = if tunnel { 0 } else { 2 };
        let set = &SET[of_handshake..SET.len() - self.reserved.unstated];
        HeaderDecision { forwarded, stripped, minted: self.minted.clone(), set, edits: self.edits.clone() }
    }

    fn reason(&self, name: &str, named: &[&str], credential: Option<&str>) -> Option<StripReason> {
        if connection::names_it(named, name) {
            return Some(StripReason::Connection);
        }
        if self.edits.iter().any(|edit| edit.name() == name) {
            return Some(StripReason::Edited);
        }
        if credential == Some(name) {
            return None;
        }
        match &self.passing {
            Passing::All => self.reserved.reason(name),
            Passing::List(list) if list.iter().any(|listed| listed == name) => None,
            Passing::List(_) => self.reserved.always(name).or(Some(StripReason::Unlisted)),
        }
    }
}

/// The edits of an endpoint that change neither an identity nor what the gateway states about the client.
fn edits(endpoint: &Endpoint, reserved: &ReservedHeaders) -> Vec<HeaderEdit> {
    let edits = endpoint.policies.iter().find_map(|policy| match policy {
        EndpointPolicy::RequestHeaders(edits) => Some(edits),
        _ => None,
    });
    let edits = edits.into_iter().flatten();
    edits.filter(|edit| reserved.always(edit.name()).is_none()).cloned().collect()
}

/// Whether a header, lower case, belongs to a WebSocket handshake.
pub fn is_of_handshake(name: &str) -> bool {
    name.starts_with(HANDSHAKE_PREFIX)
}

/// What of a list can pass: each name once.
fn listed(names: &[String], reserved: &ReservedHeaders) -> Vec<String> {
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    lower_case(&names).into_iter().filter(|name| reserved.always(name).is_none()).collect()
}

/// The names in lower case, each once, in order.
fn lower_case(names: &[&str]) -> Vec<String> {
    let mut unique: Vec<String> = Vec::with_capacity(names.len());
    for name in names.iter().map(|name| name.to_ascii_lowercase()) {
        if !unique.contains(&name) {
            unique.push(name);
        }
    }
    unique
}
