//! Which headers pass: of a request to its upstream, and of a response to the client. The plan decides; here its names
//! are parsed once, and lines are copied.

use std::sync::Arc;

use gwc_plan::{HeaderPlan, ReservedHeaders, connection};
use hyper::Version;
use hyper::header::{CONNECTION, COOKIE, HeaderMap, HeaderName, HeaderValue};
use hyper::http::request::Parts;

use super::header_edits::HeaderEdits;
use super::identity::Identity;
use super::source::Source;

/// The header plan of an endpoint, its names parsed.
#[derive(Debug)]
pub(crate) struct Headers {
    passing: Passing,
    reserved: Arc<ReservedHeaders>,
    /// What the endpoint's credential may be read from, in that order; the first that is present passes if it is a header.
    credentials: Vec<Source>,
    /// The identity headers that the upstream gets.
    minted: Vec<HeaderName>,
    /// What the endpoint sets and removes.
    edits: HeaderEdits,
}

#[derive(Debug)]
enum Passing {
    All,
    List(Vec<HeaderName>),
}

impl Headers {
    pub(crate) fn of(plan: &HeaderPlan) -> Headers {
        let passing = match &plan.passing {
            gwc_plan::Passing::All => Passing::All,
            gwc_plan::Passing::List(names) => Passing::List(parsed(names)),
        };
        Headers {
            passing,
            reserved: Arc::clone(plan.reserved()),
            credentials: plan.credentials.iter().map(Source::of).collect(),
            minted: parsed(&plan.minted),
            edits: HeaderEdits::of(&plan.edits),
        }
    }

    /// The names that pass neither as headers by themselves nor as trailers.
    pub(crate) fn reserved(&self) -> Arc<ReservedHeaders> {
        Arc::clone(&self.reserved)
    }

    /// Copies the client's headers that are forwarded, and adds the identity headers.
    pub(crate) fn to_upstream(&self, client: &Parts, identity: Option<&Identity>, out: &mut HeaderMap) {
        self.copy_client(client, out);
        // After the client's headers, none of which has such a name.
        if let Some(identity) = identity {
            identity.to_upstream(&self.minted, &client.headers, out);
        }
        // Last: the plan has no edit of an identity.
        self.edits.apply(out);
    }

    fn copy_client(&self, client: &Parts, out: &mut HeaderMap) {
        let present = self.credentials.iter().find(|source| source.is_present(&client.headers));
        let credential = present.and_then(Source::whole_header);
        let named = named_by_connection(&client.headers);
        let for_next_hop = |name: &HeaderName| connection::names_it(&named, name.as_str());
        match &self.passing {
            Passing::List(names) => {
                let extra = credential.filter(|name| !names.contains(name));
                for name in names.iter().chain(extra).filter(|name| !for_next_hop(name)) {
                    copy(name, client, out);
                }
            }
            Passing::All => {
                let passes = |name: &HeaderName| {
                    !for_next_hop(name)
                        && (credential == Some(name) || self.reserved.reason(name.as_str()).is_none())
                };
                if client.version == Version::HTTP_2 {
                    let passing = client.headers.keys().filter(|name| passes(name));
                    passing.for_each(|name| copy(name, client, out));
                    return;
                }
                // Lines of one name follow each other.
                for (name, value) in client.headers.iter().filter(|(name, _)| passes(name)) {
                    out.append(name, value.clone());
                }
            }
        }
    }
}

/// Removes from a response what was meant for the gateway alone.
pub(crate) fn to_client(headers: &mut HeaderMap) {
    let named = named_by_connection(headers);
    // Of most upstreams it is the only one, and names nothing.
    if !named.is_empty() {
        let named: Vec<HeaderName> =
            named.iter().filter_map(|name| HeaderName::try_from(*name).ok()).collect();
        named.iter().for_each(|name| drop(headers.remove(name)));
    }
    headers.remove(CONNECTION);
    while let Some(name) = headers.keys().find(|name| connection::is_hop_by_hop(name.as_str())).cloned() {
        headers.remove(name);
    }
}

/// Names that can be those of a header; others are in no request.
fn parsed(names: &[String]) -> Vec<HeaderName> {
    names.iter().filter_map(|name| HeaderName::try_from(name.as_str()).ok()).collect()
}

fn named_by_connection(headers: &HeaderMap) -> Vec<&str> {
    let lines = headers.get_all(CONNECTION).iter().filter_map(|value| value.to_str().ok());
    connection::named(lines).collect()
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
