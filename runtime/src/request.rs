//! What happens to one request, from top to bottom.

use std::convert::Infallible;
use std::future::Future;
use std::pin::pin;
use std::rc::Rc;

use gwc_plan::{Found, LimitPhase};
use hyper::body::Incoming;
use hyper::header::{CONNECTION, HOST, HeaderMap, HeaderValue, TE, UPGRADE};
use hyper::http::Extensions;
use hyper::http::request::Parts;
use hyper::http::uri::{Authority, Scheme};
use hyper::{Method, Request, Response, StatusCode, Uri, Version};
use tokio::time::Instant;

use crate::body::{self, AnswerBody, Stream};
use crate::client::Client;
use crate::error::ProxyError;
use crate::gateway::Answerer;
use crate::policy::credentials::OfCore;
use crate::policy::delivery::Delivery;
use crate::policy::heartbeat::Heartbeat;
use crate::policy::limits::Caller;
use crate::policy::timeouts::Deadlines;
use crate::policy::{forwarded, framing, headers, heartbeat, max_body, target};
use crate::record::{Record, X_REQUEST_ID};
use crate::table::Table;
use crate::trace::TRACEPARENT;
use crate::upstream::retries;
use crate::upstream::upload::RequestBody;
use crate::{compat_refusal, health, refusal, replicas, tunnel};

/// Answers a request and records it: the one place where errors become responses.
///
/// The connection moves the future as a whole when a request begins, so it holds as little as it can: what a block
/// captures is there once, what an `async fn` takes as an argument and keeps is there twice.
pub(crate) fn handle(
    client: Rc<Client>,
    request: Request<Incoming>,
) -> impl Future<Output = Result<Response<AnswerBody>, Infallible>> {
    let table = client.worker.table();
    let mut record = Record::start(&client, &table, &request);
    let (mut head, body) = request.into_parts();
    let is_http_1 = head.version < Version::HTTP_2;
    let offers_upgrade = is_http_1 && head.headers.contains_key(UPGRADE);
    async move {
        let mut response = match answer(&table, &client, &mut head, body, &mut record).await {
            Ok(response) => response,
            Err(error) => {
                record.failed(error);
                match &table.gateway.compat {
                    Some(compat) => compat_refusal::response(compat, error),
                    None => {
                        let id = record.request_id().to_str().unwrap_or_default();
                        refusal::response(error, record.dialect(&table), id, record.named_account())
                    }
                }
            }
        };
        if head.method == Method::HEAD {
            body::withhold(&mut response);
        }
        // What follows an upgrade that was not taken may be of the other protocol: it is not read as a request. And a
        // client that is told before the gateway closes loses no request.
        let closes = offers_upgrade || (is_http_1 && client.worker.is_leaving());
        if closes && response.status() != StatusCode::SWITCHING_PROTOCOLS {
            response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        }
        record.state_quota(response.headers_mut());
        table.gateway.finish(record.met(), &head, response.headers_mut());
        // The gateway's own id replaces that of an upstream: one request has one id.
        if table.gateway.states_request_ids() {
            response.headers_mut().insert(X_REQUEST_ID, record.request_id().clone());
        }
        record.status(response.status());
        response.body_mut().record(record);
        Ok(response)
    }
}

/// Every policy in the order it applies. A line that can end the request names the status.
async fn answer(
    table: &Rc<Table>,
    client: &Rc<Client>,
    head: &mut Parts,
    body: Incoming,
    record: &mut Record,
) -> Result<Response<AnswerBody>, ProxyError> {
    // Nothing of a block is kept while the upstream is waited for, but what it comes to.
    let (route, target, body_check, identity, heartbeat) = {
        let gateway = &table.gateway;
        // First, so that every policy and the upstream read the same target.
        let host = target::check(head)?; // 400
        let host = host.to_str().unwrap_or_default();
        // Before the match: no endpoint hides whether the process serves.
        if gateway.is_health_path(head.uri.path()) {
            let methods = if gateway.compat.is_some() { &health::METHODS[..1] } else { &health::METHODS[..] };
            return health::own(client, &head.method, methods); // 405, 503
        }
        // Before the match of the request itself: it is about another, and has neither credential nor tokens.
        if let Some(response) = gateway.preflight(head, host) {
            return Ok(response.map(|()| AnswerBody::empty())); // 204
        }
        // Before all other policies, which belong to the endpoint.
        let found = match gateway.find(&head.method, head.uri.path()) {
            Ok(Found::Endpoint(found)) => found,
            // KrakenD redirects, or answers by itself, some requests that meet no endpoint.
            Err(error) => {
                let answer = gateway
                    .compat
                    .as_ref()
                    .and_then(|compat| compat_refusal::unmatched(compat, error, gateway, head));
                return answer.ok_or(error); // 400, 404, 405
            }
            // Before all policies of endpoints: no endpoint has it.
            Ok(Found::Methods(methods)) => {
                gateway.check_address(record.address())?; // 403
                return Ok(refusal::options(methods)); // 204
            }
        };
        let endpoint = &gateway.endpoints[found.endpoint];
        // With the match: on another host, the endpoint does not exist.
        endpoint.check_host(host)?; // 404
        record.endpoint(found.endpoint);
        // Before the limits: an address that may not call takes no tokens.
        endpoint.check_address(record.address())?; // 403
        // Before the limits, for the same reason.
        gateway.check_agent(endpoint, &head.headers)?; // 403
        let now = client.worker.options.clock.instant(record.started().into());
        let mut caller = Caller::new(record.address(), (head, &found.params), &gateway.stripped, now);
        // Before credentials: a flood from one address must not cost a verification each.
        gateway.admit(LimitPhase::Address, endpoint, &caller)?; // 429
        // Before credentials: no token is verified for a body that is refused from any caller.
        let body_check = max_body::check(&endpoint.policies, &body)?; // 413
        // Before everything that depends on who the caller is.
        let core = OfCore { verified: &client.worker.verified, store: table.store.as_deref() };
        let admitted = endpoint.credentials.verify(&head.headers, core).await?; // 401, 403, 503
        // With the credential, which says from which pages it may be sent.
        admitted.check_origin(&head.headers)?; // 403
        caller.identity = admitted.identity.clone();
        record.caller(endpoint, caller.identity.as_ref());
        match &table.store {
            None => {
                // After credentials, which identify the caller; those of the credential before those that others share.
                admitted.admit(&caller, &gateway.counting.buckets)?; // 429
                gateway.admit(LimitPhase::Caller, endpoint, &caller)?; // 429
                // After the limits of callers: a caller who is refused there takes nothing from all others.
                gateway.admit(LimitPhase::Total, endpoint, &caller)?; // 429
                // Last of what counts: a request that a limit refuses takes nothing of a month.
                record.quota(gateway.take_quota(endpoint, &caller)?); // 429, 503
            }
            // The same at once, because each would be a round trip.
            Some(store) => {
                record.quota(Box::pin(replicas::admit(gateway, endpoint, &admitted, &caller, store)).await?); // 429, 503
            }
        }
        // After what this process can refuse by itself: the service of an account is not asked for those.
        if let Some(balance) = &endpoint.balance {
            let account = balance.account(&caller)?; // 403
            Box::pin(balance.check(record.account(account))).await?; // 402, 503
        }
        // After all that can refuse the caller: who is refused takes no place.
        if let Some(in_flight) = &endpoint.in_flight {
            record.under_way(in_flight.enter()?); // 503
        }
        match &endpoint.answerer {
            Answerer::Health => return Ok(Box::pin(health::upstreams(table, client)).await),
            Answerer::NotImplemented => return Err(ProxyError::NotImplemented), // 501
            Answerer::Fixed(fixed) => return Ok(fixed.response().map(AnswerBody::full)),
            Answerer::Redirect(to) => {
                let response = to.response(&found.params, &head.uri)?; // 301, 302, 303, 307, 308, 400
                return Ok(response.map(AnswerBody::full));
            }
            // Path and query, once for all attempts, when nothing refuses the request any more.
            Answerer::Upstream(route) => {
                let target = route.rewrite.to_upstream(&found.params, &head.uri)?; // 400
                (route, target, body_check, caller.identity, heartbeat::interval(&endpoint.policies))
            }
        }
    };

    let options = &client.worker.options;
    // Timeouts run from the request's head on: `total` includes what the gateway did so far.
    let deadlines = Deadlines::new(&route.timeouts, record.started(), &client.timers);
    let pause = route.timeouts.idle.unwrap_or(options.client_body_timeout);
    // Once for all attempts: what one upstream answered is not asked of another one.
    let at = route.upstream_of(&head.headers, &client.worker.chance);
    let upstream = &table.gateway.upstreams[at];
    // Before a connection: a place of the upstream is what the limit counts.
    if let Some(in_flight) = &upstream.in_flight {
        record.under_way(in_flight.enter()?); // 503
    }
    let trailers = upstream.is_http2();
    let reserved = trailers.then(|| route.headers.reserved());
    let (mut body, upload) = RequestBody::of(body, (pause, reserved), body_check, &client.timers);
    record.upstream(at, upload.clone());
    let method = route.method.as_ref().unwrap_or(&head.method);
    record.sends(method, &target);
    let tunnel = route.websocket && tunnel::is_asked_for(head);
    let mut reuse = (!tunnel).then(|| record.started());
    let mut sent_times = 0;
    upstream.budget.iter().for_each(|budget| budget.earn());
    let (response, connection, mut delivery) = loop {
        // Before a connection is opened: an upstream that fails is left alone for a while.
        let breaker = route.breaker.as_ref().or(upstream.breaker.as_ref());
        let permit = breaker.map(|breaker| breaker.admit(Instant::now())).transpose()?; // 503
        let mut delivery = Delivery { permit, host: None };
        // Before the request is made: the connection determines the host that it names.
        let hosts = client.worker.hosts(table, at);
        let connected = hosts.connect(reuse, &deadlines).await;
        let (host, mut connection) = connected.inspect_err(|error| delivery.failed(*error))?; // 502, 503, 504
        delivery.host = upstream.begin(&host);
        sent_times += 1;
        // A connection that was there at once has cost no time.
        let since = if connection.reused { record.started() } else { Instant::now() };
        let answered = {
            let sent = pin!(connection.send({
                let mut request = Request::new(body);
                *request.method_mut() = method.clone();
                let named = upstream.host_header(&host, head.headers.get(HOST)).clone();
                let is_http2 = connection.is_http2();
                *request.uri_mut() =
                    if is_http2 { with_authority(&target, &named, host.tls)? } else { target.clone() };
                let sent = request.headers_mut();
                // What the gateway adds has room too, so that it is allocated once. hyper reads the response into the same
                // map, where policies add more.
                sent.reserve(head.headers.len() + 6);
                // In HTTP/2, the target names the host.
                if !is_http2 {
                    sent.insert(HOST, named);
                }
                // Anew for each attempt, because the one before took them.
                route.headers.to_upstream(head, identity.as_deref(), sent);
                // After the client's headers: what the gateway states replaces them.
                let peer = (&client.forwarded_for, client.peer, client.is_tls);
                forwarded::to_upstream(peer, table.gateway.trusted_proxies(), &head.headers, sent);
                if let Some(compat) = &table.gateway.compat {
                    compat.to_upstream(record.address(), sent);
                }
                if is_http2 && accepts_trailers(&head.headers) {
                    sent.insert(TE, HeaderValue::from_static("trailers"));
                }
                if table.gateway.states_request_ids() {
                    sent.insert(X_REQUEST_ID, record.request_id().clone());
                }
                if let Some(traceparent) = record.traceparent() {
                    sent.insert(TRACEPARENT, traceparent);
                }
                if tunnel {
                    tunnel::to_upstream(&head.headers, sent);
                }
                request
            }));
            deadlines.head(since, upload.as_deref(), sent).await // 504
        };
        let again = || {
            let budget = upstream.budget.as_ref().filter(|_| !tunnel);
            budget.is_some_and(|budget| budget.allows(sent_times, method, upload.as_deref()))
        };
        match answered.inspect_err(|error| delivery.failed(*error))? {
            Ok(response) => {
                delivery.answered(response.status());
                // Before any response policy: what was answered is not passed on, and sent again.
                if retries::is_transient(response.status()) && again() {
                    body = RequestBody::empty();
                    continue;
                }
                break (response, connection, delivery);
            }
            // Before any response policy: only what was not answered is sent again.
            Err(error) => {
                let broken =
                    if error.error().is_parse() { ProxyError::BrokenAnswer } else { ProxyError::Reset };
                let failure = upload.as_ref().and_then(|upload| upload.failure());
                let unsent = retries::once_more(error, method, upload.as_deref(), connection.reused);
                body = match (unsent, failure) {
                    // The connection was closed under it, which says nothing about the upstream.
                    (Some(body), _) => {
                        connection.was_stale();
                        body
                    }
                    (None, Some(failure)) => return Err(failure), // 400, 408, 413
                    (None, None) => {
                        delivery.failed(broken);
                        if !again() {
                            return Err(broken); // 502
                        }
                        RequestBody::empty()
                    }
                };
                reuse = None;
            }
        }
    };

    // Before the other response policies: a tunnel has no body to frame and no deadline for one.
    if response.status() == StatusCode::SWITCHING_PROTOCOLS {
        if !tunnel {
            delivery.failed(ProxyError::BrokenAnswer);
            return Err(ProxyError::BrokenAnswer); // 502
        }
        delivery.ended();
        record.answered();
        let idle = route.timeouts.idle.unwrap_or(options.tunnel_idle_timeout);
        return tunnel::open(response, connection, head, client, idle); // 502
    }
    // Before headers are removed: `Transfer-Encoding` is one of them.
    framing::check(response.headers()).inspect_err(|error| delivery.failed(*error))?; // 502
    record.answered();
    record.tokens(table, response.headers());
    let (mut parts, incoming) = response.into_parts();
    headers::to_client(&mut parts.headers);
    if let Some(compat) = &table.gateway.compat {
        compat.sign(&mut parts.headers);
    }
    parts.version = Version::HTTP_11;
    parts.extensions = Extensions::new();
    // Last: the body passes as it comes, within `idle` and `total`. An HTTP/1.0 client takes the end of the connection
    // for the end of a body without a length, so a body that is cut ends in a reset.
    // Of the upstream's headers as the client gets them: what is encoded or has a length takes no comments.
    let heartbeat = Heartbeat::of(heartbeat, &parts.headers, &client.timers);
    let reset = (head.version == Version::HTTP_10).then(|| client.reset.clone());
    let deadline = deadlines.to_client();
    let (incoming, connection) = (Some(incoming), Some(connection));
    let stream = Stream { incoming, connection, upload, delivery, trailers, deadline, heartbeat, reset };
    Ok(Response::from_parts(parts, AnswerBody::stream(Box::new(stream))))
}

/// The target of a request of HTTP/2, which names scheme and host (RFC 9113, section 8.3.1).
pub(crate) fn with_authority(target: &Uri, host: &HeaderValue, is_tls: bool) -> Result<Uri, ProxyError> {
    let mut parts = target.clone().into_parts();
    parts.scheme = Some(if is_tls { Scheme::HTTPS } else { Scheme::HTTP });
    parts.authority = Authority::try_from(host.as_bytes()).ok();
    Uri::from_parts(parts).map_err(|_| ProxyError::BadRequest("the host cannot be sent to the upstream"))
}

/// Whether the client takes trailers, which it states for the gateway alone.
fn accepts_trailers(client: &HeaderMap) -> bool {
    let lines = client.get_all(TE).into_iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).any(|coding| coding.trim().eq_ignore_ascii_case("trailers"))
}
