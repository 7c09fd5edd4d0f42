//! What a JSON target is declared to do otherwise, and what it must do exactly as the route files declare.
//!
//! A policy that a JSON target does not have is reported by the rule of its row in the table of capabilities. What is left,
//! it must have: which endpoints are served, which credentials they require, where requests go, and the numbers of limits.

use crate::compared::pattern;
use crate::model::{Action, Credential, Endpoint, Gateway, Scheme};
use crate::passthrough;
use gwc_artifact::{Method, PathPattern, Segment, UpstreamOptions};
use gwc_diff::{Change, Comparison, EndpointRef, Kind, PathPart, Region, Side};
use gwc_syntax::value::Target;

/// Whether a target, whose output was read back, is declared to decide otherwise. `gwr` decides what the route files declare.
pub(super) fn is_declared(gateway: &Gateway, (target, output): (Target, &Side), change: &Change) -> bool {
    if target == Target::Gwr {
        return false;
    }
    // Endpoints in KrakenD's own words are for the JSON targets only, which are given them as they are.
    if !change.endpoints.is_empty() && change.endpoints.iter().all(|changed| is_verbatim(gateway, changed)) {
        return true;
    }
    match change.kind {
        // It has no wildcard: `depth` bounds it. What its router does not go back for is reported by `backtrack-missed`.
        Kind::EndpointRemoved => {
            change.endpoints.iter().all(|endpoint| endpoint.path.ends_with("/*") || is_in(output, endpoint))
        }
        // KrakenD does not check opaque keys, nor what something in front has verified.
        Kind::CredentialRemoved => all(gateway, change, has_other_than_token),
        // Read back, what something in front has verified is a credential of its own.
        Kind::CredentialAccepted => {
            all(gateway, change, has_other_than_token) || all(gateway, change, passes_through)
        }
        // A limit of the gateway becomes one of each endpoint, and one that the author sets at the root limits each.
        Kind::LimitAdded | Kind::LimitLowered => {
            let is_passed = target == Target::Hanzo && passthrough::sets_limit(&gateway.extra);
            gateway.limit.is_some() || is_passed || all(gateway, change, passes_through)
        }
        // What is not in the JSON, or not at the upstream, is a loss of its own. The hosts must be the same.
        Kind::UpstreamChanged => all(gateway, change, |gateway, endpoint| {
            endpoint.split.is_some() || sets_options(gateway, endpoint)
        }),
        kind if is_exact(kind) => all(gateway, change, passes_through),
        _ => true,
    }
}

/// Whether each class of requests of a change is one for which route files declare nothing: paths with two slashes in a row,
/// which `gwr` rejects and gin matches with a parameter, and those of endpoints in KrakenD's own words.
pub(super) fn is_elsewhere(gateway: &Gateway, found: &Comparison, at: usize) -> bool {
    let mut regions = found.regions.iter().filter(|region| region.changes.contains(&at)).peekable();
    let is_such = |region: &Region| {
        region.parts.contains(&PathPart::Empty) || is_only_verbatim(gateway, &found.changes[at], region)
    };
    regions.peek().is_some() && regions.all(is_such)
}

/// Whether the endpoints of a change that a class of requests is about are all in KrakenD's own words.
fn is_only_verbatim(gateway: &Gateway, change: &Change, region: &Region) -> bool {
    let mut about = change.endpoints.iter().filter(|endpoint| is_about(region, endpoint)).peekable();
    about.peek().is_some() && about.all(|endpoint| is_verbatim(gateway, endpoint))
}

fn is_about(region: &Region, endpoint: &EndpointRef) -> bool {
    let is_method = Method::parse(&endpoint.method).is_some_and(|method| region.methods.contains(method));
    let segments: Vec<&str> = endpoint.path.split('/').filter(|segment| !segment.is_empty()).collect();
    let (fixed, has_rest) = match segments.split_last() {
        Some((&"*", fixed)) => (fixed, true),
        _ => (&*segments, false),
    };
    let length = region.parts.len();
    let is_same = |(segment, part): (&&str, &PathPart)| {
        is_open(segment) || matches!(part, PathPart::Literal(text) if is_shown_as(text, segment))
    };
    is_method
        && (length == fixed.len() || (has_rest && length > fixed.len()))
        && fixed.iter().zip(region.parts.iter()).all(is_same)
}

/// Whether each target must have it as it is declared.
fn is_exact(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::PublicEndpointAdded
            | Kind::EndpointAdded
            | Kind::CredentialRequired
            | Kind::IssuerChanged
            | Kind::IssuerUnchecked
            | Kind::IssuerChecked
            | Kind::KeySetChanged
            | Kind::AlgorithmAccepted
            | Kind::QueryWidened
            | Kind::QueryNarrowed
            | Kind::LimitRaised
            | Kind::UpstreamOutside
            | Kind::UpstreamCleartext
            | Kind::UpstreamPathChanged
            | Kind::UpstreamMethodChanged
            | Kind::AnswersItself
    )
}

/// Whether all endpoints of a change are such.
fn all(gateway: &Gateway, change: &Change, is_such: impl Fn(&Gateway, &Endpoint) -> bool) -> bool {
    change.endpoints.iter().all(|changed| {
        let mut endpoints = gateway.endpoints.iter().filter(|endpoint| is_made_of(changed, endpoint));
        endpoints.next().is_some_and(|first| is_such(gateway, first))
    })
}

fn is_verbatim(gateway: &Gateway, changed: &EndpointRef) -> bool {
    gateway.verbatim.served().any(|(_, endpoint, _)| is_made_of(changed, endpoint))
}

/// Whether an output has an endpoint: its router may not find it for all of its paths.
fn is_in(output: &Side, changed: &EndpointRef) -> bool {
    let mut endpoints = output.gateway.endpoints.iter();
    endpoints.any(|endpoint| {
        changed.method == endpoint.method.as_str() && is_one_path(&changed.path, &endpoint.path.to_string())
    })
}

/// Whether an endpoint of an output was made of one of the gateway. A change shows a path with escapes for what a request
/// cannot have as it is: the text `v{x}` of a path of KrakenD is `v%7Bx%7D`.
fn is_made_of(changed: &EndpointRef, endpoint: &Endpoint) -> bool {
    changed.method == endpoint.method.as_str()
        && is_one_path(&changed.path, &pattern(&endpoint.path).to_string())
}

/// Whether a path of an output was made of an own one: parameters may have other names, and a wildcard is bounded.
fn is_one_path(changed: &str, own: &str) -> bool {
    let is_same = |one: &str, other: &str| one == other || (is_open(one) && is_open(other));
    let (one, other): (Vec<&str>, Vec<&str>) = (changed.split('/').collect(), own.split('/').collect());
    let lengths = one.len() == other.len() || (other.last() == Some(&"*") && one.len() >= other.len());
    lengths && one.iter().zip(&other).all(|(a, b)| is_same(a, b))
}

/// Whether a change shows a decoded text as this segment.
fn is_shown_as(text: &str, segment: &str) -> bool {
    let shown = PathPattern { segments: vec![Segment::Literal(text.into())] }.to_string();
    shown.strip_prefix('/') == Some(segment)
}

fn is_open(segment: &str) -> bool {
    segment.starts_with('{') || segment == "*"
}

/// Whether an upstream of the endpoint has options, or the gateway answers.
fn sets_options(gateway: &Gateway, endpoint: &Endpoint) -> bool {
    let mut upstreams = endpoint.backends().iter().map(|backend| gateway.upstream(backend.upstream.value));
    upstreams.any(|upstream| *upstream.options != UpstreamOptions::default())
        || passes_through(gateway, endpoint)
}

fn has_other_than_token(gateway: &Gateway, endpoint: &Endpoint) -> bool {
    match &endpoint.credential.value {
        Credential::AnyOf(auths) => {
            let is_edge = auths.iter().any(|auth| matches!(gateway.auth(*auth).scheme, Scheme::Edge));
            is_edge || auths.len() > 1 || !gateway.verifies_claims(&endpoint.credential.value)
        }
        _ => false,
    }
}

/// Whether the author sets the component himself that decides this, or the gateway answers: it asks itself for that.
fn passes_through(_: &Gateway, endpoint: &Endpoint) -> bool {
    let is_deciding = |name: &str| name == passthrough::LIMIT || passthrough::is_validator(name);
    matches!(endpoint.action, Action::Respond(_))
        || endpoint.extra.entries.iter().any(|(name, _)| is_deciding(&name.value))
}
