//! The largest request body an endpoint takes.

use gwc_artifact::EndpointPolicy;
use hyper::StatusCode;
use hyper::body::{Body, Incoming};

use crate::error::{Denial, ProxyError};
use crate::reason::Reason;
use crate::upstream::upload::BodyCheck;

static TOO_LARGE: Denial = Denial {
    status: StatusCode::PAYLOAD_TOO_LARGE,
    text: "the request body is too large",
    reason: Reason::BodyTooLarge,
};

/// Refuses a body that states its length and is too large, before any of it is read. One that does not state it is
/// cut at the piece that exceeds the limit, by the check returned.
pub(crate) fn check(policies: &[EndpointPolicy], body: &Incoming) -> Result<Option<BodyCheck>, ProxyError> {
    let Some(limit) = limit(policies) else { return Ok(None) };
    let fits = move |bytes: u64| if bytes > limit { Err(ProxyError::Denied(&TOO_LARGE)) } else { Ok(()) };
    fits(body.size_hint().lower())?;
    Ok(body.size_hint().exact().is_none().then(|| Box::new(fits) as BodyCheck))
}

fn limit(policies: &[EndpointPolicy]) -> Option<u64> {
    policies.iter().find_map(|policy| match policy {
        EndpointPolicy::MaxBody(bytes) => Some(*bytes),
        _ => None,
    })
}
