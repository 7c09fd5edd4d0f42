//! One client's connection, from its first byte to its end.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::rc::Rc;
use std::time::SystemTime;

use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use super::lifetime::LAST_REQUEST;
use super::listen::Settings;
use super::{http1, http2, proxy_header};
use crate::client::Client;
use crate::log_line;
use crate::transport::Transport;
use crate::worker::{Activity, Worker};

/// What an HTTP/2 client sends first (RFC 9113, section 3.4).
const PREFACE: &[u8; 24] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// Serves a connection. Each request has its own record; only what is no request is recorded here.
pub(super) async fn serve(
    worker: Rc<Worker>,
    mut stream: TcpStream,
    (address, settings): (SocketAddr, Settings),
    _activity: Activity,
) {
    // A peer that is gone already shows at the first read.
    let _ = stream.set_nodelay(true);
    let mut peer = address.ip().to_canonical();
    if settings.proxy_protocol {
        // Before anything else of the connection is read, also a TLS handshake.
        peer = match proxy_header::client(&worker, &mut stream, peer).await {
            Ok(client) => client,
            Err(_) => return unreadable(&worker, peer),
        };
    }
    // Boxed, so that connections in clear text do not carry the state of a handshake around.
    let Some(mut stream) = Box::pin(secured(&worker, stream, &settings)).await else { return };
    let first = match stream.agreed_on_http2() {
        true => Some((Vec::new(), true)),
        false => first_bytes(&worker, &mut stream).await,
    };
    let Some((prefix, is_http2)) = first else { return };
    let client = Rc::new(Client::new(worker, peer, stream.is_tls()));
    // Boxed, so that a connection that waits for its first request carries neither around.
    let ended = match is_http2 {
        true => Box::pin(http2::serve(&client, stream, prefix)).await,
        false => Box::pin(http1::serve(&client, stream, prefix)).await,
    };
    if ended.is_err_and(|error| error.is_parse()) {
        unreadable(&client.worker, client.peer);
    }
}

/// The connection after its handshake, where the listener has TLS. `None` if the client does not complete one in time.
async fn secured(worker: &Worker, stream: TcpStream, settings: &Settings) -> Option<Transport> {
    #[cfg(feature = "tls")]
    if let Some(certificates) = &settings.tls {
        let handshake = certificates.acceptor().accept(stream);
        let stream = timeout(worker.options.head_timeout, handshake).await.ok()?.ok()?;
        return Some(Transport::Tls(Box::new(stream.into())));
    }
    let _ = (worker, settings);
    Some(Transport::Plain(stream))
}

/// Records a connection on which something was sent that is no request.
fn unreadable(worker: &Worker, peer: IpAddr) {
    worker.stats.unreadable.add(1);
    if let Some(log) = &worker.log {
        let format = worker.table().gateway.log_format;
        log.line(SystemTime::now(), |clock, out| log_line::unreadable(peer, format, clock, out));
    }
}

/// Reads until it is plain which protocol the client speaks: the bytes read, and whether it is HTTP/2. `None` if the
/// client left, or sent nothing for too long.
async fn first_bytes(worker: &Worker, stream: &mut Transport) -> Option<(Vec<u8>, bool)> {
    let first = async {
        stream.readable().await;
        // Over TLS the rest is decrypted already, and there is a buffer while nothing comes.
        let mut bytes = vec![0; if stream.is_tls() { PREFACE.len() } else { 4096 }];
        let length = stream.read(&mut bytes).await?;
        io::Result::Ok((bytes, length))
    };
    let drained = async {
        worker.drained().await;
        sleep(LAST_REQUEST).await;
    };
    let (mut bytes, mut length) = tokio::select! {
        biased;
        read = timeout(worker.options.client_idle_timeout, first) => read.ok()?.ok()?,
        () = drained => return None,
    };
    let rest = async {
        while length > 0 && length < PREFACE.len() && PREFACE.starts_with(&bytes[..length]) {
            match stream.read(&mut bytes[length..PREFACE.len()]).await? {
                0 => break,
                more => length += more,
            }
        }
        io::Result::Ok(())
    };
    timeout(worker.options.head_timeout, rest).await.ok()?.ok()?;
    bytes.truncate(length);
    let is_http2 = bytes.starts_with(PREFACE);
    (length > 0).then_some((bytes, is_http2))
}
