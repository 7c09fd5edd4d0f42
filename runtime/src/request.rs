//! What happens to one request, from top to bottom.

use std::convert::Infallible;
use std::future::Future;
use std::rc::Rc;

use gwc_artifact::Match;
use hyper::body::Incoming;
use hyper::header::{CONNECTION, HOST, HeaderValue, UPGRADE};
use hyper::http::request::Parts;
use hyper::{Method, Request, Response, StatusCode, Version};

use crate::body::AnswerBody;
use crate::error::ProxyError;
use crate::gateway::Answerer;
use crate::policy::health;
use crate::policy::limits::Caller;
use crate::record::Record;
use crate::server::{Client, Table};
use crate::upstream::Exchange;

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
    let offers_upgrade = head.version < Version::HTTP_2 && head.headers.contains_key(UPGRADE);
    async move {
        let mut response = match answer(&table, &client, &mut head, body, &mut record).await {
            Ok(response) => response,
            Err(error) => {
                record.failed(error);
                error.into_response()
            }
        };
        // What follows an upgrade that was not taken may be of the other protocol: it is not read as a request.
        if offers_upgrade && response.status() != StatusCode::SWITCHING_PROTOCOLS {
            response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        }
        record.status(response.status());
        response.body_mut().record(record);
        Ok(response)
    }
}

async fn answer(
    table: &Rc<Table>,
    client: &Rc<Client>,
    head: &mut Parts,
    body: Incoming,
    record: &mut Record,
) -> Result<Response<AnswerBody>, ProxyError> {
    // Nothing of the block is kept while the upstream is waited for, but what it comes to.
    let call = {
        let host = check_target(head)?; // 400
        let path = head.uri.path();
        if path == health::OWN_PATH {
            return health::own(client, &head.method);
        }
        let Match { endpoint, params } = table.gateway.find(&head.method, as_text(&host), path)?; // 400, 404, 405
        record.endpoint(endpoint);
        let endpoint = &table.gateway.endpoints[endpoint];
        // Here stand credentials (401, 403). An artifact that needs them is refused at start.
        let caller = Caller {
            address: client.address,
            headers: &head.headers,
            params: &params,
            now: record.started().into(),
        };
        table.gateway.admit(endpoint, &caller)?; // 429
        match &endpoint.backend {
            Answerer::Health => None,
            Answerer::Upstream(call) => Some((call, call.target(&params, &head.uri)?)),
        }
    };
    match call {
        None => Ok(Box::pin(health::upstreams(table, client)).await),
        Some((call, target)) => {
            let exchange = Exchange { table, client, head, record };
            call.forward(target, exchange, body).await // 502, 503, 504; bodies stream
        }
    }
}

/// Checks that the request says one target, the same to every reader, and answers its host.
fn check_target(head: &mut Parts) -> Result<HeaderValue, ProxyError> {
    if head.method == Method::CONNECT {
        return Err(ProxyError::BadRequest("CONNECT is not served"));
    }
    let mut lines = head.headers.get_all(HOST).iter();
    let (said, more) = (lines.next().cloned(), lines.next().is_some());
    if more {
        return Err(ProxyError::BadRequest("more than one Host header"));
    }
    let authority = head.uri.authority().map(|authority| authority.as_str());
    let host = match (said, authority) {
        (Some(said), Some(authority)) if !said.as_bytes().eq_ignore_ascii_case(authority.as_bytes()) => {
            return Err(ProxyError::BadRequest("the target has another host than the Host header"));
        }
        (Some(said), _) => said,
        (None, Some(authority)) if head.version == Version::HTTP_2 => {
            HeaderValue::from_str(authority).map_err(|_| INVALID_HOST)?
        }
        (None, None) if head.version == Version::HTTP_10 => HeaderValue::from_static(""),
        (None, _) => return Err(ProxyError::BadRequest("no Host header")),
    };
    if !host.as_bytes().iter().all(|byte| byte.is_ascii_alphanumeric() || b"-._:[]".contains(byte)) {
        return Err(INVALID_HOST);
    }
    if head.version == Version::HTTP_2 {
        // The host is said in the target; from here on it is where HTTP/1 says it.
        head.headers.insert(HOST, host.clone());
    }
    Ok(host)
}

const INVALID_HOST: ProxyError = ProxyError::BadRequest("the Host header is not a host");

fn as_text(host: &HeaderValue) -> &str {
    host.to_str().unwrap_or_default()
}
