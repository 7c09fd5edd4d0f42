//! One client's connection, from its first byte to its end.

use std::future::{Future, poll_fn};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::Poll;
use std::time::{Duration, SystemTime};

use gwc_framing::Framing;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, sleep_until, timeout};

use super::client_io::ClientIo;
use super::listen::Settings;
use super::proxy_header;
use crate::client::Client;
use crate::executor::LocalExecutor;
use crate::log_line;
use crate::request::handle;
use crate::transport::Transport;
use crate::worker::{Activity, Worker};

/// The largest head of a request, in bytes; a larger one is answered 431.
const MAX_HEAD: usize = 64 * 1024;
/// Requests at once on one HTTP/2 connection.
const MAX_STREAMS: u32 = 128;
/// Flow control of HTTP/2: what a client may send ahead, on a stream and on the connection, in bytes.
const STREAM_WINDOW: u32 = 256 * 1024;
const CONNECTION_WINDOW: u32 = 1024 * 1024;
/// Answers queued for a slow HTTP/2 client, in bytes.
const SEND_BUFFER: usize = 256 * 1024;
/// An HTTP/2 client that is silent for so long is asked whether it is there.
const PING_EVERY: Duration = Duration::from_secs(30);

/// How long a connection without a request stays open once the drain has begun. A client may have sent a request before it
/// could see the connection close; that one is answered, with `Connection: close`.
const LAST_REQUEST: Duration = Duration::from_secs(1);

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
    let service = service_fn({
        let client = Rc::clone(&client);
        move |request| handle(Rc::clone(&client), request)
    });
    let framing = (!is_http2).then(Framing::new);
    let io =
        TokioIo::new(ClientIo::new(stream, prefix, framing, &client.worker.options, client.reset.clone()));
    let ended = if is_http2 {
        let connection = http2_builder().serve_connection(io, service);
        until_ended(&client, connection, Drain::AtOnce, |connection| connection.graceful_shutdown()).await
    } else {
        let connection = http1_builder().serve_connection(io, service).with_upgrades();
        until_ended(&client, connection, Drain::WhenSilent, |connection| connection.graceful_shutdown()).await
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
    let mut bytes = vec![0; 4096];
    let drained = async {
        worker.drained().await;
        sleep(LAST_REQUEST).await;
    };
    let mut length = tokio::select! {
        biased;
        read = timeout(worker.options.client_idle_timeout, stream.read(&mut bytes)) => read.ok()?.ok()?,
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

/// What a connection task has to look after.
enum Event {
    Ended(hyper::Result<()>),
    Drain,
    Silence,
}

/// What a drain does to a connection.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Drain {
    /// HTTP/2: the client learns which of its requests are still answered.
    AtOnce,
    /// HTTP/1: a connection that closes during a request looks broken, so it is closed when no request is likely to follow.
    WhenSilent,
}

/// Drives a connection to its end, which a drain or a long silence brings about.
async fn until_ended<C: Future<Output = hyper::Result<()>>>(
    client: &Client,
    connection: C,
    drain: Drain,
    shut_down: impl Fn(Pin<&mut C>),
) -> hyper::Result<()> {
    let mut connection = pin!(connection);
    let mut idle_timeout = client.worker.options.client_idle_timeout;
    let mut idle = pin!(sleep(idle_timeout));
    let mut drained = pin!(client.worker.drained());
    let mut draining_since = None;
    let mut told = false;
    loop {
        let mut waiting = false;
        let event = poll_fn(|cx| {
            if let Poll::Ready(ended) = connection.as_mut().poll(cx) {
                return Poll::Ready(Event::Ended(ended));
            }
            // Once polled, the two wake this task by themselves; requests need not ask them each time.
            if !waiting || client.worker.is_draining() || idle.is_elapsed() {
                waiting = true;
                if draining_since.is_none() && drained.as_mut().poll(cx).is_ready() {
                    return Poll::Ready(Event::Drain);
                }
                return idle.as_mut().poll(cx).map(|()| Event::Silence);
            }
            Poll::Pending
        });
        match event.await {
            Event::Ended(ended) => return ended,
            Event::Drain => {
                draining_since = Some(Instant::now());
                if drain == Drain::AtOnce {
                    told = true;
                    shut_down(connection.as_mut());
                } else {
                    idle_timeout = LAST_REQUEST;
                    idle.set(sleep(idle_timeout));
                }
            }
            Event::Silence => {
                let due = draining_since.map_or(client.rested(), |since| since.max(client.rested()));
                let due = due + idle_timeout;
                if client.rests() && due <= Instant::now() {
                    if told {
                        return Ok(());
                    }
                    told = true;
                    shut_down(connection.as_mut());
                }
                idle.set(sleep_until(due.max(Instant::now() + idle_timeout / 4)));
            }
        }
    }
}

fn http1_builder() -> http1::Builder {
    let mut builder = http1::Builder::new();
    // Heads have their deadline in `ClientIo`, idle connections in `until_ended`: no timer for each request.
    // hyper's usual limit of 100 header lines stays: to name another costs an allocation for each request.
    builder.header_read_timeout(None).max_buf_size(MAX_HEAD);
    builder
}

fn http2_builder() -> http2::Builder<LocalExecutor> {
    let mut builder = http2::Builder::new(LocalExecutor);
    builder
        .timer(TokioTimer::new())
        .max_concurrent_streams(MAX_STREAMS)
        .max_header_list_size(MAX_HEAD as u32)
        .initial_stream_window_size(STREAM_WINDOW)
        .initial_connection_window_size(CONNECTION_WINDOW)
        .max_send_buf_size(SEND_BUFFER)
        .keep_alive_interval(PING_EVERY);
    builder
}
