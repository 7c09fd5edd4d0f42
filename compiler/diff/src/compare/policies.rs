//! Policies of an endpoint that are one value.

use std::cmp::Ordering;
use std::time::Duration;

use gwc_artifact::{Breaker, Cors, Dialect, EndpointPolicy, Failure, HeaderEdit, Set};
use gwc_plan::Answerer;

use super::sides::{Places, Sides};
use super::{agents, metered, traffic};
use crate::difference::Differences;
use crate::kind::Kind;
use crate::side::Aspect;

/// Each policy has its place here: a new one does not compile before it has its kind of change.
#[derive(Debug, Default)]
struct Policies {
    max_body: Option<u64>,
    dialect: Option<Dialect>,
    cors: Option<Cors>,
    response_headers: Option<Set<HeaderEdit>>,
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
    agents::compare(sides, out);
    let Policies { max_body, dialect, cors, response_headers, in_flight, quota, balance, heartbeat } =
        Policies::of(before);
    let after = Policies::of(after);
    let forwards = |answerer: &Answerer| matches!(answerer, Answerer::Upstream(_));
    let forwards = forwards(&sides.before.plan.answerer) && forwards(&sides.after.plan.answerer);
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
    let methods = traffic::methods_of(&sides.before.endpoint.method);
    traffic::pages((cors.as_ref(), after.cors.as_ref()), Some(methods), sides.places(Aspect::Pages), out);
    let edits =
        |edits: &Option<Set<HeaderEdit>>| edits.as_deref().map(<[HeaderEdit]>::to_vec).unwrap_or_default();
    let pair = (edits(&response_headers), edits(&after.response_headers));
    traffic::response_edits((&pair.0, &pair.1), places, out);
    self::in_flight((in_flight, after.in_flight), places, out);
    if heartbeat != after.heartbeat && forwards {
        let shown = |every: Option<Duration>| every.map(|every| format!("a heartbeat every {every:?}"));
        out.push(Kind::HeartbeatChanged, (shown(heartbeat), shown(after.heartbeat)), places);
    }
    metered::quotas(sides, (quota.as_ref(), after.quota.as_ref()), out);
    metered::balances(sides, (balance.as_ref(), after.balance.as_ref()), out);
}

/// How many requests may be under way at once: of an endpoint, or at an upstream.
pub(super) fn in_flight((before, after): (Option<u64>, Option<u64>), places: Places, out: &mut Differences) {
    let most = |limit: Option<u64>| limit.unwrap_or(u64::MAX);
    let kind = match most(before).cmp(&most(after)) {
        Ordering::Equal => return,
        Ordering::Less => Kind::InFlightRaised,
        Ordering::Greater => Kind::InFlightLowered,
    };
    let shown = |limit: Option<u64>| limit.map(|limit| format!("{limit} concurrent requests"));
    out.push(kind, (shown(before), shown(after)), places);
}

/// When a circuit breaker opens, in words.
pub(super) fn breaker_shown(Breaker { errors, within, open, count }: &Breaker) -> String {
    let within = within.map_or("in a row".to_owned(), |within| format!("within {within:?}"));
    let count: Vec<&str> = count.iter().copied().map(Failure::as_str).collect();
    format!("a circuit breaker opens for {open:?} after {errors} failures {within} ({})", count.join(", "))
}

impl Policies {
    fn of(list: &[EndpointPolicy]) -> Policies {
        let mut policies = Policies::default();
        for policy in list {
            match policy {
                EndpointPolicy::MaxBody(bytes) => policies.max_body = Some(*bytes),
                EndpointPolicy::Dialect(dialect) => policies.dialect = Some(*dialect),
                EndpointPolicy::Cors(cors) => policies.cors = Some(cors.clone()),
                // What an upstream gets is compared with all other headers that it gets.
                EndpointPolicy::RequestHeaders(_) => {}
                EndpointPolicy::ResponseHeaders(edits) => policies.response_headers = Some(edits.clone()),
                // Compared together with those of the gateway.
                EndpointPolicy::Bots(_) => {}
                // It replaces that of the upstream, and is compared with it.
                EndpointPolicy::Breaker(_) => {}
                EndpointPolicy::InFlight(most) => policies.in_flight = Some(*most),
                EndpointPolicy::Quota(name) => policies.quota = Some(name.clone()),
                EndpointPolicy::Heartbeat(every) => policies.heartbeat = Some(*every),
                EndpointPolicy::Balance(name) => policies.balance = Some(name.clone()),
                // Compared with the upstream of the endpoint.
                EndpointPolicy::Split(_) => {}
            }
        }
        policies
    }
}
