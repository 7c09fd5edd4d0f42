//! Policies of an endpoint that are one value.

use gwc_artifact::{Bots, Cors, Dialect, EndpointPolicy, HeaderEdit, Set};

use super::sides::Sides;
use super::traffic;
use crate::difference::Differences;
use crate::kind::Kind;
use crate::side::Aspect;

/// Each policy has its place here: a new one does not compile before it has its kind of change.
#[derive(Debug, Default)]
struct Policies {
    max_body: Option<u64>,
    dialect: Option<Dialect>,
    cors: Option<Cors>,
    request_headers: Option<Set<HeaderEdit>>,
    response_headers: Option<Set<HeaderEdit>>,
    bots: Option<Bots>,
}

pub(super) fn compare(
    sides: &Sides<'_, '_>,
    (before, after): (&[EndpointPolicy], &[EndpointPolicy]),
    out: &mut Differences,
) {
    if before == after {
        return;
    }
    let Policies { max_body, dialect, cors, request_headers, response_headers, bots } = Policies::of(before);
    let Policies {
        max_body: max_body_after,
        dialect: dialect_after,
        cors: cors_after,
        request_headers: request_after,
        response_headers: response_after,
        bots: bots_after,
    } = Policies::of(after);
    let places = sides.places(Aspect::Policies);
    let size = |bytes: Option<u64>| bytes.unwrap_or(u64::MAX);
    let kind = match size(max_body) < size(max_body_after) {
        true => Kind::BodyLimitRaised,
        false => Kind::BodyLimitLowered,
    };
    if max_body != max_body_after {
        let shown = |bytes: Option<u64>| bytes.map(|bytes| format!("{bytes} bytes"));
        out.push(kind, (shown(max_body), shown(max_body_after)), places);
    }
    if dialect != dialect_after {
        let shown = |dialect: Option<Dialect>| dialect.unwrap_or(Dialect::Plain).as_str().to_owned();
        if shown(dialect) != shown(dialect_after) {
            out.push(Kind::DialectChanged, (shown(dialect), shown(dialect_after)), places);
        }
    }
    traffic::pages((cors.as_ref(), cors_after.as_ref()), places, out);
    traffic::edits((request_headers.as_deref(), request_after.as_deref()), places, out);
    traffic::edits((response_headers.as_deref(), response_after.as_deref()), places, out);
    traffic::agents((bots.as_ref(), bots_after.as_ref()), places, out);
}

impl Policies {
    fn of(list: &[EndpointPolicy]) -> Policies {
        let mut policies = Policies::default();
        for policy in list {
            match policy {
                EndpointPolicy::MaxBody(bytes) => policies.max_body = Some(*bytes),
                EndpointPolicy::Dialect(dialect) => policies.dialect = Some(*dialect),
                EndpointPolicy::Cors(cors) => policies.cors = Some(cors.clone()),
                EndpointPolicy::RequestHeaders(edits) => policies.request_headers = Some(edits.clone()),
                EndpointPolicy::ResponseHeaders(edits) => policies.response_headers = Some(edits.clone()),
                EndpointPolicy::Bots(bots) => policies.bots = Some(bots.clone()),
            }
        }
        policies
    }
}
