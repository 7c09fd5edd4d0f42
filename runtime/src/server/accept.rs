//! One core at work: its runtime, its listeners, and its end.

use std::io;
use std::rc::Rc;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::runtime::{Builder, LocalOptions};
use tokio::sync::watch;

use super::connection;
use super::listen::{Listening, Settings};
use crate::access_log::LogSender;
use crate::error::is_out_of_descriptors;
use crate::phase::Phase;
use crate::report;
use crate::trace::SpanSender;
use crate::worker::{Shared, Worker};

/// How often idle connections to upstreams are looked at.
const SWEEP: Duration = Duration::from_secs(5);
/// How long accepting rests when the system has no more file descriptors.
const EXHAUSTED: Duration = Duration::from_millis(50);

/// How many tasks go on before the system is asked what else has come. What a batch of requests sends, an upstream reads
/// in one go: waking it more often made a request a tenth dearer. A task takes microseconds.
const BATCH: u32 = 512;

/// Serves on this thread until the server stops.
pub(super) fn run(
    shared: Arc<Shared>,
    listeners: Vec<Listening>,
    log: Option<LogSender>,
    spans: Option<SpanSender>,
) -> io::Result<()> {
    let runtime = Builder::new_current_thread()
        .event_interval(BATCH)
        .enable_all()
        .build_local(LocalOptions::default())?;
    runtime.block_on(async {
        let worker = Rc::new(Worker::new(shared, log, spans));
        serve(&worker, listeners).await
    })
}

async fn serve(worker: &Rc<Worker>, listeners: Vec<Listening>) -> io::Result<()> {
    let mut phase = worker.phases();
    let mut accepting = Vec::new();
    for (listener, settings) in listeners {
        let listener = TcpListener::from_std(listener)?;
        accepting.push(tokio::task::spawn_local(accept(Rc::clone(worker), listener, settings)));
    }
    tokio::task::spawn_local(sweep(Rc::clone(worker)));
    tokio::task::spawn_local(flush_log(Rc::clone(worker)));
    reached(&mut phase, Phase::Draining).await;
    worker.leave();
    let _ = tokio::time::timeout(worker.options.drain_delay, reached(&mut phase, Phase::Stopped)).await;
    worker.drain();
    for accepting in accepting {
        // It ends by itself once the queue of its listener is empty.
        let _ = accepting.await;
    }
    tokio::select! {
        () = worker.all_ended() => {}
        () = tokio::time::sleep(worker.drain_timeout()) => {}
        () = reached(&mut phase, Phase::Stopped) => {}
    }
    Ok(())
}

/// Accepts until the drain, and then what had connected before it.
async fn accept(worker: Rc<Worker>, listener: TcpListener, settings: Settings) {
    let mut failing = false;
    loop {
        while !worker.is_draining() && worker.is_full() {
            tokio::select! { () = worker.ended() => {} () = worker.drained() => {} }
        }
        let accepted = match worker.is_draining() {
            true => match std::future::poll_fn(|cx| Poll::Ready(listener.poll_accept(cx))).await {
                Poll::Ready(accepted) => accepted,
                Poll::Pending => return,
            },
            false => {
                tokio::select! { accepted = listener.accept() => accepted, () = worker.drained() => continue }
            }
        };
        match accepted {
            Ok((stream, address)) => {
                failing = false;
                let activity = worker.activity();
                let from = (address, settings.clone());
                tokio::task::spawn_local(connection::serve(Rc::clone(&worker), stream, from, activity));
            }
            // One connection that broke before it was accepted says nothing about the next.
            Err(error) if is_of_one_connection(&error) => {}
            Err(error) => {
                worker.stats.accepts_failed.add(1);
                // Once, until it works again: it is tried many times a second.
                if !std::mem::replace(&mut failing, true) {
                    report::error(not_accepted(&error));
                }
                tokio::time::sleep(EXHAUSTED).await;
            }
        }
    }
}

async fn sweep(worker: Rc<Worker>) {
    loop {
        tokio::time::sleep(SWEEP).await;
        worker.expire_idle();
    }
}

async fn flush_log(worker: Rc<Worker>) {
    if let Some(log) = &worker.log {
        log.flush_often().await;
    }
}

/// Returns when the server is at least so far.
async fn reached(phase: &mut watch::Receiver<Phase>, wanted: Phase) {
    // A sender that is gone means that nobody can stop the server any more.
    if phase.wait_for(|phase| *phase >= wanted).await.is_err() {
        std::future::pending().await
    }
}

/// What an operator is told of it.
fn not_accepted(error: &io::Error) -> String {
    let advice = match is_out_of_descriptors(error) {
        true => "; raise the limit of open files of the process (`ulimit -n`)",
        false => "",
    };
    format!("connections cannot be accepted: {error}{advice}")
}

fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted)
}
