//! Which endpoint takes a request.

use gwc_artifact::{Artifact, Gateway, Method, Segment, Semantics};
use gwc_diff::{Gin, Routing};
use gwc_krakend::gin::{GinVersion, Router};
use gwc_plan::redirect::{Paths, location, with_other_end};
use gwc_plan::{Found, Refused};

use super::request::{Request, decoded};
use crate::compared::Prepared;

/// What a request meets.
pub(super) enum Taken {
    /// The endpoint at this index.
    Endpoint(usize),
    /// None: the status and the reason.
    Nothing { status: u16, reason: String },
}

pub(super) fn find(prepared: &Prepared, request: &Request) -> Result<Taken, String> {
    match prepared.side.routing {
        Routing::Gwr => by_matcher(prepared, request),
        Routing::Gin(gin) => by_gin(prepared, gin, request),
    }
}

/// By the matcher of the runtime, over the artifact that it would load.
fn by_matcher(prepared: &Prepared, request: &Request) -> Result<Taken, String> {
    let gateway = &prepared.side.gateway;
    let bytes = gwc_artifact::encode(gateway).map_err(|error| error.to_string())?;
    let artifact = Artifact::open(bytes).map_err(|error| error.to_string())?;
    let nothing = |status, reason: &str| Taken::Nothing { status, reason: format!("{reason}: `{status}`") };
    let meets =
        |path: &str| matches!(gwc_plan::find(&artifact, &request.method, path), Ok(Found::Endpoint(_)));
    let found = gwc_plan::find(&artifact, &request.method, &request.path);
    let router = &gateway.krakend;
    let redirects = (router.redirects_trailing_slash, router.redirects_fixed_path);
    if found.is_err()
        && gateway.semantics == Semantics::Krakend
        && let Some(taken) = redirected((gateway, redirects), request, &request.path, &meets)
    {
        return Ok(taken);
    }
    Ok(match found {
        Ok(Found::Endpoint(found)) => {
            // The artifact may hold its endpoints in another order.
            let id = artifact.gateway().endpoints[found.endpoint].id;
            let at = gateway.endpoints.iter().position(|endpoint| endpoint.id == id);
            Taken::Endpoint(at.ok_or("the artifact has an endpoint that the gateway does not have")?)
        }
        Ok(Found::Methods(methods)) => {
            let names: Vec<&str> = methods.iter().map(|method| method.as_str()).collect();
            let reason =
                format!("the gateway answers `OPTIONS` with the methods {}: `204`", names.join(", "));
            Taken::Nothing { status: 204, reason }
        }
        Err(refused @ (Refused::NoEndpoint | Refused::OtherHost)) => {
            nothing(refused.status(), "no endpoint has the path")
        }
        Err(refused) => nothing(refused.status(), &refused.to_string()),
    })
}

/// As gin finds it, on the decoded path.
fn by_gin(prepared: &Prepared, gin: Gin, request: &Request) -> Result<Taken, String> {
    let mut router = Router::new(GinVersion::of_krakend((2, gin.minor, u16::MAX)));
    let endpoints = &prepared.side.gateway.endpoints;
    for (index, endpoint) in endpoints.iter().enumerate() {
        let path: String = endpoint.path.segments.iter().map(segment).collect();
        let path = if path.is_empty() { "/" } else { &path };
        let added = router.add(endpoint.method.as_str(), path, index);
        added.map_err(|panic| format!("KrakenD does not start with these endpoints: {}", panic.message))?;
    }
    let path = decoded(&request.path);
    let found = router.find(&request.method, &path);
    if let Some(index) = found.route {
        return Ok(Taken::Endpoint(index));
    }
    let toggled = with_other_end(&path);
    let meets = |other: &str| {
        // gin suggests some that it does not find.
        let is_suggested = found.other_slash && other == toggled;
        is_suggested || router.find(&request.method, other).route.is_some()
    };
    let gateway = &prepared.side.gateway;
    let redirects = (found.other_slash && gin.trailing_slash, gin.fixed_path);
    if let Some(taken) = redirected((gateway, redirects), request, &path, &meets) {
        return Ok(taken);
    }
    let elsewhere = Method::ALL.into_iter().any(|method| router.find(method.as_str(), &path).route.is_some());
    let (status, reason) = match elsewhere && gin.method_not_allowed {
        true => (405, "no endpoint has the method: `405`"),
        false => (404, "no endpoint has the path: `404`"),
    };
    Ok(Taken::Nothing { status, reason: reason.to_owned() })
}

/// Where KrakenD redirects a path without an endpoint. `meets` is whether an endpoint with the method has a path.
fn redirected(
    (gateway, redirects): (&Gateway, (bool, bool)),
    request: &Request,
    path: &str,
    meets: &dyn Fn(&str) -> bool,
) -> Option<Taken> {
    if path == "/" || request.method == "CONNECT" {
        return None;
    }
    let is_get = request.method == "GET";
    let same_method = gateway.endpoints.iter().filter(|endpoint| endpoint.method.as_str() == request.method);
    let paths = Paths {
        meets,
        health: gateway.krakend.health_path.as_deref().filter(|_| is_get),
        patterns: same_method.map(|endpoint| &endpoint.path).collect(),
    };
    let to = location(redirects, path, &paths)?;
    let status = if is_get { 301 } else { 307 };
    Some(Taken::Nothing { status, reason: format!("KrakenD redirects to `{to}`: `{status}`") })
}

fn segment(segment: &Segment) -> String {
    match segment {
        Segment::Literal(text) => format!("/{text}"),
        Segment::Param(name) => format!("/:{name}"),
        Segment::Tail => "/*rest".to_owned(),
    }
}
