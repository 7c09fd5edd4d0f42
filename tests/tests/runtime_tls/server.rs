//! Upstreams over TLS: one of HTTP/1.1 that tells what it was asked, one of HTTP/2 that sends messages back as gRPC does.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use bytes::Bytes;
use gwc_artifact::CertificateFiles;
use gwc_tests::net::Authority;
use http_body_util::BodyExt;
use http_body_util::combinators::UnsyncBoxBody;
use hyper::body::{Body, Frame, Incoming};
use hyper::service::service_fn;
use hyper::{HeaderMap, Request, Response};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::config::{PATIENCE, runtime, server_config};

/// What was asked.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) host: String,
    pub(crate) version: String,
    pub(crate) te: String,
}

pub(crate) struct TlsServer {
    pub(crate) address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
    handshakes: Arc<AtomicUsize>,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
}

/// Frames that are there already.
pub(crate) struct Frames(pub(crate) VecDeque<Result<Frame<Bytes>, Infallible>>);

impl Body for Frames {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.0.pop_front())
    }
}

impl TlsServer {
    /// HTTP/1.1; with an authority, clients must have a certificate of it.
    pub(crate) fn start(own: &CertificateFiles, clients: Option<&Authority>) -> TlsServer {
        TlsServer::serve(TlsAcceptor::from(Arc::new(server_config(own, clients, b"http/1.1"))), false)
    }

    /// HTTP/2.
    pub(crate) fn start_http2(own: &CertificateFiles) -> TlsServer {
        TlsServer::serve(TlsAcceptor::from(Arc::new(server_config(own, None, b"h2"))), true)
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// How many connections passed the handshake.
    pub(crate) fn handshakes(&self) -> usize {
        self.handshakes.load(Ordering::Relaxed)
    }

    fn serve(acceptor: TlsAcceptor, is_http2: bool) -> TlsServer {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let (seen, handshakes) = (Arc::<Mutex<Vec<Seen>>>::default(), Arc::<AtomicUsize>::default());
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let shared = (Arc::clone(&seen), Arc::clone(&handshakes));
        std::thread::spawn(move || {
            runtime().block_on(async move {
                let listener = TcpListener::from_std(listener).unwrap();
                let accept = async {
                    loop {
                        let (stream, _) = listener.accept().await.unwrap();
                        let (acceptor, shared) = (acceptor.clone(), shared.clone());
                        tokio::spawn(async move {
                            let _ =
                                tokio::time::timeout(PATIENCE, one(acceptor, stream, shared, is_http2)).await;
                        });
                    }
                };
                tokio::select! { () = accept => {} _ = stopped => {} }
            });
        });
        TlsServer { address, seen, handshakes, stop: Some(stop) }
    }
}

impl Drop for TlsServer {
    fn drop(&mut self) {
        let _ = self.stop.take().map(|stop| stop.send(()));
    }
}

type Shared = (Arc<Mutex<Vec<Seen>>>, Arc<AtomicUsize>);

async fn one(acceptor: TlsAcceptor, stream: tokio::net::TcpStream, shared: Shared, is_http2: bool) {
    let Ok(stream) = acceptor.accept(stream).await else { return };
    let (seen, handshakes) = shared;
    handshakes.fetch_add(1, Ordering::Relaxed);
    let service = service_fn(move |request: Request<Incoming>| {
        let text = |name: &str| request.headers().get(name).map(|v| v.to_str().unwrap().to_owned());
        let host = request.uri().authority().map(ToString::to_string).or_else(|| text("host"));
        seen.lock().unwrap().push(Seen {
            host: host.unwrap_or_default(),
            version: format!("{:?}", request.version()),
            te: text("te").unwrap_or_default(),
        });
        async move { Ok::<_, Infallible>(answer(request).await) }
    });
    let io = TokioIo::new(stream);
    if is_http2 {
        let _ = hyper::server::conn::http2::Builder::new(TokioExecutor::new())
            .serve_connection(io, service)
            .await;
    } else {
        let _ = hyper::server::conn::http1::Builder::new().serve_connection(io, service).await;
    }
}

async fn answer(request: Request<Incoming>) -> Response<UnsyncBoxBody<Bytes, hyper::Error>> {
    let path = request.uri().path().to_owned();
    if path.ends_with("/Missing") {
        let mut response = Response::new(empty());
        response.headers_mut().insert("grpc-status", "12".parse().unwrap());
        return response;
    }
    if !path.starts_with("/pkg.Echo/") {
        let text = format!("{} {path}", request.method());
        let body = http_body_util::Full::new(Bytes::from(text)).map_err(|never| match never {});
        return Response::new(body.boxed_unsync());
    }
    // Each message goes back as soon as it is there; the status follows the last.
    let echoed = request.into_body().with_trailers(async {
        let mut trailers = HeaderMap::new();
        trailers.insert("grpc-status", "0".parse().unwrap());
        Some(Ok(trailers))
    });
    let mut response = Response::new(echoed.boxed_unsync());
    response.headers_mut().insert("content-type", "application/grpc".parse().unwrap());
    response
}

fn empty() -> UnsyncBoxBody<Bytes, hyper::Error> {
    http_body_util::Empty::new().map_err(|never| match never {}).boxed_unsync()
}
