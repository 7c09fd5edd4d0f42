//! Policies of an endpoint that are one value.

use std::time::Duration;

use gwc_artifact::{Bots, Breaker, Cors, Dialect, EndpointPolicy, HeaderEdit, Set};

use super::sides::{Places, Sides};
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
    breaker: Option<Breaker>,
    in_flight: Option<u64>,
    quota: Option<String>,
    balance: Option<String>,
    heartbeat: Option<Duration>,
}

pub(super) fn compare(
    sides: &Sides<'_, '_>,
    (before, after): (&[EndpointPolicy], &[EndpointPolicy]),
    out: &mut Differences,
) {
    if before == after {
        return;
    }
    let Policies {
        max_body,
        dialect,
        cors,
        request_headers,
        response_headers,
        bots,
        in_flight,
        quota,
        balance,
        breaker,
        heartbeat,
    } = Policies::of(before);
    let after = Policies::of(after);
    let (max_body_after, dialect_after) = (after.max_body, after.dialect);
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
    traffic::pages((cors.as_ref(), after.cors.as_ref()), places, out);
    traffic::edits((request_headers.as_deref(), after.request_headers.as_deref()), places, out);
    traffic::edits((response_headers.as_deref(), after.response_headers.as_deref()), places, out);
    traffic::agents((bots.as_ref(), after.bots.as_ref()), places, out);
    if in_flight != after.in_flight {
        let most = |limit: Option<u64>| limit.unwrap_or(u64::MAX);
        let kind = match most(in_flight) < most(after.in_flight) {
            true => Kind::InFlightRaised,
            false => Kind::InFlightLowered,
        };
        let shown = |limit: Option<u64>| limit.map(|limit| format!("{limit} concurrent requests"));
        out.push(kind, (shown(in_flight), shown(after.in_flight)), places);
    }
    if breaker != after.breaker {
        let shown = |breaker: &Option<Breaker>| breaker.as_ref().map(|breaker| format!("{breaker:?}"));
        let kind = if after.breaker.is_none() { Kind::ShieldRemoved } else { Kind::ShieldChanged };
        out.push(kind, (shown(&breaker), shown(&after.breaker)), places);
    }
    if heartbeat != after.heartbeat {
        let shown = |every: Option<Duration>| every.map(|every| format!("a comment every {every:?}"));
        out.push(Kind::HeartbeatChanged, (shown(heartbeat), shown(after.heartbeat)), places);
    }
    let quotas = [Kind::QuotaAdded, Kind::QuotaRemoved, Kind::QuotaChanged];
    named((quota, after.quota), quotas, places, out);
    let balances = [Kind::BalanceAdded, Kind::BalanceRemoved, Kind::BalanceChanged];
    named((balance, after.balance), balances, places, out);
}

/// A policy that is the name of something: added, removed or another one.
fn named(
    (before, after): (Option<String>, Option<String>),
    [added, removed, changed]: [Kind; 3],
    places: Places,
    out: &mut Differences,
) {
    let kind = match (&before, &after) {
        (before, after) if before == after => return,
        (None, _) => added,
        (_, None) => removed,
        _ => changed,
    };
    out.push(kind, (before, after), places);
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
                EndpointPolicy::Breaker(breaker) => policies.breaker = Some(breaker.clone()),
                EndpointPolicy::InFlight(most) => policies.in_flight = Some(*most),
                EndpointPolicy::Quota(name) => policies.quota = Some(name.clone()),
                EndpointPolicy::Heartbeat(every) => policies.heartbeat = Some(*every),
                EndpointPolicy::Balance(name) => policies.balance = Some(name.clone()),
            }
        }
        policies
    }
}
