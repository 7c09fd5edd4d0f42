//! A connection of HTTP/2, in clear text or agreed on by ALPN.

use std::pin::{Pin, pin};
use std::rc::Rc;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::rt::bounds::Http2ServerConnExec;
use hyper::server::conn::http2::{self, Builder};
use hyper::service::{HttpService, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};

use super::client_io::ClientIo;
use super::http1::MAX_HEAD;
use super::lifetime::{self, Connection, Outcome};
use crate::body::AnswerBody;
use crate::client::Client;
use crate::executor::LocalExecutor;
use crate::request::handle;
use crate::transport::Transport;

/// Requests at once on one connection.
const MAX_STREAMS: u32 = 128;
/// Flow control: what a client may send ahead, on a stream and on the connection, in bytes.
const STREAM_WINDOW: u32 = 256 * 1024;
const CONNECTION_WINDOW: u32 = 1024 * 1024;
/// Answers queued for a slow client, in bytes.
const SEND_BUFFER: usize = 256 * 1024;
/// A client that is silent for so long is asked whether it is there.
const PING_EVERY: Duration = Duration::from_secs(30);

/// Serves a connection of which `prefix` was read already.
pub(super) async fn serve(client: &Rc<Client>, stream: Transport, prefix: Vec<u8>) -> hyper::Result<()> {
    let service = service_fn({
        let client = Rc::clone(client);
        move |request| handle(Rc::clone(&client), request)
    });
    let io = ClientIo::new(stream, prefix, None, &client.worker.options, client.reset.clone());
    let connection = pin!(builder().serve_connection(TokioIo::new(io), service));
    match lifetime::drive(client, connection, || false).await {
        Outcome::Ended(ended) => ended,
        Outcome::Rests => Ok(()),
    }
}

impl<S> Connection for http2::Connection<TokioIo<ClientIo>, S, LocalExecutor>
where
    S: HttpService<Incoming, ResBody = AnswerBody>,
    S::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    S::Future: 'static,
    LocalExecutor: Http2ServerConnExec<S::Future, AnswerBody>,
    Self: Future<Output = hyper::Result<()>>,
{
    const ENDS_AT_ONCE: bool = true;

    fn shut_down(self: Pin<&mut Self>) {
        self.graceful_shutdown();
    }
}

fn builder() -> Builder<LocalExecutor> {
    let mut builder = Builder::new(LocalExecutor);
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
