//! Policies of an endpoint that are one value.

use gwc_artifact::{Dialect, EndpointPolicy};

use super::sides::Sides;
use crate::difference::Differences;
use crate::kind::Kind;
use crate::side::Aspect;

/// Each policy has its place here: a new one does not compile before it has its kind of change.
#[derive(Debug, Default)]
struct Policies {
    max_body: Option<u64>,
    dialect: Option<Dialect>,
}

pub(super) fn compare(
    sides: &Sides<'_, '_>,
    (before, after): (&[EndpointPolicy], &[EndpointPolicy]),
    out: &mut Differences,
) {
    if before == after {
        return;
    }
    let Policies { max_body, dialect } = Policies::of(before);
    let Policies { max_body: max_body_after, dialect: dialect_after } = Policies::of(after);
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
}

impl Policies {
    fn of(list: &[EndpointPolicy]) -> Policies {
        let mut policies = Policies::default();
        for policy in list {
            match policy {
                EndpointPolicy::MaxBody(bytes) => policies.max_body = Some(*bytes),
                EndpointPolicy::Dialect(dialect) => policies.dialect = Some(*dialect),
            }
        }
        policies
    }
}
