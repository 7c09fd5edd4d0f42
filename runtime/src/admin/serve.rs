//! The thread of the admin listener.

use std::convert::Infallible;
use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio::runtime::{Builder, LocalOptions};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::answer::answer;
use crate::phase::Phase;
use crate::worker::Shared;

/// Connections at once; more wait in the queue of the listener.
const CONNECTIONS: usize = 32;
/// From the first byte of a request's head to its last, and how long a connection may be without a request.
const HEAD: Duration = Duration::from_secs(10);
/// The largest head of a request, in bytes.
const MAX_HEAD: usize = 16 * 1024;
/// How long accepting rests when the system has no more file descriptors.
const EXHAUSTED: Duration = Duration::from_millis(50);

/// Answers on this thread until the server has stopped: a drain is watched to its end.
///
/// # Errors
/// If the runtime of the thread cannot be made.
pub(crate) fn run(listener: TcpListener, shared: &Arc<Shared>) -> io::Result<()> {
    let runtime = Builder::new_current_thread().enable_all().build_local(LocalOptions::default())?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let mut phase = shared.phase.subscribe();
        tokio::select! {
            () = accept(&listener, shared) => {}
            // A sender that is gone means that the server is.
            _ = phase.wait_for(|phase| *phase == Phase::Stopped) => {}
        }
        Ok(())
    })
}

async fn accept(listener: &tokio::net::TcpListener, shared: &Arc<Shared>) {
    let free = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let Ok(place) = Arc::clone(&free).acquire_owned().await else { return };
        match listener.accept().await {
            Ok((stream, _)) => drop(tokio::task::spawn_local(serve(stream, Arc::clone(shared), place))),
            Err(_) => tokio::time::sleep(EXHAUSTED).await,
        }
    }
}

async fn serve(stream: TcpStream, shared: Arc<Shared>, _place: OwnedSemaphorePermit) {
    let service = service_fn(move |request| {
        let answer = answer(&shared, &request);
        async { Ok::<_, Infallible>(answer) }
    });
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEAD).max_buf_size(MAX_HEAD);
    // A reader that leaves early is no error.
    let _ = builder.serve_connection(TokioIo::new(stream), service).await;
}
