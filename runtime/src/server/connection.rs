//! One client's connection, from its first byte to its end.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::rc::Rc;
use std::time::SystemTime;

use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use super::client_io::is_slow_head;
use super::lifetime::LAST_REQUEST;
use super::listen::Settings;
use super::{http1, http2, proxy_header};
use crate::client::Client;
use crate::log_line::NoRequest;
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
            Err(_) => return record(&worker, peer, NoRequest::Unreadable),
        };
    }
    // Boxed, so that connections in clear text do not carry the state of a handshake around.
    let Some(mut stream) = Box::pin(secured(&worker, stream, &settings)).await else { return };
    let (prefix, is_http2) = match stream.agreed_on_http2() {
        true => (Vec::new(), true),
        false => match first_bytes(&worker, &mut stream).await {
            First::Bytes(bytes, is_http2) => (bytes, is_http2),
            First::TooSlow => return record(&worker, peer, NoRequest::TooSlow),
            First::Left => return,
        },
    };
    let client = Rc::new(Client::new(worker, peer, stream.is_tls()));
    // Boxed, so that a connection that waits for its first request carries neither around.
    let ended = match is_http2 {
        true => Box::pin(http2::serve(&client, stream, prefix)).await,
        false => Box::pin(http1::serve(&client, stream, prefix)).await,
    };
    match ended {
        Err(error) if error.is_parse() => record(&client.worker, client.peer, NoRequest::Unreadable),
        Err(error) if is_slow_head(&error) => record(&client.worker, client.peer, NoRequest::TooSlow),
        _ => {}
    }
}

/// The connection after its handshake, where the listener has TLS. `None` if the client does not complete one in time.
async fn secured(worker: &Worker, stream: TcpStream, settings: &Settings) -> Option<Transport> {
    #[cfg(feature = "tls")]
    if let Some(certificates) = &settings.tls {
        let handshake = certificates.acceptor().accept(stream);
        let (slow, failed) = (&worker.stats.slow_handshakes, &worker.stats.failed_handshakes);
        let ended = timeout(worker.options.head_timeout, handshake).await.inspect_err(|_| slow.add(1));
        let stream = ended.ok()?.inspect_err(|_| failed.add(1)).ok()?;
        return Some(Transport::Tls(Box::new(stream.into())));
    }
    let _ = (worker, settings);
    Some(Transport::Plain(stream))
}

/// Records a connection that ends without a request.
fn record(worker: &Worker, peer: IpAddr, why: NoRequest) {
    match why {
        NoRequest::Unreadable => worker.stats.unreadable.add(1),
        NoRequest::TooSlow => worker.stats.slow_heads.add(1),
    }
    if let Some(log) = &worker.log {
        let format = worker.table().gateway.log_format;
        log.line(SystemTime::now(), |clock, out| why.write(peer, format, clock, out));
    }
}

/// What a client sends first.
enum First {
    /// The bytes read, and whether it speaks HTTP/2.
    Bytes(Vec<u8>, bool),
    /// Nothing before it left, or for too long.
    Left,
    /// A part of what tells the protocol, and nothing more for too long.
    TooSlow,
}

/// Reads until it is plain which protocol the client speaks.
async fn first_bytes(worker: &Worker, stream: &mut Transport) -> First {
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
    let read = tokio::select! {
        biased;
        read = timeout(worker.options.client_idle_timeout, first) => read,
        () = drained => return First::Left,
    };
    let Ok(Ok((mut bytes, mut length))) = read else { return First::Left };
    let rest = async {
        while length > 0 && length < PREFACE.len() && PREFACE.starts_with(&bytes[..length]) {
            match stream.read(&mut bytes[length..PREFACE.len()]).await? {
                0 => break,
                more => length += more,
            }
        }
        io::Result::Ok(())
    };
    match timeout(worker.options.head_timeout, rest).await {
        Ok(Ok(())) if length > 0 => {
            bytes.truncate(length);
            let is_http2 = bytes.starts_with(PREFACE);
            First::Bytes(bytes, is_http2)
        }
        Ok(_) => First::Left,
        Err(_) => First::TooSlow,
    }
}
