//! WebSocket upgrades: once the upstream has switched, bytes pass both ways unread.
//!
//! The client gets 101 only after the upstream sent it, and nothing that the client sends before is passed on.

use std::cell::Cell;
use std::io;
use std::rc::Rc;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::header::{CONNECTION, HeaderMap, HeaderValue, UPGRADE};
use hyper::http::request::Parts;
use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper::{Method, Response, StatusCode, Version};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, split};
use tokio::time::Instant;

use crate::body::AnswerBody;
use crate::client::Client;
use crate::error::ProxyError;
use crate::policy::headers;
use crate::upstream::pool::PooledConnection;

/// Bytes read at once in each direction.
const BUFFER: usize = 16 * 1024;

/// Whether the client requests a WebSocket (RFC 6455, section 4.1).
pub(crate) fn is_asked_for(head: &Parts) -> bool {
    head.version == Version::HTTP_11
        && head.method == Method::GET
        && has_token(&head.headers, &CONNECTION, "upgrade")
        && has_token(&head.headers, &UPGRADE, "websocket")
}

/// Asks the upstream for what the client asked for.
pub(crate) fn to_upstream(client: &HeaderMap, request: &mut HeaderMap) {
    request.insert(CONNECTION, HeaderValue::from_static("Upgrade"));
    request.insert(UPGRADE, HeaderValue::from_static("websocket"));
    for (name, value) in client.iter().filter(|(name, _)| gwc_plan::is_of_handshake(name.as_str())) {
        if !request.get_all(name).iter().any(|there| there == value) {
            request.append(name, value.clone());
        }
    }
}

/// Passes the upstream's 101 on and joins the two connections.
pub(crate) fn open(
    mut response: Response<Incoming>,
    connection: PooledConnection,
    head: &mut Parts,
    client: &Rc<Client>,
    idle: Duration,
) -> Result<Response<AnswerBody>, ProxyError> {
    let asked = head.extensions.remove::<OnUpgrade>();
    let Some(client_side) = asked.filter(|_| has_token(response.headers(), &UPGRADE, "websocket")) else {
        return Err(ProxyError::BrokenAnswer);
    };
    let upstream_side = hyper::upgrade::on(&mut response);
    let client = Rc::clone(client);
    let active = client.worker.activity();
    tokio::task::spawn_local(async move {
        client.worker.stats.tunnels.add(1);
        if let (Ok(client_side), Ok(upstream_side)) = (client_side.await, upstream_side.await) {
            pass(client_side, upstream_side, idle, &client).await;
        }
        client.worker.stats.tunnels.remove(1);
        drop((connection, active));
    });
    let mut answer = Response::new(AnswerBody::empty());
    *answer.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    std::mem::swap(answer.headers_mut(), response.headers_mut());
    headers::to_client(answer.headers_mut());
    answer.headers_mut().insert(CONNECTION, HeaderValue::from_static("Upgrade"));
    answer.headers_mut().insert(UPGRADE, HeaderValue::from_static("websocket"));
    Ok(answer)
}

/// Passes bytes until both sides have ended, one breaks, neither sends anything for `idle`, or the gateway drains.
async fn pass(client_side: Upgraded, upstream_side: Upgraded, idle: Duration, client: &Client) {
    let (from_client, to_client) = split(TokioIo::new(client_side));
    let (from_upstream, to_upstream) = split(TokioIo::new(upstream_side));
    let last = Cell::new(Instant::now());
    let both = async {
        tokio::try_join!(copy(from_client, to_upstream, &last), copy(from_upstream, to_client, &last))
    };
    tokio::select! {
        // A side that broke ends the tunnel; there is nobody to tell but the other side, which sees the end.
        _ = both => {}
        () = silence(&last, idle) => {}
        () = client.worker.drained() => {}
    }
}

/// Passes one direction, its end included.
async fn copy(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    last: &Cell<Instant>,
) -> io::Result<()> {
    let mut buffer = vec![0; BUFFER];
    loop {
        let length = from.read(&mut buffer).await?;
        last.set(Instant::now());
        if length == 0 {
            return to.shutdown().await;
        }
        to.write_all(&buffer[..length]).await?;
        to.flush().await?;
    }
}

/// Returns when nothing has passed for `idle`.
async fn silence(last: &Cell<Instant>, idle: Duration) {
    while let Some(due) = last.get().checked_add(idle) {
        if due <= Instant::now() {
            return;
        }
        tokio::time::sleep_until(due).await;
    }
    std::future::pending().await
}

fn has_token(headers: &HeaderMap, name: &hyper::header::HeaderName, token: &str) -> bool {
    let values = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|listed| listed.trim().eq_ignore_ascii_case(token))
}
