//! A connection of HTTP/1: requests one after the other, and between them as little as can be kept.
//!
//! hyper keeps two buffers and the state of a request for each connection, some 20 KiB. When no request has been under way
//! for a while, they are dropped, and made anew when the client sends something.

use std::pin::Pin;
use std::rc::Rc;

use gwc_framing::Framing;
use hyper::body::Incoming;
use hyper::server::conn::http1::{Builder, UpgradeableConnection};
use hyper::service::{HttpService, service_fn};
use hyper_util::rt::TokioIo;
use tokio::time::sleep_until;

use super::client_io::{ClientIo, Quiet};
use super::lifetime::{self, Connection, Outcome};
use crate::body::AnswerBody;
use crate::client::Client;
use crate::request::handle;
use crate::transport::Transport;

/// The largest head of a request, in bytes; a larger one is answered 431.
pub(super) const MAX_HEAD: usize = 64 * 1024;

/// Serves a connection of which `prefix` was read already.
pub(super) async fn serve(client: &Rc<Client>, stream: Transport, prefix: Vec<u8>) -> hyper::Result<()> {
    let quiet = Quiet::default();
    let (options, reset) = (&client.worker.options, client.reset.clone());
    let mut io = ClientIo::new(stream, prefix, Some((Framing::new(), quiet.clone())), options, reset);
    loop {
        // Boxed, so that a connection that rests does not carry it around.
        match Box::pin(requests(client, io, &quiet)).await {
            Ok(resting) => io = resting,
            Err(ended) => return ended,
        }
        rest(client, &mut io).await;
    }
}

/// Serves requests until the connection may rest.
///
/// # Errors
/// How the connection ended.
async fn requests(client: &Rc<Client>, io: ClientIo, quiet: &Quiet) -> Result<ClientIo, hyper::Result<()>> {
    let service = service_fn({
        let client = Rc::clone(client);
        move |request| handle(Rc::clone(&client), request)
    });
    let mut connection = builder().serve_connection(TokioIo::new(io), service).with_upgrades();
    match lifetime::drive(client, Pin::new(&mut connection), || quiet.is_set()).await {
        Outcome::Ended(ended) => Err(ended),
        // What was read of it is at most empty lines, which stand for nothing in front of a request.
        Outcome::Rests => connection.into_parts().map(|parts| parts.io.into_inner()).ok_or(Ok(())),
    }
}

/// Returns when the client sends something, and when the connection is to be looked after for another reason.
async fn rest(client: &Client, io: &mut ClientIo) {
    let due = client.rested() + client.worker.options.client_idle_timeout;
    tokio::select! {
        () = io.wait() => {}
        () = client.worker.drained() => {}
        () = sleep_until(due) => {}
    }
}

impl<S> Connection for UpgradeableConnection<TokioIo<ClientIo>, S>
where
    S: HttpService<Incoming, ResBody = AnswerBody>,
    S::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    S::Future: 'static,
    Self: Future<Output = hyper::Result<()>>,
{
    const ENDS_AT_ONCE: bool = false;

    fn shut_down(self: Pin<&mut Self>) {
        self.graceful_shutdown();
    }
}

fn builder() -> Builder {
    let mut builder = Builder::new();
    // Heads have their deadline in `ClientIo`, idle connections in `lifetime`: no timer for each request.
    // hyper's usual limit of 100 header lines stays: to name another costs an allocation for each request.
    builder.header_read_timeout(None).max_buf_size(MAX_HEAD);
    builder
}
